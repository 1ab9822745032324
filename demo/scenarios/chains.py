"""Claims with a history on the remittance: reversed, raised again, taken in slices, claimed twice, disputed already."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from demo.chance import Chance
from demo.scenarios.shortage import FULL, NOTHING, missing_cartons, papers_of
from demo.trade import Entry
from demo.workshop import Claim, Right, Workshop


def _reverse(shop: Workshop, draw: Chance, claim: Claim, suffix: str = "SCR") -> Entry:
    back = shop.claim(claim.bill, -claim.amount, suffix, "shortage_reversal")
    back.pay_on = claim.bill.due_on + timedelta(days=draw.whole(8, 14))
    return back


def reversed_claim(shop: Workshop, draw: Chance) -> None:
    """The retailer gave the money back on a later payment."""
    order, shipment, bill = shop.trade(draw, shop.open_day(draw))
    claim = missing_cartons(shop, draw, order, bill)
    _reverse(shop, draw, claim)
    right = Right("resolved", "reversed", NOTHING, "credited on a later payment")
    shop.judge(claim, "short_reversed", right, papers_of(shop, shipment, "pod") if draw.likely(0.5) else ())


def reclaimed(shop: Workshop, draw: Chance) -> None:
    """Given back and taken again in part: the second claim is open."""
    order, shipment, bill = shop.trade(draw, shop.open_day(draw))
    claim = missing_cartons(shop, draw, order, bill)
    back = _reverse(shop, draw, claim)
    line = order.lines[0]
    again = draw.whole(1, claim.units // line.item.case_pack)
    line.received = line.accepted - again * line.item.case_pack
    second = shop.shortage(bill, line.received, suffix="SCRSC", on=back.pay_on + timedelta(days=draw.whole(5, 10)))
    papers = papers_of(shop, shipment, "pod")
    shop.judge(claim, "short_reversed", Right("resolved", "reversed", NOTHING, "credited on a later payment"), papers)
    shop.judge(second, "short_reclaimed", Right("dispute", FULL, second.amount, "taken again after the reversal; the proof stands"), papers)


def sliced(shop: Workshop, draw: Chance) -> None:
    """One claim that was taken bit by bit from several payments."""
    order, shipment, bill = shop.trade(draw, shop.open_day(draw))
    claim = missing_cartons(shop, draw, order, bill)
    whole = shop.ledger.entries.pop()
    left, cents = claim.amount, int(claim.amount * 100)
    pay_on = bill.due_on
    for part in range(draw.whole(2, 3), 0, -1):
        slice_ = left if part == 1 else Decimal(draw.whole(cents // 5, cents // 3)) / 100
        left -= slice_
        shop.ledger.entries.append(
            Entry(whole.number, whole.root, whole.kind, "", whole.dated, whole.amount, pay_on, Decimal(0), -slice_, -left)
        )
        pay_on += timedelta(days=shop.pay_every + 1)
    right = Right("dispute", FULL, claim.amount, "one claim taken in slices counts once; signed for all cartons")
    shop.judge(claim, "short_sliced", right, papers_of(shop, shipment, "pod"))


def claimed_again_as_missed_adjustment(shop: Workshop, draw: Chance) -> None:
    """A shortage that is right, and later a missed adjustment for the same units: taken twice."""
    order, shipment, bill = shop.trade(draw, shop.open_day(draw))
    line = order.lines[0]
    shipment.receipt.short = draw.whole(1, 3)
    line.received = line.accepted - shipment.receipt.short * line.item.case_pack
    claim = shop.shortage(bill, line.received)
    again = shop.shortage(bill, line.received, suffix="MAC", on=bill.due_on + timedelta(days=draw.whole(10, 20)))
    papers = papers_of(shop, shipment, "pod")
    shop.judge(claim, "short_noted_on_pod", Right("accept", "short_noted_on_proof", NOTHING, "noted short on the receipt"), papers)
    why = f"same item, units and amount as {claim.reference}"
    shop.judge(again, "duplicate_deduction", Right("dispute", "duplicate_of_earlier_claim", again.amount, why), papers)


def disputed_already(shop: Workshop, draw: Chance) -> None:
    """A dispute about the claim is on record and unanswered."""
    order, shipment, bill = shop.trade(draw, shop.open_day(draw))
    claim = missing_cartons(shop, draw, order, bill)
    opened = bill.due_on + timedelta(days=shop.terms.shortage_opens_days + 1)
    shop.ledger.disputes.append(
        {
            "dispute_id": draw.digits(10),
            "reference": claim.reference,
            "purchase_order": order.number,
            "status": draw.pick(("Submitted", "Pending Amazon action")),
            "submitted": min(opened, shop.days_ago(1)),
            "amount": claim.amount,
            "approved_amount": None,
            "attempt": 1,
        }
    )
    right = Right("in_dispute", "dispute_on_record", claim.amount, "filed and not answered yet")
    shop.judge(claim, "short_in_dispute", right, papers_of(shop, shipment, "pod"))
