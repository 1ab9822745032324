"""What a sentence is made of, once it is taken apart: figures, days, assertions, comparisons, other words."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Self

from cases.letters.verifier.tokens import Token

NO_ROLES: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with all it can mean, its unit (`unit`, `carton`, `percent`, `row` …), the currencies it can be in, and its roles.

    `items` are the identifiers of its part of the sentence (up to a semicolon). `far` are roles that may be meant as well, where the
    grammar leaves it open; `hedge` says how it is made inexact (`about`, `over`, `under`, `least`, `most`), `noun` is the word it counts
    where that is no unit. `at` is its token.
    """

    text: str
    values: frozenset[Decimal]
    unit: str = ""
    currencies: frozenset[str] = NO_ROLES
    roles: frozenset[str] = NO_ROLES
    items: frozenset[str] = NO_ROLES
    start: int = 0
    far: frozenset[str] = NO_ROLES
    hedge: str = ""
    noun: str = ""
    at: int = -1


@dataclass(frozen=True, slots=True)
class Day:
    """A day with all it can mean, and its roles. `weekday` is the day of the week (0 Monday) that is said beside it."""

    text: str
    days: frozenset[date]
    roles: frozenset[str] = NO_ROLES
    items: frozenset[str] = NO_ROLES
    far: frozenset[str] = NO_ROLES
    weekday: int | None = None
    at: int = -1


@dataclass(frozen=True, slots=True)
class Assertion:
    """A predicate that is asserted, or denied where `positive` is False.

    `doer` is the party that is said to do it, `goal` the one it is done to, as far as the sentence says so. `told`: it is the role of a
    figure or day, which is checked as such. `denials` counts the negations that stand on it.
    """

    predicate: str
    positive: bool
    text: str
    doer: str = ""
    goal: str = ""
    told: bool = False
    denials: int = 0
    at: int = -1


@dataclass(frozen=True, slots=True)
class Word:
    """A word that stands for none of these. `opens`: it begins a sentence or part of one, so its capital letter says nothing."""

    text: str
    opens: bool
    at: int = -1


@dataclass(frozen=True, slots=True)
class Reading:
    """A sentence taken apart. `negations` are denials that deny nothing that can be checked, by the words around them.

    `asking` are the tokens of requests, `hedging` those of words that make a figure inexact; `clauses` the sentence cut where something
    else is said, `role_spots` where words of roles stand, `understood` the tokens of those that belong to a figure or day,
    `matched` all that some phrase of the lexicon covers.
    """

    text: str
    figures: tuple[Figure, ...] = ()
    days: tuple[Day, ...] = ()
    literals: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()
    assertions: tuple[Assertion, ...] = ()
    negations: tuple[str, ...] = ()
    words: tuple[Word, ...] = ()
    tokens: tuple[Token, ...] = ()
    small: tuple[str, ...] = ()
    hedging: frozenset[int] = frozenset()
    asking: frozenset[int] = frozenset()
    clauses: tuple[range, ...] = ()
    role_spots: tuple[tuple[int, int, str], ...] = ()
    understood: frozenset[int] = field(default=frozenset())
    matched: frozenset[int] = field(default=frozenset())

    def __hash__(self) -> int:
        # What was found of a reading is kept for all checks: its text tells it from nearly every other.
        return hash(self.text)

    def in_currency(self, currency: str) -> Self:
        """The reading of a fact, its bare amounts taken to be in the fact's currency."""
        if not currency:
            return self
        figures = tuple(f if f.unit or f.currencies else replace(f, currencies=frozenset({currency})) for f in self.figures)
        return replace(self, figures=figures)
