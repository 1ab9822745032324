"""Matters of the claims about goods and prices: shortage, duplicate, price, discount, return; worked out as the matchers do."""

from __future__ import annotations

from decimal import Decimal

from cases.letters.brief_facts import Matter
from evals.made_up.world import World
from facts.documents import DocumentKind
from facts.finding import Finding, FindingType
from facts.money import round_half_up
from matchers.calculation import Calculation


def shortage(world: World) -> Matter:
    """All of a claimed shortage was delivered and signed for."""
    cartons, pack = world.chance.whole(6, 46), world.chance.pick((4, 6, 8, 12, 16, 24, 36))
    booked = pack * world.chance.whole(0, cartons - 3)
    return world.matter([_short(world, cartons, pack, booked)], "Proof shows full delivery")


def shortage_in_part(world: World) -> Matter:
    """Cartons were noted missing at the dock; the rest of the claimed shortage was delivered."""
    cartons, pack = world.chance.whole(12, 60), world.chance.pick((4, 6, 12, 24))
    noted = world.chance.whole(1, 3)
    return world.matter([_short(world, cartons, pack, pack * world.chance.whole(1, cartons // 2), noted)], "Proof shows partial delivery")


def shortage_of_several(world: World) -> Matter:
    """Three items of one invoice, one of them booked in not at all."""
    proof = world.delivery(sum(first := [world.chance.whole(3, 30) for _ in range(3)]))
    lines = []
    for place, cartons in enumerate(first):
        pack = world.chance.pick((6, 10, 12, 18))
        booked = 0 if place == 0 else pack * world.chance.whole(1, cartons - 1)
        lines.append(_short(world, cartons, pack, booked, papers=(proof[0], proof[1])))
    return world.matter(lines, "Proof shows full delivery")


def _short(world: World, cartons: int, pack: int, booked: int, noted: int = 0, papers: tuple[str, str] | None = None) -> Finding:
    """One line of a shortage, worked out from signed cartons."""
    sku, cost, invoiced = world.item(), world.cost(), cartons * pack
    proof, listed = papers or world.delivery(cartons, short=noted)[:2]
    page = world.papers[proof].pages[0]
    short = invoiced - booked
    claimed = round_half_up(short * cost, 2)
    reference = f"{world.invoice}SC"
    detail = world.row("shortage_detail.csv", f"invoiced {invoiced}, received {booked}, short {short}, cost {cost}")
    signed = world.page(proof, f"{cartons} cartons", page)
    listing = world.page(listed, f"{cartons} cartons, {invoiced} units of {sku} for order {world.purchase_order}")
    taken = world.row("remittance.xlsx", f"{reference}: -{claimed}, paid -{claimed}")
    work = Calculation()
    work.given("claimed", "claimed", claimed, detail)
    work.given("invoiced", "units invoiced", invoiced, detail)
    work.given("received", "units received by the retailer", booked, detail)
    work.given("short", "units claimed short", short, detail)
    work.given("unit_cost", "unit cost", cost, detail)
    work.given("cartons", "cartons signed for", cartons, signed, world.page(proof, "signed", page))
    work.given("case_pack", "units per carton", pack, listing)
    formula = "cartons * case_pack"
    if noted:
        work.given("noted", "cartons noted missing", noted, world.page(proof, f"{noted} cartons noted short", page))
        formula = "(cartons - noted) * case_pack"
    work.work_out("proven", "units proven delivered", formula)
    work.work_out("disputable", "units in dispute", "min(proven, invoiced) - received")
    work.work_out("value", "value of the units in dispute", "min(claimed, round(disputable * unit_cost, 2))")
    work.cite(taken)
    said = f"{noted} of them noted missing" if noted else "no exception"
    why = f"the receipt is signed for {cartons} cartons, {said}"
    reason = "proof_shows_partial_delivery" if noted else "proof_shows_full_delivery"
    return world.finding(FindingType.SHORTAGE, reference, work, reason=reason, why=why, sku=sku)


def duplicate(world: World) -> Matter:
    """The same shortage was taken twice."""
    sku, cost, short = world.item(), world.cost(), world.chance.whole(3, 48)
    amount, before = round_half_up(short * cost, 2), f"{world.invoice}SC"
    said = f"invoiced {short + 72}, received 72, short {short}, cost {cost}"
    now, then = world.row("shortage_detail.csv", said), world.row("shortage_detail.csv", said)
    work = Calculation()
    work.given("claimed", "claimed", amount, now)
    work.given("short", "units claimed short", short, now)
    work.given("claimed_before", f"claimed before as {before}", amount, then)
    work.work_out("value", "taken twice", "round(min(claimed, claimed_before), 2)")
    why = f"the same item, units and amount as {before}, which was not given back"
    return world.matter(
        [world.finding(FindingType.DUPLICATE, f"{world.invoice}MAC", work, reason="duplicate_of_earlier_claim", why=why, sku=sku)],
        "Duplicate of an earlier claim",
    )


def price_cost_update(world: World) -> Matter:
    """An approved cost change was in force before the order."""
    sku, quantity, old = world.item(), world.chance.whole(24, 720), world.cost("2.10", "40.00")
    new = old + world.chance.money("0.07", "1.85")
    since, approval = world.ordered.replace(day=1), f"CC-{world.chance.digits(6)}"
    claimed = round_half_up((new - old) * quantity, 2)
    row = world.row("price_discrepancies.xlsx", f"{quantity} units, invoice cost {new}, order cost {old}")
    file = world.paper(
        f"{world.invoice}.pdf", DocumentKind.INVOICE, invoice_number=world.invoice, issue_date=world.day_after(world.ordered, 5, 12)
    )
    work = Calculation()
    work.given("claimed", "claimed", claimed, row)
    work.given("quantity", "units", quantity, row)
    work.given("invoice_cost", "cost on the invoice", new, row)
    work.given("order_cost", "cost on the order", old, row)
    work.cite(world.page(file, f"invoice {world.invoice}: {quantity} x {sku} at {new}"))
    approved = world.row("cost_history.csv", f"approved cost {new} from {since}")
    work.given("approved_cost", f"approved cost in force on {world.ordered}", new, approved)
    work.work_out("above_approved", "invoiced above the approved cost, per unit", "max(0, invoice_cost - approved_cost)")
    work.work_out("value", "wrongly deducted", "max(0, round(claimed - above_approved * quantity, 2))")
    why = f"cost {new} was approved ({approval}) from {since}, before the order"
    return world.matter(
        [world.finding(FindingType.PRICE_CLAIM, f"{world.invoice}PC", work, reason="cost_update_timing", why=why, sku=sku)],
        "Cost Update Timing",
    )


def price_discount(world: World) -> Matter:
    """The claim takes an agreed purchase discount a second time."""
    sku, quantity, listed = world.item(), world.chance.whole(36, 480), world.cost("2.10", "30.00")
    rate = world.chance.pick((Decimal("0.03"), Decimal("0.04"), Decimal("0.05"), Decimal("0.075")))
    order = round_half_up(listed * (1 - rate), 2)
    row = world.row("price_discrepancies.xlsx", f"{quantity} units, invoice cost {listed}, order cost {order}")
    file = world.paper(
        f"invoice {world.invoice}.pdf", DocumentKind.INVOICE, invoice_number=world.invoice, issue_date=world.day_after(world.ordered, 4, 9)
    )
    work = Calculation()
    work.given("claimed", "claimed", round_half_up((listed - order) * quantity, 2), row)
    work.given("quantity", "units", quantity, row)
    work.given("invoice_cost", "cost on the invoice", listed, row)
    work.given("order_cost", "cost on the order", order, row)
    work.cite(world.page(file, f"invoice {world.invoice}: {quantity} x {sku} at {listed}"))
    work.given("agreed_discount", "agreed purchase discount", rate, row)
    work.work_out("list_less_discount", "invoiced cost less the discount", "round(invoice_cost * (1 - agreed_discount), 2)")
    work.work_out("value", "wrongly deducted", "round(claimed, 2)")
    why = f"the order shows list cost less the agreed {rate * 100:f} %, which is settled at payment; the claim takes it a second time"
    return world.matter(
        [world.finding(FindingType.PRICE_CLAIM, f"{world.invoice}PC", work, reason="purchase_discount", why=why, sku=sku)],
        "Wrong Purchase Discount",
    )


def quick_pay_discount(world: World) -> Matter:
    """More discount was taken at payment than the terms grant."""
    gross, rate, taken_rate = world.chance.money("2400.00", "19000.00"), Decimal("0.02"), Decimal("0.03")
    taken = round_half_up(gross * taken_rate, 2)
    days, payment = world.chance.pick((15, 30)), world.chance.digits(10)
    issued = world.day_after(world.ordered, 5, 10)
    until, paid_on = world.day_after(issued, days, days), world.day_after(issued, 8, days)
    row = world.row("remittance.xlsx", f"{world.invoice}: {gross}, paid {gross - taken}")
    payment_row = world.row("remittance.xlsx", f"payment {payment} of {gross - taken}")
    file = world.paper(f"{world.invoice}.pdf", DocumentKind.INVOICE, invoice_number=world.invoice, issue_date=issued)
    work = Calculation()
    work.given("claimed", "discount taken", taken, row)
    work.given("gross", "invoice amount", gross, row)
    work.given("rate", "agreed discount", rate, world.page(file, f"terms grant 2.00 % within {days} days"))
    work.noted("paid_on", "paid on", paid_on.isoformat(), payment_row)
    work.noted("discount_until", f"discount until ({days} days after the invoice)", until.isoformat(), row)
    work.work_out("allowed", "discount earned", "round(gross * rate, 2)")
    excess = work.work_out("value", "taken beyond that", "max(0, claimed - allowed)")
    why = f"2 % within {days} days agreed; taken {taken} on {gross}, {excess} too much"
    return world.matter(
        [world.finding(FindingType.QUICK_PAY_DISCOUNT, world.invoice, work, reason="wrong_discount_rate", why=why)], "Wrong discount rate"
    )


def returned(world: World) -> Matter:
    """More was deducted for a return than was authorised at the cost that was paid."""
    sku, quantity, paid = world.item(), world.chance.whole(10, 90), world.cost("2.00", "28.00")
    charged = paid + world.chance.money("0.20", "1.50")
    reference, claimed = f"VRET{world.chance.digits(9)}", round_half_up(quantity * charged, 2)
    authorised = world.row("authorizations.csv", f"authorised {quantity} of {sku} at {charged}")
    cost = world.row("cost_history.csv", f"approved cost {paid} from 2026-01-01")
    work = Calculation()
    work.given("claimed", "deducted for returns", claimed, world.row("return_invoices.csv", f"returns deducted {claimed}"))
    work.given("quantity_1", "units authorised", quantity, authorised)
    work.given("cost_1", "cost per unit", charged, authorised)
    work.given("paid_1", "cost that was paid", paid, cost)
    work.work_out("line_1", "authorised amount", "quantity_1 * min(cost_1, paid_1)")
    work.work_out("authorised", "authorised, at the cost that was paid", "round(sum(line_1), 2)")
    excess = work.work_out("value", "deducted beyond that", "max(0, claimed - authorised)")
    why = f"{excess} {world.currency} more than authorised at the cost that was paid"
    return world.matter(
        [world.finding(FindingType.RETURN, reference, work, reason="return_above_authorisation", why=why, sku=sku, with_order=False)]
    )
