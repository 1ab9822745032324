"""What comes back every day, hour and minute: submitted once per period, however many workers ask for it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session, sessionmaker

from cases.background.inline_work import InlineWork
from cases.background.work import JobState, WorkKind
from jobs.schedule import submit_due
from ledger.operation import WatchedPlace
from ledger.suppliers import Supplier

pytestmark = pytest.mark.both_engines

MORNING = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)


def keys_after(sessions: sessionmaker[Session], work: InlineWork, *moments: datetime) -> list[str]:
    for now in moments:
        with sessions.begin() as session:
            submit_due(session, work, now=now)
    with sessions() as session:
        return sorted(job.key for job in work.jobs(session))


def watch_a_folder(sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        supplier = Supplier(name="Halden", slug="halden", created_at=MORNING)
        session.add(supplier)
        session.flush()
        session.add(WatchedPlace(supplier_id=supplier.id, kind="folder", place="/in"))


def test_each_period_is_submitted_once(sessions: sessionmaker[Session]) -> None:
    moments = (MORNING, MORNING + timedelta(seconds=20), MORNING + timedelta(hours=1), MORNING + timedelta(hours=1))
    hours = ["deadlines:2026-11-02T09", "deadlines:2026-11-02T10", "odds:2026-11-02T09", "odds:2026-11-02T10"]
    assert keys_after(sessions, InlineWork(), *moments) == ["causes:2026-11-02", *hours, "rebates:2026-11-02", "tidy:2026-11-02"]


def test_periods_are_those_of_utc_wherever_the_worker_stands(sessions: sessionmaker[Session]) -> None:
    oslo = datetime.fromisoformat("2026-11-03T00:30:00+01:00")
    due = ["causes:2026-11-02", "deadlines:2026-11-02T23", "odds:2026-11-02T23", "rebates:2026-11-02", "tidy:2026-11-02"]
    assert keys_after(sessions, InlineWork(), oslo) == due


def test_nothing_is_looked_into_where_nothing_is_watched(sessions: sessionmaker[Session]) -> None:
    assert not [key for key in keys_after(sessions, InlineWork(), MORNING) if key.startswith("watch")]


def test_a_look_that_takes_long_is_not_followed_by_another_before_it_ends(sessions: sessionmaker[Session]) -> None:
    watch_a_folder(sessions)
    work = InlineWork({kind: lambda _task, _report: None for kind in WorkKind})
    minutes = [MORNING + timedelta(minutes=n) for n in range(3)]
    keys_after(sessions, work, *minutes)
    work.run_pending(sessions, minutes[-1])
    found = keys_after(sessions, work, minutes[-1] + timedelta(minutes=1))
    assert [key for key in found if key.startswith("watch")] == ["watch:2026-11-02T09:30", "watch:2026-11-02T09:33"]
    with sessions() as session:
        assert {job.state for job in work.jobs(session, states=[JobState.DONE])} == {JobState.DONE}
