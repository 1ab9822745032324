"""The fifteen rules of the interface, each with the tests that hold it; those that no screen's own tests hold are tried here.

1. Every view state is in the address: `test_queue.test_filters_are_in_the_address_and_come_back`,
   `test_queue.test_more_cases_are_a_page_of_their_own_in_the_address`, `test_document.test_zoom_and_turn_stay_through_reload_and_pages`.
2. Single keys: `test_queue.test_keys_move_select_open_and_search`, `test_case.test_every_deed_of_a_case_is_listed_with_its_key`,
   `test_keys_are_switched_off_one_by_one_and_none_acts_inside_inputs` and `test_keys_of_the_browser_are_left_to_it` here.
3. On to the next case, cursor and selection stay: `test_queue.test_deeds_to_one_case_by_keys_go_on_to_the_next_and_are_undone`,
   `test_queue.test_cursor_and_selection_survive_what_others_change`, `test_queue.test_the_next_case_of_the_queue_is_one_key_away`,
   `test_expert.test_an_expert_works_letters_by_keyboard_and_stops_at_what_the_paper_does_not_say`.
4. Saved views: `test_queue.test_a_view_is_saved_changed_in_place_and_shared`.
5. Bulk: `test_queue.test_many_are_moved_and_what_is_refused_is_told_and_stays_selected`,
   `test_queue.test_priority_tags_snooze_and_comment_by_keyboard_alone`, `test_queue.test_all_cases_of_a_view_are_dealt_with_at_once`,
   `test_what_can_be_done_to_one_case_can_be_done_to_many` here.
6. Undo rather than confirm: `test_case.test_who_it_is_given_to_is_saved_on_change_and_taken_back`,
   `test_case.test_putting_off_goes_to_the_next_case_where_it_can_be_taken_back`,
   `test_filing.test_a_filing_is_confirmed_with_a_summary_recorded_once_and_leads_on`, `test_approving_asks_nothing_and_is_taken_back` here.
7. Deadline and attempts: `test_queue.test_nearest_day_comes_first_and_overdue_is_said_in_words`,
   `test_deadline_and_attempts_are_seen_on_every_page_of_a_case` here.
8. Field and box: `test_document.test_a_field_and_its_box_point_at_each_other_by_pointer_and_by_focus`,
   `test_document.test_the_focus_brings_the_box_into_view`, `test_document.test_tab_walks_the_fields_and_b_hides_the_boxes`,
   `test_document.test_zoom_and_turn_stay_through_reload_and_pages`.
9. Low confidence first, corrections stay: `test_document.test_what_is_unsure_comes_first_and_is_marked`,
   `test_what_a_person_put_right_stands_when_the_paper_is_read_again` here.
10. Facts with their exhibit: `test_draft.test_every_fact_leads_to_its_spot_on_a_page`,
   `test_draft.test_a_sentence_that_no_fact_says_is_objected_to_while_it_is_typed_and_blocks_the_letter`,
   `test_a_letter_with_an_unsupported_sentence_cannot_be_filed` here.
11. Versions: `test_draft.test_a_sentence_that_no_fact_says_is_objected_to_while_it_is_typed_and_blocks_the_letter` (the diff),
   `test_each_version_and_each_sentence_says_who_wrote_it` here.
12. Saved on change, nothing typed is lost: `test_case.test_who_it_is_given_to_is_saved_on_change_and_taken_back`,
   `test_case.test_an_expired_session_keeps_the_comment`, `test_draft.test_typed_words_outlive_a_reload`,
   `test_case.test_a_form_that_was_open_meanwhile_is_refused_and_keeps_its_words`,
   `test_document.test_a_value_that_does_not_fit_is_refused_beside_its_field_and_stays_typed`.
13. Uploads: `test_journey.test_uploads_go_on_through_a_reload_and_name_what_is_known_already`,
   `test_who_works_for_several_accounts_is_asked_for_which_the_dropped_files_are`,
   `test_a_zip_dropped_on_any_page_is_sent_again_after_a_failure_and_unpacked` here.
14. Exports: `test_an_export_carries_filters_time_user_and_currency_and_runs_nothing`, `test_amounts_stand_under_each_other` here.
15. Light, accessible, strict: `test_queue.test_a_full_page_is_light`, `test_rules_of_the_house.test_page_keeps_the_rules`,
   `test_watching.test_messages_errors_and_strangers_are_noticed` (what the policy forbids is a message, and fails every test),
   `test_an_interaction_is_painted_at_once` here.
"""

from __future__ import annotations

import csv
import io
import zipfile
from base64 import b64encode
from typing import Final

import pytest
from playwright.sync_api import Page, expect

from tests.web.browsing import Browsing
from tests.web.measures import axe, press, slowest
from tests.web.town import Town

PAINT: Final = 200
"""Milliseconds from an interaction to its paint, at most."""


# 2 ------------------------------------------------------------------------------------------------------------------------------


def test_keys_are_switched_off_one_by_one_and_none_acts_inside_inputs(town: Town, visit: Browsing) -> None:
    page = visit("/me", user="ben")
    page.get_by_role("group", name="Keys that are switched off").get_by_label("a", exact=True).check()
    with page.expect_event("load"):
        form = page.get_by_role("group", name="Keys that are switched off").locator("xpath=ancestor::form")
        form.get_by_role("button", name="Save").click()
    expect(page.get_by_role("group", name="Keys that are switched off").get_by_label("a", exact=True)).to_be_checked()
    page.goto(f"/cases/{town.cases['in_review']}/draft")
    press(page, "a y")
    expect(page.locator(".sentence.accepted")).to_have_count(1)
    assert town.case("in_review").state == "in_review", "a is switched off, y is not"
    press(page, "e")
    page.get_by_label("Your sentence").press_sequentially("y j k ?")
    expect(page.locator(".sentence.accepted")).to_have_count(1)
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_keys_of_the_browser_are_left_to_it(visit: Browsing) -> None:
    page = visit("/queue")
    taken = page.evaluate(
        """() => {
          const told = (key, held) => new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...held });
          const held = [{ ctrlKey: true }, { metaKey: true }, { altKey: true }];
          const all = [..."twnlrfpdacjx1"].flatMap((key) => held.map((one) => [key, one]));
          return all.filter(([key, one]) => !document.body.dispatchEvent(told(key, one)));
        }"""
    )
    assert taken == []


# 5 ------------------------------------------------------------------------------------------------------------------------------


def test_what_can_be_done_to_one_case_can_be_done_to_many(town: Town, visit: Browsing) -> None:
    page = visit(f"/cases/{town.cases['drafting']}")
    single = set(page.locator(".properties label, .properties .label").all_text_contents())
    page.goto("/queue")
    press(page, "j x j x")
    expect(page.locator("#selected-count")).to_contain_text("2")
    toolbar = page.get_by_role("toolbar", name="What to do with cases")
    for field, deed in {"Assigned to": "Assign", "Priority": "Priority", "Tags": "Tags", "Snooze": "Snooze"}.items():
        assert field in single
        single.remove(field)
        expect(toolbar.get_by_role("button", name=deed)).not_to_have_attribute("aria-disabled", "true")
    assert single == set(), "a field of a case that the queue cannot set for many"
    for deed in ("Comment", "Move"):
        expect(toolbar.get_by_role("button", name=deed)).not_to_have_attribute("aria-disabled", "true")


# 6 ------------------------------------------------------------------------------------------------------------------------------


def test_approving_asks_nothing_and_is_taken_back(town: Town, visit: Browsing) -> None:
    page = visit(f"/cases/{town.cases['in_review']}/draft", user="ben")
    press(page, "a")
    page.wait_for_url("**/filing**")
    page.goto(f"/cases/{town.cases['in_review']}")
    press(page, "u")
    expect(page.locator(".chip").first).not_to_have_text("Ready to file")
    assert town.case("in_review").state == "in_review"


# 7 ------------------------------------------------------------------------------------------------------------------------------


def test_deadline_and_attempts_are_seen_on_every_page_of_a_case(town: Town, visit: Browsing) -> None:
    case = town.case("in_review")
    assert case.attempts_left is not None
    page = visit("/queue?state=in_review")
    places = {
        "/queue?state=in_review": page.locator(f"#case-{case.id}"),
        f"/cases/{case.id}": page.locator("main"),
        f"/cases/{case.id}/draft": page.locator(".page-head"),
        f"/cases/{case.id}/filing": page.locator(".page-head"),
    }
    for address, place in places.items():
        page.goto(address)
        expect(place).to_contain_text("days")
        expect(place).to_contain_text("ttempt")
        expect(place).to_contain_text(str(case.attempts_left))


# 9 ------------------------------------------------------------------------------------------------------------------------------


def test_what_a_person_put_right_stands_when_the_paper_is_read_again(town: Town, visit: Browsing) -> None:
    page = visit(f"/documents/{town.documents['pod_unsigned.pdf']}")
    carrier = page.locator("#in-carrier_name")
    carrier.fill("Harbor & Pine Freight")
    press(page, "Enter")
    expect(page.get_by_text("Saved").first).to_be_visible()
    town.settle(60)
    with town.api() as api:
        again = api.post(f"/api/v1/documents/{town.documents['pod_unsigned.pdf']}/reprocess", json={"reason": "new readers"})
        assert again.is_success, again.text
    town.settle(60)
    page.reload()
    expect(page.locator("#in-carrier_name")).to_have_value("Harbor & Pine Freight")


# 10, 11 -------------------------------------------------------------------------------------------------------------------------


def rewritten(page: Page, town: Town, words: str) -> None:
    """The first sentence of the letter that is in review is written anew by who looks at it."""
    page.goto(f"/cases/{town.cases['in_review']}/draft")
    page.locator(".sentence").first.locator("[data-open]").focus()
    press(page, "e")
    page.get_by_label("Your sentence").fill(words)
    press(page, "Control+Enter")
    expect(page.get_by_role("button", name="Version 2")).to_be_visible()


def test_a_letter_with_an_unsupported_sentence_cannot_be_filed(town: Town, visit: Browsing) -> None:
    page = visit("/queue", user="ben")
    rewritten(page, town, "You owe us USD 55,555.55 and every word of it is true.")
    expect(page.locator(".sentence-remark.objection").first).to_be_visible()
    expect(page.get_by_role("button", name="Approve")).to_have_attribute("aria-disabled", "true")
    press(page, "a")
    page.goto(f"/cases/{town.cases['in_review']}/filing")
    expect(page.locator("#record")).to_have_count(0)
    assert town.case("in_review").state == "in_review"


def test_each_version_and_each_sentence_says_who_wrote_it(town: Town, visit: Browsing) -> None:
    page = visit("/queue", user="ben")
    rewritten(page, town, "We ask you to look at this claim again.")
    sentences = page.locator(".sentence")
    expect(sentences.first.locator(".sentence-origin")).to_contain_text("Person")
    expect(sentences.first.locator(".sentence-origin")).to_contain_text("version 2")
    expect(sentences.nth(1).locator(".sentence-by")).to_contain_text("Template")
    press(page, "v")
    versions = page.get_by_role("dialog").get_by_role("listitem")
    expect(versions.first).to_contain_text("ben@example.com")
    expect(versions.nth(1)).to_contain_text("Template")


# 13 -----------------------------------------------------------------------------------------------------------------------------

DROP: Final = """([name, type, bytes]) => {
  const carried = new DataTransfer();
  carried.items.add(new File([Uint8Array.from(atob(bytes), (one) => one.charCodeAt(0))], name, { type }));
  for (const kind of ["dragenter", "dragover", "drop"]) {
    document.querySelector("main").dispatchEvent(new DragEvent(kind, { dataTransfer: carried, bubbles: true, cancelable: true }));
  }
}"""


def test_a_zip_dropped_on_any_page_is_sent_again_after_a_failure_and_unpacked(town: Town, visit: Browsing) -> None:
    page = visit("/queue", allow=["ERR_FAILED"])
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(town.kept["proof"], "pods/proof.pdf")
    page.route("**/api/v1/documents", lambda route: route.abort(), times=1)
    page.evaluate(DROP, ["pods.zip", "application/zip", b64encode(packed.getvalue()).decode()])
    tray = page.get_by_role("region", name="Uploads")
    tray.get_by_role("button", name="Try again").first.click()
    expect(tray).to_contain_text("1 of 1 uploaded")
    town.settle(90)
    page.goto("/inbox")
    expect(page.get_by_role("link", name="proof.pdf").first).to_be_visible()


def test_who_works_for_several_accounts_is_asked_for_which_the_dropped_files_are(town: Town, visit: Browsing) -> None:
    page = visit(f"/cases/{town.cases['no_proof']}", user="ben")
    page.evaluate(DROP, ["proof.pdf", "application/pdf", b64encode(town.kept["proof"].read_bytes()).decode()])
    asks = page.get_by_role("dialog")
    expect(asks).to_contain_text("Say for which account the files are.")
    axe(page)
    asks.get_by_label("For", exact=True).select_option(str(town.register.account_id))
    expect(asks).to_have_count(0)
    expect(page.get_by_role("region", name="Uploads")).to_contain_text("1 of 1 uploaded")
    town.settle(90)


# 14 -----------------------------------------------------------------------------------------------------------------------------


def test_an_export_carries_filters_time_user_and_currency_and_runs_nothing(town: Town, visit: Browsing) -> None:
    with town.api() as api:
        tagged = api.patch(f"/api/v1/cases/{town.cases['in_review']}", json={"tags": ["=HYPERLINK(1)"]})
        assert tagged.is_success, tagged.text
    page = visit("/queue?state=in_review&type=shortage")
    page.get_by_role("button", name="Export", exact=True).click()
    with page.expect_download() as made:
        page.get_by_role("link", name="CSV").click()
    [row] = csv.DictReader(io.StringIO(made.value.path().read_text(encoding="utf-8-sig"), newline=""))
    assert "in_review" in row["filters"]
    assert "shortage" in row["filters"]
    assert row["exported_by"] == "mara@example.com"
    assert row["exported_at"].startswith(town.now.date().isoformat())
    assert row["currency"] == "USD"
    assert row["reference"] == town.register.references["in_review"]
    assert not [said for said in row.values() if said.startswith(("=", "@"))], "a spreadsheet would run it"
    assert any("HYPERLINK" in said for said in row.values())


def test_amounts_stand_under_each_other(visit: Browsing) -> None:
    page = visit("/queue")
    ends = page.locator(".q-open .line-1").evaluate_all(
        """(cells) => cells.map((cell) => {
          const range = document.createRange();
          range.selectNodeContents(cell);
          return [Math.round(range.getBoundingClientRect().right), getComputedStyle(cell).fontVariantNumeric, cell.textContent];
        })"""
    )
    assert len({right for right, _, _ in ends}) == 1, "right-aligned"
    assert all("tabular-nums" in figures for _, figures, _ in ends)
    assert not [said for _, _, said in ends if said.rstrip()[-1] in "KkMm"]


# 15 -----------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path, keys",
    [
        ("/queue", "j j x k x j Escape f Escape"),
        ("/cases/{case}", "? Escape j j"),
        ("/cases/{case}/draft", "y y k j v Escape y"),
        ("/cases/{ready}/filing", "1 2 3 f Escape"),
    ],
)
def test_an_interaction_is_painted_at_once(path: str, keys: str, town: Town, visit: Browsing) -> None:
    page = visit(path.format(case=town.cases["in_review"], ready=town.cases["ready_to_file"]), user="ben")
    press(page, keys)
    assert slowest(page) < PAINT
