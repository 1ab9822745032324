"""EDIFACT DESADV, RECADV and CONTRL: what was shipped, what was counted in, and which messages arrived."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from extractors.edi.edifact import Message, Segment
from extractors.edi.edifact_heading import (
    PURPOSES,
    Loop,
    check_totals,
    loops,
    put_dates,
    put_freight_terms,
    put_items,
    put_moment,
    put_parties,
    put_references,
    quantities,
)
from extractors.edi.units import CARTONS, PIECES, is_carton_packaging, is_pallet_packaging
from extractors.edi.x12_heading import FREIGHT_TERMS
from extractors.edi.x12_shipments import tie_cartons
from extractors.form import Form, number_of

_LINES: Final = frozenset({"LIN"})
_DETAIL: Final = frozenset({"CPS", "LIN"})
_SCAC: Final = re.compile(r"[A-Z]{2,4}")
_ORDER_AND_SHIPMENT: Final = {
    "ON": "purchase_order", "BM": "bol_number", "CN": "pro_number", "AAS": "transport_document_number", "DQ": "delivery_note_number",
    "IV": "invoice_number", "AAK": "asn_number", "LO": "load_number", "AAO": "appointment_id",
}  # fmt: skip
_WEIGHT_UNITS: Final = {"KGM": "kg", "LBR": "lb", "GRM": "g", "TNE": "t"}
_DISCREPANCIES: Final = {"119": "quantity_short", "124": "quantity_damaged", "121": "quantity_over", "195": "quantity_rejected"}
_ACTIONS: Final = {"4": "rejected", "7": "accepted", "8": "received"}
"""EDIFACT 0083 in CONTRL."""


@dataclass(slots=True)
class _Package:
    """One CPS of the packing tree with its packages, marks and lines."""

    number: str
    parent: str
    segments: list[Segment] = field(default_factory=list)
    lines: list[Loop] = field(default_factory=list)


def advance_ship_notice(message: Message, form: Form) -> list[Form]:
    """DESADV: the shipment's fields into `form`, one line per LIN back."""
    start = message.first("BGM")
    form.text("asn_number", start[2])
    form.code("purpose", start[3] if start[3] in PURPOSES else "", PURPOSES)
    head = list(message.segments[: next((i for i, s in enumerate(message.segments) if s.tag in _DETAIL), len(message.segments))])
    put_dates(form, head, {"11": "ship_date"})
    put_dates(form, head, {"17": "estimated_delivery_date", "132": "estimated_delivery_date", "35": "delivery_date"})
    put_references(form, head, _ORDER_AND_SHIPMENT)
    put_parties(form, head, ("ship_to", "ship_from", "vendor", "buyer"))
    put_freight_terms(form, head, FREIGHT_TERMS)
    for segment in head:
        _put_transport(form, segment)
        if segment.tag == "DTM" and segment[1] == "137":
            put_moment(form, "issued_at", segment)
    packages = _packages(message)
    order = form.value("purchase_order")
    lines = [_line(loop, package, order) for package in packages for loop in package.lines]
    _put_package_totals(form, packages)
    _settle_counts(form, lines)
    orders = list(dict.fromkeys(o for o in [order, *(line.value("purchase_order") for line in lines)] if o))
    if orders:
        form.put("purchase_orders", orders, " ".join(orders))
    form.drop("purchase_order")
    check_totals(message, form, len(lines), [line.number("quantity") for line in lines])
    return lines


def _put_transport(form: Form, segment: Segment) -> None:
    match segment.tag:
        case "TDT":
            code = segment[5].upper()
            if _SCAC.fullmatch(code):
                form.text("scac", code)
            form.text("carrier_name", segment.part(5, 4) or ("" if _SCAC.fullmatch(code) else segment[5]))
            form.text("trailer_number", segment.part(8, 1) if segment[1] in {"20", "30"} else "")
        case "EQD":
            form.text("trailer_number", segment[2])
        case "SEL":
            form.text("seal_number", segment[1])
        case "MEA" if segment[2] in {"G", "AAD", "AAB", "WT"} or segment[1] == "WT":
            form.measure("total_weight", segment.part(3, 2))
            form.text("weight_unit", _WEIGHT_UNITS.get(segment[3].upper(), segment[3]))


def _packages(message: Message) -> list[_Package]:
    """The packing tree; lines before any CPS belong to a package of their own."""
    packages: list[_Package] = []
    for loop in loops(message.segments, _DETAIL, frozenset({"CNT", "UNS"})):
        if loop.first.tag == "CPS":
            packages.append(_Package(loop.first[1], loop.first[2], loop.rest))
        else:
            if not packages:
                packages.append(_Package("", ""))
            packages[-1].lines.append(loop)
    return packages


def _line(loop: Loop, package: _Package, order: str) -> Form:
    line = Form()
    put_items(line, loop)
    put_references(line, loop.rest, {"ON": "purchase_order"})
    line.text("purchase_order", order)
    found = quantities(loop.rest, line)
    shipped = next((found[q] for q in ("12", "46", "113", "1") if q in found), None)
    if "59" in found:
        line.count("case_pack", found["59"][0])
    if shipped is not None:
        line.count("quantity", shipped[0])
        line.text("unit", shipped[1])
    if "21" in found:
        line.count("quantity_ordered", found["21"][0])
    cartons, pallets = _counted(package)
    marks = [*_marks(package.segments), *_marks(loop.rest)]
    if marks and not (pallets and cartons is None):
        line.put("sscc", marks[0] if len(marks) == 1 else marks, " ".join(marks))
    elif marks:
        line.put("pallet_sscc", marks[0], marks[0])
    if cartons is not None and len(package.lines) == 1:
        line.count("cartons", f"{cartons:f}")
    return line


def _counted(package: _Package) -> tuple[Decimal | None, Decimal | None]:
    """Cartons and pallets that the PAC segments of one package count."""
    cartons: Decimal | None = None
    pallets: Decimal | None = None
    for segment in package.segments:
        number = number_of(segment[1]) if segment.tag == "PAC" and segment[1] else None
        if number is None:
            continue
        if is_pallet_packaging(segment[3]):
            pallets = (pallets or Decimal(0)) + number
        elif is_carton_packaging(segment[3]) or not segment[3]:
            cartons = (cartons or Decimal(0)) + number
    return cartons, pallets


def _marks(segments: list[Segment]) -> list[str]:
    """Serial shipping container codes from GIN BJ (and AW), each end of a range."""
    return [
        part.strip().removeprefix("00") if len(part.strip()) == 20 else part.strip()
        for segment in segments
        if segment.tag == "GIN" and segment[1] in {"BJ", "AW"}
        for element in segment.elements[1:]
        for part in element
        if part.strip()
    ]


def _put_package_totals(form: Form, packages: list[_Package]) -> None:
    """Totals of the whole: what the topmost packages count, so that nothing inside them is counted twice."""
    by_number = {p.number: p for p in packages}
    for name, which in (("total_cartons", 0), ("total_pallets", 1)):
        total: Decimal | None = None
        for package in packages:
            counted = _counted(package)[which]
            if counted is not None and not _counted_above(package, by_number, which):
                total = (total or Decimal(0)) + counted
        if total is not None:
            form.count(name, f"{total:f}")
    untyped = [s for p in packages for s in p.segments if s.tag == "PAC" and s[1] and not s[3]]
    if untyped and "total_cartons" in form.fields:
        form.put("total_cartons", form.fields["total_cartons"].value, form.fields["total_cartons"].text, review=True)


def _counted_above(package: _Package, by_number: dict[str, _Package], which: int) -> bool:
    seen = {package.number}
    above = by_number.get(package.parent)
    while above is not None and above.number not in seen:
        if _counted(above)[which] is not None:
            return True
        seen.add(above.number)
        above = by_number.get(above.parent)
    return False


def _settle_counts(form: Form, lines: list[Form]) -> None:
    """Whether quantities count pieces or cartons: by their unit, else by which of the two ties with the cartons packed.

    EANCOM gives QTY 12 in traded units, and QTY 59 as pieces in each of them; many senders give QTY 12 in pieces.
    """
    stated = form.number("total_cartons")
    plain = [line for line in lines if line.value("unit").upper() in PIECES and "quantity" in line.fields]
    traded = [line for line in plain if "case_pack" in line.fields]
    as_cartons = stated is not None and bool(traded) and len(traded) == len(lines)
    as_cartons = as_cartons and sum((line.number("quantity") or Decimal(0) for line in traded), Decimal(0)) == stated
    pieces_tie = all((line.number("quantity") or Decimal(0)) % (line.number("case_pack") or Decimal(1)) == 0 for line in traded)
    for line in lines:
        quantity, pack = line.number("quantity"), line.number("case_pack")
        if quantity is None:
            continue
        if line.value("unit").upper() in CARTONS or (as_cartons and line in traded and pack != 1):
            line.count("cartons", line.value("quantity"))
            if pack:
                line.count("units", f"{quantity * pack:f}")
        elif line.value("unit").upper() in PIECES:
            line.fields["units"] = line.fields["quantity"]
    if not (as_cartons and not pieces_tie):
        tie_cartons(form, lines, stated)
    for number, line in enumerate(lines, 1):
        units, cartons, pack = line.number("units"), line.number("cartons"), line.number("case_pack")
        if None not in (units, cartons, pack) and units != (cartons or 0) * (pack or 0):
            form.problems.append(f"line {number}: {cartons} cartons of {pack} are not {units} units")
            line.put("cartons", line.fields["cartons"].value, line.fields["cartons"].text, review=True)


def receiving_advice(message: Message, form: Form) -> list[Form]:
    """RECADV: header fields into `form`, one line per LIN back. A negative variance (QVR) is short, a positive one over."""
    start = message.first("BGM")
    form.text("receipt_number", start[2])
    head = list(message.segments[: next((i for i, s in enumerate(message.segments) if s.tag in _DETAIL), len(message.segments))])
    put_dates(form, head, {"50": "receipt_date", "310": "receipt_date", "35": "delivery_date"})
    put_dates(form, head, {"137": "receipt_date"})
    put_references(form, head, _ORDER_AND_SHIPMENT)
    put_parties(form, head, ("ship_to", "buyer", "vendor"))
    lines = [_received_line(loop) for loop in loops(message.segments, _LINES, frozenset({"CNT", "UNS", "CPS"}))]
    check_totals(message, form, len(lines), [line.number("quantity_received") for line in lines])
    return lines


def _received_line(loop: Loop) -> Form:
    line = Form()
    put_items(line, loop)
    put_references(line, loop.rest, {"ON": "purchase_order", "AAK": "asn_number"})
    found = quantities(loop.rest, line)
    for qualifier in ("194", "48", "46"):
        if qualifier in found:
            line.count("quantity_received", found[qualifier][0])
            line.text("unit", found[qualifier][1])
    if "12" in found:
        line.count("quantity_shipped", found["12"][0])
    for qualifier, name in _DISCREPANCIES.items():
        if qualifier in found:
            line.count(name, found[qualifier][0])
    conditions: list[str] = []
    for segment in loop.rest:
        if segment.tag == "QVR":
            variance = number_of(segment[1]) if segment[1] else None
            if variance is not None and variance:
                line.count("quantity_short" if variance < 0 else "quantity_over", f"{abs(variance):f}")
            conditions += [code for code in (segment[2], segment[3]) if code]
    if conditions:
        line.put("condition", conditions[0] if len(conditions) == 1 else conditions, " ".join(conditions))
    return line


def acknowledgement(message: Message, form: Form) -> list[Form]:
    """CONTRL: the interchange that was acknowledged into `form`; one line per message that is named back."""
    result = message.first("UCI")
    form.text("acknowledged_group", result[1])
    form.code("status", result[4], _ACTIONS)
    form.text("status_code", result[4])
    form.moment("received_at", message.interchange[4], message.interchange.part(4, 2))
    lines: list[Form] = []
    for segment in message.segments:
        if segment.tag == "UCM":
            line = Form()
            line.put("segment", segment.row, "UCM")
            line.text("acknowledged_transaction", segment[1])
            line.text("acknowledged_type", segment[2])
            line.code("status", segment[3], _ACTIONS)
            line.text("status_code", segment[3])
            lines.append(line)
    if len(lines) == 1:
        form.fields |= {n: lines[0].fields[n] for n in ("acknowledged_type", "acknowledged_transaction") if n in lines[0].fields}
    return lines
