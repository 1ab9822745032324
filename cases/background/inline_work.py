"""Background work without a background: jobs are noted in the caller's transaction and carried out when told, for the shell and tests."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session, sessionmaker

from cases.background import job_rows
from cases.background.failed_work import told
from cases.background.work import CancelledWorkError, Handler, JobState, JobView, Report, Task, UnknownWorkError, WorkKind
from ledger.database import for_reading
from ledger.models import Job

SOON: Final = timedelta(minutes=1)
"""What is held back for moments, to gather more of its kind, is not waited for here."""
NAME: Final = "inline"
"""The worker that the rows of these jobs name."""
LOG: Final = logging.getLogger(__name__)


class InlineWork:
    """A Work whose jobs run in this process and thread, one after the other, when `run_pending` is called.

    `handlers` may be filled after it was handed over: handlers usually need the Work themselves.
    """

    def __init__(self, handlers: Mapping[WorkKind, Handler] | None = None) -> None:
        self._handlers = {} if handlers is None else handlers

    def submit(
        self,
        session: Session,
        kind: WorkKind,
        payload: Mapping[str, Any],
        key: str,
        *,
        now: datetime,
        supplier_id: int | None = None,
        not_before: datetime | None = None,
    ) -> str:
        """Notes a job once per `key`. Gives the key."""
        job_rows.enter(session, kind, payload, key, now=now, supplier_id=supplier_id, not_before=not_before)
        return key

    def cancel(self, session: Session, key: str, *, now: datetime) -> bool:
        """Cancels a job that has not ended; False where there is none such."""
        return job_rows.cancel(session, key, now=now)

    def look(self, session: Session, key: str) -> JobView | None:
        """The job, or None."""
        return job_rows.look(session, key)

    def jobs(
        self,
        session: Session,
        *,
        supplier_ids: Sequence[int] | None = None,
        states: Sequence[JobState] = (),
        before: int | None = None,
        limit: int = 50,
    ) -> list[JobView]:
        """Jobs, the latest first; `supplier_ids` None means all suppliers."""
        return job_rows.jobs(session, supplier_ids=supplier_ids, states=states, before=before, limit=limit)

    def run_pending(
        self,
        sessions: sessionmaker[Session],
        now: datetime,
        *,
        handlers: Mapping[WorkKind, Handler] | None = None,
        kinds: Sequence[WorkKind] | None = None,
        raising: bool = False,
    ) -> list[JobView]:
        """Carries out what waits and is due by a minute from `now`, and what that submits, until nothing is left; gives the jobs as ended.

        Jobs that were submitted to workers are left to them. `kinds` None means all. A handler that fails leaves its job failed and the
        rest goes on; `raising` hands its error on instead (tests). A job whose kind has no handler fails.
        """
        ended: list[JobView] = []
        carried = self._handlers if handlers is None else handlers
        while (task := self._take(sessions, now, kinds)) is not None:
            ended.append(self._carry_out(sessions, task, carried, now, raising=raising))
        return ended

    def _take(self, sessions: sessionmaker[Session], now: datetime, kinds: Sequence[WorkKind] | None) -> Task | None:
        due = (
            select(Job)
            .where(Job.state == JobState.WAITING.value, Job.ticket.is_(None), or_(Job.not_before.is_(None), Job.not_before <= now + SOON))
            .order_by(func.coalesce(Job.not_before, Job.submitted_at), Job.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        if kinds is not None:
            due = due.where(Job.kind.in_([kind.value for kind in kinds]))
        with sessions.begin() as session:
            job = session.scalar(due)
            if job is None:
                return None
            job.state, job.started_at, job.worker = JobState.RUNNING.value, now, NAME
            job.attempts += 1
            return Task(job.key, WorkKind(job.kind), job.payload, job.attempts)

    def _carry_out(
        self, sessions: sessionmaker[Session], task: Task, handlers: Mapping[WorkKind, Handler], now: datetime, *, raising: bool
    ) -> JobView:
        progress = _Progress(for_reading(sessions), task.key)
        state, message = JobState.DONE, ""
        try:
            handlers.get(task.kind, _nobody)(task, progress)
        except CancelledWorkError:
            state = JobState.CANCELLED
        except Exception as error:
            if raising:
                raise
            LOG.exception("job %s failed", task.key)
            state, message = JobState.FAILED, told(error)
        with sessions.begin() as session:
            session.execute(
                update(Job)
                .where(Job.key == task.key, Job.state == JobState.RUNNING.value)
                .values(state=state.value, done=progress.done, total=progress.total, message=message or progress.message, ended_at=now)
            )
            seen = job_rows.look(session, task.key)
        if seen is None:
            raise RuntimeError(f"the row of job {task.key} went away while it ran")
        return seen


def _nobody(task: Task, report: Report) -> None:
    del report
    raise UnknownWorkError(task.kind)


class _Progress:
    """What a handler reported last. Kept in memory: on SQLite a handler's open transaction would be in the way of writing it."""

    def __init__(self, reading: sessionmaker[Session], key: str) -> None:
        self._reading = reading
        self._key = key
        self.done = 0
        self.total: int | None = None
        self.message = ""

    def __call__(self, done: int, total: int | None, message: str = "") -> None:
        self.done, self.total, self.message = done, total, message
        with self._reading() as session:
            if session.scalar(select(Job.state).where(Job.key == self._key)) == JobState.CANCELLED.value:
                raise CancelledWorkError(self._key)
