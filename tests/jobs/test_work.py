"""What every engine of background work does alike: the suite that stands in front of the Work port."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cases.background.work import CancelledWorkError, JobState, Report, Task, TransientWorkError, WorkKind
from jobs.leases import NameTakenError
from ledger.suppliers import Supplier
from tests.jobs.shops import Shop


class Seen(list[Task]):
    """A handler that remembers what it was given."""

    def __call__(self, task: Task, report: Report) -> None:
        report(1, 2, "half")
        self.append(task)
        report(2, 2, "read 2 pages")


def test_a_job_is_carried_out_with_its_payload_and_its_end_is_shown(shop: Shop) -> None:
    seen = shop.handlers[WorkKind.READ] = Seen()
    shop.submit(WorkKind.READ, "read:1", document_id=7, names=["PO 4XK2P9QR"])
    job = shop.ended("read:1")
    assert [(task.key, task.kind, task.payload, task.attempt) for task in seen] == [
        ("read:1", WorkKind.READ, {"document_id": 7, "names": ["PO 4XK2P9QR"]}, 1)
    ]
    assert (job.state, job.done, job.total, job.message) == (JobState.DONE, 2, 2, "read 2 pages")
    assert job.started_at is not None
    assert job.ended_at is not None
    assert job.submitted_at <= job.started_at <= job.ended_at


def test_the_same_key_is_one_job_even_after_it_ended(shop: Shop) -> None:
    seen = shop.handlers[WorkKind.READ] = Seen()
    shop.submit(WorkKind.READ, "read:1", document_id=1)
    shop.submit(WorkKind.READ, "read:1", document_id=2)
    shop.settle()
    shop.submit(WorkKind.READ, "read:1", document_id=3)
    shop.settle()
    assert [task.payload for task in seen] == [{"document_id": 1}]


def test_what_was_submitted_in_a_transaction_that_failed_never_runs(shop: Shop) -> None:
    seen = shop.handlers[WorkKind.READ] = Seen()
    with shop.sessions() as session:
        shop.work.submit(session, WorkKind.READ, {"document_id": 1}, "read:1", now=shop.clock())
        session.rollback()
    with shop.sessions() as session:
        assert shop.work.look(session, "read:1") is None
    shop.submit(WorkKind.READ, "read:2", document_id=2)
    shop.settle()
    assert [task.key for task in seen] == ["read:2"]


def test_a_handler_submits_what_follows(shop: Shop) -> None:
    seen = shop.handlers[WorkKind.DETECT] = Seen()

    def read(task: Task, report: Report) -> None:
        del report
        with shop.sessions.begin() as session:
            shop.work.submit(session, WorkKind.DETECT, {"account_id": 5}, f"after {task.key}", now=shop.clock())

    shop.handlers[WorkKind.READ] = read
    shop.submit(WorkKind.READ, "read:1")
    shop.settle()
    assert [task.key for task in seen] == ["after read:1"]


def test_a_failing_job_says_why_and_the_next_one_runs(shop: Shop) -> None:
    def read(task: Task, report: Report) -> None:
        del report
        if task.payload["document_id"] == 1:
            raise LookupError("SELECT secret FROM drawer")

    shop.handlers[WorkKind.READ] = read
    shop.submit(WorkKind.READ, "read:1", document_id=1)
    shop.submit(WorkKind.READ, "read:2", document_id=2)
    shop.settle()
    failed = shop.look("read:1")
    assert failed.state is JobState.FAILED
    assert "LookupError" in failed.message
    assert "secret" not in failed.message
    assert failed.ended_at is not None
    assert shop.look("read:2").state is JobState.DONE


def test_our_own_errors_speak_for_themselves(shop: Shop) -> None:
    def read(task: Task, report: Report) -> None:
        del task, report
        raise NameTakenError("worker-7", "dock-2")

    shop.handlers[WorkKind.READ] = read
    shop.submit(WorkKind.READ, "read:1")
    job = shop.ended("read:1")
    assert job.state is JobState.FAILED
    assert "worker-7" in job.message


def test_work_that_nobody_carries_out_fails_and_says_so(shop: Shop) -> None:
    shop.submit(WorkKind.PACKET, "packet:1", case_id=1)
    job = shop.ended("packet:1")
    assert job.state is JobState.FAILED
    assert "packet" in job.message


def test_a_job_cancelled_while_it_waits_never_runs(shop: Shop) -> None:
    seen = shop.handlers[WorkKind.READ] = Seen()
    shop.submit(WorkKind.READ, "read:1")
    assert shop.cancel("read:1")
    assert not shop.cancel("read:1")
    assert not shop.cancel("read:2")
    shop.settle()
    assert seen == []
    job = shop.look("read:1")
    assert job.state is JobState.CANCELLED
    assert job.ended_at is not None


def test_a_job_cancelled_while_it_runs_learns_it_when_it_reports(shop: Shop) -> None:
    stopped = []

    def read(task: Task, report: Report) -> None:
        shop.cancel(task.key)
        try:
            while True:
                report(1, 2)
        except CancelledWorkError:
            stopped.append(task.key)
            raise

    shop.handlers[WorkKind.READ] = read
    shop.submit(WorkKind.READ, "read:1")
    assert shop.ended("read:1").state is JobState.CANCELLED
    shop.settle()
    assert stopped == ["read:1"]


def test_a_job_that_has_ended_cannot_be_cancelled(shop: Shop) -> None:
    shop.handlers[WorkKind.READ] = Seen()
    shop.submit(WorkKind.READ, "read:1")
    shop.settle()
    assert not shop.cancel("read:1")
    assert shop.look("read:1").state is JobState.DONE


def test_a_job_for_tomorrow_waits(shop: Shop) -> None:
    seen = shop.handlers[WorkKind.READ] = Seen()
    shop.submit(WorkKind.READ, "read:tomorrow", not_before=shop.clock() + timedelta(days=1))
    shop.submit(WorkKind.READ, "read:soon", not_before=shop.clock() + timedelta(seconds=0.5))
    shop.submit(WorkKind.READ, "read:now")
    shop.settle()
    assert sorted(task.key for task in seen) == ["read:now", "read:soon"]
    assert shop.look("read:tomorrow").state is JobState.WAITING


def test_jobs_are_listed_latest_first_by_supplier_and_state_in_pages(shop: Shop) -> None:
    shop.handlers[WorkKind.READ] = Seen()
    with shop.sessions.begin() as session:
        suppliers = [Supplier(name=name, slug=name, created_at=shop.clock()) for name in ("halden", "ostby")]
        session.add_all(suppliers)
        session.flush()
        ours, theirs = (supplier.id for supplier in suppliers)
        for number, supplier in enumerate([ours, theirs, ours, ours, None]):
            shop.work.submit(session, WorkKind.READ, {}, f"read:{number}", now=shop.clock(), supplier_id=supplier)
        shop.work.cancel(session, "read:3", now=shop.clock())
    with shop.sessions() as session:
        keys = [job.key for job in shop.work.jobs(session, supplier_ids=[ours])]
        assert keys == ["read:3", "read:2", "read:0"]
        assert [job.key for job in shop.work.jobs(session)] == ["read:4", "read:3", "read:2", "read:1", "read:0"]
        first = shop.work.jobs(session, limit=2)
        assert [job.key for job in shop.work.jobs(session, before=first[-1].id, limit=2)] == ["read:2", "read:1"]
        assert [job.key for job in shop.work.jobs(session, supplier_ids=[ours], states=[JobState.CANCELLED])] == ["read:3"]
        assert shop.work.jobs(session, supplier_ids=[]) == []
    shop.settle()


@pytest.mark.parametrize("order", ["submit first", "cancel first"])
def test_submitting_and_cancelling_in_one_transaction_leaves_no_work(shop: Shop, order: str) -> None:
    seen = shop.handlers[WorkKind.READ] = Seen()
    with shop.sessions.begin() as session:
        if order == "cancel first":
            assert not shop.work.cancel(session, "read:1", now=shop.clock())
        shop.work.submit(session, WorkKind.READ, {}, "read:1", now=shop.clock())
        if order == "submit first":
            assert shop.work.cancel(session, "read:1", now=shop.clock())
    shop.settle()
    assert len(seen) == (1 if order == "cancel first" else 0)


def test_trouble_that_may_pass_is_told(shop: Shop) -> None:
    def mail(task: Task, report: Report) -> None:
        del task, report
        raise TransientWorkError("the mail server does not answer")

    shop.handlers[WorkKind.MAIL] = mail
    shop.submit(WorkKind.MAIL, "mail:1")
    job = shop.ended("mail:1")
    assert (job.state, job.message) == (JobState.FAILED, "the mail server does not answer")
