"""Words in the order a person reads them, each place once."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import Final

from extractors.page import Word
from facts.evidence import Box

USUAL_HEIGHT: Final = 7.0
"""Height of a word in points, where no word tells."""
TRUSTED: Final = 0.5
SAME_PLACE: Final = 0.6
ROW: Final = 12.0
"""Height in points of the rows by which words are looked up."""
RECENT_LINES: Final = 6


def usual_height(words: Sequence[Word]) -> float:
    """The usual height of a word in points."""
    heights = [w.box.height for w in words if w.confidence > TRUSTED and len(w.text) > 1]
    return median(heights) if heights else USUAL_HEIGHT


def in_reading_order(words: Sequence[Word]) -> tuple[Word, ...]:
    """Words sorted by lines of print from top to bottom, each from left to right, whatever blocks a recogniser saw."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda w: (w.box.top + w.box.bottom, w.box.x0)):
        middle = (word.box.top + word.box.bottom) / 2
        for line in reversed(lines[-RECENT_LINES:]):
            tallest = max((w.box for w in line), key=lambda b: b.height)
            if abs((tallest.top + tallest.bottom) / 2 - middle) < 0.5 * min(tallest.height, max(word.box.height, 0.6 * tallest.height)):
                line.append(word)
                break
        else:
            lines.append([word])
    return tuple(word for line in lines for word in sorted(line, key=lambda w: w.box.x0))


def without_doubles(words: Sequence[Word]) -> list[Word]:
    """The words without those that lie in the same place as a surer one."""
    kept: list[Word] = []
    rows: dict[int, list[Box]] = {}
    for word in sorted(words, key=lambda w: -w.confidence):
        touched = range(int(word.box.top // ROW), int(word.box.bottom // ROW) + 1)
        if not any(_same_place(word.box, other) for row in touched for other in rows.get(row, ())):
            kept.append(word)
            for row in touched:
                rows.setdefault(row, []).append(word.box)
    return kept


def _same_place(a: Box, b: Box) -> bool:
    across = min(a.x1, b.x1) - max(a.x0, b.x0)
    down = min(a.bottom, b.bottom) - max(a.top, b.top)
    return across > 0 and down > 0 and across * down > SAME_PLACE * min(a.width * a.height, b.width * b.height)
