"""Puts the house together from its settings: database, files, background work, readers that stay warm, and the clock."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from sqlalchemy import Engine
from sqlalchemy.engine import make_url

from api.settings import Settings
from cases.desk import Desk
from cases.work import Work
from extractors.read import ReaderPool
from extractors.sandbox import Sandbox
from ledger.database import open_engine, open_sessions
from ledger.files import open_files


class Closable(Protocol):
    """Something that ends."""

    def close(self) -> None:
        """Ends it."""
        ...


T = TypeVar("T", bound=Closable)


class Shelf(Generic[T]):
    """Tools that are dear to make and serve one borrower at a time: lent, taken back, and lent again while still warm.

    A tool whose borrower failed is thrown away: nobody knows what state it is in.
    """

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._idle: list[T] = []
        self._lock = threading.Lock()
        self._closed = False

    @contextlib.contextmanager
    def lend(self) -> Iterator[T]:
        """A tool for the time of one job."""
        with self._lock:
            tool = self._idle.pop() if self._idle else None
        tool = tool or self._make()
        try:
            yield tool
        except BaseException:
            tool.close()
            raise
        with self._lock:
            if not self._closed:
                self._idle.append(tool)
                return
        tool.close()

    def close(self) -> None:
        """Ends what lies on the shelf; what is still lent ends when it comes back."""
        with self._lock:
            self._closed, idle, self._idle = True, self._idle, []
        for tool in idle:
            tool.close()


@dataclass(frozen=True, slots=True)
class House:
    """What is open while a command runs."""

    settings: Settings
    engine: Engine
    desk: Desk


def moment() -> datetime:
    """The clock of the house."""
    return datetime.now(UTC)


@contextlib.contextmanager
def open_house(
    settings: Settings, *, work: Callable[[Engine], Work] | None = None, clock: Callable[[], datetime] = moment
) -> Iterator[House]:
    """Opens database, files and tools, and closes them at the end. `work` makes the background work, else DBOS carries it."""
    make_home(settings)
    with ExitStack() as stack:
        engine = open_engine(settings.database)
        stack.callback(engine.dispose)
        readers = Shelf(lambda: ReaderPool(workers=1))
        stack.callback(readers.close)
        sandboxes = Shelf(Sandbox)
        stack.callback(sandboxes.close)
        desk = Desk(
            sessions=open_sessions(engine),
            files=open_files(settings.storage),
            work=(work or _durable)(engine),
            clock=clock,
            readers=lambda: _lent(readers),
            sandbox=lambda: _lent(sandboxes),
        )
        yield House(settings, engine, desk)


def make_home(settings: Settings) -> None:
    """The folders that the database file and the files stand in, readable by their owner only where they are made here."""
    settings.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    url = make_url(settings.database)
    if url.get_backend_name() == "sqlite" and url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True, mode=0o700)


def _durable(engine: Engine) -> Work:
    from jobs.work import DbosWork

    return DbosWork(engine)


def _lent(shelf: Shelf[T]) -> AbstractContextManager[T]:
    return shelf.lend()
