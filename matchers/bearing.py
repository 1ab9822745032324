"""What bears on a claim: under each number that a claim goes by, a hash of all that the judge would look at there.

Two judgements in which the same numbers bear the same hashes come to the same findings: `judge` looks at nothing else but the
rules and the day. What changed in between is the focus of the next one, however a new paper worked through pairing, chains and
books.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from enum import StrEnum
from functools import cached_property
from typing import Any, Final, TypeAlias

import polars as pl

from facts.documents import DocumentKind
from facts.finding import FindingType
from facts.identifiers import compact
from facts.tables import TableKind
from matchers.chain import Claim
from matchers.chain_links import netted_by_root
from matchers.charges.compliance import papers_orders
from matchers.charges.line import charges_of
from matchers.claims import ClaimLine
from matchers.coop.orders import order_facts
from matchers.coop.rebates import rebate_agreements
from matchers.detail_lines import price_lines, shortage_lines
from matchers.fees import FeeBooks
from matchers.focus import Focus
from matchers.frames import Frames, Row, rows
from matchers.freight.judge import FreightBooks
from matchers.grammar import number_key
from matchers.grounds import Grounds
from matchers.post_audit import audit_lines
from matchers.price_protection import protection_lines
from matchers.promotions.judge import PromotionBooks
from matchers.rebates.claims import RebateBooks
from matchers.rebates.payments import paid_to_us
from matchers.shipments import Shipment
from matchers.shortage import ShortageLine, over_receipts


class KeyKind(StrEnum):
    """What a number is a number of."""

    ORDER = "order"
    INVOICE = "invoice"
    REFERENCE = "reference"
    ITEM = "item"


BearingKey: TypeAlias = tuple[KeyKind, str]

_DIGEST_BYTES: Final = 16
_BILLED: Final = (TableKind.COOP_INVOICES, TableKind.COOP_BACKUP, TableKind.SHORTAGE_DETAIL, TableKind.PROMOTIONS)
"""Tables that tell what co-op invoices bill, and which of them bill promotions."""


def bearings(grounds: Grounds) -> dict[BearingKey, str]:
    """The hash under every order, invoice, reference and item that a claim of the account goes by."""
    sight = _Sight(grounds)
    found = {(KeyKind.REFERENCE, key): sight.reference(key) for key in sight.shown}
    found |= {(KeyKind.INVOICE, key): sight.invoice(key) for key in sight.invoices}
    found |= {(KeyKind.ORDER, key): sight.order(key) for key in sight.orders}
    return found | {(KeyKind.ITEM, key): sight.item(key) for key in sight.items}


def changed(before: Mapping[BearingKey, str], after: Mapping[BearingKey, str]) -> Focus:
    """What differs between two judgements: numbers that are new, gone, or bear another hash."""
    touched: dict[KeyKind, set[str]] = {kind: set() for kind in KeyKind}
    for key in before.keys() | after.keys():
        if before.get(key) != after.get(key):
            touched[key[0]].add(key[1])
    return Focus(
        frozenset(touched[KeyKind.ORDER]),
        frozenset(touched[KeyKind.INVOICE]),
        frozenset(touched[KeyKind.REFERENCE]),
        frozenset(touched[KeyKind.ITEM]),
    )


class _Sight:
    """The claims of an account as the judge meets them, and what it sees from each of their numbers."""

    def __init__(self, grounds: Grounds) -> None:
        self.grounds = grounds
        self.shown: dict[str, list[str]] = defaultdict(list)
        self.invoices: dict[str, set[str]] = defaultdict(set)
        self.orders: set[str] = set()
        self.items: set[str] = set()
        self.claimed_on: dict[str, list[ShortageLine]] = defaultdict(list)
        self._chains: dict[str, str] = {}
        self._shipments: dict[int, str] = {}
        self._meet_details()
        self._meet_remittances()

    def _meet(self, line: ClaimLine, *seen: Any) -> None:
        self.shown[number_key(line.reference)].append(repr(seen or line))
        self._meet_invoice(line.invoice_number)
        self._meet_order(line.purchase_order)
        self._meet_item(line.sku)

    def _meet_invoice(self, number: str) -> None:
        if number:
            self.invoices[number_key(number)].add(compact(number))

    def _meet_order(self, number: str) -> None:
        if number:
            self.orders.add(compact(number))

    def _meet_item(self, sku: str) -> None:
        if sku:
            self.items.add(compact(sku))

    def _meet_details(self) -> None:
        for short in shortage_lines(self.grounds):
            self._meet(short.claim, short)
            self.claimed_on[number_key(short.claim.invoice_number)].append(short)
        for price in price_lines(self.grounds):
            self._meet(price.claim, price)
        self._meet_charges()
        self._meet_further()
        self._meet_promotions()
        self._meet_contracts()
        for number in self.grounds.frames.table(TableKind.CHARGEBACKS)["invoice_number"].drop_nulls().unique(maintain_order=True):
            self.shown[number_key(number)].append("charged back")

    def _meet_charges(self) -> None:
        """Chargebacks with what tells whether the order was served in time; fees with the rate cards."""
        frames, currency = self.grounds.frames, self.grounds.rules.currency
        papers: dict[str, list[str]] = defaultdict(list)
        told_by = (
            DocumentKind.APPOINTMENT_REQUEST,
            DocumentKind.ADVANCE_SHIP_NOTICE,
            DocumentKind.ORDER_CONFIRMATION,
            DocumentKind.INVOICE,
        )
        for paper in frames.of_kind(*told_by):
            for order in papers_orders(paper):
                papers[order].append(repr((paper.file, paper.document)))
        common = repr(frames.of_kind(DocumentKind.ACKNOWLEDGEMENT)) + _table(frames, TableKind.ON_TIME_PERFORMANCE)
        alike: dict[tuple[str, str], list[str]] = defaultdict(list)
        for charge in (charges := list(charges_of(frames, currency))):
            alike[compact(charge.purchase_order), charge.sku_key].append(repr((charge, self.grounds.given_back(charge.number))))
        catalogue = self.grounds.books.catalogue
        for charge in charges:
            order = compact(charge.purchase_order)
            seen = (alike[order, charge.sku_key], papers.get(order), common, repr(catalogue.entries(charge.sku)))
            self.shown[number_key(charge.number)].append(repr(seen))
            self._meet_order(charge.purchase_order)
            self._meet_item(charge.sku)
            self._meet_invoice(charge.invoice_number)
        cards = _table(frames, TableKind.RATE_CARD)
        for fee in FeeBooks(frames, currency).lines:
            self.shown[number_key(fee.number)].append(repr((fee, cards, catalogue.entries(fee.sku))))
            self._meet_item(fee.sku)

    def _meet_further(self) -> None:
        """Freight, price protection and audits: of lines of one kind the first that was not given back stands.

        So each bears all of its kind, and freight the tariff as well.
        """
        frames, books = self.grounds.frames, FreightBooks(self.grounds.frames, self.grounds.books, self.grounds.pairing, "")
        charged = _table(frames, TableKind.FREIGHT_CHARGES) + _table(frames, TableKind.FREIGHT_RATES)
        charged += self._given_back(charge.number for charge in books.charges)
        for charge in books.charges:
            shipment = books.shipment(charge)
            self._meet(charge.line, charge, charged, self._shipment(shipment) if shipment is not None else "")
            for order in shipment.orders if shipment is not None else ():
                self._meet_order(order)
        items, audits = list(protection_lines(frames, "")), list(audit_lines(frames, ""))
        protected = _table(frames, TableKind.PRICE_PROTECTION) + self._given_back(item.number for item in items)
        for item in items:
            ordered = [(o.number, o.dates, o.lines.get(compact(item.sku))) for o in self.grounds.books.orders_with(item.sku)]
            self._meet(item.line, item, protected, ordered)
        audited = _table(frames, TableKind.POST_AUDIT_CLAIMS) + self._given_back(audit.number for audit in audits)
        for audit in audits:
            self._meet(audit.line, audit, audited)

    def _meet_promotions(self) -> None:
        """Claims for promotions: what one was granted counts against units and caps of the others, so each bears all of it."""
        frames = self.grounds.frames
        claims = PromotionBooks(frames, self.grounds.rules.currency).claims
        if not claims:
            return
        told_by = (TableKind.PROMOTIONS, TableKind.PROMOTION_CLAIMS, TableKind.SELL_THROUGH, TableKind.COST_HISTORY, TableKind.COOP_BACKUP)
        passed_on = frames.table(TableKind.SALES).filter(pl.col("end_customer").is_not_null())
        seen = [_table(frames, kind) for kind in told_by]
        seen += [passed_on.write_csv(), repr(frames.of_kind(DocumentKind.COOP_AGREEMENT)), self._given_back(c.number for c in claims)]
        promoted = _hash(*seen)
        for claim in claims:
            self._meet(claim.line, claim.number, claim.amount, promoted)

    def _given_back(self, numbers: Iterable[str]) -> str:
        return repr(sorted({number for number in numbers if self.grounds.given_back(number)}))

    def _meet_contracts(self) -> None:
        """Co-op invoices and rebate claims. What one accrued or claimed counts for the others, so all of them bear all of it."""
        frames = self.grounds.frames
        coop = [_table(frames, kind) for kind in _BILLED]
        coop += [repr(frames.of_kind(DocumentKind.COOP_AGREEMENT)), repr(self.grounds.ledger.claims)]
        coop.append(repr(order_facts(frames, self.grounds.books)))
        billed = _hash(*coop)
        kinds = (TableKind.SALES, TableKind.REBATE_CLAIMS, TableKind.REMITTANCE_LINES, TableKind.EXCHANGE_RATES, TableKind.COST_HISTORY)
        rebates = [_table(frames, kind) for kind in kinds]
        claimed = _hash(*rebates, repr(frames.of_kind(DocumentKind.REBATE_AGREEMENT)))
        rebated = rebate_agreements(frames)
        for row in rows(frames.table(TableKind.COOP_INVOICES)):
            of_rebates = claimed if compact(row["agreement_id"] or "") in rebated else ""
            self.shown[number_key(row["invoice_id"])].append(billed + of_rebates)
        books = RebateBooks.of(frames, self.grounds.rules.currency, self.grounds.rules.rebates)
        for number in (*(c.number for c in books.claims), *(p.number for p in paid_to_us(books, frames, self.grounds.rules.currency))):
            self.shown[number_key(number)].append(claimed)

    def _meet_remittances(self) -> None:
        ledger = self.grounds.ledger
        netted = netted_by_root(ledger)
        for claim in ledger.claims:
            if number_key(claim.root) in netted:
                self.shown[number_key(claim.number)].append(repr(netted[number_key(claim.root)]))
            self.shown[number_key(claim.number)].append(self._chain(claim.root))
            self._meet_root(claim.root, items=claim.type is FindingType.SHORTAGE)
        for taken in ledger.discounts:
            payments = {s.payment_number for s in taken.slices}
            self.shown[number_key(taken.invoice_number)].append(repr([p for p in ledger.payments if p.number in payments]))
            self._meet_root(taken.invoice_number)
            self._meet_invoice(taken.invoice_number)
        for held in ledger.provisions:
            self.shown[number_key(held.number)].append(repr(held))
        for chain in ledger.chains:
            if chain.invoice is not None and chain.invoice.short_by > 0:
                self.shown[number_key(chain.invoice.number)].append(repr(chain.invoice))
                self._meet_invoice(chain.invoice.number)
        for other in ledger.unclassified:
            self.shown[number_key(other.number)].append(repr(other))
        for reference, disputes in self.grounds.loose.items():
            self.shown[reference].append(repr(disputes))

    def _meet_root(self, root: str, *, items: bool = False) -> None:
        """The invoice that a claim is on, with its order and, where the claim's lines are worked out from it, its items."""
        invoice = self.grounds.books.invoice(root)
        if invoice is None:
            return
        self._meet_invoice(invoice.number)
        self._meet_order(invoice.purchase_order)
        for line in invoice.lines if items else ():
            self._meet_item(line.sku)

    def reference(self, key: str) -> str:
        claim = self.grounds.claims.get(key)
        seen = [*self.shown[key], self._claim(claim)]
        if claim is not None and claim.type is FindingType.RETURN:
            found = self._authorizations.get(compact(claim.number), [])
            seen.append(repr([(row, self.grounds.books.costs.get(compact(row["sku"] or ""))) for row in found]))
            seen += [self._claim(self.grounds.claim_of(row[name])) for row in found for name in ("return_id", "authorization_id")]
        return _hash(*seen)

    def invoice(self, key: str) -> str:
        """The invoice itself, its chain, and the other claims on it: a line that repeats one of them is a duplicate."""
        booked = [self.grounds.books.invoices.get(spelling) for spelling in sorted(self.invoices[key])]
        beside = [(line, self._claim(self.grounds.claim_of(line.claim.reference))) for line in self.claimed_on.get(key, ())]
        return _hash(repr(booked), self._chain(key), repr(beside))

    def order(self, key: str) -> str:
        books, pairing = self.grounds.books, self.grounds.pairing
        shipments = [self._shipment(s) for s in pairing.by_order.get(key, ())]
        return _hash(repr(books.orders.get(key)), repr(books.invoices_by_order.get(key)), *shipments)

    def item(self, key: str) -> str:
        books = self.grounds.books
        elsewhere = [(order.number, over, books.order_date(order.number)) for order, over in over_receipts(key, books)]
        return _hash(repr(books.catalogue.entries(key)), repr(books.costs.get(key)), repr(elsewhere))

    def _claim(self, claim: Claim | None) -> str:
        return "" if claim is None else f"{claim.number} in {self._chain(claim.root)}"

    def _chain(self, root: str) -> str:
        key = number_key(root)
        if key not in self._chains:
            chain = self.grounds.chains.get(key)
            self._chains[key] = "" if chain is None else _hash(repr(chain))
        return self._chains[key]

    def _shipment(self, shipment: Shipment) -> str:
        if id(shipment) not in self._shipments:
            self._shipments[id(shipment)] = _hash(*_shown(shipment))
        return self._shipments[id(shipment)]

    @cached_property
    def _authorizations(self) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = defaultdict(list)
        for row in rows(self.grounds.frames.table(TableKind.RETURN_AUTHORIZATIONS)):
            for number in {compact(row["return_id"]), compact(row["authorization_id"])}:
                found[number].append(row)
        return found


def _table(frames: Frames, kind: TableKind) -> str:
    """A table as one hash."""
    return _hash(frames.table(kind).write_csv())


def _shown(shipment: Shipment) -> Iterator[str]:
    """A shipment in words that are the same in every process, which those of a set are not."""
    links = {name: getattr(shipment, name) for name in ("contents", "bills", "receipts")}
    yield repr(replace(shipment, contents=[], bills=[], receipts=[]))
    for name, tied in links.items():
        for link in tied:
            document = link.paper.document
            said = (sorted(document.belongs_to), sorted(document.ruled_out))
            plain = replace(document, belongs_to=frozenset(), ruled_out=frozenset()) if any(said) else document
            named = [(n.read, sorted(n.orders), n.sure, n.doubt) for n in link.named]
            yield repr((name, link.keys, link.repaired, link.confidence, named, link.paper.file, plain, said))


def _hash(*seen: str) -> str:
    return hashlib.blake2b("\x1f".join(seen).encode(), digest_size=_DIGEST_BYTES).hexdigest()
