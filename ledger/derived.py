"""What can be made again from a kept file (pictures of pages, their words): kept beside the files, within bounds, and never missed.

No row speaks of these files, no backup takes them along, and `recoup check` does not look at them.
"""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
import threading
from pathlib import Path
from typing import Final

MEGABYTE: Final = 1_000_000
ROOM: Final = 2_000 * MEGABYTE
"""Bytes that are kept at most: some twenty thousand pages as people look at them."""
SWEPT_EVERY: Final = 0.05
"""Share of the room that is written between two looks at how much there is."""
LEFT: Final = 0.8
"""Share of the room that is left full when the longest unused goes."""
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{3,200}")


class DerivedFiles:
    """Files by name in a folder of this machine; the ones that nobody asked for the longest make room. Without a folder nothing is kept.

    Several processes may share the folder: a file appears whole or not at all, and one that is gone is made again.
    """

    def __init__(self, folder: Path | None = None, room: int = ROOM) -> None:
        self._folder = folder
        self._room = room
        self._written = 0
        self._lock = threading.Lock()

    @property
    def keeps(self) -> bool:
        """Whether anything is kept at all."""
        return self._folder is not None

    def get(self, name: str) -> bytes | None:
        """The bytes of that name, or None."""
        place = self._place(name)
        if place is None:
            return None
        try:
            content = place.read_bytes()
            os.utime(place)
        except OSError:
            return None
        return content

    def put(self, name: str, content: bytes) -> None:
        """Keeps the bytes under that name; where there is no room on the disk it is left."""
        place = self._place(name)
        if place is None:
            return
        with contextlib.suppress(OSError):
            place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            opened, half = tempfile.mkstemp(dir=place.parent, prefix=".")
            try:
                with os.fdopen(opened, "wb") as made:
                    made.write(content)
                Path(half).replace(place)
            finally:
                Path(half).unlink(missing_ok=True)  # on a full disk nothing half written may stay
        self._count(len(content))

    def sweep(self) -> int:
        """Lets go of the longest unused until there is room; gives how many bytes are left."""
        if self._folder is None:
            return 0
        kept: list[tuple[float, int, Path]] = []
        for place in self._folder.glob("*/*"):
            with contextlib.suppress(OSError):
                told = place.stat()
                kept.append((told.st_mtime, told.st_size, place))
        total = sum(size for _, size, _ in kept)
        if total <= self._room:
            return total
        for _, size, place in sorted(kept):
            if total <= LEFT * self._room:
                break
            with contextlib.suppress(OSError):
                place.unlink()
            total -= size
        return total

    def _place(self, name: str) -> Path | None:
        if not _NAME.fullmatch(name):
            raise ValueError(f"{name!r} names no derived file")
        return None if self._folder is None else self._folder / name[:2] / name

    def _count(self, size: int) -> None:
        with self._lock:
            self._written += size
            due = self._written > SWEPT_EVERY * self._room
            if due:
                self._written = 0
        if due:
            self.sweep()
