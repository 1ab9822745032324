"""Places where work is submitted and gets done: on the engine that runs when told, and on DBOS with a worker quick to look and to beat."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, or_, select
from sqlalchemy.orm import Session, sessionmaker

from cases.background.inline_work import InlineWork
from cases.background.work import ENDED, Handler, JobView, Work, WorkKind
from jobs.pace import Pace
from jobs.work import DbosWork
from jobs.worker import Worker
from ledger.database import open_sessions
from ledger.operation import Job

QUICK = Pace(lease=30, beat=1, takeover=0.3, poll=0.1, progress=0.1, schedule=0.5, retries=(0.1, 0.1), stop=5)
PATIENCE = 30.0


class Clock:
    """A clock that stands on a day of the trade and moves with the seconds that pass."""

    def __init__(self) -> None:
        self._start = time.monotonic()

    def __call__(self) -> datetime:
        return datetime(2026, 11, 2, 9, tzinfo=UTC) + timedelta(seconds=time.monotonic() - self._start)


class Shop:
    """A place where work is submitted and, on some engine, gets done."""

    def __init__(self, sessions: sessionmaker[Session], work: Work) -> None:
        self.sessions = sessions
        self.work = work
        self.clock = Clock()
        self.handlers: dict[WorkKind, Handler] = {}

    def submit(self, kind: WorkKind, key: str, *, not_before: datetime | None = None, **payload: object) -> str:
        with self.sessions.begin() as session:
            return self.work.submit(session, kind, payload, key, now=self.clock(), not_before=not_before)

    def cancel(self, key: str) -> bool:
        with self.sessions.begin() as session:
            return self.work.cancel(session, key, now=self.clock())

    def look(self, key: str) -> JobView:
        with self.sessions() as session:
            seen = self.work.look(session, key)
        assert seen is not None
        return seen

    def settle(self) -> None:
        """Lets the engine work until every job that is due has ended."""
        raise NotImplementedError

    def ended(self, key: str) -> JobView:
        self.settle()
        seen = self.look(key)
        assert seen.state in ENDED, seen
        return seen


class InlineShop(Shop):
    work: InlineWork

    def settle(self) -> None:
        self.work.run_pending(self.sessions, self.clock(), handlers=self.handlers)


class DbosShop(Shop):
    def __init__(self, engine: Engine) -> None:
        super().__init__(open_sessions(engine), DbosWork(engine))
        self.pace = QUICK
        self._engine = engine
        self._worker: Worker | None = None

    def settle(self) -> None:
        worker = self.start()
        wait_for(lambda: not self._unfinished() and not worker.busy)

    def start(self, name: str = "worker-1") -> Worker:
        """The worker at work, started where it is not."""
        if self._worker is None:
            self._worker = Worker(self._engine, self.handlers, name, self.clock, pace=self.pace, schedules=False)
            self._worker.start()
        return self._worker

    def stop(self) -> None:
        if self._worker is not None:
            self._worker.stop()
            self._worker = None

    def _unfinished(self) -> list[str]:
        due = or_(Job.not_before.is_(None), Job.not_before < self.clock() + timedelta(minutes=1))
        with self.sessions() as session:
            return list(session.scalars(select(Job.key).where(due, Job.state.not_in([state.value for state in ENDED]))))


def wait_for(holds: Callable[[], object], seconds: float = PATIENCE) -> None:
    """Waits until something holds; fails where it does not in time."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"not within {seconds} s: {holds}"
        time.sleep(0.02)
