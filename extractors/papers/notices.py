"""What a letter says in running words that takes money off a payment: how much, for which order, until when one may object."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final

from extractors.papers.finder import order_numbers
from extractors.papers.paper import Paper, Spot
from extractors.papers.passages import Passage, Sentence, passage_of
from extractors.papers.strips import same_line
from extractors.papers.term_values import TermKind, terms_in
from extractors.papers.tokens import fold
from extractors.papers.values import Read, find_dates, plain
from extractors.papers.vocabulary import matcher

_SAID: Final = 0.85
_ONLY_ONE: Final = 0.58
"""The one amount or day of a letter, which no word says the part of: for a person."""
_CELLS_APART: Final = 2.0
_NEAR: Final = 24
"""Characters before a day among which stands a word for until."""


def deducted(paper: Paper) -> Spot | None:
    """The one amount of money in the sentences that deduct; else the only one of the letter, for a person; None of two."""
    passage = passage_of(paper, of_letter=True)
    return _one(_money(passage, _saying(passage, "deducts"), paper), _SAID) or _one(_money(passage, passage.sentences, paper), _ONLY_ONE)


def objected_until(paper: Paper) -> Spot | None:
    """The one day in the sentences on objections, of several the one behind a word for until; else the only such day, for a person."""
    passage = passage_of(paper, of_letter=True)
    said = list(_days(passage, _saying(passage, "objects"), paper))
    if len({day.value for day in said}) > 1:
        said = [day for day in said if _is_end(passage, day)]
    ends = [day for day in _days(passage, passage.sentences, paper) if _is_end(passage, day)]
    return _one(_spots(passage, said), _SAID) or _one(_spots(passage, ends), _ONLY_ONE)


def ordered(paper: Paper) -> Spot | None:
    """The one order that the sentences name."""
    passage = passage_of(paper, of_letter=True)
    found = []
    for named in matcher("names_order").finditer(fold(passage.text)):
        read = order_numbers(passage.text, named.end(), paper.region)
        if read is not None and read.start - named.end() < _NEAR and isinstance(read.value, list):
            found.append(passage.spot(read.value[0], read.start, read.end))
    return _one(found, _SAID)


def _one(found: Iterable[Spot], score: float) -> Spot | None:
    """The first of spots that all have the same value, as sure as told."""
    spots = list(found)
    if len({str(s.value) for s in spots}) != 1:
        return None
    first = spots[0]
    return Spot(first.value, first.strip, first.start, first.end, score, first.doubt)


def _saying(passage: Passage, words: str) -> Sequence[Sentence]:
    return [s for s in passage.sentences if matcher(words).search(s.folded)]


def _running(passage: Passage, sentences: Iterable[Sentence]) -> Iterator[Sentence]:
    """Those that are no cells beside each other, as labels over a row of values are."""
    for sentence in sentences:
        strips = [passage.strip_at(at) for at in (sentence.start, *(s for s in passage.starts if sentence.start < s < sentence.end))]
        beside = (b.box.x0 - a.box.x1 > _CELLS_APART * a.box.height for a, b in pairwise(strips) if same_line(a.box, b.box))
        if not any(beside):
            yield sentence


def _money(passage: Passage, sentences: Iterable[Sentence], paper: Paper) -> Iterator[Spot]:
    """Amounts with their currency beside them."""
    for sentence in _running(passage, sentences):
        for term in terms_in(passage, sentence, paper.region):
            if term.kind is TermKind.MONEY:
                yield passage.spot(plain(term.value, 2), term.start, term.end)


def _days(passage: Passage, sentences: Iterable[Sentence], paper: Paper) -> Iterator[Read]:
    """Days with their offsets in the passage."""
    for sentence in _running(passage, sentences):
        for day in find_dates(passage.part(sentence), paper.region):
            yield Read(day.value, sentence.start + day.start, sentence.start + day.end, day.doubt)


def _is_end(passage: Passage, day: Read) -> bool:
    """Whether a day is that until which something may be done."""
    before, behind = passage.folded[max(0, day.start - _NEAR) : day.start], passage.folded[day.end : day.end + _NEAR]
    return matcher("until").search(before) is not None or matcher("until_behind").match(behind.lstrip()) is not None


def _spots(passage: Passage, days: Iterable[Read]) -> Iterator[Spot]:
    for day in days:
        yield passage.spot(day.value, day.start, day.end, doubt=day.doubt)
