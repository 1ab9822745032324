"""What people hang on a case: who works on it, how urgent it is, comments, tags, links to other cases, and putting it off."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from cases.life.transitions import enter, move, note
from ledger.cases import Case, CaseComment, CaseLink, CaseState, CaseTag
from ledger.operation import JournalEntry
from ledger.people import User
from rules.model import Rules

LONGEST_TAG = 60
LONGEST_COMMENT = 10_000
PRIORITIES = range(-2, 4)
"""From -2 (can wait) to 3 (drop everything); 0 is usual."""


class RemarkError(Exception):
    """A remark that cannot be kept as it was stated; the message says what does not fit."""


def assign(session: Session, case: Case, user: User | None, *, actor: str, now: datetime) -> JournalEntry:
    """Gives a case to a person, or to nobody."""
    if user is not None and not user.active:
        raise RemarkError(f"{user.name} no longer works here")
    before = {"assignee_id": case.assignee_id}
    case.assignee_id = user.id if user else None
    return _changed(session, case, "assigned", before, {"assignee_id": case.assignee_id}, actor=actor, now=now)


def prioritise(session: Session, case: Case, priority: int, *, actor: str, now: datetime) -> JournalEntry:
    """Says how urgent a case is (`PRIORITIES`)."""
    if priority not in PRIORITIES:
        raise RemarkError(f"a priority is a whole number from {PRIORITIES.start} to {PRIORITIES.stop - 1}")
    before = {"priority": case.priority}
    case.priority = priority
    return _changed(session, case, "prioritised", before, {"priority": priority}, actor=actor, now=now)


def comment(session: Session, case: Case, text: str, *, actor: str, now: datetime) -> CaseComment:
    """Adds a comment."""
    said = text.strip()
    if not said or len(said) > LONGEST_COMMENT:
        raise RemarkError(f"a comment has 1 to {LONGEST_COMMENT} characters")
    written = CaseComment(case_id=case.id, text=said, at=now, by=actor)
    session.add(written)
    session.flush()
    note(session, case, "commented", actor=actor, now=now, after={"comment_id": written.id, "text": said})
    return written


def tags_of(session: Session, case: Case) -> list[str]:
    """The tags of a case in alphabetical order."""
    return list(session.scalars(select(CaseTag.tag).where(CaseTag.case_id == case.id).order_by(CaseTag.tag)))


def set_tags(session: Session, case: Case, tags: list[str], *, actor: str, now: datetime) -> JournalEntry:
    """Replaces the tags of a case."""
    wanted = sorted({" ".join(tag.split()) for tag in tags})
    if any(not tag or len(tag) > LONGEST_TAG for tag in wanted):
        raise RemarkError(f"a tag has 1 to {LONGEST_TAG} characters")
    before = tags_of(session, case)
    session.execute(delete(CaseTag).where(CaseTag.case_id == case.id, CaseTag.tag.not_in(wanted)))
    session.add_all(CaseTag(case_id=case.id, tag=tag) for tag in wanted if tag not in before)
    return _changed(session, case, "tagged", {"tags": before}, {"tags": wanted}, actor=actor, now=now)


def link_cases(session: Session, case: Case, other: Case, how: str, *, actor: str, now: datetime) -> CaseLink:
    """Ties two cases of one supplier together; the same tie again changes nothing."""
    if case.id == other.id:
        raise RemarkError("a case is not tied to itself")
    if case.supplier_id != other.supplier_id:
        raise RemarkError("the other case is not one of this supplier's")
    tied = select(CaseLink).where(CaseLink.case_id == case.id, CaseLink.other_id == other.id, CaseLink.how == how)
    known = session.scalar(tied)
    if known is not None:
        return known
    made = CaseLink(case_id=case.id, other_id=other.id, how=how, at=now, by=actor)
    session.add(made)
    session.flush()
    note(session, case, "tied", actor=actor, now=now, after={"other": other.number, "how": how})
    return made


def untie(session: Session, case: Case, link: CaseLink, *, actor: str, now: datetime) -> None:
    """Takes a tie between two cases away."""
    note(session, case, "untied", actor=actor, now=now, before={"other_id": link.other_id, "how": link.how})
    session.delete(link)


def snooze(
    session: Session, case: Case, until: date, *, rules: Rules, actor: str, now: datetime, today: date, reason: str = ""
) -> JournalEntry:
    """Puts a case off until a day. A day past the close of its window is refused: it would be missed."""
    if until <= today:
        raise RemarkError("put it off to a day that is still to come")
    last = case.reply_due or (case.dispute_by if case.rounds == 0 else None)
    if last is not None and until > last:
        raise RemarkError(f"on {until} it would be too late: it is due by {last}")
    entry = move(session, case, CaseState.SNOOZED, rules=rules, actor=actor, now=now, today=today, reason=reason or f"until {until}")
    case.snoozed_until = until
    case.next_due = until
    return entry


def wake(session: Session, case: Case, *, rules: Rules, actor: str, now: datetime, today: date, reason: str = "") -> JournalEntry | None:
    """Takes a case up again where it was put off; None where it was not."""
    if case.state is not CaseState.SNOOZED:
        return None
    back = case.state_before or CaseState.DETECTED
    return enter(session, case, back, rules=rules, actor=actor, now=now, today=today, reason=reason or "taken up again")


def changes_seen(session: Session, case: Case, *, actor: str, now: datetime) -> JournalEntry | None:
    """A person has seen what changed after filing; the list is emptied, the journal keeps it."""
    if not case.changes:
        return None
    before = {"changes": list(case.changes)}
    case.changes = []
    return _changed(session, case, "changes_seen", before, {"changes": []}, actor=actor, now=now)


def _changed(
    session: Session, case: Case, action: str, before: Mapping[str, object], after: Mapping[str, object], *, actor: str, now: datetime
) -> JournalEntry:
    case.changed_at = now
    return note(session, case, action, actor=actor, now=now, before=before, after=after)
