"""The one judge: frames and rules in, findings out. Every deduction line is judged once or shown for a person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Final

from facts.finding import Finding, FindingType, Verdict
from facts.identifiers import compact
from facts.money import minor_digits, round_half_up
from facts.tables import TableKind
from matchers.books import Books, open_books
from matchers.chain import Chain, ChainLedger, Claim, DisputeRecord, PaidInvoice
from matchers.chains import build_chains
from matchers.claims import ClaimLine, Credit, Outcome, Standing, conclude
from matchers.derived import price_claim_without_difference, shortage_lines_of
from matchers.discount import DiscountLine, judge_discount
from matchers.duplicates import duplicate_claim, duplicate_of
from matchers.frames import Frames, Row, decimal, row_evidence, rows
from matchers.grammar import KnownClaim, number_key
from matchers.holdbacks import judge_provision
from matchers.price import PriceLine, judge_price
from matchers.proof import Proof
from matchers.returns import judge_return
from matchers.shipments import Pairing, pair
from matchers.shortage import ShortageLine, judge_shortage
from matchers.undecided import undecided, undecided_lines
from matchers.windows import ClaimDates, due_date
from rules.model import Rules

CALLING_FOR_PAPERS: Final = {Verdict.NEEDS_EVIDENCE, Verdict.DISPUTE, Verdict.TOO_EARLY, Verdict.REVIEW}
"""Verdicts on which a better paper would still change something."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """Findings, and what they were made from: the books, the papers' pairing, and the remittance's chains.

    `wanting` holds, by finding, the shipments whose proof of delivery is weak or missing.
    """

    findings: tuple[Finding, ...]
    books: Books
    pairing: Pairing
    ledger: ChainLedger
    wanting: dict[str, tuple[Proof, ...]]


@dataclass(slots=True)
class _Bench:
    frames: Frames
    rules: Rules
    as_of: date
    books: Books
    pairing: Pairing
    ledger: ChainLedger
    claims: dict[str, Claim]
    invoices: dict[str, Chain]
    loose: dict[str, list[DisputeRecord]]
    judged: set[str] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)
    wanting: dict[str, tuple[Proof, ...]] = field(default_factory=dict)

    def give(self, line: ClaimLine, outcome: Outcome, standing: Standing, dates: ClaimDates) -> None:
        """Adds the finding for a line."""
        self.judged.add(number_key(line.reference))
        finding = conclude(line, outcome, standing, dates, self.rules, self.as_of)
        self.findings.append(finding)
        if outcome.wanting and finding.verdict in CALLING_FOR_PAPERS:
            self.wanting[finding.id] = outcome.wanting

    def claim_of(self, reference: str) -> Claim | None:
        """The claim of that number on the remittances."""
        return self.claims.get(number_key(reference))


def judge(frames: Frames, rules: Rules, as_of: date) -> Judgement:
    """Judges every deduction of one supplier and retailer as of a day."""
    books = open_books(frames, rules)
    ledger = _chains(frames, books, rules)
    named = (frames.table(k)["purchase_order"] for k in (TableKind.SHORTAGE_DETAIL, TableKind.PRICE_DISCREPANCIES))
    claimed_orders = [number for column in named for number in column.drop_nulls().unique().to_list()]
    pairing = pair(frames, books, [*claimed_orders, *(i.purchase_order for i in books.invoices.values() if i.purchase_order)])
    loose: dict[str, list[DisputeRecord]] = defaultdict(list)
    for dispute in ledger.loose_disputes:
        loose[number_key(dispute.reference)].append(dispute)
    claims = {number_key(c.number): c for c in ledger.claims}
    chains = {number_key(c.root): c for c in ledger.chains}
    bench = _Bench(frames, rules, as_of, books, pairing, ledger, claims, chains, loose)
    _judge_shortages(bench)
    _judge_prices(bench)
    _judge_discounts(bench)
    for claim, dates, outcome in undecided_lines(frames, rules.currency):
        bench.give(claim, outcome, _standing(bench, claim), dates)
    bench.judged.update(number_key(n) for n in frames.table(TableKind.CHARGEBACKS)["invoice_number"].drop_nulls().unique().to_list())
    _judge_provisions(bench)
    _judge_other_claims(bench)
    return Judgement(tuple(_unique(bench.findings)), books, pairing, ledger, bench.wanting)


def _chains(frames: Frames, books: Books, rules: Rules) -> ChainLedger:
    known = [
        KnownClaim(row["claim_number"], row["invoice_number"] or "", kind)
        for table, kind in ((TableKind.SHORTAGE_DETAIL, FindingType.SHORTAGE), (TableKind.PRICE_DISCREPANCIES, FindingType.PRICE_CLAIM))
        for row in rows(frames.table(table))
        if row["claim_number"]
    ]
    charges = frames.table(TableKind.CHARGEBACKS)["invoice_number"].drop_nulls().unique(maintain_order=True).to_list()
    coop = frames.table(TableKind.COOP_INVOICES)["invoice_id"].drop_nulls().unique(maintain_order=True).to_list()
    known += [KnownClaim(number, "", FindingType.CHARGEBACK) for number in charges]
    known += [KnownClaim(number, "", FindingType.COOP) for number in coop]
    invoices = [i.number for i in books.invoices.values()] + [k.root for k in known if k.root]
    return build_chains(
        frames.table(TableKind.REMITTANCE_LINES),
        frames.table(TableKind.PAYMENTS),
        invoices,
        rules,
        frames.hidden_payments,
        frames.table(TableKind.DISPUTES),
        known,
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
    claim = bench.claim_of(line.reference)
    loose = bench.loose.get(number_key(line.reference), [])
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
    claim = bench.claim_of(line.reference)
    invoice = bench.books.invoice(line.invoice_number)
    chain = bench.invoices.get(number_key(line.invoice_number))
    issued = invoice.issue_date.value if invoice and invoice.issue_date else None
    trusted = invoice is not None and invoice.issue_date is not None and not invoice.issue_date.review
    remitted = (claim.invoice_date if claim else None) or (chain.invoice.invoice_date if chain and chain.invoice else None)
    issued = issued if trusted or remitted is None else remitted
    due = invoice.due_date.value if invoice and invoice.due_date and not invoice.due_date.review else due_date(issued, bench.rules)
    taken = claim.deducted_on if claim else None
    return ClaimDates(issued, due, taken, taken, taken, taken)


def _vendor_code(bench: _Bench, purchase_order: str) -> str:
    order = bench.books.order(purchase_order)
    return order.vendor_code if order else ""


def _claim_line(bench: _Bench, kind: FindingType, row: Row, reference: str, amount: Decimal, fact: str) -> ClaimLine:
    invoice = bench.books.invoice(row["invoice_number"] or "")
    purchase_order = row.get("purchase_order") or (invoice.purchase_order if invoice else "")
    return ClaimLine(
        kind,
        reference,
        amount,
        row.get("currency") or bench.rules.currency,
        row_evidence(row, fact),
        row["invoice_number"] or "",
        purchase_order,
        row.get("sku") or "",
        _vendor_code(bench, purchase_order),
        row["_review"],
    )


def _judge_shortages(bench: _Bench) -> None:
    lines = list(_shortage_lines(bench))
    by_claim: dict[str, list[ShortageLine]] = defaultdict(list)
    for line in lines:
        by_claim[number_key(line.claim.reference)].append(line)
    seen: dict[tuple[str, str, Decimal, Decimal], ShortageLine] = {}
    for line in lines:
        outcome = _repeated(bench, line, seen) or judge_shortage(line, bench.books, bench.pairing, bench.rules)
        share = _share(bench, line, by_claim[number_key(line.claim.reference)])
        bench.give(line.claim, outcome, _standing(bench, line.claim, share), _dates(bench, line.claim))


def _share(bench: _Bench, line: ShortageLine, siblings: list[ShortageLine]) -> Decimal | None:
    """The line's part of its claim, where the claim covers several lines and not all of it came back."""
    claim = bench.claim_of(line.claim.reference)
    if claim is None or len(siblings) == 1 or not claim.credits:
        return None
    total = sum((s.claim.amount for s in siblings), Decimal(0))
    credited = claim.reversed + claim.repaid
    exact = [s for s in siblings if s.claim.amount == credited]
    if len(exact) == 1:
        return Decimal(1) if exact[0] is line else Decimal(0)
    return line.claim.amount / total if total else None


def _shortage_lines(bench: _Bench) -> Iterator[ShortageLine]:
    """Shortage lines of the exports, each once however many exports repeat it."""
    seen: set[tuple[object, ...]] = set()
    for row in rows(bench.frames.table(TableKind.SHORTAGE_DETAIL)):
        invoiced, received, cost = row["quantity_invoiced"], row["quantity_received"], decimal(row["unit_cost"])
        if invoiced is None or received is None or cost is None or not row["invoice_number"]:
            continue
        short = row["quantity_short"] if row["quantity_short"] is not None else invoiced - received
        stated = decimal(row["amount"])
        amount = abs(stated) if stated is not None else round_half_up(short * cost, minor_digits(bench.rules.currency))
        reference = row["claim_number"] or row["invoice_number"]
        key = (number_key(reference), row["purchase_order"], compact(row["sku"]), invoiced, received, amount)
        if key in seen:
            continue
        seen.add(key)
        fact = f"invoiced {invoiced}, received {received}, short {short}, cost {cost}"
        claim = _claim_line(bench, FindingType.SHORTAGE, row, reference, amount, fact)
        yield ShortageLine(claim, Decimal(invoiced), Decimal(received), Decimal(short), cost)


def _repeated(bench: _Bench, line: ShortageLine, seen: dict[tuple[str, str, Decimal, Decimal], ShortageLine]) -> Outcome | None:
    """The same units of the same item claimed again under another number while the first claim still stands."""
    key = (number_key(line.claim.invoice_number), compact(line.claim.sku), line.short, line.claim.amount)
    first = seen.setdefault(key, line)
    if first is line or number_key(first.claim.reference) == number_key(line.claim.reference):
        return None
    earlier = bench.claim_of(first.claim.reference)
    if earlier is not None and earlier.credits and earlier.open <= 0:
        return None
    return duplicate_of(line, first)


def _judge_prices(bench: _Bench) -> None:
    seen: set[tuple[object, ...]] = set()
    for row in rows(bench.frames.table(TableKind.PRICE_DISCREPANCIES)):
        quantity, invoiced, ordered = row["quantity"], decimal(row["invoice_cost"]), decimal(row["po_cost"])
        if quantity is None or invoiced is None or ordered is None or not row["invoice_number"]:
            continue
        stated = decimal(row["amount"])
        amount = abs(stated) if stated is not None else round_half_up((invoiced - ordered) * quantity, minor_digits(bench.rules.currency))
        reference = row["claim_number"] or row["invoice_number"]
        key = (number_key(reference), compact(row["sku"] or ""), quantity, amount)
        if key in seen:
            continue
        seen.add(key)
        fact = f"{quantity} units, invoice cost {invoiced}, order cost {ordered}"
        claim = _claim_line(bench, FindingType.PRICE_CLAIM, row, reference, amount, fact)
        line = PriceLine(claim, Decimal(quantity), invoiced, ordered, decimal(row["adjusted_cost"]))
        bench.give(claim, judge_price(line, bench.books, bench.rules), _standing(bench, claim), _dates(bench, claim))


def _judge_discounts(bench: _Bench) -> None:
    for taken in bench.ledger.discounts:
        invoice = bench.books.invoice(taken.invoice_number)
        order = invoice.purchase_order if invoice else ""
        claim = ClaimLine(
            FindingType.QUICK_PAY_DISCOUNT,
            taken.invoice_number,
            taken.discount,
            taken.currency or bench.rules.currency,
            taken.evidence[0],
            taken.invoice_number,
            order,
            vendor_code=_vendor_code(bench, order),
            review=taken.review,
        )
        payment = next((p for p in bench.ledger.payments if taken.slices and p.number == taken.slices[-1].payment_number), None)
        dates = replace(_dates(bench, claim), deduction_date=taken.paid_on)
        line = DiscountLine(
            claim, taken.gross, taken.paid_on, payment.evidence if payment else None, dates.invoice_date or taken.invoice_date
        )
        bench.give(claim, judge_discount(line, bench.books, bench.rules), Standing(), dates)


def _judge_provisions(bench: _Bench) -> None:
    for held in bench.ledger.provisions:
        currency = held.currency or bench.rules.currency
        claim = ClaimLine(FindingType.PROVISION, held.number, held.amount, currency, held.evidence[0], review=held.review)
        outcome = judge_provision(claim, held.held, held.reversed, held.placed_on, bench.as_of, held.evidence)
        bench.give(claim, outcome, Standing(), ClaimDates(deduction_date=held.placed_on))


def _judge_other_claims(bench: _Bench) -> None:
    """Claims on the remittances that no export details: returns by their papers, the rest for a person."""
    for claim in bench.ledger.claims:
        if number_key(claim.number) in bench.judged:
            continue
        invoice = bench.books.invoice(claim.root)
        order = invoice.purchase_order if invoice else ""
        line = ClaimLine(
            claim.type,
            claim.number,
            claim.amount,
            claim.currency or bench.rules.currency,
            claim.evidence[0],
            invoice.number if invoice else "",
            order,
            vendor_code=_vendor_code(bench, order),
            review=claim.review,
        )
        worked_out = shortage_lines_of(line, invoice, bench.books) if invoice and claim.type is FindingType.SHORTAGE else ()
        for short in worked_out:
            share = _share(bench, short, list(worked_out))
            outcome = judge_shortage(short, bench.books, bench.pairing, bench.rules)
            bench.give(short.claim, outcome, _standing(bench, short.claim, share), _dates(bench, short.claim))
        if not worked_out:
            bench.give(line, _without_detail(bench, claim, line), _standing(bench, line), _dates(bench, line))
    for chain in bench.ledger.chains:
        if chain.invoice is not None and chain.invoice.balance is not None and chain.invoice.short_by > 0:
            _give_short_payment(bench, chain.invoice)
    for other in bench.ledger.unclassified:
        if other.amount < 0 and number_key(other.number) not in bench.judged:
            line = ClaimLine(
                FindingType.UNCLASSIFIED, other.number, -other.amount, other.currency or bench.rules.currency, other.line.evidence
            )
            why = f"{other.basis}; a person decides what it is"
            bench.give(line, undecided(line, "not_understood", why), Standing(), ClaimDates(deduction_date=other.line.payment_date))


def _give_short_payment(bench: _Bench, paid: PaidInvoice) -> None:
    """Money taken off an invoice without a line of its own, though the retailer's balance says that nothing is left to pay."""
    currency = paid.currency or bench.rules.currency
    line = ClaimLine(FindingType.UNCLASSIFIED, paid.number, paid.short_by, currency, paid.evidence[0], paid.number)
    why = f"the invoice of {paid.amount:f} was paid {paid.short_by:f} short, and no line says why; a person asks the retailer"
    bench.give(line, undecided(line, "short_paid_without_reason", why), Standing(), _dates(bench, line))


def _without_detail(bench: _Bench, claim: Claim, line: ClaimLine) -> Outcome:
    if claim.type is FindingType.RETURN:
        return judge_return(line, bench.frames.table(TableKind.RETURN_AUTHORIZATIONS), bench.books)
    if claim.repeats:
        first = bench.claim_of(claim.repeats)
        if first is not None and not first.credits:
            return duplicate_claim(line, claim.repeats, first.evidence[0])
    invoice = bench.books.invoice(claim.root)
    if claim.type is FindingType.PRICE_CLAIM and invoice is not None:
        outcome = price_claim_without_difference(line, invoice, bench.books)
        if outcome is not None:
            return outcome
    name = claim.type.value.replace("_", " ")
    return undecided(
        line, "detail_missing", f"the remittance takes it as {name}, but no export in the folder shows its items; add the detail export"
    )
