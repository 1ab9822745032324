"""What facts allow a sentence to say: their figures, days, identifiers, assertions and words, read as sentences are read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from cases.letters.brief import Brief, Fact, FactKind, Place
from cases.letters.verifier.lexicon import Lexicon
from cases.letters.verifier.pieces import Day, Figure, Reading
from cases.letters.verifier.reading import read, with_currency
from cases.letters.verifier.tokens import fold, literal_pattern

NO_MONEY: Final = frozenset({"-"})
"""Currencies of what is no amount: a count never stands beside a currency."""


@dataclass(frozen=True, slots=True)
class Grounds:
    """One fact as it can be said. `figures` and `days` carry their roles; `words` are the words it is said in."""

    fact: Fact
    figures: tuple[Figure, ...] = ()
    days: tuple[Day, ...] = ()
    literals: frozenset[str] = frozenset()
    asserted: frozenset[str] = frozenset()
    denied: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Support:
    """What some facts together allow."""

    grounds: tuple[Grounds, ...] = ()

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The facts themselves."""
        return tuple(g.fact for g in self.grounds)

    @property
    def places(self) -> tuple[Place, ...]:
        """Where they stand."""
        return tuple(p for f in self.facts for p in f.places)

    def says(self, predicate: str, *, positive: bool) -> tuple[int, ...]:
        """The facts that assert (or deny) it."""
        return tuple(g.fact.number for g in self.grounds if predicate in (g.asserted if positive else g.denied))

    def with_literal(self, literal: str) -> tuple[int, ...]:
        """The facts that name an identifier, name or file."""
        return tuple(g.fact.number for g in self.grounds if literal in g.literals)

    def has_word(self, word: str) -> bool:
        """True where a fact is said in that word."""
        small = word.casefold()
        return any(small in g.words or small.removesuffix("'s") in g.words for g in self.grounds)


@dataclass(frozen=True, slots=True)
class Known:
    """A brief as the verifier knows it: every fact's grounds, and a pattern for all that it knows by name.

    Facts are in the matchers' words, so they are read with the lexicon of that language, whatever the letter's is.
    """

    brief: Brief
    literals: re.Pattern[str] | None
    grounds: dict[int, Grounds] = field(default_factory=dict)

    @classmethod
    def of(cls, brief: Brief, lexicon: Lexicon, sheets: Iterable[str]) -> Known:
        """The brief taken apart. `sheets` are the words that stand before the name of a sheet, in the letter's language too."""
        names = {f.value for f in brief.facts if f.kind in {FactKind.IDENTIFIER, FactKind.NAME} and f.value.strip()}
        places = [p for f in brief.facts for p in f.places]
        named_sheets = {f"{word} {p.sheet}" for p in places if p.sheet for word in sheets}
        files = {p.name for p in places} | {a.name for a in brief.attachments}
        literals = literal_pattern({name for name in names if _is_telling(name)} | named_sheets | files)
        return cls(brief, literals, {f.number: _grounds(f, lexicon, literals, sheets) for f in brief.facts})

    def cited(self, numbers: Iterable[int]) -> Support:
        """What the facts of these numbers allow; a number that is none of the brief's allows nothing."""
        return Support(tuple(self.grounds[n] for n in dict.fromkeys(numbers) if n in self.grounds))

    @property
    def all(self) -> Support:
        """What the whole brief allows."""
        return Support(tuple(self.grounds.values()))


def _is_telling(name: str) -> bool:
    """Numbers of one to three digits are read as numbers, not as names."""
    return not (name.isdigit() and len(name) <= 3)


def _grounds(fact: Fact, lexicon: Lexicon, literals: re.Pattern[str] | None, sheets: Iterable[str]) -> Grounds:
    said = read(fact.value, lexicon, literals) if fact.kind in {FactKind.STATEMENT, FactKind.NAME} else None
    label = read(fact.label, lexicon, literals) if fact.name != "why" else read("", lexicon)
    statement = with_currency(said, fact.currency) if said is not None and fact.kind is FactKind.STATEMENT else None
    readings = [r for r in (label, said) if r is not None]
    roles = frozenset(role for r in (label,) for role in _roles(r, lexicon))
    return Grounds(
        fact=fact,
        figures=tuple(_figures(fact, roles)) if statement is None else statement.figures,
        days=_days(fact, roles) if statement is None else statement.days,
        literals=_literals(fact, readings, sheets),
        asserted=frozenset(a.predicate for r in readings for a in r.assertions if a.positive) | lexicon.facts.get(fact.name, frozenset()),
        denied=frozenset(a.predicate for r in readings for a in r.assertions if not a.positive),
        words=frozenset(word for r in readings for word in _all_words(r)),
    )


def _figures(fact: Fact, roles: frozenset[str]) -> Iterable[Figure]:
    """The figures that a typed fact can be said in; a rate also as a percentage."""
    amount = fact.amount
    if amount is None or fact.kind is FactKind.NAME:
        return
    items = frozenset({fold(fact.about)}) if fact.about else frozenset()
    exact = Figure(fact.value, frozenset({abs(amount)}), "", NO_MONEY, roles, items)
    match fact.kind:
        case FactKind.AMOUNT:
            yield replace(exact, currencies=frozenset({fact.currency}))
        case FactKind.COUNT:
            yield replace(exact, unit=fact.unit)
        case FactKind.RATE:
            yield exact
            yield replace(exact, values=frozenset({abs(amount) * Decimal(100)}), unit="percent")
        case _:
            yield exact


def _days(fact: Fact, roles: frozenset[str]) -> tuple[Day, ...]:
    day = fact.day if fact.kind is FactKind.DATE else None
    return (Day(fact.value, frozenset({day}), roles),) if day is not None else ()


def _roles(reading: Reading, lexicon: Lexicon) -> Iterable[str]:
    """The roles that a label names: it is read as if a figure stood before it."""
    tagged = read(f"1 {reading.text}", lexicon)
    return tagged.figures[0].roles if tagged.figures else ()


def _literals(fact: Fact, readings: Iterable[Reading], sheets: Iterable[str]) -> frozenset[str]:
    named = {text for r in readings for text in (*r.literals, *r.codes)}
    if fact.kind in {FactKind.IDENTIFIER, FactKind.NAME}:
        named.add(fold(fact.value))
    if fact.about:
        named.add(fold(fact.about))
    for place in fact.places:
        named.add(fold(place.name))
        if place.sheet:
            named |= {fold(f"{word} {place.sheet}") for word in sheets}
    return frozenset(named)


def _all_words(reading: Reading) -> Iterable[str]:
    for token in reading.tokens:
        if token.kind in {"word", "literal"}:
            yield from (part.casefold() for part in re.findall(r"[^\W\d_]+(?:['-][^\W\d_]+)*", token.text))
