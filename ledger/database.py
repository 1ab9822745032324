"""One way to open the database: SQLite by default, PostgreSQL by URL, the same sessions for both."""

from __future__ import annotations

import sqlite3
from typing import Any, Final

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session, sessionmaker

BUSY_SECONDS: Final = 30
ROW_ALONE: Final[dict[str, Any]] = {"key_share": True}
"""How to lock a row that others speak of: whoever adds a row with a reference to it need not wait. On PostgreSQL, where a full lock of
an account or a supplier would hold up, or meet head on, all who bring in a paper for it."""


def open_engine(url: str, *, pool_size: int = 10) -> Engine:
    """An engine for `sqlite:///path` or `postgresql+psycopg://…` (`postgresql://` is taken as that).

    SQLite runs in WAL with foreign keys on, waits up to 30 s for a lock, and begins every transaction with BEGIN IMMEDIATE: a
    transaction that reads first and writes later would otherwise fail when another wrote between.
    """
    parsed = make_url(url)
    if parsed.drivername in {"postgresql", "postgres"}:
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() == "sqlite":
        engine = create_engine(parsed, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_immediate)
        return engine
    return create_engine(parsed, pool_size=pool_size, max_overflow=pool_size, pool_pre_ping=True)


def open_sessions(engine: Engine) -> sessionmaker[Session]:
    """Sessions whose rows stay readable after the commit. Services never commit; the boundary that opened the session does."""
    return sessionmaker(engine, expire_on_commit=False)


def for_reading(sessions: sessionmaker[Session]) -> sessionmaker[Session]:
    """The same sessions for those who only read: they do not wait for writers on SQLite, and cannot write on PostgreSQL."""
    engine: Engine = sessions.kw["bind"]
    return sessionmaker(**{**sessions.kw, "bind": engine.execution_options(reads_only=True, postgresql_readonly=True)})


def is_sqlite(session: Session) -> bool:
    """True where the session speaks to SQLite."""
    return session.get_bind().dialect.name == "sqlite"


def _prepare_sqlite(connection: Any, record: Any) -> None:
    del record
    if not isinstance(connection, sqlite3.Connection):
        return
    # SQLAlchemy's events begin transactions; the driver must not begin its own.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", f"busy_timeout={BUSY_SECONDS * 1000}"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_immediate(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN" if connection.get_execution_options().get("reads_only") else "BEGIN IMMEDIATE")
