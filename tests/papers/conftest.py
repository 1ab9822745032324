from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pytest

from extractors.page import Barcode, Ink, Page, Word
from facts.documents import Source
from facts.evidence import Box

LETTER, LINE, PRINT = 5.0, 14.0, 10.0


@dataclass
class Pen:
    """Ink of our own: the lines of the page on which something was written by hand, ticked boxes, a stamp."""

    written: list[Box] = field(default_factory=list)
    boxes: list[tuple[Box, bool]] = field(default_factory=list)
    stamped: Box | None = None

    def coverage(self, box: Box) -> float:
        return 0.1 if self.handwriting(box) else 0.0

    def handwriting(self, box: Box) -> float:
        inside = [w for w in self.written if w.x0 >= box.x0 and w.x1 <= box.x1 and w.top >= box.top and w.bottom <= box.bottom]
        return 0.95 if inside else 0.0

    def ticked(self, box: Box) -> float:
        return float(any(marked for place, marked in self.boxes if place.x0 >= box.x0 and place.x1 <= box.x1))

    def stamps(self) -> list[Box]:
        return [] if self.stamped is None else [self.stamped]

    def checkboxes(self) -> list[tuple[Box, bool]]:
        return self.boxes


def place(line: int, start: int, end: int) -> Box:
    """Where the characters from `start` to `end` of a typed line stand."""
    return Box(LETTER * start, LINE * line, LETTER * end, LINE * line + PRINT)


def typed_page(
    text: str,
    *,
    number: int = 1,
    scanned: bool = False,
    agreed: bool = True,
    doubtful: Sequence[str] = (),
    barcodes: Sequence[Barcode] = (),
    pen: Ink | None = None,
) -> Page:
    """A page from typed lines: a character is 5 points wide, a line 14 points high; two blanks and more part columns.

    A scanned page has words of a recogniser; `agreed` says whether a second one saw the same, but for those in `doubtful`.
    """
    words = []
    for row, line in enumerate(text.strip("\n").splitlines()):
        for match in re.finditer(r"\S+", line):
            seen = agreed and match.group() not in doubtful
            words.append(Word(match.group(), place(row, match.start(), match.end()), 0.95 if scanned else 1.0, agreed=seen and scanned))
    lines = text.strip("\n").count("\n") + 1
    return Page(
        number,
        612.0,
        max(792.0, LINE * lines),
        tuple(words),
        Source.OCR if scanned else Source.TEXT,
        barcodes=tuple(barcodes),
        ink=pen,
    )


@pytest.fixture
def typed() -> Callable[..., Page]:
    return typed_page


@pytest.fixture
def pen() -> Callable[..., Pen]:
    return Pen


@pytest.fixture
def spot() -> Callable[[int, int, int], Box]:
    return place
