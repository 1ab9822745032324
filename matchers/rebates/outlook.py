"""Where an agreement stands on its way: the next tier and what one more unit is worth, and what to accrue until the tier is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from facts.rebates import GrowthOn, Measure, Mechanism, RebateAgreement, Rounding, Tier
from matchers.calculation import Calculation
from matchers.rebates.mechanisms import ZERO, Base, earned, tier_reached
from matchers.rebates.payout import rounded
from matchers.rebates.periods import Stretch

NEAR: Final = Decimal("0.02")
"""A base within this share of a threshold that works back to unit one is worth a look: one return flips it (domain.md 4.2)."""
RATE_DIGITS: Final = 12
"""Digits to which the rate of an accrual is told; amounts are worked out from the exact one."""
_BY_TIER: Final = frozenset({Mechanism.RETROACTIVE, Mechanism.INCREMENTAL, Mechanism.FIXED, Mechanism.GROWTH})


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a base is: the tier it stands in, the next one, what is missing to it and what reaching it adds at once.

    `worth_of_one_more` is what one more unit of the measure (one unit of the currency, or one piece) earns from here. `near` says that
    the base lies within a share (2 %) of a threshold whose rate holds for the whole base, on either side: one return flips it.
    """

    reached: Tier | None
    following: Tier | None
    missing: Decimal
    gain: Decimal
    worth_of_one_more: Decimal
    near: bool


def progress(agreement: RebateAgreement, base: Decimal, *, within: Decimal = NEAR, worth_per_unit: Decimal = Decimal(1)) -> Progress:
    """The progress of a base in the agreement's measure; for mechanisms without tiers on the base only what one more unit is worth.

    `within` is the share of a threshold that counts as near, `worth_per_unit` what a piece is worth where pieces are counted.
    """

    def pays(at: Decimal) -> Decimal:
        return _earned(agreement, at, worth_per_unit)

    one_more = pays(base + 1) - pays(base)
    if agreement.mechanism not in _BY_TIER:
        return Progress(None, None, ZERO, ZERO, one_more, near=False)
    thresholds = [(_threshold(agreement, t), t) for t in agreement.tiers]
    reached = tier_reached(base, [_at(start) for start, _ in thresholds], exceeds=agreement.exceeds)
    standing = next((t for start, t in thresholds if reached is not None and start == reached.start), None)
    near = _is_near(agreement, base, [s for s, _ in thresholds], within)
    ahead = [(start, t) for start, t in thresholds if base < start or (agreement.exceeds and base == start)]
    if not ahead:
        return Progress(standing, None, ZERO, ZERO, one_more, near)
    start, following = ahead[0]
    return Progress(standing, following, start - base, pays(start) - pays(base), one_more, near)


@dataclass(frozen=True, slots=True)
class Month:
    """A month of a period: what it adds to the base, and what the period pays up to its end."""

    stretch: Stretch
    base: Decimal
    earned_to_date: Decimal


@dataclass(frozen=True, slots=True)
class Accrual:
    """What is set aside in a month: `amount` is what is booked in it, `to_date` the sum so far.

    `true_up` corrects what was booked before at another rate; `claw_back` is the part of it that is taken back (0 or less).
    """

    period: Stretch
    base: Decimal
    rate: Decimal
    amount: Decimal
    true_up: Decimal
    to_date: Decimal

    @property
    def claw_back(self) -> Decimal:
        """What was accrued before and is not owed any more: a forecast tier that was lost."""
        return min(self.true_up, ZERO)


def accruals(
    agreement: RebateAgreement,
    period: Stretch,
    months: Sequence[Month],
    plan: Decimal | None = None,
    *,
    worth_per_unit: Decimal = Decimal(1),
    as_of: date | None = None,
) -> list[Accrual]:
    """Accruals of a period month by month at the rate that it is forecast to reach, with the correction of what was booked before.

    `plan` is the base expected for the period; without one it is the run-rate so far, of a month that runs its days up to `as_of`. The
    forecast rate is what the forecast base would earn, divided by it. What was accrued at another rate before is corrected in the month
    in which the forecast changes, so that the sum to date is always forecast rate times base to date. What does not go by tiers of its
    base is accrued as it is earned, and so is the last month of the period: once it is over nothing is forecast.
    """
    made: list[Accrual] = []
    so_far = booked = ZERO
    for month in months:
        so_far += month.base
        last = month.stretch.end if as_of is None else min(month.stretch.end, as_of)
        passed = Decimal(Stretch(period.start, last).days)
        over = last >= period.end
        if agreement.mechanism in _BY_TIER and not over:
            forecast = max(plan if plan is not None else so_far * period.days / passed, so_far)
            whole = _earned(agreement, forecast, worth_per_unit) if forecast > 0 else ZERO
            rate = round(whole / forecast, RATE_DIGITS) if forecast > 0 else ZERO
            to_date = rounded(whole * so_far / forecast, agreement) if forecast > 0 else ZERO
        else:
            to_date = month.earned_to_date
            rate = round(to_date / so_far, RATE_DIGITS) if so_far > 0 else ZERO
        own = rounded(rate * month.base, agreement)
        made.append(Accrual(month.stretch, month.base, rate, to_date - booked, to_date - booked - own, to_date))
        booked = to_date
    return made


def claim_lapses_on(agreement: RebateAgreement, period: Stretch) -> date | None:
    """The last day on which a claim for a period may be filed; None where the agreement sets none."""
    days = agreement.claim_deadline_days
    return None if days is None else date.fromordinal(period.end.toordinal() + days)


def _earned(agreement: RebateAgreement, base: Decimal, worth_per_unit: Decimal = Decimal(1)) -> Decimal:
    """What a base would earn within the bounds, by the mechanism alone; unrounded."""
    sheet = Calculation()
    sheet.given("base", "base", base)
    for name in ("units", "premium_base", "full_pallet_base", *(f"group_{n}" for n in range(1, len(agreement.required_groups) + 1))):
        sheet.given(name, name.replace("_", " "), base)
    once = replace(agreement, rounding=Rounding.HALF_UP)
    groups = {g.group: base for g in agreement.required_groups}
    value = base * worth_per_unit if agreement.measure is not Measure.VALUE else base
    amount = earned(Base(base, base, value, base, base, groups), once, sheet)
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


def _is_near(agreement: RebateAgreement, base: Decimal, thresholds: Sequence[Decimal], within: Decimal) -> bool:
    if agreement.mechanism is Mechanism.INCREMENTAL or agreement.growth_on is GrowthOn.SLICES:
        return False
    return any(start > 0 and abs(base - start) <= start * within for start in thresholds)
