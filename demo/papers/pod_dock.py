"""Proofs of delivery that the receiving side or the sender's own paper gives: dock receipt, stamped slip, stop sheet, delivery note."""

from __future__ import annotations

from demo.papers.desk import Desk, Values, address, by_order, title
from demo.papers.pod_us import cartons_or_pallets, received, remark
from demo.sheet import Column, Grid, Sheet, Shown
from demo.trade import Shipment


def _order_rows(sheet: Sheet, shipment: Shipment, *, shorts: bool) -> list[list[Shown | str]]:
    """A row per order with its cartons, and where asked the cartons short (all of them on the first order)."""
    voice, receipt = sheet.voice, shipment.receipt
    rows: list[list[Shown | str]] = []
    for n, o in enumerate(by_order(shipment)):
        order = receipt.orders[n] if n < len(receipt.orders) else o.order
        cartons = Shown(voice.count(o.cartons), "cartons", o.cartons) if receipt.count == "cartons" else ""
        short = receipt.short if n == 0 else 0
        row: list[Shown | str] = [Shown(order, "purchase_order", order), cartons]
        rows.append([*row, Shown(str(short), "cartons_short", short) if short else "0"] if shorts else row)
    return rows


def dock_receipt(sheet: Sheet, shipment: Shipment, desk: Desk) -> None:
    """The receiving site's own report: arrival, appointment, a row per order with what was short."""
    voice, values, receipt = sheet.voice, Values(shipment, sheet.voice, desk.locale), shipment.receipt
    sheet.put(44, 32, Shown(shipment.ship_to.name, "ship_to_name", shipment.ship_to.name), voice.strong.sized(voice.size + 3))
    sheet.text(44, 50, shipment.ship_to.address, voice.small)
    sheet.text(sheet.width - 44, 32, voice.word("title_dock"), voice.head.at("right"))
    y, middle = 78.0, sheet.width / 2 + 10
    left_side = (
        ("ship_to_code", values.site()),
        ("appointment", values.appointment()),
        ("delivery_date", values.delivered()),
        ("delivery_time", values.hour()),
    )
    right_side = (("carrier", values.carrier()), ("pro_number", values.pro()), ("bol_number", values.bol()), ("pallets", values.pallets()))
    for (one, shown), (other, beside) in zip(left_side, right_side, strict=True):
        sheet.entry(middle, y, voice.label(other), beside, 100)
        y = sheet.entry(44, y, voice.label(one), shown, 100) + 2
    columns = [
        Column(voice.word("order"), "purchase_order", 170),
        Column(voice.word("cartons"), "cartons", 110, "right"),
        Column(voice.word("short"), "cartons_short", 110, "right"),
    ]
    rows = _order_rows(sheet, shipment, shorts=True)
    rows.append([voice.word("total"), values.cartons() if receipt.count == "cartons" else "", str(receipt.short)])
    y = sheet.table(
        44,
        y + 10,
        columns,
        rows,
        Grid(voice.draw.branch("grid").pick(("grid", "rows", "head")), filled_head=voice.draw.branch("fill").likely(0.5)),
    )
    if receipt.short:
        sheet.remember(Shown(str(receipt.short), "cartons_short", receipt.short), None)
    if receipt.count == "pallets" or receipt.subject_to_count:
        sheet.text(44, y + 14, voice.label("exceptions"), voice.small)
        remark(sheet, 130, y + 14, shipment, desk)
    received(sheet, 44, y + 54, shipment, desk)


def stamped_slip(sheet: Sheet, shipment: Shipment, desk: Desk) -> None:
    """The sender's packing slip that came back from the dock with a stamp and a signature on it."""
    voice, values = sheet.voice, Values(shipment, sheet.voice, desk.locale)
    sheet.text(40, 30, shipment.ship_from.name, voice.head)
    sheet.text(40, 50, shipment.ship_from.address, voice.small)
    sheet.text(sheet.width - 40, 32, voice.word("title_note"), voice.strong.sized(voice.size + 3).at("right"))
    sheet.text(40, 76, voice.word("ship_to"), voice.strong)
    address(sheet, (40, 89), shipment.ship_to, "ship_to_name", values.site())
    y = 76.0
    for key, shown in (
        ("bol_number", values.bol()),
        ("order", values.orders()),
        ("carrier", values.carrier()),
        ("pro_number", values.pro()),
    ):
        y = sheet.entry(330, y, voice.label(key), shown, 90)
    columns = [
        Column(voice.word("sku"), "sku", 100),
        Column(voice.word("description"), "", 210),
        Column(voice.word("units"), "units", 80, "right"),
        Column(voice.word("cartons"), "cartons", 80, "right"),
    ]
    counted = shipment.receipt.count == "cartons"
    rows: list[list[Shown | str]] = [
        [
            Shown(load.item.sku, "sku", load.item.sku),
            title(load.item).text,
            Shown(voice.count(load.units), "units", load.units),
            Shown(voice.count(load.cartons), "cartons", load.cartons) if counted else "",
        ]
        for load in shipment.loads
    ]
    y = sheet.table(40, max(y, 140) + 10, columns, rows, Grid(voice.draw.branch("grid").pick(("grid", "none", "head"))))
    y = cartons_or_pallets(sheet, (300, y + 10), shipment, desk)
    _receipt_strip(sheet, sheet.room(y + 20, 170), shipment, desk)


def _receipt_strip(sheet: Sheet, y: float, shipment: Shipment, desk: Desk) -> None:
    """The strip at the foot that the dock fills in: clause, day and time, remarks, signature."""
    voice, values = sheet.voice, Values(shipment, sheet.voice, desk.locale)
    sheet.rule(40, y, sheet.width - 40, y)
    sheet.text(40, y + 6, voice.word("clean_receipt"), voice.small)
    sheet.entry(40, y + 22, voice.label("delivery_date"), values.delivered(), 100)
    sheet.entry(300, y + 22, voice.label("delivery_time"), values.hour(), 90)
    sheet.text(40, y + 42, voice.label("exceptions"), voice.small)
    remark(sheet, 140, y + 42, shipment, desk)
    received(sheet, 40, y + 84, shipment, desk)


def stop_sheet(sheet: Sheet, shipment: Shipment, desk: Desk) -> None:
    """A carrier system's print of one stop: everything in a column of labels and values, orders below with their cartons."""
    voice, values = sheet.voice, Values(shipment, sheet.voice, desk.locale)
    sheet.text(sheet.width / 2, 30, voice.word("title_pod"), voice.head.at("centre"))
    sheet.put(sheet.width / 2, 52, values.carrier(), voice.strong.at("centre"))
    y, gap = 82.0, voice.draw.branch("gap").pick((120.0, 140.0, 165.0))
    for key, shown in (
        ("pro_number", values.pro()),
        ("bol_number", values.bol()),
        ("ship_from", Shown(shipment.ship_from.name)),
        ("ship_to", Shown(shipment.ship_to.name, "ship_to_name", shipment.ship_to.name)),
        ("ship_to_code", values.site()),
        ("appointment", values.appointment()),
        ("delivery_date", values.delivered()),
        ("delivery_time", values.hour()),
    ):
        y = sheet.entry(48, y, voice.label(key), shown, gap) + 1
    y = cartons_or_pallets(sheet, (48, y), shipment, desk, gap)
    columns = [Column(voice.word("order"), "purchase_order", 160), Column(voice.word("cartons"), "cartons", 90, "right")]
    if shipment.receipt.count == "cartons":
        y = sheet.table(48, y + 8, columns, _order_rows(sheet, shipment, shorts=False), Grid("rows"))
    else:
        y = sheet.entry(48, y, voice.label("order"), values.orders(), gap)
    sheet.text(48, y + 16, voice.label("exceptions"), voice.strong)
    remark(sheet, 48 + gap, y + 16, shipment, desk)
    received(sheet, 48, y + 60, shipment, desk)
