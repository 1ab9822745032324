"""Which language a page is in, from the words of a first reading."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

ENGLISH: Final = "eng"
ENOUGH: Final = 10
LONG: Final = 6
CLEARLY: Final = 1.25
_WORDS: Final[dict[str, str]] = {
    "eng": """the and of to in for by with from this that are is not be or on at as all any date number total order ship shipper
        carrier consignee received delivery invoice quantity amount description weight pallets cartons address terms""",
    "deu": """der die das und ist nicht mit von für den dem des ein eine auf bei zum zur nach über durch wird werden sind sich im am
        rechnung lieferschein datum menge betrag nummer bestellung kunde gewicht paletten kartons lieferung empfänger absender
        frachtbrief steuer netto brutto summe preis artikel bezeichnung anzahl seite firma straße vereinbarung vertrag vergütung""",
    "fra": """le la les des du de et est une un pour par sur dans avec aux au ce cette sont que qui ne pas ou leur vos nous vous
        facture livraison quantité montant numéro commande client poids palettes colis destinataire expéditeur transporteur
        adresse prix désignation référence page société remise accord contrat taux période tva reçu""",
    "spa": """el la los las de del y es un una para por con en que se al su sus son no como más este esta entre
        factura entrega cantidad importe número pedido cliente peso palés cajas destinatario remitente transportista
        dirección precio descripción referencia página fecha acuerdo contrato descuento período iva recibido""",
    "ita": """il lo la gli le di del della dei delle e è un una per con su da nel nella che non si al alla sono come tra
        fattura consegna quantità importo numero ordine cliente peso bancali colli destinatario mittente vettore
        indirizzo prezzo descrizione riferimento pagina data accordo contratto sconto periodo iva ricevuto""",
}
_STOPS: Final = {name: frozenset(words.split()) for name, words in _WORDS.items()}
_HAN: Final = re.compile(r"[一-鿿]")
ISO: Final = {"eng": "en", "deu": "de", "fra": "fr", "spa": "es", "ita": "it", "chi_sim": "zh"}


def likely_language(words: Iterable[str]) -> str | None:
    """Tesseract's name of the language the words are most likely in, or None where too few tell.

    Each telling word counts once, by its length: a page of scraps is full of `de` and `la`. Letters with accents may be
    lost in a first reading, so words count without them as well.
    """
    told = {word.strip(".,:;()[]").casefold() for word in words}
    points = {name: sum(min(len(w), LONG) for w in told & (stops | _plain(stops)) if len(w) > 1) for name, stops in _STOPS.items()}
    best = max(points, key=lambda name: points[name])
    others = max(count for name, count in points.items() if name != best)
    return best if points[best] >= ENOUGH and points[best] > CLEARLY * others else None


def is_chinese(text: str) -> bool:
    """Whether a good part of a text are Chinese characters."""
    letters = [c for c in text if c.isalnum()]
    return bool(letters) and len(_HAN.findall(text)) > 0.3 * len(letters)


_PLAIN: Final[dict[frozenset[str], frozenset[str]]] = {}
_ACCENTS: Final = str.maketrans("äöüßáàâéèêëíìîïóòôúùûçñ", "aousaaaeeeeiiiiooouuucn")


def _plain(stops: frozenset[str]) -> frozenset[str]:
    if stops not in _PLAIN:
        _PLAIN[stops] = frozenset(word.translate(_ACCENTS) for word in stops)
    return _PLAIN[stops]
