"""Returns to vendor: authorised, once, in the quantity that came back and at the cost that was paid? (domain.md 1.8)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import polars as pl

from facts.evidence import Evidence
from facts.finding import Verdict
from facts.identifiers import compact
from facts.money import minor_digits
from matchers.books import Books
from matchers.calculation import Calculation
from matchers.claims import ClaimLine, Outcome
from matchers.frames import Row, decimal, row_evidence, rows

EarlierReturn = tuple[str, Decimal, Evidence]
"""A deduction for returns that was taken before and not given back: its number, amount and place."""


class Authorisations:
    """The authorised lines of an account, by every number that names them."""

    def __init__(self, table: pl.DataFrame) -> None:
        self._named: dict[str, list[Row]] = {}
        for row in rows(table):
            for number in {compact(row["return_id"]), compact(row["authorization_id"])}:
                self._named.setdefault(number, []).append(row)

    def of(self, reference: str) -> list[Row]:
        """The authorised lines that a deduction's number names, by return or by authorisation."""
        return self._named.get(compact(reference), [])

    def places(self, reference: str) -> frozenset[tuple[object, ...]]:
        """Where those lines stand: two numbers with the same places are of one return."""
        return frozenset((row["_file"], row["_sheet"], row["_row"]) for row in self.of(reference))


def judge_return(claim: ClaimLine, authorisations: Authorisations, books: Books, earlier: Sequence[EarlierReturn] = ()) -> Outcome:
    """What of a return deduction was not authorised, did not come back, was taken before, or is above the cost that was paid."""
    calculation = Calculation()
    calculation.given("claimed", "deducted for returns", claim.amount, claim.evidence)
    found = authorisations.of(claim.reference)
    digits = minor_digits(claim.currency)
    if not found:
        calculation.work_out("value", "in question until the papers are found", f"round(claimed, {digits})")
        why = "no return authorisation or shipping paper for this return is in the folder"
        missing = ("return authorisation", "proof that the goods came back")
        return Outcome(Verdict.NEEDS_EVIDENCE, "return_papers_missing", why, calculation, 0.6, None, missing)
    before = _taken_before(claim, authorisations, earlier)
    if before is not None:
        number, amount, place = before
        calculation.given("claimed_before", f"claimed before as {number}", amount, place)
        calculation.work_out("value", "taken twice", f"round(min(claimed, claimed_before), {digits})")
        why = f"the same return authorisation as {number}"
        return Outcome(Verdict.DISPUTE, "returned_twice", why, calculation, 0.9, "duplicate_deduction")
    names = [_authorised(n, row, books, calculation, claim) for n, row in enumerate(found, start=1)]
    calculation.work_out("authorised", "authorised, at the cost that was paid", f"round(sum({', '.join(names)}), {digits})")
    excess = calculation.work_out("value", "deducted beyond that", "max(0, claimed - authorised)")
    if excess > 0:
        short = _fewer(found, calculation)
        if short:
            return Outcome(Verdict.DISPUTE, "returned_fewer", short, calculation, 0.85, "return_cost")
        why = f"{excess} {claim.currency} more than authorised at the cost that was paid"
        return Outcome(Verdict.DISPUTE, "return_above_authorisation", why, calculation, 0.85, "return_cost")
    if all(row["shipped_on"] is None and not row["tracking"] and row["received_on"] is None for row in found):
        calculation.steps.pop()
        del calculation.known["value"]
        calculation.work_out("value", "in question until shipping is shown", f"round(claimed, {digits})")
        why = "the return is authorised, but nothing shows that the goods were shipped back"
        return Outcome(
            Verdict.NEEDS_EVIDENCE, "return_not_shipped", why, calculation, 0.7, None, ("tracking or receipt of the returned goods",)
        )
    return Outcome(Verdict.ACCEPT, "return_authorised", "authorised, shipped and charged at the cost that was paid", calculation, 0.9)


def _taken_before(claim: ClaimLine, authorisations: Authorisations, earlier: Sequence[EarlierReturn]) -> EarlierReturn | None:
    """An earlier deduction for exactly the same authorised lines, under the return's other number."""
    own = authorisations.places(claim.reference)
    return next((one for one in earlier if authorisations.places(one[0]) == own), None)


def _authorised(n: int, row: Row, books: Books, calculation: Calculation, claim: ClaimLine) -> str:
    """Adds one authorised line at the lower of its own cost and the cost in force when it was authorised, for what came back."""
    quantity, cost, amount = row["quantity"], decimal(row["unit_cost"]), decimal(row["amount"])
    place = row_evidence(row, f"authorised {quantity} of {row['sku']} at {cost}")
    if quantity is None or cost is None:
        calculation.given(f"line_{n}", "authorised amount", amount if amount is not None else Decimal(0), place)
        return f"line_{n}"
    calculation.given(f"quantity_{n}", "units authorised", quantity, place)
    calculation.given(f"cost_{n}", "cost per unit", cost, place)
    units = f"quantity_{n}"
    if row["quantity_received"] is not None and row["quantity_received"] < quantity:
        calculation.given(f"back_{n}", "units that came back at our dock", row["quantity_received"], place)
        units = f"min(quantity_{n}, back_{n})"
    paid = books.cost_in_force(row["sku"] or claim.sku, row["authorized_on"]) if row["authorized_on"] else None
    price = f"cost_{n}"
    if paid is not None and paid.cost < cost:
        calculation.given(f"paid_{n}", "cost that was paid", paid.cost, paid.evidence)
        price = f"min(cost_{n}, paid_{n})"
    calculation.work_out(f"line_{n}", "authorised amount", f"{units} * {price}")
    return f"line_{n}"


def _fewer(found: Sequence[Row], calculation: Calculation) -> str:
    """The sentence where fewer units came back than were deducted, and nothing but that makes the difference."""
    counted = [(row["quantity"], row["quantity_received"]) for row in found]
    if any(step.id.startswith("paid_") for step in calculation.steps) or any(q is None for q, _ in counted):
        return ""
    charged, back = sum(q for q, _ in counted), sum(min(q, r) if r is not None else q for q, r in counted)
    return f"{back} units came back at our dock, {charged} were deducted" if back < charged else ""
