"""What is charged by cards, tariffs and counts: fees by size, storage, freight that is billed on, price protection, audits, promotions."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal

from demo.chance import Chance
from demo.scenarios.shortage import NOTHING
from demo.trade import Entry, Item, TruthLine
from demo.workshop import Workshop
from facts.money import round_half_up

TIERS = (
    ("Small standard", (Decimal(12), Decimal(8), Decimal(4)), Decimal(3)),
    ("Standard", (Decimal(18), Decimal(14), Decimal(8)), Decimal(15)),
    ("Large", (Decimal(26), Decimal(20), Decimal(16)), Decimal(40)),
    ("Oversize", (Decimal(60), Decimal(40), Decimal(40)), Decimal(150)),
)
"""Tiers of a card for handling: longest, median and shortest side in inches, weight in pounds."""
DEAR_MONTHS = (10, 11, 12)
CUBIC_FOOT, CUBIC_METRE = Decimal("28316.846592"), Decimal(1_000_000)
POUND = Decimal("0.45359237")


def _truth(shop: Workshop, scenario: str, kind: str, reference: str, told: tuple[Decimal, Decimal, str], *, sku: str = "") -> None:
    """Writes down what is right: what was taken, what of it is wrong, and the reason."""
    taken, wrong, reason = told
    shop.ledger.truth.append(
        TruthLine(
            scenario=scenario,
            type=kind,
            reference=reference,
            claimed_amount=taken,
            recoverable_amount=wrong,
            verdict="dispute" if wrong else "accept",
            reason=reason,
            why=f"{wrong} of {taken} is wrong",
            sku=sku,
            optional=not wrong,
        )
    )


def _take(shop: Workshop, number: str, amount: Decimal, words: str, on: date) -> None:
    shop.ledger.entries.append(Entry(number, "", "noted", words, on, -amount, on + timedelta(days=2), NOTHING, -amount))


def _row(shop: Workshop, table: str, **cells: object) -> None:
    shop.ledger.further.setdefault(table, []).append({"currency": shop.locale.currency} | cells)


def _card(shop: Workshop) -> list[tuple[str, Decimal]]:
    """The supplier's one card for handling, in four tiers; gives the tiers with their fees, the smallest first."""
    draw = shop.chance.branch("card")
    inches = shop.locale.length_unit == "in"
    fees, fee = [], draw.money("0.30", "0.60")
    for tier, sides, weight in TIERS:
        limits = [side if inches else round_half_up(side * Decimal("2.54"), 1) for side in sides]
        _row(
            shop,
            "rate_card",
            fee_type="Fulfilment handling",
            effective_from=date(shop.as_of.year - 1, 1, 1),
            size_tier=tier,
            max_longest_side=limits[0],
            max_median_side=limits[1],
            max_shortest_side=limits[2],
            dimension_unit=shop.locale.length_unit,
            max_weight=weight if inches else round_half_up(weight * Decimal("0.4536"), 1),
            weight_unit=shop.locale.weight_unit,
            fee=fee,
        )
        fees.append((tier, fee))
        fee += draw.money("0.20", "0.90")
    return fees


def _tier_of(shop: Workshop, item: Item) -> int:
    """The place of the tier that an item falls into."""
    inches = shop.locale.length_unit == "in"
    for place, (_, sides, weight) in enumerate(TIERS):
        limits = [side if inches else round_half_up(side * Decimal("2.54"), 1) for side in sides]
        most = weight if inches else round_half_up(weight * Decimal("0.4536"), 1)
        if all(side <= limit for side, limit in zip(sorted(item.size, reverse=True), limits, strict=True)) and item.weight <= most:
            return place
    return len(TIERS) - 1


def fee_of_another_tier(shop: Workshop, draw: Chance) -> None:
    """Handling of one item, once at its own tier and once at the next larger one."""
    fees = _card(shop)
    item = next((i for i in shop.items(draw, 6) if _tier_of(shop, i) < len(TIERS) - 1), None)
    if item is None:
        return
    place, units = _tier_of(shop, item), draw.whole(40, 400)
    for (_, fee), reason in ((fees[place], "as_agreed"), (fees[place + 1], "wrong_tier")):
        number, amount = f"FEE-{draw.digits(7)}", round_half_up(units * fee)
        _row(
            shop,
            "fee_statement",
            fee_id=number,
            sku=item.sku,
            fee_type="Fulfilment handling",
            service_date=shop.days_ago(draw.whole(10, 60)),
            units=units,
            amount=amount,
        )
        _truth(shop, f"fee_{reason}", "fee", number, (amount, amount - round_half_up(units * fees[place][1]), reason), sku=item.sku)


def storage_above_the_card(shop: Workshop, draw: Chance) -> None:
    """Two months of storage by a card with a dear season, the first of them above its rate."""
    item, card = shop.items(draw, 1)[0], shop.chance.branch("storage")
    inches = shop.locale.length_unit == "in"
    room = item.size[0] * item.size[1] * item.size[2] * (Decimal("2.54") ** 3 if inches else 1) / (CUBIC_FOOT if inches else CUBIC_METRE)
    low = card.money("0.60", "0.95") if inches else card.money("22.00", "31.00")
    units = draw.whole(300, 2400)
    basis = "cubic foot per month" if inches else "m³ / month"
    for year in (shop.as_of.year - 1, shop.as_of.year):
        for month, fee in ((1, low), (10, low * 3)):
            _row(
                shop,
                "rate_card",
                fee_type="Monthly storage",
                effective_from=date(year, month, 1),
                size_tier="Standard",
                fee=fee,
                fee_basis=basis,
            )
    first = shop.days_ago(70).replace(day=1)
    for start, times in ((first, Decimal("1.5")), ((first + timedelta(days=32)).replace(day=1), Decimal(1))):
        end = start.replace(day=monthrange(start.year, start.month)[1])
        right = round_half_up(units * room * (low * 3 if start.month in DEAR_MONTHS else low))
        number, amount = f"STO-{draw.digits(7)}", round_half_up(right * times)
        _row(
            shop,
            "fee_statement",
            fee_id=number,
            sku=item.sku,
            fee_type="Monthly storage",
            service_date=end,
            units=units,
            period_start=start,
            period_end=end,
            amount=amount,
        )
        wrong = amount - right
        _truth(shop, "storage_rate" if wrong else "storage_right", "fee", number, (amount, wrong, "wrong_storage_rate"), sku=item.sku)


def freight(shop: Workshop, draw: Chance) -> None:
    """Carriage of an order that ships collect, and one that ships prepaid at the rate of another zone."""
    card = shop.chance.branch("tariff")
    rates = (card.money("14.00", "26.00"), card.money("28.00", "40.00"))
    for zone, rate in zip(("3", "5"), rates, strict=True):
        _row(shop, "freight_tariff", zone=zone, rate=rate, fee_basis="per cwt", effective_from=date(shop.as_of.year - 2, 1, 1))
    for terms in ("collect", "prepaid"):
        order, shipment, _ = shop.trade(draw, shop.days_ago(draw.whole(40, 90)), terms=terms)
        weight, number = Decimal(shipment.weight), f"FB{draw.digits(7)}"
        if shop.locale.weight_unit != "lb":
            weight = round_half_up(weight / POUND)
        amount = round_half_up(weight / 100 * rates[1])
        shipped = order.window_start
        on = shop.days_ago(draw.whole(8, 30))
        _row(
            shop,
            "freight_bills",
            freight_claim=number,
            bol_number=shipment.bol_number,
            purchase_order=order.number,
            ship_date=shipped,
            charge_date=on,
            zone="3",
            weight=weight,
            weight_unit="lb",
            rate=rates[1],
            amount=amount,
        )
        _take(shop, number, amount, f"Freight charge {number}", on)
        wrong = amount if terms == "collect" else amount - round_half_up(weight / 100 * rates[0])
        reason = "freight_not_ours" if terms == "collect" else "wrong_freight_rate"
        _truth(shop, f"freight_{terms}", "freight", number, (amount, wrong, reason))


def price_protection(shop: Workshop, draw: Chance) -> None:
    """A fall of the cost that is claimed for twice as much per unit."""
    item = shop.new_item(draw)
    changed, units = shop.days_ago(draw.whole(60, 120)), draw.whole(20, 300)
    fall = round_half_up(item.cost * Decimal("0.1"))
    shop.change_cost(item, item.cost - fall, changed, f"CC{draw.digits(7)}")
    number, amount, on = f"IPAPUS{draw.digits(7)}", round_half_up(units * fall * 2), changed + timedelta(days=20)
    _row(
        shop,
        "price_protection",
        protection_claim=number,
        sku=item.sku,
        price_change_date=changed,
        old_cost=item.cost,
        new_cost=item.cost - fall * 2,
        units_on_hand=units,
        units_on_order=0,
        amount=amount,
        claim_date=on,
    )
    _take(shop, number, amount, "Price protection", on)
    _truth(shop, "protection_difference", "price_protection", number, (amount, amount / 2, "wrong_price_difference"), sku=item.sku)


def audited_after_its_time(shop: Workshop, draw: Chance) -> None:
    """An audit of a year that was long over."""
    on = shop.days_ago(draw.whole(20, 60))
    amount, number = draw.money("120.00", "1900.00"), f"PA{draw.digits(6)}"
    _row(
        shop,
        "audit_claims",
        audit_claim=number,
        invoice_number=f"{draw.digits(6)}",
        audit_category=draw.pick(("Allowance", "Freight allowance", "Co-op")),
        audit_period_end=date(on.year - 3, 12, 31),
        claim_date=on,
        amount=amount,
    )
    _take(shop, number, amount, "Post audit claim", on)
    _truth(shop, "audit_too_late", "post_audit", number, (amount, amount, "audited_too_late"))


def promotion_above_what_was_sold(shop: Workshop, draw: Chance) -> None:
    """A deal of two weeks, billed on more units than the weekly reports show."""
    item = shop.items(draw, 1)[0]
    first = shop.days_ago(draw.whole(70, 110))
    last, agreement, per_unit = first + timedelta(days=13), f"PR-{draw.digits(5)}", round_half_up(item.cost * Decimal("0.12"))
    _row(
        shop, "promotions",
        agreement_number=agreement, sku=item.sku, promotion_start=first, promotion_end=last, funding_per_unit=per_unit,
    )  # fmt: skip
    sold = 0
    for week in range(-1, 3):
        units, start = draw.whole(40, 220), first + timedelta(days=7 * week)
        sold += units if 0 <= week <= 1 else 0
        _row(shop, "sell_through", sku=item.sku, sold_from=start, sold_until=start + timedelta(days=6), units_sold=units)
    over, number, on = draw.whole(12, 90), f"MCB-{draw.digits(6)}", last + timedelta(days=draw.whole(8, 20))
    amount = round_half_up((sold + over) * per_unit)
    _row(
        shop, "promotion_claims",
        promotion_claim=number, agreement_number=agreement, sku=item.sku, sold_from=first, sold_until=last, units_billed=sold + over,
        funding_per_unit=per_unit, amount=amount, claim_date=on,
    )  # fmt: skip
    _take(shop, number, amount, f"Promotion {agreement}", on)
    wrong = amount - round_half_up(sold * per_unit)
    _truth(shop, "promotion_above_sold", "promotion", number, (amount, wrong, "units_above_sold"), sku=item.sku)
