"""Reading help over the wire and on the page: asked for where papers may go to a model, decided on by those who put papers right."""

from __future__ import annotations

from dataclasses import replace

import httpx2
import pytest

from agents.model.choice import CHOICE, Model, Models, Provider
from cases.background.work import WorkKind
from ledger.models import PointedField, Role, Supplier, User
from tests.http.conftest import Town
from tests.http.shop import Shop, stocked

OWN = Model("own", Provider.LOCAL, "small", "http://127.0.0.1:9/v1")


@pytest.fixture
def town(town: Town) -> Town:
    town.app.state.house = replace(town.app.state.house, models=Models({"own": OWN}, "own"))
    return town


@pytest.fixture
def shop(town: Town) -> Shop:
    return stocked(town, "Hal")


@pytest.fixture
def clerk(town: Town, shop: Shop) -> httpx2.Client:
    return town.caller(town.user("cleo@example.com", (Role.SPECIALIST, shop.supplier.id)))


def asked(caller: httpx2.Client, shop: Shop) -> httpx2.Response:
    return caller.post(f"/api/v1/documents/{shop.numbers['document_id']}/pointing", json={"paper_id": shop.numbers["paper_id"]})


def test_help_is_ordered_once_and_a_job_carries_it_out(town: Town, shop: Shop, clerk: httpx2.Client) -> None:
    first, again = asked(clerk, shop), asked(clerk, shop)
    assert (first.status_code, again.json()["id"]) == (202, first.json()["id"])
    assert (first.json()["model"], first.json()["kind"], first.json()["state"]) == ("own", "reading_help", "waiting")
    with town.desk.sessions() as session:
        waiting = [job for job in town.work.jobs(session) if job.kind is WorkKind.POINT]
    assert [job.payload for job in waiting] == [{"run_id": first.json()["id"]}]


@pytest.mark.both_engines
def test_a_supplier_without_a_model_is_told_so(town: Town, shop: Shop, clerk: httpx2.Client) -> None:
    with town.desk.sessions.begin() as session:
        session.get_one(Supplier, shop.supplier.id).settings = {CHOICE: "none"}
    refused = asked(clerk, shop)
    assert refused.status_code == 409
    assert "go to no model" in refused.text
    page = town.logged_in(town.user("ann@example.com", (Role.ADMIN, None))).get(f"/documents/{shop.numbers['document_id']}").text
    assert "Look for what is missing" not in page


@pytest.mark.both_engines
def test_what_was_pointed_at_is_listed_and_accepted_as_ones_own(shop: Shop, clerk: httpx2.Client) -> None:
    listed = clerk.get(f"/api/v1/documents/{shop.numbers['document_id']}/pointing").json()
    assert [(one["field"], one["state"], one["value"]) for one in listed] == [("buyer_name", "proposed", shop.mark)]
    decision = f"/api/v1/pointed/{shop.numbers['pointed_id']}/decision"
    assert clerk.post(decision, json={"accept": True}).json()["state"] == "accepted"
    told = clerk.get(f"/api/v1/documents/{shop.numbers['document_id']}").json()
    (paper,) = told["papers"]
    assert paper["content"]["fields"]["buyer_name"]["value"] == shop.mark
    mine = [c for c in told["corrections"] if c["name"] == "buyer_name"]
    assert [c["made_by"] for c in mine] == ["cleo@example.com"]
    assert clerk.post(decision, json={"accept": False}).status_code == 409


def test_who_may_put_no_paper_right_decides_on_nothing(town: Town, shop: Shop) -> None:
    reader = town.caller(town.user("sue@example.com", (Role.SUPPLIER, shop.supplier.id)))
    assert asked(reader, shop).status_code in {403, 404}
    assert reader.get(f"/api/v1/documents/{shop.numbers['document_id']}/pointing").status_code in {403, 404}
    assert reader.post(f"/api/v1/pointed/{shop.numbers['pointed_id']}/decision", json={"accept": True}).status_code in {403, 404}
    page = town.logged_in(town.user("sol@example.com", (Role.SUPPLIER, shop.supplier.id))).get(f"/documents/{shop.numbers['document_id']}")
    assert page.status_code == 200
    assert "Suggested values" not in page.text
    with town.desk.sessions() as session:
        assert session.get_one(PointedField, shop.numbers["pointed_id"]).state == "proposed"


def test_the_page_shows_what_was_pointed_at_and_whom_the_words_would_go_to(town: Town, shop: Shop, admin: User) -> None:
    browser = town.logged_in(admin)
    address = f"/documents/{shop.numbers['document_id']}"
    page = browser.get(address).text
    assert "Suggested values" in page
    assert f"/api/v1/pointed/{shop.numbers['pointed_id']}/decision" in page
    browser.post(f"/api/v1/pointed/{shop.numbers['pointed_id']}/decision", json={"accept": False})
    page = browser.get(address).text
    assert "Look for what is missing" in page
    assert "The words of this paper go to own" in page
    asked(browser, shop)
    assert "A model looks for values that are missing" in browser.get(address).text
