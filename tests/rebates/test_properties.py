"""What holds for every set of sales: order is nothing, months sum, rising rates favour the whole base, a return never raises a payout."""

import itertools
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facts.rebates import Measure, Mechanism, Period, RebateAgreement, Tier
from matchers.rebates.outlook import Month, accruals, progress
from matchers.rebates.payout import payout_of
from matchers.rebates.periods import Stretch, months_within
from matchers.rebates.stacking import monthly, payouts, stack_of
from tests.rebates.sold import YEAR, agreement, sale, spread, transactions

WHOLE_YEAR = Stretch(*YEAR)
amounts = st.lists(st.decimals(min_value=1, max_value=90_000, places=2), min_size=1, max_size=12)
MECHANISMS = [
    agreement(),
    agreement(Mechanism.INCREMENTAL),
    agreement(Mechanism.GROWTH, baseline=Decimal(90_000), tiers=(Tier(Decimal("0.05"), None, Decimal("0.03")),)),
    agreement(Mechanism.PER_UNIT, measure=Measure.QUANTITY, tiers=(Tier(Decimal(0), amount=Decimal("0.35")),)),
]


@given(sold=amounts, seed=st.integers(0, 99))
@settings(max_examples=25, deadline=None)
def test_the_order_of_rows_never_changes_a_payout(sold: list[Decimal], seed: int) -> None:
    rows = spread(sold)
    mixed = rows.copy()
    Random(seed).shuffle(mixed)
    for terms in MECHANISMS:
        assert payout_of(terms, WHOLE_YEAR, transactions(rows)).amount == payout_of(terms, WHOLE_YEAR, transactions(mixed)).amount


@given(sold=amounts)
@settings(max_examples=25, deadline=None)
def test_incremental_never_exceeds_retroactive_where_rates_rise(sold: list[Decimal]) -> None:
    rows = transactions(spread(sold))
    part = payout_of(agreement(Mechanism.INCREMENTAL), WHOLE_YEAR, rows).amount
    assert part <= payout_of(agreement(), WHOLE_YEAR, rows).amount


@given(sold=amounts)
@settings(max_examples=15, deadline=None)
def test_months_sum_to_the_year_by_every_mechanism(sold: list[Decimal]) -> None:
    rows = transactions(spread(sold))
    for terms in MECHANISMS:
        months = monthly(stack_of([terms], rows).interim(terms, WHOLE_YEAR))
        assert sum(amount for _, amount in months) == payout_of(terms, WHOLE_YEAR, rows).amount


@given(sold=amounts, back=st.decimals(min_value=1, max_value=90_000, places=2))
@settings(max_examples=25, deadline=None)
def test_a_returned_unit_never_raises_a_payout(sold: list[Decimal], back: Decimal) -> None:
    rows = spread(sold)
    more = [*rows, sale(999, f"{-back}", quantity=-1, sale_kind="return")]
    for terms in MECHANISMS:
        assert payout_of(terms, WHOLE_YEAR, transactions(more)).amount <= payout_of(terms, WHOLE_YEAR, transactions(rows)).amount


def gathered(bases: list[Decimal]) -> list[Month]:
    """Months of these bases, with what a whole-base agreement pays up to each."""
    terms = agreement()
    returned: dict[str, Any] = {"quantity": -1, "sale_kind": "return"}
    rows = [
        sale(n, f"{base}", month.start, **(returned if base < 0 else {}))
        for n, (base, month) in enumerate(zip(bases, months_within(WHOLE_YEAR), strict=True))
    ]
    parts = stack_of([terms], transactions(rows)).interim(terms, WHOLE_YEAR)
    return [Month(m, base, part.amount) for base, (m, part) in zip(bases, parts, strict=True)]


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
