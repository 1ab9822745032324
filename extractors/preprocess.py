"""Sets a picture of a page straight and clean before it is read; each step is taken only where the page calls for it.

Bilevel pages are only turned straight; noise is smoothed; uneven light is divided out; a photographed sheet is cut out of
its surroundings and laid flat. Every step keeps the map from the straight picture back to the one that came in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.bitmap import Bitmap, Pixels
from extractors.dark_bands import turned_round
from extractors.page import Warp

Matrix: TypeAlias = NDArray[np.float64]

WORKING_DPI: Final = 100
BILEVEL_SHARE: Final = 0.97
EVEN_LIGHT: Final = 22
"""By how much the brightness of paper may vary over a page (of 255) before it is divided out."""
LARGEST_SKEW: Final = 12.0
LEAST_SKEW: Final = 0.12
STRIP_EDGE: Final = 0.02
STRIP_WIDTH: Final = 0.7
THREE_SIDES: Final = 3
STREAK_WINDOW: Final = 81
STREAKED: Final = 3.0
"""Spread of the paper's brightness from column to column (of 255) from which a page has streaks."""
MOST_GAIN: Final = 3.0
COARSE_DPI: Final = 220
FINE_DPI: Final = 280
ENLARGED: Final = 1.5
STEP_TO_TABLE: Final = 25
"""By how much a photographed sheet is brighter (of 255) than the darker part of what surrounds it."""
CLEAR_EDGE: Final = 12.0
SHEET_SHARE: Final = (0.2, 0.985)
FILLED: Final = 0.93
LETTER_INCHES: Final = (0.03, 0.35)
THINNEST_INCHES: Final = 0.008
MARKS: Final = (40, 6000)
"""Fewer marks tell no direction; of more a sample is taken."""
LETTER_SIDE: Final = 11.0
A4_SIDE: Final = 11.69
"""Long sides of the two usual papers in inches."""
LETTER_TO_A4: Final = 1.354
"""Between 11 : 8.5 and the square root of two."""
USUAL_SHAPE: Final = (1.2, 1.6)
"""How much longer than wide a sheet is that can be one of the two, with what a leaning camera does to it."""
LONGEST_PAGE: Final = 18.0
"""Inches; a tabloid page has 17."""


@dataclass(frozen=True, slots=True)
class Straight:
    """A straight picture, and the map of its pixels onto the pixels of the picture it was made from."""

    bitmap: Bitmap
    matrix: Matrix
    steps: tuple[str, ...] = ()

    def warp(self, seen: Bitmap) -> Warp | None:
        """The map in points between the straight page and the page as seen; None where they are the same."""
        if np.allclose(self.matrix, np.eye(3)) and self.bitmap.dpi == seen.dpi:
            return None
        grow = np.diag([self.bitmap.dpi / 72, self.bitmap.dpi / 72, 1.0])
        shrink = np.diag([72 / seen.dpi, 72 / seen.dpi, 1.0])
        return Warp(tuple(float(v) for v in (shrink @ self.matrix @ grow).ravel()))


def straightened(bitmap: Bitmap) -> Straight:
    """The picture cut out, evened, smoothed and turned level, as far as it needs it."""
    steps: list[str] = []
    matrix: Matrix = np.eye(3)
    pixels = bitmap.pixels
    corners = None if is_bilevel(bitmap.grey()) else sheet_corners(bitmap.grey())
    if corners is not None:
        pixels, matrix = _flat(pixels, corners)
        steps.append("flattened")
    dpi = _true_dpi(pixels, bitmap.dpi, photographed=corners is not None)
    turned_bands = turned_round(pixels, dpi)
    if turned_bands is not None:
        pixels = turned_bands
        steps.append("dark bands turned round")
    gains = None if is_bilevel(bitmap.grey()) else streak_gains(Bitmap(pixels, dpi).grey())
    if gains is not None:
        pixels = _multiplied(pixels, gains)
        steps.append("streaks taken out")
    if not is_bilevel(Bitmap(pixels, dpi).grey()) and light_varies(Bitmap(pixels, dpi).grey()):
        pixels = even_light(pixels)
        steps.append("evened")
    angle = skew(Bitmap(Bitmap(pixels, dpi).grey(), dpi))
    if abs(angle) >= LEAST_SKEW:
        pixels, turned = _turned(pixels, angle)
        matrix = matrix @ turned
        steps.append(f"turned by {angle:.2f}")
    return Straight(Bitmap(pixels, dpi), matrix, tuple(steps))


def _true_dpi(pixels: Pixels, stated: float, *, photographed: bool) -> float:
    """Dots per inch of the page. A camera does not know how far away the sheet was: what its file states is a custom, not a measure.

    A sheet of the usual shape cut out of a photograph is a letter page or A4; so is a page that would be longer than any printer takes.
    """
    longer, shorter = max(pixels.shape[:2]), min(pixels.shape[:2])
    shape = longer / shorter
    if USUAL_SHAPE[0] <= shape <= USUAL_SHAPE[1] and (photographed or longer > LONGEST_PAGE * stated):
        return float(longer) / (LETTER_SIDE if shape < LETTER_TO_A4 else A4_SIDE)
    return stated


def is_bilevel(grey: Pixels) -> bool:
    """Whether a page holds hardly anything but black and white."""
    sample = grey[::2, ::2]
    return float(np.mean((sample < 24) | (sample > 231))) > BILEVEL_SHARE


def light_varies(grey: Pixels) -> bool:
    """Whether the paper is clearly darker in one place than in another."""
    paper = _paper(grey)
    low, high = np.percentile(paper, [4, 96])
    return float(high - low) > EVEN_LIGHT


def streak_gains(grey: Pixels) -> NDArray[np.float32] | None:
    """By how much each column must be brightened to take out the streaks a dirty scanner leaves; None where there are none.

    A streak runs the whole length of the page, so that even the paper between the print is dark in its columns.
    """
    paper = np.percentile(grey[::4], 85, axis=0).astype(np.float32)
    around = np.asarray(cv2.blur(paper[None, :], (STREAK_WINDOW, 1)), dtype=np.float32)[0]
    if float(np.std(paper - around)) < STREAKED:
        return None
    gains: NDArray[np.float32] = np.clip(float(np.percentile(paper, 95)) / np.maximum(paper, 1), 1.0, MOST_GAIN)
    return gains


def _multiplied(pixels: Pixels, gains: NDArray[np.float32]) -> Pixels:
    across = gains[None, :, None] if pixels.ndim == 3 else gains[None, :]
    return np.asarray(np.clip(pixels * across, 0, 255), dtype=np.uint8)


def even_light(pixels: Pixels) -> Pixels:
    """Divides the brightness of the paper out of each channel, so that paper is white all over."""
    if pixels.ndim == 3:
        return np.dstack([even_light(np.ascontiguousarray(pixels[:, :, i])) for i in range(3)])
    paper = _paper(pixels)
    whole = cv2.resize(paper, (pixels.shape[1], pixels.shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(pixels, whole, scale=245), dtype=np.uint8)


def for_recognition(bitmap: Bitmap) -> Bitmap:
    """The picture as Tesseract reads it best: fax dots melted together, coarse grey pages enlarged."""
    grey = bitmap.grey()
    soft = np.asarray(cv2.GaussianBlur(grey, (3, 3), 0), dtype=np.uint8)
    if is_bilevel(grey) or bitmap.dpi > COARSE_DPI:
        return Bitmap(soft if bitmap.dpi < FINE_DPI else grey, bitmap.dpi)
    large = cv2.resize(soft, None, fx=ENLARGED, fy=ENLARGED, interpolation=cv2.INTER_CUBIC)
    return Bitmap(np.asarray(large, dtype=np.uint8), bitmap.dpi * ENLARGED)


def _paper(grey: Pixels) -> Pixels:
    """Brightness of the paper beneath the print, coarse: print is spread away, what is left is smoothed."""
    scale = min(1.0, 400 / max(grey.shape))
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    spread = cv2.dilate(small, np.ones((7, 7), np.uint8))
    return np.asarray(cv2.medianBlur(spread, 21), dtype=np.uint8)


def sheet_corners(grey: Pixels) -> Matrix | None:
    """The corners of a sheet of paper that lies on something darker (clockwise from top left), in pixels, or None."""
    scale = min(1.0, 600 / max(grey.shape))
    shrunk = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    small = np.asarray(cv2.GaussianBlur(shrunk, (5, 5), 0), dtype=np.uint8)
    closed = np.asarray(cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8)), dtype=np.uint8)
    height, width = closed.shape
    rim = np.concatenate([closed[0], closed[-1], closed[:, 0], closed[:, -1]])
    middle = closed[height // 4 : -height // 4, width // 4 : -width // 4]
    if float(np.median(middle)) - float(np.percentile(rim, 25)) < STEP_TO_TABLE:
        return None
    found = [c for mask in _sheet_masks(closed) if (c := _corners_of(mask)) is not None and not _is_part_of_page(c, height, width)]
    if not found:
        return None
    best = max(found, key=lambda c: _edge_strength(small, c))
    return best / scale if _edge_strength(small, best) > CLEAR_EDGE else None


def _is_part_of_page(corners: Matrix, height: int, width: int) -> bool:
    """Whether what looks like a sheet is what a page has beside a dark band along one side, or between the streaks of a dirty scanner."""
    (left, top), (right, bottom) = corners.min(axis=0) / (width, height), corners.max(axis=0) / (width, height)
    whole = top < STRIP_EDGE and bottom > 1 - STRIP_EDGE
    sides = sum((left < STRIP_EDGE, right > 1 - STRIP_EDGE, top < STRIP_EDGE, bottom > 1 - STRIP_EDGE))
    return bool(sides >= THREE_SIDES or (whole and right - left < STRIP_WIDTH))


def _sheet_masks(closed: Pixels) -> list[Pixels]:
    """Guesses at which pixels are paper: by brightness, and by what a flood from the rim does not reach."""
    _, bright = cv2.threshold(closed, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    masks = [np.asarray(bright, dtype=np.uint8)]
    height, width = closed.shape
    for step in (1, 2, 3, 5, 8):
        reached = np.zeros((height + 2, width + 2), np.uint8)
        flags = 4 | cv2.FLOODFILL_MASK_ONLY | (255 << 8)
        for x, y in ((0, 0), (width - 1, 0), (0, height - 1), (width - 1, height - 1), (width // 2, 0), (width // 2, height - 1)):
            if not reached[y + 1, x + 1]:
                cv2.floodFill(closed, reached, (x, y), 0, step, step, flags)
        masks.append(np.asarray(255 - reached[1:-1, 1:-1], dtype=np.uint8))
    return masks


def _corners_of(mask: Pixels) -> Matrix | None:
    """The four corners of the largest region of a mask, if it has four and fills most of what lies between them."""
    opened = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
    outlines, _ = cv2.findContours(opened, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not outlines:
        return None
    largest = max(outlines, key=cv2.contourArea)
    hull = cv2.convexHull(largest)
    share = cv2.contourArea(hull) / mask.size
    if not SHEET_SHARE[0] < share < SHEET_SHARE[1] or cv2.contourArea(largest) < FILLED * cv2.contourArea(hull):
        return None
    corners = _four_corners(np.asarray(hull, dtype=np.int32))
    if corners is None or cv2.contourArea(corners.astype(np.float32)) < FILLED * cv2.contourArea(hull):
        return None
    return corners


def _edge_strength(grey: Pixels, corners: Matrix) -> float:
    """How much brighter it is just inside than just outside the four sides, at the weakest side."""
    middle = corners.mean(axis=0)
    steps = []
    for start, end in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        along = np.linspace(0.08, 0.92, 40)[:, None]
        line = start + along * (end - start)
        inward = middle - (start + end) / 2
        inward = inward / (np.linalg.norm(inward) + 1e-9)
        inside, outside = _at(grey, line + 7 * inward), _at(grey, line - 7 * inward)
        known = (outside >= 0) & (inside >= 0)
        if known.sum() >= 10:
            steps.append(float(np.median(inside[known] - outside[known])))
    return min(steps, default=0.0)


def _at(grey: Pixels, points: Matrix) -> NDArray[np.float64]:
    """Brightness at points; -1 outside the picture."""
    x, y = np.round(points[:, 0]).astype(int), np.round(points[:, 1]).astype(int)
    inside = (x >= 0) & (y >= 0) & (x < grey.shape[1]) & (y < grey.shape[0])
    values = np.full(len(points), -1.0)
    values[inside] = grey[y[inside], x[inside]]
    return values


def _four_corners(hull: NDArray[np.int32]) -> Matrix | None:
    length = cv2.arcLength(hull, closed=True)
    for looseness in (0.01, 0.02, 0.03, 0.05):
        polygon = cv2.approxPolyDP(hull, looseness * length, closed=True)
        if len(polygon) == 4 and cv2.isContourConvex(polygon):
            points = polygon.reshape(4, 2).astype(np.float64)
            middle = points.mean(axis=0)
            around = np.argsort(np.arctan2(points[:, 1] - middle[1], points[:, 0] - middle[0]))
            ordered = points[around]
            first = int(np.argmin(ordered.sum(axis=1)))
            return np.roll(ordered, -first, axis=0)
        if len(polygon) < 4:
            return None
    return None


def _flat(pixels: Pixels, corners: Matrix) -> tuple[Pixels, Matrix]:
    """The sheet between four corners laid flat; the matrix maps flat pixels back onto those that came in."""
    top_left, top_right, bottom_right, bottom_left = corners
    width = round(max(np.linalg.norm(top_right - top_left), np.linalg.norm(bottom_right - bottom_left)))
    height = round(max(np.linalg.norm(bottom_left - top_left), np.linalg.norm(bottom_right - top_right)))
    flat = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    back = cv2.getPerspectiveTransform(flat, corners.astype(np.float32))
    laid = cv2.warpPerspective(pixels, back, (width, height), flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(laid, dtype=np.uint8), np.asarray(back, dtype=np.float64)


def _turned(pixels: Pixels, angle: float) -> tuple[Pixels, Matrix]:
    """The picture turned by `angle` degrees about its middle, same size; the matrix maps it back."""
    height, width = pixels.shape[:2]
    forth = np.vstack([cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0), [0, 0, 1]])
    turned = cv2.warpAffine(pixels, forth[:2], (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(turned, dtype=np.uint8), np.asarray(np.linalg.inv(forth), dtype=np.float64)


def marks(bitmap: Bitmap) -> NDArray[np.float64]:
    """Middles of the marks on a page that have the size of letters, in inches: x, y, width, height in rows."""
    scale = min(1.0, 2 * WORKING_DPI / bitmap.dpi)
    grey = bitmap.grey()
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else grey
    dpi = bitmap.dpi * scale
    window = max(15, int(dpi / 5) | 1)
    ink = cv2.adaptiveThreshold(cv2.GaussianBlur(small, (3, 3), 0), 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, window, 18)
    _, _, stats, middles = cv2.connectedComponentsWithStats(ink, connectivity=8)
    widths, heights = stats[:, cv2.CC_STAT_WIDTH] / dpi, stats[:, cv2.CC_STAT_HEIGHT] / dpi
    sizes = np.maximum(widths, heights)
    letters = (sizes > LETTER_INCHES[0]) & (sizes < LETTER_INCHES[1]) & (np.minimum(widths, heights) > THINNEST_INCHES)
    letters[0] = False
    found: NDArray[np.float64] = np.column_stack([middles / dpi, widths, heights])[letters]
    return found if len(found) <= MARKS[1] else found[:: len(found) // MARKS[1] + 1]


def skew(bitmap: Bitmap) -> float:
    """By how many degrees the page must be turned (as OpenCV counts: positive is against the clock) for its lines to be level."""
    found = marks(bitmap)
    if len(found) < MARKS[0]:
        return 0.0
    x, y = found[:, 0] - found[:, 0].mean(), found[:, 1] + found[:, 3] / 2
    coarse = _best_angle(x, y, np.arange(-LARGEST_SKEW, LARGEST_SKEW + 0.1, 0.25))
    return _best_angle(x, y, np.arange(coarse - 0.3, coarse + 0.31, 0.05))


def _best_angle(x: NDArray[np.float64], y: NDArray[np.float64], angles: NDArray[np.float64]) -> float:
    scores = [_levelness(x, y, float(angle)) for angle in angles]
    return float(angles[int(np.argmax(scores))])


def _levelness(x: NDArray[np.float64], y: NDArray[np.float64], angle: float) -> float:
    """How sharply the feet of marks gather in rows after a turn by `angle`."""
    rows = y - x * np.tan(np.radians(angle))
    places = ((rows - rows.min()) * 60).astype(np.int64)
    counts = np.bincount(places).astype(np.float64)
    smooth = counts + 0.5 * (np.r_[counts[1:], 0] + np.r_[0, counts[:-1]])
    return float((smooth**2).sum())
