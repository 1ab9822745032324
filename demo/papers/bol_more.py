"""A bill of lading of a warehouse that ships for others: totals and signatures at the head, freight terms in a sentence, orders below."""

from __future__ import annotations

from demo.ink import sign
from demo.papers.desk import Desk, Values, by_order
from demo.sheet import Column, Grid, Sheet, Shown
from demo.trade import Shipment
from facts.evidence import Box

_TERMS = {"prepaid": "Freight charges are PREPAID.", "collect": "Freight charges are COLLECT."}
_COUNTED = {
    "shipper": "Count made by shipper, not verified by carrier.",
    "driver_pallets": "Driver counted pallets, said to contain.",
    "driver_pieces": "Driver counted every piece.",
}


def warehouse_bill(sheet: Sheet, shipment: Shipment, desk: Desk) -> None:
    """The warehouse's bill: number in a bar code, who signs at the top, totals in a strip, orders with cube and weight."""
    voice, values = sheet.voice, Values(shipment, sheet.voice, desk.locale)
    sheet.text(40, 26, "Uniform Bill of Lading", voice.head)
    sheet.barcode(330, 24, shipment.bol_number, 22)
    sheet.put(330, 48, values.bol(), voice.strong)
    sheet.text(40, 46, "Document no. is the number under the bar code", voice.small)
    y = _signatures(sheet, 66, shipment, desk)
    strip = [
        (values.cartons(), "TTL CTNS"),
        (values.pallets(), "TTL SKIDS"),
        (Shown(voice.count(shipment.weight), "total_weight", str(shipment.weight)), "TTL LBS"),
        (values.seal(), "SEAL"),
        (values.trailer(), "TRAILER"),
    ]
    for n, (shown, words) in enumerate(strip):
        x = 40 + n * 106.0
        sheet.frame(Box(x, y, x + 106, y + 30))
        sheet.text(x + 4, y + 3, words, voice.small)
        sheet.put(x + 4, y + 14, shown, voice.strong)
    y += 40
    sheet.text(40, y, "Shipped for", voice.small)
    sheet.text(310, y, "Going to", voice.small)
    sheet.block(40, y + 11, [Shown(shipment.ship_from.name, "ship_from_name", shipment.ship_from.name), shipment.ship_from.address])
    sheet.put(310, y + 11, Shown(shipment.ship_to.name, "ship_to_name", shipment.ship_to.name))
    sheet.put(310, y + 23, Shown(shipment.ship_to.address, "ship_to_address", shipment.ship_to.address))
    y = sheet.entry(310, y + 36, "DC", values.site(), 60) + 4
    y = sheet.entry(40, y, "Hauled by", values.carrier(), 80)
    sheet.entry(310, y - voice.size - 5, "SCAC", values.scac(), 60)
    sheet.entry(310, y, "Carrier ref. (PRO)", values.pro(), 90)
    y = sheet.entry(40, y, "Tendered", values.shipped(), 80) + 4
    terms = _TERMS[shipment.freight_terms]
    sheet.put(40, y, Shown(terms, "freight_terms", shipment.freight_terms))
    sheet.put(310, y, Shown(_COUNTED[shipment.counted_by], "counted_by", shipment.counted_by))
    if shipment.load_and_count:
        sheet.put(40, y + 13, Shown("SLC - shipper's load & count", "shipper_load_and_count", shipment.load_and_count))
    _orders(sheet, y + 32, shipment)


def _signatures(sheet: Sheet, y: float, shipment: Shipment, desk: Desk) -> float:
    voice, values = sheet.voice, Values(shipment, sheet.voice, desk.locale)
    for x, words, signed, name in (
        (40.0, "For the shipper", True, "shipper_signed"),
        (310.0, "For the carrier", shipment.carrier_signed, "carrier_signed"),
    ):
        box = sign(sheet, x + 6, y, desk.draw) if signed else Box(x, y, x + 110, y + 22)
        sheet.remember(Shown("", name, signed), box)
        sheet.rule(x, y + 24, x + 200, y + 24)
        sheet.text(x, y + 27, words, voice.small)
        if signed and name == "carrier_signed":
            sheet.put(x + 130, y + 12, values.shipped("pickup_date"))
    return y + 48


def _orders(sheet: Sheet, y: float, shipment: Shipment) -> None:
    voice = sheet.voice
    columns = [
        Column("Cust PO", "purchase_order", 130),
        Column("Dept", "", 45),
        Column("Ctns", "cartons", 60, "right"),
        Column("Skids", "pallets", 55, "right"),
        Column("Cube", "", 60, "right"),
        Column("Gross lbs", "weight", 75, "right"),
        Column("NMFC", "", 60),
    ]
    rows: list[list[Shown | str]] = [
        [
            Shown(o.order, "purchase_order", o.order),
            "071",
            Shown(voice.count(o.cartons), "cartons", o.cartons),
            Shown(voice.count(o.pallets), "pallets", o.pallets),
            f"{o.cartons * 2.1:.1f}",
            Shown(voice.count(o.weight), "weight", str(o.weight)),
            "156600",
        ]
        for o in by_order(shipment)
    ]
    sheet.table(40, y, columns, rows, Grid(voice.draw.branch("grid").pick(("grid", "head", "rows"))))
