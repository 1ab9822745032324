"""The words that the verifier can check, by language: units, roles of figures, assertions and their negation, and what is neutral."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Final

import yaml

from cases.wording import plain_spelling

Phrase = tuple[str, ...]
"""Words in small letters without accents, as they follow each other."""


@dataclass(frozen=True, slots=True)
class Predicate:
    """Something that a sentence can assert or deny. `guarded`: never said unless a cited fact says so. `opposite`: what excludes it."""

    name: str
    guarded: bool = False
    opposite: str = ""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One language. `phrases` give for each kind of thing the phrases that mean it, the longest first.

    `names_are_capital`: a capital letter within a sentence marks a name (not so in German). `of` are the words between a part
    and its whole (`216 of the 384 units`). `exempt` are headings and courtesies:
    the only sentences that need no fact. `facts` says what facts assert by their name.
    """

    language: str
    names_are_capital: bool
    months: Mapping[str, int]
    number_words: Mapping[str, int]
    units: Sequence[tuple[Phrase, str]]
    units_before: frozenset[str]
    roles: Sequence[tuple[Phrase, str]]
    assertions: Sequence[tuple[Phrase, str]]
    denials: Sequence[tuple[Phrase, str]]
    predicates: Mapping[str, Predicate]
    negators: frozenset[str]
    joins: frozenset[str]
    turns: frozenset[str]
    requests: frozenset[str]
    sheets: frozenset[str]
    of: frozenset[str]
    neutral: frozenset[str]
    neutral_phrases: Sequence[Phrase]
    exempt: frozenset[str]
    spoken: frozenset[str]
    facts: Mapping[str, frozenset[str]] = field(default_factory=dict)


CURRENCIES: Final[Mapping[str, frozenset[str]]] = {
    "$": frozenset({"USD", "CAD", "AUD", "NZD", "MXN", "SGD", "HKD"}),
    "EUR": frozenset({"EUR"}),
    "GBP": frozenset({"GBP"}),
    "JPY": frozenset({"JPY", "CNY"}),
}
"""What a sign of money can mean, after its plain spelling."""


CURRENCY_CODES: Final = frozenset(
    {
        "AED", "ARS", "AUD", "BGN", "BHD", "BRL", "CAD", "CHF", "CLP", "CNY", "COP", "CZK", "DKK", "EGP", "EUR",
        "GBP", "HKD", "HUF", "IDR", "ILS", "INR", "ISK", "JPY", "KRW", "KWD", "MAD", "MXN", "MYR", "NOK", "NZD",
        "PEN", "PHP", "PLN", "RON", "RSD", "SAR", "SEK", "SGD", "THB", "TND", "TRY", "TWD", "UAH", "USD", "VND",
        "ZAR",
    }
)  # fmt: skip
"""Codes of currencies (ISO 4217) that are told apart from other capital letters before a number."""


def phrase(text: str) -> Phrase:
    """A text as the words that are compared."""
    return tuple(plain_spelling(text).casefold().split())


@cache
def lexicon_of(language: str) -> Lexicon | None:
    """The lexicon of a language, or None where there is none: every sentence in it is then for a person."""
    place = files("cases.letters.verifier") / "lexicon" / f"{language}.yaml"
    if not language.isalpha() or not place.is_file():
        return None
    return _lexicon(language, yaml.safe_load(place.read_text(encoding="utf-8")))


def _lexicon(language: str, entries: Mapping[str, Any]) -> Lexicon:
    entries = _with_spellings(entries, str.maketrans(entries.get("spellings", {})))
    predicates = {
        name: Predicate(name, bool(spec.get("guarded")), str(spec.get("opposite", ""))) for name, spec in entries["predicates"].items()
    }
    neutral = [phrase(word) for word in _listed(entries["neutral"])]
    units, roles = _phrases(entries["units"]), _phrases(entries["roles"])
    assertions = _phrases({name: spec["says"] for name, spec in entries["predicates"].items()})
    denials = _phrases({name: spec["denies"] for name, spec in entries["predicates"].items() if "denies" in spec})
    small = {name: frozenset(_words(entries[name])) for name in ("negators", "joins", "turns", "requests", "of")}
    one_word = frozenset(p[0] for p in neutral if len(p) == 1)
    said = {word for p, _ in (*units, *roles, *assertions, *denials) for word in p}
    months, numbers = _numbered(entries["months"]), _numbered(entries["numbers"])
    return Lexicon(
        language=language,
        names_are_capital=bool(entries["names_are_capital"]),
        months=months,
        number_words=numbers,
        units=units,
        units_before=frozenset(entries["units_before"]),
        roles=roles,
        assertions=assertions,
        denials=denials,
        predicates=predicates,
        negators=small["negators"],
        joins=small["joins"],
        turns=small["turns"],
        requests=small["requests"],
        sheets=frozenset(_listed(entries["sheets"])),
        of=small["of"],
        neutral=one_word,
        neutral_phrases=sorted((p for p in neutral if len(p) > 1), key=len, reverse=True),
        exempt=frozenset(" ".join(phrase(text)) for text in (*entries["headings"], *entries["courtesies"])),
        spoken=one_word.union(said, months, numbers, _words(entries["sheets"]), *small.values()),
        facts={name: frozenset(_listed(asserted)) for name, asserted in entries.get("facts", {}).items()},
    )


def _with_spellings(entry: Any, spellings: Mapping[int, str]) -> Any:
    """The entries with every text also as it is spelled without the language's special letters."""
    if isinstance(entry, dict):
        return {name: value if name == "spellings" else _with_spellings(value, spellings) for name, value in entry.items()}
    if isinstance(entry, list):
        return [text for part in entry for text in dict.fromkeys((part, str(part).translate(spellings)))]
    if isinstance(entry, str) and (other := entry.translate(spellings)) != entry:
        return f"{entry}, {other}"
    return entry


def _phrases(groups: Mapping[str, Any]) -> list[tuple[Phrase, str]]:
    """Phrases with what they mean, the longest first."""
    found = [(phrase(text), name) for name, texts in groups.items() for text in _listed(texts)]
    return sorted(found, key=lambda f: (-len(f[0]), f[0]))


def _listed(texts: Any) -> list[str]:
    """The texts of a line parted by commas, or of several such lines."""
    lines = texts if isinstance(texts, list) else [texts]
    return [text.strip() for line in lines for text in str(line).split(",") if text.strip()]


def _words(texts: Any) -> list[str]:
    return [" ".join(phrase(t)) for t in _listed(texts)]


def _numbered(entries: Mapping[Any, Any]) -> dict[str, int]:
    return {word: int(number) for number, texts in entries.items() for word in _words(texts)}
