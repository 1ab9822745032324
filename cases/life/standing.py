"""Where a case stands: its sums, days, checklist and next step, worked out anew from its lines, filings, answers and money."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.life.case_lines import leading_line, lines_of, reason_of
from cases.life.checklist import checklist_of, evidence_state
from cases.life.deadlines import DECIDED, clock_of, next_step
from cases.odds.weighing import weigh
from facts.finding import Verdict
from facts.identifiers import compact
from ledger.cases import Case, CaseForm, CaseState, Filing, Outcome, Recovery
from ledger.findings import FindingRow
from rules.model import Rules


@dataclass(frozen=True, slots=True)
class Sums:
    """The money of a case in minor units of its currency; the meaning of each is on `ledger.cases.Case`."""

    claimed: int = 0
    recoverable: int = 0
    disputed: int = 0
    approved: int = 0
    paid: int = 0
    mitigated: int = 0
    offset: int = 0
    rededucted: int = 0
    written_off: int = 0
    open: int = 0

    @property
    def net_recovered(self) -> int:
        """What came back for good: paid, mitigated and netted, less what was taken again."""
        return self.paid + self.mitigated + self.offset - self.rededucted

    @property
    def approved_unpaid(self) -> int:
        """What was granted and has not been seen on a remittance."""
        return max(0, self.approved - self.paid - self.offset)


def filings_of(session: Session, case: Case) -> list[Filing]:
    """The rounds of a case, the first one first."""
    return list(session.scalars(select(Filing).where(Filing.case_id == case.id).order_by(Filing.round)))


def outcomes_of(session: Session, case: Case) -> list[Outcome]:
    """The answers to a case in the order they were given."""
    return list(session.scalars(select(Outcome).where(Outcome.case_id == case.id).order_by(Outcome.answered_on, Outcome.id)))


def recoveries_of(session: Session, case: Case) -> list[Recovery]:
    """The money that moved for a case, in the order it was seen."""
    return list(session.scalars(select(Recovery).where(Recovery.case_id == case.id).order_by(Recovery.seen_on, Recovery.id)))


def sums_of(
    case: Case, lines: Sequence[FindingRow], filings: Sequence[Filing], outcomes: Sequence[Outcome], recoveries: Sequence[Recovery]
) -> Sums:
    """The money of a case from its parts alone, so that anybody can check what the case says."""
    moved = {
        kind: sum(r.amount_minor for r in recoveries if r.kind == kind)
        for kind in ("paid", "mitigated", "offset", "rededucted", "written_off")
    }
    taken_again = {compact(r.number) for r in recoveries if r.kind == "rededucted" and r.number}
    claimed = sum(line.claimed_minor for line in lines if compact(line.reference) not in taken_again)
    recoverable = sum(line.recoverable_minor for line in lines)
    disputed, approved = _disputed_and_approved(filings, outcomes)
    # what came back unasked before the filing, but was learnt only after it, is part of what was asked
    late = sum(r.amount_minor for r in recoveries if r.kind == "mitigated" and filings and r.recorded_at > filings[0].recorded_at)
    back = moved["paid"] + moved["offset"] + moved["written_off"] + late - moved["rededucted"]
    still = max(0, disputed - back) if filings else max(0, recoverable - moved["written_off"])
    if case.closed:
        still = 0
    return Sums(claimed, recoverable, disputed, approved, open=still, **moved)


def _disputed_and_approved(filings: Sequence[Filing], outcomes: Sequence[Outcome]) -> tuple[int, int]:
    """What was asked over all rounds, each dollar once: a later round asks for what earlier ones were not granted."""
    disputed = approved = 0
    for filing in filings:
        disputed = max(disputed, filing.amount_minor + approved)
        decided = [o for o in outcomes if o.filing_id == filing.id and o.kind in DECIDED]
        approved += decided[-1].approved_minor if decided else 0
    return disputed, approved


def sums_now(session: Session, case: Case) -> Sums:
    """The money of a case, dispute or settlement, worked out from what is on record now."""
    filings, outcomes, recoveries = filings_of(session, case), outcomes_of(session, case), recoveries_of(session, case)
    if case.form is CaseForm.DISPUTE:
        return sums_of(case, lines_of(session, case), filings, outcomes, recoveries)
    return _settlement_sums(session, case, filings, outcomes, recoveries)


def refresh(session: Session, case: Case, rules: Rules, *, today: date, now: datetime) -> None:
    """Brings all that a case shows up to date. Changes no state and writes no journal; the caller has its reason to."""
    session.flush()
    lines, filings, outcomes = lines_of(session, case), filings_of(session, case), outcomes_of(session, case)
    recoveries = recoveries_of(session, case)
    if case.form is CaseForm.DISPUTE:
        _head(case, lines)
    _put_sums(
        case,
        sums_of(case, lines, filings, outcomes, recoveries)
        if case.form is CaseForm.DISPUTE
        else _settlement_sums(session, case, filings, outcomes, recoveries),
    )
    clock = clock_of(case, lines, filings, outcomes, rules)
    case.opens_on, case.safe_by, case.dispute_by = clock.opens_on, clock.safe_by, clock.dispute_by
    case.attempts_used, case.attempts_left, case.reply_due = clock.attempts_used, clock.attempts_left, clock.reply_due
    case.rounds = len(filings)
    case.first_filed_on = filings[0].filed_on if filings else None
    case.decided_on = max((o.answered_on for o in outcomes if o.kind in DECIDED), default=None)
    case.paid_on = max((r.seen_on for r in recoveries if r.kind in {"paid", "offset"} and r.seen_on), default=None)
    if case.form is CaseForm.DISPUTE:
        items = checklist_of(session, case, lines, rules)
        case.checklist = [item.to_json() for item in items]
        case.evidence_state = evidence_state(items, waived=case.waiver is not None)
    step = next_step(case, clock, filings, outcomes, rules, today)
    case.next_action, case.next_due = step.action, step.due
    weigh(session, case, reason_of(lines), filings, rules)
    if session.is_modified(case):
        case.changed_at = now


def _head(case: Case, lines: Sequence[FindingRow]) -> None:
    """What the case is called by: taken from the line that speaks for it. Kept as it was where no line is left."""
    lead = leading_line(lines)
    if lead is None:
        return
    case.reference = lead.reference or lead.invoice_number
    case.invoice_number, case.purchase_order, case.vendor_code = lead.invoice_number, lead.purchase_order, lead.vendor_code
    case.sku = lead.sku if len({line.sku for line in lines}) == 1 else ""
    case.destination, case.carrier, case.freight_terms = lead.destination, lead.carrier, lead.freight_terms
    case.root_cause, case.why = lead.root_cause, lead.why
    case.verdict = lead.verdict.value
    case.deducted_on = min((line.deducted_on for line in lines if line.deducted_on), default=None)
    case.deduction_month = f"{case.deducted_on:%Y-%m}" if case.deducted_on else ""
    if case.rounds == 0:
        case.rule_version_id = lead.rule_version_id


def _put_sums(case: Case, sums: Sums) -> None:
    case.claimed_minor, case.recoverable_minor, case.disputed_minor = sums.claimed, sums.recoverable, sums.disputed
    case.approved_minor, case.paid_minor, case.mitigated_minor = sums.approved, sums.paid, sums.mitigated
    case.offset_minor, case.rededucted_minor, case.written_off_minor = sums.offset, sums.rededucted, sums.written_off
    case.open_minor = sums.open


def _settlement_sums(
    session: Session, case: Case, filings: Sequence[Filing], outcomes: Sequence[Outcome], recoveries: Sequence[Recovery]
) -> Sums:
    """A settlement asks for the rest of its cases; what was deducted and asked before stays with them."""
    children = session.scalars(select(Case).where(Case.settlement_id == case.id)).all()
    asked = sum(max(0, c.disputed_minor - c.paid_minor - c.offset_minor - c.written_off_minor + c.rededucted_minor) for c in children)
    own = sums_of(case, [], filings, outcomes, recoveries)
    still = 0 if case.closed else own.open if filings else asked
    return Sums(0, asked, own.disputed, own.approved, own.paid, own.mitigated, own.offset, own.rededucted, own.written_off, still)


def verdicts(lines: Sequence[FindingRow]) -> frozenset[Verdict]:
    """The verdicts that the lines of a case have."""
    return frozenset(line.verdict for line in lines)


CLOSED_STATES = frozenset({CaseState.CLOSED, CaseState.WITHDRAWN, CaseState.EXPIRED})
"""States in which nobody acts any more."""
