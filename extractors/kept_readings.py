"""What files gave when they were read before: the same readers of the same machine say the same of the same bytes, so it is kept.

An answer is known by the hash of its bytes, the ending of its name, what a person told of its papers, the limits, and by who reads:
our own code and words, every installed package, Tesseract and its languages. Whatever of these changes, the file is read anew.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import platform
import re
import shutil
import subprocess
from dataclasses import asdict
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any, Final, Protocol

from extractors.kinds import ending
from extractors.sandbox import Limits
from extractors.told import Told
from extractors.version import reader_version
from extractors.wire import framed, parse

_SUM: Final = hashlib.sha256().digest_size
_QUOTED: Final = re.compile(r'"(/[^"]+)"')
_SECONDS: Final = 10
LONGEST: Final = 100.0
"""Seconds: a page on which a recogniser runs out of its time gives no words, so what took nearly as long is read again each time."""


class Store(Protocol):
    """Keeps bytes by name, as long as there is room."""

    def get(self, name: str) -> bytes | None:
        """The bytes of that name, or None."""
        ...

    def put(self, name: str, content: bytes) -> None:
        """Keeps the bytes under that name; never fails for want of room."""
        ...


class KeptReadings:
    """Answers of reading processes, kept in a store of whoever reads; an answer that was touched or is not whole is none."""

    def __init__(self, store: Store, limits: Limits | None = None) -> None:
        self._store = store
        self._limits = json.dumps(asdict(limits or Limits()), sort_keys=True)

    def get(self, sha256: str, file: str, told: Told) -> tuple[Any, list[bytes]] | None:
        """The values and blobs that a file of these bytes gave, None where they are not kept."""
        kept = self._store.get(self._name(sha256, file, told))
        if kept is None or hashlib.sha256(kept[_SUM:]).digest() != kept[:_SUM]:
            return None
        return parse(kept[_SUM:])

    def put(self, sha256: str, file: str, told: Told, values: Any, blobs: list[bytes]) -> None:
        """Keeps what a file gave, unless something of it could not be read: that is tried again each time."""
        reading = values["reading"]
        if reading.get("error") or reading.get("problems"):
            return
        frame = framed(values, blobs)
        self._store.put(self._name(sha256, file, told), hashlib.sha256(frame).digest() + frame)

    def _name(self, sha256: str, file: str, told: Told) -> str:
        by = (_who_reads(), self._limits, sha256, ending(file), json.dumps(told.to_json(), sort_keys=True))
        return hashlib.sha256("\n".join(by).encode()).hexdigest()


@cache
def _who_reads() -> str:
    """All that decides what is read on this machine, as one hash."""
    installed = sorted(f"{one.name} {one.version}" for one in metadata.distributions())
    told = [reader_version(), platform.python_version(), platform.machine(), *installed, *_tesseract()]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def _tesseract() -> list[str]:
    """Its version, its languages, and the size and time of each of their files."""
    command = shutil.which("tesseract")
    if command is None:
        return []
    said: list[str] = []
    for question in ("--version", "--list-langs"):
        with contextlib.suppress(OSError, subprocess.SubprocessError):
            answer = subprocess.run([command, question], capture_output=True, text=True, timeout=_SECONDS, check=False)  # noqa: S603 - our own command
            said.append(answer.stdout + answer.stderr)
    for folder in {found for text in said for found in _QUOTED.findall(text)}:
        for data in sorted(Path(folder).glob("*.traineddata")):
            with contextlib.suppress(OSError):
                told = data.stat()
                said.append(f"{data.name} {told.st_size} {told.st_mtime_ns}")
    return said
