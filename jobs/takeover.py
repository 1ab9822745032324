"""Hands the work of dead workers back to the queues: DBOS alone does not notice that a worker on another machine has died."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from dbos import DBOSClient, WorkflowStatus
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, sessionmaker

from cases.background.work import JobState
from jobs.books import tag_of
from jobs.leases import database_clock, living, turn
from jobs.queues import WORKFLOW
from ledger.database import for_reading, is_sqlite
from ledger.models import Job, WorkerLease

TURN: Final = "take over"
LONGEST_TURN: Final = timedelta(seconds=30)
LOG: Final = logging.getLogger(__name__)


def take_over(sessions: sessionmaker[Session], client: DBOSClient, executor_id: str, token: str) -> int:
    """Hands back what workers with an expired lease, or none, had in hand; gives how many pieces of work. One worker at a time does it.

    A worker whose own lease has run out does nothing here; it beats first.
    """
    if not _orphans(sessions, client, executor_id):
        return 0
    with turn(sessions, TURN, token, LONGEST_TURN) as mine:
        if not mine:
            return 0
        # Looked at again: whoever had the turn before may have handed all of it back.
        return sum(_hand_back(sessions, client, dead, pieces) for dead, pieces in _orphans(sessions, client, executor_id).items())


def _orphans(sessions: sessionmaker[Session], client: DBOSClient, executor_id: str) -> dict[str, list[WorkflowStatus]]:
    """Pieces of work in the hands of the dead, by worker.

    What is pending is listed before the leases are read: a worker takes its lease before it takes work, so none alive can be missed.
    """
    pending = client.list_workflows(status="PENDING", name=WORKFLOW, load_input=False, load_output=False)
    with for_reading(sessions)() as session:
        alive = living(session)
    if executor_id not in alive:
        return {}
    left: defaultdict[str, list[WorkflowStatus]] = defaultdict(list)
    for piece in pending:
        if piece.executor_id is not None and piece.executor_id not in alive:
            left[piece.executor_id].append(piece)
    return dict(left)


def _hand_back(sessions: sessionmaker[Session], client: DBOSClient, dead: str, pieces: Sequence[WorkflowStatus]) -> int:
    if not _fence(sessions, dead):
        return 0
    by_queue: defaultdict[str | None, list[str]] = defaultdict(list)
    for piece in pieces:
        by_queue[piece.queue_name].append(piece.workflow_id)
    for queue, tickets in by_queue.items():
        client.resume_workflows(tickets, queue_name=queue)
    LOG.warning("took over %d pieces of work of worker %s, which went silent", len(pieces), dead)
    return len(pieces)


def _fence(sessions: sessionmaker[Session], dead: str) -> bool:
    """Drops from here on what that worker still brings; False where it beat again meanwhile."""
    with sessions.begin() as session:
        lease = session.get(WorkerLease, dead)
        if lease is not None and not lease.fenced and lease.expires_at > database_clock(session):
            return False
    _end_sessions(sessions, dead)
    with sessions.begin() as session:
        now = database_clock(session)
        lease = session.scalar(select(WorkerLease).where(WorkerLease.executor_id == dead).with_for_update())
        if lease is not None:
            if not lease.fenced and lease.expires_at > now:
                return False
            lease.fenced = True
            session.flush()
        session.execute(
            update(Job)
            .where(Job.worker == dead, Job.state == JobState.RUNNING.value)
            .values(state=JobState.WAITING.value, worker=None, message="its worker went silent; another takes over")
            .execution_options(synchronize_session=False)
        )
    return True


def _end_sessions(sessions: sessionmaker[Session], dead: str) -> None:
    """On PostgreSQL, ends the database sessions of a worker that was stopped rather than killed: their locks would hold up its heirs."""
    with sessions() as session:
        if is_sqlite(session):
            return
        try:
            session.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = :tag"
                ),
                {"tag": tag_of(dead)},
            )
            session.commit()
        except DBAPIError as error:
            LOG.warning("could not end the database sessions of worker %s: %s", dead, type(error).__name__)
