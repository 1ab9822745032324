"""Price claims: which cost was agreed on the day of the order decides what they are worth."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from demo.chance import Chance
from demo.scenarios.shortage import NOTHING
from demo.trade import Bill, BillLine, Order
from demo.workshop import Claim, Right, Workshop
from facts.money import round_half_up

CENT = Decimal("0.01")


def _open_day(shop: Workshop, draw: Chance) -> date:
    """An invoice day that is due and not yet past the window of price claims."""
    return shop.days_ago(shop.terms.net_days + draw.whole(3, shop.terms.price_closes_days - 6))


def _invoice(shop: Workshop, draw: Chance, on: date, price: Decimal | None = None, unit: str = "EA") -> tuple[Order, Bill]:
    """An order of one article that arrived whole, billed at `price` (by the case with unit CA)."""
    order = shop.order(draw, on, [shop.new_item(draw)])
    shop.ship(draw, [order], on)
    line = order.lines[0]
    quantity = line.accepted // line.item.case_pack if unit == "CA" else line.accepted
    lines = [BillLine(line.item, quantity, unit, price if price is not None else line.unit_cost)]
    bill = shop.invoice(draw, order, on, lines=lines)
    shop.pay(bill)
    return order, bill


def _above(shop: Workshop, draw: Chance, cost: Decimal) -> Decimal:
    """A higher cost that neither rounding nor the agreed discount explains."""
    listed = cost / (1 - shop.terms.purchase_discount)
    return next(c for _ in range(99) if abs((c := cost + draw.money("0.20", "1.50")) - listed) > 3 * CENT)


def _judge(shop: Workshop, claim: Claim, scenario: str, right: Right) -> None:
    shop.judge(claim, scenario, right, (shop.ledger.wish("invoice", claim.bill),) if right.verdict == "dispute" else ())


def invoice_equals_order(shop: Workshop, draw: Chance) -> None:
    """Invoice and order have the same cost; only the retailer's own research differs."""
    order, bill = _invoice(shop, draw, _open_day(shop, draw))
    cost = order.lines[0].unit_cost
    claim = shop.price(bill, cost, cost - draw.money("0.15", "1.20"))
    right = Right("dispute", "invoice_cost_equals_po_cost", claim.amount, "invoice cost and order cost are the same")
    _judge(shop, claim, "price_invoice_equals_po", right)


def _cost_change(shop: Workshop, draw: Chance, *, before: bool) -> Claim:
    """The supplier bills a new cost that was agreed from some days before or after the order date."""
    order, bill = _invoice(shop, draw, _open_day(shop, draw))
    line = order.lines[0]
    new = _above(shop, draw, line.unit_cost)
    starts = order.ordered_on + timedelta(days=-draw.whole(3, 12) if before else draw.whole(1, 9))
    shop.change_cost(line.item, new, starts, f"CC{draw.digits(7)}")
    bill.lines[0] = BillLine(line.item, line.accepted, "EA", new)
    shop.repay(bill)
    return shop.price(bill, line.unit_cost)


def cost_change_in_force(shop: Workshop, draw: Chance) -> None:
    """A new cost was approved and in force before the order was placed."""
    claim = _cost_change(shop, draw, before=True)
    right = Right("dispute", "cost_update_timing", claim.amount, "the approved cost was in force on the order date")
    _judge(shop, claim, "price_change_before_po", right)


def cost_change_too_late(shop: Workshop, draw: Chance) -> None:
    """The new cost came into force after the order was placed: the claim is right."""
    claim = _cost_change(shop, draw, before=False)
    right = Right("accept", "cost_change_not_in_force", NOTHING, "the new cost came into force after the order date")
    _judge(shop, claim, "price_change_after_po", right)


def rounding(shop: Workshop, draw: Chance) -> None:
    """One cent a unit, which the terms exempt."""
    order, bill = _invoice(shop, draw, _open_day(shop, draw))
    line = order.lines[0]
    bill.lines[0] = BillLine(line.item, line.accepted, "EA", line.unit_cost + CENT)
    shop.repay(bill)
    claim = shop.price(bill, line.unit_cost)
    _judge(shop, claim, "price_rounding", Right("dispute", "rounding", claim.amount, "one cent a unit is within the agreed rounding"))


def billed_by_the_case(shop: Workshop, draw: Chance) -> None:
    """Ordered by the unit, billed by the case at the case price: the same money."""
    on = _open_day(shop, draw)
    order, bill = _invoice(shop, draw, on, Decimal(1), "CA")
    line = order.lines[0]
    bill.lines[0] = BillLine(line.item, bill.lines[0].quantity, "CA", line.unit_cost * line.item.case_pack)
    shop.repay(bill)
    claim = shop.price(bill, line.unit_cost)
    why = f"billed by the case of {line.item.case_pack}, ordered by the unit"
    _judge(shop, claim, "price_unit_of_measure", Right("dispute", "unit_of_measure", claim.amount, why))


def agreed_discount_taken_twice(shop: Workshop, draw: Chance) -> None:
    """The invoice shows list cost, the order the cost after the agreed discount, which is settled at payment anyway."""
    rate = shop.terms.purchase_discount
    order, bill = _invoice(shop, draw, _open_day(shop, draw))
    line = order.lines[0]
    listed = round_half_up(line.unit_cost / (1 - rate))
    line.unit_cost = round_half_up(listed * (1 - rate))
    shop.agree_cost(line.item, draw.pick((listed, line.unit_cost)))
    bill.lines[0] = BillLine(line.item, line.accepted, "EA", listed)
    shop.repay(bill)
    claim = shop.price(bill, line.unit_cost)
    why = f"the difference is the agreed discount of {rate * 100:f} %"
    _judge(shop, claim, "price_agreed_discount", Right("dispute", "purchase_discount", claim.amount, why))


def over_priced(shop: Workshop, draw: Chance) -> None:
    """Billed above order and agreed cost: the claim is right."""
    order, bill = _invoice(shop, draw, _open_day(shop, draw))
    line = order.lines[0]
    bill.lines[0] = BillLine(line.item, line.accepted, "EA", _above(shop, draw, line.unit_cost))
    shop.repay(bill)
    claim = shop.price(bill, line.unit_cost)
    _judge(shop, claim, "price_over_priced", Right("accept", "invoice_above_po", NOTHING, "billed above the order"))


def expired_price(shop: Workshop, draw: Chance) -> None:
    """A wrong price claim whose window has closed."""
    order, bill = _invoice(shop, draw, shop.days_ago(shop.terms.net_days + shop.terms.price_closes_days + draw.whole(20, 90)))
    cost = order.lines[0].unit_cost
    claim = shop.price(bill, cost, cost - draw.money("0.15", "1.20"))
    _judge(shop, claim, "price_expired", Right("expired", "window_closed", claim.amount, "the window has closed"))
