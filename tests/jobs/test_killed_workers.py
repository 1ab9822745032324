"""Workers that are killed or stopped in the middle of a job, as processes of their own: nothing is lost, nothing is done twice."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, sessionmaker

from cases.background.work import JobState, JobView, WorkKind
from jobs.leases import living
from jobs.work import DbosWork
from ledger.operation import Job
from tests.jobs.shops import wait_for
from tests.jobs.worker_process import moment

pytestmark = [pytest.mark.slow(seconds=15), pytest.mark.both_engines]

LEASE = 3.0
TAKEOVER = LEASE + 15


class Yard:
    """Worker processes on one ledger, and what they have written."""

    def __init__(self, engine: Engine, sessions: sessionmaker[Session], folder: Path) -> None:
        self.url = engine.url.render_as_string(hide_password=False)
        self.sessions = sessions
        self.folder = folder
        self.work = DbosWork(engine)
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        (folder / "starts").touch()
        (folder / "lines").touch()

    def start(self, name: str) -> None:
        command = [sys.executable, "-m", "tests.jobs.worker_process", self.url, name, str(self.folder), str(LEASE)]
        self.processes[name] = subprocess.Popen(command, cwd=Path(__file__).parents[2])
        wait_for(lambda: self.is_alive(name))

    def is_alive(self, name: str) -> bool:
        with self.sessions() as session:
            return name in living(session)

    def signal(self, name: str, number: signal.Signals) -> None:
        self.processes[name].send_signal(number)

    def kill(self, name: str) -> None:
        self.signal(name, signal.SIGKILL)
        self.processes.pop(name).wait(10)

    def submit(self, key: str, steps: int) -> None:
        with self.sessions.begin() as session:
            self.work.submit(session, WorkKind.READ, {"steps": steps}, key, now=moment())

    def look(self, key: str) -> JobView:
        with self.sessions() as session:
            seen = self.work.look(session, key)
        assert seen is not None
        return seen

    def worker_of(self, key: str) -> str | None:
        with self.sessions() as session:
            return session.scalar(select(Job.worker).where(Job.key == key, Job.state == JobState.RUNNING.value))

    def lines(self) -> Counter[str]:
        return Counter((self.folder / "lines").read_text().split())

    def starts(self) -> list[tuple[str, str]]:
        return [(key, name) for key, name in (line.split() for line in (self.folder / "starts").read_text().splitlines())]

    def close(self) -> None:
        for process in self.processes.values():
            process.send_signal(signal.SIGCONT)
            process.kill()
            process.wait(10)


@pytest.fixture
def yard(engine: Engine, sessions: sessionmaker[Session], tmp_path: Path) -> Iterator[Yard]:
    folder = tmp_path / "yard"
    folder.mkdir()
    made = Yard(engine, sessions, folder)
    yield made
    made.close()


def test_a_worker_killed_in_the_middle_of_a_job_does_it_once_after_its_restart(yard: Yard) -> None:
    yard.start("worker-1")
    yard.submit("read:1", steps=20)
    wait_for(lambda: yard.look("read:1").done > 2)
    yard.kill("worker-1")
    yard.start("worker-1")
    wait_for(lambda: yard.look("read:1").state is JobState.DONE, TAKEOVER)
    assert yard.lines() == {"read:1": 1}
    assert yard.starts() == [("read:1", "worker-1")] * 2


def test_the_living_take_over_from_a_killed_worker_within_its_lease_and_fifteen_seconds(yard: Yard) -> None:
    yard.start("worker-1")
    yard.start("worker-2")
    keys = [f"read:{number}" for number in range(6)]
    for key in keys:
        yard.submit(key, steps=15)
    wait_for(lambda: any(yard.worker_of(key) == "worker-1" for key in keys))
    (left,) = [key for key in keys if yard.worker_of(key) == "worker-1"]
    yard.kill("worker-1")
    killed = time.monotonic()
    wait_for(lambda: (left, "worker-2") in yard.starts(), TAKEOVER)
    assert time.monotonic() - killed <= TAKEOVER
    wait_for(lambda: all(yard.look(key).state is JobState.DONE for key in keys), 60)
    assert yard.lines() == dict.fromkeys(keys, 1)


@pytest.mark.parametrize("database_url", [pytest.param("postgresql", marks=pytest.mark.slow)], indirect=True)
def test_a_worker_stopped_beyond_its_lease_brings_nothing_when_it_goes_on(yard: Yard) -> None:
    yard.start("worker-1")
    yard.submit("read:1", steps=30)
    wait_for(lambda: yard.look("read:1").done > 2)
    yard.signal("worker-1", signal.SIGSTOP)
    yard.start("worker-2")
    wait_for(lambda: yard.look("read:1").state is JobState.DONE, TAKEOVER + 10)
    assert yard.look("read:1").message == "by worker-2"
    yard.signal("worker-1", signal.SIGCONT)
    wait_for(lambda: yard.is_alive("worker-1"))
    time.sleep(2)
    assert yard.look("read:1").message == "by worker-2"
    assert yard.lines() == {"read:1": 1}
    yard.kill("worker-2")
    yard.submit("read:2", steps=1)
    wait_for(lambda: yard.look("read:2").state is JobState.DONE, TAKEOVER)
    assert yard.look("read:2").message == "by worker-1"


def test_a_worker_told_to_stop_ends_and_leaves_no_lease(yard: Yard) -> None:
    yard.start("worker-1")
    yard.submit("read:1", steps=100)
    wait_for(lambda: yard.look("read:1").done > 1)
    yard.signal("worker-1", signal.SIGTERM)
    assert yard.processes.pop("worker-1").wait(20) == 0
    assert not yard.is_alive("worker-1")
    assert yard.look("read:1").state is JobState.WAITING
