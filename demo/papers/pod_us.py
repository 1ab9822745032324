"""Proofs of delivery of carriers: the truck line's delivery receipt, an app's page, a parcel letter."""

from __future__ import annotations

from demo.ink import hand, sign, stamp, strike
from demo.papers.desk import Desk, Values, address, by_order
from demo.sheet import Column, Grid, Sheet, Shown
from demo.trade import Shipment
from facts.evidence import Box


def note(sheet: Sheet, shipment: Shipment) -> str:
    """What is remarked about the delivery, in the sender's language; empty where nothing is."""
    receipt = shipment.receipt
    if receipt.short:
        return sheet.voice.word("short_note", n=receipt.short, got=shipment.cartons - receipt.short)
    if receipt.count == "pallets":
        return sheet.voice.word("said_to_contain")
    return ""


def remark(sheet: Sheet, x: float, y: float, shipment: Shipment, desk: Desk) -> None:
    """Writes the remark (by hand where the paper gets scanned) and remembers what it says."""
    receipt, words = shipment.receipt, note(sheet, shipment)
    if receipt.subject_to_count:
        clause = sheet.voice.word("subject_to_count")
        sheet.remember(Shown(clause, "subject_to_count", receipt.subject_to_count), stamp(sheet, x + 60, y - 4, [clause], desk.draw))
        return
    if not words:
        sheet.text(x, y, sheet.voice.word("none"))
        return
    by_hand = bool(receipt.short) and desk.scanned
    box = hand(sheet, x, y - 2, words, desk.draw) if by_hand else sheet.text(x, y, words)
    sheet.remember(Shown(words, "exceptions", words), box)
    if receipt.short:
        sheet.remember(Shown(words, "cartons_short", receipt.short), box)


def received(sheet: Sheet, x: float, y: float, shipment: Shipment, desk: Desk) -> None:
    """Signature over a line, printed name below, and the dock's stamp beside it; each only where the receipt has it."""
    voice, receipt = sheet.voice, shipment.receipt
    sheet.text(x, y, voice.label("signature"), voice.small)
    sheet.rule(x, y + 34, x + 160, y + 34)
    box = sign(sheet, x + 14, y + 10, desk.draw) if receipt.signed else Box(x, y + 10, x + 120, y + 34)
    sheet.remember(Shown("", "signed", receipt.signed), box)
    sheet.entry(x, y + 40, voice.label("receiver"), Shown(receipt.receiver, "receiver_name" if receipt.receiver else "", receipt.receiver))
    if receipt.stamped:
        day = voice.date(shipment.delivered_at.date())
        place = stamp(sheet, x + 185, y, [f"{voice.word('received')} {shipment.ship_to.code}", day], desk.draw)
        sheet.remember(Shown(voice.word("received"), "stamped", receipt.stamped), place)


def cartons_or_pallets(sheet: Sheet, at: tuple[float, float], shipment: Shipment, desk: Desk, gap: float = 90) -> float:
    """Pallets always, cartons only where they were counted, corrected by hand where the dock did so. Gives the next y."""
    (x, y), voice, values = at, sheet.voice, Values(shipment, sheet.voice, desk.locale)
    y = sheet.entry(x, y, voice.label("pallets"), values.pallets(), gap)
    if shipment.receipt.count == "pallets":
        return y
    sheet.text(x, y, voice.label("cartons"), voice.small)
    box = sheet.put(x + gap, y, values.cartons())
    if shipment.receipt.struck and desk.scanned:
        _corrected(sheet, box, shipment.cartons - shipment.receipt.short, desk)
    return y + voice.size + 5


def truck_line(sheet: Sheet, shipment: Shipment, desk: Desk) -> None:
    """The delivery receipt of a truck line: PRO with bar code, two parties, pieces grid, delivered counts, exceptions."""
    voice, values, right = sheet.voice, Values(shipment, sheet.voice, desk.locale), sheet.width - 215
    sheet.put(36, 28, values.carrier(), voice.head)
    sheet.text(36, 50, voice.word("title_pod"), voice.strong.sized(voice.size + 2))
    sheet.entry(36, 66, voice.label("scac"), values.scac())
    sheet.entry(right, 28, voice.label("pro_number"), values.pro())
    sheet.barcode(right, 44, shipment.pro_number, 24)
    sheet.text(36, 92, voice.word("ship_from"), voice.strong)
    sheet.text(230, 92, voice.word("ship_to"), voice.strong)
    sheet.block(36, 105, [shipment.ship_from.name, shipment.ship_from.street, shipment.ship_from.town])
    end = address(sheet, (230, 105), shipment.ship_to, "ship_to_name", values.site())
    y = sheet.entry(right, 92, voice.label("bol_number"), values.bol(), 0)
    sheet.entry(right, y, voice.label("order"), values.orders(), 0)
    y = _pieces(sheet, max(end, y + 34) + 8, shipment, values)
    sheet.frame(Box(36, y, sheet.width - 36, y + 62))
    end = sheet.entry(44, y + 6, voice.label("delivery_date"), values.delivered(), 90)
    end = sheet.entry(44, end, voice.label("delivery_time"), values.hour(), 90)
    sheet.entry(44, end, voice.label("appointment"), values.appointment(), 90)
    cartons_or_pallets(sheet, (300, y + 6), shipment, desk)
    sheet.text(300, y + 46, "SW intact:  Y  /  N", voice.small)
    sheet.text(36, y + 74, voice.label("exceptions"), voice.strong)
    remark(sheet, 120, y + 74, shipment, desk)
    received(sheet, 36, y + 120, shipment, desk)
    sheet.entry(36, y + 190, voice.label("driver"), Shown(desk.draw.pick(desk.locale.people)))


def _pieces(sheet: Sheet, y: float, shipment: Shipment, values: Values) -> float:
    voice = sheet.voice
    counted = shipment.receipt.count == "cartons"
    columns = (
        Column(voice.word("pallets"), "", 55, "right"),
        Column(voice.word("cartons"), "", 60, "right"),
        Column("Type", "", 40),
        Column(voice.word("commodity"), "", 190),
        Column(f"{voice.word('weight')} {desk_unit(values)}", "", 70, "right"),
        Column("Class", "", 45),
    )
    rows = [
        [
            voice.count(o.pallets),
            voice.count(o.cartons) if counted else "",
            "CTN" if counted else "PLT",
            voice.word("goods"),
            voice.count(o.weight),
            "100",
        ]
        for o in by_order(shipment)
    ]
    return sheet.table(36, y, columns, rows, Grid(voice.draw.branch("grid").pick(("grid", "rows", "head")))) + 12


def desk_unit(values: Values) -> str:
    """The unit of weight in brackets, for a column's heading."""
    return f"({values.locale.weight_unit})"


def app_page(sheet: Sheet, shipment: Shipment, desk: Desk) -> None:
    """An app's electronic proof: a dark band, status, labels over values, the signature in a box."""
    voice, values, receipt = sheet.voice, Values(shipment, sheet.voice, desk.locale), shipment.receipt
    sheet.canvas.setFillColorRGB(*voice.draw.branch("band").pick(((0.1, 0.25, 0.4), (0.15, 0.4, 0.3), (0.3, 0.12, 0.35))))
    sheet.canvas.rect(0, sheet.height - 64, sheet.width, 64, stroke=0, fill=1)
    white = voice.head
    sheet.put(30, 20, values.carrier(), type(white)(white.font, white.size, "left", 1.0))
    sheet.text(sheet.width - 30, 24, voice.word("title_pod"), type(white)(white.font, white.size - 4, "right", 1.0))
    sheet.entry(30, 80, voice.label("status"), Shown(voice.word("delivered")), 0)
    left, middle, right = 30.0, 215.0, 400.0
    y = sheet.entry(left, 112, voice.word("delivery_date"), values.delivered(), 0)
    sheet.entry(middle, 112, voice.word("delivery_time"), values.hour(), 0)
    sheet.entry(right, 112, voice.word("pro_number"), values.pro(), 0)
    y2 = sheet.entry(left, y + 4, voice.word("bol_number"), values.bol(), 0)
    sheet.entry(middle, y + 4, voice.word("order"), values.orders(), 0)
    if voice.locale == "us":
        sheet.entry(right, y + 4, voice.word("scac"), values.scac(), 0)
    y3 = sheet.entry(left, y2 + 4, voice.word("ship_to"), Shown(shipment.ship_to.name, "ship_to_name", shipment.ship_to.name), 0)
    sheet.text(left, y3 - 4, shipment.ship_to.address, voice.small)
    sheet.entry(right, y2 + 4, voice.word("ship_to_code"), values.site(), 0)
    y = y3 + 14
    sheet.rule(30, y, sheet.width - 30, y)
    sheet.entry(left, y + 10, voice.word("pallets"), values.pallets(), 0)
    if receipt.count == "cartons":
        sheet.entry(middle, y + 10, voice.word("cartons"), values.cartons(), 0)
    sheet.entry(right, y + 10, voice.word("appointment"), values.appointment(), 0)
    y += 44
    sheet.text(left, y, voice.word("exceptions"), voice.small)
    _typed_remark(sheet, left, y + voice.size + 2, shipment)
    _pad(sheet, y + 44, shipment, desk)


def _typed_remark(sheet: Sheet, x: float, y: float, shipment: Shipment) -> None:
    """The remark as the driver typed it: an app knows no handwriting."""
    receipt = shipment.receipt
    words = sheet.voice.word("subject_to_count") if receipt.subject_to_count else note(sheet, shipment)
    box = sheet.text(x, y, words or sheet.voice.word("none"), sheet.voice.strong)
    if receipt.subject_to_count:
        sheet.remember(Shown(words, "subject_to_count", receipt.subject_to_count), box)
    elif words:
        sheet.remember(Shown(words, "exceptions", words), box)
    if receipt.short:
        sheet.remember(Shown(words, "cartons_short", receipt.short), box)


def _pad(sheet: Sheet, y: float, shipment: Shipment, desk: Desk) -> None:
    voice, receipt = sheet.voice, shipment.receipt
    sheet.text(30, y, voice.word("signature"), voice.small)
    sheet.frame(Box(30, y + 12, 230, y + 72), 0.97)
    box = sign(sheet, 60, y + 30, desk.draw) if receipt.signed else Box(30, y + 12, 230, y + 72)
    sheet.remember(Shown("", "signed", receipt.signed), box)
    if receipt.receiver:
        sheet.entry(30, y + 80, voice.word("receiver"), Shown(receipt.receiver, "receiver_name", receipt.receiver), 0)
    sheet.frame(Box(270, y + 12, 420, y + 110), 0.8)
    sheet.text(345, y + 55, "photo 1/1", voice.small.at("centre"))


def parcel_letter(sheet: Sheet, shipment: Shipment, desk: Desk) -> None:
    """A parcel carrier's letter: a sentence, then label and value on one line each."""
    voice, values, receipt = sheet.voice, Values(shipment, sheet.voice, desk.locale), shipment.receipt
    sheet.put(54, 40, values.carrier(), voice.head)
    sheet.text(54, 66, voice.date(shipment.delivered_at.date()))
    sheet.text(54, 92, voice.word("title_pod"), voice.strong.sized(voice.size + 2))
    y = 116.0
    for label, shown in (
        ("pro_number", values.pro()),
        ("bol_number", values.bol()),
        ("order", values.orders()),
        ("status", Shown(voice.word("delivered"))),
        ("delivery_date", values.delivered()),
        ("delivery_time", values.hour()),
        ("ship_to", Shown(shipment.ship_to.name, "ship_to_name", shipment.ship_to.name)),
        ("ship_to_code", values.site()),
    ):
        y = sheet.entry(54, y, voice.label(label), shown, 130) + 2
    y = cartons_or_pallets(sheet, (54, y), shipment, desk, 130)
    if receipt.receiver:
        y = sheet.entry(54, y + 2, voice.label("receiver"), Shown(receipt.receiver, "receiver_name", receipt.receiver), 130)
    sheet.text(54, y + 2, voice.label("exceptions"), voice.small)
    _typed_remark(sheet, 184, y + 2, shipment)
    sheet.text(54, y + 26, voice.label("signature"), voice.small)
    box = sign(sheet, 184, y + 22, desk.draw) if receipt.signed else Box(184, y + 22, 300, y + 44)
    sheet.remember(Shown("", "signed", receipt.signed), box)


def _corrected(sheet: Sheet, box: Box, counted: int, desk: Desk) -> None:
    """A printed count struck out by hand with the counted one beside it: either may be read, a person has to look."""
    strike(sheet, box)
    hand(sheet, box.x1 + 6, box.top - 4, str(counted), desk.draw)
    sheet.reading.alternatives["total_cartons"] = [counted]
