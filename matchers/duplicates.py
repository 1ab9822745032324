"""The same money taken twice: a claim that repeats an earlier one which still stands (domain.md 1.5, missed adjustments)."""

from __future__ import annotations

from facts.evidence import Evidence
from facts.finding import FindingType, Verdict
from facts.money import minor_digits
from matchers.calculation import Calculation
from matchers.claims import ClaimLine, Outcome
from matchers.shortage import ShortageLine


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
