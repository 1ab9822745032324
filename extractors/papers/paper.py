"""One paper ready to be asked: its pages laid out, its labels found, its locale judged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from extractors.page import Barcode, Page
from extractors.papers.labels import Label, labels_on
from extractors.papers.region import Region, region_of
from extractors.papers.strips import Row, Sheet, Strip, lay_out
from extractors.papers.waybill_boxes import labels_by_number
from facts.documents import Field, Source, Value
from facts.evidence import Box

EXACT: Final = 0.99
_SCAN_DOUBT: Final = 0.6


@dataclass(frozen=True, slots=True)
class Paper:
    """Pages of one document. `labels` stand in reading order; `text` is the whole print as plain lines."""

    sheets: tuple[Sheet, ...]
    labels: tuple[Label, ...]
    region: Region
    text: str

    @property
    def scanned(self) -> bool:
        """Whether any page was read by recognition."""
        return any(s.page.source is Source.OCR for s in self.sheets)

    @property
    def source(self) -> Source:
        """How the words were come by."""
        return Source.OCR if self.scanned else Source.TEXT

    @property
    def rows(self) -> Iterator[tuple[Sheet, Row]]:
        """All lines of all pages in reading order."""
        for sheet in self.sheets:
            for row in sheet.rows:
                yield sheet, row

    @property
    def barcodes(self) -> Iterator[tuple[int, Barcode]]:
        """All barcodes with the number of their page."""
        for sheet in self.sheets:
            for barcode in sheet.page.barcodes:
                yield sheet.page.number, barcode

    def sheet_of(self, strip: Strip) -> Sheet:
        """The page that a strip stands on."""
        return next(s for s in self.sheets if s.page.number == strip.page)

    def labels_of(self, strip: Strip) -> list[Label]:
        """The labels on one strip, left to right."""
        return [label for label in self.labels if label.strip is strip]

    def named(self, field: str) -> list[Label]:
        """All labels that may name a field."""
        return [label for label in self.labels if label.names(field)]


def labels_of_sheet(sheet: Sheet) -> tuple[Label, ...]:
    """All labels of a page in reading order; on a scan near misses count, and on a form the numbers of its boxes."""
    found = tuple(label for strip in sheet.strips for label in labels_on(strip, fuzzy=sheet.page.source is Source.OCR))
    return (*found, *labels_by_number(sheet, found))


def paper_of(sheets: Sequence[Sheet], found: Sequence[Label] | None = None) -> Paper:
    """A paper from laid-out pages, with the labels that were found on them before or are looked for now."""
    labels = tuple(found) if found is not None else tuple(label for sheet in sheets for label in labels_of_sheet(sheet))
    text = "\n".join(s.text for s in sheets)
    return Paper(tuple(sheets), labels, region_of(text), text)


def paper_of_pages(pages: Sequence[Page]) -> Paper:
    """A paper straight from pages."""
    return paper_of([lay_out(p) for p in pages])


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a value was read: characters `start` to before `end` of a strip, and how sure its label and place make it.

    `doubt`: the reading itself is open (a date whose day and month could change places, a value with rivals).
    `proof`: a check digit, barcode, second reading or sum that ties confirms it.
    """

    value: Value
    strip: Strip
    start: int
    end: int
    score: float = 1.0
    doubt: bool = False
    proof: bool = False

    @property
    def text(self) -> str:
        """The characters as read, before any repair."""
        return self.strip.text[self.start : self.end]

    @property
    def box(self) -> Box:
        """The place on the page."""
        return self.strip.box_of(self.start, self.end)

    def field(self) -> Field:
        """The field with an honest review flag: print with its own label is relied on, recognition only where confirmed."""
        words = self.strip.words_in(self.start, self.end)
        sure = min(1.0, self.score)
        if all(w.confidence >= 1.0 for w in words):
            confidence = EXACT if sure >= 0.8 else 0.75  # noqa: PLR2004
            return Field(self.value, self.text, self.doubtful(confidence), self.strip.page, self.box, self.doubt or sure < 0.6)  # noqa: PLR2004
        seen = min(w.confidence for w in words)
        agreed = self.proof or all(w.agreed for w in words)
        confidence = min(0.97, 0.9 + seen / 10) if agreed else seen * 0.8
        return Field(self.value, self.text, self.doubtful(confidence), self.strip.page, self.box, self.doubt or not agreed or sure < 0.6)  # noqa: PLR2004

    def doubtful(self, confidence: float) -> float:
        """The confidence, capped where the reading is open."""
        return min(confidence, _SCAN_DOUBT) if self.doubt else confidence


def whole_strip(value: Value, strip: Strip, *, score: float = 1.0, doubt: bool = False) -> Spot:
    """A spot that takes a strip from end to end."""
    return Spot(value, strip, 0, len(strip.text), score, doubt)
