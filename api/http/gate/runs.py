"""Runs of the suppliers that one works for; a supplier's own reader sees none: they are how the house works."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Select, or_

from agents.runs import under_way
from api.http.gate.rows import Gate
from api.http.paging import Page, cursor, number_after, page_of
from api.http.permissions import Action
from api.http.shapes.runs import CallShown, RunListed, RunShown
from ledger.agents import AgentRun, ModelCall
from ledger.cases import Case
from ledger.papers import Document

MOST_MODELS: Final = 50


@dataclass(frozen=True, slots=True)
class Subject:
    """What a run is about: the address of its page, and the number of the case or the name of the paper, empty for a note."""

    address: str
    name: str
    is_case: bool


def run(gate: Gate, number: int, action: Action = Action.READ, *, locked: bool = False) -> AgentRun:
    """A run by its number, held until the end of the transaction where `locked`. Raises NotFoundError, NotAllowedError."""
    found = gate.one(AgentRun, number, action, locked=locked)
    gate.require_inside(found.supplier_id)
    return found


def runs(
    gate: Gate,
    *,
    kind: str | None = None,
    state: str | None = None,
    model: str | None = None,
    case_id: int | None = None,
    supplier_id: int | None = None,
    limit: int,
    after: str | None,
) -> Page[RunListed]:
    """Runs, the latest first; `model` is a model's name, empty for those that asked none."""
    wanted = gate.seen_inside(AgentRun)
    told = {
        AgentRun.kind: kind,
        AgentRun.state: state,
        AgentRun.model: model,
        AgentRun.case_id: case_id,
        AgentRun.supplier_id: supplier_id,
    }
    wanted = wanted.where(*(column == value for column, value in told.items() if value is not None))
    before = number_after(after)
    if before is not None:
        wanted = wanted.where(AgentRun.id < before)
    found = gate.session.scalars(wanted.order_by(AgentRun.id.desc()).limit(limit + 1)).all()
    given = found[:limit]
    return page_of(given, RunListed.of, cursor(given[-1].id) if len(found) > limit else None)


def models_asked(gate: Gate) -> Sequence[str]:
    """The names of the models that runs asked, those that are gone among them."""
    named = gate.seen_inside(AgentRun).with_only_columns(AgentRun.model).where(AgentRun.model != "").distinct()
    return gate.session.scalars(named.order_by(AgentRun.model).limit(MOST_MODELS)).all()


def subjects_of(gate: Gate, found: Sequence[RunListed]) -> dict[int, Subject]:
    """What runs are about, by run: the case by its number, the paper by its name; without an entry the supplier itself."""
    numbers = {run.case_id for run in found if run.case_id is not None}
    papers = {run.noun_id for run in found if run.noun == "document" and run.noun_id is not None}
    cases = dict(gate.session.execute(gate.seen(Case).with_only_columns(Case.id, Case.number).where(Case.id.in_(numbers))).all())
    names = dict(
        gate.session.execute(gate.seen(Document).with_only_columns(Document.id, Document.name).where(Document.id.in_(papers))).all()
    )
    told: dict[int, Subject] = {}
    for run in found:
        if run.case_id in cases:
            told[run.id] = Subject(f"/cases/{run.case_id}", str(cases[run.case_id]), is_case=True)
        elif run.noun == "document" and run.noun_id in names:
            told[run.id] = Subject(f"/documents/{run.noun_id}", str(names[run.noun_id]), is_case=False)
        elif run.noun == "cause_note":
            told[run.id] = Subject(f"/causes/{run.noun_id}", "", is_case=False)
    return told


def calls_of(gate: Gate, row: AgentRun) -> Sequence[ModelCall]:
    """The questions that a run asked, and those of earlier runs whose replies it took over, in their order."""
    named = [step["call_id"] for step in row.steps if step.get("call_id") is not None]
    wanted = gate.seen_inside(ModelCall).where(or_(ModelCall.run_id == row.id, ModelCall.id.in_(named)))
    return gate.session.scalars(wanted.order_by(ModelCall.id)).all()


def run_shown(gate: Gate, row: AgentRun) -> RunShown:
    """A run with its calls."""
    parts = {name: getattr(row, name) for name in RunShown.model_fields if name != "calls"}
    return RunShown(**parts, calls=[CallShown.of(call) for call in calls_of(gate, row)])


def of_draft(gate: Gate, case: Case, draft_id: int) -> AgentRun | None:
    """The run that brought a version of a case's letter."""
    found = gate.session.scalars(_letters_of(gate, case)).all()
    return next((row for row in found if row.result.get("draft_id") == draft_id), None)


def latest_of_case(gate: Gate, case: Case) -> AgentRun | None:
    """The letter that was last ordered from a model."""
    return gate.session.scalars(_letters_of(gate, case).limit(1)).one_or_none()


def letter_under_way(gate: Gate, case: Case) -> AgentRun | None:
    """The letter that a model is to write or writes now; none where its job was cancelled or failed before it began."""
    found = latest_of_case(gate, case)
    return found if found is not None and under_way(gate.session, gate.desk.work, found) else None


def _letters_of(gate: Gate, case: Case) -> Select[AgentRun]:
    wanted = gate.seen_inside(AgentRun).where(AgentRun.noun == "case", AgentRun.noun_id == case.id, AgentRun.kind == "narrative")
    return wanted.order_by(AgentRun.id.desc())
