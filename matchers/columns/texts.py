"""Figures of whole columns as the texts of findings: cents with two digits, costs without needless ones, sentences with words filled in."""

from __future__ import annotations

import re
from typing import Final

import polars as pl

from facts.tables import SCALE

_CENT: Final = SCALE // 100
_PLACE: Final = re.compile(r"\{(\w+)\}")


def count(column: str) -> pl.Expr:
    """Whole units."""
    return pl.col(column).cast(pl.String)


def cents(column: str) -> pl.Expr:
    """Whole cents as an amount with two digits."""
    return _two_digits(pl.col(column))


def _two_digits(value: pl.Expr) -> pl.Expr:
    return (value.cast(pl.Decimal(20, 2)) * pl.lit("0.01").cast(pl.Decimal(20, 2))).cast(pl.Decimal(20, 2)).cast(pl.String)


def money(column: str) -> pl.Expr:
    """Millionths as `matchers.frames.decimal` writes them: two digits, more only where they are needed."""
    value = pl.col(column)
    fine = value.cast(pl.Decimal(26, 6)) * pl.lit("0.000001").cast(pl.Decimal(26, 6))
    exact = fine.cast(pl.Decimal(26, 6)).cast(pl.String).str.strip_chars_end("0")
    return pl.when(value % _CENT == 0).then(_two_digits(value // _CENT)).otherwise(exact)


def filled(sentence: str, **words: pl.Expr) -> pl.Expr:
    """A sentence with the words of each line in its places."""
    parts: list[pl.Expr] = []
    at = 0
    for place in _PLACE.finditer(sentence):
        parts += [pl.lit(sentence[at : place.start()]), words[place.group(1)]]
        at = place.end()
    parts.append(pl.lit(sentence[at:]))
    return pl.concat_str(parts)
