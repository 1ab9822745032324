"""Claims against what is due for the days that they are about: exact excess, once for each period and line."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from facts.finding import FindingType, Verdict
from facts.rebates import Mechanism, Period, Tier
from matchers.calculation import evaluate
from matchers.rebates.periods import Stretch
from rules.rebates import RebateRules
from tests.rebates.claimed import books, claim, excess, judged, line
from tests.rebates.sold import agreement, sale

FLAT = (Tier(Decimal(0), rate=Decimal("0.02")),)
FIRST_HALF, SECOND_HALF = Stretch(date(2026, 1, 1), date(2026, 6, 30)), Stretch(date(2026, 7, 1), date(2026, 12, 31))
SECOND_QUARTER = Stretch(date(2026, 4, 1), date(2026, 6, 30))


def recomputes(steps: Any) -> bool:
    known: dict[str, Decimal] = {}
    for step in steps:
        if step.formula is not None and evaluate(step.formula, known) != Decimal(step.value):
            return False
        known[step.id] = Decimal(step.value)
    return True


def test_a_claim_for_the_second_quarter_is_held_against_the_second_quarter() -> None:
    terms = agreement(tiers=FLAT, period=Period.QUARTER)
    sales = [sale(1, "1000.00", date(2026, 2, 1)), sale(2, "3000.00", date(2026, 5, 1))]
    held = books([terms], sales)
    assert judged(claim("C-1", "60.00", SECOND_QUARTER), held).verdict is Verdict.ACCEPT
    over = judged(claim("C-1", "80.00", SECOND_QUARTER), held)
    assert (over.verdict, excess(over)) == (Verdict.DISPUTE, Decimal("20.00"))


def test_a_claim_for_several_periods_is_due_what_they_sum_to() -> None:
    terms = agreement(tiers=FLAT, period=Period.QUARTER)
    sales = [sale(1, "1000.00", date(2026, 2, 1)), sale(2, "3000.00", date(2026, 5, 1))]
    found = judged(claim("C-1", "80.01", FIRST_HALF), books([terms], sales))
    assert excess(found) == Decimal("0.01")
    assert recomputes(found.calculation.steps)


def test_parts_of_a_year_are_due_what_each_adds_and_sum_to_the_year() -> None:
    sales = [sale(1, "240000.00", date(2026, 2, 1)), sale(2, "20000.00", date(2026, 9, 1))]
    held = books([agreement()], sales)
    first, second = claim("C-1", "4800.00", FIRST_HALF), claim("C-2", "3000.00", SECOND_HALF)
    assert judged(first, held).verdict is Verdict.ACCEPT
    found = judged(second, replace(held, claims=(first,)))
    assert found.verdict is Verdict.ACCEPT
    assert recomputes(found.calculation.steps)
    assert judged(replace(second, amount=Decimal("3000.01")), held).verdict is Verdict.DISPUTE


def test_a_carried_amount_is_due_with_the_period_that_it_is_carried_to() -> None:
    terms = agreement(tiers=FLAT, period=Period.QUARTER, minimum_payout=Decimal(50), carries=True)
    sales = [sale(1, "1000.00", date(2026, 2, 1)), sale(2, "3000.00", date(2026, 5, 1))]
    assert judged(claim("C-1", "80.00", SECOND_QUARTER), books([terms], sales)).verdict is Verdict.ACCEPT


def test_days_that_are_no_period_and_claims_without_days_are_for_a_person() -> None:
    held = books([agreement(tiers=FLAT, period=Period.QUARTER)], [sale(1, "1000.00")])
    across = judged(claim("C-1", "20.00", Stretch(date(2026, 2, 1), date(2026, 5, 31))), held)
    assert (across.verdict, across.reason) == (Verdict.REVIEW, "agreement_unclear")
    assert "names no period" in judged(claim("C-1", "20.00", None), held).why


def test_a_period_is_paid_once_in_however_many_claims() -> None:
    sales = [sale(1, "100000.00", date(2026, 2, 1))]
    first = claim("C-1", "1500.00")
    second = claim("C-2", "900.00", filed_on=date(2027, 1, 9))
    held = books([agreement()], sales, [first, second])
    assert judged(first, held).verdict is Verdict.ACCEPT
    found = judged(second, held)
    assert (found.verdict, found.reason, excess(found)) == (Verdict.DISPUTE, "claimed_before", Decimal("400.00"))
    elsewhere = replace(second, customer="Somebody Else")
    assert judged(elsewhere, books([agreement()], sales, [first])).verdict is Verdict.REVIEW


def test_a_claim_that_a_later_one_corrects_is_refused_whole_and_takes_nothing_from_that() -> None:
    sales = [sale(1, "100000.00", date(2026, 2, 1))]
    first, second = claim("C-1", "1500.00"), claim("C-2", "2000.00", filed_on=date(2027, 1, 9), replaces="c1")
    held = books([agreement()], sales, [first, second])
    found, corrected = judged(first, held), judged(second, held)
    assert (found.verdict, found.reason, excess(found)) == (Verdict.DISPUTE, "corrected_since", Decimal("1500.00"))
    assert (corrected.verdict, corrected.reason) == (Verdict.ACCEPT, "as_agreed")
    for row in (replace(second, replaces="C-2"), replace(second, customer="Somebody Else"), replace(second, agreement="A-2")):
        assert judged(first, books([agreement()], sales, [first, row])).verdict is Verdict.ACCEPT


def test_claims_that_name_each_other_as_corrected_are_not_both_void() -> None:
    first, second = claim("C-1", "1500.00", replaces="C-2"), claim("C-2", "2000.00", filed_on=date(2027, 1, 9), replaces="C-1")
    held = books([agreement()], [sale(1, "100000.00", date(2026, 2, 1))], [first, second])
    assert [judged(c, held).reason for c in (first, second)] == ["corrected_since", "as_agreed"]


def test_a_claim_for_days_outside_the_term_is_refused_whole() -> None:
    found = judged(claim("C-1", "20.00", Stretch(date(2025, 1, 1), date(2025, 12, 31))), books([agreement()], [sale(1, "100000.00")]))
    assert (found.reason, excess(found), found.type) == ("outside_agreement_dates", Decimal("20.00"), FindingType.REBATE_FRAUD)


def test_whoever_is_not_among_the_customers_of_the_agreement_gets_nothing() -> None:
    listed = agreement(customers=("Customer", "Customer West"))
    held = books([listed], [sale(1, "100000.00", customer="Customer West")])
    assert judged(claim("C-1", "2000.00", customer="Customer West"), held).verdict is Verdict.ACCEPT
    assert judged(claim("C-1", "2000.00", customer="Wholly Other Trading"), held).reason == "ineligible_customer"
    unlisted = judged(claim("C-1", "2000.00", customer="Wholly Other Trading"), books([agreement()], [sale(1, "100000.00")]))
    assert (unlisted.verdict, unlisted.reason) == (Verdict.REVIEW, "claimant_unclear")


def test_lines_that_sales_refute_come_off_even_where_the_whole_would_be_due() -> None:
    per_unit = agreement(Mechanism.PER_UNIT, tiers=(Tier(Decimal(0), amount=Decimal("0.50")),))
    sales = [sale(1, "100.00", quantity=40), sale(2, "900.00", quantity=400)]
    lines = [line("S1", "25.00", 50), line("S9", "10.00", 20)]
    found = judged(claim("C-1", "35.00", lines=lines), books([per_unit], sales))
    assert (found.verdict, found.reason, excess(found)) == (Verdict.DISPUTE, "quantity_above_sold", Decimal("15.00"))
    assert found.type is FindingType.REBATE_FRAUD
    assert recomputes(found.calculation.steps)


def test_one_invoice_line_claimed_again_under_the_same_agreement_is_refused_for_the_units_that_are_used_up() -> None:
    per_unit = agreement(Mechanism.PER_UNIT, tiers=(Tier(Decimal(0), amount=Decimal("0.50")),))
    first = claim("C-1", "15.00", lines=[line("S1", "15.00", 30)])
    second = claim("C-2", "10.00", lines=[line("S1", "10.00", 20)])
    held = books([per_unit], [sale(1, "100.00", quantity=40)], [first, second])
    found = judged(second, held)
    assert (found.reason, excess(found)) == ("duplicate_claim", Decimal("5.00"))
    assert "C-1" in found.why


def test_a_claim_in_another_currency_than_the_agreement_is_for_a_person() -> None:
    found = judged(claim("C-1", "2000.00", currency="EUR"), books([agreement()], [sale(1, "100000.00")]))
    assert (found.verdict, found.reason) == (Verdict.REVIEW, "currency_differs")


@pytest.mark.parametrize("days, verdict", [(4, Verdict.DISPUTE), (5, Verdict.ACCEPT)])
def test_a_deadline_agreed_for_all_contracts_holds_where_one_is_silent(days: int, verdict: Verdict) -> None:
    terms = agreement(tiers=FLAT, claim_deadline_days=RebateRules(claim_deadline_days=days).claim_deadline_days)
    assert judged(claim("C-1", "20.00"), books([terms], [sale(1, "1000.00")])).verdict is verdict


def test_a_part_of_a_period_may_be_claimed_as_long_as_the_period() -> None:
    terms = agreement(tiers=FLAT, period=Period.QUARTER, claim_deadline_days=30)
    held = books([terms], [sale(1, "1000.00", date(2026, 1, 9))])
    january = claim("C-1", "20.00", Stretch(date(2026, 1, 1), date(2026, 1, 31)), filed_on=date(2026, 4, 30))
    assert judged(january, held).verdict is Verdict.ACCEPT
    late = judged(replace(january, filed_on=date(2026, 5, 1)), held)
    assert (late.reason, late.calculation.known["days_taken"]) == ("claimed_after_deadline", Decimal(31))


def test_what_was_approved_of_an_earlier_claim_counts_rather_than_what_it_claimed() -> None:
    first = claim("C-1", "2000.00", granted=Decimal(500))
    second = claim("C-2", "1500.00", filed_on=date(2027, 1, 9))
    held = books([agreement()], [sale(1, "100000.00")], [first])
    assert judged(second, held).verdict is Verdict.ACCEPT
    assert excess(judged(replace(second, amount=Decimal("1500.01")), held)) == Decimal("0.01")


def test_a_base_taken_gross_and_a_threshold_only_reached_are_named() -> None:
    gross = sale(1, "1000.00", gross_amount=1_200_000_000)
    assert judged(claim("C-1", "24.00"), books([agreement(tiers=FLAT)], [gross])).reason == "gross_base"
    strict = judged(claim("C-1", "7500.00"), books([agreement(exceeds=True)], [sale(1, "250000.00")]))
    assert "must be exceeded" in strict.why


def test_what_rests_on_rows_that_wait_for_a_person_is_not_disputed() -> None:
    held = books([agreement(tiers=FLAT)], [sale(1, "1000.00", _review=True)])
    found = judged(claim("C-1", "21.37"), held)
    assert (found.verdict, found.reason) == (Verdict.REVIEW, "rows_to_check")
    assert judged(claim("C-1", "20.00"), held).verdict is Verdict.ACCEPT


def test_a_branch_that_the_contract_does_not_name_is_paid_what_ties_and_else_asked_about() -> None:
    held = books([agreement(tiers=FLAT)], [sale(1, "1000.00", customer="Customer West"), sale(2, "7000.00", customer="Customer")])
    assert judged(claim("C-1", "20.00", customer="Customer West"), held).verdict is Verdict.ACCEPT
    asked = judged(claim("C-1", "21.37", customer="Customer West"), held)
    assert (asked.verdict, asked.reason) == (Verdict.REVIEW, "contract_to_check")
    assert "earner name" in asked.why
