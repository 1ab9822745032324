"""Ledgers with a few rows in every table, for tests that must not depend on what a table means."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Date, Engine, Float, Integer, String, Table, insert, text

from ledger.database import open_engine
from ledger.files import FileStore
from ledger.mapping import MinorUnits, UtcTime, Word
from ledger.models import Row

START = datetime(2026, 3, 1, 10, 30, 0, 123456, tzinfo=UTC)
EVERY = 3


def content(number: int) -> bytes:
    """The bytes of the document with that number."""
    return f"document {number}\n".encode() * 100


def fill(url: str, files: FileStore) -> None:
    """Puts three rows into every table of a SQLite ledger, each column with a value, and the files that documents name."""
    engine = open_engine(url)
    with engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.exec_driver_sql("BEGIN")
        for table in Row.metadata.tables.values():
            connection.execute(insert(table), [_row(table, number) for number in range(1, EVERY + 1)])
        connection.exec_driver_sql("COMMIT")
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
        connection.exec_driver_sql("BEGIN")
    engine.dispose()
    for number in range(1, EVERY + 1):
        files.put(content(number))


def _row(table: Table, number: int) -> dict[str, Any]:
    return {column.name: _value(table, column, number) for column in table.columns}


def _value(table: Table, column: Column[Any], number: int) -> Any:
    if column.name == "sha256":
        return hashlib.sha256(content(number)).hexdigest()
    if column.foreign_keys:
        return number
    if column.nullable and number == EVERY:
        return None
    kind = column.type
    made = next((make(kind, column.name, number) for known, make in VALUES if isinstance(kind, known)), None)
    if made is None:
        raise TypeError(f"{table.name}.{column.name} has a type that this filler does not know")
    return made


VALUES: list[tuple[Any, Callable[[Any, str, int], Any]]] = [
    (Word, lambda kind, _, number: list(kind.words)[number % len(kind.words)]),
    (MinorUnits, lambda *_: 2**53 + 1),
    (UtcTime, lambda _kind, _name, number: START + timedelta(days=number, microseconds=number)),
    (JSON, lambda _kind, _name, number: {"ü": [number, "\u0000 é", None, 1.5], "b": {"a": True}}),
    (Boolean, lambda _kind, _name, number: number % 2 == 0),
    (Date, lambda _kind, _name, number: date(2026, 1, number)),
    (Float, lambda _kind, _name, number: number / 7),
    (Integer, lambda _kind, _name, number: number),
    (String, lambda kind, name, number: f"{number}{name} ß 上海 'q\" \n"[: kind.length]),
]


def everything(engine: Engine, leaving_out: frozenset[str] = frozenset()) -> Mapping[str, list[tuple[Any, ...]]]:
    """Every row of every table, in the order of its key, as Python sees it."""
    with engine.connect() as connection:
        return {
            name: [tuple(row) for row in connection.execute(table.select().order_by(*table.primary_key.columns))]
            for name, table in Row.metadata.tables.items()
            if name not in leaving_out
        }


def count(engine: Engine, table: str) -> int:
    """Rows of a table."""
    with engine.connect() as connection:
        return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())  # noqa: S608 - a name from the test
