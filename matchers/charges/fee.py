"""What a chargeback may come to: the pack's formula for its kind, on the units and cost of the order (domain.md 1.6, test 15)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from facts.evidence import Evidence
from facts.money import minor_digits
from matchers.books import Books, OrderLine
from matchers.calculation import Calculation
from matchers.charges.line import Charge
from matchers.sourced import Sourced

ZERO: Final = Decimal(0)
CARTONS: Final = frozenset({"carton", "case"})
ONCE: Final = frozenset({"purchase_order", "invoice"})
"""What a fee is taken for once, however many units the charge counts."""
MOST_LINES: Final = 40
"""Lines of an order whose cost a calculation adds up one by one."""


@dataclass(frozen=True, slots=True)
class Formula:
    """One reading of a fee: a share of cost, an amount per unit, carton or fault, a fixed part, within a least and a most.

    `firm` is True where it was agreed or read; what is only cited or trade knowledge proves nothing. `source` says who states it.
    """

    rate: Decimal | None = None
    fee: Decimal | None = None
    fixed: Decimal = ZERO
    per: str = ""
    limit: Decimal | None = None
    unit: str = ""
    measured_by: str = ""
    measured_by_collect: str = ""
    waived_above: Decimal | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    grace_days: int = 0
    cut_after_days: int | None = None
    currency: str = ""
    source: str = ""
    firm: bool = True
    agreed: bool = False
    until: date | None = None

    @property
    def stated(self) -> str:
        """The fee as a sentence says it: `3 %`, `25.00 per carton`."""
        if self.rate is not None:
            return f"{(self.rate * 100).normalize():f} %"
        return f"{self.fee:f} per {(self.per or 'fault').replace('_', ' ')}" if self.fee is not None else f"{self.fixed:f}"


@dataclass(frozen=True, slots=True)
class Bound:
    """The most units (or cartons) that a fault can be of, whatever was charged: units cut, not filled, beyond the order."""

    name: str
    label: str
    units: Decimal
    evidence: Evidence | None
    of_cartons: bool = False


def formulas(readings: Sequence[Mapping[str, Any]]) -> list[Formula]:
    """The readings of a fee that state a rate or an amount, tiers one by one; sources can disagree, so there may be several."""
    return [formula for entry in readings for formula in _formulas(entry)]


def _formulas(entry: Mapping[str, Any]) -> Iterator[Formula]:
    source = entry.get("source")
    mark = getattr(source, "mark", "R")
    plain = Formula(
        _decimal(entry.get("rate")),
        _decimal(entry.get("fee")),
        _decimal(entry.get("fixed")) or ZERO,
        str(entry.get("per") or ""),
        _decimal(entry.get("limit")),
        str(entry.get("unit") or ""),
        str(entry.get("measured_by") or ""),
        str(entry.get("measured_by_collect") or ""),
        _decimal(entry.get("waived_above_trailing_rate")),
        _decimal(entry.get("minimum")),
        _decimal(entry.get("maximum")),
        int(entry.get("grace_days") or 0),
        entry.get("cut_after_days"),
        str(entry.get("currency") or ""),
        getattr(source, "text", "") or str(source or ""),
        firm=mark != "K",
        agreed=mark == "terms",
        until=entry.get("effective_to"),
    )
    if plain.rate is not None or plain.fee is not None:
        yield plain
    for tier in entry.get("tiers") or ():
        yield _of_tier(plain, tier)


def _of_tier(plain: Formula, tier: Mapping[str, Any]) -> Formula:
    parts = {name: getattr(plain, name) for name in plain.__slots__}
    measure = str(tier.get("measure") or "").replace("_", " ")
    said = f"{plain.source}: {measure} from {tier.get('from')} to {tier.get('to')}" if measure else plain.source
    return Formula(**parts | {"rate": _decimal(tier.get("rate")), "fee": _decimal(tier.get("fee")), "source": said})


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def recompute(
    charge: Charge, formula: Formula, books: Books, sheet: Calculation, bounds: Sequence[Bound] = (), shipments: int = 0
) -> str | None:
    """Writes what the fee comes to as the step `expected`; gives what is lacking in words where it cannot be worked out.

    `bounds` are the most units that the fault can be of. `shipments` is how many carry the order, for a fee by shipment.
    """
    if formula.currency and formula.currency != charge.currency:
        return f"the fee is stated in {formula.currency}, the charge in {charge.currency}"
    parts = []
    if formula.fixed:
        sheet.given("fixed", f"fixed part of the fee ({formula.source})", formula.fixed, charge.evidence)
        parts.append("fixed")
    if formula.rate is not None:
        lacking = _share_of_cost(charge, formula, books, sheet, bounds)
        if lacking:
            return lacking
        parts.append(f"{'cost' if 'cost' in sheet.known else 'units_due * unit_cost'} * fee_rate")
    if formula.fee is not None:
        counted = _counted(charge, formula, books, sheet, bounds, shipments)
        if counted is None:
            return "the charge states no units, so its fee cannot be worked out"
        sheet.given("agreed_fee", f"fee per {(formula.per or 'fault').replace('_', ' ')} ({formula.source})", formula.fee, charge.evidence)
        parts.append(f"{counted} * agreed_fee")
    due = " + ".join(parts)
    if formula.minimum is not None:
        sheet.given("least", "least fee", formula.minimum, charge.evidence)
        due = f"max({due}, least)"
    if formula.maximum is not None:
        sheet.given("most", "most that the fee may be", formula.maximum, charge.evidence)
        due = f"min({due}, most)"
    sheet.work_out("expected", "fee as agreed", f"round({due}, {minor_digits(charge.currency)})")
    return None


def _share_of_cost(charge: Charge, formula: Formula, books: Books, sheet: Calculation, bounds: Sequence[Bound]) -> str | None:
    lines = _lines(charge, books)
    costs = [books.best("unit_cost", line.values["unit_cost"]) for line in lines if "unit_cost" in line.values]
    known = [cost for cost in costs if cost is not None]
    lacking = "the order's confirmed units and unit cost are not among the exports; add the purchase orders"
    if not lines or len(known) < len(lines):
        return lacking
    if charge.units is None:
        if (
            charge.sku
            or any(not b.of_cartons for b in bounds)
            or len(lines) > MOST_LINES
            or not _cost_of_order(charge, lines, books, sheet)
        ):
            return lacking
    else:
        if len(lines) == 1:
            confirmed = books.accepted(charge.purchase_order, lines[0].sku)
            if confirmed is None:
                return lacking
            bounds = (*bounds, Bound("accepted", "units confirmed on the order", confirmed.value, confirmed.evidence))
        _units_due(charge, sheet, bounds)
        dearest = max(known, key=lambda c: c.value)
        label = "unit cost of the order" if len({c.value for c in known}) == 1 else "dearest unit cost of the order"
        sheet.given("unit_cost", label, dearest.value, dearest.evidence)
    sheet.given("fee_rate", f"rate of the fee ({formula.source})", formula.rate or ZERO, charge.evidence)
    return None


def _units_due(charge: Charge, sheet: Calculation, bounds: Sequence[Bound]) -> None:
    """The units that the fee is due on at most: those charged, within every bound."""
    if "units_due" in sheet.known:
        return
    names = [b.name for b in bounds if not b.of_cartons and b.name not in sheet.known and _wrote(sheet, b)]
    if "units_charged" not in sheet.known:
        sheet.given("units_charged", "units charged", charge.units or ZERO, charge.evidence)
    if names:
        sheet.work_out("units_due", "units that the fee is due on", f"min(units_charged, {', '.join(names)})")
    else:
        sheet.work_out("units_due", "units that the fee is due on", "units_charged")


def _wrote(sheet: Calculation, bound: Bound) -> bool:
    sheet.given(bound.name, bound.label, bound.units, bound.evidence)
    return True


def _lines(charge: Charge, books: Books) -> list[OrderLine]:
    """The order line of the charged item; of a charge that names no item, all lines of its order."""
    order = books.order(charge.purchase_order)
    if order is None:
        return []
    if charge.sku:
        return [line for key, line in order.lines.items() if key == charge.sku_key]
    return list(order.lines.values())


def _cost_of_order(charge: Charge, lines: Sequence[OrderLine], books: Books, sheet: Calculation) -> bool:
    """Writes the cost of all units confirmed on the order as the step `cost`."""
    names = []
    for n, line in enumerate(lines, start=1):
        cost: Sourced[Decimal] | None = books.best("unit_cost", line.values["unit_cost"])
        confirmed = books.accepted(charge.purchase_order, line.sku)
        if cost is None or confirmed is None:
            return False
        sheet.given(f"confirmed_{n}", f"units confirmed of {line.sku}", confirmed.value, confirmed.evidence)
        sheet.given(f"cost_{n}", f"unit cost of {line.sku}", cost.value, cost.evidence)
        names.append(f"confirmed_{n} * cost_{n}")
    sheet.work_out("cost", "cost of all units confirmed on the order", " + ".join(names))
    return True


def _counted(charge: Charge, formula: Formula, books: Books, sheet: Calculation, bounds: Sequence[Bound], shipments: int) -> str | None:
    """How often the fee is due, as a term of a formula; None where the charge does not say."""
    if formula.per in ONCE and charge.purchase_order:
        return "1"
    if formula.per in {"shipment", "load"} and charge.purchase_order:
        return f"{max(1, shipments)}"
    if charge.units is None:
        return None
    if "units_due" in sheet.known:
        return "units_due"
    if formula.per in {"unit", "defect"}:
        _units_due(charge, sheet, bounds)
        return "units_due"
    pack = _case_pack(charge, books)
    in_cartons = formula.per in CARTONS
    label = "units or cartons charged" if in_cartons else "units charged"
    sheet.given("units_charged", label, charge.units, charge.evidence)
    if in_cartons and pack is not None and charge.amount < charge.units * (formula.fee or ZERO) and charge.units % pack[0] == 0:
        sheet.given("case_pack", "units per carton", *pack)
        return _of_cartons("units_charged / case_pack", sheet, bounds)
    return _of_cartons("units_charged", sheet, bounds) if in_cartons else "units_charged"


def _of_cartons(counted: str, sheet: Calculation, bounds: Sequence[Bound]) -> str:
    """The cartons charged, within what was shipped."""
    names = [b.name for b in bounds if b.of_cartons and b.name not in sheet.known and _wrote(sheet, b)]
    if not names:
        return counted
    sheet.work_out("cartons_due", "cartons that the fee is due on", f"min({counted}, {', '.join(names)})")
    return "cartons_due"


def _case_pack(charge: Charge, books: Books) -> tuple[Decimal, Evidence] | None:
    item = books.item_of(charge.purchase_order, charge.sku)
    return (item.case_pack.value, item.case_pack.evidence) if item is not None and item.case_pack is not None else None
