"""What all papers of a shipment share: its numbers, order numbers, counts and lines, each with the best of several readings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from extractors.papers.finder import (
    Shape,
    a_bol_number,
    a_count,
    a_date,
    a_plate,
    a_scac,
    a_site_code,
    a_time,
    an_amount,
    best,
    candidates,
    identifier,
    looks_like_order,
    order_numbers,
)
from extractors.papers.grids import Grid, Line
from extractors.papers.paper import Paper, Spot
from extractors.papers.region import Region
from extractors.papers.strips import Strip, overlap
from extractors.papers.tokens import fold, key, tokens
from extractors.papers.values import UNIT, Read, find_count, find_identifier, number_at, plain, unit_named, weight_unit_in, whole
from extractors.papers.vocabulary import meanings
from facts.documents import Field, Value
from facts.identifiers import compact, is_gtin, is_vics_bol

_WEIGHT: Final = re.compile(r"\d[\d.,'’ ]*")


def a_weight(text: str, start: int, region: Region) -> Read | None:
    """A weight that begins here, as a decimal string."""
    lead = re.match(r"[\s:：=(\[]*(?:(?:lbs?|kgs?)\b\.?[\s:)\]]*)?", text[start:], re.IGNORECASE)
    begin = start + (lead.end() if lead else 0)
    found = number_at(text, region, begin)
    if found is None or found[1] != begin:
        return None
    value = found[0]
    return Read(plain(value.normalize() if value == value.to_integral_value() else value), found[1], found[2])


SHAPES: Final[dict[str, Shape]] = {
    "bol_number": a_bol_number,
    "pro_number": identifier(digits=4, length=5, spaced=True),
    "scac": a_scac,
    "appointment_id": identifier(digits=4, length=5),
    "arn": identifier(digits=5, length=6),
    "trailer_number": a_plate,
    "seal_number": a_plate,
    "purchase_orders": order_numbers,
    "ship_date": a_date,
    "pickup_date": a_date,
    "delivery_date": a_date,
    "delivery_time": a_time,
    "departure_time": a_time,
    "date": a_date,
    "ship_to_code": a_site_code,
    "total_cartons": a_count,
    "total_pallets": a_count,
    "total_units": a_count,
    "total_weight": a_weight,
    "invoice_number": identifier(digits=1, length=3),
    "issue_date": a_date,
    "due_date": a_date,
    "net_total": an_amount,
    "tax_total": an_amount,
    "grand_total": an_amount,
    "freight_total": an_amount,
    "discount_total": an_amount,
    "payment_number": identifier(digits=3, length=4),
    "payment_date": a_date,
    "total_paid": an_amount,
    "chargeback_id": identifier(digits=3, length=4),
    "dispute_by": a_date,
    "charge_amount": an_amount,
    "agreement_number": identifier(digits=3, length=4),
    "start_date": a_date,
    "end_date": a_date,
    "requested_delivery_date": a_date,
    "submitted_at": a_date,
    "seller_tax_id": identifier(digits=4, length=6),
}
"""The shape that the value of each field must have."""


@dataclass(slots=True)
class Draft:
    """A document in the making: its fields, lines and problems."""

    paper: Paper
    fields: dict[str, Field] = field(default_factory=dict)
    lines: list[dict[str, Field]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def put(self, name: str, spot: Spot | None) -> None:
        """Takes a value, unless the field has one."""
        if spot is not None and name not in self.fields:
            self.fields[name] = spot.field()

    def find(self, *names: str) -> None:
        """Looks fields up by their labels."""
        for name in names:
            self.put(name, best(candidates(self.paper, name, SHAPES[name], SHAPES)))

    def derive(self, name: str, value: Value, source: Field, *, review: bool | None = None) -> None:
        """A value that follows from another field and stands at its place."""
        self.fields[name] = replace(source, value=value, review=source.review if review is None else review)

    def value(self, name: str) -> Value | None:
        """What was found for a field."""
        found = self.fields.get(name)
        return None if found is None else found.value


def numbers_from_barcodes(draft: Draft) -> None:
    """Barcodes overrule print: a 17-digit bill of lading with a check digit, and codes that repeat a printed number."""
    for page, barcode in draft.paper.barcodes:
        text = re.sub(r"^\]C1|[()\s]", "", barcode.text).strip()
        for digits in (text, text.removeprefix("402"), text[-17:]):
            if is_vics_bol(digits):
                draft.fields["bol_number"] = Field(digits, barcode.text, 0.999, page, barcode.box)
                break
        else:
            for name in ("bol_number", "pro_number"):
                found = draft.fields.get(name)
                if found is not None and _alike(str(found.value), text):
                    draft.fields[name] = replace(found, value=text, confidence=0.99, review=False)


def _alike(printed: str, decoded: str) -> bool:
    """Whether a decoded number is the printed one, read again: equal, or equally long with at most two other characters."""
    one, other = compact(printed), compact(decoded)
    return one == other or (len(one) == len(other) > 5 and sum(a != b for a, b in zip(one, other, strict=True)) <= 2)


_SEVENTEEN: Final = re.compile(r"(?<!\d)(?:\(?402\)?)?(\d{17})(?!\d)")


def _only_vics_number(paper: Paper) -> Spot | None:
    """The one number of 17 digits on a paper whose check digit holds, label or none."""
    found = [
        Spot(match[1], strip, match.start(1), match.end(1), 0.95)
        for _, row in paper.rows
        for strip in row.strips
        for match in _SEVENTEEN.finditer(strip.text)
        if is_vics_bol(match[1])
    ]
    return found[0] if found and len({s.value for s in found}) == 1 else None


_TITLE_NUMBER: Final = re.compile(r"(?:no|nr|n[°º]|number|num)?\.?\s*[:#]?\s*(?P<number>\d{6,20})", re.IGNORECASE)


def _number_under_title(paper: Paper, kinds: frozenset[str]) -> Spot | None:
    """A number with no other label than “No.” near the title of a waybill, or none at all."""
    for sheet in paper.sheets[:1]:
        titles = [s for s in sheet.strips if s.box.top < 0.3 * sheet.page.height and any(n in kinds for n in title_kinds(s.text))]
        for title in titles:
            for strip in sheet.strips:
                match = _TITLE_NUMBER.fullmatch(strip.text.strip())
                if match and abs(strip.box.top - title.box.top) < 6 * sheet.line_height and abs(strip.box.x0 - title.box.x0) < 0.5 * sheet.page.width:
                    start = strip.text.index(match["number"])
                    return Spot(match["number"], strip, start, start + len(match["number"]), 0.8)
    return None


def title_kinds(text: str) -> set[str]:
    """The kinds that a text names as a title."""
    words = [t.text for t in tokens(text)]
    found: set[str] = set()
    for size in range(1, min(6, len(words)) + 1):
        for at in range(len(words) - size + 1):
            found |= {m.field for m in meanings("titles", key(words[at : at + size])) if m.sure}
    return found


def confirm_check_digit(draft: Draft) -> None:
    """A bill of lading number of 17 digits whose check digit holds needs no second look; one that fails it does."""
    held = draft.fields.get("bol_number")
    if held is None or not is_vics_bol(compact(str(held.value))):
        spot = _only_vics_number(draft.paper)
        if spot is not None:
            draft.fields["bol_number"] = spot.field()
        elif held is None:
            draft.put("bol_number", _number_under_title(draft.paper, frozenset({"bill_of_lading"})))
    found = draft.fields.get("bol_number")
    if found is None:
        return
    number = compact(str(found.value))
    if is_vics_bol(number):
        draft.fields["bol_number"] = replace(found, value=number, confidence=max(found.confidence, 0.97), review=False)
    elif len(number) == 17 and number.isdigit():
        draft.fields["bol_number"] = replace(found, confidence=min(found.confidence, 0.4), review=True)
        draft.problems.append(f"bol_number: the check digit of {number} does not hold")


def count_of(strip: Strip | None, region: Region) -> Spot | None:
    """The whole number of a table cell, if the cell holds just one."""
    if strip is None:
        return None
    found = number_at(strip.text, region)
    if found is None or (value := whole(found[0])) is None:
        return None
    if find_count(strip.text, found[2]) is not None:
        return None
    return Spot(value, strip, found[1], found[2])


def decimal_spot(strip: Strip | None, region: Region) -> Spot | None:
    """The number of a table cell as a decimal string."""
    read = a_weight(strip.text, 0, region) if strip is not None else None
    return Spot(read.value, strip, read.start, read.end) if strip is not None and read is not None else None


def text_of(strip: Strip | None) -> Spot | None:
    """The words of a table cell."""
    return Spot(strip.text, strip, 0, len(strip.text)) if strip is not None and strip.text.strip() else None


def order_of(strip: Strip | None) -> Spot | None:
    """The order number of a table cell."""
    if strip is None:
        return None
    for word in re.finditer(r"[\w\-/.]+", strip.text):
        if looks_like_order(word.group()) and word.group().isascii():
            return Spot(word.group(), strip, word.start(), word.end())
    return None


def item_of(strip: Strip | None) -> Spot | None:
    """The item number of a table cell."""
    read = find_identifier(strip.text, digits=0, length=2) if strip is not None else None
    if strip is None or read is None:
        return None
    return Spot(read.value, strip, read.start, read.end, doubt=sum(c.isdigit() for c in str(read.value)) == 0)


def gtin_of(strip: Strip | None) -> Spot | None:
    """The GTIN of a table cell; its check digit confirms it, and a failed one casts doubt."""
    if strip is None:
        return None
    digits = re.sub(r"\D", "", strip.text)
    if not 8 <= len(digits) <= 14:
        return None
    first = re.search(r"\d", strip.text)
    holds = is_gtin(digits)
    return Spot(digits, strip, first.start() if first else 0, len(strip.text), proof=holds, doubt=not holds)


def shipment_line(grid: Grid, line: Line, region: Region) -> dict[str, Field]:
    """One row of an order or freight table as fields."""
    spots: dict[str, Spot | None] = {
        "purchase_order": order_of(grid.cell(line, "purchase_order")),
        "sku": item_of(grid.cell(line, "sku")),
        "gtin": gtin_of(grid.cell(line, "gtin")),
        "description": text_of(grid.cell(line, "description")),
        "cartons": count_of(grid.cell(line, "cartons", "pieces", "quantity"), region),
        "units": count_of(grid.cell(line, "units"), region),
        "case_pack": count_of(grid.cell(line, "case_pack"), region),
        "pallets": count_of(grid.cell(line, "pallets"), region),
        "weight": decimal_spot(grid.cell(line, "weight"), region),
        "cartons_short": count_of(grid.cell(line, "cartons_short"), region),
        "cartons_damaged": count_of(grid.cell(line, "cartons_damaged"), region),
    }
    return {name: spot.field() for name, spot in spots.items() if spot is not None}


def column_sum(lines: Sequence[dict[str, Field]], name: str) -> Decimal | None:
    """The sum of one field over all lines, or None where a line lacks it."""
    if not lines or any(name not in line for line in lines):
        return None
    return sum((Decimal(str(line[name].value)) for line in lines), Decimal(0))


def tie(draft: Draft, total: str, column: str) -> None:
    """Compares a printed total with the sum of its lines: what ties is confirmed on both sides, what does not is a problem."""
    found, added = draft.fields.get(total), column_sum(draft.lines, column)
    if found is None or added is None:
        return
    if Decimal(str(found.value)) == added:
        if len(draft.lines) > 1 or not found.review:
            draft.fields[total] = replace(found, confidence=max(found.confidence, 0.97), review=found.review and len(draft.lines) < 2)
            draft.lines[:] = [{**line, column: replace(line[column], confidence=max(line[column].confidence, 0.96), review=False)} for line in draft.lines]
    else:
        draft.problems.append(f"{total}: printed {found.value}, lines sum to {added.normalize():f}")
        if draft.paper.scanned:
            draft.fields[total] = replace(found, confidence=min(found.confidence, 0.5), review=True)
            draft.lines[:] = [{**line, column: replace(line[column], confidence=min(line[column].confidence, 0.6), review=True)} for line in draft.lines]


_COUNTED_WORDS: Final = {
    "total_cartons": re.compile(r"(?<![\w.,])(\d{1,3}(?:[.,]\d{3})|\d{1,6})\s*(?:ctns?|cartons?|cases|boxes|packages|pkgs|pieces|pcs|parcels|colis|kartons?|kolli|colli|packstucke?|bultos|cajas|cartoni|箱|件)(?![a-z])"),
    "total_pallets": re.compile(r"(?<![\w.,])(\d{1,4})\s*(?:pallets?|plts?|skids?|palettes?|paletten?|palets?|bancal[ei]|pedan[ae]|handling units?|托盘?|板|卡板)(?![a-z])"),
    "total_units": re.compile(r"(?<![\w.,])(\d{1,3}(?:[.,]\d{3})*|\d{1,7})\s*(?:units?|eaches|ea|stuck|unites|unidades|uds|pezzi|unita|个)(?![a-z])"),
}
_WEIGHED_WORDS: Final = re.compile(r"(?<![\w.,])(\d{1,3}(?:[.,]\d{3})*(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?)\s*(?:[li1|]bs?|kgs?|公斤|千克|磅)(?![a-z])")


def counts_in_text(draft: Draft, *names: str) -> None:
    """Totals in running text: “27 cartons on 2 pallets, 242 lb”. A line of totals goes before any other."""
    for name in names:
        if name in draft.fields:
            continue
        spots: list[Spot] = []
        for _, row in draft.paper.rows:
            for strip in row.strips:
                folded = fold(strip.text)
                pattern = _WEIGHED_WORDS if name == "total_weight" else _COUNTED_WORDS[name]
                for match in pattern.finditer(folded):
                    score = 0.9 if re.search(r"\btotal|\bin all\b|received|shipped|\bon \d+ pallets?|gesamt|summe|合计|总|共|following", folded) else 0.62
                    if re.search(r"short|damag|missing|dmg|over\b|fehl|manqu|per (?:carton|case)|/ctn", folded[max(0, match.start() - 12) : match.end() + 12]):
                        continue
                    value: Value = _plain_weight(match[1], draft.paper.region) if name == "total_weight" else int(re.sub(r"\D", "", match[1]))
                    spots.append(Spot(value, strip, match.start(1), match.end(1), score))
        draft.put(name, best(spots))


def _plain_weight(text: str, region: Region) -> str:
    read = a_weight(text, 0, region)
    return str(read.value) if read else text


def totals_from_grid(draft: Draft, grid: Grid | None, columns: dict[str, tuple[str, ...]]) -> None:
    """Totals from the last row of a table, where its cell under the right heading holds one number."""
    if grid is None or grid.totals is None:
        return
    for name, headings in columns.items():
        cell = grid.cell(grid.totals, *headings)
        spot = decimal_spot(cell, draft.paper.region) if name == "total_weight" else count_of(cell, draft.paper.region)
        if spot is not None and not _names_another(draft.paper, cell, name):
            draft.put(name, replace(spot, score=0.97))


def _names_another(paper: Paper, cell: Strip | None, name: str) -> bool:
    """Whether the words around a total name something else than its column (“Total cartons 31” below Case pack)."""
    if cell is None:
        return False
    folded = fold(cell.text)
    words = {"total_cartons": r"pallet|plt|unit|lb|kg", "total_pallets": r"carton|ctn|piece|lb|kg|unit", "total_units": r"carton|ctn|pallet|lb|kg", "total_weight": r"carton|ctn|pallet|unit"}
    del paper
    return bool(re.search(words[name], folded)) and name != "total_pallets" or (name == "total_pallets" and bool(re.search(r"carton|ctn|piece|lb|kg", folded)))


def sum_of_lines(draft: Draft, total: str, column: str) -> None:
    """Where no total is printed, a single line's own count is the total; several lines are added up, for review."""
    if total in draft.fields or not draft.lines:
        return
    added = column_sum(draft.lines, column)
    if added is None:
        return
    first = draft.lines[0][column]
    value: Value = plain(added) if total == "total_weight" else int(added)
    draft.fields[total] = replace(first, value=value, review=first.review or len(draft.lines) > 1, confidence=min(first.confidence, 0.9 if len(draft.lines) == 1 else 0.7))


def order_list(draft: Draft) -> None:
    """All order numbers: those of the lines, or those named in the head of the paper."""
    rows = [line["purchase_order"] for line in draft.lines if "purchase_order" in line]
    named = best(candidates(draft.paper, "purchase_orders", order_numbers, SHAPES))
    if rows and not (named is not None and isinstance(named.value, list) and len(named.value) > len({str(r.value) for r in rows})):
        values = list(dict.fromkeys(str(r.value) for r in rows))
        box = rows[0].box
        for row in rows[1:]:
            if box is not None and row.box is not None and row.page == rows[0].page:
                box = box.union(row.box)
        draft.fields["purchase_orders"] = Field(
            list(values), " ".join(r.text for r in rows), min(r.confidence for r in rows), rows[0].page, box, any(r.review for r in rows)
        )
    elif named is not None:
        draft.put("purchase_orders", named)


def weight_unit(draft: Draft, grid: Grid | None) -> None:
    """lb or kg: beside the total weight, in the heading of its column, or the only one that the paper names."""
    found = draft.fields.get("total_weight")
    if found is None:
        return
    for _, row in draft.paper.rows:
        for strip in row.strips:
            at = strip.text.find(found.text)
            if at < 0 or strip.page != found.page or found.box is None or overlap(strip.box, found.box) < 0.5:
                continue
            match = UNIT.match(strip.text, at + len(found.text))
            if match:
                draft.put("weight_unit", Spot(unit_named(match[1]), strip, match.start(1), match.end(1)))
                return
    column = grid.column("weight") if grid is not None else None
    unit = weight_unit_in(column.heading) if column is not None else None
    if unit is None:
        lb, kg = (re.search(rf"(?i)(?<![a-z0-9]){u}s?(?![a-z])", draft.paper.text) for u in ("[l1I|]b", "kg"))
        unit = "lb" if lb and not kg else "kg" if kg and not lb else None
    if unit is not None:
        place = replace(found, box=column.box) if column is not None and weight_unit_in(column.heading) else found
        draft.derive("weight_unit", unit, place, review=found.review)
