"""Headings of tables that stand in a shaded band: a fax turns the shade into specks, in which page-wise readers lose the words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final

import cv2
import numpy as np

from extractors.bitmap import Pixels
from extractors.ink import PageInk
from extractors.ocr.agreement import DOUBTFUL
from extractors.ocr.order import usual_height
from extractors.ocr.reconcile import Eyes, token_box
from extractors.ocr.second_reader import Reading
from extractors.page import Ruling, Word
from facts.evidence import Box

WIDEST_SHARE: Final = 0.3
"""By the width of the page: a shorter line heads no table."""
BAND: Final = (1.2, 4.0)
"""Least and most height of a band, by the usual height of print."""
EVEN: Final = 12.0
"""Points by which the two lines of a band may begin or end apart."""
SPECKLED: Final = 0.04
BELOW: Final = 1.8
APART: Final = 1.2
COVERED: Final = 0.8
"""A heading of whose print words cover this share was read."""
CLEAR: Final = 0.72
LEAST_LETTERS: Final = 3
LEAST_COLUMNS: Final = 2
"""What a band above fewer columns says heads no table."""


def with_shaded_headings(words: Sequence[Word], rulings: Iterable[Ruling], ink: PageInk, eyes: Eyes, wide: float) -> tuple[Word, ...]:
    """The words of a page with the headings of speckled bands read again, each by itself; `wide` is the page's width in points.

    What is read so is agreed by nobody.
    """
    height = usual_height(words)
    kept = list(words)
    for band in _bands(rulings, height, wide):
        if ink.coverage(band) < SPECKLED:
            continue
        for cell in _cells(words, band, height):
            place = ink.print_in(cell)
            had = [w for w in kept if cell.holds_middle_of(w.box)]
            covered, unread = sum(w.box.width for w in had), _unread(had, cell, ink)
            if place is None or covered >= COVERED * (covered + unread):
                continue
            found = _read(place, eyes)
            if sum(len(w.text) for w in found) > sum(len(w.text) for w in had):
                kept = [w for w in kept if w not in had] + found
    return tuple(kept)


def _bands(rulings: Iterable[Ruling], height: float, wide: float) -> Iterator[Box]:
    lines = sorted((r.box for r in rulings if r.horizontal and r.box.width > WIDEST_SHARE * wide), key=lambda b: b.top)
    for upper, lower in pairwise(lines):
        even = abs(upper.x0 - lower.x0) < EVEN and abs(upper.x1 - lower.x1) < EVEN
        if even and BAND[0] * height < lower.top - upper.bottom < BAND[1] * height:
            yield Box(lower.x0, upper.bottom, lower.x1, lower.top)


def _cells(words: Sequence[Word], band: Box, height: float) -> Iterator[Box]:
    """The band cut between the columns of the row below it."""
    row = sorted((w.box for w in words if 0 < (w.box.top + w.box.bottom) / 2 - band.bottom < BELOW * height), key=lambda b: b.x0)
    row = [b for b in row if band.x0 - EVEN < b.x0 and b.x1 < band.x1 + EVEN]
    groups: list[Box] = []
    for box in row:
        if groups and box.x0 - groups[-1].x1 < APART * height:
            groups[-1] = groups[-1].union(box)
        else:
            groups.append(box)
    if len(groups) < LEAST_COLUMNS:
        return
    above = [w.box for w in words if band.top <= (w.box.top + w.box.bottom) / 2 <= band.bottom]
    edges = [band.x0, *(_beside((a.x1 + b.x0) / 2, above) for a, b in pairwise(groups)), band.x1]
    for left, right in pairwise(edges):
        yield Box(left, band.top, right, band.bottom)


def _beside(edge: float, words: Sequence[Box]) -> float:
    """Where columns are cut, moved to the nearer side of a word that stands there: a row below need not fill every column."""
    cut = next((b for b in words if b.x0 < edge < b.x1), None)
    return edge if cut is None else min((cut.x0, cut.x1), key=lambda side: abs(side - edge))


def _unread(had: Sequence[Word], cell: Box, ink: PageInk) -> float:
    """How wide the print of a cell is that no word of it covers."""
    ends = [cell.x0, *sorted(w.box.x1 for w in had)]
    starts = [*sorted(w.box.x0 for w in had), cell.x1]
    gaps = [Box(end, cell.top, start, cell.bottom) for end, start in zip(ends, starts, strict=True) if start > end]
    return sum(place.width for gap in gaps if (place := ink.print_in(gap)) is not None)


def _read(place: Box, eyes: Eyes) -> list[Word]:
    """What the second reader makes of a heading, of the print as it is and with its specks smoothed."""
    crop = eyes.crop(place)
    if crop is None:
        return []
    readings = [eyes.second.read(shown, wide=eyes.wide) for shown in (crop, _smoothed(crop))]
    best = max(readings, key=lambda r: r.mean)
    if best.mean < CLEAR or sum(c.isalpha() for c in best.text) < LEAST_LETTERS:
        return []
    other = next(r for r in readings if r is not best)
    return [Word(part.text, token_box(part, place), DOUBTFUL, alternative=_alone(best, other)) for part in best.words()]


def _alone(best: Reading, other: Reading) -> str | None:
    return other.text if " " not in best.text and other.text != best.text and other.text else None


def _smoothed(crop: Pixels) -> Pixels:
    return np.asarray(cv2.GaussianBlur(crop, (0, 0), 1.2), dtype=np.uint8)
