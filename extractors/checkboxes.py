"""Printed check boxes of a page: small squares with four straight sides, and whether something stands inside them."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.bitmap import Bitmap, Pixels
from facts.evidence import Box

SIDE_INCHES: Final = (0.065, 0.26)
SQUARE: Final = 1.35
"""How much longer one side may be than the other."""
SIDE_COVERED: Final = 0.86
"""Share of each side that must be ink: round letters fall short of it."""
CORNER_COVERED: Final = 0.5
MARKED: Final = 0.1
"""Share of ink in the middle of a box from which it is marked."""
INNER: Final = 0.26


def checkboxes(mask: Pixels, bitmap: Bitmap) -> list[tuple[Box, bool]]:
    """Boxes in points from top to bottom, each with whether it is marked; `mask` is the ink of the page."""
    found: list[tuple[int, int, int, int]] = []
    for candidate in _candidates(mask, bitmap.dpi):
        if _is_box(mask, candidate) and not any(_overlap(candidate, other) for other in found):
            found.append(candidate)
    points = bitmap.points
    boxes = [(Box(x * points, y * points, (x + w) * points, (y + h) * points), _marked(mask, (x, y, w, h))) for x, y, w, h in found]
    return sorted(boxes, key=lambda each: (each[0].top, each[0].x0))


def _candidates(mask: Pixels, dpi: float) -> list[tuple[int, int, int, int]]:
    """Squares by their ink, and squares by the paper they enclose, in pixels: x, y, width, height."""
    lowest, highest = SIDE_INCHES[0] * dpi, SIDE_INCHES[1] * dpi
    edge = max(1, round(dpi / 90))
    found = []
    for picture, grow in ((mask, 0), (255 - mask, edge)):
        count, _, stats, _ = cv2.connectedComponentsWithStats(np.asarray(picture, dtype=np.uint8), connectivity=8 if grow == 0 else 4)
        for x, y, width, height, _ in stats[1:count]:
            wide, high = int(width) + 2 * grow, int(height) + 2 * grow
            if lowest <= min(wide, high) and max(wide, high) <= highest and max(wide, high) <= SQUARE * min(wide, high):
                found.append((max(0, int(x) - grow), max(0, int(y) - grow), wide, high))
    return found


def _is_box(mask: Pixels, place: tuple[int, int, int, int]) -> bool:
    x, y, width, height = place
    region = mask[y : y + height, x : x + width] > 0
    if min(region.shape, default=0) < 6:
        return False
    depth = max(2, round(min(width, height) * 0.2))
    sides = (region[:depth].any(axis=0), region[-depth:].any(axis=0), region[:, :depth].any(axis=1), region[:, -depth:].any(axis=1))
    if min(float(side.mean()) for side in sides) < SIDE_COVERED:
        return False
    straight = (_straight(region[:depth]), _straight(region[-depth:]), _straight(region[:, :depth].T), _straight(region[:, -depth:].T))
    if min(straight) < SIDE_COVERED:
        return False
    corner = max(2, depth)
    corners = (region[:corner, :corner], region[:corner, -corner:], region[-corner:, :corner], region[-corner:, -corner:])
    return min(float(c.mean()) for c in corners) >= CORNER_COVERED / 2


def _straight(strip: NDArray[np.bool_]) -> float:
    """The largest share of a side that lies on one or two neighbouring rows of pixels."""
    rows = strip.astype(bool)
    pairs = [rows[i] | rows[i + 1] for i in range(len(rows) - 1)]
    return max((float(pair.mean()) for pair in pairs), default=float(rows.any(axis=0).mean()))


def _marked(mask: Pixels, place: tuple[int, int, int, int]) -> bool:
    x, y, width, height = place
    dx, dy = max(2, round(width * INNER)), max(2, round(height * INNER))
    inside = mask[y + dy : y + height - dy, x + dx : x + width - dx]
    return bool(inside.size) and float(np.count_nonzero(inside)) / inside.size > MARKED


def _overlap(a: tuple[int, int, int, int], b: tuple[int, int, int, int]) -> bool:
    return a[0] < b[0] + b[2] and b[0] < a[0] + a[2] and a[1] < b[1] + b[3] and b[1] < a[1] + a[3]
