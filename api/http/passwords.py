"""Passwords: which are taken, how they are kept (argon2id), and how a guess costs the same whether the user exists or not."""

from __future__ import annotations

import threading
import unicodedata
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from api.http.web_settings import PasswordCost

LONGEST: Final = 200


class WeakPasswordError(ValueError):
    """A password that is too easy to guess; the message says why."""


class Passwords:
    """Keeps and proves passwords at one cost. A stored hash of another cost still proves, and asks to be kept anew."""

    def __init__(self, cost: PasswordCost, shortest: int) -> None:
        self._hasher = PasswordHasher(time_cost=cost.rounds, memory_cost=cost.memory_kib, parallelism=cost.lanes)
        self._shortest = shortest
        self._room = threading.BoundedSemaphore(cost.at_a_time)
        self._nobody = self._hasher.hash("nobody has this password")

    def check(self, password: str, email: str) -> None:
        """Raises WeakPasswordError for one that is too short or long, the e-mail itself, or one sign again and again."""
        if len(password) < self._shortest:
            raise WeakPasswordError(f"A password has at least {self._shortest} characters.")
        if len(password) > LONGEST:
            raise WeakPasswordError(f"A password has at most {LONGEST} characters.")
        plain, mail = _plain(password).casefold(), email.casefold()
        if mail in plain or plain in mail or plain.startswith(mail.partition("@")[0]):
            raise WeakPasswordError("The password must not be the e-mail address or begin with its name.")
        if len(set(plain)) < self._shortest // 2:
            raise WeakPasswordError("The password repeats too few different characters.")

    def keep(self, password: str) -> str:
        """What is kept of a password."""
        with self._room:
            return self._hasher.hash(_plain(password))

    def proves(self, stored: str | None, password: str) -> bool:
        """Whether the password is the one that was kept. Takes as long where none was."""
        with self._room:
            try:
                self._hasher.verify(stored or self._nobody, _plain(password[: LONGEST + 1]))
            except (VerificationError, InvalidHashError):
                return False
        return stored is not None

    def outdated(self, stored: str) -> bool:
        """Whether a proven password should be kept anew, because it was kept at another cost."""
        return self._hasher.check_needs_rehash(stored)


def _plain(password: str) -> str:
    """The same signs, however the keyboard put them together (NFKC)."""
    return unicodedata.normalize("NFKC", password)
