"""What people share: views of the queue, how their pages are, and who looks at the same thing."""

from __future__ import annotations

import httpx2
import pytest

from api.http.permissions import TokenScope
from ledger.models import Role, User
from tests.http.conftest import Town
from tests.http.shop import Shop, stocked

VIEWS = "/api/v1/views"
PREFERENCES = "/api/v1/me/preferences"
PRESENCE = "/api/v1/presence"


def names(caller: httpx2.Client) -> list[str]:
    return [view["name"] for view in caller.get(VIEWS).json()["items"]]


@pytest.fixture
def shop(town: Town) -> Shop:
    return stocked(town, "Hal")


@pytest.mark.both_engines
def test_a_view_is_kept_and_edited_in_place(town: Town, admin: User) -> None:
    caller = town.caller(admin)
    made = caller.post(VIEWS, json={"name": "Due soon", "query": "sort=due&state=drafting"})
    assert made.status_code == 201
    view = made.json()
    assert (view["own"], view["position"], view["audience"]) == (True, 0, "own")
    changed = caller.patch(f"{VIEWS}/{view['id']}", json={"query": "sort=amount"}).json()
    assert (changed["query"], changed["name"]) == ("sort=amount", "Due soon")
    second = caller.post(VIEWS, json={"name": "Big ones", "query": ""}).json()
    assert second["position"] == 1
    caller.patch(f"{VIEWS}/{view['id']}", json={"position": 5})
    assert names(caller) == ["Big ones", "Due soon"]
    assert caller.delete(f"{VIEWS}/{view['id']}").status_code == 204
    assert names(caller) == ["Big ones"]


def test_a_view_has_a_name_of_its_own_and_a_query_like_an_address(town: Town, admin: User) -> None:
    caller = town.caller(admin)
    made = caller.post(VIEWS, json={"name": "Mine", "query": "q=a"}).json()
    other = caller.post(VIEWS, json={"name": "Other", "query": "q=b"}).json()
    assert caller.post(VIEWS, json={"name": "Mine", "query": "q=c"}).status_code == 409
    assert caller.patch(f"{VIEWS}/{other['id']}", json={"name": "Mine"}).status_code == 409
    assert caller.patch(f"{VIEWS}/{made['id']}", json={"name": "Mine"}).status_code == 200
    for query in ("?q=a", "q=a b", "q=a#b", "q=é", "x" * 2001):
        assert caller.post(VIEWS, json={"name": "Odd", "query": query}).status_code == 422, query


@pytest.mark.both_engines
def test_a_view_is_shared_with_those_who_see_its_supplier(town: Town, shop: Shop) -> None:
    other, _ = town.supplier("Other Goods")
    owner = town.caller(town.user("ana@example.com", (Role.SPECIALIST, shop.supplier.id), (Role.SPECIALIST, other.id)))
    colleague = town.caller(town.user("ben@example.com", (Role.SPECIALIST, shop.supplier.id)))
    stranger = town.caller(town.user("eve@example.com", (Role.SPECIALIST, other.id)))
    told = {"name": "Hal's worst", "query": "sort=amount", "audience": "supplier", "supplier_id": shop.supplier.id}
    view = owner.post(VIEWS, json=told).json()
    assert "Hal's worst" in names(colleague)
    [seen] = [v for v in colleague.get(VIEWS).json()["items"] if v["name"] == "Hal's worst"]
    assert (seen["own"], seen["owner"]) == (False, "Ana")
    assert names(stranger) == []
    assert colleague.patch(f"{VIEWS}/{view['id']}", json={"query": ""}).status_code == 403
    assert colleague.delete(f"{VIEWS}/{view['id']}").status_code == 403
    assert stranger.patch(f"{VIEWS}/{view['id']}", json={"query": ""}).status_code == 404
    assert stranger.post(VIEWS, json=told).status_code == 404
    owner.patch(f"{VIEWS}/{view['id']}", json={"audience": "own"})
    assert "Hal's worst" not in names(colleague)


@pytest.mark.both_engines
def test_a_view_for_all_is_seen_by_those_who_work_and_not_by_a_supplier(town: Town, shop: Shop) -> None:
    other, _ = town.supplier("Other Goods")
    owner = town.caller(town.user("ana@example.com", (Role.SPECIALIST, shop.supplier.id)))
    assert owner.post(VIEWS, json={"name": "All due", "query": "", "audience": "all"}).status_code == 201
    assert owner.post(VIEWS, json={"name": "Odd", "query": "", "audience": "all", "supplier_id": shop.supplier.id}).status_code == 422
    assert owner.post(VIEWS, json={"name": "Odd", "query": "", "audience": "supplier"}).status_code == 422
    assert names(town.caller(town.user("ben@example.com", (Role.REVIEWER, other.id)))) == ["All due"]
    reader = town.caller(town.user("sue@example.com", (Role.SUPPLIER, other.id)))
    assert names(reader) == []
    assert reader.post(VIEWS, json={"name": "Mine", "query": ""}).status_code == 403


def test_ones_own_view_of_a_supplier_goes_out_of_sight_with_the_supplier(town: Town, shop: Shop, admin: User) -> None:
    user = town.user("ana@example.com", (Role.SPECIALIST, shop.supplier.id), (Role.SPECIALIST, town.supplier("Other Goods")[0].id))
    caller = town.caller(user)
    told = {"name": "Hal's worst", "query": "", "audience": "supplier", "supplier_id": shop.supplier.id}
    number = caller.post(VIEWS, json=told).json()["id"]
    town.caller(admin).delete(f"/api/v1/users/{user.id}/roles/specialist", params={"supplier_id": shop.supplier.id})
    assert names(caller) == []
    assert caller.delete(f"{VIEWS}/{number}").status_code == 404


@pytest.mark.both_engines
def test_preferences_are_changed_part_by_part(town: Town, admin: User) -> None:
    supplier, _ = town.supplier("Hal")
    browser = town.logged_in(admin)
    assert browser.get("/api/v1/me").json()["preferences"]["theme"] == "system"
    browser.patch(PREFERENCES, json={"theme": "dark", "keys_off": ["j", "?"], "guides_seen": ["first-visit"], "supplier_id": supplier.id})
    told = browser.patch(PREFERENCES, json={"language": "fr", "density": "compact", "dim_pages": True, "all_keys_off": True}).json()
    assert told == browser.get("/api/v1/me").json()["preferences"]
    assert told == {
        "language": "fr",
        "theme": "dark",
        "density": "compact",
        "dim_pages": True,
        "all_keys_off": True,
        "keys_off": ["j", "?"],
        "guides_seen": ["first-visit"],
        "supplier_id": supplier.id,
    }
    back = browser.patch(PREFERENCES, json={"language": None, "theme": None, "supplier_id": None}).json()
    assert (back["language"], back["theme"], back["supplier_id"], back["density"]) == (None, "system", None, "compact")


@pytest.mark.parametrize(
    "wanted",
    [
        {"colour": "red"},
        {"theme": "pink"},
        {"language": "tlh"},
        {"keys_off": ["Enter"]},
        {"dim_pages": 1},
        {"guides_seen": ["<b>"]},
        {"supplier_id": "1"},
    ],
)
def test_what_is_no_preference_is_refused(town: Town, admin: User, wanted: dict[str, object]) -> None:
    browser = town.logged_in(admin)
    assert browser.patch(PREFERENCES, json=wanted).status_code == 422
    assert browser.get("/api/v1/me").json()["preferences"]["theme"] == "system"


def test_a_supplier_to_begin_with_is_one_that_is_seen(town: Town, shop: Shop) -> None:
    other, _ = town.supplier("Other Goods")
    user = town.user("ana@example.com", (Role.SPECIALIST, shop.supplier.id))
    browser = town.logged_in(user)
    assert browser.patch(PREFERENCES, json={"supplier_id": other.id}).status_code == 404
    assert browser.patch(PREFERENCES, json={"supplier_id": shop.supplier.id}).status_code == 200
    with town.desk.sessions.begin() as session:
        session.get_one(User, user.id).preferences = {"supplier_id": other.id, "of an older house": 1}
    assert browser.get("/api/v1/me").json()["preferences"]["supplier_id"] is None
    assert town.caller(user, TokenScope.CASES).patch(PREFERENCES, json={"theme": "dark"}).status_code == 403


@pytest.mark.both_engines
def test_two_who_look_at_one_case_see_each_other_while_they_do(town: Town, shop: Shop) -> None:
    case: dict[str, str | int] = {"noun": "case", "id": shop.numbers["other_case_id"]}
    ana = town.caller(town.user("ana@example.com", (Role.SPECIALIST, shop.supplier.id)))
    ben = town.caller(town.user("ben@example.com", (Role.REVIEWER, None)))
    came = town.now
    assert ana.put(PRESENCE, json=case).json()["people"] == []
    town.wait(seconds=5)
    [there] = ben.put(PRESENCE, json=case | {"typing": True}).json()["people"]
    assert (there["name"], there["typing"]) == ("Ana", False)
    town.wait(seconds=20)
    assert ana.put(PRESENCE, json=case | {"typing": True}).json()["people"][0]["typing"] is True
    [there] = ben.get(PRESENCE, params=case).json()["people"]
    assert (there["since"], there["typing"]) == (came.isoformat().replace("+00:00", "Z"), True)
    town.wait(seconds=30)
    assert ana.get(PRESENCE, params=case).json()["people"] == [], "Ben was silent for 50 seconds"
    assert ana.put(PRESENCE, json=case | {"here": False}).status_code == 200
    assert ben.get(PRESENCE, params=case).json()["people"] == []


@pytest.mark.both_engines
def test_who_comes_back_after_a_while_has_just_come(town: Town, shop: Shop) -> None:
    document: dict[str, str | int] = {"noun": "document", "id": shop.numbers["document_id"]}
    ana = town.caller(town.user("ana@example.com", (Role.SPECIALIST, shop.supplier.id)))
    ben = town.caller(town.user("ben@example.com", (Role.SPECIALIST, None)))
    ana.put(PRESENCE, json=document)
    town.wait(minutes=10)
    ana.put(PRESENCE, json=document)
    [there] = ben.get(PRESENCE, params=document).json()["people"]
    assert there["since"] == town.now.isoformat().replace("+00:00", "Z")


def test_nobody_is_seen_by_a_supplier_or_by_strangers(town: Town, shop: Shop) -> None:
    other, _ = town.supplier("Other Goods")
    for noun, number in (("case", "case_id"), ("draft", "draft_id"), ("document", "document_id")):
        thing: dict[str, str | int] = {"noun": noun, "id": shop.numbers[number]}
        reader = town.caller(town.user(f"sue-{noun}@example.com", (Role.SUPPLIER, shop.supplier.id)))
        stranger = town.caller(town.user(f"eve-{noun}@example.com", (Role.SPECIALIST, other.id)))
        colleague = town.caller(town.user(f"ana-{noun}@example.com", (Role.SPECIALIST, shop.supplier.id)))
        assert [c.put(PRESENCE, json=thing).status_code for c in (reader, stranger, colleague)] == [403, 404, 200]
        assert [c.get(PRESENCE, params=thing).status_code for c in (reader, stranger, colleague)] == [403, 404, 200]
