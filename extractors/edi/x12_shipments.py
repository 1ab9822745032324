"""X12 856: what the supplier said was shipped, from its tree of shipment, orders, pallets, cartons and items."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from extractors.edi.units import is_carton_packaging, is_pallet_packaging, put_units
from extractors.edi.x12 import Segment, TransactionSet
from extractors.edi.x12_heading import (
    PURPOSES,
    check_totals,
    put_case_pack,
    put_dates,
    put_description,
    put_freight_terms,
    put_items,
    put_parties,
    put_references,
    row_of,
)
from extractors.form import Form

_RANK: Final = {"S": 0, "O": 1, "T": 2, "P": 3, "I": 4}
_SCAC: Final = re.compile(r"[A-Z][A-Z0-9]{1,3}")
_REFERENCES: Final = {
    "BM": "bol_number", "MB": "master_bol_number", "CN": "pro_number", "PK": "packing_list_number", "AO": "appointment_id",
    "IV": "invoice_number", "LO": "load_number", "2I": "tracking_number", "SN": "seal_number", "EQ": "trailer_number",
    "IA": "vendor_code", "VR": "vendor_code",
}  # fmt: skip
_NO_CARRIER: Final = frozenset({"NONE", "UNKN", "XXXX", "ZZZZ"})
_NO_SERIALS: Final = frozenset({"CP", "SM", "R", "PB", "TN", "CA", "SCC"})
"""MAN qualifiers of tracking numbers and ranges that are no serial code of a carton."""
_DATES: Final = {
    "011": "ship_date", "017": "estimated_delivery_date", "067": "estimated_delivery_date", "068": "scheduled_ship_date",
    "035": "delivery_date", "370": "actual_departure_date", "371": "estimated_delivery_date", "AA1": "estimated_delivery_date",
}  # fmt: skip


@dataclass(slots=True)
class Level:
    """One HL of the tree with its own segments, its parent, and what hangs below it."""

    code: str
    segments: list[Segment]
    parent: Level | None = None
    children: list[Level] = field(default_factory=list)
    nearest: dict[str, Level] = field(default_factory=dict)

    def hang(self, parent: Level) -> None:
        """Hangs this level below another."""
        self.parent = parent
        self.nearest = parent.nearest | {parent.code: parent}
        parent.children.append(self)

    def above(self, code: str) -> Level | None:
        """The nearest level of that code on the way up, or None."""
        return self.nearest.get(code)

    def below(self, code: str) -> list[Level]:
        """All levels of that code under this one."""
        found, waiting = [], list(self.children)
        while waiting:
            level = waiting.pop()
            waiting += level.children
            if level.code == code:
                found.append(level)
        return sorted(found, key=lambda level: level.segments[0].row)


def advance_ship_notice(transaction: TransactionSet, form: Form) -> list[Form]:
    """856: the shipment's fields into `form`, one line per item (and carton, where cartons are told one by one) back."""
    start = transaction.first("BSN")
    form.text("asn_number", start[2])
    form.code("purpose", start[1], PURPOSES)
    form.moment("issued_at", start[3], start[4])
    before_tree = [s for s in transaction.segments[: _first_level(transaction.segments)] if s.tag != "BSN"]
    levels = tree(transaction.segments)
    shipment = [*before_tree, *(s for level in levels if level.code == "S" for s in level.segments)]
    _put_shipment(form, shipment)
    items = [level for level in levels if _is_item(level)]
    lines = [_line(item) for item in items]
    _put_totals(form, levels, lines)
    orders = list(dict.fromkeys(order for line in lines if (order := line.value("purchase_order"))))
    orders += [o for level in levels if level.code == "O" and (o := _order_of(level)) and o not in orders]
    if orders:
        form.put("purchase_orders", orders, " ".join(orders))
    check_totals(transaction, form, len(levels), [line.number("quantity") for line in lines])
    return lines


def tree(segments: Sequence[Segment]) -> list[Level]:
    """The HL levels in their order, joined by their parent numbers, or by rank where a parent is not given or not there."""
    levels: list[Level] = []
    by_number: dict[str, Level] = {}
    open_levels: list[Level] = []
    for segment in segments:
        if segment.tag == "CTT":
            break
        if segment.tag != "HL":
            if levels:
                levels[-1].segments.append(segment)
            continue
        level = Level(segment[3].upper(), [segment])
        parent = by_number.get(segment[2]) if segment[2] else None
        parent = parent or _by_rank(level, open_levels)
        if parent is not None:
            level.hang(parent)
        by_number[segment[1]] = level
        rank = _RANK.get(level.code, 5)
        open_levels = [*(o for o in open_levels if _RANK.get(o.code, 5) < rank), level]
        levels.append(level)
    return levels


def _by_rank(level: Level, open_levels: list[Level]) -> Level | None:
    rank = _RANK.get(level.code, 5)
    return next((o for o in reversed(open_levels) if _RANK.get(o.code, 5) < rank), None)


def _first_level(segments: Sequence[Segment]) -> int:
    return next((i for i, s in enumerate(segments) if s.tag == "HL"), len(segments))


def _is_item(level: Level) -> bool:
    """Items carry LIN or SN1. A component of an item (levels K, F below I) is part of it and no line of its own."""
    return level.above("I") is None and any(s.tag in {"SN1", "LIN", "IT1"} for s in level.segments) and level.code not in {"S", "O"}


def _put_shipment(form: Form, segments: Sequence[Segment]) -> None:
    put_references(form, segments, _REFERENCES)
    put_dates(form, segments, _DATES)
    put_freight_terms(form, segments)
    put_parties(form, segments, ("ship_to", "ship_from", "vendor", "buyer"))
    for segment in segments:
        if segment.tag == "TD5":
            if _SCAC.fullmatch(segment[3].upper()) and segment[2] in {"", "2", "02"} and segment[3].upper() not in _NO_CARRIER:
                form.text("scac", segment[3].upper())
            form.text("carrier_name", segment[5])
        elif segment.tag == "TD3":
            form.text("trailer_number", segment[2] + segment[3] if segment[2] and segment[2].isalpha() else segment[3])
            form.text("seal_number", segment[9])
        elif segment.tag == "MEA" and segment[2] in {"G", "WT"}:
            _put_weight(form, segment[3], segment[4])
    _put_packages(form, segments)


def _put_packages(form: Form, segments: Sequence[Segment]) -> None:
    """TD1 counts cartons or pallets by its packaging code. With no code at all the count stands for cartons, for review."""
    for segment in segments:
        if segment.tag != "TD1":
            continue
        if is_pallet_packaging(segment[1]):
            form.count("total_pallets", segment[2])
        elif is_carton_packaging(segment[1]):
            form.count("total_cartons", segment[2])
        elif not segment[1] and segment[2]:
            form.count("total_cartons", segment[2])
            form.put("total_cartons", form.fields["total_cartons"].value, segment[2], review=True)
        elif segment[2]:
            form.problems.append(f"TD101 {segment[1]!r}: packages of this kind are counted neither as cartons nor as pallets")
        if segment[6] in {"", "G", "A", "A1", "A3", "E"} or "total_weight" not in form.fields:
            _put_weight(form, segment[7], segment[8])


def _put_weight(form: Form, written: str, unit: str) -> None:
    if written and "total_weight" not in form.fields:
        form.measure("total_weight", written)
        form.text("weight_unit", {"LB": "lb", "KG": "kg", "01": "lb", "50": "kg"}.get(unit.upper(), unit))


def _line(item: Level) -> Form:
    line = Form()
    row_of(line, item.segments[0])
    line.text("purchase_order", _order_of(item))
    pack, pallet = item if item.code == "P" else item.above("P"), item.above("T")
    for segment in item.segments:
        if segment.tag in {"LIN", "IT1"}:
            line.text("line_number", segment[1])
            put_items(line, segment, 2 if segment.tag == "LIN" else 6)
    case_pack = put_case_pack(line, item.segments) or (put_case_pack(line, pack.segments) if pack else None)
    for segment in item.segments:
        if segment.tag == "SN1":
            put_units(line, segment[2], segment[3], case_pack)
            line.count("quantity_ordered", segment[5])
        elif segment.tag == "IT1":
            put_units(line, segment[2], segment[3], case_pack)
    put_description(line, item.segments)
    _put_cartons(line, item, pack)
    if pallet is not None:
        line.text("pallet_sscc", _marks(pallet)[0] if _marks(pallet) else "")
    return line


def _order_of(level: Level) -> str:
    """The purchase order of a level: its own PRF (or REF PO), else the one of the levels above."""
    found: Level | None = level
    while found is not None:
        for segment in found.segments:
            if segment.tag == "PRF" and segment[1]:
                return segment[1]
            if segment.tag in {"REF", "N9"} and segment[1] == "PO" and segment[2]:
                return segment[2]
        found = found.parent
    return ""


def _put_cartons(line: Form, item: Level, pack: Level | None) -> None:
    """How many cartons hold the line: its carton levels above or below, its own TD1, or its loads (CLD)."""
    packs = item.below("P")
    if pack is not None:
        marks = _marks(pack)
        if marks:
            line.put("sscc", marks[0] if len(marks) == 1 else marks, " ".join(marks))
        if pack is item or sum(1 for child in pack.children if _is_item(child)) == 1:
            line.put("cartons", max(1, len(marks)), "HL P")
        return
    if packs:
        marks = [mark for level in packs for mark in _marks(level)]
        if marks:
            line.put("sscc", marks[0] if len(marks) == 1 else marks, " ".join(marks))
        line.put("cartons", len(packs), "HL P")
        return
    own = Form()
    _put_packages(own, [s for s in item.segments if s.tag == "TD1"])
    if "total_cartons" in own.fields:
        line.fields["cartons"] = own.fields["total_cartons"]
    loads = [own.count(f"load {i}", s[1]) for i, s in enumerate(item.segments) if s.tag == "CLD" and is_carton_packaging(s[3])]
    if loads and None not in loads:
        line.count("cartons", f"{sum(load for load in loads if load is not None):f}")


def _marks(level: Level) -> list[str]:
    """The serial codes (SSCC, AMZNCC) on a carton or pallet, without the application identifier (00)."""
    marks = [s[2] for s in level.segments if s.tag == "MAN" and s[2] and s[1] not in _NO_SERIALS]
    return [mark[2:] if len(mark) == 20 and mark.isdigit() and mark.startswith("00") else mark for mark in marks]


def _put_totals(form: Form, levels: list[Level], lines: list[Form]) -> None:
    """Totals that the shipment level leaves open, and cartons per line where case packs tie with the stated total."""
    orders = [level for level in levels if level.code == "O"]
    packs, pallets = [v for v in levels if v.code == "P"], [v for v in levels if v.code == "T"]
    by_row = {line.value("segment"): line for line in lines}
    for order in orders:
        told = Form()
        _put_packages(told, order.segments)
        for item in order.below("I") if "total_cartons" in told.fields else []:
            line = by_row.get(str(item.segments[0].row))
            if line is not None:
                line.fields["order_cartons"] = told.fields["total_cartons"]
    if "total_cartons" not in form.fields and packs:
        form.put("total_cartons", len(packs), f"{len(packs)} HL P")
    if "total_pallets" not in form.fields and pallets:
        form.put("total_pallets", len(pallets), f"{len(pallets)} HL T")
    stated = form.number("total_cartons")
    tie_cartons(form, lines, stated)


def tie_cartons(form: Form, lines: list[Form], stated: Decimal | None) -> None:
    """Cartons of lines that only tell units and case pack, taken where all of them sum to the stated total; else a problem."""
    open_lines = [line for line in lines if "cartons" not in line.fields]
    if stated is None or not lines:
        return
    derived: dict[int, Decimal] = {}
    for number, line in enumerate(open_lines):
        units, pack = line.number("units"), line.number("case_pack")
        if units is None or not pack or units % pack:
            return
        derived[number] = units / pack
    told = sum((line.number("cartons") or Decimal(0) for line in lines), Decimal(0))
    total = told + sum(derived.values(), Decimal(0))
    if total != stated:
        form.problems.append(f"total_cartons: {stated:f} stated, the lines sum to {total:f}")
        return
    for number, cartons in derived.items():
        line = open_lines[number]
        line.put("cartons", int(cartons), f"{line.value('units')} of {line.value('case_pack')}")
