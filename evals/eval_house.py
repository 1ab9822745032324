"""A ledger of its own for the time of an eval: golden briefs as runs, asked of a model within the house's limits, by the house's graph."""

from __future__ import annotations

import contextlib
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy.orm import Session, sessionmaker

from agents.bench import Bench
from agents.checkpoints import migrate
from agents.model.asking import asker
from agents.model.choice import Models
from agents.model.port import Ask, Prompt, Reply
from agents.narrative.steps import State, Steps
from agents.runs import begin, end
from agents.silence import be_silent
from cases.background.desk import Desk
from cases.background.inline_work import InlineWork
from evals.golden_briefs import GoldenCase
from ledger.agents import AgentRun
from ledger.database import open_engine, open_sessions
from ledger.files import open_files
from ledger.migrating import upgrade
from ledger.suppliers import Supplier

NOW: Final = datetime(2026, 11, 1, 12, tzinfo=UTC)
ACTOR: Final = "evals"


@dataclass(frozen=True, slots=True)
class EvalHouse:
    """Where golden briefs are written on. `instructions` by name of the prompt stand in for the house's own, where given."""

    bench: Bench
    supplier_id: int
    instructions: Mapping[str, str]

    def write(self, case: GoldenCase, model: str, key: str) -> tuple[AgentRun, float]:
        """The run of a model on a case, ended, and how many seconds it took in all."""
        be_silent()
        from agents.narrative.graph import graph_of  # noqa: PLC0415 - LangGraph takes seconds to load, and other evals need none
        from agents.walking import walk  # noqa: PLC0415 - belongs to it

        run_id = self._ordered(case, model, key)
        begun = time.monotonic()
        steps = _EvalSteps(self.bench, _with_instructions(asker(self.bench, run_id), self.instructions))
        walk(self.bench, graph_of(steps), run_id, key)
        with self.bench.desk.sessions() as session:
            return session.get_one(AgentRun, run_id), time.monotonic() - begun

    def _ordered(self, case: GoldenCase, model: str, key: str) -> int:
        frame = case.frame
        with self.bench.desk.sessions.begin() as session:
            run = AgentRun(
                key=key, supplier_id=self.supplier_id, kind="narrative", noun="golden", graph="narrative@1", model=model,
                ordered_at=NOW, ordered_by=ACTOR, brief=frame.to_json(), brief_hash=frame.brief.hash,
            )  # fmt: skip
            session.add(run)
            session.flush()
            begin(run, now=NOW)
            return run.id


class _EvalSteps(Steps):
    """The graph's own nodes; only the letter is kept on the run, for there is no case."""

    def keep(self, state: State) -> State:
        """Ends the run with the letter as it stands."""
        with self._bench.desk.sessions.begin() as session:
            run = session.get_one(AgentRun, state["run_id"])
            end(run, now=NOW, result={"sentences": state.get("sentences", []), "revisions": state.get("revisions", 0)})
        return {"next": ""}


def _with_instructions(ask: Ask, instructions: Mapping[str, str]) -> Ask:
    def asked(prompt: Prompt) -> Reply:
        own = instructions.get(prompt.name.removeprefix("narrative."))
        return ask(prompt if own is None else replace(prompt, instructions=own))

    return asked


@contextlib.contextmanager
def eval_house(models: Models, chosen: str, instructions: Mapping[str, str] | None = None) -> Iterator[EvalHouse]:
    """A house with one supplier that chose a model; its ledger goes away at the end."""
    with tempfile.TemporaryDirectory(prefix="recoup-evals-") as folder:
        url = f"sqlite:///{Path(folder) / 'ledger.sqlite'}"
        upgrade(url)
        migrate(url)
        engine = open_engine(url)
        try:
            sessions = open_sessions(engine)
            desk = Desk(sessions, open_files("memory:///"), InlineWork(), lambda: NOW, _nobody, _nobody)
            yield EvalHouse(Bench(desk, models), _supplier(sessions, chosen), instructions or {})
        finally:
            engine.dispose()


def _supplier(sessions: sessionmaker[Session], model: str) -> int:
    with sessions.begin() as session:
        supplier = Supplier(name="Golden briefs", slug="golden", created_at=NOW, settings={"model": model})
        session.add(supplier)
        session.flush()
        return supplier.id


def _nobody() -> AbstractContextManager[Any]:
    raise LookupError("nothing is read in an eval")
