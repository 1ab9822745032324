"""Requests that nobody answered: reminders proposed on the day that the pack says, as often as it says."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.accounts.rules_of_account import rules_for
from cases.gathering.asking import write_reminder
from cases.gathering.missing import needs_of
from cases.gathering.proposals import ACCEPTED, PROPOSED, REMINDER, REQUEST
from cases.life.case_lines import lines_of
from ledger.agents import EvidenceProposal
from ledger.cases import Case, Mail
from ledger.suppliers import Supplier
from rules.errors import RuleError
from rules.model import Rules


def propose_reminders(session: Session, *, today: date, actor: str, now: datetime) -> int:
    """Proposes a reminder for each request that went out, whose day has come and whose paper is still missing; gives how many.

    One mail per request that was sent. A request is looked at once per day of its own: the reminder sets the next one.
    """
    made = 0
    for mail, unanswered in _unanswered(session, today).items():
        asked, supplier = session.get_one(Mail, mail), session.get_one(Supplier, unanswered[0].supplier_id)
        waiting: list[tuple[EvidenceProposal, Rules]] = []
        for proposal in unanswered:
            proposal.follow_up_on = None
            rules = _rules_if_missing(session, proposal, today)
            if rules is not None and asked.state == "sent":
                waiting.append((proposal, rules))
        reminders = [r for proposal, rules in waiting if (r := _reminder(session, proposal, rules, actor=actor, now=now)) is not None]
        if reminders:
            written = write_reminder(session, supplier, asked, reminders, waiting[0][1], actor=actor, now=now)
            for reminder in reminders:
                reminder.mail_id = written.id if written is not None else None
            made += len(reminders)
    session.flush()
    return made


def _unanswered(session: Session, today: date) -> dict[int, list[EvidenceProposal]]:
    due = select(EvidenceProposal).where(
        EvidenceProposal.state == ACCEPTED,
        EvidenceProposal.follow_up_on <= today,
        EvidenceProposal.kind.in_((REQUEST, REMINDER)),
        EvidenceProposal.mail_id.is_not(None),
    )
    found: dict[int, list[EvidenceProposal]] = defaultdict(list)
    for proposal in session.scalars(due.order_by(EvidenceProposal.case_id, EvidenceProposal.id)):
        found[proposal.mail_id or 0].append(proposal)
    return found


def _rules_if_missing(session: Session, proposal: EvidenceProposal, today: date) -> Rules | None:
    """The rules of the case where the paper is still missing; None where it came, or the case needs it no more."""
    case = session.get_one(Case, proposal.case_id)
    try:
        rules = rules_for(session, case.account_id, today)
    except RuleError:
        return None
    needs = needs_of(case, lines_of(session, case), rules)
    return rules if proposal.need in {need.paper for need in needs} else None


def _reminder(session: Session, asked: EvidenceProposal, rules: Rules, *, actor: str, now: datetime) -> EvidenceProposal | None:
    """The next reminder, if the pack lets one be sent."""
    asking = rules.gathering.asked(asked.need)
    before = select(func.count()).where(
        EvidenceProposal.case_id == asked.case_id, EvidenceProposal.kind == REMINDER, EvidenceProposal.need == asked.need
    )
    sent = session.scalar(before) or 0
    if asking is None or sent >= asking.reminders:
        return None
    reminder = EvidenceProposal(
        supplier_id=asked.supplier_id,
        case_id=asked.case_id,
        key=f"{REMINDER}:{sent + 1}:{asked.need}",
        need=asked.need,
        kind=REMINDER,
        recipient=asked.recipient,
        reasons=[*asked.reasons[:1]],
        state=PROPOSED,
        made_at=now,
        made_by=actor,
    )
    session.add(reminder)
    session.flush()
    return reminder
