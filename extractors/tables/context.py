"""What stands beside the columns and fills them: currencies and units in cells and headers, labelled values above a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import polars as pl

from extractors.tables.headers import Label, Section
from extractors.tables.vocabulary import Header, vocabulary
from extractors.tables.words import CURRENCIES, CURRENCY_SIGNS, MEASURES
from facts.tables import TABLES, Column, ColumnType, TableKind

UNIT_SOURCES: Final = {
    "weight_unit": ("weight", "max_weight"),
    "dimension_unit": ("length", "width", "height", "max_longest_side", "max_median_side", "max_shortest_side"),
}
"""Which measures may carry the unit that a table lacks a column for."""
_TELLING: Final = 2


def currency_codes(written: pl.Series) -> pl.Series:
    """ISO codes for currencies as written (`€`, `RMB`, `usd`); what stands for several currencies (`$`) or none is null."""
    codes = written.str.strip_chars().str.to_uppercase().replace(CURRENCY_SIGNS)
    return codes.set(~codes.is_in(CURRENCIES).fill_null(value=True), None)


def currency_beside(kind: TableKind, beside: dict[str, pl.Series], headers: dict[str, Header]) -> list[pl.Series]:
    """Currencies found in the cells of money columns, then the one that headers name (`Amount (EUR)`), the most telling first."""
    money = [column.name for column in TABLES[kind] if column.type is ColumnType.MONEY and column.name in beside]
    found = [currency_codes(beside[name]) for name in money]
    named = {CURRENCY_SIGNS.get(hint.upper(), hint.upper()) for name in money for hint in headers[name].hints} & set(CURRENCIES)
    if len(named) == 1 and found:
        found.append(pl.Series([named.pop()]).new_from_index(0, found[0].len()))
    return found


def unit_beside(target: str, beside: dict[str, pl.Series], headers: dict[str, Header]) -> list[pl.Series]:
    """Units found in the cells of measures, then those that headers name (`Weight (kg)`)."""
    found = []
    for source in UNIT_SOURCES[target]:
        if source in beside:
            unit = beside[source].str.strip_chars(" .").str.to_lowercase()
            named = [hint.lower() for hint in headers[source].hints if hint.lower() in MEASURES]
            found.append(unit.fill_null(named[0]) if named else unit)
    return found


def first_filled(columns: Sequence[pl.Series]) -> pl.Series:
    """Row by row the first of several columns that is not null."""
    frame = pl.DataFrame([column.alias(f"c{number}") for number, column in enumerate(columns)])
    return frame.select(pl.coalesce(pl.all())).to_series()


def labelled(section: Section, kind: TableKind, column: Column) -> Label | None:
    """The value that a line above the table gives for a text column it lacks: `Invoice Number: RE100` names all rows."""
    if column.type not in {ColumnType.TEXT, ColumnType.IDENTIFIER}:
        return None
    meanings = set(vocabulary().tables[kind][column.name][:_TELLING])
    fitting = (label for label in section.labels if label.header.meaning is not None and meanings & label.header.meaning.names)
    return next(fitting, None)
