"""What is billed by exports of its own: chargebacks, co-op, fees, rebates, freight, price protection, audits and promotions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from facts.finding import FindingType, Verdict
from facts.identifiers import compact
from matchers.bench import WAIVED, Bench, dates_of, standing_of, standing_of_charge
from matchers.calculation import Calculation
from matchers.charges.compliance import ComplianceBooks
from matchers.charges.judge import judge_charge, place_of
from matchers.charges.line import Charge, charges_of
from matchers.claims import ClaimLine, Outcome, Standing
from matchers.coop.accruals import Shortfall
from matchers.coop.billing import CoopBooks, judge_coop
from matchers.coop.orders import OrderFacts, order_facts
from matchers.coop.rebates import judge_rebate_invoices, rebate_agreements
from matchers.fees import FeeBooks, fee_lines, judge_fee
from matchers.further_claims import further_claims
from matchers.grammar import number_key, plain
from matchers.promotions.deals import promoted_agreements
from matchers.rebates.claims import RebateBooks, is_ours, judge_claim, line_of
from matchers.rebates.filed import RebateClaim
from matchers.rebates.payments import judge_payments, not_paid_yet, paid_to_us
from matchers.rebates.signals.checks import holds_of, signals_on
from matchers.rebates.signals.signal import Neighbours
from matchers.shortage import ShortageLine
from matchers.windows import ClaimDates


def judge_charges(bench: Bench) -> None:
    """Operational chargebacks in the order in which they were charged: one fault is charged once, but for what was given back."""
    grounds = bench.grounds
    books = ComplianceBooks(grounds.frames, grounds.books, grounds.pairing, grounds.rules.currency, grounds.rules.prep_owners)
    earlier: dict[tuple[str, str], list[Charge]] = defaultdict(list)
    billed: dict[str, list[Charge]] = defaultdict(list)
    charges = list(charges_of(grounds.frames, grounds.rules.currency))
    for charge in charges:
        billed[number_key(charge.invoice_number)].append(charge)
    for charge in charges:
        line = ClaimLine(
            FindingType.CHARGEBACK,
            charge.number,
            charge.amount,
            charge.currency,
            charge.evidence,
            charge.invoice_number,
            charge.purchase_order,
            charge.sku,
            grounds.vendor_code(charge.purchase_order),
        )
        if not bench.passes_by(line):
            standing = standing_of_charge(bench, line, charge, billed[number_key(charge.invoice_number)])
            outcome = _waived(bench, charge) or judge_charge(charge, earlier[place_of(charge)], books, grounds.rules)
            bench.give(line, outcome, standing, ClaimDates(charge_date=charge.charged_on))
        if not _given_back(bench, charge, billed[number_key(charge.invoice_number)]):
            earlier[place_of(charge)].append(charge)


def _waived(bench: Bench, charge: Charge) -> Outcome | None:
    """A charge that the export says was waived; where a remittance took its invoice all the same, the money has still to come."""
    if bench.grounds.rules.statuses.get("charge", {}).get(plain(charge.status)) != WAIVED:
        return None
    sheet = Calculation()
    sheet.given("claimed", "charged", charge.amount, charge.evidence)
    taken = bench.grounds.claim_of(charge.invoice_number) if charge.invoice_number else None
    if taken is None or taken.open <= 0:
        return Outcome(Verdict.RESOLVED, "charge_waived", f"the export shows the charge as {charge.status}", sheet, 0.93)
    sheet.cite(*taken.evidence)
    sheet.work_out("value", "charged though nothing is due", "claimed")
    why = f"the export shows the charge as {charge.status}, and invoice {charge.invoice_number} was deducted and not given back"
    return Outcome(Verdict.DISPUTE, "waived_and_deducted", why, sheet, 0.9, "duplicate_deduction")


def _given_back(bench: Bench, charge: Charge, billed: Sequence[Charge]) -> bool:
    """True where all of the charge came back, by its own number or by that of the one invoice that bills it."""
    alone = len(billed) == 1 and bool(charge.invoice_number)
    return bench.grounds.given_back(charge.number) or (alone and bench.grounds.given_back(charge.invoice_number))


def judge_coop_invoices(bench: Bench, shortages: Iterable[ShortageLine]) -> None:
    """Co-op invoices in the order in which they were billed: what one accrued counts against the cap of the next."""
    known = order_facts(bench.grounds.frames, bench.grounds.books)
    missing = _never_received(bench, shortages, known)
    books = CoopBooks.of(bench.grounds.frames, bench.grounds.rules.currency, missing, known.costs)
    elsewhere = promoted_agreements(bench.grounds.frames) | rebate_agreements(bench.grounds.frames)
    for line, invoice, outcome in judge_coop(books):
        if compact(invoice.agreement) not in elsewhere and not bench.passes_by(line):
            bench.give(line, outcome, standing_of(bench, line), replace(dates_of(bench, line), invoice_date=invoice.billed_on))


def _never_received(bench: Bench, shortages: Iterable[ShortageLine], known: OrderFacts) -> dict[tuple[str, str], Shortfall]:
    """Units that the retailer still takes money for as not received, by order and item; what it gave back counts as received."""
    found: dict[tuple[str, str], Shortfall] = {}
    for line in shortages:
        if bench.grounds.given_back(line.claim.reference):
            continue
        key = (compact(line.claim.purchase_order), compact(line.claim.sku))
        before = found.get(key)
        units = line.short + (before.units if before is not None else 0)
        found[key] = Shortfall(units, before.evidence if before is not None else line.claim.evidence, known.received.get(key))
    return found


def judge_fees(bench: Bench) -> None:
    """Fees against the cards and tariffs in force."""
    books = FeeBooks(bench.grounds.frames, bench.grounds.rules.currency)
    for line, dates, fee in fee_lines(books):
        if not bench.passes_by(line):
            bench.give(line, judge_fee(fee, books), standing_of(bench, line), dates)


def judge_rebates(bench: Bench) -> None:
    """Claims of customers, rebates billed by co-op invoices and rebates paid to us, against their contracts and the sales."""
    rules = bench.grounds.rules
    books = RebateBooks.of(bench.grounds.frames, rules.currency, rules.rebates)
    payments = {number_key(p.number): p for p in paid_to_us(books, bench.grounds.frames, rules.currency)}
    earlier: dict[str, list[RebateClaim]] = defaultdict(list)
    beside = Neighbours.of(books.claims)
    for claim in books.claims:
        dates = ClaimDates(claim_date=claim.filed_on)
        paid = number_key(claim.number) in payments
        if not paid and not is_ours(claim, books, rules.supplier):
            line = line_of(claim)
            if not bench.passes_by(line):
                outcome = judge_claim(claim, books, earlier[compact(claim.agreement)])
                outcome.holds = holds_of(signals_on(claim, books, beside=beside), outcome.calculation)
                bench.give(line, outcome, Standing(), dates)
            earlier[compact(claim.agreement)].append(claim)
        elif not paid:
            line, outcome = not_paid_yet(claim)
            if not bench.passes_by(line):
                bench.give(line, outcome, Standing(), dates)
    for line, invoice, outcome in judge_rebate_invoices(bench.grounds.frames, books, rules.currency):
        if not bench.passes_by(line):
            bench.give(line, outcome, standing_of(bench, line), replace(dates_of(bench, line), invoice_date=invoice.billed_on))
    for payment, line, outcome in judge_payments(books, list(payments.values()), rules.supplier):
        if not bench.passes_by(line):
            bench.give(line, outcome, Standing(), ClaimDates(deduction_date=payment.paid_on))


def judge_further(bench: Bench) -> None:
    """Freight, price protection and audits by exports of their own; what is not dated there is dated by the remittance."""
    for further in further_claims(bench.grounds):
        if not bench.passes_by(further.line):
            claim = bench.grounds.claim_of(further.line.reference)
            dates = replace(further.dates, deduction_date=claim.deducted_on if claim is not None else None)
            bench.give(further.line, further.judge(), standing_of(bench, further.line, further.share), dates)
