"""How much cells of one level differ from each other beyond chance: a beta-binomial law's concentration, by maximum likelihood.

Under it the rates of cells of one parent scatter around the parent's rate as a beta law of concentration k does: the larger k, the more
alike they are, and the more a cell with few filings leans on its parent. The parent's own rate is not known either; it is summed over
(as a restricted likelihood does), for with two or three cells below a parent the best rate in hindsight makes them look too alike.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]
Places: TypeAlias = npt.NDArray[np.int64]

USUAL: Final = 60.0
"""What stands where nothing is known: six levels of it let a supplier's own rate lie some fifteen points from that of the whole."""
SPREAD: Final = 1.5
"""How far (in natural logarithms) the data may easily lead away from `USUAL`."""
LEAST: Final = 1.0
MOST: Final = 20_000.0
STEPS: Final = 18
"""Looks at the likelihood: each narrows the logarithm of k by 0.62."""
RATES: Final = 24
"""Rates of a parent that are summed over."""
_SHIFT: Final = 8.0
_NEARLY: Final = 1e-4
_GOLDEN: Final = (math.sqrt(5) - 1) / 2


def concentration(decided: Floats, won: Floats, parents: Places, steps: Floats | None = None) -> float:
    """The k under which cells' counts are the likeliest, held near `USUAL` where they say little.

    `decided` and `won` are counts of cells, fractions allowed; `parents` says by number which of them lie below one parent. `steps`
    says how many log-odds beside the parent's rate each cell is expected (`cases.odds.differences`); without it they are at that rate.
    """
    siblings = np.bincount(parents)[parents] if len(parents) else parents
    telling = (siblings > 1) & (decided > 0)
    if not telling.any():
        return USUAL
    _, of_parent = np.unique(parents[telling], return_inverse=True)
    expected = np.zeros(len(of_parent)) if steps is None else np.round(steps[telling], 1)
    counts, of_counts = np.unique(np.column_stack((decided[telling], won[telling], expected)), axis=0, return_inverse=True)
    # cells with the same counts below the same parent are one term, as often as they come
    pairs, times = np.unique(np.column_stack((of_parent, of_counts.reshape(-1))), axis=0, return_counts=True)

    def likelihood(log_k: float) -> float:
        away = (log_k - math.log(USUAL)) / SPREAD
        return _log_likelihood(math.exp(log_k), counts, pairs, times) - away * away / 2

    return round(math.exp(_highest(likelihood)), 6)


def _highest(function: Callable[[float], float]) -> float:
    """Where a function of log k with one summit is highest, by the golden section."""
    low, high = math.log(LEAST), math.log(MOST)
    left, right = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
    at_left, at_right = function(left), function(right)
    for _ in range(STEPS):
        if at_left >= at_right:
            high, right, at_right = right, left, at_left
            left = high - _GOLDEN * (high - low)
            at_left = function(left)
        else:
            low, left, at_left = left, right, at_right
            right = low + _GOLDEN * (high - low)
            at_right = function(right)
    return (low + high) / 2


def _log_likelihood(k: float, counts: Floats, pairs: Places, times: Places) -> float:
    decided, won, steps = counts[:, :1], counts[:, 1:2], counts[:, 2:]
    rates = chances_at(log_odds((np.arange(RATES) + 0.5) / RATES)[None, :] + steps)
    alpha, beta = k * rates, k * (1 - rates)
    terms = (
        log_gamma(alpha + won) - log_gamma(alpha) + log_gamma(beta + decided - won) - log_gamma(beta)
        + log_gamma(np.full_like(decided, k)) - log_gamma(k + decided)
    )  # fmt: skip
    of_parent = np.zeros((int(pairs[:, 0].max()) + 1, RATES))
    np.add.at(of_parent, pairs[:, 0], terms[pairs[:, 1]] * times[:, None])
    top = of_parent.max(axis=1)
    return float(np.sum(top + np.log(np.exp(of_parent - top[:, None]).mean(axis=1))))


def log_odds(chances: Floats) -> Floats:
    """The logarithm of the odds of chances; of what is nearly certain as of what is so by a tenth of a thousandth."""
    held = np.clip(chances, _NEARLY, 1 - _NEARLY)
    return np.log(held / (1 - held))


def chances_at(odds: Floats) -> Floats:
    """The chances of such log-odds."""
    return 1 / (1 + np.exp(-odds))


def log_gamma(x: Floats) -> Floats:
    """The logarithm of the gamma function for x > 0, to twelve digits (Stirling's series beyond eight, its recurrence below)."""
    shifted = np.where(x < _SHIFT, x + _SHIFT, x)
    below = np.where(x < _SHIFT, x, 1.0)
    product = np.ones_like(below)
    for step in range(int(_SHIFT)):
        product = product * (below + step)
    inverse = 1 / shifted
    square = inverse * inverse
    series = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square / 1188))))
    stirling = (shifted - 0.5) * np.log(shifted) - shifted + 0.5 * math.log(2 * math.pi) + series
    return np.where(x < _SHIFT, stirling - np.log(product), stirling)
