"""Browsers that are logged in: opened at log-in with a fresh secret, found again by their cookie, ended by log-out or time."""

from __future__ import annotations

import base64
import contextlib
import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from api.http.secrets import kept, new_secret
from api.http.web_settings import WebSettings
from ledger.models import User, WebSession

SEEN_AGAIN: Final = timedelta(minutes=1)
"""How old `last_seen_at` grows before it is written again: a page makes many requests."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A new session and the secret that goes into the cookie; it is kept nowhere else."""

    session: WebSession
    secret: str


def open_session(
    session: Session, user: User, settings: WebSettings, *, now: datetime, address: str, agent: str, instead_of: str = ""
) -> Opened:
    """Logs a browser in. The session that its cookie named until now (`instead_of`) ends, so that no cookie outlives a log-in."""
    if instead_of:
        end_session(session, instead_of)
    secret = new_secret()
    opened = WebSession(
        secret_hash=kept(secret),
        user_id=user.id,
        csrf=new_secret(),
        created_at=now,
        last_seen_at=now,
        expires_at=now + settings.session_absolute,
        address=address[:64],
        agent=agent[:300],
    )
    session.add(opened)
    session.flush()
    return Opened(opened, secret)


def find_session(session: Session, secret: str, settings: WebSettings, *, now: datetime) -> tuple[WebSession, User] | None:
    """The session of a cookie and its user; None for an unknown one, one too long idle or too old, or a closed account."""
    found = session.execute(select(WebSession, User).join(User).where(WebSession.secret_hash == kept(secret))).one_or_none()
    if found is None:
        return None
    known, user = found
    if now >= known.expires_at or now - known.last_seen_at >= settings.session_idle or not user.active:
        return None
    return known, user


def seen(session: Session, session_id: int, *, now: datetime) -> None:
    """Notes that the browser is still there."""
    session.execute(update(WebSession).where(WebSession.id == session_id).values(last_seen_at=now))


def end_session(session: Session, secret: str) -> None:
    """Logs the browser of that cookie out."""
    session.execute(delete(WebSession).where(WebSession.secret_hash == kept(secret)))


def end_sessions_of(session: Session, user_id: int, *, but: Iterable[int] = ()) -> None:
    """Logs a user out everywhere, except in the sessions named."""
    session.execute(delete(WebSession).where(WebSession.user_id == user_id, WebSession.id.not_in(list(but))))


def masked_csrf(csrf: str) -> str:
    """The csrf value as a page carries it: under a mask of its own each time.

    Pages are compressed and also hold words of their address; a value that stood there unchanged could be guessed letter by letter
    from how well a page compresses (BREACH).
    """
    mask = secrets.token_bytes(len(csrf))
    return base64.urlsafe_b64encode(mask + _xored(mask, csrf.encode())).decode()


def same_csrf(csrf: str, given: str) -> bool:
    """Whether that is what the session's own pages send back, under a mask or without one."""
    plain = given.encode("utf-8", "surrogatepass")
    with contextlib.suppress(ValueError):
        both = base64.urlsafe_b64decode(plain)
        if len(both) == 2 * len(csrf):
            plain = _xored(both[: len(csrf)], both[len(csrf) :])
    return hmac.compare_digest(csrf.encode(), plain)


def _xored(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))
