"""Earlier claims on which somebody is yet to decide: what they take of a claim, if they are taken."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from facts.finding import Verdict
from facts.identifiers import compact
from matchers.claims import Outcome
from matchers.rebates.claims import RebateBooks, judge_claim
from matchers.rebates.filed import RebateClaim, alike
from matchers.rebates.signals.signal import Signal, shown


def if_taken(claim: RebateClaim, books: RebateBooks, outcome: Outcome, earlier: Sequence[RebateClaim]) -> Iterator[Signal]:
    """A hold where less is due on a claim if earlier ones that wait for a decision are taken; `outcome` is said of it without them."""
    waiting = [other for other in earlier if _bears_on(other, claim)]
    if not waiting:
        return
    taken = judge_claim(claim, books, [replace(other, waits=False) for other in earlier])
    less = _refuted(taken) - _refuted(outcome)
    named = ", ".join(other.number for other in waiting)
    evidence = shown([claim.evidence, *(other.evidence for other in waiting)])
    if less > 0:
        said = f"nobody has decided on {named} for the same days yet; if that is taken, {less:f} {claim.currency} of this claim is not due"
        yield Signal("earlier_undecided", said, evidence=evidence)
    elif taken.verdict is Verdict.REVIEW and outcome.verdict is not Verdict.REVIEW:
        yield Signal("earlier_undecided", f"nobody has decided on {named} yet, and {taken.why}", evidence=evidence)


def _bears_on(other: RebateClaim, claim: RebateClaim) -> bool:
    apart = other.period is not None and claim.period is not None and not other.period.meets(claim.period)
    return other.waits and not apart and compact(other.agreement) == compact(claim.agreement) and alike(other.customer, claim.customer)


def _refuted(outcome: Outcome) -> Decimal:
    return outcome.calculation.known["value"] if outcome.verdict is Verdict.DISPUTE else Decimal(0)
