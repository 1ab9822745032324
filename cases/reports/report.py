"""A report as rows of typed columns, each row in one currency: the form that pages, JSON, CSV, XLSX and PDF are made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeAlias

from facts.money import Money, round_half_up

Value: TypeAlias = str | int | Decimal | Money | date | None


class Unit(StrEnum):
    """What the values of a column are; `rate` is a share of four digits, `days` whole days or days with a digit after the point."""

    TEXT = "text"
    COUNT = "count"
    MONEY = "money"
    RATE = "rate"
    DAYS = "days"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name in JSON, its title for people, and what its values are."""

    name: str
    title: str
    unit: Unit = Unit.TEXT


@dataclass(frozen=True, slots=True)
class Report:
    """A report: `rows` and, for each currency, a row of `totals`, in the order of `columns`. Amounts of two currencies are never added up.

    `filters` says in words what it was narrowed to; `as_of` is the day it was made for. None is a value that is not known or has no
    meaning, such as a share of nothing.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    totals: tuple[tuple[Value, ...], ...]
    filters: Mapping[str, str]
    as_of: date
    note: str = ""

    def to_json(self) -> dict[str, Any]:
        """Rows by the names of the columns; amounts and rates as decimal strings, days as ISO."""
        return {
            "name": self.name,
            "title": self.title,
            "note": self.note,
            "as_of": self.as_of.isoformat(),
            "filters": dict(self.filters),
            "columns": [{"name": c.name, "title": c.title, "unit": c.unit.value} for c in self.columns],
            "rows": [self._row(row) for row in self.rows],
            "totals": [self._row(row) for row in self.totals],
        }

    def _row(self, row: tuple[Value, ...]) -> dict[str, Any]:
        return {column.name: plain(value) for column, value in zip(self.columns, row, strict=True)}


def plain(value: Value) -> str | int | None:
    """A value as JSON and CSV carry it: exact, never a float."""
    match value:
        case Money():
            return str(value)
        case Decimal():
            return f"{value:f}"
        case date():
            return value.isoformat()
        case _:
            return value


def share(part: int, whole: int) -> Decimal | None:
    """A part of a whole as a rate of four digits; None where there is no whole."""
    return round_half_up(Decimal(part) / Decimal(whole), 4) if whole else None
