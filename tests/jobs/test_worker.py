"""Workers on DBOS: what they try again, what stands in line, what they give back, what is dropped and what is tidied away."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select, text, update
from sqlalchemy.orm import Session

from cases.background.inline_work import InlineWork
from cases.background.work import CancelledWorkError, JobState, Report, Task, TransientWorkError, WorkKind
from jobs.books import SCHEMA, open_books, open_client, tag_of
from jobs.mending import LEFT_BEHIND, adopt_left_behind
from jobs.queues import Widths
from jobs.retention import Keep, tidy
from jobs.takeover import take_over
from jobs.worker import Worker
from ledger.operation import Effect, Job, Presence, WorkerLease
from ledger.people import User
from ledger.suppliers import Supplier
from tests.jobs.shops import QUICK, DbosShop, wait_for

pytestmark = pytest.mark.both_engines


def row_of(shop: DbosShop, key: str) -> Job:
    with shop.sessions() as session:
        return session.scalars(select(Job).where(Job.key == key)).one()


def test_trouble_that_passes_is_tried_again_and_then_done(dbos_shop: DbosShop) -> None:
    tries = []

    def mail(task: Task, report: Report) -> None:
        report(0, 1)
        tries.append(task.attempt)
        if len(tries) < 3:
            raise TransientWorkError("the mail server does not answer")

    dbos_shop.handlers[WorkKind.MAIL] = mail
    dbos_shop.submit(WorkKind.MAIL, "mail:1")
    assert dbos_shop.ended("mail:1").state is JobState.DONE
    assert tries == [1, 2, 3]


@pytest.mark.slow
def test_trouble_that_stays_is_given_up_after_two_more_tries(dbos_shop: DbosShop) -> None:
    tries = []

    def mail(task: Task, report: Report) -> None:
        del report
        tries.append(task.attempt)
        raise TimeoutError

    dbos_shop.handlers[WorkKind.MAIL] = mail
    dbos_shop.submit(WorkKind.MAIL, "mail:1")
    assert dbos_shop.ended("mail:1").state is JobState.FAILED
    assert tries == [1, 2, 3]


def test_an_account_is_never_judged_twice_at_once_and_two_accounts_are(dbos_shop: DbosShop, engine: Engine) -> None:
    at_work: list[int] = []
    together: list[list[int]] = []
    lock = threading.Lock()

    def detect(task: Task, report: Report) -> None:
        del report
        account = task.payload["account_id"]
        with lock:
            at_work.append(account)
            together.append(sorted(at_work))
        time.sleep(0.4)
        with lock:
            at_work.remove(account)

    handlers = {WorkKind.DETECT: detect}
    for number in range(3):
        dbos_shop.submit(WorkKind.DETECT, f"detect:1:{number}", account_id=1)
        dbos_shop.submit(WorkKind.DETECT, f"detect:2:{number}", account_id=2)
    worker = Worker(engine, handlers, "worker-1", dbos_shop.clock, widths=Widths(match=4), pace=QUICK, schedules=False)
    worker.start()
    try:
        wait_for(lambda: all(dbos_shop.look(f"detect:{a}:{n}").state is JobState.DONE for a in (1, 2) for n in range(3)))
    finally:
        worker.stop()
    assert not [found for found in together if len(found) != len(set(found))]
    assert [1, 2] in together


def test_a_worker_that_stops_gives_its_job_back_and_the_next_one_does_it(dbos_shop: DbosShop, gate: threading.Event) -> None:
    starts = []

    def read(task: Task, report: Report) -> None:
        starts.append(task.attempt)
        gate.set()
        while len(starts) == 1:
            report(1, 2)
            time.sleep(0.01)

    dbos_shop.handlers[WorkKind.READ] = read
    dbos_shop.submit(WorkKind.READ, "read:1")
    dbos_shop.start()
    assert gate.wait(20)
    dbos_shop.stop()
    assert dbos_shop.look("read:1").state is JobState.WAITING
    assert dbos_shop.ended("read:1").state is JobState.DONE
    assert starts == [1, 2]


def test_a_job_under_which_workers_die_again_and_again_is_given_up(dbos_shop: DbosShop) -> None:
    dbos_shop.handlers[WorkKind.READ] = lambda _task, _report: None
    dbos_shop.submit(WorkKind.READ, "read:1")
    with dbos_shop.sessions.begin() as session:
        session.execute(update(Job).values(attempts=QUICK.most_starts))
    job = dbos_shop.ended("read:1")
    assert job.state is JobState.FAILED
    assert "given up" in job.message


def test_what_a_worker_brings_after_others_took_over_is_dropped(dbos_shop: DbosShop, engine: Engine, gate: threading.Event) -> None:
    """The worker is held up inside its handler beyond its lease; another does the job meanwhile, and only that one's result counts."""
    went_on = threading.Event()
    starts: list[int] = []

    def read(task: Task, report: Report) -> None:
        starts.append(task.attempt)
        if task.attempt == 1:
            gate.set()
            went_on.wait(20)
            report(1, 1, "the first")
        report(1, 1, "the second")

    dbos_shop.handlers[WorkKind.READ] = read
    dbos_shop.pace = replace(QUICK, beat=3600, takeover=3600)
    dbos_shop.submit(WorkKind.READ, "read:1")
    dbos_shop.start("worker-1")
    assert gate.wait(20)
    with dbos_shop.sessions.begin() as session:
        session.execute(update(WorkerLease).values(expires_at=dbos_shop.clock() - timedelta(days=1000)))
        # A living one that takes over; the queue then gives the work to whoever looks first, which here is worker-1 again.
        session.add(
            WorkerLease(
                executor_id="worker-2",
                token="t",
                started_at=dbos_shop.clock(),
                beat_at=dbos_shop.clock(),
                expires_at=dbos_shop.clock() + timedelta(days=1000),
            )
        )
    books = open_books(engine, tag_of("worker-2"))
    assert take_over(dbos_shop.sessions, open_client(books), "worker-2", "t") == 1
    assert take_over(dbos_shop.sessions, open_client(books), "worker-2", "t") == 0
    books.dispose()
    wait_for(lambda: dbos_shop.look("read:1").state is JobState.DONE)
    went_on.set()
    wait_for(lambda: not dbos_shop.start().busy)
    job = dbos_shop.look("read:1")
    assert (job.state, job.message, starts) == (JobState.DONE, "the second", [1, 2])


def test_progress_is_seen_while_the_job_runs(dbos_shop: DbosShop, gate: threading.Event) -> None:
    def read(task: Task, report: Report) -> None:
        del task
        report(3, 10, "page 3 of 10\x00")
        gate.wait(20)

    dbos_shop.handlers[WorkKind.READ] = read
    dbos_shop.submit(WorkKind.READ, "read:1")
    dbos_shop.start()
    wait_for(lambda: dbos_shop.look("read:1").message == "page 3 of 10")
    seen = dbos_shop.look("read:1")
    assert (seen.state, seen.done, seen.total) == (JobState.RUNNING, 3, 10)
    gate.set()
    assert dbos_shop.ended("read:1").state is JobState.DONE


def test_reporting_inside_an_open_transaction_holds_nothing_up(dbos_shop: DbosShop) -> None:
    def read(task: Task, report: Report) -> None:
        with dbos_shop.sessions.begin() as session:
            session.add(Effect(key=task.key, kind="test", begun_at=dbos_shop.clock()))
            session.flush()
            for page in range(100):
                report(page, 100)
            time.sleep(0.5)

    dbos_shop.handlers[WorkKind.READ] = read
    dbos_shop.submit(WorkKind.READ, "read:1")
    assert dbos_shop.ended("read:1").state is JobState.DONE


def test_a_waiting_job_that_is_cancelled_is_passed_over(dbos_shop: DbosShop, gate: threading.Event) -> None:
    stopped = []

    def read(task: Task, report: Report) -> None:
        gate.set()
        try:
            while True:
                report(0, None)
                time.sleep(0.01)
        except CancelledWorkError:
            stopped.append(task.key)
            raise

    dbos_shop.handlers[WorkKind.READ] = read
    dbos_shop.submit(WorkKind.READ, "read:1")
    dbos_shop.start()
    assert gate.wait(20)
    assert dbos_shop.cancel("read:1")
    assert dbos_shop.ended("read:1").state is JobState.CANCELLED
    assert stopped == ["read:1"]


def there(session: Session, now: datetime) -> list[Presence]:
    """Somebody who looks at one thing now and looked at another an hour ago."""
    user, supplier = User(email="ana@example.com", name="Ana", created_at=now), Supplier(name="Hal", slug="hal", created_at=now)
    session.add_all([user, supplier])
    session.flush()
    hour_ago = now - timedelta(hours=1)
    whose: dict[str, Any] = {"user_id": user.id, "supplier_id": supplier.id, "since": hour_ago, "noun": "case"}
    return [Presence(**whose, noun_id=1, seen_at=now), Presence(**whose, noun_id=2, seen_at=hour_ago)]


@pytest.mark.slow
def test_old_rows_go_and_what_is_under_way_stays(dbos_shop: DbosShop, engine: Engine) -> None:
    dbos_shop.handlers[WorkKind.READ] = lambda _task, _report: None
    dbos_shop.submit(WorkKind.READ, "read:old")
    dbos_shop.settle()
    dbos_shop.stop()
    dbos_shop.submit(WorkKind.READ, "read:waits")
    dbos_shop.submit(WorkKind.READ, "read:later", not_before=dbos_shop.clock() + timedelta(days=300))
    with dbos_shop.sessions.begin() as session:
        session.add(Effect(key="mail:done", kind="mail", begun_at=dbos_shop.clock(), done_at=dbos_shop.clock()))
        session.add(Effect(key="mail:unsure", kind="mail", begun_at=dbos_shop.clock()))
        session.add_all(there(session, dbos_shop.clock()))
    tidied = tidy(engine, now=dbos_shop.clock())
    assert (tidied.jobs, tidied.presence) == (0, 1)
    gone = tidy(engine, now=dbos_shop.clock() + timedelta(days=200), keep=Keep(effects=timedelta(days=100)))
    assert (gone.jobs, gone.pieces, gone.effects, gone.put_back) == (1, 1, 1, 0)
    with dbos_shop.sessions() as session:
        assert sorted(session.scalars(select(Job.key))) == ["read:later", "read:waits"]
        assert list(session.scalars(select(Effect.key))) == ["mail:unsure"]
    assert dbos_shop.ended("read:waits").state is JobState.DONE
    dbos_shop.submit(WorkKind.READ, "read:old")
    assert dbos_shop.ended("read:old").state is JobState.DONE


def test_a_job_that_dbos_lost_is_put_back(dbos_shop: DbosShop, engine: Engine) -> None:
    dbos_shop.handlers[WorkKind.READ] = lambda _task, _report: None
    dbos_shop.submit(WorkKind.READ, "read:1")
    dbos_shop.submit(WorkKind.READ, "read:2")
    table = "workflow_status" if engine.dialect.name == "sqlite" else f"{SCHEMA}.workflow_status"
    with engine.begin() as connection:
        connection.execute(text(f"DELETE FROM {table} WHERE workflow_uuid LIKE 'read:1%'"))  # noqa: S608 - a name of our own
    assert tidy(engine, now=dbos_shop.clock()).put_back == 1
    assert dbos_shop.ended("read:1").state is JobState.DONE
    assert row_of(dbos_shop, "read:1").attempts == row_of(dbos_shop, "read:2").attempts == 1


def test_what_a_command_left_behind_is_adopted(dbos_shop: DbosShop, engine: Engine) -> None:
    dbos_shop.handlers[WorkKind.READ] = lambda _task, _report: None
    now = dbos_shop.clock()
    with dbos_shop.sessions.begin() as session:
        InlineWork().submit(session, WorkKind.READ, {}, "read:1", now=now)

    def adopt(session: Session, minutes: int) -> int:
        return adopt_left_behind(session, open_client(engine), now=now + timedelta(minutes=minutes))

    with dbos_shop.sessions.begin() as session:
        assert adopt(session, 1) == 0
    with dbos_shop.sessions.begin() as session:
        assert adopt(session, 1 + LEFT_BEHIND // timedelta(minutes=1)) == 1
    assert dbos_shop.ended("read:1").state is JobState.DONE
