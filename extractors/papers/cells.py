"""Cells of tables as values: counts, weights, amounts, order and item numbers, GTINs with their check digit."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from extractors.papers.amounts import money_in
from extractors.papers.draft import a_weight
from extractors.papers.finder import (
    looks_like_order,
)
from extractors.papers.grids import Grid, Line
from extractors.papers.paper import Paper, Spot
from extractors.papers.region import Region
from extractors.papers.strips import Strip, strip_of
from extractors.papers.values import find_count, find_identifier, number_at, plain, whole
from facts.documents import Field, Value
from facts.identifiers import is_gtin
from facts.money import round_half_up

_ANOTHER_COLUMN: Final = 3.0
"""Heights of the print between a word and what stands in another column."""
_GROUP_BEFORE: Final = re.compile(r"(?:^|\s)\d{1,3}\s*$")
"""Figures right before an amount may be its first group."""


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
    """The words of a table cell; a figure far behind them stands in a column without a heading and is none of them."""
    if strip is None or not strip.text.strip():
        return None
    *before, last = strip.words
    if before and last.text[:1].isdigit() and last.box.x0 - before[-1].box.x1 > _ANOTHER_COLUMN * last.box.height:
        strip = strip_of(before, strip.page)
    return Spot(strip.text, strip, 0, len(strip.text))


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
    """One row of an order or freight table as fields; a quantity beside cartons of an item is its units."""
    counted = grid.cell(line, "cartons", "pieces")
    units = ("units", "quantity") if counted is not None and grid.cell(line, "sku", "gtin") is not None else ("units",)
    spots: dict[str, Spot | None] = {
        "purchase_order": order_of(grid.cell(line, "purchase_order")),
        "sku": item_of(grid.cell(line, "sku")),
        "gtin": gtin_of(grid.cell(line, "gtin")),
        "description": text_of(grid.cell(line, "description")),
        "cartons": count_of(grid.cell(line, "cartons", "pieces", "quantity"), region),
        "units": count_of(grid.cell(line, *units), region),
        "case_pack": count_of(grid.cell(line, "case_pack"), region),
        "pallets": count_of(grid.cell(line, "pallets"), region),
        "weight": decimal_spot(grid.cell(line, "weight"), region),
        "cartons_short": count_of(grid.cell(line, "cartons_short"), region),
        "cartons_damaged": count_of(grid.cell(line, "cartons_damaged"), region),
    }
    return {name: spot.field() for name, spot in spots.items() if spot is not None}


def number_of(strip: Strip | None, paper: Paper) -> Spot | None:
    """The first number of a cell: whole as a count, else as a decimal string."""
    if strip is None:
        return None
    found = number_at(strip.text, paper.region)
    if found is None:
        return None
    count = whole(found[0])
    value: Value = count if count is not None else plain(found[0])
    return Spot(value, strip, found[1], found[2])


_MINUS_APART: Final = re.compile(r"\s*[-–—−]\s*(?:[A-Z]{3}|[$€£¥])?\s*")
"""A minus that stands alone before an amount in its cell (“– 264,48”)."""


def money_of(strip: Strip | None, paper: Paper, digits: int | None = None) -> Spot | None:
    """The last amount of a cell, to `digits` places where that loses nothing; a bare whole number is taken with doubt."""
    if strip is None:
        return None
    reads = money_in(strip, 0, paper)
    if reads:
        read = reads[-1]
        value = Decimal(str(read.value))
        if value > 0 and _MINUS_APART.fullmatch(strip.text[: read.start]):
            value = -value
        shown = plain(value, digits) if digits and value == round_half_up(value, digits) else plain(value)
        return Spot(shown, strip, read.start, read.end, doubt=bool(_GROUP_BEFORE.search(strip.text[: read.start])))
    found = number_at(strip.text, paper.region)
    return Spot(plain(found[0], digits), strip, found[1], found[2], doubt=True) if found is not None else None
