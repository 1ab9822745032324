"""Reports as they go over the wire."""

from __future__ import annotations

from datetime import date
from typing import Any

from api.http.shapes.plain import Shown

Cell = str | int | None
"""Amounts and rates are decimal strings, days ISO, counts whole numbers; null where there is no value."""


class ColumnShown(Shown):
    """A column: its name in the rows, its title for people, and what its values are."""

    name: str
    title: str
    unit: str


class ReportShown(Shown):
    """A report: rows and, for each currency, totals. Amounts of two currencies are never added up."""

    name: str
    title: str
    note: str
    as_of: date
    filters: dict[str, str]
    columns: list[ColumnShown]
    rows: list[dict[str, Cell]]
    totals: list[dict[str, Cell]]


class ReportListed(Shown):
    """A report that there is, and by what its rows can be told apart."""

    name: str
    by: list[str]


class SweepShown(Shown):
    """The sweep of a sales event in the form of event.json."""

    name: str
    event: dict[str, date]
    normal: dict[str, date]
    order_values: list[dict[str, Any]]
    leakage: list[dict[str, Any]]
    open: list[dict[str, Any]]
    undated: int = 0
    orders_without_value: int = 0
