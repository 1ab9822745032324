"""Finds in text from outside what speaks to a machine, or says what is to become of a case: it is shown to people, never followed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, Final

import yaml

from cases.intake.disguises import Told, readings_of, words_in

LONGEST_TEXT: Final = 400_000
"""Characters of one text that are looked through; a page of print has some three thousand."""
LONGEST_QUOTE: Final = 200
_LONGEST_WORD: Final = 40
MOST_FOUND: Final = 20
_AROUND: Final = 60
"""Characters of the sentence around the words that are quoted with them."""
_AT_MOST: Final = re.compile(r"~(\d+)")
UNSPACED: Final = "zh"
"""The language of the phrases that has no spaces between its words."""
_RAW: Final = re.compile(
    r"<\s*\|\s*(?:im_start|im_end|system|user|assistant|endoftext|begin_of_text|end_of_text|start_header_id|end_header_id|eot_id)\s*\|\s*>"
    r"|\[\s*/?\s*INST\s*\]|<<\s*/?\s*SYS\s*>>|</?\s*(?:system|assistant|instructions?|system[_ -]prompt)\s*>"
    r"|#{2,}\s*(?:system|assistant|human|user|new\s+)?\s*(?:instructions?|prompt|response)\b\s*:?"
    r"|#{2,}\s*(?:system|assistant|human)\b\s*:?"
    r"|[\"']role[\"']\s*:\s*[\"'](?:system|assistant|developer)[\"']"
    r"|(?:^|[\n.;>])\s*(?:system|assistant|developer)\s*:\s*(?:you|ignore|approve|close|set|always|from now|the\b)"
    r"|-{3,}\s*(?:begin|end|start)\s+(?:of\s+)?(?:system\s+)?(?:instructions?|prompt)\s*-{3,}",
    re.IGNORECASE,
)
"""Marks by which models tell who speaks; no paper of the trade has them."""


class PlantedKind(StrEnum):
    """What planted words do."""

    OVERRIDE = "override"
    """Tell the reader to forget what it was told."""
    MACHINE = "machine"
    """Speak to a machine, or of what it was told."""
    CASE_ORDER = "case_order"
    """Say what is to become of a case or an amount."""
    REPLY_ORDER = "reply_order"
    """Say how to answer, what to keep quiet, what to run."""
    ROLE_MARKER = "role_marker"
    """Marks of who speaks in a talk with a machine."""


@dataclass(frozen=True, slots=True)
class Planted:
    """Words found: from `start` to `end` of the text as it came. `quote` is cleaned, at most 200 characters."""

    kind: PlantedKind
    quote: str
    start: int
    end: int

    @property
    def problem(self) -> str:
        """As a reading says it to a person."""
        return f'{PROBLEM}: "{self.quote}"'


PROBLEM: Final = "planted instruction"
"""How problems that tell of such words begin."""


def planted(text: str) -> tuple[Planted, ...]:
    """What is planted in a text, in its order; none where it only speaks of the trade.

    Looked at are the text itself and what it hides: letters of other scripts, letters set apart, invisible and reversed ones, codes.
    """
    text = text[:LONGEST_TEXT]
    found: list[Planted] = []
    for told in readings_of(text):
        found += [Planted(kind, _quote(told, start, end), *told.origin(start, end)) for kind, start, end in _spoken(told)]
    return tuple(_apart(found))[:MOST_FOUND]


def planted_in(texts: Iterable[str]) -> tuple[Planted, ...]:
    """What is planted in several texts, each quotation once."""
    found: dict[str, Planted] = {}
    for text in texts:
        for one in planted(text):
            found.setdefault(one.quote, one)
    return tuple(found.values())[:MOST_FOUND]


def _spoken(told: Told) -> Iterator[tuple[PlantedKind, int, int]]:
    """What a reading says to a machine, and where."""
    for marker in _RAW.finditer(told.text):
        yield PlantedKind.ROLE_MARKER, marker.start(), marker.end()
    words = words_in(told.text)
    if told.compact:
        for kind, pattern in _compact_phrases():
            if m := pattern.search(words.text):
                yield kind, *words.origin(*m.span())
        return
    index = _phrases()
    for at in words.begins:
        word = words.text[at : at + _LONGEST_WORD].partition(" ")[0]
        for phrase in index.get(word, ()):
            m = phrase.pattern.match(words.text, at)
            if m is not None and (
                not phrase.orders or at in words.opening or _asking().search(words.text[max(0, at - _LONGEST_WORD) : at])
            ):
                yield phrase.kind, *words.origin(at, m.end())
    if not words.text.isascii():
        for kind, pattern in _unspaced_phrases():
            for m in pattern.finditer(words.text):
                yield kind, *words.origin(*m.span())


def _quote(told: Told, start: int, end: int) -> str:
    """The words with the rest of their sentence around, cleaned and bounded; of hidden words what they come to."""
    said = told.text
    head = max(said.rfind(mark, max(0, start - _AROUND), start) for mark in ".;\n|") + 1 or max(0, start - _AROUND)
    ends = [at for mark in ".;\n|" if (at := said.find(mark, end, end + _AROUND)) >= 0]
    return cleaned(said[head : min(ends, default=end + _AROUND)])


def cleaned(text: str) -> str:
    """Text from outside as it may be shown within quotation marks: one line, no invisible characters, at most 200 of them."""
    seen = "".join(c if c.isprintable() else " " for c in text).replace('"', "'")
    return " ".join(seen.split())[:LONGEST_QUOTE]


def _apart(found: Iterable[Planted]) -> Iterator[Planted]:
    """In their order; of those that cover each other the first and longest."""
    end = -1
    for one in sorted(found, key=lambda f: (f.start, -f.end)):
        if one.start >= end:
            yield one
            end = one.end


@dataclass(frozen=True, slots=True)
class _Phrase:
    """Words in a row. `orders`: they count only where somebody is asked to do it."""

    kind: PlantedKind
    pattern: re.Pattern[str]
    orders: bool


@cache
def _told() -> Mapping[str, Any]:
    told: Mapping[str, Any] = yaml.load((files("cases.intake") / "planted.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return told


def _by_kind(*, spaced: bool) -> Iterator[tuple[PlantedKind, str]]:
    """The phrases of languages with or without spaces between their words."""
    for kind in PlantedKind:
        for language, phrases in _told().get(kind.value, {}).items():
            if (language != UNSPACED) is spaced:
                yield from ((kind, phrase) for phrase in phrases)


@cache
def _phrases() -> Mapping[str, Sequence[_Phrase]]:
    """The phrases by the words that they can begin with."""
    gap = rf"(?:(?!{_told()['trade']}\b)[^\W_]+ ){{0,%s}}"
    found: dict[str, list[_Phrase]] = {}
    for kind, phrase in _by_kind(spaced=True):
        words = _AT_MOST.sub(lambda m: gap % m[1], re.sub(r"(~\d+) ", r"\1", phrase.removeprefix("^")))
        made = _Phrase(kind, re.compile(words + r"(?![^\W_])"), phrase.startswith("^"))
        for first in _first_words(phrase.removeprefix("^")):
            found.setdefault(first, []).append(made)
    return found


def _first_words(phrase: str) -> set[str]:
    """The words that a phrase can begin with: those of its first bracket, or its first word."""
    begins = phrase[1 : phrase.index(")")].split("|") if phrase.startswith("(") else [phrase]
    return {begin.split(" ")[0] for begin in begins}


@cache
def _unspaced_phrases() -> Sequence[tuple[PlantedKind, re.Pattern[str]]]:
    return [(kind, re.compile(_AT_MOST.sub(r"[^|]{0,\1}", phrase))) for kind, phrase in _by_kind(spaced=False)]


@cache
def _compact_phrases() -> Sequence[tuple[PlantedKind, re.Pattern[str]]]:
    """Phrases without any spaces; up to so many words are up to eight letters each."""
    return [
        (kind, re.compile(_AT_MOST.sub(lambda m: rf"[^\W_]{{0,{8 * int(m[1])}}}?", phrase.removeprefix("^").replace(" ", ""))))
        for kind, phrase in _by_kind(spaced=True)
    ]


@cache
def _asking() -> re.Pattern[str]:
    """Words of asking, at the end of what stands before."""
    return re.compile(rf"\b{_told()['asking']} $")
