"""Typing a number finds the case of that number before everything that has it somewhere."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest

from ledger import search
from ledger.models import Case, Role
from tests.http.conftest import Town
from tests.http.shop import Shop, stocked

pytestmark = pytest.mark.both_engines


def asked(caller: httpx2.Client, query: str, **more: Any) -> list[dict[str, Any]]:
    answer = caller.get("/api/v1/search", params={"q": query, "limit": 8, **more})
    assert answer.status_code == 200
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


@pytest.fixture
def shop(town: Town) -> Shop:
    """Cases 12 and 127, and ten papers that hold both numbers and came later."""
    shop = stocked(town, "Hal")
    with town.desk.sessions.begin() as session:
        for name, number in (("case_id", 12), ("other_case_id", 127)):
            case = session.get_one(Case, shop.numbers[name])
            case.number = number
            search.put(session, shop.supplier.id, "case", case.id, f"#{number} {case.reference}")
        for number in range(1000, 1010):
            search.put(session, shop.supplier.id, "paper", number, f"invoice 9912{number}127")
    return shop


def test_a_number_finds_its_case_first_then_those_that_begin_with_it(town: Town, shop: Shop) -> None:
    caller = town.caller(town.user("ana@example.com", (Role.SPECIALIST, shop.supplier.id)))
    for typed in ("12", "#12", " 12 "):
        hits = asked(caller, typed)
        assert [(hit["noun"], hit["number"]) for hit in hits[:2]] == [("case", 12), ("case", 127)], typed
    hits = asked(caller, "12")
    assert len(hits) == 8
    assert hits[0]["noun_id"] == shop.numbers["case_id"]
    assert shop.mark.upper() in hits[0]["title"].upper()
    assert [hit["number"] for hit in asked(caller, "127")][:1] == [127]


def test_pages_do_not_repeat_a_case_that_came_first(town: Town, shop: Shop) -> None:
    caller = town.caller(town.user("ana@example.com", (Role.SPECIALIST, shop.supplier.id)))
    seen: list[tuple[str, int]] = []
    after: dict[str, str] = {}
    while True:
        page = caller.get("/api/v1/search", params={"q": "12", "limit": 3, **after}).json()
        seen += [(hit["noun"], hit["noun_id"]) for hit in page["items"]]
        if page["next"] is None:
            break
        after = {"after": page["next"]}
    assert len(seen) == len(set(seen)) == 12


def test_a_number_is_looked_for_among_what_is_seen_and_asked_for(town: Town, shop: Shop) -> None:
    other, _ = town.supplier("Other Goods")
    stranger = town.caller(town.user("eve@example.com", (Role.SPECIALIST, other.id)))
    admin = town.caller(town.user("ada@example.com", (Role.ADMIN, None)))
    assert asked(stranger, "12") == []
    assert asked(admin, "12", supplier_id=other.id) == []
    assert {hit["noun"] for hit in asked(admin, "12", noun="paper")} == {"paper"}
    assert asked(admin, "12", supplier_id=shop.supplier.id)[0]["number"] == 12


def test_the_page_of_search_finds_the_same_cases(town: Town, shop: Shop) -> None:
    caller = town.caller(town.user("ana@example.com", (Role.SPECIALIST, shop.supplier.id)))
    for typed, numbers in (("12", [12, 127]), ("#12", [12, 127]), ("127", [127])):
        found = caller.get("/search/found", params={"q": typed}).json()
        assert [int(case["text"].partition(" · ")[0]) for case in found["cases"]] == numbers, typed
    assert caller.get("/search", params={"q": "1"}).status_code == 200
    assert caller.get("/search/found", params={"q": "x"}).json() == {"cases": [], "papers": []}
