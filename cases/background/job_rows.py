"""The rows of jobs that people watch: written in the caller's transaction, each key once, whatever engine carries the jobs out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from cases.background.work import ENDED, QUEUES, JobState, JobView, WorkKind
from ledger.database import is_sqlite
from ledger.models import Job


def enter(
    session: Session,
    kind: WorkKind,
    payload: Mapping[str, Any],
    key: str,
    *,
    now: datetime,
    supplier_id: int | None = None,
    not_before: datetime | None = None,
    ticket: str | None = None,
) -> bool:
    """Writes the row of a job that waits; False where the key is known, also from a transaction that ends at the same moment."""
    session.flush()
    insert = sqlite.insert if is_sqlite(session) else postgresql.insert
    written = session.execute(
        insert(Job)
        .values(
            key=key,
            kind=kind.value,
            queue=QUEUES[kind],
            supplier_id=supplier_id,
            payload=dict(payload),
            state=JobState.WAITING.value,
            done=0,
            message="",
            attempts=0,
            submitted_at=now,
            not_before=not_before,
            ticket=ticket,
        )
        .on_conflict_do_nothing(index_elements=[Job.key])
        .returning(Job.id)
    )
    return written.first() is not None


def cancel(session: Session, key: str, *, now: datetime) -> bool:
    """Marks a job that has not ended as cancelled; False where there is none such. A handler at work learns it when it reports."""
    marked = session.execute(
        update(Job)
        .where(Job.key == key, Job.state.not_in([state.value for state in ENDED]))
        .values(state=JobState.CANCELLED.value, ended_at=now, message="cancelled")
        .returning(Job.id)
        .execution_options(synchronize_session=False)
    )
    return marked.first() is not None


def look(session: Session, key: str) -> JobView | None:
    """The job, as the database has it now; None where there is none."""
    row = session.scalar(select(Job).where(Job.key == key).execution_options(populate_existing=True))
    return None if row is None else view(row)


def jobs(
    session: Session,
    *,
    supplier_ids: Sequence[int] | None = None,
    states: Sequence[JobState] = (),
    before: int | None = None,
    limit: int = 50,
) -> list[JobView]:
    """Jobs, the latest first, those before number `before`; `supplier_ids` None means all suppliers and the house's own jobs."""
    wanted = select(Job).order_by(Job.id.desc()).limit(limit).execution_options(populate_existing=True)
    if supplier_ids is not None:
        wanted = wanted.where(Job.supplier_id.in_(supplier_ids))
    if states:
        wanted = wanted.where(Job.state.in_([state.value for state in states]))
    if before is not None:
        wanted = wanted.where(Job.id < before)
    return [view(row) for row in session.scalars(wanted)]


def view(row: Job) -> JobView:
    """A row as people watch it."""
    return JobView(
        key=row.key,
        kind=WorkKind(row.kind),
        state=JobState(row.state),
        done=row.done,
        total=row.total,
        message=row.message,
        supplier_id=row.supplier_id,
        submitted_at=row.submitted_at,
        started_at=row.started_at,
        ended_at=row.ended_at,
        payload=row.payload,
        id=row.id,
    )
