"""Claims that only the remittances show: worked out from our papers where those tell, else told with what is missing."""

from __future__ import annotations

from datetime import date

from facts.finding import FindingType
from matchers.bench import Bench, dates_of, share_of, standing_of
from matchers.chain import Claim, PaidInvoice
from matchers.claims import ClaimLine, Outcome, Standing
from matchers.derived import price_claim_without_difference, shortage_lines_of
from matchers.duplicates import billed_or_paid_twice, duplicate_claim
from matchers.freight.judge import freight_without_detail
from matchers.grammar import number_key
from matchers.promotions.judge import promotion_without_detail
from matchers.returns import judge_return
from matchers.shortage import judge_shortage
from matchers.undecided import code_told, undecided
from matchers.windows import ClaimDates


def judge_remitted(bench: Bench) -> None:
    """Claims on the remittances that no export details: returns by their papers, the rest for a person."""
    for claim in bench.grounds.ledger.claims:
        if number_key(claim.number) in bench.judged:
            continue
        invoice = bench.grounds.books.invoice(claim.root)
        order = invoice.purchase_order if invoice else ""
        line = ClaimLine(
            claim.type,
            claim.number,
            claim.amount,
            claim.currency or bench.grounds.rules.currency,
            claim.evidence[0],
            invoice.number if invoice else "",
            order,
            vendor_code=bench.grounds.vendor_code(order),
            review=claim.review,
        )
        worked_out = shortage_lines_of(line, invoice, bench.grounds.books) if invoice and claim.type is FindingType.SHORTAGE else ()
        touched = bench.touched(short.claim for short in worked_out)
        for short in worked_out:
            if bench.passes_by(short.claim, touched):
                continue
            share = share_of(bench, short, list(worked_out))
            outcome = judge_shortage(short, bench.grounds.books, bench.grounds.pairing, bench.grounds.rules)
            bench.give(short.claim, outcome, standing_of(bench, short.claim, share), dates_of(bench, short.claim))
        if not worked_out and not bench.passes_by(line):
            bench.give(line, _without_detail(bench, claim, line), standing_of(bench, line), dates_of(bench, line))
    for chain in bench.grounds.ledger.chains:
        if chain.invoice is not None and chain.invoice.balance is not None and chain.invoice.short_by > 0:
            _give_short_payment(bench, chain.invoice)
    for other in bench.grounds.ledger.unclassified:
        if other.amount < 0 and number_key(other.number) not in bench.judged:
            line = ClaimLine(
                FindingType.UNCLASSIFIED, other.number, -other.amount, other.currency or bench.grounds.rules.currency, other.line.evidence
            )
            if bench.passes_by(line):
                continue
            why = f"{other.basis}; a person decides what it is" + code_told(bench.grounds.rules, other.line.description)
            bench.give(line, undecided(line, "not_understood", why), Standing(), ClaimDates(deduction_date=other.line.payment_date))


def _give_short_payment(bench: Bench, paid: PaidInvoice) -> None:
    """Money taken off an invoice without a line of its own, though the retailer's balance says that nothing is left to pay."""
    currency = paid.currency or bench.grounds.rules.currency
    line = ClaimLine(FindingType.UNCLASSIFIED, paid.number, paid.short_by, currency, paid.evidence[0], paid.number)
    if bench.passes_by(line):
        return
    why = f"the invoice of {paid.amount:f} was paid {paid.short_by:f} short, and no line says why; a person asks the retailer"
    bench.give(line, undecided(line, "short_paid_without_reason", why), Standing(), dates_of(bench, line))


def _earlier(one: Claim, claim: Claim) -> bool:
    """True for another claim that was deducted before; of one day, for the one with the smaller number."""
    if number_key(one.number) == number_key(claim.number):
        return False
    return (one.deducted_on or date.max, one.number) < (claim.deducted_on or date.max, claim.number)


def _without_detail(bench: Bench, claim: Claim, line: ClaimLine) -> Outcome:
    if claim.type is FindingType.RETURN:
        authorised, same = bench.returns()
        returned = [c for c in same.get(authorised.places(line.reference), ()) if _earlier(c, claim)]
        before = [(c.number, c.amount, c.evidence[0]) for c in returned]
        return judge_return(line, authorised, bench.grounds.books, before)
    if claim.repeats:
        first = bench.grounds.claim_of(claim.repeats)
        if first is not None and not first.credits:
            return duplicate_claim(line, claim.repeats, first.evidence[0])
    invoice = bench.grounds.books.invoice(claim.root)
    if claim.type is FindingType.PRICE_CLAIM and invoice is not None:
        outcome = price_claim_without_difference(line, invoice, bench.grounds.books)
        if outcome is not None:
            return outcome
    if claim.type is FindingType.DUPLICATE and invoice is not None:
        chain = bench.grounds.chains.get(number_key(claim.root))
        outcome = billed_or_paid_twice(line, invoice, chain.invoice if chain is not None else None, bench.grounds.books)
        if outcome is not None:
            return outcome
    if claim.type is FindingType.FREIGHT:
        freight = freight_without_detail(line, bench.grounds.books)
        if freight is not None:
            return freight
    if claim.type is FindingType.PROMOTION:
        return promotion_without_detail(line, code_told(bench.grounds.rules, claim.description))
    name = claim.type.value.replace("_", " ")
    why = f"the remittance takes it as {name}, but no export in the folder shows its items; add the detail export"
    return undecided(line, "detail_missing", why + code_told(bench.grounds.rules, claim.description))
