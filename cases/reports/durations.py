"""How long it takes: days from deduction to filing, from filing to the answer, from the answer to the money, as quartiles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, Final

from sqlalchemy import func, literal, select, union_all
from sqlalchemy.orm import Session

from cases.reports.labels import labelled
from cases.reports.report import Column, Report, Unit, Value
from cases.reports.selection import Axis, Selection, chosen
from cases.reports.sources import cases_by
from cases.reports.tables import head, heads
from ledger.day_count import DaysBetween

STRETCHES: Final = (
    ("to_file", "to file", "deducted_on", "filed_on"),
    ("to_decide", "to decide", "filed_on", "decided_on"),
    ("to_pay", "to pay", "decided_on", "paid_on"),
)
"""The stretches of a case's way, each from one of its days to another."""
QUARTILES: Final = ((1, "lower quartile"), (2, "median"), (3, "upper quartile"))


def timing(session: Session, *, supplier_ids: Collection[int] | None, selection: Selection, by: Axis | None, today: date) -> Report:
    """Quartiles of days per value of `by` and currency: the shortest number of days that a quarter, half, three quarters stayed within."""
    found = _histograms(session, supplier_ids, selection, by)
    whole = _histograms(session, supplier_ids, selection, None) if by is Axis.SKU else found
    totals: dict[str, dict[str, Counter[int]]] = {}
    for (currency, _), histograms in whole.items():
        for name, histogram in histograms.items():
            totals.setdefault(currency, {}).setdefault(name, Counter()).update(histogram)
    names = labelled(session, by, {value for _, value in found})
    columns = tuple(
        column
        for name, title, _, _ in STRETCHES
        for column in (
            Column(f"{name}_n", f"Cases {title}", Unit.COUNT),
            *(Column(f"{name}_q{quarter}", f"Days {title}, {called}", Unit.DAYS) for quarter, called in QUARTILES),
        )
    )
    return Report(
        name="timing",
        title="Days to file, decide and pay",
        columns=(*heads(by), *columns),
        rows=tuple(
            (*head(by, value, names[value]), currency, *_shown(found[currency, value]))
            for currency, value in sorted(found, key=lambda key: (key[0], names[key[1]]))
        ),
        totals=tuple((*head(by, None, "All"), currency, *_shown(histograms)) for currency, histograms in sorted(totals.items())),
        filters=selection.said(),
        as_of=today,
        note="A quartile is the smallest number of days within which at least that share of the cases stayed.",
    )


def quantile(histogram: Mapping[int, int], quarter: int) -> int | None:
    """The smallest value that at least `quarter` quarters of all values do not exceed; None where there are none."""
    wanted, seen = sum(histogram.values()) * quarter, 0
    for value in sorted(histogram):
        seen += histogram[value]
        if seen * 4 >= wanted and seen:
            return value
    return None


def _histograms(
    session: Session, supplier_ids: Collection[int] | None, selection: Selection, by: Axis | None
) -> dict[tuple[str, Any], dict[str, Counter[int]]]:
    """How many cases took how many days, in one statement, since neither database has the quartiles of the other.

    SQLite goes through the cases once, for all stretches together; what is left of each, its days, is little to count. PostgreSQL goes
    through them for each stretch, since its workers share a walk but not what one walk has put aside.
    """
    rows = cases_by(by, chosen(supplier_ids, selection), {day for _, _, *ends in STRETCHES for day in ends})
    axis = [] if by is None else [rows.c.by]
    stretches = [DaysBetween(rows.c[end], rows.c[start]).label(name) for name, _, start, end in STRETCHES]
    days_of_cases = select(rows.c.currency, *axis, *stretches)
    shared = session.get_bind().dialect.name == "postgresql"
    taken = days_of_cases.subquery("taken") if shared else days_of_cases.cte("taken")
    parts = []
    for name, *_ in STRETCHES:
        keys = [taken.c[name], taken.c.currency, *([] if by is None else [taken.c.by])]
        counted = select(literal(name), func.count(), *keys)
        parts.append(counted.where(taken.c[name].is_not(None)).group_by(*keys))
    found: dict[tuple[str, Any], dict[str, Counter[int]]] = {}
    for name, number, days, currency, *value in session.execute(union_all(*parts)):
        histograms = found.setdefault((currency, value[0] if value else None), {})
        histograms.setdefault(name, Counter())[days] += number
    return found


def _shown(histograms: Mapping[str, Counter[int]]) -> tuple[Value, ...]:
    shown: list[Value] = []
    for name, *_ in STRETCHES:
        histogram = histograms.get(name, Counter())
        shown += [histogram.total(), *(quantile(histogram, quarter) for quarter, _ in QUARTILES)]
    return tuple(shown)
