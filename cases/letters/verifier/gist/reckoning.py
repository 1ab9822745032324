"""Figures that a sentence reckons with, so that none could stand in another's place: so many at so much, a share of a whole, a growth."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from decimal import Decimal
from itertools import combinations
from typing import Final

from cases.letters.verifier.pieces import Figure
from facts.money import round_half_up

_CENTS: Final = 2
_PERCENT: Final = "percent"
_HUNDRED: Final = Decimal(100)
_ALL: Final = 3


def reckoned(figures: Sequence[Figure], made: AbstractSet[int] = frozenset()) -> tuple[frozenset[int], frozenset[int]]:
    """By their identity the figures of which one is what the other two come to, and those that are; a middle one only if it is `made`."""
    found: set[int] = set()
    results: set[int] = set()
    for three in combinations(figures, _ALL):
        wholes = {id(whole) for whole in (*_products(three, made), *_counts(three))}
        if wholes or _is_growth(three):
            found.update(id(f) for f in three)
            results |= wholes
    return frozenset(found), frozenset(results)


def _products(three: Sequence[Figure], made: AbstractSet[int]) -> Iterator[Figure]:
    """`24 units at 6.83 are 163.92`, `9,009.97 is 2.5 % of 360,398.76`: no two of them are counted alike but two amounts."""
    first, second, third = three
    ways = [(third, (first, second)), (first, (second, third))]
    if id(second) in made:
        ways.append((second, (first, third)))
    for whole, factors in ways:
        if whole.currencies and sum(bool(f.currencies) for f in factors) == 1 and any(_makes(factors, whole)):
            yield whole


def _counts(three: Sequence[Figure]) -> Iterator[Figure]:
    """`at 24 units per carton, the 29 cartons held 696 units`: what is counted, and how many there are of what holds it."""
    if any(f.currencies or f.unit in {"", _PERCENT} for f in three):
        return
    whole = max(three, key=lambda f: max(f.values))
    one, other = (f for f in three if f is not whole)
    if one.unit != other.unit and whole.unit in {one.unit, other.unit} and any(_makes((one, other), whole)):
        yield whole


def _makes(factors: Sequence[Figure], whole: Figure) -> Iterator[bool]:
    one, other = factors
    share = _HUNDRED if _PERCENT in {one.unit, other.unit} else Decimal(1)
    for a in one.values:
        for b in other.values:
            made = a * b / share
            # what is taken once, or is nothing, is as much as the other
            yield a not in {0, 1} and b not in {0, 1} and bool({made, round_half_up(made, _CENTS)} & whole.values)


def _is_growth(three: Sequence[Figure]) -> bool:
    """`from 194,276.67 to 229,246.47, a growth of 18 %`."""
    first, second, rate = three
    if not (first.currencies and second.currencies and rate.unit == _PERCENT):
        return False
    pairs = [(a, b) for a in first.values for b in second.values if a]
    return any(round_half_up((b - a) / a * _HUNDRED, 0) in rate.values for a, b in pairs if b > a)
