"""Text without spaces between its words, as Chinese is written: set apart from figures and codes, then cut into words that are known."""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import Final

CHARACTERS: Final = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
"""The characters of Chinese, as the inside of a pattern's brackets."""
_MARKS: Final = str.maketrans({"。": ". ", "、": ", ", "，": ", ", "；": "; ", "：": ": ", "（": " (", "）": ") ", "！": "! ", "？": "? "})
_MEETING: Final = re.compile(rf"(?<=[{CHARACTERS}])(?=[A-Za-z0-9$€£¥])|(?<=[A-Za-z0-9%.])(?=[{CHARACTERS}])")
_RUN: Final = re.compile(rf"[{CHARACTERS}]+")
_LONGEST: Final = 24
"""Characters that a word or set phrase has at most."""


def apart(text: str) -> str:
    """The text with plain marks for those of Chinese, and a space where Chinese meets letters or figures: `发票INV1，共3箱` → `发票 INV1, 共 3 箱`."""
    return _MEETING.sub(" ", text.translate(_MARKS))


def is_unspaced(word: str) -> bool:
    """True for a run of Chinese characters alone."""
    return _RUN.fullmatch(word) is not None


def words_in(run: str, known: AbstractSet[str]) -> Iterator[tuple[int, int]]:
    """Where the words of a run begin and end: as few characters as can be are left unknown, then as few words as can be are made.

    Unknown characters that follow each other are one word, which nobody can check.
    """
    best: list[tuple[int, int, int]] = [(0, 0, 0)]
    for end in range(1, len(run) + 1):
        unknown, words, _ = best[end - 1]
        ways = [(unknown + 1, words + 1, end - 1)]
        for start in range(max(0, end - _LONGEST), end):
            if run[start:end] in known:
                unknown, words, _ = best[start]
                ways.append((unknown, words + 1, start))
        best.append(min(ways, key=lambda way: (way[0], way[1], -way[2])))
    yield from _joined(run, best, known)


def _joined(run: str, best: list[tuple[int, int, int]], known: AbstractSet[str]) -> Iterator[tuple[int, int]]:
    cuts: list[tuple[int, int]] = []
    end = len(run)
    while end:
        start = best[end][2]
        if cuts and run[start:end] not in known and run[slice(*cuts[-1])] not in known:
            cuts[-1] = (start, cuts[-1][1])
        else:
            cuts.append((start, end))
        end = start
    yield from reversed(cuts)


@lru_cache(maxsize=4096)
def cut(run: str, known: frozenset[str]) -> tuple[tuple[int, int], ...]:
    """`words_in`, remembered: the same phrases come again and again."""
    return tuple(words_in(run, known))
