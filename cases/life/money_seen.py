"""Money that a person saw move for a case and that no remittance in the ledger shows yet: a payment, an offset, a taking back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.life.settlements import close_settled
from cases.life.standing import refresh
from cases.life.transitions import close_if_done, enter, note
from ledger.cases import Case, CaseForm, CaseState, Recovery
from rules.model import Rules

BY_HAND: Final = frozenset({"paid", "offset", "mitigated", "rededucted"})
"""Kinds that a person may book; writing off has a door of its own (cases.life.write_offs)."""


class MoneySeenError(Exception):
    """A booking that does not fit the case; the message says what is wrong with it."""


def book_money(
    session: Session,
    case: Case,
    *,
    kind: str,
    amount_minor: int,
    seen_on: date,
    payment_number: str,
    rules: Rules,
    actor: str,
    now: datetime,
    today: date,
    reason: str = "",
) -> Recovery:
    """Books what a person saw; the case is closed once nothing more can come, and opened again where money was taken back.

    A remittance that shows the same payment later takes the place of this booking (cases.detection.resolution). Raises MoneySeenError.
    """
    if kind not in BY_HAND:
        raise MoneySeenError(f"{kind} is none of {', '.join(sorted(BY_HAND))}")
    if amount_minor <= 0 or seen_on > today:
        raise MoneySeenError("an amount is above zero, and its day is not still to come")
    key = f"hand:{kind}:{payment_number or seen_on.isoformat()}:{amount_minor}"
    if session.scalar(select(Recovery.id).where(Recovery.case_id == case.id, Recovery.recovery_key == key)) is not None:
        raise MoneySeenError("this is booked already")
    booked = Recovery(
        case_id=case.id,
        recovery_key=key,
        kind=kind,
        currency=case.currency,
        amount_minor=amount_minor,
        seen_on=seen_on,
        payment_number=payment_number,
        recorded_at=now,
        recorded_by=actor,
        reason=reason,
    )
    session.add(booked)
    said = {"kind": kind, "amount_minor": amount_minor, "currency": case.currency, "payment_number": payment_number}
    note(session, case, "money_seen", actor=actor, now=now, reason=reason, after=said)
    refresh(session, case, rules, today=today, now=now)
    if kind == "rededucted" and case.state is CaseState.CLOSED:
        enter(session, case, CaseState.GATHERING_EVIDENCE, rules=rules, actor=actor, now=now, today=today, reason="taken again")
    elif close_if_done(session, case, rules=rules, actor=actor, now=now, today=today) and case.form is CaseForm.SETTLEMENT:
        close_settled(session, case, rules=rules, actor=actor, now=now, today=today)
    return booked


def take_back(session: Session, case: Case, booked: Recovery, *, rules: Rules, actor: str, now: datetime, today: date, reason: str) -> None:
    """Removes a booking that a person made by mistake; what a remittance shows is not removed."""
    if not booked.recovery_key.startswith("hand:"):
        raise MoneySeenError("a remittance shows this; correct the remittance instead")
    said = {"kind": booked.kind, "amount_minor": booked.amount_minor, "payment_number": booked.payment_number}
    note(session, case, "money_taken_back", actor=actor, now=now, reason=reason, before=said)
    session.delete(booked)
    refresh(session, case, rules, today=today, now=now)
