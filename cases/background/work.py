"""The port for work in the background: what kinds there are, how they are submitted, watched and carried out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, Protocol

from sqlalchemy.orm import Session


class WorkKind(StrEnum):
    """Kinds of background work."""

    READ = "read"
    """Read one document: payload `document_id`."""
    DETECT = "detect"
    """Judge again what was touched in an account: payload `account_id`."""
    DRAFT = "draft"
    """Write the draft of a case: payload `case_id`."""
    PACKET = "packet"
    """Build the evidence packet of a case: payload `case_id`."""
    MAIL = "mail"
    """Send one mail: payload `mail_id`."""
    DEADLINES = "deadlines"
    """Look for cases whose day has come: no payload."""
    WATCH = "watch"
    """Look into the watched folders and mailboxes: no payload."""
    TIDY = "tidy"
    """Remove old rows of jobs, answers and sessions: no payload."""
    ODDS = "odds"
    """Learn how cases end from those that ended, and say so of the open ones: no payload."""
    NARRATE = "narrate"
    """Let a model write the letter of a case: payload `run_id`."""
    CAUSES = "causes"
    """Look for what deductions have in common and write notes on it: payload `run_id`; without one, order the looks that are due."""
    GATHER = "gather"
    """Look for papers that cases lack and propose them, without a model: payload `account_id` or `case_id`."""
    EVIDENCE = "evidence"
    """The same for one case with a model, which may look further, order and word what is found: payload `run_id`."""
    POINT = "point"
    """Let a model point at words for fields that the readers could not place: payload `run_id`."""
    REBATES = "rebates"
    """Work out rebate statements and hold claims against them: payload `account_id`; without one, order the looks of the day."""


QUEUES: Final[Mapping[WorkKind, str]] = {
    WorkKind.READ: "read",
    WorkKind.DETECT: "match",
    WorkKind.DRAFT: "match",
    WorkKind.PACKET: "read",
    WorkKind.MAIL: "mail",
    WorkKind.DEADLINES: "match",
    WorkKind.WATCH: "mail",
    WorkKind.TIDY: "match",
    WorkKind.ODDS: "match",
    WorkKind.NARRATE: "llm",
    WorkKind.CAUSES: "llm",
    WorkKind.GATHER: "match",
    WorkKind.EVIDENCE: "llm",
    WorkKind.POINT: "llm",
    WorkKind.REBATES: "match",
}
"""The queue that a kind of work stands in; queues differ in how much of them runs at a time."""


class JobState(StrEnum):
    """Where a job is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


ENDED: Final = frozenset({JobState.DONE, JobState.FAILED, JobState.CANCELLED})


@dataclass(frozen=True, slots=True)
class JobView:
    """A job as people watch it. `done` of `total` (None: not known) says how far it is; `message` what it does or why it failed."""

    key: str
    kind: WorkKind
    state: JobState
    done: int
    total: int | None
    message: str
    supplier_id: int | None
    submitted_at: datetime
    started_at: datetime | None = None
    ended_at: datetime | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)
    id: int = 0
    """Counts up with each submission; the last one of a page is the `before` of the next."""


@dataclass(frozen=True, slots=True)
class Task:
    """A job as its handler gets it. `attempt` counts from 1; a body can run more than once, so each effect needs its own key."""

    key: str
    kind: WorkKind
    payload: Mapping[str, Any]
    attempt: int = 1


class Report(Protocol):
    """How a handler says how far it is, and learns that it should stop."""

    def __call__(self, done: int, total: int | None, message: str = "") -> None:
        """Shows progress. Raises CancelledWorkError where the job was cancelled."""
        ...


class CancelledWorkError(Exception):
    """The job was cancelled while it ran; the handler stops and leaves nothing half-done."""


class TransientWorkError(Exception):
    """It did not work now and may well work in a while (a server does not answer); the job is tried again, a few times at most."""


class UnknownWorkError(Exception):
    """No handler carries out this kind of work here."""

    def __init__(self, kind: WorkKind) -> None:
        super().__init__(f"nothing here carries out work of the kind {kind}")


Handler = Callable[[Task, Report], None]
"""Carries out one job in transactions of its own; what follows is submitted in the same transaction as the rows it is about."""


class Work(Protocol):
    """Background work. Submitting is part of the caller's transaction: no commit, no job."""

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
        """Submits a job once per `key`; the same key again changes nothing. Gives the key."""
        ...

    def cancel(self, session: Session, key: str, *, now: datetime) -> bool:
        """Cancels a job that has not ended; False where there is none such."""
        ...

    def look(self, session: Session, key: str) -> JobView | None:
        """The job, or None."""
        ...

    def jobs(
        self,
        session: Session,
        *,
        supplier_ids: Sequence[int] | None = None,
        states: Sequence[JobState] = (),
        before: int | None = None,
        limit: int = 50,
    ) -> Sequence[JobView]:
        """Jobs, the latest first; `supplier_ids` None means all suppliers."""
        ...
