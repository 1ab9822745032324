"""What a container gives: parts with harmless names, within limits."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Final

from facts.documents import ReadError, ReadErrorCode

MOST_PARTS: Final = 5_000
MOST_BYTES: Final = 512 * 1024 * 1024
"""Limits of one container: how many parts, and how many bytes once unpacked. Containers within are the caller's to count."""
_RESERVED: Final = re.compile(r'[\x00-\x1f\x7f<>:"|?*\u202a-\u202e\u2066-\u2069]')
_DRIVE: Final = re.compile(r"^[A-Za-z]:")
_LONGEST_NAME: Final = 150


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a container. `name` is a relative path with forward slashes that cannot leave the folder it is put in."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class ContainerRead:
    """What a mail or archive holds: its parts, for a mail the body as text and the main headers, and what was left out and why."""

    parts: tuple[Part, ...] = ()
    body: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    error: ReadError | None = None


class TooLargeError(Exception):
    """The container unpacks to more parts or bytes than a machine should take; the message says which."""


@dataclass(slots=True)
class Collector:
    """Gathers parts under the limits, gives each its own name, and keeps what is to be said about the rest."""

    parts: list[Part] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    names: dict[str, int] = field(default_factory=dict)
    size: int = 0

    @property
    def room(self) -> int:
        """Bytes that may still be taken."""
        return MOST_BYTES - self.size

    def take(self, name: str, content: bytes, fallback: str = "part") -> None:
        """Adds a part. Raises TooLargeError past the limits."""
        self.size += len(content)
        if self.size > MOST_BYTES:
            raise TooLargeError(f"it unpacks to more than {MOST_BYTES // (1024 * 1024)} MB")
        if len(self.parts) >= MOST_PARTS:
            raise TooLargeError(f"it holds more than {MOST_PARTS} files")
        self.parts.append(Part(_apart(self.names, safe_name(name, fallback)), content))


def failed(code: ReadErrorCode, message: str) -> ContainerRead:
    """A container that could not be opened."""
    return ContainerRead(error=ReadError(code, message))


def safe_name(name: str, fallback: str = "part") -> str:
    r"""A relative path made of harmless names: no drive, no root, no `..`, no control or direction characters, no endless names.

    >>> safe_name("../../etc/passwd"), safe_name("C:\\pods\\7.pdf"), safe_name("/")
    ('etc/passwd', 'pods/7.pdf', 'part')
    """
    path = _DRIVE.sub("", name.replace("\\", "/"))
    steps = [_harmless(step) for step in path.split("/")]
    return "/".join(step for step in steps if step) or fallback


def _harmless(step: str) -> str:
    cleaned = _RESERVED.sub("_", step).strip().rstrip(". ")
    if len(cleaned) <= _LONGEST_NAME:
        return cleaned
    ending = PurePosixPath(cleaned).suffix[:12]
    return cleaned[: _LONGEST_NAME - len(ending)] + ending


def _apart(names: dict[str, int], name: str) -> str:
    """The name, or the name with a number where another part already has it: `pod.pdf`, `pod (2).pdf`."""
    candidate, path = name, PurePosixPath(name)
    while candidate.lower() in names:
        names[name.lower()] += 1
        candidate = str(path.with_name(f"{path.stem} ({names[name.lower()]}){path.suffix}"))
    names.setdefault(candidate.lower(), 1)
    return candidate
