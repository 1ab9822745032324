"""What each figure of a report is for one case: when a dispute is decided, what was granted, what could have been asked."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

from sqlalchemy import ColumnElement, and_, case, or_
from sqlalchemy.orm import InstrumentedAttribute

from ledger.cases import Case, CaseForm, CaseState

IS_DISPUTE: Final = Case.form == CaseForm.DISPUTE
"""A settlement asks once more for the rest of its cases: it brings money, but is no deduction and no dispute of its own."""


Figure: TypeAlias = ColumnElement[Any] | InstrumentedAttribute[Any]
"""A column of a case, or what is worked out from columns."""


def larger(one: Figure, other: Figure) -> ColumnElement[Any]:
    """The larger of two amounts."""
    return case((one > other, one), else_=other)


BACK: Final = Case.paid_minor + Case.offset_minor
GRANTED: Final = larger(Case.approved_minor, BACK)
"""What was approved, or paid without a word."""
IN_HAND: Final = or_(
    and_(Case.closed, or_(Case.decided_on.is_not(None), Case.close_reason.in_(("won", "partly_won", "lost")))),
    and_(
        Case.decided_on.is_not(None),
        Case.reply_due.is_(None),
        or_(Case.state == CaseState.ANSWERED, and_(Case.state == CaseState.SNOOZED, Case.state_before == CaseState.ANSWERED)),
    ),
)
"""The answer to a filed dispute. One that waits for it, has to answer a question, or is being filed again is pending."""
OUTCOME: Final = case(
    (or_(~IS_DISPUTE, Case.rounds == 0), ""),
    (
        IN_HAND,
        case(
            (GRANTED <= 0, "lost"),
            (Case.disputed_minor > GRANTED, "partly_won"),
            (Case.rounds == 1, "won_at_once"),
            else_="won",
        ),
    ),
    (Case.closed, ""),
    else_="pending",
)
DISPUTABLE: Final = case((IS_DISPUTE, larger(Case.recoverable_minor, Case.disputed_minor)), else_=0)
"""What could have been asked, or was."""

FIGURES: Final[dict[str, Figure]] = {
    "outcome": OUTCOME,
    "lateness": case(
        (and_(Case.missed_deadline, Case.state == CaseState.EXPIRED), "missed_expired"),
        (Case.missed_deadline, "missed"),
        (Case.state == CaseState.EXPIRED, "expired"),
        else_="",
    ),
    "evidence": case((DISPUTABLE > 0, Case.evidence_state), else_=""),
    "cause": case((Case.root_cause.is_(None), ""), else_=Case.root_cause),
    "place": Case.destination,
    "month": Case.deduction_month,
    "deducted_on": Case.deducted_on,
    "filed_on": Case.first_filed_on,
    "decided_on": Case.decided_on,
    "paid_on": Case.paid_on,
}
"""What is true of a case as a whole."""

AMOUNTS: Final[dict[str, Figure]] = {
    "claimed": Case.claimed_minor,
    "disputable": DISPUTABLE,
    "disputed": case((IS_DISPUTE, Case.disputed_minor), else_=0),
    "invalid": case((IS_DISPUTE, larger(larger(Case.recoverable_minor, Case.disputed_minor), BACK + Case.mitigated_minor)), else_=0),
    "granted": GRANTED,
    "approved": Case.approved_minor,
    "paid": Case.paid_minor,
    "mitigated": Case.mitigated_minor,
    "offset": Case.offset_minor,
    "rededucted": Case.rededucted_minor,
    "written_off": Case.written_off_minor,
    "unpaid": case((Case.approved_minor > BACK, Case.approved_minor - BACK), else_=0),
    "lapsed": case((DISPUTABLE > GRANTED, DISPUTABLE - GRANTED), else_=0),
    "open": case((Case.settlement_id.is_(None), Case.open_minor), else_=0),
}
"""Amounts of a case in minor units; for a report by item they are shared out over the case's lines. What a settlement still asks for
is not counted a second time with its cases."""
