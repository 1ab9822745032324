"""Giving up a rest that is not worth the work, within the supplier's tolerance."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from cases.life.standing import refresh
from cases.life.transitions import enter, note
from facts.money import Money
from ledger.cases import Case, CaseState, Recovery
from ledger.suppliers import Supplier
from rules.model import Rules


class WriteOffError(Exception):
    """A write-off that the supplier's tolerance does not allow; the message names the limit."""


def write_off(
    session: Session, case: Case, *, rules: Rules, actor: str, now: datetime, today: date, reason: str, amount_minor: int | None = None
) -> Recovery:
    """Books what is still open, or a part of it, as written off; a case with nothing left open is closed.

    Raises WriteOffError above the supplier's tolerance (`write_off_up_to_minor`), for nothing, or without a reason.
    """
    supplier = session.get_one(Supplier, case.supplier_id)
    refresh(session, case, rules, today=today, now=now)
    amount = case.open_minor if amount_minor is None else amount_minor
    still = Money(case.open_minor, case.currency)
    if not reason.strip():
        raise WriteOffError("say why it is written off")
    if case.closed:
        raise WriteOffError("the case is closed; nothing is open")
    if not 0 < amount <= case.open_minor:
        raise WriteOffError(f"open are {still} {case.currency}; write off all of it or a part")
    limit = Money(supplier.write_off_up_to_minor, case.currency)
    if case.written_off_minor + amount > supplier.write_off_up_to_minor:
        raise WriteOffError(f"{supplier.name} lets up to {limit} {case.currency} a case be written off")
    booked = Recovery(
        case_id=case.id,
        recovery_key=f"written_off:{now.isoformat()}",
        kind="written_off",
        currency=case.currency,
        amount_minor=amount,
        seen_on=today,
        recorded_at=now,
        recorded_by=actor,
        reason=reason,
    )
    session.add(booked)
    note(session, case, "written_off", actor=actor, now=now, reason=reason, after={"amount_minor": amount, "currency": case.currency})
    refresh(session, case, rules, today=today, now=now)
    if case.open_minor == 0:
        how = "written_off" if case.paid_minor == 0 and case.approved_minor == 0 else "partly_won"
        enter(session, case, CaseState.CLOSED, rules=rules, actor=actor, now=now, today=today, reason=reason, close_reason=how)
    return booked
