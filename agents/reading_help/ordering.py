"""Reading help is ordered by a person for one paper: a run and its job, in the transaction of the request."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from agents.model.choice import Models, model_for
from agents.model.port import NoModelError
from agents.runs import next_number, one_under_way, order_run
from cases.background.work import Work, WorkKind
from cases.intake.pointed_fields import standing_fields
from ledger.agents import AgentRun
from ledger.journal import record
from ledger.papers import Document, Paper

GRAPH: Final = "reading_help@1"
KIND: Final = "reading_help"


class NothingToPlaceError(ValueError):
    """Every field of the paper has its value, or its kind carries none."""

    def __init__(self) -> None:
        super().__init__("nothing is missing on this paper that words could be pointed at for")


class NoPageError(ValueError):
    """The paper came as data."""

    def __init__(self) -> None:
        super().__init__("this paper has no page with words on it")


def order_help(session: Session, work: Work, models: Models, document: Document, paper: Paper, *, actor: str, now: datetime) -> AgentRun:
    """Orders that a model looks at the paper's words; the run that is under way already where there is one.

    Raises NoModelError where the supplier's papers may go to no model, NothingToPlaceError, NoPageError.
    """
    model = model_for(session, document.supplier_id, models)
    if not model:
        raise NoModelError("the papers of this supplier go to no model")
    if not paper.content["pages"] or paper.gone:
        raise NoPageError
    if not standing_fields(session, paper):
        raise NothingToPlaceError
    of_document = select(AgentRun).where(AgentRun.noun == "document", AgentRun.noun_id == document.id, AgentRun.kind == KIND)
    known = one_under_way(session, work, of_document, lambda run: run.order.get("paper_id") == paper.id)
    if known is not None:
        return known
    run = order_run(
        session,
        work,
        WorkKind.POINT,
        f"{KIND}:{document.id}:{next_number(session, of_document)}",
        supplier_id=document.supplier_id,
        noun="document",
        noun_id=document.id,
        graph=GRAPH,
        model=model,
        order={"paper_id": paper.id},
        actor=actor,
        now=now,
    )
    record(
        session, supplier_id=document.supplier_id, actor=actor, now=now, action="reading help ordered", noun="document",
        noun_id=document.id, after={"run": run.id, "model": model, "paper": paper.position},
    )  # fmt: skip
    return run
