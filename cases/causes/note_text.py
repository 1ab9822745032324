"""A note from its brief, from sentences that lie as data beside the templates: a further language is a file and no code."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import yaml

from cases.causes.hypotheses import NOT_KNOWN
from cases.causes.lines import PLACES
from cases.letters.brief import Brief, Fact
from cases.letters.letter_words import LetterWords, words_of
from cases.letters.sentences import Sentence, marked, plain, sentences_of
from cases.wording import plain_spelling
from rules.causes import CauseRules
from templates import has, source

_SLOT: Final = re.compile(r"\{[a-z_]*\}")
_WORD: Final = re.compile(r"[^\W\d_][\w'-]*")


@dataclass(frozen=True, slots=True)
class NoteWords:
    """One language's sentences of notes: patterns with values in braces."""

    language: str
    entries: Mapping[str, Any]

    def say(self, name: str, values: Mapping[str, str]) -> str:
        """A sentence filled in."""
        return re.sub(r"\s+(?=\.)|(?<= ) +", "", str(self.entries[name]).format_map(values))

    def of(self, group: str, name: str) -> str:
        """A word of a group."""
        return str(self.entries[group][name])

    @property
    def spoken(self) -> frozenset[str]:
        """All words that the house's own sentences are made of, as the verifier folds them."""
        texts = [text for entry in self.entries.values() for text in (entry.values() if isinstance(entry, dict) else [entry])]
        return frozenset(word.casefold() for text in texts for word in _WORD.findall(plain_spelling(_SLOT.sub(" ", str(text)))))


class NoteLanguageError(ValueError):
    """No notes are written in this language; the message names those that are there."""

    def __init__(self, language: str, rules: CauseRules) -> None:
        super().__init__(f"notes are written in {', '.join(note_languages(rules))}, not in {language!r}")


def note_languages(rules: CauseRules) -> tuple[str, ...]:
    """The languages that there are sentences for, here and in the pack."""
    return tuple(sorted(language for language in rules.said if has(f"notes/{language}.yaml")))


@cache
def note_words(language: str) -> NoteWords:
    """The sentences of a language that there are notes in."""
    return NoteWords(language, yaml.safe_load(source(f"notes/{language}.yaml")))


def write_note(brief: Brief, scope: str, language: str, cause: str) -> tuple[Sentence, ...]:
    """The note that the brief calls for: what happens, how often, what it costs, the likely cause, what prevents it, what that is worth.

    `cause` is the one that leads; the others that the brief knows follow it.
    """
    told = _Telling(brief, words_of(language), note_words(language))
    parts = [list(told.happening(scope)), *(list(told.causes(name)) for name in _led_by(cause, brief))]
    rendered = "\n\n".join("\n".join(f"@reason {text}" for text in part) for part in parts if part)
    return sentences_of(rendered)


def causes_in(brief: Brief) -> tuple[str, ...]:
    """The causes that the brief knows, in its order."""
    return tuple(dict.fromkeys(f.key.partition("/")[0].removeprefix("cause:") for f in brief.below("cause:")))


def _led_by(cause: str, brief: Brief) -> tuple[str, ...]:
    known = causes_in(brief)
    return (*(name for name in known if name == cause), *(name for name in known if name != cause))


@dataclass(frozen=True, slots=True)
class _Telling:
    """A brief put into the words of a language."""

    brief: Brief
    spoken: LetterWords
    words: NoteWords

    def happening(self, scope: str) -> Iterator[str]:
        """What happens, how often and what it costs."""
        place = self._place("place/")
        if scope == "chargeback":
            yield from self._charge()
        elif scope == "month":
            yield self._say("month")
            if self.brief.at("before/claims"):
                yield self._say("before")
            if self.brief.below("kind:"):
                yield self._say("largest")
        else:
            yield self._say("cluster" if place else "pattern")
            if self.brief.at("base/among"):
                yield self._say("of_even" if self._even else "of_all")
            if self.brief.at("months/with"):
                yield self._say("months")
            yield from (self.words.say("top", {"claims": self._told(f"{at}/claims"), "place": told}) for at, told in self._tops())
        if self.brief.at("all/recoverable"):
            yield self._say("recoverable")

    def causes(self, cause: str) -> Iterator[str]:
        """What a cause is, how often it is borne, what prevents it and what that is worth."""
        at = f"cause:{cause}"
        yield self._told(f"{at}/said")
        values = {name: self._told(f"{at}/{name}") for name in ("claims", "among", "deducted", "worth", "pack")}
        if values["claims"]:
            yield self.words.say("bears", values)
        if values["pack"]:
            yield self.words.say("pack", values)
        if prevention := self._told(f"{at}/prevention"):
            yield prevention
        if values["worth"] and cause != NOT_KNOWN:
            yield self.words.say("worth", values)

    def _charge(self) -> Iterator[str]:
        yield self._say("charge")
        if words := self.brief.at("case/words"):
            yield self.words.say("charge_words", {"words": marked(words.value.replace('"', "'"), words.number)})
        if self.brief.at("earlier/claims"):
            yield self._say("earlier")

    def _say(self, name: str) -> str:
        """A sentence with all values that it could ask for."""
        kind = next((f.key.partition("/")[0] for f in self.brief.below("kind:")), "")
        claim, place = self.brief.claim.value, self.brief.below("place/")
        values = {
            "first": self._told("span/first"),
            "last": self._told("span/last"),
            "retailer": self._told("all/retailer"),
            "deducted": self._told("all/deducted"),
            "recoverable": self._told("all/recoverable"),
            "counted": self._counted("all/claims", claim),
            "place": self._place("place/"),
            "places": self.words.of("places", place[0].name) if place else "",
            "here": self._told("base/here"),
            "among": self._counted("base/among", claim),
            "others": self._told("base/others"),
            "elsewhere": self._told("base/elsewhere"),
            "with": self._told("months/with"),
            "of": self._told("months/of"),
            "before": self._told("before/deducted"),
            "before_counted": self._counted("before/claims", claim),
            "kind_deducted": self._told(f"{kind}/deducted"),
            "kind_counted": self._counted(f"{kind}/claims", kind.removeprefix("kind:")),
            "number": self._told("case/number"),
            "reference": self._told("case/reference"),
            "earlier_first": self._told("earlier/first"),
            "earlier": self._told("earlier/deducted"),
            "earlier_counted": self._counted("earlier/claims", claim),
        }
        return self.words.say(name, values)

    @property
    def _even(self) -> bool:
        others = self.brief.at("base/others")
        return others is not None and not others.unit

    def _told(self, key: str) -> str:
        fact = self.brief.at(key)
        return self._value(fact) if fact else ""

    def _value(self, fact: Fact) -> str:
        return self.spoken.told(fact)

    def _counted(self, key: str, claim: str) -> str:
        """A count with the noun of the claim behind it."""
        fact = self.brief.at(key)
        return f"{self._value(fact)} {self.spoken.counted('claims', claim, fact.value)}" if fact else ""

    def _place(self, address: str) -> str:
        return next((self.words.of("place", f.name).format(self._value(f)) for f in self.brief.below(address) if f.name in PLACES), "")

    def _tops(self) -> Iterator[tuple[str, str]]:
        for at in dict.fromkeys(f.key.partition("/")[0] for f in self.brief.below("top:")):
            yield at, self._place(f"{at}/")


def said_as(text: str, fact: Fact) -> bool:
    """True where a sentence is the fact's own words and nothing else."""
    return plain_spelling(plain(text)).strip().casefold() == plain_spelling(fact.value).strip().casefold()
