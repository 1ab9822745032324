"""Shows pages to people: those of a PDF or picture as WebP, and the sizes of all, as readers counted their boxes.

Runs inside the sandbox.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Any, Final, Self

import pypdfium2 as pdfium_objects
from PIL import Image, ImageOps, UnidentifiedImageError

from extractors.image import FORMATS, PIXEL_LIMIT, resolution
from extractors.kinds import FileKind, kind_of
from extractors.page_copy import EXIF_ORIENTATION, checked_frame, plain_picture, shown_pdf
from extractors.pdf import PAGE_LIMIT, upright_frame
from extractors.unreadable import CorruptError, TooLargeError, UnsupportedError

QUALITY: Final = 80
SMALL_QUALITY: Final = 65
SMALL: Final = 72
"""Dots per inch up to which a picture is a thumbnail."""
METHOD: Final = 2
"""How long WebP looks for a smaller file: a person is waiting."""
WIDEST: Final = 6000
"""Pixels on the longer side at most, whatever size the page claims; WebP itself ends at 16,383."""
TURNS: Final = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}
"""Pillow counts against the clock."""
SIDEWAYS: Final = frozenset({5, 6, 7, 8})
"""Orientations of a photo that swap width and height."""


def view_pages(content: bytes, name: str, pages: Sequence[tuple[int, int]], dpi: int) -> list[bytes]:
    """Pages (each a number and by how many degrees it is turned clockwise) as WebP, with `dpi` pixels to 72 points of them.

    Raises EncryptedError, CorruptError (no such page), TooLargeError, or UnsupportedError for what has no pages.
    """
    match kind_of(content, name):
        case FileKind.PDF:
            pictures = _of_pdf(content, pages, dpi)
        case FileKind.IMAGE:
            pictures = _of_picture(content, pages, dpi)
        case _:
            raise UnsupportedError("it has no pages to show")
    return [_written(picture, SMALL_QUALITY if dpi <= SMALL else QUALITY) for picture in pictures]


def _written(picture: Any, quality: int) -> bytes:
    written = io.BytesIO()
    picture.save(written, "WEBP", quality=quality, method=METHOD)
    return written.getvalue()


def page_sizes(content: bytes, name: str) -> list[tuple[float, float]]:
    """Width and height of every page in points, before any scan is turned upright; at most `PAGE_LIMIT`. Raises as `view_pages`."""
    match kind_of(content, name):
        case FileKind.PDF:
            return _sizes_of_pdf(content)
        case FileKind.IMAGE:
            with _Pictures(content) as pictures:
                return [pictures.size(number) for number in range(1, min(pictures.total, PAGE_LIMIT) + 1)]
        case _:
            raise UnsupportedError("it has no pages to show")


def _of_pdf(content: bytes, pages: Sequence[tuple[int, int]], dpi: int) -> Iterator[Any]:
    try:
        document = shown_pdf(content)
        for number, turn in pages:
            if not 1 <= number <= len(document):
                raise CorruptError(f"it has {len(document)} pages")
            frame = checked_frame(upright_frame(document, number).turned(turn))
            page = document[number - 1]
            further = (frame.rotation - page.get_rotation()) % 360
            drawn = page.render(scale=_scale(dpi, *frame.size), rotation=further, rev_byteorder=True, prefer_bgrx=False)
            yield drawn.to_pil().convert("RGB")
    except (pdfium_objects.PdfiumError, IndexError, ValueError) as error:
        raise CorruptError(str(error)[:200]) from error


def _sizes_of_pdf(content: bytes) -> list[tuple[float, float]]:
    try:
        document = shown_pdf(content)
        return [upright_frame(document, number).size for number in range(1, min(len(document), PAGE_LIMIT) + 1)]
    except (pdfium_objects.PdfiumError, IndexError, ValueError) as error:
        raise CorruptError(str(error)[:200]) from error


def _of_picture(content: bytes, pages: Sequence[tuple[int, int]], dpi: int) -> Iterator[Any]:
    with _Pictures(content) as pictures:
        for number, turn in pages:
            width, height = pictures.size(number)
            scale = _scale(dpi, width, height)
            wanted = (max(1, round(width * scale)), max(1, round(height * scale)))
            picture = plain_picture(pictures.upright()).resize(wanted, Image.Resampling.LANCZOS, reducing_gap=2.0)
            yield picture.transpose(TURNS[turn % 360]) if turn % 360 else picture


def _scale(dpi: int, width: float, height: float) -> float:
    return min(dpi / 72, WIDEST / max(width, height))


class _Pictures:
    """The frames of an open picture file, for the time of one look; what Pillow cannot make sense of becomes a CorruptError."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._open: Any = None

    def __enter__(self) -> Self:
        try:
            self._open = Image.open(io.BytesIO(self._content))
        except UnidentifiedImageError as error:
            raise CorruptError("its picture cannot be recognised") from error
        if self._open.format not in FORMATS:
            raise UnsupportedError(f"a picture of kind {self._open.format}")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        self._open.close()
        if isinstance(error, Image.DecompressionBombError):
            raise TooLargeError("more pixels than any page") from error
        if isinstance(error, (OSError, SyntaxError, EOFError, ValueError, IndexError, KeyError, TypeError, ZeroDivisionError)):
            raise CorruptError(str(error)[:200]) from error

    @property
    def total(self) -> int:
        """How many frames there are that are pages."""
        return int(getattr(self._open, "n_frames", 1)) if self._open.format == "TIFF" else 1

    def size(self, number: int) -> tuple[float, float]:
        """Goes to a frame and gives its size in points, as it is held upright."""
        if not 1 <= number <= self.total:
            raise CorruptError(f"it has {self.total} pages")
        self._open.seek(number - 1)
        columns, rows = self._open.size
        if columns * rows > PIXEL_LIMIT:
            raise TooLargeError(f"{columns} x {rows} pixels")
        across, down = resolution(self._open.info.get("dpi"), columns, rows)
        width, height = columns * 72 / across, rows * 72 / down
        return (height, width) if self._open.getexif().get(EXIF_ORIENTATION, 1) in SIDEWAYS else (width, height)

    def upright(self) -> Any:
        """The frame that was gone to, as it is held upright."""
        return ImageOps.exif_transpose(self._open)
