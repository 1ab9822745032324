"""What a base earns by each mechanism (domain.md 4.2): pure arithmetic on exact decimals, nothing rounded, each step written down."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from facts.money import minor_digits, round_half_up
from facts.rebates import Grading, GroupMinimum, GrowthOn, Measure, Mechanism, RebateAgreement, Rounding, Tier
from matchers.calculation import Calculation

ZERO: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class Base:
    """What an agreement's transactions of a period come to.

    `amount` is the base in the agreement's measure after earlier agreements' earnings came off, `units` and `value` the same rows by
    quantity and by amount. `premium` is the base of the premium items, `full_pallets` that of what was bought in full pallets,
    `groups` that of each product group. `share_of_period` is below 1 in a period that the term cuts and whose lump is pro-rated.
    `worths` and `pieces` are amounts and units of single transactions, for agreements that round each of them.
    """

    amount: Decimal
    units: Decimal = ZERO
    value: Decimal = ZERO
    premium: Decimal = ZERO
    full_pallets: Decimal = ZERO
    groups: Mapping[str, Decimal] = field(default_factory=dict)
    share_of_period: Decimal = Decimal(1)
    worths: Sequence[Decimal] = ()
    pieces: Sequence[Decimal] = ()


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
        per_unit = tier.amount or ZERO
        sheet.given("per_unit", "per unit in the tier reached", per_unit)
        return _by_line(base.pieces, per_unit, terms, sheet) if terms.rounding is Rounding.HALF_UP_PER_LINE else "base * per_unit"
    sheet.given("rate", "rate of the tier reached", tier.rate)
    if terms.rounding is Rounding.HALF_UP_PER_LINE:
        return _by_line(base.worths, tier.rate, terms, sheet)
    if terms.measure is Measure.VALUE:
        return "base * rate"
    # a threshold that is counted in units pays on the amount all the same
    sheet.given("value", "amount of these units", base.value)
    return "value * rate"


def _by_line(lines: Sequence[Decimal], rate: Decimal, terms: RebateAgreement, sheet: Calculation) -> str:
    """The rate on each transaction, rounded, then summed: cents differ from the rate on the sum."""
    digits = minor_digits(terms.currency)
    sheet.given("by_line", "rate on each transaction, rounded", sum((round_half_up(w * rate, digits) for w in lines), ZERO))
    return "by_line"


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
    if "baseline" not in sheet.known:
        sheet.given("baseline", "baseline", terms.baseline or ZERO)
    growth = sheet.work_out("growth", "growth over the baseline", "(base - baseline) / baseline")
    tier = tier_reached(growth, terms.tiers, exceeds=terms.exceeds)
    if tier is None or tier.rate is None:
        return "0"
    if terms.growth_on is GrowthOn.SLICES:
        return _growth_by_slices(base, terms, sheet)
    sheet.given("threshold", "growth of the tier reached", tier.start)
    sheet.given("rate", "rate of the tier reached", tier.rate)
    return "(base - baseline) * rate" if terms.growth_on is GrowthOn.INCREASE else "base * rate"


def _growth_by_slices(base: Base, terms: RebateAgreement, sheet: Calculation) -> str:
    """Each slice of the increase at the rate of its own tier; what lies below the first tier earns nothing."""
    parts = []
    for number, tier in enumerate(terms.tiers, start=1):
        start = sheet.known["baseline"] * (1 + tier.start)
        if base.amount <= start:
            break
        sheet.given(f"from_{number}", f"growth at which tier {number} starts", tier.start)
        sheet.given(f"rate_{number}", f"rate of tier {number}", tier.rate or ZERO)
        top = "base"
        if tier.end is not None:
            sheet.given(f"to_{number}", f"growth at which tier {number} ends", tier.end)
            top = f"min(base, baseline * (1 + to_{number}))"
        formula = f"({top} - baseline * (1 + from_{number})) * rate_{number}"
        sheet.work_out(f"part_{number}", f"earned in tier {number}", formula)
        parts.append(f"part_{number}")
    return " + ".join(parts) or "0"


def _per_unit(base: Base, terms: RebateAgreement, sheet: Calculation) -> str:
    tier = tier_reached(base.units, terms.tiers, exceeds=terms.exceeds)
    if tier is None or tier.amount is None:
        return "0"
    sheet.given("per_unit", "per unit", tier.amount)
    if terms.rounding is Rounding.HALF_UP_PER_LINE:
        return _by_line(base.pieces, tier.amount, terms, sheet)
    return "units * per_unit"


def _fixed(base: Base, terms: RebateAgreement, sheet: Calculation) -> str:
    tier = tier_reached(base.amount, terms.tiers, exceeds=terms.exceeds)
    if tier is None or tier.amount is None:
        return "0"
    sheet.given("threshold", "condition that is met", tier.start)
    sheet.given("lump", "amount agreed", tier.amount)
    if base.share_of_period != 1:
        sheet.given("share_of_period", "share of the period that lies in the term", base.share_of_period)
        return "lump * share_of_period"
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
    reached = [n for n, g in enumerate(terms.required_groups, start=1) if _reaches(base, g)]
    if terms.grading is Grading.BY_GROUP:
        if not reached:
            return "0"
        sheet.given("rate", "rate", terms.tiers[0].rate or ZERO)
        return f"({' + '.join(f'group_{n}' for n in reached)}) * rate"
    needed = terms.required_count or len(terms.required_groups)
    if terms.grading is Grading.ALL_OR_NOTHING:
        sheet.given("groups_needed", "groups that must reach their minimum", needed)
    sheet.given("groups_reached", "groups that reach it", len(reached))
    if terms.grading is Grading.BY_COUNT:
        tier = tier_reached(Decimal(len(reached)), terms.tiers)
    else:
        tier = terms.tiers[0] if len(reached) >= needed else None
    if tier is None:
        return "0"
    sheet.given("rate", "rate", tier.rate or ZERO)
    return "base * rate"


def _reaches(base: Base, wanted: GroupMinimum) -> bool:
    """True where a group comes to its minimum and lies within the bounds of its share."""
    bought = base.groups.get(wanted.group, ZERO)
    share = bought / base.amount if base.amount > 0 else ZERO
    return (
        bought >= wanted.minimum
        and (wanted.least_share is None or share >= wanted.least_share)
        and (wanted.most_share is None or share <= wanted.most_share)
    )


def _ship_and_debit(base: Base, terms: RebateAgreement, sheet: Calculation) -> str:
    per_unit = (terms.list_price or ZERO) - (terms.special_price or ZERO)
    sheet.given("list_price", "list price", terms.list_price or ZERO)
    sheet.given("special_price", "special price", terms.special_price or ZERO)
    if terms.rounding is Rounding.HALF_UP_PER_LINE:
        return _by_line(base.pieces, per_unit, terms, sheet)
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
