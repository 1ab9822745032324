"""Printed lines of a scanned page: found by their length, given as rulings, and taken away where only letters are wanted."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from extractors.bitmap import Bitmap, Pixels
from extractors.page import Ruling
from facts.evidence import Box

SHORTEST_INCHES: Final = 0.35
THICKEST_INCHES: Final = 0.06
GAP_INCHES: Final = 0.03
BLACK: Final = 128
CONTRAST: Final = 14
"""How much darker than its surroundings (of 255) a pixel is to count as ink."""


def ink_mask(grey: Pixels, dpi: float, *, bilevel: bool) -> Pixels:
    """255 where there is ink, 0 on paper, stain or shadow."""
    if bilevel:
        return np.asarray(np.where(grey < BLACK, 255, 0), dtype=np.uint8)
    window = max(15, int(dpi / 5) | 1)
    soft = cv2.GaussianBlur(grey, (3, 3), 0)
    mask = cv2.adaptiveThreshold(soft, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, window, CONTRAST)
    return np.asarray(mask, dtype=np.uint8)


def line_masks(mask: Pixels, dpi: float) -> tuple[Pixels, Pixels]:
    """The horizontal and the vertical lines of an ink mask, as masks."""
    length, gap = max(12, int(SHORTEST_INCHES * dpi)), max(1, int(GAP_INCHES * dpi))
    thick = max(2, int(THICKEST_INCHES * dpi))
    across = _long_runs(mask, (length, 1), (gap, 1), (1, thick))
    down = _long_runs(mask, (1, length), (1, gap), (thick, 1))
    return across, down


def rulings(lines: tuple[Pixels, Pixels], bitmap: Bitmap) -> tuple[Ruling, ...]:
    """Lines as rulings in points."""
    found = []
    for mask, horizontal in zip(lines, (True, False), strict=True):
        count, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
        for x, y, width, height, _ in stats[1:count]:
            found.append(Ruling(Box(*(float(v) * bitmap.points for v in (x, y, x + width, y + height))), horizontal))
    return tuple(sorted(found, key=lambda r: (r.box.top, r.box.x0)))


def _long_runs(mask: Pixels, run: tuple[int, int], gap: tuple[int, int], thick: tuple[int, int]) -> Pixels:
    closed = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones(gap[::-1], np.uint8))
    long = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones(run[::-1], np.uint8))
    solid = cv2.morphologyEx(long, cv2.MORPH_OPEN, np.ones(thick[::-1], np.uint8))
    return np.asarray(cv2.subtract(long, solid), dtype=np.uint8)
