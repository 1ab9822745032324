"""Deductions that no matcher can judge: shown for a person with the reason, never dropped."""

from __future__ import annotations

from facts.finding import Verdict
from matchers.calculation import Calculation
from matchers.claims import ClaimLine, Outcome


def undecided(claim: ClaimLine, reason: str, why: str) -> Outcome:
    """A line that the system cannot judge: a person decides."""
    calculation = Calculation()
    calculation.given("claimed", "claimed", claim.amount, claim.evidence)
    return Outcome(Verdict.REVIEW, reason, why, calculation, 0.5)
