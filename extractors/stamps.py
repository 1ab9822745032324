"""Rubber stamps on a page: a frame around a few words that is coloured, turned, or says what stamps say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.bitmap import Bitmap, Pixels
from extractors.page import Word
from facts.evidence import Box

WIDTH_INCHES: Final = (0.6, 4.2)
HEIGHT_INCHES: Final = (0.28, 2.6)
FRAMED: Final = 0.82
"""How much of the rectangle around a frame its outline must fill."""
TURNED_DEGREES: Final = 1.6
"""A frame that leans by more than this was set by hand."""
COLOURED: Final = 55
COLOURED_SHARE: Final = 0.5
COLOURED_RIM: Final = 0.3
RIM_PIXELS: Final = 4
"""How far around an outline its own ink is looked for: one seen from inside has the ink beyond it."""
SQUARE_CUT: Final = 0.9
ROUND_CUT: Final = (0.72, 0.84)
FREE: Final = 0.06
PAPER: Final = 0.6
"""By how bright the paper is: a darker ground is a band of the form, whose light letters are its own."""
AROUND_INCHES: Final = 0.06
CUT_INCHES: Final = 0.05
"""Gap that a line of the form leaves where it was taken out of a stamp."""
DATED: Final = re.compile(r"\d{1,2}\W?[A-Z]{3,9}\W?\d{2,4}|[A-Z]{3,9}\W?\d{1,2}\W{1,2}\d{2,4}|\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|年.{1,2}月")
INSIDE: Final = (0.02, 0.6)
ENOUGH: Final = 2.0
SAYS: Final = re.compile(
    r"rece?i?v|receiv|dock|accepted|delivered|paid|approved|inspect|empfang|erhalten|eingang|wareneing|re[cç]u|livr[ée]|r[ée]ception"
    r"|recib|almac|entregado|ricevut|ricez|magazz|consegn|收|签|验|章|入库",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Frame:
    """An outline that may be a stamp's: its box in pixels, by how many degrees it leans, and its points."""

    x: int
    y: int
    width: int
    height: int
    lean: float
    round: bool
    outline: NDArray[np.int32]


def stamps(mask: Pixels, lines: tuple[Pixels, Pixels], bitmap: Bitmap, words: Sequence[Word]) -> list[Box]:
    """Places of stamps in points, the surest first. `mask` is the ink of the page, `lines` its long level and upright lines.

    A stamp may lie across the lines of a form, so frames are looked for with them and without them.
    """
    scored: list[tuple[float, Box]] = []
    coloured = colour_mask(bitmap)
    without_lines = np.asarray(cv2.subtract(mask, cv2.dilate(cv2.bitwise_or(*lines), np.ones((3, 3), np.uint8))), dtype=np.uint8)
    found = [*_frames(mask, bitmap.dpi, 3), *_frames(without_lines, bitmap.dpi, max(5, round(CUT_INCHES * bitmap.dpi) | 1))]
    if coloured is not None:
        found += _frames(coloured, bitmap.dpi, 3)
    for frame in found:
        score, box = _score(frame, mask, coloured, bitmap, words)
        if score >= ENOUGH:
            scored.append((score, box))
    if coloured is not None:
        scored.extend(_unframed(coloured, bitmap, words))
    ordered = sorted(scored, key=lambda each: -each[0])
    kept: list[Box] = []
    for _, box in ordered:
        if not any(box.x0 < k.x1 and k.x0 < box.x1 and box.top < k.bottom and k.top < box.bottom for k in kept):
            kept.append(box)
    return kept


def colour_mask(bitmap: Bitmap) -> Pixels | None:
    """255 where ink is clearly coloured beyond the tint of the paper; None for grey pages."""
    if not bitmap.colour:
        return None
    pixels = bitmap.pixels.astype(np.int16)
    spread = pixels.max(axis=2) - pixels.min(axis=2)
    return np.asarray(np.where(spread > COLOURED + float(np.median(spread)), 255, 0), dtype=np.uint8)


def _frames(mask: Pixels, dpi: float, gap: int) -> list[_Frame]:
    """Outlines of the size of a stamp; gaps of a few pixels are closed."""
    joined = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((gap, gap), np.uint8))
    outlines, _ = cv2.findContours(np.asarray(joined), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    inner, _ = cv2.findContours(np.asarray(255 - joined), cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
    frames = []
    for outline in (*outlines, *inner):
        x, y, width, height = cv2.boundingRect(outline)
        if not _stamp_sized(width, height, dpi):
            continue
        hull = cv2.convexHull(outline)
        area = cv2.contourArea(hull)
        (_, (a, b), angle) = cv2.minAreaRect(hull)
        if area <= 0 or min(a, b) <= 0 or cv2.contourArea(outline) < FRAMED * area:
            continue
        filled = area / (a * b)
        lean = min(angle % 90, 90 - angle % 90)
        if filled > SQUARE_CUT:
            frames.append(_Frame(x, y, width, height, lean, round=False, outline=np.asarray(outline, dtype=np.int32)))
        elif ROUND_CUT[0] < filled < ROUND_CUT[1] and cv2.arcLength(hull, closed=True) ** 2 / area < 16:
            frames.append(_Frame(x, y, width, height, 0.0, round=True, outline=np.asarray(outline, dtype=np.int32)))
    return frames


def _score(frame: _Frame, mask: Pixels, coloured: Pixels | None, bitmap: Bitmap, words: Sequence[Word]) -> tuple[float, Box]:
    points = bitmap.points
    box = Box(frame.x * points, frame.y * points, (frame.x + frame.width) * points, (frame.y + frame.height) * points)
    rows, columns = slice(frame.y, frame.y + frame.height), slice(frame.x, frame.x + frame.width)
    ink = mask[rows, columns] > 0
    dx, dy = frame.width // 8, frame.height // 6
    inside = ink[dy : -dy or None, dx : -dx or None]
    if not INSIDE[0] < float(inside.mean()) < INSIDE[1] or not _on_paper(bitmap, frame):
        return 0.0, box
    score = 0.0
    if coloured is not None and float((coloured[rows, columns][ink] > 0).mean()) > COLOURED_SHARE and _drawn_in(coloured, mask, frame):
        score += 2.0
    if frame.lean > TURNED_DEGREES:
        score += 1.5
    if frame.round:
        score += 0.5
    within = [w for w in words if box.holds_middle_of(w.box)]
    if frame.lean <= TURNED_DEGREES and not within:
        return 0.0, box  # a level box without print is the place of a form, perhaps one that was signed in coloured ink
    print_inside = " ".join(w.text for w in within)
    if SAYS.search(print_inside):
        score += 1.0
        if DATED.search(print_inside) and not any(c.islower() for c in print_inside):
            score += 0.5
    if _stands_alone(mask, frame, bitmap.dpi):
        score += 0.5
    if len(within) > 18:
        score -= 1.5
    return score, box


def _on_paper(bitmap: Bitmap, frame: _Frame) -> bool:
    """Whether what lies around a frame is paper, not the dark band in which a form has its title."""
    grey, reach = bitmap.grey(), max(2, round(AROUND_INCHES * bitmap.dpi))
    y0, x0, y1, x1 = frame.y - reach, frame.x - reach, frame.y + frame.height + reach, frame.x + frame.width + reach
    above, below = grey[max(0, y0) : frame.y, max(0, x0) : x1], grey[frame.y + frame.height : y1, max(0, x0) : x1]
    beside = (
        grey[frame.y : frame.y + frame.height, max(0, x0) : frame.x],
        grey[frame.y : frame.y + frame.height, frame.x + frame.width : x1],
    )
    around = np.concatenate([part.ravel() for part in (above, below, *beside)])
    return not around.size or float(np.median(around)) > PAPER * float(np.percentile(grey[::5, ::5], 85))


def _drawn_in(coloured: Pixels, mask: Pixels, frame: _Frame) -> bool:
    """Whether a frame is of coloured ink itself, as a stamp's is: a black one with coloured ink in it is where a form was signed."""
    reach = RIM_PIXELS
    y0, x0 = max(0, frame.y - reach), max(0, frame.x - reach)
    around = (slice(y0, frame.y + frame.height + reach), slice(x0, frame.x + frame.width + reach))
    rim = np.zeros(mask[around].shape, dtype=np.uint8)
    cv2.polylines(rim, [frame.outline - np.array([x0, y0], dtype=np.int32)], isClosed=True, color=255, thickness=2 * reach + 1)
    drawn = (rim > 0) & (mask[around] > 0)
    return bool(drawn.any()) and float((coloured[around][drawn] > 0).mean()) > COLOURED_RIM


def _stamp_sized(width: float, height: float, dpi: float) -> bool:
    across, down = width / dpi, height / dpi
    return WIDTH_INCHES[0] <= across <= WIDTH_INCHES[1] and HEIGHT_INCHES[0] <= down <= HEIGHT_INCHES[1]


def _stands_alone(mask: Pixels, frame: _Frame, dpi: float) -> bool:
    """Whether the outline touches nothing around it, as the cells of a table do."""
    step = max(2, round(dpi / 30))
    height, width = mask.shape
    x0, y0 = max(0, frame.x - step), max(0, frame.y - step)
    x1, y1 = min(width, frame.x + frame.width + step), min(height, frame.y + frame.height + step)
    ring: NDArray[np.bool_] = mask[y0:y1, x0:x1] > 0
    edge = np.concatenate([ring[0], ring[-1], ring[:, 0], ring[:, -1]])
    return float(edge.mean()) < FREE


def _unframed(coloured: Pixels, bitmap: Bitmap, words: Sequence[Word]) -> list[tuple[float, Box]]:
    """Coloured words without a frame that say what stamps say, away from the head of the page."""
    dpi, points = bitmap.dpi, bitmap.points
    spread = cv2.dilate(coloured, np.ones((round(dpi / 12), round(dpi / 6)), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(np.asarray(spread, dtype=np.uint8))
    found = []
    for x, y, width, height, _ in stats[1:count]:
        if (
            width < WIDTH_INCHES[0] * dpi
            or height < HEIGHT_INCHES[0] * dpi
            or width > WIDTH_INCHES[1] * dpi
            or height > HEIGHT_INCHES[1] * dpi
        ):
            continue
        box = Box(x * points, y * points, (x + width) * points, (y + height) * points)
        within = [w for w in words if box.holds_middle_of(w.box)]
        if len(within) > 1 and SAYS.search(" ".join(w.text for w in within)) and y > 0.12 * coloured.shape[0]:
            found.append((ENOUGH, box))
    return found
