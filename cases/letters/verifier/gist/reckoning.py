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
_UNIT: Final = "unit"
_PACKS: Final = frozenset({"carton", "case", "pallet"})


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


def put_together(figures: Sequence[Figure], *, apart: bool, packed: bool) -> frozenset[int]:
    """The same of what is reckoned in more steps; `apart` where two figures are told to be, `packed` where all that was packed came."""
    found: set[int] = set()
    for three in combinations(figures, _ALL):
        if (packed and _is_in_packs(three)) or _is_less_a_share(three):
            found.update(id(f) for f in three)
    for four in combinations(figures, _ALL + 1) if apart else ():
        if _is_apart(four):
            found.update(id(f) for f in four)
    for five in combinations(figures, _ALL + 2):
        if _is_carriage(five):
            found.update(id(f) for f in five)
    return frozenset(found)


def left_over(figures: Sequence[Figure]) -> frozenset[int]:
    """The figures of which the first less the second is the third: `457,581.00, of which 14,266.97 go, so that 443,314.03 are left`."""
    found: set[int] = set()
    for whole, part, rest in combinations(figures, _ALL):
        is_of_money = bool(whole.currencies) == bool(part.currencies) == bool(rest.currencies)
        alike = is_of_money and len({f.unit for f in (whole, part, rest)} - {""}) <= 1
        if alike and any(a - b in rest.values and a > b > 0 for a in whole.values for b in part.values):
            found.update({id(whole), id(part), id(rest)})
    return frozenset(found)


def _is_in_packs(three: Sequence[Figure]) -> bool:
    """`29 cartons of 24 units are 696 units`."""
    packs, each, whole = three
    counted = not any(f.currencies for f in three) and packs.unit in _PACKS and each.unit == whole.unit == _UNIT
    return counted and any(a * b in whole.values for a in packs.values for b in each.values if b > 1)


def _is_less_a_share(three: Sequence[Figure]) -> bool:
    """`13.48 less 3 % leave 13.08`, `with 3 % off, 13.48 become 13.08`."""
    rates, amounts = [f for f in three if f.unit == _PERCENT], [f for f in three if f.currencies]
    if len(rates) != 1 or len(amounts) != len(three) - 1 or rates[0] is three[-1]:
        return False
    rate, (first, last) = rates[0], amounts
    shares = [(a, b) for a in first.values for b in rate.values if 0 < b < _HUNDRED]
    return any(round_half_up(a * (_HUNDRED - b) / _HUNDRED, _CENTS) in last.values for a, b in shares)


def _is_apart(four: Sequence[Figure]) -> bool:
    """`104.50 is the difference between 15.07 and 14.88 for 550 units`, whichever comes first."""
    amounts = [f for f in four if f.currencies]
    counts = [f for f in four if not f.currencies and f.unit == _UNIT]
    if len(amounts) != _ALL or len(counts) != 1:
        return False
    ways = ((amounts[0], amounts[1], amounts[2]), (amounts[2], amounts[0], amounts[1]))
    return any(
        round_half_up((max(a.values) - max(b.values)) * max(counts[0].values), _CENTS) in whole.values and max(a.values) > max(b.values)
        for whole, a, b in ways
    )


def _is_carriage(five: Sequence[Figure]) -> bool:
    """`1,683 kg at 15.91 per 100 kg and 18.5 % on top are 317.31`."""
    weight, rate, per, more, whole = five
    is_so = weight.unit == per.unit and weight.unit and rate.currencies and whole.currencies and more.unit == _PERCENT
    if not is_so or weight.currencies or per.currencies or not max(per.values):
        return False
    made = max(weight.values) * max(rate.values) / max(per.values) * (_HUNDRED + max(more.values)) / _HUNDRED
    return round_half_up(made, _CENTS) in whole.values


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
