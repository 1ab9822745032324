"""What of a reading still stands when people said something new of its papers: only the others are read again, not the whole batch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from extractors.read import FoundPart, ReadFile
from extractors.seen_pages import SeenPage
from extractors.told import Told, ToldPaper
from facts.documents import Document as PaperContent
from facts.documents import FileReading
from ledger.papers import Document, Reading


@dataclass(frozen=True, slots=True)
class Standing:
    """A reading in force and the papers that it is to have: those that stand by their pages, and what readers are told of the rest."""

    reading_id: int
    content: Mapping[str, Any]
    cut: tuple[ToldPaper, ...]
    kept: Mapping[tuple[int, ...], PaperContent]
    told: Told

    @property
    def whole(self) -> bool:
        """True where nothing is left to read."""
        return not self.told.papers

    def with_read(self, read: ReadFile | None, file: str, sha256: str) -> ReadFile:
        """The reading as a whole: what stands, and what was read now."""
        found = {paper.pages: paper for paper in (read.reading.documents if read is not None else ())}
        papers = tuple(paper for told in self.cut if (paper := self.kept.get(told.pages) or found.get(told.pages)) is not None)
        fresh = read.reading.problems if read is not None else ()
        problems = tuple(dict.fromkeys((*self.content.get("problems", ()), *fresh)))
        pages = {page.number: page for page in pages_in(self.content)}
        pages |= {page.number: page for page in (read.pages if read is not None else ())}
        parts = tuple(FoundPart(str(part["name"]), str(part["sha256"]), int(part["size"])) for part in self.content.get("parts", ()))
        reading = FileReading(file, sha256, papers, problems=problems)
        return ReadFile(reading, parts=parts, pages=tuple(pages[number] for number in sorted(pages)))


def standing(session: Session, document_id: int, told: Told, reader: str) -> Standing | None:
    """What stands of the reading in force under what is told now; None where all must be read: by other readers, or cut anew by them."""
    document = session.get_one(Document, document_id)
    reading = session.get(Reading, document.reading_id) if document.reading_id is not None else None
    if reading is None or reading.reader != reader or not reading.content.get("pages"):
        return None
    before = Told.from_json(reading.content["told"]) if "told" in reading.content else Told()
    if told.papers is None and before.papers is not None:
        return None
    documents = [PaperContent.from_json(paper) for paper in reading.content.get("documents", ())]
    cut = told.papers if told.papers is not None else tuple(ToldPaper(paper.pages) for paper in documents)
    own, others = [paper.pages for paper in cut], [paper.pages for paper in documents]
    kinds = {pages: told.kind_of(pages, own) for pages in own}
    kept = {paper.pages: paper for paper in documents if paper.pages in kinds and kinds[paper.pages] is before.kind_of(paper.pages, others)}
    rest = tuple(ToldPaper(pages, kinds[pages]) for pages in own if pages not in kept)
    return Standing(reading.id, reading.content, cut, kept, Told(rest, only_those=True))


def pages_in(content: Mapping[str, Any]) -> list[SeenPage]:
    """The pages that a reading tells of, without their words."""
    return [SeenPage.from_json(page) for page in content.get("pages", ())]
