"""Which table of the trade a section is: the one whose columns explain its headers best, whatever the file is called."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from typing import Final

import polars as pl

from extractors.tables.context import labelled
from extractors.tables.grid import DATE_MARK, NUMBER_MARK, plain
from extractors.tables.headers import Section
from extractors.tables.vocabulary import Header, Meaning, vocabulary
from extractors.tables.words import EMPTY
from facts.tables import TABLES, Column, ColumnType, TableKind

SAMPLE: Final = 60
_FEW: Final = 2
_UNKNOWN: Final = 0.3
"""What a header that no table knows weighs against all."""
_HALF: Final = 0.5
_MOST: Final = 0.8
_SENTENCE: Final = 4
_LETTERS_IN_A_NUMBER: Final = 3
_WEIGHTS: Final = (1.0, 0.85, 0.7, 0.6, 0.55, 0.5)
"""What a column is worth by the place of the meaning in its list: the telling name most."""
_MENDED: Final = 0.8
_ABOVE: Final = 0.8
"""A value that stands above the table for all rows."""
_UNFIT: Final = 0.35
"""A header whose cells do not look like the column's type: `Received` over dates is no count."""
_DAY_COUNT: Final = re.compile(r"(?:3[3-9]|[45]\d|6[0-2])\d{3}(?:\.\d+)?$|(?:19|20)\d{6}$")
_WRITTEN_DATE: Final = re.compile(
    r"\d{1,4}\s*[-/. ]\s*\d{1,2}\s*[-/. ]\s*\d{1,4}\b|\d{4}\s*年|(?:\w+\W+)?\d{1,2}\W{0,3}[^\W\d_]{3,}\W{0,3}\d{2,4}\b|"
    r"[^\W\d_]{3,}\W{1,2}\d{1,2},?\s+\d{4}"
)
_NUMERIC: Final = frozenset({ColumnType.MONEY, ColumnType.COUNT, ColumnType.RATE, ColumnType.MEASURE})


@dataclass(frozen=True, slots=True)
class Fit:
    """A kind of table for a section: canonical column → column of the grid, needed columns that are missing, and how well it fits.

    `exchangeable` are pairs of columns whose headers would fit the other one just as well.
    """

    kind: TableKind
    columns: dict[str, str]
    missing: tuple[str, ...]
    score: float
    explained: float
    exchangeable: tuple[tuple[str, str], ...] = ()

    @property
    def acceptable(self) -> bool:
        """All that is needed is there; or so much that the table is this one without doubt, only lacking something."""
        return not self.missing or (len(self.columns) > _FEW and self.explained >= _HALF)


def best_fit(section: Section) -> Fit | None:
    """The table that fits best, None where none is acceptable.

    Compared are the share of headers that a table explains, telling ones counting most (`short quantity` is in one table, `amount` in
    nearly all), the share of its needed columns that are there, and how much of the table is covered.
    """
    looks = {name: _look(section.body[name]) for name in section.headers}
    choices = {kind: _choices(kind, section.headers, looks) for kind in TableKind}
    most = {
        name: max((c.value for found in choices.values() for c in found if c.name == name), default=_UNKNOWN) for name in section.headers
    }
    fits = [_fit(kind, section, choices[kind], sum(most.values())) for kind in TableKind]
    fits = [fit for fit in fits if fit.acceptable and len(fit.columns) > 1]
    return max(fits, key=lambda fit: fit.score, default=None)


def _fit(kind: TableKind, section: Section, choices: list[_Choice], most: float) -> Fit:
    taken: dict[str, _Choice] = {}
    used: set[str] = set()
    for choice in choices:
        if choice.column not in taken and choice.name not in used:
            taken[choice.column] = choice
            used.add(choice.name)
    needed = [column.name for column in TABLES[kind] if column.needed]
    above = {column.name for column in TABLES[kind] if column.name not in taken and labelled(section, kind, column)}
    missing = tuple(name for name in needed if name not in taken and name not in above)
    got = sum(taken[name].worth if name in taken else _ABOVE if name in above else 0.0 for name in needed) / len(needed)
    telling = sum(choice.value for choice in taken.values()) / max(most, _UNKNOWN)
    explained = len(taken) / max(1, len(section.headers))
    covered = sum(choice.worth for choice in taken.values()) / len(TABLES[kind])
    score = 2 * telling + explained + got + _HALF * covered - (_HALF if missing else 0.0)
    columns = {column: choice.name for column, choice in taken.items()}
    return Fit(kind, columns, missing, score, explained, _exchangeable(taken, choices))


def _exchangeable(taken: dict[str, _Choice], choices: list[_Choice]) -> tuple[tuple[str, str], ...]:
    worth = {(choice.column, choice.name): choice.worth for choice in choices}
    return tuple(
        (a.column, b.column)
        for a, b in combinations(taken.values(), 2)
        if worth.get((a.column, b.name), 0.0) >= a.worth and worth.get((b.column, a.name), 0.0) >= b.worth
    )


@dataclass(frozen=True, slots=True)
class _Choice:
    """A header that may stand for a column.

    What it is worth (0 to 1), that weighed with how telling the name is, and for how many columns the header may stand.
    """

    column: str
    name: str
    worth: float
    value: float
    others: int


def _choices(kind: TableKind, headers: dict[str, Header], looks: dict[str, frozenset[ColumnType]]) -> list[_Choice]:
    """All pairs of column and header of a table, the best first; a header that suits one column by its cells is kept for such."""
    found: list[_Choice] = []
    for name, header in headers.items():
        if header.meaning is None:
            continue
        options = [(column, *found_worth) for column in TABLES[kind] for found_worth in _worths(kind, column, header.meaning)]
        suiting = [option for option in options if option[0].type in looks[name]]
        for column, worth, meaning in suiting or options:
            real = worth if suiting else worth * _UNFIT
            found.append(_Choice(column.name, name, real, real * (_UNKNOWN + 1 / _tables_with()[meaning]), len(suiting or options)))
    order = {column.name: place for place, column in enumerate(TABLES[kind])}
    return sorted(found, key=lambda choice: (-choice.worth, choice.others, order[choice.column]))


def _worths(kind: TableKind, column: Column, meaning: Meaning) -> list[tuple[float, str]]:
    """What a header with this meaning is worth for a column, by the most telling name it goes by; empty where it is none of its names."""
    names = vocabulary().tables[kind][column.name]
    exactness = 1 if meaning.exact else _MENDED
    return [(_WEIGHTS[min(rank, len(_WEIGHTS) - 1)] * exactness, name) for rank, name in enumerate(names) if name in meaning.names][:1]


@cache
def _tables_with() -> dict[str, int]:
    """In how many tables a meaning may stand: the fewer, the more telling."""
    return Counter(name for columns in vocabulary().tables.values() for name in {m for meanings in columns.values() for m in meanings})


def _look(cells: pl.Series) -> frozenset[ColumnType]:
    """Which types the cells of a column may be of, by a sample: an empty column may be any."""
    filled = cells.drop_nulls()
    step = max(1, filled.len() // SAMPLE)
    sample = [cell for cell in filled.gather_every(step).head(SAMPLE).to_list() if plain(cell).lower() not in EMPTY]
    if not sample:
        return frozenset(ColumnType)
    days = sum(_like_date(cell) for cell in sample) / len(sample)
    numbers = sum(_like_number(cell) for cell in sample) / len(sample)
    types = {ColumnType.TEXT, ColumnType.IDENTIFIER}
    if all(re.match(r"\W*\d[\d.,' ]*[.,]\d{1,4}\W*$", plain(cell)) for cell in sample):
        types.clear()
    if days >= _HALF:
        types.add(ColumnType.DATE)
    if numbers >= _HALF:
        types |= _NUMERIC
    if sum(len(cell.split()) >= _SENTENCE for cell in sample) > _HALF * len(sample):
        types.discard(ColumnType.IDENTIFIER)
    if days >= _MOST and not numbers:
        types.discard(ColumnType.IDENTIFIER)
    return frozenset(types)


def _like_number(cell: str) -> bool:
    text = plain(cell)
    if cell.startswith(DATE_MARK) or not re.search(r"\d", text):
        return False
    return len(re.findall(r"[^\W\d_]", text)) <= _LETTERS_IN_A_NUMBER and not re.search(r"\d[-/]\d", text)


def _like_date(cell: str) -> bool:
    if cell.startswith(DATE_MARK):
        return True
    text = plain(cell)
    return bool((_DAY_COUNT if cell.startswith(NUMBER_MARK) or text.isdigit() else _WRITTEN_DATE).match(text))
