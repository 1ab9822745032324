"""What holds for every set of sales: order is nothing, months sum, rising rates favour the whole base, a return never raises a payout."""

import itertools
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facts.rebates import CapOver, Fullness, GroupMinimum, GrowthOn, Measure, Mechanism, Period, RebateAgreement, Tier
from matchers.rebates.dues import due_for
from matchers.rebates.outlook import Month, accruals, progress
from matchers.rebates.payout import payout_of
from matchers.rebates.periods import Stretch, months_of
from matchers.rebates.stacking import monthly, payouts, stack_of
from tests.rebates.claimed import books, claim, judged
from tests.rebates.sold import YEAR, agreement, sale, spread, transactions

WHOLE_YEAR = Stretch(*YEAR)
amounts = st.lists(st.decimals(min_value=1, max_value=90_000, places=2), min_size=1, max_size=12)
MECHANISMS = [
    agreement(),
    agreement(Mechanism.INCREMENTAL),
    agreement(Mechanism.GROWTH, baseline=Decimal(90_000), tiers=(Tier(Decimal("0.05"), None, Decimal("0.03")),)),
    agreement(
        Mechanism.GROWTH,
        baseline=Decimal(90_000),
        growth_on=GrowthOn.SLICES,
        tiers=(Tier(Decimal("0.05"), Decimal("0.1"), Decimal("0.03")), Tier(Decimal("0.1"), None, Decimal("0.05"))),
    ),
    agreement(Mechanism.PER_UNIT, measure=Measure.QUANTITY, tiers=(Tier(Decimal(0), amount=Decimal("0.35")),)),
]

CONDITIONAL = [
    agreement(Mechanism.FIXED, tiers=(Tier(Decimal(90_000), amount=Decimal(500)),)),
    agreement(Mechanism.INCREMENT, target=Decimal(50_000), step=Decimal(7_000), tiers=(Tier(Decimal(0), amount=Decimal(35)),)),
    agreement(Mechanism.LINEAR, tiers=(Tier(Decimal(0), rate=Decimal("0.01")), Tier(Decimal(400_000), rate=Decimal("0.04")))),
    agreement(Mechanism.UPSELL, premium_skus=frozenset({"BEST"}), share=Decimal("0.3"), tiers=(Tier(Decimal(0), rate=Decimal("0.05")),)),
    agreement(Mechanism.LOGISTICS, pallet_quantity=2, fullness=Fullness.FULL_PALLETS, tiers=(Tier(Decimal(0), rate=Decimal("0.02")),)),
    agreement(
        Mechanism.CROSS_SELL,
        required_groups=(GroupMinimum("pans", Decimal(20_000)), GroupMinimum("pots", Decimal(20_000))),
        tiers=(Tier(Decimal(0), rate=Decimal("0.03")),),
    ),
    agreement(Mechanism.SHIP_AND_DEBIT, list_price=Decimal(12), special_price=Decimal(9)),
]
"""The other mechanisms, which a return may help to: of what is left more may be premium."""


def assorted(amounts: list[Decimal]) -> list[dict[str, Any]]:
    """The same sales of two items in two groups, two or three at a time."""
    return [
        row | {"sku": ("BEST", "PLAIN")[n % 2], "product_group": ("pans", "pots")[n % 2], "quantity": 2 + n % 2}
        for n, row in enumerate(spread(amounts))
    ]


@given(sold=amounts, seed=st.integers(0, 99))
@settings(max_examples=12, deadline=None)
def test_the_order_of_rows_never_changes_a_payout(sold: list[Decimal], seed: int) -> None:
    rows = assorted(sold)
    mixed = rows.copy()
    Random(seed).shuffle(mixed)
    for terms in (*MECHANISMS, *CONDITIONAL):
        assert payout_of(terms, WHOLE_YEAR, transactions(rows)).amount == payout_of(terms, WHOLE_YEAR, transactions(mixed)).amount


@given(sold=amounts, seed=st.integers(0, 99))
@settings(max_examples=15, deadline=None)
def test_the_order_of_sales_and_claims_never_changes_a_verdict(sold: list[Decimal], seed: int) -> None:
    rows = spread(sold)
    made = [claim("C-1", "1200.00"), claim("C-2", "700.00", filed_on=date(2027, 1, 9)), claim("C-3", "700.00", filed_on=date(2027, 1, 9))]
    mixed = rows.copy()
    Random(seed).shuffle(mixed)

    def told(sales: list[dict[str, Any]]) -> list[tuple[str, str, Decimal | None]]:
        held = books([agreement()], sales, made)
        found = [judged(one, held) for one in made]
        return [(f.verdict.value, f.reason, f.calculation.known.get("value")) for f in found]

    assert told(rows) == told(mixed)


@given(asked=st.lists(st.tuples(st.integers(1, 2_000), st.integers(0, 9)), min_size=1, max_size=7))
@settings(max_examples=20, deadline=None)
def test_a_period_is_granted_once_to_the_cent_in_however_many_claims_corrections_and_repetitions(asked: list[tuple[int, int]]) -> None:
    """Each claim may name an earlier one that it corrects; what was corrected or only repeats another takes nothing."""
    made = [
        claim(f"C-{n}", f"{amount}.00", filed_on=date(2027, 1, 2 + n), replaces=f"C-{named}" if named < n else "")
        for n, (amount, named) in enumerate(asked)
    ]
    held = books([agreement()], [sale(1, "100000.00", date(2026, 2, 1))], made)
    found = [judged(one, held) for one in made]
    granted = sum(one.amount - told.calculation.known.get("value", Decimal(0)) for one, told in zip(made, found, strict=True))
    ended = {one.replaces for one in made}
    assert granted == min(Decimal(2_000), sum({one.amount for one in made if one.number not in ended}, Decimal(0)))


rising = st.lists(st.tuples(st.integers(1, 300_000), st.integers(1, 90)), min_size=1, max_size=5, unique_by=lambda t: t[0])


def tiers_of(steps: list[tuple[int, int]]) -> tuple[Tier, ...]:
    """Tiers that rise: thresholds in their order, each rate above the one before."""
    starts = [Decimal(0), *(Decimal(start) for start, _ in sorted(steps))]
    rates = itertools.accumulate((Decimal(more) / 1000 for _, more in steps), initial=Decimal(0))
    return tuple(Tier(start, end, rate) for start, end, rate in zip(starts, [*starts[1:], None], rates, strict=False))


@given(sold=amounts, steps=rising)
@settings(max_examples=25, deadline=None)
def test_incremental_never_exceeds_the_whole_base_whatever_tiers_rise(sold: list[Decimal], steps: list[tuple[int, int]]) -> None:
    rows, tiers = transactions(spread(sold)), tiers_of(steps)
    part = payout_of(agreement(Mechanism.INCREMENTAL, tiers=tiers), WHOLE_YEAR, rows).amount
    assert part <= payout_of(agreement(tiers=tiers), WHOLE_YEAR, rows).amount


@given(sold=amounts, steps=rising, cap=st.integers(1, 9_000))
@settings(max_examples=15, deadline=None)
def test_months_sum_to_the_year_with_bounds_carry_and_what_is_net_of_another(
    sold: list[Decimal], steps: list[tuple[int, int]], cap: int
) -> None:
    rows, tiers = transactions(spread(sold)), tiers_of(steps)
    first = agreement(Mechanism.INCREMENTAL, number="A-1", tiers=tiers, cap=Decimal(cap), period=Period.HALF_YEAR)
    second = agreement(number="A-2", tiers=tiers, net_of=("A-1",), minimum_payout=Decimal(50), carries=True, period=Period.QUARTER)
    stack = stack_of([first, second], rows)
    for terms in (first, second):
        made = stack.payouts(terms)
        for place, payout in enumerate(made):
            months = monthly(stack.interim(terms, payout.period, made[:place]))
            assert sum(amount for _, amount in months) == payout.amount


@given(sold=amounts, baseline=st.integers(1_000, 400_000))
@settings(max_examples=25, deadline=None)
def test_slices_of_growth_never_pay_more_than_the_rate_of_the_tier_reached(sold: list[Decimal], baseline: int) -> None:
    tiers = (Tier(Decimal("0.05"), Decimal("0.2"), Decimal("0.02")), Tier(Decimal("0.2"), None, Decimal("0.05")))
    terms: dict[str, Any] = {"tiers": tiers, "baseline": Decimal(baseline)}
    rows = transactions(spread(sold))
    sliced = payout_of(agreement(Mechanism.GROWTH, growth_on=GrowthOn.SLICES, **terms), WHOLE_YEAR, rows).amount
    assert 0 <= sliced <= payout_of(agreement(Mechanism.GROWTH, **terms), WHOLE_YEAR, rows).amount


@given(sold=amounts)
@settings(max_examples=25, deadline=None)
def test_incremental_never_exceeds_retroactive_where_rates_rise(sold: list[Decimal]) -> None:
    rows = transactions(spread(sold))
    part = payout_of(agreement(Mechanism.INCREMENTAL), WHOLE_YEAR, rows).amount
    assert part <= payout_of(agreement(), WHOLE_YEAR, rows).amount


@given(sold=amounts)
@settings(max_examples=6, deadline=None)
def test_months_sum_to_the_year_by_every_mechanism(sold: list[Decimal]) -> None:
    rows = transactions(assorted(sold))
    for terms in (*MECHANISMS, *CONDITIONAL):
        months = monthly(stack_of([terms], rows).interim(terms, WHOLE_YEAR))
        assert sum(amount for _, amount in months) == payout_of(terms, WHOLE_YEAR, rows).amount


@given(sold=amounts, back=st.decimals(min_value=1, max_value=90_000, places=2))
@settings(max_examples=25, deadline=None)
def test_a_returned_unit_never_raises_a_payout(sold: list[Decimal], back: Decimal) -> None:
    rows = spread(sold)
    more = [*rows, sale(999, f"{-back}", quantity=-1, sale_kind="return")]
    for terms in MECHANISMS:
        assert payout_of(terms, WHOLE_YEAR, transactions(more)).amount <= payout_of(terms, WHOLE_YEAR, transactions(rows)).amount


@given(sold=amounts, steps=rising, cap=st.integers(1, 9_000), least=st.integers(1, 900))
@settings(max_examples=25, deadline=None)
def test_a_cap_over_the_term_is_never_exceeded_whatever_is_carried(
    sold: list[Decimal], steps: list[tuple[int, int]], cap: int, least: int
) -> None:
    bounds: dict[str, Any] = {"cap": Decimal(cap), "cap_over": CapOver.TERM, "minimum_payout": Decimal(least), "carries": True}
    made = stack_of([], transactions(spread(sold))).payouts(agreement(tiers=tiers_of(steps), period=Period.MONTH, **bounds))
    assert sum(p.amount for p in made) <= cap
    assert sum(p.amount for p in made) <= sum((p.earned for p in made), Decimal(0)) + len(made) * Decimal("0.005")


@given(sold=amounts, cuts=st.sets(st.integers(1, 364), max_size=4))
@settings(max_examples=15, deadline=None)
def test_what_parts_of_a_period_are_due_sums_to_the_period(sold: list[Decimal], cuts: set[int]) -> None:
    stack = stack_of([], transactions(spread(sold)))
    starts = [WHOLE_YEAR.start, *(WHOLE_YEAR.start + timedelta(days=n) for n in sorted(cuts))]
    parts = [Stretch(a, b - timedelta(days=1)) for a, b in itertools.pairwise([*starts, WHOLE_YEAR.end + timedelta(days=1)])]
    for terms in MECHANISMS:
        whole = due_for(stack, terms, WHOLE_YEAR).amount
        assert sum(due_for(stack, terms, part).amount for part in parts) == whole


def gathered(bases: list[Decimal]) -> list[Month]:
    """Months of these bases, with what a whole-base agreement pays up to each."""
    terms = agreement()
    returned: dict[str, Any] = {"quantity": -1, "sale_kind": "return"}
    rows = [
        sale(n, f"{base}", month.start, **(returned if base < 0 else {}))
        for n, (base, month) in enumerate(zip(bases, months_of(terms, WHOLE_YEAR), strict=False))
    ]
    parts = stack_of([terms], transactions(rows)).interim(terms, WHOLE_YEAR)
    return [Month(m, base, part.amount) for base, (m, part) in zip(bases, parts, strict=False)]


@given(sold=amounts)
@settings(max_examples=15, deadline=None)
def test_accruals_end_at_what_is_earned_once_the_term_is_over(sold: list[Decimal]) -> None:
    months = gathered([*sold, *[Decimal(0)] * 12][:12])
    booked = accruals(agreement(), WHOLE_YEAR, months)
    assert booked[-1].to_date == sum(a.amount for a in booked) == months[-1].earned_to_date


def test_an_accrual_on_the_planned_tier_needs_no_true_up() -> None:
    booked = accruals(agreement(), WHOLE_YEAR, gathered([Decimal(25_000)] * 12), plan=Decimal(300_000))
    assert {a.amount for a in booked} == {Decimal("750.00")}
    assert {a.true_up for a in booked} == {Decimal("0.00")}


def test_a_month_that_runs_is_forecast_from_its_days_so_far() -> None:
    months = gathered([Decimal(30_000), Decimal(8_000)])
    (_, whole), (_, running) = accruals(agreement(), WHOLE_YEAR, months), accruals(agreement(), WHOLE_YEAR, months, as_of=date(2026, 2, 8))
    assert (whole.rate, running.rate) == (Decimal("0.02"), Decimal("0.03"))


def test_a_lost_tier_is_taken_back_in_the_month_in_which_it_shows() -> None:
    booked = accruals(agreement(), WHOLE_YEAR, gathered([*[Decimal(25_000)] * 11, Decimal(-30_000)]))
    assert booked[10].to_date == Decimal("8250.00")
    assert booked[11].amount == Decimal("-3350.00")
    assert booked[11].claw_back < 0


def test_the_last_cent_before_a_threshold_is_worth_the_whole_step() -> None:
    at = progress(agreement(), Decimal("249999.99"))
    assert (at.missing, at.near) == (Decimal("0.01"), True)
    assert at.gain == Decimal(7500) - Decimal("4999.9998")
    assert progress(agreement(), Decimal(400_000)).near is False
    assert progress(agreement(Mechanism.INCREMENTAL), Decimal(249999)).worth_of_one_more == Decimal("0.02")


@pytest.mark.parametrize("period", list(Period))
def test_periods_cover_the_term_without_gap_or_overlap(period: Period) -> None:
    terms: RebateAgreement = agreement(period=period)
    made = payouts([terms], transactions([sale(1, "620000.00")]))
    assert made[0].period.start == YEAR[0]
    assert made[-1].period.end == YEAR[1]
    assert all((b.period.start - a.period.end).days == 1 for a, b in itertools.pairwise(made))
