"""A town of a test's own: a copy of the one that was raised, behind the server, with its people, its clock and its worker."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import httpx2
from sqlalchemy.orm import Session

from agents.bench import Bench
from agents.checkpoints import migrate
from agents.handlers import handlers as agents_handlers
from agents.model.choice import Models
from api.http.one_time_links import LinkPurpose, make_link
from api.http.visit import COOKIE, CSRF_HEADER
from api.http.web_sessions import Opened, end_sessions_of, open_session
from bench.kill_house import PLAIN
from cases.background.desk import Desk
from cases.background.handlers import handlers
from cases.background.inline_work import InlineWork
from ledger.database import open_engine, open_sessions
from ledger.derived import DerivedFiles
from ledger.files import open_files
from ledger.models import Case, User
from tests.http.conftest import PASSWORD
from tests.web.house_open import House, Worker, plain_log
from tests.web.made_folder import START
from tests.web.town_raised import LEDGER, Register


@dataclass
class Town:
    """What a test has at hand. `register` says what is where; `cases["drafting"]` is the number of a case by its story."""

    house: House
    desk: Desk
    worker: Worker
    register: Register
    kept: dict[str, Path]
    """Files that a test may bring in: `proof`, `scan` and `photo` of the paper that the case `no_proof` waits for."""
    mistakes: list[str]
    """What the server stumbled over so far."""
    _moment: list[datetime]
    _sessions: dict[str, Opened] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """Where the server is: `http://127.0.0.1:PORT`."""
        return self.house.address

    @property
    def cases(self) -> dict[str, int]:
        return self.register.cases

    @property
    def documents(self) -> dict[str, int]:
        return self.register.documents

    @property
    def now(self) -> datetime:
        return self._moment[0]

    def wait(self, **spell: float) -> None:
        """Turns the clock on."""
        self._moment[0] += timedelta(**spell)

    def settle(self, seconds: float = 30) -> None:
        """Waits until the background work is done."""
        self.worker.settle(seconds)

    @contextlib.contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction of the test's own, to put things right before a page is opened."""
        with self.desk.sessions.begin() as session:
            yield session

    def case(self, name: str) -> Case:
        """The row of a case as it is now."""
        with self.desk.sessions() as session:
            return session.get_one(Case, self.cases[name])

    def email(self, user: str) -> str:
        return f"{user}@example.com"

    def session_of(self, user: str) -> Opened:
        """A browser of that user's that is logged in; the same until the session is ended."""
        if user not in self._sessions:
            with self.writing() as session:
                person = session.get_one(User, self.register.people[user])
                opened = open_session(session, person, self.house.settings, now=self.now, address="127.0.0.1", agent="test")
                self._sessions[user] = opened
        return self._sessions[user]

    def end_sessions(self, user: str) -> None:
        """The user's sessions expire everywhere; open pages do not know it yet."""
        self._sessions.pop(user, None)
        with self.writing() as session:
            end_sessions_of(session, self.register.people[user])

    def link(self, user: str) -> str:
        """The address of a fresh one-time link."""
        with self.writing() as session:
            person = session.get_one(User, self.register.people[user])
            secret = make_link(session, person, LinkPurpose.RESET, now=self.now, life=timedelta(days=3), actor="test")
            return f"/link/{secret}"

    def password(self) -> str:
        """Everybody's."""
        return PASSWORD

    @contextlib.contextmanager
    def api(self, user: str = "mara") -> Iterator[httpx2.Client]:
        """A program that does by HTTP what that user may do; paths begin at `/api/v1`."""
        opened = self.session_of(user)
        with httpx2.Client(
            base_url=self.address, cookies={COOKIE: opened.secret}, headers={CSRF_HEADER: opened.session.csrf}, timeout=30, verify=PLAIN
        ) as client:
            yield client


@contextlib.contextmanager
def moved_in(raised: Path, folder: Path, house: House, models: Models | None = None) -> Iterator[Town]:
    """A copy of the raised town in `folder`, served until the end of a test; its suppliers may have letters from `models`."""
    folder.mkdir(exist_ok=True)
    shutil.copyfile(raised / LEDGER, folder / LEDGER)
    shutil.copytree(raised / "files", folder / "files", copy_function=os.link)
    engine = open_engine(f"sqlite:///{folder / LEDGER}")
    moment, work = [START], InlineWork()
    desk = Desk(
        open_sessions(engine),
        open_files(str(folder / "files")),
        work,
        lambda: moment[0],
        house.readers.lend,
        house.sandboxes.lend,
        DerivedFiles(folder / "derived"),
    )
    hands = handlers(desk)
    if models is not None:
        migrate(f"sqlite:///{folder / LEDGER}")
        hands |= agents_handlers(Bench(desk, models))
    worker = Worker(work, desk.sessions, lambda: moment[0], hands)
    register = Register.of(raised)
    house.app_around(desk, models)
    kept = {name: raised / "kept" / file for name, file in register.kept.items()}
    with plain_log() as mistakes:
        try:
            yield Town(house, desk, worker, register, kept, mistakes, moment)
        finally:
            house.empty()
            worker.end()
            engine.dispose()
