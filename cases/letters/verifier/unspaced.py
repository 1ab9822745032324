"""Where words stand together without a space: Chinese, and the short words that French and Italian write with the next one (`l'avis`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from functools import cache, lru_cache
from typing import Final

CHARACTERS: Final = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
"""The characters of Chinese, as the inside of a pattern's brackets."""
_MARKS: Final = str.maketrans({"。": ". ", "、": ", ", "，": ", ", "；": "; ", "：": ": ", "（": " (", "）": ") ", "！": "! ", "？": "? "})
_MEETING: Final = re.compile(rf"(?<=[{CHARACTERS}])(?=[A-Za-z0-9$€£¥])|(?<=[A-Za-z0-9%.])(?=[{CHARACTERS}])")
_TIMES: Final = re.compile(rf"(?<=[{CHARACTERS}])\s*×\s*")
_RUN: Final = re.compile(rf"[{CHARACTERS}]+")
_LONGEST: Final = 24
"""Characters that a word or set phrase has at most."""


def apart(text: str) -> str:
    """The text with plain marks for those of Chinese, and a space where Chinese meets letters or figures.

    `发票INV1，共3箱` becomes `发票 INV1, 共 3 箱`, `3件×5` becomes `3 件 × 5`.
    """
    return _MEETING.sub(" ", _TIMES.sub(" × ", text.translate(_MARKS)))


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
def cut(run: str, known: frozenset[str], elided: frozenset[str]) -> tuple[tuple[int, int, str], ...]:
    """The words of a run of letters, each with where it begins and ends: `l'avis` is `l` and `avis` where `l` is among the elided.

    `known` are the words of a language without spaces, none in the others.
    """
    if known and is_unspaced(run):
        return tuple((start, end, run[start:end]) for start, end in words_in(run, known))
    head, mark, _ = run.partition("'")
    if mark and head.casefold() in elided:
        at = len(head) + 1
        return ((0, at, head), *((at + start, at + end, word) for start, end, word in cut(run[at:], known, elided)))
    return ((0, len(run), run),)


def without_elision(text: str, elided: frozenset[str]) -> str:
    """The text with a space in place of the mark after an elided word, as it is compared."""
    return re.sub(rf"(?<!\w)({'|'.join(map(re.escape, sorted(elided)))})['’]", r"\1 ", text, flags=re.IGNORECASE) if elided else text


@cache
def numerals() -> dict[str, int]:
    """The numbers that Chinese writes in characters, below ten thousand: `一百二十` and `两百零五` among them."""
    digits = "零一二三四五六七八九"
    tens = {n: "十" if n == 1 else f"{digits[n]}十" for n in range(1, 10)}
    found = {digits[n]: n for n in range(10)} | {"两": 2}
    found |= {f"{tens[t]}{digits[n] if n else ''}": 10 * t + n for t in tens for n in range(10)}
    below = {n: word for word, n in found.items() if word != "两"}
    rest = {n: ("一" if 10 <= n < 20 else "") + below[n] for n in range(1, 100)}
    for hundred, word in _multiples(digits, "百", 100):
        found |= {word: hundred} | {f"{word}{'零' if n < 10 else ''}{rest[n]}": hundred + n for n in rest}
    under = {n: word for word, n in found.items() if n >= 100 and not word.startswith("两")}
    for thousand, word in _multiples(digits, "千", 1000):
        found |= (
            {word: thousand} | {f"{word}零{rest[n]}": thousand + n for n in rest} | {f"{word}{w}": thousand + n for n, w in under.items()}
        )
    return found


def _multiples(digits: str, unit: str, worth: int) -> Iterator[tuple[int, str]]:
    yield from ((n * worth, f"{digits[n]}{unit}") for n in range(1, 10))
    yield (2 * worth, f"两{unit}")
