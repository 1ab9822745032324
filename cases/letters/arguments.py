"""Why a deduction is wrong, in the letter's language: the matcher's conclusion, clause by clause, said with the same values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

import yaml

from cases.letters.letter_words import LetterWords
from templates import source

_KINDS: Final[Mapping[str, str]] = {
    "count": r"\d+(?:\.\d+)?",
    "amount": r"\d+(?:\.\d+)?",
    "rate": r"\d+(?:\.\d+)?",
    "day": r"\d{4}-\d{2}-\d{2}",
    "clock": r"\d{2}:\d{2}",
    "code": r"[^\s,;:()]+",
    "name": r"[^;:,]+",
    "currency": r"[A-Z]{3}",
}
"""What a value of each kind looks like in a matcher's sentence."""
FIGURES: Final = frozenset({"count", "amount", "rate"})
"""Kinds of values that each language writes in its own way."""
_SLOT: Final = re.compile(r"<(\w+):(\w+)>")
_BETWEEN: Final = re.compile(r"([;:] )")


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause that letters can say: its name in arguments.yaml, and by slot the value and what kind of value it is."""

    name: str
    values: Mapping[str, str]
    kinds: Mapping[str, str]


def argued(conclusion: str, words: LetterWords) -> str:
    """The conclusion in the language of the words, its values as that language writes them.

    Empty where one of its clauses has no words there: half a conclusion is another one.
    """
    said = []
    for place, part in enumerate(_BETWEEN.split(conclusion)):
        told = part if place % 2 else _clause(part, words)
        if not told:
            return ""
        said.append(told)
    return "".join(said)


def clauses_in(text: str) -> Iterator[Clause]:
    """The clauses of which the text is one, whole."""
    for name, (pattern, kinds) in _clauses().items():
        if (found := pattern.fullmatch(text)) is not None:
            yield Clause(name, found.groupdict(), kinds)


def _clause(text: str, words: LetterWords) -> str:
    for clause in clauses_in(text):
        if told := words.of("arguments", clause.name):
            return told.format(**{slot: _value(value, clause.kinds[slot], words) for slot, value in clause.values.items()})
    return ""


def _value(value: str, kind: str, words: LetterWords) -> str:
    return words.figure(value) if kind in FIGURES else value


@cache
def _clauses() -> Mapping[str, tuple[re.Pattern[str], Mapping[str, str]]]:
    """The clauses that matchers conclude with, each as a pattern with its slots and their kinds."""
    told: Mapping[str, str] = yaml.load(source("letters/arguments.yaml"), Loader=yaml.CSafeLoader)
    return {name: (_pattern(text), dict(_SLOT.findall(text))) for name, text in told.items()}


def _pattern(text: str) -> re.Pattern[str]:
    parts, at = [], 0
    for slot in _SLOT.finditer(text):
        parts += [re.escape(text[at : slot.start()]), f"(?P<{slot[1]}>{_KINDS[slot[2]]})"]
        at = slot.end()
    return re.compile("".join([*parts, re.escape(text[at:])]))
