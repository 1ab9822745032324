"""Barcodes of a page: one look at the whole, and a closer one where bars are seen that were not read."""

from __future__ import annotations

from typing import Any, Final

import cv2
import numpy as np
import zxingcpp

from extractors.bitmap import Bitmap, Pixels
from extractors.page import Barcode
from facts.evidence import Box

FORMATS: Any = (
    zxingcpp.BarcodeFormat.Code128,
    zxingcpp.BarcodeFormat.Code39,
    zxingcpp.BarcodeFormat.Code93,
    zxingcpp.BarcodeFormat.ITF,
    zxingcpp.BarcodeFormat.EAN13,
    zxingcpp.BarcodeFormat.UPCA,
    zxingcpp.BarcodeFormat.DataBar,
    zxingcpp.BarcodeFormat.QRCode,
    zxingcpp.BarcodeFormat.DataMatrix,
    zxingcpp.BarcodeFormat.PDF417,
    zxingcpp.BarcodeFormat.Aztec,
)
_WITHOUT_CHECK: Final = frozenset({"ITF", "Code39"})
SHORTEST_UNCHECKED: Final = 6
"""A code without a check digit must be this long: table lines can look like a short one."""
BARS_DPI: Final = 75
CROWDED: Final = 55
"""Mean difference of neighbouring pixels (of 255) from which a place is crowded with edges."""
FULL: Final = 0.5
MOST_CLOSER_LOOKS: Final = 4


def barcodes(bitmap: Bitmap) -> tuple[Barcode, ...]:
    """The barcodes of a page, boxes in points; regions of bars that stay unread are looked at again, enlarged."""
    grey = np.ascontiguousarray(bitmap.grey())
    found = _codes(grey, bitmap.points, (0, 0), turned=False)
    places = [place for place in _bars(grey, bitmap.dpi) if not any(_overlap(place, code.box, bitmap.points) for code in found)]
    for x0, y0, x1, y1 in places[:MOST_CLOSER_LOOKS]:
        found.extend(_closer(grey[y0:y1, x0:x1], bitmap.points, (x0, y0)))
    return tuple({(code.symbology, code.text): code for code in found}.values())


def _codes(grey: Pixels, points: float, corner: tuple[int, int], *, turned: bool) -> list[Barcode]:
    codes = []
    for result in zxingcpp.read_barcodes(grey, formats=FORMATS, try_invert=False, try_rotate=turned):
        name = result.format.name
        if not result.text or (name in _WITHOUT_CHECK and len(result.text) < SHORTEST_UNCHECKED):
            continue
        codes.append(Barcode(name, result.text, _box(result.position, points, corner)))
    return codes


def _box(position: Any, points: float, corner: tuple[int, int]) -> Box:
    spots = (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    xs, ys = [corner[0] + p.x for p in spots], [corner[1] + p.y for p in spots]
    return Box(min(xs) * points, min(ys) * points, max(xs) * points, max(ys) * points)


def _closer(crop: Pixels, points: float, corner: tuple[int, int]) -> list[Barcode]:
    """The bars alone, enlarged, then smoothed along their length, until one way reads them."""
    plain = _codes(np.ascontiguousarray(crop), points, corner, turned=True)
    if plain:
        return plain
    large = np.asarray(cv2.resize(crop, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC), dtype=np.uint8)
    along = np.asarray(cv2.blur(large, (1, 15)), dtype=np.uint8)
    across = np.asarray(cv2.blur(large, (15, 1)), dtype=np.uint8)
    for attempt in (large, along, across):
        codes = _codes(np.ascontiguousarray(attempt), points / 2, (2 * corner[0], 2 * corner[1]), turned=True)
        if codes:
            return codes
    return []


def _bars(grey: Pixels, dpi: float) -> list[tuple[int, int, int, int]]:
    """Places crowded with parallel edges, in pixels: x0, y0, x1, y1."""
    scale = min(1.0, 2 * BARS_DPI / dpi)
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else grey
    steps_across = np.abs(cv2.Sobel(small, cv2.CV_32F, 1, 0))
    steps_down = np.abs(cv2.Sobel(small, cv2.CV_32F, 0, 1))
    places = []
    unit = dpi * scale
    for one_way in (steps_across - steps_down, steps_down - steps_across):
        crowded = cv2.blur(np.clip(one_way, 0, 255).astype(np.uint8), (9, 9))
        mask = cv2.morphologyEx((crowded > CROWDED).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8))
        mask = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((int(unit / 8) | 1, int(unit / 8) | 1), np.uint8))
        count, _, stats, _ = cv2.connectedComponentsWithStats(mask)
        for x, y, width, height, area in stats[1:count]:
            if max(width, height) > unit * 0.6 and area > FULL * width * height:
                margin = unit * 0.15
                box = (x - margin, y - margin, x + width + margin, y + height + margin)
                x0, y0, x1, y1 = (max(0, round(v / scale)) for v in box)
                places.append((x0, y0, x1, y1))
    return sorted(places, key=lambda p: (p[0] - p[2]) * (p[3] - p[1]))


def _overlap(place: tuple[int, int, int, int], box: Box, points: float) -> bool:
    x0, y0, x1, y1 = (v * points for v in place)
    return x0 < box.x1 and box.x0 < x1 and y0 < box.bottom and box.top < y1
