"""What a judgement stands on: the books, the papers' pairing and the remittances' chains, always of the whole account.

A number counts as unique only beside all others, so these are never built from a part, however little is then judged.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from facts.finding import FindingType
from facts.tables import TableKind
from matchers.beside import NOTHING, Beside
from matchers.books import Books, open_books
from matchers.chain import Chain, Claim, DisputeRecord
from matchers.chain_ledger import ChainLedger
from matchers.chains import build_chains
from matchers.frames import Frames, rows
from matchers.grammar import KnownClaim, number_key
from matchers.pairing import pair
from matchers.shipments import Pairing
from rules.model import Rules

DETAILED = (TableKind.SHORTAGE_DETAIL, TableKind.PRICE_DISCREPANCIES)
"""Exports that show the items of a claim, by claim number and invoice."""


@dataclass(frozen=True, slots=True)
class Grounds:
    """Frames and rules, and what follows from them before any claim is judged.

    `claims` and `chains` are by number in the spelling of `number_key`, `loose` are disputes of no claim on a remittance, by
    their reference.
    """

    frames: Frames
    rules: Rules
    books: Books
    pairing: Pairing
    ledger: ChainLedger
    claims: dict[str, Claim]
    chains: dict[str, Chain]
    loose: dict[str, list[DisputeRecord]]

    def claim_of(self, reference: str) -> Claim | None:
        """The claim of that number on the remittances."""
        return self.claims.get(number_key(reference))

    def given_back(self, reference: str) -> bool:
        """True where the remittances show that all of the claim of that number came back."""
        claim = self.claim_of(reference)
        return claim is not None and bool(claim.credits) and claim.open <= 0

    def vendor_code(self, purchase_order: str) -> str:
        """The vendor code of an order, empty where it is not known."""
        order = self.books.order(purchase_order)
        return order.vendor_code if order else ""


def lay_out(frames: Frames, rules: Rules, beside: Beside = NOTHING) -> Grounds:
    """Opens the books, tells the chains, and ties papers to shipments; `beside` is what is told of the account elsewhere."""
    books = open_books(frames, rules)
    ledger = _chains(frames, books, rules, beside)
    named = (frames.table(kind)["purchase_order"] for kind in DETAILED)
    claimed_orders = [number for column in named for number in column.drop_nulls().unique().to_list()]
    billed_orders = [i.purchase_order for i in books.invoices.values() if i.purchase_order]
    pairing = pair(frames, books, [*claimed_orders, *billed_orders, *beside.orders])
    loose: dict[str, list[DisputeRecord]] = defaultdict(list)
    for dispute in ledger.loose_disputes:
        loose[number_key(dispute.reference)].append(dispute)
    claims = {number_key(c.number): c for c in ledger.claims}
    chains = {number_key(c.root): c for c in ledger.chains}
    return Grounds(frames, rules, books, pairing, ledger, claims, chains, loose)


def _chains(frames: Frames, books: Books, rules: Rules, beside: Beside) -> ChainLedger:
    kinds = (FindingType.SHORTAGE, FindingType.PRICE_CLAIM)
    known = [
        KnownClaim(row["claim_number"], row["invoice_number"] or "", kind)
        for table, kind in zip(DETAILED, kinds, strict=True)
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
        beside,
    )
