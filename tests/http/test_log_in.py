"""Who comes in, how long they stay, and what is remembered of it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from api.http.one_time_links import LinkPurpose, make_link
from api.http.passwords import Passwords, WeakPasswordError
from api.http.web_settings import PasswordCost
from ledger.models import AccessRecord, Role, User, WebSession
from tests.http.conftest import PASSWORD, QUICK, Town

ME = "/api/v1/me"
SESSIONS = "/api/v1/sessions"


def events(town: Town) -> list[tuple[str, str]]:
    with town.desk.sessions() as session:
        return [(r.event, r.actor) for r in session.scalars(select(AccessRecord).order_by(AccessRecord.id))]


@pytest.mark.both_engines
def test_a_person_logs_in_works_and_logs_out(town: Town, admin: User) -> None:
    client = town.logged_in(admin)
    assert client.get(ME).json()["email"] == "ada@example.com"
    assert client.delete(f"{SESSIONS}/current").status_code == 204
    assert client.get(ME).status_code == 401
    assert events(town) == [("log_in", "ada@example.com"), ("log_out", "ada@example.com")]


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(town: Town, admin: User) -> None:
    answer = town.browser().post(SESSIONS, json={"email": admin.email, "password": PASSWORD})
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("recoup=")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie


def test_over_https_the_cookie_is_bound_to_the_host(town_with: Callable[..., Town]) -> None:
    town = town_with(base_url="https://testserver")
    user = town.user("ada@example.com", (Role.ADMIN, None))
    answer = town.browser().post(SESSIONS, json={"email": user.email, "password": PASSWORD})
    assert answer.headers["set-cookie"].startswith("__Host-recoup=")
    assert "Secure" in answer.headers["set-cookie"]
    assert "strict-transport-security" in answer.headers


def test_a_session_from_before_the_log_in_is_worth_nothing_after_it(town: Town, admin: User) -> None:
    thief, client = town.browser(), town.browser()
    first = client.post(SESSIONS, json={"email": admin.email, "password": PASSWORD})
    old = first.cookies["recoup"]
    second = client.post(SESSIONS, json={"email": admin.email, "password": PASSWORD})
    assert second.cookies["recoup"] != old
    thief.cookies.set("recoup", old)
    assert thief.get(ME).status_code == 401


def test_a_cookie_that_somebody_planted_is_not_taken_over_by_the_log_in(town: Town, admin: User) -> None:
    client = town.browser()
    client.cookies.set("recoup", "planted", domain="testserver.local")
    answer = client.post(SESSIONS, json={"email": admin.email, "password": PASSWORD})
    assert answer.cookies["recoup"] != "planted"


def test_a_session_ends_when_it_lies_idle(town: Town, admin: User) -> None:
    client = town.logged_in(admin)
    town.wait(hours=11)
    assert client.get(ME).status_code == 200
    town.wait(hours=11)
    assert client.get(ME).status_code == 200
    town.wait(hours=12)
    assert client.get(ME).status_code == 401


def test_a_session_ends_after_a_week_however_busy_it_was(town: Town, admin: User) -> None:
    client = town.logged_in(admin)
    for _ in range(20):
        town.wait(hours=8)
        assert client.get(ME).status_code == 200
    town.wait(hours=8)
    assert client.get(ME).status_code == 401


def test_only_the_hash_of_the_cookie_is_kept(town: Town, admin: User) -> None:
    client = town.browser()
    secret = client.post(SESSIONS, json={"email": admin.email, "password": PASSWORD}).cookies["recoup"]
    with town.desk.sessions() as session:
        assert secret not in session.scalars(select(WebSession.secret_hash)).one()


def test_a_wrong_password_and_an_unknown_person_look_alike(town: Town, admin: User) -> None:
    client = town.browser()
    wrong = client.post(SESSIONS, json={"email": admin.email, "password": "not the password"})
    unknown = client.post(SESSIONS, json={"email": "nobody@example.com", "password": "not the password"})
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() == unknown.json()
    assert [event for event, _ in events(town)] == ["log_in_refused", "log_in_refused"]


def test_whoever_was_closed_is_out_at_once(town: Town, admin: User) -> None:
    user = town.user("bo@example.com", (Role.SPECIALIST, None))
    browser, program = town.logged_in(user), town.caller(user)
    assert town.logged_in(admin).patch(f"/api/v1/users/{user.id}", json={"active": False}).status_code == 200
    assert browser.get(ME).status_code == 401
    assert program.get(ME).status_code == 401
    assert town.browser().post(SESSIONS, json={"email": user.email, "password": PASSWORD}).status_code == 401


@pytest.mark.both_engines
def test_guessing_is_slowed_down_by_account_and_address(town_with: Callable[..., Town]) -> None:
    town = town_with(guess_rate="3/minute")
    user = town.user("ada@example.com", (Role.ADMIN, None))
    client = town.browser()
    answers = [client.post(SESSIONS, json={"email": user.email, "password": f"guess {n}"}) for n in range(4)]
    assert [a.status_code for a in answers] == [401, 401, 401, 429]
    assert int(answers[-1].headers["retry-after"]) > 0
    assert client.post(SESSIONS, json={"email": "bo@example.com", "password": "x"}).status_code == 401


@pytest.mark.both_engines
def test_a_link_lets_in_once(town: Town) -> None:
    user = town.user("bo@example.com", (Role.SPECIALIST, None))
    with town.desk.sessions.begin() as session:
        secret = make_link(
            session, session.get_one(User, user.id), LinkPurpose.RESET, now=town.now, life=town.settings.link_life, actor="ada"
        )
    assert secret not in town.browser().get(f"/link/{secret}").headers.get("location", "")
    assert town.browser().get(f"/link/{secret}").status_code == 200
    weak = town.browser().post("/api/v1/passwords", json={"secret": secret, "password": "short"})
    assert weak.status_code == 422
    old = town.logged_in(user)
    set_now = town.browser().post("/api/v1/passwords", json={"secret": secret, "password": "another fine password"})
    assert set_now.status_code == 201
    assert town.browser().post("/api/v1/passwords", json={"secret": secret, "password": "another fine password"}).status_code == 404
    assert old.get(ME).status_code == 401, "who had the old password is out"
    assert town.browser().post(SESSIONS, json={"email": user.email, "password": "another fine password"}).status_code == 201


def test_a_link_for_entering_sets_no_password(town: Town) -> None:
    user = town.user("bo@example.com", (Role.SPECIALIST, None))
    with town.desk.sessions.begin() as session:
        of = session.get_one(User, user.id)
        secret = make_link(session, of, LinkPurpose.ENTRY, now=town.now, life=town.settings.link_life, actor="ada")
    stranger = {"origin": "https://elsewhere.example"}
    assert town.browser().post("/api/v1/passwords", json={"secret": secret, "password": "another fine password"}).status_code == 404
    refused = town.browser().post(f"/link/{secret}", headers=stranger, follow_redirects=False)
    assert (refused.status_code, "Come in" in refused.text) == (403, True)
    came = town.browser().post(f"/link/{secret}", data={"password": "another fine password"}, follow_redirects=False)
    assert (came.status_code, came.headers["location"]) == (303, "/")
    assert town.browser().post(SESSIONS, json={"email": user.email, "password": PASSWORD}).status_code == 201


def test_who_tries_links_too_often_is_told_on_a_page(town_with: Callable[..., Town]) -> None:
    town = town_with(log_in_rate="2/minute")
    client = town.browser()
    answers = [client.get("/link/none", headers={"accept": "text/html"}) for _ in range(3)]
    answers.append(client.post("/link/none", data={"password": "another fine password"}))
    assert [a.status_code for a in answers] == [404, 404, 429, 429]
    assert {a.headers["content-type"] for a in answers} == {"text/html; charset=utf-8"}


@pytest.mark.both_engines
def test_of_two_who_use_a_link_at_the_same_moment_one_gets_in(town: Town) -> None:
    user = town.user("bo@example.com", (Role.SPECIALIST, None))
    with town.desk.sessions.begin() as session:
        secret = make_link(
            session, session.get_one(User, user.id), LinkPurpose.INVITATION, now=town.now, life=town.settings.link_life, actor="ada"
        )

    def use(number: int) -> int:
        brought = {"secret": secret, "password": f"a password of mine {number}"}
        return int(town.browser().post("/api/v1/passwords", json=brought).status_code)

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(use, range(4))) == [201, 404, 404, 404]


def test_a_link_grows_old(town: Town) -> None:
    user = town.user("bo@example.com", (Role.SPECIALIST, None))
    with town.desk.sessions.begin() as session:
        secret = make_link(
            session, session.get_one(User, user.id), LinkPurpose.INVITATION, now=town.now, life=town.settings.link_life, actor="ada"
        )
    town.wait(days=3)
    assert town.browser().get(f"/link/{secret}").status_code == 404


def test_changing_the_password_asks_for_the_old_one_and_logs_the_others_out(town: Town, admin: User) -> None:
    mine, other = town.logged_in(admin), town.logged_in(admin)
    wrong = mine.put("/api/v1/me/password", json={"current": "no", "password": "my new long password"})
    assert wrong.status_code == 401
    right = mine.put("/api/v1/me/password", json={"current": PASSWORD, "password": "my new long password"})
    assert right.status_code == 204
    assert mine.get(ME).status_code == 200
    assert other.get(ME).status_code == 401


@pytest.mark.parametrize("password", ["short", "ada@example.com", "ada 1234567890", "aaaaaaaaaaaaaaaa", "x" * 201])
def test_weak_passwords_are_not_taken(password: str) -> None:
    with pytest.raises(WeakPasswordError):
        Passwords(QUICK, 12).check(password, "ada@example.com")


def test_a_password_is_the_same_however_the_keyboard_composes_it() -> None:
    passwords = Passwords(QUICK, 12)
    assert passwords.proves(passwords.keep("caf\u00e9 in the morning"), "cafe\u0301 in the morning")


def test_a_password_kept_at_another_cost_is_kept_anew_at_log_in(town: Town, admin: User) -> None:
    older = Passwords(PasswordCost(rounds=2, memory_kib=64, lanes=1), 12).keep(PASSWORD)
    with town.desk.sessions.begin() as session:
        session.get_one(User, admin.id).password_hash = older
    town.logged_in(admin)
    with town.desk.sessions() as session:
        kept = session.get_one(User, admin.id).password_hash
    assert kept is not None
    assert "t=1," in kept


@pytest.mark.both_engines
def test_pages_let_people_in_without_scripts(town: Town, admin: User) -> None:
    client = town.browser()
    assert client.get("/queue?state=filed").headers["location"] == "/log-in?next=%2Fqueue%3Fstate%3Dfiled"
    page = client.get("/log-in")
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "<script" not in page.text
    assert " style=" not in page.text
    wrong = client.post("/log-in", data={"email": '"><b>', "password": "no"})
    assert wrong.status_code == 401
    assert "<b>" not in wrong.text
    elsewhere = {"email": admin.email, "password": PASSWORD, "next": "//elsewhere.example"}
    assert client.post("/log-in", data=elsewhere).headers["location"] == "/", "nobody is led out of the house"
    assert client.get("/").headers["location"] == "/welcome"
    start = client.get("/welcome")
    assert start.status_code == 200
    csrf = start.text.partition('name="csrf" value="')[2].partition('"')[0]
    assert client.post("/log-out", data={"csrf": "no"}).status_code == 403
    assert client.post("/log-out", data={"csrf": csrf}).headers["location"] == "/log-in"
    assert client.get("/").headers["location"] == "/log-in?next=%2F"
