"""Corrected claims, claims for parts of a period, claims that a table states otherwise, versions in several currencies."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from cases.check.rebates import check_rebates
from cases.rebating.claim_moves import RefusedClaimError, move
from cases.rebating.claims import ClaimError, calculate, granted_within
from cases.rebating.eligibility import ScopeWanted, decide_scope
from cases.rebating.holds import holds_of
from cases.rebating.payouts import PayoutMade, record_payout
from cases.rebating.statement_files import statement_file
from cases.rebating.statements import latest_statement
from cases.rebating.version_moves import move as move_version
from cases.rebating.versions import VersionWanted, enter
from ledger.models import RebateClaimRow, RebateContract, RebateMonth, VersionState
from tests.rebating.agreed import CUSTOMER, US, VENDOR, Desk, sale, sales, terms
from tests.rebating.claiming import FLAT, JANUARY, MARCH, QUARTER, TIERS, S, approve, claims_table, look, state, submit, take, told

FEBRUARY = (date(2026, 2, 1), date(2026, 2, 28))


@pytest.fixture
def parted(desk: Desk) -> Desk:
    """A quarter of which January earned 100.00 and March 140.00."""
    desk.approved(period="quarter", tiers=FLAT)
    desk.house.receive(sales("sales.csv", sale(1, "5000.00", date(2026, 1, 9)), sale(2, "7000.00", MARCH)))
    look(desk)
    return desk


def ours(desk: Desk) -> list[RebateClaimRow]:
    return list(desk.session.scalars(select(RebateClaimRow).order_by(RebateClaimRow.id)))


@pytest.mark.both_engines
def test_a_corrected_claim_stands_in_the_place_of_the_disputed_one(owed: Desk) -> None:
    first = submit(owed, "310.00")
    look(owed)
    move(owed.session, first, S.DISPUTED, **told(owed, "ben"), reason="70.00 too much")
    second = submit(owed, "240.00", "CL-2")
    assert second.replaces_id == first.id
    look(owed)
    assert (second.verdict, second.difference_minor, second.difference_reason) == ("accept", 0, "as_agreed")
    approve(owed, second)
    assert (state(first), second.agreed_minor) == (S.WITHDRAWN, 240_00)


def test_a_correction_of_what_was_approved_and_disputed_by_the_partner_takes_its_amount_over(owed: Desk) -> None:
    first = submit(owed, "200.00")
    approve(owed, first)
    take(owed, first, (S.NOTIFIED, "ben"))
    move(owed.session, first, S.DISPUTED, **told(owed, "pia"), reason="40.00 were forgotten")
    second = submit(owed, "240.00", "CL-2")
    approve(owed, second)
    assert (second.agreed_minor, state(first)) == (240_00, S.WITHDRAWN)


def test_the_same_figures_filed_again_after_a_dispute_are_judged_on_their_merits(owed: Desk) -> None:
    first = submit(owed, "310.00")
    look(owed)
    move(owed.session, first, S.DISPUTED, **told(owed, "ben"), reason="70.00 too much")
    again, third = submit(owed, "310.00", "CL-2"), submit(owed, "240.00", "CL-3")
    assert (again.replaces_id, third.replaces_id) == (first.id, None)
    look(owed)
    assert (again.verdict, again.difference_reason) == ("dispute", "above_what_is_earned")
    assert third.difference_reason == "as_agreed"
    assert [h.signal for h in holds_of(owed.session, third.id)] == ["earlier_undecided"], "nobody has decided on the second one"


def test_a_claim_names_the_one_that_it_corrects_and_stands_in_its_place_once_it_is_approved(owed: Desk) -> None:
    """A slip of the claimant's own, before anybody looked at it: of the two only the corrected one is ever granted."""
    first = submit(owed, "310.00")
    second = submit(owed, "240.00", "CL-2", replaces="cl 1")
    assert second.replaces_id == first.id
    look(owed)
    assert (first.verdict, first.difference_reason, first.checks[0]["excess"]) == ("dispute", "corrected_since", "310.00")
    assert (second.verdict, holds_of(owed.session, second.id)) == ("accept", [])
    take(owed, first, (S.REVIEWED, "ben"))
    with pytest.raises(RefusedClaimError, match="claim CL-2 was filed in its place"):
        move(owed.session, first, S.APPROVED, **told(owed, "rita"))
    approve(owed, second)
    assert (state(first), second.agreed_minor) == (S.WITHDRAWN, 240_00)


def test_a_correction_that_is_withdrawn_leaves_the_first_claim_as_it_was(owed: Desk) -> None:
    first = submit(owed, "240.00")
    second = submit(owed, "200.00", "CL-2", replaces="CL-1")
    move(owed.session, second, S.WITHDRAWN, **told(owed, "pia"), reason="the first was right")
    approve(owed, first)
    assert (first.verdict, first.agreed_minor) == ("accept", 240_00)


@pytest.mark.parametrize(
    "named,said",
    [
        ("CL-9", "there is no claim CL-9 under agreement RB-1"),
        ("CL-1", "claim CL-1 was granted"),
        ("CL-2", "claim CL-3 stands in the place of CL-2 already"),
        ("CL-4", "claim CL-4 was withdrawn"),
    ],
)
def test_a_claim_that_cannot_be_meant_is_refused_as_the_corrected_one(owed: Desk, named: str, said: str) -> None:
    approve(owed, submit(owed, "100.00"))
    submit(owed, "140.00", "CL-2")
    submit(owed, "130.00", "CL-3", replaces="CL-2")
    move(owed.session, submit(owed, "10.00", "CL-4"), S.WITHDRAWN, **told(owed, "pia"), reason="a slip")
    with pytest.raises(ClaimError, match=said) as refused:
        submit(owed, "120.00", "CL-5", replaces=named)
    assert refused.value.field == "replaces"


def test_an_earlier_claim_that_nobody_decided_on_holds_a_later_one_and_takes_nothing_yet(owed: Desk) -> None:
    first, second = submit(owed, "200.00"), submit(owed, "100.00", "CL-2")
    look(owed)
    assert (second.verdict, second.difference_reason) == ("accept", "as_agreed")
    [hold] = holds_of(owed.session, second.id)
    assert hold.sentence == "nobody has decided on CL-1 for the same days yet; if that is taken, 60.00 USD of this claim is not due"
    move(owed.session, first, S.DISPUTED, **told(owed, "ben"), reason="not ours")
    look(owed)
    assert hold.gone_at is not None
    move(owed.session, first, S.CALCULATED, **told(owed, "ben"), reason="it is")
    approve(owed, first)
    look(owed)
    assert (second.verdict, second.difference_reason, second.checks[0]["excess"]) == ("dispute", "claimed_before", "60.00")


def test_a_table_names_the_claim_that_a_row_corrects(owed: Desk) -> None:
    rows = ({"claim_id": "T-1", "claimed_amount": "310.00"}, {"claim_id": "T-2", "claimed_amount": "240.00", "replaces_claim": "T-1"},
            {"claim_id": "T-3", "claimed_amount": "1.00", "replaces_claim": "nothing of ours"})  # fmt: skip
    owed.house.receive(claims_table(*rows))
    look(owed)
    first, second, third = ours(owed)
    assert (first.difference_reason, second.replaces_id, second.verdict) == ("corrected_since", first.id, "accept")
    assert third.replaces_id is None


@pytest.mark.both_engines
def test_a_part_of_a_period_is_granted_what_it_adds_and_settled_with_the_whole(parted: Desk) -> None:
    january = submit(parted, "100.00", period=JANUARY)
    assert january.difference_reason == "not_worked_out"
    look(parted)
    assert (january.calculated_minor, january.period_ends_on, january.to_date_minor) == (100_00, QUARTER[1], 240_00)
    approve(parted, january)
    whole = submit(parted, "240.00", "CL-2")
    approve(parted, whole)
    assert (january.agreed_minor, whole.agreed_minor) == (100_00, 140_00)
    february = submit(parted, "1.00", "CL-3", FEBRUARY)
    with pytest.raises(RefusedClaimError, match="nothing of it holds"):
        approve(parted, february)
    assert check_rebates(parted.session).sound


def test_a_part_is_never_granted_more_than_its_period_earned_to_date(desk: Desk) -> None:
    """January alone earns 100.00; by today returns of their own month have taken 60.00 of it back."""
    desk.approved(period="quarter", tiers=FLAT, returns_in="term_of_return")
    back = sale(2, "3000.00", date(2026, 2, 9), sale_kind="return", invoice_number="I1")
    desk.house.receive(sales("sales.csv", sale(1, "5000.00", date(2026, 1, 9)), back))
    january = submit(desk, "100.00", period=JANUARY)
    approve(desk, january)
    assert (january.calculated_minor, january.to_date_minor, january.agreed_minor) == (100_00, 40_00, 40_00)


def test_days_across_two_periods_in_part_are_for_a_person_and_whole_periods_sum(desk: Desk) -> None:
    desk.approved(period="month", tiers=FLAT)
    desk.house.receive(sales("sales.csv", sale(1, "5000.00", date(2026, 1, 9)), sale(2, "7000.00", MARCH)))
    look(desk)
    whole, across = submit(desk, "240.00"), submit(desk, "1.00", "CL-2", (date(2026, 1, 15), date(2026, 2, 9)))
    look(desk)
    assert (whole.calculated_minor, whole.period_ends_on) == (240_00, None)
    assert (across.calculated_minor, across.difference_reason) == (None, "agreement_unclear")


@pytest.mark.both_engines
def test_what_late_returns_take_of_a_true_up_sends_the_true_up_back_and_not_the_part(parted: Desk) -> None:
    january, whole = submit(parted, "100.00", period=JANUARY), submit(parted, "240.00", "CL-2")
    for claim in (january, whole):
        approve(parted, claim)
    parted.house.later(1)
    parted.house.receive(sales("returned.csv", sale(9, "1000.00", date(2026, 3, 20), sale_kind="return", invoice_number="I2")))
    look(parted)
    assert (state(january), state(whole)) == (S.APPROVED, S.CALCULATED)


def test_our_claim_for_a_period_leaves_out_what_we_claimed_for_its_months(desk: Desk) -> None:
    told_of: dict[str, Any] = {"payer": VENDOR, "earner": US, "period": "quarter", "tiers": FLAT}
    owner = desk.approved(desk.payer, number="RB-2", **told_of)
    bought = [sale(n, amount, day, US) for n, (amount, day) in enumerate((("5000.00", date(2026, 1, 9)), ("7000.00", MARCH)))]
    desk.house.receive(sales("bought.csv", *bought))
    statement = desk.statement(owner, desk.house.today)
    assert statement is not None
    january = calculate(desk.session, owner, *JANUARY, **told(desk, "ben"))
    look(desk)
    by_number = {c.number: c for c in ours(desk)}
    assert (january.number, january.claimed_minor) == ("RB-2/20260101-20260131", 100_00)
    whole = by_number["RB-2/20260331"]
    assert (whole.claimed_minor, whole.difference_why) == (140_00, "claimed as earned, less 100.00 USD on other claims for these days")
    with pytest.raises(ClaimError, match="all that was earned is claimed already"):
        calculate(desk.session, owner, *JANUARY, **told(desk, "ben"))


def test_a_claim_of_ours_that_somebody_withdrew_does_not_come_again(earned: Desk) -> None:
    [claim] = ours(earned)
    move(earned.session, claim, S.WITHDRAWN, **told(earned, "ben"), reason="settled by phone")
    look(earned)
    assert [c.state for c in ours(earned)] == [S.WITHDRAWN]


def test_what_was_submitted_is_judged_where_a_table_states_the_claim_otherwise(owed: Desk) -> None:
    claim = submit(owed, "240.00", "T-1")
    owed.house.receive(claims_table({"claim_id": "T-1", "claimed_amount": "310.00"}))
    look(owed)
    assert (claim.verdict, claim.claimed_minor, claim.difference_minor) == ("accept", 240_00, 0)
    [held] = [h for h in holds_of(owed.session, claim.id) if h.signal == "stated_otherwise"]
    assert held.sentence == "claims.csv states claim T-1 with 310.00 USD, 240.00 USD was submitted"


def test_a_table_that_states_its_claim_anew_changes_it_until_somebody_looked_at_it(owed: Desk) -> None:
    owed.house.receive(claims_table({"claim_id": "T-1", "claimed_amount": "310.00"}))
    look(owed)
    [claim] = ours(owed)
    assert (claim.claimed_minor, claim.verdict) == (310_00, "dispute")
    owed.house.later(1)
    owed.house.receive(claims_table({"claim_id": "T-1", "claimed_amount": "240.00"}, name="corrected.csv"))
    look(owed)
    assert (claim.claimed_minor, claim.verdict) == (240_00, "accept")


def test_versions_in_several_currencies_are_never_one_sum(desk: Desk) -> None:
    owner = desk.approved(period="quarter", tiers=FLAT)
    wanted = VersionWanted(terms(period="quarter", tiers=FLAT, currency="EUR"), effective_from=date(2026, 4, 1))
    second = enter(desk.session, desk.house.account, wanted, us=US, contract=owner, **desk.by())
    move_version(desk.session, second, VersionState.SUBMITTED, **desk.by())
    move_version(desk.session, second, VersionState.APPROVED, **desk.by("rita"))
    in_euros = sale(2, "7000.00", date(2026, 5, 5), currency="EUR")
    desk.house.receive(sales("sales.csv", sale(1, "5000.00", date(2026, 1, 9)), in_euros))
    statement = desk.statement(owner, date(2026, 6, 30))
    assert statement is not None
    assert (statement.currency, statement.earned_minor) == ("EUR", 140_00)
    assert [(t["currency"], Decimal(t["earned"])) for t in statement.content["totals"]] == [("EUR", Decimal(140)), ("USD", Decimal(100))]
    months = desk.session.scalars(select(RebateMonth).order_by(RebateMonth.starts_on)).all()
    assert [(m.currency, m.earned_minor) for m in months if m.earned_minor] == [("USD", 100_00), ("EUR", 140_00)]
    assert check_rebates(desk.session).sound
    claim = submit(desk, "100.00")
    assert (claim.calculated_minor, claim.difference_minor) == (100_00, 0)
    assert submit(desk, "100.00", "CL-2", currency="EUR").difference_reason == "currency_differs"
    spring = submit(desk, "140.00", "CL-3", (date(2026, 4, 1), date(2026, 6, 30)), currency="EUR")
    look(desk)
    assert (claim.verdict, spring.verdict) == ("accept", "accept")
    assert statement_file(desk.session, owner, date(2026, 6, 30), "json").count(b'"agreement": "RB-1"') == 2


def test_the_judge_counts_a_customer_only_on_the_days_on_which_it_counts(owed: Desk) -> None:
    owner = owed.session.scalars(select(RebateContract)).one()
    owed.house.receive(sales("more.csv", sale(3, "4000.00", date(2026, 2, 9))))
    left_out = ScopeWanted(include=False, reason="not yet a member", customer=CUSTOMER, ends_on=date(2026, 2, 28))
    decide_scope(owed.session, owner, left_out, **owed.by("dora"))
    claim = submit(owed, "320.00")
    look(owed)
    assert (claim.calculated_minor, claim.verdict, claim.checks[0]["excess"]) == (240_00, "dispute", "80.00")


@pytest.mark.both_engines
def test_a_baseline_of_the_year_before_is_had_from_the_ledger(desk: Desk) -> None:
    tiers = [{"start": "0", "rate": "0.10"}]
    grown: dict[str, Any] = {
        "mechanism": "growth",
        "growth_on": "increase",
        "baseline_of_last_year": True,
        "period": "year",
        "tiers": tiers,
    }
    owner = desk.approved(**grown)
    days = (date(2025, 1, 3), date(2025, 9, 9), date(2026, 3, 3))
    desk.house.receive(sales("sales.csv", *(sale(n, f"{n + 1}000.00", day) for n, day in enumerate(days))))
    assert desk.work_out(owner, date(2026, 12, 31)).problem == ""
    [period] = desk.work_out(owner, date(2026, 12, 31)).periods
    assert [s.value for s in period.account.payout.calculation if s.id == "baseline"] == ["3000"]


def test_money_is_expected_as_many_days_after_a_claim_as_the_agreement_says(desk: Desk) -> None:
    desk.approved(period="quarter", tiers=TIERS, payment_days=45)
    desk.house.receive(sales("sales.csv", sale(1, "12000.00", MARCH)))
    claim = submit(desk, "240.00")
    approve(desk, claim)
    assert claim.expected_on is None
    take(desk, claim, (S.NOTIFIED, "ben"))
    assert claim.expected_on == desk.house.today + timedelta(days=45)


def test_accruals_go_by_the_planned_base_where_one_is_agreed(desk: Desk) -> None:
    """By plan the upper tier is reached; the run-rate of the first month alone would not reach it."""
    tiers = [{"start": "0", "rate": "0.01"}, {"start": "60000", "rate": "0.03"}]
    sold = sales("sales.csv", sale(1, "1000.00", date(2026, 1, 9)))
    desk.house.receive(sold)
    by_run_rate, by_plan = (desk.approved(number=n, tiers=tiers, planned_base=plan) for n, plan in (("RB-1", None), ("RB-2", "60000")))
    day = date(2026, 1, 31)
    assert [desk.work_out(owner, day).total.accrued for owner in (by_run_rate, by_plan)] == [Decimal("10.00"), Decimal("30.00")]


def test_the_last_day_for_a_claim_is_that_of_the_house_wherever_somebody_sits(desk: Desk) -> None:
    """At half past eleven in the evening of the last day in UTC it is the next day further east."""
    desk.approved(period="quarter", tiers=TIERS, claim_deadline_days=30)
    desk.house.receive(sales("sales.csv", sale(1, "12000.00", MARCH)))
    look(desk)
    last = QUARTER[1] + timedelta(days=30)
    desk.house.now = datetime(last.year, last.month, last.day, 23, 30, tzinfo=UTC).astimezone(timezone(timedelta(hours=9)))
    assert submit(desk, "240.00").difference_reason == "as_agreed"
    desk.house.now += timedelta(hours=1)
    assert submit(desk, "240.00", "CL-2").difference_reason == "claimed_after_deadline"


def test_what_was_paid_beyond_what_a_period_earned_by_now_is_told(owed: Desk) -> None:
    claim = submit(owed, "240.00")
    approve(owed, claim)
    take(owed, claim, (S.NOTIFIED, "ben"), (S.AGREED, "pia"))
    record_payout(owed.session, claim, PayoutMade("credit", 240_00, owed.house.today, "CN-1"), **told(owed, "ben"))
    owed.house.later(1)
    owed.house.receive(sales("returned.csv", sale(9, "1000.00", date(2026, 3, 20), sale_kind="return", invoice_number="I2")))
    look(owed)
    earned = latest_statement(owed.session, claim.contract_id)
    assert earned is not None
    assert granted_within(owed.session, claim.contract_id, *QUARTER, "USD") - earned.earned_minor == 20_00
