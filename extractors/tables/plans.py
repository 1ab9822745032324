"""Sections made ready for reading: totals set aside, and what all columns of a file together say about its dates and decimal marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

import polars as pl

from extractors.tables import dates as days
from extractors.tables import numbers
from extractors.tables.grid import ROW
from extractors.tables.headers import Section
from extractors.tables.kinds import Fit
from facts.tables import TABLES, ColumnType, TableKind

NUMERIC: Final = frozenset({ColumnType.MONEY, ColumnType.COUNT, ColumnType.RATE, ColumnType.MEASURE})
TOTAL: Final = (
    r"(?i)^\W*(?:(?:(?:grand|sub|report|page|overall|invoice|net|running)[\s-]*)?totals?|sum|summe|gesamt(?:summe|betrag)?|zwischensumme|"
    r"endsumme|sous[\s-]*total|total[\s-]+g[ée]n[ée]ral|somme|suma|totale?[\s-]+generale?|(?:sub)?totale|toplam|合\s*计|总\s*计|小\s*计|共\s*计)"
    r"\s*[:：=]?\s*(?:[A-Z]{3}|\(.*\))?\W*$"
)
"""Cells that name a row which sums up."""
_DAY_FIRST_LANGUAGES: Final = frozenset({"de", "fr", "es", "it", "tr"})
_DAY_FIRST_CURRENCIES: Final = frozenset({"EUR", "GBP", "CHF", "PLN", "SEK", "NOK", "DKK", "CZK", "TRY", "AUD", "NZD", "INR", "BRL", "MXN"})
_PERIODS: Final = frozenset({"effective_from", "effective_to", "period_start", "period_end"})
_CYCLIC: Final = frozenset({(TableKind.COOP_INVOICES, "invoice_date")})
"""Dates that come in cycles by their nature: validity, periods, and co-op bills, which are written once a month."""
_FEW_COLUMNS: Final = 2
KEPT: Final = 10_000
"""So many rows of numbers are kept taken apart; of more rows they are taken apart anew when they are read, column by column."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A section with its kind and its data rows; `totals` are rows that sum up. `marks` and `dates` are what its columns hold.

    `apart` are the cells of its columns of numbers, taken apart, where the rows are few enough to keep them until they are read.
    """

    section: Section
    fit: Fit
    sheet: str | None
    separator: str | None
    body: pl.DataFrame
    totals: pl.DataFrame
    marks: dict[str, numbers.Marks] = field(default_factory=dict)
    dates: dict[str, days.Dates] = field(default_factory=dict)
    apart: dict[str, numbers.Numbers] = field(default_factory=dict)

    @property
    def where(self) -> str:
        """The table and its sheet, as problems begin."""
        return f"{self.fit.kind.value.replace('_', ' ')}: {f'sheet {self.sheet}, ' if self.sheet else ''}"


@dataclass(frozen=True, slots=True)
class Conventions:
    """What was decided for a whole file: the order of every date column, and what number columns say, by table and column."""

    orders: dict[tuple[int, str], days.DateOrder]
    marks: dict[tuple[int, str], numbers.Marks]

    def order(self, plan: Plan, column: str) -> days.DateOrder:
        """The order of day, month and year of a column."""
        return self.orders[id(plan), column]

    def other_marks(self, plan: Plan, column: str) -> list[numbers.Marks]:
        """What all other number columns of the file say about the decimal mark."""
        return [marks for key, marks in self.marks.items() if key != (id(plan), column)]


def plan_of(section: Section, fit: Fit, sheet: str | None, separator: str | None) -> Plan:
    """A section made ready: totals and footers set aside, number and date columns looked at."""
    body, totals = _without_totals(section, fit)
    plan = Plan(section, fit, sheet, separator, body, totals)
    for column in TABLES[fit.kind]:
        name = fit.columns.get(column.name)
        if name is None:
            continue
        if column.type is ColumnType.DATE:
            plan.dates[column.name] = days.take_apart(body[name])
        elif column.type in NUMERIC:
            found = numbers.take_apart(body[name])
            plan.marks[column.name] = found.marks
            if body.height <= KEPT:
                plan.apart[column.name] = found
    return plan


def _without_totals(section: Section, fit: Fit) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Data rows, and rows that sum up. Rows of a single cell (footers) go as well; both only where what names a row is missing."""
    body = section.body
    keys = [
        fit.columns[column.name]
        for column in TABLES[fit.kind]
        if column.needed and column.type in {ColumnType.IDENTIFIER, ColumnType.DATE} and column.name in fit.columns
    ]
    texts = [name for name in body.columns if name != ROW]
    total = pl.any_horizontal(pl.col(name).str.contains(TOTAL).fill_null(value=False) for name in texts)
    unnamed = pl.any_horizontal(pl.col(name).is_null() | pl.col(name).str.contains(TOTAL) for name in keys) if keys else pl.lit(value=True)
    candidates = body.filter(unnamed)
    lonely = pl.sum_horizontal(pl.col(name).is_not_null().cast(pl.UInt16) for name in texts) <= 1
    totals = candidates.filter(total)
    dropped = candidates.filter(total | lonely)[ROW] if len(section.headers) > _FEW_COLUMNS else totals[ROW]
    return (body.filter(~pl.col(ROW).is_in(dropped.implode())) if dropped.len() else body), totals


def conventions_of(plans: Sequence[Plan], usual_order: str | None) -> Conventions:
    """The conventions of a file. Date columns that decide by their own values go first, the others follow them.

    `usual_order` is the order that the sender's exports usually have: one weak sign among others.
    """
    alone = {(id(plan), name): days.decide_order(found, []) for plan in plans for name, found in plan.dates.items()}
    hints = _country_hints(plans)
    if usual_order:
        hints = [(usual_order, "the sender's exports usually are so"), *hints]
    orders = {}
    for plan in plans:
        for name, found in plan.dates.items():
            others = [order for key, order in alone.items() if key != (id(plan), name) and order.own] or _by_neighbours(plan, name)
            orders[id(plan), name] = days.decide_order(found, others, hints, cyclic=(plan.fit.kind, name) in _CYCLIC or name in _PERIODS)
    return Conventions(orders, {(id(plan), name): marks for plan in plans for name, marks in plan.marks.items()})


def _by_neighbours(plan: Plan, name: str) -> list[days.DateOrder]:
    """What the ends of periods say about their beginnings: in one order alone a period begins the day after another ends."""
    if name not in _PERIODS:
        return []
    ends, starts = (
        plan.dates.get(column) for column in (("effective_to", "effective_from") if "eff" in name else ("period_end", "period_start"))
    )
    if ends is None or starts is None:
        return []
    fitting = [
        order
        for order in days.ORDERS
        if {day + timedelta(days=1) for s in ends.spelled.values() if (day := s.read(order))}
        & {s.read(order) for s in starts.spelled.values()}
    ]
    return [days.DateOrder(fitting[0], f"{fitting[0]}: a period begins the day after another ends")] if len(fitting) == 1 else []


def _country_hints(plans: Sequence[Plan]) -> list[tuple[str, str]]:
    """A weak sign of the country a file was written for: languages of headers, its decimal comma, its currency."""
    languages: dict[str, int] = {}
    for plan in plans:
        for header in plan.section.headers.values():
            if header.meaning is not None and len(header.meaning.languages) == 1:
                (language,) = header.meaning.languages
                languages[language] = languages.get(language, 0) + 1
    if sum(count for language, count in languages.items() if language in _DAY_FIRST_LANGUAGES) > languages.get("en", 0):
        return [("DMY", "the headers are in a language that writes the day first")]
    if sum(m.comma for plan in plans for m in plan.marks.values()) > sum(m.point for plan in plans for m in plan.marks.values()):
        return [("DMY", "amounts have a decimal comma, as where the day comes first")]
    names = [(plan, plan.fit.columns["currency"]) for plan in plans if "currency" in plan.fit.columns]
    currencies = {str(cell) for plan, name in names for cell in plan.body[name].drop_nulls().unique().head(9)}
    if currencies == {"USD"}:
        return [("MDY", "amounts are in US dollars")]
    if currencies and currencies <= _DAY_FIRST_CURRENCIES:
        return [("DMY", f"amounts are in {', '.join(sorted(currencies))}")]
    return []
