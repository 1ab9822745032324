"""Work on the cells of a column that is done once for each different cell, over all the slices in which the column comes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
import polars as pl

_UNSEEN: Final = (1 << 32) - 1


class Worked:
    """What becomes of cells. Where they are categories, what became of one is kept for its next occurrences."""

    def __init__(self, work: Callable[[pl.Series], pl.Series]) -> None:
        self._work = work
        self._values: pl.Series | None = None
        self._codes: pl.Series | None = None
        self._places = pl.Series(dtype=pl.UInt32)
        self._as_they_are = True

    def of(self, cells: pl.Series) -> pl.Series:
        """The values of some cells, in their order; what is null stays null. Texts among them are categories where the cells are."""
        if cells.dtype != pl.Categorical:
            return self._work(cells)
        # What a code stands for is forgotten with the last column that has it: one without rows keeps it as long as the codes are kept.
        self._codes = cells.clear() if self._codes is None else self._codes
        # Rows are taken with brackets throughout: `gather` goes by way of a query, which for a slice takes longer than the taking.
        codes = cells.to_physical()
        self._make_room(codes)
        places = self._places[codes]
        if self._values is None or places.max() == _UNSEEN:
            self._values = self._with(cells, codes, np.flatnonzero(places.to_numpy() == _UNSEEN))
            places = self._places[codes]
        return cells if self._as_they_are else self._values[places]

    def _make_room(self, codes: pl.Series) -> None:
        most = codes.max()
        short = (most if isinstance(most, int) else -1) + 1 - len(self._places)
        if short > 0:
            more = np.full(short + len(self._places), _UNSEEN, dtype=np.uint32)
            self._places = pl.Series(np.append(self._places.to_numpy(), more))

    def _with(self, cells: pl.Series, codes: pl.Series, unseen: np.ndarray[tuple[int, ...], np.dtype[np.int64]]) -> pl.Series:
        """What became of all different cells so far, those that stand at the places `unseen` among them."""
        # By a table of all codes: sorting the cells of a slice for those that differ took longer than the work on them.
        rows = np.full(len(self._places), -1, dtype=np.int64)
        rows[codes[unseen].to_numpy()] = unseen
        different = np.flatnonzero(rows >= 0)
        values = self._work(cells[rows[different]].cast(pl.String))
        values = values.cast(pl.Categorical) if values.dtype == pl.String else values
        same = values.dtype == pl.Categorical and values.to_physical().equals(pl.Series(different.astype(np.uint32)))
        self._as_they_are = self._as_they_are and same
        seen = 0 if self._values is None else len(self._values)
        places = self._places.to_numpy().copy()
        places[different] = np.arange(seen, seen + len(different), dtype=np.uint32)
        self._places = pl.Series(places)
        return values if self._values is None else pl.concat([self._values, values], rechunk=True)
