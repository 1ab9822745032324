"""Secrets that are handed out once and kept as their hash: cookies, one-time links, tokens."""

from __future__ import annotations

import hashlib
import secrets
from typing import Final

BYTES: Final = 32


def new_secret(prefix: str = "") -> str:
    """A secret of 256 bits, safe in addresses and headers."""
    return prefix + secrets.token_urlsafe(BYTES)


def kept(secret: str) -> str:
    """What is kept of a secret: SHA-256. A random one of 256 bits needs no slow hash."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
