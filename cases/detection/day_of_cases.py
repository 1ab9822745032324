"""What a new day does to cases: windows open and close, what was put off comes back, what is overdue says so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from cases.detection.case_following import Before, follow
from cases.detection.group_posting import Judged
from cases.letters.ordering import order_letter_anew
from cases.life.by_hand import PREFIX
from cases.life.case_lines import OPEN, lines_of
from cases.life.remarks import wake
from cases.life.standing import refresh
from facts.finding import Verdict
from ledger.cases import Case
from ledger.findings import FindingRow


def day_has_come(since: date, until: date) -> ColumnElement[bool]:
    """The open cases that a day between the last judgement and now changes something for."""
    passed = (Case.safe_by, Case.dispute_by, Case.reply_due, Case.next_due)
    return Case.closed.is_(False) & or_(
        (Case.opens_on > since) & (Case.opens_on <= until),
        Case.snoozed_until <= until,
        *((day >= since) & (day < until) for day in passed),
    )


def cases_of_the_day(session: Session, account_id: int, since: date, until: date) -> tuple[int, ...]:
    """Their ids within an account, in order; none where it is the same day still."""
    if since >= until:
        return ()
    return tuple(session.scalars(select(Case.id).where(Case.account_id == account_id, day_has_come(since, until)).order_by(Case.id)))


def bring_to_day(session: Session, judged: Judged, case_ids: Sequence[int]) -> None:
    """Locks each case, looks again, and does what the day calls for.

    Lines of the exports were judged as of the day already; those that a person entered are dated here.
    """
    wanted = select(Case).where(Case.id.in_(case_ids)).order_by(Case.id).with_for_update().execution_options(populate_existing=True)
    for case in session.scalars(wanted).all():
        rules = judged.rules_of(case)
        if case.snoozed_until is not None and case.snoozed_until <= judged.as_of:
            wake(session, case, rules=rules, actor=judged.actor, now=judged.now, today=judged.as_of, reason="its day has come")
        lines = lines_of(session, case)
        before = Before.of(case, lines)
        for line in lines:
            if line.finding_key.startswith(PREFIX):
                _date(line, judged.as_of)
        refresh(session, case, rules, today=judged.as_of, now=judged.now)
        outdated = follow(session, case, before, (), rules=rules, actor=judged.actor, now=judged.now, today=judged.as_of)
        if outdated is not None:
            order_letter_anew(session, judged.work, case, outdated, now=judged.now)


def _date(line: FindingRow, today: date) -> None:
    if line.verdict in OPEN and line.recoverable_minor > 0:
        if line.dispute_by is not None and today > line.dispute_by:
            line.verdict = Verdict.EXPIRED
        elif line.verdict is Verdict.TOO_EARLY and (line.opens_on is None or today >= line.opens_on):
            line.verdict = Verdict.DISPUTE
