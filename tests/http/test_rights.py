"""What each role may do, and that a token never does more than its user."""

from __future__ import annotations

import pytest

from api.http.permissions import TokenScope
from ledger.models import Role, User
from tests.http.conftest import Town
from tests.http.shop import stocked

READING = {"read", "download"}


@pytest.mark.parametrize(
    "role,allowed",
    [
        (Role.SUPPLIER, READING),
        (Role.SPECIALIST, READING | {"upload", "correct", "work", "file"}),
        (Role.REVIEWER, READING | {"upload", "correct", "work", "file", "approve"}),
        (Role.ADMIN, READING | {"upload", "correct", "work", "file", "approve", "run", "arrange", "audit", "govern"}),
    ],
)
def test_a_role_may_do_what_the_table_says(town: Town, role: Role, allowed: set[str]) -> None:
    supplier, _ = town.supplier("Hal")
    me = town.caller(town.user("ana@example.com", (role, supplier.id))).get("/api/v1/me").json()
    assert set(me["suppliers"][0]["actions"]) == allowed
    assert me["house"] == []


def test_a_supplier_reads_and_changes_nothing(town: Town) -> None:
    shop = stocked(town, "Hal")
    caller = town.caller(town.user("sue@example.com", (Role.SUPPLIER, shop.supplier.id)))
    case = f"/api/v1/cases/{shop.numbers['case_id']}"
    assert caller.get(case).status_code == 200
    assert caller.post(f"{case}/comments", json={"text": "hello"}).status_code == 403
    assert caller.post(f"{case}/transitions", json={"to": "drafting"}).status_code == 403
    assert caller.post("/api/v1/documents", files={"file": ("a.csv", b"a")}).status_code == 403


def test_a_specialist_does_not_approve(town: Town) -> None:
    shop = stocked(town, "Hal")
    caller = town.caller(town.user("sam@example.com", (Role.SPECIALIST, None)))
    case = f"/api/v1/cases/{shop.numbers['case_id']}/transitions"
    assert caller.post(case, json={"to": "ready_to_file"}).status_code == 403


def test_the_role_supplier_is_never_for_all(town: Town, admin: User) -> None:
    answer = town.caller(admin).post(f"/api/v1/users/{admin.id}/roles", json={"role": "supplier"})
    assert answer.status_code == 422


@pytest.mark.both_engines
def test_the_last_admin_stays(town: Town, admin: User) -> None:
    caller = town.caller(admin)
    assert caller.patch(f"/api/v1/users/{admin.id}", json={"active": False}).status_code == 409
    assert caller.delete(f"/api/v1/users/{admin.id}/roles/admin").status_code == 409


@pytest.mark.both_engines
def test_an_admin_of_one_supplier_does_not_govern_the_house(town: Town) -> None:
    supplier, _ = town.supplier("Hal")
    caller = town.caller(town.user("ann@example.com", (Role.ADMIN, supplier.id)))
    assert caller.get("/api/v1/users").status_code == 403
    assert caller.post("/api/v1/suppliers", json={"name": "Mine"}).status_code == 403
    assert caller.patch(f"/api/v1/suppliers/{supplier.id}", json={"four_eyes": True}).json()["four_eyes"] is True


def test_a_reading_token_of_an_admin_only_reads(town: Town, admin: User) -> None:
    shop = stocked(town, "Hal")
    caller = town.caller(admin, TokenScope.READ)
    assert caller.get(f"/api/v1/cases/{shop.numbers['case_id']}").status_code == 200
    assert caller.post(f"/api/v1/cases/{shop.numbers['case_id']}/comments", json={"text": "x"}).status_code == 403
    assert caller.get("/api/v1/users").status_code == 403


def test_a_token_with_every_scope_does_no_more_than_its_user(town: Town) -> None:
    shop = stocked(town, "Hal")
    caller = town.caller(town.user("sue@example.com", (Role.SUPPLIER, shop.supplier.id)), *TokenScope)
    assert caller.post(f"/api/v1/cases/{shop.numbers['case_id']}/comments", json={"text": "x"}).status_code == 403


@pytest.mark.both_engines
def test_a_token_ends_by_time_and_by_hand(town: Town, admin: User) -> None:
    browser = town.logged_in(admin)
    made = browser.post("/api/v1/tokens", json={"name": "nightly", "scopes": ["read"], "days": 2}).json()
    caller = town.browser()
    caller.headers["authorization"] = f"Bearer {made['secret']}"
    assert caller.get("/api/v1/me").status_code == 200
    listed = browser.get("/api/v1/tokens").json()["items"][0]
    assert listed["prefix"] == made["secret"][:10]
    assert "secret" not in listed
    town.wait(days=1)
    assert caller.get("/api/v1/me").status_code == 200
    town.wait(days=1)
    assert caller.get("/api/v1/me").status_code == 401
    browser = town.logged_in(admin)
    other = browser.post("/api/v1/tokens", json={"name": "x", "scopes": ["read"]}).json()
    caller.headers["authorization"] = f"Bearer {other['secret']}"
    assert caller.get("/api/v1/me").status_code == 200
    assert browser.delete(f"/api/v1/tokens/{other['id']}").status_code == 204
    assert caller.get("/api/v1/me").status_code == 401


def test_a_token_makes_no_token_and_changes_no_password(town: Town, admin: User) -> None:
    caller = town.caller(admin)
    assert caller.post("/api/v1/tokens", json={"name": "x", "scopes": ["read"]}).status_code == 403
    assert caller.put("/api/v1/me/password", json={"current": "a", "password": "b"}).status_code == 403


def test_a_role_that_was_taken_away_is_gone_at_once(town: Town, admin: User) -> None:
    shop = stocked(town, "Hal")
    user = town.user("sam@example.com", (Role.SPECIALIST, shop.supplier.id))
    caller = town.caller(user)
    case = f"/api/v1/cases/{shop.numbers['case_id']}"
    assert caller.get(case).status_code == 200
    town.caller(admin).delete(f"/api/v1/users/{user.id}/roles/specialist", params={"supplier_id": shop.supplier.id})
    assert caller.get(case).status_code == 404
