"""Claims that no export details: their lines worked out from our invoice and the retailer's receipts, where that ties to the cent."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from facts.finding import Verdict
from facts.money import minor_digits, round_half_up
from matchers.books import Books, Invoice, InvoiceLine
from matchers.calculation import Calculation
from matchers.claims import ClaimLine, Outcome
from matchers.shortage import ShortageLine


def shortage_lines_of(claim: ClaimLine, invoice: Invoice, books: Books) -> tuple[ShortageLine, ...]:
    """The items that were received short of the invoice, if their value is the claim's to the cent; otherwise none."""
    lines = [line for item in invoice.lines if (line := _short_line(claim, invoice, item, books)) is not None]
    return tuple(lines) if lines and sum((x.claim.amount for x in lines), Decimal(0)) == claim.amount else ()


def _short_line(claim: ClaimLine, invoice: Invoice, item: InvoiceLine, books: Books) -> ShortageLine | None:
    received = books.received(invoice.purchase_order, item.sku) if item.sku else None
    cost = books.quantity(invoice.purchase_order, item.sku, "unit_cost")
    unit_cost = cost.value if cost else item.unit_price
    if received is None or unit_cost is None or received.value >= item.quantity:
        return None
    short = item.quantity - received.value
    amount = round_half_up(short * unit_cost, minor_digits(claim.currency))
    line = replace(claim, sku=item.sku, amount=amount)
    places = {"invoiced": item.evidence, "received": received.evidence, "unit_cost": cost.evidence if cost else item.evidence}
    return ShortageLine(line, item.quantity, received.value, short, unit_cost, places)


def price_claim_without_difference(claim: ClaimLine, invoice: Invoice, books: Books) -> Outcome | None:
    """A price claim on an invoice of which no item is priced above the order: wrong as a whole, whatever items it means."""
    calculation = Calculation()
    calculation.given("claimed", "claimed", claim.amount, claim.evidence)
    names = []
    for n, item in enumerate(invoice.lines, start=1):
        cost = books.quantity(invoice.purchase_order, item.sku, "unit_cost") if item.sku else None
        if cost is None or item.unit_price is None or item.review or item.unit_price > cost.value:
            return None
        calculation.given(f"invoice_cost_{n}", f"cost of {item.sku} on the invoice", item.unit_price, item.evidence)
        calculation.given(f"order_cost_{n}", f"cost of {item.sku} on the order", cost.value, cost.evidence)
        calculation.work_out(f"difference_{n}", "invoiced above the order, per unit", f"max(0, invoice_cost_{n} - order_cost_{n})")
        names.append(f"difference_{n}")
    if not names:
        return None
    calculation.work_out("value", "wrongly deducted", f"round(claimed, {minor_digits(claim.currency)})")
    why = "no item of the invoice is priced above the order"
    return Outcome(Verdict.DISPUTE, "invoice_cost_equals_po_cost", why, calculation, 0.92, "retailer_cost_record")
