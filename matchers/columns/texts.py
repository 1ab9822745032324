"""Figures of whole columns as the texts of findings: cents with two digits, costs without needless ones, sentences with words filled in."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Final

import polars as pl

from facts.tables import SCALE
from matchers.finding_table import WORD

MONEY: Final = (
    "claimed", "unit_cost", "invoice_cost", "order_cost", "adjusted_cost", "booked_cost", "printed_cost", "record_cost", "later_cost",
    "claim_asked", "claim_paid", "back_asked", "back_paid",
)  # fmt: skip
"""Columns of claim lines that hold millionths of a currency and are told in findings."""
COUNTS: Final = (
    "invoiced", "received", "short", "accepted", "over_billed", "contestable", "quantity", "pack", "printed_units",
)  # fmt: skip
"""Columns of claim lines that hold whole units and are told in findings."""
DAYS: Final = ("deducted_on", "opens_on", "safe_by", "dispute_by")
"""Days of a claim and of its window."""
FEW: Final = 4
"""So many times figures must stand on average, all between the least and the most counted, to be told by a table."""
_CENT: Final = SCALE // 100
_WHOLE: Final = pl.Decimal(20, 0)
_HUNDREDTH: Final = pl.lit(Decimal("0.01"), dtype=pl.Decimal(20, 2))
_MILLIONTH: Final = pl.lit(Decimal("0.000001"), dtype=pl.Decimal(20, 6))
_PLACE: Final = re.compile(r"\{(\w+)\}")


def word(text: str | None) -> pl.Expr:
    """The same word for every line."""
    return pl.lit(text, dtype=WORD)


def count(column: str) -> pl.Expr:
    """Whole units; of lines that went through `with_texts`."""
    return pl.col(f"{column}_told")


def cents(column: str) -> pl.Expr:
    """Whole cents as an amount with two digits."""
    return _two_digits(pl.col(column))


def _two_digits(value: pl.Expr) -> pl.Expr:
    return (value.cast(_WHOLE) * _HUNDREDTH).cast(pl.String)


def money(column: str) -> pl.Expr:
    """Millionths as `matchers.frames.decimal` writes them; of lines that went through `with_texts`."""
    return pl.col(f"{column}_told")


def with_texts(lines: pl.DataFrame) -> pl.DataFrame:
    """Adds what `money` and `count` say of figures, and the days of windows as words, once for all that speaks of them."""
    amounts = [_told(lines[name]).alias(f"{name}_told") for name in MONEY if name in lines.columns]
    amounts += [_near(lines[name], lambda figure: figure.cast(pl.String)).alias(f"{name}_told") for name in COUNTS if name in lines.columns]
    days = [_near(lines[name].to_physical().cast(pl.Int64), _day).alias(f"{name}_told") for name in DAYS]
    return lines.with_columns(*amounts, *days)


def _day(number: pl.Expr) -> pl.Expr:
    return number.cast(pl.Int32).cast(pl.Date).cast(pl.String).cast(WORD)


def _told(values: pl.Series) -> pl.Series:
    """Two digits, more only where they are needed."""
    value = pl.col(values.name)
    if not (values % _CENT != 0).any():
        return _near(values // _CENT, _two_digits)
    exact = (value.cast(_WHOLE) * _MILLIONTH).cast(pl.String).str.strip_chars_end("0")
    return values.to_frame().select(pl.when(value % _CENT == 0).then(_two_digits(value // _CENT)).otherwise(exact)).to_series()


def _near(figures: pl.Series, told: Callable[[pl.Expr], pl.Expr]) -> pl.Series:
    """Figures as texts. Where they lie so near each other that each stands several times, a table of all between them is made first."""
    figure = pl.col("figure")
    least, most = figures.min(), figures.max()
    if not isinstance(least, int) or not isinstance(most, int) or (most - least) * FEW > figures.len():
        return figures.to_frame("figure").select(told(figure)).to_series()
    table = pl.int_range(least, most + 1, dtype=pl.Int64, eager=True).to_frame("figure").select(told(figure)).to_series()
    return table[(figures - least).cast(pl.UInt32)]


def filled(sentence: str, **words: pl.Expr) -> pl.Expr:
    """A sentence with the words of each line in its places."""
    parts: list[pl.Expr] = []
    at = 0
    for place in _PLACE.finditer(sentence):
        parts += [pl.lit(sentence[at : place.start()]), words[place.group(1)]]
        at = place.end()
    parts.append(pl.lit(sentence[at:]))
    return pl.concat_str(parts)
