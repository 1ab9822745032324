"""What agreements pay, to the cent (domain.md 4.2 and tests 17 to 19)."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from facts.fiscal import FiscalCalendar
from facts.rebates import (
    Fullness,
    GroupMinimum,
    GrowthOn,
    Measure,
    Mechanism,
    Period,
    RebateAgreement,
    ReturnsIn,
    Rounding,
    Tier,
    UnusableAgreementError,
)
from matchers.calculation import evaluate
from matchers.rebates.payout import Payout, payout_of
from matchers.rebates.periods import Stretch, stretches
from matchers.rebates.stacking import monthly, payouts, stack_of
from tests.rebates.sold import YEAR, agreement, sale, transactions

WHOLE_YEAR = Stretch(*YEAR)
RATE_OF_ONE = (Tier(Decimal(0), rate=Decimal("0.01")),)


def paid(terms: RebateAgreement, *rows: dict[str, Any]) -> Decimal:
    return payout_of(terms, WHOLE_YEAR, transactions(rows)).amount


@pytest.mark.parametrize(
    "base, retroactive, incremental",
    [
        ("249999.99", "5000.00", "3000.00"),
        ("250000", "7500.00", "3000.00"),
        ("500000", "25000.00", "10500.00"),
        ("620000", "31000.00", "16500.00"),
        ("99999.99", "0.00", "0.00"),
    ],
)
def test_the_tier_table_of_the_trade_pays_to_the_cent(base: str, retroactive: str, incremental: str) -> None:
    assert paid(agreement(), sale(1, base)) == Decimal(retroactive)
    assert paid(agreement(Mechanism.INCREMENTAL), sale(1, base)) == Decimal(incremental)


def test_a_contract_that_says_exceeds_is_not_reached_by_its_threshold() -> None:
    assert paid(agreement(exceeds=True), sale(1, "250000")) == Decimal("5000.00")


@pytest.mark.parametrize("mechanism", [Mechanism.RETROACTIVE, Mechanism.INCREMENTAL])
def test_the_months_of_a_year_sum_to_the_year(mechanism: Mechanism) -> None:
    rows = [sale(n, f"{50_000 + n * 1_111.11:.2f}", date(2026, 1 + n, 15)) for n in range(12)]
    terms = agreement(mechanism)
    months = monthly(stack_of([terms], transactions(rows)).interim(terms, WHOLE_YEAR))
    assert len(months) == 12
    assert sum(amount for _, amount in months) == paid(terms, *rows)


def test_a_return_after_the_year_flips_the_tier_and_claws_back() -> None:
    sold = sale(1, "250000.00")
    back = sale(2, "-1.00", date(2027, 1, 9), quantity=-1, sale_kind="return", invoice_number="S1")
    terms = agreement()
    assert paid(terms, sold) - paid(terms, sold, back) == Decimal("2500.02")
    assert paid(agreement(returns_in=ReturnsIn.TERM_OF_RETURN), sold, back) == Decimal("7500.00")


def test_a_return_counts_as_one_whatever_sign_the_export_gives_it() -> None:
    back = sale(2, "1000.00", sale_kind="return", invoice_number="S1")
    assert paid(agreement(tiers=RATE_OF_ONE), sale(1, "5000.00"), back) == Decimal("40.00")


def test_a_transaction_that_two_exports_state_counts_once() -> None:
    assert paid(agreement(tiers=RATE_OF_ONE), sale(1, "5000.00"), sale(1, "5000.00", _file="again.csv")) == Decimal("50.00")


def test_a_base_net_of_another_agreement_is_reduced_before_the_rate() -> None:
    first = agreement(number="A-1", tiers=(Tier(Decimal(0), rate=Decimal("0.10")),))
    second = agreement(number="A-2", tiers=(Tier(Decimal(0), rate=Decimal("0.05")),), net_of=("A-1",))
    made = {p.agreement.number: p.amount for p in payouts([second, first], transactions([sale(1, "1000.00")]))}
    assert made == {"A-1": Decimal("100.00"), "A-2": Decimal("45.00")}
    turned = [agreement(number="A-1", tiers=first.tiers, net_of=("A-2",)), agreement(number="A-2", tiers=second.tiers)]
    assert {p.agreement.number: p.amount for p in payouts(turned, transactions([sale(1, "1000.00")]))} == {
        "A-1": Decimal("95.00"),
        "A-2": Decimal("50.00"),
    }


def test_agreements_that_are_net_of_each_other_are_refused() -> None:
    both = [agreement(number="A-1", net_of=("A-2",)), agreement(number="A-2", net_of=("A-1",))]
    with pytest.raises(UnusableAgreementError, match="must state an order"):
        payouts(both, transactions([sale(1, "1000.00")]))
    with pytest.raises(UnusableAgreementError, match="A-9, whose terms are not there"):
        payouts([agreement(net_of=("A-9",))], transactions([sale(1, "1000.00")]))


def test_full_pallets_by_order_line_and_by_pallet() -> None:
    terms: dict[str, Any] = {"tiers": RATE_OF_ONE, "pallet_quantity": 48}
    whole = sale(1, "960.00", quantity=96)
    broken = sale(2, "1000.00", quantity=100)
    lines = agreement(Mechanism.LOGISTICS, **terms)
    assert paid(lines, whole) == Decimal("9.60")
    assert paid(lines, broken) == Decimal("0.00")
    assert paid(agreement(Mechanism.LOGISTICS, fullness=Fullness.FULL_PALLETS, **terms), broken) == Decimal("9.60")


def test_a_pallet_of_which_units_came_back_is_not_full() -> None:
    terms = agreement(Mechanism.LOGISTICS, tiers=RATE_OF_ONE, pallet_quantity=48)
    back = sale(2, "-10.00", quantity=-1, sale_kind="return", invoice_number="S1", order_number="O1")
    assert paid(terms, sale(1, "960.00", quantity=96), back) == Decimal("0.00")


def test_growth_pays_on_the_increase_or_on_the_base() -> None:
    tiers = (Tier(Decimal("0.05"), Decimal("0.10"), Decimal("0.02")), Tier(Decimal("0.10"), None, Decimal("0.04")))
    terms: dict[str, Any] = {"tiers": tiers, "baseline": Decimal(100_000)}
    assert paid(agreement(Mechanism.GROWTH, **terms), sale(1, "104999.99")) == 0
    assert paid(agreement(Mechanism.GROWTH, **terms), sale(1, "105000.00")) == Decimal("100.00")
    assert paid(agreement(Mechanism.GROWTH, growth_on=GrowthOn.BASE, **terms), sale(1, "110000.00")) == Decimal("4400.00")


def test_growth_without_a_baseline_is_refused() -> None:
    with pytest.raises(UnusableAgreementError, match="baseline"):
        agreement(Mechanism.GROWTH, baseline=Decimal(0))


def test_other_mechanisms() -> None:
    unit = (Tier(Decimal(0), amount=Decimal("0.35")),)
    assert paid(agreement(Mechanism.PER_UNIT, tiers=unit, measure=Measure.QUANTITY), sale(1, "10.00", quantity=101)) == Decimal("35.35")
    lump = (Tier(Decimal(1000), amount=Decimal(300)),)
    assert paid(agreement(Mechanism.FIXED, tiers=lump), sale(1, "999.99")) == 0
    assert paid(agreement(Mechanism.FIXED, tiers=lump), sale(1, "1000.00")) == Decimal("300.00")
    steps = agreement(Mechanism.INCREMENT, tiers=(Tier(Decimal(0), amount=Decimal(50)),), target=Decimal(1000), step=Decimal(500))
    assert paid(steps, sale(1, "2400.00")) == Decimal("100.00")
    points = (Tier(Decimal(1000), rate=Decimal("0.01")), Tier(Decimal(2000), rate=Decimal("0.03")))
    assert paid(agreement(Mechanism.LINEAR, tiers=points), sale(1, "1500.00")) == Decimal("30.00")
    debit = agreement(Mechanism.SHIP_AND_DEBIT, tiers=(), list_price=Decimal("12.50"), special_price=Decimal("10.00"))
    assert paid(debit, sale(1, "125.00", quantity=10)) == Decimal("25.00")


def test_upsell_and_cross_sell_pay_only_once_their_condition_is_met() -> None:
    premium = agreement(Mechanism.UPSELL, tiers=RATE_OF_ONE, premium_skus=frozenset({"FINE"}), share=Decimal("0.3"))
    assert paid(premium, sale(1, "700.00"), sale(2, "300.00", sku="FINE")) == Decimal("3.00")
    assert paid(premium, sale(1, "700.01"), sale(2, "300.00", sku="FINE")) == 0
    groups = (GroupMinimum("Pots", Decimal(100)), GroupMinimum("Pans", Decimal(100)))
    both = [sale(1, "100.00", product_group="Pots"), sale(2, "99.00", product_group="pans")]
    assert paid(agreement(Mechanism.CROSS_SELL, tiers=RATE_OF_ONE, required_groups=groups), *both) == 0
    one = agreement(Mechanism.CROSS_SELL, tiers=RATE_OF_ONE, required_groups=groups, required_count=1)
    assert paid(one, *both) == Decimal("1.99")


def test_bounds_come_after_the_rate_and_rounding_last() -> None:
    assert paid(agreement(tiers=RATE_OF_ONE, cap=Decimal(5)), sale(1, "1000.00")) == Decimal("5.00")
    assert paid(agreement(tiers=RATE_OF_ONE, floor=Decimal(50)), sale(1, "1000.00")) == Decimal("50.00")
    assert paid(agreement(tiers=RATE_OF_ONE, floor=Decimal(50))) == 0
    assert paid(agreement(tiers=RATE_OF_ONE, minimum_payout=Decimal(20)), sale(1, "1000.00")) == 0
    assert paid(agreement(tiers=RATE_OF_ONE), sale(1, "0.50")) == Decimal("0.01")
    assert paid(agreement(tiers=RATE_OF_ONE, rounding=Rounding.HALF_EVEN), sale(1, "0.50")) == Decimal("0.00")


def test_what_is_below_the_minimum_is_carried_where_the_contract_says_so() -> None:
    terms = agreement(tiers=RATE_OF_ONE, minimum_payout=Decimal(15), carries=True, period=Period.QUARTER)
    made = payouts([terms], transactions([sale(n, "1000.00", date(2026, n * 3, 1)) for n in (1, 2, 3)]))
    assert [p.amount for p in made] == [0, Decimal("20.00"), 0, 0]
    assert made[2].to_carry == Decimal("10.0000")


def test_scope_leaves_out_what_is_excluded_even_where_it_is_included() -> None:
    terms = agreement(tiers=RATE_OF_ONE, included_skus=frozenset({"A", "B"}), excluded_skus=frozenset({"B"}))
    rows = [
        sale(1, "100.00", sku="A"),
        sale(2, "100.00", sku="B"),
        sale(3, "100.00", sku="C"),
        sale(4, "100.00", customer="Other", sku="A"),
    ]
    assert paid(terms, *rows) == Decimal("1.00")


def test_each_payout_recomputes_from_its_own_steps() -> None:
    made: list[Payout] = payouts([agreement(Mechanism.INCREMENTAL, cap=Decimal(9000))], transactions([sale(1, "620000.00")]))
    known: dict[str, Decimal] = {}
    for step in made[0].calculation:
        value = Decimal(step.value)
        assert step.formula is None or evaluate(step.formula, known) == value
        known[step.id] = value
    assert known["payout"] == made[0].amount == Decimal("9000.00")
    assert made[0].evidence[0].row == 2


def test_fiscal_quarters_of_four_four_and_five_weeks() -> None:
    weeks = FiscalCalendar(date(2026, 2, 1))
    terms = agreement(period=Period.QUARTER, starts_on=date(2026, 2, 1), ends_on=date(2026, 8, 1), calendar=weeks)
    assert stretches(terms) == [
        Stretch(date(2026, 2, 1), date(2026, 5, 2)),
        Stretch(date(2026, 5, 3), date(2026, 8, 1)),
    ]
