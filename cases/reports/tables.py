"""Reports that are one aggregate each: what they sum over the cases, and the columns that they show from the sums."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from cases.reports.labels import labelled
from cases.reports.report import Column, Report, Unit, Value, share
from cases.reports.selection import Axis, Selection, chosen
from cases.reports.sources import cases_by
from facts.money import Money

Sums: TypeAlias = Mapping[str, int]
"""What was summed for one row: by name (`disputed`), and for one sort of case by `name:sort` (`disputed:lost`); amounts in minor units."""
SummedUp: TypeAlias = Callable[[Any, date, Selection], dict[str, ColumnElement[Any]]]


@dataclass(frozen=True, slots=True)
class Shown:
    """A column and how its value comes from the sums: a whole number (minor units for money), a rate or days."""

    column: Column
    value: Callable[[Sums], int | Decimal | None]


@dataclass(frozen=True, slots=True)
class Table:
    """A report as it is defined: the figures it needs, its sums over them in SQL, its columns, and the sum it is ordered by.

    `sorts` tells the cases apart by something that is worked out once for each (an outcome, an age), not once for each sum.
    """

    name: str
    title: str
    figures: tuple[str, ...]
    sums: SummedUp
    shown: Callable[[date, Selection], tuple[Shown, ...]]
    largest: str
    note: str = ""
    sorts: Callable[[Any, date], ColumnElement[Any]] | None = None


def tabulated(
    session: Session, table: Table, *, supplier_ids: Collection[int] | None, selection: Selection, by: Axis | None, today: date
) -> Report:
    """The report over the cases of these suppliers (None: all), a row for each value of `by` and each currency."""
    found = summed(session, table, supplier_ids=supplier_ids, selection=selection, by=by, today=today)
    # Cases with several items stand in several rows, so that their totals are counted anew.
    whole = summed(session, table, supplier_ids=supplier_ids, selection=selection, by=None, today=today) if by is Axis.SKU else found
    totals: dict[str, Counter[str]] = {}
    for (currency, _), sums in whole.items():
        totals.setdefault(currency, Counter()).update(sums)
    names = labelled(session, by, {value for _, value in found})
    shown = table.shown(today, selection)
    order = sorted(found, key=lambda key: (key[0], *_place(by, table, names[key[1]], found[key])))
    return Report(
        name=table.name,
        title=table.title,
        columns=(*heads(by), *(s.column for s in shown)),
        rows=tuple(
            (*head(by, value, names[value]), currency, *_values(shown, found[currency, value], currency)) for currency, value in order
        ),
        totals=tuple((*head(by, None, "All"), currency, *_values(shown, sums, currency)) for currency, sums in sorted(totals.items())),
        filters=selection.said(),
        as_of=today,
        note=table.note,
    )


def summed(
    session: Session, table: Table, *, supplier_ids: Collection[int] | None, selection: Selection, by: Axis | None, today: date
) -> dict[tuple[str, Any], Counter[str]]:
    """The sums by currency and value of the axis: one aggregate over the cases."""
    rows = cases_by(by, chosen(supplier_ids, selection), table.figures)
    if table.sorts is not None:
        rows = select(*rows.c, table.sorts(rows.c, today).label("sort")).subquery()
    keys = [rows.c[name] for name in ("currency", "by", "sort") if name in rows.c]
    sums = {"cases": func.count()} | table.sums(rows.c, today, selection)
    asked = select(*keys, *(total.label(f"sum_{name}") for name, total in sums.items())).group_by(*keys)
    found: dict[tuple[str, Any], Counter[str]] = {}
    for row in session.execute(asked):
        value = None if by is None else row[1]
        held = found.setdefault((row[0], value), Counter())
        for name, amount in zip(sums, row[len(keys) :], strict=True):
            held[name] += int(amount or 0)
            if table.sorts is not None:
                held[f"{name}:{row[len(keys) - 1]}"] += int(amount or 0)
    return found


def heads(by: Axis | None) -> tuple[Column, ...]:
    """The columns that say what a row stands for."""
    named = () if by is None else (Column(by.value, by.value.replace("_", " ").capitalize()), Column("label", "Name"))
    return (*named, Column("currency", "Currency"))


def head(by: Axis | None, value: Any, label: str) -> tuple[Value, ...]:
    """What a row stands for: the value as other systems know it, and its name for people."""
    return () if by is None else (value, label)


def _place(by: Axis | None, table: Table, label: str, sums: Sums) -> tuple[Any, ...]:
    return (label,) if by is Axis.MONTH else (-sums[table.largest], label)


def _values(shown: Sequence[Shown], sums: Sums, currency: str) -> tuple[Value, ...]:
    return tuple(_value(s, sums, currency) for s in shown)


def _value(shown: Shown, sums: Sums, currency: str) -> Value:
    value = shown.value(sums)
    return Money(value, currency) if shown.column.unit is Unit.MONEY and isinstance(value, int) else value


def count(name: str, title: str, value: str | Callable[[Sums], int] | None = None) -> Shown:
    """A count as it was summed, or worked out from sums."""
    return Shown(Column(name, title, Unit.COUNT), summand(value or name))


def money(name: str, title: str, value: str | Callable[[Sums], int] | None = None) -> Shown:
    """An amount as it was summed, or worked out from sums."""
    return Shown(Column(name, title, Unit.MONEY), summand(value or name))


def rate(name: str, title: str, part: str | Callable[[Sums], int], whole: str | Callable[[Sums], int]) -> Shown:
    """A share of one sum in another."""
    a_part, a_whole = summand(part), summand(whole)
    return Shown(Column(name, title, Unit.RATE), lambda sums: share(a_part(sums), a_whole(sums)))


def summand(value: str | Callable[[Sums], int]) -> Callable[[Sums], int]:
    """A sum by its name, or what works it out."""
    return value if callable(value) else lambda sums: sums[value]


def plainly(*names: str) -> SummedUp:
    """Sums of amounts, nothing else."""
    return lambda c, _today, _selection: {name: total(c[name]) for name in names}


def total(amount: ColumnElement[Any], where: ColumnElement[bool] | None = None) -> ColumnElement[Any]:
    """The sum of an amount over the rows, or over some of them."""
    added = func.sum(amount)
    return added if where is None else added.filter(where)


def of(name: str, *sorts: str) -> Callable[[Sums], int]:
    """A sum over some sorts of cases alone."""
    return lambda sums: sum(sums[f"{name}:{sort}"] for sort in sorts)


def number(where: ColumnElement[bool]) -> ColumnElement[Any]:
    """How many rows there are of which something is true."""
    return func.count().filter(where)
