"""What a base earns by each mechanism (domain.md 4.2): pure arithmetic on exact decimals, nothing rounded, each step written down."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from facts.rebates import GrowthOn, Measure, Mechanism, RebateAgreement, Tier
from matchers.calculation import Calculation

ZERO: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class Base:
    """What an agreement's transactions of a period come to.

    `amount` is the base in the agreement's measure after earlier agreements' earnings came off, `units` and `value` the same rows by
    quantity and by amount. `premium` is the base of the premium items, `full_pallets` that of what was bought in full pallets,
    `groups` that of each product group.
    """

    amount: Decimal
    units: Decimal = ZERO
    value: Decimal = ZERO
    premium: Decimal = ZERO
    full_pallets: Decimal = ZERO
    groups: Mapping[str, Decimal] = field(default_factory=dict)


def tier_reached(amount: Decimal, tiers: Sequence[Tier], *, exceeds: bool = False) -> Tier | None:
    """The highest tier that an amount reaches: one equal to a threshold does, unless the contract says `exceeds`."""
    reached = [t for t in tiers if (amount > t.start if exceeds else amount >= t.start)]
    return reached[-1] if reached else None


def earned(base: Base, terms: RebateAgreement, sheet: Calculation) -> Decimal:
    """What the base earns, before cap, floor and rounding; never below 0. The steps go onto `sheet`, which knows the base already.

    `sheet` has the steps `base`, and where the mechanism needs them `units`, `premium_base`, `full_pallet_base` and one `group_n` per
    required group.
    """
    sheet.work_out("earned", "earned before bounds", f"max({_MECHANISMS[terms.mechanism](base, terms, sheet)}, 0)")
    return sheet.known["earned"]


def _retroactive(base: Base, terms: RebateAgreement, sheet: Calculation) -> str:
    tier = tier_reached(base.amount, terms.tiers, exceeds=terms.exceeds)
    if tier is None:
        return "0"
    sheet.given("threshold", "threshold of the tier reached", tier.start)
    if tier.rate is None:
        sheet.given("per_unit", "per unit in the tier reached", tier.amount or ZERO)
        return "base * per_unit"
    sheet.given("rate", "rate of the tier reached", tier.rate)
    if terms.measure is Measure.VALUE:
        return "base * rate"
    # a threshold that is counted in units pays on the amount all the same
    sheet.given("value", "amount of these units", base.value)
    return "value * rate"


def _incremental(base: Base, terms: RebateAgreement, sheet: Calculation) -> str:
    parts = []
    for number, tier in enumerate(terms.tiers, start=1):
        if base.amount <= tier.start:
            break
        sheet.given(f"from_{number}", f"tier {number} from", tier.start)
        if tier.rate is not None:
            sheet.given(f"rate_{number}", f"rate of tier {number}", tier.rate)
        else:
            sheet.given(f"rate_{number}", f"per unit in tier {number}", tier.amount or ZERO)
        within = f"base - from_{number}"
        if tier.end is not None:
            sheet.given(f"to_{number}", f"tier {number} to", tier.end)
            within = f"min(base, to_{number}) - from_{number}"
        sheet.work_out(f"part_{number}", f"earned in tier {number}", f"({within}) * rate_{number}")
        parts.append(f"part_{number}")
    return " + ".join(parts) or "0"


def _growth(base: Base, terms: RebateAgreement, sheet: Calculation) -> str:
    del base
    sheet.given("baseline", "baseline", terms.baseline or ZERO)
    growth = sheet.work_out("growth", "growth over the baseline", "(base - baseline) / baseline")
    tier = tier_reached(growth, terms.tiers, exceeds=terms.exceeds)
    if tier is None or tier.rate is None:
        return "0"
    sheet.given("threshold", "growth of the tier reached", tier.start)
    sheet.given("rate", "rate of the tier reached", tier.rate)
    return "(base - baseline) * rate" if terms.growth_on is GrowthOn.INCREASE else "base * rate"


def _per_unit(base: Base, terms: RebateAgreement, sheet: Calculation) -> str:
    tier = tier_reached(base.units, terms.tiers, exceeds=terms.exceeds and terms.tiers[0].start > 0)
    if tier is None or tier.amount is None:
        return "0"
    sheet.given("per_unit", "per unit", tier.amount)
    return "units * per_unit"


def _fixed(base: Base, terms: RebateAgreement, sheet: Calculation) -> str:
    tier = tier_reached(base.amount, terms.tiers, exceeds=terms.exceeds)
    if tier is None or tier.amount is None:
        return "0"
    sheet.given("threshold", "condition that is met", tier.start)
    sheet.given("lump", "amount agreed", tier.amount)
    return "lump"


def _increment(base: Base, terms: RebateAgreement, sheet: Calculation) -> str:
    if terms.step is None or terms.tiers[0].amount is None or base.amount < terms.target:
        return "0"
    sheet.given("target", "target", terms.target)
    sheet.given("step", "step", terms.step)
    sheet.given("steps", "full steps beyond the target", (base.amount - terms.target) // terms.step)
    sheet.given("per_step", "per step", terms.tiers[0].amount)
    return "steps * per_step"


def _linear(base: Base, terms: RebateAgreement, sheet: Calculation) -> str:
    at = tier_reached(base.amount, terms.tiers)
    if at is None or at.rate is None:
        return "0"
    following = next((t for t in terms.tiers if t.start > at.start), None)
    sheet.given("rate_low", "rate at the point below", at.rate)
    if following is None or following.rate is None:
        return "base * rate_low"
    sheet.given("point_low", "point below", at.start)
    sheet.given("point_high", "point above", following.start)
    sheet.given("rate_high", "rate at the point above", following.rate)
    sheet.work_out("rate", "rate between the points", "rate_low + (rate_high - rate_low) * (base - point_low) / (point_high - point_low)")
    return "base * rate"


def _upsell(base: Base, terms: RebateAgreement, sheet: Calculation) -> str:
    rate = terms.tiers[0].rate
    if base.amount <= 0 or terms.share is None or rate is None:
        return "0"
    sheet.given("share_asked", "share that premium items must reach", terms.share)
    share = sheet.work_out("share", "share of premium items", "premium_base / base")
    if share < terms.share or (terms.exceeds and share == terms.share):
        return "0"
    sheet.given("rate", "rate", rate)
    return "premium_base * rate"


def _logistics(base: Base, terms: RebateAgreement, sheet: Calculation) -> str:
    del base
    sheet.given("rate", "rate", terms.tiers[0].rate or ZERO)
    return "full_pallet_base * rate"


def _cross_sell(base: Base, terms: RebateAgreement, sheet: Calculation) -> str:
    reached = [g for g in terms.required_groups if base.groups.get(g.group, ZERO) >= g.minimum]
    needed = terms.required_count or len(terms.required_groups)
    sheet.given("groups_needed", "groups that must reach their minimum", needed)
    sheet.given("groups_reached", "groups that reach it", len(reached))
    if len(reached) < needed:
        return "0"
    sheet.given("rate", "rate", terms.tiers[0].rate or ZERO)
    return "base * rate"


def _ship_and_debit(base: Base, terms: RebateAgreement, sheet: Calculation) -> str:
    del base
    sheet.given("list_price", "list price", terms.list_price or ZERO)
    sheet.given("special_price", "special price", terms.special_price or ZERO)
    return "units * (list_price - special_price)"


_Formula = Callable[[Base, RebateAgreement, Calculation], str]
_MECHANISMS: Final[dict[Mechanism, _Formula]] = {
    Mechanism.RETROACTIVE: _retroactive,
    Mechanism.INCREMENTAL: _incremental,
    Mechanism.GROWTH: _growth,
    Mechanism.PER_UNIT: _per_unit,
    Mechanism.FIXED: _fixed,
    Mechanism.INCREMENT: _increment,
    Mechanism.LINEAR: _linear,
    Mechanism.UPSELL: _upsell,
    Mechanism.LOGISTICS: _logistics,
    Mechanism.CROSS_SELL: _cross_sell,
    Mechanism.SHIP_AND_DEBIT: _ship_and_debit,
}
