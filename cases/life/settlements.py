"""A settlement: one case over cases whose own disputes are used up, filed once for a share of what they leave open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.life.case_numbers import next_number
from cases.life.standing import refresh
from cases.life.transitions import enter, note
from ledger.cases import Case, CaseForm, CaseState
from rules.model import Rules


class SettlementError(Exception):
    """Cases that cannot be settled together; the message names the case and what speaks against it."""


def open_settlement(
    session: Session, cases: Sequence[Case], *, rules: Rules, actor: str, now: datetime, today: date, reason: str = ""
) -> Case:
    """Opens a settlement over cases of one account, kind and currency that were answered or closed without full success.

    Raises SettlementError: a case that was settled before is refused by the retailer, and one that may still be disputed is
    worth more than a share.
    """
    if not cases:
        raise SettlementError("name the cases to settle")
    first = cases[0]
    for case in cases:
        if problem := _problem(case, first):
            raise SettlementError(f"case {case.number}: {problem}")
    made = Case(
        supplier_id=first.supplier_id,
        account_id=first.account_id,
        number=next_number(session, first.supplier_id),
        case_key=f"settlement|{first.currency}|{first.type.value}|{min(c.id for c in cases)}|{now:%Y%m%d%H%M%S%f}",
        form=CaseForm.SETTLEMENT,
        origin="by_hand",
        type=first.type,
        retailer=first.retailer,
        reference=f"settlement of {len(cases)} cases",
        currency=first.currency,
        verdict="dispute",
        state=CaseState.DRAFTING,
        opened_at=now,
        changed_at=now,
        evidence_state="complete",
        rule_version_id=first.rule_version_id,
    )
    session.add(made)
    session.flush()
    for case in cases:
        case.settlement_id = made.id
        note(session, case, "settling", actor=actor, now=now, reason=reason, after={"settlement": made.number})
    refresh(session, made, rules, today=today, now=now)
    if made.recoverable_minor <= 0:
        raise SettlementError("the cases have nothing open to settle")
    numbers = [c.number for c in cases]
    note(session, made, "opened", actor=actor, now=now, reason=reason, after={"cases": numbers, "asked_minor": made.recoverable_minor})
    return made


def cases_of(session: Session, settlement: Case) -> list[Case]:
    """The cases that a settlement is over, the largest rest first."""
    return list(session.scalars(select(Case).where(Case.settlement_id == settlement.id).order_by(Case.disputed_minor.desc(), Case.id)))


def close_settled(session: Session, settlement: Case, *, rules: Rules, actor: str, now: datetime, today: date) -> None:
    """Closes the cases of a settlement once it is closed itself: what it brought stands with the settlement, not with them."""
    for case in cases_of(session, settlement):
        if not case.closed:
            enter(session, case, CaseState.CLOSED, rules=rules, actor=actor, now=now, today=today, reason="settled", close_reason="settled")


def dissolve(session: Session, settlement: Case, *, rules: Rules, actor: str, now: datetime, today: date, reason: str) -> None:
    """Gives up a settlement that was not filed; its cases are free again."""
    if settlement.rounds:
        raise SettlementError("the settlement was filed; withdraw it instead")
    for case in cases_of(session, settlement):
        case.settlement_id = None
        refresh(session, case, rules, today=today, now=now)
    enter(session, settlement, CaseState.WITHDRAWN, rules=rules, actor=actor, now=now, today=today, reason=reason)


def _problem(case: Case, first: Case) -> str | None:
    if case.form is CaseForm.SETTLEMENT:
        return "it is a settlement itself"
    if (case.account_id, case.type, case.currency) != (first.account_id, first.type, first.currency):
        return "only cases of one account, kind and currency are settled together"
    if case.settlement_id is not None:
        return "it was settled before; the retailer refuses it"
    if case.rounds == 0:
        return "it was never disputed"
    if case.state not in {CaseState.ANSWERED, CaseState.CLOSED}:
        return "it still waits for an answer"
    if case.disputed_minor <= case.paid_minor + case.offset_minor + case.written_off_minor - case.rededucted_minor:
        return "nothing of it is open"
    return None
