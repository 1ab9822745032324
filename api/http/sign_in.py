"""The port through which people prove who they are, and its first way: e-mail and password. Others (OIDC) come through the same port."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.http.passwords import Passwords
from ledger.models import User


class SignIn(Protocol):
    """Proves who somebody is by what they bring: an e-mail and a password, the code of an identity provider."""

    def who(self, session: Session, brought: Mapping[str, str], *, now: datetime) -> User | None:
        """The active user that is proven, or None. Never says why not."""
        ...


class PasswordSignIn:
    """E-mail and password. An unknown e-mail, a wrong password and a closed account look and cost the same."""

    def __init__(self, passwords: Passwords) -> None:
        self._passwords = passwords

    def who(self, session: Session, brought: Mapping[str, str], *, now: datetime) -> User | None:
        """The user whose password it is; a hash of an older cost is kept anew on the way."""
        del now
        password = brought.get("password", "")
        user = find_user(session, brought.get("email", ""))
        stored = user.password_hash if user is not None and user.active else None
        if not self._passwords.proves(stored, password) or user is None or stored is None:
            return None
        if self._passwords.outdated(stored):
            user.password_hash = self._passwords.keep(password)
        return user


def find_user(session: Session, email: str) -> User | None:
    """The user of an e-mail, upper and lower case aside."""
    return session.scalars(select(User).where(User.email == as_email(email))).one_or_none()


def as_email(text: str) -> str:
    """An e-mail as it is kept: without spaces around it, in lower case."""
    return text.strip().lower()
