"""Turns drawn pages into what a scanner, a fax or a phone would have made of them, and says where each point went."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import cv2
import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from demo.chance import Chance
from facts.evidence import Box

Pixels: TypeAlias = NDArray[np.uint8]
Matrix: TypeAlias = NDArray[np.float64]
POINTS: Final = 72.0
CLASSES: Final = ("clean300", "office200", "fax", "phone")
"""What can happen to a paper, in the words of truth files; `digital` papers never come here."""


@dataclass(frozen=True, slots=True)
class Scan:
    """A scanned page as it lies in the file. `moved` maps points of the drawn page to points of the upright scan.

    `turned` is how far the page was put in the wrong way, in degrees clockwise; `dpi` is across and down.
    """

    pixels: Pixels
    dpi: tuple[float, float]
    moved: Matrix
    turned: int = 0

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the upright page in points."""
        high, wide = self.pixels.shape[:2]
        width, height = wide * POINTS / self.dpi[0], high * POINTS / self.dpi[1]
        return (height, width) if self.turned % 180 else (width, height)

    def place(self, box: Box) -> Box:
        """Where a box of the drawn page is on the upright scan."""
        corners = np.array([[[box.x0, box.top], [box.x1, box.top], [box.x1, box.bottom], [box.x0, box.bottom]]], np.float64)
        there = cv2.perspectiveTransform(corners, self.moved)[0]
        (x0, y0), (x1, y1) = there.min(axis=0), there.max(axis=0)
        return Box(float(x0), float(y0), float(x1), float(y1))

    def shown(self, box: Box) -> Box:
        """Where a box of the upright scan is on the page as it lies in the file."""
        width, height = self.size
        match self.turned:
            case 90:
                return Box(height - box.bottom, box.x0, height - box.top, box.x1)
            case 180:
                return Box(width - box.x1, height - box.bottom, width - box.x0, height - box.top)
            case 270:
                return Box(box.top, width - box.x1, box.bottom, width - box.x0)
            case _:
                return box


def rendered(pdf: bytes, dpi: int) -> list[Pixels]:
    """The pages of a PDF as colour pixels."""
    document = pypdfium2.PdfDocument(pdf)
    pages = [np.asarray(document[i].render(scale=dpi / POINTS).to_pil().convert("RGB")) for i in range(len(document))]
    document.close()
    return pages


def scanned(pdf: bytes, kind: str, draw: Chance, *, turned: int = 0) -> list[Scan]:
    """The pages of a paper after a scan of one of CLASSES, all put in turned by the same angle."""
    made = [_WAYS[kind](page, draw.branch(number)) for number, page in enumerate(rendered(pdf, _RENDER_DPI[kind]))]
    quarter = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}.get(turned)
    if quarter is None:
        return made
    return [Scan(_pixels(cv2.rotate(s.pixels, quarter)), (s.dpi[1], s.dpi[0]) if turned % 180 else s.dpi, s.moved, turned) for s in made]


def _pixels(image: Any) -> Pixels:
    return np.ascontiguousarray(np.clip(image, 0, 255).astype(np.uint8))


def _grain(draw: Chance, shape: tuple[int, ...], strength: float) -> NDArray[np.float32]:
    """Noise over a page: one small field of it, laid side by side."""
    high, wide = shape[:2]
    field = np.random.default_rng(draw.whole(0, 2**31)).standard_normal((256, 384), np.float32) * np.float32(strength)
    laid = np.tile(field, (high // 256 + 1, wide // 384 + 1))[:high, :wide]
    return laid if len(shape) == 2 else laid[..., None]


def _in_points(pixel_matrix: Matrix, source_dpi: float, target: tuple[float, float]) -> Matrix:
    """A matrix over pixels as a matrix over points."""
    before = np.diag([source_dpi / POINTS, source_dpi / POINTS, 1.0])
    after = np.diag([POINTS / target[0], POINTS / target[1], 1.0])
    return np.asarray(after @ pixel_matrix @ before, np.float64)


def _skewed(page: Any, degrees: float, shift: tuple[float, float]) -> tuple[Any, Matrix]:
    """The page turned a little around its middle and moved, white where nothing lay."""
    high, wide = page.shape[:2]
    turn = np.vstack([cv2.getRotationMatrix2D((wide / 2, high / 2), degrees, 1.0), [0, 0, 1]])
    turn[0, 2] += shift[0]
    turn[1, 2] += shift[1]
    white = (255,) * (page.shape[2] if page.ndim == 3 else 1)
    return cv2.warpAffine(page, turn[:2], (wide, high), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=white), turn


def _clean(page: Pixels, draw: Chance) -> Scan:
    """A good office scanner at 300 dpi: hardly turned, a breath of noise."""
    grey = page if draw.likely(0.4) else _pixels(cv2.cvtColor(page, cv2.COLOR_RGB2GRAY))
    turned, matrix = _skewed(grey, draw.part(-0.25, 0.25), (draw.part(-6, 6), draw.part(-6, 6)))
    soft = cv2.GaussianBlur(turned, (3, 3), 0.5)
    return Scan(_pixels(soft + _grain(draw, soft.shape, 2.5)), (300, 300), _in_points(matrix, 300, (300, 300)))


def _office(page: Pixels, draw: Chance) -> Scan:
    """The copier down the hall at 200 dpi: turned, grey, specked, dark at one edge."""
    grey = cv2.cvtColor(page, cv2.COLOR_RGB2GRAY)
    turned, matrix = _skewed(grey, draw.part(-1.4, 1.4), (draw.part(-12, 12), draw.part(-12, 12)))
    faded = 255 - (255 - cv2.GaussianBlur(turned, (3, 3), draw.part(0.5, 0.9)).astype(np.float32)) * np.float32(draw.part(0.72, 0.95))
    high, wide = grey.shape
    paper = np.linspace(0, draw.part(4, 16), wide, dtype=np.float32)[None, :]
    image = faded - paper + _grain(draw, grey.shape, draw.part(4, 9))
    edge = draw.whole(4, 22)
    image[:, : edge if draw.likely(0.5) else 1] -= draw.part(40, 110)
    for _ in range(draw.whole(20, 120)):
        cv2.circle(image, (draw.whole(0, wide - 1), draw.whole(0, high - 1)), draw.pick((0, 1, 1, 2)), draw.part(40, 150), -1)
    return Scan(_pixels(image), (200, 200), _in_points(matrix, 200, (200, 200)))


def _fax(page: Pixels, draw: Chance) -> Scan:
    """A fax: black and white, 204 dots across and 196 or 98 lines down, a header line, broken pixels."""
    down = draw.pick((196, 196, 98))
    grey = cv2.cvtColor(page, cv2.COLOR_RGB2GRAY)
    turned, matrix = _skewed(grey, draw.part(-0.6, 0.6), (0, draw.part(0, 14)))
    high, wide = turned.shape
    lines = round(high * down / 204)
    thin = cv2.resize(turned, (wide, lines), interpolation=cv2.INTER_AREA).astype(np.float32)
    bits = _pixels(np.where(thin + _grain(draw, thin.shape, 26) > draw.part(150, 190), 255, 0))
    bits[_grain(draw, bits.shape, 1.0) > 3.25] = 0
    cv2.putText(bits, f"FROM {draw.digits(10)}  P.0{draw.whole(1, 4)}", (40, 18 if down > 100 else 12), cv2.FONT_HERSHEY_PLAIN, 1.1, 0, 1)
    squeeze = np.diag([1.0, lines / high, 1.0])
    return Scan(bits, (204, down), _in_points(squeeze @ matrix, 204, (204, down)))


def _drift(draw: Chance, end: int, length: int, edge: float) -> float:
    """Where a corner of the paper comes to lie: near its end of the picture, not quite in place."""
    return length * (abs(end - edge) + draw.part(-0.03, 0.03))


def _phone(page: Pixels, draw: Chance) -> Scan:
    """A phone held over the paper: perspective, a table around it, a shadow, warm light."""
    high, wide = page.shape[:2]
    edge = 0.045
    corners = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    inside = np.array([[_drift(draw, x, wide, edge), _drift(draw, y, high, edge)] for x, y in ((0, 0), (1, 0), (1, 1), (0, 1))], np.float32)
    matrix = np.asarray(cv2.getPerspectiveTransform(corners, inside), np.float64)
    table = np.empty_like(page)
    table[:] = draw.pick(((120, 92, 66), (96, 98, 104), (58, 70, 62)))
    warped = cv2.warpPerspective(page, matrix, (wide, high), dst=table.copy(), flags=cv2.INTER_AREA, borderMode=cv2.BORDER_TRANSPARENT)
    angle = draw.part(0, 6.28)
    across, down = np.meshgrid(np.linspace(-1, 1, wide, dtype=np.float32), np.linspace(-1, 1, high, dtype=np.float32))
    light = 1 - draw.part(0.12, 0.32) * (1 / (1 + np.exp(-5 * (across * np.cos(angle) + down * np.sin(angle) - draw.part(-0.3, 0.6)))))
    soft = cv2.GaussianBlur(warped, (3, 3), draw.part(0.4, 1.0)).astype(np.float32)
    warmth = np.array([1.0, 0.985, draw.part(0.88, 0.96)], np.float32)
    image = soft * light[..., None] * warmth + _grain(draw, soft.shape, 5)
    dpi = draw.pick((72.0, 72.0, 96.0, 300.0))
    return Scan(_pixels(image), (dpi, dpi), _in_points(matrix, 200, (dpi, dpi)))


_WAYS: Final[dict[str, Callable[[Pixels, Chance], Scan]]] = {"clean300": _clean, "office200": _office, "fax": _fax, "phone": _phone}
_RENDER_DPI: Final = {"clean300": 300, "office200": 200, "fax": 204, "phone": 200}


def _encoded(scan: Scan, form: str, **more: Any) -> bytes:
    out = io.BytesIO()
    image = Image.fromarray(scan.pixels)
    if scan.pixels.ndim == 2 and set(np.unique(scan.pixels[::7, ::7])) <= {0, 255}:
        image = image.convert("1", dither=Image.Dither.NONE) if form != "JPEG" else image
    image.save(out, form, dpi=scan.dpi, **more)
    return out.getvalue()


def as_jpeg(scans: Sequence[Scan]) -> bytes:
    """The first page as a photograph."""
    return _encoded(scans[0], "JPEG", quality=82)


def as_png(scans: Sequence[Scan]) -> bytes:
    """The first page as PNG."""
    return _encoded(scans[0], "PNG")


def as_tiff(scans: Sequence[Scan]) -> bytes:
    """All pages as a TIFF, Group 4 where they are black and white."""
    out = io.BytesIO()
    images = [Image.fromarray(scan.pixels) for scan in scans]
    bilevel = all(set(np.unique(scan.pixels[::7, ::7])) <= {0, 255} for scan in scans)
    if bilevel:
        images = [image.convert("1", dither=Image.Dither.NONE) for image in images]
    images[0].save(out, "TIFF", save_all=True, append_images=images[1:], dpi=scans[0].dpi, compression="group4" if bilevel else "tiff_lzw")
    return out.getvalue()


def as_pdf(scans: Sequence[Scan]) -> bytes:
    """All pages as a PDF of pictures without a text layer."""
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    for scan in scans:
        width, height = scan.size[:: -1 if scan.turned % 180 else 1]
        bilevel = scan.pixels.ndim == 2 and set(np.unique(scan.pixels[::7, ::7])) <= {0, 255}
        picture = _encoded(scan, "PNG") if bilevel else _encoded(scan, "JPEG", quality=80)
        canvas.setPageSize((width, height))
        canvas.drawImage(ImageReader(io.BytesIO(picture)), 0, 0, width, height)
        canvas.showPage()
    canvas.save()
    return out.getvalue()
