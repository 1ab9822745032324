"""Bearer tokens: made once, kept as their hash, never worth more than their user, ended by time or by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from api.http.permissions import TokenScope
from api.http.secrets import kept, new_secret
from ledger.journal import record
from ledger.models import Token, User

PREFIX: Final = "rcp_"
SHOWN: Final = len(PREFIX) + 6
"""Signs of a token that lists show, so that people know which is which."""
SEEN_AGAIN: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Made:
    """A new token; `secret` is shown once and kept nowhere."""

    token: Token
    secret: str


def make_token(
    session: Session,
    user: User,
    *,
    name: str,
    scopes: Sequence[TokenScope],
    supplier_id: int | None = None,
    life: timedelta,
    actor: str,
    now: datetime,
) -> Made:
    """A token for a user, for one supplier or for all that the user sees. At least one scope is needed (ValueError)."""
    if not scopes:
        raise ValueError("a token needs at least one scope")
    secret = new_secret(PREFIX)
    token = Token(
        name=name,
        secret_hash=kept(secret),
        prefix=secret[:SHOWN],
        user_id=user.id,
        supplier_id=supplier_id,
        scopes=sorted({scope.value for scope in scopes}),
        created_at=now,
        expires_at=now + life,
    )
    session.add(token)
    session.flush()
    told = {
        "name": name,
        "user": user.email,
        "scopes": token.scopes,
        "supplier_id": supplier_id,
        "expires_at": token.expires_at.isoformat(),
    }
    record(session, supplier_id=supplier_id, actor=actor, now=now, action="token_made", noun="token", noun_id=token.id, after=told)
    return Made(token, secret)


def find_token(session: Session, secret: str, *, now: datetime) -> tuple[Token, User] | None:
    """The token and its user; None where it is unknown, ended or revoked, or the account is closed."""
    found = session.execute(select(Token, User).join(User).where(Token.secret_hash == kept(secret))).one_or_none()
    if found is None:
        return None
    token, user = found
    return (token, user) if token.revoked_at is None and now < token.expires_at and user.active else None


def used(session: Session, token_id: int, *, now: datetime) -> None:
    """Notes when a token was last used."""
    session.execute(update(Token).where(Token.id == token_id).values(last_used_at=now))


def revoke_token(session: Session, token: Token, *, actor: str, now: datetime) -> None:
    """Ends a token at once; one that ended already stays as it is."""
    if token.revoked_at is not None:
        return
    token.revoked_at = now
    told = {"name": token.name}
    record(
        session, supplier_id=token.supplier_id, actor=actor, now=now, action="token_revoked", noun="token", noun_id=token.id, before=told
    )
