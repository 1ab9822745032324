"""The supplier's books as the matchers need them: orders, items, costs and invoices, each value with the place it stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final, TypeVar

import polars as pl

from facts.documents import DocumentKind, Field, Source
from facts.evidence import Evidence
from facts.identifiers import compact, gtin14
from facts.tables import TableKind
from matchers.catalogue import Catalogue, Item
from matchers.frames import Frames, Paper, Row, decimal, named_rows, row_evidence, rows
from matchers.sourced import Sourced
from rules.model import Rules

T = TypeVar("T")

DEFAULT_PRECEDENCE: Final[dict[str, tuple[str, ...]]] = {
    "unit_cost": ("purchase_orders", "order_confirmation", "purchase_order_change", "purchase_order"),
    "quantity_accepted": ("purchase_orders", "order_confirmation", "purchase_order_change", "purchase_order"),
    "quantity_received": ("purchase_orders", "receiving_advice"),
    "order_date": ("purchase_orders", "purchase_order"),
    "freight_terms": ("purchase_orders", "purchase_order", "bill_of_lading"),
    "case_pack": ("catalogue", "packing_list", "advance_ship_notice"),
}
"""Which source of a value is believed first where a rule pack says nothing."""


@dataclass(slots=True)
class OrderLine:
    """One item of an order; every value under each of its sources."""

    sku: str
    values: dict[str, list[Sourced[Decimal]]] = field(default_factory=lambda: defaultdict(list))


@dataclass(slots=True)
class Order:
    """One purchase order of the retailer."""

    number: str
    lines: dict[str, OrderLine] = field(default_factory=dict)
    vendor_code: str = ""
    ship_to_code: str = ""
    dates: dict[str, list[Sourced[date]]] = field(default_factory=lambda: defaultdict(list))
    freight_terms: list[Sourced[str]] = field(default_factory=list)

    def line(self, sku: str) -> OrderLine:
        """The line of an item, made where it is not there yet."""
        return self.lines.setdefault(compact(sku), OrderLine(sku))


@dataclass(frozen=True, slots=True)
class CostRecord:
    """An approved cost: in force from its first to its last day, both included."""

    cost: Decimal
    effective_from: date
    effective_to: date | None
    approval_id: str
    evidence: Evidence

    def holds_on(self, day: date) -> bool:
        """True where the cost is in force on that day."""
        return self.effective_from <= day and (self.effective_to is None or day <= self.effective_to)


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """One item of one of our invoices."""

    sku: str
    quantity: Decimal
    unit_price: Decimal | None
    evidence: Evidence
    unit: str = ""
    review: bool = False


@dataclass(slots=True)
class Invoice:
    """One of our invoices.

    `discount` is the quick-pay discount it grants (rate, days), None where it grants none; `terms_read` says whether its
    terms were seen at all.
    """

    number: str
    evidence: Evidence
    purchase_order: str = ""
    issue_date: Sourced[date] | None = None
    due_date: Sourced[date] | None = None
    lines: list[InvoiceLine] = field(default_factory=list)
    discount: Sourced[tuple[Decimal, int]] | None = None
    terms_read: bool = False


@dataclass(slots=True)
class Books:
    """Orders, items, costs and invoices of one supplier and retailer, by normalised key."""

    precedence: dict[str, tuple[str, ...]]
    orders: dict[str, Order] = field(default_factory=dict)
    catalogue: Catalogue = field(default_factory=Catalogue)
    sku_by_gtin: dict[str, str] = field(default_factory=dict)
    costs: dict[str, list[CostRecord]] = field(default_factory=lambda: defaultdict(list))
    invoices: dict[str, Invoice] = field(default_factory=dict)
    invoices_by_order: dict[str, list[Invoice]] = field(default_factory=lambda: defaultdict(list))
    orders_by_item: dict[str, list[Order]] = field(default_factory=lambda: defaultdict(list))

    def order(self, purchase_order: str) -> Order | None:
        """The order of that number, or None."""
        return self.orders.get(compact(purchase_order))

    def orders_with(self, sku: str) -> list[Order]:
        """The orders that have a line for an item."""
        return self.orders_by_item.get(compact(sku), [])

    def best(self, name: str, values: Iterable[Sourced[T]]) -> Sourced[T] | None:
        """The value of the source that is believed first; among several of one source the last listed (the newest)."""
        ranking = {source: i for i, source in enumerate(self.precedence.get(name, ()))}
        found = list(values)
        return min(reversed(found), key=lambda v: ranking.get(v.source, len(ranking)), default=None)

    def quantity(self, purchase_order: str, sku: str, name: str) -> Sourced[Decimal] | None:
        """A quantity or cost of an order line by precedence, or None."""
        order = self.order(purchase_order)
        line = order.lines.get(compact(sku)) if order else None
        return self.best(name, line.values[name]) if line and name in line.values else None

    def accepted(self, purchase_order: str, sku: str) -> Sourced[Decimal] | None:
        """Units that the supplier confirmed (else those requested)."""
        return self.quantity(purchase_order, sku, "quantity_accepted") or self.quantity(purchase_order, sku, "quantity_requested")

    def received(self, purchase_order: str, sku: str) -> Sourced[Decimal] | None:
        """Units that the retailer says it received."""
        return self.quantity(purchase_order, sku, "quantity_received")

    def freight_terms(self, purchase_order: str) -> Sourced[str] | None:
        """`prepaid`, `collect` or `third_party`, or None where nothing says."""
        order = self.order(purchase_order)
        return self.best("freight_terms", order.freight_terms) if order else None

    def order_date(self, purchase_order: str) -> Sourced[date] | None:
        """The day of the order."""
        order = self.order(purchase_order)
        return self.best("order_date", order.dates["order_date"]) if order else None

    def item_of(self, purchase_order: str, sku: str, shipped_on: date | None = None) -> Item | None:
        """The item as the catalogue had it when the order shipped, else when it was placed; None where it was not listed then."""
        ordered = self.order_date(purchase_order)
        return self.catalogue.item(sku, shipped_on or (ordered.value if ordered is not None else None))

    def cost_in_force(self, sku: str, day: date) -> CostRecord | None:
        """The approved cost of an item on a day: the latest one that had begun."""
        return max((c for c in self.costs.get(compact(sku), []) if c.holds_on(day)), key=lambda c: c.effective_from, default=None)

    def sku_of(self, sku: str | None, gtin: str | None) -> str:
        """The item number, through the GTIN where the paper names only that."""
        if sku:
            return sku
        return self.sku_by_gtin.get(gtin14(gtin), "") if gtin and gtin.isdigit() else ""

    def invoice(self, number: str) -> Invoice | None:
        """The invoice of that number, or None."""
        return self.invoices.get(compact(number))


def open_books(frames: Frames, rules: Rules, wanted_skus: Collection[str] | None = None) -> Books:
    """Reads orders, items, costs and invoices out of the frames. `wanted_skus` limits orders and costs to these items."""
    books = Books(DEFAULT_PRECEDENCE | {k: v for k, v in rules.precedence.items() if v})
    _read_catalogue(books, frames.table(TableKind.CATALOGUE))
    _read_costs(books, _limited(frames.table(TableKind.COST_HISTORY), wanted_skus))
    _read_order_table(books, _limited(frames.table(TableKind.PURCHASE_ORDERS), wanted_skus))
    for paper in frames.papers:
        reader = _ORDER_READERS.get(paper.document.kind)
        if reader:
            reader(books, paper)
    _read_invoices(books, frames)
    for order in books.orders.values():
        for item in order.lines:
            books.orders_by_item[item].append(order)
    return books


def _limited(frame: pl.DataFrame, wanted_skus: Collection[str] | None) -> pl.DataFrame:
    return frame if wanted_skus is None else frame.filter(pl.col("sku").str.to_uppercase().is_in(sorted(wanted_skus)))


def _read_catalogue(books: Books, frame: pl.DataFrame) -> None:
    listed = list(named_rows(frame, "sku"))
    books.catalogue = Catalogue(listed)
    for row in listed:
        if row["gtin"] and row["gtin"].isdigit():
            books.sku_by_gtin[gtin14(row["gtin"])] = row["sku"]


def _read_costs(books: Books, frame: pl.DataFrame) -> None:
    for row in named_rows(frame, "sku"):
        cost = decimal(row["cost"])
        if cost is None or row["effective_from"] is None:
            continue
        fact = f"approved cost {cost} from {row['effective_from']}"
        books.costs[compact(row["sku"])].append(
            CostRecord(cost, row["effective_from"], row["effective_to"], row["approval_id"] or "", row_evidence(row, fact))
        )


def freight_terms_of(text: str | None) -> str | None:
    """`prepaid`, `collect` or `third_party` from the words of an export (EN, FR, DE, ES, IT, ZH), None where unknown."""
    words = (text or "").casefold()
    for terms, signs in _FREIGHT_WORDS.items():
        if any(s in words for s in signs):
            return terms
    return None


_FREIGHT_WORDS: Final = {
    "third_party": ("third", "3rd", "tiers", "dritt", "tercero", "terzi", "第三"),
    "collect": ("collect", "we pay", "wepay", "port dû", "port du", "unfrei", "debido", "porto assegnato", "到付"),
    "prepaid": ("prepaid", "pre-paid", "port payé", "port paye", "franco", "frei haus", "frei", "pagado", "porto franco", "预付", "ppd"),
}


def _read_order_table(books: Books, frame: pl.DataFrame) -> None:
    for row in rows(frame):
        key = compact(row["purchase_order"] or "")
        if not key or not row["sku"]:
            continue
        order = books.orders.setdefault(key, Order(row["purchase_order"]))
        order.vendor_code = row["vendor_code"] or order.vendor_code
        order.ship_to_code = row["ship_to_code"] or order.ship_to_code
        for name in ("order_date", "window_start", "window_end"):
            if row[name]:
                order.dates[name].append(Sourced(row[name], row_evidence(row, f"{name.replace('_', ' ')} {row[name]}"), "purchase_orders"))
        if terms := freight_terms_of(row["freight_terms"]):
            order.freight_terms.append(Sourced(terms, row_evidence(row, f"freight {terms}"), "purchase_orders"))
        line = order.line(row["sku"])
        for name in ("quantity_requested", "quantity_accepted", "quantity_received"):
            if row[name] is not None:
                place = row_evidence(row, f"{name.replace('quantity_', 'units ')} {row[name]}")
                line.values[name].append(Sourced(Decimal(row[name]), place, "purchase_orders", row["_review"]))
        if (cost := decimal(row["unit_cost"])) is not None:
            line.values["unit_cost"].append(Sourced(cost, row_evidence(row, f"order cost {cost}"), "purchase_orders", row["_review"]))
        if row["gtin"] and row["gtin"].isdigit():
            books.sku_by_gtin.setdefault(gtin14(row["gtin"]), row["sku"])


def _order_of(books: Books, paper: Paper) -> Order | None:
    number = paper.document.text("purchase_order")
    if not number:
        return None
    order = books.orders.setdefault(compact(number), Order(number))
    order.vendor_code = order.vendor_code or paper.document.text("vendor_code") or ""
    order.ship_to_code = order.ship_to_code or paper.document.text("ship_to_code") or ""
    for name in ("order_date", "window_start", "window_end"):
        day = paper.document.day(name)
        if day:
            order.dates[name].append(Sourced(day, paper.evidence(name, f"{name.replace('_', ' ')} {day}"), paper.document.kind.value))
    terms = paper.document.text("freight_terms")
    if terms:
        order.freight_terms.append(Sourced(terms, paper.evidence("freight_terms", f"freight {terms}"), paper.document.kind.value))
    return order


def _line_number(line: dict[str, Field], name: str) -> Decimal | None:
    found = line.get(name)
    return None if found is None or isinstance(found.value, (bool, list)) else Decimal(found.value)


def _line_text(line: dict[str, Field], name: str) -> str:
    found = line.get(name)
    return "" if found is None else str(found.value)


def _order_lines(books: Books, paper: Paper, names: dict[str, str]) -> None:
    """Takes the named columns of an order paper into the order's lines (paper's column → order's value)."""
    order = _order_of(books, paper)
    if order is None:
        return
    for cells in paper.document.lines:
        sku = books.sku_of(_line_text(cells, "sku"), _line_text(cells, "gtin"))
        if not sku:
            continue
        line = order.line(sku)
        for column, name in names.items():
            number = _line_number(cells, column)
            if number is not None:
                fact = f"{paper.document.kind.value.replace('_', ' ')} {order.number}, {sku}: {column.replace('_', ' ')} {number:f}"
                place = paper.line_evidence(cells, column, fact)
                line.values[name].append(Sourced(number, place, paper.document.kind.value, cells[column].review))


_ORDER_READERS: Final = {
    DocumentKind.PURCHASE_ORDER: lambda books, paper: _order_lines(
        books, paper, {"quantity": "quantity_requested", "unit_price": "unit_cost"}
    ),
    DocumentKind.PURCHASE_ORDER_CHANGE: lambda books, paper: _order_lines(
        books, paper, {"quantity": "quantity_requested", "unit_price": "unit_cost"}
    ),
    DocumentKind.ORDER_CONFIRMATION: lambda books, paper: _order_lines(books, paper, {"quantity_accepted": "quantity_accepted"}),
    DocumentKind.RECEIVING_ADVICE: lambda books, paper: _order_lines(books, paper, {"quantity_received": "quantity_received"}),
}


def _read_invoices(books: Books, frames: Frames) -> None:
    for paper in frames.of_kind(DocumentKind.INVOICE):
        _read_invoice_paper(books, paper)
    for row in named_rows(frames.table(TableKind.INVOICE_LINES), "invoice_number"):
        number = row["invoice_number"]
        place = row_evidence(row, f"invoice {number}")
        invoice = books.invoices.setdefault(compact(number), Invoice(number, place))
        invoice.purchase_order = invoice.purchase_order or row["purchase_order"] or ""
        _date_invoice(invoice, row, "issue_date", "issue_date", "invoice_lines")
        _date_invoice(invoice, row, "due_date", "due_date", "invoice_lines")
        if row["quantity"] is None:
            continue
        sku = books.sku_of(row["sku"], row["gtin"])
        price = decimal(row["unit_price"])
        fact = f"{row['quantity']} × {sku or 'item'} at {price}"
        invoice.lines.append(InvoiceLine(sku, Decimal(row["quantity"]), price, row_evidence(row, fact), row["unit"] or "", row["_review"]))
    for row in named_rows(frames.table(TableKind.ALL_INVOICES), "invoice_number"):
        number = row["invoice_number"]
        invoice = books.invoices.setdefault(compact(number), Invoice(number, row_evidence(row, f"invoice {number}")))
        invoice.purchase_order = invoice.purchase_order or row["purchase_order"] or ""
        _date_invoice(invoice, row, "invoice_date", "issue_date", "all_invoices")
        _date_invoice(invoice, row, "due_date", "due_date", "all_invoices")
    for invoice in books.invoices.values():
        if invoice.purchase_order:
            books.invoices_by_order[compact(invoice.purchase_order)].append(invoice)


def _date_invoice(invoice: Invoice, row: Row, column: str, name: str, source: str) -> None:
    day = row[column]
    if day is None:
        return
    sourced = Sourced(day, row_evidence(row, f"{name.replace('_', ' ')} {day}"), source, row["_review"])
    if name == "issue_date" and invoice.issue_date is None:
        invoice.issue_date = sourced
    if name == "due_date" and invoice.due_date is None:
        invoice.due_date = sourced


def _read_invoice_paper(books: Books, paper: Paper) -> None:
    """An invoice on paper, by EDI or as an e-invoice. The same number again keeps the more exact source (EDI and XML first)."""
    document = paper.document
    number = document.text("invoice_number")
    if not number:
        return
    key = compact(number)
    exact = document.source in {Source.EDI, Source.XML}
    if key in books.invoices and books.invoices[key].lines and not exact:
        _complete(books.invoices[key], paper)
        return
    invoice = Invoice(number, paper.evidence("invoice_number", f"invoice {number}"), document.text("purchase_order") or "")
    for cells in document.lines:
        quantity = _line_number(cells, "quantity")
        if quantity is None:
            continue
        sku = books.sku_of(_line_text(cells, "sku"), _line_text(cells, "gtin"))
        price = _line_number(cells, "unit_price")
        place = paper.line_evidence(cells, "quantity", f"invoice {number}: {quantity:f} × {sku or 'item'} at {price}")
        review = any(cells[n].review for n in ("quantity", "unit_price") if n in cells)
        invoice.lines.append(InvoiceLine(sku, quantity, price, place, _line_text(cells, "unit"), review))
    books.invoices[key] = invoice
    _complete(invoice, paper)


def _complete(invoice: Invoice, paper: Paper) -> None:
    """Dates and terms from one more paper of the same invoice, where they are still missing."""
    document = paper.document
    for name in ("issue_date", "due_date"):
        day = document.day(name)
        if day is not None and getattr(invoice, name) is None:
            fact = f"{name.replace('_', ' ')} {day}"
            setattr(invoice, name, Sourced(day, paper.evidence(name, fact), document.kind.value, document.fields[name].review))
    invoice.purchase_order = invoice.purchase_order or document.text("purchase_order") or ""
    rate, days = document.number("discount_rate"), document.number("discount_days")
    if rate is not None and days is not None:
        fact = f"terms grant {rate * 100:f} % within {days:f} days"
        invoice.discount = Sourced((rate, int(days)), paper.evidence("discount_rate", fact), document.kind.value)
    net = document.fields.get("terms_net_days")
    stated = net is not None and not net.review and document.source is not Source.OCR
    read = rate is not None or stated or document.source is Source.EDI
    invoice.terms_read = invoice.terms_read or read
