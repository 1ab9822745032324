"""The pixels of a page, asked for what words do not tell: signatures, stamps, ticked boxes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from extractors.bitmap import Bitmap, Pixels
from extractors.checkboxes import checkboxes
from extractors.ink_picture import InkPicture
from extractors.ocr.order import usual_height
from extractors.page import Ruling, Word
from extractors.pen_lines import FEWEST_TURNS, ruled, turns
from extractors.rulings import rulings
from extractors.stamps import stamps
from facts.evidence import Box

HAND_FILL: Final = 0.55
"""A stroke of a pen leaves most of its box empty."""
HAND_LEAST: Final = (0.9, 0.45)
HAND_USUAL: Final = (1.6, 1.3)
"""Width and height, by the height of print, below which a stroke may be a letter."""
HAND_WINDING: Final = 1.05
"""Outline by the outline of the box: a straight stroke has less."""
FLAT: Final = (4.0, 0.7)
"""Width and height, by the height of print, of a flat signature: it winds little but turns up and down on its way."""
TURN: Final = 0.2
"""By the height of print: less is no turn."""
HAND_CHANCE: Final = (0.35, 0.14, 0.1, 0.95)
"""Base, gain for width, gain for height, most. Of 282 signatures on the samples all came out above a half, of 3,046
printed places 18."""
UNLIKELY: Final = 0.1
PRINT_SURE: Final = 0.9
"""Words read with less than this may be a signature taken for print."""
LOOSE: Final = 1.35
"""By the usual height: a higher box may hold more than its word."""
LEAST_HEIGHT: Final = 1.1
ACCENT_GAP: Final = 0.1
FAINT_ROW: Final = 0.2
"""By the darkest row of a word: a fainter row is noise, or the tail of a letter or two."""
PAPER_ROW: Final = 0.1
"""By the darkest row of a word's box: a darker row is not the grain of the paper alone."""
LEAST_FITTED: Final = 0.35
"""By the height of a box: a lower band of ink is not its word."""
LEAST_PIXELS: Final = 6
MIDDLE: Final = (0.25, 0.78)
LONGER_THAN_LETTERS: Final = 1.0
"""Heights of a word from which a level run of ink is no part of a letter."""
OUTSIDE: Final = 0.4
HALF_DARK: Final = 0.55
THIN_LINE: Final = 0.2
FILLED_BESIDE: Final = 0.75
BESIDE: Final = (0.12, 0.55)
"""The strip beside a word, by the usual height, where the next letter of it would stand."""
INKED_BESIDE: Final = 0.14
NEARLY_ALIKE: Final = 60
SCRAWL: Final = frozenset("mnwuvrilejycosMNWUVAI")
"""Letters that readers see in a scrawl."""
TELLING: Final = 2
TALL_PRINT: Final = 1.3
"""A word wider than its letters at this share of the usual height has something else in its box."""
FIGURE: Final = (0.65, 1.6, 0.12, 2.2)
"""Least and most height, least and most width of one to three figures, by the usual height."""
LETTER: Final = 0.3
"""By the usual height: lower pieces of ink are no letters."""
FIGURES: Final = 3
"""Longest figure that a hand sets by itself."""
GROWN, TALLER = 1.4, 1.3
"""How far beyond a box its ink is followed, by the usual height, and from when on the box is too low, by its own."""
FIGURE_GAP: Final = 0.6
SPECK: Final = 0.35
"""By the usual height: lower pieces of ink are dirt or dots."""
JOINED_INCHES: Final = 0.012
STROKE_INCHES: Final = 0.07
"""Wider than a pen's stroke, narrower than a stain."""
STAIN: Final = 0.4
"""A stroke fainter than this share of the usual ink is the rim of a stain."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """Joined ink, neither print nor line: its box in points, how full it is, how long its outline, how often it turns up or down."""

    box: Box
    fill: float
    length: float
    turns: int = 0


class PageInk:
    """The ink of one straight page. Made once for each page; answers are worked out when first asked for."""

    def __init__(self, bitmap: Bitmap, words: Sequence[Word]) -> None:
        self._picture = InkPicture(bitmap)
        self._words = tuple(words)
        self._strokes: list[Stroke] | None = None
        self._stamps: list[Box] | None = None
        self._checkboxes: list[tuple[Box, bool]] | None = None
        self._rulings: tuple[Ruling, ...] | None = None

    def fitted(self) -> tuple[Word, ...]:
        """The words with boxes as high as their ink: some readers give a word the height of all its line."""
        usual = usual_height(self._words)
        self._words = tuple(self._fitted(w, usual) if w.box.height > LOOSE * usual else self._grown(w, usual) for w in self._words)
        return self._words

    def _grown(self, word: Word, usual: float) -> Word:
        """A lone figure whose box ends within its ink: readers give a hand's figures the height of the print beside them."""
        if not (word.text.isdigit() and len(word.text) <= FIGURES):
            return word
        bitmap, (across, down) = self._picture.bitmap(), self._picture.lines()
        window = bitmap.window(word.box._replace(top=word.box.top - GROWN * usual, bottom=word.box.bottom + GROWN * usual))
        ink = cv2.subtract(self._picture.mask()[window], cv2.bitwise_or(across, down)[window])
        if min(ink.shape) < LEAST_PIXELS:
            return word
        stats = cv2.connectedComponentsWithStats(ink, connectivity=8)[2][1:]
        points, first = bitmap.points, window[0].start
        pieces = [((first + y) * points, (first + y + high) * points) for _, y, _, high, _ in stats.tolist()]
        own = [(top, bottom) for top, bottom in pieces if min(bottom, word.box.bottom) - max(top, word.box.top) > ACCENT_GAP * usual]
        if not own:
            return word
        top, bottom = min(t for t, _ in own), max(b for _, b in own)
        if not TALLER * word.box.height < bottom - top < GROWN * 2 * usual:
            return word
        return replace(word, box=word.box._replace(top=top, bottom=bottom))

    def _fitted(self, word: Word, usual: float) -> Word:
        """A word whose box ends where its largest band of ink does, small gaps as below an accent included; no lower than is usual."""
        bitmap, (across, _) = self._picture.bitmap(), self._picture.lines()
        window = bitmap.window(word.box)
        grey = bitmap.grey()[window].astype(np.float32)
        if min(grey.shape) < LEAST_PIXELS:
            return word
        dark = np.where(across[window] > 0, 0, np.clip(np.percentile(grey, 85) - grey, 0, None)).sum(axis=1)
        paper = dark.min() if dark.min() < PAPER_ROW * dark.max() else 0.0  # the box of a figure may hold no row without ink
        inked = dark - paper > FAINT_ROW * (dark.max() - paper)
        bands: list[list[int]] = []
        for row in np.flatnonzero(inked).tolist():
            if bands and row - bands[-1][1] <= 1 + ACCENT_GAP * len(inked):
                bands[-1][1] = row
            else:
                bands.append([row, row])
        if not bands:
            return word
        first, last = max(bands, key=lambda band: band[1] - band[0])
        top, bottom = ((window[0].start + row) * bitmap.points for row in (first, last + 1))
        if bottom - top < LEAST_FITTED * word.box.height:
            return word
        bottom = min(word.box.bottom, bottom)
        return replace(word, box=word.box._replace(top=max(word.box.top, min(top, bottom - LEAST_HEIGHT * usual)), bottom=bottom))

    def coverage(self, box: Box) -> float:
        """Share of dark pixels in the box, 0 to 1."""
        rows, columns = self._picture.bitmap().window(box)
        region = self._picture.mask()[rows, columns]
        return float(np.count_nonzero(region)) / region.size if region.size else 0.0

    def handwriting(self, box: Box) -> float:
        """How likely the box holds a signature or handwriting, 0 to 1.

        Counts strokes that are wide, curved and joined, beside the print and the lines that were taken away.
        """
        height = usual_height(self._words)
        chances = [_hand(stroke, height) for stroke in self._all_strokes() if _inside(stroke.box, box)]
        strong = sorted(chances, reverse=True)[:3]
        missed = 1.0
        for chance in strong:
            missed *= 1 - chance
        return round(1 - missed, 3)

    def ticked(self, box: Box) -> float:
        """How likely a check box inside the given area is marked, 0 to 1."""
        inside = [marked for place, marked in self.checkboxes() if _inside(place, box)]
        return float(any(inside))

    def struck(self, box: Box) -> float:
        """How likely the print in the box was struck out: by the share of it under a thin line longer than a letter is wide."""
        height = max(4, round(box.height * self._picture.dpi / 72))
        reach = OUTSIDE * box.height
        rows, columns = self._picture.bitmap().window(Box(box.x0 - reach, box.top, box.x1 + reach, box.bottom))
        grey = self._picture.bitmap().grey()[rows, columns].astype(np.float32)
        if min(grey.shape) < LEAST_PIXELS:
            return 0.0
        paper, black = float(np.percentile(grey, 85)), float(np.percentile(grey, 3))
        dark = np.asarray((paper - grey) > HALF_DARK * max(paper - black, 1.0), dtype=np.uint8)
        runs = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((1, max(5, round(LONGER_THAN_LETTERS * height))), np.uint8)) > 0
        lengths = runs.sum(axis=1)
        best = int(np.argmax(lengths))
        level = best / len(lengths)
        if not MIDDLE[0] < level < MIDDLE[1]:
            return 0.0
        off = max(2, round(THIN_LINE * height))
        beside = [dark[r][runs[best]].mean() for r in (best - off, best + off) if 0 <= r < len(dark)]
        if max(beside, default=0.0) > FILLED_BESIDE:
            return 0.0
        return round(min(1.0, float(lengths[best]) / min(box.width * self._picture.dpi / 72, 2.0 * height)), 3)

    def stamps(self) -> list[Box]:
        """The places of rubber stamps on the page, the surest first."""
        if self._stamps is None:
            self._stamps = stamps(self._picture.mask(), self._picture.lines(), self._picture.bitmap(), self._words)
        return self._stamps

    def checkboxes(self) -> list[tuple[Box, bool]]:
        """All printed check boxes with whether each is marked."""
        if self._checkboxes is None:
            self._checkboxes = checkboxes(self._picture.mask(), self._picture.bitmap())
        return self._checkboxes

    def rulings(self) -> tuple[Ruling, ...]:
        """Printed lines of the page, level and upright."""
        if self._rulings is None:
            self._rulings = rulings(self._picture.lines(), self._picture.bitmap())
        return self._rulings

    def _all_strokes(self) -> list[Stroke]:
        if self._strokes is None:
            self._strokes = self._found_strokes()
        return self._strokes

    def cut_off(self) -> set[int]:
        """Which words have ink right beside them that no word took: their end may have been lost in a stain or a line."""
        free, height = self._free_ink(), usual_height(self._words)
        bitmap = self._picture.bitmap()
        doubtful = set()
        for index, word in enumerate(self._words):
            top, bottom = word.box.top + 0.15 * word.box.height, word.box.bottom - 0.15 * word.box.height
            for x in (word.box.x0 - BESIDE[1] * height, word.box.x1 + BESIDE[0] * height):
                region = free[bitmap.window(Box(x, top, x + (BESIDE[1] - BESIDE[0]) * height, bottom))]
                if region.size and float(np.count_nonzero(region)) / region.size > INKED_BESIDE:
                    doubtful.add(index)
        return doubtful

    def lone(self) -> list[Box]:
        """Places of unread ink as large as a figure or two, on the height of some word and apart from all."""
        free, height, points = self._free_ink(), usual_height(self._words), self._picture.bitmap().points
        joined = cv2.morphologyEx(free, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
        stats = cv2.connectedComponentsWithStats(np.asarray(joined), connectivity=8)[2][1:]
        pieces = [Box(x * points, y * points, (x + wide) * points, (y + high) * points) for x, y, wide, high, _ in stats.tolist()]
        pieces = [p for p in pieces if p.height > SPECK * height]
        places: list[Box] = []
        for piece in sorted(pieces, key=lambda p: p.x0):
            near = next((n for n, p in enumerate(places) if _level(p, piece) and piece.x0 - p.x1 < FIGURE_GAP * height), None)
            if near is None:
                places.append(piece)
            else:
                places[near] = places[near].union(piece)
        return [p for p in places if _figure_sized(p, height) and self._stands_alone(p, FIGURE_GAP * height)]

    def _stands_alone(self, place: Box, gap: float) -> bool:
        beside = [w.box for w in self._words if _level(w.box, place)]
        return bool(beside) and all(b.x0 - place.x1 > gap or place.x0 - b.x1 > gap for b in beside)

    def print_in(self, area: Box) -> Box | None:
        """The place of letter-sized ink in an area, its specks and lines apart; None where there is none."""
        bitmap, (across, down), height = self._picture.bitmap(), self._picture.lines(), usual_height(self._words)
        window = bitmap.window(area)
        if min(self._picture.mask()[window].shape) < LEAST_PIXELS:
            return None
        ink = cv2.medianBlur(cv2.subtract(self._picture.mask()[window], cv2.bitwise_or(across, down)[window]), 3)
        points, (top, left) = bitmap.points, (window[0].start, window[1].start)
        stats = cv2.connectedComponentsWithStats(ink, connectivity=8)[2][1:]
        letters = [(x, y, wide, high) for x, y, wide, high, _ in stats.tolist() if high * points > LETTER * height]
        if not letters:
            return None
        x0, y0 = min(x for x, _, _, _ in letters), min(y for _, y, _, _ in letters)
        x1, y1 = max(x + wide for x, _, wide, _ in letters), max(y + high for _, y, _, high in letters)
        return Box((left + x0) * points, (top + y0) * points, (left + x1) * points, (top + y1) * points)

    def take(self, words: Sequence[Word]) -> None:
        """The words of the page, now that some were found in what had seemed free ink."""
        self._words, self._strokes = tuple(words), None

    def _free_ink(self) -> Pixels:
        """The ink of the page without lines, print, check boxes and stamps."""
        bitmap, mask = self._picture.bitmap(), self._picture.mask()
        height, without_print = usual_height(self._words), mask.copy()
        for word in self._words:
            if _is_print(word, height):
                rows, columns = bitmap.window(word.box, 0.08 * height)
                without_print[rows, columns] = 0
        across, down = self._picture.lines()
        lines = cv2.bitwise_or(ruled(without_print, (across, down), bitmap.dpi), down)
        free = np.asarray(cv2.subtract(without_print, cv2.dilate(lines, np.ones((3, 3), np.uint8))), dtype=np.uint8)
        for place, _ in self.checkboxes():
            rows, columns = bitmap.window(place, 1.0)
            free[rows, columns] = 0
        for stamped in self.stamps():
            rows, columns = bitmap.window(stamped, 2.0)
            free[rows, columns] = 0
        return free

    def _found_strokes(self) -> list[Stroke]:
        bitmap, mask, free = self._picture.bitmap(), self._picture.mask(), self._free_ink()
        height = usual_height(self._words)
        reach = max(2, round(JOINED_INCHES * bitmap.dpi))
        joined = cv2.morphologyEx(free, cv2.MORPH_CLOSE, np.ones((reach + 2, reach), np.uint8))
        count, labels, stats, _ = cv2.connectedComponentsWithStats(np.asarray(joined), connectivity=8)
        points = bitmap.points
        sharp, enough = self._sharpness(mask)
        strokes = []
        for index in range(1, count):
            x, y, width, high, area = (int(v) for v in stats[index])
            if max(width, high) * points < 0.8 * height:
                continue
            shape = labels[y : y + high, x : x + width] == index
            drawn = shape & (free[y : y + high, x : x + width] > 0)
            if not drawn.any() or float(sharp[y : y + high, x : x + width][drawn].mean()) < enough:
                continue
            box = Box(x * points, y * points, (x + width) * points, (y + high) * points)
            turned = turns(shape, TURN * height / points) if width * points > FLAT[0] * height else 0
            strokes.append(Stroke(box, area / (width * high), _outline_length(shape) * points, turned))
        return strokes

    def _sharpness(self, mask: Pixels) -> tuple[Pixels, float]:
        """How much darker each pixel is than what lies close around it, and from where on a stroke is ink and not a stain."""
        size = max(5, round(STROKE_INCHES * self._picture.dpi) | 1)
        sharp = cv2.morphologyEx(
            self._picture.bitmap().grey(), cv2.MORPH_BLACKHAT, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
        )
        inked = mask > 0
        usual = float(np.median(sharp[inked])) if inked.any() else 0.0
        return np.asarray(sharp, dtype=np.uint8), STAIN * usual


def _level(one: Box, other: Box) -> bool:
    """Whether most of the lower of two boxes is on the height of the other."""
    return min(one.bottom, other.bottom) - max(one.top, other.top) > 0.5 * min(one.height, other.height)


def _figure_sized(place: Box, height: float) -> bool:
    low, high, slim, wide = FIGURE
    return low * height <= place.height <= high * height and slim * height <= place.width <= wide * height


def _is_print(word: Word, height: float) -> bool:
    """Whether a word was printed: read with certainty, or read nearly alike by two readers, who see different things in a scrawl."""
    if not any(c.isalnum() for c in word.text):
        return False
    if word.agreed or word.confidence >= PRINT_SURE:
        return True
    telling = sum(c.isalnum() and c not in SCRAWL for c in word.text)
    filled = word.box.width <= len(word.text) * min(word.box.height, TALL_PRINT * height)
    return filled and telling >= TELLING and fuzz.ratio(word.text, word.alternative or "") >= NEARLY_ALIKE


def _disc(size: int) -> Pixels:
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)), dtype=np.uint8)


def _hand(stroke: Stroke, height: float) -> float:
    """How likely a stroke was drawn by hand, by its size against the print and how it winds."""
    wide, tall = stroke.box.width / height, stroke.box.height / height
    if stroke.fill > HAND_FILL or tall < HAND_LEAST[1] or wide < HAND_LEAST[0]:
        return 0.0
    if wide < HAND_USUAL[0] and tall < HAND_USUAL[1]:
        return UNLIKELY
    winding = stroke.length / (2 * (stroke.box.width + stroke.box.height))
    chance = HAND_CHANCE[0] + HAND_CHANCE[1] * min(wide, 4.0) + HAND_CHANCE[2] * min(tall, 2.0)
    waves = wide > FLAT[0] and tall > FLAT[1] and stroke.turns >= FEWEST_TURNS
    return min(HAND_CHANCE[3], chance) if winding > HAND_WINDING or waves else UNLIKELY


def _outline_length(shape: NDArray[np.bool_]) -> float:
    outlines, _ = cv2.findContours(shape.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    return float(sum(cv2.arcLength(outline, closed=True) for outline in outlines))


def _inside(box: Box, area: Box) -> bool:
    """Whether most of a box lies in an area."""
    across = min(box.x1, area.x1) - max(box.x0, area.x0)
    down = min(box.bottom, area.bottom) - max(box.top, area.top)
    return across > 0 and down > 0 and across * down > 0.5 * max(box.width * box.height, 0.1)
