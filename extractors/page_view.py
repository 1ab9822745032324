"""Shows pages to people: those of a PDF or picture as WebP, and the sizes of all, as readers counted their boxes.

Runs inside the sandbox.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Any, Final

import pypdfium2 as pdfium_objects
from PIL import Image

from extractors.kinds import FileKind, kind_of
from extractors.page_copy import checked_frame, plain_picture, shown_pdf
from extractors.pdf import PAGE_LIMIT, upright_frame
from extractors.picture_file import PictureFile
from extractors.unreadable import CorruptError, UnsupportedError

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
            return _sizes_of_picture(content)
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
    with PictureFile(content) as file:
        for number, turn in pages:
            file.go_to(number)
            width, height = file.size
            scale = _scale(dpi, width, height)
            wanted = (max(1, round(width * scale)), max(1, round(height * scale)))
            picture = plain_picture(file.upright()).resize(wanted, Image.Resampling.LANCZOS, reducing_gap=2.0)
            yield picture.transpose(TURNS[turn % 360]) if turn % 360 else picture


def _sizes_of_picture(content: bytes) -> list[tuple[float, float]]:
    with PictureFile(content) as file:
        sizes = []
        for number in file.pages:
            file.go_to(number)
            sizes.append(file.size)
        return sizes


def _scale(dpi: int, width: float, height: float) -> float:
    return min(dpi / 72, WIDEST / max(width, height))
