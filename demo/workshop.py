"""The ordinary course of trade: orders, trucks, invoices and payments from which the scenarios are cut."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TypeAlias

from demo.chance import Chance
from demo.names import BRANDS, GOODS, MAKES, Locale
from demo.trade import Bill, BillLine, CostPeriod, Entry, Item, Ledger, Load, Order, OrderLine, Place, Receipt, Shipment, TruthLine
from facts.calendar import add_months, add_years

Papers: TypeAlias = tuple[tuple[str, str], ...]
"""Kinds and keys of the papers that prove a line."""

_PLAIN = "BCDEFGHJKLMNPQRSTUVWXYZ0123456789"
_ROOT_STYLES = ("INV{:05d}", "{:07d}", "SI-{:05d}", "RE{:06d}", "A{:06d}", "{:04d}-26")


@dataclass(frozen=True, slots=True)
class Terms:
    """What supplier and retailer have agreed; written to terms.yaml and obeyed by the scenarios."""

    net_days: int
    discount_rate: Decimal
    discount_days: int
    shortage_opens_days: int
    shortage_closes_years: int
    price_closes_days: int
    purchase_discount: Decimal


@dataclass(frozen=True, slots=True)
class Claim:
    """A deduction on one line of an invoice: `units` at `unit_cost` (for a price claim the difference per unit)."""

    type: str
    reference: str
    bill: Bill
    sku: str
    units: int
    unit_cost: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Right:
    """What a specialist who knows everything would say about a claim, and what it is worth."""

    verdict: str
    reason: str
    worth: Decimal
    why: str


class Workshop:
    """Makes trade happen and writes it into the ledger; `as_of` is the day on which the folder was put together."""

    def __init__(self, seed: int, locale: Locale, as_of: date, item_count: int = 24) -> None:
        self.chance = Chance("supplier", seed, locale.name)
        self.locale = locale
        self.as_of = as_of
        self.ledger = Ledger()
        draw = self.chance.branch("terms")
        self.supplier, self.tax_id, self.language = draw.pick(locale.suppliers)
        self.terms = Terms(
            net_days=draw.pick((30, 45, 60, 60)),
            discount_rate=draw.pick((Decimal("0.01"), Decimal("0.02"), Decimal("0.015"))),
            discount_days=draw.pick((10, 15, 20)),
            shortage_opens_days=35,
            shortage_closes_years=2,
            price_closes_days=draw.pick((30, 60)),
            purchase_discount=draw.pick((Decimal("0.05"), Decimal("0.04"), Decimal("0.08"))),
        )
        self.vendor_codes = [draw.characters(5, "ABCDEFGHKLMNPRSTUVWZ") for _ in range(2)]
        self.sites = [Place("", self.supplier, street, town) for at, street, town in draw.shuffled(locale.sites) if at == self.language][:2]
        self.root_style = draw.pick(_ROOT_STYLES)
        self.root_number = draw.whole(1200, 8800)
        self.pay_every = draw.pick((5, 7))
        self._taken: set[str] = set()
        self._gtin_prefix = f"0{draw.digits(6)}"
        self._common = [self.new_item(self.chance.branch("item", n)) for n in range(item_count)]

    def _fresh(self, number: str) -> bool:
        known = number in self._taken
        self._taken.add(number)
        return not known

    def new_item(self, draw: Chance) -> Item:
        """A further article with its agreed cost."""
        inches = self.locale.length_unit == "in"
        category, nouns = draw.pick(GOODS)
        brand, noun, make = draw.pick(BRANDS), draw.pick(nouns), draw.pick(MAKES)
        sides = sorted((draw.whole(20, 180) if inches else draw.whole(60, 450) for _ in range(3)), reverse=True)
        item = Item(
            sku=next(n for _ in range(99) if self._fresh(n := f"B0{draw.characters(8, _PLAIN)}")),
            gtin=draw.checked(self._gtin_prefix, 13),
            model=f"{brand[:2].upper()}-{draw.digits(4)}",
            title=f"{brand} {noun}, {make}",
            brand=brand,
            category=category,
            case_pack=draw.pick((4, 6, 8, 10, 12, 24)),
            cartons_per_pallet=draw.pick((20, 24, 30, 36, 40)),
            size=(Decimal(sides[0]) / 10, Decimal(sides[1]) / 10, Decimal(sides[2]) / 10),
            weight=Decimal(draw.whole(20, 350)) / 100,
            cost=draw.money("3.20", "38.00"),
        )
        self.ledger.items.append(item)
        self.ledger.costs.append(CostPeriod(item.sku, item.cost, date(self.as_of.year - 4, 1, 1), None, f"CC{draw.digits(7)}"))
        return item

    def change_cost(self, item: Item, cost: Decimal, starts: date, approval: str) -> None:
        """Ends the cost in force the day before and agrees a new one."""
        costs = self.ledger.costs
        last = max(i for i, period in enumerate(costs) if period.sku == item.sku)
        costs[last] = replace(costs[last], ends=starts - timedelta(days=1))
        costs.append(CostPeriod(item.sku, cost, starts, None, approval))

    def agree_cost(self, item: Item, cost: Decimal) -> None:
        """Writes another cost over the last one agreed."""
        costs = self.ledger.costs
        last = max(i for i, period in enumerate(costs) if period.sku == item.sku)
        costs[last] = replace(costs[last], cost=cost)

    def items(self, draw: Chance, count: int) -> list[Item]:
        """Different articles of the catalogue whose cost never moves."""
        return draw.some(self._common, count)

    def order(self, draw: Chance, on: date, items: list[Item], *, terms: str = "prepaid", ship_to: Place | None = None) -> Order:
        """An order placed about twelve days before the invoice day `on`, fully accepted and fully received."""
        number = next(n for _ in range(99) if self._fresh(n := f"{draw.whole(1, 9)}{draw.characters(7, _PLAIN)}"))
        placed = on - timedelta(days=draw.whole(9, 14))
        lines = []
        for item in items:
            units = item.case_pack * draw.whole(8, 36)
            more = item.case_pack * draw.whole(1, 3) if draw.likely(0.15) else 0
            lines.append(OrderLine(item, units + more, units, units, item.cost))
        start = placed + timedelta(days=draw.whole(8, 11))
        order = Order(
            number,
            draw.pick(self.vendor_codes),
            ship_to or draw.pick(self.locale.docks),
            placed,
            start,
            start + timedelta(days=draw.whole(6, 12)),
            terms,
            lines,
        )
        self.ledger.orders.append(order)
        return order

    def ship(self, draw: Chance, orders: list[Order], on: date, *, first: int = 0, last: int | None = None) -> Shipment:
        """A truck with the accepted cartons of the orders; `first` and `last` cut the cartons of each line (for part loads)."""
        carrier, _ = draw.pick([c for c in self.locale.carriers if not c[0].parcel or draw.likely(0.3)])
        loads = []
        for order in orders:
            for line in order.lines:
                cartons = len(range(line.accepted // line.item.case_pack)[first:last])
                if cartons:
                    loads.append(Load(order.number, line.item, cartons, cartons * line.item.case_pack))
        arrives = datetime.combine(on + timedelta(days=draw.whole(2, 5)), time(draw.whole(6, 17), draw.whole(0, 59)))
        shipment = Shipment(
            bol_number=next(n for _ in range(99) if self._fresh(n := draw.checked(self._gtin_prefix, 17))),
            pro_number=next(n for _ in range(99) if self._fresh(n := draw.digits(draw.pick((9, 10))))),
            carrier=carrier,
            ship_from=draw.pick(self.sites),
            ship_to=orders[0].ship_to,
            shipped_on=on,
            delivered_at=arrives,
            freight_terms=orders[0].freight_terms,
            trailer=draw.pick(("{}", "T{}", "53-{}")).format(draw.digits(5)),
            seal=draw.digits(7),
            appointment=draw.digits(10),
            arn=draw.digits(10),
            loads=loads,
            receipt=Receipt(receiver=draw.pick(self.locale.people), stamped=draw.likely(0.5)),
            counted_by=draw.pick(("driver_pallets", "driver_pieces")),
        )
        self.ledger.shipments.append(shipment)
        return shipment

    def invoice(self, draw: Chance, order: Order, on: date, *, lines: list[BillLine] | None = None, grants: bool = False) -> Bill:
        """An invoice for what was accepted, or for the given lines; it is due after the agreed days."""
        self.root_number += draw.whole(1, 6)
        number = self.root_style.format(self.root_number)
        self._fresh(number)
        billed = lines or [BillLine(line.item, line.accepted, "EA", line.unit_cost) for line in order.lines]
        bill = Bill(number, order, on, on + timedelta(days=self.terms.net_days), billed, grants)
        self.ledger.bills.append(bill)
        return bill

    def pay(self, bill: Bill, *, on: date | None = None, discount: Decimal = Decimal(0)) -> None:
        """The retailer pays an invoice when due, or on `on`, less a quick-pay discount."""
        self.ledger.entries.append(
            Entry(bill.number, "", "invoice", "", bill.issued_on, bill.net, on or bill.due_on, discount, bill.net - discount)
        )

    def repay(self, bill: Bill) -> None:
        """Corrects the payment of an invoice whose lines were rewritten: it pays the whole new sum."""
        entry = next(e for e in self.ledger.entries if e.number == bill.number)
        entry.amount = entry.paid = bill.net

    def trade(self, draw: Chance, on: date, *, count: int = 1, terms: str = "prepaid") -> tuple[Order, Shipment, Bill]:
        """An order with `count` articles that was shipped, invoiced on `on` and paid when due."""
        order = self.order(draw, on, self.items(draw, count), terms=terms)
        shipment = self.ship(draw, [order], on)
        bill = self.invoice(draw, order, on)
        self.pay(bill)
        return order, shipment, bill

    def claim(self, bill: Bill, amount: Decimal, suffix: str, kind: str, *, on: date | None = None) -> Entry:
        """A deduction line that hangs on an invoice, taken on its due day or on `on`."""
        entry = Entry(f"{bill.number}{suffix}", bill.number, kind, "", bill.issued_on, -amount, on or bill.due_on, Decimal(0), -amount)
        self.ledger.entries.append(entry)
        return entry

    def shortage(self, bill: Bill, received: int, *, line: int = 0, suffix: str = "SC", on: date | None = None) -> Claim:
        """A shortage claim on one invoice line, with its row in the shortage detail."""
        billed = bill.lines[line]
        short = billed.quantity - received
        cost = next(o.unit_cost for o in bill.order.lines if o.item is billed.item)
        self.claim(bill, short * cost, suffix, "missed" if suffix == "MAC" else "shortage", on=on)
        claim = Claim(
            "duplicate" if suffix == "MAC" else "shortage", f"{bill.number}{suffix}", bill, billed.item.sku, short, cost, short * cost
        )
        self.ledger.shortages.append(
            {
                "claim_number": claim.reference,
                "invoice_number": bill.number,
                "purchase_order": bill.order.number,
                "sku": claim.sku,
                "quantity_invoiced": billed.quantity,
                "quantity_received": received,
                "quantity_short": short,
                "unit_cost": cost,
                "amount": claim.amount,
            }
        )
        return claim

    def price(self, bill: Bill, po_cost: Decimal, adjusted: Decimal | None = None) -> Claim:
        """A price claim on the first line of an invoice, taken when it is paid, with its row in the price discrepancies."""
        billed = bill.lines[0]
        against = po_cost if adjusted is None else adjusted
        amount = (billed.unit_price - against) * billed.quantity
        self.claim(bill, amount, "PC", "price")
        self.ledger.prices.append(
            {
                "claim_number": f"{bill.number}PC",
                "invoice_number": bill.number,
                "purchase_order": bill.order.number,
                "sku": billed.item.sku,
                "quantity": billed.quantity,
                "invoice_cost": billed.unit_price,
                "po_cost": po_cost,
                "adjusted_cost": against,
                "amount": amount,
            }
        )
        return Claim("price_claim", f"{bill.number}PC", bill, billed.item.sku, billed.quantity, billed.unit_price - against, amount)

    def judge(self, claim: Claim, scenario: str, right: Right, papers: Papers = ()) -> TruthLine:
        """Writes down what is right about a claim, with the windows of the terms."""
        bill, terms = claim.bill, self.terms
        price = claim.type == "price_claim"
        truth = TruthLine(
            scenario=scenario,
            type=claim.type,
            reference=claim.reference,
            claimed_amount=claim.amount,
            recoverable_amount=right.worth,
            verdict=right.verdict,
            reason=right.reason,
            why=right.why,
            purchase_order=bill.order.number,
            invoice_number=bill.number,
            sku=claim.sku,
            papers=papers,
            amount_judged=right.verdict in {"dispute", "accept", "resolved"},
            also_ok=("review",) if right.verdict == "needs_evidence" else (),
            opens_on=None if price else bill.due_on + timedelta(days=terms.shortage_opens_days),
            dispute_by=bill.due_on + timedelta(days=terms.price_closes_days)
            if price
            else add_years(bill.issued_on, terms.shortage_closes_years),
        )
        self.ledger.truth.append(truth)
        return truth

    def open_day(self, draw: Chance) -> date:
        """An invoice day whose shortage window is open: due long enough ago, and not years old."""
        lead = self.terms.net_days + self.terms.shortage_opens_days
        return self.days_ago(lead + draw.whole(3, 90))

    def days_ago(self, days: int) -> date:
        """The day that many days before the folder was put together."""
        return self.as_of - timedelta(days=days)

    def old_day(self, draw: Chance) -> date:
        """An invoice day whose claims are out of time."""
        return add_months(add_years(self.as_of, -self.terms.shortage_closes_years), -2) - timedelta(
            days=self.terms.net_days + draw.whole(5, 40)
        )
