"""What people leave on a paper: signatures, stamps and handwriting."""

from __future__ import annotations

import io
from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image
from reportlab.lib.utils import ImageReader

from demo.chance import Chance
from demo.sheet import Sheet
from demo.voice import Pen
from facts.evidence import Box

_ASCII = str.maketrans("äöüÄÖÜßéèêàçñóíáúùò", "aouAOUseeeacnoiauuo")


def sign(sheet: Sheet, x: float, y: float, draw: Chance, *, wide: float = 95, tall: float = 20) -> Box:
    """A signature: a few strokes over the width given, drawn by a pen or, as signature pads do, pasted in as a picture."""
    strokes, at = [], 0.0
    while at < wide - 12:
        step = draw.part(7, 17)
        high, low, end = draw.part(0, tall * 0.5), draw.part(tall * 0.55, tall), tall * draw.part(0.4, 0.7)
        strokes.append(((at + step * 0.2, high), (at + step * 0.9, low), (at + step, end)))
        at += step
    box = Box(x, y, x + wide, y + tall)
    if draw.likely(0.4):
        _paste(sheet, box, _sketched(strokes, wide, tall), (20, 30, 90))
        return box
    path = sheet.canvas.beginPath()
    path.moveTo(x, sheet.height - y - tall * 0.6)
    for curve in strokes:
        path.curveTo(*(v for cx, cy in curve for v in (x + cx, sheet.height - y - cy)))
    sheet.canvas.saveState()
    sheet.canvas.setLineWidth(1.1)
    sheet.canvas.setStrokeColorRGB(0.08, 0.1, draw.pick((0.15, 0.45, 0.6)))
    sheet.canvas.drawPath(path)
    sheet.canvas.restoreState()
    return box


def _sketched(strokes: Sequence[tuple[tuple[float, float], ...]], wide: float, tall: float) -> NDArray[np.uint8]:
    """The strokes as a picture: 255 where there is ink."""
    scale = 4
    page = np.zeros((int(tall * scale) + 1, int(wide * scale) + 1), np.uint8)
    points = [(0.0, tall * 0.6), *(point for stroke in strokes for point in stroke)]
    corners = np.array([[int(px * scale), int(py * scale)] for px, py in points], np.int32)
    cv2.polylines(page, [corners], isClosed=False, color=255, thickness=4, lineType=cv2.LINE_AA)
    return page


def _paste(sheet: Sheet, box: Box, ink: NDArray[np.uint8], colour: tuple[int, int, int]) -> None:
    """Lays ink of one colour over the page; where there is none the page shows through."""
    picture = np.zeros((*ink.shape, 4), np.uint8)
    picture[..., :3] = colour
    picture[..., 3] = ink
    out = io.BytesIO()
    Image.fromarray(picture).save(out, "PNG")
    out.seek(0)
    sheet.canvas.drawImage(ImageReader(out), box.x0, sheet.height - box.bottom, box.width, box.height, mask="auto")


def stamp(sheet: Sheet, x: float, y: float, lines: list[str], draw: Chance) -> Box:
    """A rubber stamp, a little turned, in one of the usual inks; the box is the upright frame around it."""
    pen = Pen("Helvetica-Bold", 9)
    wide = max(len(line) for line in lines) * 6.4 + 14
    tall = len(lines) * 12 + 8
    canvas = sheet.canvas
    canvas.saveState()
    canvas.translate(x + wide / 2, sheet.height - y - tall / 2)
    canvas.rotate(draw.part(-9, 9))
    ink = draw.pick(((0.7, 0.1, 0.1), (0.1, 0.15, 0.6), (0.35, 0.1, 0.5)))
    canvas.setStrokeColorRGB(*ink)
    canvas.setFillColorRGB(*ink)
    canvas.setLineWidth(1.6)
    canvas.roundRect(-wide / 2, -tall / 2, wide, tall, draw.pick((1, 5)))
    canvas.setFont(pen.font, pen.size)
    for i, line in enumerate(lines):
        canvas.drawCentredString(0, tall / 2 - 13 - i * 12, line)
    canvas.restoreState()
    return Box(x, y, x + wide, y + tall)


def hand(sheet: Sheet, x: float, y: float, words: str, draw: Chance, size: float = 15) -> Box:
    """Handwriting: a picture, so a text layer knows nothing of it. Only for papers that get scanned."""
    scale = 1.6
    face = draw.pick((cv2.FONT_HERSHEY_SCRIPT_SIMPLEX, cv2.FONT_HERSHEY_SCRIPT_COMPLEX, cv2.FONT_HERSHEY_SIMPLEX | cv2.FONT_ITALIC))
    plain = words.translate(_ASCII)
    (wide, tall), below = cv2.getTextSize(plain, face, scale, 3)
    page = np.zeros((tall + below + 50, wide + 60), np.uint8)
    at = 20
    for letter in plain:
        cv2.putText(
            page, letter, (at, tall + 22 + draw.whole(-3, 3)), face, scale * draw.part(0.94, 1.06), 255, draw.pick((3, 4)), cv2.LINE_AA
        )
        at += cv2.getTextSize(letter, face, scale, 3)[0][0]
    drawn = np.argwhere(page > 0)
    (top, left), (bottom, right) = drawn.min(axis=0), drawn.max(axis=0) + 1
    high = size * 1.25
    box = Box(x, y, x + high * float(right - left) / float(bottom - top), y + high)
    _paste(sheet, box, page[top:bottom, left:right], draw.pick(((20, 24, 60), (25, 25, 28), (20, 40, 120))))
    return box


def strike(sheet: Sheet, box: Box) -> None:
    """A pen stroke through a printed value."""
    sheet.canvas.saveState()
    sheet.canvas.setLineWidth(1.3)
    sheet.canvas.setStrokeColorRGB(0.1, 0.12, 0.4)
    sheet.canvas.line(box.x0 - 2, sheet.height - box.bottom + 2, box.x1 + 2, sheet.height - box.top - 2)
    sheet.canvas.restoreState()
