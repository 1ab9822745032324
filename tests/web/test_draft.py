"""The letter under review: facts and their spots, accept, rewrite with live remarks, versions, approval."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.web.browsing import Browsing, shoot
from tests.web.measures import axe, beyond_the_edge, press
from tests.web.town import Town


def test_every_fact_leads_to_its_spot_on_a_page(town: Town, visit: Browsing) -> None:
    page = visit(f"/cases/{town.cases['in_review']}/draft", user="ben")
    proof = page.get_by_role("listitem").filter(has_text="Proof of delivery").first
    proof.locator("[data-fact]").first.click()
    expect(page.locator("#fact-said")).not_to_have_text("Choose a sentence or a fact to see where it stands.")
    expect(page.locator(".exhibits img").first).to_be_visible()
    lit = page.locator("li.fact.lit")
    expect(lit).to_have_count(1)
    expect(lit.get_by_role("link").first).to_contain_text("page 1")
    axe(page)
    shoot(page, "draft")


def test_a_sentence_that_no_fact_says_is_objected_to_while_it_is_typed_and_blocks_the_letter(town: Town, visit: Browsing) -> None:
    page = visit(f"/cases/{town.cases['drafting']}/draft")
    page.locator(".sentence").first.locator("[data-open]").focus()
    press(page, "e")
    box = page.get_by_label("Your sentence")
    expect(box).to_be_focused()
    box.fill("We ask you to pay back USD 999,999.99 at once.")
    expect(page.locator(".lint .objection").first).to_be_visible()
    page.get_by_role("button", name="Save Ctrl").click()
    expect(page.locator("#stands-against")).to_contain_text("objection")
    expect(page.get_by_role("button", name="Ask for approval")).to_have_attribute("aria-disabled", "true")
    page.get_by_role("button", name="Version 2").click()
    page.get_by_role("link", name="Compare with 2").click()
    expect(page.locator(".diff ins").last).to_contain_text("999,999.99")
    expect(page.locator(".diff del").first).to_be_visible()
    axe(page)


def test_typed_words_outlive_a_reload(town: Town, visit: Browsing) -> None:
    page = visit(f"/cases/{town.cases['drafting']}/draft")
    page.locator(".sentence").first.locator("[data-open]").focus()
    press(page, "e")
    page.get_by_label("Your sentence").fill("half a sen")
    page.reload()
    page.locator(".sentence").first.locator("[data-open]").focus()
    press(page, "e")
    expect(page.get_by_label("Your sentence")).to_have_value("half a sen")


def test_approving_by_one_key_leads_to_the_filing_kit(town: Town, visit: Browsing) -> None:
    page = visit(f"/cases/{town.cases['in_review']}/draft", user="ben")
    press(page, "j y a")
    page.wait_for_url("**/filing**")
    assert town.case("in_review").state == "ready_to_file"


def test_sending_back_says_what_should_change(town: Town, visit: Browsing) -> None:
    page = visit(f"/cases/{town.cases['in_review']}/draft?in=state%3Din_review", user="ben")
    press(page, "r")
    page.get_by_label("What should change").fill("name the carrier")
    page.get_by_role("dialog").get_by_role("button", name="Send back").click()
    page.wait_for_url("**/queue**")
    assert town.case("in_review").state == "drafting"


def test_the_letter_can_be_read_on_a_phone(town: Town, visit: Browsing) -> None:
    page = visit(f"/cases/{town.cases['in_review']}/draft", user="ben", width=390, height=844)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert beyond_the_edge(page) == []
    letter, fact = page.locator(".letter"), page.locator(".fact.lit")
    expect(fact).to_be_attached()
    assert page.evaluate("window.scrollY") == 0, "the page jumped to the fact that is lit up"
    assert letter.evaluate("e => e.scrollWidth <= e.clientWidth"), "the letter is wider than the screen"
    label, value = (fact.locator(f".fact-{part}").bounding_box() for part in ("label", "value"))
    assert label is not None
    assert value is not None
    assert label["x"] + label["width"] <= value["x"] + 1
