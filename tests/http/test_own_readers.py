"""What a supplier's own reader is told by the API: what was filed, answered and paid, and nothing of how the house works."""

from __future__ import annotations

import csv
import io
from typing import Any

import httpx2
import pytest

from api.http.gate.own_readers import SIGNED
from api.http.permissions import TokenScope
from ledger.models import Case, Correction, Draft, Filing, HandLink, Role, User
from tests.http.conftest import Town
from tests.http.shop import Shop, stocked


@pytest.fixture
def shop(town: Town, admin: User) -> Shop:
    """A supplier with a case that somebody works on: given, marked and remarked on."""
    made = stocked(town, "Hal")
    case = f"/api/v1/cases/{made.numbers['case_id']}"
    caller = town.caller(admin)
    assert caller.patch(case, json={"tags": ["doubtful"], "priority": 3}).status_code == 200
    assert caller.post(f"{case}/comments", json={"text": "Their claim is weak, keep it quiet."}).status_code == 201
    return made


@pytest.fixture
def sue(town: Town, shop: Shop) -> httpx2.Client:
    return town.caller(town.user("sue@example.com", (Role.SUPPLIER, shop.supplier.id)))


def signed(told: Any) -> list[str]:
    """Who is named anywhere in an answer."""
    if isinstance(told, list):
        return [name for one in told for name in signed(one)]
    if not isinstance(told, dict):
        return []
    here = [told[key] for key in SIGNED & set(told) if told[key]]
    return here + [name for value in told.values() for name in signed(value)]


def test_a_case_comes_without_remarks_marks_and_names(shop: Shop, sue: httpx2.Client) -> None:
    told = sue.get(f"/api/v1/cases/{shop.numbers['case_id']}").json()
    assert (told["comments"], told["tags"], told["priority"], told["assignee_id"], told["moves"], told["links"]) == (
        [],
        [],
        0,
        None,
        [],
        [],
    )
    assert told["waiver"] is None
    assert signed(told) == []
    assert "keep it quiet" not in str(told)
    listed = sue.get("/api/v1/cases").json()["items"]
    assert {(row["priority"], tuple(row["tags"])) for row in listed} == {(0, ())}


@pytest.mark.parametrize("asked", ["tag=doubtful", "assignee=none", "assignee=1"])
def test_marks_and_people_cannot_be_asked_after_either(shop: Shop, sue: httpx2.Client, asked: str) -> None:
    assert sue.get(f"/api/v1/cases?{asked}").json()["items"] == []
    assert str(shop.numbers["case_id"]) not in sue.get(f"/api/v1/exports/cases?format=json&{asked}").text.partition('"cases"')[2]


def test_why_somebody_put_a_paper_right_is_not_told(town: Town, shop: Shop, admin: User, sue: httpx2.Client) -> None:
    address = f"/api/v1/documents/{shop.numbers['document_id']}"
    with town.desk.sessions.begin() as session:
        for row in (*session.query(Correction), *session.query(HandLink)):
            row.reason = "Their clerk is careless."
    assert "careless" in town.caller(admin).get(address).text
    assert "careless" not in sue.get(address).text


@pytest.mark.both_engines
def test_those_who_work_there_see_all_of_it(town: Town, shop: Shop, admin: User) -> None:
    for caller in (town.caller(admin), town.caller(admin, TokenScope.READ)):
        told = caller.get(f"/api/v1/cases/{shop.numbers['case_id']}").json()
        assert told["tags"] == ["doubtful"]
        assert "Their claim is weak, keep it quiet." in [comment["text"] for comment in told["comments"]]


@pytest.mark.parametrize(
    "path",
    [
        "/cases/{case_id}/events",
        "/suppliers/{supplier_id}/events",
        "/suppliers/{supplier_id}/events/stream",
        "/cases/{case_id}/filing-kit",
        "/mails/{mail_id}",
        "/jobs/{job_id}",
        "/reports/recovery?by=assignee",
        "/house",
    ],
)
def test_how_the_house_works_is_not_told(path: str, shop: Shop, sue: httpx2.Client) -> None:
    numbers = shop.numbers | {"supplier_id": shop.supplier.id}
    assert sue.get("/api/v1" + path.format(**numbers)).status_code == 403


@pytest.mark.both_engines
def test_lists_of_work_and_mails_are_empty(sue: httpx2.Client) -> None:
    assert sue.get("/api/v1/jobs").json()["items"] == []
    assert sue.get("/api/v1/mails").json()["items"] == []


def test_letters_and_packets_are_told_once_they_were_filed(town: Town, shop: Shop, sue: httpx2.Client) -> None:
    case = f"/api/v1/cases/{shop.numbers['case_id']}"
    draft, packet = shop.numbers["draft_id"], shop.numbers["packet_id"]
    with town.desk.sessions.begin() as session:
        for filing in session.query(Filing).where(Filing.case_id == shop.numbers["case_id"]):
            filing.draft_id = filing.packet_id = None
    assert sue.get(f"{case}/drafts").json() == []
    assert sue.get(f"/api/v1/drafts/{draft}").status_code == 404
    assert sue.get(f"{case}/packets").json() == []
    assert sue.get(f"/api/v1/packets/{packet}/parts/1").status_code == 404
    assert sue.get(f"{case}/packet.pdf").status_code == 409
    with town.desk.sessions.begin() as session:
        filed = session.query(Filing).where(Filing.case_id == shop.numbers["case_id"]).first()
        assert filed is not None
        filed.draft_id, filed.packet_id = draft, packet
        session.get_one(Draft, draft).problems = [{"severity": "remark", "message": "weak", "sentence": None}]
    told = sue.get(f"/api/v1/drafts/{draft}").json()
    assert (told["problems"], told["made_by"], told["approved_by"]) == ([], "", None if told["approved_by"] is None else "")
    assert told["text"]
    assert [row["id"] for row in sue.get(f"{case}/drafts").json()] == [draft]
    assert [row["id"] for row in sue.get(f"{case}/packets").json()] == [packet]
    assert sue.get(f"/api/v1/packets/{packet}/parts/1").status_code == 200
    assert sue.get(f"/api/v1/drafts/{draft}/diff").status_code == 403


def test_an_export_has_no_columns_of_the_house(town: Town, admin: User, shop: Shop, sue: httpx2.Client) -> None:
    def columns(caller: httpx2.Client) -> set[str]:
        text = caller.get("/api/v1/exports/cases").content.decode("utf-8-sig")
        return set(next(csv.reader(io.StringIO(text))))

    with town.desk.sessions() as session:
        assert session.get(Case, shop.numbers["case_id"]) is not None
    assert columns(town.caller(admin)) - columns(sue) == {
        *("assignee_id", "priority", "tags"),
        *("chance", "expected", "worth_per_hour", "minutes_left"),
    }


def test_papers_come_without_the_names_of_those_who_read_them(shop: Shop, sue: httpx2.Client) -> None:
    assert signed(sue.get(f"/api/v1/documents/{shop.numbers['document_id']}").json()) == []
    assert signed(sue.get("/api/v1/documents").json()) == []
    assert sue.get("/api/v1/links").json()["items"] == []
    assert signed(sue.get(f"/api/v1/accounts/{shop.account.id}/terms").json()) == []
