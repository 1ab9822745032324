"""What the matcher made of each paper, as rows: tied to which orders and shipment, how and why, or to nobody and who it could be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.detection.row_differences import Key, KnownRow, RowDifferences, row_differences
from facts.documents import DocumentKind
from facts.identifiers import compact
from ledger.papers import PaperLink
from matchers.frames import Paper
from matchers.grounds import Grounds
from matchers.shipments import Link, Shipment

OF_A_SHIPMENT: Final = frozenset({
    DocumentKind.ADVANCE_SHIP_NOTICE,
    DocumentKind.PACKING_LIST,
    DocumentKind.BILL_OF_LADING,
    DocumentKind.PROOF_OF_DELIVERY,
})  # fmt: skip
"""Papers that the pairing ties to shipments; others belong to the orders that they name."""
COLUMNS: Final = (PaperLink.paper_id, PaperLink.purchase_order, PaperLink.bol_number, PaperLink.how, PaperLink.why, PaperLink.candidates)
LONGEST_NUMBER: Final = 80


def known_links(session: Session, account_id: int) -> dict[Key, KnownRow]:
    """The links of an account as they are, by paper and order."""
    names = [c.key for c in COLUMNS]
    wanted = select(PaperLink.id, *COLUMNS).where(PaperLink.account_id == account_id)
    rows = (KnownRow(row[0], dict(zip(names, row[1:], strict=True))) for row in session.execute(wanted))
    return {(row.values["paper_id"], row.values["purchase_order"]): row for row in rows}


def changes_to_links(known: Mapping[Key, KnownRow], grounds: Grounds, paper_ids: Mapping[int, int], account_id: int) -> RowDifferences:
    """What the pairing says now against the links that are there. `paper_ids` are the papers' rows by the identity of the paper."""
    wanted: dict[Key, dict[str, Any]] = {}
    for paper, link in _links(grounds):
        row = paper_ids.get(id(paper))
        if row is not None:
            wanted.setdefault((row, link["purchase_order"]), {"account_id": account_id, "paper_id": row} | link)
    return row_differences(PaperLink, known, wanted)


def _links(grounds: Grounds) -> Iterator[tuple[Paper, dict[str, Any]]]:
    for shipment in grounds.pairing.shipments:
        for link in (*shipment.contents, *shipment.bills, *shipment.receipts):
            for order in sorted(shipment.orders):
                yield link.paper, _tied(order, shipment, link)
    for left in grounds.pairing.unmatched:
        candidates = [c[:LONGEST_NUMBER] for c in left.candidates]
        yield left.paper, {"purchase_order": "", "bol_number": "", "how": "unmatched", "why": left.reason, "candidates": candidates}
    for paper in grounds.frames.papers:
        if paper.document.kind not in OF_A_SHIPMENT:
            yield from ((paper, link) for link in _named(paper, grounds))


def _tied(order: str, shipment: Shipment, link: Link) -> dict[str, Any]:
    weak = any("weak evidence" in said for said in link.repaired)
    how = "corroborated" if weak else "repaired" if link.repaired else "exact"
    why = f"by {', '.join(link.keys)}" + (f"; {'; '.join(link.repaired)}" if link.repaired else "")
    if link.paper.document.belongs_to:
        how, why = "by_hand", "by a person's word"
    return {
        "purchase_order": order[:LONGEST_NUMBER],
        "bol_number": shipment.bol_number[:LONGEST_NUMBER],
        "how": how,
        "why": why,
        "candidates": [],
    }


def _named(paper: Paper, grounds: Grounds) -> Iterator[dict[str, Any]]:
    """The orders of ours that an invoice, a confirmation, a request for an appointment names."""
    document = paper.document
    how, why = ("by_hand", "by a person's word") if document.belongs_to else ("exact", "it names the order")
    for number in dict.fromkeys((*document.texts("purchase_order"), *document.texts("purchase_orders"))):
        if grounds.books.order(number) is not None or compact(number) in document.belongs_to:
            order = compact(number)[:LONGEST_NUMBER]
            yield {"purchase_order": order, "bol_number": "", "how": how, "why": why, "candidates": []}
