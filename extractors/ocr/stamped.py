"""Reads what a rubber stamp says: its words lean with it, so they are set straight and read by themselves, by both readers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import cv2
import numpy as np

from extractors.bitmap import Bitmap, Pixels
from extractors.ocr.engine import Recogniser
from extractors.ocr.second_reader import SecondReader
from extractors.page import Word
from extractors.rulings import ink_mask, line_masks
from facts.evidence import Box

MOST: Final = 4
"""Stamps read on one page; a page has few, and frames of a form are taken for stamps now and then."""
STEEPEST: Final = 40.0
LEAST_ROW: Final = 6
SURE: Final = 0.5
SURE_ALONE: Final = 0.85
"""Certainty from which what only the second reader saw is taken."""
EDGE: Final = 20
CUT: Final = 5
"""Pixels of a gap that a line of the form leaves where it was taken out of a frame."""
WHOLE: Final = 0.3
"""A frame takes so much of the place of its stamp, leaning or not."""
FAINT_ROW: Final = 0.2
"""By the darkest row of a stamp: a fainter one holds the tails of letters at most."""
REACHES: Final = (2.0, 4.5)
"""Points around the place of a stamp within which its frame is looked for: a place seen from inside lacks the frame's own thickness."""
MARGIN: Final = 0.25
"""By the height of a line of print: the paper left above and below it."""


def stamp_words(
    bitmap: Bitmap,
    places: Sequence[Box],
    words: Sequence[Word],
    readers: tuple[Recogniser, SecondReader | None],
    languages: Sequence[str],
) -> list[Word]:
    """What a stamp says where the reading of the page did not have all of it. Its words stand at the place of their stamp, for review."""
    first, second = readers
    found: list[Word] = []
    for place in places[:MOST]:
        on_page = {w.text.casefold() for w in words if place.holds_middle_of(w.box)}
        straight = _straight(bitmap, place)
        level = cv2.copyMakeBorder(straight, EDGE, EDGE, EDGE, EDGE, cv2.BORDER_CONSTANT, value=255)
        read = [(w.text, w.confidence) for w in first.words(Bitmap(np.asarray(level, dtype=np.uint8), bitmap.dpi), languages)]
        read = [(text, sure) for text, sure in read if sure >= SURE]
        if second is not None:
            lines = (second.read(line) for line in _lines(straight, bitmap.dpi))
            read += [(part.text, part.least) for line in lines for part in line.words() if part.least >= SURE_ALONE]
        said: dict[str, Word] = {}
        for text, sure in read:
            if any(c.isalnum() for c in text):
                said.setdefault(text.casefold(), Word(text, place, sure))
        if said.keys() - on_page:
            found += said.values()
    return found


def _lines(straight: Pixels, dpi: float) -> Iterator[Pixels]:
    """The lines of print in the picture of a stamp."""
    dark = (ink_mask(straight, dpi, bilevel=False) > 0).sum(axis=1)
    rows = np.flatnonzero(dark > FAINT_ROW * dark.max(initial=0))
    for band in np.split(rows, np.flatnonzero(np.diff(rows) > 1) + 1):
        if len(band) >= LEAST_ROW:
            margin = 1 + round(MARGIN * len(band))
            yield straight[max(0, band[0] - margin) : band[-1] + 1 + margin]


def _straight(bitmap: Bitmap, place: Box) -> Pixels:
    """The inside of a stamp turned level, its frame cut off; lines of the form that it touches do not count."""
    found, crop = None, bitmap.grey()[bitmap.window(place, REACHES[0])]
    for reach in REACHES:
        around = bitmap.grey()[bitmap.window(place, reach)]
        if min(around.shape[:2]) < LEAST_ROW:
            break
        found = _frame(ink_mask(around, bitmap.dpi, bilevel=False), bitmap.dpi)
        if found is not None:
            crop = around
            break
    if found is None:
        return crop
    (x, y), (width, height), angle = found
    if width < height:
        width, height, angle = height, width, angle - 90
    angle = (angle + 90) % 180 - 90
    if abs(angle) > STEEPEST:
        return crop
    turn = cv2.getRotationMatrix2D((x, y), angle, 1.0)
    level = cv2.warpAffine(crop, turn, (crop.shape[1], crop.shape[0]), flags=cv2.INTER_CUBIC, borderValue=255)
    inner_x, inner_y = max(1.0, width / 2 - 0.06 * height), max(1.0, height / 2 - 0.1 * height)
    top, bottom = max(0, int(y - inner_y)), int(y + inner_y) + 1
    left, right = max(0, int(x - inner_x)), int(x + inner_x) + 1
    return np.asarray(level[top:bottom, left:right], dtype=np.uint8)


def _frame(mask: Pixels, dpi: float) -> tuple[Sequence[float], Sequence[float], float] | None:
    """The frame of a stamp as a leaning rectangle: middle, sides, angle. It is looked for with and without the lines of the form."""
    form = cv2.dilate(cv2.bitwise_or(*line_masks(mask, dpi)), np.ones((3, 3), np.uint8))
    without_form = cv2.morphologyEx(cv2.subtract(mask, form), cv2.MORPH_CLOSE, np.ones((CUT, CUT), np.uint8))
    best, fullest = None, 0.0
    for ink in (mask, without_form):
        for outline in cv2.findContours(ink, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)[0]:
            hull = cv2.convexHull(outline)
            rectangle = cv2.minAreaRect(hull)
            area = float(np.prod(rectangle[1]))
            if area < WHOLE * mask.size or _goes_through(outline, mask):
                continue
            full = cv2.contourArea(hull) / area
            if full > fullest:
                best, fullest = rectangle, full
    return best


def _goes_through(outline: Any, mask: Pixels) -> bool:
    """Whether an outline goes on beyond both sides of the place of its stamp, as a line of the form does."""
    x, y, width, height = cv2.boundingRect(outline)
    return (x == 0 and width == mask.shape[1]) or (y == 0 and height == mask.shape[0])
