"""The pages of a document as people see them: sizes, pictures, words. Made from its bytes, and kept where they need not be made again."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.background.desk import Desk
from cases.intake.receiving import reading_path
from extractors.kinds import FileKind, kind_of
from extractors.sandbox import Answer, Limits
from extractors.seen_pages import SeenPage, SeenWord, of_sheet, turned_words
from extractors.sheet import Sheets
from facts.documents import ReadError
from ledger.derived import DerivedFiles
from ledger.papers import Document, Reading

LIMITS: Final = Limits(wall_seconds=20.0)
AT_A_TIME: Final = threading.BoundedSemaphore(2)
"""Pages that one process opens at a time: a reader who leafs through a batch must not start a sandbox for every leaf."""
READ_AT_A_TIME: Final = threading.BoundedSemaphore(1)
"""Scans that one process has recognised while somebody waits; pictures go on meanwhile."""
SMALL: Final = 72
"""Dots per inch up to which a picture is one of many."""
DOZEN: Final = 12
A_DOZEN_AT_A_TIME: Final = threading.Lock()
"""Whoever asks for the next one of the dozen meanwhile finds it drawn."""
DRAWN_BY: Final = "1"
"""Changes when pictures of the same page come out otherwise."""


class NoPagesError(Exception):
    """The document has no pages that can be shown: a table, a mail, or a file that does not open."""

    def __init__(self, document_id: int, reason: str = "it is no PDF and no picture") -> None:
        super().__init__(f"document {document_id} has no pages to show: {reason}")


class NoSuchPageError(LookupError):
    """The document has pages, but not that one."""

    def __init__(self, document_id: int, number: int, pages: int) -> None:
        counted = "1 page" if pages == 1 else f"{pages} pages"
        super().__init__(f"document {document_id} has {counted}; there is no page {number}")


@dataclass(frozen=True, slots=True)
class Shown:
    """A document as far as its pages are concerned: the path that says what kind of file it is, and what its reading tells of pages."""

    document_id: int
    sha256: str
    path: str
    pages: tuple[SeenPage, ...] = ()
    turned: Mapping[int, int] | None = None

    def turn(self, number: int) -> int:
        """By how many degrees a page is turned, so that the boxes of the reading lie on it."""
        known = next((page.turned for page in self.pages if page.number == number), 0)
        return (self.turned or {}).get(number, known)


def shown(session: Session, document: Document) -> Shown:
    """What the ledger knows of a document's pages."""
    content: Mapping[str, Any] = {}
    if document.reading_id is not None:
        content = session.scalars(select(Reading.content).where(Reading.id == document.reading_id)).one()
    pages = tuple(SeenPage.from_json(page) for page in content.get("pages", ()))
    turned = {int(page): degrees for paper in content.get("documents", ()) for page, degrees in paper.get("turned", {}).items()}
    return Shown(document.id, document.sha256, reading_path(session, document), pages, turned)


def pages_of(desk: Desk, of: Shown) -> tuple[SeenPage, ...]:
    """The pages of a document with their sizes, scans turned upright. Raises NoPagesError."""
    pages = of.pages or _measured(desk, of)
    return tuple(_turned(page, of.turn(page.number)) for page in pages)


def tag(of: Shown, number: int, dpi: int, turn: int) -> str:
    """What a picture goes by: the same bytes, page, resolution and turn are the same picture."""
    return f"{of.sha256}-{number}-{dpi}-{turn}-{DRAWN_BY}"


def picture(desk: Desk, of: Shown, number: int, dpi: int, turn: int) -> bytes:
    """A page as WebP, `dpi` pixels to 72 points, turned by `turn` degrees. Raises NoPagesError, NoSuchPageError.

    Of small pictures the whole dozen is drawn, since whoever asks for one looks through them all.
    """
    kept = desk.derived.get(_picture_name(of, number, dpi, turn))
    if kept is not None:
        return kept
    content = _content(desk, of)
    wanted = [(number, turn)]
    if dpi <= SMALL and desk.derived.keeps and turn == of.turn(number):
        first = number - (number - 1) % DOZEN
        dozen = range(first, first + DOZEN)
        wanted += [(page.number, page.turned) for page in pages_of(desk, of) if page.number in dozen and page.number != number]
    with A_DOZEN_AT_A_TIME if dpi <= SMALL else AT_A_TIME, desk.sandbox() as sandbox:
        kept = desk.derived.get(_picture_name(of, number, dpi, turn))
        if kept is not None:
            return kept
        answer = sandbox.run("view_pages", {"name": of.path, "pages": wanted, "dpi": dpi}, [content], LIMITS)
        if isinstance(answer, ReadError):  # one of the others may be damaged
            wanted = wanted[:1]
            answer = sandbox.run("view_pages", {"name": of.path, "pages": wanted, "dpi": dpi}, [content], LIMITS)
    if isinstance(answer, ReadError) or not answer.blobs:
        _require_page(of, number, pages_of(desk, of))
        raise NoPagesError(of.document_id, answer.message if isinstance(answer, ReadError) else "it cannot be drawn")
    for (other, its_turn), drawn in zip(wanted, answer.blobs, strict=True):
        desk.derived.put(_picture_name(of, other, dpi, its_turn), drawn)
    return answer.blobs[0]


def words_of(desk: Desk, of: Shown, number: int) -> tuple[SeenPage, tuple[SeenWord, ...]]:
    """A page and its words where a person sees them; read now where the reading did not leave them.

    Raises NoPagesError, NoSuchPageError.
    """
    page = _require_page(of, number, pages_of(desk, of))
    known = kept_words(desk.derived, of.sha256, number) or _read_now(desk, of, number)
    return page, turned_words(known, page.turned)


def keep_words(derived: DerivedFiles, sha256: str, pages: Sequence[SeenPage]) -> None:
    """Keeps the words that readers saw, page by page, so that nobody waits for them."""
    for page in pages:
        head = json.dumps(page.to_json()).encode()
        derived.put(_words_name(sha256, page.number), len(head).to_bytes(4, "big") + head + page.words)


def kept_words(derived: DerivedFiles, sha256: str, number: int) -> SeenPage | None:
    """A page with its words, packed, or None where they are not kept."""
    kept = derived.get(_words_name(sha256, number))
    if kept is None:
        return None
    length = 4 + int.from_bytes(kept[:4], "big")
    try:
        return SeenPage.from_json(json.loads(kept[4:length]), kept[length:])
    except (ValueError, KeyError, TypeError):
        return None


def _asked(desk: Desk, task: str, values: Mapping[str, Any], content: bytes) -> Answer[bytes] | ReadError:
    """What the sandbox says; when it is given back nothing has gone wrong with it."""
    with AT_A_TIME, desk.sandbox() as sandbox:
        return sandbox.run(task, dict(values), [content], LIMITS)


def _picture_name(of: Shown, number: int, dpi: int, turn: int) -> str:
    return f"{tag(of, number, dpi, turn)}.webp"


def _words_name(sha256: str, number: int) -> str:
    return f"{sha256}-{number}.words"


def _content(desk: Desk, of: Shown) -> bytes:
    content = desk.files.get(of.sha256)
    if content is None:
        raise NoPagesError(of.document_id, "its bytes are not in the store; restore them or send the file again")
    return content


def _measured(desk: Desk, of: Shown) -> tuple[SeenPage, ...]:
    """The pages of a document that was read before readers told of them, or not at all."""
    name = f"{of.sha256}-{_short(of.path)}.sizes"
    kept = desk.derived.get(name)
    sizes = None if kept is None else json.loads(kept)
    if sizes is None:
        content = _content(desk, of)
        if kind_of(content, of.path) not in {FileKind.PDF, FileKind.IMAGE}:
            raise NoPagesError(of.document_id)
        answer = _asked(desk, "page_sizes", {"name": of.path}, content)
        if isinstance(answer, ReadError):
            raise NoPagesError(of.document_id, answer.message)
        sizes = answer.values["sizes"]
        desk.derived.put(name, json.dumps(sizes).encode())
    return tuple(SeenPage(number, float(width), float(height)) for number, (width, height) in enumerate(sizes, 1))


def _short(path: str) -> str:
    return hashlib.sha256(path.rpartition(".")[2].lower().encode()).hexdigest()[:8]


def _turned(page: SeenPage, turn: int) -> SeenPage:
    if turn == page.turned:
        return page
    across = (turn - page.turned) % 180 != 0
    width, height = (page.height, page.width) if across else (page.width, page.height)
    return replace(page, width=width, height=height, turned=turn)


def _require_page(of: Shown, number: int, pages: Sequence[SeenPage]) -> SeenPage:
    found = next((page for page in pages if page.number == number), None)
    if found is None:
        raise NoSuchPageError(of.document_id, number, len(pages))
    return found


def _read_now(desk: Desk, of: Shown, number: int) -> SeenPage:
    """The words of one page: its text layer, or what the readers make of the page alone."""
    content = _content(desk, of)
    kind = kind_of(content, of.path)
    opened = _asked(desk, kind.value, {"first": number, "count": 1}, content)
    if isinstance(opened, ReadError):
        raise NoPagesError(of.document_id, opened.message)
    sheets = Sheets.from_wire(opened.values, opened.blobs)
    (sheet,) = sheets.sheets
    if sheet.scanned or sheet.pictures:
        cut = None if sheets.total == 1 else _asked(desk, "cut_pages", {"pages": [number]}, content)
        alone = cut.blobs[0] if isinstance(cut, Answer) and cut.blobs else content
        with READ_AT_A_TIME, desk.readers() as pool:
            read = pool.read_bytes(alone, of.path)
        seen = replace(read.pages[0], number=number) if read.pages else of_sheet(sheet)
    else:
        seen = of_sheet(sheet)
    keep_words(desk.derived, of.sha256, [seen])
    return seen
