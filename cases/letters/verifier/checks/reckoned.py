"""Computations in words that come out: `380.24 less 140.69 leaves 239.55`, `2 % of 6,551.78 is 131.04`; products of counts do not count."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import Final

from cases.letters.verifier.checks.figures import PLACES
from cases.letters.verifier.little_words import LittleWords
from cases.letters.verifier.pieces import Figure, Reading
from facts.money import round_half_up

_CENTS: Final = 2


@lru_cache(maxsize=256)
def reckoned(reading: Reading, little: LittleWords) -> frozenset[int]:
    """Where the terms and results of such computations stand: three figures in a row with the words for it between them."""
    figures = [f for f in reading.figures if f.unit not in PLACES and len(f.values) == 1]
    found: set[int] = set()
    for a, b, c in zip(figures, figures[1:], figures[2:], strict=False):
        words = set(reading.small[: c.at])
        if little.yields & set(reading.small[a.at : c.at]) and _comes_out(a, b, c, words, reading, little):
            found |= {a.at, b.at, c.at}
    return frozenset(found)


def _comes_out(a: Figure, b: Figure, c: Figure, words: set[str], reading: Reading, little: LittleWords) -> bool:
    first, second, result = _value(a), _value(b), _value(c)
    between = set(reading.small[a.at : b.at])
    if a.unit == "percent":
        if little.less & words:
            return _rounded(second * (1 - first)) == result
        return bool(little.taken_of & between) and _rounded(first * second) == result
    if b.unit == "percent":
        return bool(little.less & between) and _rounded(first * (1 - second)) == result
    if little.less & between or set(reading.small[: a.at]) >= little.between:
        return first - second == result
    return bool(little.plus & between) and first + second == result


def _value(figure: Figure) -> Decimal:
    (value,) = figure.values
    return value / 100 if figure.unit == "percent" else value


def _rounded(value: Decimal) -> Decimal:
    return round_half_up(value, _CENTS)
