"""What is done again and again: submitted once per period, however many workers ask for it."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from cases.background.work import ENDED, Work, WorkKind
from ledger.models import Job, WatchedPlace


def submit_due(session: Session, work: Work, *, now: datetime) -> list[str]:
    """Submits what the present period calls for and nobody has submitted yet; gives the keys of the periods that run.

    Deadlines are looked at every hour, so that a new day is seen within its first, and odds are worked out where answers came meanwhile;
    old rows go, causes are looked for and rebates worked out once a day. Watched places are looked into every minute where there are
    any, and only when the look before has ended. Days and hours are those of UTC.
    """
    moment = now.astimezone(UTC)
    keys = [
        work.submit(session, WorkKind.DEADLINES, {}, f"{WorkKind.DEADLINES}:{moment:%Y-%m-%dT%H}", now=now),
        work.submit(session, WorkKind.ODDS, {}, f"{WorkKind.ODDS}:{moment:%Y-%m-%dT%H}", now=now),
        work.submit(session, WorkKind.TIDY, {}, f"{WorkKind.TIDY}:{moment:%Y-%m-%d}", now=now),
        work.submit(session, WorkKind.CAUSES, {}, f"{WorkKind.CAUSES}:{moment:%Y-%m-%d}", now=now),
        work.submit(session, WorkKind.REBATES, {}, f"{WorkKind.REBATES}:{moment:%Y-%m-%d}", now=now),
    ]
    if _is_watching(session) and not _is_looking(session):
        keys.append(work.submit(session, WorkKind.WATCH, {}, f"{WorkKind.WATCH}:{moment:%Y-%m-%dT%H:%M}", now=now))
    return keys


def _is_watching(session: Session) -> bool:
    return bool(session.scalar(select(exists().where(WatchedPlace.active.is_(True)))))


def _is_looking(session: Session) -> bool:
    unfinished = Job.state.not_in([state.value for state in ENDED])
    return bool(session.scalar(select(exists().where(Job.kind == WorkKind.WATCH.value, unfinished))))
