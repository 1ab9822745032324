"""Bills of lading as they are used in North America: the VICS form, the straight short form, a system print-out."""

from __future__ import annotations

from demo.ink import sign
from demo.papers.desk import Desk, Values, address, by_order
from demo.sheet import Column, Grid, Sheet, Shown
from demo.trade import Shipment
from facts.evidence import Box

_LIABILITY = (
    "NOTE: Liability limitation for loss or damage in this shipment may be applicable. See 49 U.S.C. 14706(c)(1)(A) and (B). "
    "Received, subject to individually determined rates or contracts that have been agreed upon in writing between the carrier "
    "and shipper, if applicable."
)
_STRAIGHT = (
    "RECEIVED, subject to the classifications and tariffs in effect on the date of issue, the property described below, in apparent "
    "good order, except as noted (contents and condition of contents of packages unknown), marked, consigned and destined as "
    "indicated below."
)


def count_marks(sheet: Sheet, x: float, y: float, shipment: Shipment) -> float:
    """The boxes that say who loaded and who counted. Gives the next y."""
    voice = sheet.voice
    sheet.text(x, y, voice.word("loaded_by"), voice.strong)
    for i, (words, checked) in enumerate((("counted_shipper", shipment.load_and_count), ("loaded_driver", not shipment.load_and_count))):
        box = sheet.tick(x + 2, y + 12 + 12 * i, checked=checked)
        sheet.text(x + 15, y + 12 + 12 * i, voice.word(words), voice.small)
        if i == 0:
            sheet.remember(Shown(voice.word(words), "shipper_load_and_count", shipment.load_and_count), box)
    x += 100
    sheet.text(x, y, voice.word("counted_by"), voice.strong)
    for i, who in enumerate(("shipper", "driver_pallets", "driver_pieces")):
        box = sheet.tick(x + 2, y + 12 + 12 * i, checked=shipment.counted_by == who)
        sheet.text(x + 15, y + 12 + 12 * i, voice.word(f"counted_{who}"), voice.small)
        if shipment.counted_by == who:
            sheet.remember(Shown(voice.word(f"counted_{who}"), "counted_by", who), box)
    return y + 50


def signatures(sheet: Sheet, y: float, shipment: Shipment, desk: Desk, *, left: float = 36, right: float = 330) -> None:
    """Shipper and carrier sign, the carrier with the day of pickup, or leave their lines empty."""
    voice = sheet.voice
    for x, words, signed, name in (
        (left, "shipper_signature", True, "shipper_signed"),
        (right, "carrier_signature", shipment.carrier_signed, "carrier_signed"),
    ):
        sheet.text(x, y, voice.word(words), voice.small)
        sheet.rule(x, y + 38, x + 215, y + 38)
        box = sign(sheet, x + 8, y + 14, desk.draw) if signed else Box(x, y + 14, x + 110, y + 38)
        sheet.remember(Shown("", name, signed), box)
        if signed:
            values = Values(shipment, voice, desk.locale)
            day = values.shipped("pickup_date")
            sheet.put(x + 140, y + 26, day if name == "carrier_signed" else Shown(day.text))


def _terms(sheet: Sheet, x: float, y: float, shipment: Shipment) -> None:
    voice = sheet.voice
    for name in ("prepaid", "collect", "third_party"):
        checked = shipment.freight_terms == name
        words = voice.word(name)
        box = sheet.tick(x, y, checked=checked)
        end = sheet.text(x + 13, y, words)
        if checked:
            sheet.remember(Shown(words, "freight_terms", name), box)
        x = end.x1 + 14


def _reference(sheet: Sheet, x: float, y: float, shipment: Shipment, gap: float) -> float:
    """The collect reference, where the load has one."""
    if shipment.freight_terms != "collect":
        return y
    return sheet.entry(x, y, sheet.voice.label("arn"), Shown(shipment.arn, "arn", shipment.arn), gap)


def vics(sheet: Sheet, shipment: Shipment, desk: Desk) -> None:
    """The VICS form: numbered zones, order grid, carrier grid, who loaded and counted."""
    voice, values = sheet.voice, Values(shipment, sheet.voice, desk.locale)
    sheet.entry(36, 26, voice.label("ship_date"), values.shipped())
    sheet.text(sheet.width / 2, 22, "BILL OF LADING", voice.head.at("centre"))
    sheet.text(sheet.width - 36, 26, voice.word("page", n=1, of=1), voice.body.at("right"))
    middle, right = 300.0, sheet.width - 36
    for top, bottom in ((46.0, 120.0), (120.0, 200.0), (200.0, 250.0)):
        sheet.frame(Box(36, top, middle, bottom))
        sheet.frame(Box(middle, top, right, bottom))
    _band(sheet, 36, 46, middle, "SHIP FROM")
    address(sheet, (40, 62), shipment.ship_from, "ship_from_name", f"SID#: {desk.draw.digits(6)}")
    sheet.entry(middle + 4, 50, voice.label("bol_number"), values.bol())
    sheet.barcode(middle + 12, 72, shipment.bol_number)
    _band(sheet, 36, 120, middle, "SHIP TO")
    y = address(sheet, (40, 136), shipment.ship_to, "ship_to_name")
    sheet.entry(40, y, voice.label("ship_to_code"), values.site())
    y = sheet.entry(middle + 4, 124, voice.label("carrier"), values.carrier())
    y = sheet.entry(middle + 4, y, voice.label("trailer"), values.trailer())
    y = sheet.entry(middle + 4, y, voice.label("seal"), values.seal())
    y = sheet.entry(middle + 4, y, voice.label("scac"), values.scac())
    sheet.entry(middle + 4, y, voice.label("pro_number"), values.pro())
    _band(sheet, 36, 200, middle, "SPECIAL INSTRUCTIONS")
    sheet.text(
        40,
        216,
        "SHIPPER LOAD AND COUNT" if shipment.load_and_count else desk.draw.pick(("Call for appointment", "Do not double stack", "")),
    )
    sheet.text(middle + 4, 204, voice.word("freight_terms"), voice.strong)
    _terms(sheet, middle + 8, 218, shipment)
    _reference(sheet, middle + 4, 234, shipment, -1)
    _carrier_grid(sheet, _order_grid(sheet, 256, shipment, values), shipment, values)
    y = sheet.clause(40, 560, right - 44, _LIABILITY) + 6
    count_marks(sheet, 40, y, shipment)
    signatures(sheet, y + 64, shipment, desk)


def _band(sheet: Sheet, x: float, y: float, x1: float, words: str) -> None:
    sheet.frame(Box(x, y, x1, y + 13), 0.15)
    pen = sheet.voice.strong
    sheet.text((x + x1) / 2, y + 2, words, type(pen)(pen.font, pen.size, "centre", 1.0))


def _order_grid(sheet: Sheet, y: float, shipment: Shipment, values: Values) -> float:
    voice = sheet.voice
    _band(sheet, 36, y, sheet.width - 36, "CUSTOMER ORDER INFORMATION")
    columns = (
        Column(voice.word("order"), "purchase_order", 150),
        Column(voice.word("cartons"), "cartons", 60, "right"),
        Column(voice.word("weight"), "weight", 70, "right"),
        Column("PALLET/SLIP Y/N", "", 60, "centre"),
        Column("ADDITIONAL SHIPPER INFO", "", sheet.width - 72 - 340, "left"),
    )
    rows: list[list[Shown | str]] = [
        [
            Shown(o.order, "purchase_order", o.order),
            Shown(voice.count(o.cartons), "cartons", o.cartons),
            Shown(voice.count(o.weight), "weight", str(o.weight)),
            "Y",
            "",
        ]
        for o in by_order(shipment)
    ]
    rows.append([voice.word("total"), values.cartons(), values.weight(), "", ""])
    return sheet.table(36, y + 13, columns, rows, Grid("grid")) + 8


def _carrier_grid(sheet: Sheet, y: float, shipment: Shipment, values: Values) -> None:
    voice = sheet.voice
    _band(sheet, 36, y, sheet.width - 36, "CARRIER INFORMATION")
    columns = (
        Column("HANDLING UNIT QTY", "", 55, "right"),
        Column("TYPE", "", 40),
        Column("PACKAGE QTY", "", 55, "right"),
        Column("TYPE", "", 40),
        Column("WEIGHT", "", 55, "right"),
        Column("H.M. (X)", "", 35),
        Column("COMMODITY DESCRIPTION", "", sheet.width - 72 - 380),
        Column("NMFC #", "", 60),
        Column("CLASS", "", 40),
    )
    rows: list[list[Shown | str]] = [
        [
            voice.count(shipment.pallets),
            "PLT",
            voice.count(shipment.cartons),
            "CTN",
            voice.count(shipment.weight),
            "",
            shipment.loads[0].item.category + " goods",
            "156600",
            "125",
        ]
    ]
    total: list[Shown | str] = [
        values.pallets(),
        "",
        voice.count(shipment.cartons),
        "",
        voice.count(shipment.weight),
        "",
        "GRAND TOTAL",
        "",
        "",
    ]
    sheet.table(36, y + 13, columns, [*rows, total], Grid("grid"))


def straight(sheet: Sheet, shipment: Shipment, desk: Desk) -> None:
    """The straight bill of lading, short form: lines to fill, one grid of pieces."""
    voice, values = sheet.voice, Values(shipment, sheet.voice, desk.locale)
    sheet.text(40, 30, shipment.carrier.name.upper(), voice.strong.sized(voice.size + 3))
    sheet.text(40, 50, "STRAIGHT BILL OF LADING - SHORT FORM - ORIGINAL - NOT NEGOTIABLE", voice.strong)
    right = sheet.width - 230
    y = sheet.entry(right, 28, voice.label("bol_number"), values.bol(), 0)
    sheet.entry(right, y, voice.label("pro_number"), values.pro(), 0)
    y = sheet.clause(40, 80, sheet.width - 80, _STRAIGHT) + 8
    y = sheet.entry(40, y, voice.label("carrier"), values.carrier(), 90)
    y = sheet.entry(40, y, voice.label("scac"), values.scac(), 90)
    y = sheet.entry(40, y, voice.label("ship_date"), values.shipped(), 90)
    sheet.entry(right, y - 26, voice.label("trailer"), values.trailer(), 80)
    sheet.entry(right, y - 13, voice.label("seal"), values.seal(), 80)
    y += 8
    sheet.text(40, y, voice.word("ship_to"), voice.strong)
    sheet.text(right, y, voice.word("ship_from"), voice.strong)
    end = address(sheet, (40, y + 13), shipment.ship_to, "ship_to_name", values.site())
    address(sheet, (right, y + 13), shipment.ship_from, "ship_from_name")
    y = _pieces_grid(sheet, end + 10, shipment, values)
    sheet.text(40, y, voice.word("freight_terms"), voice.strong)
    _terms(sheet, 170, y, shipment)
    y = _reference(sheet, 40, y + 16, shipment, -1)
    if shipment.load_and_count:
        sheet.put(40, y + 4, Shown(voice.word("load_and_count"), "shipper_load_and_count", shipment.load_and_count), voice.strong)
    words = voice.word(f"counted_{shipment.counted_by}")
    sheet.entry(40, y + 20, voice.label("counted_by"), Shown(words, "counted_by", shipment.counted_by))
    signatures(sheet, max(y + 60, sheet.height - 130), shipment, desk, left=40, right=right - 40)


def _pieces_grid(sheet: Sheet, y: float, shipment: Shipment, values: Values) -> float:
    """One row per order: pieces, pallets, what it is, weight."""
    voice = sheet.voice
    columns = (
        Column(voice.word("cartons"), "cartons", 55, "right"),
        Column(voice.word("pallets"), "pallets", 50, "right"),
        Column("HM", "", 25),
        Column(voice.word("commodity"), "", sheet.width - 80 - 340),
        Column(voice.word("order"), "purchase_order", 110),
        Column(f"{voice.word('weight')} ({values.locale.weight_unit})", "weight", 60, "right"),
        Column("Class", "", 40),
    )
    rows: list[list[Shown | str]] = [
        [
            Shown(voice.count(o.cartons), "cartons", o.cartons),
            Shown(voice.count(o.pallets), "pallets", o.pallets),
            "",
            voice.word("goods"),
            Shown(o.order, "purchase_order", o.order),
            Shown(voice.count(o.weight), "weight", str(o.weight)),
            "100",
        ]
        for o in by_order(shipment)
    ]
    sheet.remember(values.weight_unit(), None)
    rows.append([values.cartons(), values.pallets(), "", voice.word("total"), "", values.weight(), ""])
    return sheet.table(40, y, columns, rows, Grid(voice.draw.branch("grid").pick(("grid", "head", "rows")))) + 12


def print_out(sheet: Sheet, shipment: Shipment, desk: Desk) -> None:
    """A transport system's print-out: two columns of labels and values, a plain list of orders."""
    voice, values = sheet.voice, Values(shipment, sheet.voice, desk.locale)
    sheet.text(sheet.width / 2, 28, voice.word("title_bol"), voice.head.at("centre"))
    sheet.text(sheet.width / 2, 46, f"{desk.supplier} - TMS {desk.draw.digits(5)}", voice.small.at("centre"))
    sheet.barcode(40, 62, shipment.bol_number, 20)
    y = sheet.entry(300, 64, voice.label("bol_number"), values.bol(), 110)
    y = sheet.entry(300, y, voice.label("pro_number"), values.pro(), 110)
    y = sheet.entry(300, y, voice.label("carrier"), values.carrier(), 110)
    sheet.entry(300, y, voice.label("scac"), values.scac(), 110)
    y = sheet.entry(40, 94, voice.label("ship_date"), values.shipped(), 100)
    y = sheet.entry(40, y, voice.label("trailer"), values.trailer(), 100)
    y = sheet.entry(40, y, voice.label("seal"), values.seal(), 100)
    words = voice.word(shipment.freight_terms)
    y = sheet.entry(40, y, voice.label("freight_terms"), Shown(words, "freight_terms", shipment.freight_terms), 100)
    y = _reference(sheet, 40, y, shipment, 100) + 8
    sheet.rule(40, y, sheet.width - 40, y)
    sheet.text(40, y + 6, voice.word("ship_from"), voice.strong)
    sheet.text(300, y + 6, voice.word("ship_to"), voice.strong)
    address(sheet, (40, y + 20), shipment.ship_from, "ship_from_name")
    end = address(sheet, (300, y + 20), shipment.ship_to, "ship_to_name")
    end = sheet.entry(300, end, voice.label("ship_to_code"), values.site(), 70)
    y = _pieces_grid(sheet, end + 12, shipment, values)
    y = sheet.entry(40, y, voice.label("weight"), Shown(f"{voice.count(shipment.weight)} {desk.locale.weight_unit}"))
    if shipment.load_and_count:
        sheet.put(300, y, Shown(voice.word("load_and_count"), "shipper_load_and_count", shipment.load_and_count), voice.strong)
    words = voice.word(f"counted_{shipment.counted_by}")
    y = sheet.entry(40, y, voice.label("counted_by"), Shown(words, "counted_by", shipment.counted_by))
    signatures(sheet, y + 30, shipment, desk, left=40, right=320)


def web_form(sheet: Sheet, shipment: Shipment, desk: Desk) -> None:
    """A carrier's web form: grey headings over groups of labels and values, orders in a table, signatures in boxes."""
    voice, values, right = sheet.voice, Values(shipment, sheet.voice, desk.locale), sheet.width - 36
    sheet.put(36, 26, values.carrier(), voice.head)
    sheet.text(right, 30, voice.word("title_bol"), voice.strong.sized(voice.size + 3).at("right"))
    y = 54.0
    for heading, pairs in (
        (
            "1. Reference",
            (("bol_number", values.bol()), ("pro_number", values.pro()), ("scac", values.scac()), ("ship_date", values.shipped())),
        ),
        ("2. Equipment", (("trailer", values.trailer()), ("seal", values.seal()))),
    ):
        sheet.frame(Box(36, y, right, y + 14), 0.88)
        sheet.text(40, y + 3, heading, voice.strong)
        for i, (key, shown) in enumerate(pairs):
            sheet.entry(40 + 135 * i, y + 18, voice.word(key), shown, 0)
        y += 50
    sheet.frame(Box(36, y, right, y + 14), 0.88)
    sheet.text(40, y + 3, f"3. {voice.word('ship_from')} / {voice.word('ship_to')}", voice.strong)
    address(sheet, (40, y + 20), shipment.ship_from, "ship_from_name")
    end = address(sheet, (310, y + 20), shipment.ship_to, "ship_to_name")
    end = sheet.entry(310, end, voice.label("ship_to_code"), values.site())
    y = _pieces_grid(sheet, end + 8, shipment, values)
    words = voice.word(shipment.freight_terms)
    y = sheet.entry(40, y, voice.label("freight_terms"), Shown(words, "freight_terms", shipment.freight_terms))
    y = _reference(sheet, 40, y, shipment, -1) + 6
    y = count_marks(sheet, 40, y, shipment)
    signatures(sheet, y + 10, shipment, desk, left=40)
