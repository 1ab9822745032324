"""Each engine of background work in turn, on an empty ledger."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import Engine

from cases.background.inline_work import InlineWork
from jobs.books import migrate
from ledger.database import open_engine, open_sessions
from tests.databases import Databases
from tests.jobs.shops import DbosShop, InlineShop, Shop


@pytest.fixture(
    params=["inline", pytest.param("dbos-sqlite"), pytest.param("dbos-postgresql", marks=pytest.mark.slow)],
)
def shop(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shop]:
    """Each engine of background work in turn, on an empty ledger."""
    databases: Databases = request.getfixturevalue("databases")
    with ExitStack() as stack:
        if request.param == "dbos-postgresql":
            url = stack.enter_context(databases.postgresql())
        else:
            (tmp_path / "ledger.sqlite").write_bytes(databases.sqlite_template.read_bytes())
            url = f"sqlite:///{tmp_path / 'ledger.sqlite'}"
        engine = open_engine(url)
        stack.callback(engine.dispose)
        if request.param == "inline":
            yield InlineShop(open_sessions(engine), InlineWork())
            return
        migrate(url)
        made = DbosShop(engine)
        stack.callback(made.stop)
        yield made


@pytest.fixture
def dbos_shop(engine: Engine) -> Iterator[DbosShop]:
    """A worker's shop, on SQLite and on PostgreSQL."""
    migrate(engine.url.render_as_string(hide_password=False))
    made = DbosShop(engine)
    yield made
    made.stop()


@pytest.fixture
def gate() -> threading.Event:
    """Something that a handler may wait for."""
    return threading.Event()
