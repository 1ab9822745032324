"""Papers that grant special prices, in six languages and several hands, each with what a clerk takes from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any, Final

TITLES: Final = {
    "en": ("SHIP AND DEBIT AGREEMENT", "Special Price Authorization", "Ship & Debit Authorisation", "Special Pricing Agreement"),
    "de": ("Sonderpreisvereinbarung", "PROJEKTPREISVEREINBARUNG", "Sonderpreisfreigabe", "Objektpreis-Genehmigung"),
    "fr": ("Accord de prix dérogé", "Accord de prix spécial", "AUTORISATION DE PRIX SPÉCIAL", "Accord de prix dérogatoire"),
    "es": ("Acuerdo de precio especial", "AUTORIZACIÓN DE PRECIO ESPECIAL", "Acuerdo de precios especiales", "Acuerdo de precio especial"),
    "it": ("Accordo prezzo speciale", "ACCORDO SUL PREZZO SPECIALE", "Autorizzazione prezzo speciale", "Accordo prezzi speciali"),
    "zh": ("特价协议", "特价申请批准书", "特价授权书", "特殊价格协议"),
}
HEADS: Final = {
    "en": "Agreement no.: {number}\nManufacturer: Alder Connectors Ltd\nDistributor: Finch Components Ltd\n",
    "de": "Vertragsnummer: {number}\nLieferant: Erlen Werke GmbH\nHändler: Finken Handel AG\n",
    "fr": "Contrat n° {number}\nFournisseur : Aulne Connectique SAS\nDistributeur : Pinson Distribution SA\n",
    "es": "Contrato n.º {number}\nProveedor: Aliso Conectores S.L.\nDistribuidor: Pinzón Componentes S.A.\n",
    "it": "Contratto n. {number}\nFornitore: Ontano Connettori S.r.l.\nDistributore: Fringuello Componenti S.p.A.\n",
    "zh": "协议编号：{number}\n供应商：桤木电子有限公司\n经销商：雀谷商贸有限公司\n",
}
PARTIES: Final = {
    "en": ("Alder Connectors Ltd", "Finch Components Ltd"),
    "de": ("Erlen Werke GmbH", "Finken Handel AG"),
    "fr": ("Aulne Connectique SAS", "Pinson Distribution SA"),
    "es": ("Aliso Conectores S.L.", "Pinzón Componentes S.A."),
    "it": ("Ontano Connettori S.r.l.", "Fringuello Componenti S.p.A."),
    "zh": ("桤木电子有限公司", "雀谷商贸有限公司"),
}
TERMS: Final = {
    "en": "Valid from 1 March 2032 to 28 February 2033\n",
    "de": "Gültig vom 01.03.2032 bis 28.02.2033\n",
    "fr": "Valable du 01/03/2032 au 28/02/2033\n",
    "es": "Vigencia: del 01/03/2032 al 28/02/2033\n",
    "it": "Valido dal 01/03/2032 al 28/02/2033\n",
    "zh": "有效期：2032年3月1日至2033年2月28日\n",
}
WHOM: Final = {
    "en": ("End customer: {0}\n", "End user name:   {0}\n", "The special prices apply to sales to {0} (the End Customer) only.\n"),
    "de": ("Endkunde: {0}\n", "Endabnehmer:   {0}\n", "Die Sonderpreise gelten nur für Verkäufe an den Endkunden {0}.\n"),
    "fr": ("Client final : {0}\n", "Utilisateur final :   {0}\n", "Les prix spéciaux valent pour les ventes au client final {0}.\n"),
    "es": ("Cliente final: {0}\n", "Usuario final:   {0}\n", "Los precios especiales valen para las ventas al cliente final {0}.\n"),
    "it": ("Cliente finale: {0}\n", "Utilizzatore finale:   {0}\n", "I prezzi speciali valgono per le vendite al cliente finale {0}.\n"),
    "zh": ("最终客户：{0}\n", "终端用户：   {0}\n", "特价仅适用于销售给最终客户{0}。\n"),
}
CUSTOMERS: Final = {
    "en": "Plant 7 Robotics Ltd",
    "de": "Werk Sieben Maschinenbau GmbH",
    "fr": "Usine Sept Robotique SAS",
    "es": "Planta Siete Robótica S.L.",
    "it": "Impianto Sette Robotica S.p.A.",
    "zh": "七号机械有限公司",
}
APPROVALS: Final = {
    "en": ("Approval no.: {0}\n", "Authorization number   {0}\n"),
    "de": ("Genehmigungsnummer: {0}\n", "Freigabe-Nr.   {0}\n"),
    "fr": ("N° d'autorisation : {0}\n", "Numéro d'approbation   {0}\n"),
    "es": ("N.º de autorización: {0}\n", "Número de aprobación   {0}\n"),
    "it": ("Numero di autorizzazione: {0}\n", "N. approvazione   {0}\n"),
    "zh": ("审批编号：{0}\n", "批准文号：{0}\n"),
}
COLUMNS: Final = {
    "en": (
        ("Part number", "List price", "Special price", "Credit per unit"),
        ("Item", "Distributor cost", "Approved net price", "Claim amount"),
    ),
    "de": (
        ("Artikelnummer", "Listenpreis", "Sonderpreis", "Gutschrift je Stück"),
        ("Art.-Nr.", "Händlerpreis", "Projektpreis", "Differenz"),
    ),
    "fr": (
        ("Référence", "Prix catalogue", "Prix spécial", "Avoir par unité"),
        ("Article", "Tarif distributeur", "Prix net accordé", "Écart"),
    ),
    "es": (
        ("Referencia", "Precio de lista", "Precio especial", "Abono por unidad"),
        ("Artículo", "Precio de tarifa", "Precio aprobado", "Diferencia"),
    ),
    "it": (
        ("Codice articolo", "Prezzo di listino", "Prezzo speciale", "Accredito per unità"),
        ("Articolo", "Listino", "Prezzo netto approvato", "Differenza"),
    ),
    "zh": (("型号", "目录价", "特价", "单台差价"), ("产品编码", "经销价", "批准价", "补差")),
}
RESALE: Final = {
    "en": "Resale price",
    "de": "Verkaufspreis",
    "fr": "Prix de revente",
    "es": "Precio de venta",
    "it": "Prezzo di vendita",
    "zh": "销售价",
}
LABELS: Final = {
    "en": "Item no.: {0}\nList price: {1}\nSpecial price: {2}\n",
    "de": "Artikel-Nr.: {0}\nListenpreis: {1}\nSonderpreis: {2}\n",
    "fr": "Référence : {0}\nPrix catalogue : {1}\nPrix spécial : {2}\n",
    "es": "Referencia: {0}\nPrecio de tarifa: {1}\nPrecio especial: {2}\n",
    "it": "Codice articolo: {0}\nPrezzo di listino: {1}\nPrezzo speciale: {2}\n",
    "zh": "型号：{0}\n目录价：{1}\n特价：{2}\n",
}
SENTENCES: Final = {
    "en": (
        "For item {0} the special price is {2} in place of the list price of {1} per unit.",
        "Item {0} has a list price of {1}; the approved price is {2} each.",
    ),
    "de": (
        "Für den Artikel {0} gilt statt des Listenpreises von {1} ein Sonderpreis von {2} je Stück.",
        "Der Sonderpreis für Artikel {0} beträgt {2}, der Listenpreis {1}.",
    ),
    "fr": (
        "Pour l'article {0}, le prix spécial est de {2} au lieu du prix catalogue de {1}.",
        "L'article {0} a un prix catalogue de {1} ; le prix dérogé est de {2} par unité.",
    ),
    "es": (
        "Para el artículo {0} el precio especial es de {2} en lugar del precio de lista de {1}.",
        "El artículo {0} tiene un precio de tarifa de {1}; el precio aprobado es de {2} por unidad.",
    ),
    "it": (
        "Per l'articolo {0} il prezzo speciale è di {2} invece del prezzo di listino di {1}.",
        "L'articolo {0} ha un prezzo di listino di {1}; il prezzo approvato è di {2} per unità.",
    ),
    "zh": ("型号{0}的目录价为{1}，特价为{2}。", "型号{0}特价为{2}（目录价{1}）。"),
}


@dataclass(frozen=True, slots=True)
class Priced:
    """An item with its prices."""

    sku: str
    listed: Decimal
    special: Decimal

    @property
    def credit(self) -> Decimal:
        """What is paid back for each unit."""
        return self.listed - self.special


@dataclass(frozen=True, slots=True)
class Made:
    """A paper as text, the fields that a clerk takes from it, and its items."""

    name: str
    language: str
    text: str
    fields: dict[str, Any]
    items: tuple[Priced, ...]


def money(language: str, amount: Decimal) -> str:
    """As the language writes an amount."""
    if language == "zh":
        return f"{amount:.2f}元"
    return f"USD {amount:,.2f}" if language == "en" else f"{amount:.2f} EUR".replace(".", ",")


def head(language: str, draw: Random, hand: int) -> tuple[str, dict[str, Any]]:
    """Everything above the prices, with its truth."""
    number, approval = f"SD-{draw.randrange(1000, 9999)}", f"AP-{draw.randrange(10000, 99999)}"
    customer = CUSTOMERS[language]
    text = TITLES[language][hand % 4] + "\n" + HEADS[language].format(number=number) + TERMS[language]
    text += APPROVALS[language][hand % 2].format(approval) + WHOM[language][hand % 3].format(customer)
    payer, earner = PARTIES[language]
    return text, {
        "agreement_number": number, "approval_number": approval, "payer_name": payer, "earner_name": earner, "start_date": "2032-03-01",
        "end_date": "2033-02-28", "currency": {"en": "USD", "zh": "CNY"}.get(language, "EUR"), "mechanism": "ship_and_debit",
        "end_customers": [customer],
    }  # fmt: skip


def priced(draw: Random, count: int) -> tuple[Priced, ...]:
    """Items with prices of their own."""
    numbers = draw.sample(range(10000, 99999), count)
    made = []
    for number in numbers:
        listed = Decimal(draw.randrange(800, 9000)) / 100
        made.append(Priced(f"AX-{number}", listed, listed - Decimal(draw.randrange(50, 400)) / 100))
    return tuple(made)


def table(language: str, items: tuple[Priced, ...], hand: int, *, credit: str = "beside") -> str:
    """Rows of prices; `credit`: beside both prices, without one, or in place of the special price. Some hands name a price of resale."""
    item, listed, special, back = COLUMNS[language][hand % 2]
    heads = [item, *([RESALE[language]] if hand % 3 == 2 else []), listed]
    heads += {"beside": [special, back], "none": [special], "instead": [back]}[credit]
    rows = []
    for one in items:
        cells = [one.sku, *([money(language, one.listed + 5)] if hand % 3 == 2 else []), money(language, one.listed)]
        own = {"beside": (one.special, one.credit), "none": (one.special,), "instead": (one.credit,)}[credit]
        rows.append([*cells, *(money(language, amount) for amount in own)])
    return "\n".join("".join(f"{cell:<26}" for cell in row).rstrip() for row in (heads, *rows)) + "\n"


def tables(seed: int, *, count: int = 3) -> Iterator[Made]:
    """A table of items: with the credit, without it, with it in place of the special price."""
    draw = Random(seed)
    for language in TITLES:
        for hand in range(6):
            text, fields = head(language, draw, hand)
            items = priced(draw, count)
            credit = ("beside", "none", "instead")[(hand + hand // 3) % 3]
            yield Made(f"{language} table {hand} {credit}", language, text + table(language, items, hand, credit=credit), fields, items)


def in_words(seed: int) -> Iterator[Made]:
    """One item behind labels or in a sentence."""
    draw = Random(seed)
    for language in TITLES:
        for hand in range(4):
            text, fields = head(language, draw, hand)
            [item] = items = priced(draw, 1)
            told = (item.sku, money(language, item.listed), money(language, item.special))
            if hand < 2:
                text += SENTENCES[language][hand].format(*told) + "\n"
            else:
                text += LABELS[language].format(*told) if hand == 2 else LABELS[language].replace(": ", ":    ").format(*told)
            yield Made(f"{language} {'sentence' if hand < 2 else 'labels'} {hand}", language, text, fields, items)
