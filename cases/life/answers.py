"""What the retailer answered to a filing, however it was learnt: approved, partly, denied with a reason, or a question."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from cases.life.settlements import close_settled
from cases.life.standing import refresh
from cases.life.transitions import close_if_done, enter, move, note
from facts.money import Money
from ledger.cases import Case, CaseForm, CaseState, Filing, Outcome
from rules.model import Rules


class AnswerKind(StrEnum):
    """Answers that a retailer gives."""

    APPROVED = "approved"
    PARTLY_APPROVED = "partly_approved"
    DENIED = "denied"
    INFORMATION_REQUESTED = "information_requested"


class AnswerError(Exception):
    """An answer that cannot be recorded as it was stated; the message says what does not fit."""


def record_answer(
    session: Session,
    case: Case,
    filing: Filing,
    *,
    kind: str,
    answered_on: date,
    rules: Rules,
    actor: str,
    now: datetime,
    today: date,
    approved_minor: int | None = None,
    reason: str = "",
    reason_code: str | None = None,
    reply_due: date | None = None,
    via: str = "portal",
) -> Outcome:
    """Records an answer; the case goes to answered, and is closed at once where nothing more can come.

    `approved_minor` is what this answer grants in all: for `approved` the whole filing where not said. Raises AnswerError.
    """
    answer = AnswerKind(kind) if kind in set(AnswerKind) else None
    if answer is None:
        raise AnswerError(f"an answer is one of {', '.join(AnswerKind)}, not {kind}")
    if filing.case_id != case.id:
        raise AnswerError("the filing belongs to another case")
    if answered_on < filing.filed_on or answered_on > today:
        raise AnswerError(f"an answer to a filing of {filing.filed_on} is dated from then until today, not {answered_on}")
    outcome = Outcome(
        case_id=case.id,
        filing_id=filing.id,
        kind=answer.value,
        answered_on=answered_on,
        currency=filing.currency,
        approved_minor=_granted(answer, filing, approved_minor),
        reason=reason,
        reason_code=reason_code,
        reply_due=reply_due if answer is AnswerKind.INFORMATION_REQUESTED else None,
        via=via,
        recorded_at=now,
        recorded_by=actor,
    )
    if answer is AnswerKind.DENIED and not reason.strip():
        raise AnswerError("write down the reason of the denial in the retailer's words; the next round answers it")
    session.add(outcome)
    if case.state is CaseState.FILED:
        move(session, case, CaseState.ANSWERED, rules=rules, actor=actor, now=now, today=today, reason=f"answered: {answer.value}")
    elif case.state is CaseState.SNOOZED and case.state_before is CaseState.FILED:
        enter(session, case, CaseState.ANSWERED, rules=rules, actor=actor, now=now, today=today, reason=f"answered: {answer.value}")
    refresh(session, case, rules, today=today, now=now)
    note(session, case, "answered", actor=actor, now=now, reason=reason, after=_said(outcome, filing))
    if close_if_done(session, case, rules=rules, actor=actor, now=now, today=today) and case.form is CaseForm.SETTLEMENT:
        close_settled(session, case, rules=rules, actor=actor, now=now, today=today)
    return outcome


def record_reply(session: Session, case: Case, *, rules: Rules, actor: str, now: datetime, today: date, text: str) -> None:
    """Records that a question of the retailer was answered; the case waits for an answer again."""
    move(session, case, CaseState.FILED, rules=rules, actor=actor, now=now, today=today, reason=text)


def _granted(answer: AnswerKind, filing: Filing, approved_minor: int | None) -> int:
    filed = Money(filing.amount_minor, filing.currency)
    match answer:
        case AnswerKind.APPROVED:
            granted = filing.amount_minor if approved_minor is None else approved_minor
            if granted < filing.amount_minor:
                raise AnswerError(f"less than the {filed} {filed.currency} that was filed is a part: record it as partly approved")
            return granted
        case AnswerKind.PARTLY_APPROVED:
            if approved_minor is None or not 0 < approved_minor < filing.amount_minor:
                raise AnswerError(f"say which part of {filed} {filed.currency} was approved")
            return approved_minor
        case AnswerKind.DENIED | AnswerKind.INFORMATION_REQUESTED:
            if approved_minor:
                raise AnswerError("nothing is granted by a denial or a question")
            return 0


def _said(outcome: Outcome, filing: Filing) -> dict[str, Any]:
    return {
        "round": filing.round,
        "kind": outcome.kind,
        "answered_on": outcome.answered_on.isoformat(),
        "approved_minor": outcome.approved_minor,
        "currency": outcome.currency,
        "reason_code": outcome.reason_code,
        "reply_due": outcome.reply_due.isoformat() if outcome.reply_due else None,
        "via": outcome.via,
    }
