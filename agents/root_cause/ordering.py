"""Looks at causes are ordered here, and the notes that a model is to write: a run and its job, in the transaction of who orders it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Final

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from agents.model.choice import Models, model_for
from agents.runs import next_number, one_under_way, order_run
from cases.background.desk import SYSTEM
from cases.background.work import Work, WorkKind
from ledger.agents import AgentRun
from ledger.cases import Case
from ledger.findings import FindingRow
from ledger.improving import CauseNote
from ledger.suppliers import Account, Supplier

LOOK: Final = "causes@1"
"""The look itself, which asks no model."""
GRAPH: Final = "root_cause@1"


def order_look(
    session: Session,
    work: Work,
    supplier_id: int,
    *,
    actor: str,
    now: datetime,
    language: str = "en",
    month: date | None = None,
    case: Case | None = None,
) -> AgentRun:
    """A look at what a supplier's deductions, or one chargeback, have for a cause; the one that is under way already for the same."""
    noun, noun_id = ("case", case.id) if case is not None else ("supplier", supplier_id)
    order = {"language": language} | ({"month": month.isoformat()} if month else {})
    looks = select(AgentRun).where(AgentRun.graph == LOOK, AgentRun.noun == noun, AgentRun.noun_id == noun_id)
    known = one_under_way(session, work, looks, lambda run: run.order == order)
    if known is not None:
        return known
    return order_run(
        session,
        work,
        WorkKind.CAUSES,
        f"causes:{noun}:{noun_id}:{next_number(session, looks)}",
        supplier_id=supplier_id,
        case_id=case.id if case is not None else None,
        noun=noun,
        noun_id=noun_id,
        graph=LOOK,
        actor=actor,
        now=now,
        order=order,
    )


def order_note(session: Session, work: Work, models: Models, note: CauseNote, *, actor: str, now: datetime) -> AgentRun | None:
    """A note that the supplier's model is to write in place of the template's; None where the supplier has no model."""
    model = model_for(session, note.supplier_id, models)
    if not model:
        return None
    return order_run(
        session,
        work,
        WorkKind.CAUSES,
        f"root_cause:{note.id}",
        supplier_id=note.supplier_id,
        case_id=note.case_id,
        noun="cause_note",
        noun_id=note.id,
        graph=GRAPH,
        model=model,
        actor=actor,
        now=now,
    )


def order_due_looks(session: Session, work: Work, *, now: datetime) -> list[int]:
    """Orders a look for each supplier whose deductions were judged, or whose month ended, since the last one; gives the suppliers."""
    ordered = []
    for supplier_id, last in _last_looks(session):
        if last is None or _month_of(last) != (now.year, now.month) or _judged_since(session, supplier_id, last.ordered_at):
            language = "en" if last is None else str(last.order.get("language", "en"))
            order_look(session, work, supplier_id, actor=SYSTEM, now=now, language=language)
            ordered.append(supplier_id)
    return ordered


def _month_of(run: AgentRun) -> tuple[int, int]:
    return run.ordered_at.year, run.ordered_at.month


def _last_looks(session: Session) -> Iterator[tuple[int, AgentRun | None]]:
    """Active suppliers with deductions, each with its last look, whose language the next one keeps."""
    judged = exists().where(FindingRow.account_id == Account.id, Account.supplier_id == Supplier.id)
    suppliers = session.scalars(select(Supplier.id).where(Supplier.active.is_(True), judged).order_by(Supplier.id)).all()
    looks = (
        select(AgentRun.noun_id, func.max(AgentRun.id))
        .where(AgentRun.graph == LOOK, AgentRun.noun == "supplier", AgentRun.noun_id.in_(suppliers))
        .group_by(AgentRun.noun_id)
    )
    latest: dict[int | None, int] = {row[0]: row[1] for row in session.execute(looks)}
    for supplier_id in suppliers:
        yield supplier_id, session.get(AgentRun, latest[supplier_id]) if supplier_id in latest else None


def _judged_since(session: Session, supplier_id: int, moment: datetime) -> bool:
    of_supplier = select(Account.id).where(Account.supplier_id == supplier_id)
    return bool(session.scalar(select(exists().where(FindingRow.account_id.in_(of_supplier), FindingRow.judged_at > moment))))
