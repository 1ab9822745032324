"""What people do to a case when they look at it: one step by where it stands, through the same services as the application."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from sqlalchemy.orm import Session

from cases.letters.keeping import NothingToWriteError, latest_draft
from cases.letters.writing import settlement_asks, verify_again, write_draft
from cases.life import remarks
from cases.life.answers import AnswerKind, record_answer, record_reply
from cases.life.filings import record_filing
from cases.life.money_seen import book_money
from cases.life.standing import filings_of, outcomes_of
from cases.life.transitions import move, waive_evidence
from cases.life.write_offs import write_off
from demo.chance import Chance
from demo.house import people
from demo.house.people import Person, Team
from demo.house.retailer import Answer, Asked, Retailer
from facts.money import Money
from ledger.cases import Case, CaseForm, CaseState
from ledger.people import User
from ledger.suppliers import Supplier
from rules.model import Rules

S = CaseState
NEVER_TAKEN_UP: Final = 0.08
LAST_DAYS: Final = 8
LEFT_LYING: Final = 0.6
HIGH: Final = 60_000
"""Minor units from which a case is urgent."""


@dataclass(slots=True)
class Visit:
    """One look at a case on a day: who may act, what is drawn, and by which rules."""

    session: Session
    case: Case
    rules: Rules
    team: Team
    retailer: Retailer
    now: datetime
    draw: Chance

    @property
    def today(self) -> date:
        """The day of the visit."""
        return self.now.date()

    @property
    def specialist(self) -> Person:
        """Who works on the case: the one it was given to."""
        return next((p for p in self.team.specialists if p.user_id == self.case.assignee_id), self.team.specialists[0])

    def by(self, person: Person | None = None) -> dict[str, Any]:
        """What every service wants to know."""
        return {"rules": self.rules, "actor": (person or self.specialist).actor, "now": self.now, "today": self.today}

    def said(self, person: Person | None = None) -> dict[str, Any]:
        """The same for remarks."""
        return {"actor": (person or self.specialist).actor, "now": self.now}

    @property
    def is_left_lying(self) -> bool:
        """In the last days some work waits for whoever comes in today."""
        return (self.retailer.world.days[-1] - self.today).days <= LAST_DAYS and self.draw.likely(LEFT_LYING)

    def after(self, low: int, high: int) -> date:
        """The day of the next look."""
        return self.today + timedelta(days=self.draw.whole(low, high))


def act(visit: Visit) -> date | None:
    """Does the next thing to a case; gives the day on which somebody looks again, None where nothing but news would make them."""
    match visit.case.state:
        case S.DETECTED:
            return _take_up(visit)
        case S.GATHERING_EVIDENCE:
            return _gather(visit)
        case S.DRAFTING:
            return _write(visit)
        case S.IN_REVIEW:
            return _review(visit)
        case S.READY_TO_FILE:
            return _file(visit)
        case S.FILED:
            return _hear(visit)
        case S.ANSWERED:
            return _follow_up(visit)
        case _:
            return None


def _take_up(visit: Visit) -> date | None:
    case, draw = visit.case, visit.draw
    if case.verdict == "too_early":
        if case.opens_on is not None and draw.likely(0.4) and case.opens_on > visit.today:
            remarks.snooze(visit.session, case, case.opens_on, reason=people.SNOOZED[2], **visit.by())
        return None
    if case.verdict == "review":
        if draw.likely(0.3):
            move(visit.session, case, S.WITHDRAWN, reason=draw.pick(people.WITHDRAWN), **visit.by())
        elif draw.likely(0.25):
            move(visit.session, case, S.CLOSED, reason=draw.pick(people.ACCEPTED), **visit.by())
        return None
    if Chance("neglected", case.reference).likely(NEVER_TAKEN_UP):
        return None
    _assign(visit)
    if case.evidence_state in {"complete", "waived"}:
        return _begin_writing(visit)
    move(visit.session, case, S.GATHERING_EVIDENCE, **visit.by())
    return visit.after(3, 9)


def _assign(visit: Visit) -> None:
    """Gives the case to somebody and hangs a word or two on it."""
    case, draw = visit.case, visit.draw
    first, *others = visit.team.specialists
    person = draw.pick(others) if others and draw.likely(0.3) else first
    remarks.assign(visit.session, case, visit.session.get_one(User, person.user_id), **visit.said(person))
    if case.recoverable_minor >= HIGH:
        remarks.prioritise(visit.session, case, draw.pick((1, 2, 2, 3)), **visit.said(person))
    elif draw.likely(0.06):
        remarks.prioritise(visit.session, case, -1, **visit.said(person))
    if draw.likely(0.22):
        remarks.set_tags(visit.session, case, draw.some(people.TAGS, draw.whole(1, 2)), **visit.said(person))
    if draw.likely(0.2):
        remarks.comment(visit.session, case, draw.pick(people.NOTES), **visit.said(person))


def _begin_writing(visit: Visit) -> date:
    move(visit.session, visit.case, S.DRAFTING, **visit.by())
    return visit.after(0, 3)


def _gather(visit: Visit) -> date | None:
    case, draw = visit.case, visit.draw
    if case.assignee_id is None:
        _assign(visit)
    if case.evidence_state in {"complete", "waived"} and case.verdict == "dispute":
        return _begin_writing(visit)
    if case.rounds:
        return None
    # what becomes of a case whose papers do not come is decided once, however often somebody looks
    choice = Chance("without papers", case.retailer, case.reference).part(0, 1)
    if choice < 0.34 and case.recoverable_minor > 0:
        waive_evidence(visit.session, case, reason=draw.pick(people.WAIVED), **visit.by())
        return _begin_writing(visit)
    if choice < 0.42:
        move(visit.session, case, S.WITHDRAWN, reason=draw.pick(people.WITHDRAWN), **visit.by())
    elif choice < 0.46:
        move(visit.session, case, S.CLOSED, reason=draw.pick(people.ACCEPTED), **visit.by())
    elif choice < 0.56:
        last = min(d for d in (case.dispute_by, visit.today + timedelta(days=draw.whole(9, 45))) if d is not None)
        if last > visit.today:
            remarks.snooze(visit.session, case, last, reason=draw.pick(people.SNOOZED[:2]), **visit.by())
    elif choice < 0.85 and draw.likely(0.6):
        remarks.comment(visit.session, case, draw.pick(people.ASKED), **visit.said())
        remarks.set_tags(visit.session, case, [*remarks.tags_of(visit.session, case), "carrier asked"], **visit.said())
    return None


def _write(visit: Visit) -> date | None:
    case = visit.case
    try:
        share = Decimal("0.6") if case.form is CaseForm.SETTLEMENT else None
        draft = latest_draft(visit.session, case)
        if draft is None or not draft.verified or (draft.kind == "dispute" and case.rounds):
            draft = write_draft(visit.session, case, visit.rules, share=share, **visit.said())
        else:
            draft = verify_again(visit.session, draft, rules=visit.rules, now=visit.now)
    except NothingToWriteError:
        return None
    if not draft.verified:
        return None
    move(visit.session, case, S.IN_REVIEW, **visit.by())
    return visit.after(1, 4)


def _review(visit: Visit) -> date | None:
    case, reviewer = visit.case, visit.team.reviewer
    if visit.is_left_lying:
        return None
    if visit.draw.likely(0.07):
        remarks.comment(visit.session, case, visit.draw.pick(people.SENT_BACK), **visit.said(reviewer))
        move(visit.session, case, S.DRAFTING, reason="see the comment", **visit.by(reviewer))
        return visit.after(1, 3)
    draft = latest_draft(visit.session, case)
    if draft is None or not verify_again(visit.session, draft, rules=visit.rules, now=visit.now).verified:
        move(visit.session, case, S.DRAFTING, reason="the facts changed since the letter was written", **visit.by(reviewer))
        return visit.after(1, 3)
    move(visit.session, case, S.READY_TO_FILE, **visit.by(reviewer))
    return visit.after(0, 4)


def _file(visit: Visit) -> date | None:
    case, draw = visit.case, visit.draw
    if visit.is_left_lying:
        return None
    if case.opens_on is not None and case.opens_on > visit.today:
        return case.opens_on + timedelta(days=draw.whole(0, 3))
    new = draw.pick(people.WHAT_IS_NEW) if case.rounds else ""
    channel = draw.pick(("portal", "portal", "portal", "bulk"))
    record_filing(
        visit.session,
        case,
        channel=channel,
        filed_on=visit.today,
        dispute_id=draw.digits(10),
        what_is_new=new,
        amount_minor=settlement_asks(visit.session, case),
        **visit.by(),
    )
    return _next_news(visit)


def _asked(visit: Visit) -> Asked | None:
    """The latest filing as the retailer sees it; None where none is."""
    case, rounds = visit.case, filings_of(visit.session, visit.case)
    if not rounds:
        return None
    last = rounds[-1]
    questions = [o for o in outcomes_of(visit.session, case) if o.filing_id == last.id and o.kind == AnswerKind.INFORMATION_REQUESTED]
    since = max([last.filed_on, *(o.answered_on for o in questions)])
    return Asked(
        case.id,
        case.type.value,
        case.reference,
        case.invoice_number,
        case.purchase_order,
        last.round,
        len(questions),
        since,
        last.dispute_id or "",
        Money(last.amount_minor, last.currency),
    )


def _answer(visit: Visit) -> tuple[Asked, Answer] | None:
    asked = _asked(visit)
    answer = visit.retailer.answer(asked) if asked is not None else None
    return (asked, answer) if asked is not None and answer is not None else None


def _next_news(visit: Visit) -> date | None:
    """The day on which the answer is looked up; an answer that stands in the list of disputes comes by itself."""
    found = _answer(visit)
    if found is None:
        return None
    asked, answer = found
    if answer.on_list:
        visit.retailer.settle(asked, answer)
        return None
    return max(answer.on, visit.today + timedelta(days=1))


def _hear(visit: Visit) -> date | None:
    found = _answer(visit)
    if found is None:
        return None
    asked, answer = found
    if answer.on_list or answer.on > visit.today:
        return _next_news(visit)
    approved = answer.approved.minor if answer.kind in {AnswerKind.APPROVED, AnswerKind.PARTLY_APPROVED} else None
    filing = filings_of(visit.session, visit.case)[-1]
    record_answer(
        visit.session,
        visit.case,
        filing,
        kind=answer.kind.value,
        answered_on=answer.on,
        approved_minor=approved,
        reason=answer.reason,
        reason_code=answer.code,
        reply_due=visit.today + timedelta(days=10) if answer.kind is AnswerKind.INFORMATION_REQUESTED else None,
        via=visit.draw.pick(("portal", "portal", "mail", "phone")),
        **visit.by(),
    )
    pays = visit.retailer.settle(asked, answer)
    if pays is not None and not visit.retailer.pays_by_remittance(asked):
        return pays
    return visit.after(2, 8)


def _follow_up(visit: Visit) -> date | None:
    case = visit.case
    outcomes = outcomes_of(visit.session, case)
    last = outcomes[-1] if outcomes else None
    match last.kind if last else "":
        case "information_requested":
            if visit.draw.likely(0.2):
                return None
            record_reply(visit.session, case, text=visit.draw.pick(people.REPLIES), **visit.by())
            return _next_news(visit)
        case "approved":
            return _see_payment(visit)
        case "partly_approved":
            return _after_a_part(visit)
        case "denied":
            return _after_a_denial(visit)
        case _:
            return None


def _see_payment(visit: Visit) -> date | None:
    """Money that no export names is booked from the bank's statement."""
    case, found = visit.case, _settled(visit)
    due = case.approved_minor - case.paid_minor - case.offset_minor
    if found is None or due <= 0:
        return None
    asked, pays = found
    if visit.retailer.pays_by_remittance(asked) or pays is None:
        return None
    if pays > visit.today:
        return pays
    kind = "offset" if visit.draw.likely(0.25) else "paid"
    book_money(
        visit.session,
        case,
        kind=kind,
        amount_minor=due,
        seen_on=pays,
        payment_number=visit.draw.digits(10),
        reason="seen on the bank statement" if kind == "paid" else "set off against a debit note of the retailer",
        **visit.by(),
    )
    return None


def _settled(visit: Visit) -> tuple[Asked, date | None] | None:
    """The filing whose answer stands, as the retailer saw it, and the day it is paid."""
    rounds, outcomes = filings_of(visit.session, visit.case), outcomes_of(visit.session, visit.case)
    asked = _asked(visit)
    if asked is None or not rounds or not outcomes:
        return None
    answer = visit.retailer.answer(asked)
    return None if answer is None else (asked, visit.retailer.settle(asked, answer))


def _after_a_part(visit: Visit) -> date | None:
    case, draw = visit.case, visit.draw
    paid_later = _see_payment(visit)
    if paid_later is not None:
        return paid_later
    rest = case.disputed_minor - case.approved_minor
    limit = visit.session.get_one(Supplier, case.supplier_id).write_off_up_to_minor
    if not case.closed and 0 < rest <= limit and case.open_minor <= limit:
        write_off(visit.session, case, reason=people.GIVEN_UP[1], **visit.by())
        return None
    return _again_or_close(visit, 0.5, close=draw.likely(0.5))


def _after_a_denial(visit: Visit) -> date | None:
    limit = visit.session.get_one(Supplier, visit.case.supplier_id).write_off_up_to_minor
    if 0 < visit.case.open_minor <= limit and visit.draw.likely(0.7):
        write_off(visit.session, visit.case, reason=people.GIVEN_UP[1], **visit.by())
        return None
    return _again_or_close(visit, 0.6, close=visit.draw.likely(0.6))


def _again_or_close(visit: Visit, share: float, *, close: bool) -> date | None:
    """A further round needs something new to show: the paper is asked for, and the letter waits for it."""
    case = visit.case
    if case.closed:
        return None
    further = case.attempts_left != 0 and case.next_action == "decide_re_dispute" and case.verdict in {"dispute", "needs_evidence"}
    if further and visit.draw.likely(share) and visit.retailer.world.send_for(case.purchase_order, case.invoice_number, visit.today):
        move(visit.session, case, S.GATHERING_EVIDENCE, reason="a further paper is on its way", **visit.by())
        remarks.comment(visit.session, case, visit.draw.pick(people.ASKED), **visit.said())
        return None
    if close and case.approved_minor <= case.paid_minor + case.offset_minor:
        move(visit.session, case, S.CLOSED, reason=people.GIVEN_UP[0], **visit.by())
    return None
