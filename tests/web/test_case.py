"""The case: what is due, what is wrong and how it is known, and everything that is done to it, by pointer and by keyboard alone."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from ledger.cases import CaseState
from tests.web.browsing import Browsing, shoot
from tests.web.measures import axe, beyond_the_edge, press
from tests.web.town import Town


def address(town: Town, name: str) -> str:
    return f"/cases/{town.cases[name]}"


def toast(page: Page, text: str) -> None:
    expect(page.locator("#toasts")).to_contain_text(text)


def test_a_case_says_what_was_deducted_what_is_wrong_and_what_to_do(town: Town, visit: Browsing) -> None:
    page = visit(address(town, "detected"))
    case = town.case("detected")
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"Case {case.number}")
    expect(page.get_by_text(town.register.references["detected"]).first).to_be_visible()
    expect(page.get_by_role("button", name="Write the letter")).to_be_visible()
    figures = page.locator("#figures")
    for name in ("Deadline", "Attempts left", "Deducted", "Recoverable", "Open"):
        expect(figures.get_by_text(name, exact=True)).to_be_visible()
    steps = page.get_by_role("table").filter(has_text="Worked out from").first
    expect(steps.get_by_role("row", name=re.compile("To recover"))).to_be_visible()
    axe(page)
    assert beyond_the_edge(page) == []
    shoot(page, "case-detected")


def test_evidence_shows_its_page_and_both_sides_light_up(town: Town, visit: Browsing) -> None:
    page = visit(address(town, "detected"))
    cited = page.locator("#lines a.place[data-box]").filter(has_text="cartons").first
    number = cited.get_attribute("data-evidence")
    cited.hover()
    pane = page.get_by_role("complementary", name="The paper that is cited")
    expect(pane.locator("#pane-name")).to_contain_text("pod_detected.pdf")
    box = pane.locator(f'[data-box="{number}"]')
    expect(box).to_have_class(re.compile("lit"))
    expect(page.locator(f'tr[data-cites~="{number}"]').first).to_have_class(re.compile("lit"))
    page.mouse.move(5, 5)
    other = pane.locator("[data-box]:not(.lit)").first
    other.dispatch_event("pointerover")
    expect(page.locator(f'#lines a.place[data-evidence="{other.get_attribute("data-box")}"]')).to_have_class(re.compile("lit"))


def test_keys_point_at_evidence_and_enter_opens_its_document(town: Town, visit: Browsing) -> None:
    page = visit(address(town, "detected"))
    expect(page.locator("#pane-name")).to_contain_text("page")
    press(page, "1")
    expect(page.locator('#lines a.place[data-evidence="1"]')).to_be_focused()
    expect(page.locator("#pane-rows")).to_contain_text(town.register.references["detected"])
    paged = page.locator("#lines a.place[data-box]").first
    press(page, paged.get_attribute("data-evidence") or "")
    expect(paged).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/documents/\d+\?page=\d+&box="))


def test_a_letter_is_written_by_one_key(town: Town, visit: Browsing) -> None:
    page = visit(address(town, "detected") + "?in=state%3Ddetected")
    expect(page.get_by_role("button", name="Write the letter")).to_be_visible()
    press(page, "n")
    expect(page).to_have_url(re.compile(r"/draft\?in=state%3Ddetected"))
    assert town.case("detected").state is CaseState.DRAFTING


def test_who_it_is_given_to_is_saved_on_change_and_taken_back(town: Town, visit: Browsing) -> None:
    page = visit(address(town, "detected"))
    press(page, "e")
    select = page.get_by_label("Assigned to")
    expect(select).to_be_focused()
    select.select_option(label="Mara Lind (me)")
    toast(page, "Given to somebody else")
    assert town.case("detected").assignee_id == town.register.people["mara"]
    page.get_by_label("Priority").select_option("2")
    toast(page, "Priority changed")
    page.get_by_role("heading", level=1).click()
    press(page, "u")
    toast(page, "Taken back")
    expect(page.get_by_label("Priority")).to_have_value("0")
    assert town.case("detected").priority == 0
    expect(page.locator("#story")).to_contain_text("Taken back: the priority")


def test_tags_are_written_and_all_of_them_taken_away(town: Town, visit: Browsing) -> None:
    page = visit(address(town, "scan"))
    tags = page.get_by_label("Tags")
    expect(tags).to_have_value("Q3, recount")
    tags.fill("")
    tags.press("Tab")
    toast(page, "Tags changed")
    expect(page.locator("#story")).to_contain_text("removed Q3 and recount")


def test_putting_off_goes_to_the_next_case_where_it_can_be_taken_back(town: Town, visit: Browsing) -> None:
    page = visit(address(town, "detected") + "?in=sort%3Dnumber")
    press(page, "s")
    expect(page.get_by_role("dialog", name="Snooze")).to_be_visible()
    page.get_by_role("button", name="In 3 days").click()
    expect(page).not_to_have_url(re.compile(address(town, "detected") + r"\b"))
    toast(page, "Snoozed")
    assert town.case("detected").state is CaseState.SNOOZED
    press(page, "u")
    toast(page, "Taken back")
    assert town.case("detected").state is CaseState.DETECTED


def test_withdrawing_wants_a_reason_and_is_undone_by_a_key(town: Town, visit: Browsing) -> None:
    page = visit(address(town, "detected"))
    page.get_by_role("button", name="Withdraw").click()
    dialog = page.get_by_role("dialog", name="Withdraw the case")
    dialog.get_by_label("Why").fill("settled by phone")
    axe(page, within="#withdraw")
    dialog.get_by_role("button", name="Withdraw").click()
    expect(page.get_by_role("heading", name="Nothing is left to do")).to_be_visible()
    expect(page.locator("#story")).to_contain_text("settled by phone")
    press(page, "u")
    expect(page.get_by_role("button", name="Write the letter")).to_be_visible()


def test_an_answer_is_recorded_and_what_may_follow_is_offered(town: Town, visit: Browsing) -> None:
    page = visit(address(town, "filed"))
    press(page, "n")
    dialog = page.get_by_role("dialog", name="Record an answer")
    dialog.get_by_label("Answer", exact=True).select_option("denied")
    expect(dialog.get_by_label("Reason code")).to_be_visible()
    expect(dialog.get_by_label(re.compile("^Approved"))).to_be_hidden()
    dialog.get_by_label("In the retailer's words").fill("No carton count on the receipt.")
    dialog.get_by_role("button", name="Record").click()
    toast(page, "Answer recorded")
    expect(page.get_by_role("heading", name="Dispute again or close")).to_be_visible()
    expect(page.locator("#rounds")).to_contain_text("No carton count on the receipt.")
    assert town.case("filed").state is CaseState.ANSWERED


def test_a_denial_without_words_is_refused_beside_the_form(town: Town, visit: Browsing) -> None:
    page = visit(address(town, "filed"), allow=[422])
    page.get_by_role("button", name="Record the answer").click()
    dialog = page.get_by_role("dialog", name="Record an answer")
    dialog.get_by_label("Answer", exact=True).select_option("denied")
    dialog.get_by_role("button", name="Record").click()
    expect(dialog.locator(".said")).to_contain_text("write down the reason of the denial")


def test_a_question_is_replied_to(town: Town, visit: Browsing) -> None:
    page = visit(address(town, "asked"))
    expect(page.locator("#next-step")).to_contain_text("overdue")
    press(page, "n")
    dialog = page.get_by_role("dialog", name="Reply to the question")
    expect(dialog).to_contain_text("Send the packing list.")
    dialog.get_by_label("What you answered").fill("The packing list is attached to the case in the portal.")
    dialog.get_by_role("button", name="Record the reply").click()
    expect(page.get_by_role("heading", name="Wait for the answer")).to_be_visible()
    assert town.case("asked").state is CaseState.FILED


def test_money_that_was_seen_closes_what_was_granted(town: Town, visit: Browsing) -> None:
    page = visit(address(town, "filed"))
    page.get_by_role("button", name="Book money seen").first.click()
    dialog = page.get_by_role("dialog", name="Book money seen")
    dialog.get_by_label("Payment number").fill("8810042")
    dialog.get_by_role("button", name="Book", exact=True).click()
    toast(page, "Money booked")
    expect(page.locator("#money-section")).to_contain_text("8810042")
    assert town.case("filed").closed


def test_missing_evidence_is_waived_with_a_reason(town: Town, visit: Browsing) -> None:
    page = visit(address(town, "no_proof"))
    expect(page.locator("#evidence")).to_contain_text("Proof of delivery")
    page.locator("#evidence").get_by_role("button", name="Waive").click()
    page.get_by_label("Why it can do without").fill("The buyer has confirmed the count.")
    page.get_by_role("dialog").get_by_role("button", name="Waive").click()
    expect(page.locator("#evidence")).to_contain_text("The buyer has confirmed the count.")
    assert town.case("no_proof").evidence_state == "waived"


def test_a_paper_is_found_and_linked_by_hand(town: Town, visit: Browsing) -> None:
    page = visit(address(town, "stranger"))
    press(page, "l")
    dialog = page.get_by_role("dialog", name="Link a paper")
    dialog.get_by_label("Find a paper that is in the house").fill("proof of delivery")
    dialog.get_by_role("list").get_by_role("button").first.click()
    dialog.get_by_role("button", name="Link", exact=True).click()
    toast(page, "Paper linked")
    town.settle()
    expect(page.locator("#evidence")).to_contain_text("linked by hand")
    page.get_by_role("button", name="Take the link back").click()
    expect(page.locator("#evidence")).not_to_contain_text("linked by hand")


def test_papers_are_asked_for_by_a_mail_that_is_seen_first(town: Town, visit: Browsing) -> None:
    page = visit(address(town, "no_proof"))
    page.locator("#evidence").get_by_role("button", name="Ask for papers").click()
    dialog = page.get_by_role("dialog", name="Ask for papers")
    dialog.get_by_label("Its address").fill("papers@carrier.example.com")
    dialog.get_by_role("button", name="Write the mail").click()
    if dialog.locator(".said.bad").count() == 0:
        expect(dialog.get_by_role("button", name="Send it")).to_be_visible()


def test_cases_are_linked_and_parted(town: Town, visit: Browsing) -> None:
    page = visit(address(town, "detected"))
    page.get_by_role("button", name="Link a case").click()
    dialog = page.get_by_role("dialog", name="Link a case")
    dialog.get_by_label("Find the case").fill(town.register.references["filed"])
    dialog.get_by_role("list").get_by_role("button").first.click()
    dialog.get_by_role("button", name="Link", exact=True).click()
    expect(page.locator("#case-links")).to_contain_text(town.register.references["filed"])
    page.get_by_role("button", name="Take the link away").click()
    expect(page.locator("#case-links")).to_contain_text("None yet")


def test_a_comment_is_written_by_keyboard_alone(town: Town, visit: Browsing) -> None:
    page = visit(address(town, "detected"))
    press(page, "c")
    expect(page.get_by_label("Write a comment")).to_be_focused()
    page.keyboard.type("Counted again: 62 cartons.")
    press(page, "Control+Enter")
    expect(page.locator("#comments")).to_contain_text("Counted again: 62 cartons.")
    expect(page.get_by_label("Write a comment")).to_have_value("")


def test_an_expired_session_keeps_the_comment(town: Town, visit: Browsing) -> None:
    page = visit(address(town, "detected"), allow=[401])
    page.get_by_label("Write a comment").fill("The carrier counts again on Monday.")
    town.end_sessions("mara")
    page.get_by_role("button", name="Comment", exact=True).click()
    dialog = page.get_by_role("dialog", name="Your session has ended")
    dialog.get_by_label("Password").fill(town.password())
    dialog.get_by_role("button", name="Log in").click()
    expect(page.locator("#comments")).to_contain_text("The carrier counts again on Monday.")


def test_a_typed_comment_outlives_a_reload(town: Town, visit: Browsing) -> None:
    page = visit(address(town, "detected"))
    page.get_by_label("Write a comment").fill("half a thou")
    page.reload()
    expect(page.get_by_label("Write a comment")).to_have_value("half a thou")


def test_two_at_one_case_see_each_other(town: Town, visit: Browsing) -> None:
    mara = visit(address(town, "detected"), user="mara")
    ben = visit(address(town, "detected"), user="ben")
    expect(mara.get_by_text("Ben Okafor is here too")).to_be_visible()
    expect(ben.get_by_text("Mara Lind is here too")).to_be_visible()
    ben.get_by_label("Write a comment").press_sequentially("Look at")
    expect(mara.get_by_text("Ben Okafor is writing")).to_be_visible()
    ben.goto("/queue")
    expect(mara.locator("[data-presence]")).to_be_empty()


def test_a_colleagues_change_is_shown_and_typed_text_stays(town: Town, visit: Browsing) -> None:
    mara = visit(address(town, "detected"), user="mara")
    mara.get_by_label("Write a comment").fill("half a thou")
    with town.api("ben") as api:
        api.patch(f"/api/v1/cases/{town.cases['detected']}", json={"priority": 3}).raise_for_status()
    expect(mara.get_by_label("Priority")).to_have_value("3")
    expect(mara.get_by_label("Write a comment")).to_have_value("half a thou")
    mara.get_by_label("Priority").select_option("1")
    toast(mara, "Priority changed")


def test_a_form_that_was_open_meanwhile_is_refused_and_keeps_its_words(town: Town, visit: Browsing) -> None:
    mara = visit(address(town, "detected"), user="mara", allow=[412])
    mara.get_by_role("button", name="Withdraw").click()
    dialog = mara.get_by_role("dialog", name="Withdraw the case")
    dialog.get_by_label("Why").fill("settled by phone")
    with town.api("ben") as api:
        api.patch(f"/api/v1/cases/{town.cases['detected']}", json={"priority": 3}).raise_for_status()
    expect(mara.get_by_label("Priority")).to_have_value("3")
    dialog.get_by_role("button", name="Withdraw").click()
    expect(dialog.locator(".said")).to_contain_text("Somebody changed this meanwhile")
    expect(dialog.get_by_label("Why")).to_have_value("settled by phone")
    dialog.get_by_role("button", name="Show the new state").click()
    mara.get_by_role("button", name="Withdraw").click()
    expect(dialog.get_by_label("Why")).to_have_value("settled by phone")
    dialog.get_by_role("button", name="Withdraw").click()
    expect(mara.get_by_role("heading", name="Nothing is left to do")).to_be_visible()


def test_the_journal_is_told_in_words_and_in_pages(town: Town, visit: Browsing) -> None:
    page = visit(address(town, "paid"))
    story = page.locator("#story")
    for said in (
        "Case opened",
        "Letter written, version 1",
        "In review → Ready to file",
        "Round 1 filed",
        "Answer to round 1: Approved",
        "Paid",
    ):
        expect(story).to_contain_text(said)
    assert "{" not in story.inner_text()
    axe(page)


def test_the_suppliers_own_reader_and_strangers_see_no_case(town: Town, visit: Browsing) -> None:
    assert visit(address(town, "detected"), user="sol", allow=[403]).get_by_role("heading", level=1).inner_text() == "You may not see this"
    assert (
        visit(address(town, "detected"), user="nora", allow=[404]).get_by_role("heading", level=1).inner_text() == "There is nothing here"
    )


def test_a_phone_shows_the_case_without_scrolling_sideways(town: Town, visit: Browsing) -> None:
    page = visit(address(town, "detected"), width=390, height=844)
    axe(page)
    for name in ("detected", "asked", "no_proof", "sliced"):
        page.goto(address(town, name))
        assert beyond_the_edge(page) == []


def test_in_print_a_case_is_a_summary_without_buttons(town: Town, visit: Browsing) -> None:
    page = visit(address(town, "filed"))
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("heading", name="What happened")).to_be_visible()
    expect(page.get_by_role("button")).to_have_count(0)


def test_a_case_is_disputed_again_after_a_denial(town: Town, visit: Browsing) -> None:
    page = visit(address(town, "answered"))
    expect(page.locator("#rounds")).to_contain_text("does not show the carton count")
    page.get_by_role("button", name="Dispute again").click()
    expect(page).to_have_url(re.compile(r"/draft$"))
    assert town.case("answered").state is CaseState.DRAFTING


def test_what_is_used_up_is_settled_and_the_settlement_dissolved(town: Town, visit: Browsing) -> None:
    page = visit(address(town, "answered"))
    page.get_by_role("button", name="Settle").click()
    dialog = page.get_by_role("dialog", name="Open a settlement")
    dialog.get_by_role("button", name="Open the settlement").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("settlement")
    members = page.get_by_role("region", name="Cases of this settlement")
    expect(members).to_contain_text(town.register.references["answered"])
    page.get_by_role("button", name="Dissolve the settlement").click()
    page.get_by_role("dialog").get_by_label("Why").fill("the buyer pays in full after all")
    page.get_by_role("dialog").get_by_role("button", name="Dissolve").click()
    expect(page.get_by_role("heading", name="Nothing is left to do")).to_be_visible()
    assert town.case("answered").settlement_id is None


def test_where_there_is_no_room_for_the_paper_its_part_floats_beside_the_number(town: Town, visit: Browsing) -> None:
    page = visit(address(town, "detected"), width=900)
    expect(page.get_by_role("complementary", name="The paper that is cited")).to_be_hidden()
    page.locator("#lines a.place[data-box]").first.focus()
    expect(page.locator(".float-crop img")).to_be_visible()


def test_every_deed_of_a_case_is_listed_with_its_key(town: Town, visit: Browsing) -> None:
    page = visit(address(town, "in_review"), user="ben")
    press(page, "?")
    keys = page.get_by_role("dialog", name="Keys on this page")
    for said in ("Assign", "Comment", "Snooze", "Undo", "Link a paper", "Letter", "Review and approve", "Evidence 1"):
        expect(keys).to_contain_text(said)
    press(page, "Escape a")
    expect(page).to_have_url(re.compile(r"/draft$"))


def test_a_deadline_names_the_rule_that_it_comes_from(town: Town, visit: Browsing) -> None:
    page = visit(address(town, "detected"))
    page.get_by_role("button", name="By which rule").click()
    rules = page.get_by_role("dialog", name="When it opens and closes")
    expect(rules).to_contain_text("2 years after the invoice's date")
    expect(rules.get_by_role("link", name=re.compile("^amazon_us"))).to_be_visible()
    axe(page, within="#window-rules")
