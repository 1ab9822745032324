"""A house that asks models: a supplier, runs, and a bench whose limits a test may set."""

from __future__ import annotations

import time
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from agents.bench import Bench
from agents.model.asking import asker
from agents.model.choice import CHOICE, Limits, Model, Models, Price, Provider
from agents.model.port import Ask, Prompt, Reply
from agents.runs import order_run
from cases.background.desk import Desk
from cases.background.inline_work import InlineWork
from cases.background.work import Report, WorkKind
from evals.stub_server import StubServer
from extractors.read import ReaderPool
from extractors.sandbox import Sandbox
from ledger.agents import AgentRun, ModelCall
from ledger.derived import DerivedFiles
from ledger.files import open_files
from ledger.suppliers import Supplier

MORNING = datetime(2026, 11, 2, 9, tzinfo=UTC)
KEY = "not-a-real-key"


class AskingHouse:
    """`limits` and `models` may be changed before a test asks."""

    def __init__(self, sessions: sessionmaker[Session], stub: StubServer, folder: Path, *, new: bool = True) -> None:
        self.sessions = sessions
        self.stub = stub
        self.work = InlineWork()
        self.started = time.monotonic()
        self.days = 0
        self.desk = Desk(
            sessions, open_files(str(folder / "files")), self.work, self.clock, no_readers, Sandbox, DerivedFiles(folder / "derived")
        )
        self.limits = Limits(seconds_per_call=20, seconds_per_case=40, tries_per_call=3)
        self.listed = {p.value: a_model(p, stub) for p in Provider}
        self.default = "openai"
        self.supplier_id = self.supplier("Halden") if new else 1

    def hurry(self) -> None:
        """So little time that a test may wait until it is over; what is to come back has more, as machines are busy."""
        self.limits = replace(self.limits, seconds_per_call=3, seconds_per_case=6)

    def clock(self) -> datetime:
        return MORNING + timedelta(days=self.days, seconds=time.monotonic() - self.started)

    @property
    def bench(self) -> Bench:
        return Bench(self.desk, Models(self.listed, self.default, self.limits))

    def supplier(self, name: str, **settings: str) -> int:
        with self.sessions.begin() as session:
            made = Supplier(name=name, slug=name.lower(), created_at=MORNING, settings=settings)
            session.add(made)
            session.flush()
            return made.id

    def choose(self, name: str | None) -> None:
        with self.sessions.begin() as session:
            session.get_one(Supplier, self.supplier_id).settings = {} if name is None else {CHOICE: name}

    def run(self, key: str = "run", *, model: str = "openai", supplier_id: int | None = None) -> int:
        with self.sessions.begin() as session:
            return order_run(
                session, self.work, WorkKind.CAUSES, key, supplier_id=supplier_id or self.supplier_id, noun="account", noun_id=1,
                graph="root_cause@1", actor="a", now=MORNING, model=model,
            ).id  # fmt: skip

    def asks(self, run_id: int, report: Report | None = None) -> Ask:
        return asker(self.bench, run_id, report=report)

    def ask(self, run_id: int, prompt: Prompt | None = None) -> Reply:
        return self.asks(run_id)(prompt or question())

    def calls(self) -> list[ModelCall]:
        with self.sessions() as session:
            return list(session.scalars(select(ModelCall).order_by(ModelCall.id)))

    def call(self) -> ModelCall:
        (only,) = self.calls()
        return only

    def row(self, run_id: int) -> AgentRun:
        with self.sessions() as session:
            return session.get_one(AgentRun, run_id)

    def priced(self, **prices: str) -> None:
        """Dollars for a million tokens: `input`, `output`."""
        price = Price(Decimal(prices.get("input", "0")), Decimal(prices.get("output", "0")), "the provider's list", MORNING.date())
        self.listed = {name: replace(model, price=price) for name, model in self.listed.items()}


def a_model(provider: Provider, stub: StubServer) -> Model:
    key = None if provider is Provider.LOCAL else SecretStr(KEY)
    return Model(provider.value, provider, "some-model", stub.url_of(provider.value), key, "RECOUP_LLM_KEY", seconds=1.5)


def question(about: str = "a short delivery", most_tokens: int = 500, brief: str = "b" * 64) -> Prompt:
    return Prompt("letter.draft", 1, "Write what the data says.", {"about": about}, brief, most_tokens)


def no_readers() -> AbstractContextManager[ReaderPool]:
    raise AssertionError("nobody reads here")
