"""Numbers whose groups are parted by blanks (“5 062,58”), and days with a month in letters: one word of a table again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median
from typing import Final

from extractors.page import Word
from extractors.papers.region import Region
from extractors.papers.strips import Sheet, merged
from extractors.papers.tokens import fold
from extractors.papers.values import MONTH

_FIRST_GROUPS: Final = re.compile(r"[-−(]?\d{1,3}(?: \d{3})*")
_NEXT_GROUP: Final = re.compile(r"\d{3}(?:,\d{1,4})?\)?-?[€%]?|\d{3},\d{1,4}[.·:']")
"""A speck behind its cents is no part of an amount."""
_USUAL_BLANK: Final = 0.28
_GROUP_GAP: Final = 0.8
"""By the height of the figures: a wider gap parts two numbers."""
_TORN: Final = 0.5
_WIDER: Final = 1.35
_WIDER_SEEN: Final = 2.0
"""A blank within a number is hardly wider than one between words; on a scan boxes stand close around the print."""


_DAY: Final = re.compile(rf"\d{{1,2}}(?:\.|er|º|°)? (?:de )?(?:{MONTH})\.?(?: del?)? (?:19|20)\d\d")
_DAY_SIZES: Final = (5, 4, 3)
_WIDEST_IN_DAY: Final = 3.0


def usual_blank(sheet: Sheet) -> float:
    """The usual blank between two words of running print on a page, in points."""
    gaps = [b.box.x0 - a.box.x1 for s in sheet.strips for a, b in pairwise(s.words) if not b.text[:1].isdigit()]
    return median(gaps) if gaps else _USUAL_BLANK * sheet.line_height


def grouped(words: Sequence[Word], region: Region, blank: float) -> list[Word]:
    """Words of a line in which the groups of a number that blanks part (“5 062,58”), or the parts of a day, are one word.

    An amount with a decimal comma is told by itself, a count (“1 112”) only on a paper in French. `blank` is the usual one, in points.
    """
    joined: list[Word] = []
    for word in words:
        last = joined[-1] if joined else None
        near = last is not None and 0 <= word.box.x0 - last.box.x1 < (_WIDER if word.confidence >= 1.0 else _WIDER_SEEN) * blank
        if last is not None and near and _FIRST_GROUPS.fullmatch(last.text) and _NEXT_GROUP.fullmatch(word.text):
            joined[-1] = merged((last, word))
        else:
            joined.append(word)
    whole = iter(words)
    parts = joined if region.language == "fr" else [part for word in joined for part in _taken(word, whole)]
    return _with_signs(_with_days(parts, blank), blank)


_MINUS: Final = frozenset("-–—−")
_AMOUNT: Final = re.compile(r"\d[\d.,’' ]*[.,]\d{2}")
_CELL_GAP: Final = 2.0


def _with_signs(words: list[Word], blank: float) -> list[Word]:
    """A minus that a blank parts from its amount (“– 264,48”) is one word with it, unless it stands close behind other words."""
    found: list[Word] = []
    for word in words:
        sign = found[-1] if found and found[-1].text in _MINUS else None
        near = sign is not None and 0 <= word.box.x0 - sign.box.x1 < _CELL_GAP * blank
        opens = len(found) < _WITH_BEFORE or (sign is not None and sign.box.x0 - found[-2].box.x1 > _CELL_GAP * blank)
        if sign is not None and near and opens and _AMOUNT.fullmatch(word.text):
            found[-1] = merged((replace(sign, text="-"), word), "")
        else:
            found.append(word)
    return found


_WITH_BEFORE: Final = 2


def _with_days(words: list[Word], blank: float) -> list[Word]:
    """A day with the name of its month (“23 gennaio 2026”) is one word, which no cell beside it gets a part of."""
    found: list[Word] = []
    at = 0
    while at < len(words):
        size = next((n for n in _DAY_SIZES if _is_day(words[at : at + n], n, blank)), 1)
        found.append(merged(words[at : at + size]) if size > 1 else words[at])
        at += size
    return found


def _is_day(words: Sequence[Word], size: int, blank: float) -> bool:
    if len(words) < size or not words[0].text[0].isdigit() or not _DAY.fullmatch(fold(" ".join(w.text for w in words))):
        return False
    return all(b.box.x0 - a.box.x1 < _WIDEST_IN_DAY * blank for a, b in pairwise(words))


def torn(words: Sequence[Word], cells: Mapping[int, Sequence[Word]]) -> Mapping[int, Sequence[Word]]:
    """The same cells, with doubt where a number may have lost its first group to the cell before: “24 | 528,00” close together."""
    begins = {id(run[0]): index for index, run in cells.items() if run}
    doubted = dict(cells)
    for left, right in pairwise(words):
        index = begins.get(id(right))
        near = 0 <= right.box.x0 - left.box.x1 < _GROUP_GAP * right.box.height
        if index is not None and near and _FIRST_GROUPS.fullmatch(left.text) and _NEXT_GROUP.fullmatch(right.text):
            doubted[index] = [replace(right, confidence=min(right.confidence, _TORN), agreed=False), *cells[index][1:]]
    return doubted


def _taken(word: Word, words: Iterator[Word]) -> list[Word]:
    """A joined word where it is an amount, else the words that it was made of."""
    parts = [next(words) for _ in word.text.split(" ")]
    return [word] if "," in word.text else parts
