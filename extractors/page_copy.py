"""Copies pages of papers into a plain PDF: each upright as readers counted its boxes, and nothing on it that acts.

What comes out has only what is drawn: no scripts, links, form fields, attachments or passwords. Runs inside the sandbox.
"""

from __future__ import annotations

import contextlib
import io
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import pikepdf
import pypdfium2 as pdfium_objects
from PIL import Image

from extractors.kinds import FileKind, kind_of
from extractors.pdf import PAGE_LIMIT, PAGE_SIDE_LIMIT, upright_frame
from extractors.pdf_text import Frame
from extractors.picture_file import PIXEL_LIMIT, PictureFile
from extractors.unreadable import CorruptError, EncryptedError, TooLargeError, UnsupportedError

PACKED_LIMIT: Final = 1_500_000
"""Bytes of a picture beyond which it is kept as JPEG and no longer loss-free."""
QUALITY: Final = 88
PICTURED_DPI: Final = 200
"""For pages of a PDF that can be shown but not copied."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which pages (from 1; empty: all), by how many degrees scanned ones were turned, and which are to become pictures at which dpi."""

    pages: tuple[int, ...] = ()
    turned: Mapping[int, int] = field(default_factory=dict)
    pictured: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CopiedPages:
    """A PDF of upright pages: their numbers in the file, sizes in points, and bytes of each alone (where asked for).

    `left_out` counts the pages beyond `PAGE_LIMIT`.
    """

    content: bytes
    numbers: tuple[int, ...]
    sizes: tuple[tuple[float, float], ...]
    weights: tuple[int, ...] = ()
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class _Picture:
    """A picture as a PDF holds it: packed bytes and what they mean."""

    packed: bytes
    code: pikepdf.Name
    colours: pikepdf.Name
    bits: int
    size: tuple[int, int]


def copy_pages(content: bytes, name: str, wanted: Wanted, *, weigh: bool = False) -> CopiedPages:
    """The wanted pages of a PDF or picture; the same input gives the same bytes.

    Raises EncryptedError, CorruptError, TooLargeError, or UnsupportedError for what has no pages.
    """
    match kind_of(content, name):
        case FileKind.PDF:
            return _of_pdf(content, wanted, weigh=weigh)
        case FileKind.IMAGE:
            return _of_picture(content, wanted, weigh=weigh)
        case _:
            raise UnsupportedError("it has no pages to show")


def _of_pdf(content: bytes, wanted: Wanted, *, weigh: bool) -> CopiedPages:
    source = _opened(content)
    if source is None:
        return _all_pictured(content, wanted, weigh=weigh)
    with source, pikepdf.new() as copy:
        shown = _shown(content, source)
        asked = _asked(wanted.pages, len(source.pages))
        numbers = asked[:PAGE_LIMIT]
        try:
            if "/AcroForm" in source.Root:
                source.generate_appearance_streams()
            source.flatten_annotations()
            hides = _hides_layers(source)
            for number in numbers:
                frame = checked_frame(upright_frame(shown, number).turned(wanted.turned.get(number, 0)))
                dpi = wanted.pictured.get(number, PICTURED_DPI if hides else 0)
                if dpi:
                    _add_picture(copy, _pictured(shown, number, frame, dpi), frame.size)
                else:
                    _add_page(copy, source.pages[number - 1], frame)
        except (pikepdf.PdfError, pdfium_objects.PdfiumError, IndexError, ValueError, RuntimeError, TypeError) as error:
            raise CorruptError(str(error)[:200]) from error
        return _copied(copy, numbers, len(asked) - len(numbers), weigh=weigh)


def _opened(content: bytes) -> pikepdf.Pdf | None:
    """The document for copying; None where only pdfium may be able to show it."""
    try:
        return pikepdf.open(io.BytesIO(content))
    except pikepdf.PasswordError as error:
        raise EncryptedError from error
    except (pikepdf.PdfError, ValueError, RuntimeError):
        return None


def shown_pdf(content: bytes) -> Any:
    """A PDF as pdfium shows it, repaired where it must be. Raises EncryptedError, CorruptError."""
    with contextlib.suppress(pdfium_objects.PdfiumError):
        return pdfium_objects.PdfDocument(content)
    source = _opened(content)
    if source is None:
        raise CorruptError("its inner structure is broken")
    with source:
        return _shown(content, source)


def _shown(content: bytes, source: pikepdf.Pdf | None) -> Any:
    """The document for looking at; a file that pdfium refuses is repaired once."""
    with contextlib.suppress(pdfium_objects.PdfiumError):
        return pdfium_objects.PdfDocument(content)
    if source is None:
        raise CorruptError("its inner structure is broken")
    repaired = io.BytesIO()
    try:
        source.save(repaired)
        return pdfium_objects.PdfDocument(repaired.getvalue())
    except (pikepdf.PdfError, pdfium_objects.PdfiumError, RuntimeError, ValueError) as error:
        raise CorruptError("its inner structure is broken") from error


def _asked(pages: Sequence[int], total: int) -> tuple[int, ...]:
    if not total:
        raise CorruptError("it has no pages")
    if not pages:
        return tuple(range(1, total + 1))
    if any(not 1 <= number <= total for number in pages):
        raise CorruptError(f"it has {total} pages, not the wanted ones")
    return tuple(pages)


def checked_frame(frame: Frame) -> Frame:
    """The same frame. Raises TooLargeError for a page that is no page of any paper."""
    width, height = frame.size
    if max(width, height) > PAGE_SIDE_LIMIT or min(width, height) < 1:
        raise TooLargeError(f"a page of {width:.0f} x {height:.0f} points")
    return frame


def _hides_layers(source: pikepdf.Pdf) -> bool:
    """Whether parts of pages are switched off: copied, they would show, so that such pages are taken as they look."""
    layers = source.Root.get("/OCProperties")
    settings = layers.get("/D") if layers is not None else None
    return settings is not None and (bool(settings.get("/OFF")) or settings.get("/BaseState") == pikepdf.Name.OFF)


def _add_page(copy: pikepdf.Pdf, page: pikepdf.Page, frame: Frame) -> None:
    page.trimbox = pikepdf.Array([frame.left, frame.bottom, frame.right, frame.top])
    form = copy.copy_foreign(page.as_form_xobject(handle_transformations=False))
    _add_sheet(copy, form, frame.size, _placing(frame))


def _add_picture(copy: pikepdf.Pdf, picture: _Picture, size: tuple[float, float], turn: int = 0) -> None:
    """A page that is one picture; `size` is the page as seen, after `turn` degrees clockwise."""
    made = copy.make_stream(
        picture.packed,
        {
            "/Type": pikepdf.Name.XObject,
            "/Subtype": pikepdf.Name.Image,
            "/Width": picture.size[0],
            "/Height": picture.size[1],
            "/ColorSpace": picture.colours,
            "/BitsPerComponent": picture.bits,
            "/Filter": picture.code,
        },
    )
    width, height = size if turn % 180 == 0 else (size[1], size[0])
    a, b, c, d, e, f = _placing(Frame(0, 0, width, height, turn % 360))
    _add_sheet(copy, made, size, (a * width, b * width, c * height, d * height, e, f))


def _add_sheet(copy: pikepdf.Pdf, drawn: Any, size: tuple[float, float], matrix: Sequence[float]) -> None:
    sheet = copy.add_blank_page(page_size=size)
    name = sheet.add_resource(drawn, pikepdf.Name.XObject, pikepdf.Name.Paper)
    numbers = " ".join(f"{value:.6f}".rstrip("0").rstrip(".") for value in matrix)
    sheet.Contents = copy.make_stream(f"q {numbers} cm {name} Do Q".encode())


def _placing(frame: Frame) -> tuple[float, float, float, float, float, float]:
    """The matrix that takes PDF coordinates to the page as seen, counted from its bottom left."""
    height = frame.size[1]

    def seen(x: float, y: float) -> tuple[float, float]:
        across, down = frame.point(x, y)
        return across, height - down

    (e, f), (ax, ay), (cx, cy) = seen(0, 0), seen(1, 0), seen(0, 1)
    return ax - e, ay - f, cx - e, cy - f, e, f


def _all_pictured(content: bytes, wanted: Wanted, *, weigh: bool) -> CopiedPages:
    """Pictures of all wanted pages, for files that only pdfium opens."""
    shown = _shown(content, None)
    asked = _asked(wanted.pages, len(shown))
    with pikepdf.new() as copy:
        for number in asked[:PAGE_LIMIT]:
            frame = checked_frame(upright_frame(shown, number).turned(wanted.turned.get(number, 0)))
            picture = _pictured(shown, number, frame, wanted.pictured.get(number, PICTURED_DPI))
            _add_picture(copy, picture, frame.size)
        return _copied(copy, asked[:PAGE_LIMIT], max(0, len(asked) - PAGE_LIMIT), weigh=weigh)


def _pictured(shown: Any, number: int, frame: Frame, dpi: int) -> _Picture:
    page = shown[number - 1]
    width, height = frame.size
    scale = min(dpi / 72, (PIXEL_LIMIT / 4 / (width * height)) ** 0.5)
    further = (frame.rotation - page.get_rotation()) % 360
    picture = page.render(scale=scale, rotation=further, rev_byteorder=True, prefer_bgrx=False).to_pil()
    return _jpeg(picture.convert("RGB"))


def _of_picture(content: bytes, wanted: Wanted, *, weigh: bool) -> CopiedPages:
    with PictureFile(content) as file, pikepdf.new() as copy:
        asked = _asked(wanted.pages, file.total)
        for number in asked[:PAGE_LIMIT]:
            _add_frame(copy, file, content, number, wanted)
        return _copied(copy, asked[:PAGE_LIMIT], max(0, len(asked) - PAGE_LIMIT), weigh=weigh)


def _add_frame(copy: pikepdf.Pdf, file: PictureFile, content: bytes, number: int, wanted: Wanted) -> None:
    """One frame of a picture file as a page, in the points that readers counted."""
    file.go_to(number)
    width, height = (round(side, 2) for side in file.size)
    dpi = wanted.pictured.get(number)
    upright = file.upright()
    made = _shrunk(upright, dpi / max(file.dpi)) if dpi else _packed(upright, b"" if file.turned else content)
    turn = wanted.turned.get(number, 0) % 360
    _add_picture(copy, made, (height, width) if turn % 180 else (width, height), turn)


def _packed(picture: Any, file: bytes) -> _Picture:
    """The picture without loss where that is small enough: a JPEG as it lies in the file, print in one bit, else packed pixels."""
    if picture.mode == "1":
        return _Picture(zlib.compress(picture.tobytes(), 9), pikepdf.Name.FlateDecode, pikepdf.Name.DeviceGray, 1, picture.size)
    if file.startswith(b"\xff\xd8\xff") and picture.mode in ("L", "RGB"):
        return _Picture(file, pikepdf.Name.DCTDecode, _colours(picture), 8, picture.size)
    plain = plain_picture(picture)
    packed = zlib.compress(plain.tobytes(), 6)
    if len(packed) <= PACKED_LIMIT:
        return _Picture(packed, pikepdf.Name.FlateDecode, _colours(plain), 8, plain.size)
    return _jpeg(plain)


def _shrunk(picture: Any, scale: float) -> _Picture:
    plain = plain_picture(picture)
    if scale < 1:
        size = (max(1, round(plain.width * scale)), max(1, round(plain.height * scale)))
        plain = plain.resize(size, Image.Resampling.LANCZOS)
    return _jpeg(plain)


def plain_picture(picture: Any) -> Any:
    """Grey or colour on white paper, whatever mode the picture has."""
    if picture.mode in ("1", "L"):
        return picture.convert("L")
    if picture.mode.startswith("I") or picture.mode == "F":
        low, high = picture.getextrema()
        span = float(high - low) or 1.0
        return picture.convert("F").point(lambda value: value * (255 / span) - low * (255 / span)).convert("L")
    if "A" in picture.getbands() or "transparency" in picture.info:
        layered = picture.convert("RGBA")
        paper = Image.new("RGBA", layered.size, "white")
        paper.alpha_composite(layered)
        return paper.convert("RGB")
    return picture.convert("RGB")


def _jpeg(picture: Any) -> _Picture:
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=QUALITY, optimize=True)
    return _Picture(written.getvalue(), pikepdf.Name.DCTDecode, _colours(picture), 8, picture.size)


def _colours(picture: Any) -> pikepdf.Name:
    return pikepdf.Name.DeviceGray if picture.mode == "L" else pikepdf.Name.DeviceRGB


def _copied(copy: pikepdf.Pdf, numbers: Sequence[int], left_out: int, *, weigh: bool) -> CopiedPages:
    sizes = tuple((float(page.mediabox[2]), float(page.mediabox[3])) for page in copy.pages)
    weights = tuple(_weights(copy)) if weigh else ()
    return CopiedPages(saved(copy), tuple(numbers), sizes, weights, left_out)


def _weights(copy: pikepdf.Pdf) -> Iterator[int]:
    """Bytes of each page alone: what pages share (a letterhead, fonts) counts with each of them."""
    for page in copy.pages:
        with pikepdf.new() as alone:
            alone.pages.append(page)
            yield len(saved(alone))


def saved(document: pikepdf.Pdf) -> bytes:
    """The document as bytes, the same for the same content."""
    written = io.BytesIO()
    document.save(written, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return written.getvalue()
