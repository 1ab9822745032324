"""Rules that every page keeps, walked over all pages that the application has: one that is added is looked at without being named here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import httpx2
import pytest
from playwright.sync_api import Page

from api.http.visit import COOKIE
from bench.kill_house import PLAIN
from tests.web.addresses import OPEN, Walk, one_of_each, walks
from tests.web.browsing import Browsing, shoot
from tests.web.measures import beyond_the_edge, violations_in_both
from tests.web.town import Town

PHONE: Final = (390, 844)
DESK: Final = (1366, 900)
TWICE_AS_LARGE: Final = (DESK[0] // 2, DESK[1] // 2)
"""A window at 200 % zoom shows half as many of the page's own pixels."""
READERS: Final = ("/portal", "/me", "/documents/", "/search")
"""Where a supplier's own reader may be; of papers, those that are the supplier's own, and search leads to the portal."""
ADMIN: Final = "/admin"
OWN_AFFAIRS: Final = frozenset({ADMIN, "/admin/tokens"})
"""Among the pages for those who run the house, what everybody has: one's own tokens."""


@pytest.mark.parametrize("walk", walks(), ids=lambda walk: walk.name)
def test_page_keeps_the_rules(walk: Walk, town: Town, visit: Browsing) -> None:
    """One heading, a title, accessible in light and dark, no sideways scroll on a phone or at 200 % zoom, nothing from elsewhere."""
    user = None if walk.route in OPEN else "sol" if walk.route.startswith("/portal") else "ada"
    page = visit.context(user).new_page()
    place = walk.address(town)
    answer = page.goto(place)
    assert answer is not None
    if page.url != town.address + place or "<html" not in answer.text()[:300]:
        visit.allow("Blocked script execution")  # a browser's own way of showing what is no page
        return  # it leads to another page, or is a part of one
    shoot(page, walk.name.strip("/").replace("/", "-") or "start")
    faults = list(faults_of(page))
    assert not faults, "\n" + "\n".join(faults)


def faults_of(page: Page) -> Iterator[str]:
    """What is wrong with the page that is open, one line each; it is looked at in both schemes and three widths."""
    headings = page.get_by_role("heading", level=1).all_text_contents()
    if len(headings) != 1 or not headings[0].strip():
        yield f"has the first headings {headings}"
    if not page.title().endswith("Recoup") or len(page.title()) <= len("Recoup"):
        yield f"has the title {page.title()!r}"
    if page.locator("main").count() != 1:
        yield f"has {page.locator('main').count()} main parts"
    yield from violations_in_both(page)
    for width, height in (TWICE_AS_LARGE, PHONE):
        page.set_viewport_size({"width": width, "height": height})
        yield from (f"{width} wide: {beyond}" for beyond in beyond_the_edge(page))


def asked(town: Town, user: str | None, path: str) -> httpx2.Response:
    """What the address answers to that user's browser."""
    cookies = {} if user is None else {COOKIE: town.session_of(user).secret}
    with httpx2.Client(base_url=town.address, cookies=cookies, headers={"accept": "text/html"}, timeout=30, verify=PLAIN) as client:
        return client.get(path)


def test_who_is_not_known_is_sent_to_the_log_in_from_every_page(town: Town) -> None:
    wrong = []
    for walk in one_of_each():
        answer = asked(town, None, walk.address(town))
        if walk.route not in OPEN and not (answer.status_code == 303 and answer.headers["location"].startswith("/log-in")):
            wrong.append(f"{walk.name}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


def test_somebody_of_another_supplier_finds_no_page_with_our_numbers(town: Town) -> None:
    wrong = []
    for walk in one_of_each():
        if "{" not in walk.route.replace("{retailer}", "") or walk.route in OPEN:
            continue
        answer = asked(town, "nora", walk.address(town))
        if answer.status_code not in {403, 404}:
            wrong.append(f"{walk.name}: {answer.status_code} {answer.headers.get('location', '')}")
    assert not wrong, "\n".join(wrong)


def test_no_page_tells_somebody_of_another_supplier_of_ours(town: Town) -> None:
    told = []
    for walk in walks():
        if walk.route in OPEN:
            continue
        text = asked(town, "nora", walk.address(town)).text
        told += [f"{walk.name}: {word}" for word in (town.register.supplier, *town.register.references.values()) if word in text]
    assert not told, "\n".join(told)


def test_the_suppliers_own_reader_sees_the_portal_and_no_place_of_work(town: Town) -> None:
    wrong = []
    for walk in one_of_each():
        if walk.route in OPEN:
            continue
        answer = asked(town, "sol", walk.address(town))
        own = walk.route.startswith(READERS)
        kept_out = answer.status_code in {403, 404} or (
            answer.status_code == 303 and answer.headers["location"].startswith(("/portal", "/log-in"))
        )
        if own is kept_out or answer.status_code >= 500:
            wrong.append(f"{walk.name}: {answer.status_code} {answer.headers.get('location', '')}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("user", ["mara", "ben", "ada"])
def test_every_page_answers_those_who_work_here(town: Town, user: str) -> None:
    wrong = []
    for walk in walks():
        if walk.route in OPEN:
            continue
        kept_out = user != "ada" and walk.route.startswith(ADMIN) and walk.route not in OWN_AFFAIRS
        expected = {403, 404} if kept_out else {200, 303}
        if walk.route.startswith("/portal"):
            expected = {200, 303, 403, 404}
        answer = asked(town, user, walk.address(town))
        if answer.status_code not in expected:
            wrong.append(f"{walk.name}: {answer.status_code}")
    assert not wrong, "\n".join([*wrong, *town.mistakes])
