"""Deductions that no matcher can judge: shown for a person with the reason, never dropped."""

from __future__ import annotations

from facts.finding import Verdict
from matchers.calculation import Calculation
from matchers.claims import ClaimLine, Outcome
from rules.codes import code_said
from rules.model import Rules


def undecided(claim: ClaimLine, reason: str, why: str) -> Outcome:
    """A line that the system cannot judge: a person decides."""
    calculation = Calculation()
    calculation.given("claimed", "claimed", claim.amount, claim.evidence)
    return Outcome(Verdict.REVIEW, reason, why, calculation, 0.5)


def code_told(rules: Rules, *texts: str) -> str:
    """What the retailer's own reason code says, as the tail of a sentence; one that the pack does not list is said to be unknown."""
    found = code_said(rules, *texts)
    if found is None:
        return ""
    code, meaning = found
    return f"; code {code} means that {meaning}" if meaning else f"; what code {code} means is not known of {rules.name or rules.retailer}"
