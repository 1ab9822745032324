"""Words that are wider than their letters: a reader boxed more print than it read, as “30” where “30 W” or “1 230” stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import median
from typing import Final

from extractors.ocr.languages import is_chinese
from extractors.page import Word

_NARROW: Final = frozenset("iljtfrI.,:;'|!()[]/-")
_BROAD: Final = frozenset("mwMW@%QO&Ö")
_WIDTHS: Final = (0.55, 1.0, 1.25, 1.45)
"""Of narrow letters, usual ones, capitals and broad ones, by the usual width."""
_TELLING: Final = 3
"""Letters from which a word counts for the usual width."""
_LOST: Final = 1.3
"""Usual widths that a word must have too many: more than one letter was lost."""
_STRETCHED: Final = 1.3
_TALL: Final = 1.35
"""By the usual height: larger print is wider as well."""


def _weight(text: str) -> float:
    narrow, usual, capital, broad = _WIDTHS
    return sum(narrow if c in _NARROW else broad if c in _BROAD else capital if c.isupper() else usual for c in text)


def stretched(words: Sequence[Word]) -> set[int]:
    """Which words of a page, by their place in the sequence, have room in their box for more print than was read."""
    latin = [(i, w) for i, w in enumerate(words) if any(c.isalnum() for c in w.text) and not is_chinese(w.text)]
    telling = [w for _, w in latin if len(w.text) >= _TELLING]
    if not telling:
        return set()
    height = median(w.box.height for w in telling)
    level = [(i, w) for i, w in latin if w.box.height < _TALL * height]
    return set.intersection(*(_with_room(level, telling, height, weight) for weight in (_weight, _typed)))


def _with_room(level: Sequence[tuple[int, Word]], telling: Sequence[Word], height: float, weight: Callable[[str], float]) -> set[int]:
    """Which words have room in their box for more letters, by the usual width of one and the usual height of print."""
    usual = median(w.box.width / weight(w.text) for w in telling)
    found = set()
    for place, word in level:
        letter = usual * max(1.0, word.box.height / height)
        wanted = letter * weight(word.text)
        if word.box.width > _STRETCHED * wanted and word.box.width - wanted > _LOST * letter:
            found.add(place)
    return found


def _typed(text: str) -> float:
    """By a typewriter all letters are as wide."""
    return float(len(text))
