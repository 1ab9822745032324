"""Packing lists: by article with cartons and units, ruled or open, grouped by order or with a column for it."""

from __future__ import annotations

from demo.papers.desk import Desk, Values, address, title
from demo.sheet import Column, Grid, Sheet, Shown
from demo.trade import Load, Shipment
from facts.evidence import Box


def _cells(load: Load, sheet: Sheet, names: tuple[str, ...]) -> list[Shown | str]:
    voice = sheet.voice
    cells = {
        "purchase_order": Shown(load.order, "purchase_order", load.order),
        "sku": Shown(load.item.sku, "sku", load.item.sku),
        "gtin": Shown(load.item.gtin, "gtin", load.item.gtin),
        "description": title(load.item),
        "cartons": Shown(voice.count(load.cartons), "cartons", load.cartons),
        "case_pack": Shown(str(load.item.case_pack), "case_pack", load.item.case_pack),
        "units": Shown(voice.count(load.units), "units", load.units),
    }
    return [cells[name] for name in names]


def _table(sheet: Sheet, at: tuple[float, float], shipment: Shipment, spec: str, grid: Grid) -> float:
    """The articles; `spec` names columns with widths (`sku:80`), numbers to the right. A totals row closes it."""
    voice = sheet.voice
    words = {"purchase_order": "order"}
    names = tuple(part.partition(":")[0] for part in spec.split())
    columns = [
        Column(
            voice.word(words.get(name, name)),
            name,
            float(part.partition(":")[2]),
            "right" if name in {"cartons", "case_pack", "units"} else "left",
        )
        for name, part in zip(names, spec.split(), strict=True)
    ]
    rows = [_cells(load, sheet, names) for load in shipment.loads]
    units = sum(load.units for load in shipment.loads)
    totals = {
        "cartons": Shown(voice.count(shipment.cartons), "total_cartons", shipment.cartons),
        "units": Shown(voice.count(units), "total_units", units),
    }
    y = sheet.table(at[0], at[1], columns, rows, grid)
    left, y = at[0], sheet.room(y, 24)
    sheet.text(at[0] + 3, y + 4, voice.word("total"), voice.strong)
    for column in sheet.fitted(at[0], columns):
        if column.name in totals:
            sheet.put(left + column.width - 4, y + 4, totals[column.name], voice.strong.at("right"))
        left += column.width
    return y + 22


def _orders(sheet: Sheet, x: float, y: float, shipment: Shipment, gap: float) -> float:
    return sheet.entry(x, y, sheet.voice.label("order"), Shown(", ".join(shipment.orders), "purchase_orders", shipment.orders), gap)


def warehouse(sheet: Sheet, shipment: Shipment, desk: Desk) -> None:
    """A warehouse system's list: title, two addresses, head data at the right, one row per article."""
    voice, values = sheet.voice, Values(shipment, sheet.voice, desk.locale)
    sheet.text(40, 32, voice.word("title_list"), voice.head)
    sheet.text(40, 66, voice.word("ship_from"), voice.strong)
    sheet.text(220, 66, voice.word("ship_to"), voice.strong)
    address(sheet, (40, 79), shipment.ship_from, "ship_from_name")
    end = address(sheet, (220, 79), shipment.ship_to, "ship_to_name")
    end = sheet.entry(220, end, voice.label("ship_to_code"), values.site())
    y = sheet.entry(410, 66, voice.label("bol_number"), values.bol(), 0)
    y = sheet.entry(410, y, voice.label("ship_date"), values.shipped(), 0)
    y = max(y, end) + 10
    grid = Grid(voice.draw.branch("grid").pick(("grid", "rows", "head")), zebra=voice.draw.branch("zebra").likely(0.4), filled_head=True)
    y = _table(sheet, (40, y), shipment, "purchase_order:80 sku:78 gtin:88 description:140 case_pack:45 cartons:48 units:48", grid)
    sheet.text(40, y + 6, voice.word("page", n=sheet.page, of=sheet.page), voice.small)


def slip(sheet: Sheet, shipment: Shipment, desk: Desk) -> None:
    """A slip as it lies in the last carton: labels left of values, an open table."""
    voice, values = sheet.voice, Values(shipment, sheet.voice, desk.locale)
    sheet.put(50, 34, Shown(shipment.ship_from.name, "ship_from_name", shipment.ship_from.name), voice.head)
    sheet.text(50, 54, f"{shipment.ship_from.street} - {shipment.ship_from.town}", voice.small)
    sheet.rule(50, 68, sheet.width - 50, 68)
    sheet.text(sheet.width - 50, 36, voice.word("title_list"), voice.strong.sized(voice.size + 3).at("right"))
    y = _orders(sheet, 50, 82, shipment, 110)
    y = sheet.entry(50, y, voice.label("ship_date"), values.shipped(), 110)
    y = sheet.entry(50, y, voice.label("bol_number"), values.bol(), 110)
    y = sheet.entry(50, y, voice.label("ship_to"), Shown(shipment.ship_to.name, "ship_to_name", shipment.ship_to.name), 110)
    sheet.text(160, y, shipment.ship_to.address)
    y = sheet.entry(50, y + voice.size + 5, voice.label("ship_to_code"), values.site(), 110)
    spec = (
        "sku:90 description:205 cartons:60 units:70"
        if len(shipment.orders) == 1
        else "purchase_order:85 sku:85 description:180 cartons:60 units:70"
    )
    y = _table(sheet, (50, y + 12), shipment, spec, Grid("none", lead=13))
    sheet.frame(Box(50, y + 20, 260, y + 62))
    sheet.text(56, y + 24, "Packed by / checked by", voice.small)


def by_order(sheet: Sheet, shipment: Shipment, desk: Desk) -> None:
    """A list in chapters, one per order, each with its own table; the order stands in the chapter's heading alone."""
    voice, values = sheet.voice, Values(shipment, sheet.voice, desk.locale)
    sheet.text(44, 34, voice.word("title_list"), voice.head)
    y = sheet.entry(44, 62, voice.label("ship_from"), Shown(shipment.ship_from.name, "ship_from_name", shipment.ship_from.name))
    y = sheet.entry(44, y, voice.label("ship_to"), Shown(shipment.ship_to.name, "ship_to_name", shipment.ship_to.name))
    sheet.entry(44, y, voice.label("ship_to_code"), values.site())
    sheet.entry(360, 62, voice.label("bol_number"), values.bol())
    sheet.entry(360, 78, voice.label("ship_date"), values.shipped())
    y += 26
    names = ("sku", "gtin", "description", "cartons", "units")
    widths = (86.0, 96.0, 190.0, 60.0, 70.0)
    columns = [Column(voice.word(n), n, w, "right" if n in {"cartons", "units"} else "left") for n, w in zip(names, widths, strict=True)]
    for order in shipment.orders:
        loads = [load for load in shipment.loads if load.order == order]
        heading = sheet.entry(44, y, voice.label("order"), Shown(order))
        first = len(sheet.reading.lines)
        y = sheet.table(44, heading + 2, columns, [_cells(load, sheet, names) for load in loads], Grid("rows")) + 12
        for line in sheet.reading.lines[first:]:
            line["purchase_order"] = {"value": order, "text": order, "page": sheet.page}
    sheet.remember(Shown(", ".join(shipment.orders), "purchase_orders", shipment.orders), None)
    units = sum(load.units for load in shipment.loads)
    y = sheet.room(y, 40)
    y = sheet.entry(300, y, f"{voice.word('total')} {voice.word('cartons')}{voice.colon}", values.cartons(), 140)
    sheet.entry(300, y, f"{voice.word('total')} {voice.word('units')}{voice.colon}", Shown(voice.count(units), "total_units", units), 140)


def carton_list(sheet: Sheet, shipment: Shipment, desk: Desk) -> None:
    """A list by numbers of cartons: from - to, article, units per carton, cartons, units."""
    voice, values = sheet.voice, Values(shipment, sheet.voice, desk.locale)
    sheet.text(sheet.width / 2, 32, voice.word("title_list"), voice.head.at("centre"))
    for x, key, place, name in (
        (44.0, "ship_from", shipment.ship_from, "ship_from_name"),
        (320.0, "ship_to", shipment.ship_to, "ship_to_name"),
    ):
        sheet.frame(Box(x, 62, x + 240, 128))
        sheet.text(x + 4, 65, voice.word(key), voice.small)
        end = address(sheet, (x + 4, 78), place, name)
        if key == "ship_to":
            sheet.entry(x + 4, end, voice.label("ship_to_code"), values.site())
    sheet.entry(44, 138, voice.label("bol_number"), values.bol())
    sheet.entry(320, 138, voice.label("ship_date"), values.shipped())
    names = ("purchase_order", "sku", "case_pack", "cartons", "units")
    words = ("order", "sku", "case_pack", "cartons", "units")
    columns = [Column(voice.word("carton_range"), "", 80)]
    columns += [
        Column(voice.word(w), n, 100 if w in {"order", "sku"} else 78, "left" if w in {"order", "sku"} else "right")
        for n, w in zip(names, words, strict=True)
    ]
    rows: list[list[Shown | str]] = []
    first = 1
    for load in shipment.loads:
        rows.append([f"{first} - {first + load.cartons - 1}", *_cells(load, sheet, names)])
        first += load.cartons
    y = sheet.table(44, 162, columns, rows, Grid(voice.draw.branch("grid").pick(("grid", "head")), filled_head=True))
    units = sum(load.units for load in shipment.loads)
    y = sheet.room(y, 24)
    sheet.text(47, y + 5, voice.word("total"), voice.strong)
    sheet.put(44 + 80 + 200 + 78 * 2 - 4, y + 5, values.cartons(), voice.strong.at("right"))
    sheet.put(44 + 80 + 200 + 78 * 3 - 4, y + 5, Shown(voice.count(units), "total_units", units), voice.strong.at("right"))
