"""What is charged by cards, tariffs and counts: fees by size, storage, freight that is billed on, price protection, audits."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal

from demo.chance import Chance
from demo.scenarios.shortage import NOTHING
from demo.trade import Entry, Item, TruthLine
from demo.workshop import Workshop
from facts.money import round_half_up

CUBIC_FOOT, CUBIC_METRE = Decimal("28316.846592"), Decimal(1_000_000)


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


def _card(shop: Workshop, kind: str, item: Item, fees: tuple[Decimal, Decimal], since: date) -> None:
    """A card of two tiers, the smaller of which the item fits into."""
    longest, median, shortest = sorted(item.size, reverse=True)
    for tier, times, fee in zip(("Small", "Large"), (Decimal("1.2"), Decimal(3)), fees, strict=True):
        _row(
            shop,
            "rate_card",
            fee_type=kind,
            effective_from=since,
            size_tier=tier,
            max_longest_side=round_half_up(longest * times, 1),
            max_median_side=round_half_up(median * times, 1),
            max_shortest_side=round_half_up(shortest * times, 1),
            dimension_unit=shop.locale.length_unit,
            max_weight=round_half_up(item.weight * times, 1),
            weight_unit=shop.locale.weight_unit,
            fee=fee,
        )


def fee_of_another_tier(shop: Workshop, draw: Chance) -> None:
    """Handling of one item, once at its own tier and once at the larger one."""
    item = shop.items(draw, 1)[0]
    kind, small = draw.pick(("Fulfilment handling", "Handling", "Pick and pack")), draw.money("0.30", "0.90")
    large, units = small + draw.money("0.20", "0.80"), draw.whole(40, 400)
    _card(shop, kind, item, (small, large), shop.days_ago(250))
    for fee, reason in ((small, "as_agreed"), (large, "wrong_tier")):
        number, amount = f"FEE-{draw.digits(7)}", round_half_up(units * fee)
        _row(
            shop,
            "fee_statement",
            fee_id=number,
            sku=item.sku,
            fee_type=kind,
            service_date=shop.days_ago(draw.whole(10, 60)),
            units=units,
            amount=amount,
        )
        _truth(shop, f"fee_{reason}", "fee", number, (amount, amount - round_half_up(units * small), reason), sku=item.sku)


def storage_at_the_season_s_rate(shop: Workshop, draw: Chance) -> None:
    """Two months of storage at the rate that came into force after the first of them."""
    item = shop.items(draw, 1)[0]
    inches = shop.locale.length_unit == "in"
    room = item.size[0] * item.size[1] * item.size[2] * (Decimal("2.54") ** 3 if inches else 1) / (CUBIC_FOOT if inches else CUBIC_METRE)
    low = draw.money("0.60", "0.95") if inches else draw.money("22.00", "31.00")
    high, units = low * 3, draw.whole(300, 2400)
    month = shop.days_ago(70).replace(day=1)
    following = (month + timedelta(days=32)).replace(day=1)
    basis = "cubic foot per month" if inches else "m³ / month"
    for since, fee in ((month - timedelta(days=120), low), (following, high)):
        _row(shop, "rate_card", fee_type="Monthly storage", effective_from=since, size_tier="Standard", fee=fee, fee_basis=basis)
    for start, right in ((month, low), (following, high)):
        end = start.replace(day=monthrange(start.year, start.month)[1])
        number, amount = f"STO-{draw.digits(7)}", round_half_up(units * room * high)
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
        wrong = amount - round_half_up(units * room * right)
        _truth(shop, "storage_rate" if wrong else "storage_right", "fee", number, (amount, wrong, "wrong_storage_rate"), sku=item.sku)


def freight(shop: Workshop, draw: Chance) -> None:
    """Carriage of an order that ships collect, and one that ships prepaid at the rate of another zone."""
    rates = (draw.money("14.00", "26.00"), draw.money("28.00", "40.00"))
    for zone, rate in zip(("3", "5"), rates, strict=True):
        _row(shop, "freight_tariff", zone=zone, rate=rate, fee_basis="per cwt", effective_from=shop.days_ago(300))
    for terms in ("collect", "prepaid"):
        order, shipment, _ = shop.trade(draw, shop.days_ago(draw.whole(40, 90)), terms=terms)
        weight, number = Decimal(draw.whole(6, 40) * 100), f"FB{draw.digits(7)}"
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
