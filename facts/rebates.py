"""A rebate agreement as both sides signed it: who pays whom, on what base, by which mechanism, within which bounds (domain.md 4.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from facts.fiscal import FiscalCalendar


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
    WEIGHT = "weight"
    """Kilograms, by the weights of the catalogue."""
    PALLETS = "pallets"
    """Pallets of the size that the catalogue states; what fills a part of one counts as that part."""


class Period(StrEnum):
    """For how long a base is gathered before it begins anew."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"
    TERM = "term"


class PeriodsFrom(StrEnum):
    """Where months, quarters and years begin: as in the calendar, or on the first day of the agreement (contract years)."""

    CALENDAR = "calendar"
    START = "start"


class GrowthOn(StrEnum):
    """What the rate of a growth tier is applied to: the whole base, all of the increase, or each slice of it at its own rate."""

    BASE = "base"
    INCREASE = "increase"
    SLICES = "slices"


class ReturnsIn(StrEnum):
    """When a return counts: with the sale that it undoes, on its own day, or never, as where the base is what was invoiced."""

    TERM_OF_SALE = "term_of_sale"
    TERM_OF_RETURN = "term_of_return"
    NEVER = "never"


class Fullness(StrEnum):
    """What a logistics rebate asks of a line: that it is full pallets and nothing else, or that it has some (those count)."""

    WHOLE_LINES = "whole_lines"
    FULL_PALLETS = "full_pallets"
    FILLED = "filled"
    """All of it counts where the pallets, layers or trucks that it takes are filled to a share of their room."""


class LoadOf(StrEnum):
    """What is tested for full loads: a line of an order, all lines of an order together, or what came in one delivery."""

    ORDER_LINE = "order_line"
    ORDER = "order"
    DELIVERY = "delivery"


class Grading(StrEnum):
    """How a mix of product groups pays: all or nothing, each group that reaches its minimum for itself, or by how many reach it."""

    ALL_OR_NOTHING = "all_or_nothing"
    BY_GROUP = "by_group"
    BY_COUNT = "by_count"


class RateOn(StrEnum):
    """Which rate turns another currency into the agreement's: that of the invoice's day, the average of its month, or an agreed one."""

    INVOICE_DAY = "invoice_day"
    MONTH_AVERAGE = "month_average"
    FIXED = "fixed"


class CapOver(StrEnum):
    """What a cap holds for: each period, or everything that is paid over the term."""

    PERIOD = "period"
    TERM = "term"


class Rounding(StrEnum):
    """How a payout is rounded: once, or the rate on each transaction before they are summed."""

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"
    HALF_UP_PER_LINE = "half_up_per_line"


class UnusableAgreementError(ValueError):
    """The terms contradict each other or lack something that their mechanism needs; the message names it."""


class ProofMissingError(UnusableAgreementError):
    """The agreement pays on what is proven to have gone to whom it names, and no sale at hand proves that."""


@dataclass(frozen=True, slots=True)
class Tier:
    """From `start` (inclusive) to below `end` (None: no limit): a rate (0.03 is 3 %) or an amount in the agreement's currency.

    For growth, `start` and `end` are shares (0.05 is 5 %). For a linear rebate each tier is a point: at `start` the rate is `rate`. For a
    mix that pays by the count of groups, `start` is that count.
    """

    start: Decimal
    end: Decimal | None = None
    rate: Decimal | None = None
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class GroupMinimum:
    """What a product group has to reach in a cross-sell agreement, in the measure of the agreement.

    `least_share` and `most_share` bound its share of the base, both inclusive; None: no bound.
    """

    group: str
    minimum: Decimal = Decimal(0)
    least_share: Decimal | None = None
    most_share: Decimal | None = None


@dataclass(frozen=True, slots=True)
class FixedRate:
    """An agreed rate: one unit of `currency` is `rate` units of the agreement's currency."""

    currency: str
    rate: Decimal


@dataclass(frozen=True, slots=True)
class RebateAgreement:
    """One version of an agreement. Amounts are decimals in `currency`, days are inclusive.

    Empty scopes mean all. `exceeds`: a base equal to a threshold does not reach it (the usual reading is that it does). Months, quarters
    and years are those of `calendar` (weeks), else begin as `periods_from` says.

    What comes off: `net_of` names agreements whose earnings of the same period come off this one's base before the rate,
    `net_of_unnamed` says that others do without naming them (no order, so nothing is computed), `consumed_by` names agreements whose
    transactions are used up and do not count here again.

    By mechanism: `required_count` of the `required_groups` must reach their minimum, None: all, and pay by `grading`; `premium_skus` and
    `share` belong to upsell, `target` and `step` to increment, `pallet_quantity`, `fullness`, `load_of` and `least_fill` (a share) to
    logistics; `list_price`, `special_price`, `end_customers` and `approval_number` to ship-and-debit, where a sale counts once it is
    proven by customer and number. A growth baseline is `baseline`, or with `baseline_of_last_year` what the same scope and days of the
    year before came to.

    Bounds: `cap` holds for `cap_over`; `carries` moves what is below the minimum payout to the next period instead of dropping it;
    `pro_rated` shortens a lump in a period that the term cuts. `claim_deadline_days` after the end of the period claims lapse.
    Money: `rate_on` and `fixed_rates` say how other currencies count, `payment_currency` what is paid in (empty: `currency`),
    `payment_days` within how many days of a claim. `planned_base` is what the base of a whole period is expected to come to: accruals go
    by it, payouts do not.
    `signed_on` is the day of the last signature. Raises UnusableAgreementError for terms that do not fit the mechanism.
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
    calendar: FiscalCalendar | None = None
    periods_from: PeriodsFrom = PeriodsFrom.CALENDAR
    net_of_unnamed: bool = False
    consumed_by: tuple[str, ...] = ()
    grading: Grading = Grading.ALL_OR_NOTHING
    load_of: LoadOf = LoadOf.ORDER_LINE
    least_fill: Decimal | None = None
    end_customers: tuple[str, ...] = ()
    approval_number: str = ""
    baseline_of_last_year: bool = False
    cap_over: CapOver = CapOver.PERIOD
    pro_rated: bool = False
    rate_on: RateOn | None = None
    fixed_rates: tuple[FixedRate, ...] = ()
    payment_currency: str = ""
    signed_on: date | None = None
    territories: frozenset[str] = frozenset()
    planned_base: Decimal | None = None
    payment_days: int | None = None

    def __post_init__(self) -> None:
        problem = _problem(self)
        if problem:
            raise UnusableAgreementError(f"agreement {self.number}: {problem}")


_BY_LINE = frozenset({Mechanism.RETROACTIVE, Mechanism.PER_UNIT, Mechanism.SHIP_AND_DEBIT})
_BY_CATALOGUE = frozenset(
    {Mechanism.RETROACTIVE, Mechanism.INCREMENTAL, Mechanism.PER_UNIT, Mechanism.FIXED, Mechanism.GROWTH, Mechanism.INCREMENT}
)
_NEEDS_TIERS = frozenset({Mechanism.RETROACTIVE, Mechanism.INCREMENTAL, Mechanism.GROWTH, Mechanism.LINEAR})


def _problem(terms: RebateAgreement) -> str:
    """What does not fit; empty where the terms can be computed."""
    if terms.ends_on < terms.starts_on:
        return f"it ends on {terms.ends_on}, before it starts on {terms.starts_on}"
    if terms.cap is not None and terms.floor is not None and terms.floor > terms.cap:
        return f"its floor of {terms.floor} lies above its cap of {terms.cap}"
    if terms.number in terms.net_of or terms.number in terms.consumed_by:
        return "its base is net of its own rebate"
    if terms.net_of_unnamed:
        return "its base is net of other rebates, but it does not say of which agreements and in which order"
    if terms.rate_on is RateOn.FIXED and not terms.fixed_rates:
        return "fixed exchange rates are agreed, but none is stated"
    if terms.rounding is Rounding.HALF_UP_PER_LINE and terms.mechanism not in _BY_LINE:
        return f"a {terms.mechanism} rebate cannot be rounded transaction by transaction"
    if terms.rounding is Rounding.HALF_UP_PER_LINE and terms.net_of:
        return "a base net of other rebates cannot be rounded transaction by transaction"
    return _problem_of_tiers(terms) or _problem_of_mechanism(terms)


def _problem_of_tiers(terms: RebateAgreement) -> str:
    if terms.mechanism in _NEEDS_TIERS and not terms.tiers:
        return f"a {terms.mechanism} rebate needs tiers"
    for lower, upper in zip(terms.tiers, terms.tiers[1:], strict=False):
        if upper.start <= lower.start:
            return f"its tiers do not rise: {lower.start} is followed by {upper.start}"
        if lower.end is not None and lower.end != upper.start:
            return f"its tiers leave a gap or overlap: one ends at {lower.end}, the next starts at {upper.start}"
    counted = terms.mechanism in {Mechanism.RETROACTIVE, Mechanism.INCREMENTAL} and terms.measure is not Measure.VALUE
    if terms.mechanism in _NEEDS_TIERS and any(t.rate is None and not (counted and t.amount is not None) for t in terms.tiers):
        return "a tier has no rate"
    if terms.mechanism is Mechanism.INCREMENTAL and terms.measure is not Measure.VALUE and any(t.amount is None for t in terms.tiers):
        return "tiers of units that are paid part by part need an amount per unit"
    if terms.measure in {Measure.WEIGHT, Measure.PALLETS} and terms.mechanism not in _BY_CATALOGUE:
        return f"a {terms.mechanism} rebate cannot be counted in {'kilograms' if terms.measure is Measure.WEIGHT else 'pallets'}"
    return ""


def _problem_of_mechanism(terms: RebateAgreement) -> str:
    match terms.mechanism:
        case Mechanism.GROWTH if not terms.baseline_of_last_year and (terms.baseline is None or terms.baseline <= 0):
            return "growth cannot be computed without a baseline above 0"
        case Mechanism.PER_UNIT | Mechanism.FIXED if not terms.tiers or any(t.amount is None for t in terms.tiers):
            return f"a {terms.mechanism} rebate needs an amount"
        case Mechanism.INCREMENT if terms.step is None or terms.step <= 0 or not terms.tiers or terms.tiers[0].amount is None:
            return "a rebate per increment needs a step above 0 and an amount"
        case Mechanism.UPSELL if not terms.premium_skus or terms.share is None or not terms.tiers or terms.tiers[0].rate is None:
            return "an upsell rebate needs its premium items, their share and a rate"
        case Mechanism.LOGISTICS if not terms.pallet_quantity or not terms.tiers or terms.tiers[0].rate is None:
            return "a logistics rebate needs the quantity of a full pallet and a rate"
        case Mechanism.LOGISTICS if terms.fullness is Fullness.FILLED and not terms.least_fill:
            return "a logistics rebate on filled loads needs the share to which they must be filled"
        case Mechanism.CROSS_SELL | Mechanism.SHIP_AND_DEBIT:
            return _problem_of_condition(terms)
        case _:
            return ""


def _problem_of_condition(terms: RebateAgreement) -> str:
    if terms.mechanism is Mechanism.CROSS_SELL:
        if not terms.required_groups or not terms.tiers or terms.tiers[0].rate is None:
            return "a cross-sell rebate needs its groups and a rate"
        if terms.grading is Grading.BY_COUNT and any(t.rate is None for t in terms.tiers):
            return "a mix that pays by the count of groups needs a rate for each count"
        return ""
    if terms.list_price is None or terms.special_price is None:
        return "ship-and-debit needs the list price and the special price"
    if terms.special_price > terms.list_price:
        return f"its special price of {terms.special_price} lies above the list price of {terms.list_price}"
    return ""
