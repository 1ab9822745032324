"""An open picture file (PNG, JPEG, TIFF of several frames, and what else Pillow knows), frame by frame, as its camera held it.

Runs inside the sandbox.
"""

from __future__ import annotations

import io
import warnings
from contextlib import ExitStack
from types import TracebackType
from typing import Any, Final, Self

from PIL import Image, ImageOps, UnidentifiedImageError

from extractors.pdf import PAGE_LIMIT
from extractors.unreadable import CorruptError, TooLargeError, UnsupportedError

FORMATS: Final = ("PNG", "JPEG", "TIFF", "MPO", "BMP", "GIF", "WEBP")
PIXEL_LIMIT: Final = 89_000_000
"""Pillow's own warning line; a letter page at 600 dpi has 34 million."""
CREDIBLE_DPI: Final = (50, 2400)
USUAL_DPI: Final = (72, 96, 100, 120, 150, 200, 240, 300, 400, 600)
PAGE_LONG_SIDE: Final = 11.3
"""Inches: between letter (11) and A4 (11.7)."""
_ORIENTATION: Final = 0x0112
"""The EXIF tag that says which way up a photo is."""
_SIDEWAYS: Final = frozenset({5, 6, 7, 8})
"""Orientations of a photo that swap width and height."""
_DAMAGE: Final = (OSError, SyntaxError, EOFError, ValueError, IndexError, KeyError, TypeError, ZeroDivisionError)
"""What Pillow raises on bytes that it cannot make sense of."""


class PictureFile:
    """The frames of a picture file; what Pillow cannot make sense of while it is open becomes an UnreadableError."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._picture: Any = None
        self._open = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as opened:
            opened.enter_context(warnings.catch_warnings())
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            warnings.filterwarnings("ignore", category=UserWarning)
            opened.push(_as_unreadable)
            self._picture = opened.enter_context(Image.open(io.BytesIO(self._content)))
            if self._picture.format not in FORMATS:
                raise UnsupportedError(f"a picture of kind {self._picture.format}")
            self._open = opened.pop_all()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._open.__exit__(kind, error, trace)

    @property
    def total(self) -> int:
        """How many frames there are that are pages: a TIFF has pages, a moving picture has one."""
        return int(getattr(self._picture, "n_frames", 1)) if self._picture.format == "TIFF" else 1

    @property
    def pages(self) -> range:
        """The numbers of its pages, from 1, as far as pages of a paper are read."""
        return range(1, min(self.total, PAGE_LIMIT) + 1)

    def go_to(self, number: int) -> None:
        """Goes to a frame, from 1. Raises CorruptError where there is none such, TooLargeError before any of its pixels is unpacked."""
        if not 1 <= number <= self.total:
            raise CorruptError(f"it has {self.total} pages")
        if number != self._picture.tell() + 1:
            self._picture.seek(number - 1)
        columns, rows = self._picture.size
        if columns * rows > PIXEL_LIMIT:
            raise TooLargeError(f"{columns} x {rows} pixels")

    @property
    def turned(self) -> bool:
        """Whether the frame gone to lies in the file otherwise than it was held."""
        return self._orientation != 1

    @property
    def dpi(self) -> tuple[float, float]:
        """Dots per inch of the frame gone to, across and down as it is held upright."""
        across, down = resolution(self._picture.info.get("dpi"), *self._picture.size)
        return (down, across) if self._orientation in _SIDEWAYS else (across, down)

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points of the frame gone to, as it is held upright."""
        across, down = self.dpi
        columns, rows = reversed(self._picture.size) if self._orientation in _SIDEWAYS else self._picture.size
        return columns * 72 / across, rows * 72 / down

    def upright(self) -> Any:
        """The frame gone to, as it is held upright."""
        return ImageOps.exif_transpose(self._picture)

    @property
    def _orientation(self) -> int:
        return int(self._picture.getexif().get(_ORIENTATION, 1))


def _as_unreadable(_kind: type[BaseException] | None, error: BaseException | None, _trace: object) -> bool:
    if isinstance(error, (Image.DecompressionBombError, Image.DecompressionBombWarning)):
        raise TooLargeError("more pixels than any page") from error
    if isinstance(error, UnidentifiedImageError):
        raise CorruptError("its picture cannot be recognised") from error
    if isinstance(error, _DAMAGE):
        raise CorruptError(str(error)[:200]) from error
    return False


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
