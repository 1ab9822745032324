"""Claims that remittances and their detail exports show: shortages, prices, discounts and holdbacks, line by line."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal

from facts.finding import FindingType
from facts.identifiers import compact
from matchers.bench import Bench, dates_of, share_of, standing_of
from matchers.claims import ClaimLine, Outcome, Standing
from matchers.detail_lines import price_lines
from matchers.discount import DiscountLine, judge_discount
from matchers.duplicates import duplicate_of
from matchers.grammar import number_key
from matchers.holdbacks import judge_provision
from matchers.price import judge_price
from matchers.shortage import ShortageLine, judge_shortage
from matchers.windows import ClaimDates


def judge_shortages(bench: Bench, lines: list[ShortageLine]) -> None:
    """Shortages as the exports detail them; of two lines that claim the same units the first counts."""
    by_claim: dict[str, list[ShortageLine]] = defaultdict(list)
    for line in lines:
        by_claim[number_key(line.claim.reference)].append(line)
    seen: dict[tuple[str, str, Decimal, Decimal], ShortageLine] = {}
    touched = bench.touched(line.claim for line in lines)
    for line in lines:
        first = _first_alike(line, seen)
        if bench.passes_by(line.claim, touched):
            continue
        outcome = _repeated(bench, line, first) or judge_shortage(line, bench.grounds.books, bench.grounds.pairing, bench.grounds.rules)
        share = share_of(bench, line, by_claim[number_key(line.claim.reference)])
        bench.give(line.claim, outcome, standing_of(bench, line.claim, share), dates_of(bench, line.claim))


def _first_alike(line: ShortageLine, seen: dict[tuple[str, str, Decimal, Decimal], ShortageLine]) -> ShortageLine:
    """The first line that claims the same units of the same item on the same invoice; often the line itself."""
    key = (number_key(line.claim.invoice_number), compact(line.claim.sku), line.short, line.claim.amount)
    return seen.setdefault(key, line)


def _repeated(bench: Bench, line: ShortageLine, first: ShortageLine) -> Outcome | None:
    """The same units of the same item claimed again under another number while the first claim still stands."""
    if first is line or number_key(first.claim.reference) == number_key(line.claim.reference):
        return None
    earlier = bench.grounds.claim_of(first.claim.reference)
    if earlier is not None and earlier.credits and earlier.open <= 0:
        return None
    return duplicate_of(line, first)


def judge_prices(bench: Bench) -> None:
    """Price claims as the exports detail them."""
    lines = list(price_lines(bench.grounds))
    touched = bench.touched(line.claim for line in lines)
    for line in lines:
        if not bench.passes_by(line.claim, touched):
            outcome = judge_price(line, bench.grounds.books, bench.grounds.rules)
            bench.give(line.claim, outcome, standing_of(bench, line.claim), dates_of(bench, line.claim))


def judge_discounts(bench: Bench) -> None:
    """Discounts that payments took off our invoices."""
    for taken in bench.grounds.ledger.discounts:
        invoice = bench.grounds.books.invoice(taken.invoice_number)
        order = invoice.purchase_order if invoice else ""
        claim = ClaimLine(
            FindingType.QUICK_PAY_DISCOUNT,
            taken.invoice_number,
            taken.discount,
            taken.currency or bench.grounds.rules.currency,
            taken.evidence[0],
            taken.invoice_number,
            order,
            vendor_code=bench.grounds.vendor_code(order),
            review=taken.review,
        )
        if bench.passes_by(claim):
            continue
        payment = next((p for p in bench.grounds.ledger.payments if taken.slices and p.number == taken.slices[-1].payment_number), None)
        dates = replace(dates_of(bench, claim), deduction_date=taken.paid_on)
        line = DiscountLine(
            claim, taken.gross, taken.paid_on, payment.evidence if payment else None, dates.invoice_date or taken.invoice_date
        )
        bench.give(claim, judge_discount(line, bench.grounds.books, bench.grounds.rules), Standing(), dates)


def judge_provisions(bench: Bench) -> None:
    """Holdbacks, which are watched until they are reversed."""
    for held in bench.grounds.ledger.provisions:
        currency = held.currency or bench.grounds.rules.currency
        claim = ClaimLine(FindingType.PROVISION, held.number, held.amount, currency, held.evidence[0], review=held.review)
        if bench.passes_by(claim):
            continue
        outcome = judge_provision(claim, held.held, held.reversed, held.placed_on, bench.as_of, held.evidence)
        bench.give(claim, outcome, Standing(), ClaimDates(deduction_date=held.placed_on))
