"""What is kept for how long: old rows of ended work go, in the ledger and in the engine's own books; what is under way never does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from dbos import DBOSClient
from sqlalchemy import ColumnElement, Engine, delete, inspect, select
from sqlalchemy.orm import Session, sessionmaker

from cases.background.work import ENDED, WorkKind
from jobs.books import open_books, open_client
from jobs.mending import enqueue_lost
from jobs.queues import WORKFLOW
from ledger.database import open_sessions
from ledger.mapping import Row
from ledger.models import AccessRecord, Effect, IdempotentAnswer, Job, OneTimeLink, Presence, WebSession, WorkerLease

BATCH: Final = 500
"""Rows removed in one transaction, so that nobody waits long for the lock of SQLite."""
ENDED_PIECES: Final = ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]
OFTEN: Final = frozenset({WorkKind.WATCH.value, WorkKind.DEADLINES.value, WorkKind.ODDS.value})
TAG: Final = "recoup retention"


@dataclass(frozen=True, slots=True)
class Keep:
    """How long ended things are kept."""

    jobs: timedelta = timedelta(days=30)
    rounds: timedelta = timedelta(days=2)
    """Jobs that come every minute or hour."""
    effects: timedelta = timedelta(days=400)
    """Longer than any job: a mail of last year must not go out again because its job is submitted anew."""
    answers: timedelta = timedelta(hours=24)
    access: timedelta = timedelta(days=400)
    leases: timedelta = timedelta(days=1)
    presence: timedelta = timedelta(minutes=10)
    """Longer than anybody counts as being there."""


@dataclass(frozen=True, slots=True)
class Tidied:
    """How many rows went, by what they were, and how many lost jobs were put back."""

    jobs: int
    pieces: int
    effects: int
    answers: int
    log_ins: int
    access: int
    leases: int
    presence: int
    put_back: int


def tidy(engine: Engine, *, now: datetime, keep: Keep | None = None) -> Tidied:
    """Removes what is older than `keep` says, in transactions of its own. The work of a TIDY job; safe beside everything else.

    A job whose row is gone can be submitted anew under its key; its pieces in DBOS's books have names of their own and are not in the
    way. Effects that were begun and whose end is not known stay until somebody looked.
    """
    kept = keep or Keep()
    sessions = open_sessions(engine)
    books = open_books(engine, TAG)
    try:
        client = open_client(books)
        put_back = enqueue_lost(sessions, client)
        pieces = _remove_pieces(client, now - min(kept.jobs, kept.rounds))
    finally:
        books.dispose()
    ended = Job.state.in_([state.value for state in ENDED])
    return Tidied(
        jobs=_remove(sessions, Job, ended, Job.ended_at < now - kept.jobs)
        + _remove(sessions, Job, ended, Job.kind.in_(OFTEN), Job.ended_at < now - kept.rounds),
        pieces=pieces,
        effects=_remove(sessions, Effect, Effect.done_at < now - kept.effects),
        answers=_remove(sessions, IdempotentAnswer, IdempotentAnswer.at < now - kept.answers),
        log_ins=_remove(sessions, WebSession, WebSession.expires_at < now) + _remove(sessions, OneTimeLink, OneTimeLink.expires_at < now),
        access=_remove(sessions, AccessRecord, AccessRecord.at < now - kept.access),
        leases=_remove(sessions, WorkerLease, WorkerLease.expires_at < now - kept.leases),
        presence=_remove(sessions, Presence, Presence.seen_at < now - kept.presence),
        put_back=put_back,
    )


def _remove(sessions: sessionmaker[Session], table: type[Row], *conditions: ColumnElement[bool]) -> int:
    """Removes the rows that meet the conditions, a batch at a time; gives how many."""
    key = inspect(table).primary_key[0]
    removed = 0
    while True:
        with sessions.begin() as session:
            old = session.scalars(select(key).where(*conditions).limit(BATCH)).all()
            if not old:
                return removed
            session.execute(delete(table).where(key.in_(old), *conditions).execution_options(synchronize_session=False))
        removed += len(old)


def _remove_pieces(client: DBOSClient, before: datetime) -> int:
    """Removes ended pieces of work from DBOS's books, those that ended before a moment."""
    moment, removed = before.astimezone(UTC).isoformat(), 0
    while True:
        old = client.list_workflows(
            name=WORKFLOW, status=ENDED_PIECES, completed_before=moment, limit=BATCH, load_input=False, load_output=False
        )
        if not old:
            return removed
        client.delete_workflows([piece.workflow_id for piece in old])
        removed += len(old)
