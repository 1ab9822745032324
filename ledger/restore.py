"""Brings an archive into an empty database, of whichever kind, and its files into a store: all of it or nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import IO, Any, Final

from sqlalchemy import JSON, Connection, Date, DateTime, MetaData, Table, Text, bindparam, cast, func, insert, inspect, literal, select
from sqlalchemy import text as sql
from sqlalchemy.schema import AddConstraint, DropConstraint

from ledger.archive import Rows, UnusableArchiveError, reading
from ledger.files import FileStore
from ledger.migrating import known, migrate_to, migrating, newest
from ledger.models import Row

BATCH: Final = 500
"""Rows that are inserted together."""


class TargetNotEmptyError(Exception):
    """There is something in the database that a restore would mix up with."""

    def __init__(self, table: str) -> None:
        super().__init__(f"the database is not empty ({table} has rows); restore into an empty one")


@dataclass(frozen=True, slots=True)
class Restored:
    """What came out of an archive, and which files were missing already when it was made."""

    made_at: datetime
    rows: int
    files: int
    missing: tuple[str, ...]


def restore(url: str, files: FileStore, source: IO[bytes]) -> Restored:
    """Fills the empty database at `url` from an archive and brings it to the newest form; files go into `files`.

    One transaction: where anything is wrong the database stays empty (files that were copied stay, and harm nobody). Raises
    UnusableArchiveError, TargetNotEmptyError.
    """
    rows = count = 0
    with reading(source) as archive, migrating(url) as connection:
        if archive.heading.revision not in known():
            raise UnusableArchiveError(f"the backup is of a newer version of Recoup (migration {archive.heading.revision})")
        _must_be_empty(connection)
        migrate_to(connection, "base")
        migrate_to(connection, archive.heading.revision)
        tables = _tables_now(connection)
        _drop_references(connection, tables)
        for member in archive.members():
            if isinstance(member, Rows):
                rows += _load(connection, tables, member)
            else:
                files.put(member.content)
                count += 1
        archive.check()
        _set_counters(connection, tables)
        _add_references(connection, tables)
        migrate_to(connection, newest())
        return Restored(datetime.fromisoformat(archive.heading.made_at), rows, count, tuple(archive.missing))


def _must_be_empty(connection: Connection) -> None:
    there = set(inspect(connection).get_table_names())
    for name, table in sorted(Row.metadata.tables.items()):
        if name in there and connection.execute(select(literal(1)).select_from(table).limit(1)).first() is not None:
            raise TargetNotEmptyError(name)


def _tables_now(connection: Connection) -> dict[str, Table]:
    """The tables as this form of the database has them, which need not be the models' newest."""
    metadata = MetaData()
    metadata.reflect(connection, only=lambda name, _: name in Row.metadata.tables)
    return dict(metadata.tables)


def _load(connection: Connection, tables: dict[str, Table], member: Rows) -> int:
    table = tables.get(member.table)
    if table is None:
        raise UnusableArchiveError(f"the backup has a table {member.table} that its form does not know")
    adding = insert(table).values({column.name: _bound(connection, column) for column in table.columns})
    count = 0
    for batch in _batches(_decoded(table, line) for line in member.lines):
        connection.execute(adding, batch)
        count += len(batch)
    return count


def _bound(connection: Connection, column: Any) -> Any:
    """The place of a value in an insert; JSON goes in as the text that it was."""
    if not isinstance(column.type, JSON):
        return bindparam(column.name, type_=column.type)
    as_text = bindparam(column.name, type_=Text())
    return as_text if connection.dialect.name == "sqlite" else cast(as_text, JSON)


def _decoded(table: Table, line: bytes) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(line)
    if unknown := said.keys() - table.columns.keys():
        raise UnusableArchiveError(f"table {table.name} has no column {min(unknown)}")
    return {column.name: _value(column.type, said.get(column.name)) for column in table.columns}


def _value(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    match kind:
        case DateTime():
            moment = datetime.fromisoformat(value)
            return moment if kind.timezone else moment.replace(tzinfo=None)
        case Date():
            return date.fromisoformat(value)
        case _:
            return value


def _batches(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    waiting = iter(rows)
    while batch := list(islice(waiting, BATCH)):
        yield batch


def _drop_references(connection: Connection, tables: dict[str, Table]) -> None:
    """Rows come in any order. PostgreSQL looks at references when they are put back; SQLite's are off and checked at the end."""
    if connection.dialect.name == "sqlite":
        return
    for table in tables.values():
        for reference in table.foreign_key_constraints:
            connection.execute(DropConstraint(reference))


def _add_references(connection: Connection, tables: dict[str, Table]) -> None:
    if connection.dialect.name == "sqlite":
        return
    for table in tables.values():
        for reference in table.foreign_key_constraints:
            connection.execute(AddConstraint(reference))


def _set_counters(connection: Connection, tables: dict[str, Table]) -> None:
    """PostgreSQL goes on counting after the highest number; SQLite does so by itself."""
    if connection.dialect.name == "sqlite":
        return
    for table in tables.values():
        counter = (
            connection.scalar(sql("SELECT pg_get_serial_sequence(:table, 'id')"), {"table": table.name}) if "id" in table.columns else None
        )
        if counter is not None:
            highest = connection.scalar(select(func.max(table.columns["id"])))
            connection.execute(
                sql("SELECT setval(:counter, :highest, :used)"), {"counter": counter, "highest": highest or 1, "used": highest is not None}
            )
