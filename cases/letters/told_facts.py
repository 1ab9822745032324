"""How a letter in another language than the matchers' says a fact: the words for its label with its value, or for what it states."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from cases.letters.brief import Fact, FactKind
from cases.letters.letter_words import MATCHERS_LANGUAGE, LetterWords
from cases.wording import DOCUMENT_NAMES

_SLOT: Final = re.compile(r"\{(\w+)\}")
_FIGURE: Final = re.compile(r"-?\d+(?:\.\d+)?")
_KINDS: Final = {name: kind for kind, name in DOCUMENT_NAMES.items()}
"""Kinds of papers by the names that briefs have for them."""
_PAPER: Final = "paper"
_NUMBERED: Final = re.compile(r"\btier \d")
_VALUE: Final = "{}"


def told_by_label(fact: Fact, words: LetterWords) -> str:
    """`über den Tarif hinaus belastet 4,20`, `unterschrieben`: nothing in the matchers' own language, and where there are no words."""
    return next(iter(ways_told(fact, words)), "")


def ways_told(fact: Fact, words: LetterWords) -> tuple[str, ...]:
    """All ways in which a letter may say the fact; the first is the one that models are told."""
    if words.language == MATCHERS_LANGUAGE:
        return ()
    if fact.kind is FactKind.STATEMENT and fact.label == "":
        paper = words.of("papers", _KINDS.get(fact.value, fact.value.replace(" ", "_"))) if fact.name == _PAPER else ""
        return (paper,) if paper else _said(fact.value, "statements_told", words)
    if fact.kind is FactKind.STATEMENT and (answer := words.of("answers", fact.label)):
        return (answer,)
    values = _said(fact.value, "statements_told", words) if fact.kind is FactKind.STATEMENT else (words.bare_value(fact),)
    return tuple(way for value in values if fact.label and value for way in _said(fact.label, "labels_told", words, value))


def numbered_labels(fact: Fact, words: LetterWords) -> tuple[str, ...]:
    """`Stufe 2 ab`: the words for a label that holds a number itself, without the value; none for any other."""
    return _said(fact.label, "labels_told", words) if words.language != MATCHERS_LANGUAGE and _NUMBERED.search(fact.label) else ()


def _said(english: str, group: str, words: LetterWords, value: str = "") -> tuple[str, ...]:
    """The ways of saying a text with its values, and `value` where they have a place for it, else behind them."""
    texts: Mapping[str, Any] = words.entries[group]
    for known in _weightiest_first(tuple(texts)):
        found = _pattern(known).fullmatch(english)
        if found is not None:
            slots = {slot: _written(said, words) for slot, said in found.groupdict().items()}
            ways = texts[known] if isinstance(texts[known], list) else [texts[known]]
            return tuple((way if _VALUE in way or not value else f"{way} {_VALUE}").format(value, **slots).strip() for way in ways)
    return ()


def _written(value: str, words: LetterWords) -> str:
    return words.figure(value) if _FIGURE.fullmatch(value) else words.of("values_told", value) or value


@cache
def _weightiest_first(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Of two that fit, the one that says more itself is meant."""
    return tuple(sorted(texts, key=lambda text: -len(_SLOT.sub("", text))))


@cache
def _pattern(text: str) -> re.Pattern[str]:
    parts = _SLOT.split(text)
    return re.compile("".join(f"(?P<{part}>[^;:,]+?)" if place % 2 else re.escape(part) for place, part in enumerate(parts)))
