"""Rebate claims of customers and rebates that were paid to us, held against their contracts: what is due to the cent, and the rest.

What contract or sales refute is disputed with the exact excess, with the mistake that explains it where one does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

import polars as pl
from rapidfuzz import fuzz

from facts.evidence import Evidence
from facts.finding import FindingType, Verdict
from facts.identifiers import compact
from facts.rebates import RebateAgreement, UnusableAgreementError
from facts.tables import TableKind
from matchers.calculation import Calculation
from matchers.claims import ClaimLine, Outcome
from matchers.frames import Frames, Row, decimal, newest, row_evidence, rows
from matchers.rebates.agreements import Contract, contracts
from matchers.rebates.outlook import claim_lapses_on
from matchers.rebates.payout import Payout, payout_of
from matchers.rebates.periods import Stretch, stretches
from matchers.rebates.readings import Mistake, explained
from matchers.rebates.transactions import in_scope, transactions_of

SAME_NAME: Final = 90.0
"""Likeness (0 to 100) at which a customer's name on a contract and in the sales is one name; recognisers and clerks spell alike."""


@dataclass(frozen=True, slots=True)
class RebateClaim:
    """A claim as the customer filed it, with the invoice lines it names where it names any. Amounts in `currency`."""

    number: str
    agreement: str
    customer: str
    period: Stretch | None
    base: Decimal | None
    amount: Decimal
    currency: str
    filed_on: date | None
    row: Row
    lines: tuple[Row, ...] = ()

    @property
    def evidence(self) -> Evidence:
        """The row that states the claim."""
        return row_evidence(self.row, f"claim of {self.amount:f} {self.currency} under agreement {self.agreement}")


@dataclass(frozen=True, slots=True)
class RebateBooks:
    """Contracts, transactions and claims of one account, laid out once; claims in the order in which they were filed."""

    contracts: dict[str, Contract]
    transactions: pl.DataFrame
    claims: tuple[RebateClaim, ...]

    @classmethod
    def of(cls, frames: Frames, currency: str) -> RebateBooks:
        """From everything that was read."""
        claims = sorted(claims_of(frames, currency), key=lambda c: (c.filed_on or date.max, c.number))
        return cls(contracts(frames, currency), transactions_of(frames), tuple(claims))

    def terms_for(self, contract: Contract, customer: str) -> RebateAgreement | None:
        """The contract's terms, for the customer as the sales spell it; None where they cannot be computed."""
        terms = contract.terms
        if terms is None or not customer:
            return terms
        alike = not terms.earner or fuzz.ratio(terms.earner.lower(), customer.lower()) >= SAME_NAME
        return _for_customer(terms, customer) if alike else terms

    def off(self, terms: RebateAgreement, period: Stretch, customer: str) -> dict[str, Decimal]:
        """What other agreements earned in the same period that comes off the base.

        Raises UnusableAgreementError for one that is not among the papers or cannot be computed.
        """
        found: dict[str, Decimal] = {}
        for number in terms.net_of:
            other = self.contracts.get(compact(number))
            its = self.terms_for(other, customer) if other is not None else None
            if its is None:
                raise UnusableAgreementError(f"its base is net of agreement {number}, whose terms are not there")
            found[number] = payout_of(its, period, self.transactions, off=self.off(its, period, customer)).amount
        return found


def claims_of(frames: Frames, currency: str) -> Iterator[RebateClaim]:
    """The claims of the table, each once, with the rows that name its invoice lines."""
    lines: dict[str, list[Row]] = {}
    heads: dict[str, Row] = {}
    for row in newest(rows(frames.table(TableKind.REBATE_CLAIMS)), _line_of_claim):
        number = compact(row["claim_id"])
        heads.setdefault(number, row)
        if row["invoice_number"]:
            lines.setdefault(number, []).append(row)
    for number, row in heads.items():
        start, end = row["period_start"], row["period_end"]
        yield RebateClaim(
            row["claim_id"],
            row["agreement_number"] or "",
            row["customer"] or "",
            Stretch(start, end) if start and end else None,
            decimal(row["claimed_base"]),
            abs(decimal(row["claimed_amount"]) or Decimal(0)),
            row["currency"] or currency,
            row["claim_date"],
            row,
            tuple(lines.get(number, ())),
        )


def _line_of_claim(row: Row) -> tuple[str, str, str]:
    return compact(row["claim_id"]), compact(row["invoice_number"] or ""), compact(row["sku"] or "")


@dataclass(frozen=True, slots=True)
class PaidRebate:
    """A rebate that was paid to us under an agreement, by the payer's own number."""

    number: str
    agreement: str
    amount: Decimal
    currency: str
    paid_on: date | None
    evidence: Evidence


def line_of(claim: RebateClaim) -> ClaimLine:
    """A customer's claim as a line to be judged."""
    return ClaimLine(FindingType.REBATE_OVERCLAIMED, claim.number, claim.amount, claim.currency, claim.evidence)


def judge_claim(claim: RebateClaim, books: RebateBooks, earlier: Sequence[RebateClaim]) -> Outcome:
    """One claim: in time, once, for what the contract grants, on what was sold."""
    sheet = Calculation()
    sheet.given("claimed", "claimed", claim.amount, claim.evidence)
    contract = books.contracts.get(compact(claim.agreement))
    if contract is None:
        return _open(sheet, "agreement_missing", f"agreement {claim.agreement or '(none named)'} is not among the papers; add the contract")
    terms = books.terms_for(contract, claim.customer)
    if terms is None:
        return _open(sheet, "agreement_unclear", f"agreement {claim.agreement}: {contract.problem}")
    period = claim.period or stretches(terms)[0]
    late = _late(claim, contract, terms, period, sheet) or _again(claim, earlier, sheet)
    if late is not None:
        return late
    try:
        off = books.off(terms, period, claim.customer)
    except UnusableAgreementError as problem:
        return _open(sheet, "agreement_unclear", str(problem))
    due = payout_of(terms, period, books.transactions, off=off)
    _lay_out(sheet, contract, due)
    over = claim.amount - due.amount
    if over <= 0:
        why = "claimed as earned" if not over else f"claimed {-over:f} less than was earned"
        return _finished(sheet, Verdict.ACCEPT, "as_agreed", why, contract)
    mistake = _mistake(claim, terms, period, books, off)
    if mistake is None and contract.to_review:
        asked = ", ".join(name.replace("_", " ") for name in contract.to_review)
        return _open(sheet, "contract_to_check", f"the claim does not tie to the contract as it was read; check first: {asked}")
    told = mistake or Mistake("above_what_is_earned", f"{over:f} {claim.currency} more is claimed than the contract grants on these sales")
    outcome = _finished(sheet, Verdict.DISPUTE, told.reason, told.sentence, contract)
    outcome.type = FindingType.REBATE_FRAUD if told.fraud else None
    return outcome


def paid_to_us(books: RebateBooks, frames: Frames, currency: str) -> Iterator[PaidRebate]:
    """Lines of payments that name one of the contracts: rebates that came in, slices of one number together."""
    if not books.contracts:
        return
    found: dict[str, PaidRebate] = {}
    for row in newest(rows(frames.table(TableKind.REMITTANCE_LINES)), _line_of_payment):
        told = " ".join(str(row[name] or "") for name in ("description", "transaction_type", "reference_details"))
        number = next((c.number for word in told.split() if (c := books.contracts.get(compact(word.strip(".,;:()"))))), None)
        amount = decimal(row["amount_paid"])
        if number is None or amount is None or amount <= 0:
            continue
        before = found.get(row["invoice_number"])
        evidence = row_evidence(row, f"{amount:f} paid under agreement {number}")
        whole = amount + (before.amount if before else Decimal(0))
        found[row["invoice_number"]] = PaidRebate(
            row["invoice_number"], number, whole, row["currency"] or currency, row["invoice_date"], evidence
        )
    yield from found.values()


def _line_of_payment(row: Row) -> tuple[str, str, str]:
    return row["payment_number"], row["invoice_number"], str(row["amount_paid"])


def is_ours(claim: RebateClaim, books: RebateBooks, us: str) -> bool:
    """True for a claim that we filed: we earn under its contract. What came for it is judged by the payments."""
    contract = books.contracts.get(compact(claim.agreement))
    earner = contract.terms.earner if contract is not None and contract.terms is not None else ""
    return any(name and fuzz.ratio(name.lower(), us.lower()) >= SAME_NAME for name in (earner, claim.customer))


def not_paid_yet(claim: RebateClaim) -> tuple[ClaimLine, Outcome]:
    """A claim of ours for which no payment was seen: a person asks the payer."""
    line = replace(line_of(claim), type=FindingType.REBATE_UNDERPAID)
    sheet = Calculation()
    sheet.given("claimed", "claimed by us", claim.amount, claim.evidence)
    return line, _open(sheet, "not_paid_yet", f"no payment for claim {claim.number} has been seen; ask the payer when it is due")


def judge_payment(paid: PaidRebate, books: RebateBooks, us: str) -> tuple[ClaimLine, Outcome] | None:
    """What was earned under a contract less what was paid; None where the contract's terms cannot be computed."""
    contract = books.contracts[compact(paid.agreement)]
    terms = books.terms_for(contract, us)
    if terms is None:
        return None
    sheet = Calculation()
    sheet.given("paid", "paid", paid.amount, paid.evidence)
    period = stretches(terms)[0]
    try:
        due = payout_of(terms, period, books.transactions, off=books.off(terms, period, us))
    except UnusableAgreementError:
        return None
    _lay_out(sheet, contract, due)
    line = ClaimLine(FindingType.REBATE_UNDERPAID, paid.number, due.amount, terms.currency, paid.evidence)
    short = sheet.work_out("value", "earned but not paid", "max(payout - paid, 0)")
    if short <= 0:
        return line, Outcome(Verdict.RESOLVED, "paid_in_full", "paid as earned", sheet, _confidence(contract))
    if not _is_sound(contract):
        return line, _open(sheet, "contract_to_check", "the payment does not tie to the contract as it was read; check its terms first")
    why = f"{short:f} {terms.currency} less was paid than was earned"
    return line, Outcome(Verdict.DISPUTE, "paid_less_than_earned", why, sheet, _confidence(contract))


def _for_customer(terms: RebateAgreement, customer: str) -> RebateAgreement:
    return replace(terms, customers=(customer,))


def _late(claim: RebateClaim, contract: Contract, terms: RebateAgreement, period: Stretch, sheet: Calculation) -> Outcome | None:
    """Filed after the contract's deadline: late claims lapse whole."""
    last = claim_lapses_on(terms, period)
    if last is None or claim.filed_on is None or claim.filed_on <= last:
        return None
    place = contract.evidence("claim_deadline_days", f"claims within {terms.claim_deadline_days} days after the period")
    sheet.noted("period_end", "end of the period", period.end.isoformat(), claim.evidence)
    sheet.noted("filed_on", "claim filed on", claim.filed_on.isoformat(), claim.evidence)
    sheet.given("days_allowed", "days allowed", Decimal(terms.claim_deadline_days or 0), place)
    sheet.given("days_taken", "days after the end of the period", Decimal((claim.filed_on - period.end).days), claim.evidence)
    sheet.work_out("value", "claimed after the deadline", "claimed")
    taken = (claim.filed_on - period.end).days
    why = f"claimed {taken} days after the period; the deadline is {terms.claim_deadline_days} days and late claims lapse"
    return Outcome(Verdict.DISPUTE, "claimed_after_deadline", why, sheet, _confidence(contract))


def _again(claim: RebateClaim, earlier: Sequence[RebateClaim], sheet: Calculation) -> Outcome | None:
    """The same agreement, customer, period and amount claimed before, or the same invoice lines under another claim."""
    for other in earlier:
        if compact(other.agreement) == compact(claim.agreement) and (other.period, other.amount) == (claim.period, claim.amount):
            sheet.cite(other.evidence)
            sheet.given("claimed_before", f"claimed before as {other.number}", other.amount, other.evidence)
            sheet.work_out("value", "claimed twice", "min(claimed, claimed_before)")
            why = f"agreement, period and amount are those of claim {other.number}"
            return Outcome(Verdict.DISPUTE, "duplicate_claim", why, sheet, 0.95, type=FindingType.REBATE_FRAUD)
    return None


def _mistake(claim: RebateClaim, terms: RebateAgreement, period: Stretch, books: RebateBooks, off: Mapping[str, Decimal]) -> Mistake | None:
    """What explains the excess: the lines that the claim itself names, else a reading of the contract that gives just that amount."""
    by_line = _line_checks(claim, terms, period, books)
    return by_line or explained(terms, period, books.transactions, off, claim.amount)


def _line_checks(claim: RebateClaim, terms: RebateAgreement, period: Stretch, books: RebateBooks) -> Mistake | None:
    """Invoice lines that were not sold so: out of the period, of items that do not count, more units than invoiced, or not at all."""
    if not claim.lines:
        return None
    sold = books.transactions.filter(~pl.col("is_return"))
    for row in claim.lines:
        same = sold.filter(
            (pl.col("invoice_number") == row["invoice_number"]) & ((pl.col("sku") == row["sku"]) if row["sku"] else pl.lit(value=True))
        )
        named = f"invoice {row['invoice_number']}" + (f", item {row['sku']}" if row["sku"] else "")
        if same.is_empty():
            return Mistake("never_sold", f"{named} is not among the sales", fraud=True)
        if same.filter(in_scope(terms)).is_empty():
            return Mistake("ineligible_item", f"{named} does not count under the agreement", fraud=True)
        days = same["sale_date"]
        if all(not period.start <= day <= period.end for day in days):
            return Mistake("outside_period", f"{named} was sold outside the period", fraud=True)
        if row["quantity"] is not None and row["quantity"] > int(same["quantity"].sum() or 0):
            return Mistake(
                "quantity_above_sold", f"{named}: {row['quantity']} units are claimed, {int(same['quantity'].sum())} were sold", fraud=True
            )
    return None


def _lay_out(sheet: Calculation, contract: Contract, due: Payout) -> None:
    """The payout's own steps with the contract beside them."""
    placed = [contract.evidence(name, told) for name, told in _TOLD if name in contract.paper.document.fields]
    offset = {i: sheet.cite(e)[0] for i, e in enumerate(due.evidence)}
    agreed = sheet.cite(*placed, contract.evidence("agreement_number", f"agreement {contract.number}"))
    for step in due.calculation:
        cited = tuple(offset[i] for i in step.evidence)
        if step.formula is None and not cited:
            cited = agreed
        sheet.steps.append(replace(step, evidence=cited))
        sheet.known[step.id] = Decimal(step.value)


_TOLD: Final = (
    ("mechanism", "mechanism of the agreement"),
    ("basis", "what the base means"),
    ("cap", "cap"),
    ("floor", "floor"),
    ("minimum_payout", "minimum payout"),
    ("baseline", "baseline"),
    ("excluded_skus", "items that do not count"),
    ("net_of_agreements", "agreements whose rebate comes off the base"),
)


def _finished(sheet: Calculation, verdict: Verdict, reason: str, why: str, contract: Contract) -> Outcome:
    sheet.work_out("value", "claimed above what is due", "max(claimed - payout, 0)")
    return Outcome(verdict, reason, why, sheet, _confidence(contract))


def _open(sheet: Calculation, reason: str, why: str) -> Outcome:
    return Outcome(Verdict.REVIEW, reason, why, sheet, 0.5)


def _confidence(contract: Contract) -> float:
    return 0.8 if contract.to_review else 0.95


def _is_sound(contract: Contract) -> bool:
    """True where nothing that money depends on waits for a person."""
    harmless = {"payer_name", "earner_name", "title"}
    return not set(contract.to_review) - harmless
