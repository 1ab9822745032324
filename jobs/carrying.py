"""Carries one job out: begins it, runs its handler, and records how it ended only where this worker still counts as alive."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar

from dbos import DBOSClient
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFreeError
from sqlalchemy.orm import Session, sessionmaker

from cases.background.failed_work import is_transient, told
from cases.background.work import ENDED, CancelledWorkError, Handler, JobState, Task, UnknownWorkError, WorkKind
from jobs.leases import Beat, Lease
from jobs.pace import Pace
from jobs.queues import enqueue, new_ticket
from ledger.database import for_reading
from ledger.models import Job

T = TypeVar("T")
UNREACHABLE: Final = (OperationalError, NoConnectionFreeError)
WAIT_FOR_DATABASE: Final = 1.0
LOG: Final = logging.getLogger(__name__)


class InterruptedWorkError(CancelledWorkError):
    """The worker stops, or lost its lease: the handler stops and the job is carried out again from its start, here or elsewhere."""


class AbandonedPieceError(BaseException):
    """Leaves a piece of work as it stands in DBOS's books: pending, for those who take over.

    No Exception on purpose: DBOS would record one as the end of it.
    """


@dataclass(slots=True, eq=False)
class Run:
    """One start of a job: what a handler reports to. Progress stays in memory until the worker's pulse writes it.

    `start` counts the starts of the job and `life` names the worker's lease: only the run with the job's latest start, of a life that
    still counts, may write to the job's row.
    """

    task: Task
    start: int
    life: str
    done: int = 0
    total: int | None = None
    message: str = ""
    unwritten: bool = False
    end: CancelledWorkError | None = None
    """Why the handler has to stop at its next report."""
    lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def __call__(self, done: int, total: int | None, message: str = "") -> None:
        """Shows progress. Raises CancelledWorkError where the job was cancelled, or has to go back because the worker stops."""
        with self.lock:
            # PostgreSQL takes no NUL, and names of files may hold one.
            self.done, self.total, self.message, self.unwritten = done, total, message.replace("\x00", ""), True
        if self.end is not None:
            raise self.end

    def progress(self) -> dict[str, Any]:
        """What was reported last, as columns of the job's row."""
        with self.lock:
            self.unwritten = False
            return {"done": self.done, "total": self.total, "message": self.message}


class Carrier:
    """Carries out the jobs of one worker, each in the thread that DBOS calls it in."""

    def __init__(
        self,
        sessions: sessionmaker[Session],
        client: DBOSClient,
        lease: Lease,
        handlers: Mapping[WorkKind, Handler],
        clock: Callable[[], datetime],
        pace: Pace,
    ) -> None:
        self._sessions = sessions
        self._client = client
        self._lease = lease
        self._handlers = handlers
        self._clock = clock
        self._pace = pace
        self._runs: set[Run] = set()
        self._hands: set[tuple[str, int]] = set()
        self._stopping = threading.Event()

    def in_hand(self) -> frozenset[str]:
        """The tickets of the pieces of work that threads of this worker are at."""
        return frozenset(ticket for ticket, _ in self._hands.copy())

    def stop(self) -> None:
        """Lets handlers stop at their next report, their jobs going back; begins nothing more."""
        self._stopping.set()
        for run in self._runs.copy():
            run.end = InterruptedWorkError("the worker stops")

    def carry_out(self, key: str, ticket: str, failures: int) -> str:
        """Carries the job out as far as it goes and records where it got to; gives that in a word, for DBOS's books.

        The body may run more than once: a worker can die at any moment, and one that was held up may go on beside its heir.
        """
        hand = (ticket, threading.get_ident())
        self._hands.add(hand)
        try:
            run = self._insist(lambda: self._begin(key, ticket))
            return "passed over" if run is None else self._run(run, failures)
        finally:
            self._hands.discard(hand)

    def _run(self, run: Run, failures: int) -> str:
        self._runs.add(run)
        try:
            self._go_on_unless_stopping()
            self._handler(run.task.kind)(run.task, run)
        except InterruptedWorkError:
            return self._insist(lambda: self._put_back(run, failures, wait=0.0, message=""))
        except CancelledWorkError:
            return self._insist(lambda: self._end(run, JobState.CANCELLED, "cancelled"))
        except Exception as error:
            LOG.exception("job %s failed at start %d", run.task.key, run.start)
            message = told(error)
            if is_transient(error) and failures < len(self._pace.retries):
                wait = self._pace.retries[failures]
                return self._insist(lambda: self._put_back(run, failures + 1, wait=wait, message=f"tried again soon: {message}"))
            return self._insist(lambda: self._end(run, JobState.FAILED, message))
        else:
            return self._insist(lambda: self._end(run, JobState.DONE, run.message))
        finally:
            self._runs.discard(run)

    def pulse(self) -> None:
        """Writes the progress of what runs, and tells handlers whose job was cancelled or is no longer theirs to stop."""
        runs = self._runs.copy()
        for run in runs:
            if run.unwritten:
                with self._sessions.begin() as session:
                    if self._lease.holds(session, run.life):
                        self._update(session, run, **run.progress())
        if not runs:
            return
        with for_reading(self._sessions)() as session:
            rows = select(Job.key, Job.state, Job.attempts).where(Job.key.in_({run.task.key for run in runs}))
            found = {key: (state, start) for key, state, start in session.execute(rows)}
        for run in runs:
            state, start = found.get(run.task.key, ("", 0))
            if state == JobState.CANCELLED.value:
                run.end = CancelledWorkError(run.task.key)
            elif start != run.start or run.life != self._lease.token:
                run.end = InterruptedWorkError("the job is no longer this worker's")

    def _go_on_unless_stopping(self) -> None:
        if self._stopping.is_set():
            raise InterruptedWorkError("the worker stops")

    def _handler(self, kind: WorkKind) -> Handler:
        try:
            return self._handlers[kind]
        except KeyError:
            raise UnknownWorkError(kind) from None

    def _begin(self, key: str, ticket: str) -> Run | None:
        """The run of a job that is to be carried out; None where it ended, was cancelled, or has a newer ticket."""
        while True:
            life = self._lease.token
            with self._sessions.begin() as session:
                if self._lease.holds(session, life):
                    return self._begin_in(session, key, ticket, life)
            # Fenced while it was held up: the lease is taken anew before anything is begun.
            if self._stopping.is_set() or self._lease.beat() is Beat.TAKEN:
                raise AbandonedPieceError

    def _begin_in(self, session: Session, key: str, ticket: str, life: str) -> Run | None:
        job = session.scalar(select(Job).where(Job.key == key).with_for_update())
        if job is None or job.ticket != ticket or JobState(job.state) in ENDED:
            return None
        now = self._clock()
        if job.attempts >= self._pace.most_starts:
            job.state, job.ended_at = JobState.FAILED.value, now
            job.message = f"given up: its worker stopped under it {job.attempts} times"
            LOG.error("job %s given up after %d starts", key, job.attempts)
            return None
        job.attempts += 1
        job.state, job.worker, job.started_at, job.message = JobState.RUNNING.value, self._lease.executor_id, now, ""
        return Run(Task(key, WorkKind(job.kind), job.payload, job.attempts), job.attempts, life)

    def _end(self, run: Run, state: JobState, message: str) -> str:
        with self._sessions.begin() as session:
            written = self._write(session, run, **{**run.progress(), "state": state.value, "message": message, "ended_at": self._clock()})
        return state.value if written else "dropped"

    def _put_back(self, run: Run, failures: int, *, wait: float, message: str) -> str:
        """The job waits again, under a new ticket, so that neither this piece of work nor a thread stands in the way while it does."""
        ticket, task = new_ticket(run.task.key), run.task
        with self._sessions.begin() as session:
            not_before = self._clock() + timedelta(seconds=wait) if wait else None
            written = self._write(
                session, run, state=JobState.WAITING.value, message=message, worker=None, ticket=ticket, not_before=not_before
            )
            if written:
                enqueue(session, self._client, task.kind, task.payload, task.key, ticket, failures=failures, wait_seconds=wait)
        return "put back" if written else "dropped"

    def _write(self, session: Session, run: Run, **values: Any) -> bool:
        """Writes to the job's row if the run still counts; the caller's transaction keeps it that way until its end.

        Where the worker counts as dead, the piece of work is abandoned: those who take over may be about to hand it back, and DBOS must
        not take it for done before they did.
        """
        if not self._lease.holds(session, run.life):
            LOG.warning("job %s: what start %d brought is dropped, others take over", run.task.key, run.start)
            raise AbandonedPieceError
        return self._update(session, run, **values)

    def _update(self, session: Session, run: Run, **values: Any) -> bool:
        written = session.execute(
            update(Job)
            .where(Job.key == run.task.key, Job.attempts == run.start, Job.state == JobState.RUNNING.value)
            .values(**values)
            .returning(Job.id)
            .execution_options(synchronize_session=False)
        )
        return written.first() is not None

    def _insist(self, write: Callable[[], T]) -> T:
        """Repeats until the database takes it: what a handler did must not go unrecorded because the database was away for a while."""
        while True:
            try:
                return write()
            except UNREACHABLE:
                if self._stopping.is_set():
                    raise AbandonedPieceError from None
                LOG.exception("the database does not take a job's state; trying again")
                time.sleep(WAIT_FOR_DATABASE)
