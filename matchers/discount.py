"""Quick-pay discounts taken on our invoices: granted at all, in time, at the agreed rate? (domain.md 1.8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from facts.calendar import add_days
from facts.evidence import Evidence
from facts.finding import Verdict
from facts.money import minor_digits
from matchers.books import Books
from matchers.calculation import Calculation
from matchers.claims import ClaimLine, Outcome
from rules.model import Rules


@dataclass(frozen=True, slots=True)
class DiscountLine:
    """A discount that a payment took on an invoice. `gross` is the invoice amount it was taken on."""

    claim: ClaimLine
    gross: Decimal
    paid_on: date | None
    payment_evidence: Evidence | None
    invoice_date: date | None


def judge_discount(line: DiscountLine, books: Books, rules: Rules) -> Outcome:
    """What of a discount taken was not earned. The invoice's own terms decide, else what supplier and retailer agreed."""
    calculation = Calculation()
    row = line.claim.evidence
    calculation.given("claimed", "discount taken", line.claim.amount, row)
    calculation.given("gross", "invoice amount", line.gross, row)
    invoice = books.invoice(line.claim.invoice_number)
    agreed = rules.terms_discount
    if invoice is not None:
        calculation.cite(invoice.evidence)
    granted = invoice.discount if invoice else None
    if granted is not None:
        rate, days = granted.value
        calculation.cite(granted.evidence)
    elif agreed is not None and not (agreed.only_if_invoice_grants and invoice is not None and invoice.terms_read):
        rate, days = agreed.rate, agreed.within_days
    else:
        why = "neither the invoice nor the terms grant a discount"
        return _unearned(line, calculation, "discount_not_agreed", why, 0.9 if agreed is not None else 0.8)
    calculation.given("rate", "agreed discount", rate, granted.evidence if granted else row)
    if line.paid_on is None or line.invoice_date is None:
        why = "the payment or invoice date is not known, so whether the discount was in time cannot be told"
        return Outcome(Verdict.REVIEW, "dates_missing", why, calculation, 0.5)
    last = add_days(line.invoice_date, days)
    calculation.noted("paid_on", "paid on", line.paid_on.isoformat(), line.payment_evidence or row)
    calculation.noted("discount_until", f"discount until ({days} days after the invoice)", last.isoformat(), row)
    terms = f"{(rate * 100).normalize():f} % within {days} days"
    if line.paid_on > last:
        return _unearned(line, calculation, "paid_after_discount_date", f"{terms} agreed, that is until {last}; paid {line.paid_on}", 0.96)
    digits = minor_digits(line.claim.currency)
    calculation.work_out("allowed", "discount earned", f"round(gross * rate, {digits})")
    excess = calculation.work_out("value", "taken beyond that", "max(0, claimed - allowed)")
    if excess > 0:
        why = f"{terms} agreed; taken {line.claim.amount} on {line.gross}, {excess} too much"
        return Outcome(Verdict.DISPUTE, "wrong_discount_rate", why, calculation, 0.96, "wrong_rate")
    return Outcome(Verdict.ACCEPT, "discount_earned", f"{terms} agreed; paid {line.paid_on}, in time", calculation, 0.96)


def _unearned(line: DiscountLine, calculation: Calculation, reason: str, why: str, confidence: float) -> Outcome:
    digits = minor_digits(line.claim.currency)
    calculation.work_out("value", "wrongly taken", f"round(claimed, {digits})")
    return Outcome(Verdict.DISPUTE, reason, why, calculation, confidence, "discount_terms")
