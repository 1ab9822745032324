"""A case for a deduction that was seen only on a screen: entered by a person, judged by that person, worked like any other."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.accounts.rules_of_account import rule_version
from cases.detection.case_keys import Grouped, case_key
from cases.life.case_numbers import next_number
from cases.life.standing import refresh
from cases.life.transitions import OPEN_STATES, first_state, note
from facts.finding import Direction, FindingType, Verdict
from facts.money import Money, minor_digits
from ledger.cases import Case, CaseState
from ledger.findings import FindingRow, FindingVersion
from ledger.suppliers import Account
from matchers.windows import ClaimDates, due_date, timing
from rules.model import Rules

PREFIX = "hand:"
"""What the key of a line entered by hand begins with; no judgement makes or removes such a line."""


@dataclass(frozen=True, slots=True)
class SeenDeduction:
    """What a person saw: amounts positive, in `currency`. `recoverable` is what the person holds to be wrong of it."""

    type: FindingType
    reference: str
    currency: str
    claimed: Decimal
    recoverable: Decimal
    why: str
    invoice_number: str = ""
    purchase_order: str = ""
    sku: str = ""
    vendor_code: str = ""
    destination: str = ""
    carrier: str = ""
    freight_terms: str = ""
    invoice_date: date | None = None
    deducted_on: date | None = None


class SeenDeductionError(Exception):
    """A deduction that cannot be entered as it was stated; the message says what does not fit."""


def open_by_hand(session: Session, account: Account, seen: SeenDeduction, *, rules: Rules, actor: str, now: datetime, today: date) -> Case:
    """Opens a case for a deduction that no export shows, or adds it to the case that it would be filed with.

    Raises SeenDeductionError where amounts do not fit, the line is known already, or the reason is missing.
    """
    claimed, recoverable = _amounts(seen)
    _refuse_known(session, account, seen)
    key = case_key(Grouped(seen.type, seen.currency, seen.reference, seen.invoice_number, seen.vendor_code), rules)
    case = session.scalar(select(Case).where(Case.account_id == account.id, Case.case_key == key))
    if case is None:
        case = Case(
            supplier_id=account.supplier_id,
            account_id=account.id,
            number=next_number(session, account.supplier_id),
            case_key=key,
            origin="by_hand",
            type=seen.type,
            retailer=account.retailer,
            reference=seen.reference,
            currency=seen.currency,
            verdict=Verdict.REVIEW.value,
            opened_at=now,
            changed_at=now,
        )
        session.add(case)
        session.flush()
        note(session, case, "opened", actor=actor, now=now, reason=seen.why, after={"case_key": key, "origin": "by_hand"})
    line = _line(account, seen, claimed, recoverable, rules, today, actor, now)
    line.case_id = case.id
    line.rule_version_id = rule_version(session, account.id, rules, now).id
    session.add(line)
    session.flush()
    session.add(FindingVersion(finding_id=line.id, version=1, at=now, cause=f"entered by {actor}", content=_content(line)))
    note(
        session,
        case,
        "line_entered",
        actor=actor,
        now=now,
        reason=seen.why,
        after={"reference": seen.reference, "claimed_minor": claimed.minor},
    )
    if case.rounds == 0 and case.state in OPEN_STATES and case.state is not CaseState.SNOOZED:
        case.state = first_state(frozenset({line.verdict}))
    refresh(session, case, rules, today=today, now=now)
    return case


def _amounts(seen: SeenDeduction) -> tuple[Money, Money]:
    digits = minor_digits(seen.currency)
    for amount in (seen.claimed, seen.recoverable):
        if not amount.is_finite() or amount != amount.quantize(Decimal(1).scaleb(-digits)):
            raise SeenDeductionError(f"{amount} {seen.currency} has more than {digits} digits after the point")
    if seen.claimed <= 0 or not 0 <= seen.recoverable <= seen.claimed:
        raise SeenDeductionError("what was deducted is above zero, and what is wrong of it between zero and that")
    if not seen.reference.strip() or not seen.why.strip():
        raise SeenDeductionError("give the deduction's own number and say why it is wrong")
    return Money.of(seen.claimed, seen.currency), Money.of(seen.recoverable, seen.currency)


def _refuse_known(session: Session, account: Account, seen: SeenDeduction) -> None:
    known = select(FindingRow.id).where(
        FindingRow.account_id == account.id,
        FindingRow.reference == seen.reference,
        FindingRow.sku == seen.sku,
        FindingRow.type == seen.type,
        FindingRow.gone_at.is_(None),
    )
    if session.scalar(known.limit(1)) is not None:
        raise SeenDeductionError(f"{seen.reference} is known already; work on its case")


def _line(
    account: Account, seen: SeenDeduction, claimed: Money, recoverable: Money, rules: Rules, today: date, actor: str, now: datetime
) -> FindingRow:
    due = due_date(seen.invoice_date, rules)
    taken = seen.deducted_on
    window = timing(seen.type, ClaimDates(seen.invoice_date, due, taken, taken, taken, taken), rules)
    verdict = Verdict.DISPUTE if recoverable.minor else Verdict.REVIEW
    if verdict is Verdict.DISPUTE and window.expired(today):
        verdict = Verdict.EXPIRED
    elif verdict is Verdict.DISPUTE and window.too_early(today):
        verdict = Verdict.TOO_EARLY
    said = f"entered by {actor} on {now:%Y-%m-%d}: {seen.why}"
    steps = [
        {"id": "claimed", "label": "deducted, as seen by a person", "value": str(claimed), "evidence": [0]},
        {"id": "wrong", "label": "wrong of it, as decided by a person", "value": str(recoverable), "evidence": [0]},
        {
            "id": "recoverable_amount",
            "label": "to recover",
            "value": str(recoverable),
            "formula": f"round(min(claimed, wrong), {minor_digits(seen.currency)})",
        },
    ]
    return FindingRow(
        account_id=account.id,
        finding_key=f"{PREFIX}{uuid.uuid4().hex}",
        type=seen.type,
        direction=Direction.OWED_TO_US,
        reference=seen.reference,
        purchase_order=seen.purchase_order,
        invoice_number=seen.invoice_number,
        sku=seen.sku,
        vendor_code=seen.vendor_code,
        currency=seen.currency,
        claimed_minor=claimed.minor,
        recoverable_minor=recoverable.minor,
        verdict=verdict,
        reason="entered_by_hand",
        why=seen.why,
        rule=rules.rule_id(seen.type),
        confidence=1.0,
        opens_on=window.opens_on,
        safe_by=window.safe_by,
        dispute_by=window.dispute_by,
        attempts_left=window.attempts_left,
        deducted_on=taken,
        destination=seen.destination,
        carrier=seen.carrier,
        freight_terms=seen.freight_terms,
        calculation=steps,
        evidence=[{"file": "", "fact": said}],
        fingerprint=hashlib.sha256(said.encode()).hexdigest(),
        first_seen_at=now,
        judged_at=now,
    )


def _content(line: FindingRow) -> dict[str, object]:
    return {"reference": line.reference, "verdict": line.verdict.value, "claimed_minor": line.claimed_minor, "why": line.why}
