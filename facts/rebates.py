"""A rebate agreement as both sides signed it: who pays whom, on what base, by which mechanism, within which bounds (domain.md 4.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Mechanism(StrEnum):
    """How a base becomes a rebate (domain.md 4.2)."""

    RETROACTIVE = "retroactive"
    """The rate of the tier that is reached holds for the whole base."""
    INCREMENTAL = "incremental"
    """Each part of the base earns the rate of the tier it lies in."""
    GROWTH = "growth"
    """Tiers are shares of growth over a baseline."""
    PER_UNIT = "per_unit"
    FIXED = "fixed"
    """A lump once a condition is met."""
    INCREMENT = "increment"
    """An amount for each full step beyond a target."""
    LINEAR = "linear"
    """The rate is interpolated between points."""
    UPSELL = "upsell"
    """Premium items earn once they make up a share of the base."""
    LOGISTICS = "logistics"
    """What was bought in full pallets, layers or trucks earns."""
    CROSS_SELL = "cross_sell"
    """Pays if enough product groups reach their minimum."""
    SHIP_AND_DEBIT = "ship_and_debit"
    """List price less special price for units sold to the named customer."""


class Basis(StrEnum):
    """Which amounts of a transaction count: after discounts and returns, or as invoiced."""

    NET = "net"
    GROSS = "gross"


class Measure(StrEnum):
    """What thresholds are counted in."""

    VALUE = "value"
    QUANTITY = "quantity"


class Period(StrEnum):
    """For how long a base is gathered before it begins anew."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    TERM = "term"


class GrowthOn(StrEnum):
    """What the rate of a growth tier is applied to."""

    BASE = "base"
    INCREASE = "increase"


class ReturnsIn(StrEnum):
    """When a return counts: with the sale that it undoes, or on its own day."""

    TERM_OF_SALE = "term_of_sale"
    TERM_OF_RETURN = "term_of_return"


class Fullness(StrEnum):
    """What a logistics rebate asks of a line: that it is full pallets and nothing else, or that it has some (those count)."""

    WHOLE_LINES = "whole_lines"
    FULL_PALLETS = "full_pallets"


class Rounding(StrEnum):
    """How a payout is rounded, once."""

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"


class UnusableAgreementError(ValueError):
    """The terms contradict each other or lack something that their mechanism needs; the message names it."""


@dataclass(frozen=True, slots=True)
class Tier:
    """From `start` (inclusive) to below `end` (None: no limit): a rate (0.03 is 3 %) or an amount in the agreement's currency.

    For growth, `start` and `end` are shares (0.05 is 5 %). For a linear rebate each tier is a point: at `start` the rate is `rate`.
    """

    start: Decimal
    end: Decimal | None = None
    rate: Decimal | None = None
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class GroupMinimum:
    """What a product group has to reach in a cross-sell agreement, in the measure of the agreement."""

    group: str
    minimum: Decimal


@dataclass(frozen=True, slots=True)
class RebateAgreement:
    """One version of an agreement. Amounts are decimals in `currency`, days are inclusive.

    Empty scopes mean all. `exceeds`: a base equal to a threshold does not reach it (the usual reading is that it does).
    `net_of` names agreements whose earnings of the same period come off this one's base before the rate. `required_count` of the
    `required_groups` must reach their minimum, None: all. `premium_skus` and `share` belong to upsell, `target` and `step` to
    increment, `pallet_quantity` and `fullness` to logistics, `list_price` and `special_price` to ship-and-debit. `carries` moves what
    is below the minimum payout to the next period instead of dropping it. `claim_deadline_days` after the end of the period claims
    lapse. Raises UnusableAgreementError for terms that do not fit the mechanism.
    """

    number: str
    payer: str
    earner: str
    starts_on: date
    ends_on: date
    currency: str
    mechanism: Mechanism
    tiers: tuple[Tier, ...] = ()
    version: int = 1
    basis: Basis = Basis.NET
    measure: Measure = Measure.VALUE
    period: Period = Period.TERM
    customers: tuple[str, ...] = ()
    included_skus: frozenset[str] = frozenset()
    excluded_skus: frozenset[str] = frozenset()
    included_groups: frozenset[str] = frozenset()
    excluded_groups: frozenset[str] = frozenset()
    exceeds: bool = False
    baseline: Decimal | None = None
    growth_on: GrowthOn = GrowthOn.INCREASE
    premium_skus: frozenset[str] = frozenset()
    share: Decimal | None = None
    target: Decimal = Decimal(0)
    step: Decimal | None = None
    pallet_quantity: int | None = None
    fullness: Fullness = Fullness.WHOLE_LINES
    required_groups: tuple[GroupMinimum, ...] = ()
    required_count: int | None = None
    list_price: Decimal | None = None
    special_price: Decimal | None = None
    net_of: tuple[str, ...] = ()
    cap: Decimal | None = None
    floor: Decimal | None = None
    minimum_payout: Decimal | None = None
    carries: bool = False
    claim_deadline_days: int | None = None
    returns_in: ReturnsIn = ReturnsIn.TERM_OF_SALE
    rounding: Rounding = Rounding.HALF_UP

    def __post_init__(self) -> None:
        problem = _problem(self)
        if problem:
            raise UnusableAgreementError(f"agreement {self.number}: {problem}")


_NEEDS_TIERS = frozenset({Mechanism.RETROACTIVE, Mechanism.INCREMENTAL, Mechanism.GROWTH, Mechanism.LINEAR})


def _problem(terms: RebateAgreement) -> str:
    """What does not fit; empty where the terms can be computed."""
    if terms.ends_on < terms.starts_on:
        return f"it ends on {terms.ends_on}, before it starts on {terms.starts_on}"
    if terms.cap is not None and terms.floor is not None and terms.floor > terms.cap:
        return f"its floor of {terms.floor} lies above its cap of {terms.cap}"
    if terms.number in terms.net_of:
        return "its base is net of its own rebate"
    return _problem_of_tiers(terms) or _problem_of_mechanism(terms)


def _problem_of_tiers(terms: RebateAgreement) -> str:
    if terms.mechanism in _NEEDS_TIERS and not terms.tiers:
        return f"a {terms.mechanism} rebate needs tiers"
    for lower, upper in zip(terms.tiers, terms.tiers[1:], strict=False):
        if upper.start <= lower.start:
            return f"its tiers do not rise: {lower.start} is followed by {upper.start}"
        if lower.end is not None and lower.end != upper.start:
            return f"its tiers leave a gap or overlap: one ends at {lower.end}, the next starts at {upper.start}"
    counted = terms.mechanism in {Mechanism.RETROACTIVE, Mechanism.INCREMENTAL} and terms.measure is Measure.QUANTITY
    if terms.mechanism in _NEEDS_TIERS and any(t.rate is None and not (counted and t.amount is not None) for t in terms.tiers):
        return "a tier has no rate"
    if terms.mechanism is Mechanism.INCREMENTAL and terms.measure is Measure.QUANTITY and any(t.amount is None for t in terms.tiers):
        return "tiers of units that are paid part by part need an amount per unit"
    return ""


def _problem_of_mechanism(terms: RebateAgreement) -> str:
    match terms.mechanism:
        case Mechanism.GROWTH if terms.baseline is None or terms.baseline <= 0:
            return "growth cannot be computed without a baseline above 0"
        case Mechanism.PER_UNIT | Mechanism.FIXED if not terms.tiers or any(t.amount is None for t in terms.tiers):
            return f"a {terms.mechanism} rebate needs an amount"
        case Mechanism.INCREMENT if terms.step is None or terms.step <= 0 or not terms.tiers or terms.tiers[0].amount is None:
            return "a rebate per increment needs a step above 0 and an amount"
        case Mechanism.UPSELL if not terms.premium_skus or terms.share is None or not terms.tiers or terms.tiers[0].rate is None:
            return "an upsell rebate needs its premium items, their share and a rate"
        case Mechanism.LOGISTICS if not terms.pallet_quantity or not terms.tiers or terms.tiers[0].rate is None:
            return "a logistics rebate needs the quantity of a full pallet and a rate"
        case Mechanism.CROSS_SELL if not terms.required_groups or not terms.tiers or terms.tiers[0].rate is None:
            return "a cross-sell rebate needs its groups and a rate"
        case Mechanism.SHIP_AND_DEBIT if terms.list_price is None or terms.special_price is None:
            return "ship-and-debit needs the list price and the special price"
        case _:
            return ""
