"""The Work port on DBOS: a job's row and its place in a queue are written in the caller's transaction, both or neither."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from cases.background import job_rows
from cases.background.work import JobState, JobView, WorkKind
from jobs.books import open_client
from jobs.queues import enqueue, new_ticket


class DbosWork:
    """Submits jobs for the workers of an installation. Carries nothing out itself and starts no thread; see jobs.worker."""

    def __init__(self, engine: Engine) -> None:
        self._client = open_client(engine)

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
        """Submits a job once per `key`; the same key again changes nothing. Gives the key. The payload is plain JSON."""
        ticket = new_ticket(key)
        if job_rows.enter(session, kind, payload, key, now=now, supplier_id=supplier_id, not_before=not_before, ticket=ticket):
            wait = None if not_before is None else (not_before - now).total_seconds()
            enqueue(session, self._client, kind, payload, key, ticket, wait_seconds=wait)
        return key

    def cancel(self, session: Session, key: str, *, now: datetime) -> bool:
        """Cancels a job that has not ended; False where there is none such.

        Its place in the queue stays: DBOS offers no cancelling inside a transaction, and what is cancelled is passed over when its
        turn comes.
        """
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
