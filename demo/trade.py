"""What a made-up supplier's world holds: items, orders, shipments, invoices, remittance entries, claims, and the truth about them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Place:
    """A dock or an office: `code` is the retailer's code of a site, empty elsewhere."""

    code: str
    name: str
    street: str
    town: str

    @property
    def address(self) -> str:
        """Street and town on one line."""
        return f"{self.street}, {self.town}"


@dataclass(frozen=True, slots=True)
class Carrier:
    """Who drives: `parcel` carriers deliver cartons one by one."""

    scac: str
    name: str
    parcel: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """An article; sizes in centimetres or inches and weights in kilogrammes or pounds, as the locale has it, per unit."""

    sku: str
    gtin: str
    model: str
    title: str
    brand: str
    category: str
    case_pack: int
    cartons_per_pallet: int
    size: tuple[Decimal, Decimal, Decimal]
    weight: Decimal
    cost: Decimal


@dataclass(frozen=True, slots=True)
class CostPeriod:
    """A unit cost and the days for which it was agreed."""

    sku: str
    cost: Decimal
    starts: date
    ends: date | None
    approval: str


@dataclass(slots=True)
class OrderLine:
    """An ordered article; `received` moves while a scenario is written."""

    item: Item
    requested: int
    accepted: int
    received: int
    unit_cost: Decimal


@dataclass(slots=True)
class Order:
    """A purchase order of the retailer."""

    number: str
    vendor_code: str
    ship_to: Place
    ordered_on: date
    window_start: date
    window_end: date
    freight_terms: str
    lines: list[OrderLine]


@dataclass(frozen=True, slots=True)
class Load:
    """Cartons of one article for one order on a truck."""

    order: str
    item: Item
    cartons: int
    units: int


@dataclass(slots=True)
class Receipt:
    """What the consignee wrote on the proof of delivery. `orders` replaces the orders shown, `count` is cartons or pallets."""

    receiver: str = ""
    signed: bool = True
    stamped: bool = False
    count: str = "cartons"
    short: int = 0
    damaged: int = 0
    subject_to_count: bool = False
    struck: bool = False
    orders: tuple[str, ...] = ()


@dataclass(slots=True)
class Shipment:
    """A truck or a parcel run: its papers carry these values. `counted_by` as in the bill of lading's freight-counted box."""

    bol_number: str
    pro_number: str
    carrier: Carrier
    ship_from: Place
    ship_to: Place
    shipped_on: date
    delivered_at: datetime
    freight_terms: str
    trailer: str
    seal: str
    appointment: str
    arn: str
    loads: list[Load]
    receipt: Receipt
    counted_by: str = "driver_pallets"
    load_and_count: bool = False
    carrier_signed: bool = True

    @property
    def cartons(self) -> int:
        """Cartons on the truck."""
        return sum(load.cartons for load in self.loads)

    @property
    def pallets(self) -> int:
        """Pallets on the truck, a part of one counted whole per article."""
        return sum(-(-load.cartons // load.item.cartons_per_pallet) for load in self.loads)

    @property
    def weight(self) -> int:
        """Gross weight of all cartons, rounded up to a whole unit per order line."""
        return sum(gross_weight(load) for load in self.loads)

    @property
    def orders(self) -> list[str]:
        """Orders on the truck, each once, in loading order."""
        return list(dict.fromkeys(load.order for load in self.loads))


def gross_weight(load: Load) -> int:
    """Weight of a load with its cartons, rounded up to a whole unit."""
    return int(load.units * load.item.weight) + load.cartons + 1


@dataclass(frozen=True, slots=True)
class BillLine:
    """A line of an invoice; `unit` is EA or CA."""

    item: Item
    quantity: int
    unit: str
    unit_price: Decimal

    @property
    def total(self) -> Decimal:
        """Quantity times price."""
        return self.quantity * self.unit_price


@dataclass(slots=True)
class Bill:
    """An invoice of the supplier; `grants_discount` says whether its terms offer the quick-pay discount."""

    number: str
    order: Order
    issued_on: date
    due_on: date
    lines: list[BillLine]
    grants_discount: bool = False

    @property
    def net(self) -> Decimal:
        """Sum of the lines."""
        return sum((line.total for line in self.lines), Decimal(0))


@dataclass(slots=True)
class Entry:
    """A line of the remittance: `amount` of the document, `paid` now; the first payment on or after `pay_on` carries it."""

    number: str
    root: str
    kind: str
    description: str
    dated: date
    amount: Decimal
    pay_on: date
    discount: Decimal = Decimal(0)
    paid: Decimal | None = None
    remaining: Decimal = Decimal(0)


@dataclass(slots=True)
class TruthLine:
    """What is right about one deduction line, in the form of a truth file; `papers` name the papers that prove it."""

    scenario: str
    type: str
    reference: str
    claimed_amount: Decimal
    recoverable_amount: Decimal
    verdict: str
    reason: str
    why: str
    purchase_order: str = ""
    invoice_number: str = ""
    sku: str = ""
    also_ok: tuple[str, ...] = ()
    amount_judged: bool = True
    optional: bool = False
    opens_on: date | None = None
    dispute_by: date | None = None
    papers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class PaperWish:
    """A paper that is to be in the folder: its kind and the shipment or invoice it is about."""

    kind: str
    key: str
    subject: Any
    hand: bool = False


@dataclass(slots=True)
class Ledger:
    """Everything that has happened, in the order it was written."""

    items: list[Item] = field(default_factory=list)
    costs: list[CostPeriod] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    shipments: list[Shipment] = field(default_factory=list)
    bills: list[Bill] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    shortages: list[dict[str, Any]] = field(default_factory=list)
    prices: list[dict[str, Any]] = field(default_factory=list)
    chargebacks: list[dict[str, Any]] = field(default_factory=list)
    coop: list[dict[str, Any]] = field(default_factory=list)
    disputes: list[dict[str, Any]] = field(default_factory=list)
    further: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    wishes: list[PaperWish] = field(default_factory=list)
    truth: list[TruthLine] = field(default_factory=list)

    def wish(self, kind: str, subject: Any, *, hand: bool = False) -> tuple[str, str]:
        """Asks for a paper once and gives its key; `hand` marks a paper with handwriting, which only a scan can carry."""
        key = f"{subject.number if isinstance(subject, Bill) else subject.get('id') if isinstance(subject, dict) else subject.bol_number}"
        if all((w.kind, w.key) != (kind, key) for w in self.wishes):
            self.wishes.append(PaperWish(kind, key, subject, hand))
        return kind, key
