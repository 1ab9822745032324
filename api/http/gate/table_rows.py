"""The rows of tables that were read from a document, some at a time, around the one that somebody wants to see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import func, select

from api.http.gate.rows import Gate
from ledger.models import Document, TableRead, TradeFact

ROWS_AT_A_TIME: Final = 50
NEIGHBOURS: Final = 2
"""Rows that are shown before and after the one that is cited."""


@dataclass(frozen=True, slots=True)
class TableOnFile:
    """A table of a document: its kind, sheet and printed headings by column, and its first row on this page of rows."""

    position: int
    kind: str
    sheet: str | None
    rows: int
    headings: Mapping[str, str]
    problems: Sequence[str]


@dataclass(frozen=True, slots=True)
class RowsOnFile:
    """Rows of one table: number in the file, whether it is for review, values by column; `first` counts from 0."""

    table: TableOnFile
    first: int
    rows: Sequence[tuple[int | None, bool, Mapping[str, Any]]]

    @property
    def previous(self) -> int | None:
        """Where the rows before these begin."""
        return max(0, self.first - ROWS_AT_A_TIME) if self.first else None

    @property
    def next(self) -> int | None:
        """Where the rows after these begin."""
        following = self.first + len(self.rows)
        return following if self.rows and following < self.table.rows else None


def tables_of(gate: Gate, document: Document) -> Sequence[TableOnFile]:
    """The tables of a document that was had through the gate."""
    found = gate.session.scalars(select(TableRead).where(TableRead.document_id == document.id).order_by(TableRead.position))
    return [
        TableOnFile(
            table.position, table.kind, table.sheet, table.rows, table.about.get("columns", {}), tuple(table.about.get("problems", ()))
        )
        for table in found
    ]


def rows_of(gate: Gate, document: Document, table: TableOnFile, *, first: int, row: int | None) -> RowsOnFile:
    """Rows of a table from `first` on; where a `row` of the file is wanted, those around it."""
    facts = (
        select(TradeFact)
        .join(TableRead, TableRead.id == TradeFact.table_id)
        .where(TableRead.document_id == document.id, TableRead.position == table.position)
    )
    if row is not None:
        before = select(func.count()).select_from(facts.where(TradeFact.row < row).subquery())
        first = max(0, (gate.session.scalar(before) or 0) // ROWS_AT_A_TIME * ROWS_AT_A_TIME)
    found = gate.session.scalars(facts.order_by(TradeFact.position).offset(first).limit(ROWS_AT_A_TIME))
    return RowsOnFile(table, first, [(fact.row, fact.review, fact.values) for fact in found])


def table_with(gate: Gate, document: Document, tables: Sequence[TableOnFile], *, sheet: str | None, row: int | None) -> TableOnFile | None:
    """The table that a row of a sheet stands in; the first one of the sheet where no row is named."""
    own = [table for table in tables if sheet is None or table.sheet in {None, sheet}] or list(tables)
    if row is None:
        return own[0] if own else None
    holding = set(
        gate.session.scalars(
            select(TableRead.position)
            .join(TradeFact, TradeFact.table_id == TableRead.id)
            .where(TableRead.document_id == document.id, TradeFact.row == row)
        )
    )
    return next((table for table in own if table.position in holding), own[0] if own else None)


def rows_around(gate: Gate, document: Document, *, sheet: str | None, row: int) -> RowsOnFile | None:
    """A row of a document's tables with its neighbours alone; None where no table has such a row any more."""
    table = table_with(gate, document, tables_of(gate, document), sheet=sheet, row=row)
    if table is None:
        return None
    found = rows_of(gate, document, table, first=0, row=row)
    near = [one for one in found.rows if one[0] is not None and abs(one[0] - row) <= NEIGHBOURS]
    return replace(found, rows=near) if any(number == row for number, _, _ in near) else None
