"""The port through which people prove who they are, and its first way: e-mail and password. Others (OIDC) come through the same port."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.http.passwords import Passwords
from ledger.models import User


@dataclass(frozen=True, slots=True)
class Proven:
    """Who somebody is. `new_hash` is the password kept anew, where it was kept at an older cost."""

    user_id: int
    new_hash: str | None = None


class SignIn(Protocol):
    """Proves who somebody is by what they bring: an e-mail and a password, or the code of an identity provider."""

    def prove(self, session: Session, brought: Mapping[str, str]) -> Proven | None:
        """The active user that is proven, or None; never why not. The session only reads: proving is slow, and holds nobody up."""
        ...


class PasswordSignIn:
    """E-mail and password. An unknown e-mail, a wrong password and a closed account look and cost the same."""

    def __init__(self, passwords: Passwords) -> None:
        self._passwords = passwords

    def prove(self, session: Session, brought: Mapping[str, str]) -> Proven | None:
        """The user whose password it is."""
        password = brought.get("password", "")
        user = find_user(session, brought.get("email", ""))
        stored = user.password_hash if user is not None and user.active else None
        if not self._passwords.proves(stored, password) or user is None or stored is None:
            return None
        return Proven(user.id, self._passwords.keep(password) if self._passwords.outdated(stored) else None)


def find_user(session: Session, email: str) -> User | None:
    """The user of an e-mail, upper and lower case aside."""
    return session.scalars(select(User).where(User.email == as_email(email))).one_or_none()


def as_email(text: str) -> str:
    """An e-mail as it is kept: without spaces around it, in lower case."""
    return text.strip().lower()
