"""Columns of a packing list named by what their figures do: cartons times what is in one are the units, row by row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations
from typing import Final

from extractors.papers.cells import count_of
from extractors.papers.grids import Grid
from extractors.papers.headings import UNKNOWN
from extractors.papers.region import Region

_COUNTS: Final = frozenset({"cartons", "case_pack", "units", "quantity", "pieces", UNKNOWN})
_MOST_COLUMNS: Final = 5


def by_packs(grid: Grid, region: Region) -> Grid:
    """The grid with its columns of counts as named, unless their figures say otherwise.

    Three columns of which two multiply to the third are cartons, pack and units; of the two factors cartons are those that the
    paper calls so or sums up. Where two are called cartons and units and the cartons are multiples of the units, they change places.
    """
    figures = {i: values for i, c in enumerate(grid.columns) if c.name in _COUNTS and (values := _figures(grid, i, region)) and all(values)}
    if not 1 < len(figures) <= _MOST_COLUMNS:
        return grid
    found = [
        (a, b, c)
        for a, b, c in permutations(figures, 3)
        if all(x * y == z for x, y, z in zip(figures[a], figures[b], figures[c], strict=True))
    ]
    found = [t for t in found if any(v != 1 for v in figures[t[0]]) and any(v != 1 for v in figures[t[1]])]
    if len({frozenset(t) for t in found}) == 1:
        cartons, pack, units = max(found, key=lambda t: _likeness(grid, figures, t, region))
        return _named(grid, {cartons: "cartons", pack: "case_pack", units: "units"})
    return grid if found else _turned(grid, figures)


def _likeness(grid: Grid, figures: dict[int, list[int]], triple: tuple[int, int, int], region: Region) -> int:
    """How much speaks for a choice of cartons and pack: their headings, and a sum below the cartons alone."""
    cartons, pack, _ = triple
    score = 2 * ("cartons" in grid.columns[cartons].names) + 2 * ("case_pack" in grid.columns[pack].names)
    score -= 2 * (grid.columns[cartons].name == "case_pack") + 2 * (grid.columns[pack].name == "cartons")
    return score + 3 * _summed(grid, cartons, figures[cartons], region) - 3 * _summed(grid, pack, figures[pack], region)


def _summed(grid: Grid, index: int, values: Sequence[int], region: Region) -> bool:
    cell = grid.totals.cells.get(index) if grid.totals is not None else None
    spot = count_of(cell, region)
    return spot is not None and spot.value == sum(values)


def _turned(grid: Grid, figures: dict[int, list[int]]) -> Grid:
    """Cartons and units that stand under each other's names: no carton holds less than one piece."""
    if len(figures) != 2:
        return grid
    cartons = next((i for i in figures if "cartons" in grid.columns[i].names), None)
    units = next((i for i in figures if i != cartons and {"units", "quantity", "pieces"} & set(grid.columns[i].names)), None)
    if cartons is None or units is None:
        return grid
    few, many = figures[units], figures[cartons]
    if all(m >= f and m % f == 0 for f, m in zip(few, many, strict=True)) and few != many:
        return _named(grid, {cartons: "units", units: "cartons"})
    return grid


def _named(grid: Grid, names: dict[int, str]) -> Grid:
    columns = []
    for index, column in enumerate(grid.columns):
        if index in names:
            columns.append(replace(column, names=(names[index],)))
        else:
            left = tuple(n for n in column.names if n not in names.values())
            columns.append(replace(column, names=left or (UNKNOWN,)))
    return replace(grid, columns=tuple(columns))


def _figures(grid: Grid, index: int, region: Region) -> list[int]:
    spots = [count_of(line.cells.get(index), region) for line in grid.lines]
    return [int(str(s.value)) for s in spots if s is not None] if all(s is not None for s in spots) else []
