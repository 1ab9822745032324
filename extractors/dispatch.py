"""One file in, its reading out: tells the kind, opens it in the sandbox, and gives it to the reader it belongs to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Final

from extractors.containers.parts import safe_name
from extractors.einvoice import looks_like_einvoice
from extractors.file_traces import trace_of
from extractors.kinds import FileKind, kind_of
from extractors.ocr.recognition import Readers, digital_page, read_page
from extractors.outcome import Outcome, Part
from extractors.page import Page
from extractors.papers import read_letter, read_pages
from extractors.said import LONGEST, said_plainly
from extractors.sandbox import Answer, Limits, Sandbox
from extractors.seen_pages import SeenPage, seen_page
from extractors.sheet import Sheet, Sheets
from extractors.table_files import read_table_file
from extractors.told import NOTHING_TOLD, Told
from extractors.unreadable import CorruptError, NothingInItError
from facts.documents import Document, DocumentKind, ReadError, ReadErrorCode, Source

BATCH: Final = 8
"""Pages taken from the sandbox at a time: a scanned letter page at 300 dpi is eight megabytes, in colour three times that."""


def traced(documents: tuple[Document, ...], content: bytes) -> tuple[Document, ...]:
    """Agreements with the day on which their file says that it was changed after it was made."""
    if all(d.kind is not DocumentKind.REBATE_AGREEMENT for d in documents):
        return documents
    trace = trace_of(content)
    if trace.made is None or trace.changed is None or trace.changed <= trace.made:
        return documents
    return tuple(replace(d, changed_on=trace.changed) if d.kind is DocumentKind.REBATE_AGREEMENT else d for d in documents)


@dataclass(slots=True)
class FileReader:
    """Reads files one after the other; holds the sandbox and, once a scan has come, the loaded engines."""

    sandbox: Sandbox
    load: Callable[[], Readers]
    limits: Limits = field(default_factory=Limits)
    readers: Readers | None = None

    def _page(self, sheet: Sheet) -> Page:
        """One page; the engines are loaded once a page needs them, for a folder of tables never does."""
        if not sheet.scanned and not sheet.pictures:
            return digital_page(sheet)
        if self.readers is None:
            self.readers = self.load()
        return read_page(sheet, self.readers)

    def read(self, content: bytes, name: str, told: Told = NOTHING_TOLD) -> Outcome:
        """Reads one file, whatever it is; `name` is its path, of which the ending counts, `told` what a person said of its papers."""
        kind = kind_of(content, name)
        if kind is FileKind.NOT_USED:
            return Outcome(used=False)
        if not content.strip(b"\x00 \t\r\n"):
            return Outcome(error=NothingInItError().as_error())
        if kind in (FileKind.PDF, FileKind.IMAGE):
            return self._paper(content, name, told)
        return self._by_kind()[kind](content, name)

    def _by_kind(self) -> dict[FileKind, Callable[[bytes, str], Outcome]]:
        return {
            FileKind.TABLE: lambda content, name: read_table_file(self.sandbox, content, name),
            FileKind.EDI: lambda content, name: self._written("edi", content, name),
            FileKind.XML: lambda content, name: self._written("einvoice", content, name),
            FileKind.CONTAINER: self._container,
        }

    def _paper(self, content: bytes, name: str, told: Told) -> Outcome:
        """A PDF or picture: the invoice embedded in it where there is one and nobody cut it, else what its pages say."""
        opened = self.pages(content, name, told.only)
        if opened.error is not None:
            return Outcome(error=opened.error)
        problems = (*opened.problems, *(p for page in opened.pages for p in page.problems))
        xml = self._embedded_invoice(content, opened.attachments)
        parts = tuple(
            Part(safe_name(inner), inside)
            for inner, inside in opened.attachments
            if inside != xml and kind_of(inside, inner) not in (FileKind.NOT_USED, FileKind.XML)
        )
        if xml is not None and told.papers is None:
            embedded = self._written("einvoice", xml, name)
            if embedded.documents:
                numbers = tuple(page.number for page in opened.pages)
                documents = tuple(replace(d, pages=numbers) for d in embedded.documents)
                return Outcome(documents, (*problems, *embedded.problems), parts=parts, pages=opened.seen, said=opened.said)
            problems = (*problems, *embedded.problems)
        documents = traced(shown(read_pages(opened.pages, told), opened.pages), content)
        return Outcome(documents, problems, parts=parts, pages=opened.seen, said=opened.said)

    def _embedded_invoice(self, content: bytes, attachments: tuple[tuple[str, bytes], ...]) -> bytes | None:
        found = next((inside for _, inside in attachments if looks_like_einvoice(inside)), None)
        if found is None and not attachments and b"/EmbeddedFile" in content:
            answer = self.sandbox.run("embedded_xml", {}, [content])
            found = answer.blobs[0] if isinstance(answer, Answer) and answer.blobs else None
        return found

    def _written(self, task: str, content: bytes, name: str) -> Outcome:
        """EDI or XML: documents as their reader gives them."""
        answer = self.sandbox.run(task, {"name": name}, [content])
        if isinstance(answer, ReadError):
            return Outcome(error=answer)
        told = answer.values
        error = told["error"]
        return Outcome(
            tuple(Document.from_json(d) for d in told["documents"]),
            tuple(map(str, told["problems"])),
            ReadError(ReadErrorCode(error["code"]), str(error["message"])) if error else None,
            said=said_plainly(content),
        )

    def _container(self, content: bytes, name: str) -> Outcome:
        answer = self.sandbox.run("container", {"name": name}, [content])
        if isinstance(answer, ReadError):
            return Outcome(error=answer)
        told = answer.values
        if told["error"]:
            return Outcome(error=ReadError(ReadErrorCode(told["error"]["code"]), str(told["error"]["message"])))
        letter = read_letter(str(told["body"]), dict(told["headers"])) if told["body"] else None
        parts = tuple(Part(str(inner), inside) for inner, inside in zip(told["parts"], answer.blobs, strict=True))
        said = tuple(str(text)[:LONGEST] for text in (told["body"], *told["headers"].values()) if text)
        return Outcome((letter,) if letter else (), tuple(map(str, told["problems"])), parts=parts, said=said)

    def pages(self, content: bytes, name: str, only: frozenset[int] | None = None) -> OpenedPaper:
        """All pages of a PDF or picture, or `only` some, scans recognised."""
        task = "image" if kind_of(content, name) is FileKind.IMAGE else "pdf"
        pages: list[Page] = []
        seen: list[SeenPage] = []
        said: list[str] = []
        attachments: tuple[tuple[str, bytes], ...] = ()
        total, first = 1, 1
        while first <= total or (only is not None and not pages):
            first, count = (first, BATCH) if only is None else _next_run(first, only)
            if not count:
                break
            opened = self._opened(task, {"first": first, "count": count}, content)
            if isinstance(opened, ReadError):
                if not pages:
                    return OpenedPaper(error=opened)
                unread = f"pages {first} to {total} were left out: {opened.message}"
                return OpenedPaper(tuple(pages), attachments, (unread,), seen=tuple(seen), said=tuple(said))
            attachments = attachments or opened.attachments
            said += opened.said
            if not opened.sheets:
                break
            total, first = opened.total, first + count
            for sheet in opened.sheets:
                pages.append(self._page(sheet))
                seen.append(seen_page(sheet, pages[-1]))
        left_out = len(pages) < total and only is None
        problems = (f"it has {total} pages, of which the first {len(pages)} were read; split it",) if left_out else ()
        return OpenedPaper(tuple(pages), attachments, problems, seen=tuple(seen), said=tuple(said))

    def _opened(self, task: str, values: dict[str, Any], content: bytes) -> Sheets | ReadError:
        answer = self.sandbox.run(task, values, [content])
        if isinstance(answer, ReadError):
            return answer
        try:
            return Sheets.from_wire(answer.values, answer.blobs)
        except (KeyError, TypeError, ValueError, IndexError, StopIteration):
            return CorruptError("the reader gave nonsense").as_error()


def _next_run(first: int, only: frozenset[int]) -> tuple[int, int]:
    """The first of the wanted pages from `first` on, and how many follow each other from there, at most a batch."""
    begin = min((number for number in only if number >= first), default=first)
    return begin, sum(1 for number in range(begin, begin + BATCH) if only.issuperset(range(begin, number + 1)))


@dataclass(frozen=True, slots=True)
class OpenedPaper:
    """The pages of a paper, straight and as seen, with the files embedded in it, or why there are none."""

    pages: tuple[Page, ...] = ()
    attachments: tuple[tuple[str, bytes], ...] = ()
    problems: tuple[str, ...] = ()
    error: ReadError | None = None
    seen: tuple[SeenPage, ...] = ()
    said: tuple[str, ...] = ()


def shown(documents: tuple[Document, ...], pages: tuple[Page, ...]) -> tuple[Document, ...]:
    """The same documents with every box on the page as a person sees it, and which scanned pages were turned to stand upright."""
    warped = {page.number: page for page in pages if page.warp is not None}
    turned = {page.number: page.rotation for page in pages if page.rotation and page.source is Source.OCR}
    if not warped and not turned:
        return documents

    def placed(fields: dict[str, Any]) -> dict[str, Any]:
        return {
            name: replace(f, box=warped[f.page].as_seen(f.box)) if f.box is not None and f.page in warped else f
            for name, f in fields.items()
        }

    return tuple(
        replace(
            d,
            fields=placed(d.fields),
            lines=tuple(placed(line) for line in d.lines),
            turned={page: degrees for page, degrees in turned.items() if page in d.pages},
        )
        for d in documents
    )
