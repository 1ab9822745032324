"""What a recogniser made of dirt: specks, streaks and the dark rim of a sheet are no words; dropped blanks are given back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from statistics import median
from typing import Final

from extractors.page import Word

_TOO_LOW: Final = 0.4
"""By the height of the print: lower ink is a letter in small print beside other words only."""
_TOO_TALL: Final = 3.0
_UNSURE: Final = 0.5
_RIM: Final = 1.0
"""Points from the side of the sheet within which a scanner's shadow begins."""
_ALONE: Final = 1.0
"""By the height of the print: a mark that belongs to a word or a figure stands nearer to it."""
_NO_SPECKS: Final = frozenset("☐☑☒□■✓✔✗✘_/|¦[]$€£¥￥%")
"""Boxes and lines to be filled in are looked for; a sign of money or of per cent may stand apart from its figure."""
_DAY_AND_HOUR: Final = re.compile(r"(\d{1,2}[./-]\d{1,2}[./-]\d{4}|(?:19|20)\d{2})(\d{1,2}:\d{2}(?::\d{2})?)[.,'’]*")
"""Of a day whose month is in letters the year alone stands before the hour: “13 February 202617:03.”."""
_COLUMNS_APART: Final = 0.3
_CHINESE_DAY: Final = re.compile(r"(\d{4}年\d{1,2}月\d{1,2}日)([A-Za-z0-9].*)")
_NUMBER_AND_WORD: Final = re.compile(
    r"([^\W\d]{1,3}[°º.:#]+)?([A-Z]{0,4}[\d./-]*\d{4,})([a-z]{2,6})(\d{1,2}(?:[./-]\d{1,2}[./-]\d{2,4})?)?"
)


def without_specks(words: Sequence[Word], width: float) -> list[Word]:
    """The words of a scan without those that are dirt; `width` is that of the page in points."""
    if not words:
        return []
    usual = median(w.box.height for w in words)
    kept = [w for w in words if not _is_dirt(w, usual, width)]
    return [w for w in kept if (_spelled(w) and w.box.height >= _TOO_LOW * usual) or _belongs(w, kept, usual)]


def _is_dirt(word: Word, usual: float, width: float) -> bool:
    """Ink that was read with doubt and is too tall for print, or stands at the rim of the sheet where nobody prints."""
    if word.confidence < _UNSURE and (word.box.x0 < _RIM or word.box.x1 > width - _RIM):
        return True
    return word.box.height > _TOO_TALL * usual and word.confidence < _UNSURE


def _spelled(word: Word) -> bool:
    return word.agreed or any(c.isalnum() or c in _NO_SPECKS for c in word.text)


def _belongs(mark: Word, words: Sequence[Word], usual: float) -> bool:
    """Whether a mark without a letter, or a low one, stands at a word on its line."""
    return any(
        other is not mark
        and any(c.isalnum() for c in other.text)
        and other.box.top < mark.box.bottom
        and mark.box.top < other.box.bottom
        and max(other.box.x0 - mark.box.x1, mark.box.x0 - other.box.x1) < _ALONE * usual
        for other in words
    )


def after_its_day(word: Word) -> Iterator[Word]:
    """A Chinese day and what the next column holds, set so close that they are one word: “2025年12月20日RG-23951”."""
    match = _CHINESE_DAY.fullmatch(word.text)
    if match is None:
        yield word
        return
    halves = [sum(1 if c.isascii() else 2 for c in part) for part in match.groups()]
    cut = word.box.x0 + word.box.width * halves[0] / sum(halves)
    apart = _COLUMNS_APART * word.box.height
    yield replace(word, text=match[1], box=word.box._replace(x1=cut - apart), alternative=None)
    yield replace(word, text=match[2], box=word.box._replace(x0=cut + apart), alternative=None)


def parted(word: Word) -> Iterator[Word]:
    """A word whose narrow blanks a recogniser dropped: “18.03.202614:46”, “2026-97182du28.05.2026”, “26571115de”."""
    match = _DAY_AND_HOUR.fullmatch(word.text) or _NUMBER_AND_WORD.fullmatch(word.text)
    if match is None:
        yield word
        return
    letter, gap = word.box.width / len(word.text), 0.1 * word.box.height
    for index in (i for i, part in enumerate(match.groups(), 1) if part):
        left = word.box.x0 + letter * match.start(index) + (gap if match.start(index) else 0.0)
        right = word.box.x0 + letter * match.end(index) - (gap if match.end(index) < len(word.text) else 0.0)
        yield replace(word, text=match[index], box=word.box._replace(x0=left, x1=max(left, right)), alternative=None)
