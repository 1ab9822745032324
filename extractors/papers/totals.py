"""Totals of a shipment, from the last row of a table, from running text or from the lines, and whether they tie."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from extractors.papers.cells import count_of, decimal_spot
from extractors.papers.draft import SHAPES, Draft, a_weight
from extractors.papers.finder import (
    best,
    candidates,
    order_numbers,
)
from extractors.papers.grids import Grid
from extractors.papers.paper import Spot
from extractors.papers.region import Region
from extractors.papers.strips import Strip, same_line
from extractors.papers.tokens import fold
from extractors.papers.values import UNIT, plain, unit_named, weight_unit_in
from extractors.papers.vocabulary import pattern
from facts.documents import Field, Value


def column_sum(lines: Sequence[dict[str, Field]], name: str) -> Decimal | None:
    """The sum of one field over all lines, or None where a line lacks it."""
    if not lines or any(name not in line for line in lines):
        return None
    return sum((Decimal(str(line[name].value)) for line in lines), Decimal(0))


def tie(draft: Draft, total: str, column: str) -> None:
    """Compares a printed total with the sum of its lines: what ties is confirmed on both sides, what does not is a problem.

    A total that was added up from the lines confirms nothing: it is as sure as they are, and on a scan a line may be lost.
    """
    found, added = draft.fields.get(total), column_sum(draft.lines, column)
    if found is None or added is None:
        return
    if total in draft.added:
        unsure = draft.paper.scanned and len(draft.lines) > 1
        draft.fields[total] = replace(found, review=unsure or any(line[column].review for line in draft.lines))
        return
    if Decimal(str(found.value)) == added:
        if len(draft.lines) > 1 or not found.review:
            draft.fields[total] = replace(found, confidence=max(found.confidence, 0.97), review=found.review and len(draft.lines) < 2)
            draft.lines[:] = [
                {**line, column: replace(line[column], confidence=max(line[column].confidence, 0.96), review=False)} for line in draft.lines
            ]
    else:
        draft.problems.append(f"{total}: printed {found.value}, lines sum to {added.normalize():f}")
        if draft.paper.scanned:
            draft.fields[total] = replace(found, confidence=min(found.confidence, 0.5), review=True)
            draft.lines[:] = [
                {**line, column: replace(line[column], confidence=min(line[column].confidence, 0.6), review=True)} for line in draft.lines
            ]


_WHOLE: Final = r"(?<![\w.,])(\d{1,3}(?:[.,]\d{3})+|\d{1,7})"
_COUNTED_WORDS: Final = {
    f"total_{name}": re.compile(rf"{_WHOLE}\s*{pattern(f'counted_{name}')}(?![a-z])") for name in ("cartons", "pallets", "units")
}


_WEIGHED_WORDS: Final = re.compile(
    r"(?<![\w.,])(\d{1,3}(?:[.,]\d{3})*(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?)\s*(?:[li1|]bs?|kgs?|公斤|千克|磅)(?![a-z])"
)


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
                    score = (
                        0.9
                        if re.search(r"\btotal|\bin all\b|received|shipped|\bon \d+ pallets?|gesamt|summe|合计|总|共|following", folded)
                        else 0.62
                    )
                    if re.search(
                        r"short|damag|missing|dmg|over\b|fehl|manqu|per (?:carton|case)|/ctn",
                        folded[max(0, match.start() - 12) : match.end() + 12],
                    ):
                        continue
                    value: Value = (
                        _plain_weight(match[1], draft.paper.region) if name == "total_weight" else int(re.sub(r"\D", "", match[1]))
                    )
                    spots.append(Spot(value, strip, match.start(1), match.end(1), score))
        draft.put(name, best(spots))


def _plain_weight(text: str, region: Region) -> str:
    read = a_weight(text, 0, region)
    return str(read.value) if read else text


def totals_from_grid(draft: Draft, grid: Grid | None, columns: dict[str, tuple[str, ...]]) -> None:
    """Totals from the last row of a table, where its cell under the right heading holds one number; a sentence has no cells."""
    if grid is None or grid.totals is None or any(len(s.words) > 8 for s in grid.totals.row.strips):
        return
    for name, headings in columns.items():
        cell = grid.cell(grid.totals, *headings)
        spot = decimal_spot(cell, draft.paper.region) if name == "total_weight" else count_of(cell, draft.paper.region)
        if spot is not None and not _names_another(cell, name):
            draft.put(name, replace(spot, score=0.97))


def _names_another(cell: Strip | None, name: str) -> bool:
    """Whether the words around a total name something else than its column (“Total cartons 31” below Case pack)."""
    others = {
        "total_cartons": r"pallet|plt|unit|lb|kg",
        "total_pallets": r"carton|ctn|piece|lb|kg",
        "total_units": r"carton|ctn|pallet|lb|kg",
        "total_weight": r"carton|ctn|pallet|unit",
    }
    return cell is not None and bool(re.search(others[name], fold(cell.text)))


def sum_of_lines(draft: Draft, total: str, column: str) -> None:
    """Where no total is printed, a single line's own count is the total; several lines are added up, for review."""
    if total in draft.fields or not draft.lines:
        return
    added = column_sum(draft.lines, column)
    if added is None:
        return
    first = draft.lines[0][column]
    draft.added.add(total)
    value: Value = plain(added) if total == "total_weight" else int(added)
    draft.fields[total] = replace(
        first,
        value=value,
        review=first.review or len(draft.lines) > 1,
        confidence=min(first.confidence, 0.9 if len(draft.lines) == 1 else 0.7),
    )


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
    """Lb or kg: beside the total weight, in the heading of its column, or the only one that the paper names."""
    found = draft.fields.get("total_weight")
    if found is None:
        return
    for _, row in draft.paper.rows:
        for strip in row.strips:
            at = strip.text.find(found.text)
            if at < 0 or strip.page != found.page or found.box is None or not same_line(strip.box, found.box):
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
