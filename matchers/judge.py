"""The one judge: frames and rules in, findings out. Every deduction line is judged once or shown for a person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Final, TypeAlias

from facts.finding import Finding, FindingType, Verdict
from facts.identifiers import compact
from facts.money import minor_digits, round_half_up
from facts.tables import TableKind
from matchers.books import Books
from matchers.chain import ChainLedger, Claim, DisputeRecord, PaidInvoice
from matchers.charges.compliance import ComplianceBooks
from matchers.charges.judge import judge_charge, place_of
from matchers.charges.line import Charge, charges_of
from matchers.claims import ClaimLine, Credit, Outcome, Standing, conclude, finding_id
from matchers.coop.accruals import Shortfall
from matchers.coop.billing import CoopBooks, judge_coop
from matchers.coop.orders import OrderFacts, order_facts
from matchers.derived import price_claim_without_difference, shortage_lines_of
from matchers.detail_lines import price_lines, shortage_lines
from matchers.discount import DiscountLine, judge_discount
from matchers.duplicates import duplicate_claim, duplicate_of
from matchers.fees import FeeBooks, fee_lines, judge_fee
from matchers.focus import Focus
from matchers.frames import Frames
from matchers.freight.judge import freight_without_detail
from matchers.further_claims import further_claims
from matchers.grammar import number_key
from matchers.grounds import Grounds, lay_out
from matchers.holdbacks import judge_provision
from matchers.price import judge_price
from matchers.promotions.deals import promoted_agreements
from matchers.promotions.judge import promotion_without_detail
from matchers.proof import Proof
from matchers.rebates.claims import RebateBooks, RebateClaim, is_ours, judge_claim, line_of
from matchers.rebates.payments import judge_payments, not_paid_yet, paid_to_us
from matchers.rebates.signals.checks import holds_of, signals_on
from matchers.rebates.signals.signal import Neighbours
from matchers.returns import Authorisations, judge_return
from matchers.shipments import Pairing
from matchers.shortage import ShortageLine, judge_shortage
from matchers.undecided import code_told, undecided
from matchers.windows import ClaimDates, due_date
from rules.model import Rules

CALLING_FOR_PAPERS: Final = {Verdict.NEEDS_EVIDENCE, Verdict.DISPUTE, Verdict.TOO_EARLY, Verdict.REVIEW}
"""Verdicts on which a better paper would still change something."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """Findings, and what they were made from: the books, the papers' pairing, and the remittance's chains.

    `wanting` holds, by finding, the shipments whose proof of delivery is weak or missing. `references` are the claims that were
    judged, in the spelling of `number_key`; with a focus, those that it touches.
    """

    findings: tuple[Finding, ...]
    books: Books
    pairing: Pairing
    ledger: ChainLedger
    wanting: dict[str, tuple[Proof, ...]]
    references: frozenset[str] = frozenset()


ReturnsTaken: TypeAlias = tuple[Authorisations, dict[frozenset[tuple[object, ...]], list[Claim]]]
"""Authorised lines, and the deductions for returns that stand, by the authorised lines that they name."""


@dataclass(slots=True)
class _Bench:
    grounds: Grounds
    as_of: date
    focus: Focus | None = None
    kept: Mapping[str, Rules] = field(default_factory=dict)
    judged: set[str] = field(default_factory=set)
    references: set[str] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)
    wanting: dict[str, tuple[Proof, ...]] = field(default_factory=dict)
    returned: ReturnsTaken | None = None

    def returns(self) -> ReturnsTaken:
        """Laid out once, when the first deduction for a return is judged."""
        if self.returned is not None:
            return self.returned
        authorised = Authorisations(self.grounds.frames.table(TableKind.RETURN_AUTHORIZATIONS))
        same: dict[frozenset[tuple[object, ...]], list[Claim]] = defaultdict(list)
        for claim in self.grounds.ledger.returns:
            if claim.open > 0:
                same[authorised.places(claim.number)].append(claim)
        self.returned = authorised, same
        return self.returned

    def touched(self, lines: Iterable[ClaimLine]) -> frozenset[str] | None:
        """The claims of which a line is touched; None for all of them.

        A claim is judged whole or not at all: its lines share its credits, and of two that state the same the first counts.
        """
        if self.focus is None:
            return None
        focus = self.focus
        return frozenset(number_key(x.reference) for x in lines if focus.touches(x.reference, x.invoice_number, x.purchase_order, x.sku))

    def passes_by(self, line: ClaimLine, touched: frozenset[str] | None = None) -> bool:
        """True where the line lies outside the focus. It is not judged now; that its claim has a detail is noted all the same."""
        wanted = self.touched([line]) if touched is None else touched
        if wanted is None or number_key(line.reference) in wanted:
            return False
        self.judged.add(number_key(line.reference))
        return True

    def give(self, line: ClaimLine, outcome: Outcome, standing: Standing, dates: ClaimDates) -> None:
        """Adds the finding for a line."""
        self.judged.add(number_key(line.reference))
        self.references.add(number_key(line.reference))
        rules = self.grounds.rules
        clock = self.kept.get(number_key(line.reference), rules)
        finding = conclude(line, outcome, standing, dates, clock, self.as_of)
        if clock is not rules:
            finding = replace(finding, id=finding_id(rules, finding.type, line))
        self.findings.append(finding)
        if outcome.wanting and finding.verdict in CALLING_FOR_PAPERS:
            self.wanting[finding.id] = outcome.wanting


def judge(frames: Frames, rules: Rules, as_of: date, focus: Focus | None = None) -> Judgement:
    """Judges every deduction of one supplier and retailer as of a day; with a focus, only the claims that it touches."""
    return judge_on(lay_out(frames, rules), as_of, focus)


def judge_on(grounds: Grounds, as_of: date, focus: Focus | None = None, kept: Mapping[str, Rules] | None = None) -> Judgement:
    """The same on grounds that are laid out already.

    `kept` are claims, by `number_key` of their reference, whose windows are those of earlier rules: they were filed under them.
    """
    bench = _Bench(grounds, as_of, focus, kept or {})
    shortages = list(shortage_lines(bench.grounds))
    _judge_shortages(bench, shortages)
    _judge_prices(bench)
    _judge_discounts(bench)
    _judge_charges(bench)
    charged = grounds.frames.table(TableKind.CHARGEBACKS)["invoice_number"].drop_nulls().unique().to_list()
    bench.judged.update(number_key(n) for n in charged)
    _judge_provisions(bench)
    _judge_coop(bench, shortages)
    _judge_fees(bench)
    _judge_rebates(bench)
    _judge_further(bench)
    _judge_other_claims(bench)
    return Judgement(
        tuple(_unique(bench.findings)), grounds.books, grounds.pairing, grounds.ledger, bench.wanting, frozenset(bench.references)
    )


def _unique(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Each finding once; a line that two exports state the same way is one line."""
    seen: set[str] = set()
    for finding in findings:
        if finding.id not in seen:
            seen.add(finding.id)
            yield finding


def _standing(bench: _Bench, line: ClaimLine, share: Decimal | None = None) -> Standing:
    """Credits and disputes of a line. `share` is the line's part of a claim that covers several lines."""
    claim = bench.grounds.claim_of(line.reference)
    loose = bench.grounds.loose.get(number_key(line.reference), [])
    if claim is None:
        return Standing(disputes=_about(loose, line))
    credited = [Credit(c.amount, c.credited_on, c.evidence[0]) for c in claim.credits if c.evidence]
    if share is not None:
        credited = [replace(c, amount=round_half_up(c.amount * share, minor_digits(line.currency))) for c in credited]
    return Standing(tuple(credited), _about([*claim.disputes, *loose], line), claim.evidence, claim.notes)


def _about(disputes: Iterable[DisputeRecord], line: ClaimLine) -> tuple[DisputeRecord, ...]:
    found = [d for d in disputes if not d.sku or not line.sku or compact(d.sku) == compact(line.sku)]
    return tuple(sorted(found, key=lambda d: (d.submitted or date.min, d.dispute_id)))


def _dates(bench: _Bench, line: ClaimLine) -> ClaimDates:
    """The days that windows count from: the invoice's own, else the remittance's, the due date else by the payment terms."""
    claim = bench.grounds.claim_of(line.reference)
    invoice = bench.grounds.books.invoice(line.invoice_number)
    chain = bench.grounds.chains.get(number_key(line.invoice_number))
    issued = invoice.issue_date.value if invoice and invoice.issue_date else None
    trusted = invoice is not None and invoice.issue_date is not None and not invoice.issue_date.review
    remitted = (claim.invoice_date if claim else None) or (chain.invoice.invoice_date if chain and chain.invoice else None)
    issued = issued if trusted or remitted is None else remitted
    due = invoice.due_date.value if invoice and invoice.due_date and not invoice.due_date.review else due_date(issued, bench.grounds.rules)
    taken = claim.deducted_on if claim else None
    return ClaimDates(issued, due, taken, taken, taken, taken)


def _judge_shortages(bench: _Bench, lines: list[ShortageLine]) -> None:
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
        share = _share(bench, line, by_claim[number_key(line.claim.reference)])
        bench.give(line.claim, outcome, _standing(bench, line.claim, share), _dates(bench, line.claim))


def _share(bench: _Bench, line: ShortageLine, siblings: list[ShortageLine]) -> Decimal | None:
    """The line's part of its claim, where the claim covers several lines and not all of it came back."""
    claim = bench.grounds.claim_of(line.claim.reference)
    if claim is None or len(siblings) == 1 or not claim.credits:
        return None
    total = sum((s.claim.amount for s in siblings), Decimal(0))
    credited = claim.reversed + claim.repaid
    exact = [s for s in siblings if s.claim.amount == credited]
    if len(exact) == 1:
        return Decimal(1) if exact[0] is line else Decimal(0)
    return line.claim.amount / total if total else None


def _first_alike(line: ShortageLine, seen: dict[tuple[str, str, Decimal, Decimal], ShortageLine]) -> ShortageLine:
    """The first line that claims the same units of the same item on the same invoice; often the line itself."""
    key = (number_key(line.claim.invoice_number), compact(line.claim.sku), line.short, line.claim.amount)
    return seen.setdefault(key, line)


def _repeated(bench: _Bench, line: ShortageLine, first: ShortageLine) -> Outcome | None:
    """The same units of the same item claimed again under another number while the first claim still stands."""
    if first is line or number_key(first.claim.reference) == number_key(line.claim.reference):
        return None
    earlier = bench.grounds.claim_of(first.claim.reference)
    if earlier is not None and earlier.credits and earlier.open <= 0:
        return None
    return duplicate_of(line, first)


def _judge_prices(bench: _Bench) -> None:
    lines = list(price_lines(bench.grounds))
    touched = bench.touched(line.claim for line in lines)
    for line in lines:
        if not bench.passes_by(line.claim, touched):
            outcome = judge_price(line, bench.grounds.books, bench.grounds.rules)
            bench.give(line.claim, outcome, _standing(bench, line.claim), _dates(bench, line.claim))


def _judge_discounts(bench: _Bench) -> None:
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
        dates = replace(_dates(bench, claim), deduction_date=taken.paid_on)
        line = DiscountLine(
            claim, taken.gross, taken.paid_on, payment.evidence if payment else None, dates.invoice_date or taken.invoice_date
        )
        bench.give(claim, judge_discount(line, bench.grounds.books, bench.grounds.rules), Standing(), dates)


def _judge_provisions(bench: _Bench) -> None:
    for held in bench.grounds.ledger.provisions:
        currency = held.currency or bench.grounds.rules.currency
        claim = ClaimLine(FindingType.PROVISION, held.number, held.amount, currency, held.evidence[0], review=held.review)
        if bench.passes_by(claim):
            continue
        outcome = judge_provision(claim, held.held, held.reversed, held.placed_on, bench.as_of, held.evidence)
        bench.give(claim, outcome, Standing(), ClaimDates(deduction_date=held.placed_on))


def _judge_coop(bench: _Bench, shortages: Iterable[ShortageLine]) -> None:
    """Co-op invoices in the order in which they were billed: what one accrued counts against the cap of the next."""
    known = order_facts(bench.grounds.frames, bench.grounds.books)
    missing = _never_received(bench, shortages, known)
    books = CoopBooks.of(bench.grounds.frames, bench.grounds.rules.currency, missing, known.costs)
    promoted = promoted_agreements(bench.grounds.frames)
    for line, invoice, outcome in judge_coop(books):
        if compact(invoice.agreement) not in promoted and not bench.passes_by(line):
            bench.give(line, outcome, _standing(bench, line), replace(_dates(bench, line), invoice_date=invoice.billed_on))


def _never_received(bench: _Bench, shortages: Iterable[ShortageLine], known: OrderFacts) -> dict[tuple[str, str], Shortfall]:
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


def _judge_charges(bench: _Bench) -> None:
    """Operational chargebacks in the order in which they were charged: one fault is charged once, but for what was given back."""
    grounds = bench.grounds
    books = ComplianceBooks(grounds.frames, grounds.books, grounds.pairing, grounds.rules.currency, grounds.rules.prep_owners)
    earlier: dict[tuple[str, str], list[Charge]] = defaultdict(list)
    for charge in charges_of(grounds.frames, grounds.rules.currency):
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
            outcome = judge_charge(charge, earlier[place_of(charge)], books, grounds.rules)
            bench.give(line, outcome, _standing(bench, line), ClaimDates(charge_date=charge.charged_on))
        if not grounds.given_back(charge.number):
            earlier[place_of(charge)].append(charge)


def _judge_fees(bench: _Bench) -> None:
    books = FeeBooks(bench.grounds.frames, bench.grounds.rules.currency)
    for line, dates, fee in fee_lines(books):
        if not bench.passes_by(line):
            bench.give(line, judge_fee(fee, books), _standing(bench, line), dates)


def _judge_rebates(bench: _Bench) -> None:
    """Claims of customers and rebates paid to us, against their contracts and the sales."""
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
    for payment, line, outcome in judge_payments(books, list(payments.values()), rules.supplier):
        if not bench.passes_by(line):
            bench.give(line, outcome, Standing(), ClaimDates(deduction_date=payment.paid_on))


def _judge_further(bench: _Bench) -> None:
    """Freight, price protection and audits by exports of their own; what is not dated there is dated by the remittance."""
    for further in further_claims(bench.grounds):
        if not bench.passes_by(further.line):
            claim = bench.grounds.claim_of(further.line.reference)
            dates = replace(further.dates, deduction_date=claim.deducted_on if claim is not None else None)
            bench.give(further.line, further.judge(), _standing(bench, further.line, further.share), dates)


def _judge_other_claims(bench: _Bench) -> None:
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
            share = _share(bench, short, list(worked_out))
            outcome = judge_shortage(short, bench.grounds.books, bench.grounds.pairing, bench.grounds.rules)
            bench.give(short.claim, outcome, _standing(bench, short.claim, share), _dates(bench, short.claim))
        if not worked_out and not bench.passes_by(line):
            bench.give(line, _without_detail(bench, claim, line), _standing(bench, line), _dates(bench, line))
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


def _give_short_payment(bench: _Bench, paid: PaidInvoice) -> None:
    """Money taken off an invoice without a line of its own, though the retailer's balance says that nothing is left to pay."""
    currency = paid.currency or bench.grounds.rules.currency
    line = ClaimLine(FindingType.UNCLASSIFIED, paid.number, paid.short_by, currency, paid.evidence[0], paid.number)
    if bench.passes_by(line):
        return
    why = f"the invoice of {paid.amount:f} was paid {paid.short_by:f} short, and no line says why; a person asks the retailer"
    bench.give(line, undecided(line, "short_paid_without_reason", why), Standing(), _dates(bench, line))


def _earlier(one: Claim, claim: Claim) -> bool:
    """True for another claim that was deducted before; of one day, for the one with the smaller number."""
    if number_key(one.number) == number_key(claim.number):
        return False
    return (one.deducted_on or date.max, one.number) < (claim.deducted_on or date.max, claim.number)


def _without_detail(bench: _Bench, claim: Claim, line: ClaimLine) -> Outcome:
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
    if claim.type is FindingType.FREIGHT:
        freight = freight_without_detail(line, bench.grounds.books)
        if freight is not None:
            return freight
    if claim.type is FindingType.PROMOTION:
        return promotion_without_detail(line, code_told(bench.grounds.rules, claim.description))
    name = claim.type.value.replace("_", " ")
    why = f"the remittance takes it as {name}, but no export in the folder shows its items; add the detail export"
    return undecided(line, "detail_missing", why + code_told(bench.grounds.rules, claim.description))
