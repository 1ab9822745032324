"""What is known of a case's shipments: its numbers, destination, carrier, days and counts, from its lines, the books and its papers."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.gathering.places import Place, clear, values_of
from cases.intake.paper_posting import KEYS
from cases.life.case_lines import open_lines
from facts.documents import Source
from facts.identifiers import compact
from facts.tables import TableKind
from ledger.cases import Case
from ledger.findings import FindingRow
from ledger.papers import DocumentOrigin, HandLink, Paper, PaperLink, TableRead, TradeFact

NUMBERS: Final = (
    "purchase_order",
    "bol_number",
    "pro_number",
    "asn_number",
    "arn",
    "appointment_id",
    "seal_number",
    "delivery_note_number",
    "invoice_number",
    "chargeback_id",
    "claim_number",
    "agreement_number",
)
"""Numbers that tell one shipment or claim from another, the surest first. Items and trailers do not: many share them."""
DAYS: Final = frozenset({"shipped_on", "ordered_on"})
SHORTEST_NUMBER: Final = 4
"""Letters and digits of a number that can be looked for; shorter ones are everywhere."""
MOST_FACTS: Final = 400
MOST_PAPERS: Final = 60
MOST_OF_A_NAME: Final = 12
"""Numbers of one name that are looked for; a case with more is looked at by its first."""
TOLD_BY: Final[Mapping[TableKind, Mapping[str, str]]] = {
    TableKind.PURCHASE_ORDERS: {"ship_to_code": "ship_to_code", "order_date": "ordered_on", "sku": "sku"},
    TableKind.SHIPMENT_LINES: {
        "bol_number": "bol_number",
        "pro_number": "pro_number",
        "ship_to_code": "ship_to_code",
        "ship_date": "shipped_on",
        "sku": "sku",
    },
    TableKind.INVOICE_LINES: {"invoice_number": "invoice_number", "sku": "sku"},
}
"""Columns of tables that tell something of a shipment, and what it is called here."""
TOLD_BY_PAPERS: Final = {
    "scac": "scac",
    "carrier_name": "carrier_name",
    "ship_to_code": "ship_to_code",
    "ship_date": "shipped_on",
    "pickup_date": "shipped_on",
    "total_weight": "total_weight",
    "ship_from_name": "ship_from_name",
}


@dataclass(frozen=True, slots=True)
class Known:
    """One thing that is known: its name, the value as written, and where it stands."""

    name: str
    value: str
    place: Place | None = None


@dataclass(slots=True)
class Knowledge:
    """All that is known, by name, each value once. `papers` are those that the case has already, `documents` theirs."""

    by_name: dict[str, dict[str, Known]] = field(default_factory=dict)
    cartons: Known | None = None
    papers: frozenset[int] = frozenset()
    documents: frozenset[int] = frozenset()

    def add(self, name: str, value: str, place: Place | None = None) -> None:
        """One more value, unless it is there, too short to be a number, or no day where a day is meant."""
        if name in DAYS and not _is_day(value):
            return
        key = compact(value)
        known = self.by_name.setdefault(name, {})
        if not key or (name in NUMBERS and len(key) < SHORTEST_NUMBER) or len(known) >= MOST_OF_A_NAME:
            return
        known.setdefault(key, Known(name, value.strip(), place))

    def of(self, name: str) -> tuple[Known, ...]:
        """What is known under a name."""
        return tuple(self.by_name.get(name, {}).values())

    def keys(self, *names: str) -> dict[str, Known]:
        """Numbers by their compacted spelling, of these names or of all that tell shipments apart."""
        return {key: known for name in names or NUMBERS for key, known in self.by_name.get(name, {}).items()}

    def day(self, name: str) -> date | None:
        """The earliest day that is known under a name."""
        days = [date.fromisoformat(known.value[:10]) for known in self.of(name)]
        return min(days, default=None)

    @property
    def all(self) -> Iterator[Known]:
        """Everything, numbers first."""
        ranked = {name: at for at, name in enumerate(NUMBERS)}
        for name in sorted(self.by_name, key=lambda n: (ranked.get(n, len(ranked)), n)):
            yield from self.by_name[name].values()
        if self.cartons is not None:
            yield self.cartons


def _is_day(value: str) -> bool:
    with contextlib.suppress(ValueError):
        return bool(date.fromisoformat(value.strip()[:10]))
    return False


def knowledge_of(session: Session, case: Case, lines: Sequence[FindingRow]) -> Knowledge:
    """What the lines, the account's exports and the papers of the case say of its shipments. Reads only."""
    known = Knowledge()
    for line in open_lines(lines):
        for name, value in (
            ("purchase_order", line.purchase_order),
            ("invoice_number", line.invoice_number),
            ("ship_to_code", line.destination),
            ("scac", line.carrier if _is_scac(line.carrier) else ""),
            ("carrier_name", "" if _is_scac(line.carrier) else line.carrier),
            ("sku", line.sku),
        ):
            known.add(name, value)
        if case.type.value == "chargeback":
            known.add("chargeback_id", line.reference)
    orders = list(known.keys("purchase_order"))
    if orders:
        _from_tables(session, case.account_id, orders, known)
    _from_papers(session, case, orders, known)
    return known


def _is_scac(carrier: str) -> bool:
    """Whether a carrier is named by its standard code of two to four letters."""
    return 2 <= len(carrier) <= 4 and carrier.isascii() and carrier.isalpha()


def _from_tables(session: Session, account_id: int, orders: Sequence[str], known: Knowledge) -> None:
    of_account = select(DocumentOrigin.document_id).where(DocumentOrigin.account_id == account_id)
    wanted = (
        select(TradeFact.values, TradeFact.row, TableRead.kind, TableRead.document_id)
        .join(TableRead, TableRead.id == TradeFact.table_id)
        .where(
            TradeFact.purchase_order.in_(orders),
            TableRead.kind.in_([kind.value for kind in TOLD_BY]),
            TableRead.document_id.in_(of_account),
        )
        .order_by(TradeFact.id)
        .limit(MOST_FACTS)
    )
    for values, row, kind, document_id in session.execute(wanted):
        for column, name in TOLD_BY[TableKind(kind)].items():
            if values.get(column):
                known.add(name, str(values[column]), Place(document_id, row=row))


def _from_papers(session: Session, case: Case, orders: Sequence[str], known: Knowledge) -> None:
    papers = session.scalars(select(Paper).where(Paper.id.in_(_own(session, case, orders)), Paper.gone.is_(False)).limit(MOST_PAPERS)).all()
    known.papers = frozenset(paper.id for paper in papers)
    known.documents = frozenset(paper.document_id for paper in papers)
    for paper in sorted(papers, key=lambda p: (p.source is Source.OCR, p.id)):
        content, fields = paper.content, paper.content["fields"]
        alone = _orders_on(content) <= set(orders)
        for name, read in fields.items():
            if not clear(content, read):
                continue
            called = TOLD_BY_PAPERS.get(name) or (KEYS.get(name) if name != "trailer_number" else None)
            if called is None or (called == "purchase_order") or (not alone and called not in SHARED):
                continue
            for value in values_of(read):
                known.add(called, value, Place.of_field(paper.document_id, read))
        total = fields.get("total_cartons")
        if alone and known.cartons is None and total is not None and clear(content, total):
            known.cartons = Known("total_cartons", str(total["value"]), Place.of_field(paper.document_id, total))


SHARED: Final = frozenset(
    {"bol_number", "pro_number", "scac", "carrier_name", "ship_to_code", "shipped_on", "seal_number", "ship_from_name"}
)
"""What a paper of several orders tells of each of them."""


def _orders_on(content: Mapping[str, Any]) -> set[str]:
    fields: Iterable[Mapping[str, Any]] = (content["fields"], *content["lines"])
    return {compact(v) for row in fields for name in ("purchase_order", "purchase_orders") for v in values_of(row.get(name))}


def _own(session: Session, case: Case, orders: Sequence[str]) -> set[int]:
    """The papers that the case has: tied to its orders, or said to be its by a person."""
    said = select(HandLink.paper_id).where(HandLink.case_id == case.id, HandLink.linked.is_(True), HandLink.undone_at.is_(None))
    found = set(session.scalars(said))
    if orders:
        tied = select(PaperLink.paper_id).where(
            PaperLink.account_id == case.account_id, PaperLink.purchase_order.in_(orders), PaperLink.how != "unmatched"
        )
        found |= set(session.scalars(tied.limit(MOST_PAPERS)))
    return found
