"""Provisions: holdbacks that are no claims, watched until they are reversed (domain.md 1.8, test 3)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

from facts.evidence import Evidence
from facts.finding import Verdict
from matchers.calculation import Calculation
from matchers.claims import ClaimLine, Outcome

WATCH_DAYS: Final = 14
"""A holdback that is not reversed after this many days is pointed out (domain.md 1.8)."""


def judge_provision(
    claim: ClaimLine, taken: Decimal, reversed_amount: Decimal, placed_on: date | None, as_of: date, places: tuple[Evidence, ...]
) -> Outcome:
    """A holdback: settled when what was taken has come back, otherwise nothing to dispute, only to watch."""
    calculation = Calculation()
    calculation.given("claimed", "held back", claim.amount, claim.evidence)
    calculation.given("taken", "taken so far", taken, *places)
    calculation.given("reversed", "reversed", reversed_amount, *places)
    left = calculation.work_out("left", "still held", "max(0, taken - reversed)")
    if left == 0 and reversed_amount > 0:
        return Outcome(Verdict.RESOLVED, "provision_reversed", "the holdback was reversed in full", calculation, 0.97)
    why = f"a holdback, not a deduction to dispute; {left:f} {claim.currency} still held"
    if placed_on and (as_of - placed_on).days > WATCH_DAYS:
        why += f", not reversed {(as_of - placed_on).days} days after it was placed: ask for its cause to be cleared"
    return Outcome(Verdict.ACCEPT, "holdback_not_a_claim", why, calculation, 0.9)
