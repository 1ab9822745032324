"""A sheet of cells before anything is known about it: texts in columns, with the rows counted as in the file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

NUMBER_MARK: Final = "\x01n"
"""Starts a cell that a workbook holds as a number: what follows is plain, with a decimal point."""
DATE_MARK: Final = "\x01d"
"""Starts a cell that a workbook holds as a date: what follows is YYYY-MM-DD, with the time after a T where there is one."""
MARK_PATTERN: Final = "^\x01[nd]"
ROW: Final = "_row"
BLANKS: Final = " \t\r\n\v\f\u00a0\u200b\ufeff\u202f\u3000"
"""What is trimmed around every cell."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells of one sheet or file. `cells` has text columns `c0`, `c1`, … (null where empty) and `_row`, counted from 1.

    `separator` is what parts the cells of a text file, None for a workbook. `problems` are in words.
    """

    cells: pl.DataFrame
    sheet: str | None = None
    separator: str | None = None
    problems: tuple[str, ...] = ()

    @property
    def names(self) -> list[str]:
        """Names of the cell columns."""
        return [name for name in self.cells.columns if name != ROW]


def plain(cell: str | None) -> str:
    """A cell as a person reads it: without the mark of a typed cell, blanks trimmed, empty for null."""
    return "" if cell is None else cell.removeprefix(NUMBER_MARK).removeprefix(DATE_MARK).strip()


def plain_text(cells: pl.Series) -> pl.Series:
    """The same for a whole column; null stays null."""
    return cells.str.replace(MARK_PATTERN, "")


def grid_of(columns: Sequence[pl.Series], sheet: str | None, separator: str | None, problems: Sequence[str] = ()) -> Grid:
    """A grid of text columns of equal length: trims blanks, makes empty cells null, counts rows, drops rows and columns without content."""
    frame = pl.DataFrame([series.alias(f"c{index}") for index, series in enumerate(columns)])
    frame = frame.select(pl.all().str.strip_chars(BLANKS).replace("", None))
    frame = frame.with_row_index(ROW, offset=1).with_columns(pl.col(ROW).cast(pl.Int64))
    names = [name for name in frame.columns if name != ROW]
    filled = [name for name in names if frame[name].null_count() < frame.height]
    last = max((int(name[1:]) for name in filled), default=-1)
    kept = names[: last + 1]
    frame = frame.select([*kept, ROW])
    if kept:
        frame = frame.filter(pl.any_horizontal(pl.col(kept).is_not_null()))
    return Grid(frame if kept else frame.clear(), sheet, separator, tuple(problems))


def text_columns(rows: Sequence[Sequence[str | None]]) -> list[pl.Series]:
    """Rows of cells as columns of texts; short rows are filled up with nulls."""
    width = max((len(row) for row in rows), default=0)
    return [pl.Series([row[index] if index < len(row) else None for row in rows], dtype=pl.String) for index in range(width)]
