"""What a letter says in running words that takes money off a payment: how much, and until when one may object."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from extractors.papers.amounts import money_in
from extractors.papers.paper import Paper, Spot
from extractors.papers.strips import Row, Strip, strip_of
from extractors.papers.tokens import fold
from extractors.papers.values import find_dates
from extractors.papers.vocabulary import matcher

_PROSE: Final = 5
"""Words from which a line is running text."""
_MARKED: Final = re.compile(r"[$€£¥￥元]|(?<![A-Z])(?:USD|EUR|GBP|CNY|RMB|CHF|CAD|AUD|JPY)(?![A-Z])|人民币")
_BESIDE: Final = 6


def deducted(paper: Paper) -> Spot | None:
    """The one amount of money in the sentences that deduct; None where there are two, or none with its currency beside it."""
    found = [
        Spot(read.value, strip, read.start, read.end, 0.85)
        for strip in _lines(paper, "deducts")
        for read in money_in(strip, 0, paper)
        if _MARKED.search(strip.text[max(0, read.start - _BESIDE) : read.end + _BESIDE])
    ]
    return found[0] if found and len({s.value for s in found}) == 1 else None


def objected_until(paper: Paper) -> Spot | None:
    """The one day in the sentences on objections."""
    found = [
        Spot(day.value, strip, day.start, day.end, 0.85, day.doubt)
        for strip in _lines(paper, "objects")
        for day in find_dates(strip.text, paper.region)
    ]
    return found[0] if found and len({s.value for s in found}) == 1 else None


def _lines(paper: Paper, words: str) -> Iterator[Strip]:
    """Running lines in whose sentence a word stands: on the line itself, or where that is broken on the one before or after."""
    rows = [row for _, row in paper.rows]
    near = {id(row) for row in rows if _says(row, words)}
    for above, below in pairwise(rows):
        for row, other in ((above, below), (below, above)):
            if _says(other, words) and below.box.top - above.box.bottom < above.box.height and not _ends(above):
                near.add(id(row))
    for sheet, row in paper.rows:
        if id(row) in near and (len(row.words) >= _PROSE or any("\u4e00" <= c <= "\u9fff" for c in row.text)):
            yield strip_of(row.words, sheet.page.number)


def _says(row: Row, words: str) -> bool:
    return matcher(words).search(fold(row.text)) is not None


def _ends(row: Row) -> bool:
    """Whether a sentence ends with a line."""
    return row.text.rstrip().endswith((".", "。", "!", ":", "："))
