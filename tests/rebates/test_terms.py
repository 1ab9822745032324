"""Terms that contracts know beside tiers: currencies, weeks, contract years, mixes, loads, proof, shares of a year, late data."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from facts.fiscal import FiscalCalendar, weeks_of
from facts.rebates import (
    CapOver,
    FixedRate,
    Fullness,
    Grading,
    GroupMinimum,
    GrowthOn,
    LoadOf,
    Measure,
    Mechanism,
    Period,
    PeriodsFrom,
    RateOn,
    RebateAgreement,
    Rounding,
    Tier,
    UnusableAgreementError,
)
from facts.tables import SCALE, TableKind
from matchers.frames import Frames
from matchers.rebates.currency import RateTable, paid_in
from matchers.rebates.payout import payout_of
from matchers.rebates.periods import Stretch, months_of, stretches
from matchers.rebates.stacking import payouts, stack_of
from matchers.rebates.transactions import known_by, transactions_of
from tests.rebates.claimed import rate, table
from tests.rebates.sold import YEAR, agreement, sale, transactions

WHOLE_YEAR = Stretch(*YEAR)
FLAT = (Tier(Decimal(0), rate=Decimal("0.01")),)
GROWTH = (
    Tier(Decimal("0.05"), Decimal("0.10"), Decimal("0.02")),
    Tier(Decimal("0.10"), None, Decimal("0.04")),
)


def paid(terms: RebateAgreement, *rows: dict[str, Any]) -> Decimal:
    return payout_of(terms, WHOLE_YEAR, transactions(rows)).amount


def rates(*rows: dict[str, Any]) -> RateTable:
    return RateTable.of(Frames({TableKind.EXCHANGE_RATES: table(TableKind.EXCHANGE_RATES, rows)}))


def in_all(terms: RebateAgreement, table_of_rates: RateTable, *rows: dict[str, Any]) -> Decimal:
    return sum((p.amount for p in stack_of([terms], transactions(rows), table_of_rates).payouts(terms)), Decimal(0))


def test_sales_in_another_currency_count_at_the_rate_of_their_day() -> None:
    terms = agreement(tiers=FLAT, rate_on=RateOn.INVOICE_DAY)
    sold = [sale(1, "1000.00"), sale(2, "1000.00", date(2026, 3, 2), currency="EUR")]
    assert in_all(terms, rates(rate(date(2026, 3, 2), "1.10")), *sold) == Decimal("21.00")
    assert in_all(terms, rates(rate(date(2026, 3, 2), "0.80", "USD", "EUR")), *sold) == Decimal("22.50")


def test_a_month_average_is_that_of_the_month_of_the_sale() -> None:
    terms = agreement(tiers=FLAT, rate_on=RateOn.MONTH_AVERAGE)
    stated = rates(rate(date(2026, 3, 1), "1.10"), rate(date(2026, 3, 31), "1.20"), rate(date(2026, 4, 1), "9.00"))
    assert in_all(terms, stated, sale(1, "1000.00", date(2026, 3, 9), currency="EUR")) == Decimal("11.50")


def test_an_agreed_rate_needs_no_table_and_a_payout_may_be_paid_in_another_currency() -> None:
    terms = agreement(tiers=FLAT, rate_on=RateOn.FIXED, fixed_rates=(FixedRate("EUR", Decimal("1.25")),))
    assert in_all(terms, RateTable(), sale(1, "1000.00", currency="EUR")) == Decimal("12.50")
    assert paid_in(Decimal("12.50"), terms, "EUR", None, RateTable())[0] == Decimal("10.00")


@pytest.mark.parametrize("rate_on", [None, RateOn.INVOICE_DAY])
def test_a_missing_rate_is_never_guessed(rate_on: RateOn | None) -> None:
    terms = agreement(tiers=FLAT, rate_on=rate_on)
    with pytest.raises(UnusableAgreementError, match="1 sales are in EUR"):
        in_all(terms, rates(rate(date(2026, 3, 3), "1.10")), sale(1, "1000.00", date(2026, 3, 2), currency="EUR"))
    with pytest.raises(UnusableAgreementError, match="add the table of rates"):
        paid_in(Decimal(1), terms, "EUR", date(2026, 3, 2), RateTable())


def test_months_of_four_four_and_five_weeks_stand_wherever_a_period_stands() -> None:
    weeks = FiscalCalendar(date(2026, 2, 1), weeks_of("4-5-4"))
    terms = agreement(period=Period.MONTH, calendar=weeks, starts_on=date(2026, 2, 1), ends_on=date(2026, 5, 2))
    assert [s.days for s in stretches(terms)] == [28, 35, 28]
    assert months_of(terms, Stretch(date(2026, 2, 1), date(2026, 5, 2))) == stretches(terms)
    made = payouts([terms], transactions([sale(1, "100000.00", date(2026, 3, 1))]))
    assert [p.amount for p in made] == [0, Decimal("2000.00"), 0]


def test_a_year_of_weeks_has_53_where_it_would_leave_its_weekday_behind() -> None:
    months = FiscalCalendar(date(2026, 2, 1), keeps_near=(2, 1)).months()
    ends = [next(months)[1] for _ in range(48)]
    assert [ends[n] for n in (11, 23, 35)] == [date(2027, 1, 30), date(2028, 1, 29), date(2029, 2, 3)]


@pytest.mark.parametrize("pattern", ["4-4-4", "4-9", "x-y-z", "13-0-0"])
def test_what_is_no_quarter_of_weeks_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match=r"4-4-5|invalid literal"):
        weeks_of(pattern)


def test_contract_years_begin_with_the_contract() -> None:
    terms = agreement(period=Period.QUARTER, periods_from=PeriodsFrom.START, starts_on=date(2026, 2, 15), ends_on=date(2026, 8, 14))
    assert stretches(terms) == [Stretch(date(2026, 2, 15), date(2026, 5, 14)), Stretch(date(2026, 5, 15), date(2026, 8, 14))]
    by_calendar = agreement(period=Period.HALF_YEAR)
    assert [s.end for s in stretches(by_calendar)] == [date(2026, 6, 30), date(2026, 12, 31)]


def test_growth_may_pay_slice_by_slice_of_the_increase() -> None:
    terms = agreement(Mechanism.GROWTH, tiers=GROWTH, baseline=Decimal(100_000), growth_on=GrowthOn.SLICES)
    assert paid(terms, sale(1, "104000.00")) == 0
    assert paid(terms, sale(1, "108000.00")) == Decimal("60.00")
    assert paid(terms, sale(1, "120000.00")) == Decimal("500.00")
    whole = agreement(Mechanism.GROWTH, tiers=GROWTH, baseline=Decimal(100_000))
    assert paid(terms, sale(1, "120000.00")) <= paid(whole, sale(1, "120000.00"))


def test_a_baseline_may_be_the_same_days_of_the_year_before() -> None:
    terms = agreement(Mechanism.GROWTH, tiers=GROWTH, baseline_of_last_year=True)
    before = [sale(1, "60000.00", date(2025, 1, 9)), sale(2, "40000.00", date(2025, 11, 9)), sale(3, "9.00", date(2025, 6, 1), sku="OUT")]
    assert paid(agreement(**_of(terms, excluded_skus=frozenset({"OUT"}))), *before, sale(4, "110000.00")) == Decimal("400.00")
    with pytest.raises(UnusableAgreementError, match="do not reach back"):
        paid(terms, sale(2, "40000.00", date(2025, 11, 9)), sale(4, "110000.00"))
    with pytest.raises(UnusableAgreementError, match="baseline of 0"):
        paid(terms, sale(1, "5.00", date(2025, 1, 2), customer="Other"), sale(4, "110000.00"))


def _of(terms: RebateAgreement, **more: Any) -> dict[str, Any]:
    return {"mechanism": terms.mechanism, "tiers": terms.tiers, "baseline_of_last_year": terms.baseline_of_last_year} | more


def test_a_mix_pays_all_or_nothing_group_by_group_or_by_how_many_reach_it() -> None:
    groups = (GroupMinimum("Pots", Decimal(100)), GroupMinimum("Pans", Decimal(100)), GroupMinimum("Lids", Decimal(100)))
    sold = [sale(1, "300.00", product_group="Pots"), sale(2, "200.00", product_group="Pans"), sale(3, "50.00", product_group="Lids")]
    mix: dict[str, Any] = {"required_groups": groups, "tiers": FLAT}
    assert paid(agreement(Mechanism.CROSS_SELL, **mix), *sold) == 0
    assert paid(agreement(Mechanism.CROSS_SELL, grading=Grading.BY_GROUP, **mix), *sold) == Decimal("5.00")
    counted = (Tier(Decimal(2), Decimal(3), Decimal("0.02")), Tier(Decimal(3), None, Decimal("0.05")))
    by_count = agreement(Mechanism.CROSS_SELL, grading=Grading.BY_COUNT, **(mix | {"tiers": counted}))
    assert paid(by_count, *sold) == Decimal("11.00")


def test_a_mix_may_ask_for_a_share_between_bounds() -> None:
    bounds = GroupMinimum("Pots", least_share=Decimal("0.4"), most_share=Decimal("0.6"))
    terms = agreement(Mechanism.CROSS_SELL, tiers=FLAT, required_groups=(bounds,))
    half = [sale(1, "500.00", product_group="Pots"), sale(2, "500.00", product_group="Pans")]
    assert paid(terms, *half) == Decimal("10.00")
    assert paid(terms, *half, sale(3, "300.00", product_group="Pots")) == 0


def test_full_pallets_are_tested_by_order_line_by_order_or_by_delivery() -> None:
    """domain.md, test 19, and the tests beside it: 96 of 48 qualifies, 100 does not on a line and pays on 96 of 100 by full pallets."""
    loads: dict[str, Any] = {"tiers": FLAT, "pallet_quantity": 48}
    whole, broken = sale(1, "960.00", quantity=96), sale(2, "1000.00", quantity=100)
    by_line = agreement(Mechanism.LOGISTICS, **loads)
    assert (paid(by_line, whole), paid(by_line, broken)) == (Decimal("9.60"), Decimal("0.00"))
    assert paid(agreement(Mechanism.LOGISTICS, fullness=Fullness.FULL_PALLETS, **loads), broken) == Decimal("9.60")
    mixed = [sale(n, "240.00", quantity=24, order_number="O1", sku=f"I{n}", delivery_number=f"D{n}") for n in (1, 2)]
    assert paid(by_line, *mixed) == 0
    assert paid(agreement(Mechanism.LOGISTICS, load_of=LoadOf.ORDER, **loads), *mixed) == Decimal("4.80")
    by_delivery = agreement(Mechanism.LOGISTICS, load_of=LoadOf.DELIVERY, **loads)
    assert paid(by_delivery, *mixed) == 0
    with pytest.raises(UnusableAgreementError, match="delivery number"):
        paid(by_delivery, whole)


def test_a_truck_counts_once_it_is_filled_to_the_agreed_share() -> None:
    filled = agreement(
        Mechanism.LOGISTICS, tiers=FLAT, pallet_quantity=100, fullness=Fullness.FILLED, least_fill=Decimal("0.9"), load_of=LoadOf.ORDER
    )
    assert paid(filled, sale(1, "1000.00", quantity=181)) == Decimal("10.00")
    assert paid(filled, sale(1, "1000.00", quantity=179)) == 0


def test_ship_and_debit_counts_what_is_proven_to_have_gone_to_the_named_customer() -> None:
    terms = agreement(
        Mechanism.SHIP_AND_DEBIT,
        tiers=(),
        list_price=Decimal("12.50"),
        special_price=Decimal("10.00"),
        end_customers=("Plant 7",),
        approval_number="SPA-9",
    )
    proven = sale(1, "125.00", quantity=10, end_customer="plant 7 ", approval_number="spa-9")
    other = sale(2, "125.00", quantity=10, end_customer="Plant 8", approval_number="SPA-9")
    unapproved = sale(3, "125.00", quantity=10, end_customer="Plant 7")
    assert paid(terms, proven, other, unapproved) == Decimal("25.00")
    with pytest.raises(UnusableAgreementError, match="proof of sale"):
        paid(terms, sale(4, "125.00", quantity=10))


def test_a_lump_is_shortened_only_where_the_contract_says_so() -> None:
    lump = (Tier(Decimal(1000), amount=Decimal(3650)),)
    late: dict[str, Any] = {"tiers": lump, "period": Period.YEAR, "starts_on": date(2026, 10, 1)}
    sold = transactions([sale(1, "1000.00", date(2026, 11, 1))])
    assert payouts([agreement(Mechanism.FIXED, **late)], sold)[0].amount == Decimal("3650.00")
    assert payouts([agreement(Mechanism.FIXED, pro_rated=True, **late)], sold)[0].amount == Decimal("920.00")


def test_a_cap_may_hold_for_each_period_or_for_the_whole_term() -> None:
    sold = transactions([sale(n, "10000.00", date(2026, 3 * n, 1)) for n in (1, 2, 3, 4)])
    quarterly: dict[str, Any] = {"tiers": FLAT, "period": Period.QUARTER, "cap": Decimal(90)}
    assert [p.amount for p in payouts([agreement(**quarterly)], sold)] == [90, 90, 90, 90]
    over_term = [p.amount for p in payouts([agreement(cap_over=CapOver.TERM, **(quarterly | {"cap": Decimal(250)}))], sold)]
    assert over_term == [100, 100, 50, 0]


def test_what_is_carried_uses_up_a_cap_over_the_term_as_what_is_paid_does() -> None:
    sold = transactions([sale(n, "10000.00", date(2026, 3 * n, 1)) for n in (1, 2, 3, 4)])
    carried: dict[str, Any] = {"period": Period.QUARTER, "carries": True, "minimum_payout": Decimal(150)}
    terms = agreement(tiers=FLAT, cap_over=CapOver.TERM, cap=Decimal(250), **carried)
    made = payouts([terms], sold)
    assert [p.amount for p in made] == [0, 200, 0, 0]
    assert [p.to_carry for p in made] == [100, 0, 50, 50]
    each = payouts([replace(terms, cap_over=CapOver.PERIOD, cap=Decimal(90))], sold)
    assert [p.amount for p in each] == [0, 180, 0, 180], "a cap for each period bounds what that period adds"


def test_cents_may_be_rounded_on_each_transaction() -> None:
    sold = [sale(n, "0.50") for n in range(10)]
    assert paid(agreement(tiers=FLAT), *sold) == Decimal("0.05")
    assert paid(agreement(tiers=FLAT, rounding=Rounding.HALF_UP_PER_LINE), *sold) == Decimal("0.10")
    with pytest.raises(UnusableAgreementError, match="transaction by transaction"):
        agreement(Mechanism.INCREMENTAL, rounding=Rounding.HALF_UP_PER_LINE)
    with pytest.raises(UnusableAgreementError, match="net of other rebates"):
        agreement(net_of=("A-9",), rounding=Rounding.HALF_UP_PER_LINE)


def test_amounts_per_unit_of_a_tier_are_rounded_on_each_transaction_too() -> None:
    tiers = (Tier(Decimal(0), amount=Decimal("0.005")),)
    counted = agreement(tiers=tiers, measure=Measure.QUANTITY, rounding=Rounding.HALF_UP_PER_LINE)
    assert paid(counted, *(sale(n, "1.00", quantity=1) for n in range(10))) == Decimal("0.10")
    assert paid(replace(counted, rounding=Rounding.HALF_UP), *(sale(n, "1.00") for n in range(10))) == Decimal("0.05")


def test_sales_that_count_elsewhere_are_used_up() -> None:
    first = agreement(number="A-1", tiers=FLAT, included_skus=frozenset({"A"}))
    second = agreement(number="A-2", tiers=FLAT, consumed_by=("A-1",))
    sold = transactions([sale(1, "1000.00", sku="A"), sale(2, "500.00", sku="B")])
    assert {p.agreement.number: p.amount for p in payouts([second, first], sold)} == {"A-1": Decimal("10.00"), "A-2": Decimal("5.00")}


def test_an_order_that_no_contract_states_is_refused() -> None:
    """domain.md, test 18: line 2 net of line 1 uses the reduced base, and the other order gives another result."""
    with pytest.raises(UnusableAgreementError, match="in which order"):
        agreement(net_of_unnamed=True)
    rate_of_ten, rate_of_five = ((Tier(Decimal(0), rate=Decimal(r)),) for r in ("0.10", "0.05"))
    one, two = agreement(number="A-1", tiers=rate_of_ten), agreement(number="A-2", tiers=rate_of_five, net_of=("A-1",))
    other_way = [agreement(number="A-1", tiers=rate_of_ten, net_of=("A-2",)), agreement(number="A-2", tiers=rate_of_five)]
    sold = transactions([sale(1, "1000.00")])
    assert [p.amount for p in payouts([two, one], sold)] == [Decimal("100.00"), Decimal("45.00")]
    assert [p.amount for p in payouts(other_way, sold)] == [Decimal("95.00"), Decimal("50.00")]
    with pytest.raises(UnusableAgreementError, match="must state an order"):
        payouts([agreement(number="A-1", net_of=("A-2",)), two], sold)


def test_a_month_that_is_net_of_a_year_takes_off_what_the_month_adds_to_it() -> None:
    yearly = agreement(number="A-1", period=Period.YEAR)
    monthly = agreement(number="A-2", tiers=FLAT, period=Period.MONTH, net_of=("A-1",))
    sold = transactions([sale(1, "100000.00", date(2026, 1, 9)), sale(2, "150000.00", date(2026, 2, 9))])
    made = [p for p in payouts([yearly, monthly], sold) if p.agreement.number == "A-2"]
    assert [p.base for p in made[:2]] == [Decimal(98_000), Decimal(144_500)]


def test_what_was_posted_later_was_not_known_before() -> None:
    sold = transactions([sale(1, "1000.00", date(2026, 3, 1)), sale(2, "500.00", date(2026, 3, 20), posted_on=date(2026, 4, 5))])
    terms = agreement(tiers=FLAT)
    assert payouts([terms], known_by(sold, date(2026, 3, 31)))[0].amount == Decimal("10.00")
    assert payouts([terms], known_by(sold, date(2026, 4, 5)))[0].amount == Decimal("15.00")


def test_tiers_of_units_pay_their_rate_on_the_amount() -> None:
    tiers = (Tier(Decimal(10), None, Decimal("0.10")),)
    assert paid(agreement(measure=Measure.QUANTITY, tiers=tiers), sale(1, "200.00", quantity=10)) == Decimal("20.00")


def catalogue(*items: tuple[str, str | None, str, int | None] | tuple[str, str | None, str, int | None, date]) -> pl.DataFrame:
    """Items with the weight of a unit, its unit, the units of a pallet, and since when where that is said."""
    said = [
        {"sku": sku, "weight": None if weight is None else int(Decimal(weight) * SCALE), "weight_unit": unit, "pallet_quantity": size}
        | ({"effective_from": since[0]} if since else {})
        for sku, weight, unit, size, *since in items
    ]
    return table(TableKind.CATALOGUE, said)


def measured(terms: RebateAgreement, listed: pl.DataFrame, *rows: Any) -> Decimal:
    """What the term pays on sales whose items the catalogue lists."""
    held = transactions_of(Frames({TableKind.SALES: table(TableKind.SALES, rows), TableKind.CATALOGUE: listed}))
    return sum((p.amount for p in stack_of([terms], held).payouts(terms)), Decimal(0))


def test_kilograms_and_pallets_are_counted_by_the_catalogue() -> None:
    listed = catalogue(("A", "0.5", "kg", 48), ("B", "2", "lb", 10))
    rows = [sale(1, "100.00", quantity=96, sku="A"), sale(2, "50.00", quantity=10, sku="B"), sale(3, "10.00", quantity=16, sku="A")]
    per_kilo = agreement(Mechanism.PER_UNIT, measure=Measure.WEIGHT, tiers=(Tier(Decimal(0), amount=Decimal("0.10")),))
    assert measured(per_kilo, listed, *rows) == Decimal("6.51"), "56 kg and 20 lb, 65.071847 kg in all"
    from_three = agreement(Mechanism.FIXED, measure=Measure.PALLETS, tiers=(Tier(Decimal(3), amount=Decimal(90)),))
    assert measured(from_three, listed, *rows) == 90
    thirds = [sale(n, "10.00", quantity=16, sku="A") for n in range(3)]
    assert measured(replace(from_three, tiers=(Tier(Decimal(1), amount=Decimal(90)),)), listed, *thirds) == 90, "three thirds are a pallet"
    back = sale(9, "10.00", quantity=-1, sku="A", sale_kind="return")
    assert measured(replace(from_three, tiers=(Tier(Decimal(1), amount=Decimal(90)),)), listed, *thirds, back) == 0


def test_a_sale_is_measured_as_the_catalogue_was_on_its_day_and_a_return_as_its_sale_was() -> None:
    """The packing changed in July: 250 g instead of 500 g, and 96 instead of 48 on a pallet; in October only the pallet did."""
    july, october = date(2026, 7, 1), date(2026, 10, 1)
    listed = catalogue(("A", "0.25", "kg", 96, july), ("A", "0.5", "kg", 48), ("A", None, "kg", 24, october))
    per_kilo = agreement(Mechanism.PER_UNIT, measure=Measure.WEIGHT, tiers=(Tier(Decimal(0), amount=Decimal("0.10")),))
    per_pallet = agreement(Mechanism.PER_UNIT, measure=Measure.PALLETS, tiers=(Tier(Decimal(0), amount=Decimal(7)),))
    before, after, later = (
        sale(n, "100.00", day, quantity=96, sku="A", invoice_number=f"I{n}")
        for n, day in enumerate((july - timedelta(days=1), july, october), start=1)
    )
    assert [measured(per_kilo, listed, one) for one in (before, after, later)] == [Decimal("4.80"), Decimal("2.40"), Decimal("2.40")]
    assert [measured(per_pallet, listed, one) for one in (before, after, later)] == [14, 7, 28]
    back = sale(9, "-50.00", date(2026, 11, 3), quantity=-48, sku="A", sale_kind="return", invoice_number="I1")
    assert measured(per_kilo, listed, before, after, later, back) == Decimal("7.20")
    since_july = catalogue(("A", "0.25", "kg", 96, july))
    with pytest.raises(UnusableAgreementError, match="does not state the weight of 1 items: A"):
        measured(per_kilo, since_july, before, after)


def test_what_the_catalogue_does_not_measure_is_asked_for_and_never_guessed() -> None:
    per_kilo = agreement(Mechanism.PER_UNIT, measure=Measure.WEIGHT, tiers=(Tier(Decimal(0), amount=Decimal("0.10")),))
    for listed in (catalogue(("A", None, "kg", 48)), catalogue(("A", "3", "stone throws", 48)), catalogue()):
        with pytest.raises(UnusableAgreementError, match="does not state the weight of 1 items: A"):
            measured(per_kilo, listed, sale(1, "100.00", quantity=5, sku="A"))
    with pytest.raises(UnusableAgreementError, match="cannot be counted in pallets"):
        agreement(Mechanism.SHIP_AND_DEBIT, measure=Measure.PALLETS, list_price=Decimal(2), special_price=Decimal(1))


def test_a_territory_that_sales_do_not_name_is_asked_for() -> None:
    terms = agreement(tiers=FLAT, territories=frozenset({"North"}))
    assert paid(terms, sale(1, "100.00", territory="north"), sale(2, "100.00", territory="South")) == Decimal("1.00")
    with pytest.raises(UnusableAgreementError, match="name no territory"):
        paid(terms, sale(1, "100.00"))
