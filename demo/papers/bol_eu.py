"""Waybills as they are used in Europe: the numbered CMR boxes, a haulier's boxed form, a loading order across the page, a plain sheet."""

from __future__ import annotations

from demo.chance import Chance
from demo.ink import sign, stamp
from demo.papers.bol_us import signatures
from demo.papers.desk import Desk, Values, address, by_order
from demo.papers.pod_us import remark
from demo.sheet import Column, Grid, Sheet, Shown
from demo.trade import Shipment
from demo.wording import WORDS
from facts.evidence import Box

_HALF = 297.0


def _double(sheet: Sheet, key: str) -> str:
    """A label in the sender's language and in a second one, as on forms for crossing borders."""
    other = "fr" if sheet.voice.language != "fr" else "en"
    return f"{sheet.voice.word(key)} / {WORDS[key][other][0]}"


def _terms(sheet: Sheet, shipment: Shipment) -> Shown:
    return Shown(sheet.voice.word(shipment.freight_terms), "freight_terms", shipment.freight_terms)


def count_line(sheet: Sheet, x: float, y: float, shipment: Shipment) -> float:
    """Who counted, and the clause where the sender loaded and counted. Gives the next y."""
    voice = sheet.voice
    words = voice.word(f"counted_{shipment.counted_by}")
    y = sheet.entry(x, y, voice.label("counted_by"), Shown(words, "counted_by", shipment.counted_by))
    if shipment.load_and_count:
        sheet.put(x, y, Shown(voice.word("load_and_count"), "shipper_load_and_count", shipment.load_and_count), voice.strong)
    return y + voice.size + 4


def goods(sheet: Sheet, at: tuple[float, float], shipment: Shipment, values: Values, grid: Grid, wide: float) -> float:
    """A row per order: order, cartons, pallets, what it is, weight; totals below. Gives the next y."""
    voice = sheet.voice
    counted = shipment.receipt.count == "cartons" or sheet.reading.kind == "bill_of_lading"
    unit = voice.word("goods")
    columns = (
        Column(voice.word("order"), "purchase_order", 100),
        Column(voice.word("cartons"), "cartons", 70, "right"),
        Column(voice.word("pallets"), "pallets", 60, "right"),
        Column(voice.word("commodity"), "", wide - 310),
        Column(f"{voice.word('weight')} kg", "weight", 80, "right"),
    )
    orders = dict(zip(shipment.orders, shipment.receipt.orders, strict=False)) if sheet.reading.kind == "proof_of_delivery" else {}
    rows: list[list[Shown | str]] = []
    for o in by_order(shipment):
        order = orders.get(o.order, o.order)
        cartons = Shown(voice.count(o.cartons), "cartons", o.cartons) if counted else ""
        pallets, weight = Shown(voice.count(o.pallets), "pallets", o.pallets), Shown(voice.count(o.weight), "weight", str(o.weight))
        rows.append([Shown(order, "purchase_order", order), cartons, pallets, unit, weight])
    rows.append([voice.word("total"), values.cartons() if counted else "", values.pallets(), "", values.weight()])
    return sheet.table(at[0], at[1], columns, rows, grid)


def _cell(sheet: Sheet, number: int, key: str, box: Box) -> tuple[float, float]:
    """A numbered box of the form; gives where its content starts."""
    sheet.frame(box)
    pen = sheet.voice.small.sized(6)
    sheet.text(box.x0 + 3, box.top + 2, str(number), sheet.voice.strong)
    sheet.text(box.x0 + 16, box.top + 3, _double(sheet, key), pen)
    return box.x0 + 16, box.top + 13


def cmr(sheet: Sheet, shipment: Shipment, desk: Desk) -> None:
    """The numbered boxes of an international waybill; the copy of the consignee carries the receipt in the last box."""
    voice, values, right = sheet.voice, Values(shipment, sheet.voice, desk.locale), sheet.width - 30
    x, y = _cell(sheet, 1, "ship_from", Box(30, 40, _HALF, 110))
    address(sheet, (x, y), shipment.ship_from, "ship_from_name")
    sheet.text(_HALF + 10, 44, "CMR", voice.head.sized(22))
    sheet.entry(_HALF + 80, 50, "No.", values.bol())
    sheet.text(_HALF + 10, 74, _double(sheet, "title_bol"), voice.small)
    x, y = _cell(sheet, 2, "ship_to", Box(30, 110, _HALF, 190))
    end = address(sheet, (x, y), shipment.ship_to, "ship_to_name")
    sheet.entry(x, end, voice.label("ship_to_code"), values.site())
    x, y = _cell(sheet, 16, "carrier", Box(_HALF, 110, right, 190))
    sheet.put(x, y, values.carrier())
    sheet.entry(x, y + 14, voice.label("trailer"), values.trailer())
    sheet.entry(x, y + 28, voice.label("pro_number"), values.pro())
    x, y = _cell(sheet, 4, "place_date", Box(30, 190, _HALF, 226))
    town = sheet.text(x, y, f"{shipment.ship_from.town}, ")
    sheet.put(town.x1 + 2, y, values.shipped())
    x, y = _cell(sheet, 18, "exceptions", Box(_HALF, 190, right, 226))
    if sheet.reading.kind == "proof_of_delivery":
        remark(sheet, x, y, shipment, desk)
    goods(sheet, (30, 232), shipment, values, Grid("grid", lead=16), right - 30)
    x, y = _cell(sheet, 13, "instructions", Box(30, 560, _HALF, 640))
    sheet.entry(x, y, voice.label("seal"), values.seal())
    sheet.entry(x, y + 14, voice.label("appointment"), values.appointment())
    if sheet.reading.kind == "bill_of_lading":
        count_line(sheet, x, y + 28, shipment)
    x, y = _cell(sheet, 14, "freight_terms", Box(_HALF, 560, right, 640))
    sheet.put(x, y, _terms(sheet, shipment))
    _cmr_signatures(sheet, shipment, desk)


def _cmr_signatures(sheet: Sheet, shipment: Shipment, desk: Desk) -> None:
    third, values = (sheet.width - 60) / 3, Values(shipment, sheet.voice, desk.locale)
    boxes = [Box(30 + third * n, 680, 30 + third * (n + 1), 790) for n in range(3)]
    x, y = _cell(sheet, 22, "shipper_signature", boxes[0])
    sheet.remember(Shown("", "shipper_signed", value=True), sign(sheet, x, y + 40, desk.draw))
    x, y = _cell(sheet, 23, "carrier_signature", boxes[1])
    place = sign(sheet, x, y + 40, desk.draw) if shipment.carrier_signed else Box(x, y + 20, x + 120, y + 70)
    sheet.remember(Shown("", "carrier_signed", value=shipment.carrier_signed), place)
    if shipment.carrier_signed:
        sheet.put(x, y + 4, values.shipped("pickup_date"))
    x, y = _cell(sheet, 24, "received_on", boxes[2])
    if sheet.reading.kind != "proof_of_delivery":
        return
    receipt = shipment.receipt
    end = sheet.put(x, y, values.delivered())
    sheet.put(end.x1 + 10, y, values.hour())
    place = sign(sheet, x, y + 30, desk.draw) if receipt.signed else Box(x, y + 20, x + 120, y + 70)
    sheet.remember(Shown("", "signed", value=receipt.signed), place)
    if receipt.receiver:
        sheet.put(x, y + 62, Shown(receipt.receiver, "receiver_name", receipt.receiver))
    if receipt.stamped:
        words = sheet.voice.word("received")
        sheet.remember(Shown(words, "stamped", value=True), stamp(sheet, x + 40, y + 70, [f"{words} {shipment.ship_to.code}"], desk.draw))


def haulier_form(sheet: Sheet, shipment: Shipment, desk: Desk) -> None:
    """A haulier's national form: two boxes of parties, a strip of references, the goods, who pays, two signatures."""
    voice, values, right = sheet.voice, Values(shipment, sheet.voice, desk.locale), sheet.width - 40
    sheet.put(40, 34, values.carrier(), voice.head)
    sheet.text(right, 36, voice.word("title_bol"), voice.strong.sized(voice.size + 3).at("right"))
    for x, key in ((40.0, "ship_from"), (_HALF + 5, "ship_to")):
        sheet.frame(Box(x, 64, x + 245, 140))
        sheet.text(x + 5, 67, voice.word(key), voice.strong)
    address(sheet, (45, 82), shipment.ship_from, "ship_from_name")
    end = address(sheet, (_HALF + 10, 82), shipment.ship_to, "ship_to_name")
    sheet.entry(_HALF + 10, end, voice.label("ship_to_code"), values.site())
    left = 40.0
    for key, shown in (
        ("bol_number", values.bol()),
        ("pro_number", values.pro()),
        ("ship_date", values.shipped()),
        ("trailer", values.trailer()),
        ("seal", values.seal()),
    ):
        sheet.entry(left, 152, voice.word(key), shown, 0)
        left += 120 if key == "bol_number" else 98
    y = goods(sheet, (40, 190), shipment, values, Grid(voice.draw.branch("grid").pick(("grid", "rows")), filled_head=True), right - 40)
    y = sheet.entry(40, y + 12, voice.label("freight_terms"), _terms(sheet, shipment))
    count_line(sheet, 40, y, shipment)
    signatures(sheet, 640, shipment, desk, left=40, right=330)


def loading_order(sheet: Sheet, shipment: Shipment, desk: Desk) -> None:
    """A loading order: head data in a row of labels over values, the goods over the full width, clauses at the foot."""
    voice, values = sheet.voice, Values(shipment, sheet.voice, desk.locale)
    sheet.text(36, 30, voice.word("title_bol"), voice.head)
    sheet.barcode(sheet.width - 250, 28, shipment.bol_number, 20)
    sheet.put(sheet.width - 250, 52, values.bol())
    y = 84.0
    for x, shown, key in (
        (36.0, Shown(shipment.ship_from.name, "ship_from_name", shipment.ship_from.name), "ship_from"),
        (210.0, Shown(shipment.ship_to.name, "ship_to_name", shipment.ship_to.name), "ship_to"),
        (420.0, values.carrier(), "carrier"),
    ):
        sheet.entry(x, y, voice.word(key), shown, 0)
    sheet.text(36, 108, shipment.ship_from.address, voice.small)
    sheet.put(210, 118, Shown(shipment.ship_to.address, "ship_to_address", shipment.ship_to.address), voice.small)
    for x, shown, key in (
        (36.0, values.shipped(), "ship_date"),
        (160.0, values.pro(), "pro_number"),
        (290.0, values.site(), "ship_to_code"),
        (420.0, values.trailer(), "trailer"),
    ):
        sheet.entry(x, 136, voice.word(key), shown, 0)
    y = goods(sheet, (36, 174), shipment, values, Grid("head", lead=15), sheet.width - 72)
    y = sheet.entry(36, y + 10, voice.label("freight_terms"), _terms(sheet, shipment), 130)
    y = sheet.entry(36, y, voice.label("seal"), values.seal(), 130)
    y = count_line(sheet, 36, y, shipment)
    signatures(sheet, y + 20, shipment, desk, left=36, right=330)


def plain_sheet(sheet: Sheet, shipment: Shipment, desk: Desk) -> None:
    """A sheet from an office program: every label on a line with its value, a plain table, names to sign."""
    voice, values = sheet.voice, Values(shipment, sheet.voice, desk.locale)
    draw: Chance = voice.draw.branch("indent")
    gap = draw.pick((120.0, 150.0))
    sheet.text(56, 44, f"{voice.word('title_bol')} {desk.supplier}", voice.strong.sized(voice.size + 3))
    y = 76.0
    for key, shown in (
        ("bol_number", values.bol()),
        ("ship_date", values.shipped()),
        ("carrier", values.carrier()),
        ("pro_number", values.pro()),
        ("ship_from", Shown(shipment.ship_from.name, "ship_from_name", shipment.ship_from.name)),
        ("ship_to", Shown(shipment.ship_to.name, "ship_to_name", shipment.ship_to.name)),
        ("delivery_address", Shown(shipment.ship_to.address, "ship_to_address", shipment.ship_to.address)),
        ("ship_to_code", values.site()),
        ("trailer", values.trailer()),
        ("freight_terms", _terms(sheet, shipment)),
    ):
        y = sheet.entry(56, y, voice.label(key), shown, gap) + 1
    y = goods(sheet, (56, y + 10), shipment, values, Grid("none"), 480)
    y = count_line(sheet, 56, y + 14, shipment)
    signatures(sheet, y + 24, shipment, desk, left=56, right=320)
