"""What the web part needs to know about where it runs: its own address, how long sessions last, and what is too much."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

MEGABYTE: Final = 1_000_000
LOOPBACK: Final = ("localhost", "127.0.0.1", "[::1]")


@dataclass(frozen=True, slots=True)
class PasswordCost:
    """What a guess at a password costs (argon2id; the defaults are RFC 9106's second choice, as argon2-cffi has them)."""

    rounds: int = 3
    memory_kib: int = 65536
    lanes: int = 4
    at_a_time: int = 4
    """Hashes that are worked out at the same moment: each takes the memory above."""


@dataclass(frozen=True, slots=True)
class WebSettings:
    """Addresses, lifetimes and limits. Rates are per process; with several servers each counts for itself.

    `base_url` is where people reach the house (`https://recoup.example.com`), empty where it is only reached at its own port.
    `hosts` are the names it answers to beside that one. Rates are written as the library `limits` reads them.
    """

    base_url: str = ""
    hosts: tuple[str, ...] = LOOPBACK
    session_idle: timedelta = timedelta(hours=12)
    session_absolute: timedelta = timedelta(days=7)
    link_life: timedelta = timedelta(days=3)
    token_life: timedelta = timedelta(days=90)
    longest_token_life: timedelta = timedelta(days=366)
    answer_life: timedelta = timedelta(hours=24)
    """How long an answer to an `Idempotency-Key` is given again."""
    password_cost: PasswordCost = PasswordCost()
    shortest_password: int = 12

    file_bytes: int = 100 * MEGABYTE
    upload_bytes: int = 500 * MEGABYTE
    upload_files: int = 200
    body_bytes: int = 2 * MEGABYTE

    request_rate: str = "1200/minute"
    """Per token or session."""
    stranger_rate: str = "300/minute"
    """Per address, for requests that name nobody who is let in."""
    log_in_rate: str = "30/minute"
    """Per address."""
    guess_rate: str = "10/5minutes"
    """Per address and account."""
    account_rate: str = "60/hour"
    """Per account, from all addresses."""
    upload_rate: str = "600/minute"
    """Uploads per user."""
    export_rate: str = "60/minute"
    """Exports and packets per user."""
    stream_seconds: int = 600
    streams_at_a_time: int = 4
    """Event streams per user."""
    stream_pause: float = 1.0
    """Seconds between two looks for news."""

    @property
    def secure(self) -> bool:
        """Whether people reach the house by https."""
        return urlsplit(self.base_url).scheme == "https"

    @property
    def names(self) -> frozenset[str]:
        """All host names it answers to, in lower case and without port."""
        own = urlsplit(self.base_url).hostname
        return frozenset(name.lower() for name in (*self.hosts, *((f"[{own}]" if ":" in own else own,) if own else ())))
