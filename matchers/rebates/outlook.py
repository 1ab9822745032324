"""Where an agreement stands on its way: the next tier and what one more unit is worth, and what to accrue until the tier is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from facts.rebates import Mechanism, RebateAgreement, Tier
from matchers.calculation import Calculation
from matchers.rebates.mechanisms import ZERO, Base, earned, tier_reached
from matchers.rebates.payout import rounded
from matchers.rebates.periods import Stretch

NEAR: Final = Decimal("0.02")
"""A base within this share of a threshold that works back to unit one is worth a look: one return flips it (domain.md 4.2)."""
_BY_TIER: Final = frozenset({Mechanism.RETROACTIVE, Mechanism.INCREMENTAL, Mechanism.FIXED, Mechanism.GROWTH})


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a base is: the tier it stands in, the next one, what is missing to it and what reaching it adds at once.

    `worth_of_one_more` is what one more unit of the measure (one unit of the currency, or one piece) earns from here. `near` says that
    the base lies within 2 % of a threshold whose rate holds for the whole base, on either side.
    """

    reached: Tier | None
    following: Tier | None
    missing: Decimal
    gain: Decimal
    worth_of_one_more: Decimal
    near: bool


def progress(agreement: RebateAgreement, base: Decimal) -> Progress:
    """The progress of a base in the agreement's measure; for mechanisms without tiers on the base only what one more unit is worth."""
    one_more = _earned(agreement, base + 1) - _earned(agreement, base)
    if agreement.mechanism not in _BY_TIER:
        return Progress(None, None, ZERO, ZERO, one_more, near=False)
    thresholds = [(_threshold(agreement, t), t) for t in agreement.tiers]
    reached = tier_reached(base, [_at(start) for start, _ in thresholds], exceeds=agreement.exceeds)
    standing = next((t for start, t in thresholds if reached is not None and start == reached.start), None)
    ahead = [(start, t) for start, t in thresholds if base < start or (agreement.exceeds and base == start)]
    if not ahead:
        return Progress(standing, None, ZERO, ZERO, one_more, near=_is_near(agreement, base, [s for s, _ in thresholds]))
    start, following = ahead[0]
    gain = _earned(agreement, start) - _earned(agreement, base)
    return Progress(standing, following, start - base, gain, one_more, near=_is_near(agreement, base, [s for s, _ in thresholds]))


@dataclass(frozen=True, slots=True)
class Accrual:
    """What is set aside for a period: `amount` is what is booked in it, `to_date` the sum so far, `true_up` what corrects earlier ones."""

    period: Stretch
    base: Decimal
    rate: Decimal
    amount: Decimal
    true_up: Decimal
    to_date: Decimal


def accruals(agreement: RebateAgreement, months: Sequence[tuple[Stretch, Decimal]], plan: Decimal | None = None) -> list[Accrual]:
    """Accruals month by month at the rate that the whole term is forecast to reach, with the correction of what was booked before.

    `months` gives the base of each month, `plan` the base expected for the term; without one it is the run-rate so far. The forecast
    rate is what the forecast base would earn, divided by it. What was accrued at another rate before is corrected in the month in
    which the forecast changes, so that the sum to date is always forecast rate times base to date.
    """
    made: list[Accrual] = []
    so_far = booked = ZERO
    term_days = Decimal((agreement.ends_on - agreement.starts_on).days + 1)
    for month, base in months:
        so_far += base
        passed = Decimal((min(month.end, agreement.ends_on) - agreement.starts_on).days + 1)
        forecast = max(plan if plan is not None else so_far * term_days / passed, so_far)
        rate = _earned(agreement, forecast) / forecast if forecast > 0 else ZERO
        to_date = rounded(rate * so_far, agreement)
        own = rounded(rate * base, agreement)
        made.append(Accrual(month, base, rate, to_date - booked, to_date - booked - own, to_date))
        booked = to_date
    return made


def claim_lapses_on(agreement: RebateAgreement, period: Stretch) -> date | None:
    """The last day on which a claim for a period may be filed; None where the agreement sets none."""
    days = agreement.claim_deadline_days
    return None if days is None else date.fromordinal(period.end.toordinal() + days)


def _earned(agreement: RebateAgreement, base: Decimal) -> Decimal:
    """What a base would earn within the bounds, by the mechanism alone; unrounded."""
    sheet = Calculation()
    sheet.given("base", "base", base)
    sheet.given("units", "units", base)
    sheet.given("premium_base", "base of premium items", base)
    sheet.given("full_pallet_base", "base of full pallets", base)
    groups = {g.group: base for g in agreement.required_groups}
    amount = earned(Base(base, base, base, base, base, groups), agreement, sheet)
    if agreement.floor is not None and base > 0:
        amount = max(amount, agreement.floor)
    return amount if agreement.cap is None else min(amount, agreement.cap)


def _threshold(agreement: RebateAgreement, tier: Tier) -> Decimal:
    """Where a tier starts in the measure of the base; growth starts at a share above the baseline."""
    if agreement.mechanism is Mechanism.GROWTH and agreement.baseline is not None:
        return agreement.baseline * (1 + tier.start)
    return tier.start


def _at(start: Decimal) -> Tier:
    return Tier(start)


def _is_near(agreement: RebateAgreement, base: Decimal, thresholds: Sequence[Decimal]) -> bool:
    if agreement.mechanism is Mechanism.INCREMENTAL:
        return False
    return any(start > 0 and abs(base - start) <= start * NEAR for start in thresholds)
