"""Lines and pictures drawn on a PDF page: rulings of tables, and how much of the page is a picture at which resolution."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, TypeAlias

import pypdfium2.raw as pdfium

from extractors.page import Ruling
from extractors.pdf_text import Frame
from facts.evidence import Box

Matrix: TypeAlias = tuple[float, float, float, float, float, float]
IDENTITY: Final[Matrix] = (1, 0, 0, 1, 0, 0)
OBJECT_LIMIT: Final = 20_000
SEGMENT_LIMIT: Final = 2_000
FEWEST_BARS: Final = 18
LONGEST_BAR: Final = 150.0
BAR_PITCH: Final = 9.0
"""Points from bar to bar at most, on average."""
LARGE: Final = (90.0, 40_000.0)
"""Shortest side in points and area in square points from which a picture may hold print."""
DEPTH_LIMIT: Final = 4
THIN: Final = 3.0
"""A filled rectangle no thicker than this (points) is a line."""
SHORTEST: Final = 3.0
LEVEL: Final = 0.6
"""How far a line may lean over its whole length and still count as level, in points."""


@dataclass(frozen=True, slots=True)
class Picture:
    """An image on the page: its box as seen, its resolution, and whether text was drawn before it (and so lies beneath)."""

    box: Box
    dpi: float
    order: int


@dataclass(frozen=True, slots=True)
class Graphics:
    """Rulings and pictures of a page; `drawn` counts all objects, `text_orders` says when each piece of text was drawn.

    `barred`: strokes stand side by side as in a barcode (they are not among the rulings).
    """

    rulings: tuple[Ruling, ...]
    pictures: tuple[Picture, ...]
    drawn: int
    text_orders: tuple[int, ...]
    barred: bool = False

    def covered(self, frame: Frame) -> float:
        """Share of the page under pictures, 0 to 1 (strips of one scan add up)."""
        width, height = frame.size
        area = sum(
            max(0.0, min(p.box.x1, width) - max(p.box.x0, 0)) * max(0.0, min(p.box.bottom, height) - max(p.box.top, 0))
            for p in self.pictures
        )
        return min(1.0, area / (width * height))

    def text_beneath(self) -> float:
        """Share of the pieces of text that were drawn before the last large picture."""
        if not self.pictures or not self.text_orders:
            return 0.0
        largest = max(self.pictures, key=lambda p: p.box.width * p.box.height)
        return sum(order < largest.order for order in self.text_orders) / len(self.text_orders)

    def large_pictures(self) -> tuple[Box, ...]:
        """Boxes of pictures large enough to hold print of their own."""
        return tuple(p.box for p in self.pictures if min(p.box.width, p.box.height) >= LARGE[0] and p.box.width * p.box.height >= LARGE[1])

    def dpi(self) -> float | None:
        """Resolution of the largest picture."""
        if not self.pictures:
            return None
        return max(self.pictures, key=lambda p: p.box.width * p.box.height).dpi


def graphics(page: Any, frame: Frame) -> Graphics:
    """Walks the objects of an open pdfium page, those inside forms included."""
    rulings: list[Ruling] = []
    pictures: list[Picture] = []
    text_orders: list[int] = []
    drawn = 0
    for item, kind, matrix in _objects(page):
        drawn += 1
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            rulings.extend(_path_rulings(item, matrix, frame))
        elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            picture = _picture(item, matrix, frame, drawn)
            if picture:
                pictures.append(picture)
        elif kind == pdfium.FPDF_PAGEOBJ_TEXT:
            text_orders.append(drawn)
    found = tuple(dict.fromkeys(rulings))
    bars = _bars(found)
    return Graphics(tuple(r for r in found if r not in bars), tuple(pictures), drawn, tuple(text_orders), bool(bars))


def _bars(found: tuple[Ruling, ...]) -> frozenset[Ruling]:
    """Upright strokes that share their top and bottom with many others close by."""
    rows: dict[tuple[int, int], list[Ruling]] = {}
    for ruling in found:
        if not ruling.horizontal and ruling.box.height < LONGEST_BAR:
            rows.setdefault((round(ruling.box.top), round(ruling.box.bottom)), []).append(ruling)
    crowded = [row for row in rows.values() if len(row) >= FEWEST_BARS and _spread(row) < BAR_PITCH * len(row)]
    return frozenset(ruling for row in crowded for ruling in row)


def _spread(row: list[Ruling]) -> float:
    return max(r.box.x1 for r in row) - min(r.box.x0 for r in row)


def _objects(page: Any) -> Iterator[tuple[Any, int, Matrix]]:
    seen = 0

    def walk(count: int, item_at: Any, matrix: Matrix, depth: int) -> Iterator[tuple[Any, int, Matrix]]:
        nonlocal seen
        for index in range(count):
            seen += 1
            if seen > OBJECT_LIMIT:
                return
            item = item_at(index)
            kind = pdfium.FPDFPageObj_GetType(item)
            if kind != pdfium.FPDF_PAGEOBJ_FORM:
                yield item, kind, matrix
            elif depth < DEPTH_LIMIT:
                inner = _times(_matrix(item), matrix)
                children = pdfium.FPDFFormObj_CountObjects(item)
                yield from walk(max(0, children), _child_of(item), inner, depth + 1)

    yield from walk(pdfium.FPDFPage_CountObjects(page), lambda i: pdfium.FPDFPage_GetObject(page, i), IDENTITY, 0)


def _child_of(form: Any) -> Any:
    return lambda index: pdfium.FPDFFormObj_GetObject(form, index)


def _matrix(item: Any) -> Matrix:
    found = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, ctypes.byref(found)):
        return IDENTITY
    return found.a, found.b, found.c, found.d, found.e, found.f


def _times(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    g, h, i, j, k, m = outer
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def _apply(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _picture(item: Any, matrix: Matrix, frame: Frame, order: int) -> Picture | None:
    a, b, c, d, e, f = _times(_matrix(item), matrix)
    corners = [_apply((a, b, c, d, e, f), x, y) for x in (0, 1) for y in (0, 1)]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    columns, rows = ctypes.c_uint(), ctypes.c_uint()
    if not pdfium.FPDFImageObj_GetImagePixelSize(item, columns, rows):
        return None
    across, down = (a * a + b * b) ** 0.5, (c * c + d * d) ** 0.5
    if across <= 0 or down <= 0:
        return None
    dpi = 72 * max(columns.value / across, rows.value / down)
    return Picture(frame.box(min(xs), min(ys), max(xs), max(ys)), dpi, order)


def _path_rulings(item: Any, matrix: Matrix, frame: Frame) -> list[Ruling]:
    count = pdfium.FPDFPath_CountSegments(item)
    if not 2 <= count <= SEGMENT_LIMIT:
        return []
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(item, fill, stroke)
    whole = _times(_matrix(item), matrix)
    rulings: list[Ruling] = []
    for outline in _outlines(item, count, whole, frame):
        if stroke.value:
            rulings.extend(filter(None, (_ruling(p, q) for p, q in pairwise(outline))))
        elif fill.value:
            xs, ys = [x for x, _ in outline], [y for _, y in outline]
            if min(max(xs) - min(xs), max(ys) - min(ys)) <= THIN:
                ruling = _bar(Box(min(xs), min(ys), max(xs), max(ys)))
                rulings.extend([ruling] if ruling else [])
    return rulings


def _outlines(item: Any, count: int, matrix: Matrix, frame: Frame) -> list[list[tuple[float, float]]]:
    """The outlines of a path as points on the page as seen; a curve breaks an outline."""
    outlines: list[list[tuple[float, float]]] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(item, index)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if not pdfium.FPDFPathSegment_GetPoint(segment, x, y):
            continue
        point = frame.point(*_apply(matrix, x.value, y.value))
        if kind == pdfium.FPDF_SEGMENT_LINETO and outlines:
            outlines[-1].append(point)
        else:
            outlines.append([point])
        if pdfium.FPDFPathSegment_GetClose(segment) and len(outlines[-1]) > 2:
            outlines[-1].append(outlines[-1][0])
    return [o for o in outlines if len(o) > 1]


def _ruling(start: tuple[float, float], end: tuple[float, float]) -> Ruling | None:
    across, down = abs(start[0] - end[0]), abs(start[1] - end[1])
    if min(across, down) > LEVEL:
        return None
    return _bar(Box(min(start[0], end[0]), min(start[1], end[1]), max(start[0], end[0]), max(start[1], end[1])))


def _bar(box: Box) -> Ruling | None:
    if max(box.width, box.height) < SHORTEST:
        return None
    return Ruling(box, box.width >= box.height)
