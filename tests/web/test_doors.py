"""Coming in: by password, by a one-time link, and what a wrong one is told."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.web.browsing import Browsing
from tests.web.measures import axe
from tests.web.town import Town


def test_who_logs_in_by_password_comes_to_the_page_that_was_asked_for(town: Town, visit: Browsing) -> None:
    page = visit("/", user=None)
    expect(page).to_have_url(f"{town.address}/log-in?next=%2F")
    page.get_by_label("E-mail").fill(town.email("mara"))
    page.get_by_label("Password").fill(town.password())
    page.get_by_role("button", name="Log in").click()
    expect(page).to_have_url(f"{town.address}/queue")
    expect(page.get_by_role("link", name="Mara Lind")).to_be_visible()


def test_wrong_password_is_told_and_the_address_stays(town: Town, visit: Browsing) -> None:
    page = visit("/log-in", user=None, allow=[401])
    page.get_by_label("E-mail").fill(town.email("mara"))
    page.get_by_label("Password").fill("not this one at all")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("alert")).to_contain_text("E-mail or password is wrong")
    expect(page.get_by_label("E-mail")).to_have_value(town.email("mara"))
    axe(page)


def test_a_one_time_link_sets_the_password_and_works_once(town: Town, visit: Browsing) -> None:
    link = town.link("mara")
    page = visit(link, user=None)
    axe(page)
    page.get_by_label("New password").fill("eleven blue cartons")
    page.get_by_role("button", name="Set the password and log in").click()
    expect(page.get_by_role("link", name="Mara Lind")).to_be_visible()
    again = visit(link, user=None, allow=[404])
    expect(again.get_by_role("heading", level=1)).to_have_text("This link works no more")
