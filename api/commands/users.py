"""`recoup user`: people who log in, and what they may do."""

from __future__ import annotations

import argparse
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.errors import OK, CommandError
from api.http.one_time_links import LinkPurpose, make_link
from api.http.people import close_user, grant, make_user, reopen_user, withdraw
from api.http.sign_in import find_user
from api.opening import ready_house, shell_actor
from api.tables import print_table
from api.wiring import House, web_settings
from ledger.models import Grant, Partner, Role, Supplier, User


def run(arguments: argparse.Namespace) -> int:
    """Does one of the deeds; what cannot be done is said."""
    with ready_house() as house:
        now, actor = house.desk.now(), shell_actor()
        with house.desk.sessions.begin() as session:
            try:
                _deed(house, session, arguments, actor, now)
            except ValueError as error:
                raise CommandError(str(error)) from None
    return OK


def _deed(house: House, session: Session, arguments: argparse.Namespace, actor: str, now: datetime) -> None:
    match arguments.deed:
        case "list":
            _list(session)
        case "add":
            user = make_user(session, email=arguments.email, name=arguments.name, actor=actor, now=now)
            if arguments.role:
                supplier = supplier_id(session, arguments.supplier)
                partner = partner_id(session, supplier, arguments.partner)
                grant(session, user, Role(arguments.role), supplier, partner_id=partner, actor=actor, now=now)
            print(link_of(house, session, user, LinkPurpose.INVITATION, actor, now))
        case "link":
            print(link_of(house, session, named(session, arguments.email), LinkPurpose.RESET, actor, now))
        case "disable":
            close_user(session, named(session, arguments.email), actor=actor, now=now)
            print(f"{arguments.email} logs in no more")
        case "enable":
            reopen_user(session, named(session, arguments.email), actor=actor, now=now)
            print(f"{arguments.email} may log in again")
        case "role":
            _role(session, arguments, actor, now)
        case deed:
            raise CommandError(f"there is no deed {deed}")


def _role(session: Session, arguments: argparse.Namespace, actor: str, now: datetime) -> None:
    user, role, supplier = named(session, arguments.email), Role(arguments.role), supplier_id(session, arguments.supplier)
    whom = f"for {arguments.supplier}" if arguments.supplier else "for all suppliers"
    partner = partner_id(session, supplier, arguments.partner)
    if not arguments.take:
        grant(session, user, role, supplier, partner_id=partner, actor=actor, now=now)
        print(f"{user.email} is {role} {whom}")
        return
    here = Grant.supplier_id.is_(None) if supplier is None else Grant.supplier_id == supplier
    whose = () if partner is None else (Grant.partner_id == partner,)
    granted = session.scalars(select(Grant).where(Grant.user_id == user.id, Grant.role == role, here, *whose)).first()
    if granted is None:
        raise CommandError(f"{user.email} is not {role} {whom}")
    withdraw(session, granted, actor=actor, now=now)
    print(f"{user.email} is no longer {role} {whom}")


def _list(session: Session) -> None:
    slugs = dict(session.execute(select(Supplier.id, Supplier.slug)).all())
    roles: dict[int, list[str]] = {}
    for granted in session.scalars(select(Grant).order_by(Grant.user_id, Grant.id)):
        where = "" if granted.supplier_id is None else f" ({slugs[granted.supplier_id]})"
        roles.setdefault(granted.user_id, []).append(f"{granted.role}{where}")
    rows = (
        (
            user.email,
            user.name,
            ", ".join(roles.get(user.id, [])) or "none",
            "disabled" if not user.active else "active" if user.password_hash else "no password yet",
            f"{user.created_at:%Y-%m-%d}",
        )
        for user in session.scalars(select(User).order_by(User.email))
    )
    print_table(("e-mail", "name", "roles", "state", "since"), rows, empty="no users yet")


def link_of(house: House, session: Session, user: User, purpose: LinkPurpose, actor: str, now: datetime) -> str:
    """A fresh one-time link to log in and set a password, as it is handed over."""
    if not user.active:
        raise CommandError(f"{user.email} is disabled; enable the account first")
    life = web_settings(house.settings).link_life
    return f"{house.settings.address}/link/{make_link(session, user, purpose, actor=actor, now=now, life=life)}"


def named(session: Session, email: str) -> User:
    """The user of an e-mail. Raises CommandError where there is none."""
    user = find_user(session, email)
    if user is None:
        raise CommandError(f"there is no user {email}; see recoup user list")
    return user


def supplier_id(session: Session, slug: str | None) -> int | None:
    """The number of a supplier by its short name; None where none is named. Raises CommandError where there is none such."""
    if slug is None:
        return None
    number = session.scalar(select(Supplier.id).where(Supplier.slug == slug))
    if number is None:
        raise CommandError(f"there is no supplier {slug}; see recoup supplier list")
    return number


def partner_id(session: Session, supplier: int | None, name: str | None) -> int | None:
    """The number of a supplier's partner by its name; None where none is named. Raises CommandError where there is none such."""
    if name is None:
        return None
    numbers = session.scalars(select(Partner.id).where(Partner.supplier_id == supplier, Partner.name == name)).all()
    if len(numbers) != 1:
        raise CommandError(f"there is no partner {name} of that supplier, or more than one; name the supplier, and see its partners")
    return numbers[0]
