"""Matters of agreements, cards and tariffs: effects that sum, bases after returns, tiers, fees by weight; in the steps of the matchers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from cases.letters.brief_facts import Matter
from evals.made_up.world import World
from facts.documents import DocumentKind
from facts.finding import FindingType
from facts.money import round_half_up
from matchers.calculation import Calculation

_PREFIX: Final = {
    FindingType.COOP: "CO-",
    FindingType.CHARGEBACK: "",
    FindingType.FEE: "FEE-",
    FindingType.FREIGHT: "FR-",
    FindingType.PRICE_PROTECTION: "IPAP",
    FindingType.POST_AUDIT: "PA-",
    FindingType.REBATE_UNDERPAID: "RB-",
    FindingType.REBATE_OVERCLAIMED: "RB-",
    FindingType.REBATE_FRAUD: "RB-",
}
_YEAR: Final = date(2026, 1, 1)


def coop_effects(world: World) -> Matter:
    """A co-op invoice with returns that were left in the base, and a rate above the agreed one."""
    chance, rate = world.chance, world.chance.pick((Decimal("0.04"), Decimal("0.05"), Decimal("0.06")))
    above = rate + chance.pick((Decimal("0.01"), Decimal("0.015"), Decimal("0.02")))
    item, units, returned, cost = world.item(), chance.whole(420, 2400), chance.whole(12, 180), world.cost("4.20", "48.90")
    file, agreement = _agreement(world, DocumentKind.COOP_AGREEMENT)
    billed = round_half_up(units * cost * above, 2)
    backup = world.row("backup.csv", f"{units} units of {item} at {cost}, {returned} returned, rate {above * 100:f} %")
    work = Calculation()
    work.given("billed", "billed", billed, world.row("coop_invoices.csv", f"billed {billed} under {agreement}"))
    work.known["claimed"] = billed
    work.given("line_billed_1", f"billed on {item}", billed, backup)
    work.given("quantity_1", f"units of {item}", units, backup)
    work.given("cost_1", "unit cost", cost, backup)
    work.given("returned_1", "units returned", returned, backup)
    work.given("rate_1", "rate agreed", rate, world.page(file, f"{rate * 100:f} % of net receipts, returns deducted"))
    work.given("rate_billed_1", "rate billed", above, backup)
    work.work_out("at_billed_rate_1", "right base at the rate billed", "round((quantity_1 - returned_1) * cost_1 * rate_billed_1, 2)")
    work.work_out("base_1", "base effect", "line_billed_1 - at_billed_rate_1")
    work.work_out("rate_effect_1", "rate effect", "at_billed_rate_1 - round((quantity_1 - returned_1) * cost_1 * rate_1, 2)")
    work.work_out("base_effect", "base effect", "base_1")
    work.work_out("rate_effect", "rate effect", "rate_effect_1")
    work.work_out("all_effects", "effects in all", "base_effect + rate_effect")
    work.work_out("expected", "due by the agreement", "billed - all_effects")
    work.work_out("value", "billed beyond what is due", "max(0, billed - expected)")
    why = f"returns were not taken off the base, and the rate billed is above the {rate * 100:f} % agreed"
    return _matter(world, FindingType.COOP, work, "several_effects", why)


def charge_on_confirmed(world: World) -> Matter:
    """A charge on more units than were confirmed on the order; the fee worked out anew."""
    charged = world.chance.whole(60, 900)
    confirmed, fee = charged - world.chance.whole(6, 48), world.chance.money("0.40", "3.90")
    row = world.row("chargebacks.csv", f"{charged} units at {fee}")
    work = Calculation()
    work.given("claimed", "charged", round_half_up(charged * fee, 2), row)
    work.given("units_charged", "units charged", charged, row)
    work.given("confirmed", "units confirmed on the order", confirmed, world.row("orders.csv", f"{confirmed} confirmed"))
    work.work_out("units_due", "units that the fee is due on", "min(units_charged, confirmed)")
    work.given("agreed_fee", "fee per unit (supplier manual)", fee, row)
    work.work_out("expected", "fee as agreed", "round(units_due * agreed_fee, 2)")
    work.work_out("value", "charged beyond the fee", "max(0, claimed - expected)")
    why = f"the fee is charged on {charged} units, {confirmed} are confirmed on the order"
    return _matter(world, FindingType.CHARGEBACK, work, "units_above_order", why)


def fee_by_weight(world: World) -> Matter:
    """A fee in too heavy a tier, where the dimensional weight decides."""
    chance, divisor = world.chance, Decimal(5000)
    kilos = Decimal(chance.whole(12, 58)) / 10
    volume, quantity, fee = kilos * divisor, chance.whole(24, 400), chance.money("2.10", "6.40")
    charged, tier = fee + chance.money("0.35", "1.90"), chance.pick(("small parcel", "standard parcel"))
    row, size = world.row("statement.csv", f"{quantity} units at {charged}"), world.row("catalogue.csv", f"volume {volume:f}")
    card = world.row("rate_card.xlsx", f"{tier}: {fee} up to {kilos + 1} kg")
    work = Calculation()
    work.given("claimed", "charged", round_half_up(quantity * charged, 2), row)
    work.given("volume", "volume in cm³", volume, size)
    work.given("divisor", "cm³ that count as a kg", divisor, card)
    work.work_out("dimensional_weight", "dimensional weight in kg", "volume / divisor")
    work.given("weight_limit", "limit of the weight in kg", kilos + 1, card)
    work.given("quantity", "units", quantity, row)
    work.given("fee", f"fee per unit, {tier}, from 2026-01-01", fee, card)
    work.work_out("expected", "due", "round(quantity * fee, 2)")
    work.work_out("value", "charged beyond what is due", "max(0, claimed - expected)")
    return _matter(world, FindingType.FEE, work, "wrong_tier", f"the item belongs in the tier {tier}")


def storage(world: World) -> Matter:
    """Storage charged on too large a volume."""
    quantity, days = world.chance.whole(60, 900), world.chance.whole(8, 27)
    each, fee = Decimal(world.chance.whole(20, 160)) / 10000, world.chance.money("18.00", "36.00")
    due = round_half_up(quantity * each * fee * days / 30, 2)
    row, size = world.row("storage.csv", f"{quantity} units for {days} days"), world.row("catalogue.csv", f"{each} m³ a unit")
    work = Calculation()
    work.given("claimed", "charged", due + world.chance.money("14.00", "260.00"), row)
    work.given("quantity", "units stored", quantity, row)
    work.given("unit_volume", "volume of a unit in m³", each, size)
    work.given("days", "days stored", days, row)
    work.given("days_of_month", "days of the month", 30, row)
    work.given("fee", "fee per unit of volume, standard size, from 2026-01-01", fee, world.row("rate_card.xlsx", f"{fee} a m³"))
    work.work_out("expected", "due", "round(quantity * unit_volume * fee * days / days_of_month, 2)")
    work.work_out("value", "charged beyond what is due", "max(0, claimed - expected)")
    return _matter(world, FindingType.FEE, work, "storage_volume", "the volume charged is more than the catalogue's")


def freight_tariff(world: World) -> Matter:
    """Freight above the tariff: by weight, with a fuel surcharge."""
    weight, rate = world.chance.whole(380, 8200), world.chance.money("6.20", "19.80")
    fuel = world.chance.pick((Decimal("0.12"), Decimal("0.14"), Decimal("0.185")))
    bol = world.chance.checked("0", 17)
    file = world.paper(f"BOL_{bol[-6:]}.pdf", DocumentKind.BILL_OF_LADING, bol_number=bol, ship_date=world.day_after(world.ordered, 3, 8))
    tariff = world.row("tariff.xlsx", f"{rate} per 100 kg, fuel {fuel * 100:f} %")
    due = round_half_up(rate * weight / 100 * (1 + fuel), 2)
    work = Calculation()
    work.given("claimed", "charged", due + world.chance.money("18.00", "310.00"), world.row("freight_bills.csv", "freight"))
    work.given("freight_rate", "agreed freight rate", rate, tariff)
    work.given("weight", "weight in kg", weight, world.page(file, f"{weight} kg"))
    work.given("per", "kg that the rate is for", 100, tariff)
    work.given("fuel_rate", "fuel surcharge", fuel, tariff)
    work.work_out("expected", "due", "round((freight_rate * weight / per) * (1 + fuel_rate), 2)")
    work.work_out("value", "charged beyond the tariff", "max(0, claimed - expected)")
    return _matter(world, FindingType.FREIGHT, work, "above_tariff", f"the papers of the shipment give {weight} kg")


def units_protected(world: World) -> Matter:
    """Price protection on more units than were on hand."""
    was, now = world.cost("12.00", "64.00"), world.chance.money("6.00", "11.50")
    on_hand = world.chance.whole(24, 380)
    claimed = round_half_up((on_hand + world.chance.whole(6, 90)) * (was - now), 2)
    prices, stock = world.row("price_list.xlsx", f"{was} before, {now} after"), world.row("stock.csv", f"{on_hand} on hand")
    work = Calculation()
    work.given("claimed", "deducted", claimed, world.row("deductions.csv", f"deducted {claimed}"))
    work.given("cost_before", "cost before the change", was, prices)
    work.given("cost_after", "cost after the change", now, prices)
    work.given("on_hand", "units on hand", on_hand, stock)
    work.work_out("expected", "due", "round(on_hand * (cost_before - cost_after), 2)")
    work.work_out("value", "deducted beyond that", "max(0, claimed - expected)")
    return _matter(world, FindingType.PRICE_PROTECTION, work, "units_on_hand", f"{on_hand} units were on hand when the price fell")


def audited_late(world: World) -> Matter:
    """A claim of a later audit that came after the time for it."""
    last = date(2025, 12, 31) + timedelta(days=world.chance.whole(0, 90))
    claimed = world.chance.money("640.00", "22800.00")
    file, _ = _agreement(world, DocumentKind.COOP_AGREEMENT)
    row = world.row("deductions.csv", f"deducted {claimed}")
    work = Calculation()
    work.given("claimed", "deducted", claimed, row)
    work.noted("claims_until", "claims until (agreement)", last.isoformat(), world.page(file, f"audits until {last}"))
    work.noted("claimed_on", "claimed on", (last + timedelta(days=world.chance.whole(5, 120))).isoformat(), row)
    work.work_out("value", "claimed after the time for it", "claimed")
    return _matter(world, FindingType.POST_AUDIT, work, "audited_too_late", f"audits could be claimed until {last}")


def rebate_base(world: World) -> Matter:
    """A rebate claimed on what was sold, without what was sent back."""
    chance = world.chance
    sold, back = chance.money("180000.00", "620000.00"), chance.money("4200.00", "18000.00")
    threshold, rate = Decimal(chance.whole(8, 15) * 10000), chance.pick((Decimal("0.02"), Decimal("0.025"), Decimal("0.03")))
    work, file = _claimed(world, round_half_up(sold * rate, 2))
    work.given("sold", "sold", sold, world.row("sales.csv", f"sold {sold}"))
    work.given("sent_back", "sent back", back, world.row("sales.csv", f"sent back {back}"))
    work.work_out("base", "base", "sold - sent_back")
    work.given("threshold", "threshold of the tier reached", threshold, world.page(file, f"from {threshold}"))
    work.given("rate", "rate of the tier reached", rate, world.page(file, f"{rate * 100:f} %"))
    work.work_out("earned", "earned before bounds", "base * rate")
    _paid_out(work)
    return _matter(world, FindingType.REBATE_OVERCLAIMED, work, "returns_in_base", f"goods worth {back} were sent back and earn nothing")


def rebate_by_tiers(world: World) -> Matter:
    """Each tier pays for its own part; the claim has the top rate on all of it."""
    chance, edge = world.chance, Decimal(world.chance.whole(5, 12) * 10000)
    base, low = edge + chance.money("21000.00", "190000.00"), chance.pick((Decimal("0.01"), Decimal("0.015")))
    high = low + Decimal("0.01")
    work, file = _claimed(world, round_half_up(base * high, 2))
    work.given("base", "base", base, world.row("sales.csv", f"sold {base}"))
    work.given("to_1", "tier 1 to", edge, world.page(file, f"up to {edge}"))
    work.given("rate_1", "rate of tier 1", low, world.page(file, f"{low * 100:f} %"))
    work.work_out("part_1", "earned in tier 1", "to_1 * rate_1")
    work.given("from_2", "tier 2 from", edge, world.page(file, f"from {edge}"))
    work.given("rate_2", "rate of tier 2", high, world.page(file, f"{high * 100:f} %"))
    work.work_out("part_2", "earned in tier 2", "(base - from_2) * rate_2")
    work.work_out("earned", "earned before bounds", "part_1 + part_2")
    _paid_out(work)
    return _matter(world, FindingType.REBATE_OVERCLAIMED, work, "incremental", "the agreement pays each tier for its own part")


def rebate_on_growth(world: World) -> Matter:
    """A rebate on growth that was earned and paid in part."""
    chance = world.chance
    baseline, threshold = chance.money("90000.00", "400000.00"), chance.pick((Decimal("0.05"), Decimal("0.08"), Decimal("0.1")))
    base = round_half_up(baseline * (1 + threshold + Decimal(chance.whole(1, 9)) / 100), 2)
    rate = chance.pick((Decimal("0.02"), Decimal("0.03")))
    due = round_half_up(base * rate, 2)
    file, _ = _agreement(world, DocumentKind.REBATE_AGREEMENT)
    work = Calculation()
    work.given("claimed", "claimed by us", due, world.row("claims.csv", f"claimed {due}"))
    work.given("base", "base", base, world.row("purchases.csv", f"bought {base}"))
    work.given("baseline", "baseline of the year before", baseline, world.row("purchases.csv", f"bought {baseline}"))
    work.work_out("growth", "growth over the baseline", "round((base - baseline) / baseline, 4)")
    work.given("threshold", "growth of the tier reached", threshold, world.page(file, f"from {threshold * 100:f} %"))
    work.given("rate", "rate of the tier reached", rate, world.page(file, f"{rate * 100:f} %"))
    work.work_out("earned", "earned before bounds", "base * rate")
    work.work_out("payout", "payout", "round(earned, 2)")
    paid = round_half_up(due * chance.whole(30, 80) / 100, 2)
    work.given("rebate_paid", "paid", paid, world.row("remittance.xlsx", f"paid {paid}"))
    work.work_out("value", "earned but not paid", "max(payout - rebate_paid, 0)")
    return _matter(world, FindingType.REBATE_UNDERPAID, work, "paid_in_part", "the growth reaches the tier, and less was paid")


def rebate_capped(world: World) -> Matter:
    """A rebate per unit claimed beyond its cap."""
    units, each = world.chance.whole(900, 6400), world.chance.money("0.35", "2.40")
    cap = round_half_up(units * each * world.chance.whole(55, 90) / 100, 0) + Decimal("0.00")
    work, file = _claimed(world, round_half_up(units * each, 2))
    work.given("units", "units", units, world.row("sales.csv", f"{units} units"))
    work.given("per_unit", "per unit in the tier reached", each, world.page(file, f"{each} a unit"))
    work.work_out("earned", "earned before bounds", "units * per_unit")
    work.given("cap", "at most", cap, world.page(file, f"at most {cap}"))
    _paid_out(work, "min(earned, cap)")
    return _matter(world, FindingType.REBATE_OVERCLAIMED, work, "above_cap", f"the agreement pays {cap} at most")


def rebate_twice(world: World) -> Matter:
    """The same period was claimed before."""
    claimed, before = world.chance.money("900.00", "14000.00"), f"RB-{world.chance.digits(6)}"
    row = world.row("rebate_claims.csv", f"claim {before}: {claimed}")
    work, _ = _claimed(world, claimed)
    work.given("claimed_before", f"claimed before as {before}", claimed, row)
    work.work_out("value", "claimed twice", "min(claimed, claimed_before)")
    return _matter(world, FindingType.REBATE_FRAUD, work, "claimed_twice", f"the same period and customer as claim {before}")


MATTERS: Final[dict[str, Callable[[World], Matter]]] = {
    "coop_effects": coop_effects,
    "charge_on_confirmed": charge_on_confirmed,
    "fee_by_weight": fee_by_weight,
    "storage": storage,
    "freight_tariff": freight_tariff,
    "units_protected": units_protected,
    "audited_late": audited_late,
    "rebate_base": rebate_base,
    "rebate_by_tiers": rebate_by_tiers,
    "rebate_on_growth": rebate_on_growth,
    "rebate_capped": rebate_capped,
    "rebate_twice": rebate_twice,
}
"""The matters of this file by name."""


def _agreement(world: World, kind: DocumentKind) -> tuple[str, str]:
    """An agreement of this year, laid into the folder: its file and its number."""
    number = f"AGR-{world.chance.digits(5)}"
    fields: dict[str, Any] = {"agreement_number": number, "start_date": _YEAR, "end_date": date(2026, 12, 31)}
    return world.paper(f"{number}.pdf", kind, **fields), number


def _claimed(world: World, amount: Decimal) -> tuple[Calculation, str]:
    """A customer's claim under an agreement of this year, and the file of that."""
    file, number = _agreement(world, DocumentKind.REBATE_AGREEMENT)
    work = Calculation()
    work.given("claimed", "claimed", amount, world.row("rebate_claims.csv", f"claimed {amount} under {number}"))
    return work, file


def _paid_out(work: Calculation, bounded: str = "earned") -> None:
    """From what was earned to what is claimed above it."""
    work.work_out("bounded", "earned within bounds", bounded)
    work.work_out("payout", "payout", "round(bounded, 2)")
    work.work_out("value", "claimed above what is due", "max(claimed - payout, 0)")


def _matter(world: World, claim: FindingType, work: Calculation, reason: str, why: str) -> Matter:
    """The first dispute over what was worked out."""
    reference = f"{_PREFIX[claim]}{world.chance.digits(6)}"
    with_order = claim in {FindingType.FREIGHT, FindingType.CHARGEBACK}
    return world.matter([world.finding(claim, reference, work, reason=reason, why=why, with_order=with_order)])
