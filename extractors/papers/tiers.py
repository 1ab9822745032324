"""Tiers as contracts print them, in a table or in a sentence: which numbers are bounds, which are what a tier pays."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Final

from extractors.papers.passages import Passage, Sentence, whole_words
from extractors.papers.region import Region
from extractors.papers.term_values import Term, TermKind, terms_in
from extractors.papers.tokens import fold
from extractors.papers.vocabulary import cue

_WIDEST_GAP: Final = 60
"""Characters between two numbers of one list of tiers; more than that and something else is spoken of."""
_LEAST_BOUND: Final = 1000
"""A number without a unit is a bound of money from here on; smaller ones count other things."""
_HIGHEST_RATE: Final = 1


@dataclass(frozen=True, slots=True)
class Band:
    """A tier as printed: from, to (None: open or not said), and its rate or amount."""

    start: Term | None
    end: Term | None
    pays: Term

    @property
    def bound(self) -> Term:
        """The bound that says what the tiers are counted in; a first tier may have its upper one alone."""
        bound = self.start or self.end
        return bound if bound is not None else self.pays


@dataclass(frozen=True, slots=True)
class Mark:
    """A number of a list of tiers: a bound, or what is paid."""

    term: Term
    bound: bool


def bands_in(passage: Passage, start: int, end: int, region: Region) -> list[Band]:
    """The longest list of tiers of a stretch of text; of two as long the first. Empty where no numbers rise as tiers do."""
    best: list[Band] = []
    for run in _runs(passage, start, end, region):
        for marks in _marked(passage, run):
            bands = bands_of(passage, marks)
            if len(bands) > len(best):
                best = bands
    return best


def _runs(passage: Passage, start: int, end: int, region: Region) -> Iterator[list[Term]]:
    """Numbers that stand near enough to each other to be one list."""
    whole = Sentence(start, end, passage.folded[start:end])
    run: list[Term] = []
    seen = start
    for term in in_ten_thousands(passage, terms_in(passage, whole, region)):
        gap, seen = term.start - seen, term.end
        if _of_a_sum(passage, term):
            continue
        if run and (gap > _WIDEST_GAP or _other_matter().search(passage.folded, run[-1].end, term.start)):
            yield run
            run = []
        run.append(term)
    if run:
        yield run


def _of_a_sum(passage: Passage, term: Term) -> bool:
    """Whether a number is part of a worked example (“150 000 × 1,5 % = 2 250,00 €”), which may stand in a column beside the tiers."""
    if _example().search(fold(passage.strip_at(term.start).text)) or _goes_on_from_example(passage, term):
        return True
    before = passage.folded[max(0, term.start - 10) : term.start]
    result = term.kind is TermKind.MONEY and _RESULT.search(before)
    return bool(result or _SUM_BEHIND.match(passage.folded, term.end) or _SUM_BEFORE.search(before))


def _goes_on_from_example(passage: Passage, term: Term) -> bool:
    """Whether a number stands in a sentence that began as an example on a line of its own, not in a column right of the tiers."""
    begin = max(0, term.start - _EXAMPLE_REACH)
    last = max(_example().finditer(passage.folded, begin, term.start), key=lambda m: m.end(), default=None)
    if last is None or _SENTENCE_ENDS.search(passage.folded, last.end(), term.start):
        return False
    strip = passage.strip_at(last.start())
    return strip.box.x0 - min(s.box.x0 for s in passage.strips if s.page == strip.page) < _INDENT


_RESULT: Final = re.compile(r"[a-z]{4}\s?[=＝]\s?(?:[€$£¥￥]|[a-z]{3}\s)?\s?$")
_EXAMPLE_REACH: Final = 160
_INDENT: Final = 40
"""Points from the left edge of the print within which a line is running text."""
_SENTENCE_ENDS: Final = re.compile(r"[.。;；](?:\s|$)")


@cache
def _example() -> re.Pattern[str]:
    return whole_words(cue("example"))


_SUM_BEHIND: Final = re.compile(r"\s?(?:[€$£¥￥元]|[a-z]{3}\b)?\s?[×*]|\s?[%％]\s?[=＝]")
_SUM_BEFORE: Final = re.compile(r"(?:[×*]|[%％]\s?[=＝])\s?(?:[€$£¥￥]|[a-z]{3}\s)?\s?$")
_IN_TEN_THOUSANDS: Final = re.compile(cue("ten_thousands_heading"))
_TABLE_REACH: Final = 400


def in_ten_thousands(passage: Passage, terms: Sequence[Term]) -> list[Term]:
    """Bounds below a heading that says what they are counted in (“万元”) as the amounts that they are."""
    headed = [m.end() for m in _IN_TEN_THOUSANDS.finditer(passage.folded)]
    return [
        Term(TermKind.MONEY, t.value * _TEN_THOUSAND, t.start, t.end)
        if t.kind is TermKind.COUNT and t.value >= 1 and any(0 <= t.start - h < _TABLE_REACH for h in headed)
        else t
        for t in terms
    ]


_TEN_THOUSAND: Final = 10_000


@cache
def _other_matter() -> re.Pattern[str]:
    """Words after which another matter begins, whatever the distance."""
    names = ("cap", "not_paid", "claim", "payment_word", "lapse", "example")
    said = rf"[.。]\s?(?:[^.。]*?)(?<![a-z])(?:{'|'.join(cue(n) for n in names)})(?![a-z])"
    # a whole sentence on how the rates apply stands behind their table
    return re.compile(rf"{said}|(?<![a-z])(?:{cue('retroactive')}|{cue('incremental')})(?![a-z])[^.。]*[.。]")


def _marked(passage: Passage, run: Sequence[Term]) -> Iterator[list[Mark]]:
    """The ways to tell bounds from what is paid: amounts or counts beside percentages, counts beside amounts, or percentages alone."""
    money = [t for t in run if t.kind is TermKind.MONEY]
    percents = [t for t in run if t.kind is TermKind.PERCENT]
    counts = [t for t in run if t.kind is TermKind.COUNT and (t.value >= _LEAST_BOUND or _unit().match(passage.folded, t.end))]
    if percents and (money or counts):
        yield [Mark(t, t.kind is not TermKind.PERCENT) for t in run if t in percents or t in money or t in counts]
        if not _rates_side_by_side(passage, run):
            yield from _marked(passage, percents)
    elif percents:
        yield _by_cells(passage, percents)
        yield [Mark(t, _is_bound(passage, t)) for t in percents]
    elif money and counts:
        yield [Mark(t, t.kind is TermKind.COUNT) for t in run if t in money or t in counts]


def _rates_side_by_side(passage: Passage, run: Sequence[Term]) -> bool:
    """Whether percentages stand in cells beside each other behind their bound: a rate for each of several groups, none of them a bound."""
    for bound, left, right in zip(run, run[1:], run[2:], strict=False):
        if bound.kind is TermKind.PERCENT or not left.kind is right.kind is TermKind.PERCENT:
            continue
        strips = [passage.strip_at(t.start) for t in (bound, left, right)]
        tops = [s.box.top for s in strips]
        if len({id(s) for s in strips[1:]}) > 1 and max(tops) - min(tops) < strips[0].box.height:
            return True
    return False


def _by_cells(passage: Passage, percents: Sequence[Term]) -> list[Mark]:
    """In a table of percentages the last of a line is what is paid; empty where they do not stand in cells of their own."""
    strips = [passage.strip_at(t.start) for t in percents]
    if len({id(s) for s in strips}) < len(percents):
        return []
    lines = [round(s.box.top) for s in strips]
    return [
        Mark(t, place + 1 < len(percents) and abs(lines[place + 1] - lines[place]) < strips[place].box.height)
        for place, t in enumerate(percents)
    ]


@cache
def _unit() -> re.Pattern[str]:
    return re.compile(rf"\s?(?:{'|'.join(cue(name) for name in ('unit_word', 'weight_word', 'pallet_word', 'tonne_word'))})(?![a-z])")


def _is_bound(passage: Passage, term: Term) -> bool:
    """Whether a percentage is a bound of growth, by the words that touch it."""
    before = passage.folded[max(_begin_of_cell(passage, term), term.start - 24) : term.start]
    after = re.sub(r"^\s*[%％]\s*", "", passage.folded[term.end : term.end + 28])
    return bool(_bound_before().search(before)) or bool(_bound_after().match(after))


def _begin_of_cell(passage: Passage, term: Term) -> int:
    """Where the cell of a number begins; 0 where it is no cell: words of the one before it in a row (“8% and over”) are not its own."""
    place = bisect_right(passage.starts, term.start) - 1
    if place < 1:
        return 0
    cell, left = passage.strips[place], passage.strips[place - 1]
    return passage.starts[place] if cell.page == left.page and abs(cell.box.top - left.box.top) < cell.box.height / 2 else 0


@cache
def _bound_before() -> re.Pattern[str]:
    return re.compile(rf"(?:{cue('bound_before')})\s*(?:a\s|of\s|um\s|l['’])?\s*$")


@cache
def _bound_after() -> re.Pattern[str]:
    return re.compile(rf"(?:{cue('bound_after')})")


def bands_of(passage: Passage, marks: Sequence[Mark]) -> list[Band]:
    """Bounds then what they pay, or what is paid then its bounds; nothing where the bounds do not rise."""
    kinds = [m.bound for m in marks]
    if len(marks) < 2 or all(kinds) or not any(kinds):
        return []
    leading = not kinds[0] and kinds[-1]
    groups = _unpaid_left_out(_groups(marks, leading=leading))
    bands = [Band(bounds[0], bounds[1] if len(bounds) > 1 else None, pays) for bounds, pays in groups if 1 <= len(bounds) <= 2]
    if len(bands) > 1 and bands[0].end is None and _is_upper(passage, bands[0].start, bands[1].start):
        bands[0] = Band(None, bands[0].start, bands[0].pays)
    if (
        len(bands) != len(groups)
        or not _rises(bands)
        or any(b.pays.kind is TermKind.PERCENT and b.pays.value > _HIGHEST_RATE for b in bands)
    ):
        return []
    return _closed(bands)


def _is_upper(passage: Passage, bound: Term | None, following: Term | None) -> bool:
    """Whether the lone bound of the first tier is where it ends: words say so, or the next tier starts right there or one unit on."""
    if bound is None or following is None:
        return False
    before = passage.folded[max(_begin_of_cell(passage, bound), bound.start - 24) : bound.start]
    step = following.value - bound.value
    touching = step == 0 or (bound.value >= _LEAST_BOUND and 0 < step <= 1)
    return touching or _up_to().search(before) is not None or _up_to_behind().match(passage.folded, bound.end) is not None


@cache
def _up_to() -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z]){cue('up_to')}\s*(?:[€$£¥￥]|[a-z]{{3}}\s)?\s*$")


@cache
def _up_to_behind() -> re.Pattern[str]:
    return re.compile(rf"\s*(?:[€$£¥￥%％]|[a-z]{{3}}\b)?\s*(?:{cue('unit_word')})?\s*{cue('up_to_behind')}")


def _unpaid_left_out(groups: Sequence[tuple[list[Term], Term]]) -> list[tuple[list[Term], Term]]:
    """Tiers without the first stretch that earns nothing: its end is printed again as the start of the first tier that pays.

    It pays nought (“up to 200,000 0.00 %, over 200,000 …”), or is said to pay nothing in words, which are no number.
    """
    kept = list(groups)
    if len(kept) > 1 and len(kept[0][0]) == 1 and not kept[0][1].value and kept[0][0][0].value <= kept[1][0][0].value + 1:
        del kept[0]
    if kept and len(kept[0][0]) == _WITH_UNPAID and kept[0][0][0].value == kept[0][0][1].value:
        kept[0] = (kept[0][0][1:], kept[0][1])
    return kept


_WITH_UNPAID: Final = 3
"""Bounds before the first rate where a tier that pays nothing stands before it."""


def _groups(marks: Sequence[Mark], *, leading: bool) -> list[tuple[list[Term], Term]]:
    """What is paid with its bounds; a number that has no partner at either end is left out."""
    groups: list[tuple[list[Term], Term]] = []
    held: list[Term] = []
    for mark in reversed(marks) if leading else marks:
        if mark.bound:
            held.append(mark.term)
        elif held:
            groups.append((sorted(held, key=lambda t: t.start), mark.term))
            held = []
        elif groups:
            return []
    return groups[::-1] if leading else groups


def _closed(bands: list[Band]) -> list[Band]:
    """Each tier ends where the next one starts."""
    return [
        Band(b.start, b.end if b.end is not None else (bands[i + 1].start if i + 1 < len(bands) else None), b.pays)
        for i, b in enumerate(bands)
    ]


def _rises(bands: Sequence[Band]) -> bool:
    starts = [b.start.value for b in bands if b.start is not None]
    if bands and bands[0].start is None:
        starts.insert(0, Decimal(0))
    ends = all(b.end is None or b.start is None or b.end.value > b.start.value for b in bands)
    return ends and len(starts) == len(bands) and all(a < b for a, b in itertools.pairwise(starts))
