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
    """The pixels of a page, asked for what words do not tell. All boxes are in points of the straight page."""

    def coverage(self, box: Box) -> float:
        """Share of dark pixels in the box, 0 to 1."""
        ...

    def handwriting(self, box: Box) -> float:
        """How likely the box holds a signature or handwriting (large, curved, joined strokes beside print), 0 to 1."""
        ...

    def ticked(self, box: Box) -> float:
        """How likely a check box inside the given area is marked, 0 to 1."""
        ...

    def struck(self, box: Box) -> float:
        """How likely the print in the box (a word or figure) was struck out with a line, 0 to 1."""
        ...

    def stamps(self) -> list[Box]:
        """The places of rubber stamps (framed or coloured, often turned) on the page, the surest first."""
        ...

    def checkboxes(self) -> list[tuple[Box, bool]]:
        """All printed check boxes found on the page with whether each is ticked."""
        ...


@dataclass(frozen=True, slots=True)
class Warp:
    """How the straight page lies on the page as a person sees it: a projective map of points, nine numbers row by row.

    A digital page needs none. On a scan it holds the skew that was undone, on a photo the perspective as well.
    """

    matrix: tuple[float, ...]

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the straight page stands on the page as seen."""
        a, b, c, d, e, f, g, h, i = self.matrix
        depth = g * x + h * y + i
        return (a * x + b * y + c) / depth, (d * x + e * y + f) / depth

    def box(self, box: Box) -> Box:
        """The smallest upright box on the page as seen that holds the four corners."""
        corners = [self.point(x, y) for x in (box.x0, box.x1) for y in (box.top, box.bottom)]
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        return Box(min(xs), min(ys), max(xs), max(ys))


@dataclass(frozen=True, slots=True)
class Page:
    """One page made upright and straight. `number` counts from 1 in the file; `width` and `height` are in points.

    Every box on it (words, barcodes, rulings, ink) is in points of the straight page, so that lines of print are level.
    `as_seen` turns such a box into one on the page as a person sees it, which is what a reading reports; the dispatch does
    this once for all fields, the readers of papers never do. `rotation` is by how many degrees (clockwise) the page was
    turned to stand upright. `source` says whether words come from a text layer or from recognition. `quality` is the mean
    confidence of the words, 0 to 1. `ink` is None where no picture could be made.
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
    warp: Warp | None = None
    language: str | None = None

    def as_seen(self, box: Box) -> Box:
        """The box on the page as a person sees it (upright, but with the skew or perspective of the scan)."""
        return box if self.warp is None else self.warp.box(box)
