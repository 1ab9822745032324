"""Takes single pages out of a PDF or TIFF: what is filed is the paper in question, not the whole batch that was scanned with it.

Runs inside the sandbox.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Sequence

import pikepdf
from PIL import Image, UnidentifiedImageError

from extractors.unreadable import CorruptError


def cut_pages(content: bytes, pages: Sequence[int]) -> bytes:
    """A file of the same form that holds the named pages (from 1) in their order; the same input gives the same bytes.

    Raises CorruptError where the file does not open, is of another form, or has no such pages.
    """
    if b"%PDF-" in content[:1024]:
        return _cut_pdf(content, pages)
    if content.startswith((b"II*\x00", b"MM\x00*")):
        return _cut_tiff(content, pages)
    raise CorruptError("it has no pages that can be taken out")


def _cut_pdf(content: bytes, pages: Sequence[int]) -> bytes:
    written = io.BytesIO()
    try:
        with pikepdf.open(io.BytesIO(content)) as source, pikepdf.new() as cut:
            for number in pages:
                cut.pages.append(source.pages[number - 1])
            cut.save(written, deterministic_id=True)
    except (pikepdf.PdfError, IndexError, ValueError, RuntimeError) as error:
        raise CorruptError(str(error)[:200]) from error
    return written.getvalue()


def _cut_tiff(content: bytes, pages: Sequence[int]) -> bytes:
    written = io.BytesIO()
    try:
        with warnings.catch_warnings(action="ignore"), Image.open(io.BytesIO(content)) as source:
            frames = []
            for number in pages:
                source.seek(number - 1)
                frames.append(source.copy())
            dpi = source.info.get("dpi")
            lossless = "group4" if all(f.mode == "1" for f in frames) else "tiff_adobe_deflate"
            options = {"dpi": dpi} if dpi else {}
            frames[0].save(written, "TIFF", save_all=True, append_images=frames[1:], compression=lossless, **options)
    except (EOFError, OSError, ValueError, IndexError, SyntaxError, UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise CorruptError(str(error)[:200]) from error
    return written.getvalue()
