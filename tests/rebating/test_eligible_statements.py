"""A statement comes from the ledger's own sales, for those who count, and says what changed since the last one."""

import json
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from cases.check.rebates import check_rebates
from cases.rebating.eligibility import Roll, ScopeError, ScopeWanted, decide_scope, eligibility_of, keep_customer, undo_scope
from cases.rebating.statement_files import NoStatementError, statement_file
from cases.rebating.statements import latest_statement, months_of, rebate_ledger, recomputed
from cases.rebating.version_moves import move
from cases.rebating.versions import VersionWanted, enter
from ledger.models import RebateContract, RebateStatement, VersionState
from tests.rebating.agreed import CUSTOMER, US, Desk, sale, sales, terms

MARCH, MAY, AUTUMN, CLOSE = date(2026, 3, 5), date(2026, 5, 5), date(2026, 10, 31), date(2027, 1, 31)


def test_a_statement_gives_what_was_earned_and_what_the_next_tier_needs(desk: Desk) -> None:
    owner = desk.approved()
    desk.house.receive(sales("sales.csv", sale(1, "12000.00", MARCH), sale(2, "8000.00", MAY)))
    kept = desk.statement(owner, AUTUMN)
    assert kept is not None
    assert (kept.earned_minor, kept.transactions, kept.problem) == (400_00, 2, "")
    assert owner.figures["progress"]["missing"] == "30000"
    assert owner.figures["period"]["base"] == "20000"
    months = months_of(desk.session, owner.id)
    assert [m.month for m in months][:3] == ["2026-01", "2026-02", "2026-03"]
    assert months[-1].to_date_minor == kept.accrued_minor
    assert sum(m.accrued_minor for m in months) == kept.accrued_minor


@pytest.mark.both_engines
def test_the_same_inputs_make_no_further_statement(desk: Desk) -> None:
    owner = desk.approved()
    desk.house.receive(sales("sales.csv", sale(1, "12000.00", MARCH)))
    assert desk.statement(owner, AUTUMN) is not None
    assert desk.statement(owner, AUTUMN) is None


def test_data_that_comes_late_shows_as_a_difference_and_the_old_statement_can_be_worked_out_again(desk: Desk) -> None:
    owner = desk.approved()
    desk.house.receive(sales("sales.csv", sale(1, "9000.00", MARCH)))
    first = desk.statement(owner, CLOSE)
    desk.house.later(3)
    desk.house.receive(sales("late.csv", sale(2, "2000.00", MAY)))
    second = desk.statement(owner, CLOSE)
    assert first is not None
    assert second is not None
    [changed] = second.difference
    assert (changed["payout_before"], changed["payout_after"], changed["cause"]) == ("0.00", "220.00", "late_data")
    assert changed["late"] == {"transactions": 1, "base": "2000", "files": ["late.csv"]}
    assert recomputed(desk.session, first) == (True, [])
    assert recomputed(desk.session, second) == (True, [])
    assert latest_statement(desk.session, owner.id) is second


def test_a_period_is_worked_out_by_the_version_in_force_when_it_began(desk: Desk) -> None:
    owner = desk.approved(period="quarter", mechanism="per_unit", tiers=[{"start": "0", "amount": "1"}])
    wanted = VersionWanted(
        terms(period="quarter", mechanism="per_unit", tiers=[{"start": "0", "amount": "2"}]), effective_from=date(2026, 4, 1)
    )
    second = enter(desk.session, desk.house.account, wanted, us=US, contract=owner, **desk.by())
    move(desk.session, second, VersionState.SUBMITTED, **desk.by())
    move(desk.session, second, VersionState.APPROVED, **desk.by("rita"))
    desk.house.receive(sales("sales.csv", sale(1, "100.00", MARCH), sale(2, "100.00", MAY)))
    kept = desk.statement(owner, date(2026, 6, 30))
    assert kept is not None
    assert [(p["version"], p["payout"]) for p in kept.content["periods"]] == [(1, "10.00"), (2, "20.00")]


def test_an_agreement_without_an_approved_version_earns_nothing_and_says_so(desk: Desk) -> None:
    version = desk.enter()
    desk.house.receive(sales("sales.csv", sale(1, "12000.00", MARCH)))
    owner = next(r.contract for r in _rolls(desk) if r.contract.id == version.contract_id)
    kept = desk.statement(owner, AUTUMN)
    assert kept is not None
    assert (kept.earned_minor, kept.problem) == (0, "no version of the agreement is approved")


@pytest.mark.both_engines
def test_who_was_left_out_does_not_count_and_the_reason_says_so(desk: Desk) -> None:
    owner = desk.approved()
    keep_customer(desk.session, owner.supplier_id, {"name": "Brenner Export", "territory": "Canada"}, **desk.by())
    take_in = ScopeWanted(include=True, territory="Canada", reason="amendment 2")
    decide_scope(desk.session, owner, take_in, **desk.by())
    rows = sale(1, "12000.00", MARCH), sale(2, "500.00", MAY, "Brenner Export"), sale(3, "900.00", MAY, "Somebody Else")
    desk.house.receive(sales("sales.csv", *rows))
    kept = desk.statement(owner, AUTUMN)
    assert kept is not None
    assert kept.content["customers"] == ["Brenner Export", CUSTOMER]
    assert kept.content["periods"][0]["base"] == "12500"
    out = decide_scope(
        desk.session, owner, ScopeWanted(include=False, customer="Brenner Export", reason="closed", starts_on=MAY), **desk.by()
    )
    said = eligibility_of(desk.session, owner, "Brenner Export", MAY)
    assert (said.eligible, said.sentence) == (False, "Brenner Export from 2026-05-05 does not count: closed")
    assert eligibility_of(desk.session, owner, "Brenner Export", MARCH).eligible
    again = desk.statement(owner, AUTUMN)
    assert again is not None
    assert again.content["periods"][0]["base"] == "12000"
    undo_scope(desk.session, owner, out, **desk.by())
    assert eligibility_of(desk.session, owner, "Brenner Export", MAY).eligible
    assert "nobody took Somebody Else in" in eligibility_of(desk.session, owner, "Somebody Else", MAY).sentence
    assert "outside the term" in eligibility_of(desk.session, owner, CUSTOMER, date(2025, 12, 31)).sentence


def test_a_decision_names_one_thing_and_a_reason(desk: Desk) -> None:
    owner = desk.approved()
    with pytest.raises(ScopeError, match="one customer, one territory or one channel"):
        decide_scope(desk.session, owner, ScopeWanted(include=True, reason="x"), **desk.by())
    with pytest.raises(ScopeError, match="say why"):
        decide_scope(desk.session, owner, ScopeWanted(include=True, customer="A", reason=" "), **desk.by())


@pytest.mark.both_engines
def test_statements_are_kept_for_good(desk: Desk) -> None:
    owner = desk.approved()
    desk.house.receive(sales("sales.csv", sale(1, "12000.00", MARCH)))
    desk.statement(owner, AUTUMN)
    desk.house.receive(sales("more.csv", sale(2, "12000.00", MAY)))
    desk.statement(owner, AUTUMN)
    assert len(desk.session.scalars(select(RebateStatement)).all()) == 2


def _rolls(desk: Desk) -> tuple[Roll, ...]:
    return rebate_ledger(desk.session, desk.house.account.id, AUTUMN).rolls


def test_a_statement_is_had_as_page_workbook_and_plain_values(desk: Desk) -> None:
    owner = desk.approved()
    desk.house.receive(sales("sales.csv", sale(1, "12000.00", MARCH)))
    told = json.loads(statement_file(desk.session, owner, AUTUMN, "json"))
    assert [(s["agreement"], s["earned"], s["periods"][0]["listed"][0]["transaction_id"]) for s in told] == [("RB-1", "240.00", "T1")]
    assert b"RB-1" in statement_file(desk.session, owner, AUTUMN, "html")
    assert statement_file(desk.session, owner, AUTUMN, "xlsx").startswith(b"PK")
    with pytest.raises(NoStatementError, match="approve a version"):
        statement_file(desk.session, desk.session.get_one(RebateContract, desk.enter(number="RB-9").contract_id), AUTUMN, "json")


@pytest.mark.both_engines
def test_a_statement_as_of_an_earlier_day_stands_beside_and_changes_nothing_of_today(desk: Desk) -> None:
    owner = desk.approved()
    desk.house.receive(sales("sales.csv", sale(1, "12000.00", MARCH), sale(2, "8000.00", MAY)))
    today = desk.statement(owner, AUTUMN)
    earlier = desk.statement(owner, date(2026, 4, 30))
    assert today is not None
    assert earlier is not None
    assert (earlier.earned_minor, earlier.difference) == (240_00, [])
    assert latest_statement(desk.session, owner.id) is today
    assert latest_statement(desk.session, owner.id, date(2026, 5, 1)) is earlier
    assert (owner.figures["earned"], len(months_of(desk.session, owner.id))) == ("400.00", 10)
    assert desk.statement(owner, date(2026, 4, 30)) is None


def test_no_day_counts_twice_where_a_version_with_a_term_of_its_own_takes_over(desk: Desk) -> None:
    per_unit: dict[str, Any] = {"mechanism": "per_unit", "tiers": [{"start": "0", "amount": "1"}]}
    owner = desk.approved(**per_unit)
    wanted = VersionWanted(terms(**(per_unit | {"starts_on": "2026-05-01", "tiers": [{"start": "0", "amount": "2"}]})))
    second = enter(desk.session, desk.house.account, wanted, us=US, contract=owner, **desk.by())
    move(desk.session, second, VersionState.SUBMITTED, **desk.by())
    move(desk.session, second, VersionState.APPROVED, **desk.by("rita"))
    desk.house.receive(sales("sales.csv", sale(1, "100.00", MARCH), sale(2, "100.00", MAY)))
    kept = desk.statement(owner, AUTUMN)
    assert kept is not None
    told = [(p["version"], p["start"], p["end"], p["payout"]) for p in kept.content["periods"]]
    assert told == [(1, "2026-01-01", "2026-04-30", "10.00"), (2, "2026-05-01", "2026-12-31", "20.00")]
    assert [f.problems for f in (check_rebates(desk.session),)] == [()]
