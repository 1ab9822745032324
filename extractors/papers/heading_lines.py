"""Second lines of a table's headings: which words of one line belong below which heading of the line above."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from extractors.page import Word
from extractors.papers.strips import CJK, Row, Strip, strip_of

_PAIR: Final = 2


def halves(strip: Strip, rows: Sequence[Row]) -> list[Strip]:
    """The second lines of neighbouring headings that stand so close that they read as one (“Cartons | Cartons” over “sent received”)."""
    above = [s for row in rows for s in row.strips if s is not strip and s.box.bottom < strip.box.bottom and s.box.x0 < strip.box.x1]
    over = sorted((s for s in above if s.box.x1 > strip.box.x0), key=lambda s: s.box.x0)
    if len(strip.words) < _PAIR or len(over) < _PAIR or CJK.search(strip.text):
        return []
    groups: dict[int, list[Word]] = {}
    for word in strip.words:
        shared = [min(s.box.x1, word.box.x1) - max(s.box.x0, word.box.x0) for s in over]
        groups.setdefault(shared.index(max(shared)), []).append(word)
        if max(shared) <= 0:
            return []
    return [strip_of(words, strip.page) for _, words in sorted(groups.items())] if len(groups) > 1 else []
