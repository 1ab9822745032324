"""Whether cartons held what was announced for them, with the labels and codes that were announced."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from facts.identifiers import compact
from matchers.charges.compliance import ComplianceBooks
from matchers.charges.fee import Bound, Formula
from matchers.charges.line import Charge
from matchers.charges.standing import Compared, Compliance, Standing, unknown
from matchers.shipments import Load

LABELS: Final = ("label_photo",)
CONTENTS: Final = ("photo",)


def content_as_announced(books: ComplianceBooks, charge: Charge, _formula: Formula) -> Compliance:
    """What the retailer received is what ship notice or packing list announced, item by item; a difference bounds the fault."""
    announced = _announced(books, charge)
    if announced is None:
        return unknown("contents_not_announced", "no ship notice or packing list of the order counts the item", "advance_ship_notice")
    units, loads = announced
    compared: tuple[Compared, ...] = (("announced", "units announced", f"{units:f}", loads[0].evidence),)
    received = books.books.received(charge.purchase_order, charge.sku)
    if received is None:
        return unknown("quantities_missing", "what the retailer received is not among the exports", "purchase_order", compared)
    compared += (("received_units", "units received", f"{received.value:f}", received.evidence),)
    apart = abs(units - received.value)
    if not apart:
        told = f"{units:f} units of {charge.sku} were announced and as many received"
        if all(load.cartons and load.units is not None and not load.units % load.cartons for load in loads):
            return Compliance(Standing.KEPT, "content_as_announced", told, compared)
        return unknown("contents_by_carton_missing", f"{told}; what each carton held, the packing list tells", "packing_list", compared)
    told = f"{units:f} units of {charge.sku} were announced and {received.value:f} received; what the cartons held, photographs tell"
    bound = (Bound("unlike", "units received otherwise than announced", apart, received.evidence),)
    return unknown("content_differs", told, CONTENTS, compared, bound)


def packed_as_recorded(books: ComplianceBooks, charge: Charge, formula: Formula) -> Compliance:
    """Units per carton as shipped against the case pack of the catalogue."""
    announced = _announced(books, charge)
    item = books.item(charge)
    pack = item.case_pack if item is not None else None
    if announced is None or pack is None:
        lacking = "advance_ship_notice" if announced is None else "item_dimensions"
        return unknown("case_pack_missing", "ship notice and catalogue do not both state the units per carton", lacking)
    compared: tuple[Compared, ...] = ()
    for load in announced[1]:
        if load.units is None or not load.cartons:
            return unknown("case_pack_missing", "the ship notice does not count the cartons of the item", "packing_list")
        packed = load.units / load.cartons
        compared = (
            ("case_pack_shipped", "units per carton as shipped", f"{packed.normalize():f}", load.evidence),
            ("case_pack_recorded", "units per carton", f"{pack.value:f}", pack.evidence),
        )
        if packed != pack.value:
            told = f"{load.units:f} units went in {load.cartons:f} cartons, the catalogue states {pack.value:f} per carton"
            return Compliance(Standing.BROKEN, "case_pack_differs", told, compared)
    found = content_as_announced(books, charge, formula)
    if found.standing is not Standing.KEPT:
        return found
    told = f"{found.sentence}; each carton held {pack.value:f}, as the catalogue states"
    return Compliance(Standing.KEPT, "packed_as_recorded", told, (*compared, *found.compared))


def labels_announced(books: ComplianceBooks, charge: Charge, _formula: Formula) -> Compliance:
    """Labels show on photographs alone. That every carton was announced under its own serial code is said along."""
    cartons, codes, place = Decimal(0), set[str](), None
    for paper in books.notices.get(compact(charge.purchase_order), ()):
        for cells in paper.document.lines:
            order = cells.get("purchase_order")
            if order is not None and compact(str(order.value)) != compact(charge.purchase_order):
                continue
            marks, count = cells.get("sscc"), cells.get("cartons")
            codes |= {str(m) for m in marks.value} if marks is not None and isinstance(marks.value, list) else set()
            codes |= {str(marks.value)} if marks is not None and not isinstance(marks.value, list) else set()
            cartons += Decimal(count.value) if count is not None and not isinstance(count.value, (bool, list)) else Decimal(0)
            place = place or (paper.line_evidence(cells, "sscc", "serial codes of the cartons") if marks is not None else None)
    if place is None:
        told = "no ship notice of the order announces its cartons by serial code, and labels show on photographs alone"
        return unknown("label_not_shown", told, ("label_photo", "advance_ship_notice"))
    compared: tuple[Compared, ...] = (("serial_codes", "serial codes announced", f"{len(codes)}", place),)
    told = f"the ship notice announces {len(codes)} cartons by serial code; that the labels were on them, photographs show"
    return unknown("label_not_shown", told, LABELS, compared)


def code_mapped(books: ComplianceBooks, charge: Charge, _formula: Formula) -> Compliance:
    """The barcode of the ship notice against that of the catalogue; that it could be scanned shows on photographs alone."""
    item = books.item(charge)
    recorded = compact(item.gtin) if item is not None and item.gtin else ""
    for paper in books.notices.get(compact(charge.purchase_order), ()):
        for cells in paper.document.lines:
            sku, gtin = cells.get("sku"), cells.get("gtin")
            if gtin is None or gtin.review or not recorded or sku is None or compact(str(sku.value)) != charge.sku_key:
                continue
            shipped = compact(str(gtin.value))
            place = paper.line_evidence(cells, "gtin", f"barcode {shipped} shipped")
            compared: tuple[Compared, ...] = (("barcode_shipped", "barcode shipped", shipped, place),)
            if shipped.lstrip("0") != recorded.lstrip("0"):
                told = f"the ship notice states barcode {shipped} for {charge.sku}, the catalogue {recorded}"
                return Compliance(Standing.BROKEN, "barcode_differs", told, compared)
            told = f"barcode {shipped} is that of the catalogue; that it could be scanned, photographs show"
            return unknown("label_not_shown", told, LABELS, compared)
    return unknown("label_not_shown", "whether the barcode could be scanned shows on photographs", LABELS)


def most_units(books: ComplianceBooks, charge: Charge) -> tuple[Bound, ...]:
    """The most units and cartons that any fault of the charged item can be of: what the order has, what was shipped.

    Cartons count only where the papers that count them account for all that was received: of further ones a paper may be missing.
    """
    found: list[Bound] = []
    accepted, received = books.books.accepted(charge.purchase_order, charge.sku), books.books.received(charge.purchase_order, charge.sku)
    known = [s for s in (accepted, received) if s is not None]
    if charge.sku and accepted is not None:
        most = max(known, key=lambda s: s.value)
        found.append(Bound("order_units", "units confirmed or received on the order", most.value, most.evidence))
    loads = [load for load in _loads(books, charge) if not charge.sku or compact(load.sku) == charge.sku_key]
    counted = loads and all(load.cartons is not None and load.units is not None for load in loads)
    if counted and received is not None and sum((load.units for load in loads if load.units), Decimal(0)) >= received.value:
        cartons = sum((load.cartons for load in loads if load.cartons is not None), Decimal(0))
        found.append(Bound("cartons_shipped", "cartons shipped on the order", cartons, loads[0].evidence, of_cartons=True))
    return tuple(found)


def _announced(books: ComplianceBooks, charge: Charge) -> tuple[Decimal, list[Load]] | None:
    loads = [load for load in _loads(books, charge) if compact(load.sku) == charge.sku_key and not load.review]
    if not charge.sku or not loads or any(load.units is None for load in loads):
        return None
    return sum((load.units for load in loads if load.units is not None), Decimal(0)), loads


def _loads(books: ComplianceBooks, charge: Charge) -> list[Load]:
    order = compact(charge.purchase_order)
    return [load for shipment in books.shipments(charge) for load in shipment.loads if compact(load.purchase_order) == order]
