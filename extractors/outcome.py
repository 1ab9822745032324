"""What reading one file gives, whatever it is."""

from __future__ import annotations

from dataclasses import dataclass

from extractors.seen_pages import SeenPage
from facts.documents import Document, FileReading, ReadError


@dataclass(frozen=True, slots=True)
class Part:
    """A file found inside another one."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a file gave: its documents or the error, tables as they cross between processes, the files inside it, its pages.

    `said` is all its text that no reader takes facts from.
    """

    documents: tuple[Document, ...] = ()
    problems: tuple[str, ...] = ()
    error: ReadError | None = None
    used: bool = True
    tables: tuple[bytes, ...] = ()
    parts: tuple[Part, ...] = ()
    pages: tuple[SeenPage, ...] = ()
    said: tuple[str, ...] = ()

    def reading(self, file: str, sha256: str, container: str | None) -> FileReading:
        """The form a reading is handed on in."""
        return FileReading(file, sha256, self.documents, self.error, container, self.problems, self.used)
