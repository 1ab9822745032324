"""Deeds in the queue: to one case by keys, to many at once, and what is told of them."""

from __future__ import annotations

import re

from playwright.sync_api import Route, expect

from ledger.cases import CaseState
from tests.web.browsing import Browsing, shoot
from tests.web.measures import axe, press
from tests.web.queue_rows import many, on, row_of
from tests.web.town import Town


def test_all_cases_of_a_view_are_dealt_with_at_once(town: Town, visit: Browsing) -> None:
    many(town, 60)
    page = visit("/queue?type=shortage")
    page.get_by_role("checkbox", name="Select all on this page").check()
    expect(page.locator("#selected-count")).to_have_text("50 selected")
    page.get_by_role("button", name="Select the whole view").click()
    expect(page.locator("#selected-count")).not_to_have_text("50 selected")
    told = page.locator("#selected-count").inner_text()
    press(page, "t")
    page.keyboard.type("quarter end")
    press(page, "Enter")
    expect(page.get_by_text(f"Done: {told.removesuffix(' selected')} cases")).to_be_visible(timeout=20_000)
    page.goto("/queue?tag=quarter+end")
    expect(page.get_by_role("link", name=f"At work {told.removesuffix(' selected')}")).to_be_visible()


def test_a_file_for_the_retailer_is_made_of_the_selected_cases(town: Town, visit: Browsing) -> None:
    page = visit("/queue")
    on(page, town, "drafting", "in_review")
    page.get_by_role("button", name="More").click()
    page.get_by_role("button", name="Bulk file for the retailer…").click()
    dialog = page.get_by_role("dialog", name="Bulk file for 2 cases")
    expect(dialog.get_by_label("statement of open items (xlsx)")).to_be_checked()
    with page.expect_download() as coming:
        dialog.get_by_role("button", name="Make the file").click()
    assert coming.value.suggested_filename.endswith(".xlsx")
    expect(dialog.get_by_role("status")).to_contain_text("rows of")


def test_many_are_moved_and_what_is_refused_is_told_and_stays_selected(town: Town, visit: Browsing) -> None:
    page = visit("/queue")
    on(page, town, "drafting", "detected", "filed")
    press(page, "m")
    dialog = page.locator("#deed-move")
    expect(dialog.get_by_role("heading")).to_have_text("Move 3 cases")
    dialog.get_by_label("Ask for approval").check()
    axe(page, within="#deed-move")
    dialog.get_by_role("button", name="Move").click()
    expect(dialog.get_by_text("2 of 3 were refused and stay selected:")).to_be_visible()
    expect(dialog.get_by_role("listitem")).to_have_count(2)
    shoot(page, "queue-refused")
    dialog.get_by_role("button", name="Cancel").click()
    expect(page.locator("tr.selected")).to_have_count(2)
    expect(row_of(page, town, "drafting")).to_contain_text("In review")
    expect(row_of(page, town, "drafting").get_by_role("checkbox")).not_to_be_checked()
    assert town.case("drafting").state is CaseState.IN_REVIEW
    assert town.case("detected").state is CaseState.DETECTED


def test_who_moves_the_cursor_while_a_deed_is_told_keeps_it(town: Town, visit: Browsing) -> None:
    page = visit("/queue")
    here = row_of(page, town, "scan")
    slow: list[Route] = []

    def hold(route: Route) -> None:
        slow.append(route)

    page.route("**/queue", hold, times=1)
    here.get_by_role("link").first.focus()
    press(page, "p")
    press(page, "ArrowUp Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(here).not_to_have_class(re.compile("cursor"))
    here.get_by_role("link").first.focus()
    slow[0].continue_()
    expect(here).to_contain_text("Urgent")
    expect(here).to_have_class(re.compile("cursor"))
    page.wait_for_timeout(200)
    assert row_of(page, town, "scan").evaluate("row => row.contains(document.activeElement)")


def test_deeds_to_one_case_by_keys_go_on_to_the_next_and_are_undone(town: Town, visit: Browsing) -> None:
    page = visit("/queue")
    here = row_of(page, town, "detected")
    here.get_by_role("link").first.focus()
    after = here.locator("xpath=following-sibling::tr[1]").get_attribute("data-row")
    press(page, "e Enter")
    expect(here).to_contain_text("Mara Lind")
    expect(page.locator("tr.cursor")).to_have_attribute("data-row", after or "")
    assert town.case("detected").assignee_id == town.register.people["mara"]
    press(page, "u")
    expect(here).not_to_contain_text("Mara Lind")
    assert town.case("detected").assignee_id is None
    expect(here).to_have_class(re.compile("cursor"))


def test_refused_for_one_case_is_told_in_the_dialog(town: Town, visit: Browsing) -> None:
    page = visit("/queue?closed=all")
    row_of(page, town, "paid").get_by_role("link").first.focus()
    press(page, "s Enter")
    dialog = page.get_by_role("dialog", name="Snooze")
    expect(dialog.get_by_role("alert")).to_contain_text("1 of 1 were refused")
    press(page, "Escape")
    expect(dialog).not_to_be_visible()
