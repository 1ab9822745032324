"""The clock of a case: when it opens, until when it is safe, when it closes, how often it may still be filed, what is due next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from cases.life.case_lines import open_lines
from facts.identifiers import compact
from ledger.cases import Case, CaseState, Filing, Outcome
from ledger.findings import FindingRow
from rules.model import Rules, Window

DECIDED = frozenset({"approved", "partly_approved", "denied"})
"""Answers that decide a filing; a request for information does not."""


@dataclass(frozen=True, slots=True)
class Clock:
    """The days of a case. `attempts_left` is None where the pack sets no limit; `reply_due` only while the retailer waits for us."""

    opens_on: date | None
    safe_by: date | None
    dispute_by: date | None
    attempts_used: int
    attempts_left: int | None
    reply_due: date | None

    def closed(self, today: date) -> bool:
        """True once the close in force has passed."""
        return self.dispute_by is not None and today > self.dispute_by

    def not_open(self, today: date) -> bool:
        """True while the retailer would not take it yet."""
        return self.opens_on is not None and today < self.opens_on


@dataclass(frozen=True, slots=True)
class NextStep:
    """What is to be done next, as a code that pages and mails put into words, and by when."""

    action: str
    due: date | None


def clock_of(case: Case, lines: Sequence[FindingRow], filings: Sequence[Filing], outcomes: Sequence[Outcome], rules: Rules) -> Clock:
    """The clock by the lines that are still open, and, once an answer is there, by the window for a further filing."""
    window = rules.window(case.type)
    counted = open_lines(lines) or list(lines)
    filings = filings_for(counted, filings)
    outcomes = [o for o in outcomes if o.filing_id in {f.id for f in filings}]
    opens_on = max((line.opens_on for line in counted if line.opens_on), default=None)
    safe_by = min((line.safe_by for line in counted if line.safe_by), default=None)
    dispute_by = min((line.dispute_by for line in counted if line.dispute_by), default=None)
    used = len(filings)
    last = outcomes[-1] if outcomes else None
    if last is not None and last.kind in {"denied", "partly_approved"}:
        retry = retry_due(case, last, window)
        if retry is not None:
            safe_by = min(safe_by, retry) if safe_by else retry
            dispute_by = min(dispute_by, retry) if dispute_by else retry
    return Clock(opens_on, safe_by, dispute_by, used, window.attempts_left(used), _reply_due(last, window))


def filings_for(lines: Sequence[FindingRow], filings: Sequence[Filing]) -> list[Filing]:
    """The filings that were about the claims of these lines.

    A claim made again after it was given back has filings of its own (domain.md, test 4). A filing that names no lines counts for all.
    """
    claims = {compact(line.reference) for line in lines}
    about = [{compact(line["reference"]) for line in f.snapshot.get("lines", ())} for f in filings]
    return [f for f, filed in zip(filings, about, strict=True) if not claims or not filed or claims & filed]


def retry_due(case: Case, refusal: Outcome, window: Window) -> date | None:
    """The last day for a further filing after a refusal, by the pack's `retry_by`; the case's deduction date stands for the charge."""
    taken = case.deducted_on
    days: dict[str, date | None] = {
        "refusal_date": refusal.answered_on,
        "answer_date": refusal.answered_on,
        "charge_date": taken,
        "deduction_date": taken,
        "first_deduction_date": taken,
        "claim_date": taken,
    }
    return window.retry_due(days)


def _reply_due(last: Outcome | None, window: Window) -> date | None:
    if last is None or last.kind != "information_requested":
        return None
    if last.reply_due is not None:
        return last.reply_due
    return last.answered_on + timedelta(days=window.reply_days) if window.reply_days else None


def next_step(case: Case, clock: Clock, filings: Sequence[Filing], outcomes: Sequence[Outcome], rules: Rules, today: date) -> NextStep:
    """Who waits for what: the next action of a case and the day that it is due."""
    window = rules.window(case.type)
    work_by = clock.safe_by if clock.safe_by and clock.safe_by >= today else clock.dispute_by or clock.safe_by
    match case.state:
        case CaseState.SNOOZED:
            return NextStep("wait", case.snoozed_until)
        case CaseState.CLOSED | CaseState.WITHDRAWN | CaseState.EXPIRED:
            return NextStep("", None)
        case CaseState.FILED:
            return _waiting_for_answer(filings, outcomes, window, today)
        case CaseState.ANSWERED:
            return _after_answer(case, clock, outcomes, window, today)
        case CaseState.READY_TO_FILE:
            return NextStep("file", work_by)
        case CaseState.IN_REVIEW:
            return NextStep("approve", work_by)
        case CaseState.DRAFTING:
            return NextStep("write", work_by)
        case CaseState.GATHERING_EVIDENCE:
            return NextStep("get_papers", work_by)
        case CaseState.DETECTED:
            pass
    if clock.not_open(today):
        return NextStep("wait_for_window", clock.opens_on)
    return NextStep("decide" if case.verdict == "review" else "start", work_by)


def _waiting_for_answer(filings: Sequence[Filing], outcomes: Sequence[Outcome], window: Window, today: date) -> NextStep:
    if not filings:
        return NextStep("await_answer", None)
    # a reply to a question starts the waiting anew
    asked = [o.answered_on for o in outcomes if o.filing_id == filings[-1].id]
    since = max([filings[-1].filed_on, *asked])
    due = since + timedelta(days=window.answer_days) if window.answer_days else None
    return NextStep("chase_answer" if due is not None and today > due else "await_answer", due)


def _after_answer(case: Case, clock: Clock, outcomes: Sequence[Outcome], window: Window, today: date) -> NextStep:
    last = outcomes[-1] if outcomes else None
    if last is None:
        return NextStep("await_answer", None)
    if last.kind == "information_requested":
        return NextStep("reply", clock.reply_due)
    if last.kind != "approved" and may_file_again(case, clock, last, window, today) is None:
        return NextStep("decide_re_dispute", clock.safe_by)
    unpaid = case.approved_minor - case.paid_minor - case.offset_minor
    if unpaid > 0:
        due = last.answered_on + timedelta(days=window.pays_within_days) if window.pays_within_days else None
        return NextStep("chase_payment" if due is not None and today > due else "await_payment", due)
    return NextStep("close", None)


def may_file_again(case: Case, clock: Clock, last: Outcome, window: Window, today: date) -> str | None:
    """Why no further filing is possible after an answer, or None where one is."""
    if not window.reopens:
        return "the pack says that a closed dispute of this kind is never taken up again"
    if clock.attempts_left == 0:
        return f"filed {clock.attempts_used} times, as often as it may be"
    if window.retry_after and last.kind not in window.retry_after:
        return f"a further filing is only taken after {' or '.join(w.replace('_', ' ') for w in window.retry_after)}"
    if clock.closed(today):
        return f"the window for a further filing closed on {clock.dispute_by}"
    if case.settlement_id is not None:
        return "the case is part of a settlement"
    return None
