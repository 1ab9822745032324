"""Brings a database to the newest form of the ledger, on SQLite and PostgreSQL by the same chain of migrations."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, Final

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, event, text

from ledger.database import open_engine
from ledger.mapping import MinorUnits, UtcTime, Word
from ledger.models import Row

MIGRATIONS_LOCK: Final = 7_245_190_311
"""PostgreSQL's advisory lock that lets one migration run at a time."""
BY_HAND: Final = frozenset({"ix_search_entry_text_trigrams"})
"""Indexes that migrations make by hand and no model knows."""


class BrokenReferencesError(Exception):
    """After a migration some rows would refer to rows that are not there; nothing was changed."""

    def __init__(self, tables: Sequence[str]) -> None:
        super().__init__(f"rows without the row they refer to: {', '.join(tables)}; nothing was changed")


def upgrade(url: str, revision: str = "head") -> list[str]:
    """Runs the migrations that are missing, all or none; gives their numbers. Two that start at once wait for each other."""
    with migrating(url) as connection:
        before = _current(connection)
        migrate_to(connection, revision)
        return _between(before, _current(connection))


def downgrade(url: str, revision: str) -> None:
    """Undoes migrations down to `revision`, or all of them (`base`). What stood in tables that go is gone."""
    with migrating(url) as connection:
        migrate_to(connection, revision)


def migrate_to(connection: Connection, revision: str) -> None:
    """Brings the database to `revision`, forward or back, within a transaction of `migrating`."""
    before = _current(connection)
    if revision == "base" or (before is not None and revision in _between(None, before)[:-1]):
        command.downgrade(_config(connection), revision)
    else:
        command.upgrade(_config(connection), revision)


def current(url: str) -> str | None:
    """The number of the last migration that ran; None in an empty database."""
    with _reading(url) as connection:
        return _current(connection)


def pending(url: str) -> list[str]:
    """The numbers of the migrations that have yet to run, oldest first."""
    with _reading(url) as connection:
        return pending_on(connection)


def pending_on(connection: Connection) -> list[str]:
    """The same, over a connection that is open."""
    return _between(_current(connection), newest())


@cache
def newest() -> str:
    """The number of the newest migration there is."""
    head = _scripts().get_current_head()
    if head is None:
        raise RuntimeError("no migrations in the package")
    return head


def known() -> frozenset[str]:
    """The numbers of all migrations there are."""
    return frozenset(script.revision for script in _scripts().walk_revisions())


def differences(url: str) -> list[Any]:
    """What the models say and the database does not, or the other way round; empty where they agree."""
    with _reading(url) as connection:
        return list(compare_metadata(MigrationContext.configure(connection, opts=autogenerate_options()), Row.metadata))


def autogenerate_options() -> dict[str, Any]:
    """What Alembic compares: our own tables and no others (DBOS keeps its books in the same database), types as the database has them."""
    return {
        "target_metadata": Row.metadata,
        "compare_type": True,
        "include_name": _is_ours,
        "render_item": _as_in_the_database,
    }


def _is_ours(name: str | None, kind: str, parents: Any) -> bool:
    del parents
    return name in Row.metadata.tables if kind == "table" else name not in BY_HAND


def _as_in_the_database(kind: str, item: Any, context: Any) -> str | bool:
    """Column types in the database's own words, so that a migration does not change when a model's type does."""
    del context
    if kind != "type":
        return False
    match item:
        case MinorUnits():
            return "sa.BigInteger()"
        case UtcTime():
            return "sa.DateTime(timezone=True)"
        case Word():
            return "sa.String(length=40)"
        case _:
            return False


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", "ledger:migrations")
    config.attributes["connection"] = connection
    return config


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _between(before: str | None, after: str | None) -> list[str]:
    if before == after or after is None:
        return []
    found = [script.revision for script in _scripts().iterate_revisions(after, before or "base")]
    return found[::-1]


@contextlib.contextmanager
def _reading(url: str) -> Iterator[Connection]:
    engine = open_engine(url)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


@contextlib.contextmanager
def migrating(url: str) -> Iterator[Connection]:
    """One transaction under a lock.

    On SQLite foreign keys are off in it, since a table that is rebuilt would take its children along, and checked at its end.
    """
    engine = open_engine(url)
    try:
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", _without_foreign_keys)
        with engine.begin() as connection:
            if engine.dialect.name != "sqlite":
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATIONS_LOCK})
            yield connection
            _check_references(engine, connection)
    finally:
        engine.dispose()


def _without_foreign_keys(connection: Any, record: Any) -> None:
    del record
    connection.execute("PRAGMA foreign_keys=OFF")


def _check_references(engine: Engine, connection: Connection) -> None:
    if engine.dialect.name != "sqlite":
        return
    broken = {str(row[0]) for row in connection.exec_driver_sql("PRAGMA foreign_key_check")}
    if broken:
        raise BrokenReferencesError(sorted(broken))
