"""Delivery notes of Europe that came back receipted: the German Lieferschein, bon de livraison, albarán and documento di trasporto."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from demo.ink import hand, sign, stamp
from demo.papers.desk import Desk, Values, title
from demo.sheet import Column, Grid, Sheet, Shown
from demo.trade import Shipment
from facts.evidence import Box


@dataclass(frozen=True, slots=True)
class _Said:
    """What a receiver of one country writes: ways of noting cartons that are missing, of reservations, of no complaint."""

    short: tuple[str, ...]
    subject: tuple[str, ...]
    pallets: tuple[str, ...]
    clean: tuple[str, ...]


_GERMAN: Final = _Said(
    ("{n} Krt. fehlen", "Fehlmenge {n} Karton", "nur {got} von {sent} Krt. erhalten"),
    ("unter Vorbehalt der Nachzählung", "Annahme unter Vorbehalt"),
    ("nur Paletten gezählt", "Paletten ungeprüft übernommen"),
    ("keine", "./.", "i. O."),
)
_FRENCH: Final = _Said(
    ("manque {n} colis", "{n} cartons manquants", "reçu {got} colis sur {sent}"),
    ("sous réserve de comptage", "sous réserve de déballage"),
    ("palettes comptées, colis non comptés", "comptage palettes uniquement"),
    ("RAS", "néant", "aucune"),
)
_SPANISH: Final = _Said(
    ("faltan {n} bultos", "{n} bultos de menos", "recibidos {got} bultos de {sent}"),
    ("salvo recuento posterior", "pendiente de recuento"),
    ("contados solo palés", "bultos sin contar"),
    ("ninguna", "sin incidencias", "conforme"),
)
_ITALIAN: Final = _Said(
    ("mancano {n} colli", "n. {n} colli mancanti", "ricevuti {got} colli su {sent}"),
    ("con riserva di controllo", "accettato con riserva di conteggio"),
    ("contati solo i bancali", "colli non contati"),
    ("nessuna", "nulla da segnalare", "ok"),
)


def _words(shipment: Shipment, desk: Desk, said: _Said) -> str:
    receipt, draw = shipment.receipt, desk.draw.branch("said")
    if receipt.short:
        return draw.pick(said.short).format(n=receipt.short, got=shipment.cartons - receipt.short, sent=shipment.cartons)
    if receipt.count == "pallets":
        return draw.pick(said.pallets)
    return draw.pick(said.clean)


def _note(sheet: Sheet, at: tuple[float, float], shipment: Shipment, desk: Desk, said: _Said) -> None:
    """The receiver's note, by hand where the paper gets scanned; a reservation is stamped."""
    (x, y), receipt = at, shipment.receipt
    if receipt.subject_to_count:
        clause = desk.draw.branch("said").pick(said.subject)
        sheet.remember(
            Shown(clause, "subject_to_count", receipt.subject_to_count), stamp(sheet, x + 20, y - 6, [clause.upper()], desk.draw)
        )
        return
    words = _words(shipment, desk, said)
    box = hand(sheet, x, y - 3, words, desk.draw, 12) if desk.scanned else sheet.text(x, y, words)
    if receipt.short:
        sheet.remember(Shown(words, "cartons_short", receipt.short), box)
    if receipt.short or receipt.count == "pallets":
        sheet.remember(Shown(words, "exceptions", words), box)


def _goods(sheet: Sheet, at: tuple[float, float], shipment: Shipment, heads: Sequence[str], grid: Grid) -> float:
    """A row per item: number, article, name, units, cartons where they were counted. Gives the next y."""
    voice, (x, y), right = sheet.voice, at, sheet.width - 36
    number, sku, name, units, cartons = heads
    columns = [
        *([Column(number, "line_number", 34)] if number else []),
        Column(sku, "sku", 92),
        Column(name, "", right - x - 92 - 140 - (34 if number else 0)),
        Column(units, "units", 70, "right"),
        Column(cartons, "cartons", 70, "right"),
    ]
    counted = shipment.receipt.count == "cartons"
    rows: list[list[Shown | str]] = [
        [
            *([str(n)] if number else []),
            Shown(load.item.sku, "sku", load.item.sku),
            title(load.item).text,
            Shown(voice.count(load.units), "units", load.units),
            Shown(voice.count(load.cartons), "cartons", load.cartons) if counted else "",
        ]
        for n, load in enumerate(shipment.loads, 1)
    ]
    return sheet.table(x, y, columns, rows, grid)


def _signed(sheet: Sheet, at: tuple[float, float], shipment: Shipment, desk: Desk, stamped: Sequence[str]) -> None:
    """A signature where there is one, and the stamp of the dock beside it."""
    (x, y), receipt = at, shipment.receipt
    box = sign(sheet, x + 10, y, desk.draw) if receipt.signed else Box(x, y, x + 130, y + 24)
    sheet.remember(Shown("", "signed", receipt.signed), box)
    if receipt.stamped:
        sheet.remember(Shown(stamped[0], "stamped", receipt.stamped), stamp(sheet, x + 140, y - 14, list(stamped), desk.draw))


def _receiver(shipment: Shipment) -> Shown:
    receipt = shipment.receipt
    return Shown(receipt.receiver, "receiver_name" if receipt.receiver else "", receipt.receiver)


def _named(shipment: Shipment) -> Shown:
    return Shown(shipment.ship_to.name, "ship_to_name", shipment.ship_to.name)


def _number(shipment: Shipment, letters: str) -> str:
    return f"{letters}{int(shipment.bol_number[-7:]) % 900000 + 100000}"


def lieferschein(sheet: Sheet, shipment: Shipment, desk: Desk) -> None:
    """A window letter with the sender's line, numbers at the right, positions, and below a box in which the dock confirms."""
    voice, values, right = sheet.voice, Values(shipment, sheet.voice, desk.locale), sheet.width - 40
    home = shipment.ship_from
    sheet.text(right, 34, home.name, voice.head.at("right"))
    sheet.text(56, 92, f"{home.name} · {home.street} · {home.town}", voice.small.sized(6))
    sheet.block(56, 104, [_named(shipment), shipment.ship_to.street, shipment.ship_to.town])
    sheet.entry(56, 104 + 3 * (voice.size + 3) + 2, "WE-Stelle", values.site())
    sheet.text(56, 176, f"Lieferschein {_number(shipment, 'LS-')}", voice.strong.sized(voice.size + 4))
    y = 96.0
    for label, shown in (
        ("Datum", Shown(voice.date(shipment.shipped_on))),
        ("Ihre Best.-Nr.", values.orders()),
        ("Sped.", values.carrier()),
        ("Sdg.-Nr.", values.pro()),
        ("Frachtbrief", values.bol()),
        ("Anlieferfenster", values.appointment()),
    ):
        y = sheet.entry(360, y, label, shown, 80)
    y = _goods(sheet, (56, 204), shipment, ("Pos.", "Art.-Nr.", "Bezeichnung", "Menge Stk", "Krt."), Grid("rows")) + 8
    if shipment.receipt.count == "cartons":
        y = sheet.entry(330, y, "Summe Krt.", values.cartons(), 100)
    y = sheet.room(sheet.entry(330, y, "auf EUR-Paletten", values.pallets(), 100) + 14, 170)
    sheet.frame(Box(50, y, right, y + 150))
    sheet.text(58, y + 6, "Empfangsbestätigung", voice.strong)
    sheet.text(58, y + 20, "Ware vollständig und in äußerlich einwandfreiem Zustand übernommen, Beanstandungen:", voice.small)
    _note(sheet, (70, y + 38), shipment, desk, _GERMAN)
    day = voice.date(shipment.delivered_at.date())
    sheet.put(60, y + 96, Shown(day, "delivery_date", shipment.delivered_at.date().isoformat()))
    sheet.put(140, y + 96, values.hour())
    sheet.rule(56, y + 108, 190, y + 108)
    sheet.text(58, y + 111, "Datum, Uhrzeit", voice.small)
    sheet.put(212, y + 96, _receiver(shipment))
    sheet.rule(206, y + 108, 320, y + 108)
    sheet.text(208, y + 111, "Name (Druckschrift)", voice.small)
    _signed(sheet, (336, y + 82), shipment, desk, ("WARENEINGANG", day))
    sheet.rule(336, y + 108, right - 10, y + 108)
    sheet.text(338, y + 111, "Unterschrift / Stempel Empfänger", voice.small)


def bon_de_livraison(sheet: Sheet, shipment: Shipment, desk: Desk) -> None:
    """Sender and receiver in two boxes, numbers in a strip, the receiver's reserves and the consignment note's stamp at the foot."""
    voice, values, right, middle = sheet.voice, Values(shipment, sheet.voice, desk.locale), sheet.width - 36, sheet.width / 2
    sheet.text(36, 34, f"BON DE LIVRAISON N° {_number(shipment, 'BL')}", voice.head)
    sheet.frame(Box(36, 60, middle - 8, 124))
    sheet.text(42, 64, "Expéd.", voice.small)
    sheet.block(42, 78, [shipment.ship_from.name, shipment.ship_from.street, shipment.ship_from.town])
    sheet.frame(Box(middle + 8, 60, right, 124))
    sheet.text(middle + 14, 64, "Client livré", voice.small)
    end = sheet.block(middle + 14, 78, [_named(shipment), shipment.ship_to.street, shipment.ship_to.town])
    sheet.put(middle + 14, end, values.site())
    strip = [Column("Réf. cde client", "", 130), Column("LV n°", "", 130), Column("Réf. transport", "", 110), Column("Transp.", "", 140)]
    y = sheet.table(36, 136, strip, [[values.orders(), values.bol(), values.pro(), values.carrier()]], Grid("grid", lead=17)) + 12
    y = _goods(sheet, (36, y), shipment, ("", "Réf.", "Désignation", "Qté livrée", "Nb colis"), Grid("grid")) + 8
    if shipment.receipt.count == "cartons":
        y = sheet.entry(36, y, "Nb total de colis", values.cartons(), 120)
    y = sheet.entry(36, y, "Nb de palettes EUR", values.pallets(), 120)
    y = sheet.room(sheet.entry(36, y, "RDV n°", values.appointment(), 120) + 14, 190)
    sheet.text(36, y, "RÉCEPTION", voice.strong)
    y = sheet.entry(36, y + 14, "Arrivée le", values.delivered(), 70)
    sheet.entry(230, y - voice.size - 5, "à", values.hour(), 20)
    sheet.text(36, y + 4, "Réserves éventuelles du réceptionnaire", voice.small)
    _note(sheet, (50, y + 18), shipment, desk, _FRENCH)
    y = sheet.entry(36, y + 50, "Nom du réceptionnaire", _receiver(shipment), 120)
    sheet.text(36, y + 4, "Signature et cachet", voice.small)
    _signed(sheet, (36, y + 22), shipment, desk, (f"CMR 24 - REÇU {shipment.ship_to.code}", voice.date(shipment.delivered_at.date())))


def albaran(sheet: Sheet, shipment: Shipment, desk: Desk) -> None:
    """The sender at the left, a column of labels over values at the right, goods, and the receiver's agreement below."""
    voice, values, right = sheet.voice, Values(shipment, sheet.voice, desk.locale), sheet.width - 44
    home = shipment.ship_from
    sheet.text(44, 36, home.name, voice.strong.sized(voice.size + 3))
    sheet.block(44, 52, [home.street, home.town])
    sheet.text(right, 36, "ALBARÁN", voice.head.at("right"))
    sheet.text(right, 54, f"N.º {_number(shipment, 'A-')}", voice.body.at("right"))
    sheet.text(44, 92, "Entregar en", voice.strong)
    end = sheet.block(44, 105, [_named(shipment), shipment.ship_to.street, shipment.ship_to.town])
    sheet.entry(44, end, "Plataforma", values.site())
    y = 92.0
    for label, shown in (("S/pedido", values.orders()), ("Carta de porte", values.bol()), ("N/expedición", values.pro())):
        y = sheet.entry(400, y, label, shown, 0)
    sheet.entry(230, 92, "Agencia", values.carrier(), 0)
    sheet.entry(230, 92 + 2 * voice.size + 7, "Cita", values.appointment(), 0)
    y = _goods(sheet, (44, max(y, end + 20) + 8), shipment, ("", "Artículo", "Concepto", "Uds.", "Bultos"), Grid("head")) + 10
    if shipment.receipt.count == "cartons":
        y = sheet.entry(340, y, "Suma bultos", values.cartons(), 90)
    y = sheet.room(sheet.entry(340, y, "Palés", values.pallets(), 90) + 20, 150)
    sheet.rule(44, y, right, y)
    sheet.text(44, y + 8, "Recibí conforme", voice.strong)
    sheet.entry(44, y + 24, "Día", values.delivered(), 40)
    sheet.entry(180, y + 24, "Hora", values.hour(), 40)
    sheet.entry(300, y + 24, "Nombre", _receiver(shipment), 50)
    sheet.text(44, y + 44, "Incidencias en la entrega", voice.small)
    _note(sheet, (170, y + 44), shipment, desk, _SPANISH)
    sheet.text(44, y + 74, "Firma y sello", voice.small)
    _signed(sheet, (100, y + 82), shipment, desk, (f"RECIBIDO {shipment.ship_to.code}", voice.date(shipment.delivered_at.date())))


def documento_di_trasporto(sheet: Sheet, shipment: Shipment, desk: Desk) -> None:
    """The ruled form with its decree, reason and look of the goods, and the signatures in boxes along the foot."""
    voice, values, right, middle = sheet.voice, Values(shipment, sheet.voice, desk.locale), sheet.width - 36, sheet.width / 2
    sheet.text(36, 32, shipment.ship_from.name, voice.strong.sized(voice.size + 2))
    sheet.text(36, 46, shipment.ship_from.address, voice.small)
    sheet.text(right, 32, "DOCUMENTO DI TRASPORTO", voice.strong.sized(voice.size + 3).at("right"))
    sheet.text(right, 48, f"D.P.R. 472/96 - n. {_number(shipment, '')} del {voice.date(shipment.shipped_on)}", voice.small.at("right"))
    sheet.frame(Box(middle, 66, right, 126))
    sheet.text(middle + 6, 70, "Luogo di consegna", voice.small)
    end = sheet.block(middle + 6, 82, [_named(shipment), shipment.ship_to.street, shipment.ship_to.town])
    sheet.put(right - 50, end - voice.size - 3, values.site())
    y = 70.0
    for label, shown in (
        ("Rif. ordine", values.orders()),
        ("Causale", Shown("Vendita")),
        ("L.d.V.", values.bol()),
        ("Vettore", values.carrier()),
        ("Borderò", values.pro()),
    ):
        y = sheet.entry(36, y, label, shown, 70)
    heads = ("Riga", "Cod. art.", "Descrizione dei beni", "Q.tà", "Colli")
    y = _goods(sheet, (36, max(y, 132) + 8), shipment, heads, Grid("grid", filled_head=True)) + 10
    if shipment.receipt.count == "cartons":
        sheet.entry(36, y, "Tot. colli", values.cartons(), 70)
    y = sheet.entry(230, y, "Bancali", values.pallets(), 60)
    y = sheet.room(sheet.entry(36, y, "Aspetto dei beni", Shown("scatole"), 90) + 10, 170)
    sheet.frame(Box(36, y, right, y + 52))
    sheet.text(42, y + 4, "Annotazioni del ricevente", voice.small)
    _note(sheet, (56, y + 22), shipment, desk, _ITALIAN)
    y += 58
    sheet.frame(Box(36, y, 190, y + 70))
    sheet.text(42, y + 4, "Consegnato il / ore", voice.small)
    sheet.put(46, y + 26, values.delivered())
    sheet.put(130, y + 26, values.hour())
    sheet.frame(Box(190, y, 330, y + 70))
    sheet.text(196, y + 4, "Ricevente (stampatello)", voice.small)
    sheet.put(200, y + 26, _receiver(shipment))
    sheet.frame(Box(330, y, right, y + 70))
    sheet.text(336, y + 4, "Firma per ricevuta", voice.small)
    _signed(sheet, (336, y + 34), shipment, desk, ("RICEVUTO", voice.date(shipment.delivered_at.date())))
