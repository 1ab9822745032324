"""Users, tokens and the record of access, as far as a request may see them. Users are the house's, not a supplier's."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, select

from api.http.gate.rows import Gate
from api.http.paging import Page, page_by_number
from api.http.permissions import Action
from api.http.problems import NotFoundError
from api.http.shapes.people import AccessShown, Allowed, RoleShown, TokenShown, UserShown
from ledger.models import AccessRecord, Grant, Role, Supplier, Token, User


def user(gate: Gate, number: int) -> User:
    """A user. Raises NotFoundError; the caller has asked for the right to govern."""
    found = gate.session.get(User, number)
    if found is None:
        raise NotFoundError(f"There is no user {number}.")
    return found


def myself(gate: Gate) -> User:
    """The user who asks."""
    return gate.session.get_one(User, gate.scope.user_id)


def user_shown(gate: Gate, row: User) -> UserShown:
    """A user with all roles."""
    granted = gate.session.scalars(select(Grant).where(Grant.user_id == row.id).order_by(Grant.id))
    return _user(row, [RoleShown.model_validate(g) for g in granted])


def users(gate: Gate, *, limit: int, after: str | None) -> Page[UserShown]:
    """All users, the latest first."""
    return page_by_number(gate.session, select(User), User.id, lambda row: user_shown(gate, row), limit=limit, after=after)


def _user(row: User, roles: Sequence[RoleShown]) -> UserShown:
    return UserShown(
        id=row.id,
        email=row.email,
        name=row.name,
        active=row.active,
        has_password=row.password_hash is not None,
        created_at=row.created_at,
        external_id=row.external_id,
        roles=list(roles),
    )


def grant_of(gate: Gate, user_id: int, role: Role, supplier_id: int | None, partner_id: int | None = None) -> Grant:
    """A role that a user has, for just that supplier and partner (None: for none in particular). Raises NotFoundError."""
    where = Grant.supplier_id.is_(None) if supplier_id is None else Grant.supplier_id == supplier_id
    whose = Grant.partner_id.is_(None) if partner_id is None else Grant.partner_id == partner_id
    found = gate.session.scalars(select(Grant).where(Grant.user_id == user_id, Grant.role == role, where, whose)).one_or_none()
    if found is None:
        raise NotFoundError("The user has no such role.")
    return found


def allowed(gate: Gate) -> list[Allowed]:
    """What the user who asks may do, by supplier (at most 1000 of them)."""
    rows = gate.session.scalars(gate.seen(Supplier).order_by(Supplier.name).limit(1000))
    roles = gate.scope.roles
    return [
        Allowed(
            supplier_id=s.id,
            name=s.name,
            roles=sorted(gate.scope.everywhere | roles.get(s.id, frozenset())),
            actions=gate.scope.allowed(s.id),
        )
        for s in rows
    ]


def _tokens(gate: Gate) -> Select[Token]:
    """All tokens for those who govern, else the user's own."""
    wanted = select(Token)
    return wanted if gate.scope.may(Action.GOVERN, None) else wanted.where(Token.user_id == gate.scope.user_id)


def tokens(gate: Gate, *, limit: int, after: str | None) -> Page[TokenShown]:
    """Tokens, the latest first."""
    return page_by_number(gate.session, _tokens(gate), Token.id, TokenShown.model_validate, limit=limit, after=after)


def token(gate: Gate, number: int) -> Token:
    """A token of the user's own, or any for those who govern. Raises NotFoundError."""
    found = gate.session.scalars(_tokens(gate).where(Token.id == number)).one_or_none()
    if found is None:
        raise NotFoundError(f"There is no token {number}.")
    return found


def access_records(
    gate: Gate, *, event: str | None, actor: str | None, supplier_id: int | None, limit: int, after: str | None
) -> Page[AccessShown]:
    """The record of access, the latest first: all of it for those who run the house, else what concerns the suppliers one runs."""
    wanted = gate.seen(AccessRecord)
    if not gate.scope.may(Action.AUDIT, None):
        wanted = wanted.where(AccessRecord.supplier_id.in_([s for s in gate.scope.roles if gate.scope.may(Action.AUDIT, s)]))
    if event is not None:
        wanted = wanted.where(AccessRecord.event == event)
    if actor is not None:
        wanted = wanted.where(AccessRecord.actor == actor)
    if supplier_id is not None:
        wanted = wanted.where(AccessRecord.supplier_id == supplier_id)
    return page_by_number(gate.session, wanted, AccessRecord.id, AccessShown.model_validate, limit=limit, after=after)
