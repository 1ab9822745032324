"""Amounts, percentages, counts, items and groups as sentences of contracts state them, each with its place."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Final

from extractors.papers.passages import Passage, Sentence
from extractors.papers.region import Region
from extractors.papers.values import decimal_of, find_dates
from extractors.papers.vocabulary import cue

_NUMBER: Final = r"\d{1,3}(?:[.,'’ \u00a0\u202f]\d{3})+(?:[.,]\d{1,4})?|\d+(?:[.,]\d{1,4})?"
_CODE: Final = r"(?:usd|eur|gbp|cny|rmb|cad|aud|chf|jpy|mxn|sek|dkk|nok|pln|czk|us\$|[$€£¥￥])"
_TERM: Final = re.compile(
    rf"(?P<before>{_CODE})?\s?(?<![a-z0-9.,-])(?P<number>{_NUMBER})(?!\d)"
    rf"(?:\s?(?P<percent>%|％|per\s?cent\b|prozent\b|v\.?\s?h\.?\b|pour\s?cent\b|por\s?ciento\b|per\s?cento\b)"
    rf"|\s?(?P<after>{_CODE}|元|euros?\b|dollars?\b|yuan\b)|(?P<id>[a-z0-9-]*[a-z][a-z0-9]*))?"
)
_SKU: Final = re.compile(r"(?<![A-Za-z0-9-])(?=[A-Z0-9-]*\d[A-Z0-9-]*\d)[A-Z0-9][A-Z0-9]*(?:-[A-Z0-9]+)*(?![A-Za-z0-9-])")
_SKU_LENGTH: Final = 5
_WORD: Final = r"[A-ZÀ-Þ][\w&'’/-]*(?:\s(?:&\s)?[A-ZÀ-Þ][\w&'’/-]*){0,2}"
_AND: Final = r"(?:\s*[,;]\s*(?:and\s|und\s|et\s|y\s|e\s)?|\s+(?:and|und|et|y|e)\s+)"
_LIST: Final = re.compile(rf"{_WORD}(?:{_AND}{_WORD})+")
_CJK_LIST: Final = re.compile(r"[\u4e00-\u9fff]{1,8}(?:\s*[、,，]\s*[\u4e00-\u9fff]{1,8})+")
_CJK_LEAD: Final = re.compile(r"^.*(?:[内对在的：]|包括|分别为|以下)")
_CJK_TAIL: Final = re.compile(r"(?:各?产品组|各?商品组|各?品类|各?品组|各组|等|三|两|四).*$")


class TermKind(StrEnum):
    """What a number is."""

    MONEY = "money"
    PERCENT = "percent"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Term:
    """A number of a contract with its offsets in the passage; a percentage is its share (3 % is 0.03)."""

    kind: TermKind
    value: Decimal
    start: int
    end: int

    @property
    def plain(self) -> str:
        """As fields hold it."""
        return f"{self.value:f}"


def terms_in(passage: Passage, sentence: Sentence, region: Region) -> list[Term]:
    """The numbers of a sentence in their order; dates and identifiers are none."""
    text = passage.folded[sentence.start : sentence.end]
    taken = [range(d.start, d.end) for d in find_dates(passage.part(sentence), region)]
    found = []
    for m in _TERM.finditer(text):
        at = m.start("number")
        if m["id"] or any(at in span for span in taken):
            continue
        value = decimal_of(m["number"], region)
        if value is None:
            continue
        start, end = sentence.start + at, sentence.start + m.end("number")
        if m["percent"]:
            shown = len(value.as_tuple().digits) and max(0, -int(value.as_tuple().exponent))
            share = value.scaleb(-2)
            found.append(Term(TermKind.PERCENT, share if shown or share else Decimal("0.00"), start, end))
        else:
            kind = TermKind.MONEY if m["before"] or m["after"] else TermKind.COUNT
            found.append(Term(kind, value, start, end))
    return found


def amounts_in(terms: list[Term]) -> list[Term]:
    """The amounts of money; where none says its currency, the numbers that have the look of amounts."""
    money = [t for t in terms if t.kind is TermKind.MONEY]
    return money or [t for t in terms if t.kind is TermKind.COUNT and t.value >= 1000]


def percents_in(terms: list[Term]) -> list[Term]:
    """The percentages."""
    return [t for t in terms if t.kind is TermKind.PERCENT]


def items_in(passage: Passage, sentence: Sentence) -> list[tuple[str, int, int]]:
    """The item numbers of a sentence with their offsets."""
    text = passage.part(sentence)
    return [
        (m.group(), sentence.start + m.start(), sentence.start + m.end())
        for m in _SKU.finditer(text)
        if len(m.group()) >= _SKU_LENGTH and not re.fullmatch(r"\d{1,4}(?:-\d{1,2}){2}", m.group())
    ]


def groups_in(passage: Passage, sentence: Sentence) -> tuple[list[str], int, int]:
    """The product groups that a sentence lists, with the offsets of the list; empty where it lists none."""
    text = passage.part(sentence)
    chinese = max(_CJK_LIST.finditer(text), key=lambda m: m.end() - m.start(), default=None)
    if chinese is not None:
        names = [n.strip() for n in re.split(r"[、,，]", chinese.group())]
        names[0], names[-1] = _CJK_LEAD.sub("", names[0]), _CJK_TAIL.sub("", names[-1])
        return [n for n in names if n], sentence.start + chinese.start(), sentence.start + chinese.end()
    at = re.search(rf"(?<![a-z])(?:{cue('groups')})", sentence.folded)
    lists = sorted(_LIST.finditer(text), key=lambda m: (m.start() < at.start(), m.start()) if at else (False, m.start()))
    if not lists:
        return [], 0, 0
    best = lists[0]
    names = [n.strip() for n in re.split(_AND, best.group()) if n.strip()]
    return names, sentence.start + best.start(), sentence.start + best.end()


@dataclass(frozen=True, slots=True)
class Band:
    """A tier as printed: from, to (None: open or not said), and its rate or amount."""

    start: Term | None
    end: Term | None
    pays: Term


def bands_in(passage: Passage, start: int, end: int, region: Region) -> list[Band]:
    """The tiers of a stretch of text, in a table or in a sentence: bounds and what they pay, with nothing but glue between them."""
    best: list[Band] = []
    for run in _runs(passage, start, end, region):
        bands = _bands(run)
        if len(bands) > len(best):
            best = bands
    return best


_OPEN: Final = "open"


def _runs(passage: Passage, start: int, end: int, region: Region) -> Iterator[list[Term | str]]:
    """Stretches of numbers and words for `no limit` that belong together."""
    whole = Sentence(start, end, passage.folded[start:end])
    terms = terms_in(passage, whole, region)
    opens = [(start + m.start(), start + m.end()) for m in _no_limit().finditer(whole.folded)]
    marks: list[tuple[int, int, Term | str]] = [(t.start, t.end, t) for t in terms]
    marks += [(a, b, _OPEN) for a, b in opens]
    marks.sort(key=lambda m: m[0])
    run: list[Term | str] = []
    last = start
    for begin, stop, mark in marks:
        if run and not _glue().fullmatch(passage.folded[last:begin]):
            yield run
            run = []
        run.append(mark)
        last = stop
    yield run


@cache
def _no_limit() -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z])(?:{cue('no_limit')})(?![a-z])")


@cache
def _glue() -> re.Pattern[str]:
    return re.compile(rf"(?:[\s:;,.()\[\]–—\-→=≥≤<>%％|/*]|{_CODE}|元|(?<![a-z])(?:{cue('tier_glue')})(?![a-z]))*")


def _bands(run: list[Term | str]) -> list[Band]:
    """Numbers in their order taken as tiers: bounds then rate, or rate then bounds; with both bounds or the lower one alone."""
    bounds = [t for t in run if isinstance(t, Term)]
    if len(bounds) < 2:
        return []
    first = _first_rated(run)
    return first if _rises(first) else []


def _first_rated(run: list[Term | str]) -> list[Band]:
    found: list[Band] = []
    held: list[Term | str] = []
    rates = _rates(run)
    if not rates:
        return []
    leading = isinstance(run[0], Term) and run[0] in rates and len(run) > 1 and run[-1] not in rates
    for mark in run:
        if isinstance(mark, Term) and mark in rates:
            if leading:
                found += [_band(held, pending)] if (pending := _pending(found, held)) is not None else []
                held = [mark]
            else:
                found.append(_band(held, mark))
                held = []
        else:
            held.append(mark)
    if leading and held and isinstance(held[0], Term):
        found.append(_band(held[1:], held[0]))
    return _closed([b for b in found if b.start is not None])


def _pending(found: list[Band], held: list[Term | str]) -> Term | None:
    """The rate that the bounds held so far belong to, where rates come first."""
    del found
    return held[0] if len(held) > 1 and isinstance(held[0], Term) else None


def _band(held: list[Term | str], pays: Term) -> Band:
    bounds = [t for t in held if isinstance(t, Term) and t is not pays]
    return Band(bounds[0] if bounds else None, bounds[1] if len(bounds) > 1 else None, pays)


def _rates(run: list[Term | str]) -> list[Term]:
    """Which numbers are what a tier pays: the percentages, or, where bounds are percentages too, every third (second) of them."""
    terms = [t for t in run if isinstance(t, Term)]
    percents = [t for t in terms if t.kind is TermKind.PERCENT]
    if len(percents) < len(terms):
        return percents or _amounts_paid(terms)
    found: list[Term] = []
    held = 0
    for place, mark in enumerate(run):
        if mark is _OPEN:
            held += 1
            continue
        held += 1
        last = place == len(run) - 1
        if isinstance(mark, Term) and (held == 3 or (last and held == 2)):
            found.append(mark)
            held = 0
    return found


def _amounts_paid(terms: list[Term]) -> list[Term]:
    """Of tiers that pay an amount per unit: the amounts with a currency beside counts."""
    money = [t for t in terms if t.kind is TermKind.MONEY]
    return money if 0 < len(money) < len(terms) else []


def _closed(bands: list[Band]) -> list[Band]:
    """Each tier ends where the next one starts."""
    return [
        Band(b.start, b.end if b.end is not None else (bands[i + 1].start if i + 1 < len(bands) else None), b.pays)
        for i, b in enumerate(bands)
    ]


def _rises(bands: list[Band]) -> bool:
    starts = [b.start.value for b in bands if b.start is not None]
    return len(starts) == len(bands) and all(a < b for a, b in itertools.pairwise(starts))
