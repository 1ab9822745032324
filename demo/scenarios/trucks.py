"""Shortage claims that only several orders, trucks, invoices or lines explain together."""

from __future__ import annotations

from datetime import timedelta

from demo.chance import Chance
from demo.scenarios.shortage import FULL, NOTHING, PARTIAL, missing_cartons, papers_of
from demo.workshop import Right, Workshop


def several_orders_on_a_truck(shop: Workshop, draw: Chance) -> None:
    """One truck and one receipt for two or three orders, signed for all of them."""
    on = shop.open_day(draw)
    first = shop.order(draw, on, shop.items(draw, 1))
    orders = [first, *(shop.order(draw, on, shop.items(draw, 1), ship_to=first.ship_to) for _ in range(draw.whole(1, 2)))]
    shipment = shop.ship(draw, orders, on)
    bills = [shop.invoice(draw, order, on) for order in orders]
    for bill in bills:
        shop.pay(bill)
    claim = missing_cartons(shop, draw, first, bills[0])
    right = Right("dispute", FULL, claim.amount, "the receipt covers all orders of the truck with the full count")
    shop.judge(claim, "short_multi_po_truck", right, papers_of(shop, shipment, "pod", "list"))


def proof_for_one_of_two_trucks(shop: Workshop, draw: Chance) -> None:
    """The order went on two trucks and only the first has a signed receipt."""
    on = shop.open_day(draw)
    order = shop.order(draw, on, shop.items(draw, 1))
    line = order.lines[0]
    cartons = line.accepted // line.item.case_pack
    first = cartons * draw.whole(5, 7) // 10
    truck = shop.ship(draw, [order], on, last=first)
    second = shop.ship(draw, [order], on, first=first)
    bill = shop.invoice(draw, order, on)
    shop.pay(bill)
    line.received = (first - draw.whole(1, first // 2)) * line.item.case_pack
    claim = shop.shortage(bill, line.received)
    worth = (first * line.item.case_pack - line.received) * claim.unit_cost
    papers = papers_of(shop, truck, "pod", "list") + papers_of(shop, second, "list")
    right = Right("dispute", PARTIAL, worth, "a signed receipt for the first truck, none for the second")
    shop.judge(claim, "short_partly_proven", right, papers)


def variation_swap(shop: Workshop, draw: Chance) -> None:
    """Two variations of the order were booked on each other: one is short by what the other is over."""
    on = shop.open_day(draw)
    one, other = shop.items(draw, 2)
    order = shop.order(draw, on, [one, other])
    units = one.case_pack * other.case_pack if one.case_pack != other.case_pack else one.case_pack * draw.whole(1, 3)
    order.lines[0].requested = order.lines[0].accepted = max(order.lines[0].accepted, units * 2)
    order.lines[0].received = order.lines[0].accepted - units
    order.lines[1].received = order.lines[1].accepted + units
    shipment = shop.ship(draw, [order], on)
    bill = shop.invoice(draw, order, on)
    shop.pay(bill)
    claim = shop.shortage(bill, order.lines[0].received)
    right = Right("dispute", "variation_swap", claim.amount, "the other item of the order was over-received by the same units")
    shop.judge(claim, "short_asin_swap", right, papers_of(shop, shipment, "pod", "list"))


def received_on_another_order(shop: Workshop, draw: Chance) -> None:
    """The missing units were booked on another order of the same article at the same dock."""
    on = shop.open_day(draw)
    item = shop.items(draw, 1)
    order = shop.order(draw, on, item)
    other = shop.order(draw, on + timedelta(days=draw.whole(2, 6)), item, ship_to=order.ship_to)
    shipments = [shop.ship(draw, [order], on), shop.ship(draw, [other], on + timedelta(days=7))]
    bills = [shop.invoice(draw, order, on), shop.invoice(draw, other, on + timedelta(days=7))]
    for bill in bills:
        shop.pay(bill)
    claim = missing_cartons(shop, draw, order, bills[0])
    other.lines[0].received = other.lines[0].accepted + claim.units
    right = Right("dispute", "received_on_other_order", claim.amount, f"order {other.number} shows the same units over-received")
    shop.judge(claim, "short_received_on_other_po", right, papers_of(shop, shipments[0], "pod") + papers_of(shop, shipments[1], "list"))


def invoiced_twice(shop: Workshop, draw: Chance) -> None:
    """A second invoice bills the whole order again: its shortage is right."""
    order, shipment, bill = shop.trade(draw, shop.open_day(draw))
    again = shop.invoice(draw, order, bill.issued_on + timedelta(days=draw.whole(1, 5)))
    shop.pay(again)
    claim = shop.shortage(again, 0)
    right = Right("accept", "duplicate_invoice", NOTHING, f"invoice {bill.number} already bills the whole order")
    papers = (*papers_of(shop, shipment, "list"), shop.ledger.wish("invoice", bill), shop.ledger.wish("invoice", again))
    shop.judge(claim, "short_duplicate_invoice", right, papers)
