"""How requests are taken and refused: forgery, hosts, sizes, keys, versions, cursors, downloads, and what errors look like."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from api.http.downloads import disposition, harmless
from ledger.models import AccessRecord, CaseComment, Document, Role, Supplier, User
from tests.http.conftest import Town
from tests.http.shop import stocked


def test_every_error_is_problem_details(town: Town, admin: User) -> None:
    caller = town.caller(admin)
    answers = [
        town.browser().get("/api/v1/me"),
        caller.get("/api/v1/cases/77"),
        caller.get("/nowhere"),
        caller.delete("/api/v1/cases"),
        caller.post("/api/v1/suppliers", json={"nome": "x"}),
        caller.post("/api/v1/suppliers", content=b"{", headers={"content-type": "application/json"}),
    ]
    for answer, status in zip(answers, (401, 404, 404, 405, 422, 422), strict=True):
        assert answer.status_code == status
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["status"] == status
    assert answers[0].headers["www-authenticate"].startswith("Bearer")
    assert "GET" in answers[3].headers["allow"]
    assert {e["field"] for e in answers[4].json()["errors"]} == {"body.name", "body.nome"}


def test_our_own_mistakes_tell_nothing(town: Town, admin: User) -> None:
    caller = town.caller(admin)

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the password is swordfish")

    object.__setattr__(town.app.state.house.desk, "work", type("Broken", (), {"jobs": broken})())
    answer = caller.get("/api/v1/jobs")
    assert answer.status_code == 500
    assert "swordfish" not in answer.text
    assert answer.json()["type"] == "urn:recoup:problem:our-mistake"
    assert answer.headers["x-content-type-options"] == "nosniff"
    page = town.logged_in(admin).get("/admin/jobs", headers={"accept": "text/html"})
    assert page.status_code == 500
    assert page.headers["content-type"].startswith("text/html")
    assert "Something went wrong here" in page.text
    assert "swordfish" not in page.text


def test_a_page_elsewhere_cannot_act_with_the_cookie(town: Town, admin: User) -> None:
    client = town.logged_in(admin)
    wanted = {"name": "Hal"}
    csrf = client.headers.pop("x-csrf-token")
    assert client.post("/api/v1/suppliers", json=wanted).status_code == 403
    assert client.post("/api/v1/suppliers", json=wanted, headers={"x-csrf-token": "guess"}).status_code == 403
    own = {"x-csrf-token": csrf}
    assert client.post("/api/v1/suppliers", json=wanted, headers=own | {"origin": "https://evil.example"}).status_code == 403
    assert client.post("/api/v1/suppliers", json=wanted, headers=own | {"sec-fetch-site": "cross-site"}).status_code == 403
    assert client.post("/api/v1/suppliers", json=wanted, headers=own | {"origin": "http://testserver"}).status_code == 201
    assert (
        client.post("/api/v1/sessions", json={"email": "a@b", "password": "x"}, headers={"origin": "https://evil.example"}).status_code
        == 403
    )


def test_other_host_names_are_not_answered(town: Town) -> None:
    assert town.browser().get("/api/v1/health/live", headers={"host": "evil.example"}).status_code == 400
    assert town.browser().get("/api/v1/health/live", headers={"host": "testserver:8484"}).status_code == 200


def test_too_many_requests_are_told_when_to_come_again(town_with: Callable[..., Town]) -> None:
    town = town_with(request_rate="3/minute")
    caller = town.caller(town.user("ada@example.com", (Role.ADMIN, None)))
    answers = [caller.get("/api/v1/me") for _ in range(4)]
    assert [a.status_code for a in answers] == [200, 200, 200, 429]
    assert int(answers[3].headers["retry-after"]) > 0


@pytest.mark.both_engines
def test_strangers_are_counted_by_address(town_with: Callable[..., Town]) -> None:
    town = town_with(stranger_rate="2/minute")
    assert [town.browser().get("/api/v1/me").status_code for _ in range(3)] == [401, 401, 429]


def test_an_upload_is_taken_once_and_answered_with_its_job(town: Town, admin: User) -> None:
    supplier, account = town.supplier("Hal")
    caller = town.caller(admin)
    answer = caller.post("/api/v1/documents", files={"file": ("pods/7.csv", b"a,b\n1,2\n")})
    assert answer.status_code == 202
    told = answer.json()
    assert told["new"] is True
    assert told["document"]["supplier_id"] == supplier.id
    assert told["job"]["state"] == "waiting"
    again = caller.post("/api/v1/documents", files={"file": ("8.csv", b"a,b\n1,2\n")}).json()
    assert (again["new"], again["document"]["id"]) == (False, told["document"]["id"])
    shown = caller.get(answer.headers["location"]).json()
    assert [o["account_id"] for o in shown["origins"]] == [account.id, account.id]


def test_many_files_come_at_once_each_with_its_result(town_with: Callable[..., Town]) -> None:
    town = town_with(file_bytes=10)
    town.supplier("Hal")
    caller = town.caller(town.user("ada@example.com", (Role.ADMIN, None)))
    sent = [("files", (name, content)) for name, content in (("a.csv", b"a"), ("b/b.csv", b"x" * 11), ("c.csv", b"a"))]
    answer = caller.post("/api/v1/batches", files=sent)
    assert answer.status_code == 202
    assert [(r["file"], r["new"], r["problem"] is None) for r in answer.json()["results"]] == [
        ("a.csv", True, True),
        ("b/b.csv", False, False),
        ("c.csv", False, True),
    ]
    assert caller.get(answer.headers["location"]).json()["outcome"]["failed"] == 1


def test_what_is_too_large_is_refused_before_it_is_kept(town_with: Callable[..., Town]) -> None:
    town = town_with(file_bytes=100, upload_bytes=2_000, body_bytes=500)
    town.supplier("Hal")
    caller = town.caller(town.user("ada@example.com", (Role.ADMIN, None)))
    assert caller.post("/api/v1/documents", files={"file": ("a.csv", b"x" * 101)}).status_code == 413
    assert caller.post("/api/v1/documents", files={"file": ("a.csv", b"x" * 2_001)}).status_code == 413
    assert caller.post("/api/v1/suppliers", json={"name": "x" * 600}).status_code == 413

    def endless() -> Iterator[bytes]:
        for _ in range(100):
            yield b"x" * 100

    sent = caller.post("/api/v1/suppliers", content=endless(), headers={"content-type": "application/json"})
    assert sent.status_code == 413
    assert sent.headers["content-type"] == "application/problem+json"
    with town.desk.sessions() as session:
        assert session.scalar(select(func.count()).select_from(Document)) == 0


@pytest.mark.both_engines
def test_the_same_key_is_carried_out_once(town: Town, admin: User) -> None:
    caller = town.caller(admin)
    key = {"idempotency-key": "k-1"}
    first = caller.post("/api/v1/suppliers", json={"name": "Hal"}, headers=key)
    again = caller.post("/api/v1/suppliers", json={"name": "Hal"}, headers=key)
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert again.headers["location"] == first.headers["location"]
    assert again.headers["idempotency-replayed"] == "true"
    assert caller.post("/api/v1/suppliers", json={"name": "Bo"}, headers=key).status_code == 422
    town.wait(hours=25)
    assert caller.post("/api/v1/suppliers", json={"name": "Cy"}, headers=key).status_code == 201


def test_a_refused_request_may_be_tried_again_with_its_key(town: Town, admin: User) -> None:
    caller = town.caller(admin)
    key = {"idempotency-key": "k-1"}
    caller.post("/api/v1/suppliers", json={"name": "Hal", "slug": "hal"})
    assert caller.post("/api/v1/suppliers", json={"name": "Hal", "slug": "hal"}, headers=key).status_code == 409
    with town.desk.sessions.begin() as session:
        session.scalars(select(Supplier)).one().slug = "other"
    assert caller.post("/api/v1/suppliers", json={"name": "Hal", "slug": "hal"}, headers=key).status_code == 201


def test_the_same_upload_with_the_same_key_is_the_same_bytes(town: Town, admin: User) -> None:
    town.supplier("Hal")
    caller = town.caller(admin)
    key = {"idempotency-key": "k-1"}
    first = caller.post("/api/v1/documents", files={"file": ("a.csv", b"a")}, headers=key)
    assert caller.post("/api/v1/documents", files={"file": ("a.csv", b"a")}, headers=key).json() == first.json()
    assert caller.post("/api/v1/documents", files={"file": ("a.csv", b"b")}, headers=key).status_code == 422


@pytest.mark.both_engines
def test_of_many_with_the_same_key_at_once_one_is_carried_out(town: Town, admin: User) -> None:
    shop = stocked(town, "Hal")
    address = f"/api/v1/cases/{shop.numbers['case_id']}/comments"
    callers = [town.caller(admin) for _ in range(8)]

    def remark(number: int) -> int:
        return int(callers[number].post(address, json={"text": "once"}, headers={"idempotency-key": "k"}).status_code)

    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(remark, range(8)))
    assert set(statuses) <= {201, 409}
    assert 201 in statuses
    with town.desk.sessions() as session:
        assert session.scalar(select(func.count()).where(CaseComment.text == "once")) == 1
    assert remark(0) == 201


def test_what_moved_since_it_was_seen_is_not_changed(town: Town, admin: User) -> None:
    shop = stocked(town, "Hal")
    caller = town.caller(admin)
    address = f"/api/v1/cases/{shop.numbers['case_id']}"
    seen = caller.get(address).headers["etag"]
    moved = caller.patch(address, json={"priority": 1}, headers={"if-match": seen})
    assert moved.status_code == 200
    assert moved.headers["etag"] != seen
    stale = caller.patch(address, json={"priority": 2}, headers={"if-match": seen})
    assert (stale.status_code, stale.json()["type"]) == (412, "urn:recoup:problem:moved")
    assert caller.patch(address, json={"priority": 2}, headers={"if-match": f'"other", {moved.headers["etag"]}'}).status_code == 200
    assert caller.patch(address, json={"priority": 3}, headers={"if-match": "*"}).status_code == 200
    assert caller.patch(address, json={"priority": 3}, headers={"if-match": "no tag"}).status_code == 422


def test_what_is_not_taken_back_is_not_done_unseen(town: Town, admin: User) -> None:
    shop = stocked(town, "Hal")
    wanted = {"channel": "portal", "filed_on": "2026-11-02"}
    answer = town.caller(admin).post(f"/api/v1/cases/{shop.numbers['case_id']}/filings", json=wanted)
    assert (answer.status_code, answer.json()["type"]) == (428, "urn:recoup:problem:version-needed")


@pytest.mark.both_engines
def test_of_many_who_change_what_they_saw_one_wins(town: Town, admin: User) -> None:
    shop = stocked(town, "Hal")
    callers = [town.caller(admin) for _ in range(5)]
    address = f"/api/v1/cases/{shop.numbers['case_id']}"
    seen = callers[0].get(address).headers["etag"]

    def change(number: int) -> int:
        wanted = {"tags": [f"t{number}"], "priority": (-2, -1, 1, 2, 3)[number]}
        return int(callers[number].patch(address, json=wanted, headers={"if-match": seen}).status_code)

    with ThreadPoolExecutor(5) as pool:
        statuses = sorted(pool.map(change, range(5)))
    assert statuses == [200, 412, 412, 412, 412]


def test_a_refused_move_names_every_reason(town: Town, admin: User) -> None:
    shop = stocked(town, "Hal")
    answer = town.caller(admin).post(f"/api/v1/cases/{shop.numbers['case_id']}/transitions", json={"to": "ready_to_file"})
    assert answer.status_code == 409
    assert answer.json()["errors"]


def test_one_refusal_in_a_bulk_action_stops_nothing(town: Town, admin: User) -> None:
    shop = stocked(town, "Hal")
    numbers = [shop.numbers["case_id"], shop.numbers["other_case_id"]]
    wanted = {"case_ids": numbers, "transition": {"to": "withdrawn", "reason": "ours to bear"}}
    caller = town.caller(admin)
    assert caller.post("/api/v1/bulk-actions", json=wanted | {"case_ids": numbers[:1]}).json()["done"] == 1
    answer = caller.post("/api/v1/bulk-actions", json=wanted).json()
    assert (answer["done"], answer["refused"]) == (1, 1)
    assert [r["done"] for r in answer["results"]] == [False, True]


@pytest.mark.both_engines
def test_walking_by_cursor_gives_each_row_once_while_rows_come_in(town: Town, admin: User) -> None:
    for number in range(7):
        town.supplier(f"Hal {number}")
    caller = town.caller(admin)
    seen, after = [], None
    while True:
        page = caller.get("/api/v1/suppliers", params={"limit": 2} | ({"after": after} if after else {})).json()
        seen += [s["id"] for s in page["items"]]
        town.supplier(f"New {len(seen)}")
        after = page["next"]
        if after is None:
            break
    assert seen == [7, 6, 5, 4, 3, 2, 1]
    assert caller.get("/api/v1/suppliers", params={"after": "bm9uZQ=="}).status_code == 422


def test_a_download_is_never_run_and_is_recorded(town: Town, admin: User) -> None:
    supplier, _ = town.supplier("Hal")
    caller = town.caller(admin)
    page = b"<script>alert(1)</script>"
    number = caller.post("/api/v1/documents", files={"file": ('x/.. \u202eevil".html', page)}).json()["document"]["id"]
    answer = caller.get(f"/api/v1/documents/{number}/file")
    assert answer.content == page
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"
    with town.desk.sessions() as session:
        kept = session.scalars(select(AccessRecord).where(AccessRecord.event == "download")).one()
    assert (kept.actor, kept.supplier_id, kept.detail["document_id"]) == (admin.email, supplier.id, number)
    assert caller.get("/api/v1/access-records", params={"event": "download"}).json()["items"][0]["actor"] == admin.email


@pytest.mark.parametrize(
    "name,kept",
    [
        ("pods/7.pdf", "7.pdf"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie_ x.pdf"),
        ("fdp.\u202exe", "fdp.xe"),
        ("...", "file"),
        ("", "file"),
        ("été.pdf", "été.pdf"),
    ],
)
def test_file_names_are_defused(name: str, kept: str) -> None:
    assert harmless(name) == kept
    assert "\r" not in disposition(harmless(name))
    assert disposition(harmless(name)).isascii()


def test_answers_carry_what_keeps_browsers_safe(town: Town) -> None:
    headers = town.browser().get("/api/v1/health/live").headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["cache-control"] == "no-store"
    assert "server" not in headers


def test_the_openapi_document_is_served_where_people_look_for_it(town: Town) -> None:
    assert town.browser().get("/api/v1/openapi.json").json()["openapi"].startswith("3.")
    assert town.browser().get("/openapi.json").headers["location"] == "/api/v1/openapi.json"


def test_the_house_says_whether_it_stands(town: Town) -> None:
    assert town.browser().get("/api/v1/health/live").json() == {"status": "ok"}
    ready = town.browser().get("/api/v1/health/ready")
    assert (ready.status_code, ready.json()["database"], ready.json()["files"]) == (200, True, True)
