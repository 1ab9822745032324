"""Rows of tables as people read them: printed headings, values in the language's form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from api.http.gate.table_rows import RowsOnFile
from api.web.languages import Language
from facts.tables import SCALE, TABLES, ColumnType, TableKind

SCALED = frozenset({ColumnType.MONEY, ColumnType.RATE, ColumnType.MEASURE})


@dataclass(frozen=True, slots=True)
class ShownColumn:
    """A column: its heading as printed, and whether it holds numbers."""

    name: str
    heading: str
    numeric: bool


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row with its number in the file; `cited` where it is the one that is pointed at."""

    number: int | None
    review: bool
    cited: bool
    cells: Sequence[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class ShownTable:
    """What is shown of a table."""

    rows: RowsOnFile
    columns: Sequence[ShownColumn]
    shown: Sequence[ShownRow]


def table_shown(say: Language, found: RowsOnFile, cited: int | None) -> ShownTable:
    """The rows in the reader's language, columns as they are printed."""
    types = {column.name: column.type for column in TABLES[TableKind(found.table.kind)]}
    there = {name for _, _, values in found.rows for name in values}
    names = [name for name in found.table.headings if name in there] + [n for n in types if n in there - set(found.table.headings)]
    columns = [
        ShownColumn(name, found.table.headings.get(name) or say.word("field", name), _numeric(types.get(name, ColumnType.TEXT)))
        for name in names
    ]
    shown = [
        ShownRow(
            number,
            review,
            cited is not None and number == cited,
            [(_said(say, types.get(c.name, ColumnType.TEXT), values.get(c.name)), c.numeric) for c in columns],
        )
        for number, review, values in found.rows
    ]
    return ShownTable(found, columns, shown)


def _numeric(kind: ColumnType) -> bool:
    return kind in SCALED or kind is ColumnType.COUNT


def _said(say: Language, kind: ColumnType, value: str | int | None) -> str:
    if value is None:
        return ""
    if kind is ColumnType.RATE:
        return say.percent(Decimal(value) / SCALE, 2)
    if kind in SCALED:
        exact = Decimal(value) / SCALE
        return say.amount(exact, "USD") if kind is ColumnType.MONEY and exact == round(exact, 2) else say.number(exact.normalize())
    if kind is ColumnType.COUNT:
        return say.number(value)
    return say.day(str(value)) if kind is ColumnType.DATE else str(value)
