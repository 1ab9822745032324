"""From what a matcher found out about a line to its verdict: one ordered table of named conditions for every kind of claim."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from facts.evidence import Evidence
from facts.finding import Direction, Finding, FindingType, Verdict
from facts.money import minor_digits, round_half_up
from matchers.calculation import Calculation
from matchers.chain import DisputeRecord
from matchers.proof import Proof
from matchers.windows import ClaimDates, Timing, timing
from rules.model import Rules

NEVER_FILED: Final = frozenset({"draft", "cancelled"})
PENDING: Final = frozenset({"submitted", "pending_retailer", "pending_supplier"})
GRANTED: Final = frozenset({"approved", "partly_approved", "settled"})
"""Canonical states of a dispute (rule packs, `statuses`): what is not on file, what waits for an answer, what waits for its money."""


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """A deduction line to be judged, as the retailer states it. `amount` is positive, in `currency`, to the cent.

    `part` tells lines of one number apart that name no item: the invoice of an audit's claim, the service of a freight bill.
    """

    type: FindingType
    reference: str
    amount: Decimal
    currency: str
    evidence: Evidence
    invoice_number: str = ""
    purchase_order: str = ""
    sku: str = ""
    vendor_code: str = ""
    review: bool = False
    part: str = ""


@dataclass(frozen=True, slots=True)
class Credit:
    """Money that came back for a claim: a reversal or repayment on a remittance."""

    amount: Decimal
    paid_on: date | None
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a claim stands outside its own merits: taken when, credited how much, disputed or not."""

    credits: tuple[Credit, ...] = ()
    disputes: tuple[DisputeRecord, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def credited(self) -> Decimal:
        """What has come back so far."""
        return sum((c.amount for c in self.credits), Decimal(0))

    @property
    def filed(self) -> int:
        """Filings that count against the attempts; drafts and cancelled ones do not."""
        filed = [d for d in self.disputes if d.status not in NEVER_FILED]
        return max([len({d.dispute_id for d in filed}), *(d.attempt for d in filed)])

    @property
    def pending(self) -> DisputeRecord | None:
        """The dispute that is still waiting for an answer or for its money, if there is one."""
        return next((d for d in self.disputes if d.status in PENDING or d.status in GRANTED), None)


@dataclass(slots=True)
class Outcome:
    """What a matcher found out on the merits alone: `dispute`, `needs_evidence`, `accept`, `resolved` or `review`.

    The calculation ends in `value`; `wanting` are the shipments whose proof is weak or missing.
    """

    verdict: Verdict
    reason: str
    why: str
    calculation: Calculation
    confidence: float = 0.9
    root_cause: str | None = None
    missing: tuple[str, ...] = ()
    type: FindingType | None = None
    wanting: tuple[Proof, ...] = ()


@dataclass(frozen=True, slots=True)
class Situation:
    """All that the table of conditions looks at."""

    line: ClaimLine
    outcome: Outcome
    standing: Standing
    timing: Timing
    as_of: date

    @property
    def disputable(self) -> bool:
        """On the merits there is something to claim, now or once a paper is found."""
        return self.outcome.verdict in {Verdict.DISPUTE, Verdict.NEEDS_EVIDENCE}


@dataclass(frozen=True, slots=True)
class Condition:
    """One row of the table: its name is the finding's reason where it decides (empty: the outcome's own reason)."""

    reason: str
    holds: Callable[[Situation], bool]
    verdict: Verdict | None
    sentence: Callable[[Situation], str] = field(default=lambda s: s.outcome.why)


def _credited_whole(s: Situation) -> bool:
    """All of the claim came back, or all that was wrong about it: what is left is then deducted rightly."""
    if not s.standing.credits:
        return False
    wrong = s.outcome.calculation.known.get("value") if s.disputable else None
    return s.standing.credited >= (s.line.amount if wrong is None else min(wrong, s.line.amount))


def _credit_sentence(s: Situation) -> str:
    last = s.standing.credits[-1]
    return f"{s.standing.credited:f} {s.line.currency} of the claim came back" + (f" by {last.paid_on}" if last.paid_on else "")


def _pending_sentence(s: Situation) -> str:
    dispute = s.standing.pending
    if dispute is None:
        return s.outcome.why
    if dispute.status in GRANTED:
        return f"dispute {dispute.dispute_id} is approved; the money has not been seen on a remittance yet"
    return f"dispute {dispute.dispute_id} is filed" + (f" since {dispute.submitted}" if dispute.submitted else "")


CONDITIONS: Final[tuple[Condition, ...]] = (
    Condition("reversed", _credited_whole, Verdict.RESOLVED, _credit_sentence),
    Condition("", lambda s: s.outcome.verdict is Verdict.RESOLVED, Verdict.RESOLVED),
    Condition(
        "approved_not_paid",
        lambda s: s.standing.pending is not None and s.standing.pending.status in GRANTED,
        Verdict.IN_DISPUTE,
        _pending_sentence,
    ),
    Condition("dispute_on_record", lambda s: s.standing.pending is not None, Verdict.IN_DISPUTE, _pending_sentence),
    Condition("", lambda s: s.outcome.verdict in {Verdict.ACCEPT, Verdict.REVIEW}, None),
    Condition(
        "window_closed",
        lambda s: s.disputable and s.timing.expired(s.as_of),
        Verdict.EXPIRED,
        lambda s: f"could be disputed until {s.timing.dispute_by}; {s.outcome.why}",
    ),
    Condition(
        "no_attempts_left",
        lambda s: s.disputable and s.timing.attempts_left == 0,
        Verdict.EXPIRED,
        lambda s: f"filed {s.standing.filed} times, as often as it may be; {s.outcome.why}",
    ),
    Condition(
        "window_not_open",
        lambda s: s.disputable and s.timing.too_early(s.as_of),
        Verdict.TOO_EARLY,
        lambda s: f"can be disputed from {s.timing.opens_on}; {s.outcome.why}",
    ),
    Condition("", lambda _: True, None),
)
"""The first row that holds decides. What is settled or on file comes before the merits, the merits before the clock."""


def conclude(line: ClaimLine, outcome: Outcome, standing: Standing, dates: ClaimDates, rules: Rules, as_of: date) -> Finding:
    """The finding for a line: verdict by the table of conditions, money by the calculation less what has come back."""
    kind = outcome.type or line.type
    window = timing(kind, dates, rules, standing.filed)
    situation = Situation(line, outcome, standing, window, as_of)
    condition = next(c for c in CONDITIONS if c.holds(situation))
    verdict = condition.verdict or outcome.verdict
    recoverable = _settle(line, outcome, standing, verdict)
    return Finding(
        id=finding_id(rules, kind, line),
        type=kind,
        direction=Direction.OWED_TO_US,
        reference=line.reference,
        currency=line.currency,
        claimed_amount=line.amount,
        recoverable_amount=recoverable,
        verdict=verdict,
        reason=condition.reason or outcome.reason,
        why=condition.sentence(situation),
        rule=rules.rule_id(kind),
        confidence=outcome.confidence,
        calculation=tuple(outcome.calculation.steps),
        evidence=tuple(outcome.calculation.evidence),
        purchase_order=line.purchase_order,
        invoice_number=line.invoice_number,
        sku=line.sku,
        vendor_code=line.vendor_code,
        retailer=rules.retailer,
        opens_on=window.opens_on,
        safe_by=window.safe_by,
        dispute_by=window.dispute_by,
        attempts_left=window.attempts_left,
        root_cause=outcome.root_cause,
        missing=outcome.missing if verdict is Verdict.NEEDS_EVIDENCE else (),
        deducted_on=dates.deduction_date,
    )


def _settle(line: ClaimLine, outcome: Outcome, standing: Standing, verdict: Verdict) -> Decimal:
    """Closes the calculation: takes off what has come back, and nothing is recoverable on settled or accepted lines."""
    calculation = outcome.calculation
    digits = minor_digits(line.currency)
    calculation.cite(*standing.evidence)
    if standing.credits:
        calculation.given("credited", "came back on later remittances", standing.credited, *(c.evidence for c in standing.credits))
    if "recoverable_amount" in calculation.known:
        raise ValueError("a matcher ends its calculation in `value`, not in recoverable_amount")
    nothing = verdict in {Verdict.ACCEPT, Verdict.RESOLVED, Verdict.REVIEW}
    formula = f"round(0, {digits})" if nothing or "value" not in calculation.known else f"round(value, {digits})"
    if not nothing and standing.credits and "value" in calculation.known:
        formula = f"round(max(0, value - credited), {digits})"
    label = "to recover" if not nothing else "nothing proven yet; a person decides" if verdict is Verdict.REVIEW else "nothing to recover"
    return round_half_up(calculation.work_out("recoverable_amount", label, formula), digits)


def finding_id(rules: Rules, kind: FindingType, line: ClaimLine) -> str:
    """A stable id from supplier, retailer, type, reference and item."""
    key = f"{rules.supplier}|{rules.retailer}|{kind.value}|{line.reference}|{line.sku}" + (f"|{line.part}" if line.part else "")
    return hashlib.sha256(key.encode()).hexdigest()[:16]
