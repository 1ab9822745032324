"""The life of a case: one table of transitions with their guards. Money is never a state; it is summed beside (cases.life.standing)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final, TypeAlias

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.life.case_lines import lines_of
from cases.life.deadlines import clock_of, may_file_again
from cases.life.guards import (
    Situation,
    approver_is_another,
    draft_is_approved,
    draft_is_verified,
    evidence_is_complete,
    has_a_reason,
    has_attempts_left,
    is_disputable,
    large_enough,
    may_go_again,
    none_beside,
    not_too_many_under_way,
    question_is_open,
    something_to_file,
    was_retaken,
    window_has_not_closed,
    window_is_open,
    window_is_over,
)
from cases.life.standing import CLOSED_STATES, filings_of, outcomes_of, refresh
from cases.ways import Way, objections
from facts.finding import Verdict
from ledger import journal
from ledger.cases import Case, CaseState, Draft
from ledger.operation import JournalEntry
from ledger.suppliers import Supplier
from rules.model import Rules

S = CaseState
OPEN_STATES: Final = frozenset(S) - CLOSED_STATES
BEFORE_FILING: Final = frozenset({S.DETECTED, S.GATHERING_EVIDENCE, S.DRAFTING, S.IN_REVIEW, S.READY_TO_FILE})
"""States of a round that has not been filed yet."""


class RefusedMoveError(Exception):
    """A case cannot go where it was asked to go; `reasons` are sentences that say why and what would help."""

    def __init__(self, case: Case, to: CaseState, reasons: tuple[str, ...]) -> None:
        super().__init__(f"case {case.number} cannot go from {case.state} to {to}: {'; '.join(reasons)}")
        self.reasons = reasons
        self.to = to


Transition: TypeAlias = Way[CaseState, Situation]


TRANSITIONS: Final[tuple[Transition, ...]] = (
    Way(
        frozenset({S.DETECTED, S.DRAFTING, S.IN_REVIEW, S.READY_TO_FILE}), S.GATHERING_EVIDENCE, "gather evidence", (window_has_not_closed,)
    ),
    Way(
        frozenset({S.DETECTED, S.GATHERING_EVIDENCE}),
        S.DRAFTING,
        "start writing",
        (is_disputable, window_has_not_closed, has_attempts_left),
    ),
    Way(frozenset({S.IN_REVIEW, S.READY_TO_FILE}), S.DRAFTING, "send back"),
    Way(frozenset({S.DRAFTING}), S.IN_REVIEW, "ask for approval", (is_disputable, draft_is_verified)),
    Way(
        frozenset({S.IN_REVIEW}),
        S.READY_TO_FILE,
        "approve",
        (
            is_disputable,
            something_to_file,
            evidence_is_complete,
            draft_is_verified,
            approver_is_another,
            window_has_not_closed,
            has_attempts_left,
        ),
    ),
    Way(
        frozenset({S.READY_TO_FILE}),
        S.FILED,
        "file",
        (
            is_disputable,
            something_to_file,
            evidence_is_complete,
            draft_is_verified,
            draft_is_approved,
            window_is_open,
            has_attempts_left,
            none_beside,
            not_too_many_under_way,
            large_enough,
        ),
    ),
    Way(frozenset({S.ANSWERED}), S.FILED, "reply", (question_is_open,)),
    Way(frozenset({S.FILED}), S.ANSWERED, "record the answer"),
    Way(frozenset({S.ANSWERED}), S.GATHERING_EVIDENCE, "gather new evidence", (may_go_again,)),
    Way(frozenset({S.ANSWERED}), S.DRAFTING, "dispute again", (is_disputable, may_go_again, has_attempts_left)),
    Way(frozenset({S.FILED, S.ANSWERED}), S.CLOSED, "close", ()),
    Way(BEFORE_FILING, S.CLOSED, "close", (has_a_reason,)),
    Way(BEFORE_FILING | {S.FILED, S.ANSWERED}, S.WITHDRAWN, "withdraw", (has_a_reason,)),
    Way(BEFORE_FILING, S.EXPIRED, "expire", (window_is_over,), by_house=True),
    Way(BEFORE_FILING | {S.FILED, S.ANSWERED}, S.SNOOZED, "snooze"),
    Way(frozenset({S.CLOSED, S.WITHDRAWN}), S.GATHERING_EVIDENCE, "open again", (was_retaken,)),
    Way(frozenset({S.EXPIRED}), S.DETECTED, "open again", (window_has_not_closed, has_attempts_left)),
)
"""Every way a case can go. A snoozed case goes back to where it was (`wake`); nothing else leaves that state."""


def move(
    session: Session,
    case: Case,
    to: CaseState,
    *,
    rules: Rules,
    actor: str,
    now: datetime,
    today: date,
    reason: str = "",
    close_reason: str | None = None,
) -> JournalEntry:
    """Moves a case and brings its standing up to date. Raises RefusedMoveError with all reasons where a guard objects.

    Approving (`in_review` → `ready_to_file`) marks the latest draft as approved by the actor. Filing and answers have their own
    doors (`cases.life.filings`, `cases.life.answers`) that call this one.
    """
    _lock(session, case)
    situation = situation_of(session, case, rules, actor=actor, today=today, reason=reason)
    refused = objections_to(situation, to)
    if refused:
        raise RefusedMoveError(case, to, refused)
    if case.state is S.IN_REVIEW and to is S.READY_TO_FILE and situation.draft is not None:
        situation.draft.approved_by, situation.draft.approved_at = actor, now
    return enter(session, case, to, rules=rules, actor=actor, now=now, today=today, reason=reason, close_reason=close_reason)


def enter(
    session: Session,
    case: Case,
    to: CaseState,
    *,
    rules: Rules,
    actor: str,
    now: datetime,
    today: date,
    reason: str = "",
    close_reason: str | None = None,
) -> JournalEntry:
    """Puts a case into a state without asking the guards: for what happened outside (an imported filing, an answer, a payment)."""
    before = {"state": case.state.value, "close_reason": case.close_reason}
    if to is S.SNOOZED and case.state is not S.SNOOZED:
        case.state_before = case.state
    if to is not S.SNOOZED:
        case.state_before, case.snoozed_until = None, None
    case.state = to
    case.closed = to in CLOSED_STATES
    case.close_reason = (close_reason or _why_closed(case, to)) if case.closed else None
    refresh(session, case, rules, today=today, now=now)
    after = {"state": to.value, "close_reason": case.close_reason}
    return note(session, case, "moved", actor=actor, now=now, reason=reason, before=before, after=after)


def objections_to(situation: Situation, to: CaseState) -> tuple[str, ...]:
    """All reasons why a case may not go to a state; empty where it may."""
    if situation.case.state is S.SNOOZED:
        return () if to is situation.case.state_before else ("the case is snoozed; wake it first",)
    return objections(TRANSITIONS, situation, situation.case.state, to)


def moves_of(session: Session, case: Case, rules: Rules, *, actor: str, today: date) -> dict[CaseState, tuple[str, ...]]:
    """Where a case could go from here, each with what still stands against it (a reason yet to be given aside)."""
    situation = situation_of(session, case, rules, actor=actor, today=today, reason="-")
    if case.state is S.SNOOZED:
        return {case.state_before or S.DETECTED: ()}
    ways = dict.fromkeys(t.to for t in TRANSITIONS if case.state in t.start)
    return {to: objections_to(situation, to) for to in ways}


def is_made_by_house(start: CaseState, to: CaseState) -> bool:
    """Whether only the house brings a case from one state to the other, so that nobody is to be offered it."""
    ways = [t for t in TRANSITIONS if start in t.start and t.to is to]
    return bool(ways) and all(way.by_house for way in ways)


def situation_of(session: Session, case: Case, rules: Rules, *, actor: str, today: date, reason: str) -> Situation:
    """What the guards look at, read fresh."""
    session.flush()
    lines, filings, outcomes = lines_of(session, case), filings_of(session, case), outcomes_of(session, case)
    latest = select(Draft).where(Draft.case_id == case.id).order_by(Draft.version.desc()).limit(1)
    waiting = select(Case).where(Case.account_id == case.account_id, Case.type == case.type, Case.state == S.FILED, Case.id != case.id)
    per = rules.window(case.type).one_open_per
    beside: list[int] = []
    if per == "invoice" and case.invoice_number:
        beside = [c.number for c in session.scalars(waiting.where(Case.invoice_number == case.invoice_number))]
    return Situation(
        case=case,
        supplier=session.get_one(Supplier, case.supplier_id),
        rules=rules,
        lines=tuple(lines),
        filings=tuple(filings),
        outcomes=tuple(outcomes),
        draft=session.scalar(latest),
        clock=clock_of(case, lines, filings, outcomes, rules),
        under_way=session.scalar(select(func.count()).select_from(waiting.subquery())) or 0,
        beside=tuple(beside),
        actor=actor,
        today=today,
        reason=reason,
    )


def first_state(verdicts: frozenset[Verdict]) -> CaseState:
    """Where a case begins, by the verdicts of its lines: the one that can be acted on first decides."""
    if Verdict.IN_DISPUTE in verdicts and not verdicts & {Verdict.DISPUTE, Verdict.NEEDS_EVIDENCE}:
        return S.FILED
    if verdicts & {Verdict.DISPUTE, Verdict.TOO_EARLY, Verdict.REVIEW}:
        return S.DETECTED
    if Verdict.NEEDS_EVIDENCE in verdicts:
        return S.GATHERING_EVIDENCE
    return S.EXPIRED if Verdict.EXPIRED in verdicts else S.CLOSED


def waive_evidence(session: Session, case: Case, *, rules: Rules, actor: str, now: datetime, today: date, reason: str) -> JournalEntry:
    """Lets what the checklist lacks pass, with a reason; weak lines are then filed too. Raises RefusedMoveError without a reason."""
    if not reason.strip():
        raise RefusedMoveError(case, case.state, ("say why the missing evidence is waived",))
    before = {"waiver": case.waiver, "evidence_state": case.evidence_state}
    lacking = [i["paper"] for i in case.checklist if i["required"] and i["standing"] != "in_hand"]
    case.waiver = {"by": actor, "at": now.isoformat(), "reason": reason, "papers": lacking}
    refresh(session, case, rules, today=today, now=now)
    after = {"waiver": case.waiver, "evidence_state": case.evidence_state}
    return note(session, case, "waived", actor=actor, now=now, reason=reason, before=before, after=after)


def close_if_done(session: Session, case: Case, *, rules: Rules, actor: str, now: datetime, today: date) -> bool:
    """Closes a case once nothing more can come: granted and paid, or refused with no way left. True where it was closed."""
    refresh(session, case, rules, today=today, now=now)
    if case.state not in {S.FILED, S.ANSWERED}:
        return False
    situation = situation_of(session, case, rules, actor=actor, today=today, reason="")
    last = situation.outcomes[-1] if situation.outcomes else None
    in_full = case.disputed_minor > 0 and case.open_minor == 0
    paid_up = case.approved_minor <= case.paid_minor + case.offset_minor
    decided = last is not None and last.kind != "information_requested"
    no_way = decided and paid_up and last is not None and may_file_again(case, situation.clock, last, situation.window, today) is not None
    if not in_full and not no_way:
        return False
    enter(
        session,
        case,
        S.CLOSED,
        rules=rules,
        actor=actor,
        now=now,
        today=today,
        reason="nothing more can come" if no_way else "paid in full",
    )
    return True


def note(
    session: Session,
    case: Case,
    action: str,
    *,
    actor: str,
    now: datetime,
    reason: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> JournalEntry:
    """A journal entry about a case."""
    return journal.record(
        session,
        supplier_id=case.supplier_id,
        actor=actor,
        now=now,
        action=action,
        noun="case",
        noun_id=case.id,
        reason=reason,
        before=before,
        after=after,
    )


def _why_closed(case: Case, to: CaseState) -> str:
    match to:
        case S.WITHDRAWN:
            return "withdrawn"
        case S.EXPIRED:
            return "expired"
        case _:
            pass
    back = case.paid_minor + case.offset_minor
    if case.rounds:
        if case.approved_minor == 0 and back == 0:
            return "lost"
        return "won" if max(case.approved_minor, back) >= case.disputed_minor else "partly_won"
    return "resolved" if case.mitigated_minor else "accepted"


def _lock(session: Session, case: Case) -> None:
    """Holds the case's row until the caller commits, so that two people cannot move it at the same time."""
    session.flush()
    session.refresh(case, with_for_update=True)
