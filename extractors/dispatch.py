"""One file in, its reading out: tells the kind, opens it in the sandbox, and gives it to the reader it belongs to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Final

from extractors.kinds import FileKind, kind_of
from extractors.ocr.recognition import Readers, digital_page, scanned_page
from extractors.page import Page
from extractors.sandbox import Answer, Limits, Sandbox
from extractors.sheet import Sheets
from extractors.unreadable import CorruptError, NothingInItError
from facts.documents import Document, FileReading, ReadError

BATCH: Final = 8
"""Pages taken from the sandbox at a time: a scanned letter page at 300 dpi is eight megabytes, in colour three times that."""


@dataclass(frozen=True, slots=True)
class Part:
    """A file found inside another one."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a file gave: its documents or the error, tables as they cross between processes, and the files inside it."""

    documents: tuple[Document, ...] = ()
    problems: tuple[str, ...] = ()
    error: ReadError | None = None
    used: bool = True
    tables: tuple[bytes, ...] = ()
    parts: tuple[Part, ...] = ()
    pages: int = 0

    def reading(self, file: str, sha256: str, container: str | None) -> FileReading:
        """The form a reading is handed on in."""
        return FileReading(file, sha256, self.documents, self.error, container, self.problems, self.used)


@dataclass(slots=True)
class FileReader:
    """Reads files one after the other; holds the sandbox and the loaded engines."""

    sandbox: Sandbox
    readers: Readers
    limits: Limits = field(default_factory=Limits)

    def read(self, content: bytes, name: str) -> Outcome:
        """Reads one file, whatever it is; `name` is its path, of which the ending counts."""
        kind = kind_of(content, name)
        if kind is FileKind.NOT_USED:
            return Outcome(used=False)
        if not content.strip(b"\x00 \t\r\n"):
            return Outcome(error=NothingInItError().as_error())
        return self._by_kind()[kind](content, name)

    def _by_kind(self) -> dict[FileKind, Callable[[bytes, str], Outcome]]:
        return {
            FileKind.PDF: self._paper,
            FileKind.IMAGE: self._paper,
            FileKind.TABLE: self._not_yet,
            FileKind.EDI: self._not_yet,
            FileKind.XML: self._not_yet,
            FileKind.CONTAINER: self._not_yet,
        }

    @staticmethod
    def _not_yet(content: bytes, name: str) -> Outcome:  # noqa: ARG004
        return Outcome(used=False)

    def _paper(self, content: bytes, name: str) -> Outcome:
        opened = self.pages(content, name)
        if opened.error is not None:
            return Outcome(error=opened.error)
        return Outcome(problems=opened.problems, pages=len(opened.pages))

    def pages(self, content: bytes, name: str) -> OpenedPaper:
        """All pages of a PDF or picture, scans recognised."""
        task = "image" if kind_of(content, name) is FileKind.IMAGE else "pdf"
        pages: list[Page] = []
        attachments: tuple[tuple[str, bytes], ...] = ()
        total, first = 1, 1
        while first <= total:
            opened = self._opened(task, {"first": first, "count": BATCH}, content)
            if isinstance(opened, ReadError):
                if not pages:
                    return OpenedPaper(error=opened)
                left_out = f"pages {first} to {total} were left out: {opened.message}"
                return OpenedPaper(tuple(pages), attachments, (left_out,))
            attachments = attachments or opened.attachments
            if not opened.sheets:
                break
            total, first = opened.total, first + BATCH
            pages.extend(scanned_page(s, self.readers) if s.scanned else digital_page(s) for s in opened.sheets)
        problems = () if len(pages) >= total else (f"it has {total} pages, of which the first {len(pages)} were read; split it",)
        return OpenedPaper(tuple(pages), attachments, problems)

    def _opened(self, task: str, values: dict[str, Any], content: bytes) -> Sheets | ReadError:
        answer = self.sandbox.run(task, values, [content])
        if isinstance(answer, ReadError):
            return answer
        try:
            return Sheets.from_wire(answer.values, answer.blobs)
        except (KeyError, TypeError, ValueError, IndexError, StopIteration):
            return CorruptError("the reader gave nonsense").as_error()


@dataclass(frozen=True, slots=True)
class OpenedPaper:
    """The pages of a paper with the files embedded in it, or why there are none."""

    pages: tuple[Page, ...] = ()
    attachments: tuple[tuple[str, bytes], ...] = ()
    problems: tuple[str, ...] = ()
    error: ReadError | None = None


def shown(documents: tuple[Document, ...], pages: tuple[Page, ...]) -> tuple[Document, ...]:
    """The same documents with every box on the page as a person sees it."""
    warped = {page.number: page for page in pages if page.warp is not None}
    if not warped:
        return documents

    def placed(fields: dict[str, Any]) -> dict[str, Any]:
        return {
            name: replace(f, box=warped[f.page].as_seen(f.box)) if f.box is not None and f.page in warped else f
            for name, f in fields.items()
        }

    return tuple(replace(d, fields=placed(d.fields), lines=tuple(placed(line) for line in d.lines)) for d in documents)
