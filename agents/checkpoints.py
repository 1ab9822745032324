"""Where graphs keep how far they came: beside the ledger's tables in the same database, in tables that are LangGraph's own."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final, cast

from sqlalchemy import Engine, text

from agents.silence import be_silent
from cases.background.desk import Desk
from ledger.database import BUSY_SECONDS, open_engine

if TYPE_CHECKING:
    import psycopg
    from langgraph.checkpoint.base import BaseCheckpointSaver

SCHEMA: Final = "langgraph"
"""Where the tables stand on PostgreSQL; on SQLite they stand among ours, without a prefix."""
CHECKPOINT_TABLES: Final = frozenset({"checkpoints", "writes", "checkpoint_blobs", "checkpoint_writes", "checkpoint_migrations"})
"""Tables of the ledger's database that are not the ledger's: no model may take such a name, no migration touch them."""


def migrate(url: str) -> None:
    """Makes the tables or brings them up to date, in the ledger's database. Can be repeated; needs the right to create tables.

    On SQLite the first run makes them: a server that starts there need not load LangGraph for it.
    """
    engine = open_engine(url)
    try:
        if engine.dialect.name == "sqlite":
            return
        with engine.begin() as connection:
            connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}"))
        with _opened(engine) as saver:
            saver.setup()
    finally:
        engine.dispose()


@contextlib.contextmanager
def saver(desk: Desk) -> Iterator[BaseCheckpointSaver[Any]]:
    """A keeper of checkpoints for one run, over a connection of its own: `compile(checkpointer=…)`, thread id = key of the run.

    State is plain values: nothing that stands in the database is made into an object of ours, or unpickled.
    """
    engine: Engine = desk.sessions.kw["bind"]
    with _opened(engine) as opened:
        yield opened


@contextlib.contextmanager
def _opened(engine: Engine) -> Iterator[Any]:
    be_silent()
    from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer  # noqa: PLC0415 - loaded in workers alone

    serializer = JsonPlusSerializer(allowed_msgpack_modules=None)
    if engine.dialect.name == "sqlite":
        from langgraph.checkpoint.sqlite import SqliteSaver  # noqa: PLC0415 - loaded in workers alone

        connection = sqlite3.connect(engine.url.database or "", timeout=BUSY_SECONDS, check_same_thread=False)
        try:
            connection.execute("PRAGMA synchronous=NORMAL")
            yield SqliteSaver(connection, serde=serializer)
        finally:
            connection.close()
        return
    from langgraph.checkpoint.postgres import PostgresSaver  # noqa: PLC0415 - loaded in workers alone

    with _own_connection(engine) as own:
        yield PostgresSaver(own, serde=serializer)


@contextlib.contextmanager
def _own_connection(engine: Engine) -> Iterator[psycopg.Connection[dict[str, Any]]]:
    """A connection that leaves the pool for good: it speaks to another schema. It carries the worker's tag as all of the engine do."""
    from psycopg.rows import dict_row  # noqa: PLC0415 - PostgreSQL alone

    with engine.connect() as connection:
        connection.detach()
        raw = cast("psycopg.Connection[Any]", connection.connection.dbapi_connection)
        raw.rollback()
        raw.autocommit = True
        raw.prepare_threshold = None
        raw.row_factory = dict_row
        raw.execute(f"SET search_path TO {SCHEMA}")
        yield cast("psycopg.Connection[dict[str, Any]]", raw)
