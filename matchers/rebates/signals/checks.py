"""The list of checks of rebate claims (domain.md 4.3), and all of them on one claim."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from facts.finding import Hold, Verdict
from facts.identifiers import compact
from facts.rebates import UnusableAgreementError
from matchers.calculation import Calculation
from matchers.rebates.claimed_before import counting
from matchers.rebates.claims import RebateBooks, judge_claim
from matchers.rebates.dues import due_for, period_of
from matchers.rebates.filed import RebateClaim
from matchers.rebates.signals.doubles import claims_nearly_alike, lines_nearly_alike, under_two_programmes
from matchers.rebates.signals.figures import (
    first_digits,
    invoices_in_a_row,
    just_over_threshold,
    loading,
    price_off_the_list,
    round_amounts,
)
from matchers.rebates.signals.handling import (
    agreement_after_the_fact,
    bank_account_changed,
    edited_file,
    resold_elsewhere,
    unusual_filer,
)
from matchers.rebates.signals.signal import Check, Looked, Neighbours, Signal, Surroundings
from rules.rebates import SignalLimits

CHECKS: Final = (
    Check("under_two_programmes", "Is an invoice line claimed under two agreements?", under_two_programmes),
    Check("lines_nearly_alike", "Are there lines that differ in hardly more than a sign of the invoice number?", lines_nearly_alike),
    Check("claims_nearly_alike", "Did the customer claim the same amount for overlapping days before?", claims_nearly_alike),
    Check("loading", "Was much bought in the last days of the period and much of it sent back?", loading),
    Check("just_over_threshold", "Does the base reach its threshold by very little?", just_over_threshold),
    Check("round_amounts", "Are nearly all claimed amounts round?", round_amounts),
    Check("invoices_in_a_row", "Do claimed invoices carry numbers in a row?", invoices_in_a_row),
    Check("first_digits", "Are the first digits of many amounts spread as in grown figures?", first_digits),
    Check("price_off_the_list", "Was anything sold at another price than the one in force?", price_off_the_list),
    Check("resold_elsewhere", "Does an end customer get the item in another territory as well?", resold_elsewhere),
    Check("unusual_filer", "Was the claim filed by somebody who never files?", unusual_filer),
    Check("bank_account_changed", "Was the bank account changed shortly before the payout?", bank_account_changed),
    Check("agreement_after_the_fact", "Was the agreement signed or changed after the period?", agreement_after_the_fact),
    Check("edited_file", "Does a file say that it was changed after it was made?", edited_file),
)
"""Checks that only hold a claim. What contract or ledger refute is found by the judge of claims and named by its reason."""


def checks_on(
    claim: RebateClaim, books: RebateBooks, told: Surroundings | None = None, limits: SignalLimits | None = None
) -> tuple[Signal, ...]:
    """All that there is to say about a claim: first what is refuted, with its exact excess, then what is only unusual."""
    return (*_refuted(claim, books), *signals_on(claim, books, told, limits))


def signals_on(
    claim: RebateClaim,
    books: RebateBooks,
    told: Surroundings | None = None,
    limits: SignalLimits | None = None,
    *,
    beside: Neighbours | None = None,
) -> tuple[Signal, ...]:
    """What is only unusual: reasons to hold the claim that change neither verdict nor amount.

    `beside` spares laying out the claims of the books again for each of many.
    """
    others = counting((beside or Neighbours.of((claim, *books.claims))).beside(claim), books.corrected)
    looked = look_at(claim, books, tuple(others), told or Surroundings(), limits or books.said.signals)
    return tuple(signal for check in CHECKS for signal in check.look(looked))


def look_at(claim: RebateClaim, books: RebateBooks, others: tuple[RebateClaim, ...], told: Surroundings, limits: SignalLimits) -> Looked:
    """The claim with all that the checks look at, as far as there is an agreement that can be computed."""
    contract = books.meant(claim.agreement, claim.period)
    bare = Looked(claim, books, others, told, limits, contract, sold=books.transactions)
    terms = books.terms_for(contract, claim.customer) if contract is not None else None
    if terms is None:
        return bare
    try:
        period = period_of(terms, claim.period)
        stack = books.stack(claim.customer)
        return Looked(claim, books, others, told, limits, contract, terms, period, due_for(stack, terms, period), stack.sold(terms))
    except UnusableAgreementError:
        return bare


def holds_of(signals: tuple[Signal, ...], sheet: Calculation) -> tuple[Hold, ...]:
    """Signals as they stand on a finding, their evidence beside that of its calculation."""
    return tuple(Hold(s.check, s.sentence, sheet.cite(*s.evidence)) for s in signals if not s.refutes)


def _refuted(claim: RebateClaim, books: RebateBooks) -> Iterator[Signal]:
    place = next((i for i, c in enumerate(books.claims) if compact(c.number) == compact(claim.number)), len(books.claims))
    outcome = judge_claim(claim, books, books.claims[:place])
    if outcome.verdict is Verdict.DISPUTE:
        excess = outcome.calculation.known.get("value")
        yield Signal(outcome.reason, outcome.why, refutes=True, evidence=tuple(outcome.calculation.evidence), excess=excess)
