"""A made-up trade whose every chance is known: filings of many sorts, and how they end by the throw of a die.

A filing's chance comes from its round, its kind, its reason, its papers, the retailer and the supplier, and from what all of these have of
their own together; none of it knows how the house learns. Some sorts are frequent and most are rare.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from cases.odds.cells import AGAIN, FIRST, Path
from cases.odds.concentration import Floats, Places
from cases.odds.fitting import FOLDS, Ended, Fit, Prior
from cases.odds.worth import MILLION

PRIORS = {FIRST: Prior(0.74, 0.9, 20), AGAIN: Prior(0.25, 0.75, 20)}
SHAPE = (2, 8, 4, 4, 3, 12)
"""Rounds, kinds, reasons of a kind, states of papers, retailers, suppliers."""
FREQUENT = (0.2, 0.3, 0.45, 0.5, 0.6, 0.2)
"""How much more frequent each is than the one after it: the parameter of a geometric law."""


@dataclass(frozen=True, slots=True)
class Filings:
    """Filings by what they are (a column of numbers for each level), their true chances, and how they ended (1: granted)."""

    sorts: tuple[Places, ...]
    chances: Floats
    ends: Floats

    def paths(self) -> list[Path]:
        """Their cells."""
        rounds = (FIRST, AGAIN)
        return [
            (rounds[a], f"kind {b}", f"reason {c}", f"papers {d}", f"retailer {e}", str(f))
            for a, b, c, d, e, f in zip(*self.sorts, strict=True)
        ]

    def ended(self, share: float = 0.9) -> list[Ended]:
        """What the house learns from them, counted as the ledger counts."""
        counted: Counter[tuple[Path, int, int]] = Counter()
        for number, (path, end) in enumerate(zip(self.paths(), self.ends, strict=True)):
            counted[path, number % FOLDS, int(end)] += 1
        return [Ended(path, n, n * end, n * end * round(share * MILLION), fold) for (path, fold, end), n in counted.items()]

    def said(self, fit: Fit) -> Floats:
        """The chances that the house says."""
        return np.array([fit.of(path).chance_ppm / MILLION for path in self.paths()])


class Trade:
    """A trade of its own for each seed."""

    def __init__(self, seed: int) -> None:
        self._draw = np.random.default_rng(seed)
        rounds, kinds, reasons, papers, retailers, suppliers = SHAPE
        normal = self._draw.normal
        by_kind = normal(0, 0.6, kinds)[:, None] + normal(0, 0.4, (kinds, reasons))
        by_paper = normal(0, 0.6, papers) + normal(0, 0.2, (kinds, reasons, papers))
        beside = normal(0, 0.3, (kinds, retailers))[:, None, None, :, None] + normal(0, 0.4, suppliers)
        alone = normal(0, 0.25, SHAPE)
        leaning = np.array([0.9, -1.1])[:, None, None, None, None, None]
        self.chances = 1 / (1 + np.exp(-(leaning + by_kind[:, :, None, None, None] + by_paper[:, :, :, None, None] + beside + alone)))
        assert self.chances.shape == (rounds, kinds, reasons, papers, retailers, suppliers)

    def filings(self, number: int) -> Filings:
        """So many filings and their ends."""
        sorts = tuple(
            np.minimum(self._draw.geometric(1 - frequent if level == 0 else frequent, number) - 1, size - 1)
            for level, (frequent, size) in enumerate(zip(FREQUENT, SHAPE, strict=True))
        )
        chances = self.chances[sorts]
        return Filings(sorts, chances, (self._draw.random(number) < chances).astype(np.float64))


def mixed(ended: Iterable[Ended], seed: int) -> list[Ended]:
    """The same in another order."""
    found = list(ended)
    np.random.default_rng(seed).shuffle(found)
    return found
