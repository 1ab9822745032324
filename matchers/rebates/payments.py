"""Rebates that were paid to us under contracts, held against what was earned for their period."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

from facts.evidence import Evidence
from facts.finding import FindingType, Verdict
from facts.identifiers import compact
from facts.money import minor_digits
from facts.rebates import RebateAgreement, UnusableAgreementError
from facts.tables import TableKind
from matchers.calculation import Calculation
from matchers.claims import ClaimLine, Outcome
from matchers.frames import Frames, Row, decimal, newest, row_evidence, rows
from matchers.rebates.agreements import Contract
from matchers.rebates.claims import RebateBooks, confidence_of, line_of, open_outcome
from matchers.rebates.currency import paid_in
from matchers.rebates.dues import Due, due_for
from matchers.rebates.filed import RebateClaim
from matchers.rebates.laid_out import lay_out
from matchers.rebates.periods import Stretch, stretches


@dataclass(frozen=True, slots=True)
class PaidRebate:
    """A rebate that was paid to us under an agreement, by the payer's own number."""

    number: str
    agreement: str
    amount: Decimal
    currency: str
    paid_on: date | None
    evidence: Evidence


def paid_to_us(books: RebateBooks, frames: Frames, currency: str) -> Iterator[PaidRebate]:
    """Lines of payments that name one of the contracts: rebates that came in, slices of one number together.

    Of a contract whose parts follow one another in time, a payment is under the part that it is for.
    """
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
    ours = _by_number(books)
    for paid in found.values():
        contract = books.contracts[compact(paid.agreement)]
        yield replace(paid, agreement=_part_paid(contract, paid, ours.get(compact(paid.number))).number)


def _by_number(books: RebateBooks) -> dict[str, RebateClaim]:
    return {compact(c.number): c for c in books.claims}


def _part_paid(contract: Contract, paid: PaidRebate, claim: RebateClaim | None) -> Contract:
    """The part of a contract that a payment is for: that of our claim's days, else of the last period over by then."""
    if claim is not None and claim.period is not None:
        return contract.for_days(claim.period)
    terms = [p.terms for p in contract.parts if p.terms is not None]
    terms.sort(key=lambda t: t.starts_on)
    if len(terms) < len(contract.parts) or any(later.starts_on <= earlier.ends_on for earlier, later in pairwise(terms)):
        return contract
    over = [(p.end, part) for part in contract.parts if part.terms is not None for p in _over(part.terms, paid)]
    return max(over, key=lambda told: told[0])[1] if over else contract


def _line_of_payment(row: Row) -> tuple[str, str, str]:
    return row["payment_number"], row["invoice_number"], str(row["amount_paid"])


def not_paid_yet(claim: RebateClaim) -> tuple[ClaimLine, Outcome]:
    """A claim of ours for which no payment was seen: a person asks the payer."""
    line = replace(line_of(claim), type=FindingType.REBATE_UNDERPAID)
    sheet = Calculation()
    sheet.given("claimed", "claimed by us", claim.amount, claim.evidence)
    return line, open_outcome(sheet, "not_paid_yet", f"no payment for claim {claim.number} has been seen; ask the payer when it is due")


def judge_payments(books: RebateBooks, payments: Sequence[PaidRebate], us: str) -> Iterator[tuple[PaidRebate, ClaimLine, Outcome]]:
    """What was earned for a period less all that was paid for it; what is missing stands with the last payment.

    Left out are payments under contracts whose terms cannot be computed.
    """
    ours = _by_number(books)
    groups: dict[tuple[str, Stretch | None], list[PaidRebate]] = {}
    for paid in sorted(payments, key=lambda p: (p.paid_on or date.max, p.number)):
        terms = books.terms_for(books.contracts[compact(paid.agreement)], us)
        if terms is not None:
            period = _paid_for(paid, terms, ours.get(compact(paid.number)))
            groups.setdefault((compact(paid.agreement), period), []).append(paid)
    for (number, period), together in groups.items():
        contract = books.contracts[number]
        yield from _judged(books, contract, period, together, us)


def _paid_for(paid: PaidRebate, terms: RebateAgreement, claim: RebateClaim | None) -> Stretch | None:
    """The days that a payment is for: those of our claim, the agreement's only period, or the last one that was over by then."""
    if claim is not None and claim.period is not None:
        return claim.period
    periods = stretches(terms)
    if len(periods) == 1:
        return periods[0]
    over = _over(terms, paid)
    return over[-1] if over else None


def _over(terms: RebateAgreement, paid: PaidRebate) -> list[Stretch]:
    """The periods that were over when a payment came."""
    return [p for p in stretches(terms) if paid.paid_on is not None and p.end < paid.paid_on]


def _judged(
    books: RebateBooks, contract: Contract, period: Stretch | None, together: Sequence[PaidRebate], us: str
) -> Iterator[tuple[PaidRebate, ClaimLine, Outcome]]:
    terms = books.terms_for(contract, us)
    if terms is None:
        return
    for place, paid in enumerate(together):
        sheet = Calculation()
        sheet.given("rebate_paid", "paid", paid.amount, paid.evidence)
        if period is None:
            told = "the payment does not say for which period of the agreement it is; a person tells"
            yield paid, _line(paid, paid.amount, paid.currency), open_outcome(sheet, "period_unclear", told)
            continue
        try:
            due = due_for(books.stack(us), terms, period)
            if place < len(together) - 1:
                why = f"one of {len(together)} payments for this period; what is missing stands with payment {together[-1].number}"
                yield (
                    paid,
                    _line(paid, paid.amount, paid.currency),
                    Outcome(Verdict.RESOLVED, "paid_in_parts", why, sheet, confidence_of(contract)),
                )
                continue
            yield paid, *_held_against(books, contract, terms, due, together, sheet)
        except UnusableAgreementError:
            return


def _held_against(
    books: RebateBooks, contract: Contract, terms: RebateAgreement, due: Due, together: Sequence[PaidRebate], sheet: Calculation
) -> tuple[ClaimLine, Outcome]:
    """The last payment of a period, with what all of them together lack."""
    last = together[-1]
    lay_out(sheet, contract, due)
    before = sum((p.amount for p in together[:-1]), last.amount * 0)
    paid, owed = "rebate_paid", "payout"
    if before:
        sheet.given("paid_earlier", "paid for this period before", before, *(p.evidence for p in together[:-1]))
        paid = "(rebate_paid + paid_earlier)"
    amount = due.amount
    if last.currency != terms.currency:
        amount, rate = paid_in(due.amount, terms, last.currency, last.paid_on, books.rates)
        place = rate.evidence or contract.evidence("fixed_rates", f"agreed rate of {terms.currency} to {last.currency}")
        sheet.given("exchange_rate", "exchange rate", rate.value, place)
        sheet.work_out("payable", "payout in the currency of payment", f"round(payout * exchange_rate, {minor_digits(last.currency)})")
        owed = "payable"
    line = _line(last, amount, last.currency)
    short = sheet.work_out("value", "earned but not paid", f"max({owed} - {paid}, 0)")
    if short <= 0:
        return line, Outcome(Verdict.RESOLVED, "paid_in_full", "paid as earned", sheet, confidence_of(contract))
    if not _is_sound(contract):
        return line, open_outcome(
            sheet, "contract_to_check", "the payment does not tie to the contract as it was read; check its terms first"
        )
    why = f"{short:f} {last.currency} less was paid than was earned"
    return line, Outcome(Verdict.DISPUTE, "paid_less_than_earned", why, sheet, confidence_of(contract))


def _line(paid: PaidRebate, amount: Decimal, currency: str) -> ClaimLine:
    return ClaimLine(FindingType.REBATE_UNDERPAID, paid.number, amount, currency, paid.evidence)


def _is_sound(contract: Contract) -> bool:
    """True where nothing that money depends on waits for a person."""
    harmless = {"payer_name", "earner_name", "title"}
    return not set(contract.to_review) - harmless
