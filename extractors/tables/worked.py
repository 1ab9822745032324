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
        self._places = np.zeros(0, dtype=np.uint32)

    def of(self, cells: pl.Series) -> pl.Series:
        """The values of some cells, in their order; what is null stays null. Texts among them are categories where the cells are."""
        if cells.dtype != pl.Categorical:
            return self._work(cells)
        # What a code stands for is forgotten with the last column that has it: one without rows keeps it as long as the codes are kept.
        self._codes = cells.clear() if self._codes is None else self._codes
        codes = cells.to_physical()
        known = codes.drop_nulls() if codes.null_count() else codes
        values = self._with(cells, known.to_numpy())
        if known is not codes:
            return values.gather(pl.Series(self._places).gather(codes))
        return values.gather(self._places[known.to_numpy()])

    def _with(self, cells: pl.Series, codes: np.ndarray[tuple[int, ...], np.dtype[np.uint32]]) -> pl.Series:
        """What became of all different cells so far, these among them; `codes` are those of the cells that are not null."""
        short = int(codes.max(initial=0)) + 1 - len(self._places)
        if short > 0:
            self._places = np.append(self._places, np.full(short + len(self._places), _UNSEEN, dtype=np.uint32))
        unseen = np.flatnonzero(self._places[codes] == _UNSEEN)
        if self._values is None or len(unseen):
            # By a table of all codes: sorting the cells of a slice for those that differ took longer than the work on them.
            rows = np.full(len(self._places), -1, dtype=np.int64)
            rows[codes[unseen]] = unseen
            different = np.flatnonzero(rows >= 0)
            values = self._work(cells.drop_nulls().gather(rows[different]).cast(pl.String))
            values = values.cast(pl.Categorical) if values.dtype == pl.String else values
            seen = 0 if self._values is None else len(self._values)
            self._places[different] = np.arange(seen, seen + len(different), dtype=np.uint32)
            self._values = values if self._values is None else pl.concat([self._values, values])
        return self._values
