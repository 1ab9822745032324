"""What a sentence is cut into to read its gist: phrases and what they do, and the stretches between what parts them."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from cases.letters.verifier.checks.figures import same_currency, same_unit
from cases.letters.verifier.gist.words import (
    CLUE,
    CUT,
    EARLIER,
    EARLIER_BEHIND,
    LATER,
    LATER_BEHIND,
    LESS,
    MORE,
    NOT_LESS,
    NOT_MORE,
    SAME,
    THAN,
    UNLIKE,
)
from cases.letters.verifier.pieces import Day, Figure
from cases.letters.verifier.support import NO_MONEY

SAID: Final = "said"
"""A phrase of the lexicon that asserts something."""
UNIT: Final = "unit"
COMPARING: Final = frozenset({LESS, MORE, EARLIER, LATER, EARLIER_BEHIND, LATER_BEHIND, SAME, UNLIKE, NOT_MORE, NOT_LESS, THAN})
CUTS: Final = COMPARING | {CUT}


@dataclass(frozen=True, slots=True)
class Bit:
    """A word or phrase and what it does; `tags` are those of facts that it is told of."""

    start: int
    end: int
    kind: str
    tags: frozenset[str] = frozenset()
    name: str = ""


@dataclass(slots=True)
class Piece:
    """What stands between two cuts: its phrases, figures and days, its clues; how it begins and what it compares."""

    lead: str = ""
    compares: str = ""
    bits: list[Bit] = field(default_factory=list)
    spots: list[Figure | Day] = field(default_factory=list)
    clues: list[Bit] = field(default_factory=list)

    @property
    def has_two(self) -> bool:
        """Whether two of its figures could be taken for each other."""
        return any(alike(a, b) for place, a in enumerate(self.spots) for b in self.spots[place + 1 :])


def numbers(spot: Figure | Day) -> list[Decimal]:
    """All that a figure or day can be, as numbers that can be held against each other."""
    return [Decimal(d.toordinal()) for d in spot.days] if isinstance(spot, Day) else list(spot.values)


def alike(one: Figure | Day, other: Figure | Day) -> bool:
    """Whether two could be taken for each other."""
    if isinstance(one, Day) or isinstance(other, Day):
        return isinstance(one, Day) and isinstance(other, Day)
    return bool(one.currencies) == bool(other.currencies) and (one.unit == other.unit or not (one.unit and other.unit))


def is_kind(figure: Figure, fact_figure: Figure) -> bool:
    """Whether a figure of a fact is of the kind of one that is said: an amount, or counted alike."""
    is_amount = bool(fact_figure.currencies - NO_MONEY)
    return is_amount if figure.currencies else same_unit(figure, fact_figure) and same_currency(figure, fact_figure)


def meaning_of(text: str) -> tuple[str, frozenset[str], str]:
    """What a phrase does, what it is told of, and its name: `clue:deducted claimed`."""
    kind, _, rest = text.partition(":")
    name, off, tags = rest.partition("=")
    return (kind, frozenset(tags.split()), name) if off else (kind, frozenset(rest.split()) if kind == CLUE else frozenset(), rest)
