"""The guide of the first visit: what a screen is for and its keys, gone for good once it was understood."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from api.web.guides import GUIDES, NAMES
from ledger.models import User
from tests.web.browsing import Browsing
from tests.web.measures import axe
from tests.web.town import Town

SCREENS = {
    "queue": "/queue",
    "case": "/cases/{case}",
    "document": "/documents/{document}",
    "draft": "/cases/{case}/draft",
    "filing": "/cases/{case}/filing",
    "inbox": "/inbox",
    "rebates": "/rebates",
}


def address(town: Town, name: str) -> str:
    return SCREENS[name].format(case=town.cases["ready_to_file"], document=town.documents["pod_in_review.pdf"])


def seen(town: Town, user: str) -> set[str]:
    with town.writing() as session:
        return set(session.scalars(select(User.preferences).where(User.email == town.email(user))).one().get("guides_seen", ()))


def test_every_guide_has_its_screen() -> None:
    assert set(SCREENS) == set(NAMES)
    assert all(len(one.keys) == 3 for one in GUIDES)


@pytest.mark.parametrize("name", sorted(SCREENS))
def test_a_screen_says_what_it_is_for_until_it_was_understood(town: Town, visit: Browsing, name: str) -> None:
    page = visit(address(town, name), user="mara")
    strip = page.get_by_role("complementary", name="Guide to this screen")
    expect(strip).to_be_visible()
    axe(page, within="#guide")
    strip.get_by_role("button", name="Got it").click()
    expect(page.locator("#guide")).to_have_count(0)
    assert seen(town, "mara") == {name}
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("#guide")).to_have_count(0)


def test_all_of_them_are_skipped_at_once_and_come_back_when_asked_for(town: Town, visit: Browsing) -> None:
    page = visit("/queue", user="mara")
    page.get_by_role("button", name="Skip all").click()
    expect(page.locator("#guide")).to_have_count(0)
    assert seen(town, "mara") == set(NAMES)
    page.goto("/inbox")
    expect(page.locator("#guide")).to_have_count(0)
    page.goto("/me")
    page.get_by_role("button", name="Show it again").click()
    expect(page.get_by_role("complementary", name="Guide to this screen")).to_be_visible()
    assert seen(town, "mara") == set()


def test_what_another_tab_dismissed_stays_dismissed(town: Town, visit: Browsing) -> None:
    first, second = visit("/queue", user="mara"), visit("/inbox", user="mara")
    first.get_by_role("button", name="Got it").click()
    expect(first.locator("#guide")).to_have_count(0)
    second.get_by_role("button", name="Got it").click()
    expect(second.locator("#guide")).to_have_count(0)
    assert seen(town, "mara") == {"queue", "inbox"}


def test_it_takes_no_room_on_a_phone_nor_on_paper(visit: Browsing) -> None:
    page = visit("/queue", user="mara", width=390, height=844)
    expect(page.locator("#guide")).to_be_hidden()
    desk = visit("/queue", user="mara")
    expect(desk.locator("#guide")).to_be_visible()
    desk.emulate_media(media="print")
    expect(desk.locator("#guide")).to_be_hidden()


def test_a_suppliers_reader_is_not_guided_through_work(town: Town, visit: Browsing) -> None:
    page = visit(f"/documents/{town.documents['pod_in_review.pdf']}", user="sol")
    expect(page.locator("#guide")).to_have_count(0)
