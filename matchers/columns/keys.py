"""Numbers and items in the spellings that they are compared in, for whole columns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import polars as pl

from facts.identifiers import compact
from matchers.finding_table import WORD
from matchers.grammar import number_key

AS_COMPARED: Final = r"^[A-Z0-9]+$"
"""Numbers that are compared as they are printed."""
_AS_THEY_ARE: Final = r"^(?:[A-Z1-9]|0[0-9]*[A-Z])[A-Z0-9]*$"
"""The same, but for those whose noughts in front are left out: numbers of digits alone."""


def items(values: pl.Series) -> pl.Series:
    """Items of a catalogue as they are compared, as words: of those few stand in very many rows."""
    made = _compacted(values) if values.dtype == WORD else of_each(values, _compacted)
    return made.cast(WORD).alias("item")


def of_each(values: pl.Series, work: Callable[[pl.Series], pl.Series]) -> pl.Series:
    """What the work makes of the values, done once for each different one."""
    different = values.unique()
    table = pl.DataFrame([different.alias("value"), work(different).alias("made")])
    return values.to_frame("value").join(table, on="value", how="left", nulls_equal=True, maintain_order="left")["made"]


def compacted(values: pl.Series) -> pl.Series:
    """`facts.identifiers.compact` of every value; empty for null."""
    return _compacted(values).cast(pl.String)


def _compacted(values: pl.Series) -> pl.Series:
    return _spelled(values, lambda texts: texts.str.contains(AS_COMPARED), compact)


def number_keys(values: pl.Series) -> pl.Series:
    """`matchers.grammar.number_key` of every value; empty for null."""
    return _spelled(values, lambda texts: texts.str.contains(_AS_THEY_ARE), number_key).cast(pl.String)


def _spelled(values: pl.Series, are_fine: Callable[[pl.Series], pl.Series], spelling: Callable[[str], str]) -> pl.Series:
    """The values, those that are not fine already spelled anew; words stay words where all are."""
    different = values.unique().cast(pl.String) if values.dtype == WORD else values.filter(begins(values))
    fine = are_fine(different)
    if fine.all(ignore_nulls=False):
        return values
    values = values.cast(pl.String)
    odd = different.filter(~fine.fill_null(value=False)).unique().to_list()
    table = pl.DataFrame({"value": odd, "key": [spelling(v or "") for v in odd]}, schema={"value": pl.String, "key": pl.String})
    frame = values.to_frame("value").join(table, on="value", how="left", nulls_equal=True, maintain_order="left")
    return frame.select(pl.coalesce("key", "value")).to_series().alias(values.name)


def places_of(keys: pl.Series, known: pl.Series) -> pl.Series:
    """For every key its place among different known keys, null where it is not among them; looked up once for keys that stand together."""
    listed = known.to_frame("key").with_row_index("place")
    first = begins(keys)
    different = keys.filter(first)
    if different.equals(known):  # the known ones were taken from here
        return (first.cum_sum() - 1).cast(pl.UInt32).alias(keys.name)
    found = different.to_frame("key").join(listed, on="key", how="left", maintain_order="left")["place"]
    return (found if found.len() == keys.len() else found[first.cum_sum() - 1]).alias(keys.name)


def repeated(values: pl.Series) -> pl.Series:
    """True for each value that stands more than once. Mostly none does: that is seen sooner than which."""
    if values.n_unique() == values.len():
        return pl.Series([False]).new_from_index(0, values.len())
    return values.is_duplicated()


def begins(values: pl.Series) -> pl.Series:
    """True for each value that differs from the one before it, and for the first."""
    return changed(values.to_frame("value"), "value")


def changed(frame: pl.DataFrame, *names: str) -> pl.Series:
    """True for each row that differs from the one before it in any of these columns, and for the first."""
    others = (pl.col(name).ne_missing(pl.col(name).shift()) for name in names)
    return frame.select(pl.any_horizontal(pl.int_range(pl.len()) == 0, *others).alias("changed")).to_series()


def line_keys() -> pl.Expr:
    """One number for `root` and `item`, a line of one of our invoices; null where there is no such invoice."""
    return (pl.col("root").cast(pl.UInt64) * (1 << 32) + pl.col("item").to_physical()).alias("line")
