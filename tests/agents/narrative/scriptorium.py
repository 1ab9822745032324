"""A case in a ledger, a desk without readers, and a stand-in for a model: all that a narrative run needs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

from pydantic import SecretStr
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from agents.bench import Bench
from agents.checkpoints import migrate
from agents.model.choice import Limits, Model, Models, Provider
from agents.narrative.handling import narrate_handler
from agents.narrative.ordering import order_letter
from cases.background.desk import Desk
from cases.background.inline_work import InlineWork
from cases.background.work import Task, WorkKind
from cases.letters.ordering import LetterOrder
from evals.stub_server import Asked, StubServer
from ledger.agents import AgentRun, ModelCall
from ledger.cases import Case, Draft
from ledger.files import open_files
from tests.cases.office import NOW, Office, open_office
from tests.letters.office_papers import shortage_case

Make = Callable[[Office], Case]


@dataclass
class Scriptorium:
    """A bench with one case whose supplier has a model. `stub` is who answers for it."""

    sessions: sessionmaker[Session]
    stub: StubServer
    case_id: int
    provider: Provider = Provider.OPENAI
    limits: Limits = field(default_factory=lambda: Limits(seconds_per_call=3, seconds_per_case=6, tries_per_call=2))

    @property
    def models(self) -> Models:
        listed = Model("stub", self.provider, "some-model", self.stub.url_of(self.provider.value), SecretStr("key"))
        return Models({"stub": listed}, default="stub", limits=self.limits)

    @property
    def bench(self) -> Bench:
        return Bench(desk(self.sessions), self.models)

    def order(self, **wanted: Any) -> int:
        """Orders a letter; gives the run."""
        with self.sessions.begin() as session:
            case = session.get_one(Case, self.case_id)
            run = order_letter(session, InlineWork(), self.models, case, LetterOrder("ana", **wanted), now=NOW)
            assert run is not None
            return run.id

    def write(self, run_id: int | None = None, attempt: int = 1, **wanted: Any) -> AgentRun:
        """Orders a letter where no run is named, carries the run out, and gives its row as it is then."""
        number = self.order(**wanted) if run_id is None else run_id
        narrate_handler(self.bench)(Task(f"narrate:{number}", WorkKind.NARRATE, {"run_id": number}, attempt), quiet)
        return self.run(number)

    def run(self, number: int) -> AgentRun:
        with self.sessions() as session:
            return session.get_one(AgentRun, number)

    def drafts(self) -> Sequence[Draft]:
        """The versions of the case's letter, the first one first."""
        with self.sessions() as session:
            return session.query(Draft).filter_by(case_id=self.case_id).order_by(Draft.version).all()

    def calls(self) -> Sequence[ModelCall]:
        with self.sessions() as session:
            return session.query(ModelCall).order_by(ModelCall.id).all()


def desk(sessions: sessionmaker[Session]) -> Desk:
    """A desk at which nothing is read."""
    return Desk(sessions, open_files("memory:///"), InlineWork(), lambda: NOW, nobody, nobody)


def scriptorium(sessions: sessionmaker[Session], stub: StubServer, make: Make = shortage_case, **more: Any) -> Scriptorium:
    """The room with a case that `make` makes, and with tables for checkpoints."""
    engine = sessions.kw["bind"]
    assert isinstance(engine, Engine)
    migrate(engine.url.render_as_string(hide_password=False))
    with sessions.begin() as session:
        number = make(open_office(session)).id
    return Scriptorium(sessions, stub, number, **more)


def nobody() -> AbstractContextManager[Any]:
    raise AssertionError("nothing is read here")


def quiet(done: int, total: int | None, message: str = "") -> None:
    del done, total, message


def texts_by(draft: Draft, author: str) -> list[str]:
    """The sentences of a letter that one wrote."""
    return [s["text"] for s in draft.sentences if s["by"] == author]


Pen = Callable[[Asked], str]
