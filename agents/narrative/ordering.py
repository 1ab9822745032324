"""Letters from a model are ordered here: a run and its job, in the transaction of what makes the letter necessary."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from agents.bench import Bench
from agents.model.choice import Models, model_for
from agents.runs import next_number, one_under_way, order_run
from cases.background.work import Work, WorkKind
from cases.letters.keeping import in_turn, latest_draft
from cases.letters.ordering import LetterOrder, OrderModelLetter
from ledger import journal
from ledger.agents import AgentRun
from ledger.cases import Case

GRAPH: Final = "narrative@1"


def model_letters(bench: Bench) -> OrderModelLetter:
    """How the draft job orders letters from models."""

    def order(session: Session, case: Case, wanted: LetterOrder, now: datetime) -> int | None:
        run = order_letter(session, bench.desk.work, bench.models, case, wanted, now=now)
        return run.id if run is not None else None

    return order


def order_letter(session: Session, work: Work, models: Models, case: Case, wanted: LetterOrder, *, now: datetime) -> AgentRun | None:
    """Orders a letter from the model of the case's supplier; the run that is under way already where it is the same letter.

    None where the supplier has no model.
    """
    model = model_for(session, case.supplier_id, models)
    if not model:
        return None
    in_turn(session, case)
    session.flush()
    order = _order(session, case, wanted)
    known = one_under_way(session, work, _runs_of(case), lambda run: run.order == order and run.model == model)
    if known is not None:
        return known
    run = order_run(
        session,
        work,
        WorkKind.NARRATE,
        f"narrative:{case.id}:{next_number(session, _runs_of(case))}",
        supplier_id=case.supplier_id,
        case_id=case.id,
        noun="case",
        noun_id=case.id,
        graph=GRAPH,
        model=model,
        order=order,
        actor=wanted.actor,
        now=now,
    )
    told = {"run": run.id, "model": model}
    journal.record(
        session,
        supplier_id=case.supplier_id,
        actor=wanted.actor,
        now=now,
        action="letter_ordered",
        noun="case",
        noun_id=case.id,
        after=told,
    )
    return run


def _order(session: Session, case: Case, wanted: LetterOrder) -> dict[str, Any]:
    """What is wanted, and what the case had then: its latest version and its rounds, so that nothing newer is laid over."""
    latest = latest_draft(session, case)
    said = {"kind": wanted.kind, "language": wanted.language, "share": None if wanted.share is None else f"{wanted.share:f}"}
    there = {"remarks": list(wanted.remarks), "after": latest.id if latest else None, "rounds": case.rounds, "case_version": case.version}
    return {name: value for name, value in (said | there).items() if value is not None and value != []}


def _runs_of(case: Case) -> Select[AgentRun]:
    return select(AgentRun).where(AgentRun.noun == "case", AgentRun.noun_id == case.id, AgentRun.kind == "narrative")
