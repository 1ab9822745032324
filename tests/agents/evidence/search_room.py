"""A case that lacks its receipt in a committed ledger, a bench whose model a stand-in answers for, and what is there afterwards."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import SecretStr
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, sessionmaker

from agents.bench import Bench
from agents.checkpoints import migrate
from agents.evidence.handling import evidence_handler
from agents.evidence.ordering import model_search
from agents.model.choice import Limits, Model, Models, Provider
from cases.background.inline_work import InlineWork
from cases.background.work import Task, WorkKind
from cases.gathering.gathering import gather_handler
from evals.stub_server import Asked, StubServer
from ledger.agents import AgentRun, EvidenceProposal, ModelCall
from ledger.cases import Case, Mail
from ledger.papers import HandLink
from ledger.suppliers import Supplier
from tests.agents.narrative.scriptorium import desk, quiet
from tests.detection.house import open_house
from tests.detection.supplier import File
from tests.gathering.truck import exports, receipt

Pen = Callable[[Any], dict[str, Any]]
FIRST, SECOND = "scan_a.pdf", "scan_b.pdf"


def two_receipts() -> tuple[File, ...]:
    return (receipt(FIRST, "7HN4W2KB"), receipt(SECOND, "7HN4W2KX"))


@dataclass
class SearchRoom:
    """One case. `papers` are the proposed papers' numbers by file name."""

    sessions: sessionmaker[Session]
    stub: StubServer
    case_id: int

    @property
    def bench(self) -> Bench:
        listed = Model("stub", Provider.OPENAI, "some-model", self.stub.url_of("openai"), SecretStr("key"))
        limits = Limits(seconds_per_call=3, seconds_per_case=6, tries_per_call=2)
        return Bench(desk(self.sessions), Models({"stub": listed}, default="stub", limits=limits))

    def gather(self) -> None:
        """What the house does by itself, and what it orders from the model."""
        after = model_search(self.bench)
        gather_handler(self.bench.desk, after)(Task("gather", WorkKind.GATHER, {"case_id": self.case_id}), quiet)

    def run_id(self) -> int:
        with self.sessions() as session:
            return session.scalars(select(AgentRun.id).order_by(AgentRun.id.desc())).first() or 0

    def carry_out(self, run_id: int, attempt: int = 1) -> AgentRun:
        evidence_handler(self.bench)(Task(f"evidence:{run_id}", WorkKind.EVIDENCE, {"run_id": run_id}, attempt), quiet)
        with self.sessions() as session:
            return session.get_one(AgentRun, run_id)

    def look(self) -> AgentRun:
        """Both, one after the other."""
        self.gather()
        return self.carry_out(self.run_id())

    def all_of(self, kind: type[Any]) -> Sequence[Any]:
        with self.sessions() as session:
            return session.scalars(select(kind).order_by(kind.id)).all()

    def links(self) -> list[EvidenceProposal]:
        """What is proposed to be linked, the strongest first."""
        found = [p for p in self.all_of(EvidenceProposal) if p.kind == "link" and p.state == "proposed"]
        return sorted(found, key=lambda p: (-p.strength, p.id))

    def rows(self) -> list[tuple[Any, ...]]:
        """Proposals and mails, but for numbers that the database gives."""
        told = [(p.key, p.kind, p.need, p.state, p.strength, p.recipient) for p in self.all_of(EvidenceProposal)]
        return [*sorted(told), *sorted((m.subject, m.state, tuple(m.recipients)) for m in self.all_of(Mail))]

    def nothing_was_linked(self) -> bool:
        return not self.all_of(HandLink)

    def calls(self) -> Sequence[ModelCall]:
        return self.all_of(ModelCall)


def search_room(sessions: sessionmaker[Session], stub: StubServer, files: Callable[[], tuple[File, ...]] = two_receipts) -> SearchRoom:
    """The room, with tables for checkpoints, a carrier's address, and the case."""
    engine = sessions.kw["bind"]
    assert isinstance(engine, Engine)
    migrate(engine.url.render_as_string(hide_password=False))
    with sessions.begin() as session:
        house = open_house(session)
        house.work = InlineWork()
        supplier = session.get_one(Supplier, house.account.supplier_id)
        supplier.mail_from = "papers@halden.example"
        redwood = {"whom": "carrier", "name": "Redwood Freight", "email": "pod@redwood.example", "code": "RDWD", "language": "en"}
        supplier.settings = {"contacts": [redwood]}
        house.take(*exports(*files()))
        number = session.scalars(select(Case.id).where(Case.reference == "HK-5501SC")).one()
    return SearchRoom(sessions, stub, number)


def silent_pen(asked: Asked) -> str:
    """An answer that says nothing."""
    del asked
    return json.dumps({"search": [], "order": [], "words": []})


def pen(write: Pen | dict[str, Any]) -> Callable[[Asked], str]:
    """A stand-in's answer, always the same or from the material that it was sent."""
    return lambda asked: json.dumps(write if isinstance(write, dict) else write(asked.material))
