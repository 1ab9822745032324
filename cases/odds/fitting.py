"""From how filings ended to the chance of the next: rates shrunk level by level, then held against what came and put right.

Each cell's rate leans on that of the cell above it, the more so the fewer filings it has and the more alike cells of its level are
(empirical Bayes; up and down the tree as Jewell's hierarchical credibility has it, so that no filing counts twice on its way).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from cases.odds.calibration import ENOUGH, GAIN, MOST_OF_THE_WAY, Bin, Calibration, pooled, surprise, table
from cases.odds.cells import LEVELS, Path
from cases.odds.concentration import Floats, Places, concentration
from cases.odds.worth import LEAST_CHANCE, MILLION, MOST_CHANCE

FOLDS: Final = 5
STEP: Final = 5_000
"""Half a point, in millionths."""
FIT: Final = "odds-1"
"""The name of this way of working out chances; a cell keeps the name of the way that it was worked out by."""


@dataclass(frozen=True, slots=True)
class Ended:
    """Filings of one sort that were answered: how many, how many were granted at least in part, and the sum of the shares granted.

    `path` names their cell from the top down to the supplier. `share` is in millionths. `fold` parts filings for the cross-fit and must
    not depend on how they ended.
    """

    path: Path
    decided: int
    won: int
    share: int
    fold: int = 0


@dataclass(frozen=True, slots=True)
class Prior:
    """What is public about a round of filings: the chance of a grant, the share granted, and how many filings that counts for."""

    chance: float
    share: float
    weight: float


@dataclass(frozen=True, slots=True)
class Part:
    """What one level says in a cell's chance: its counts, and how much of the chance comes from its own rate (parts of one)."""

    depth: int
    decided: int
    won: int
    weight: float


@dataclass(frozen=True, slots=True)
class Cell:
    """The odds of a cell in millionths: the chance of a grant, the share granted where there is one.

    `parts` are the levels from its own upwards; what their weights leave to one comes from the public figures.
    """

    path: Path
    decided: int
    won: int
    chance_ppm: int
    share_ppm: int
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Fit:
    """All cells that something is known of, and how they were worked out. `concentrations` by level, the second level first."""

    cells: Mapping[Path, Cell]
    concentrations: tuple[float, ...]
    calibrated: bool
    decided: int
    held: tuple[Bin, ...]
    """What the others alone say of filings, put right as all of them show, beside how they ended."""

    def of(self, path: Path) -> Cell:
        """The cell, or the nearest one above it that something is known of."""
        return next(self.cells[path[:depth]] for depth in range(len(path), 0, -1) if path[:depth] in self.cells)


@dataclass(frozen=True, slots=True)
class _Tree:
    """Cells level by level, and what ended in the lowest ones: a row for each fold, a column for each cell."""

    paths: tuple[tuple[Path, ...], ...]
    parents: tuple[Places, ...]
    decided: Floats
    won: Floats
    share: Floats

    def up(self, lowest: Floats) -> list[Floats]:
        """Sums of the lowest cells on every level, the top first."""
        sums = [lowest]
        for level in range(len(self.paths) - 1, 0, -1):
            sums.insert(0, _summed(self.parents[level], sums[0], len(self.paths[level - 1])))
        return sums


@dataclass(frozen=True, slots=True)
class _Rates:
    """Rates of all cells, level by level; how much of each is its own (`own`, parts of one); the concentrations."""

    rates: tuple[Floats, ...]
    own: tuple[Floats, ...]
    concentrations: tuple[float, ...]


def fitted(ended: Iterable[Ended], priors: Mapping[str, Prior]) -> Fit:
    """The odds of every cell; `priors` by round. Whatever the order of `ended`, the result is the same."""
    tree = _tree(ended, priors)
    tops = [priors[path[0]] for path in tree.paths[0]]
    weights = np.array([top.weight for top in tops])
    decided, won = tree.decided.sum(axis=0), tree.won.sum(axis=0)
    of_grant = _rates(tree, decided, won, np.array([top.chance for top in tops]), weights)
    of_share = _rates(tree, won, tree.share.sum(axis=0), np.array([top.share for top in tops]), weights)
    without = _said_without(tree, np.array([top.chance for top in tops]), weights, of_grant.concentrations)
    calibration = _calibration(tree, without)
    said = [_bounded(calibration(rates)) for rates in of_grant.rates]
    counts = list(zip(tree.up(decided), tree.up(won), strict=True))
    cells = {
        path: Cell(
            path,
            int(counts[level][0][place]),
            int(counts[level][1][place]),
            _stepped(said[level][place]),
            _stepped(of_share.rates[level][place]),
            _parts(tree, of_grant.own, counts, level, place),
        )
        for level, paths in enumerate(tree.paths)
        for place, path in enumerate(paths)
    }
    held = table(_bounded(calibration(without)).ravel(), tree.won.ravel(), tree.decided.ravel())
    return Fit(cells, of_grant.concentrations, bool(calibration.said), int(decided.sum()), held)


def shrunk(ended: Iterable[Ended], priors: Mapping[str, Prior], concentrations: Sequence[float]) -> dict[Path, float]:
    """The rate of every cell for given concentrations, as it is before anything is put right."""
    tree = _tree(ended, priors)
    tops = [priors[path[0]] for path in tree.paths[0]]
    first, weights = np.array([top.chance for top in tops]), np.array([top.weight for top in tops])
    found = _rates(tree, tree.decided.sum(axis=0), tree.won.sum(axis=0), first, weights, concentrations)
    return {
        path: float(rate) for paths, rates in zip(tree.paths, found.rates, strict=True) for path, rate in zip(paths, rates, strict=True)
    }


def _tree(ended: Iterable[Ended], priors: Mapping[str, Prior]) -> _Tree:
    """The cells of these filings in order of their names; a round that nothing is known of is there with the public figures alone."""
    some = sorted(ended, key=lambda e: (e.path, e.fold))
    lowest = sorted({e.path for e in some})
    levels = [sorted({path[:depth] for path in lowest} | ({(name,) for name in priors} if depth == 1 else set())) for depth in _DEPTHS]
    places = [{path: place for place, path in enumerate(paths)} for paths in levels]
    parents = [np.zeros(len(levels[0]), dtype=np.int64)] + [
        np.array([above[path[:-1]] for path in paths], dtype=np.int64) for above, paths in zip(places, levels[1:], strict=False)
    ]
    columns = np.zeros((3, FOLDS, len(lowest)))
    for e in some:
        columns[:, e.fold % FOLDS, places[-1][e.path]] += (e.decided, e.won, e.share / MILLION)
    return _Tree(tuple(map(tuple, levels)), tuple(parents), *columns)


def _rates(
    tree: _Tree, decided: Floats, won: Floats, first: Floats, weights: Floats, concentrations: Sequence[float] | None = None
) -> _Rates:
    """Every cell's rate from what ended in the lowest cells, shrunk towards that of the cell above it.

    On the way up a filing counts for the less in the cell above, the more others share its own cell: they came about together.
    """
    counts, wins, ks = [decided], [won], [0.0, *(concentrations or [0.0] * (len(tree.paths) - 1))]
    for level in range(len(tree.paths) - 1, 0, -1):
        if concentrations is None:
            ks[level] = concentration(counts[0], wins[0], tree.parents[level])
        worth = (ks[level] + 1) / (ks[level] + counts[0])
        size = len(tree.paths[level - 1])
        counts.insert(0, _summed(tree.parents[level], counts[0] * worth, size))
        wins.insert(0, _summed(tree.parents[level], wins[0] * worth, size))
    rates, own = [(weights * first + wins[0]) / (weights + counts[0])], [counts[0] / (weights + counts[0])]
    for level in range(1, len(tree.paths)):
        rates.append((ks[level] * rates[-1][tree.parents[level]] + wins[level]) / (ks[level] + counts[level]))
        own.append(counts[level] / (ks[level] + counts[level]))
    return _Rates(tuple(rates), tuple(own), tuple(ks[1:]))


def _said_without(tree: _Tree, first: Floats, weights: Floats, concentrations: Sequence[float]) -> Floats:
    """The chances of the lowest cells, for each fold as the filings of the other folds alone make them."""
    said = np.empty_like(tree.decided)
    for fold in range(FOLDS):
        rest = np.arange(FOLDS) != fold
        said[fold] = _rates(tree, tree.decided[rest].sum(axis=0), tree.won[rest].sum(axis=0), first, weights, concentrations).rates[-1]
    return _bounded(said)


def _calibration(tree: _Tree, said: Floats) -> Calibration:
    """What puts chances right that were said of filings by the others alone; nothing before each fold has enough to learn it from.

    It is followed all the way where one learnt from the other folds explains a fold clearly better than the chances as they are.
    """
    by_fold = tree.decided.sum(axis=1)
    if by_fold.sum() < ENOUGH or by_fold.min() < by_fold.mean() / 2:
        return Calibration()
    better = 0.0
    for fold in range(FOLDS):
        rest = np.arange(FOLDS) != fold
        right = _bounded(pooled(said[rest].ravel(), tree.decided[rest].ravel(), tree.won[rest].ravel())(said[fold]))
        better += surprise(said[fold], tree.decided[fold], tree.won[fold]) - surprise(right, tree.decided[fold], tree.won[fold])
    found = pooled(said.ravel(), tree.decided.ravel(), tree.won.ravel())
    return found if better >= GAIN else found.followed(MOST_OF_THE_WAY)


def _summed(parents: Places, numbers: Floats, size: int) -> Floats:
    """Sums by parent; there are `size` of them."""
    return np.bincount(parents, numbers, minlength=size).astype(np.float64)


def _stepped(rate: float) -> int:
    """A rate in millionths, as exact as anybody reads it: one more answer somewhere does not make all cases of the house others."""
    return round(float(rate) * MILLION / STEP) * STEP


def _bounded(chances: Floats) -> Floats:
    return np.clip(chances, LEAST_CHANCE, MOST_CHANCE)


def _parts(tree: _Tree, own: Sequence[Floats], counts: Sequence[tuple[Floats, Floats]], level: int, place: int) -> tuple[Part, ...]:
    """What each level says in a cell, its own one first."""
    found, left = [], 1.0
    for depth in range(level, -1, -1):
        weight = left * float(own[depth][place])
        found.append(Part(depth, int(counts[depth][0][place]), int(counts[depth][1][place]), weight))
        left -= weight
        place = int(tree.parents[depth][place])
    return tuple(found)


_DEPTHS: Final = range(1, len(LEVELS) + 1)
