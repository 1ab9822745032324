"""Ink that no word covers: single figures in cells and broken-off ends of words, found so that they can be read as well."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Final

import cv2
import numpy as np

from extractors.bitmap import Bitmap, Pixels
from extractors.page import Word
from facts.evidence import Box

LETTER_HEIGHT: Final = (0.45, 1.7)
"""Heights of marks taken for letters, by the usual height of a word."""
LONGEST: Final = 14.0
"""Longest group in heights: beyond it a group is a drawing."""
NEXT_LETTER: Final = 0.45
TOUCHING: Final = 0.3
MOST: Final = 60
USUAL_HEIGHT: Final = 7.0
"""Points, where no word tells."""


@dataclass(frozen=True, slots=True)
class Leftover:
    """A group of letter-like marks outside all words; `word` is the word whose end it seems to be."""

    box: Box
    word: int | None


def usual_height(words: Sequence[Word]) -> float:
    """The usual height of a word in points."""
    heights = [w.box.height for w in words if w.confidence > 0.5 and len(w.text) > 1]
    return median(heights) if heights else USUAL_HEIGHT


def leftovers(mask: Pixels, bitmap: Bitmap, words: Sequence[Word]) -> list[Leftover]:
    """Groups of marks that may be print and were not read; `mask` is the ink of the page without its lines."""
    height = usual_height(words)
    free = mask.copy()
    for word in words:
        rows, columns = bitmap.window(word.box, 0.12 * height)
        free[rows, columns] = 0
    groups = _groups(_letters(free, bitmap, height), height)
    found = []
    for box in groups:
        if box.width > LONGEST * height or box.height < LETTER_HEIGHT[0] * height:
            continue
        found.append(Leftover(box, _neighbour(box, words, height)))
    found.sort(key=lambda each: (each.word is None, -each.box.width * each.box.height))
    return found[:MOST]


def _letters(free: Pixels, bitmap: Bitmap, height: float) -> list[Box]:
    count, _, stats, _ = cv2.connectedComponentsWithStats(free, connectivity=8)
    points = bitmap.points
    letters = []
    for x, y, wide, high, area in stats[1:count]:
        tall = high * points
        if not LETTER_HEIGHT[0] * height <= tall <= LETTER_HEIGHT[1] * height or wide * points > 4 * height:
            continue
        if area < 0.12 * wide * high and wide * points > 2 * height:
            continue
        letters.append(Box(x * points, y * points, (x + wide) * points, (y + high) * points))
    return letters


def _groups(letters: list[Box], height: float) -> list[Box]:
    """Letters joined to their neighbours on the same line."""
    groups: list[Box] = []
    for letter in sorted(letters):
        for index in range(len(groups) - 1, max(-1, len(groups) - 40), -1):
            group = groups[index]
            level = min(group.bottom, letter.bottom) - max(group.top, letter.top)
            if level > 0.5 * min(group.height, letter.height) and letter.x0 - group.x1 < NEXT_LETTER * height:
                groups[index] = group.union(letter)
                break
        else:
            groups.append(letter)
    return groups


def _neighbour(box: Box, words: Sequence[Word], height: float) -> int | None:
    """The word right beside the group on the same line."""
    for index, word in enumerate(words):
        level = min(box.bottom, word.box.bottom) - max(box.top, word.box.top)
        gap = max(box.x0 - word.box.x1, word.box.x0 - box.x1)
        if level > 0.5 * min(box.height, word.box.height) and gap < TOUCHING * height:
            return index
    return None


def in_reading_order(words: Sequence[Word]) -> tuple[Word, ...]:
    """Words sorted by lines of print from top to bottom, each from left to right, whatever blocks a recogniser saw."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda w: (w.box.top + w.box.bottom, w.box.x0)):
        middle = (word.box.top + word.box.bottom) / 2
        for line in reversed(lines[-6:]):
            last = line[-1].box
            if abs((last.top + last.bottom) / 2 - middle) < 0.5 * min(max(last.height, 1.0), max(word.box.height, 1.0)):
                line.append(word)
                break
        else:
            lines.append([word])
    ordered = [word for line in lines for word in sorted(line, key=lambda w: w.box.x0)]
    return tuple(ordered)


def without_doubles(words: Sequence[Word]) -> list[Word]:
    """The words without those that lie in the same place as a surer one."""
    kept: list[Word] = []
    for word in sorted(words, key=lambda w: -w.confidence):
        if not any(_same_place(word.box, other.box) for other in kept):
            kept.append(word)
    return kept


def _same_place(a: Box, b: Box) -> bool:
    across = min(a.x1, b.x1) - max(a.x0, b.x0)
    down = min(a.bottom, b.bottom) - max(a.top, b.top)
    return across > 0 and down > 0 and across * down > 0.6 * min(a.width * a.height, b.width * b.height)


def pieces(box: Box, text: str, places: Sequence[float]) -> list[tuple[str, Box]]:
    """A reading with spaces cut into words, each with its share of the box by the places of its letters."""
    if " " not in text or len(places) != len(text):
        return [(text, box)]
    cuts = [0.0]
    for index, character in enumerate(text):
        if character == " ":
            cuts.append(places[index])
    cuts.append(1.0)
    spans = [Box(box.x0 + a * box.width, box.top, box.x0 + b * box.width, box.bottom) for a, b in pairwise(cuts)]
    return [(word, span) for word, span in zip(text.split(" "), spans, strict=True) if word]


def darkness(mask: Pixels, bitmap: Bitmap, box: Box) -> float:
    """Share of ink in a box of the mask."""
    rows, columns = bitmap.window(box)
    region = mask[rows, columns]
    return float(np.count_nonzero(region)) / region.size if region.size else 0.0
