"""From how filings ended to the chance of the next: rates shrunk level by level, then held against what came and put right.

Each cell's rate leans on that of the cell above it, the more so the fewer filings it has and the more alike cells of its level are
(empirical Bayes; up and down the tree as Jewell's hierarchical credibility has it, so that no filing counts twice on its way). It leans
on it as its own kind, reason, papers, retailer and supplier usually move chances (`cases.odds.differences`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from cases.odds.calibration import ENOUGH, GAIN, Bin, Calibration, pooled, straight, surprise, table
from cases.odds.cells import LEVELS, Path
from cases.odds.concentration import Floats, Places, chances_at, concentration, log_odds
from cases.odds.differences import moved, usual_steps
from cases.odds.worth import LEAST_CHANCE, MILLION, MOST_CHANCE

FOLDS: Final = 5
STEP: Final = 5_000
"""Half a point, in millionths."""
FIT: Final = "odds-2"
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

    `parts` are the levels from its own upwards; what their weights leave to one comes from the public figures. `rate` is the chance
    before it is put right, `usual` what its values alone say of it.
    """

    path: Path
    decided: int
    won: int
    chance_ppm: int
    share_ppm: int
    parts: tuple[Part, ...]
    rate: float
    usual: float


@dataclass(frozen=True, slots=True)
class Fit:
    """All cells that something is known of, and how they were worked out. `concentrations` by level, the second level first."""

    cells: Mapping[Path, Cell]
    concentrations: tuple[float, ...]
    calibration: Calibration
    decided: int
    held: tuple[Bin, ...]
    """What the others alone say of filings, put right as all of them show, beside how they ended."""
    steps: tuple[Mapping[str, float], ...] = ()
    """How far each value moves chances, in log-odds, by level."""

    def of(self, path: Path) -> Cell:
        """The cell, or the nearest one above it that something is known of.

        Of a sort of filing that nobody has seen yet it says the chance that the nearest cell has as these values usually move it.
        """
        cell = next(self.cells[path[:depth]] for depth in range(len(path), 0, -1) if path[:depth] in self.cells)
        if cell.path == path or len(path) < len(LEVELS) or not self.decided:
            return cell
        here = chances_at(np.array(sum(steps.get(value, 0.0) for value, steps in zip(path, self.steps, strict=True))))
        rate = moved(np.array(cell.rate), log_odds(here) - log_odds(np.array(cell.usual)))
        return replace(cell, chance_ppm=_stepped(float(_bounded(self.calibration(rate)))))


@dataclass(frozen=True, slots=True)
class _Tree:
    """Cells level by level, and what ended in the lowest ones: a row for each fold, a column for each cell."""

    paths: tuple[tuple[Path, ...], ...]
    parents: tuple[Places, ...]
    names: tuple[tuple[str, ...], ...]
    """The values of each level."""
    values: tuple[Places, ...]
    """Which of them each lowest cell has, by number."""
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
    """Rates of all cells, level by level; how much of each is its own (`own`, parts of one); the concentrations; what is `usual`."""

    rates: tuple[Floats, ...]
    own: tuple[Floats, ...]
    concentrations: tuple[float, ...]
    usual: tuple[Floats, ...]


@dataclass(frozen=True, slots=True)
class _Public:
    """The public figures of each round: rates, and how many filings they count for."""

    rates: Floats
    weights: Floats


def fitted(ended: Iterable[Ended], priors: Mapping[str, Prior]) -> Fit:
    """The odds of every cell; `priors` by round. Whatever the order of `ended`, the result is the same."""
    tree = _tree(ended, priors)
    of_grants, of_shares = _public(tree, priors)
    decided, won = tree.decided.sum(axis=0), tree.won.sum(axis=0)
    steps = usual_steps(tree.values, decided, won)
    grant = _rates(tree, decided, won, of_grants, _at(tree, steps))
    share = _rates(tree, won, tree.share.sum(axis=0), of_shares, np.zeros_like(won))
    without = _said_without(tree, of_grants, grant.concentrations)
    calibration = _calibration(tree, without)
    cells = {cell.path: cell for cell in _cells(tree, grant, share, calibration)}
    held = table(_bounded(calibration(without)).ravel(), tree.won.ravel(), tree.decided.ravel())
    named = tuple(
        {name: round(float(step), 6) for name, step in zip(names, of_level, strict=True)}
        for names, of_level in zip(tree.names, steps, strict=True)
    )
    return Fit(cells, grant.concentrations, calibration, int(decided.sum()), held, named)


def _cells(tree: _Tree, grant: _Rates, share: _Rates, calibration: Calibration) -> Iterator[Cell]:
    """What all of it says of every cell."""
    counts = list(zip(tree.up(tree.decided.sum(axis=0)), tree.up(tree.won.sum(axis=0)), strict=True))
    for level, paths in enumerate(tree.paths):
        said = _bounded(calibration(grant.rates[level]))
        for place, path in enumerate(paths):
            yield Cell(
                path,
                int(counts[level][0][place]),
                int(counts[level][1][place]),
                _stepped(said[place]),
                _stepped(share.rates[level][place]),
                _parts(tree, grant.own, counts, level, place),
                round(float(grant.rates[level][place]), 9),
                round(float(grant.usual[level][place]), 9),
            )


def shrunk(ended: Iterable[Ended], priors: Mapping[str, Prior], concentrations: Sequence[float]) -> dict[Path, float]:
    """The rate of every cell for given concentrations, where values mean nothing beyond their cell and before anything is put right."""
    tree = _tree(ended, priors)
    decided, won = tree.decided.sum(axis=0), tree.won.sum(axis=0)
    found = _rates(tree, decided, won, _public(tree, priors)[0], np.zeros_like(decided), concentrations)
    return {
        path: float(rate) for paths, rates in zip(tree.paths, found.rates, strict=True) for path, rate in zip(paths, rates, strict=True)
    }


def _public(tree: _Tree, priors: Mapping[str, Prior]) -> tuple[_Public, _Public]:
    """The public figures of grants and of shares for the rounds of this tree."""
    tops = [priors[path[0]] for path in tree.paths[0]]
    weights = np.array([top.weight for top in tops])
    return _Public(np.array([top.chance for top in tops]), weights), _Public(np.array([top.share for top in tops]), weights)


def _tree(ended: Iterable[Ended], priors: Mapping[str, Prior]) -> _Tree:
    """The cells of these filings in order of their names; a round that nothing is known of is there with the public figures alone."""
    some = sorted(ended, key=lambda e: (e.path, e.fold))
    lowest = sorted({e.path for e in some})
    levels = [sorted({path[:depth] for path in lowest} | ({(name,) for name in priors} if depth == 1 else set())) for depth in _DEPTHS]
    places = [{path: place for place, path in enumerate(paths)} for paths in levels]
    parents = [np.zeros(len(levels[0]), dtype=np.int64)] + [
        np.array([above[path[:-1]] for path in paths], dtype=np.int64) for above, paths in zip(places, levels[1:], strict=False)
    ]
    names = [sorted({path[level] for path in lowest}) for level in range(len(LEVELS))]
    numbers = [{name: number for number, name in enumerate(of_level)} for of_level in names]
    values = [np.array([of_level[path[level]] for path in lowest], dtype=np.int64) for level, of_level in enumerate(numbers)]
    columns = np.zeros((3, FOLDS, len(lowest)))
    for e in some:
        columns[:, e.fold % FOLDS, places[-1][e.path]] += (e.decided, e.won, e.share / MILLION)
    return _Tree(tuple(map(tuple, levels)), tuple(parents), tuple(map(tuple, names)), tuple(values), *columns)


def _at(tree: _Tree, steps: Sequence[Floats]) -> Floats:
    """The log-odds that the values of the lowest cells say."""
    at = np.zeros(len(tree.paths[-1]))
    for of_level, numbers in zip(steps, tree.values, strict=True):
        at += of_level[numbers]
    return at


def _rates(tree: _Tree, decided: Floats, won: Floats, public: _Public, at: Floats, concentrations: Sequence[float] | None = None) -> _Rates:
    """Every cell's rate from what ended in the lowest cells, shrunk towards that of the cell above it as `at` (log-odds) moves it.

    On the way up a filing counts for the less in the cell above, the more others share its own cell: they came about together.
    """
    counts, wins, ks = [decided], [won], [0.0, *(concentrations or [0.0] * (len(tree.paths) - 1))]
    usual = [chances_at(at)]
    for level in range(len(tree.paths) - 1, 0, -1):
        parents, size = tree.parents[level], len(tree.paths[level - 1])
        if concentrations is None:
            above = _mean(parents, usual[0], counts[0], size)
            ks[level] = concentration(counts[0], wins[0], parents, log_odds(usual[0]) - log_odds(above)[parents])
        worth = (ks[level] + 1) / (ks[level] + counts[0])
        usual.insert(0, _mean(parents, usual[0], counts[0] * worth, size))
        wins.insert(0, _summed(parents, wins[0] * worth, size))
        counts.insert(0, _summed(parents, counts[0] * worth, size))
    rates, own = [(public.weights * public.rates + wins[0]) / (public.weights + counts[0])], [counts[0] / (public.weights + counts[0])]
    for level in range(1, len(tree.paths)):
        parents = tree.parents[level]
        leant_on = moved(rates[-1][parents], log_odds(usual[level]) - log_odds(usual[level - 1])[parents])
        rates.append((ks[level] * leant_on + wins[level]) / (ks[level] + counts[level]))
        own.append(counts[level] / (ks[level] + counts[level]))
    return _Rates(tuple(rates), tuple(own), tuple(ks[1:]), tuple(usual))


def _said_without(tree: _Tree, public: _Public, concentrations: Sequence[float]) -> Floats:
    """The chances of the lowest cells, for each fold as the filings of the other folds alone make them."""
    said = np.empty_like(tree.decided)
    for fold in range(FOLDS):
        rest = np.arange(FOLDS) != fold
        decided, won = tree.decided[rest].sum(axis=0), tree.won[rest].sum(axis=0)
        said[fold] = _rates(tree, decided, won, public, _at(tree, usual_steps(tree.values, decided, won)), concentrations).rates[-1]
    return _bounded(said)


def _calibration(tree: _Tree, said: Floats) -> Calibration:
    """What puts chances right that were said of filings by the others alone; nothing before each fold has enough to learn it from.

    A line, or pools where those learnt from the other folds explain a fold clearly better than such a line does.
    """
    by_fold = tree.decided.sum(axis=1)
    if by_fold.sum() < ENOUGH or by_fold.min() < by_fold.mean() / 2:
        return Calibration()
    better = 0.0
    for fold in range(FOLDS):
        rest = np.arange(FOLDS) != fold
        learnt = said[rest].ravel(), tree.decided[rest].ravel(), tree.won[rest].ravel()
        by_line, by_pools = (_bounded(way(*learnt)(said[fold])) for way in (straight, pooled))
        better += surprise(by_line, tree.decided[fold], tree.won[fold]) - surprise(by_pools, tree.decided[fold], tree.won[fold])
    return (pooled if better >= GAIN else straight)(said.ravel(), tree.decided.ravel(), tree.won.ravel())


def _summed(parents: Places, numbers: Floats, size: int) -> Floats:
    """Sums by parent; there are `size` of them."""
    return np.bincount(parents, numbers, minlength=size).astype(np.float64)


def _mean(parents: Places, numbers: Floats, counts: Floats, size: int) -> Floats:
    """Means by parent, weighed by counts; of a parent with none, plain ones; even chances where nothing lies below."""
    weights = np.where(_summed(parents, counts, size)[parents] > 0, counts, 1.0)
    total = _summed(parents, weights, size)
    return np.where(total > 0, _summed(parents, weights * numbers, size) / np.maximum(total, _TINY), 0.5)


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


_TINY: Final = 1e-300
_DEPTHS: Final = range(1, len(LEVELS) + 1)
