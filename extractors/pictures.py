"""Pictures of places on a page, with their boxes drawn: what a person looks at to believe a value."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np
from PIL import Image, ImageDraw

from extractors.bitmap import Pixels
from extractors.kinds import FileKind, kind_of
from extractors.sandbox import Answer, Limits, Sandbox
from extractors.sheet import Sheet, Sheets
from facts.evidence import Box

WIDEST: Final = 1000
"""Pixels across a picture at most; a place as wide as a letter page stays legible."""
LEAST: Final = (360.0, 110.0)
"""Width and height in points that a picture shows at least, so that one sees where on the page one is."""
MARGIN: Final = 34.0
"""Points around the boxes."""
MOSTLY: Final = 0.6
"""A cut that takes more than this of the page's width or height takes all of it."""
QUALITY: Final = 62
_TURNS: Final = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}
_MARK: Final = (196, 38, 28)
_LIMITS: Final = Limits(wall_seconds=20.0)


def page_picture(sandbox: Sandbox, content: bytes, name: str, page: int, boxes: Sequence[Box] = (), *, turn: int = 0) -> bytes | None:
    """A page of a PDF or picture as WebP, cut around `boxes` (points of the upright page) with each drawn; whole without any.

    `turn` is by how many degrees a scanned page is turned to stand upright. None where no picture can be made.
    """
    sheet = open_sheet(sandbox, content, name, page)
    return None if sheet is None else sheet_picture(sheet, boxes, turn=turn)


def sheet_picture(sheet: Sheet, boxes: Sequence[Box] = (), *, turn: int = 0, whole: bool = False) -> bytes | None:
    """The same of a page that is open already; `whole` shows all of the page around the boxes."""
    if sheet.bitmap is None:
        return None
    pixels = sheet.bitmap.pixels
    if turn in _TURNS and sheet.scanned:
        pixels = np.asarray(cv2.rotate(pixels, _TURNS[turn]), dtype=np.uint8)
    scale = sheet.bitmap.dpi / 72
    area = _area(() if whole else boxes, pixels.shape[1] / scale, pixels.shape[0] / scale)
    cut = pixels[int(area.top * scale) : int(area.bottom * scale) + 1, int(area.x0 * scale) : int(area.x1 * scale) + 1]
    if not cut.size:
        return None
    return _written(cut, [_moved(box, area) for box in boxes], scale)


def open_sheet(sandbox: Sandbox, content: bytes, name: str, page: int) -> Sheet | None:
    """One page of a PDF or picture with its bitmap, opened in the sandbox; None where there is none."""
    kind = kind_of(content, name)
    if kind not in {FileKind.PDF, FileKind.IMAGE}:
        return None
    sheet = _opened(sandbox, kind, content, page)
    if sheet is not None and sheet.bitmap is None and kind is FileKind.PDF:
        alone = sandbox.run("cut_pages", {"pages": [page]}, [content], _LIMITS)
        return _opened(sandbox, kind, alone.blobs[0], 1) if isinstance(alone, Answer) and alone.blobs else None
    return sheet


def _opened(sandbox: Sandbox, kind: FileKind, content: bytes, page: int) -> Sheet | None:
    answer = sandbox.run(kind.value, {"first": page, "count": 1}, [content], _LIMITS)
    if not isinstance(answer, Answer):
        return None
    try:
        return next(iter(Sheets.from_wire(answer.values, answer.blobs).sheets), None)
    except (KeyError, TypeError, ValueError, IndexError, StopIteration):
        return None


def _area(boxes: Sequence[Box], width: float, height: float) -> Box:
    """The part of the page to show: around all boxes, at least `LEAST`, within the page; the whole page without boxes."""
    if not boxes:
        return Box(0, 0, width, height)
    around = boxes[0]
    for box in boxes[1:]:
        around = around.union(box)
    x0, x1 = _stretched(around.x0 - MARGIN, around.x1 + MARGIN, LEAST[0], width)
    top, bottom = _stretched(around.top - MARGIN, around.bottom + MARGIN, LEAST[1], height)
    return Box(x0, top, x1, bottom)


def _stretched(low: float, high: float, least: float, limit: float) -> tuple[float, float]:
    """The stretch made `least` long and moved into 0 to `limit`; all of it where it covers most of that."""
    if high - low > MOSTLY * limit:
        return 0.0, limit
    missing = max(0.0, least - (high - low)) / 2
    low, high = low - missing, high + missing
    if low < 0:
        low, high = 0.0, high - low
    if high > limit:
        low, high = low - (high - limit), limit
    return max(0.0, low), high


def _moved(box: Box, area: Box) -> Box:
    return Box(box.x0 - area.x0, box.top - area.top, box.x1 - area.x0, box.bottom - area.top)


def _written(pixels: Pixels, boxes: Sequence[Box], scale: float) -> bytes:
    picture = Image.fromarray(np.ascontiguousarray(pixels)).convert("RGB")
    if picture.width > WIDEST:
        shrunk = WIDEST / picture.width
        picture = picture.resize((WIDEST, max(1, round(picture.height * shrunk))), Image.Resampling.LANCZOS)
        scale *= shrunk
    draw = ImageDraw.Draw(picture)
    thick, gap = max(2, round(1.4 * scale)), 2.5 * scale
    for box in boxes:
        place = (box.x0 * scale - gap, box.top * scale - gap, box.x1 * scale + gap, box.bottom * scale + gap)
        if place[2] > place[0] and place[3] > place[1]:
            draw.rectangle(place, outline=_MARK, width=thick)
    written = io.BytesIO()
    picture.save(written, "WEBP", quality=QUALITY, method=4)
    return written.getvalue()
