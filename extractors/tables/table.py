"""A table as read: a typed frame of one of the trade's tables, with what was decided about it and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Self

import polars as pl

from facts.documents import ReadError
from facts.tables import ColumnType, TableKind

DTYPES: Final[dict[ColumnType, type[pl.DataType]]] = {
    ColumnType.TEXT: pl.String,
    ColumnType.IDENTIFIER: pl.String,
    ColumnType.DATE: pl.Date,
    ColumnType.MONEY: pl.Int64,
    ColumnType.COUNT: pl.Int64,
    ColumnType.RATE: pl.Int64,
    ColumnType.MEASURE: pl.Int64,
}
"""How the types of columns stand in frames."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a file.

    `frame` has every column of `TABLES[kind]` in order, then `_sheet`, `_row` (as counted in the file, from 1) and `_review`
    (a person should look at the row), then unknown columns as text under `x:` and their printed header. `in_file` adds `_file`.
    `columns` maps canonical names to printed headers. `conventions` says per column how dates or numbers were read and on which
    evidence. `hidden_payments` are the payments of which a remittance says that some items are not shown.
    """

    kind: TableKind
    frame: pl.DataFrame
    sheet: str | None
    header_row: int
    columns: dict[str, str]
    unknown_columns: tuple[str, ...]
    conventions: dict[str, str]
    rows: int
    problems: tuple[str, ...]
    hidden_payments: tuple[str, ...] = ()

    def in_file(self, path: str) -> Self:
        """The same table with the path of its file in `_file`, before `_sheet`."""
        place = self.frame.columns.index("_sheet")
        frame = self.frame.with_columns(pl.lit(path).alias("_file"))
        names = self.frame.columns
        return replace(self, frame=frame.select([*names[:place], "_file", *names[place:]]))


@dataclass(frozen=True, slots=True)
class TablesRead:
    """All tables of one file, problems that belong to no single table, or the error why nothing could be read."""

    tables: tuple[Table, ...] = ()
    problems: tuple[str, ...] = ()
    error: ReadError | None = None
