"""Opens a scanned picture (PNG, JPEG, TIFF of several frames, and what else Pillow knows): one sheet for each frame.

Runs inside the sandbox.
"""

from __future__ import annotations

import io
import warnings
from typing import Any, Final

import cv2
import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from extractors.bitmap import Bitmap, Pixels, without_needless_colour
from extractors.pdf import PAGE_LIMIT
from extractors.sheet import Sheet, Sheets
from extractors.unreadable import CorruptError, TooLargeError, UnsupportedError

FORMATS: Final = ("PNG", "JPEG", "TIFF", "MPO", "BMP", "GIF", "WEBP")
PIXEL_LIMIT: Final = 89_000_000
"""Pillow's own warning line; a letter page at 600 dpi has 34 million."""
SHOWN_LIMIT: Final = 25_000_000
"""Pixels of a picture as it is read: an A3 page at 300 dpi has 17 million."""
READING_DPI: Final = 320
"""A finer scan is brought down to about this: recognition gains nothing beyond it."""
CREDIBLE_DPI: Final = (50, 2400)
USUAL_DPI: Final = (72, 96, 100, 120, 150, 200, 240, 300, 400, 600)
PAGE_LONG_SIDE: Final = 11.3
"""Inches: between letter (11) and A4 (11.7)."""


def open_image(content: bytes, first: int, count: int) -> Sheets:
    """Frames `first` (from 1) to `first + count - 1`. Raises CorruptError, TooLargeError or UnsupportedError."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        warnings.filterwarnings("ignore", category=UserWarning)
        try:
            with Image.open(io.BytesIO(content)) as picture:
                if picture.format not in FORMATS:
                    raise UnsupportedError(f"a picture of kind {picture.format}")
                total = getattr(picture, "n_frames", 1) if picture.format == "TIFF" else 1
                last = min(first + count - 1, total, PAGE_LIMIT)
                return Sheets(total, tuple(_frame(picture, number) for number in range(first, last + 1)))
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise TooLargeError("more pixels than any page") from error
        except UnidentifiedImageError as error:
            raise CorruptError("its picture cannot be recognised") from error
        except (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, ZeroDivisionError) as error:
            raise CorruptError(str(error)) from error


def _frame(picture: Any, number: int) -> Sheet:
    if number > 1:
        picture.seek(number - 1)
    columns, rows = picture.size
    if columns * rows > PIXEL_LIMIT:
        raise TooLargeError(f"{columns} x {rows} pixels")
    across, down = resolution(picture.info.get("dpi"), columns, rows)
    upright = ImageOps.exif_transpose(picture)
    if upright.size == (rows, columns) and rows != columns:
        across, down = down, across
    pixels = _pixels(upright)
    height, width = pixels.shape[:2]
    points_wide, points_high = width * 72 / across, height * 72 / down
    return Sheet(number, points_wide, points_high, bitmap=_square(pixels, across, down), scanned=True)


def resolution(stated: Any, columns: int, rows: int) -> tuple[float, float]:
    """Dots per inch across and down: as the file states, or as fits a page of the usual size where it states none."""
    try:
        across, down = (float(value) for value in stated)
    except (TypeError, ValueError, ZeroDivisionError):
        across = down = 0.0
    lowest, highest = CREDIBLE_DPI
    if lowest <= across <= highest and lowest <= down <= highest:
        return across, down
    wanted = max(columns, rows) / PAGE_LONG_SIDE
    usual = float(min(USUAL_DPI, key=lambda dpi: abs(dpi - wanted)))
    return usual, usual


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
