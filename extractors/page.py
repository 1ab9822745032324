"""A page as the readers of papers see it: words with boxes, barcodes, and ink, whether it was digital or scanned."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from facts.documents import Source
from facts.evidence import Box


@dataclass(frozen=True, slots=True)
class Word:
    """One printed word. `confidence` is 1 for a text layer, the recogniser's own for a scan.

    `agreed` is True where a second, independent recogniser read the same; `alternative` is what it read otherwise.
    """

    text: str
    box: Box
    confidence: float = 1.0
    agreed: bool = False
    alternative: str | None = None


@dataclass(frozen=True, slots=True)
class Barcode:
    """A decoded barcode: its symbology (`Code128`, `QRCode`, …), content and place."""

    symbology: str
    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class Ruling:
    """A straight printed line, horizontal or vertical, as a thin box."""

    box: Box
    horizontal: bool


class Ink(Protocol):
    """The pixels of a page, asked for what words do not tell. All boxes are in points of the upright page."""

    def coverage(self, box: Box) -> float:
        """Share of dark pixels in the box, 0 to 1."""
        ...

    def handwriting(self, box: Box) -> float:
        """How likely the box holds a signature or handwriting (large, curved, joined strokes beside print), 0 to 1."""
        ...

    def ticked(self, box: Box) -> float:
        """How likely a check box inside the given area is marked, 0 to 1."""
        ...

    def stamp(self, box: Box | None = None) -> Box | None:
        """The place of a rubber stamp (framed or coloured, often turned) on the page or within the box, or None."""
        ...

    def checkboxes(self) -> list[tuple[Box, bool]]:
        """All printed check boxes found on the page with whether each is ticked."""
        ...


@dataclass(frozen=True, slots=True)
class Page:
    """One upright page. `number` counts from 1 in the file; `width` and `height` are in points, as a person sees it.

    `source` says whether words come from a text layer or from recognition. `quality` is the mean confidence of the words,
    0 to 1. `ink` is None where no picture could be made.
    """

    number: int
    width: float
    height: float
    words: tuple[Word, ...]
    source: Source
    barcodes: tuple[Barcode, ...] = ()
    rulings: tuple[Ruling, ...] = ()
    ink: Ink | None = None
    quality: float = 1.0
    rotation: int = 0
    problems: tuple[str, ...] = field(default=())
