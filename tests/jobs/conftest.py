"""Each engine of background work in turn, on an empty ledger."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, delete

from cases.background.inline_work import InlineWork
from jobs.books import migrate
from ledger.database import open_engine, open_sessions
from ledger.operation import WorkerLease
from tests.databases import Databases
from tests.jobs.shops import DbosShop, InlineShop, Shop


class Books:
    """Ledgers with DBOS's books and queues in them, made once for each database: a test's worker finds its queues at once."""

    def __init__(self, databases: Databases, folder: Path) -> None:
        self._databases = databases
        self._file = folder / "books.sqlite"
        self._on_server = False

    def sqlite(self, path: Path) -> str:
        """The URL of a fresh ledger in this file."""
        if not self._file.exists():
            shutil.copyfile(self._databases.sqlite_template, self._file)
            _opened(f"sqlite:///{self._file}")
        shutil.copyfile(self._file, path)
        return f"sqlite:///{path}"

    @contextmanager
    def postgresql(self) -> Iterator[str]:
        """The URL of a fresh ledger on the server."""
        if not self._on_server:
            self._databases.server.run("CREATE DATABASE books TEMPLATE ledger")
            _opened(self._databases.server.url("books"))
            self._on_server = True
        with self._databases.postgresql("books") as url:
            yield url


def _opened(url: str) -> None:
    """Lets a worker write its queues into the books, and leaves no trace of it."""
    migrate(url)
    engine = open_engine(url)
    shop = DbosShop(engine)
    shop.start()
    shop.stop()
    with shop.sessions.begin() as session:
        session.execute(delete(WorkerLease))
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()


@pytest.fixture(scope="session")
def books(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Books:
    """Ledgers with DBOS's books."""
    return Books(databases, tmp_path_factory.mktemp("books"))


@pytest.fixture
def database_url(request: pytest.FixtureRequest, books: Books, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty ledger with DBOS's books: on SQLite, and on PostgreSQL, since leases and locks are each engine's own."""
    if request.param == "sqlite":
        yield books.sqlite(tmp_path / "ledger.sqlite")
        return
    with books.postgresql() as url:
        yield url


@pytest.fixture(
    params=["inline", pytest.param("dbos-sqlite"), pytest.param("dbos-postgresql", marks=pytest.mark.slow)],
)
def shop(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shop]:
    """Each engine of background work in turn, on an empty ledger."""
    books: Books = request.getfixturevalue("books")
    with ExitStack() as stack:
        url = stack.enter_context(books.postgresql()) if request.param == "dbos-postgresql" else books.sqlite(tmp_path / "ledger.sqlite")
        engine = open_engine(url)
        stack.callback(engine.dispose)
        if request.param == "inline":
            yield InlineShop(open_sessions(engine), InlineWork())
            return
        made = DbosShop(engine)
        stack.callback(made.stop)
        yield made


@pytest.fixture
def dbos_shop(engine: Engine) -> Iterator[DbosShop]:
    """A worker's shop, on SQLite and on PostgreSQL."""
    made = DbosShop(engine)
    yield made
    made.stop()


@pytest.fixture
def gate() -> threading.Event:
    """Something that a handler may wait for."""
    return threading.Event()
