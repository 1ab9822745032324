"""Reads what a rubber stamp says: its words lean with it, so they are set straight and read by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np

from extractors.bitmap import Bitmap, Pixels
from extractors.ocr.engine import Recogniser
from extractors.page import Word
from extractors.rulings import ink_mask
from facts.evidence import Box

MOST: Final = 4
"""Stamps read on one page; a page has few, and frames of a form are taken for stamps now and then."""
STEEPEST: Final = 40.0
LEAST_ROW: Final = 6
SURE: Final = 0.5
EDGE: Final = 20


def stamp_words(bitmap: Bitmap, places: Sequence[Box], words: Sequence[Word], reader: Recogniser, languages: Sequence[str]) -> list[Word]:
    """Words on stamps that the reading of the page did not have. They stand at the place of their stamp, for review."""
    found: list[Word] = []
    for place in places[:MOST]:
        known = {w.text.casefold() for w in words if _inside(w.box, place)}
        level = cv2.copyMakeBorder(_straight(bitmap, place), EDGE, EDGE, EDGE, EDGE, cv2.BORDER_CONSTANT, value=255)
        read = reader.words(Bitmap(np.asarray(level, dtype=np.uint8), bitmap.dpi), languages)
        printed = (w for w in read if w.confidence >= SURE and any(c.isalnum() for c in w.text))
        found.extend(Word(w.text, place, w.confidence) for w in printed if w.text.casefold() not in known)
    return found


def _inside(box: Box, place: Box) -> bool:
    x, y = (box.x0 + box.x1) / 2, (box.top + box.bottom) / 2
    return place.x0 <= x <= place.x1 and place.top <= y <= place.bottom


def _straight(bitmap: Bitmap, place: Box) -> Pixels:
    """The inside of a stamp turned level, its frame cut off."""
    rows, columns = bitmap.window(place, 2.0)
    crop = bitmap.grey()[rows, columns]
    if min(crop.shape[:2]) < LEAST_ROW:
        return crop
    mask = ink_mask(crop, bitmap.dpi, bilevel=False)
    outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not outlines:
        return crop
    (x, y), (width, height), angle = cv2.minAreaRect(max(outlines, key=lambda o: float(np.prod(cv2.boundingRect(o)[2:]))))
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
