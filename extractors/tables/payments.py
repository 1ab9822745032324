"""Payments that a remittance does not list in a table of their own: named above its lines, or printed on each of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import polars as pl

from extractors.tables.grid import ROW
from extractors.tables.headers import Section
from extractors.tables.kinds import Fit
from extractors.tables.plans import Plan, plan_of
from extractors.tables.table import Table
from extractors.tables.vocabulary import Header, vocabulary
from facts.tables import TABLES, TableKind

_KEYS: Final = ("payment_number", "payment_date")
_SUMMED: Final = "no payment amount is printed: summed from the lines"


def with_payments(plans: Sequence[Plan]) -> list[Plan]:
    """The plans, and before remittance lines without a payments table one of the payments that stand above or on them."""
    found: list[Plan] = []
    for number, plan in enumerate(plans):
        before = plans[number - 1] if number else None
        alone = before is None or before.fit.kind is not TableKind.PAYMENTS or before.sheet != plan.sheet
        if plan.fit.kind is TableKind.REMITTANCE_LINES and alone:
            found += [payments for payments in (_above(plan) or _on_lines(plan),) if payments is not None]
        found.append(plan)
    return found


def _above(plan: Plan) -> Plan | None:
    labels = plan.section.labels
    headers = {f"c{number}": label.header for number, label in enumerate(labels)}
    fit = _fit(headers)
    if fit is None:
        return None
    row = next(label.row for name, label in zip(headers, labels, strict=True) if name == fit.columns["payment_number"])
    cells = {name: [label.value] for name, label in zip(headers, labels, strict=True)}
    body = pl.DataFrame(cells | {ROW: [row]}, schema=dict.fromkeys(headers, pl.String) | {ROW: pl.Int64})
    return plan_of(Section(row, headers, body), fit, plan.sheet, plan.separator)


def _on_lines(plan: Plan) -> Plan | None:
    number = plan.fit.columns.get("payment_number")
    lines = set(plan.fit.columns.values()) - {number, plan.fit.columns.get("currency")}
    headers = {name: header for name, header in plan.section.headers.items() if name not in lines}
    fit = _fit(headers, {c: name for c, name in plan.fit.columns.items() if c in {"payment_number", "currency"}})
    if fit is None:
        return None
    body = plan.body.filter(pl.col(fit.columns["payment_number"]).is_not_null())
    body = body.unique(fit.columns["payment_number"], keep="first", maintain_order=True).select(*headers, ROW)
    return plan_of(Section(plan.section.header_row, headers, body), fit, plan.sheet, plan.separator)


def _fit(headers: dict[str, Header], known: dict[str, str] | None = None) -> Fit | None:
    """Payments among these headers, None where number or date is not there. The amount may be missing: lines are summed."""
    columns = dict(known or {})
    for column in TABLES[TableKind.PAYMENTS]:
        meaning = vocabulary().tables[TableKind.PAYMENTS][column.name][0]
        named = (name for name, header in headers.items() if header.meaning is not None and meaning in header.meaning.names)
        free = [name for name in named if name not in columns.values()]
        if free and column.name not in columns:
            columns[column.name] = free[0]
    return Fit(TableKind.PAYMENTS, columns, (), 0.0, 0.0) if all(key in columns for key in _KEYS) else None


def summed_payments(tables: Sequence[Table]) -> tuple[Table, ...]:
    """Payments whose amount is not printed get the sum of what their lines were paid."""
    found: list[Table] = []
    for number, table in enumerate(tables):
        lines = tables[number + 1] if number + 1 < len(tables) else None
        unsaid = table.kind is TableKind.PAYMENTS and "amount" not in table.columns and not table.problems
        if not unsaid or lines is None or lines.kind is not TableKind.REMITTANCE_LINES:
            found.append(table)
            continue
        paid = lines.frame.group_by("payment_number").agg(pl.col("amount_paid").sum().alias("amount"))
        frame = table.frame.drop("amount").join(paid, on="payment_number", how="left", maintain_order="left").select(table.frame.columns)
        found.append(replace(table, frame=frame, conventions=table.conventions | {"amount": _SUMMED}))
    return tuple(found)
