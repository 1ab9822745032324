"""Columns of an invoice named by what their figures do: the three for which quantity times price is the amount, row by row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import permutations
from typing import Final

from extractors.papers.grids import Grid
from extractors.papers.headings import UNKNOWN, Column
from extractors.papers.paper import Paper
from extractors.papers.values import find_amount
from facts.money import round_half_up

_CENT: Final = Decimal("0.01")
_ROLES: Final = ("quantity", "unit_price", "line_total")
_OTHER: Final = frozenset({"line_number", "tax_rate", "gtin", "sku", "purchase_order"})
_MOST_COLUMNS: Final = 7


def by_arithmetic(grid: Grid, paper: Paper) -> Grid:
    """The grid with its quantity, price and amount columns as named, unless other columns multiply out where these do not."""
    figures = {i: _figures(grid, i, paper) for i in range(len(grid.columns))}
    usable = [
        i
        for i, column in figures.items()
        if sum(v is not None for v in column) * 2 > len(grid.lines) and grid.columns[i].name not in _OTHER
    ]
    named = tuple(
        next(
            (i for i, c in enumerate(grid.columns) if c.name == role or (role == "quantity" and c.name in {"units", "pieces", "cartons"})),
            None,
        )
        for role in _ROLES
    )
    held = _ties([figures[i] if i is not None else [] for i in named])
    if held * 2 > len(grid.lines) or len(usable) < 3 or len(usable) > _MOST_COLUMNS:
        return grid
    best, most = None, max(held, len(grid.lines) // 2)
    for triple in permutations(usable, 3):
        tied = _ties([figures[i] for i in triple])
        bonus = sum(n == i for n, i in zip(named, triple, strict=True))
        if (tied, bonus) > (most, -1) and tied > most and any(v not in {None, Decimal(1)} for v in figures[triple[0]]):
            best, most = triple, tied
    if best is None:
        return grid
    roles = dict(zip(best, _ROLES, strict=True))
    return replace(grid, columns=tuple(_named(c, i, roles) for i, c in enumerate(grid.columns)))


def _named(column: Column, index: int, roles: dict[int, str]) -> Column:
    if index in roles:
        return replace(column, names=(roles[index],))
    if column.name in roles.values():
        return replace(column, names=(UNKNOWN,))
    return column


def _figures(grid: Grid, index: int, paper: Paper) -> list[Decimal | None]:
    found: list[Decimal | None] = []
    for line in grid.lines:
        strip = line.cells.get(index)
        read = find_amount(strip.text, paper.region) if strip is not None else None
        found.append(Decimal(str(read.value)) if read is not None else None)
    return found


def _ties(columns: Sequence[Sequence[Decimal | None]]) -> int:
    """In how many rows the first figure times the second is the third, to the cent."""
    if any(not c for c in columns):
        return 0
    quantity, price, total = columns
    return sum(
        q is not None and p is not None and t is not None and bool(q) and abs(round_half_up(q * p) - t) <= _CENT
        for q, p, t in zip(quantity, price, total, strict=True)
    )
