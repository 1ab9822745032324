"""Cells that come slice by slice: each different one is worked on once, whatever became of the slices before."""

import gc

import polars as pl
import pytest

from extractors.tables.worked import Worked


def _slice(*cells: str | None) -> pl.Series:
    return pl.Series("cell", cells, dtype=pl.String).cast(pl.Categorical)


def test_what_became_of_a_cell_is_kept_though_its_slice_is_gone() -> None:
    asked: list[str] = []

    def days(cells: pl.Series) -> pl.Series:
        asked.extend(cells.to_list())
        return cells.str.to_date("%d.%m.%Y")

    worked = Worked(days)
    assert worked.of(_slice("01.02.2026", "02.02.2026", "01.02.2026")).dt.day().to_list() == [1, 2, 1]
    gc.collect()
    assert worked.of(_slice("09.02.2026", None, "01.02.2026")).dt.day().to_list() == [9, None, 1]
    gc.collect()
    assert worked.of(_slice("02.02.2026")).dt.day().to_list() == [2]
    assert sorted(asked) == ["01.02.2026", "02.02.2026", "09.02.2026"]


@pytest.mark.parametrize("dtype", [pl.String, pl.Categorical])
def test_texts_come_back_as_they_came(dtype: pl.DataType) -> None:
    worked = Worked(lambda cells: cells.str.to_uppercase())
    found = worked.of(pl.Series("cell", ["usd", None, "eur", "usd"], dtype=pl.String).cast(dtype))
    assert found.dtype == dtype
    assert found.cast(pl.String).to_list() == ["USD", None, "EUR", "USD"]


def test_cells_that_become_what_they_are_stand_beside_others() -> None:
    worked = Worked(lambda cells: cells.replace("", None).str.strip_chars())
    for cells in (["usd", None, "usd"], ["usd", "", "eur "], ["usd", "eur ", "eur"]):
        wanted = [(cell and cell.strip()) or None for cell in cells]
        assert worked.of(_slice(*cells)).cast(pl.String).to_list() == wanted
