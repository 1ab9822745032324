"""Which table of the trade a section is: the one whose columns explain its headers best, whatever the file is called."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import polars as pl

from extractors.tables.context import labelled
from extractors.tables.grid import DATE_MARK, NUMBER_MARK, plain
from extractors.tables.headers import Section
from extractors.tables.vocabulary import Header, vocabulary
from extractors.tables.words import EMPTY
from facts.tables import TABLES, Column, ColumnType, TableKind

SAMPLE: Final = 60
_FEW: Final = 2
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
    """A kind of table for a section: canonical column → column of the grid, needed columns that are missing, and how well it fits."""

    kind: TableKind
    columns: dict[str, str]
    missing: tuple[str, ...]
    score: float
    explained: float

    @property
    def acceptable(self) -> bool:
        """All that is needed is there; or so much that the table is this one without doubt, only lacking something."""
        return not self.missing or (len(self.columns) > _FEW and self.explained >= _HALF)


def best_fit(section: Section) -> Fit | None:
    """The table that fits best, None where none is acceptable. A kind with all needed columns goes before one that lacks some."""
    looks = {name: _look(section.body[name]) for name in section.headers}
    fits = [_fit(kind, section, looks) for kind in TableKind]
    fits = [fit for fit in fits if fit.acceptable and len(fit.columns) > 1]
    return max(fits, key=lambda fit: fit.score, default=None)


def _fit(kind: TableKind, section: Section, looks: dict[str, frozenset[ColumnType]]) -> Fit:
    headers = section.headers
    options = sorted(
        (
            (-worth, rank, position, number, name, column)
            for position, column in enumerate(TABLES[kind])
            for number, (name, header) in enumerate(headers.items())
            for rank, worth in _worths(kind, column, header, looks[name])
        ),
        key=lambda option: option[:4],
    )
    columns: dict[str, str] = {}
    worths: dict[str, float] = {}
    for negative, _rank, _position, _number, name, column in options:
        if column.name not in columns and name not in columns.values():
            columns[column.name] = name
            worths[column.name] = -negative
    needed = [column.name for column in TABLES[kind] if column.needed]
    above = {column.name for column in TABLES[kind] if column.name not in columns and labelled(section, kind, column)}
    missing = tuple(name for name in needed if name not in columns and name not in above)
    got = sum(worths.get(name, _ABOVE if name in above else 0.0) for name in needed) / len(needed)
    explained = sum(worths.values()) / max(1, len(headers))
    covered = sum(worths.values()) / len(TABLES[kind])
    score = 3 * got + 2 * explained + covered - (1.0 if missing else 0.0)
    return Fit(kind, columns, missing, score, len(columns) / max(1, len(headers)))


def _worths(kind: TableKind, column: Column, header: Header, look: frozenset[ColumnType]) -> list[tuple[int, float]]:
    if header.meaning is None:
        return []
    found = []
    for rank, meaning in enumerate(vocabulary().tables[kind][column.name]):
        if meaning in header.meaning.names:
            worth = _WEIGHTS[min(rank, len(_WEIGHTS) - 1)] * (1 if header.meaning.exact else _MENDED)
            found.append((rank, worth if column.type in look else worth * _UNFIT))
    return found[:1]


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
