"""The life of a case: one table of transitions with their guards. Money is never a state; it is summed beside (cases.life.standing)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.life.approval import objection_to_approval
from cases.life.case_lines import asked_minor, fileable_lines, lines_of
from cases.life.deadlines import Clock, clock_of, may_file_again
from cases.life.standing import CLOSED_STATES, filings_of, outcomes_of, refresh
from facts.finding import Verdict
from facts.money import Money
from ledger import journal
from ledger.cases import Case, CaseForm, CaseState, Draft, Filing, Outcome
from ledger.findings import FindingRow
from ledger.operation import JournalEntry
from ledger.suppliers import Supplier
from rules.model import Rules, Window

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


@dataclass(frozen=True, slots=True)
class Situation:
    """All that a guard looks at."""

    case: Case
    supplier: Supplier
    rules: Rules
    lines: tuple[FindingRow, ...]
    filings: tuple[Filing, ...]
    outcomes: tuple[Outcome, ...]
    draft: Draft | None
    clock: Clock
    under_way: int
    """Other cases of this kind and account that are filed and wait for an answer."""
    beside: tuple[int, ...]
    """Numbers of those among them that the pack does not let run beside this one."""
    actor: str
    today: date
    reason: str

    @property
    def window(self) -> Window:
        """The pack's window for this kind of claim."""
        return self.rules.window(self.case.type)


Objection = str | None
Guard = Callable[[Situation], Objection]
"""Says why a case may not go there, or None."""


def has_a_reason(s: Situation) -> Objection:
    """Some moves need to be explained."""
    return None if s.reason.strip() else "say why"


def is_disputable(s: Situation) -> Objection:
    """There is something to ask for, and the pack takes disputes of this kind."""
    if not s.window.disputable:
        return f"no dispute is taken for {s.case.type.value.replace('_', ' ')}: clear its cause instead"
    if s.case.form is CaseForm.DISPUTE and not any(line.recoverable_minor > 0 for line in s.lines):
        return "no line of this case has an amount that could be asked back"
    return None


def window_is_open(s: Situation) -> Objection:
    """Inside the window on this day, by the close in force."""
    if s.clock.not_open(s.today):
        return f"the retailer takes it from {s.clock.opens_on} on"
    if s.clock.closed(s.today):
        return f"the window closed on {s.clock.dispute_by}"
    return None


def window_has_not_closed(s: Situation) -> Objection:
    """Work may begin before the window opens, not after it closed."""
    return f"the window closed on {s.clock.dispute_by}" if s.clock.closed(s.today) else None


def has_attempts_left(s: Situation) -> Objection:
    """The pack's number of filings is not used up."""
    return f"filed {s.clock.attempts_used} times, as often as it may be" if s.clock.attempts_left == 0 else None


def evidence_is_complete(s: Situation) -> Objection:
    """All that the checklist asks for is in hand, or somebody waived it with a reason."""
    if s.case.form is CaseForm.SETTLEMENT or s.case.evidence_state in {"complete", "waived"}:
        return None
    lacking = [i["paper"].replace("_", " ") for i in s.case.checklist if i["required"] and i["standing"] != "in_hand"]
    return f"the checklist lacks: {', '.join(lacking)}; add the papers or waive them with a reason"


def something_to_file(s: Situation) -> Objection:
    """At least one line is proven, or its gaps were waived."""
    if s.case.form is CaseForm.SETTLEMENT:
        return None if s.case.recoverable_minor > 0 else "the cases of this settlement have nothing open"
    if fileable_lines(s.case, s.lines):
        return None
    return "no line is ready to be disputed: each still waits for evidence, a decision, or its window"


def draft_is_verified(s: Situation) -> Objection:
    """The latest draft stands before the verifier."""
    if s.draft is None:
        return "there is no draft yet"
    return None if s.draft.verified else "the verifier objects to the draft; mend what it names"


def approver_is_another(s: Situation) -> Objection:
    """Four eyes, where the supplier wants them."""
    return "there is no draft yet" if s.draft is None else objection_to_approval(s.supplier, s.draft, s.actor)


def draft_is_approved(s: Situation) -> Objection:
    """What is filed was approved as it stands."""
    return None if s.draft is not None and s.draft.approved_at is not None else "the latest draft is not approved"


def none_beside(s: Situation) -> Objection:
    """One at a time where the pack says so (price claims: the next line of an invoice after the first is resolved)."""
    if s.beside:
        return f"case {', '.join(map(str, s.beside))} of the same {s.window.one_open_per} is filed and waits for its answer"
    return None


def not_too_many_under_way(s: Situation) -> Objection:
    """The most filings of a kind to have under way."""
    if s.window.in_flight is not None and s.under_way >= s.window.in_flight:
        return f"{s.under_way} disputes of this kind are under way; the retailer merges more than {s.window.in_flight}"
    return None


def large_enough(s: Situation) -> Objection:
    """The smallest amount that the retailer takes."""
    least = s.window.minimum_amount
    if least is None:
        return None
    asked = Money(asked_minor(s.case, s.lines), s.case.currency)
    return f"{asked} {s.case.currency} is less than the {least} that the retailer takes" if asked.amount < least else None


def may_go_again(s: Situation) -> Objection:
    """A further round after an answer, as the pack allows it."""
    if not s.outcomes:
        return "there is no answer yet"
    return may_file_again(s.case, s.clock, s.outcomes[-1], s.window, s.today)


def question_is_open(s: Situation) -> Objection:
    """A reply goes to a question."""
    asked = bool(s.outcomes) and s.outcomes[-1].kind == "information_requested"
    return None if asked else "the retailer has not asked for anything"


def window_is_over(s: Situation) -> Objection:
    """Only what can no longer be filed is expired."""
    if s.clock.closed(s.today) or s.clock.attempts_left == 0:
        return None
    return f"it may still be filed until {s.clock.dispute_by}" if s.clock.dispute_by else "no deadline is known"


def was_retaken(s: Situation) -> Objection:
    """A closed case opens again when money was taken again, when something can still be asked, or when a person says why."""
    return None if s.case.rededucted_minor > 0 or s.reason.strip() else "say why it is opened again"


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of the table: from these states to that one, if all guards let it pass."""

    start: frozenset[CaseState]
    to: CaseState
    name: str
    guards: tuple[Guard, ...] = ()


TRANSITIONS: Final[tuple[Transition, ...]] = (
    Transition(
        frozenset({S.DETECTED, S.DRAFTING, S.IN_REVIEW, S.READY_TO_FILE}), S.GATHERING_EVIDENCE, "gather evidence", (window_has_not_closed,)
    ),
    Transition(
        frozenset({S.DETECTED, S.GATHERING_EVIDENCE}),
        S.DRAFTING,
        "start writing",
        (is_disputable, window_has_not_closed, has_attempts_left),
    ),
    Transition(frozenset({S.IN_REVIEW, S.READY_TO_FILE}), S.DRAFTING, "send back"),
    Transition(frozenset({S.DRAFTING}), S.IN_REVIEW, "ask for approval", (is_disputable, draft_is_verified)),
    Transition(
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
    Transition(
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
    Transition(frozenset({S.ANSWERED}), S.FILED, "reply", (question_is_open,)),
    Transition(frozenset({S.FILED}), S.ANSWERED, "record the answer"),
    Transition(frozenset({S.ANSWERED}), S.GATHERING_EVIDENCE, "gather new evidence", (may_go_again,)),
    Transition(frozenset({S.ANSWERED}), S.DRAFTING, "dispute again", (is_disputable, may_go_again, has_attempts_left)),
    Transition(frozenset({S.FILED, S.ANSWERED}), S.CLOSED, "close", ()),
    Transition(BEFORE_FILING, S.CLOSED, "close", (has_a_reason,)),
    Transition(BEFORE_FILING | {S.FILED, S.ANSWERED}, S.WITHDRAWN, "withdraw", (has_a_reason,)),
    Transition(BEFORE_FILING, S.EXPIRED, "expire", (window_is_over,)),
    Transition(BEFORE_FILING | {S.FILED, S.ANSWERED}, S.SNOOZED, "snooze"),
    Transition(frozenset({S.CLOSED, S.WITHDRAWN}), S.GATHERING_EVIDENCE, "open again", (was_retaken,)),
    Transition(frozenset({S.EXPIRED}), S.DETECTED, "open again", (window_has_not_closed, has_attempts_left)),
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
    objections = objections_to(situation, to)
    if objections:
        raise RefusedMoveError(case, to, objections)
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
    ways = [t for t in TRANSITIONS if situation.case.state in t.start and t.to is to]
    if not ways:
        return (f"no way leads from {situation.case.state.value.replace('_', ' ')} to {to.value.replace('_', ' ')}",)
    return tuple(dict.fromkeys(said for way in ways for guard in way.guards if (said := guard(situation)) is not None))


def moves_of(session: Session, case: Case, rules: Rules, *, actor: str, today: date) -> dict[CaseState, tuple[str, ...]]:
    """Where a case could go from here, each with what still stands against it (a reason yet to be given aside)."""
    situation = situation_of(session, case, rules, actor=actor, today=today, reason="-")
    if case.state is S.SNOOZED:
        return {case.state_before or S.DETECTED: ()}
    ways = dict.fromkeys(t.to for t in TRANSITIONS if case.state in t.start)
    return {to: objections_to(situation, to) for to in ways}


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
