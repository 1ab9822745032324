"""Where exhibits come from: files below the audited folder, parts of mails and archives, single pages of papers."""

from __future__ import annotations

from pathlib import Path
from typing import Final, Protocol

from extractors.sandbox import Answer, Limits, Sandbox

LARGEST: Final = 200_000_000
"""Bytes of a file beyond which it is not copied into a packet."""
_CUT_LIMITS: Final = Limits(memory=1_000_000_000, wall_seconds=30.0, answer=LARGEST)


class Shelf(Protocol):
    """Gives the bytes of papers. What cannot be had is None, and is then named in the packet as missing."""

    def content(self, file: str) -> bytes | None:
        """The bytes of a file below the folder, or of a part (`archive.zip!pods/7.pdf`)."""
        ...

    def pages(self, file: str, pages: tuple[int, ...]) -> bytes | None:
        """A file of the same form with only the named pages (from 1); None where the form has no pages to take out."""
        ...


class FolderShelf:
    """The files below one folder. Nothing outside it is opened, whatever a path says.

    Containers and papers are opened in the sandbox, so that a hostile file harms nothing but its own packet.
    """

    def __init__(self, folder: Path, sandbox: Sandbox) -> None:
        self._folder = folder.resolve()
        self._sandbox = sandbox
        self._container: tuple[str, dict[str, bytes]] = ("", {})
        self._last: tuple[str, bytes | None] = ("", None)

    def content(self, file: str) -> bytes | None:
        """The bytes of a file or part, or None where there is none, it is too large or does not open."""
        if self._last[0] != file:
            self._last = (file, self._file(file) or self._part(file))
        return self._last[1]

    def pages(self, file: str, pages: tuple[int, ...]) -> bytes | None:
        """Only the named pages of a PDF or TIFF."""
        content = self.content(file)
        if content is None:
            return None
        answer = self._sandbox.run("cut_pages", {"pages": list(pages)}, [content], _CUT_LIMITS)
        return answer.blobs[0] if isinstance(answer, Answer) and answer.blobs else None

    def _file(self, name: str) -> bytes | None:
        path = (self._folder / name).resolve()
        if not path.is_relative_to(self._folder):
            return None
        try:
            return path.read_bytes() if path.is_file() and path.stat().st_size <= LARGEST else None
        except (OSError, ValueError):
            return None

    def _part(self, file: str) -> bytes | None:
        """A part of a container; names may hold the mark that parts them, so each place where it stands is tried."""
        marks = [i for i, character in enumerate(file) if character == "!"]
        for mark in reversed(marks):
            found = self._parts(file[:mark]).get(file[mark + 1 :])
            if found is not None:
                return found
        return None

    def _parts(self, container: str) -> dict[str, bytes]:
        if self._container[0] != container:
            content = self._file(container) or self._part(container)
            answer = None if content is None else self._sandbox.run("container", {"name": container}, [content])
            opened = dict(zip(map(str, answer.values["parts"]), answer.blobs, strict=False)) if isinstance(answer, Answer) else {}
            self._container = (container, opened)
        return self._container[1]
