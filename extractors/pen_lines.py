"""Which level runs of ink a pen drew: a stroke that goes on from a curve into a curve is a hand's, a ruled line ends by itself."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from extractors.bitmap import Pixels

MOST_OF_STROKE: Final = 0.65
"""A ruled line is most of what it is joined to; the level piece of a hand's stroke is less of it."""
TALLEST_INCHES: Final = 0.75
"""Higher joined ink is a form whose lines touch its print."""
GOES_ON_INCHES: Final = 0.25
"""So near its end a level piece has bent away."""
BENT_INCHES: Final = 0.025
JOINT: Final = 5
"""Pixels around the end of a level piece in which its stroke goes on."""
SHARED: Final = 0.5
FEWEST_TURNS: Final = 3
ENCLOSED: Final = 0.6
"""A frame encloses so much of the room that it takes; a stroke of a hand, however it loops, less."""
THIN: Final = 0.35


def ruled(mask: Pixels, lines: tuple[Pixels, Pixels], dpi: float) -> Pixels:
    """The level lines of a page without the pieces that belong to a hand's stroke.

    `mask` is the ink of the page without its print. A piece is a hand's where the same thin stroke goes on from both its ends
    and bends away, reaches well beyond it, and has no second level line over or under it as a frame has.
    """
    across, down = lines
    count, _, runs, _ = cv2.connectedComponentsWithStats(across, connectivity=8)
    if count == 1:
        return across
    ink = cv2.subtract(mask, cv2.dilate(down, np.ones((3, 3), np.uint8)))
    _, labels, wholes, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    of_stroke: dict[int, list[tuple[int, int, int, int]]] = {}
    for x, y, wide, high, _ in runs[1:].tolist():
        under = labels[y : y + high, x : x + wide]
        under = under[(across[y : y + high, x : x + wide] > 0) & (under > 0)]
        if under.size:
            of_stroke.setdefault(int(np.bincount(under).argmax()), []).append((x, y, wide, high))
    kept = across.copy()
    for stroke, pieces in of_stroke.items():
        left, top, wide, high, _ = (int(v) for v in wholes[stroke])
        if high > TALLEST_INCHES * dpi or max(p[2] for p in pieces) > MOST_OF_STROKE * wide:
            continue
        shape = labels[top : top + high, left : left + wide] == stroke
        for x, y, length, thick in pieces:
            piece = (x - left, y - top, length, thick)
            if (
                not _framed((x, y, length, thick), pieces)
                and _bends(shape, piece, dpi)
                and _bends(shape[:, ::-1], _mirrored(piece, wide), dpi)
            ):
                kept[y : y + thick, x : x + length] = 0
    return kept


def turns(shape: Pixels, least: float) -> int:
    """How often the middle of a stroke, followed from left to right, turns up or down by at least so many pixels; a frame never does."""
    if _is_frame(shape):
        return 0
    rows = np.arange(shape.shape[0])[:, None]
    filled = shape.sum(axis=0)
    middle = ((shape * rows).sum(axis=0) / np.maximum(filled, 1))[filled > 0]
    found, way, furthest = 0, 0, float(middle[0])
    for at in middle.tolist():
        if way * (at - furthest) >= 0 and way:
            furthest = at
        elif abs(at - furthest) >= least:
            found += way != 0
            way, furthest = (1 if at > furthest else -1), at
    return found


def _is_frame(shape: Pixels) -> bool:
    """Whether thin ink closes around most of the room that it takes, as a round box does."""
    outlines, _ = cv2.findContours(shape.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    return float(shape.mean()) < THIN and max(map(cv2.contourArea, outlines), default=0.0) > ENCLOSED * shape.size


def _mirrored(piece: tuple[int, int, int, int], wide: int) -> tuple[int, int, int, int]:
    x, y, length, thick = piece
    return wide - x - length, y, length, thick


def _framed(piece: tuple[int, int, int, int], pieces: list[tuple[int, int, int, int]]) -> bool:
    """Whether another level line of the same ink runs over or under a piece."""
    x, _, length, _ = piece
    return any(min(x + length, o[0] + o[2]) - max(x, o[0]) > SHARED * min(length, o[2]) for o in pieces if o is not piece and o != piece)


def _bends(shape: Pixels, piece: tuple[int, int, int, int], dpi: float) -> bool:
    """Whether a stroke goes on from the right end of a level piece and bends away from its height."""
    x, y, length, thick = piece
    end, near = x + length, shape[max(0, y - JOINT) : y + thick + JOINT]
    if not near[:, end : end + JOINT].any():
        return False
    beyond = shape[:, end : end + round(GOES_ON_INCHES * dpi)]
    level = np.flatnonzero(beyond.any(axis=1))
    off = BENT_INCHES * dpi
    return beyond.any(axis=0).sum() > off and (bool(level[0] < y - off) or bool(level[-1] > y + thick - 1 + off))
