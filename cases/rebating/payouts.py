"""Money that settles rebate claims: what is expected, what was credited or paid, and where it was found again."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.rebating.claim_guards import approver_changed_no_bank, no_hold_is_open, situation_of
from cases.rebating.claim_moves import bank_days, moved_by_money, note
from cases.rebating.partners import bank_of
from facts.identifiers import compact
from facts.money import Money
from ledger.rebate_claims import ClaimState, RebateClaimRow, RebatePayout
from ledger.rebates import RebateContract
from ledger.trade import Deduction, Payment

EXPECTED: Final = "expected"
MADE: Final = "made"
RECONCILED: Final = "reconciled"
KINDS: Final = ("credit", "payment", "offset")
LONGEST_REFERENCE: Final = 120
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")


class PayoutError(ValueError):
    """A payout that cannot be recorded so; `field` says which part."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True, slots=True)
class PayoutMade:
    """What was credited, paid or offset: `amount_minor` in the claim's currency, under the payer's own reference."""

    kind: str
    amount_minor: int
    paid_on: date
    reference: str


def record_payout(session: Session, claim: RebateClaimRow, made: PayoutMade, *, actor: str, now: datetime, today: date) -> RebatePayout:
    """Records money for a claim that was agreed; what is still missing stays expected. Raises PayoutError."""
    session.flush()
    session.refresh(claim, with_for_update=True)
    reference = _CONTROL.sub("", made.reference).strip()
    waiting = [p for p in payouts_of(session, claim.id) if p.state == EXPECTED]
    if claim.state is not ClaimState.AGREED or not waiting:
        raise PayoutError("amount", f"claim {claim.number} is {claim.state.value}; money is recorded once both sides have agreed on it")
    if made.kind not in KINDS:
        raise PayoutError("kind", f"write one of {', '.join(KINDS)}")
    if not reference or len(reference) > LONGEST_REFERENCE:
        raise PayoutError("reference", "write the number of the credit note, payment or offset")
    if made.paid_on > today:
        raise PayoutError("paid_on", f"{made.paid_on} is still to come")
    at = situation_of(session, claim, actor=actor, today=today, bank_days=bank_days(session, claim, today))
    held = no_hold_is_open(at)
    if held is not None:
        raise PayoutError("amount", held)
    refused = approver_changed_no_bank(at) if made.kind == "payment" else None
    if refused is not None:
        raise PayoutError("kind", refused.replace("approves its claims", "pays it"))
    bank = bank_of(session, claim.partner_id) if made.kind == "payment" and claim.partner_id is not None and not at.ours else None
    if bank is not None and bank in at.banks and bank.made_by == claim.approved_by:
        told = f"{bank.made_by} approved this claim and gave the bank detail that it would go to; somebody else confirms that detail first"
        raise PayoutError("kind", told)
    payout = waiting[0]
    if not 0 < made.amount_minor <= payout.amount_minor:
        most = Money(payout.amount_minor, payout.currency)
        raise PayoutError("amount", f"between 0 and the {most} {payout.currency} that are still expected")
    rest = payout.amount_minor - made.amount_minor
    payout.kind, payout.amount_minor, payout.paid_on = made.kind, made.amount_minor, made.paid_on
    payout.reference, payout.state, payout.recorded_at, payout.recorded_by = reference, MADE, now, actor
    payout.bank_detail_id = None if bank is None else bank.id
    claim.settled_minor += made.amount_minor
    if rest:
        session.add(_rest_of(payout, rest, actor, now))
    session.flush()
    after = {"kind": made.kind, "amount_minor": made.amount_minor, "reference": reference, "paid_on": made.paid_on.isoformat()}
    note(session, claim, "payout_recorded", actor=actor, now=now, after=after)
    moved_by_money(session, claim, actor=actor, now=now, today=today)
    return payout


def reconcile(
    session: Session,
    payout: RebatePayout,
    *,
    payment_number: str,
    evidence: Sequence[Mapping[str, Any]] = (),
    reason: str = "",
    actor: str,
    now: datetime,
    today: date,
) -> None:
    """Says where a payout was found again: the payment or remittance that carries it. Raises PayoutError."""
    number = _CONTROL.sub("", payment_number).strip()[:80]
    if payout.state != MADE:
        raise PayoutError("payout_id", f"the payout is {payout.state}; what was credited or paid is reconciled once")
    if not number:
        raise PayoutError("payment_number", "write the number of the payment or remittance on which it was found")
    claim = session.get_one(RebateClaimRow, payout.claim_id)
    payout.state, payout.payment_number, payout.evidence = RECONCILED, number, [dict(e) for e in evidence]
    payout.reconciled_at, payout.reconciled_by = now, actor
    session.flush()
    note(session, claim, "payout_reconciled", actor=actor, now=now, reason=reason, after={"payout_id": payout.id, "payment_number": number})
    moved_by_money(session, claim, actor=actor, now=now, today=today)


def find_again(session: Session, account_id: int, payouts: Sequence[RebatePayout], *, actor: str, now: datetime, today: date) -> int:
    """Looks for payouts among payments and deductions of the account by their reference or claim, for just that amount; gives how many.

    Where more than one line fits, a line fits more than one payout, or the amounts differ, a person decides. A line that carries a payout
    carries no other.
    """
    found = 0
    places = {p.id: _place_of(session, account_id, p) for p in payouts if p.state == MADE}
    wanted = Counter(_line_of(*place) for place in places.values() if place is not None)
    for payout in (p for p in payouts if p.state == MADE):
        place = places[payout.id]
        if place is not None and wanted[_line_of(*place)] == 1:
            number, evidence = place
            told = "found among the payments"
            reconcile(session, payout, payment_number=number, evidence=evidence, reason=told, actor=actor, now=now, today=today)
            found += 1
    return found


def payouts_of(session: Session, claim_id: int) -> Sequence[RebatePayout]:
    """The payouts of a claim in the order in which they were recorded."""
    return session.scalars(select(RebatePayout).where(RebatePayout.claim_id == claim_id).order_by(RebatePayout.id)).all()


def _place_of(session: Session, account_id: int, payout: RebatePayout) -> tuple[str, list[dict[str, Any]]] | None:
    claim = session.get_one(RebateClaimRow, payout.claim_id)
    keys = {compact(payout.reference), compact(claim.number)} - {""}
    own = select(Payment).where(Payment.account_id == account_id, Payment.currency == payout.currency, Payment.void.is_(False))
    paid = [
        (p.number, list[dict[str, Any]]())
        for p in session.scalars(own.where(Payment.number == payout.reference))
        if p.amount_minor == payout.amount_minor
    ]
    taken = session.scalars(
        select(Deduction).where(Deduction.account_id == account_id, Deduction.number.in_({payout.reference, claim.number}))
    )
    for deduction in taken:
        fits = deduction.currency == payout.currency and payout.amount_minor in {deduction.taken_minor, deduction.repaid_minor}
        if fits and compact(deduction.number) in keys and deduction.slices:
            first = deduction.slices[0]
            paid.append((str(first.get("payment_number") or deduction.number), [first["evidence"]] if first.get("evidence") else []))
    free = [line for line in paid if _line_of(*line) not in _lines_used(session, account_id)]
    return free[0] if len(free) == 1 else None


def _lines_used(session: Session, account_id: int) -> set[tuple[str, str]]:
    """Payments and lines on which payouts under the account's agreements were found."""
    wanted = (
        select(RebatePayout.payment_number, RebatePayout.evidence)
        .join(RebateContract, RebateContract.id == RebatePayout.contract_id)
        .where(RebateContract.account_id == account_id, RebatePayout.state == RECONCILED)
    )
    return {_line_of(number, evidence) for number, evidence in session.execute(wanted)}


def _line_of(number: str, evidence: Sequence[Mapping[str, Any]]) -> tuple[str, str]:
    return compact(number), json.dumps([dict(e) for e in evidence], sort_keys=True, default=str)


def _rest_of(payout: RebatePayout, rest: int, actor: str, now: datetime) -> RebatePayout:
    return RebatePayout(
        supplier_id=payout.supplier_id,
        contract_id=payout.contract_id,
        claim_id=payout.claim_id,
        partner_id=payout.partner_id,
        bank_detail_id=payout.bank_detail_id,
        kind=payout.kind,
        currency=payout.currency,
        amount_minor=rest,
        expected_on=payout.expected_on,
        recorded_at=now,
        recorded_by=actor,
    )
