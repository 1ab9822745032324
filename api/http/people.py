"""Users and their roles: made, changed and closed, each in the journal."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.http.one_time_links import forget_links
from api.http.sign_in import as_email, find_user
from api.http.web_sessions import end_sessions_of
from ledger.journal import record
from ledger.models import Grant, Partner, Role, User

LONGEST_EMAIL: Final = 320


class UserExistsError(ValueError):
    """There is a user with that e-mail."""

    def __init__(self, email: str) -> None:
        super().__init__(f"there is a user {email} already")


class BadEmailError(ValueError):
    """Something that cannot be an e-mail address."""

    def __init__(self, email: str) -> None:
        super().__init__(f"{email!r} is no e-mail address")


class RoleForAllError(ValueError):
    """The role `supplier` is for one supplier, never for all."""

    def __init__(self) -> None:
        super().__init__("the role supplier is granted for one supplier, never for all")


class PartnerGrantError(ValueError):
    """The role `partner` is for one partner of one supplier, and no other role names a partner."""

    def __init__(self) -> None:
        super().__init__("the role partner is granted for one partner of one supplier; say which")


class LastAdminError(ValueError):
    """Nobody would be left who runs the house."""

    def __init__(self) -> None:
        super().__init__("this is the last active admin for all suppliers; name another first")


def make_user(session: Session, *, email: str, name: str, actor: str, now: datetime) -> User:
    """A user without password or roles. Raises BadEmailError, UserExistsError."""
    address = as_email(email)
    local, at, domain = address.rpartition("@")
    if not (local and at and domain) or len(address) > LONGEST_EMAIL or any(c.isspace() or not c.isprintable() for c in address):
        raise BadEmailError(email)
    if find_user(session, address) is not None:
        raise UserExistsError(address)
    user = User(email=address, name=name.strip() or address, created_at=now)
    session.add(user)
    session.flush()
    record(session, supplier_id=None, actor=actor, now=now, action="user_made", noun="user", noun_id=user.id, after={"email": address})
    return user


def rename_user(session: Session, user: User, name: str, *, actor: str, now: datetime) -> None:
    """Changes the name that others see."""
    before, user.name = user.name, name
    told = {"name": before}, {"name": name}
    record(
        session, supplier_id=None, actor=actor, now=now, action="user_renamed", noun="user", noun_id=user.id, before=told[0], after=told[1]
    )


def close_user(session: Session, user: User, *, actor: str, now: datetime) -> None:
    """Nobody logs in as this user any more; sessions and links end at once, tokens stop working. Raises LastAdminError."""
    if not user.active:
        return
    if is_house_admin(session, user.id) and _house_admins(session) == 1:
        raise LastAdminError
    user.active = False
    end_sessions_of(session, user.id)
    forget_links(session, user.id, now=now)
    record(session, supplier_id=None, actor=actor, now=now, action="user_closed", noun="user", noun_id=user.id)


def reopen_user(session: Session, user: User, *, actor: str, now: datetime) -> None:
    """The user may log in again."""
    if user.active:
        return
    user.active = True
    record(session, supplier_id=None, actor=actor, now=now, action="user_reopened", noun="user", noun_id=user.id)


def grant(
    session: Session, user: User, role: Role, supplier_id: int | None, *, partner_id: int | None = None, actor: str, now: datetime
) -> Grant:
    """Gives a role for one supplier, or for all (None); one that was there stays. Raises RoleForAllError, PartnerGrantError."""
    if role is Role.SUPPLIER and supplier_id is None:
        raise RoleForAllError
    if (role is Role.PARTNER) is (partner_id is None):
        raise PartnerGrantError
    if partner_id is not None and session.get_one(Partner, partner_id).supplier_id != supplier_id:
        raise PartnerGrantError
    same = Grant.supplier_id.is_(None) if supplier_id is None else Grant.supplier_id == supplier_id
    whose = Grant.partner_id.is_(None) if partner_id is None else Grant.partner_id == partner_id
    known = session.scalars(select(Grant).where(Grant.user_id == user.id, Grant.role == role, same, whose)).first()
    if known is not None:
        return known
    granted = Grant(user_id=user.id, role=role, supplier_id=supplier_id, partner_id=partner_id, granted_at=now, granted_by=actor)
    session.add(granted)
    session.flush()
    told = {"email": user.email, "role": role.value, "supplier_id": supplier_id} | ({"partner_id": partner_id} if partner_id else {})
    record(session, supplier_id=supplier_id, actor=actor, now=now, action="role_granted", noun="user", noun_id=user.id, after=told)
    return granted


def withdraw(session: Session, granted: Grant, *, actor: str, now: datetime) -> None:
    """Takes a role away. Raises LastAdminError where nobody would be left to run the house."""
    user = session.get_one(User, granted.user_id)
    if granted.role is Role.ADMIN and granted.supplier_id is None and user.active and _house_admins(session) == 1:
        raise LastAdminError
    told = {"email": user.email, "role": granted.role.value, "supplier_id": granted.supplier_id}
    session.delete(granted)
    session.flush()
    record(
        session, supplier_id=granted.supplier_id, actor=actor, now=now, action="role_withdrawn", noun="user", noun_id=user.id, before=told
    )


def is_house_admin(session: Session, user_id: int) -> bool:
    """Whether the user runs the house for all suppliers."""
    return (
        session.scalar(select(Grant.id).where(Grant.user_id == user_id, Grant.role == Role.ADMIN, Grant.supplier_id.is_(None))) is not None
    )


def _house_admins(session: Session) -> int:
    """Active admins for all suppliers."""
    count = (
        select(func.count(func.distinct(User.id)))
        .join(Grant, Grant.user_id == User.id)
        .where(User.active, Grant.role == Role.ADMIN, Grant.supplier_id.is_(None))
    )
    return session.scalar(count) or 0
