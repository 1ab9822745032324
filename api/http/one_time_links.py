"""Links that are good for one log-in: the very first, an invitation, a forgotten password, each with a new password; or just to enter."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from api.http.secrets import kept, new_secret
from ledger.journal import record
from ledger.models import OneTimeLink, User


class LinkPurpose(StrEnum):
    """What a link was made for."""

    FIRST_LOG_IN = "first_log_in"
    INVITATION = "invitation"
    RESET = "reset"
    ENTRY = "entry"
    """Lets a user in whose password stays as it is; made by `recoup demo` alone."""


def make_link(session: Session, user: User, purpose: LinkPurpose, *, now: datetime, life: timedelta, actor: str) -> str:
    """A new link's secret, to be handed over as `/link/SECRET`; the user's earlier links stop working."""
    forget_links(session, user.id, now=now)
    secret = new_secret()
    session.add(OneTimeLink(secret_hash=kept(secret), user_id=user.id, purpose=purpose.value, expires_at=now + life))
    session.flush()
    told = {"email": user.email, "purpose": purpose.value}
    record(session, supplier_id=None, actor=actor, now=now, action="link_made", noun="user", noun_id=user.id, after=told)
    return secret


def find_link(session: Session, secret: str, *, now: datetime) -> tuple[OneTimeLink, User] | None:
    """A link that still works, and whose it is. Looking does not use it up: mail programs look, too."""
    found = session.execute(select(OneTimeLink, User).join(User).where(OneTimeLink.secret_hash == kept(secret))).one_or_none()
    if found is None:
        return None
    link, user = found
    return (link, user) if link.used_at is None and now < link.expires_at and user.active else None


def use_link(session: Session, secret: str, *, now: datetime) -> User | None:
    """The user of a link, which is used up by this; None where it works no more. Of two at the same moment one wins."""
    found = find_link(session, secret, now=now)
    if found is None:
        return None
    link, user = found
    # The condition counts at the moment of writing, whatever was read before.
    won = session.scalar(
        update(OneTimeLink).where(OneTimeLink.id == link.id, OneTimeLink.used_at.is_(None)).values(used_at=now).returning(OneTimeLink.id)
    )
    return user if won is not None else None


def forget_links(session: Session, user_id: int, *, now: datetime) -> None:
    """No link of that user works any more."""
    session.execute(update(OneTimeLink).where(OneTimeLink.user_id == user_id, OneTimeLink.used_at.is_(None)).values(used_at=now))
