"""What a chargeback may come to: the pack's formula for its kind, on the units and cost of the order (domain.md 1.6, test 15)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from facts.evidence import Evidence
from facts.money import minor_digits
from matchers.books import Books
from matchers.calculation import Calculation
from matchers.charges.line import Charge

ZERO: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class Formula:
    """One reading of a fee: a share of cost, or an amount per unit, carton or fault. `source` says who states it."""

    rate: Decimal | None
    fee: Decimal | None
    per: str
    limit: Decimal | None
    unit: str
    measured_by: str
    measured_by_collect: str
    waived_above: Decimal | None
    source: str


def formulas(readings: tuple[Mapping[str, Any], ...]) -> list[Formula]:
    """The readings of a fee that state a rate or an amount; sources can disagree, so there may be several."""
    return [
        Formula(
            _decimal(entry.get("rate")),
            _decimal(entry.get("fee")),
            str(entry.get("per") or ""),
            _decimal(entry.get("limit")),
            str(entry.get("unit") or ""),
            str(entry.get("measured_by") or ""),
            str(entry.get("measured_by_collect") or ""),
            _decimal(entry.get("waived_above_trailing_rate")),
            getattr(entry.get("source"), "text", "") or str(entry.get("source") or ""),
        )
        for entry in readings
        if entry.get("rate") is not None or entry.get("fee") is not None
    ]


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def recompute(charge: Charge, formula: Formula, books: Books, sheet: Calculation) -> str | None:
    """Writes what the fee comes to as the step `fee_due`; gives what is lacking in words where it cannot be worked out."""
    digits = minor_digits(charge.currency)
    if formula.rate is not None:
        cost = books.quantity(charge.purchase_order, charge.sku, "unit_cost")
        confirmed = books.accepted(charge.purchase_order, charge.sku)
        if cost is None or confirmed is None or charge.units is None:
            return "the order's confirmed units and unit cost are not among the exports; add the purchase orders"
        sheet.given("units_charged", "units charged", charge.units, charge.evidence)
        sheet.given("confirmed", "units confirmed on the order", confirmed.value, confirmed.evidence)
        sheet.given("unit_cost", "unit cost of the order", cost.value, cost.evidence)
        sheet.given("rate", f"rate of the fee ({formula.source})", formula.rate, charge.evidence)
        sheet.work_out("fee_due", "fee as agreed", f"round(min(units_charged, confirmed) * unit_cost * rate, {digits})")
        return None
    if formula.fee is None or charge.units is None:
        return "the charge states no units, so its fee cannot be worked out"
    pack = _case_pack(charge, books)
    in_cartons = formula.per in {"carton", "case"}
    sheet.given("units_charged", "units or cartons charged", charge.units, charge.evidence)
    sheet.given("fee", f"fee per {formula.per or 'fault'} ({formula.source})", formula.fee, charge.evidence)
    each_is_carton = not in_cartons or pack is None or charge.amount == charge.units * formula.fee or charge.units % pack[0] != 0
    if each_is_carton or pack is None:
        sheet.work_out("fee_due", "fee as agreed", f"round(units_charged * fee, {digits})")
    else:
        sheet.given("case_pack", "units per carton", *pack)
        sheet.work_out("fee_due", "fee as agreed", f"round(units_charged / case_pack * fee, {digits})")
    return None


def _case_pack(charge: Charge, books: Books) -> tuple[Decimal, Evidence] | None:
    item = books.items.get(charge.sku_key)
    return (item.case_pack.value, item.case_pack.evidence) if item is not None and item.case_pack is not None else None
