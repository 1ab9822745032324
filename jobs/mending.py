"""Pieces of work that fell between two chairs: found again and put back into their queue."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Final

from dbos import DBOSClient
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from cases.background.work import ENDED, JobState, WorkKind
from jobs.queues import WORKFLOW, enqueue, new_ticket
from ledger.database import for_reading
from ledger.models import Job

LEFT_BEHIND: Final = timedelta(hours=1)
"""How long a job without workers (`recoup import` carries its own out) may wait before it counts as left behind by one that died."""
BATCH: Final = 500
UNFINISHED: Final = [state.value for state in JobState if state not in ENDED]
OPEN_PIECES: Final = frozenset({"ENQUEUED", "PENDING", "DELAYED"})


def not_carried(client: DBOSClient, executor_id: str, in_hand: Collection[str]) -> set[str]:
    """Pieces of work that DBOS's books give to a living worker and that no thread of it is at; such may just have been taken."""
    pending = client.list_workflows(status="PENDING", name=WORKFLOW, executor_id=executor_id, load_input=False, load_output=False)
    return {piece.workflow_id for piece in pending} - set(in_hand)


def put_back(client: DBOSClient, tickets: Collection[str]) -> None:
    """Puts pending pieces of work back into the queues that they came from."""
    if not tickets:
        return
    for piece in client.list_workflows(workflow_ids=sorted(tickets), status="PENDING", load_input=False, load_output=False):
        client.resume_workflow(piece.workflow_id, queue_name=piece.queue_name)


def adopt_left_behind(session: Session, client: DBOSClient, *, now: datetime) -> int:
    """Gives workers the jobs that a command noted to carry out itself and died over; gives how many."""
    waiting = (
        select(Job)
        .where(Job.ticket.is_(None), Job.state.in_(UNFINISHED), Job.submitted_at < now - LEFT_BEHIND)
        .where((Job.started_at.is_(None)) | (Job.started_at < now - LEFT_BEHIND))
        .order_by(Job.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    found = list(session.scalars(waiting))
    for job in found:
        _enqueue_anew(session, client, job)
    return len(found)


def enqueue_lost(sessions: sessionmaker[Session], client: DBOSClient) -> int:
    """Puts jobs back that have not ended though their piece of work in DBOS's books has, or is not there; gives how many."""
    mended, after = 0, 0
    while True:
        with for_reading(sessions)() as session:
            unfinished = (
                select(Job.id, Job.ticket)
                .where(Job.state.in_(UNFINISHED), Job.ticket.is_not(None), Job.id > after)
                .order_by(Job.id)
                .limit(BATCH)
            )
            page = [(number, str(ticket)) for number, ticket in session.execute(unfinished)]
        if not page:
            return mended
        after = page[-1][0]
        pieces = client.list_workflows(workflow_ids=[ticket for _, ticket in page], load_input=False, load_output=False)
        open_pieces = {piece.workflow_id for piece in pieces if piece.status in OPEN_PIECES}
        mended += _mend(sessions, client, [(number, ticket) for number, ticket in page if ticket not in open_pieces])


def _mend(sessions: sessionmaker[Session], client: DBOSClient, lost: Sequence[tuple[int, str]]) -> int:
    mended = 0
    for number, ticket in lost:
        with sessions.begin() as session:
            # Looked at again under a lock: it may have ended, or gone back by itself, since it was listed.
            job = session.get(Job, number, with_for_update=True)
            if job is not None and job.ticket == ticket and JobState(job.state) not in ENDED:
                _enqueue_anew(session, client, job)
                mended += 1
    return mended


def _enqueue_anew(session: Session, client: DBOSClient, job: Job) -> None:
    job.ticket, job.state, job.worker = new_ticket(job.key), JobState.WAITING.value, None
    session.flush()
    enqueue(session, client, WorkKind(job.kind), job.payload, job.key, job.ticket)
