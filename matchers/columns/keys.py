"""Numbers and items in the spellings that they are compared in, for whole columns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import polars as pl

from facts.identifiers import compact
from matchers.grammar import number_key

AS_COMPARED: Final = r"^[A-Z0-9]+$"
"""Numbers that are compared as they are printed."""
_WITH_ZEROS: Final = r"^0[0-9]*$"


def compacted(values: pl.Series) -> pl.Series:
    """`facts.identifiers.compact` of every value; empty for null."""
    return _spelled(values, values.str.contains(AS_COMPARED), compact)


def number_keys(values: pl.Series) -> pl.Series:
    """`matchers.grammar.number_key` of every value; empty for null."""
    fine = values.str.contains(AS_COMPARED)
    zeros = values.str.contains(_WITH_ZEROS)
    return _spelled(values, fine & ~zeros if zeros.any() else fine, number_key)


def _spelled(values: pl.Series, fine: pl.Series, spelling: Callable[[str], str]) -> pl.Series:
    """The values, those that are not fine already spelled anew."""
    if fine.all(ignore_nulls=False):
        return values
    odd = values.filter(~fine.fill_null(value=False)).unique().to_list()
    table = pl.DataFrame({"value": odd, "key": [spelling(v or "") for v in odd]}, schema={"value": pl.String, "key": pl.String})
    frame = values.to_frame("value").join(table, on="value", how="left", nulls_equal=True, maintain_order="left")
    return frame.select(pl.coalesce("key", "value")).to_series().alias(values.name)


def places_of(keys: pl.Series, known: pl.Series) -> pl.Series:
    """For every key its place among different known keys, null where it is not among them."""
    listed = known.to_frame("key").with_row_index("place")
    return keys.to_frame("key").join(listed, on="key", how="left", maintain_order="left")["place"].alias(keys.name)
