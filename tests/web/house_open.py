"""One real server per test process, whose ledger changes with each test, and a worker beside it that carries out what is submitted."""

from __future__ import annotations

import contextlib
import socket
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import structlog
import uvicorn
from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from agents.model.choice import Models
from api.http.app import create_app
from api.http.house import WebHouse
from api.http.web_settings import WebSettings
from api.wiring import Shelf
from cases.background.desk import Desk
from cases.background.inline_work import SOON, InlineWork
from cases.background.work import Handler, JobState, WorkKind
from extractors.read import ReaderPool
from extractors.sandbox import Sandbox
from ledger.database import for_reading
from ledger.models import Job
from tests.conftest import CHECKOUT
from tests.http.conftest import QUICK

GLANCE: Final = 0.03
"""Seconds between two looks for work."""
MANY: Final = "100000/minute"


class House:
    """The server at `address`, and the tools that are dear to make: readers and sandboxes, kept warm for the whole run."""

    def __init__(self, address: str, settings: WebSettings) -> None:
        self.address = address
        self.settings = settings
        self.readers = Shelf(lambda: ReaderPool(workers=1))
        self.sandboxes = Shelf(Sandbox)
        self._app: FastAPI | None = None
        self._open = False
        self._under_way = 0

    def app_around(self, desk: Desk, models: Models | None = None) -> FastAPI:
        """The application over another desk and other models; it is put together once."""
        if self._app is None:
            self._app = create_app(desk, self.settings)
        self._app.state.house = WebHouse.around(desk, self.settings, models)
        self._open = True
        return self._app

    def empty(self, seconds: float = 3) -> None:
        """Lets nobody in any more, and waits for those who are still inside: pages say goodbye when they are closed."""
        self._open = False
        end = time.monotonic() + seconds
        while self._under_way and time.monotonic() < end:
            time.sleep(GLANCE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """What the server calls. Who comes between two tests is sent away."""
        if self._app is None or not self._open:
            await Response("between two tests", 503)(scope, receive, send)
            return
        self._under_way += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._under_way -= 1

    def close(self) -> None:
        self.readers.close()
        self.sandboxes.close()


@contextlib.contextmanager
def open_house() -> Iterator[House]:
    """The server on a free port of the loopback, until the end."""
    door = socket.socket()
    door.bind(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{door.getsockname()[1]}"
    settings = WebSettings(
        base_url=address,
        password_cost=QUICK,
        stream_pause=0.1,
        streams_at_a_time=20,
        request_rate=MANY,
        stranger_rate=MANY,
        log_in_rate=MANY,
        guess_rate=MANY,
        account_rate=MANY,
        upload_rate=MANY,
        export_rate=MANY,
    )
    house = House(address, settings)
    config = uvicorn.Config(
        house, log_config=None, access_log=False, server_header=False, lifespan="off", timeout_graceful_shutdown=1, ws="none"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [door]}, name="server", daemon=True)
    thread.start()
    try:
        yield house
    finally:
        server.should_exit = True
        thread.join(10)
        door.close()
        house.close()


@contextlib.contextmanager
def plain_log() -> Iterator[list[str]]:
    """One line per request; gives what the server stumbled over, each with our own lines of the way there.

    The usual traceback, with all values in it, holds the server up for seconds.
    """
    before, mistakes = structlog.get_config(), list[str]()

    def told(logger: object, method: str, event: MutableMapping[str, Any]) -> str:
        del logger, method
        plain = " ".join(str(event[name]) for name in ("method", "path", "status", "milliseconds") if event.get(name) is not None)
        error = sys.exception() if event.get("exc_info") else None
        if error is not None:
            mistakes.append(f"{plain}: {_way_to(error)}")
        return f"{event['event']} {plain}" + ("" if error is None else f": {_way_to(error)}")

    structlog.configure(processors=[told], logger_factory=structlog.PrintLoggerFactory())
    try:
        yield mistakes
    finally:
        structlog.configure(**before)


def _way_to(error: BaseException) -> str:
    """What went wrong, and where in the checkout."""
    own = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename.startswith(str(CHECKOUT)) and "/.venv/" not in frame.filename
    ]
    places = [f"    {Path(frame.filename).relative_to(CHECKOUT)}:{frame.lineno} {frame.line}" for frame in own[-6:]]
    return "\n".join([f"{type(error).__name__}: {str(error)[:500]}", *places])


class Worker:
    """Carries out what the ledger's jobs ask for, in a thread of its own, as soon as it is submitted. May be held up by a test."""

    def __init__(
        self, work: InlineWork, sessions: sessionmaker[Session], clock: Callable[[], datetime], handlers: Mapping[WorkKind, Handler]
    ) -> None:
        self._work, self._sessions, self._clock, self._handlers = work, sessions, clock, handlers
        self._reading = for_reading(sessions)
        self._free = threading.Event()
        self._free.set()
        self._gone = threading.Event()
        self._thread = threading.Thread(target=self._toil, name="worker", daemon=True)
        self._thread.start()

    def hold(self) -> None:
        """What is submitted from now on waits, as when all workers are busy."""
        self._free.clear()

    def go_on(self) -> None:
        """The worker takes up what has waited."""
        self._free.set()

    def settle(self, seconds: float = 30) -> None:
        """Waits until nothing is left to do. Fails where that takes longer, or where a job failed."""
        end = time.monotonic() + seconds
        while self._left(JobState.WAITING, JobState.RUNNING):
            assert time.monotonic() < end, f"still to be done: {self._left(JobState.WAITING, JobState.RUNNING)}"
            time.sleep(GLANCE)
        assert not self._left(JobState.FAILED), f"failed: {self._left(JobState.FAILED)}"

    def end(self) -> None:
        """No more work; what is under way is finished."""
        self._gone.set()
        self._thread.join(60)

    def _toil(self) -> None:
        while not self._gone.wait(GLANCE):
            if self._free.is_set() and self._left(JobState.WAITING):
                self._work.run_pending(self._sessions, self._clock(), handlers=self._handlers)

    def _left(self, *states: JobState) -> list[str]:
        """Jobs in these states; of those that wait, what is due."""
        with self._reading() as session:
            due = self._clock() + SOON
            rows = session.scalars(select(Job).where(Job.state.in_([state.value for state in states])))
            return [f"{row.key}: {row.message}" for row in rows if row.not_before is None or row.not_before <= due]
