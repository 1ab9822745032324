"""Notes on causes and corrective actions of the suppliers that a request may see.

A supplier's own reader sees the notes that somebody accepted and the actions, without names of those who decided; nothing that the
house only considers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeVar

from sqlalchemy import Select, select

from api.http.gate.own_readers import unsigned
from api.http.gate.rows import Gate
from api.http.paging import Page, page_by_number
from api.http.permissions import Action
from api.http.preconditions import etag
from api.http.problems import NotFoundError, UnusableError
from api.http.shapes.causes import ActionListed, ActionShown, CauseListed, CauseShown, EffectShown
from cases.causes.actions import OPEN, overdue
from cases.causes.effects import effect_of
from cases.causes.notes import latest_notes
from ledger.agents import AgentRun
from ledger.cases import Case
from ledger.improving import CauseNote, CorrectiveAction
from ledger.people import Grant, User
from ledger.suppliers import Account

N = TypeVar("N", bound=CauseListed)
ACCEPTED: Final = "accepted"
STANDING: Final = ("proposed", "accepted", "dismissed")


def cause(gate: Gate, number: int, action: Action = Action.READ, *, locked: bool = False) -> CauseNote:
    """A note that may be seen. Raises NotFoundError, NotAllowedError."""
    found = gate.one(CauseNote, number, action, locked=locked)
    if not gate.scope.inside(found.supplier_id) and found.state != ACCEPTED:
        raise NotFoundError(f"There is no cause note {number}.")
    return found


def causes(gate: Gate, supplier_id: int, *, state: str | None, scope: str | None, limit: int, after: str | None) -> Page[CauseListed]:
    """The notes of a supplier as they stand, the latest first."""
    wanted = standing(gate, supplier_id)
    if state is not None:
        wanted = wanted.where(CauseNote.state == state)
    if scope is not None:
        wanted = wanted.where(CauseNote.scope == scope)
    return page_by_number(gate.session, wanted, CauseNote.id, lambda row: listed(gate, row), limit=limit, after=after)


def standing(gate: Gate, supplier_id: int) -> Select[CauseNote]:
    """The notes of a supplier that may be seen, each in its latest version; not those whose deductions no longer lie together."""
    known = gate.seen(CauseNote).where(CauseNote.supplier_id == supplier_id).with_only_columns(CauseNote.id)
    states = STANDING if gate.scope.inside(supplier_id) else (ACCEPTED,)
    return latest_notes(supplier_id).where(CauseNote.id.in_(known), CauseNote.state.in_(states))


def listed(gate: Gate, row: CauseNote) -> CauseListed:
    """A note of a list as the reader may know it."""
    return _told(gate, row, CauseListed.of(row))


def shown(gate: Gate, row: CauseNote) -> CauseShown:
    """A whole note as the reader may know it."""
    told = _told(gate, row, CauseShown.of(row))
    return told if gate.scope.inside(row.supplier_id) else told.model_copy(update={"problems": []})


def of_case(gate: Gate, case: Case) -> CauseNote | None:
    """The latest note on one chargeback."""
    return gate.session.scalars(standing(gate, case.supplier_id).where(CauseNote.case_id == case.id).limit(1)).first()


def tag_of(row: CauseNote) -> str:
    """The ETag of a note: its text never changes, what was decided of it does."""
    return etag("cause", row.id, 0 if row.decided_at is None else int(row.decided_at.timestamp()))


def looking(gate: Gate, supplier_id: int) -> AgentRun | None:
    """The look at a supplier's causes that waits or is under way."""
    wanted = gate.seen_inside(AgentRun).where(
        AgentRun.supplier_id == supplier_id, AgentRun.kind == "root_cause", AgentRun.noun == "supplier", AgentRun.ended_at.is_(None)
    )
    return gate.session.scalars(wanted.order_by(AgentRun.id.desc()).limit(1)).one_or_none()


def action(gate: Gate, number: int, what: Action = Action.READ) -> CorrectiveAction:
    """An action that may be seen. Raises NotFoundError, NotAllowedError."""
    return gate.one(CorrectiveAction, number, what)


def action_to_change(gate: Gate, number: int, if_match: str | None) -> CorrectiveAction:
    """An action that is held until the end of the transaction and is as it was seen. Raises MovedError, VersionNeededError besides."""
    return gate.as_seen(CorrectiveAction, number, Action.WORK, if_match, tag_of_action, inside=False)


def tag_of_action(row: CorrectiveAction) -> str:
    """The ETag of an action."""
    return etag("action", row.id, row.version)


def actions(gate: Gate, supplier_id: int, *, state: str | None, limit: int, after: str | None) -> Page[ActionListed]:
    """The actions of a supplier, the latest first."""
    wanted = gate.seen(CorrectiveAction).where(CorrectiveAction.supplier_id == supplier_id)
    if state is not None:
        wanted = wanted.where(CorrectiveAction.state == state)
    return page_by_number(gate.session, wanted, CorrectiveAction.id, lambda row: action_listed(gate, row), limit=limit, after=after)


def actions_of(gate: Gate, supplier_id: int, *, note: CauseNote | None = None, most: int = 50) -> Sequence[CorrectiveAction]:
    """Actions of a supplier, or on any version of one note: those that wait first, by their day."""
    wanted = gate.seen(CorrectiveAction).where(CorrectiveAction.supplier_id == supplier_id)
    if note is not None:
        wanted = wanted.where(
            CorrectiveAction.note_id.in_(select(CauseNote.id).where(CauseNote.supplier_id == supplier_id, CauseNote.key == note.key))
        )
    ended = CorrectiveAction.state.not_in(OPEN)
    return gate.session.scalars(wanted.order_by(ended, CorrectiveAction.due_on, CorrectiveAction.id).limit(most)).all()


def action_listed(gate: Gate, row: CorrectiveAction) -> ActionListed:
    """An action of a list as the reader may know it."""
    return unsigned(gate, row.supplier_id, ActionListed.of(row, overdue=is_overdue(gate, row)))


def action_shown(gate: Gate, row: CorrectiveAction) -> ActionShown:
    """An action with its effect as the reader may know it."""
    told = ActionListed.of(row, overdue=is_overdue(gate, row))
    return unsigned(gate, row.supplier_id, ActionShown(**told.model_dump(), effect=effect_shown(gate, row)))


def effect_shown(gate: Gate, row: CorrectiveAction) -> EffectShown:
    """What an action brought, counted now."""
    rules = gate.rules(row.account_id).causes if row.account_id is not None else None
    if rules is None:
        raise UnusableError.of("account_id", "The action belongs to no account, so there is nothing to count.")
    return EffectShown.of_effect(effect_of(gate.session, row, rules, gate.today), row.currency)


def is_overdue(gate: Gate, row: CorrectiveAction) -> bool:
    """Whether its day has passed and nobody called it done."""
    return row.state in OPEN and row.due_on < gate.today


def overdue_of(gate: Gate, supplier_id: int) -> Sequence[CorrectiveAction]:
    """Actions of a supplier whose day has passed, the oldest first."""
    gate.require_inside(supplier_id)
    return overdue(gate.session, supplier_id, gate.today)


def owner(gate: Gate, supplier_id: int, user_id: int | None) -> int | None:
    """A user who works for the supplier. Raises UnusableError for one who does not."""
    if user_id is None:
        return None
    works = select(Grant.user_id).where(Grant.user_id == user_id, (Grant.supplier_id == supplier_id) | Grant.supplier_id.is_(None))
    found = gate.session.scalars(select(User.id).where(User.id == user_id, User.active.is_(True), User.id.in_(works))).one_or_none()
    if found is None:
        raise UnusableError.of("body.owner_id", "Nobody of that number works for this supplier.")
    return found


def meant(gate: Gate, supplier_id: int, note_id: int | None, account_id: int | None) -> tuple[CauseNote | None, Account]:
    """The note and the account of the supplier that an action is about. Raises NotFoundError, NotAllowedError, UnusableError."""
    note = cause(gate, note_id, Action.WORK) if note_id is not None else None
    number = note.account_id if note is not None else account_id
    if number is None:
        raise UnusableError.of("body.account_id", "Say for which account it is, or name the note.")
    account = gate.one(Account, number, Action.WORK)
    if account.supplier_id != supplier_id:
        raise NotFoundError(f"There is no {'note' if note is not None else 'account'} of that number for this supplier.")
    return note, account


def _told(gate: Gate, row: CauseNote, told: N) -> N:
    if gate.scope.inside(row.supplier_id):
        return told
    return told.model_copy(update={"decided_by": None, "decided_reason": "", "author": "", "run_id": None})
