"""Rebate claims of customers held against their contracts: what is due to the cent, and the rest.

What contract or sales refute is disputed with the exact excess, with the mistake that explains it where one does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Final

import polars as pl
from rapidfuzz import fuzz

from facts.finding import FindingType, Verdict
from facts.identifiers import compact
from facts.rebates import ProofMissingError, RebateAgreement, UnusableAgreementError
from facts.tables import TableKind
from matchers.calculation import Calculation
from matchers.claims import ClaimLine, Outcome
from matchers.frames import Frames
from matchers.rebates.agreements import Contract, contracts
from matchers.rebates.claimed_before import corrected_by, correction_of, counting, granted_before, is_late, taken
from matchers.rebates.claimed_lines import Refuted, refuted
from matchers.rebates.currency import RateTable
from matchers.rebates.dues import Due, due_for, period_of
from matchers.rebates.filed import SAME_NAME, RebateClaim, alike, claims_of
from matchers.rebates.laid_out import lay_out
from matchers.rebates.periods import Stretch, period_around
from matchers.rebates.readings import Mistake, explained
from matchers.rebates.stacking import Decides, Stack
from matchers.rebates.transactions import transactions_of
from rules.rebates import RebateRules

SHORTEST_NAME: Final = 4
"""Characters that the name of a house has at least, for another name to be that of its branch."""
MOST_LINES: Final = 40
"""Lines of a claim that a calculation works out one by one."""


@dataclass(frozen=True, slots=True)
class RebateBooks:
    """Contracts, transactions and claims of one account, laid out once; claims in the order in which they were filed.

    `said` is what pack and terms say of rebates, `prices` the costs in force by item, for checks of what was charged, `reach` by compacted
    number which periods an agreement's terms decide, where other versions decide some, `corrected` the claims in whose place others stand.
    """

    contracts: dict[str, Contract]
    transactions: pl.DataFrame
    claims: tuple[RebateClaim, ...]
    rates: RateTable = field(default_factory=RateTable)
    said: RebateRules = field(default_factory=RebateRules)
    prices: pl.DataFrame = field(default_factory=pl.DataFrame)
    reach: Mapping[str, Decides] = field(default_factory=dict)
    corrected: Mapping[tuple[str, str], RebateClaim] = field(default_factory=dict)

    @classmethod
    def of(cls, frames: Frames, currency: str, said: RebateRules | None = None) -> RebateBooks:
        """From everything that was read."""
        held = said or RebateRules()
        return cls.with_contracts(frames, currency, held, contracts(frames, currency, held))

    @classmethod
    def with_contracts(cls, frames: Frames, currency: str, said: RebateRules, known: dict[str, Contract]) -> RebateBooks:
        """From tables that were read and contracts that are known otherwise, by their compacted number."""
        claims = sorted(claims_of(frames, currency), key=lambda c: (c.filed_on or date.max, c.number))
        prices = frames.table(TableKind.COST_HISTORY)
        return cls(known, transactions_of(frames), tuple(claims), RateTable.of(frames), said, prices, corrected=corrected_by(claims))

    def terms_for(self, contract: Contract, customer: str) -> RebateAgreement | None:
        """The contract's terms, for the customer as the sales spell it; None where they cannot be computed."""
        terms = contract.terms
        if terms is None or not customer or terms.customers:
            return terms
        alike = not terms.earner or fuzz.ratio(terms.earner.lower(), customer.lower()) >= SAME_NAME
        return replace(terms, customers=(customer,)) if alike or is_branch(customer, terms.earner) else terms

    def meant(self, agreement: str, days: Stretch | None) -> Contract | None:
        """The contract of a number, or the one of its parts to which days can belong; None where it is not among the papers."""
        contract = self.contracts.get(compact(agreement))
        return None if contract is None else contract.for_days(days)

    def stack(self, customer: str) -> Stack:
        """The agreements as they stand beside each other for a customer."""

        def known(number: str) -> RebateAgreement | None:
            contract = self.contracts.get(compact(number))
            return self.terms_for(contract, customer) if contract is not None else None

        return Stack(known, self.transactions, self.rates, self.reach)


def line_of(claim: RebateClaim) -> ClaimLine:
    """A customer's claim as a line to be judged."""
    return ClaimLine(FindingType.REBATE_OVERCLAIMED, claim.number, claim.amount, claim.currency, claim.evidence)


def judge_claim(claim: RebateClaim, books: RebateBooks, earlier: Sequence[RebateClaim]) -> Outcome:
    """One claim: in time, once, for what the contract grants, on what was sold. `earlier` are the claims that were filed before it."""
    sheet = Calculation()
    sheet.given("claimed", "claimed", claim.amount, claim.evidence)
    correction = correction_of(claim, books.corrected)
    if correction is not None:
        return _corrected(correction, sheet)
    return _held_against_contract(claim, books, counting(earlier, books.corrected), sheet)


def _held_against_contract(claim: RebateClaim, books: RebateBooks, earlier: Sequence[RebateClaim], sheet: Calculation) -> Outcome:
    contract = books.meant(claim.agreement, claim.period)
    if contract is None:
        return open_outcome(
            sheet, "agreement_missing", f"agreement {claim.agreement or '(none named)'} is not among the papers; add the contract"
        )
    terms = books.terms_for(contract, claim.customer)
    if terms is None:
        return open_outcome(sheet, "agreement_unclear", f"agreement {claim.agreement}: {contract.problem}")
    stranger = _stranger(claim, contract, terms, sheet)
    if stranger is not None:
        return stranger
    if contract.terms is not None and _only_a_branch(claim.customer, contract.terms):
        contract = replace(contract, to_review=(*contract.to_review, "earner_name"))
    stack = books.stack(claim.customer)
    try:
        period = period_of(terms, claim.period)
        refusal = (
            _outside(claim, contract, terms, period, sheet) or _late(claim, contract, terms, period, sheet) or _again(claim, earlier, sheet)
        )
        if refusal is not None:
            return refusal
        if claim.currency != terms.currency:
            why = f"the claim is in {claim.currency}, the agreement in {terms.currency}; a person compares them"
            return open_outcome(sheet, "currency_differs", why)
        due = due_for(stack, terms, period)
        granted = granted_before(claim, terms, period, due, earlier)
        wrong = list(refuted(claim.lines, terms, period, stack.sold(terms), taken(claim, earlier)))
    except UnusableAgreementError as problem:
        return _not_computable(problem, sheet)
    lay_out(sheet, contract, due)
    over = _excess(sheet, wrong, granted)
    if over <= 0:
        why = "claimed as earned" if claim.amount == due.amount else f"claimed {due.amount - claim.amount:f} less than was earned"
        return _finished(Verdict.ACCEPT, "as_agreed", why, sheet, contract)
    mistake = _mistake(claim, due, wrong, stack)
    if mistake is None and (unsure := _rows_to_check(claim, due)):
        return open_outcome(sheet, "rows_to_check", f"the claim does not tie to the sales as they were read; check first: {unsure}")
    if mistake is None and contract.to_review:
        asked = ", ".join(name.replace("_", " ") for name in contract.to_review)
        return open_outcome(sheet, "contract_to_check", f"the claim does not tie to the contract as it was read; check first: {asked}")
    if mistake is None and "granted_before" in sheet.known:
        mistake = Mistake("claimed_before", f"{sheet.known['granted_before']:f} {claim.currency} was claimed for this period before")
    told = mistake or Mistake("above_what_is_earned", f"{over:f} {claim.currency} more is claimed than the contract grants on these sales")
    outcome = _finished(Verdict.DISPUTE, told.reason, told.sentence, sheet, contract)
    outcome.type = FindingType.REBATE_FRAUD if told.fraud else None
    return outcome


def _corrected(by: RebateClaim, sheet: Calculation) -> Outcome:
    """For a claim that its claimant corrected: nothing is due on it any more; the one in its place is held against the contract."""
    sheet.noted("corrected_by", "corrected by claim", by.number, by.evidence)
    sheet.work_out("value", "claimed anew by another claim", "claimed")
    return Outcome(Verdict.DISPUTE, "corrected_since", f"claim {by.number} was filed in its place", sheet, 0.95)


def _not_computable(problem: UnusableAgreementError, sheet: Calculation) -> Outcome:
    """For a person; where only the proof of sale lacks, that is what is asked for."""
    if not isinstance(problem, ProofMissingError):
        return open_outcome(sheet, "agreement_unclear", str(problem))
    sheet.work_out("value", "in question until the papers are found", "claimed")
    return Outcome(Verdict.NEEDS_EVIDENCE, "proof_of_sale_missing", str(problem), sheet, 0.6, missing=("proof_of_sale",))


def _excess(sheet: Calculation, wrong: Sequence[Refuted], granted: Sequence[tuple[RebateClaim, Decimal]]) -> Decimal:
    """What is claimed above what is due and not granted already, and at least what the claim's own lines are refuted for."""
    left = "payout"
    if granted:
        told = sum((amount for _, amount in granted), Decimal(0))
        sheet.given("granted_before", "due on claims filed before", told, *(other.evidence for other, _ in granted))
        sheet.work_out("left", "left of the payout", "max(payout - granted_before, 0)")
        left = "left"
    parts = []
    for number, line in enumerate(wrong[:MOST_LINES], start=1):
        if line.amount is not None:
            sheet.given(f"line_{number}", f"wrongly claimed on {line.named}", line.amount, *line.evidence)
            parts.append(f"line_{number}")
    rest = sum((line.amount or Decimal(0) for line in wrong[MOST_LINES:]), Decimal(0))
    if rest:
        sheet.given(
            "other_lines", "other lines that do not hold", rest, *(e for line in wrong[MOST_LINES:][:MOST_LINES] for e in line.evidence[:1])
        )
        parts.append("other_lines")
    if parts:
        sheet.work_out("refuted", "lines that do not hold", f"min(claimed, {' + '.join(parts)})")
        return sheet.work_out("value", "claimed above what is due", f"max(claimed - {left}, refuted, 0)")
    return sheet.work_out("value", "claimed above what is due", f"max(claimed - {left}, 0)")


def _rows_to_check(claim: RebateClaim, due: Due) -> str:
    """Rows on which the amount rests and that wait for a person: the claim's own, and the sales that were counted."""
    own = [row for row in (claim.row, *claim.lines) if row.get("_review")]
    sales = [row for payout in due.payouts for row in payout.rows.filter(pl.col("_review")).head(1).iter_rows(named=True)]
    return ", ".join(f"{row['_file']}, row {row['_row']}" for row in (*own[:1], *sales[:1]))


def is_branch(name: str, house: str) -> bool:
    """True for the name of a house with something behind it, such as a place: a branch that the contract may mean or not."""
    one, other = name.strip().lower(), house.strip().lower()
    return len(other) >= SHORTEST_NAME and one != other and one.startswith(other)


def _only_a_branch(claimant: str, terms: RebateAgreement) -> bool:
    """True where claimant and earner are one only by the house that both names begin with."""
    if terms.customers or not terms.earner or fuzz.ratio(terms.earner.lower(), claimant.lower()) >= SAME_NAME:
        return False
    return is_branch(claimant, terms.earner) or is_branch(terms.earner, claimant)


def _stranger(claim: RebateClaim, contract: Contract, terms: RebateAgreement, sheet: Calculation) -> Outcome | None:
    """For a claimant who is no customer of the agreement: refused where the contract lists them, else for a person to say who it is."""
    named = contract.terms.customers if contract.terms is not None else ()
    if any(alike(name, claim.customer) for name in (*named, *terms.customers, *([] if named else [terms.earner]))):
        return None
    if not named and is_branch(terms.earner, claim.customer):
        return None
    if named and not contract.to_review:
        sheet.cite(contract.evidence("customers", f"customers of the agreement: {', '.join(named)}"))
        sheet.work_out("value", "claimed by no customer of the agreement", "claimed")
        why = f"{claim.customer} is none of the customers for whom the agreement holds"
        return Outcome(Verdict.DISPUTE, "ineligible_customer", why, sheet, confidence_of(contract), type=FindingType.REBATE_FRAUD)
    told = f"{claim.customer} claims under an agreement with {terms.earner}; a person tells whether it holds for them"
    return open_outcome(sheet, "claimant_unclear", told)


def _outside(claim: RebateClaim, contract: Contract, terms: RebateAgreement, period: Stretch, sheet: Calculation) -> Outcome | None:
    """For days of which none lies in the term: nothing is due for them."""
    if period.meets(Stretch(terms.starts_on, terms.ends_on)):
        return None
    if contract.to_review:
        return open_outcome(sheet, "contract_to_check", "the claim lies outside the term of the agreement as it was read; check its days")
    place = contract.evidence("start_date" if period.end < terms.starts_on else "end_date", f"term {terms.starts_on} to {terms.ends_on}")
    sheet.noted("term", "term of the agreement", f"{terms.starts_on} to {terms.ends_on}", place)
    sheet.noted("claimed_period", "period claimed", f"{period.start} to {period.end}", claim.evidence)
    sheet.work_out("value", "claimed outside the term", "claimed")
    why = f"the period claimed, {period.start} to {period.end}, lies outside the term of the agreement"
    return Outcome(Verdict.DISPUTE, "outside_agreement_dates", why, sheet, confidence_of(contract), type=FindingType.REBATE_FRAUD)


def _late(claim: RebateClaim, contract: Contract, terms: RebateAgreement, period: Stretch, sheet: Calculation) -> Outcome | None:
    """Filed after the contract's deadline: late claims lapse whole."""
    if claim.filed_on is None or not is_late(claim, terms, period):
        return None
    place = contract.evidence("claim_deadline_days", f"claims within {terms.claim_deadline_days} days after the period")
    end = period_around(terms, period).end
    sheet.noted("period_end", "end of the period", end.isoformat(), claim.evidence)
    sheet.noted("filed_on", "claim filed on", claim.filed_on.isoformat(), claim.evidence)
    sheet.given("days_allowed", "days allowed", Decimal(terms.claim_deadline_days or 0), place)
    sheet.given("days_taken", "days after the end of the period", Decimal((claim.filed_on - end).days), claim.evidence)
    sheet.work_out("value", "claimed after the deadline", "claimed")
    taken = (claim.filed_on - end).days
    why = f"claimed {taken} days after the period; the deadline is {terms.claim_deadline_days} days and late claims lapse"
    return Outcome(Verdict.DISPUTE, "claimed_after_deadline", why, sheet, confidence_of(contract))


def _again(claim: RebateClaim, earlier: Sequence[RebateClaim], sheet: Calculation) -> Outcome | None:
    """The same agreement, customer, period and amount claimed before; single lines are held against each other by `refuted`."""
    for other in earlier:
        same = compact(other.agreement) == compact(claim.agreement) and alike(other.customer, claim.customer)
        if same and (other.period, other.amount) == (claim.period, claim.amount):
            sheet.cite(other.evidence)
            sheet.given("claimed_before", f"claimed before as {other.number}", other.amount, other.evidence)
            sheet.work_out("value", "claimed twice", "min(claimed, claimed_before)")
            why = f"agreement, period and amount are those of claim {other.number}"
            return Outcome(Verdict.DISPUTE, "duplicate_claim", why, sheet, 0.95, type=FindingType.REBATE_FRAUD)
    return None


def _mistake(claim: RebateClaim, due: Due, wrong: Sequence[Refuted], stack: Stack) -> Mistake | None:
    """What explains the excess: the lines that the claim itself names, else a reading of the contract that gives just that amount."""
    if wrong:
        return wrong[0].mistake
    if due.plain is None or claim.amount <= due.amount:
        return None
    terms = due.plain.agreement
    return explained(terms, due.plain.period, stack.sold(terms), stack.off(terms, due.plain.period), claim.amount)


def is_ours(claim: RebateClaim, books: RebateBooks, us: str) -> bool:
    """True for a claim that we, or a plant or branch of ours, filed: we earn under its contract. Payments are judged for what came."""
    contract = books.contracts.get(compact(claim.agreement))
    earner = contract.earner if contract is not None else ""
    return bool(us) and any(
        name and (fuzz.ratio(name.lower(), us.lower()) >= SAME_NAME or name.lower().startswith(us.lower()))
        for name in (earner, claim.customer)
    )


def _finished(verdict: Verdict, reason: str, why: str, sheet: Calculation, contract: Contract) -> Outcome:
    return Outcome(verdict, reason, why, sheet, confidence_of(contract))


def open_outcome(sheet: Calculation, reason: str, why: str) -> Outcome:
    """What a person decides, with the reason."""
    return Outcome(Verdict.REVIEW, reason, why, sheet, 0.5)


def confidence_of(contract: Contract) -> float:
    """How sure a verdict is: less where something of the contract waits for a person."""
    return 0.8 if contract.to_review else 0.95
