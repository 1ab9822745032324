"""The guards of a case's transitions: each a named question with the sentence that says why a case may not go there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from cases.life.approval import objection_to_approval
from cases.life.case_lines import asked_minor, fileable_lines
from cases.life.deadlines import Clock, may_file_again
from facts.money import Money
from ledger.cases import Case, CaseForm, Draft, Filing, Outcome
from ledger.findings import FindingRow
from ledger.suppliers import Supplier
from rules.model import Rules, Window


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
