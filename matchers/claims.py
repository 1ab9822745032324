"""From what a matcher found out about a line to its verdict: one ordered table of named conditions for every kind of claim."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from facts.evidence import Evidence
from facts.finding import Direction, Finding, FindingType, Hold, Verdict
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

    The calculation ends in `value`; `wanting` are the shipments whose proof is weak or missing, `holds` what is unusual about a claim.
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
    holds: tuple[Hold, ...] = ()


@dataclass(frozen=True, slots=True)
class Signs:
    """All that the table of conditions looks at: what the merits say, what came back, what is on file, and the clock."""

    merits: Verdict
    came_back: bool
    granted: bool
    pending: bool
    closed: bool
    used_up: bool
    too_early: bool

    @property
    def disputable(self) -> bool:
        """On the merits there is something to claim, now or once a paper is found."""
        return self.merits in {Verdict.DISPUTE, Verdict.NEEDS_EVIDENCE}


@dataclass(frozen=True, slots=True)
class Condition:
    """One row of the table: its name is the finding's reason where it decides (empty: the outcome's own reason).

    `sentence` says why, with the words of `conclude` in their places.
    """

    reason: str
    holds: Callable[[Signs], bool]
    verdict: Verdict | None
    sentence: str = "{why}"


CONDITIONS: Final[tuple[Condition, ...]] = (
    Condition("reversed", lambda s: s.came_back, Verdict.RESOLVED, "{credited} {currency} of the claim came back{back_by}"),
    Condition("", lambda s: s.merits is Verdict.RESOLVED, Verdict.RESOLVED),
    Condition(
        "approved_not_paid",
        lambda s: s.granted,
        Verdict.IN_DISPUTE,
        "dispute {dispute} is approved; the money has not been seen on a remittance yet",
    ),
    Condition("dispute_on_record", lambda s: s.pending, Verdict.IN_DISPUTE, "dispute {dispute} is filed{since}"),
    Condition("", lambda s: s.merits in {Verdict.ACCEPT, Verdict.REVIEW}, None),
    Condition("window_closed", lambda s: s.disputable and s.closed, Verdict.EXPIRED, "could be disputed until {until}; {why}"),
    Condition(
        "no_attempts_left", lambda s: s.disputable and s.used_up, Verdict.EXPIRED, "filed {filed} times, as often as it may be; {why}"
    ),
    Condition("window_not_open", lambda s: s.disputable and s.too_early, Verdict.TOO_EARLY, "can be disputed from {opens}; {why}"),
    Condition("", lambda _: True, None),
)
"""The first row that holds decides. What is settled or on file comes before the merits, the merits before the clock."""


def deciding(signs: Signs) -> Condition:
    """The row of the table that decides."""
    return next(c for c in CONDITIONS if c.holds(signs))


def _came_back(line: ClaimLine, outcome: Outcome, standing: Standing) -> bool:
    """All of the claim came back, or all that was wrong about it: what is left is then deducted rightly."""
    if not standing.credits:
        return False
    disputable = outcome.verdict in {Verdict.DISPUTE, Verdict.NEEDS_EVIDENCE}
    wrong = outcome.calculation.known.get("value") if disputable else None
    return standing.credited >= (line.amount if wrong is None else min(wrong, line.amount))


def _signs(line: ClaimLine, outcome: Outcome, standing: Standing, window: Timing, as_of: date) -> Signs:
    pending = standing.pending
    return Signs(
        merits=outcome.verdict,
        came_back=_came_back(line, outcome, standing),
        granted=pending is not None and pending.status in GRANTED,
        pending=pending is not None,
        closed=window.expired(as_of),
        used_up=window.attempts_left == 0,
        too_early=window.too_early(as_of),
    )


def _words(line: ClaimLine, outcome: Outcome, standing: Standing, window: Timing) -> dict[str, object]:
    """What stands in the places of a condition's sentence."""
    pending, last = standing.pending, standing.credits[-1].paid_on if standing.credits else None
    return {
        "why": outcome.why,
        "credited": f"{standing.credited:f}",
        "currency": line.currency,
        "back_by": f" by {last}" if last else "",
        "dispute": pending.dispute_id if pending else "",
        "since": f" since {pending.submitted}" if pending and pending.submitted else "",
        "until": window.dispute_by,
        "filed": standing.filed,
        "opens": window.opens_on,
    }


def conclude(line: ClaimLine, outcome: Outcome, standing: Standing, dates: ClaimDates, rules: Rules, as_of: date) -> Finding:
    """The finding for a line: verdict by the table of conditions, money by the calculation less what has come back."""
    kind = outcome.type or line.type
    window = timing(kind, dates, rules, standing.filed)
    condition = deciding(_signs(line, outcome, standing, window, as_of))
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
        why=condition.sentence.format(**_words(line, outcome, standing, window)),
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
        holds=outcome.holds,
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
