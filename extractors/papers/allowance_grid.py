"""Allowances by kind of advertising: a table with a rate for each kind, and a cap where a column is headed so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from extractors.papers.draft import Draft
from extractors.papers.paper import whole_strip
from extractors.papers.passages import Passage, Sentence, whole_words
from extractors.papers.strips import Row, Strip
from extractors.papers.term_values import Term, TermKind, terms_in
from extractors.papers.tokens import fold
from extractors.papers.vocabulary import cue
from facts.documents import Field

_RATE: Final = re.compile(r"\d{1,2}(?:[.,]\d{1,3})?\s?[%％]")
_LETTERS: Final = re.compile(r"[^\W\d_]{4,}|[\u4e00-\u9fff]{2,}")
_WIDEST_GAP: Final = 3
"""Lines between two rows of one table, as where a cell has lines of its own."""
_HEADING_REACH: Final = 4


@dataclass(frozen=True, slots=True)
class _GridRow:
    """A row with a rate: the name of the kind of advertising, the rate's cell, and the cells behind it."""

    place: int
    called: Strip
    rate: Strip
    behind: tuple[Strip, ...]


def read_allowance_grid(draft: Draft, passage: Passage) -> None:
    """Puts a line for each kind of advertising; where there are several, the one rate, amount and cap of the contract are for a person."""
    rows = [row for _, row in draft.paper.rows]
    grid = _grid(rows)
    if not grid:
        return
    caps = _cap_heading(rows, grid)
    offsets = {id(strip): start for start, strip in zip(passage.starts, passage.strips, strict=True)}
    for row in grid:
        rate = next((t for t in _terms(draft, passage, offsets, row.rate) if t.kind is TermKind.PERCENT), None)
        if rate is None:
            continue
        line = {"program": whole_strip(row.called.text.strip(), row.called).field(), "rate": _cell(passage, rate)}
        under = min(row.behind, key=lambda s: _apart(s, caps), default=None) if caps is not None else None
        cells = [under] if under is not None and _apart(under, caps) <= _BESIDE else []
        amounts = [t for s in cells for t in _terms(draft, passage, offsets, s) if t.kind is not TermKind.PERCENT]
        if len(amounts) == 1:
            line["cap"] = _cell(passage, amounts[0])
        draft.lines.append(line)
    if len({(str(line["rate"].value), str(line["cap"].value) if "cap" in line else "") for line in draft.lines}) > 1:
        for name in ("rate", "amount", "cap"):
            if name in draft.fields:
                draft.fields[name] = replace(draft.fields[name], review=True)
        draft.problems.append(
            "the allowances have a rate or cap for each kind of advertising; an invoice that names none in these words is for a person"
        )


def _grid(rows: Sequence[Row]) -> list[_GridRow]:
    """The first run of two and more rows that each name something and have one rate; empty where none is."""
    run: list[_GridRow] = []
    for place, row in enumerate(rows):
        found = _grid_row(place, row)
        if found is None:
            continue
        if run and (place - run[-1].place > _WIDEST_GAP or not _under(run[-1].rate, found.rate)):
            if len(run) > 1:
                return run
            run = []
        run.append(found)
    return run if len(run) > 1 else []


def _grid_row(place: int, row: Row) -> _GridRow | None:
    rates = [n for n, strip in enumerate(row.strips) if _RATE.fullmatch(fold(strip.text).strip())]
    if len(rates) != 1:
        return None
    called = next((s for s in row.strips[: rates[0]] if _LETTERS.search(s.text)), None)
    if called is None or whole_words(cue("on_invoice")).search(fold(row.text)):
        return None
    return _GridRow(place, called, row.strips[rates[0]], tuple(row.strips[rates[0] + 1 :]))


def _under(upper: Strip, lower: Strip) -> bool:
    return upper.page == lower.page and upper.box.x0 < lower.box.x1 and lower.box.x0 < upper.box.x1


def _cap_heading(rows: Sequence[Row], grid: Sequence[_GridRow]) -> Strip | None:
    """The heading of the column of caps, above the first row and right of its rate."""
    first = grid[0]
    for row in reversed(rows[max(0, first.place - _HEADING_REACH) : first.place]):
        for strip in row.strips:
            if strip.box.x0 >= first.rate.box.x1 - first.rate.box.width and _cap().search(fold(strip.text)):
                return strip
    return None


def _cap() -> re.Pattern[str]:
    return whole_words(cue("cap_heading"))


def _apart(cell: Strip, heading: Strip | None) -> float:
    """How far a cell stands from being under a heading, in points; 0 where it is."""
    return 0.0 if heading is None else max(0.0, cell.box.x0 - heading.box.x1, heading.box.x0 - cell.box.x1)


_BESIDE: Final = 30.0
"""Points by which the figures of a column may stand beside its heading."""


def _terms(draft: Draft, passage: Passage, offsets: dict[int, int], strip: Strip) -> list[Term]:
    start = offsets.get(id(strip))
    if start is None:
        return []
    end = start + len(strip.text)
    return terms_in(passage, Sentence(start, end, passage.folded[start:end]), draft.paper.region)


def _cell(passage: Passage, term: Term) -> Field:
    return passage.spot(term.plain, term.start, term.end).field()
