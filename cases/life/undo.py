"""Taking back the last thing done to a case, where that can be done: nothing that left the house is undone."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.background.desk import SYSTEM
from cases.life.remarks import set_tags
from cases.life.standing import refresh
from cases.life.transitions import enter, note
from ledger.cases import Case, CaseState, Draft
from ledger.operation import JournalEntry
from rules.model import Rules

UNDOABLE: Final = frozenset({"moved", "assigned", "prioritised", "tagged", "waived"})
IRREVOCABLE: Final = frozenset({CaseState.FILED.value, CaseState.ANSWERED.value})
"""States that say what happened outside; going there, or coming from there by an answer, is not undone."""
ASIDE: Final = frozenset(
    {"commented", "tied", "untied", "undone", "changes_seen", "dispute_id", "left_to_a_person"}
    | {"draft_written", "draft_changed", "draft_approved", "packet_built"}
    | {"papers_proposed", "proposal_refused", "request_written", "paper_asked_for"}
    | {"judged", "redated", "kept_its_rules", "changed_after_filing", "money_confirmed"}
)
"""Entries that stand beside the work and do not hide what was done before them: an approval can be taken back after its packet is built."""


class NothingToUndoError(Exception):
    """The last thing done to the case cannot be taken back; the message says what it was."""


def undo(session: Session, case: Case, *, rules: Rules, actor: str, now: datetime, today: date) -> JournalEntry:
    """Takes back the last thing that a person did to a case and that has not been taken back. Raises NothingToUndoError."""
    entry = _last_deed(session, case)
    problem = _problem(session, case, entry)
    if entry is None or problem is not None:
        raise NothingToUndoError(problem)
    before, after = entry.before or {}, entry.after or {}
    match entry.action:
        case "moved":
            _take_back_approval(session, case, after["state"])
            enter(session, case, CaseState(before["state"]), rules=rules, actor=actor, now=now, today=today, reason="undo")
        case "assigned":
            case.assignee_id = before["assignee_id"]
        case "prioritised":
            case.priority = before["priority"]
        case "waived":
            case.waiver = before["waiver"]
            refresh(session, case, rules, today=today, now=now)
        case _:
            set_tags(session, case, before["tags"], actor=actor, now=now)
    case.changed_at = now
    undone = {"entry": entry.sequence, "action": entry.action}
    return note(session, case, "undone", actor=actor, now=now, before=after, after=before | undone)


def undoable(session: Session, case: Case) -> JournalEntry | None:
    """What `undo` would take back now; None where nothing can be."""
    entry = _last_deed(session, case)
    return entry if _problem(session, case, entry) is None else None


def _problem(session: Session, case: Case, entry: JournalEntry | None) -> str | None:
    """Why an entry cannot be taken back, or None where it can."""
    if entry is None:
        return "nothing was done to this case yet"
    if entry.action not in UNDOABLE or entry.before is None or entry.after is None:
        return f"“{entry.action}” cannot be taken back"
    if entry.action == "moved" and IRREVOCABLE & {entry.before["state"], entry.after["state"]}:
        return "what was filed or answered stands; record what followed instead"
    if entry.actor == SYSTEM:
        return "no person did it; take the step that leads where the case is to be"
    if entry.action == "moved" and entry.before["state"] == CaseState.READY_TO_FILE and not _is_approved(_latest_draft(session, case)):
        return "the letter has changed since it was approved; it needs another approval"
    return None


def _is_approved(draft: Draft | None) -> bool:
    return draft is not None and draft.approved_at is not None


def _latest_draft(session: Session, case: Case) -> Draft | None:
    return session.scalar(select(Draft).where(Draft.case_id == case.id).order_by(Draft.version.desc()).limit(1))


def _take_back_approval(session: Session, case: Case, state: str) -> None:
    if state != CaseState.READY_TO_FILE.value:
        return
    draft = _latest_draft(session, case)
    if draft is not None:
        draft.approved_by = draft.approved_at = None


def _last_deed(session: Session, case: Case) -> JournalEntry | None:
    """The latest entry about the case that is neither taken back nor part of taking something back."""
    about = select(JournalEntry).where(JournalEntry.noun == "case", JournalEntry.noun_id == case.id).order_by(JournalEntry.id.desc())
    undone: set[int] = set()
    for entry in session.scalars(about.limit(200)):
        if entry.action == "undone" and entry.after is not None:
            undone.add(entry.after["entry"])
            continue
        part_of_undo = entry.action == "moved" and entry.reason == "undo"
        if part_of_undo or entry.sequence in undone or entry.action in ASIDE:
            continue
        return entry
    return None
