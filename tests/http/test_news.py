"""One stream tells a person what happens for all suppliers that they see: changes, background work, who looks at what."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import httpx2
import pytest
from sqlalchemy import update

from api.http.gate import news
from cases.background.work import WorkKind
from cases.intake.batches import begin_batch, end_batch
from ledger.journal import record
from ledger.models import Job, Role, User
from tests.http.conftest import Town
from tests.http.shop import Shop, stocked
from tests.http.test_events import served

STREAM = "/api/v1/events/stream"
Event = tuple[str, dict[str, Any], str]


class Ear:
    """An open stream, event by event."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines

    def next(self, *names: str) -> Event:
        """The next event, or the next of these names: name, data, id."""
        place = name = ""
        for line in self._lines:
            field, _, value = line.partition(": ")
            if field == "id":
                place = value
            elif field == "event":
                name = value
            elif field == "data" and (not names or name in names):
                return name, json.loads(value), place
        return "closed", {}, ""


@contextmanager
def listening(address: str, who: httpx2.Client, place: str = "") -> Iterator[Ear]:
    """A stream of the person's, after a place."""
    headers = {"authorization": who.headers["authorization"]} | ({"last-event-id": place} if place else {})
    with httpx2.Client(base_url=address, headers=headers, timeout=20) as client, client.stream("GET", STREAM) as answer:
        assert answer.status_code == 200
        yield Ear(answer.iter_lines())


def remark(town: Town, shop: Shop, text: str) -> None:
    """Something that happens for a supplier."""
    with town.desk.sessions.begin() as session:
        number = shop.numbers["case_id"]
        record(session, supplier_id=shop.supplier.id, actor="test", now=town.now, action=text, noun="case", noun_id=number)


@pytest.fixture
def shops(town: Town) -> tuple[Shop, Shop, Shop]:
    return stocked(town, "Hal"), stocked(town, "Ida"), stocked(town, "Jo")


@pytest.fixture
def ana(town: Town, shops: tuple[Shop, Shop, Shop]) -> User:
    """She works for the first two."""
    return town.user("ana@example.com", *((Role.SPECIALIST, shop.supplier.id) for shop in shops[:2]))


def test_changes_of_all_suppliers_are_heard_and_of_no_other(town: Town, shops: tuple[Shop, Shop, Shop], ana: User) -> None:
    hal, ida, jo = shops
    with served(town) as address, listening(address, town.caller(ana)) as ear:
        assert ear.next()[0] == "begun"
        for shop in (ida, jo, hal):
            remark(town, shop, f"told of {shop.supplier.name}")
        heard = [ear.next("change")[1] for _ in range(2)]
    assert [(e["supplier_id"], e["action"]) for e in heard] == [(ida.supplier.id, "told of Ida"), (hal.supplier.id, "told of Hal")]
    assert (heard[0]["noun"], heard[0]["noun_id"], heard[0]["actor"]) == ("case", ida.numbers["case_id"], "test")


@pytest.mark.both_engines
def test_who_comes_again_hears_what_was_missed(town: Town, shops: tuple[Shop, Shop, Shop], ana: User) -> None:
    hal, ida, _ = shops
    caller = town.caller(ana)
    with served(town) as address:
        with listening(address, caller) as ear:
            ear.next("begun")
            remark(town, hal, "first")
            *_, place = ear.next("change")
        for number in range(3):
            remark(town, hal, f"hal {number}")
            remark(town, ida, f"ida {number}")
        with listening(address, caller, place) as ear:
            assert ear.next()[0] == "begun"
            missed: list[str] = []
            while len([m for m in missed if m[:3] in {"hal", "ida"}]) < 6:
                missed.append(ear.next("change")[1]["action"])
    assert [m for m in missed if m.startswith("hal")] == ["hal 0", "hal 1", "hal 2"]
    assert [m for m in missed if m.startswith("ida ")] == ["ida 0", "ida 1", "ida 2"]
    assert "first" not in missed


@pytest.mark.both_engines
def test_who_missed_too_much_begins_anew(town: Town, shops: tuple[Shop, Shop, Shop], ana: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(news, "TOO_FAR", 2)
    with served(town) as address, listening(address, town.caller(ana), "1.1") as ear:
        assert ear.next()[0] == "behind"
        remark(town, shops[0], "new")
        assert ear.next("change")[1]["action"] == "new"


def test_a_place_that_is_none_is_refused(town: Town, ana: User) -> None:
    caller = town.caller(ana)
    for place in ("x", "-1", "1.2.3", "1" * 40):
        assert caller.get(STREAM, headers={"last-event-id": place}).status_code == 422, place


def test_a_supplier_that_is_granted_is_heard_from_then_on(town: Town, shops: tuple[Shop, Shop, Shop], ana: User, admin: User) -> None:
    _, _, jo = shops
    with served(town) as address, listening(address, town.caller(ana)) as ear:
        ear.next("begun")
        town.caller(admin).post(f"/api/v1/users/{ana.id}/roles", json={"role": "specialist", "supplier_id": jo.supplier.id})
        assert ear.next("change")[1]["action"] == "role_granted"
        remark(town, jo, "after")
        assert ear.next("change")[1]["action"] == "after"


def test_background_work_is_heard_with_what_it_is_about(town: Town, shops: tuple[Shop, Shop, Shop], ana: User) -> None:
    hal, _, jo = shops
    with served(town) as address, listening(address, town.caller(ana)) as ear:
        ear.next("begun")
        with town.desk.sessions.begin() as session:
            for shop in (jo, hal):
                session.execute(
                    update(Job).where(Job.id == shop.numbers["job_id"]).values(state="running", done=2, total=5, message="page 2")
                )
        _, told, place = ear.next("job")
        assert (told["id"], told["document_id"]) == (hal.numbers["job_id"], hal.numbers["document_id"])
        assert (told["state"], told["done"], told["total"], told["message"]) == ("running", 2, 5, "page 2")
        assert place.partition(".")[2]
        with town.desk.sessions.begin() as session:
            session.get_one(Job, hal.numbers["job_id"]).state = "done"
        assert ear.next("job")[1]["state"] == "done"
        with town.desk.sessions.begin() as session:
            told = {"now": town.now, "supplier_id": hal.supplier.id}
            town.work.submit(session, WorkKind.DRAFT, {"case_id": hal.numbers["case_id"]}, "draft:1:1", **told)
        submitted = ear.next("job")[1]
        assert (submitted["kind"], submitted["state"], submitted["case_id"]) == ("draft", "waiting", hal.numbers["case_id"])


def test_what_came_of_a_batch_is_heard(town: Town, shops: tuple[Shop, Shop, Shop], ana: User) -> None:
    hal = shops[0]
    with served(town) as address, listening(address, town.caller(ana)) as ear:
        ear.next("begun")
        with town.desk.sessions.begin() as session:
            told: dict[str, Any] = {"actor": "test", "now": town.now}
            batch = begin_batch(session, supplier_id=hal.supplier.id, account_id=None, via="upload", source="a.zip", **told)
            end_batch(session, batch.id, new=2, known=1, failed=(), **told)
        event = ear.next("change")[1]
    assert (event["noun"], event["noun_id"], event["action"]) == ("batch", batch.id, "received")


@pytest.mark.both_engines
def test_what_happened_since_a_page_was_made_is_heard_though_it_listens_only_later(
    town: Town, shops: tuple[Shop, Shop, Shop], ana: User
) -> None:
    hal, ida, _ = shops
    remark(town, ida, "before the page was made")
    page = town.logged_in(ana).get("/queue").text
    [place] = re.findall(r'<meta name="live-place" content="([^"]+)"', page)
    remark(town, hal, "while it was on its way")
    with town.desk.sessions.begin() as session:
        session.get_one(Job, hal.numbers["job_id"]).state = "done"
    with served(town) as address, listening(address, town.caller(ana), place) as ear:
        assert ear.next("behind", "change")[1]["action"] == "while it was on its way"
        jobs = (ear.next("job")[1] for _ in range(6))
        assert next(job for job in jobs if job["id"] == hal.numbers["job_id"])["state"] == "done"


def test_who_comes_and_goes_is_heard_by_colleagues(town: Town, shops: tuple[Shop, Shop, Shop], ana: User) -> None:
    hal, ida, jo = shops
    ben = town.caller(town.user("ben@example.com", (Role.SPECIALIST, None)))
    case = {"noun": "case", "id": ida.numbers["other_case_id"]}
    with served(town) as address, listening(address, town.caller(ana)) as ear:
        [there, also] = sorted((ear.next("presence")[1] for _ in range(2)), key=lambda told: told["supplier_id"])
        assert [p["name"] for p in there["people"]] == [hal.mark], "who was there when the stream began"
        assert also["supplier_id"] == ida.supplier.id
        ben.put("/api/v1/presence", json={"noun": "case", "id": jo.numbers["other_case_id"]})
        ben.put("/api/v1/presence", json=case)
        told = ear.next("presence")[1]
        assert (told["noun"], told["id"], told["supplier_id"]) == ("case", case["id"], ida.supplier.id)
        assert [(p["name"], p["typing"]) for p in told["people"]] == [("Ben", False)]
        ben.put("/api/v1/presence", json=case | {"typing": True})
        assert ear.next("presence")[1]["people"][0]["typing"] is True
        ben.put("/api/v1/presence", json=case | {"here": False})
        assert ear.next("presence")[1]["people"] == []


def test_who_falls_silent_is_gone(town: Town, ana: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(news, "SETTLES", 0.1)
    with served(town) as address, listening(address, town.caller(ana)) as ear:
        assert ear.next("presence")[1]["people"]
        assert ear.next("presence")[1]["people"]
        town.wait(seconds=46)
        assert ear.next("presence")[1]["people"] == []


def test_a_supplier_hears_changes_and_sees_nobody(town: Town, shops: tuple[Shop, Shop, Shop]) -> None:
    hal = shops[0]
    sue = town.caller(town.user("sue@example.com", (Role.SUPPLIER, hal.supplier.id)))
    with served(town) as address, listening(address, sue) as ear:
        assert ear.next()[0] == "begun"
        remark(town, hal, "told")
        assert ear.next()[0] == "change"


def test_the_last_event_says_whether_to_come_again(town_with: Callable[..., Town]) -> None:
    town = town_with(stream_seconds=1)
    ana = town.user("ana@example.com", (Role.SPECIALIST, None))
    with served(town) as address, listening(address, town.caller(ana)) as ear:
        assert [ear.next()[0] for _ in range(3)] == ["begun", "again", "closed"]


def test_the_last_event_after_logging_out_says_that_it_is_the_end(town: Town) -> None:
    ana = town.user("ana@example.com", (Role.SPECIALIST, None))
    with served(town) as address:
        browser = town.logged_in(ana)
        cookies = {cookie.name: cookie.value or "" for cookie in browser.cookies.jar}
        with ExitStack() as open_:
            client = open_.enter_context(httpx2.Client(base_url=address, cookies=cookies, timeout=20))
            ear = Ear(open_.enter_context(client.stream("GET", STREAM)).iter_lines())
            ear.next("begun")
            assert browser.delete("/api/v1/sessions/current").status_code == 204
            assert [ear.next()[0] for _ in range(2)] == ["end", "closed"]


@pytest.mark.both_engines
def test_an_open_stream_does_not_keep_a_session(town: Town, admin: User) -> None:
    browser = town.logged_in(admin)
    cookies = {cookie.name: cookie.value or "" for cookie in browser.cookies.jar}
    supplier, _ = town.supplier("Hal")
    with (
        served(town) as address,
        httpx2.Client(base_url=address, cookies=cookies, timeout=20) as client,
        client.stream("GET", STREAM) as answer,
    ):
        ear = Ear(answer.iter_lines())
        ear.next("begun")
        town.wait(hours=7)
        with town.desk.sessions.begin() as session:
            record(session, supplier_id=supplier.id, actor="test", now=town.now, action="told", noun="case", noun_id=1)
        assert ear.next("change")[1]["action"] == "told"
        town.wait(hours=7)
        assert ear.next("end")[0] == "end"
