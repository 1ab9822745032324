"""Shortage claims on one truck: what the proof of delivery or the bill of lading shows decides what they are worth."""

from __future__ import annotations

from decimal import Decimal

from demo.chance import Chance
from demo.trade import Bill, BillLine, Order, Shipment
from demo.workshop import Claim, Papers, Right, Workshop

NOTHING = Decimal(0)
FULL = "proof_shows_full_delivery"
PARTIAL = "proof_shows_partial_delivery"


def missing_cartons(shop: Workshop, draw: Chance, order: Order, bill: Bill, *, line: int = 0) -> Claim:
    """The retailer says that some cartons of a line never came."""
    ordered = order.lines[line]
    cartons = draw.whole(1, max(1, ordered.accepted // ordered.item.case_pack // 3))
    ordered.received = ordered.accepted - cartons * ordered.item.case_pack
    return shop.shortage(bill, ordered.received, line=line)


def papers_of(shop: Workshop, shipment: Shipment, *kinds: str) -> Papers:
    """Asks for papers of a shipment: `pod`, `bol`, `list`."""
    names = {"pod": "proof_of_delivery", "bol": "bill_of_lading", "list": "packing_list"}
    hand = bool(shipment.receipt.short or shipment.receipt.damaged or shipment.receipt.struck)
    return tuple(shop.ledger.wish(names[kind], shipment, hand=hand and kind == "pod") for kind in kinds)


def full_proof(shop: Workshop, draw: Chance) -> None:
    """A signed receipt for all cartons, no exception."""
    order, shipment, bill = shop.trade(draw, shop.open_day(draw), count=draw.whole(1, 3))
    claim = missing_cartons(shop, draw, order, bill)
    papers = papers_of(shop, shipment, "pod", *(("list",) if draw.likely(0.5) else ()))
    shop.judge(claim, "short_full_proof", Right("dispute", FULL, claim.amount, "signed for all cartons, nothing noted"), papers)


def noted_in_part(shop: Workshop, draw: Chance) -> None:
    """The receiver wrote fewer cartons short than the claim takes."""
    order, shipment, bill = shop.trade(draw, shop.open_day(draw))
    line = order.lines[0]
    noted = draw.whole(1, 2)
    claimed = noted + draw.whole(1, 4)
    line.received = line.accepted - claimed * line.item.case_pack
    shipment.receipt.short = noted
    shipment.receipt.struck = draw.likely(0.3)
    claim = shop.shortage(bill, line.received)
    worth = (claimed - noted) * line.item.case_pack * claim.unit_cost
    why = f"{noted} cartons noted short on the receipt, {claimed} claimed"
    shop.judge(claim, "short_noted_on_pod", Right("dispute", PARTIAL, worth, why), papers_of(shop, shipment, "pod"))


def noted_in_full(shop: Workshop, draw: Chance) -> None:
    """The receiver wrote the same cartons short that the claim takes: it is right."""
    order, shipment, bill = shop.trade(draw, shop.open_day(draw))
    line = order.lines[0]
    shipment.receipt.short = draw.whole(1, 4)
    line.received = line.accepted - shipment.receipt.short * line.item.case_pack
    claim = shop.shortage(bill, line.received)
    right = Right("accept", "short_noted_on_proof", NOTHING, "the receipt notes the cartons that are claimed")
    shop.judge(claim, "short_noted_on_pod", right, papers_of(shop, shipment, "pod"))


def pallets_only(shop: Workshop, draw: Chance) -> None:
    """The receipt counts pallets and no cartons."""
    order, shipment, bill = shop.trade(draw, shop.open_day(draw))
    shipment.receipt.count = "pallets"
    claim = missing_cartons(shop, draw, order, bill)
    right = Right("needs_evidence", "count_not_verified", claim.amount, "the receipt counts pallets, no cartons")
    shop.judge(claim, "short_pallets_only", right, papers_of(shop, shipment, "pod"))


def subject_to_count(shop: Workshop, draw: Chance) -> None:
    """The receipt was signed subject to a later count."""
    order, shipment, bill = shop.trade(draw, shop.open_day(draw))
    shipment.receipt.subject_to_count = True
    claim = missing_cartons(shop, draw, order, bill)
    right = Right("needs_evidence", "count_not_verified", claim.amount, "signed subject to count")
    shop.judge(claim, "short_subject_to_count", right, papers_of(shop, shipment, "pod"))


def load_and_count(shop: Workshop, draw: Chance) -> None:
    """A collect load that the shipper loaded and counted: the driver signed for no cartons."""
    order, shipment, bill = shop.trade(draw, shop.open_day(draw), terms="collect")
    shipment.load_and_count, shipment.counted_by = True, "shipper"
    claim = missing_cartons(shop, draw, order, bill)
    right = Right("needs_evidence", "count_not_verified", claim.amount, "shipper load and count")
    shop.judge(claim, "short_slc", right, papers_of(shop, shipment, "bol"))


def unsigned(shop: Workshop, draw: Chance) -> None:
    """The receipt carries neither signature nor stamp."""
    order, shipment, bill = shop.trade(draw, shop.open_day(draw))
    shipment.receipt.signed = shipment.receipt.stamped = False
    shipment.receipt.receiver = ""
    claim = missing_cartons(shop, draw, order, bill)
    right = Right("needs_evidence", "proof_not_signed", claim.amount, "nobody signed the receipt")
    shop.judge(claim, "short_unsigned_pod", right, papers_of(shop, shipment, "pod"))


def missing_proof(shop: Workshop, draw: Chance, *, papers: bool = True) -> None:
    """Nothing that was signed at the dock is in the folder."""
    order, shipment, bill = shop.trade(draw, shop.open_day(draw))
    claim = missing_cartons(shop, draw, order, bill)
    proofs = papers_of(shop, shipment, "list") if papers and draw.likely(0.5) else ()
    right = Right("needs_evidence", "proof_of_delivery_missing", claim.amount, "no proof of delivery in the folder")
    shop.judge(claim, "short_missing_pod", right, proofs)


def collect_signed(shop: Workshop, draw: Chance) -> None:
    """A collect load whose cartons the driver counted and signed for."""
    order, shipment, bill = shop.trade(draw, shop.open_day(draw), terms="collect", count=draw.whole(1, 2))
    shipment.counted_by = "driver_pieces"
    claim = missing_cartons(shop, draw, order, bill)
    right = Right("dispute", FULL, claim.amount, "the driver counted the pieces and signed")
    shop.judge(claim, "short_collect_bol_signed", right, papers_of(shop, shipment, "bol"))


def collect_unsigned(shop: Workshop, draw: Chance) -> None:
    """A collect load whose bill of lading the driver did not sign."""
    order, shipment, bill = shop.trade(draw, shop.open_day(draw), terms="collect")
    shipment.counted_by, shipment.carrier_signed = "driver_pieces", False
    claim = missing_cartons(shop, draw, order, bill)
    right = Right("needs_evidence", "proof_not_signed", claim.amount, "the driver did not sign the bill of lading")
    shop.judge(claim, "short_collect_bol_unsigned", right, papers_of(shop, shipment, "bol"))


def wrong_order_on_proof(shop: Workshop, draw: Chance) -> None:
    """The receipt names an order this supplier never had."""
    order, shipment, bill = shop.trade(draw, shop.open_day(draw))
    shipment.receipt.orders = (f"{draw.whole(1, 9)}{draw.characters(7, 'ACEFHKMNPRTVWXY34679')}",)
    claim = missing_cartons(shop, draw, order, bill)
    right = Right("needs_evidence", "purchase_order_not_on_proof", claim.amount, "the receipt names another purchase order")
    shop.judge(claim, "short_wrong_po_on_pod", right, papers_of(shop, shipment, "pod"))


def too_early(shop: Workshop, draw: Chance) -> None:
    """The claim was taken lately; its window has not opened."""
    lead = shop.terms.net_days + shop.terms.shortage_opens_days
    order, shipment, bill = shop.trade(draw, shop.days_ago(lead - draw.whole(8, 28)))
    claim = missing_cartons(shop, draw, order, bill)
    right = Right("too_early", "window_not_open", claim.amount, "the window opens later")
    shop.judge(claim, "short_too_early", right, papers_of(shop, shipment, "pod"))


def expired(shop: Workshop, draw: Chance) -> None:
    """Invoice and deduction are older than the window."""
    order, shipment, bill = shop.trade(draw, shop.old_day(draw))
    claim = missing_cartons(shop, draw, order, bill)
    right = Right("expired", "window_closed", claim.amount, "invoice and deduction are too old")
    shop.judge(claim, "short_expired", right, papers_of(shop, shipment, "pod"))


def over_billed(shop: Workshop, draw: Chance, *, part: bool = False) -> None:
    """More was invoiced than accepted and shipped; with `part` the claim takes more than that."""
    on = shop.open_day(draw)
    order = shop.order(draw, on, shop.items(draw, 1))
    shipment = shop.ship(draw, [order], on)
    line = order.lines[0]
    over = line.item.case_pack * draw.whole(1, 3)
    bill = shop.invoice(draw, order, on, lines=[BillLine(line.item, line.accepted + over, "EA", line.unit_cost)])
    shop.pay(bill)
    beyond = line.item.case_pack * draw.whole(1, 3) if part else 0
    line.received = line.accepted - beyond
    claim = shop.shortage(bill, line.received)
    why = f"{over} units were invoiced beyond what was accepted"
    right = Right("dispute", PARTIAL, beyond * claim.unit_cost, why) if part else Right("accept", "over_billed", NOTHING, why)
    shop.judge(claim, "short_over_billed", right, papers_of(shop, shipment, "pod"))


def over_billed_in_part(shop: Workshop, draw: Chance) -> None:
    """A claim that is right for the units over-billed and wrong for the rest."""
    over_billed(shop, draw, part=True)


def cases_booked_as_eaches(shop: Workshop, draw: Chance) -> None:
    """The dock booked cartons as units."""
    order, shipment, bill = shop.trade(draw, shop.open_day(draw))
    line = order.lines[0]
    line.received = line.accepted // line.item.case_pack
    claim = shop.shortage(bill, line.received)
    why = f"{line.received} received is the number of cartons"
    shop.judge(claim, "short_each_case", Right("dispute", "unit_of_measure", claim.amount, why), papers_of(shop, shipment, "pod"))
