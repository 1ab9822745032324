"""What a kind, a reason, the state of papers, a retailer or a supplier usually means: how far it moves chances wherever it comes up.

Cells of one parent do not scatter about its rate blindly: complete papers help under every reason. What values have in common is learnt
over all cells at once, as one step on the scale of log-odds for each value (a logistic law whose steps are held near none as far as the
steps of their level differ little); a cell then leans on its parent's rate as its own values move it. Where values mean nothing beyond
their own cell, the steps are none and cells lean on their parent's rate as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from cases.odds.concentration import Floats, Places, chances_at, log_odds

USUAL_VARIANCE: Final = 0.1
"""How much steps of one level vary where nothing is known: most lie within a factor of two of the odds."""
COUNTS_FOR: Final = 1.0
"""As many steps that counts for, beside those that were learnt."""
OF_ONE_CELL: Final = 20.0
"""Filings of one cell count for no more than so many (and one): what else came of them is the cell's own and says nothing of others."""
ROUNDS: Final = 25
"""Times that all steps are brought up to date."""
FIRST_LEARNT: Final = 4
"""From which time on the variances are: before, the steps are still on their way."""
_FREE: Final = 0.05
_FARTHEST: Final = 2.0
"""No step goes farther at once, so that a level whose filings all ended alike does no harm."""


def usual_steps(values: Sequence[Places], decided: Floats, won: Floats) -> tuple[Floats, ...]:
    """How far each value moves chances, in log-odds, by level; those of the top say where its chances lie.

    `values` says by number, level by level, which value each lowest cell has; `decided` and `won` are their counts.
    """
    weights = (OF_ONE_CELL + 1) / (OF_ONE_CELL + decided)
    decided, won = decided * weights, won * weights
    steps = [np.zeros(int(of_level.max(initial=-1)) + 1) for of_level in values]
    variances = [USUAL_VARIANCE] * len(steps)
    at = np.zeros_like(decided)
    for again in range(ROUNDS):
        for level, of_level in enumerate(values):
            chances = chances_at(at)
            size = len(steps[level])
            known = np.bincount(of_level, decided * chances * (1 - chances), minlength=size)
            missing = np.bincount(of_level, won - decided * chances, minlength=size)
            held = 1 / variances[level] if level else 0.0
            move = np.clip((missing - held * steps[level]) / (known + (held or _FREE)), -_FARTHEST, _FARTHEST)
            steps[level] += move
            at += move[of_level]
            if level and again >= FIRST_LEARNT:
                spread = (steps[level] ** 2 + 1 / (known + held))[known > 0]
                variances[level] = float((COUNTS_FOR * USUAL_VARIANCE + spread.sum()) / (COUNTS_FOR + len(spread)))
    return tuple(steps)


def moved(rates: Floats, steps: Floats) -> Floats:
    """Rates moved by so many log-odds."""
    return chances_at(log_odds(rates) + steps)
