"""Opens a scanned picture: one sheet for each frame.

Runs inside the sandbox.
"""

from __future__ import annotations

from typing import Any, Final

import cv2
import numpy as np
from PIL import Image

from extractors.bitmap import Bitmap, Pixels, without_needless_colour
from extractors.picture_file import PictureFile
from extractors.sheet import Sheet, Sheets

SHOWN_LIMIT: Final = 25_000_000
"""Pixels of a picture as it is read: an A3 page at 300 dpi has 17 million."""
READING_DPI: Final = 320
"""A finer scan is brought down to about this: recognition gains nothing beyond it."""


def open_image(content: bytes, first: int, count: int) -> Sheets:
    """Frames `first` (from 1) to `first + count - 1`. Raises CorruptError, TooLargeError or UnsupportedError."""
    with PictureFile(content) as file:
        last = min(first + count, file.pages.stop)
        return Sheets(file.total, tuple(_frame(file, number) for number in range(first, last)))


def _frame(file: PictureFile, number: int) -> Sheet:
    file.go_to(number)
    across, down = file.dpi
    pixels = _pixels(file.upright())
    height, width = pixels.shape[:2]
    return Sheet(number, width * 72 / across, height * 72 / down, bitmap=_square(pixels, across, down), scanned=True)


def _pixels(picture: Any) -> Pixels:
    """Grey or colour pixels on white paper, whatever mode the file has."""
    if picture.mode in ("I;16", "I", "F", "I;16B", "I;16L"):
        values = np.asarray(picture, dtype=np.float64)
        span = float(values.max() - values.min()) or 1.0
        deep: Pixels = ((values - values.min()) * (255 / span)).astype(np.uint8)
        return deep
    if "A" in picture.getbands() or "transparency" in picture.info:
        layered = picture.convert("RGBA")
        paper = Image.new("RGBA", layered.size, "white")
        paper.alpha_composite(layered)
        picture = paper.convert("RGB")
    if picture.mode in ("1", "L"):
        return np.array(picture.convert("L"), dtype=np.uint8)
    return without_needless_colour(np.array(picture.convert("RGB"), dtype=np.uint8))


def _square(pixels: Pixels, across: float, down: float) -> Bitmap:
    """The same picture with square pixels (fax has 204 by 98) and no finer than reading needs."""
    height, width = pixels.shape[:2]
    dpi = min(max(across, down), max(READING_DPI, 3600 * 72 / max(width * 72 / across, height * 72 / down)))
    pixels_wanted = width * dpi / across * height * dpi / down
    dpi *= min(1.0, (SHOWN_LIMIT / pixels_wanted) ** 0.5)
    columns, rows = round(width * dpi / across), round(height * dpi / down)
    if (columns, rows) == (width, height):
        return Bitmap(pixels, dpi)
    shrinks = columns * rows < width * height
    fitted = cv2.resize(pixels, (columns, rows), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR)
    return Bitmap(np.asarray(fitted, dtype=np.uint8), dpi)
