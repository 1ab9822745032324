"""Papers for these tests, drawn here: digital pages, scans of them, and what happens to paper on the way."""

from __future__ import annotations

import io

import cv2
import numpy as np
import pikepdf
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

LETTER = (612.0, 792.0)
LINES = (
    (72, 90, "STRAIGHT BILL OF LADING"),
    (72, 120, "Bill of lading number 06141411234567895"),
    (72, 140, "Carrier Cascade Motor Express   PRO 660045595"),
    (72, 160, "Ship date 04/26/2026   Trailer 33354   Seal 3245074"),
    (72, 200, "Order number"),
    (300, 200, "Cartons"),
    (420, 200, "Weight"),
    (72, 220, "4XK2P9QR"),
    (300, 220, "17"),
    (420, 220, "328"),
    (72, 240, "8T9JMN3W"),
    (300, 240, "6"),
    (420, 240, "112"),
    (72, 300, "Received in good order except as noted on this receipt"),
    (72, 330, "Claims are filed in writing within nine months of delivery"),
)
KEYS = ("06141411234567895", "660045595", "04/26/2026", "33354", "3245074", "4XK2P9QR", "8T9JMN3W", "17", "6", "328", "112")


def digital(lines: tuple[tuple[float, float, str], ...] = LINES, *, size: tuple[float, float] = LETTER, pages: int = 1) -> bytes:
    """A born-digital PDF; places count from the top left."""
    return digital_pages(*[lines] * pages, size=size)


def digital_pages(*pages: tuple[tuple[float, float, str], ...], size: tuple[float, float] = LETTER) -> bytes:
    """A born-digital PDF of several different pages."""
    written = io.BytesIO()
    canvas = Canvas(written, pagesize=size, invariant=True)
    for lines in pages:
        canvas.setFont("Helvetica", 11)
        for x, y, text in lines:
            canvas.drawString(x, size[1] - y, text)
        canvas.showPage()
    canvas.save()
    return written.getvalue()


def drawn(lines: tuple[tuple[float, float, str], ...] = LINES, *, dpi: int = 200, size: tuple[float, float] = LETTER) -> Image.Image:
    """The same page as a picture."""
    scale = dpi / 72
    page = Image.new("L", (round(size[0] * scale), round(size[1] * scale)), 255)
    pen, font = ImageDraw.Draw(page), ImageFont.load_default(11 * scale)
    for x, y, text in lines:
        pen.text((x * scale, y * scale), text, font=font, fill=0, anchor="ls")
    return page


def as_bytes(page: Image.Image, form: str = "PNG", *, dpi: float | tuple[float, float] = 200) -> bytes:
    """A picture file that states its resolution."""
    written = io.BytesIO()
    page.save(written, form, dpi=dpi if isinstance(dpi, tuple) else (dpi, dpi))
    return written.getvalue()


def scan_in_pdf(page: Image.Image, *, size: tuple[float, float] = LETTER, hidden: str = "", rotate: int = 0) -> bytes:
    """A PDF whose page is one picture, with a hidden text layer if wanted."""
    written = io.BytesIO()
    canvas = Canvas(written, pagesize=size, invariant=True)
    canvas.drawImage(ImageReader(page), 0, 0, *size)
    if hidden:
        text = canvas.beginText(72, 700)
        text.setTextRenderMode(3)
        text.textLine(hidden)
        canvas.drawText(text)
    canvas.setPageRotation(rotate)
    canvas.showPage()
    canvas.save()
    return written.getvalue()


def edited(content: bytes, **keys: object) -> bytes:
    """The same PDF with keys of its first page set (Rotate, CropBox, UserUnit)."""
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as document:
        for name, value in keys.items():
            document.pages[0][f"/{name}"] = pikepdf.Array(value) if isinstance(value, list) else value
        document.save(written, deterministic_id=True)
    return written.getvalue()


def photographed(page: Image.Image, seed: int = 1) -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
    """A page lying askew on a dark table in uneven light, and the map from the page's pixels to the photo's."""
    flat = np.asarray(page.convert("L"))
    height, width = flat.shape
    rng = np.random.default_rng(seed)
    there = np.array([[90, 110], [width + 60, 70], [width + 120, height + 90], [60, height + 130]], np.float32)
    there += rng.uniform(-18, 18, there.shape).astype(np.float32)
    here = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(here, there)
    photo = np.full((height + 220, width + 200), 62, np.uint8)
    laid = cv2.warpPerspective(flat, matrix, (photo.shape[1], photo.shape[0]))
    inside = cv2.warpPerspective(np.full_like(flat, 255), matrix, (photo.shape[1], photo.shape[0])) > 127
    photo[inside] = laid[inside]
    light = np.linspace(1.0, 0.55, photo.shape[1])[None, :] * np.linspace(1.0, 0.8, photo.shape[0])[:, None]
    return (photo * light).astype(np.uint8), matrix.astype(np.float64)


def signature(
    pen: ImageDraw.ImageDraw, x: float, y: float, width: float, height: float, fill: int | tuple[int, int, int] = 0, thick: int = 4
) -> None:
    """A scrawl of joined curves."""
    steps = np.linspace(0, 1, 220)
    across = x + width * steps + 0.04 * width * np.sin(31 * steps)
    down = y + height / 2 + height * 0.45 * np.sin(23 * steps + 2 * np.sin(5 * steps)) * (1 - 0.5 * steps)
    pen.line([(float(a), float(b)) for a, b in zip(across, down, strict=True)], fill=fill, width=thick, joint="curve")
