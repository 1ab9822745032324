"""Where a report takes its cases from: one row per case, or, by item, one per case and item with the amounts shared out exactly."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Final

from sqlalchemy import BigInteger, ColumnElement, Subquery, case, cast, func, select

from cases.reports.figures import AMOUNTS, FIGURES
from cases.reports.selection import Axis
from ledger.cases import Case
from ledger.findings import FindingRow

AXES: Final[dict[Axis, Any]] = {
    Axis.SUPPLIER: Case.supplier_id,
    Axis.TYPE: Case.type,
    Axis.RETAILER: Case.retailer,
    Axis.DC: Case.destination,
    Axis.CARRIER: Case.carrier,
    Axis.MONTH: Case.deduction_month,
    Axis.ASSIGNEE: Case.assignee_id,
}
LARGEST_WEIGHT: Final = 2**31
"""Weights are brought below this, so that an amount times a weight stays a whole number of 63 bits."""


def cases_by(axis: Axis | None, asked: Sequence[ColumnElement[bool]], names: Collection[str]) -> Subquery:
    """Rows with `currency`, `by` (where there is an axis) and the named figures, of the cases that were asked for."""
    named = [FIGURES[name].label(name) for name in FIGURES if name in names]
    if axis is Axis.SKU:
        return _by_item(asked, named, [name for name in AMOUNTS if name in names])
    amounts = [AMOUNTS[name].label(name) for name in AMOUNTS if name in names]
    by = [] if axis is None else [AXES[axis].label("by")]
    return select(Case.currency, *by, *named, *amounts).where(*asked).subquery()


def _by_item(asked: Sequence[ColumnElement[bool]], named: Sequence[ColumnElement[Any]], amounts: Sequence[str]) -> Subquery:
    """One row per case and item. Amounts are shared in proportion to what was deducted for each; the parts sum to the whole to the cent."""
    lines = (
        select(FindingRow.case_id, FindingRow.sku, func.sum(FindingRow.claimed_minor).label("weight"))
        .where(FindingRow.case_id.is_not(None), FindingRow.gone_at.is_(None))
        .group_by(FindingRow.case_id, FindingRow.sku)
        .subquery()
    )
    row = (
        select(
            Case.id,
            Case.currency,
            func.coalesce(lines.c.sku, Case.sku).label("by"),
            *named,
            *(AMOUNTS[name].label(name) for name in amounts),
            cast(func.coalesce(lines.c.weight, 0), BigInteger).label("weight"),
            cast(func.sum(func.coalesce(lines.c.weight, 0)).over(partition_by=Case.id), BigInteger).label("weights"),
        )
        .outerjoin(lines, lines.c.case_id == Case.id)
        .where(*asked)
        .subquery()
    )
    scaled = case((row.c.weights <= 0, 1), else_=row.c.weight // (row.c.weights // LARGEST_WEIGHT + 1))
    part = select(*row.c, cast(scaled, BigInteger).label("share")).subquery()
    up_to = cast(func.sum(part.c.share).over(partition_by=part.c.id, order_by=part.c.by), BigInteger)
    whole = cast(func.sum(part.c.share).over(partition_by=part.c.id), BigInteger)
    shared = select(*part.c, up_to.label("up_to"), whole.label("whole")).subquery()
    kept = [shared.c.currency, shared.c.by, *(shared.c[column.name] for column in named)]
    return select(*kept, *(_part(shared, name).label(name) for name in amounts)).subquery()


def _part(shared: Subquery, name: str) -> ColumnElement[Any]:
    """What falls to one item: the amount up to and with it less the amount up to the one before."""
    amount, whole = shared.c[name], shared.c.whole
    before = shared.c.up_to - shared.c.share

    def up_to(weight: ColumnElement[Any]) -> ColumnElement[Any]:
        return amount // whole * weight + amount % whole * weight // whole

    return up_to(shared.c.up_to) - up_to(before)
