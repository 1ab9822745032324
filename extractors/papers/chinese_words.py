"""Words of Chinese print as readers of papers take them: plain figures, labels apart from values, boxes as high as the print."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import Final

from extractors.page import Page, Word
from extractors.papers.chinese_figures import in_figures
from extractors.papers.strips import CJK, merged, same_line
from extractors.papers.vocabulary import chinese
from facts.documents import Source

_LABEL_AND_VALUE: Final = re.compile(r"([\u4e00-\u9fff]{2,12})([¥￥]?[A-Za-z0-9][!-~]*)")
_GAP: Final = 0.3
"""By the height of the print, so that what is set close is not joined again."""
_WIDE: Final = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_WIDE_MARK: Final = re.compile(r"(?<=[0-9A-Z])[\uff0c\uff0e\uff0d\uff0f\uff1a](?=[0-9A-Z])|(?<=\d)\uff05")
"""Marks of full width within a number, a day, an hour or a code."""
_BEGUN: Final = re.compile(r"(?:19|20)\d\d年(?:\d{1,2}(?:月(?:\d{1,2}日?)?)?)?")
_LATIN: Final = 0.54
"""Width of a Latin letter or a figure by that of a Chinese character."""
_HIGH: Final = 0.95
_LOOSE: Final = 1.15
_OVER: Final = 0.5
"""By the height of the print: so far may the boxes of two neighbours lie over each other."""
_TELLING: Final = 3
_MOSTLY: Final = 0.3


def in_plain_words(page: Page) -> Page:
    """The page with its Chinese words put plainly; a page without any stays as it is."""
    share = sum(bool(CJK.search(w.text)) for w in page.words) / max(1, len(page.words))
    if not share:
        return page
    words = [part for word in _days_whole([_of_usual_width(w) for w in page.words]) for part in _parted(word)]
    if page.source is Source.OCR and share > _MOSTLY:
        words = [_as_high_as_wide(word) for word in words]
    return replace(page, words=tuple(words))


def _of_usual_width(word: Word) -> Word:
    """“１，２３４．５０” is “1,234.50”, “二〇二六年五月四日” is “2026年5月4日”."""
    text = word.text.translate(_WIDE)
    text = in_figures(_WIDE_MARK.sub(lambda mark: chr(ord(mark.group()) - 0xFEE0), text))
    return word if text == word.text else replace(word, text=text)


def _days_whole(words: Sequence[Word]) -> list[Word]:
    """“2026”, “年”, “5”, “月”, “14”, “日” close behind each other are one word."""
    joined: list[Word] = []
    for word in words:
        last = joined[-1] if joined else None
        if last is not None and _BEGUN.fullmatch(last.text + word.text) and same_line(last.box, word.box) and _close(last, word):
            joined[-1] = merged((last, word), "")
        else:
            joined.append(word)
    return joined


def _close(left: Word, right: Word) -> bool:
    return -_OVER < (right.box.x0 - left.box.x1) / max(left.box.height, right.box.height) < 1.0


def _parted(word: Word) -> Iterator[Word]:
    """A label or title and the value that is set right behind it: “托盘总数6”, “付款通知书965484838”."""
    match = _LABEL_AND_VALUE.fullmatch(word.text)
    if match is None or match[1] not in _labels() or not any(c.isdigit() for c in match[2]):
        yield word
        return
    cut = word.box.x0 + word.box.width / (1 + _LATIN * len(match[2]) / len(match[1]))
    gap = min(_GAP * word.box.height, 0.5 * (word.box.x1 - cut))
    yield replace(word, text=match[1], box=word.box._replace(x1=cut), alternative=None)
    yield replace(word, text=match[2], box=word.box._replace(x0=cut + gap), alternative=None)


@cache
def _labels() -> frozenset[str]:
    return frozenset({*chinese("labels"), *chinese("titles")})


def _as_high_as_wide(word: Word) -> Word:
    """Recognisers give Chinese the height of its line; its characters are as high as they are wide."""
    if len(word.text) < _TELLING and not CJK.match(word.text):
        return word
    high = _HIGH * word.box.width / sum(1.0 if CJK.match(c) else _LATIN for c in word.text)
    if word.box.height <= _LOOSE * high:
        return word
    middle = (word.box.top + word.box.bottom) / 2
    return replace(word, box=word.box._replace(top=middle - high / 2, bottom=middle + high / 2))
