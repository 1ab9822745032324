"""The same money taken twice: a claim that repeats an earlier one which still stands (domain.md 1.5, missed adjustments)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from facts.evidence import Evidence
from facts.finding import FindingType, Verdict
from facts.identifiers import compact
from facts.money import minor_digits
from matchers.books import Books, Invoice
from matchers.calculation import Calculation
from matchers.chain import PaidInvoice
from matchers.claims import ClaimLine, Outcome
from matchers.shortage import ShortageLine, eaches_per


def duplicate_of(line: ShortageLine, first: ShortageLine) -> Outcome:
    """A line that claims the same units of the same item, at the same amount, as an earlier one."""
    calculation = Calculation()
    calculation.given("claimed", "claimed", line.claim.amount, line.claim.evidence)
    calculation.given("short", "units claimed short", line.short, line.claim.evidence)
    calculation.given("claimed_before", f"claimed before as {first.claim.reference}", first.claim.amount, first.claim.evidence)
    digits = minor_digits(line.claim.currency)
    calculation.work_out("value", "taken twice", f"round(min(claimed, claimed_before), {digits})")
    why = f"the same item, units and amount as {first.claim.reference}, which was not given back"
    return Outcome(Verdict.DISPUTE, "duplicate_of_earlier_claim", why, calculation, 0.97, "duplicate_deduction", type=FindingType.DUPLICATE)


def duplicate_claim(line: ClaimLine, earlier: str, place: Evidence) -> Outcome:
    """A claim without detail that repeats the amount of an earlier one on the same invoice: likely, but its items are unseen."""
    calculation = Calculation()
    calculation.given("claimed", "claimed", line.amount, line.evidence)
    calculation.cite(place)
    digits = minor_digits(line.currency)
    calculation.work_out("value", "in question", f"round(claimed, {digits})")
    why = f"the same amount as {earlier} on the same invoice; the detail of both claims would prove that it was taken twice"
    missing = (f"detail of {line.reference}", f"detail of {earlier}")
    return Outcome(
        Verdict.NEEDS_EVIDENCE, "probably_duplicate", why, calculation, 0.8, "duplicate_deduction", missing, FindingType.DUPLICATE
    )


def billed_or_paid_twice(claim: ClaimLine, invoice: Invoice, paid: PaidInvoice | None, books: Books) -> Outcome | None:
    """A deduction because an invoice is said to repeat another, or to have been paid before; None where the books do not tell.

    What our invoices bill of the order, item by item, is held against what the retailer received of it, and what the remittances paid
    of the invoice against its amount.
    """
    sheet = Calculation()
    sheet.given("claimed", "claimed", claim.amount, claim.evidence)
    if paid is not None and paid.paid + paid.discount + paid.withholding > paid.amount:
        sheet.given("invoice_amount", "invoice amount", paid.amount, *paid.evidence[:1])
        sheet.given("paid", "paid", paid.paid, *paid.evidence)
        over = sheet.work_out("value", "claimed above what is due", "max(0, claimed - max(0, paid - invoice_amount))")
        if over <= 0:
            return Outcome(Verdict.ACCEPT, "paid_twice", "the remittances paid more than the invoice", sheet, 0.9, "duplicate_billing")
        why = "the remittances paid less beyond the invoice than is deducted"
        return Outcome(Verdict.DISPUTE, "paid_less_beyond", why, sheet, 0.85, "wrong_amount")
    items = list(_billed(invoice, books))
    if not items or len(items) < len({compact(line.sku) for line in invoice.lines}):
        return None
    for n, (sku, here, elsewhere, received, place) in enumerate(items, start=1):
        sheet.given(f"billed_{n}", f"units of {sku}", here + elsewhere, invoice.evidence)
        sheet.given(f"received_{n}", "units received on the whole order", received, place)
    if all(here + elsewhere <= received for _, here, elsewhere, received, _ in items):
        sheet.work_out("value", "wrongly deducted", f"round(claimed, {minor_digits(claim.currency)})")
        why = f"the retailer received all that our invoices bill of order {invoice.purchase_order}"
        return Outcome(Verdict.DISPUTE, "received_as_billed", why, sheet, 0.82, "duplicate_deduction")
    if all(elsewhere and received <= elsewhere for _, _, elsewhere, received, _ in items):
        why = "other invoices of the order bill all that was received; this one bills it again"
        return Outcome(Verdict.ACCEPT, "duplicate_invoice", why, sheet, 0.85, "duplicate_billing")
    return None


def _billed(invoice: Invoice, books: Books) -> Iterator[tuple[str, Decimal, Decimal, Decimal, Evidence]]:
    """The items of an invoice: units billed on it and on other invoices of its order, and units received of the whole order."""
    order = books.order(invoice.purchase_order) if invoice.purchase_order else None
    if order is None or any(line.review or not line.sku for line in invoice.lines):
        return
    others = [i for i in books.invoices_by_order.get(compact(invoice.purchase_order), ()) if compact(i.number) != compact(invoice.number)]
    for sku in dict.fromkeys(compact(line.sku) for line in invoice.lines):
        received = books.received(order.number, sku)
        if received is None or any(not i.lines for i in others):
            return
        here, elsewhere = (_units(sku, found, books) for found in ([invoice], others))
        yield sku, here, elsewhere, received.value, received.evidence


def _units(sku: str, invoices: list[Invoice], books: Books) -> Decimal:
    billed = [(i.purchase_order, line.unit, line.quantity) for i in invoices for line in i.lines if compact(line.sku) == sku]
    return sum((quantity * eaches_per(unit, sku, order, books) for order, unit, quantity in billed), Decimal(0))
