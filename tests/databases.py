"""Empty ledgers for tests: a SQLite file to copy, and databases on a PostgreSQL server that the test process starts for itself."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import URL

from ledger.database import open_engine
from ledger.migrating import upgrade

MOST_IN_MEMORY: Final = 2 * 1024**3
"""Bytes that must be free before databases of tests are kept in memory."""


class Databases:
    """Made lazily: a test that needs no PostgreSQL starts none."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._sqlite: Path | None = None
        self._server: Server | None = None

    @property
    def sqlite_template(self) -> Path:
        """A SQLite file with an empty ledger, to copy."""
        if self._sqlite is None:
            made = self._folder / "empty.sqlite"
            upgrade(f"sqlite:///{made}")
            engine = open_engine(f"sqlite:///{made}")
            with engine.connect() as connection:
                connection.exec_driver_sql("COMMIT")
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            engine.dispose()
            self._sqlite = made
        return self._sqlite

    @property
    def server(self) -> Server:
        """The PostgreSQL server, started when first asked for."""
        if self._server is None:
            self._server = Server()
        return self._server

    @contextlib.contextmanager
    def postgresql(self, template: str = "ledger") -> Iterator[str]:
        """The URL of a fresh database with an empty ledger, or with what another template holds."""
        name = f"t{uuid.uuid4().hex}"
        # The server's other way writes each page into its log as well: ten times as long for a ledger of many small tables.
        self.server.run(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        yield self.server.url(name)
        self.server.run(f"DROP DATABASE {name} WITH (FORCE)")

    def bare_postgresql(self) -> contextlib.AbstractContextManager[str]:
        """The URL of a fresh database with nothing in it."""
        return self.postgresql("template1")

    def close(self) -> None:
        """Stops the server."""
        if self._server is not None:
            self._server.stop()


FIRST: Final[dict[str, Engine]] = {}
"""The first engine of this process, for each kind of database."""


def with_known_statements(engine: Engine) -> Engine:
    """The engine with the statements that were put into words for earlier ones: each test has its own, and would begin with none.

    The words are kept for a dialect, which is the first engine's own; it knows its server once it has spoken to it.
    """
    first = FIRST.get(engine.dialect.name)
    if first is None:
        with engine.connect():
            FIRST[engine.dialect.name] = engine
    else:
        engine.dialect, engine._compiled_cache = first.dialect, first._compiled_cache
    return engine


def _memory() -> Path | None:
    """Where files never reach a disk, if the machine has room there: a ledger is copied for every test."""
    place = Path("/dev/shm")  # noqa: S108 - a folder with a name of chance is made in it
    return place if place.is_dir() and os.access(place, os.W_OK) and shutil.disk_usage(place).free > MOST_IN_MEMORY else None


class Server:
    """A PostgreSQL server on a free port of the loopback, its data in a folder of its own that goes away with the tests.

    Not in pytest's folder: every other run of pytest shuts that to all users but its own, and the server runs as `postgres`.
    """

    def __init__(self) -> None:
        tools = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]), reverse=True)
        found = str(tools[0]) if tools else shutil.which("initdb")
        if found is None:
            pytest.skip("no PostgreSQL server is installed; `dev.py test` installs one where it may")
        self._bin = Path(found).resolve().parent
        self._folder = folder = Path(tempfile.mkdtemp(prefix="recoup-postgresql-", dir=_memory()))
        self._as_user: list[str] = []
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(folder, owner.pw_uid, owner.pw_gid)
            self._as_user = ["setpriv", "--reuid", str(owner.pw_uid), "--regid", str(owner.pw_gid), "--clear-groups"]
        self._data = folder / "data"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = int(probe.getsockname()[1])
        self._call("initdb", "-D", str(self._data), "-U", "recoup", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        hasty = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200"
        options = f"-p {self._port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' {hasty}"
        self._call("pg_ctl", "-D", str(self._data), "-w", "-o", options, "-l", str(folder / "log"), "start")
        self.run("CREATE DATABASE ledger")
        upgrade(self.url("ledger"))

    def url(self, database: str) -> str:
        return URL.create("postgresql+psycopg", "recoup", host="127.0.0.1", port=self._port, database=database).render_as_string()

    def run(self, statement: str) -> None:
        engine = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()

    def stop(self) -> None:
        self._call("pg_ctl", "-D", str(self._data), "-m", "immediate", "stop")
        shutil.rmtree(self._folder, ignore_errors=True)

    def _call(self, tool: str, *arguments: str) -> None:
        ended = subprocess.run(
            [*self._as_user, str(self._bin / tool), *arguments], check=False, capture_output=True, text=True, cwd="/", timeout=120
        )
        if ended.returncode != 0:
            raise RuntimeError(f"{tool}: {ended.stdout}{ended.stderr}")
