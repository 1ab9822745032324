"""Corrective actions: who does what by when so that a cause does not come again, in states that the journal follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.causes.hypotheses import BY_NAME, NOT_KNOWN
from cases.causes.lines import Dimension
from facts.finding import FindingType
from ledger import journal
from ledger.improving import CauseNote, CorrectiveAction
from ledger.suppliers import Account

OPEN: Final = ("planned", "under_way")
"""States in which somebody still has to do something."""
WAYS: Final[Mapping[str, Sequence[str]]] = {
    "planned": ("under_way", "done", "dropped"),
    "under_way": ("planned", "done", "dropped"),
    "done": ("under_way",),
    "dropped": ("planned",),
}
"""From which state to which."""
KEPT: Final = (Dimension.TYPE, Dimension.CAUSE, Dimension.DESTINATION, Dimension.CARRIER, Dimension.SKU)
"""What an action is narrowed to; a week is over and a single case is no pattern."""
LONGEST_TEXT: Final = 2_000
LONGEST_OWNER: Final = 200
LONGEST_VALUE: Final = 120


class ActionError(ValueError):
    """An action that cannot be made or changed so; the message says why."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What somebody is to do: the text, who (`owner_id` where it is a user), by when, and which deductions it is to prevent."""

    text: str
    owner: str
    due_on: date
    cause: str
    dimensions: Mapping[str, str] = field(default_factory=dict)
    owner_id: int | None = None


def make_action(
    session: Session, account: Account, plan: Plan, *, actor: str, now: datetime, currency: str = "", note: CauseNote | None = None
) -> CorrectiveAction:
    """A new action, planned. Raises ActionError for a cause, kind or dimension that there is none of, or empty words."""
    worth = 0
    if note is not None:
        currency, worth = note.currency, per_month(note)
    action = CorrectiveAction(
        supplier_id=account.supplier_id,
        note_id=note.id if note is not None else None,
        account_id=account.id,
        cause=_cause(plan.cause),
        dimensions=_dimensions(plan.dimensions),
        text=_told(plan.text, LONGEST_TEXT, "what is to be done"),
        owner=_told(plan.owner, LONGEST_OWNER, "who does it"),
        owner_id=plan.owner_id,
        due_on=plan.due_on,
        state="planned",
        currency=currency or account.currency,
        worth_minor=worth,
        made_at=now,
        made_by=actor,
        changed_at=now,
    )
    session.add(action)
    session.flush()
    _record(session, action, "action_made", actor=actor, now=now, after=_said(action))
    return action


def change_action(
    session: Session, action: CorrectiveAction, changes: Mapping[str, Any], *, actor: str, now: datetime, today: date
) -> None:
    """Changes text, owner, day or state; `done_on` is today where the action is done and no day is given.

    Raises ActionError for a way between states that there is none of, a day to come, or empty words.
    """
    before = _said(action)
    if "text" in changes:
        action.text = _told(str(changes["text"]), LONGEST_TEXT, "what is to be done")
    if "owner" in changes:
        action.owner = _told(str(changes["owner"]), LONGEST_OWNER, "who does it")
        action.owner_id = changes.get("owner_id")
    if "due_on" in changes:
        action.due_on = changes["due_on"]
    state = changes.get("state", action.state)
    if state != action.state:
        if state not in WAYS[action.state]:
            raise ActionError(f"an action that is {action.state.replace('_', ' ')} becomes {' or '.join(WAYS[action.state])}, not {state}")
        action.state = state
        action.done_on = None
    if action.state == "done":
        action.done_on = changes.get("done_on") or action.done_on or today
        if action.done_on > today:
            raise ActionError(f"{action.done_on.isoformat()} is still to come; an action is done on a day up to today")
    elif changes.get("done_on"):
        raise ActionError("only an action that is done has a day on which it was done")
    after = _said(action)
    if after != before:
        action.changed_at = now
        session.flush()
        reason = str(changes.get("reason", ""))[:LONGEST_TEXT]
        _record(session, action, "action_changed", actor=actor, now=now, reason=reason, before=before, after=after)


def overdue(session: Session, supplier_id: int, today: date) -> Sequence[CorrectiveAction]:
    """Actions whose day has passed and that nobody called done, the oldest first."""
    wanted = select(CorrectiveAction).where(
        CorrectiveAction.supplier_id == supplier_id, CorrectiveAction.state.in_(OPEN), CorrectiveAction.due_on < today
    )
    return session.scalars(wanted.order_by(CorrectiveAction.due_on, CorrectiveAction.id)).all()


def narrowed_by(note: CauseNote) -> dict[str, str]:
    """What an action on a note is narrowed to."""
    return {d.value: str(note.dimensions[d.value]) for d in KEPT if d.value in note.dimensions}


def per_month(note: CauseNote) -> int:
    """What the lines that bear a note's cause came to in a month of its period, in minor units, rounded down."""
    return note.preventable_minor // _months_in(note.period)


def _months_in(period: str) -> int:
    """The months that a period touches, one at least."""
    first, _, last = period.partition("/")
    if not last:
        return 1
    begun, ended = date.fromisoformat(first), date.fromisoformat(last)
    return max(1, (ended.year - begun.year) * 12 + ended.month - begun.month + 1)


def _cause(cause: str) -> str:
    if cause not in BY_NAME and cause != NOT_KNOWN:
        raise ActionError(f"there is no cause {cause!r}; there are {', '.join(BY_NAME)} and {NOT_KNOWN}")
    return cause


def _dimensions(told: Mapping[str, str]) -> dict[str, str]:
    known = {d.value for d in KEPT}
    for name, value in told.items():
        if name not in known:
            raise ActionError(f"an action is narrowed to {', '.join(sorted(known))}, not to {name!r}")
        if not str(value).strip() or len(str(value)) > LONGEST_VALUE:
            raise ActionError(f"{name} is empty or too long")
    if "type" in told and told["type"] not in set(FindingType):
        raise ActionError(f"there is no kind of claim {told['type']!r}")
    if "cause" in told:
        _cause(told["cause"])
    return {name: str(value) for name, value in sorted(told.items())}


def _told(text: str, longest: int, what: str) -> str:
    told = text.strip()
    if not told:
        raise ActionError(f"say {what}")
    if len(told) > longest:
        raise ActionError(f"{what} is said in at most {longest} characters")
    return told


def _said(action: CorrectiveAction) -> dict[str, Any]:
    """What a journal entry keeps of an action."""
    return {
        "text": action.text,
        "owner": action.owner,
        "due_on": action.due_on.isoformat(),
        "state": action.state,
        "done_on": action.done_on.isoformat() if action.done_on else None,
        "cause": action.cause,
    }


def _record(
    session: Session,
    action: CorrectiveAction,
    what: str,
    *,
    actor: str,
    now: datetime,
    after: Mapping[str, Any],
    before: Mapping[str, Any] | None = None,
    reason: str = "",
) -> None:
    journal.record(
        session,
        supplier_id=action.supplier_id,
        actor=actor,
        now=now,
        action=what,
        noun="corrective_action",
        noun_id=action.id,
        reason=reason,
        before=before,
        after=after,
    )
