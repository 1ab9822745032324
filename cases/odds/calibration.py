"""Whether chances come true: what was said beside what came, what puts it right, and the table that shows it."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from cases.odds.concentration import Floats, chances_at, log_odds

ENOUGH: Final = 1_000
"""Answered filings from which on chances are put right."""
GAIN: Final = 3.0
"""How much less surprised (in natural logarithms) by what they have not seen pools have to be than a line, before they are followed:
what came of a pool is a throw of the die as well, and a line of two numbers hardly follows it (measured with bench/odds.py)."""
LEAN: Final = 1.0
SLOPE: Final = 0.5
"""How far a line may easily lie from saying chances as they are: log-odds at even chances, and what one of them means."""
FLATTEST: Final = 0.1
"""However little chances tell, a higher one never means less."""
TOGETHER: Final = 0.05
"""How seldom a band for all bins together leaves one of them outside."""
_LOOKS: Final = 25
_PSEUDO: Final = 1.0
"""One filing of either end, so that no pool says never or always."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """What a chance that was said means. Neither line nor points: chances stand as they are.

    `line` is where even chances lie and what a log-odds means, in log-odds. `said` and `meant` are points with straight lines between
    them, level beyond them.
    """

    line: tuple[float, float] | None = None
    said: tuple[float, ...] = ()
    meant: tuple[float, ...] = ()

    def __bool__(self) -> bool:
        """True where it says anything."""
        return self.line is not None or bool(self.said)

    def __call__(self, chances: Floats) -> Floats:
        """The chances put right; never falls where they rise."""
        if self.line is not None:
            return chances_at(self.line[0] + self.line[1] * log_odds(chances))
        return np.interp(chances, self.said, self.meant) if self.said else chances


def straight(said: Floats, decided: Floats, won: Floats) -> Calibration:
    """The line on the scale of log-odds under which what came is the likeliest, held near saying chances as they are."""
    at = log_odds(said)
    lean, slope = 0.0, 1.0
    for _ in range(_LOOKS):
        chances = chances_at(lean + slope * at)
        missing, known = won - decided * chances, decided * chances * (1 - chances)
        to_lean = float(missing.sum()) - lean / LEAN**2
        to_slope = float((missing * at).sum()) - (slope - 1) / SLOPE**2
        first, both, second = float(known.sum()) + 1 / LEAN**2, float((known * at).sum()), float((known * at * at).sum()) + 1 / SLOPE**2
        area = first * second - both * both
        lean += (second * to_lean - both * to_slope) / area
        slope = max(FLATTEST, slope + (first * to_slope - both * to_lean) / area)
    return Calibration(line=(lean, slope))


def pooled(said: Floats, decided: Floats, won: Floats) -> Calibration:
    """Pools neighbouring chances until what came of them rises with what was said (pool adjacent violators)."""
    held = decided > 0
    levels, of_level = np.unique(said[held], return_inverse=True)
    counts, wins = np.bincount(of_level, decided[held]), np.bincount(of_level, won[held])
    pools: list[list[float]] = []
    for level, count, win in zip(levels, counts, wins, strict=True):
        pools.append([level * count, count, win])
        while len(pools) > 1 and pools[-2][2] * pools[-1][1] >= pools[-1][2] * pools[-2][1]:
            last = pools.pop()
            pools[-1] = [mine + theirs for mine, theirs in zip(pools[-1], last, strict=True)]
    at = [total / count for total, count, _ in pools]
    meant = tuple((win + _PSEUDO * x) / (count + _PSEUDO) for (_, count, win), x in zip(pools, at, strict=True))
    return Calibration(said=tuple(at), meant=meant)


def surprise(said: Floats, decided: Floats, won: Floats) -> float:
    """How surprising what came is under the chances that were said (logarithmic loss); the smaller the better."""
    return float(-(won * np.log(said) + (decided - won) * np.log1p(-said)).sum())


@dataclass(frozen=True, slots=True)
class Bin:
    """Filings whose chances were about the same: how many, the mean chance, the share won, and where that share lies in 95 % of cases."""

    decided: int
    said: float
    came: float
    low: float
    high: float

    @property
    def inside(self) -> bool:
        """True where what came is what chance alone allows."""
        return self.low <= self.came <= self.high


def table(said: Floats, won: Floats, decided: Floats | None = None, bins: int = 10) -> tuple[Bin, ...]:
    """Filings by their chance in bins of about the same size; those of one chance share a bin.

    Each place of the arrays stands for one filing, or for `decided` of them, of which `won` were granted.
    """
    counts = np.ones_like(said) if decided is None else decided
    held = counts > 0
    order = np.argsort(said[held], kind="stable")
    chances, counts, wins = said[held][order], counts[held][order], won[held][order]
    before = np.cumsum(counts)
    cuts = (
        [np.searchsorted(chances, chances[np.searchsorted(before, before[-1] * i / bins)]) for i in range(1, bins)] if len(before) else []
    )
    found = []
    edges = sorted({0, len(chances), *map(int, cuts)})
    for start, end in itertools.pairwise(edges):
        number = counts[start:end].sum()
        mean = float((chances[start:end] * counts[start:end]).sum() / number)
        found.append(Bin(int(number), mean, float(wins[start:end].sum() / number), *band(mean, int(number))))
    return tuple(found)


def expected_error(bins: Sequence[Bin]) -> float:
    """The expected calibration error: how far what came lies from what was said, weighed by how many filings a bin holds."""
    decided = sum(b.decided for b in bins)
    return sum(b.decided * abs(b.came - b.said) for b in bins) / decided if decided else 0.0


def all_inside(bins: Sequence[Bin]) -> bool:
    """True where every bin lies in a band that is wide enough to hold all of them at once in 95 % of cases.

    Each band of 95 % leaves one bin in twenty outside, so that of ten even true chances have all inside in six tables of ten only.
    """
    outside = 1 - (1 - TOGETHER) ** (1 / max(1, len(bins)))
    bands = [(one, band(one.said, one.decided, outside)) for one in bins]
    return all(low <= one.came <= high for one, (low, high) in bands)


def band(chance: float, decided: int, outside: float = 0.05) -> tuple[float, float]:
    """The shares won that a binomial law of that chance leaves all but seldom, at most half of `outside` on either side."""
    if not 0 < chance < 1:
        return chance, chance
    won = np.arange(decided + 1)
    steps = np.log((decided - won[:-1]) / (won[:-1] + 1)) + math.log(chance / (1 - chance))
    logs = np.concatenate(([0.0], np.cumsum(steps))) + decided * math.log1p(-chance)
    sums = np.cumsum(np.exp(logs))
    low, high = int(np.searchsorted(sums, outside / 2)), int(np.searchsorted(sums, 1 - outside / 2))
    return low / decided, min(high, decided) / decided
