"""Figures of whole columns as the texts of findings: cents with two digits, costs without needless ones, sentences with words filled in."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

import polars as pl

from facts.tables import SCALE
from matchers.columns.keys import of_each
from matchers.finding_table import WORD

MONEY: Final = (
    "claimed", "unit_cost", "invoice_cost", "order_cost", "adjusted_cost", "booked_cost", "printed_cost", "record_cost", "later_cost",
    "claim_asked", "claim_paid", "back_asked", "back_paid",
)  # fmt: skip
"""Columns of claim lines that hold millionths of a currency and are told in findings."""
DAYS: Final = ("deducted_on", "opens_on", "safe_by", "dispute_by")
"""Days of a claim and of its window."""
_CENT: Final = SCALE // 100
_WHOLE: Final = pl.Decimal(20, 0)
_HUNDREDTH: Final = pl.lit(Decimal("0.01"), dtype=pl.Decimal(20, 2))
_MILLIONTH: Final = pl.lit(Decimal("0.000001"), dtype=pl.Decimal(20, 6))
_PLACE: Final = re.compile(r"\{(\w+)\}")


def word(text: str | None) -> pl.Expr:
    """The same word for every line."""
    return pl.lit(text, dtype=WORD)


def count(column: str) -> pl.Expr:
    """Whole units."""
    return pl.col(column).cast(pl.String)


def cents(column: str) -> pl.Expr:
    """Whole cents as an amount with two digits."""
    return _two_digits(pl.col(column))


def _two_digits(value: pl.Expr) -> pl.Expr:
    return (value.cast(_WHOLE) * _HUNDREDTH).cast(pl.String)


def money(column: str) -> pl.Expr:
    """Millionths as `matchers.frames.decimal` writes them; of lines that went through `with_texts`."""
    return pl.col(f"{column}_told")


def with_texts(lines: pl.DataFrame) -> pl.DataFrame:
    """Adds what `money` says of amounts and costs, and the days of windows as words, once for all that speaks of them."""
    amounts = [_told(lines[name]).alias(f"{name}_told") for name in MONEY if name in lines.columns]
    days = [of_each(lines[name], lambda days: days.cast(pl.String).cast(WORD)).alias(f"{name}_told") for name in DAYS]
    return lines.with_columns(*amounts, *days)


def _told(values: pl.Series) -> pl.Series:
    """Two digits, more only where they are needed."""
    value = pl.col(values.name)
    whole = _two_digits(value // _CENT)
    if not (values % _CENT != 0).any():
        return values.to_frame().select(whole).to_series()
    exact = (value.cast(_WHOLE) * _MILLIONTH).cast(pl.String).str.strip_chars_end("0")
    return values.to_frame().select(pl.when(value % _CENT == 0).then(whole).otherwise(exact)).to_series()


def filled(sentence: str, **words: pl.Expr) -> pl.Expr:
    """A sentence with the words of each line in its places."""
    parts: list[pl.Expr] = []
    at = 0
    for place in _PLACE.finditer(sentence):
        parts += [pl.lit(sentence[at : place.start()]), words[place.group(1)]]
        at = place.end()
    parts.append(pl.lit(sentence[at:]))
    return pl.concat_str(parts)
