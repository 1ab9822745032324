"""Rows as they are against rows as they should be: what to add, to change and to take away, written in pieces."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final, TypeAlias

from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from ledger.mapping import Row

AT_A_TIME: Final = 2_000
"""Rows that are written in one transaction."""

Key: TypeAlias = tuple[Any, ...]
Values: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class KnownRow:
    """A row that is there: its id and the columns that are compared."""

    id: int
    values: Values


@dataclass(frozen=True, slots=True)
class RowDifferences:
    """What has to be done to the rows of one table."""

    model: type[Row]
    added: tuple[Values, ...] = ()
    changed: tuple[Values, ...] = ()
    gone: tuple[int, ...] = field(default=())

    def __bool__(self) -> bool:
        """False where the rows are as they should be."""
        return bool(self.added or self.changed or self.gone)

    def pieces(self) -> Iterator[RowDifferences]:
        """The same in pieces that are each written at once; what is gone goes first, so that its place is free."""
        for ids in _chunks(self.gone):
            yield RowDifferences(self.model, gone=ids)
        for rows in _chunks(self.changed):
            yield RowDifferences(self.model, changed=rows)
        for rows in _chunks(self.added):
            yield RowDifferences(self.model, added=rows)

    def write(self, session: Session) -> None:
        """Does it."""
        if self.gone:
            session.execute(delete(self.model).where(self.model.__table__.c.id.in_(self.gone)))
        if self.changed:
            session.execute(update(self.model), [dict(row) for row in self.changed])
        if self.added:
            session.execute(insert(self.model), [dict(row) for row in self.added])


def row_differences(model: type[Row], there: Mapping[Key, KnownRow], wanted: Mapping[Key, Values]) -> RowDifferences:
    """Compares by key; a changed row is named by its id."""
    added = tuple(values for key, values in wanted.items() if key not in there)
    changed = tuple(
        {"id": there[key].id} | dict(values)
        for key, values in wanted.items()
        if key in there and any(there[key].values[name] != value for name, value in values.items() if name in there[key].values)
    )
    gone = tuple(row.id for key, row in there.items() if key not in wanted)
    return RowDifferences(model, added, changed, gone)


def _chunks(rows: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    walked = iter(rows)
    while chunk := tuple(islice(walked, AT_A_TIME)):
        yield chunk
