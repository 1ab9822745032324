"""The engine's own books: which tables DBOS keeps beside ours in the same database, and how they are opened and brought up to date."""

from __future__ import annotations

import hashlib
import sqlite3
from typing import Any, Final

from dbos import DBOS, DBOSClient, DBOSPortableJSONSerializer
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url

from ledger.database import BUSY_SECONDS

APPLICATION: Final = "recoup"
VERSION: Final = "1"
"""Constant on purpose: by default DBOS takes a hash of the source, and what an older release left waiting would be stranded."""
SCHEMA: Final = "dbos"
"""Where DBOS's tables stand on PostgreSQL; on SQLite they stand among ours, without a prefix."""
DBOS_TABLES: Final = frozenset(
    {
        "application_versions",
        "dbos_migrations",
        "notifications",
        "operation_outputs",
        "queues",
        "streams",
        "workflow_events",
        "workflow_events_history",
        "workflow_input",
        "workflow_output",
        "workflow_schedules",
        "workflow_status",
    }
)
"""Tables of the ledger's database that are not the ledger's: no model may take such a name, no migration touch them."""
LONGEST_TAG: Final = 63
SERIALIZER: Final = DBOSPortableJSONSerializer()
"""JSON, so that nothing in the database is ever unpickled."""


def migrate(url: str) -> None:
    """Makes the engine's tables or brings them up to date, in the ledger's database. Can be repeated; needs the right to create tables."""
    DBOS.migrate(_with_driver(url), schema=SCHEMA)


def open_books(engine: Engine, tag: str) -> Engine:
    """An engine of DBOS's own over the ledger's database. The caller disposes of it.

    On SQLite it differs from the ledger's: DBOS looks for work again and again, and a BEGIN IMMEDIATE around each look would queue
    behind every writer; here only writes take the lock. On PostgreSQL its sessions carry `tag` and end themselves when they stand
    idle in a transaction for a minute.
    """
    if engine.dialect.name == "sqlite":
        books = create_engine(engine.url, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False})
        event.listen(books, "connect", _prepare_sqlite)
        return books
    arguments = {"application_name": tag, "options": "-c idle_in_transaction_session_timeout=60000"}
    return create_engine(engine.url, connect_args=arguments, pool_size=8, max_overflow=8, pool_pre_ping=True)


def open_client(engine: Engine) -> DBOSClient:
    """DBOS's books as a client sees them. It connects when first used."""
    return DBOSClient(
        system_database_engine=engine, dbos_system_schema=SCHEMA, serializer=SERIALIZER, application_name=APPLICATION, lazy=True
    )


def tag_of(executor_id: str) -> str:
    """What the database sessions of a worker are called on PostgreSQL, so that others can end them when they take its work over."""
    tag = f"{APPLICATION} {executor_id}"
    return tag if len(tag) <= LONGEST_TAG else f"{APPLICATION} {hashlib.sha256(executor_id.encode()).hexdigest()[:40]}"


def _prepare_sqlite(connection: Any, record: Any) -> None:
    del record
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = "IMMEDIATE"
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", f"busy_timeout={BUSY_SECONDS * 1000}"):
        connection.execute(f"PRAGMA {pragma}")


def _with_driver(url: str) -> str:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        parsed = parsed.set(drivername="postgresql+psycopg")
    return parsed.render_as_string(hide_password=False)
