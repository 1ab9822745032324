"""The words of letters in each language: data beside the templates, so that a further language is a folder and no code."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, Final

import yaml

from cases.letters.brief import Fact, FactKind
from cases.letters.sentences import marked
from templates import folders, source

MATCHERS_LANGUAGE: Final = "en"
"""The language in which matchers write evidence and reasons; letters in it take their words over."""


class LetterLanguageError(ValueError):
    """No letters are written in this language; the message names those that are there."""

    def __init__(self, language: str) -> None:
        super().__init__(f"letters are written in {', '.join(languages())}, not in {language!r}")


@dataclass(frozen=True, slots=True)
class LetterWords:
    """One language's words: texts with `{}` where a value goes, and how figures are written."""

    language: str
    entries: Mapping[str, Any]

    def say(self, name: str, *values: str) -> str:
        """The words of that name with the values put in."""
        return str(self.entries[name]).format(*values)

    def of(self, group: str, name: str) -> str:
        """The words for one of a group (`papers`, `proof_of_delivery`); empty where there are none."""
        found = self.entries.get(group, {}).get(name, "")
        return str(found)

    def forms(self, group: str, name: str) -> Sequence[str]:
        """The words for one and for several."""
        one, several, *_ = self.entries[group][name]
        return (str(one), str(several))

    def counted(self, group: str, name: str, count: str) -> str:
        """The words that follow a count; for one, without the article that some languages put before it."""
        forms = [str(form) for form in self.entries[group][name]]
        return (forms[2] if len(forms) > 2 else forms[0]) if count == "1" else forms[1]

    def between(self, name: str) -> str:
        """What stands between the parts of a list of numbers: a comma, where the language does not say otherwise."""
        return str(self.entries.get(f"{name}_between", ", "))

    def figure(self, value: str) -> str:
        """A decimal as this language writes it, without thousands set apart, as portals take it."""
        return value.replace(".", str(self.entries["decimal"]))

    def told(self, fact: Fact) -> str:
        """The value of a fact as it stands in a sentence, marked with its number; an amount with its currency."""
        return marked(self._value(fact), fact.number)

    def bare(self, fact: Fact) -> str:
        """The same without a currency, for computations and for what a table lists."""
        return marked(self.figure(fact.value), fact.number)

    def bare_value(self, fact: Fact) -> str:
        """The value without currency and mark; a rate as a percentage."""
        return self._value(fact) if fact.kind is FactKind.RATE else self.figure(fact.value)

    @property
    def has_plain_letters(self) -> bool:
        """False for a language that cannot be written in plain letters at all."""
        return bool(self.entries.get("plain", True))

    def punctuated(self, text: str) -> str:
        """Own words with the language's own punctuation in place of the plain one, where it has its own."""
        for plain_mark, own in self.entries.get("punctuation", {}).items():
            text = re.sub(rf"{re.escape(plain_mark)}$" if plain_mark == "." else re.escape(plain_mark), own, text)
        return text

    def spelled(self, text: str) -> str:
        """Own words in plain letters as this language spells them without its special ones: `zurück` → `zurueck`."""
        return text.translate(str.maketrans(self.entries.get("spellings", {})))

    def _value(self, fact: Fact) -> str:
        match fact.kind:
            case FactKind.AMOUNT:
                return f"{fact.currency} {self.figure(fact.value)}".strip()
            case FactKind.RATE:
                return f"{self.figure(percent(fact.value))} %"
            case FactKind.COUNT:
                return self.figure(fact.value)
            case _:
                return fact.value


def percent(rate: str) -> str:
    """A rate as a percentage: `0.025` → `2.5`."""
    return f"{(Decimal(rate) * 100).normalize():f}"


def languages() -> tuple[str, ...]:
    """The languages in which letters are written."""
    return tuple(name for name in folders("letters"))


@cache
def words_of(language: str, *, plain: bool = False) -> LetterWords:
    """The words of a language, `plain` for fields that take plain letters alone.

    Raises LetterLanguageError for a language that there are no letters in.
    """
    if language not in languages():
        raise LetterLanguageError(language)
    files = ("words", "facts") if language != MATCHERS_LANGUAGE else ("words",)
    entries: dict[str, Any] = {}
    for name in files:
        entries |= yaml.load(source(f"letters/{language}/{name}.yaml"), Loader=yaml.CSafeLoader)
    spoken = LetterWords(language, entries)
    return LetterWords(language, _spelled(entries, spoken)) if plain else spoken


def _spelled(entry: Any, words: LetterWords) -> Any:
    if isinstance(entry, dict):
        return {name: value if name == "spellings" else _spelled(value, words) for name, value in entry.items()}
    if isinstance(entry, list):
        return [_spelled(part, words) for part in entry]
    return words.spelled(entry) if isinstance(entry, str) else entry
