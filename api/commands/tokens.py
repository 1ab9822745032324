"""`recoup token`: keys for programs, made once, ended by time or by hand."""

from __future__ import annotations

import argparse
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.commands.users import named, supplier_id
from api.errors import OK, CommandError
from api.http.permissions import TokenScope
from api.http.tokens import make_token, revoke_token
from api.opening import ready_house, shell_actor
from api.tables import print_table
from api.wiring import House
from ledger.models import Supplier, Token, User


def run(arguments: argparse.Namespace) -> int:
    """Does one of the deeds."""
    with ready_house() as house:
        now, actor = house.desk.now(), shell_actor()
        with house.desk.sessions.begin() as session:
            match arguments.deed:
                case "list":
                    _list(session, now, ended=arguments.all)
                case "add":
                    _add(house, session, arguments, actor, now)
                case _:
                    token = _named(session, arguments.token)
                    revoke_token(session, token, actor=actor, now=now)
                    print(f"token {token.id} ({token.name}) has ended")
    return OK


def _add(house: House, session: Session, arguments: argparse.Namespace, actor: str, now: datetime) -> None:
    user = named(session, arguments.email)
    if not user.active:
        raise CommandError(f"{user.email} is disabled")
    made = make_token(
        session,
        user,
        name=arguments.name,
        scopes=[TokenScope(scope) for scope in arguments.scope],
        supplier_id=supplier_id(session, arguments.supplier),
        life=timedelta(days=arguments.days or house.settings.token_days),
        actor=actor,
        now=now,
    )
    print(made.secret)


def _named(session: Session, said: str) -> Token:
    """The token by its number or beginning."""
    wanted = Token.id == int(said) if said.isdecimal() else Token.prefix == said
    found = session.scalars(select(Token).where(wanted)).all()
    if len(found) != 1:
        raise CommandError(f"there is no token {said}; see recoup token list" if not found else f"more than one token begins with {said}")
    return found[0]


def _list(session: Session, now: datetime, *, ended: bool) -> None:
    wanted = (
        select(Token, User.email, Supplier.slug).join(User, User.id == Token.user_id).outerjoin(Supplier, Supplier.id == Token.supplier_id)
    )
    if not ended:
        wanted = wanted.where(Token.revoked_at.is_(None), Token.expires_at > now)
    rows = (
        (
            token.id,
            token.prefix,
            token.name,
            email,
            ", ".join(token.scopes),
            slug or "all",
            "revoked" if token.revoked_at else f"{token.expires_at:%Y-%m-%d}",
            f"{token.last_used_at:%Y-%m-%d %H:%M}" if token.last_used_at else "never",
        )
        for token, email, slug in session.execute(wanted.order_by(Token.id))
    )
    columns = ("number", "begins", "name", "user", "scopes", "supplier", "good until", "last used")
    print_table(columns, rows, empty="no tokens", right=("number",))
