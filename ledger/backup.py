"""Writes the whole ledger, as it stood at one moment, and every file that it speaks of, into one archive that either database can take."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any, Final

from sqlalchemy import JSON, Connection, Engine, Table, select

from ledger.archive import Heading, writing
from ledger.file_references import as_text, referenced
from ledger.files import FileStore
from ledger.migrating import newest, pending_on
from ledger.models import Row

NOT_CARRIED: Final = frozenset({"job", "worker_lease", "turn", "web_session", "one_time_link", "idempotent_answer"})
"""What belongs to the place where it runs: work under way (it is submitted again), workers, log-ins, answers to give again."""


class OutdatedLedgerError(Exception):
    """The database is not in its newest form."""

    def __init__(self) -> None:
        super().__init__("the database has yet to be migrated; run `recoup migrate` first")


@dataclass(frozen=True, slots=True)
class BackedUp:
    """What went into an archive. `missing` names files that the ledger speaks of and that are not there."""

    rows: int
    tables: int
    files: int
    missing: tuple[str, ...]


def carried() -> list[Table]:
    """The tables that a backup holds, by name."""
    return [table for name, table in sorted(Row.metadata.tables.items()) if name not in NOT_CARRIED]


def back_up(
    engine: Engine, files: FileStore, out: IO[bytes], *, now: datetime, beside: Callable[[Connection], None] | None = None
) -> BackedUp:
    """Writes an archive into `out` while others go on writing: all rows are of one moment.

    Files are added after the rows: they never change and are not taken away while something speaks of them. `beside` is given the
    connection that sees this moment, for whoever wants to know what else was true in it. Raises OutdatedLedgerError.
    """
    rows = 0
    missing: list[str] = []
    count = 0
    with writing(out, Heading(newest(), now.isoformat())) as archive, tempfile.TemporaryFile("w+") as hashes:
        with _one_moment(engine) as connection:
            if pending_on(connection):
                raise OutdatedLedgerError
            for table in carried():
                rows += archive.table(table.name, rows_of(connection, table))
            hashes.writelines(f"{sha256}\n" for sha256 in referenced(connection))
            if beside is not None:
                beside(connection)
        hashes.seek(0)
        for line in hashes:
            sha256 = line.strip()
            content = files.get(sha256)
            if content is None:
                missing.append(sha256)
            else:
                archive.file(sha256, content)
                count += 1
        archive.finish(missing)
    return BackedUp(rows, len(carried()), count, tuple(missing))


def rows_of(connection: Connection, table: Table) -> Iterator[dict[str, Any]]:
    """The rows of a table as plain values: moments and days in ISO form, JSON as its text, so that nothing in it changes."""
    columns = [as_text(connection, c).label(c.name) if isinstance(c.type, JSON) else c for c in table.columns]
    wanted = select(*columns).order_by(*table.primary_key.columns).execution_options(yield_per=500)
    for row in connection.execute(wanted).mappings():
        yield {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()}


def _one_moment(engine: Engine) -> Connection:
    """A connection that sees the database as it is at its first question, and holds nobody up."""
    if engine.dialect.name == "sqlite":
        return engine.execution_options(reads_only=True).connect()
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True).connect()
