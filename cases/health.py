"""Whether the house can serve: the database and its form, the files, the workers, and how long work has been waiting."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, sessionmaker

from cases.background.work import JobState
from ledger.files import FileStore
from ledger.migrating import pending_on
from ledger.operation import Job, WorkerLease

LOG: Final = logging.getLogger(__name__)
PROBE: Final = b"whether files can be written\n"


@dataclass(frozen=True, slots=True)
class Health:
    """What answers. `workers` are those alive; `waiting_for` is how long the oldest job that may run has been waiting."""

    database: bool = False
    migrated: bool = False
    files: bool = False
    workers: int = 0
    waiting: int = 0
    waiting_for: timedelta = timedelta(0)

    @property
    def ready(self) -> bool:
        """Whether requests can be served. People are served without a worker, too; what they start waits."""
        return self.database and self.migrated and self.files


def health(reading: sessionmaker[Session], files: FileStore, *, now: datetime) -> Health:
    """Asks everything once; why something does not answer goes to the log."""
    try:
        with reading() as session:
            migrated = not pending_on(session.connection())
            found = _of_work(session, now) if migrated else (0, 0, timedelta(0))
    except Exception:
        LOG.exception("the database does not answer")
        return Health(files=_writable(files))
    workers, waiting, waiting_for = found
    return Health(database=True, migrated=migrated, files=_writable(files), workers=workers, waiting=waiting, waiting_for=waiting_for)


def _of_work(session: Session, now: datetime) -> tuple[int, int, timedelta]:
    workers = select(func.count()).where(WorkerLease.expires_at > now, WorkerLease.fenced.is_(False))
    due = (Job.state == JobState.WAITING.value, or_(Job.not_before.is_(None), Job.not_before <= now))
    waiting, oldest = session.execute(select(func.count(), func.min(Job.submitted_at)).where(*due)).one()
    return session.scalar(workers) or 0, waiting, max(timedelta(0), now - oldest) if waiting else timedelta(0)


def _writable(files: FileStore) -> bool:
    try:
        files.delete(files.put(PROBE))
    except Exception:
        LOG.exception("the files do not answer")
        return False
    return True
