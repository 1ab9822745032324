"""A supplier whose deductions lie together, a model that a stand-in answers for, and the job that looks at causes."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pydantic import SecretStr
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, sessionmaker

from agents.bench import Bench
from agents.checkpoints import migrate
from agents.model.choice import Limits, Model, Models, Provider
from agents.root_cause.handling import causes_handler
from agents.root_cause.ordering import order_look
from cases.background.desk import Desk
from cases.background.inline_work import InlineWork
from cases.background.work import Task, WorkKind
from evals.stub_server import Asked, StubServer
from ledger.agents import AgentRun, ModelCall
from ledger.files import open_files
from ledger.improving import CauseNote
from tests.agents.narrative.scriptorium import nobody, quiet
from tests.causes.deductions import TODAY, Deductions, units
from tests.made_up_cases import NOW, house

MOMENT = NOW.replace(day=TODAY.day)


@dataclass
class Workroom:
    """`stub` is who answers for the model; without one there is none."""

    sessions: sessionmaker[Session]
    stub: StubServer | None = None
    limits: Limits = field(default_factory=lambda: Limits(seconds_per_call=3, seconds_per_case=6, tries_per_call=2))
    work: InlineWork = field(default_factory=InlineWork)

    @property
    def bench(self) -> Bench:
        desk = Desk(self.sessions, open_files("memory:///"), self.work, lambda: MOMENT, nobody, nobody)
        if self.stub is None:
            return Bench(desk)
        listed = Model("stub", Provider.OPENAI, "some-model", self.stub.url_of("openai"), SecretStr("key"))
        return Bench(desk, Models({"stub": listed}, default="stub", limits=self.limits))

    def look(self) -> AgentRun:
        """Orders a look at supplier 1 and carries it out; gives its row."""
        with self.sessions.begin() as session:
            number = order_look(session, self.work, 1, actor="ana", now=MOMENT).id
        return self.carry_out(number)

    def carry_out(self, number: int) -> AgentRun:
        causes_handler(self.bench)(Task(f"causes:{number}", WorkKind.CAUSES, {"run_id": number}), quiet)
        with self.sessions() as session:
            return session.get_one(AgentRun, number)

    def write(self) -> list[AgentRun]:
        """Carries out every run of the graph that waits."""
        with self.sessions() as session:
            waiting = session.scalars(select(AgentRun.id).where(AgentRun.noun == "cause_note", AgentRun.ended_at.is_(None))).all()
        return [self.carry_out(number) for number in waiting]

    def notes(self, **where: Any) -> list[CauseNote]:
        with self.sessions() as session:
            return list(session.scalars(select(CauseNote).filter_by(**where).order_by(CauseNote.key, CauseNote.version)))

    def calls(self) -> list[ModelCall]:
        with self.sessions() as session:
            return list(session.scalars(select(ModelCall).order_by(ModelCall.id)))


def workroom(sessions: sessionmaker[Session], stub: StubServer | None = None) -> Workroom:
    """Cases that were booked as eaches, all over the place, among deductions without a pattern."""
    engine = sessions.kw["bind"]
    assert isinstance(engine, Engine)
    migrate(engine.url.render_as_string(hide_password=False))
    with sessions.begin() as session:
        house(session)
        deductions = Deductions(session)
        deductions.evenly(18, calculation=units(100, 61))
        deductions.evenly(9, root_cause="each_case", claimed_minor=40_000, calculation=units(120, 10))
    return Workroom(sessions, stub)


Pen = Callable[[dict[str, Any]], list[dict[str, Any]]]


def answering(pen: Pen, cause: str = "") -> Callable[[Asked], str]:
    """Answers questions for the cause with that one (or the first), and questions for notes with what the pen makes of the material."""

    def write(asked: Asked) -> str:
        told = json.loads(asked.data)
        if "previous" not in told and "cause" not in told:
            return json.dumps({"cause": cause or told["causes"][0]})
        return json.dumps({"sentences": pen(told)}, ensure_ascii=False)

    return write


def fact(told: dict[str, Any], name: str) -> dict[str, Any]:
    """The fact at that address."""
    found: dict[str, Any] = next(f for f in told["facts"] if f["name"] == name)
    return found


def true_note(told: dict[str, Any]) -> list[dict[str, Any]]:
    """A note in other words than the template's, all of it so."""
    amount, number, cause = fact(told, "all/deducted"), fact(told, "all/claims"), told["cause"]
    said, prevention = fact(told, f"cause:{cause}/said"), fact(told, f"cause:{cause}/prevention")
    return [
        {"text": f"USD {amount['value']} was deducted for {number['value']} deductions.", "facts": [amount["number"], number["number"]]},
        {"text": said["value"], "facts": [said["number"]]},
        {"text": prevention["value"], "facts": [prevention["number"]]},
    ]


def false_note(told: dict[str, Any]) -> list[dict[str, Any]]:
    """The same with an amount that nobody counted, for a year."""
    first, *rest = true_note(told)
    return [first | {"text": "USD 99999.00 would be deducted for 120 deductions in a year."}, *rest]
