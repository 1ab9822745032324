"""Saved views of the queue: one's own, and those that others share with the one who asks."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Select, func, or_, select

from api.http.gate import suppliers
from api.http.gate.rows import Gate
from api.http.permissions import Action
from api.http.problems import ConflictError, NotAllowedError, NotFoundError, UnusableError
from api.http.shapes.views import LAST_PLACE, ViewChange, ViewShown, ViewWanted
from ledger.models import Audience, SavedView, User

MOST_OWN: Final = 100
MOST_SHOWN: Final = 500


def views(gate: Gate) -> list[ViewShown]:
    """The views that may be seen, one's own first, each in its owner's order."""
    own = SavedView.user_id == gate.scope.user_id
    wanted = _seen(gate).join(User, User.id == SavedView.user_id).add_columns(User.name)
    rows = gate.session.execute(
        wanted.order_by(own.desc(), User.name, SavedView.user_id, SavedView.position, SavedView.id).limit(MOST_SHOWN)
    )
    return [_shown(gate, row, owner) for row, owner in rows]


def shown(gate: Gate, row: SavedView) -> ViewShown:
    """One view."""
    return _shown(gate, row, gate.session.get_one(User, row.user_id).name)


def own_view(gate: Gate, number: int) -> SavedView:
    """A view of one's own, to change. Raises NotFoundError, NotAllowedError where somebody else shares it."""
    found = gate.session.scalars(_seen(gate).where(SavedView.id == number)).one_or_none()
    if found is None:
        raise NotFoundError(f"There is no view {number}.")
    if found.user_id != gate.scope.user_id:
        raise NotAllowedError("Only its owner changes a view.")
    return found


def keep(gate: Gate, wanted: ViewWanted) -> SavedView:
    """A new view of the one who asks. Raises ConflictError for a name that is taken or one view too many, UnusableError, NotFoundError."""
    gate.require_anywhere(Action.WORK)
    mine = SavedView.user_id == gate.scope.user_id
    count, end = gate.session.execute(select(func.count(), func.coalesce(func.max(SavedView.position), -1)).where(mine)).one()
    if count >= MOST_OWN:
        raise ConflictError(f"{MOST_OWN} views are kept already; remove one first.")
    _refuse_taken(gate, wanted.name)
    made = SavedView(user_id=gate.scope.user_id, name=wanted.name, query=wanted.query, made_at=gate.now, changed_at=gate.now)
    made.position = min(end + 1, LAST_PLACE) if wanted.position is None else wanted.position
    _share(gate, made, wanted.audience, wanted.supplier_id)
    gate.session.add(made)
    gate.session.flush()
    return made


def change(gate: Gate, row: SavedView, wanted: ViewChange) -> None:
    """Edits a view in place. Raises ConflictError, UnusableError, NotFoundError."""
    if wanted.name is not None and wanted.name != row.name:
        _refuse_taken(gate, wanted.name)
        row.name = wanted.name
    if wanted.query is not None:
        row.query = wanted.query
    if wanted.position is not None:
        row.position = wanted.position
    if wanted.audience is not None:
        _share(gate, row, wanted.audience, wanted.supplier_id)
    elif wanted.supplier_id is not None:
        _share(gate, row, row.audience, wanted.supplier_id)
    row.changed_at = gate.now


def _seen(gate: Gate) -> Select[SavedView]:
    """A view of a supplier is seen by those who see the supplier, its owner included; one for all by those who work cases."""
    known = gate.scope.supplier_ids
    shared = SavedView.audience == Audience.SUPPLIER
    if gate.scope.may_somewhere(Action.WORK):
        shared = or_(shared, SavedView.audience == Audience.ALL)
    wanted = select(SavedView).where(or_(SavedView.user_id == gate.scope.user_id, shared))
    if known is None:
        return wanted
    return wanted.where(or_(SavedView.supplier_id.is_(None), SavedView.supplier_id.in_(known)))


def _share(gate: Gate, row: SavedView, audience: Audience, supplier_id: int | None) -> None:
    """Who sees it from now on. What is shared with a supplier's people is shared by somebody who works for that supplier."""
    if (audience is Audience.SUPPLIER) != (supplier_id is not None):
        raise UnusableError.of("body.supplier_id", "A supplier is given where a view is shared with its people, and only there.")
    if supplier_id is not None:
        suppliers.supplier(gate, supplier_id, Action.WORK)
    row.audience, row.supplier_id = audience, supplier_id


def _refuse_taken(gate: Gate, name: str) -> None:
    taken = select(SavedView.id).where(SavedView.user_id == gate.scope.user_id, SavedView.name == name)
    if gate.session.scalar(taken) is not None:
        raise ConflictError("There is a view of that name already.")


def _shown(gate: Gate, row: SavedView, owner: str) -> ViewShown:
    return ViewShown(
        id=row.id,
        name=row.name,
        query=row.query,
        audience=row.audience,
        supplier_id=row.supplier_id,
        position=row.position,
        own=row.user_id == gate.scope.user_id,
        owner=owner,
        changed_at=row.changed_at,
    )


def remove(gate: Gate, number: int) -> None:
    """Removes a view of one's own. Raises NotFoundError."""
    gate.session.delete(own_view(gate, number))
