"""Returns to vendor: is there an authorisation, and do quantity and cost agree with it? (domain.md 1.8)."""

from __future__ import annotations

from decimal import Decimal

import polars as pl

from facts.finding import Verdict
from facts.identifiers import compact
from facts.money import minor_digits
from matchers.books import Books
from matchers.calculation import Calculation
from matchers.claims import ClaimLine, Outcome
from matchers.frames import Row, decimal, row_evidence, rows


def judge_return(claim: ClaimLine, authorizations: pl.DataFrame, books: Books) -> Outcome:
    """What of a return deduction was not authorised, or was charged above the cost that was paid."""
    calculation = Calculation()
    calculation.given("claimed", "deducted for returns", claim.amount, claim.evidence)
    found = [
        row for row in rows(authorizations) if compact(claim.reference) in {compact(row["return_id"]), compact(row["authorization_id"])}
    ]
    digits = minor_digits(claim.currency)
    if not found:
        calculation.work_out("value", "in question until the papers are found", f"round(claimed, {digits})")
        why = "no return authorisation or shipping paper for this return is in the folder"
        missing = ("return authorisation", "proof that the goods came back")
        return Outcome(Verdict.NEEDS_EVIDENCE, "return_papers_missing", why, calculation, 0.6, None, missing)
    names = [_authorised(n, row, books, calculation, claim) for n, row in enumerate(found, start=1)]
    calculation.work_out("authorised", "authorised, at the cost that was paid", f"round(sum({', '.join(names)}), {digits})")
    excess = calculation.work_out("value", "deducted beyond that", "max(0, claimed - authorised)")
    if excess > 0:
        why = f"{excess} {claim.currency} more than authorised at the cost that was paid"
        return Outcome(Verdict.DISPUTE, "return_above_authorisation", why, calculation, 0.85, "return_cost")
    if all(row["shipped_on"] is None and not row["tracking"] for row in found):
        calculation.steps.pop()
        del calculation.known["value"]
        calculation.work_out("value", "in question until shipping is shown", f"round(claimed, {digits})")
        why = "the return is authorised, but nothing shows that the goods were shipped back"
        return Outcome(
            Verdict.NEEDS_EVIDENCE, "return_not_shipped", why, calculation, 0.7, None, ("tracking or receipt of the returned goods",)
        )
    return Outcome(Verdict.ACCEPT, "return_authorised", "authorised, shipped and charged at the cost that was paid", calculation, 0.9)


def _authorised(n: int, row: Row, books: Books, calculation: Calculation, claim: ClaimLine) -> str:
    """Adds one authorised line at the lower of its own cost and the cost in force when it was authorised."""
    quantity, cost, amount = row["quantity"], decimal(row["unit_cost"]), decimal(row["amount"])
    place = row_evidence(row, f"authorised {quantity} of {row['sku']} at {cost}")
    if quantity is None or cost is None:
        calculation.given(f"line_{n}", "authorised amount", amount if amount is not None else Decimal(0), place)
        return f"line_{n}"
    calculation.given(f"quantity_{n}", "units authorised", quantity, place)
    calculation.given(f"cost_{n}", "cost per unit", cost, place)
    paid = books.cost_in_force(row["sku"] or claim.sku, row["authorized_on"]) if row["authorized_on"] else None
    if paid is not None and paid.cost < cost:
        calculation.given(f"paid_{n}", "cost that was paid", paid.cost, paid.evidence)
        calculation.work_out(f"line_{n}", "authorised amount", f"quantity_{n} * min(cost_{n}, paid_{n})")
    else:
        calculation.work_out(f"line_{n}", "authorised amount", f"quantity_{n} * cost_{n}")
    return f"line_{n}"
