"""The queue: worked by keys alone, its state in the address, deeds to one and to many, and what it costs."""

from __future__ import annotations

import gzip
import re
from datetime import timedelta

import httpx2
from playwright.sync_api import expect

from api.http.visit import COOKIE
from bench.kill_house import PLAIN
from cases.life import remarks
from ledger.cases import Case
from tests.web.browsing import Browsing, shoot
from tests.web.measures import axe, beyond_the_edge, focused, press, slowest
from tests.web.queue_rows import many, on, row_of
from tests.web.town import Town

HEAVIEST = 50_000
"""Bytes of a full page of the queue, compressed."""


def test_keys_move_select_open_and_search(visit: Browsing) -> None:
    page = visit("/queue")
    press(page, "j j x k")
    expect(page.locator("tr.selected")).to_have_count(1)
    expect(page.locator("#selected-count")).to_have_text("1 selected")
    press(page, "/")
    assert focused(page) == "Search in the queue"
    page.keyboard.type("jx")
    press(page, "Escape ?")
    expect(page.get_by_role("dialog", name="Keys on this page")).to_contain_text("Snooze")
    press(page, "Escape")
    first = page.locator("tr.cursor").get_attribute("data-row")
    press(page, "Enter")
    expect(page).to_have_url(re.compile(f"/cases/{first}\\?in="))
    assert slowest(page) < 200


def test_nearest_day_comes_first_and_overdue_is_said_in_words(town: Town, visit: Browsing) -> None:
    page = visit("/queue")
    expect(row_of(page, town, "asked")).to_contain_text("1 day overdue")
    expect(row_of(page, town, "asked")).to_contain_text("reply by")
    expect(page.get_by_role("columnheader", name="Deadline")).to_have_attribute("aria-sort", "ascending")
    page.get_by_role("link", name="Open", exact=True).click()
    expect(page).to_have_url(re.compile("sort=amount"))
    amounts = [float(re.sub(r"[^\d.]", "", text)) for text in page.locator(".q-open .line-1").all_inner_texts()]
    assert amounts == sorted(amounts, reverse=True)


def test_cursor_and_selection_survive_what_others_change(town: Town, visit: Browsing) -> None:
    page = visit("/queue")
    on(page, town, "drafting", "price")
    row_of(page, town, "price").get_by_role("link").first.focus()
    with town.api("ben") as api:
        changed = api.patch(f"/api/v1/cases/{town.cases['unsigned']}", json={"priority": 3})
    assert changed.status_code == 200, changed.text
    expect(row_of(page, town, "unsigned")).to_contain_text("Urgent")
    expect(page.locator("tr.selected")).to_have_count(2)
    expect(row_of(page, town, "price")).to_have_class(re.compile("cursor"))
    expect(row_of(page, town, "price").get_by_role("checkbox")).to_be_checked()
    with town.writing() as session:
        mine = session.get_one(Case, town.cases["detected"])
        remarks.prioritise(session, mine, -1, actor="ben@example.com", now=town.now)
    expect(row_of(page, town, "detected")).to_contain_text("Low")
    expect(page.locator("#selected-count")).to_have_text("2 selected")


def test_filters_are_in_the_address_and_come_back(town: Town, visit: Browsing) -> None:
    page = visit("/queue")
    press(page, "f")
    page.get_by_label("Price claim").check()
    page.get_by_label("Shortage").check()
    page.get_by_label("Assignee").select_option("none")
    axe(page)
    page.get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile(r"/queue\?type=price_claim&type=shortage&assignee=none$|assignee=none&type="))
    expect(page.get_by_role("link", name="Type Price claim")).to_be_visible()
    page.reload()
    expect(row_of(page, town, "price")).to_be_visible()
    expect(row_of(page, town, "drafting")).to_have_count(0)
    page.get_by_role("link", name="Type Shortage").click()
    expect(page.get_by_role("link", name="Type Shortage")).to_have_count(0)
    page.go_back()
    expect(page.get_by_role("link", name="Type Shortage")).to_be_visible()
    page.go_back()
    expect(page).to_have_url(re.compile("/queue$"))
    expect(row_of(page, town, "drafting")).to_be_visible()


def test_what_makes_no_sense_in_the_address_is_told(visit: Browsing) -> None:
    page = visit("/queue?state=forgotten", allow=[422])
    expect(page.get_by_role("heading", level=1)).to_have_text("That did not work")
    page = visit("/queue?after=bm9uc2Vuc2U", allow=[422])
    expect(page.get_by_text("begin with its first page")).to_be_visible()


def test_states_are_counted_and_the_finished_are_apart(town: Town, visit: Browsing) -> None:
    page = visit("/queue")
    states = page.get_by_role("navigation", name="States")
    expect(states.get_by_role("link", name="In review 1")).to_be_visible()
    states.get_by_role("link", name="In review 1").click()
    expect(page.locator("[data-row]")).to_have_count(1)
    expect(states.get_by_role("link", name=re.compile("^At work"))).to_be_visible()
    states.get_by_role("link", name="Finished").click()
    expect(row_of(page, town, "paid")).to_contain_text("Won")


def test_a_view_is_saved_changed_in_place_and_shared(visit: Browsing) -> None:
    page = visit("/queue?type=shortage")
    expect(page.get_by_text("Modified")).to_be_visible()
    page.get_by_role("button", name="Save as…").click()
    dialog = page.get_by_role("dialog", name="Save this view")
    dialog.get_by_label("Name").fill("Short receipts")
    dialog.get_by_label("All who work cases").check()
    dialog.get_by_role("button", name="Save view").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Short receipts")
    expect(page.get_by_text("Modified")).to_have_count(0)
    expect(page.get_by_text("Shared", exact=True)).to_be_visible()
    press(page, "f")
    page.get_by_label("Evidence", exact=True).select_option("complete")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("Modified")).to_be_visible()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Modified")).to_have_count(0)
    expect(page.get_by_role("link", name="Evidence Complete")).to_be_visible()
    theirs = visit("/queue", user="ben")
    press(theirs, "v")
    theirs.get_by_role("link", name="Short receipts Mara Lind").click()
    expect(theirs.get_by_role("heading", level=1)).to_have_text("Short receipts")
    expect(theirs.get_by_role("button", name="Name and share this view")).to_have_count(0)
    page.get_by_role("button", name="Name and share this view").click()
    edit = page.get_by_role("dialog", name="Name and share")
    edit.get_by_label("Name").fill("Short and complete")
    edit.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Short and complete")
    page.on("dialog", lambda asked: asked.accept())
    page.get_by_role("button", name="Name and share this view").click()
    edit.get_by_role("button", name="Delete").click()
    expect(page).to_have_url(re.compile("/queue$"))


def test_ready_made_views_show_what_they_say(town: Town, visit: Browsing) -> None:
    page = visit("/queue")
    press(page, "v")
    page.get_by_role("link", name="To approve").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("To approve")
    expect(page.locator("[data-row]")).to_have_count(1)
    expect(row_of(page, town, "in_review")).to_be_visible()
    press(page, "v")
    page.get_by_role("link", name="My work").click()
    expect(page.locator("[data-row]")).to_have_count(3)


def test_priority_tags_snooze_and_comment_by_keyboard_alone(town: Town, visit: Browsing) -> None:
    page = visit("/queue")
    here = row_of(page, town, "scan")
    here.get_by_role("link").first.focus()
    press(page, "p")
    expect(page.get_by_role("dialog", name="Priority")).to_be_visible()
    press(page, "ArrowUp Enter")
    expect(here).to_contain_text("Urgent")
    here.get_by_role("link").first.focus()
    press(page, "t")
    page.keyboard.type("carrier asked, urgent")
    page.get_by_role("dialog", name="Tags").get_by_label("recount").check()
    press(page, "Enter")
    expect(here).to_contain_text("carrier asked")
    expect(here).not_to_contain_text("recount")
    here.get_by_role("link").first.focus()
    press(page, "c")
    page.keyboard.type("Asked for the gate log.")
    press(page, "Control+Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    here.get_by_role("link").first.focus()
    press(page, "s Enter")
    expect(here).to_contain_text("Snoozed")
    assert town.case("scan").snoozed_until == town.now.date() + timedelta(days=7)


def test_more_cases_are_a_page_of_their_own_in_the_address(town: Town, visit: Browsing) -> None:
    many(town, 60)
    page = visit("/queue")
    expect(page.locator("[data-row]")).to_have_count(50)
    page.get_by_role("link", name="More").click()
    expect(page).to_have_url(re.compile("after="))
    shown = page.locator("[data-row]").count()
    assert 0 < shown < 50
    last = page.locator("[data-row]").last.get_attribute("data-row")
    page.reload()
    expect(page.locator("[data-row]")).to_have_count(shown)
    page.locator("[data-row]").last.get_by_role("link").first.click()
    expect(page).to_have_url(re.compile(f"/cases/{last}"))
    page.go_back()
    expect(page.locator("[data-row]")).to_have_count(shown)
    expect(page.locator("tr.cursor")).to_have_attribute("data-row", last or "")
    page.go_back()
    expect(page).to_have_url(re.compile("/queue$"))


def test_a_full_page_is_light(town: Town) -> None:
    many(town, 60)
    secret = town.session_of("mara").secret
    with httpx2.Client(base_url=town.address, cookies={COOKIE: secret}, timeout=30, verify=PLAIN) as client:
        with client.stream("GET", "/queue", headers={"Accept-Encoding": "gzip"}) as answer:
            sent = b"".join(answer.iter_raw())
        assert answer.headers["content-encoding"] == "gzip"
        assert gzip.decompress(sent).count(b"data-row=") == 50
        assert len(sent) < HEAVIEST, len(sent)


def test_the_next_case_of_the_queue_is_one_key_away(visit: Browsing) -> None:
    page = visit("/queue?sort=number")
    order = [row.get_attribute("data-row") for row in page.locator("[data-row]").all()]
    page.locator("[data-row]").nth(1).get_by_role("link").first.click()
    for key, place in (("]", 1), ("[", 2), ("q", 1)):
        page.wait_for_url(f"**/cases/{order[place]}?in=*", wait_until="load")
        press(page, key)
    expect(page).to_have_url(re.compile(r"/queue\?sort=number$"))


def test_palette_finds_cases_papers_and_commands(town: Town, visit: Browsing) -> None:
    page = visit("/queue")
    reference = town.register.references["price"]
    press(page, "Control+k")
    page.keyboard.type(reference.lower())
    found = page.get_by_role("option", name=re.compile(reference))
    expect(found.first).to_be_visible()
    axe(page, within="#palette")
    press(page, "Enter")
    expect(page).to_have_url(re.compile(f"/cases/{town.cases['price']}"))
    press(page, "Control+k")
    page.keyboard.type("queue")
    press(page, "Enter")
    expect(page).to_have_url(re.compile("/queue"))


def test_search_shows_the_words_that_matched_and_only_what_one_may_see(town: Town, visit: Browsing) -> None:
    reference = town.register.references["drafting"]
    page = visit(f"/search?q={reference}")
    expect(page.get_by_role("link", name=re.compile(reference)).first).to_be_visible()
    expect(page.locator("mark").first).to_have_text(reference.lower())
    axe(page)
    hers = visit(f"/search?q={reference}", user="nora")
    expect(hers.get_by_text("Nothing holds all of these words")).to_be_visible()
    number = town.case("drafting").number
    page.goto(f"/search?q=%23{number}")
    expect(page.get_by_role("link", name=re.compile(f"^{number} · "))).to_be_visible()


def test_a_case_is_opened_by_hand(visit: Browsing) -> None:
    page = visit("/queue")
    press(page, "n")
    page.get_by_label("Reference").fill("SEEN-771SC")
    page.get_by_label("Deducted", exact=True).fill("125.50")
    press(page, "Tab")
    page.get_by_label("Why it is wrong").fill("The screen shows a receipt of all cartons.")
    axe(page)
    page.get_by_role("button", name="Open the case").click()
    expect(page).to_have_url(re.compile(r"/cases/\d+$"))
    expect(page.get_by_text("SEEN-771SC").first).to_be_visible()


def test_usable_on_a_phone_and_accessible_to_all(town: Town, visit: Browsing) -> None:
    page = visit("/queue")
    axe(page)
    on(page, town, "price")
    axe(page)
    shoot(page, "queue")
    small = visit("/queue", width=390, height=844)
    assert beyond_the_edge(small) == []
    row_of(small, town, "price").get_by_role("checkbox").check()
    expect(small.get_by_role("toolbar")).to_be_in_viewport()
    axe(small)
    assert beyond_the_edge(small) == []
    shoot(small, "queue-phone")


def test_somebody_of_another_supplier_sees_their_own_queue(town: Town, visit: Browsing) -> None:
    page = visit(f"/queue?supplier={town.register.supplier_id}", user="nora")
    expect(page.locator("[data-row]")).to_have_count(0)
    page.goto("/queue")
    expect(page.locator("[data-row]")).to_have_count(1)
