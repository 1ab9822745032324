"""Opens a PDF: its pages with words, rulings and pictures, and which of them must be read from their picture.

Runs inside the sandbox. pdfium reads; a file it refuses is repaired once (qpdf), and pdfplumber is the last to try.
"""

from __future__ import annotations

import ctypes
import io
from dataclasses import dataclass
from typing import Any, Final

import pdfplumber
import pikepdf
import pypdfium2 as pdfium_objects
import pypdfium2.raw as pdfium

from extractors.bitmap import Bitmap, without_needless_colour
from extractors.page import Ruling, Word
from extractors.pdf_graphics import Graphics, graphics
from extractors.pdf_text import Frame, TextLayer, text_layer
from extractors.said import said_in_pdf
from extractors.sheet import Sheet, Sheets
from extractors.unreadable import CorruptError, EncryptedError, TooLargeError
from facts.evidence import Box

PAGE_LIMIT: Final = 400
PICTURED_PAGES: Final = 20
"""Digital files up to this many pages get a picture of each page, for questions about ink."""
DIGITAL_DPI: Final = 120
DETAIL_DPI: Final = 200
"""For digital pages with pictures or bars, which may be barcodes."""
SCAN_DPI: Final = (100, 300)
"""Scans are taken at their own resolution, within these bounds."""
OUTLINE_DPI: Final = 250
"""For pages whose print is drawn as curves or in a font without meaning."""
PIXEL_LIMIT: Final = 25_000_000
"""An A3 page at 300 dpi has 17 million."""
SMALLEST_DPI: Final = 40
PAGE_SIDE_LIMIT: Final = 14_400.0
"""Longest side of a page in points (200 inches, the limit of PDF 1.4 viewers)."""
SCAN_COVER: Final = 0.5
FEW_CHARACTERS: Final = 60
HIDDEN_SHARE: Final = 0.5
ATTACHMENT_LIMIT: Final = 20_000_000
ATTACHMENTS: Final = 40
_LINK, _POPUP = 2, 16


def open_pdf(content: bytes, first: int, count: int) -> Sheets:
    """Pages `first` (from 1) to `first + count - 1`; embedded files come with the first.

    Raises EncryptedError or CorruptError.
    """
    try:
        return _with_pdfium(content, first, count)
    except CorruptError as refusal:
        return _repaired(content, first, count, refusal)


def _with_pdfium(content: bytes, first: int, count: int) -> Sheets:
    try:
        document = pdfium_objects.PdfDocument(content)
        total = len(document)
    except pdfium_objects.PdfiumError as error:
        if getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD or "password" in str(error).lower():
            raise EncryptedError from error
        if getattr(error, "err_code", None) == pdfium.FPDF_ERR_SECURITY or "security" in str(error).lower():
            raise EncryptedError("its protection is of an unknown kind") from error
        raise CorruptError("its inner structure is broken") from error
    if not total:
        raise CorruptError("it has no pages")
    pictured = total <= PICTURED_PAGES
    numbers = range(first, min(first + count, total + 1, PAGE_LIMIT + 1))
    sheets = tuple(_sheet(document, number, pictured=pictured) for number in numbers)
    if first == 1 and total <= count and all(sheet.problems and sheet.bitmap is None for sheet in sheets):
        whole = all(sheet.width > 0 and max(sheet.width, sheet.height) <= PAGE_SIDE_LIMIT for sheet in sheets)
        raise CorruptError("none of its pages can be opened") if whole else TooLargeError("its pages are larger than any paper")
    return Sheets(total, sheets, _attachments(document) if first == 1 else (), said_in_pdf(document, numbers))


def _repaired(content: bytes, first: int, count: int, refusal: CorruptError) -> Sheets:
    repaired = io.BytesIO()
    try:
        with pikepdf.open(io.BytesIO(content)) as document:
            if not len(document.pages):
                raise refusal
            document.save(repaired)
    except pikepdf.PasswordError as error:
        raise EncryptedError from error
    except (pikepdf.PdfError, ValueError, RuntimeError, TypeError, AttributeError, OSError) as error:
        return _with_pdfplumber(content, first, count, error)
    try:
        return _with_pdfium(repaired.getvalue(), first, count)
    except CorruptError as error:
        return _with_pdfplumber(content, first, count, error)


def _sheet(document: Any, number: int, *, pictured: bool) -> Sheet:
    try:
        page = document[number - 1]
    except pdfium_objects.PdfiumError:
        return Sheet(number, 612.0, 792.0, problems=(f"page {number} is damaged and was left out",))
    if _flattened(page):
        page = document[number - 1]
    frame = _frame(page)
    if max(frame.size) > PAGE_SIDE_LIMIT or min(frame.size) < 1:
        width, height = frame.size
        return Sheet(number, width, height, problems=(f"page {number} is {width:.0f} x {height:.0f} points and was left out",))
    layer, drawn = text_layer(page, frame), graphics(page, frame)
    scanned = must_be_recognised(layer, drawn, frame)
    if layer.turn and not scanned:
        frame = frame.turned(layer.turn)
        drawn = graphics(page, frame)
    turn = 0 if scanned else layer.turn
    pictures = () if scanned else drawn.large_pictures()
    view = _View(page, frame, turn, _dpi(drawn, scanned=scanned, pictures=pictures))
    bitmap, problems = _rendered(view, number) if scanned or pictured or pictures else (None, ())
    width, height = frame.size
    return Sheet(
        number=number,
        width=width,
        height=height,
        words=layer.words(frame),
        rulings=() if scanned else drawn.rulings,
        bitmap=bitmap,
        scanned=scanned,
        pictures=pictures,
        rotation=turn,
        problems=problems,
    )


def must_be_recognised(layer: TextLayer, drawn: Graphics, frame: Frame) -> bool:
    """Whether a page's print must be read from its picture.

    So it is where there is no text but something is drawn, where the text is hidden (the layer of someone else's
    recognition), where a picture lies over it, where a few words stand beside a picture of the page, and where the
    characters mean nothing.
    """
    covered = drawn.covered(frame)
    if layer.characters == 0:
        return drawn.drawn > 0
    if not layer.sensible:
        return True
    if covered < SCAN_COVER:
        return False
    return layer.hidden > HIDDEN_SHARE or drawn.text_beneath() > HIDDEN_SHARE or layer.characters < FEW_CHARACTERS


def upright_frame(document: Any, number: int) -> Frame:
    """How a page of an open pdfium document is seen, as `open_pdf` counts its boxes: digital print that runs sideways upright."""
    page = document[number - 1]
    if _flattened(page):
        page = document[number - 1]
    frame = _frame(page)
    layer = text_layer(page, frame)
    if layer.turn and not must_be_recognised(layer, graphics(page, frame), frame):
        return frame.turned(layer.turn)
    return frame


def _frame(page: Any) -> Frame:
    left, bottom, right, top = page.get_bbox() if hasattr(page, "get_bbox") else page.get_cropbox()
    rectangle = pdfium.FS_RECTF()
    if pdfium.FPDF_GetPageBoundingBox(page, ctypes.byref(rectangle)):
        left, bottom, right, top = rectangle.left, rectangle.bottom, rectangle.right, rectangle.top
    return Frame(left, bottom, right, top, page.get_rotation() % 360)


def _flattened(page: Any) -> bool:
    """Draws filled form fields and notes into the page, so that their words are read; True where there were any."""
    for index in range(pdfium.FPDFPage_GetAnnotCount(page)):
        note = pdfium.FPDFPage_GetAnnot(page, index)
        subtype = pdfium.FPDFAnnot_GetSubtype(note)
        pdfium.FPDFPage_CloseAnnot(note)
        if subtype not in (_LINK, _POPUP):
            flattened = pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY)
            return bool(flattened == pdfium.FLATTEN_SUCCESS)
    return False


def _dpi(drawn: Graphics, *, scanned: bool, pictures: tuple[Box, ...]) -> float:
    """The resolution a page is pictured at: of its scan, or as its print, pictures and bars need it."""
    own = drawn.dpi()
    lowest, highest = SCAN_DPI
    if scanned:
        return OUTLINE_DPI if own is None else min(max(own, lowest), highest)
    if pictures and own is not None:
        return min(max(own, DETAIL_DPI), highest)
    return DETAIL_DPI if drawn.pictures or drawn.barred else DIGITAL_DPI


@dataclass(frozen=True, slots=True)
class _View:
    """How a page is to be pictured: turned further by `turn` degrees, at `dpi`."""

    page: Any
    frame: Frame
    turn: int
    dpi: float


def _rendered(view: _View, number: int) -> tuple[Bitmap | None, tuple[str, ...]]:
    width, height = view.frame.size
    dpi = min(view.dpi, 72 * (PIXEL_LIMIT / (width * height)) ** 0.5)
    if dpi < SMALLEST_DPI:
        return None, (f"page {number} is too large to be pictured ({width:.0f} x {height:.0f} points)",)
    picture = view.page.render(scale=dpi / 72, rotation=view.turn, rev_byteorder=True, prefer_bgrx=False, no_smoothtext=False)
    pixels = picture.to_numpy()
    if pixels.ndim == 3 and pixels.shape[2] > 3:
        pixels = pixels[:, :, :3]
    if pixels.ndim == 3 and pixels.shape[2] == 1:
        pixels = pixels[:, :, 0]
    return Bitmap(without_needless_colour(pixels.copy()), 72 * picture.width / width), ()


def _attachments(document: Any) -> tuple[tuple[str, bytes], ...]:
    found = []
    try:
        for index in range(min(document.count_attachments(), ATTACHMENTS)):
            attachment = document.get_attachment(index)
            content = bytes(attachment.get_data())
            if 0 < len(content) <= ATTACHMENT_LIMIT:
                found.append((attachment.get_name(), content))
    except (pdfium_objects.PdfiumError, ValueError):
        return tuple(found)
    return tuple(found)


def _with_pdfplumber(content: bytes, first: int, count: int, refusal: Exception) -> Sheets:
    """Words alone, for files that pdfium refuses; anything that goes wrong here means that the file is damaged."""
    try:
        with pdfplumber.open(io.BytesIO(content)) as document:
            total = len(document.pages)
            chosen = document.pages[first - 1 : min(first - 1 + count, PAGE_LIMIT)]
            sheets = tuple(_plumbed(page) for page in chosen)
    except Exception as error:
        raise CorruptError("its inner structure is broken") from error
    if not any(sheet.words for sheet in sheets):
        raise CorruptError("its inner structure is broken") from refusal
    return Sheets(total, sheets)


def _plumbed(page: Any) -> Sheet:
    words = tuple(Word(w["text"], Box(w["x0"], w["top"], w["x1"], w["bottom"])) for w in page.extract_words(x_tolerance_ratio=0.15))
    edges = (Box(e["x0"], e["top"], e["x1"], e["bottom"]) for e in page.edges)
    rulings = tuple(Ruling(box, box.width >= box.height) for box in edges)
    return Sheet(page.page_number, float(page.width), float(page.height), words, rulings)
