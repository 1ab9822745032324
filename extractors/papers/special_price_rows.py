"""Tables of special prices: which column is the list price, which the special one, which the credit, by their headings alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from typing import Final

from extractors.page import Word
from extractors.papers.grids import is_total
from extractors.papers.headings import UNKNOWN, Column
from extractors.papers.number_groups import grouped, usual_blank
from extractors.papers.paper import Paper
from extractors.papers.placing import assigned
from extractors.papers.strips import Row, Sheet, Strip, strip_of
from extractors.papers.tokens import fold
from extractors.papers.vocabulary import cue
from facts.evidence import Box

LIST: Final = "list_price"
SPECIAL: Final = "special_price"
CREDIT: Final = "unit_credit"
PRICES: Final = (LIST, SPECIAL, CREDIT)
ITEM: Final = "special_item"
LIMIT: Final = "limited_quantity"
UNIT: Final = "price_unit"
_ROLES: Final = (
    "other_price", "planned_quantity", SPECIAL, LIST, CREDIT, ITEM, LIMIT, "described", "end_customer", "approval_label", UNIT,
    "row_start", "row_end",
)  # fmt: skip
"""In the order in which they are tried: what is no price to be paid back goes first."""
_SHAPES: Final = {
    ITEM: "sku", LIST: "unit_price", SPECIAL: "unit_price", CREDIT: "unit_price", "other_price": "unit_price", LIMIT: "quantity",
    "planned_quantity": "quantity", "described": "description", "end_customer": "description",
    "row_start": "service_date", "row_end": "service_date",
}  # fmt: skip
"""The shape of what stands below, as other tables have it."""
_HIDDEN: Final = "hidden"
"""What names a column, below or above a line of other things that is no part of its heading."""
_TALLEST: Final = 3
_LEAST_COLUMNS: Final = 2
_GAP: Final = 3.5
"""By the height of a line: rows further apart belong to no one table."""
_CLOSE: Final = 0.9
_CODE: Final = r"(?:usd|eur|gbp|cny|rmb|cad|aud|chf|us\$|[$€£¥￥])"
_NOISE: Final = re.compile(rf"[(（\[][^)）\]]*[)）\]]?|(?<![a-z])(?:in\s+)?{_CODE}(?![a-z])|[*:：]")
_NUMBER: Final = r"\d{1,3}(?:[.,'’ \u00a0\u202f]\d{3})+(?:[.,]\d{1,6})?|\d+(?:[.,]\d{1,6})?"
AMOUNT: Final = re.compile(rf"\s*{_CODE}?\s*(?P<number>{_NUMBER})\s*(?:{_CODE}|元|yuan|euros?)?\s*", re.IGNORECASE)
"""A cell that holds one amount and nothing else."""


@dataclass(frozen=True, slots=True)
class PriceColumn:
    """A column by its heading; `role` is empty where it is none that matters."""

    role: str
    heading: str
    box: Box


@dataclass(frozen=True, slots=True)
class PriceRow:
    """A row of such a table: the cells by the number of their column."""

    cells: dict[int, Strip]
    row: Row
    wrapped: bool = False
    """True where something stands below its item number that may be the rest of it."""


@dataclass(frozen=True, slots=True)
class PriceTable:
    """A table with a column of special prices or credits."""

    columns: tuple[PriceColumn, ...]
    rows: tuple[PriceRow, ...]

    def of(self, role: str) -> list[int]:
        """The numbers of the columns with a role."""
        return [n for n, c in enumerate(self.columns) if c.role == role]


def price_tables(paper: Paper) -> list[PriceTable]:
    """All such tables of a paper; one that goes on over the page is one."""
    found: list[PriceTable] = []
    open_columns: tuple[PriceColumn, ...] = ()
    for sheet in paper.sheets:
        at = 0
        if open_columns:
            rows, _ = _body(paper, sheet, open_columns, 0, over=True)
            if rows:
                found[-1] = replace(found[-1], rows=found[-1].rows + rows)
        open_columns = ()
        while at < len(sheet.rows):
            headed = _heading(sheet, at)
            if headed is None:
                at += 1
                continue
            columns, below = headed
            rows, after = _body(paper, sheet, columns, below)
            if rows:
                found.append(PriceTable(columns, rows))
                open_columns = columns if after >= len(sheet.rows) - 1 else ()
            at = max(after, below)
    return found


def role_of(text: str) -> str:
    """What a heading or a label names; empty where it is nothing of such a table."""
    spelled = _bare(text)
    return next((role for role in _ROLES if spelled and _role(role).fullmatch(spelled)), "")


def _bare(text: str) -> str:
    """A heading without its currency, and without saying for how many pieces it is."""
    return " ".join(_role("for_one").sub(" ", _role("for_many").sub(" ", _NOISE.sub(" ", fold(text)))).split()).strip(" .-–/")


def _heading(sheet: Sheet, at: int) -> tuple[tuple[PriceColumn, ...], int] | None:
    """The heading that begins in a line or in one of the next two, and the line below it; the reading that names most of its cells."""
    best: tuple[tuple[int, int], tuple[PriceColumn, ...], int] | None = None
    for start in range(at, at + _TALLEST):
        for size in range(1, _TALLEST + 1):
            rows = sheet.rows[start : start + size]
            if len(rows) < size or any(_has_amounts(r) for r in rows):
                break
            if any(b.box.top - a.box.bottom > _CLOSE * sheet.line_height for a, b in pairwise(rows)):
                break
            columns = _numbers_apart(tuple(_columns(rows)))
            if not _together(rows) or any(c.role == _HIDDEN for c in columns):
                continue
            roles = {c.role for c in columns} - {""}
            known = sum(bool(c.role) for c in columns)
            worth = known, known - len(columns)
            if len(columns) > _LEAST_COLUMNS and roles & {SPECIAL, CREDIT} and len(roles) > 1 and (best is None or worth > best[0]):
                best = worth, columns, start + size
        if start >= len(sheet.rows) or _has_amounts(sheet.rows[start]):
            break
    return (best[1], best[2]) if best is not None else None


def _numbers_apart(columns: tuple[PriceColumn, ...]) -> tuple[PriceColumn, ...]:
    """Of “Catalog No.” and “Product” the first is the item's number, the other one what it is called."""
    items = [c for c in columns if c.role == ITEM]
    numbered = [c for c in items if _role("item_number_word").search(fold(c.heading))]
    if len(items) < _LEAST_COLUMNS or len(numbered) != 1:
        return columns
    return tuple(replace(c, role="described") if c.role == ITEM and c is not numbered[0] else c for c in columns)


def _together(rows: Sequence[Row]) -> bool:
    """Whether lines can be one heading: each strip is over or under just one of the fullest line, and no colon has a value behind it."""
    fullest = max(rows, key=lambda r: len(r.strips))
    others = [s for row in rows if row is not fullest for s in row.strips]
    beside = [sum(min(s.box.x1, f.box.x1) > max(s.box.x0, f.box.x0) for f in fullest.strips) for s in others]
    return all(count == 1 for count in beside) and not any(re.search(r"[:：]\s*\w", s.text) for row in rows for s in row.strips)


def _has_amounts(row: Row) -> bool:
    return any(AMOUNT.fullmatch(s.text) and re.search(r"\d[.,]\d|\d{2}", s.text) for s in row.strips)


def _columns(rows: Sequence[Row]) -> Iterator[PriceColumn]:
    """Cells of a heading over several lines, joined from the top down where they share their place."""
    groups: list[list[Strip]] = []
    for row in rows:
        for strip in (part for s in row.strips for part in _parted(s)):
            over = [g for g in groups if g[-1].box.top < strip.box.top - 1 and _share(g, strip)]
            if len(over) == 1:
                over[0].append(strip)
            else:
                groups.append([strip])
    for group in sorted(groups, key=lambda g: min(s.box.x0 for s in g)):
        text, box = " ".join(s.text for s in group), group[0].box
        for strip in group[1:]:
            box = box.union(strip.box)
        role = role_of(text)
        yield PriceColumn(_HIDDEN if not role and any(role_of(s.text) for s in group) else role, text, box)


def _share(group: Sequence[Strip], strip: Strip) -> bool:
    x0, x1 = min(s.box.x0 for s in group), max(s.box.x1 for s in group)
    return min(x1, strip.box.x1) - max(x0, strip.box.x0) > 0.3 * min(x1 - x0, strip.box.width)


def _parted(strip: Strip) -> list[Strip]:
    """A strip that is no heading as a whole, as the two or more that stand close together in it."""
    if role_of(strip.text) or len(strip.words) < 2:
        return [strip]
    for cut in range(1, len(strip.words)):
        left, right = strip_of(strip.words[:cut], strip.page), strip_of(strip.words[cut:], strip.page)
        if role_of(left.text) and (role_of(right.text) or len(rest := _parted(right)) > 1):
            return [left, *([right] if role_of(right.text) else rest)]
    return [strip]


def _body(
    paper: Paper, sheet: Sheet, columns: Sequence[PriceColumn], first: int, *, over: bool = False
) -> tuple[tuple[PriceRow, ...], int]:
    """The rows below a heading, and the line on which the table has ended. `over`: it goes on from the page before."""
    blank = usual_blank(sheet)
    shaped = [Column((_SHAPES.get(c.role, UNKNOWN),), c.heading, c.box, c.box.x0, c.box.x1) for c in columns]
    prices = [n for n, c in enumerate(columns) if c.role in PRICES]
    rows: list[PriceRow] = []
    bottom: float | None = None
    at = first
    for at in range(first, len(sheet.rows)):
        row = sheet.rows[at]
        if bottom is not None and row.box.top - bottom > _GAP * sheet.line_height:
            return tuple(rows), at
        if _heading(sheet, at) is not None or (rows and (is_total(row) or _is_text(row))):
            return tuple(rows), at
        placed = _placed(paper, row, shaped, blank, sheet.line_height)
        shaped = [_widened(c, strip_of(placed[n], sheet.page.number)) if n in placed else c for n, c in enumerate(shaped)]
        placed = _placed(paper, row, shaped, blank, sheet.line_height)
        cells = {n: strip_of(found, sheet.page.number) for n, found in placed.items()}
        priced = [n for n in prices if n in cells and AMOUNT.fullmatch(cells[n].text)]
        item = any(columns[n].role in {ITEM, "described"} for n in cells)
        if priced and (item or len(priced) > 1) and (not over or (len(priced) > 1 and item)):
            rows.append(PriceRow(cells, row))
        elif rows and any(columns[n].role == ITEM for n in cells):
            rows[-1] = replace(rows[-1], wrapped=True)
        elif over and not rows:
            continue
        bottom = row.box.bottom
    return tuple(rows), at + 1


def _placed(paper: Paper, row: Row, columns: Sequence[Column], blank: float, height: float) -> dict[int, list[Word]]:
    """The words of a row by column: a strip under one column stands there as a whole, what lies under several or none by its words."""
    placed: dict[int, list[Word]] = {}
    loose: list[Word] = []
    for strip in (part for whole in row.strips for part in _figures_apart(whole)):
        words = grouped(strip.words, paper.region, blank)
        under = [n for n, c in enumerate(columns) if min(c.x1, strip.box.x1) - max(c.x0, strip.box.x0) > 0]
        if len(under) == 1:
            placed.setdefault(under[0], []).extend(words)
        else:
            loose.extend(words)
    # a column of numbers holds one of them
    free = [n for n, c in enumerate(columns) if n not in placed or not c.numeric]
    for place, words in (assigned(loose, [columns[n] for n in free], height) if free else {}).items():
        placed.setdefault(free[place], []).extend(words)
    return {number: sorted(words, key=lambda w: w.box.x0) for number, words in placed.items()}


def _figures_apart(strip: Strip) -> list[Strip]:
    """A strip of figures that are too far from each other for one number, figure by figure."""
    cuts = [n for n in range(1, len(strip.words)) if strip.text[: strip.starts[n]].endswith("  ")]
    return [strip_of(strip.words[a:b], strip.page) for a, b in pairwise((0, *cuts, len(strip.words)))]


def _widened(column: Column, cell: Strip) -> Column:
    """A column of numbers as wide as they stand."""
    if not column.numeric or not AMOUNT.fullmatch(cell.text):
        return column
    return replace(column, x0=min(column.x0, cell.box.x0), x1=max(column.x1, cell.box.x1))


def _is_text(row: Row) -> bool:
    """Whether a line is running text below the table."""
    return len(row.strips) == 1 and (len(row.words) > 7 or row.strips[0].text.rstrip().endswith((".", "。", ":", "：")))


@cache
def _role(name: str) -> re.Pattern[str]:
    return re.compile(cue(name))
