"""How a claimed amount may have come about: wrong readings of the contract, each a named mistake that may explain it to the cent."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

import polars as pl

from facts.rebates import Basis, Fullness, GrowthOn, Measure, Mechanism, RebateAgreement, ReturnsIn, Tier, UnusableAgreementError
from matchers.rebates.payout import payout_of
from matchers.rebates.periods import Stretch

AFTER: Final = timedelta(days=92)
"""How far beyond a period sales are looked for that a claim may have taken in: a quarter."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """A reading of the contract that is wrong, by its reason in findings, and what it says in a sentence. `fraud`: a check of claims."""

    reason: str
    sentence: str
    fraud: bool = False


@dataclass(frozen=True, slots=True)
class Misread:
    """What a mistake would pay."""

    mistake: Mistake
    amount: Decimal


Reader = Callable[[RebateAgreement, Stretch, pl.DataFrame, Mapping[str, Decimal]], Decimal | None]


def explained(terms: RebateAgreement, period: Stretch, rows: pl.DataFrame, off: Mapping[str, Decimal], claimed: Decimal) -> Mistake | None:
    """The first mistake that gives just the claimed amount; None where none does."""
    return next((m.mistake for m in misreadings(terms, period, rows, off) if m.amount == claimed), None)


def misreadings(terms: RebateAgreement, period: Stretch, rows: pl.DataFrame, off: Mapping[str, Decimal]) -> Iterator[Misread]:
    """What the usual mistakes would pay, those that fit the mechanism."""
    for mistake, reader in MISTAKES:
        try:
            amount = reader(terms, period, rows, off)
        except UnusableAgreementError:
            # read so, the contract could not be computed at all: nobody claimed by it
            continue
        if amount is not None:
            yield Misread(mistake, amount)


def _without_returns(terms: RebateAgreement, period: Stretch, rows: pl.DataFrame, off: Mapping[str, Decimal]) -> Decimal | None:
    return payout_of(terms, period, rows.filter(~pl.col("is_return")), off=off).amount


def _returns_not_yet_known(terms: RebateAgreement, period: Stretch, rows: pl.DataFrame, off: Mapping[str, Decimal]) -> Decimal | None:
    return payout_of(replace(terms, returns_in=ReturnsIn.TERM_OF_RETURN), period, rows, off=off).amount


def _with_excluded(terms: RebateAgreement, period: Stretch, rows: pl.DataFrame, off: Mapping[str, Decimal]) -> Decimal | None:
    if not (terms.excluded_skus or terms.included_skus or terms.excluded_groups or terms.included_groups):
        return None
    none: frozenset[str] = frozenset()
    every = replace(terms, excluded_skus=none, included_skus=none, excluded_groups=none, included_groups=none)
    return payout_of(every, period, rows, off=off).amount


def _without_bounds(terms: RebateAgreement, period: Stretch, rows: pl.DataFrame, off: Mapping[str, Decimal]) -> Decimal | None:
    return None if terms.cap is None else payout_of(replace(terms, cap=None), period, rows, off=off).amount


def _below_minimum(terms: RebateAgreement, period: Stretch, rows: pl.DataFrame, off: Mapping[str, Decimal]) -> Decimal | None:
    return None if terms.minimum_payout is None else payout_of(replace(terms, minimum_payout=None), period, rows, off=off).amount


def _not_net_of_others(terms: RebateAgreement, period: Stretch, rows: pl.DataFrame, off: Mapping[str, Decimal]) -> Decimal | None:
    return payout_of(terms, period, rows).amount if off else None


def _whole_base(terms: RebateAgreement, period: Stretch, rows: pl.DataFrame, off: Mapping[str, Decimal]) -> Decimal | None:
    if terms.mechanism is not Mechanism.INCREMENTAL:
        return None
    return payout_of(replace(terms, mechanism=Mechanism.RETROACTIVE), period, rows, off=off).amount


def _next_tier(terms: RebateAgreement, period: Stretch, rows: pl.DataFrame, off: Mapping[str, Decimal]) -> Decimal | None:
    """As if the tier above had been reached."""
    if terms.mechanism not in {Mechanism.RETROACTIVE, Mechanism.GROWTH, Mechanism.FIXED} or not terms.tiers:
        return None
    base = payout_of(terms, period, rows, off=off).base
    at = base if terms.mechanism is not Mechanism.GROWTH else (base - (terms.baseline or base)) / (terms.baseline or Decimal(1))
    ahead = [t for t in terms.tiers if t.start > at]
    if not ahead:
        return None
    lowered = (Tier(Decimal(-1) if terms.mechanism is Mechanism.GROWTH else Decimal(0), None, ahead[0].rate, ahead[0].amount),)
    return payout_of(replace(terms, tiers=lowered), period, rows, off=off).amount


def _gross(terms: RebateAgreement, period: Stretch, rows: pl.DataFrame, off: Mapping[str, Decimal]) -> Decimal | None:
    if terms.basis is Basis.GROSS or terms.measure is not Measure.VALUE:
        return None
    return payout_of(replace(terms, basis=Basis.GROSS), period, rows, off=off).amount


def _whole_growth(terms: RebateAgreement, period: Stretch, rows: pl.DataFrame, off: Mapping[str, Decimal]) -> Decimal | None:
    if terms.mechanism is not Mechanism.GROWTH or terms.growth_on is GrowthOn.BASE:
        return None
    return payout_of(replace(terms, growth_on=GrowthOn.BASE), period, rows, off=off).amount


def _reached_by_equal(terms: RebateAgreement, period: Stretch, rows: pl.DataFrame, off: Mapping[str, Decimal]) -> Decimal | None:
    return payout_of(replace(terms, exceeds=False), period, rows, off=off).amount if terms.exceeds else None


def _all_order_lines(terms: RebateAgreement, period: Stretch, rows: pl.DataFrame, off: Mapping[str, Decimal]) -> Decimal | None:
    if terms.mechanism is not Mechanism.LOGISTICS:
        return None
    return payout_of(replace(terms, pallet_quantity=1, fullness=Fullness.WHOLE_LINES), period, rows, off=off).amount


def _condition_ignored(terms: RebateAgreement, period: Stretch, rows: pl.DataFrame, off: Mapping[str, Decimal]) -> Decimal | None:
    match terms.mechanism:
        case Mechanism.UPSELL:
            return payout_of(replace(terms, share=Decimal(0)), period, rows, off=off).amount
        case Mechanism.CROSS_SELL:
            free = tuple(replace(g, minimum=Decimal(0)) for g in terms.required_groups)
            return payout_of(replace(terms, required_groups=free), period, rows, off=off).amount
        case _:
            return None


def _beyond_the_period(terms: RebateAgreement, period: Stretch, rows: pl.DataFrame, off: Mapping[str, Decimal]) -> Decimal | None:
    """Sales after the period taken in, month by month until a quarter after its end."""
    longer = replace(terms, ends_on=_after(terms.ends_on))
    return payout_of(longer, Stretch(period.start, _after(period.end)), rows, off=off).amount


def _after(day: date) -> date:
    return day + AFTER


MISTAKES: Final[tuple[tuple[Mistake, Reader], ...]] = (
    (Mistake("returns_not_netted", "returned units were not deducted"), _without_returns),
    (Mistake("returns_not_netted", "returns after the period were not counted with the sales they undo"), _returns_not_yet_known),
    (Mistake("ineligible_item", "items that the contract excludes are in the claimed base", fraud=True), _with_excluded),
    (Mistake("cap_ignored", "the payout is claimed beyond the cap"), _without_bounds),
    (Mistake("below_minimum_payout", "below the minimum payout nothing is due"), _below_minimum),
    (Mistake("stacking_base", "the base is not reduced by the rebate of the other agreement"), _not_net_of_others),
    (Mistake("mechanism_misapplied", "the rate of the top tier is applied to the whole base of an incremental agreement"), _whole_base),
    (Mistake("gross_base", "the base is taken gross, net is agreed"), _gross),
    (Mistake("mechanism_misapplied", "the rate is applied to the whole base, the increase alone earns"), _whole_growth),
    (Mistake("tier_not_reached", "the threshold must be exceeded and is only reached"), _reached_by_equal),
    (Mistake("tier_not_reached", "the rate of a tier is claimed that the base does not reach"), _next_tier),
    (Mistake("not_full_pallets", "all orders are claimed, though only full pallets qualify"), _all_order_lines),
    (Mistake("condition_not_met", "the condition of the agreement is not met"), _condition_ignored),
    (Mistake("outside_period", "sales after the period are in the claimed base", fraud=True), _beyond_the_period),
)
"""Mistakes in the order in which they are tried."""
