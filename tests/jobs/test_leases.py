"""Leases and turns: who counts as alive, and what the presumed dead may still write."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session, sessionmaker

from jobs.leases import Beat, Lease, NameTakenError, database_clock, living, turn, workers
from ledger.operation import WorkerLease

pytestmark = pytest.mark.both_engines

SHORT = timedelta(seconds=0.6)
LONG = timedelta(seconds=60)


def expire(sessions: sessionmaker[Session], name: str, *, fenced: bool = False) -> None:
    with sessions.begin() as session:
        passed = database_clock(session) - timedelta(seconds=1)
        session.execute(update(WorkerLease).where(WorkerLease.executor_id == name).values(expires_at=passed, fenced=fenced))


def elsewhere(sessions: sessionmaker[Session], name: str) -> None:
    """Makes a lease look like one of a process on another machine."""
    with sessions.begin() as session:
        session.execute(update(WorkerLease).where(WorkerLease.executor_id == name).values(host="dock-2:17"))


def alive(sessions: sessionmaker[Session]) -> set[str]:
    with sessions() as session:
        return living(session)


def test_a_worker_is_alive_from_taking_its_lease_to_giving_it_up(sessions: sessionmaker[Session]) -> None:
    lease = Lease(sessions, "worker-1", length=LONG)
    assert alive(sessions) == set()
    lease.take()
    assert alive(sessions) == {"worker-1"}
    assert lease.beat() is Beat.KEPT
    lease.release()
    assert alive(sessions) == set()
    with sessions() as session:
        assert workers(session) == []


def test_a_worker_that_went_silent_is_shown_as_dead(sessions: sessionmaker[Session]) -> None:
    Lease(sessions, "worker-1", length=LONG).take()
    expire(sessions, "worker-1")
    with sessions() as session:
        (seen,) = workers(session)
    assert (seen.executor_id, seen.alive) == ("worker-1", False)


def test_a_late_beat_keeps_the_lease_where_nobody_took_over(sessions: sessionmaker[Session]) -> None:
    lease = Lease(sessions, "worker-1", length=LONG)
    lease.take()
    life = lease.token
    expire(sessions, "worker-1")
    assert lease.beat() is Beat.KEPT
    assert lease.token == life
    assert alive(sessions) == {"worker-1"}


def test_after_a_takeover_the_old_life_holds_nothing_and_a_new_one_begins(sessions: sessionmaker[Session]) -> None:
    lease = Lease(sessions, "worker-1", length=LONG)
    lease.take()
    life = lease.token
    with sessions.begin() as session:
        assert lease.holds(session, life)
    expire(sessions, "worker-1", fenced=True)
    with sessions.begin() as session:
        assert not lease.holds(session, life)
    assert lease.beat() is Beat.FENCED
    with sessions.begin() as session:
        assert not lease.holds(session, life)
        assert lease.holds(session, lease.token)


@pytest.mark.slow
def test_the_name_of_a_living_worker_elsewhere_is_not_to_be_had(sessions: sessionmaker[Session]) -> None:
    Lease(sessions, "worker-1", length=LONG).take()
    elsewhere(sessions, "worker-1")
    with pytest.raises(NameTakenError, match="dock-2"):
        Lease(sessions, "worker-1", length=SHORT).take()


@pytest.mark.slow
def test_a_worker_that_died_elsewhere_is_followed_under_its_name_when_its_lease_ends(sessions: sessionmaker[Session]) -> None:
    first = Lease(sessions, "worker-1", length=SHORT)
    first.take()
    elsewhere(sessions, "worker-1")
    second = Lease(sessions, "worker-1", length=SHORT)
    second.take()
    assert first.beat() is Beat.TAKEN
    assert second.beat() is Beat.KEPT


def test_a_process_of_this_machine_that_is_no_more_is_followed_at_once(sessions: sessionmaker[Session]) -> None:
    Lease(sessions, "worker-1", length=LONG).take()
    second = Lease(sessions, "worker-1", length=LONG)
    second.take()
    assert second.beat() is Beat.KEPT


def test_a_turn_is_one_at_a_time_and_given_back(sessions: sessionmaker[Session]) -> None:
    with turn(sessions, "take over", "a", LONG) as first, turn(sessions, "take over", "b", LONG) as second:
        assert (first, second) == (True, False)
    with turn(sessions, "take over", "b", LONG) as again:
        assert again


def test_a_turn_whose_holder_died_is_free_again(sessions: sessionmaker[Session]) -> None:
    with turn(sessions, "take over", "a", timedelta(seconds=-1)), turn(sessions, "take over", "b", LONG) as second:
        assert second
        with turn(sessions, "take over", "c", LONG) as third:
            assert not third
