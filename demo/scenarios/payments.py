"""What hangs on payments and not on trucks: quick-pay discounts, provisions, returns, and lines of kinds judged later."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from demo.chance import Chance
from demo.scenarios.shortage import NOTHING
from demo.trade import Bill, Entry, TruthLine
from demo.workshop import Workshop
from facts.money import round_half_up

ANY = ("accept", "dispute", "needs_evidence", "expired", "too_early", "review")


def _discounted(shop: Workshop, draw: Chance, paid_after: int, rate: Decimal) -> tuple[Bill, Decimal]:
    """An invoice that offers the discount, paid some days after its date less `rate` of it."""
    on = shop.days_ago(paid_after + draw.whole(20, 80))
    order = shop.order(draw, on, shop.items(draw, draw.whole(1, 2)))
    shop.ship(draw, [order], on)
    bill = shop.invoice(draw, order, on, grants=True)
    taken = round_half_up(bill.net * rate)
    shop.pay(bill, on=on + timedelta(days=paid_after), discount=taken)
    return bill, taken


def _judge_discount(shop: Workshop, bill: Bill, scenario: str, taken: Decimal, right: tuple[str, str, Decimal]) -> None:
    verdict, reason, worth = right
    shop.ledger.truth.append(
        TruthLine(
            scenario=scenario,
            type="quick_pay_discount",
            reference=bill.number,
            claimed_amount=taken,
            recoverable_amount=worth,
            verdict=verdict,
            reason=reason,
            why=f"{taken} taken on {bill.net}",
            purchase_order=bill.order.number,
            invoice_number=bill.number,
            optional=verdict == "accept",
            papers=(shop.ledger.wish("invoice", bill),),
        )
    )


def discount_taken_late(shop: Workshop, draw: Chance) -> None:
    """Paid after the discount date, discount taken all the same."""
    bill, taken = _discounted(shop, draw, shop.terms.discount_days + shop.pay_every + draw.whole(4, 12), shop.terms.discount_rate)
    _judge_discount(shop, bill, "qpd_late", taken, ("dispute", "paid_after_discount_date", taken))


def discount_at_wrong_rate(shop: Workshop, draw: Chance) -> None:
    """Paid in time, a higher rate taken than agreed."""
    terms = shop.terms
    bill, taken = _discounted(shop, draw, 2, terms.discount_rate + draw.pick((Decimal("0.005"), Decimal("0.01"))))
    allowed = round_half_up(bill.net * terms.discount_rate)
    _judge_discount(shop, bill, "qpd_wrong_rate", taken, ("dispute", "wrong_discount_rate", taken - allowed))


def discount_earned(shop: Workshop, draw: Chance) -> None:
    """Paid in time at the agreed rate."""
    bill, taken = _discounted(shop, draw, 2, shop.terms.discount_rate)
    _judge_discount(shop, bill, "qpd_valid", taken, ("accept", "discount_earned", NOTHING))


def provision(shop: Workshop, draw: Chance, *, open_: bool = False) -> None:
    """A holdback taken in slices; given back whole unless it is still open."""
    placed = shop.days_ago(draw.whole(20, 35) if open_ else draw.whole(60, 90))
    number = f"{placed:%y%m%d}_PROVISION_FOR_{'AGED_RECEIVABLE' if open_ else 'RECEIVABLES'}"
    amount = Decimal(draw.whole(400, 2600))
    first = Decimal(int(amount * draw.whole(30, 60) / 100))
    on, later = placed + timedelta(days=1), placed + timedelta(days=2 + shop.pay_every)
    entries = shop.ledger.entries
    entries.append(Entry(number, "", "provision", "", placed, -amount, on, NOTHING, -first, first - amount))
    entries.append(Entry(number, "", "provision", "", placed, -amount, later, NOTHING, first - amount))
    if not open_:
        back = later + timedelta(days=shop.pay_every + 1)
        entries.append(Entry(f"{number}{draw.pick(('R', '-R'))}", "", "provision_reversal", "", back, amount, back, NOTHING, amount))
    shop.ledger.truth.append(
        TruthLine(
            scenario="provision_open" if open_ else "provision_reversed",
            type="provision",
            reference=number,
            claimed_amount=amount,
            recoverable_amount=NOTHING,
            verdict="accept" if open_ else "resolved",
            optional=True,
            reason="holdback_not_a_claim" if open_ else "provision_reversed",
            why="a holdback, nothing to dispute",
            also_ok=("review", "too_early", "needs_evidence") if open_ else (),
        )
    )


def open_provision(shop: Workshop, draw: Chance) -> None:
    """A holdback that has not come back yet."""
    provision(shop, draw, open_=True)


def return_without_papers(shop: Workshop, draw: Chance) -> None:
    """A return was charged and no authorisation is in the folder."""
    on = shop.days_ago(draw.whole(15, 50))
    item = shop.items(draw, 1)[0]
    amount = item.cost * draw.whole(2, 9)
    number = f"VRET{draw.digits(9)}"
    shop.ledger.entries.append(Entry(number, "", "return", "", on, -amount, on, NOTHING, -amount))
    shop.ledger.truth.append(
        TruthLine(
            scenario="return_undocumented",
            type="return",
            reference=number,
            claimed_amount=amount,
            recoverable_amount=NOTHING,
            verdict="needs_evidence",
            reason="return_papers_missing",
            why="no return paper in the folder",
            amount_judged=False,
            optional=True,
            also_ok=("review", "accept"),
        )
    )


def chargeback(shop: Workshop, draw: Chance) -> None:
    """An operational chargeback with its notice; what it is worth is judged by a matcher of its own later."""
    order, _, _ = shop.trade(draw, shop.days_ago(draw.whole(40, 70)))
    line = order.lines[0]
    on = shop.days_ago(draw.whole(8, 25))
    kind, subtype = draw.pick(
        (("PO On-Time Accuracy", "Not on time"), ("Prep - Bagging", "Missing prep"), ("Receive Accuracy", "ASN not received"))
    )
    amount = round_half_up(line.accepted * line.unit_cost * Decimal("0.03"))
    number, invoice = draw.digits(10), f"{draw.digits(10)}VCBSINV"
    shop.ledger.chargebacks.append(
        {
            "id": number,
            "issue_id": number,
            "issue_type": kind,
            "sub_type": subtype,
            "purchase_order": order.number,
            "sku": line.item.sku,
            "units": line.accepted,
            "amount": amount,
            "charge_date": on,
            "invoice_number": invoice,
            "status": "Charged",
        }
    )
    shop.ledger.entries.append(Entry(invoice, "", "chargeback", subtype, on, -amount, on + timedelta(days=2), NOTHING, -amount))
    shop.ledger.truth.append(_later("chargeback", number, amount, (shop.ledger.wish("chargeback_notice", shop.ledger.chargebacks[-1]),)))
    shop.ledger.truth[-1].purchase_order, shop.ledger.truth[-1].sku = order.number, line.item.sku


def coop(shop: Workshop, draw: Chance) -> None:
    """A co-op invoice; what it is worth is judged by a matcher of its own later."""
    on = shop.days_ago(draw.whole(25, 80)).replace(day=2)
    amount = draw.money("60.00", "900.00")
    number = f"{draw.digits(4)}-{draw.digits(9)}"
    title = draw.pick(("Marketing development accrual", "Damage allowance", "Freight allowance"))
    shop.ledger.coop.append(
        {"invoice_id": number, "invoice_date": on, "agreement_id": draw.digits(8), "agreement_title": title, "amount": amount}
    )
    shop.ledger.entries.append(Entry(number, "", "coop", f"Co-op {title}", on, -amount, on + timedelta(days=6), NOTHING, -amount))
    shop.ledger.truth.append(_later("coop", number, amount))


def _later(kind: str, reference: str, amount: Decimal, papers: tuple[tuple[str, str], ...] = ()) -> TruthLine:
    """A line whose right verdict is not part of this truth: any is taken as right, no amount is judged."""
    return TruthLine(
        scenario=f"{kind}_unjudged",
        type=kind,
        reference=reference,
        claimed_amount=amount,
        recoverable_amount=NOTHING,
        verdict="review",
        reason="judged_by_a_person",
        why="this truth does not judge lines of this kind",
        also_ok=ANY,
        amount_judged=False,
        papers=papers,
    )
