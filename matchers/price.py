"""Price claims: the invoiced cost against the cost that was agreed for the order (domain.md 1.5)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from facts.finding import Verdict
from facts.identifiers import compact
from facts.money import minor_digits, round_half_up
from matchers.books import Books, CostRecord, InvoiceLine
from matchers.calculation import Calculation
from matchers.claims import ClaimLine, Outcome
from rules.model import Rules

WHY: Final[dict[str, str]] = {
    "costs_differ": "the claim says {invoice_cost} was invoiced, the invoice itself shows {printed_cost}; a person must look",
    "not_above": "the invoice charges {invoice_cost}, not more than the order's {order_cost}",
    "adjusted_lower": "; only the retailer's own adjusted cost of {adjusted_cost} is lower",
    "booked_lower": "the claim itself states {order_cost} as order cost, our copy of the order says {booked_cost}; a person must look",
    "purchase_discount": (
        "the order shows list cost less the agreed {percent} %, which is settled at payment; the claim takes it a second time"
    ),
    "cost_update": "cost {approved_cost} was approved{approval} from {approved_from}, before the order",
    "by_the_case": ("invoiced by the case of {case_pack} at case price ({invoice_cost} = {case_pack} × {order_cost}), ordered by the each"),
    "too_many_cases": "; {quantity} cases are more than the {accepted} units ordered: a person must look",
    "rounding": "a difference of {difference} per unit is rounding, within the agreed {limit}",
    "claimed_beyond": "the invoice is {difference} per unit above the order; the claim takes {excess} more than that",
    "not_in_force": "the cost {invoice_cost} came into force on {approved_from}, after the order",
    "above_order": "the invoice charges {invoice_cost}, the order {order_cost}; no approval covers the difference",
}
"""Why a price claim stands or falls, by class."""


@dataclass(frozen=True, slots=True)
class PriceLine:
    """A price claim line: units and the costs per unit that the retailer compared."""

    claim: ClaimLine
    quantity: Decimal
    invoice_cost: Decimal
    order_cost: Decimal
    adjusted_cost: Decimal | None = None


@dataclass(frozen=True, slots=True)
class _Case:
    line: PriceLine
    books: Books
    rules: Rules
    calculation: Calculation


def judge_price(line: PriceLine, books: Books, rules: Rules) -> Outcome:
    """What can be claimed back of a price deduction, on the merits. The first class that fits decides."""
    calculation = Calculation()
    row = line.claim.evidence
    calculation.given("claimed", "claimed", line.claim.amount, row)
    calculation.given("quantity", "units", line.quantity, row)
    calculation.given("invoice_cost", "cost on the invoice", line.invoice_cost, row)
    calculation.given("order_cost", "cost on the order", line.order_cost, row)
    printed = _printed_line(line, books)
    if printed is not None and printed.unit_price is not None and printed.unit_price != line.invoice_cost and not printed.review:
        return _costs_differ(line, printed, calculation)
    if printed is not None:
        calculation.cite(printed.evidence)
    booked = books.quantity(line.claim.purchase_order, line.claim.sku, "unit_cost")
    if booked is not None:
        calculation.cite(booked.evidence)
    case = _Case(line, books, rules, calculation)
    for test in (_equal, _purchase_discount, _cost_update, _unit_of_measure, _rounding):
        outcome = test(case)
        if outcome is not None:
            return outcome
    return _above_order(case)


def _printed_line(line: PriceLine, books: Books) -> InvoiceLine | None:
    """The item on our own invoice, where that was read."""
    invoice = books.invoice(line.claim.invoice_number)
    found = [x for x in invoice.lines if compact(x.sku) == compact(line.claim.sku)] if invoice else []
    return found[0] if len(found) == 1 else None


def _costs_differ(line: PriceLine, printed: InvoiceLine, calculation: Calculation) -> Outcome:
    calculation.cite(printed.evidence)
    why = WHY["costs_differ"].format(invoice_cost=line.invoice_cost, printed_cost=printed.unit_price)
    return Outcome(Verdict.REVIEW, "sources_contradict", why, calculation, 0.5)


def _whole(line: PriceLine, calculation: Calculation, reason: str, why: str, cause: str, confidence: float = 0.97) -> Outcome:
    """The whole claim is wrong: no unit was overpriced."""
    digits = minor_digits(line.claim.currency)
    calculation.work_out("value", "wrongly deducted", f"round(claimed, {digits})")
    return Outcome(Verdict.DISPUTE, reason, why, calculation, confidence, cause)


def _equal(case: _Case) -> Outcome | None:
    line, books, calculation = case.line, case.books, case.calculation
    if line.invoice_cost > line.order_cost:
        return None
    calculation.work_out("difference", "invoiced above the order, per unit", "max(0, invoice_cost - order_cost)")
    why = WHY["not_above"].format(invoice_cost=line.invoice_cost, order_cost=line.order_cost)
    if line.adjusted_cost is not None and line.adjusted_cost < line.order_cost:
        why += WHY["adjusted_lower"].format(adjusted_cost=line.adjusted_cost)
    reason = "invoice_cost_equals_po_cost"
    booked = books.quantity(line.claim.purchase_order, line.claim.sku, "unit_cost")
    if booked is not None and booked.value < line.invoice_cost:
        calculation.given("booked_cost", "cost in our copy of the order", booked.value, booked.evidence)
        why = WHY["booked_lower"].format(order_cost=line.order_cost, booked_cost=booked.value)
        return Outcome(Verdict.REVIEW, "sources_contradict", why, calculation, 0.5)
    return _whole(line, calculation, reason, why, "retailer_cost_record")


def _cost_record(line: PriceLine, books: Books, rules: Rules) -> CostRecord | None:
    """The approved cost in force on the day that the terms name (order date unless they say otherwise)."""
    day = books.order_date(line.claim.purchase_order)
    if rules.price.cost_in_force_on == "invoice_date":
        invoice = books.invoice(line.claim.invoice_number)
        day = invoice.issue_date if invoice and invoice.issue_date else None
    return books.cost_in_force(line.claim.sku, day.value) if day else None


def _cost_update(case: _Case) -> Outcome | None:
    """An approved cost change was in force on the order date and covers the invoiced cost, wholly or in part."""
    line, books, rules, calculation = case.line, case.books, case.rules, case.calculation
    record = _cost_record(line, books, rules)
    if record is None or record.cost <= line.order_cost:
        return None
    day = books.order_date(line.claim.purchase_order)
    digits = minor_digits(line.claim.currency)
    calculation.given("approved_cost", f"approved cost in force on {day.value if day else 'the day'}", record.cost, record.evidence)
    if day:
        calculation.cite(day.evidence)
    calculation.work_out("above_approved", "invoiced above the approved cost, per unit", "max(0, invoice_cost - approved_cost)")
    calculation.work_out("value", "wrongly deducted", f"max(0, round(claimed - above_approved * quantity, {digits}))")
    if calculation.known["value"] == 0:
        return None
    approval = f" ({record.approval_id})" if record.approval_id else ""
    why = WHY["cost_update"].format(approved_cost=record.cost, approval=approval, approved_from=record.effective_from)
    return Outcome(Verdict.DISPUTE, "cost_update_timing", why, calculation, 0.95, "cost_update_timing")


def _unit_of_measure(case: _Case) -> Outcome | None:
    """The invoice bills by the case at case price, the order by the each (or the other way round), with the same value."""
    line, books, calculation = case.line, case.books, case.calculation
    item = books.item_of(line.claim.purchase_order, line.claim.sku)
    pack = item.case_pack if item else None
    if pack is None or pack.value <= 1 or line.order_cost == 0:
        return None
    if round_half_up(line.order_cost * pack.value) != round_half_up(line.invoice_cost):
        return None
    calculation.given("case_pack", "units per case", pack.value, pack.evidence)
    calculation.work_out("cost_per_each", "invoiced per each", "round(invoice_cost / case_pack, 4)")
    accepted = books.accepted(line.claim.purchase_order, line.claim.sku)
    why = WHY["by_the_case"].format(case_pack=f"{pack.value:f}", invoice_cost=line.invoice_cost, order_cost=line.order_cost)
    confidence = 0.95
    if accepted is not None and line.quantity * pack.value > accepted.value:
        calculation.given("accepted", "units accepted on the order", accepted.value, accepted.evidence)
        why += WHY["too_many_cases"].format(quantity=f"{line.quantity:f}", accepted=f"{accepted.value:f}")
        return Outcome(Verdict.REVIEW, "unit_of_measure", why, calculation, 0.5, "unit_of_measure")
    return _whole(line, calculation, "unit_of_measure", why, "unit_of_measure", confidence)


def _rounding(case: _Case) -> Outcome | None:
    line, rules, calculation = case.line, case.rules, case.calculation
    limit = rules.price.rounding_per_unit
    if line.invoice_cost - line.order_cost > limit:
        return None
    calculation.work_out("difference", "invoiced above the order, per unit", "invoice_cost - order_cost")
    why = WHY["rounding"].format(difference=line.invoice_cost - line.order_cost, limit=limit)
    return _whole(line, calculation, "rounding", why, "rounding")


def _purchase_discount(case: _Case) -> Outcome | None:
    """List cost on the invoice, list less the agreed discount on the order: the discount is settled at payment already.

    The catalogue may keep either of the two; a third cost explains neither.
    """
    line, books, rules, calculation = case.line, case.books, case.rules, case.calculation
    rate = rules.price.agreed_purchase_discount
    if rate is None or round_half_up(line.invoice_cost * (1 - rate), 2) != round_half_up(line.order_cost, 2):
        return None
    listed = _cost_record(line, books, rules)
    if listed is not None and listed.cost not in {line.invoice_cost, line.order_cost}:
        return None
    if listed is not None:
        calculation.cite(listed.evidence)
    digits = minor_digits(line.claim.currency)
    calculation.given("agreed_discount", "agreed purchase discount", rate, line.claim.evidence)
    calculation.work_out("list_less_discount", "invoiced cost less the discount", f"round(invoice_cost * (1 - agreed_discount), {digits})")
    why = WHY["purchase_discount"].format(percent=f"{rate * 100:f}")
    return _whole(line, calculation, "purchase_discount", why, "purchase_discount", 0.93)


def _above_order(case: _Case) -> Outcome:
    """The invoice is above order and approved cost: valid, except for what the claim takes beyond the difference."""
    line, books, rules, calculation = case.line, case.books, case.rules, case.calculation
    digits = minor_digits(line.claim.currency)
    calculation.work_out("difference", "invoiced above the order, per unit", "invoice_cost - order_cost")
    calculation.work_out("valid", "valid price claim", f"round(difference * quantity, {digits})")
    excess = calculation.work_out("excess", "claimed beyond that", "max(0, claimed - valid)")
    if excess > rules.price.rounding_per_unit * line.quantity:
        calculation.work_out("value", "wrongly deducted", "excess")
        why = WHY["claimed_beyond"].format(difference=line.invoice_cost - line.order_cost, excess=excess)
        return Outcome(Verdict.DISPUTE, "claimed_beyond_difference", why, calculation, 0.9, "wrong_amount")
    later = [c for c in books.costs.get(compact(line.claim.sku), []) if c.cost == line.invoice_cost]
    if later:
        calculation.cite(later[0].evidence)
        why = WHY["not_in_force"].format(invoice_cost=line.invoice_cost, approved_from=later[0].effective_from)
        return Outcome(Verdict.ACCEPT, "cost_change_not_in_force", why, calculation, 0.95, "cost_update_timing")
    why = WHY["above_order"].format(invoice_cost=line.invoice_cost, order_cost=line.order_cost)
    return Outcome(Verdict.ACCEPT, "invoice_above_po", why, calculation, 0.95, "catalogue_price")
