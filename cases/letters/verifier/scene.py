"""A sentence with what was found in it: its tokens, figures, days, units and roles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cases.letters.verifier.lexicon import Lexicon
from cases.letters.verifier.phrases import Spot
from cases.letters.verifier.tokens import Token


@dataclass(slots=True)
class Bound:
    """The roles of one figure or day: those that stand by it, and those that only may be its own."""

    near: set[str] = field(default_factory=set)
    far: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Scene:
    """A sentence's tokens with what was found in them: the places of figures and of days, and the roles."""

    tokens: Sequence[Token]
    small: Sequence[str]
    lexicon: Lexicon
    figures: frozenset[int]
    days: frozenset[int]
    roles: Sequence[Spot]
    units: Mapping[int, str]
