"""Amounts, percentages, counts, items and groups as sentences of contracts state them, each with its place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from extractors.papers.passages import Passage, Sentence, whole_words
from extractors.papers.region import Region
from extractors.papers.values import decimal_of, find_dates
from extractors.papers.vocabulary import cue

_NUMBER: Final = r"\d{1,3}(?:[.,'’ \u00a0\u202f]\d{3})+(?!\d)(?:[.,]\d{1,4})?|\d+(?:[.,]\d{1,4})?"
_TIMES: Final = (1_000, 10_000, 1_000_000, 100_000_000)
_TIMES_WORD: Final = "|".join(f"(?P<x{n}>{cue(f'times_{n}')})" for n in _TIMES)
_SPELT: Final = r"(?:\s?\([a-z\s\u4e00-\u9fff-]{2,30}\))?"
_CODE: Final = r"(?:usd|eur|gbp|cny|rmb|cad|aud|chf|jpy|mxn|sek|dkk|nok|pln|czk|us\$|[$€£¥￥])"
_TERM: Final = re.compile(
    rf"(?P<before>{_CODE})?\s?(?:(?<![a-z0-9-])|(?<=[.,]\d{{3}}-)(?=\d{{1,3}}[.,]\d{{3}}))(?<!\d[.,])(?P<number>{_NUMBER})(?!\d)(?:\s?(?:{_TIMES_WORD}))?{_SPELT}"
    rf"(?:\s?(?P<percent>{cue('percent_word')})"
    rf"|\s?(?P<after>{_CODE}|(?!万){cue('priced')})|(?P<id>[a-z0-9-]*[a-z][a-z0-9]*))?"
)
_BETWEEN_NUMBERS: Final = re.compile(r"(?<=\d),(?=\d{1,2}(?!\d)|\d\.\d)")
"""A comma that parts two numbers (“达¥100000,1.5%”) where decimals have a point and thousands three figures."""
_NUMBERED: Final = re.compile(rf"{cue('numbered')}\s?[:：]?\s?$")
"""Before a number that names somebody or something (“Customer No. 330917”)."""
_TIME: Final = re.compile(rf"\s?(?:\([^)]{{1,20}}\)\s?)?{cue('time_kind')}?{cue('time_unit')}(?![a-z])")
_PRICED: Final = re.compile(rf"\s?(?:{_CODE}|[%％]|{cue('priced')})")
_SKU: Final = re.compile(r"(?<![A-Za-z0-9-])(?=[A-Z0-9-]*\d[A-Z0-9-]*\d)[A-Z0-9][A-Z0-9]*(?:-[A-Z0-9]+)*(?![A-Za-z0-9-])")
_SKU_LENGTH: Final = 5
_WORD: Final = r"[A-ZÀ-Þ][\w&'’/-]*(?:\s(?:&\s)?[A-ZÀ-Þ][\w&'’/-]*){0,2}"
_AND: Final = rf"(?:\s*[,;]\s*(?:{cue('listed_and')}\s)?|\s+{cue('listed_and')}\s+)"
_LIST: Final = re.compile(rf"{_WORD}(?:{_AND}{_WORD})+")
_CJK_LIST: Final = re.compile(r"[\u4e00-\u9fff]{1,8}(?:\s*[、,，]\s*[\u4e00-\u9fff]{1,8})+")
_CJK_PAIR: Final = re.compile(r"[\u4e00-\u9fff]{2,6}[和与及][\u4e00-\u9fff]{2,6}(?=各|每|两|等)")
_NEAR_CUE: Final = 30
_CJK_LEAD: Final = re.compile(rf"^.*{cue('listed_lead_zh')}")
_CJK_TAIL: Final = re.compile(rf"{cue('listed_tail_zh')}.*$")


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
    if region.language == "zh":
        text = _BETWEEN_NUMBERS.sub("，", text)
    taken = [range(d.start, d.end) for d in find_dates(passage.part(sentence), region)]
    found = []
    for m in _TERM.finditer(text):
        at = m.start("number")
        if m["id"] or any(at in span for span in taken):
            continue
        value = decimal_of(m["number"], region)
        priced = m["before"] or m["after"]  # “fällt ein Betrag von 20,00 EUR an” counts no years
        if value is None or (not priced and (_of_time(m["number"], text[m.end("number") :]) or _NUMBERED.search(text, 0, at))):
            continue
        if times := next((n for n in _TIMES if m[f"x{n}"]), None):
            value = (value * times).to_integral_value()
        start, end = sentence.start + at, sentence.start + m.end("number")
        if m["percent"]:
            shown = len(value.as_tuple().digits) and max(0, -int(value.as_tuple().exponent))
            share = value.scaleb(-2)
            found.append(Term(TermKind.PERCENT, share if shown or share else Decimal("0.00"), start, end))
        else:
            kind = TermKind.MONEY if priced else TermKind.COUNT
            found.append(Term(kind, value, start, end))
    return found


_COUNTS: Final = {n: re.compile(cue(f"count_{n}")) for n in range(1, 6)}


def small_number(said: str) -> int:
    """A small number in figures or in words; 0 where it is none."""
    return int(said) if said.isdigit() else next((n for n, words in _COUNTS.items() if words.fullmatch(said)), 0)


def _of_time(number: str, behind: str) -> bool:
    """True for a year, or a number of days, months and the like."""
    return bool(_TIME.match(behind)) or bool(re.fullmatch(r"(?:19|20)\d\d", number) and not _PRICED.match(behind))


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
        if len(m.group()) >= _SKU_LENGTH and not re.fullmatch(r"\d{1,4}(?:-\d{1,2}){2}", m.group()) and not _amount(sentence, m)
    ]


def items_listed(passage: Passage, sentence: Sentence) -> list[tuple[str, int, int]]:
    """The item numbers of a sentence, or of the one after it where it ends in a colon."""
    items = items_in(passage, sentence)
    following = passage.sentences.index(sentence) + 1
    if items or following >= len(passage.sentences) or not passage.part(sentence).rstrip().endswith((":", "：")):
        return items
    return items_in(passage, passage.sentences[following])


def _amount(sentence: Sentence, item: re.Match[str]) -> bool:
    """True where a number without letters has decimals, or a currency beside it."""
    before, after = sentence.folded[: item.start()], sentence.folded[item.end() :]
    return item.group().isdigit() and bool(_CENTS.match(after) or _PRICED.match(after) or re.search(rf"{_CODE}\s?$", before))


_CENTS: Final = re.compile(r"[.,]\d\d(?!\d)")


def groups_in(passage: Passage, sentence: Sentence) -> tuple[list[str], int, int]:
    """The product groups that a sentence lists, with the offsets of the list; empty where it lists none."""
    text = passage.part(sentence)
    chinese = max((*_CJK_LIST.finditer(text), *_CJK_PAIR.finditer(text)), key=lambda m: m.end() - m.start(), default=None)
    if chinese is not None:
        names = [n.strip() for n in re.split(r"[、,，]|(?<=[\u4e00-\u9fff]{2})[和与及](?=[\u4e00-\u9fff]{2})", chinese.group())]
        names[0], names[-1] = _CJK_LEAD.sub("", names[0]), _CJK_TAIL.sub("", names[-1])
        return [n for n in names if n], sentence.start + chinese.start(), sentence.start + chinese.end()
    cues = list(whole_words(cue("groups")).finditer(sentence.folded))
    behind = [m for c in cues if (m := _LIST.search(text, c.end())) and m.start() - c.end() < _NEAR_CUE]
    best = min(behind, key=lambda m: m.start(), default=None) or next(_LIST.finditer(text), None)
    if best is None:
        return [], 0, 0
    names = [n.strip() for n in re.split(_AND, best.group()) if n.strip()]
    return names, sentence.start + best.start(), sentence.start + best.end()
