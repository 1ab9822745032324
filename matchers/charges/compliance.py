"""What compliance is judged by: orders, shipments with their receipts, appointments, ship notices, weekly on-time rates, sizes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from facts.documents import DocumentKind, Source
from facts.evidence import Evidence
from facts.identifiers import compact
from facts.tables import TableKind
from matchers.books import Books
from matchers.catalogue import Item
from matchers.charges.line import Charge
from matchers.fees import FeeBooks
from matchers.frames import Frames, Paper, decimal, row_evidence, rows
from matchers.measures import Measures
from matchers.order_on_proof import Named, order_on
from matchers.shipments import Pairing, Shipment
from matchers.sourced import Sourced


@dataclass(frozen=True, slots=True)
class Arrival:
    """When goods arrived, by one receipt. `others` are further readings of a date that is not sure, as far as they are possible."""

    day: date
    evidence: Evidence
    time: str = ""
    others: tuple[date, ...] = ()
    appointment: str = ""


@dataclass(frozen=True, slots=True)
class Window:
    """When an order was to be served. `start` is None where only the end is known."""

    start: date | None
    end: date
    evidence: Evidence

    def holds(self, day: date, grace_days: int = 0) -> bool:
        """True where the day lies within, the days of grace after its end included."""
        return (self.start is None or self.start <= day) and day <= self.end + timedelta(days=grace_days)

    @property
    def said(self) -> str:
        """As a sentence says it."""
        return f"the window {self.start} to {self.end}" if self.start is not None else f"the window that ends {self.end}"


class ComplianceBooks:
    """The facts of one account that faults are held against, by order."""

    def __init__(
        self, frames: Frames, books: Books, pairing: Pairing, currency: str, owners: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        self.books = books
        self._owners = owners or {}
        self.pairing = pairing
        self.sizes = FeeBooks(frames, currency)
        self.appointments = _by_order(frames, DocumentKind.APPOINTMENT_REQUEST)
        self.notices = _by_order(frames, DocumentKind.ADVANCE_SHIP_NOTICE)
        self.confirmations = _by_order(frames, DocumentKind.ORDER_CONFIRMATION)
        self._invoices = [p for p in frames.of_kind(DocumentKind.INVOICE) if p.document.source in {Source.EDI, Source.XML}]
        self._acknowledgements = frames.of_kind(DocumentKind.ACKNOWLEDGEMENT)
        self._weeks = {r["week_start"]: r for r in rows(frames.table(TableKind.ON_TIME_PERFORMANCE)) if r["week_start"]}

    def window(self, charge: Charge) -> Window | None:
        """The order's window; None where its end is not known."""
        order = self.books.order(charge.purchase_order)
        if order is None:
            return None
        start = self.books.best("window_start", order.dates["window_start"])
        end = self.books.best("window_end", order.dates["window_end"])
        return None if end is None else Window(start.value if start is not None else None, end.value, end.evidence)

    def trailing_rate(self, day: date) -> Sourced[Decimal] | None:
        """The trailing on-time rate of the week (Sunday to Saturday) in which a day lies."""
        sunday = day - timedelta(days=(day.weekday() + 1) % 7)
        row = self._weeks.get(sunday)
        rate = decimal(row["trailing_rate"]) if row is not None else None
        if row is None or rate is None:
            return None
        return Sourced(rate, row_evidence(row, f"trailing on-time rate {rate:f} in the week of {sunday}"), "on_time_performance")

    def owner_named(self, words: str) -> str:
        """Who prepares an item by the catalogue's words (`retailer`, `supplier`); empty where they name nobody that is known."""
        said = set(re.findall(r"[^\W_]+", words.casefold()))
        named = [who for who, names in self._owners.items() if any(set(name.casefold().split()) <= said for name in names)]
        return named[0] if len(named) == 1 else ""

    def shipments(self, charge: Charge) -> list[Shipment]:
        """The shipments that carry the charged order."""
        return self.pairing.of(charge.purchase_order)

    def item(self, charge: Charge) -> Item | None:
        """The charged item as the catalogue had it when its order shipped."""
        return self.books.item_of(charge.purchase_order, charge.sku, self._shipped_on(charge))

    def measures(self, charge: Charge) -> Measures | None:
        """The size of record of the charged item on the day its order shipped."""
        ordered = self.books.order_date(charge.purchase_order)
        return self.sizes.measures(charge.sku, self._shipped_on(charge) or (ordered.value if ordered is not None else None))

    def _shipped_on(self, charge: Charge) -> date | None:
        return min((s.ship_date for s in self.shipments(charge) if s.ship_date is not None), default=None)

    def shipped(self, charge: Charge, sku: str) -> Decimal | None:
        """Units of an item that went out on the order by packing lists and ship notices; None where none counts them."""
        loads = [load for s in self.shipments(charge) for load in s.loads if compact(load.purchase_order) == compact(charge.purchase_order)]
        units = [load.units for load in loads if load.units is not None and compact(load.sku) == compact(sku)]
        return sum(units, Decimal(0)) if units else None

    def arrivals(self, charge: Charge) -> list[Arrival]:
        """Arrivals by the receipts that name no other order instead, sure dates first.

        Of a date whose day and month could change places, only the readings count that lie between order or shipping and the charge.
        """
        ordered = self.books.order_date(charge.purchase_order)
        found: list[Arrival] = []
        for shipment in self.shipments(charge):
            earliest = shipment.ship_date or (ordered.value if ordered is not None else None)
            ours = [x for x in shipment.receipts if order_on(x, charge.purchase_order, shipment) is not Named.ANOTHER]
            found += [a for link in ours if (a := _arrival(link.paper, earliest, charge.charged_on)) is not None]
        return sorted(found, key=lambda a: (bool(a.others), a.day))

    def acknowledged(self, paper: Paper) -> tuple[Paper, datetime] | None:
        """The acknowledgement that names this paper's own transaction and does not reject it, with its moment."""
        own = paper.document.text("transaction_control_number") or paper.document.text("message_reference")
        group = paper.document.text("group_control_number")
        for answer in self._acknowledgements:
            document = answer.document
            lines = [str(cells["acknowledged_transaction"].value) for cells in document.lines if "acknowledged_transaction" in cells]
            named = {document.text("acknowledged_transaction"), *lines}
            if own and own in named and (not group or document.text("acknowledged_group") in {None, group}):
                moment = moment_of(answer, "received_at") or moment_of(answer, "sent_at")
                if moment is not None and document.text("status") != "rejected":
                    return answer, moment
        return None

    def electronic_invoices(self, charge: Charge) -> list[Paper]:
        """Our invoices of the charged order (or of the number that the charge names) that went out by EDI or as an e-invoice."""
        wanted = {compact(charge.purchase_order), compact(charge.invoice_number)} - {""}
        return [p for p in self._invoices if {compact(p.document.text(n) or "") for n in ("purchase_order", "invoice_number")} & wanted]


def moment_of(paper: Paper, name: str) -> datetime | None:
    """A point in time that a paper states, without its zone; None where it states none."""
    text = paper.document.text(name)
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None) if text else None
    except ValueError:
        return None


def papers_orders(paper: Paper) -> list[str]:
    """The orders that a paper names, each once, as keys compare them."""
    in_lines = (str(cells["purchase_order"].value) for cells in paper.document.lines if "purchase_order" in cells)
    named = (paper.document.text("purchase_order") or "", *paper.document.texts("purchase_orders"), *in_lines)
    return list(dict.fromkeys(key for number in named if (key := compact(number))))


def _by_order(frames: Frames, kind: DocumentKind) -> dict[str, list[Paper]]:
    found: dict[str, list[Paper]] = {}
    for paper in frames.of_kind(kind):
        for order in papers_orders(paper):
            found.setdefault(order, []).append(paper)
    return found


def _arrival(paper: Paper, earliest: date | None, latest: date | None) -> Arrival | None:
    document = paper.document
    day = document.day("delivery_date")
    if day is None:
        return None
    possible = [day]
    if document.fields["delivery_date"].review:
        readings = [d for d in dict.fromkeys((day, _turned(day))) if d is not None]
        possible = [d for d in readings if (earliest is None or d >= earliest) and (latest is None or d <= latest)] or [day]
    place = paper.evidence("delivery_date", f"delivered {possible[0]}")
    time, appointment = document.text("delivery_time") or "", document.text("appointment_id") or ""
    return Arrival(possible[0], place, time, tuple(possible[1:]), appointment)


def _turned(day: date) -> date | None:
    """The date with day and month changed places, where that is one."""
    try:
        return day.replace(month=day.day, day=day.month)
    except ValueError:
        return None
