"""The odds by the API: what they rest on, the order by worth, and that no supplier's own reader learns either."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from cases.life.standing import refresh
from cases.odds.renewing import renew_cases, renew_cells
from ledger.models import Account, Role, Supplier, User
from rules.loader import load_rules
from tests.cases.office import Office
from tests.http.conftest import Town


@pytest.fixture
def accounts(town: Town) -> tuple[Supplier, Account]:
    """A supplier with two cases of unlike worth; the smaller one is nearly done."""
    supplier, account = town.supplier("Halden")
    with town.desk.sessions.begin() as session:
        kept, held = session.get_one(Supplier, supplier.id), session.get_one(Account, account.id)
        office = Office(session, kept, held, load_rules("amazon_us", None, town.now.date()), town.now)
        office.case({"reference": "INV1SC", "recoverable_minor": 60000, "claimed_minor": 60000})
        near = office.case({"reference": "INV2SC", "recoverable_minor": 40000, "claimed_minor": 40000})
        office.ready(near)
        refresh(session, near, office.rules, today=office.today, now=office.now)
        session.flush()
        renew_cells(session, today=office.today, now=office.now)
        renew_cases(session, 1, 1_000)
    return supplier, account


def test_a_case_is_listed_with_its_odds(town: Town, admin: User, accounts: tuple[Supplier, Account]) -> None:
    del accounts
    listed = town.caller(admin).get("/api/v1/cases", params={"sort": "number"}).json()["items"]
    odds = listed[0]["odds"]
    assert (odds["chance"], odds["share"], odds["round"], odds["speaks"], odds["decided"], odds["whole"]) == (
        "0.7400",
        "0.9000",
        "first",
        None,
        0,
        0,
    )
    assert (odds["expected"], listed[0]["sums"]["open"]) == ("399.60", "600.00")
    assert town.caller(admin).get(f"/api/v1/cases/{listed[0]['id']}").json()["odds"] == odds


@pytest.mark.both_engines
def test_what_an_hour_brings_the_most_on_comes_first(town: Town, admin: User, accounts: tuple[Supplier, Account]) -> None:
    del accounts
    shown = town.caller(admin).get("/api/v1/cases", params={"sort": "worth", "limit": 1}).json()
    assert [row["reference"] for row in shown["items"]] == ["INV2SC"]
    following = town.caller(admin).get("/api/v1/cases", params={"sort": "worth", "limit": 1, "after": shown["next"]}).json()
    assert [row["reference"] for row in following["items"]] == ["INV1SC"]
    worst = town.caller(admin).get("/api/v1/cases", params={"sort": "worth", "backwards": "true"}).json()["items"]
    assert [row["reference"] for row in worst] == ["INV1SC", "INV2SC"]


@pytest.fixture
def sue(town: Town, accounts: tuple[Supplier, Account]) -> TestClient:
    return town.caller(town.user("sue@example.com", (Role.SUPPLIER, accounts[0].id)))


def test_a_supplier_s_own_reader_learns_no_odds(sue: TestClient) -> None:
    listed = sue.get("/api/v1/cases").json()["items"]
    assert [row["odds"] for row in listed] == [None, None]
    assert sue.get("/api/v1/cases", params={"sort": "worth"}).json()["items"] == []
    assert sue.get(f"/api/v1/cases/{listed[0]['id']}").json()["odds"] is None
    for path in ("/api/v1/cases", f"/api/v1/cases/{listed[0]['id']}", "/api/v1/exports/cases", "/api/v1/exports/cases?form=json"):
        assert "399.60" not in sue.get(path).text
