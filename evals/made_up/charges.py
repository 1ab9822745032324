"""Matters of charges, co-op, fees, freight and rebates: a comparison of what was taken with what the papers allow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from cases.letters.brief_facts import Matter
from evals.made_up.world import World
from facts.documents import DocumentKind
from facts.finding import FindingType
from facts.money import round_half_up
from matchers.calculation import Calculation


def chargeback(world: World) -> Matter:
    """The ship notice was acknowledged in time."""
    sku, reference, charge = world.item(), world.chance.digits(10), world.chance.money("38.00", "960.00")
    proof, _, delivered = world.delivery(world.chance.whole(5, 40))
    acknowledged = world.day_after(world.ordered, 1, 5)
    issue = world.row("issues.csv", f"late ship notice, charge {charge}")
    work = Calculation()
    work.given("claimed", "claimed", charge, issue)
    notice = world.row(f"997_{world.chance.digits(4)}.edi", f"ship notice acknowledged {acknowledged}")
    work.noted("acknowledged_on", "ship notice acknowledged on", acknowledged.isoformat(), notice)
    page = world.papers[proof].pages[0]
    work.noted("delivered_on", "delivered on", delivered.isoformat(), world.page(proof, f"delivered {delivered}", page))
    work.work_out("value", "wrongly charged", "round(claimed, 2)")
    why = f"the ship notice of {acknowledged} was acknowledged before the delivery of {delivered}"
    return world.matter(
        [world.finding(FindingType.CHARGEBACK, reference, work, reason="ship_notice_in_time", why=why, sku=sku)], "Ship notice was in time"
    )


def coop(world: World) -> Matter:
    """The base of a co-op invoice held what the agreement leaves out."""
    base = Decimal(world.chance.whole(21, 480) * 1000 + world.chance.whole(1, 9) * 100)
    extra = Decimal(world.chance.whole(12, 96) * 100)
    rate = world.chance.pick((Decimal("0.05"), Decimal("0.04"), Decimal("0.08")))
    billed, agreement = round_half_up((base + extra) * rate, 2), f"AGR-{world.chance.digits(5)}"
    file = world.paper(
        f"{agreement}.pdf",
        DocumentKind.COOP_AGREEMENT,
        agreement_number=agreement,
        start_date=date(2026, 1, 1),
        end_date=date(2026, 12, 31),
    )
    work = Calculation()
    work.given("claimed", "billed", billed, world.row("coop_invoices.csv", f"billed {billed} under agreement {agreement}"))
    work.given("base", "base by the agreement", base, world.row("backup.csv", f"net receipts {base + extra}, rate {rate * 100:f} %"))
    work.given("rate", "agreed rate", rate, world.page(file, f"{rate * 100:f} % of net receipts, returns deducted"))
    work.work_out("expected", "expected", "round(base * rate, 2)")
    work.work_out("value", "billed beyond that", "max(0, claimed - expected)")
    why = f"returns of {extra} were not taken off the base"
    reference = f"{world.chance.digits(4)}-{world.chance.digits(9)}"
    return world.matter([world.finding(FindingType.COOP, reference, work, reason="base_and_scope", why=why, with_order=False)])


def fee(world: World) -> Matter:
    """A fee was charged in the wrong size tier."""
    sku, quantity = world.item(), world.chance.whole(12, 300)
    right, side = world.chance.money("0.60", "3.90"), world.chance.whole(18, 44)
    wrong = right + world.chance.money("0.30", "2.20")
    work = Calculation()
    row = world.row("statement.csv", f"{quantity} units at {wrong}")
    work.given("claimed", "charged", round_half_up(quantity * wrong, 2), row)
    work.given("quantity", "units", quantity, row)
    work.given("right_fee", "fee per unit by the rate card", right, world.row("rate_card.xlsx", f"fee {right} up to 45 cm"))
    work.cite(world.row("catalogue.csv", f"longest side {side} cm"))
    work.work_out("expected", "expected", "round(quantity * right_fee, 2)")
    work.work_out("value", "charged beyond that", "max(0, claimed - expected)")
    why = f"the item measures {side} cm at its longest side, within the limit of 45 cm of the smaller tier"
    reference = f"FEE-{world.chance.digits(6)}"
    return world.matter([world.finding(FindingType.FEE, reference, work, reason="wrong_size_tier", why=why, sku=sku, with_order=False)])


@dataclass(frozen=True, slots=True)
class _Comparison:
    """A claim that is taken less what a paper allows."""

    claim: FindingType
    prefix: str
    taken: str
    allowed: str
    beyond: str
    paper: DocumentKind
    said: str
    reason: str
    why: str
    nothing: bool = False


_COMPARISONS: Final = {
    "freight": _Comparison(
        FindingType.FREIGHT, "FR-", "deducted", "freight by the terms", "deducted beyond that", DocumentKind.BILL_OF_LADING,
        "freight terms collect", "freight_not_ours", "the order ships collect, freight is the retailer's", nothing=True,
    ),
    "price_protection": _Comparison(
        FindingType.PRICE_PROTECTION, "IPAP", "deducted", "covered by the agreement", "deducted beyond that", DocumentKind.COOP_AGREEMENT,
        "protection of {right} agreed for the units on hand", "units_on_hand", "the agreement covers {right} for the units on hand",
    ),
    "promotion": _Comparison(
        FindingType.PROMOTION, "PR-", "deducted", "sold within the promotion", "deducted beyond that", DocumentKind.COOP_AGREEMENT,
        "promotion until 2026-03-31", "outside_dates", "units of {value} were sold after the promotion ended",
    ),
    "post_audit": _Comparison(
        FindingType.POST_AUDIT, "PA-", "deducted", "allowed by the agreement", "deducted beyond that", DocumentKind.COOP_AGREEMENT,
        "audit within 24 months of the year end", "outside_period",
        "the audited year ended before the period that the agreement allows", nothing=True,
    ),
    "rebate_underpaid": _Comparison(
        FindingType.REBATE_UNDERPAID, "RB-", "earned", "paid so far", "earned beyond that", DocumentKind.REBATE_AGREEMENT,
        "tiers of the agreement", "tier_reached", "the threshold of the next tier is reached",
    ),
    "rebate_overclaimed": _Comparison(
        FindingType.REBATE_OVERCLAIMED, "RB-", "deducted", "earned by the agreement", "deducted beyond that",
        DocumentKind.REBATE_AGREEMENT, "tiers pay for their own part", "incremental", "the agreement pays each tier for its own part",
    ),
    "rebate_fraud": _Comparison(
        FindingType.REBATE_FRAUD, "RB-", "deducted", "bought on record", "deducted beyond that", DocumentKind.REBATE_AGREEMENT,
        "claims need a purchase on record", "not_bought", "the ledger shows no purchase of this invoice", nothing=True,
    ),
}  # fmt: skip
COMPARISONS: Final = tuple(_COMPARISONS)
"""The matters that `comparison` can make."""


def comparison(world: World, name: str) -> Matter:
    """A matter whose amount is what was taken less what a paper allows."""
    kind = _COMPARISONS[name]
    taken = world.chance.money("310.00", "18800.00")
    right = Decimal("0.00") if kind.nothing else round_half_up(taken * world.chance.whole(30, 80) / 100, 2)
    agreement = f"AGR-{world.chance.digits(4)}"
    fields: dict[str, Any] = {"agreement_number": agreement, "start_date": date(2026, 1, 1)}
    if kind.paper is DocumentKind.BILL_OF_LADING:
        fields = {"bol_number": world.chance.checked("0", 17), "ship_date": world.day_after(world.ordered, 3, 8)}
    file = world.paper(f"terms_{world.chance.digits(3)}.pdf", kind.paper, **fields)
    work = Calculation()
    work.given("claimed", kind.taken, taken, world.row("deductions.csv", f"{kind.taken} {taken}"))
    work.given("right", kind.allowed, right, world.page(file, kind.said.format(right=right)))
    value = work.work_out("value", kind.beyond, "max(0, claimed - right)")
    why = kind.why.format(right=right, value=value)
    return world.matter([world.finding(kind.claim, f"{kind.prefix}{world.chance.digits(6)}", work, reason=kind.reason, why=why)])
