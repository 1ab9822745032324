"""Tables of tiers with several columns of rates: what each column is for is told by its heading, or by nothing that can be relied on.

Columns that are headed by years are the rates of those years. Any other heading (product groups, channels, classes of goods) names a scope
that only a person can tell in items or customers: its rates are read, and each is for review.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from extractors.papers.draft import Draft
from extractors.papers.paper import Paper, whole_strip
from extractors.papers.passages import Passage, Sentence
from extractors.papers.strips import Row, Strip
from extractors.papers.term_values import Term, TermKind, terms_in
from extractors.papers.tiers import Band, Mark, bands_of, in_ten_thousands
from extractors.papers.tokens import fold
from extractors.papers.vocabulary import cue
from facts.documents import Field

_RATE: Final = re.compile(r"\d{1,2}(?:[.,]\d{1,3})?\s?[%％]")
_NOTHING: Final = re.compile(rf"[-–—/]|0(?:[.,]0+)?\s?[%％]|{cue('no_rate')}")
_YEAR: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_LEAST_ROWS: Final = 2
_HEADING_ROWS: Final = 4
_HEADING_GAP: Final = 2.2
"""By the height of a line: what stands further above the table is none of its headings."""
_WIDEST: Final = 1.2
"""By the distance of two columns: what is wider than that heads more than one of them."""
_NEAR: Final = 0.45
"""By the distance of two columns: a heading is that of the column whose middle it is so near to."""


@dataclass(frozen=True, slots=True)
class RateColumn:
    """The rates below one heading, with the bounds of their rows."""

    heading: str
    place: Strip
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class _TableRow:
    """A row of the table: where it stands among all rows, its cells before the rates, and its rates."""

    place: int
    lead: tuple[Strip, ...]
    rates: tuple[Strip, ...]


def rate_columns(paper: Paper, passage: Passage) -> list[RateColumn]:
    """The columns of the first table that has several of them, each with a heading of its own; empty where none has."""
    rows = [row for _, row in paper.rows]
    offsets = {id(strip): start for start, strip in zip(passage.starts, passage.strips, strict=True)}
    for table in _tables(rows, offsets):
        headings = _headings(passage, offsets, rows, table)
        columns = [_column(paper, passage, offsets, table, n, headings[n]) for n in range(len(table[0].rates))]
        headed = {c.heading for c in columns} - {""}
        if len(headed) == len(columns) and all(len(c.bands) >= _LEAST_ROWS for c in columns):
            return columns
    return []


def lines_of_columns(columns: Sequence[RateColumn], passage: Passage, times: int = 1) -> list[dict[str, Field]]:
    """The tiers of all columns, each line with a cell for its part: the year that heads it, or for review whatever else does.

    `times`: how many of what is measured in is one of what the bounds are printed in (1000 kilograms in a tonne).
    """
    years = [_YEAR.findall(c.heading) for c in columns]
    by_year = all(len(y) == 1 for y in years) and len({y[0] for y in years}) == len(years)
    lines = []
    for column, year in zip(columns, years, strict=True):
        part = whole_strip(year[0] if by_year else column.heading, column.place, doubt=not by_year).field()
        for band in column.bands:
            bounds = {name: _cell(passage, t, times) for name, t in (("from", band.start), ("to", band.end)) if t is not None}
            cells = bounds | {"rate": _cell(passage, band.pays)}
            lines.append({"part": part} | {name: cell if by_year else replace(cell, review=True) for name, cell in cells.items()})
    return lines


def date_columns(draft: Draft) -> None:
    """Gives the parts of a contract that are headed by years their days; for review where its term is not just those calendar years.

    In a term from April to March a column may be for the year that begins in it, or for the calendar year: only a person knows.
    """
    first, last = (str(draft.value(name) or "") for name in ("start_date", "end_date"))
    headed = {str(line["part"].value) for line in draft.lines if "part" in line and _YEAR.fullmatch(str(line["part"].value))}
    whole = bool(headed) and first == f"{min(headed)}-01-01" and last == f"{max(headed)}-12-31"
    each = whole and len(headed) == int(max(headed)) - int(min(headed)) + 1
    for line in draft.lines:
        part = line.get("part")
        if part is None or not _YEAR.fullmatch(str(part.value)):
            continue
        if each:
            line |= {"start_date": replace(part, value=f"{part.value}-01-01"), "end_date": replace(part, value=f"{part.value}-12-31")}
        else:
            line |= {name: replace(cell, review=True) for name, cell in line.items()}


def _cell(passage: Passage, term: Term, times: int = 1) -> Field:
    return passage.spot(term.plain if times == 1 else f"{term.value * times:f}", term.start, term.end).field()


def _tables(rows: Sequence[Row], offsets: dict[int, int]) -> Iterator[list[_TableRow]]:
    """Runs of rows with the same number of rates below each other."""
    run: list[_TableRow] = []
    for place, row in enumerate(rows):
        found = _table_row(place, row) if all(id(s) in offsets for s in row.strips) else None
        if run and (found is None or not _below(run[-1], found)):
            if len(run) >= _LEAST_ROWS:
                yield run
            run = []
        if found is not None:
            run.append(found)
    if len(run) >= _LEAST_ROWS:
        yield run


def _table_row(place: int, row: Row) -> _TableRow | None:
    strips = list(row.strips)
    rates: list[Strip] = []
    while strips and (_RATE.fullmatch(text := fold(strips[-1].text).strip()) or _NOTHING.fullmatch(text)):
        rates.insert(0, strips.pop())
    if len(rates) < 2 or not strips or not re.search(r"\d", strips[-1].text):
        return None
    return _TableRow(place, tuple(strips), tuple(rates))


def _below(upper: _TableRow, lower: _TableRow) -> bool:
    if lower.place - upper.place > 2 or len(upper.rates) != len(lower.rates):
        return False
    return all(a.box.x0 < b.box.x1 and b.box.x0 < a.box.x1 for a, b in zip(upper.rates, lower.rates, strict=True))


def _column(
    paper: Paper, passage: Passage, offsets: dict[int, int], table: Sequence[_TableRow], number: int, heading: tuple[str, Strip]
) -> RateColumn:
    """A column of rates; without tiers where a row pays nothing above one that does, or a number of a row is no bound that is known."""
    marks: list[Mark] = []
    for place, row in enumerate(table, start=1):
        cell = row.rates[number]
        start = offsets[id(cell)]
        pays = [t for t in terms_in(passage, _stretch(passage, start, start + len(cell.text)), paper.region) if t.kind is TermKind.PERCENT]
        if not pays or not pays[0].value:
            if marks:
                return RateColumn(*heading, ())
            continue
        begin, end = offsets[id(row.lead[0])], offsets[id(row.lead[-1])] + len(row.lead[-1].text)
        found = in_ten_thousands(passage, terms_in(passage, _stretch(passage, begin, end), paper.region))
        told = [t for t in found if t.kind is not TermKind.PERCENT]
        bounds = [t for t in told if t.kind is TermKind.MONEY or t.value >= _LEAST_BOUND]
        # the number of the row, and a start at nothing, are no bounds that are missed
        if not bounds or any(t.value not in {0, place} for t in told if t not in bounds):
            return RateColumn(*heading, ())
        marks += [*(Mark(t, bound=True) for t in bounds), Mark(pays[0], bound=False)]
    return RateColumn(*heading, tuple(bands_of(passage, marks)))


_LEAST_BOUND: Final = 100


def _stretch(passage: Passage, start: int, end: int) -> Sentence:
    return Sentence(start, end, passage.folded[start:end])


def _headings(passage: Passage, offsets: Mapping[int, int], rows: Sequence[Row], table: Sequence[_TableRow]) -> list[tuple[str, Strip]]:
    """What stands above each column, from the top down."""
    rates, clauses = table[0].rates, set(passage.clauses)
    middles = [(s.box.x0 + s.box.x1) / 2 for s in rates]
    apart = min(b - a for a, b in pairwise(middles))
    found: list[list[Strip]] = [[] for _ in rates]
    below = rows[table[0].place]
    for row in reversed(rows[max(0, table[0].place - _HEADING_ROWS) : table[0].place]):
        begins = {offsets.get(id(s)) for s in row.strips} & clauses
        if below.box.top - row.box.bottom > _HEADING_GAP * row.box.height or row.strips[0].page != rates[0].page or begins:
            break
        for strip in row.strips:
            middle = (strip.box.x0 + strip.box.x1) / 2
            nearest = min(range(len(rates)), key=lambda n: abs(middles[n] - middle))
            if (
                abs(middles[nearest] - middle) <= _NEAR * apart
                and strip.box.width <= _WIDEST * apart
                and not _RATE.fullmatch(fold(strip.text).strip())
            ):
                found[nearest].insert(0, strip)
        below = row
    return [(" ".join(s.text.strip() for s in strips), strips[-1] if strips else rates[n]) for n, strips in enumerate(found)]
