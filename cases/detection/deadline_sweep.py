"""The sweep of the days: which accounts have something to judge because a day has come. The judgement locks and looks again."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from cases.accounts.rules_of_account import rules_for
from cases.background.desk import SYSTEM, Desk
from cases.background.work import Handler, Report, Task, Work, WorkKind
from cases.detection.day_of_cases import day_has_come
from cases.gathering.reminding import propose_reminders
from ledger.cases import Case
from ledger.findings import FindingRow
from ledger.suppliers import Account, RuleVersion
from rules.errors import RuleError
from rules.stored import hash_of


def accounts_of_the_day(session: Session, today: date) -> list[Account]:
    """The accounts that a new day changes something for: a case whose day has come, a window that opened or closed, other rules."""
    accounts = session.scalars(
        select(Account).where(Account.active.is_(True), Account.judged_as_of < today.isoformat()).order_by(Account.id)
    )
    return [a for a in accounts if _has_come(session, a, today)]


def submit_judgements(session: Session, work: Work, *, today: date, now: datetime) -> list[int]:
    """Submits a judgement for each of them, once a day; gives the accounts."""
    found = accounts_of_the_day(session, today)
    for account in found:
        key = f"detect:{account.id}:day:{today.isoformat()}"
        work.submit(session, WorkKind.DETECT, {"account_id": account.id}, key, now=now, supplier_id=account.supplier_id)
    return [a.id for a in found]


def deadlines_handler(desk: Desk) -> Handler:
    """Carries out `WorkKind.DEADLINES`."""

    def handle(task: Task, report: Report) -> None:
        del task
        with desk.sessions.begin() as session:
            found = submit_judgements(session, desk.work, today=desk.today(), now=desk.now())
            reminders = propose_reminders(session, today=desk.today(), actor=SYSTEM, now=desk.now())
        asked = f"; {reminders} requests for papers have no answer" if reminders else ""
        report(len(found), len(found), f"{len(found)} accounts have something to judge today{asked}")

    return handle


def _has_come(session: Session, account: Account, today: date) -> bool:
    since = date.fromisoformat(account.judged_as_of or today.isoformat())
    case = exists().where(Case.account_id == account.id, day_has_come(since, today))
    row = FindingRow
    line = exists().where(
        row.account_id == account.id,
        row.gone_at.is_(None),
        or_((row.opens_on > since) & (row.opens_on <= today), (row.dispute_by >= since) & (row.dispute_by < today)),
    )
    return bool(session.scalar(select(case | line))) or _other_rules(session, account, today)


def _other_rules(session: Session, account: Account, today: date) -> bool:
    """True where a dated value of the pack begins or ends between the last judgement and today."""
    known = session.get(RuleVersion, account.judged_rule_version_id) if account.judged_rule_version_id is not None else None
    try:
        rules = rules_for(session, account.id, today)
    except RuleError:
        # The judgement says what is wrong with them.
        return True
    return known is None or known.content_hash != hash_of(rules)
