"""The filing kit: fields to copy, files in order, the filing confirmed and recorded."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.web.browsing import Browsing, shoot
from tests.web.measures import axe, beyond_the_edge, press
from tests.web.town import Town


def test_each_field_is_copied_by_its_number(town: Town, visit: Browsing) -> None:
    page = visit(f"/cases/{town.cases['ready_to_file']}/filing", permissions=["clipboard-read", "clipboard-write"])
    text = page.locator("#kit-text-1").text_content()
    press(page, "1")
    expect(page.locator(".kit-field.copied")).to_have_count(1)
    assert page.evaluate("navigator.clipboard.readText()") == text
    axe(page)
    shoot(page, "filing-kit")


def test_a_filing_is_confirmed_with_a_summary_recorded_once_and_leads_on(town: Town, visit: Browsing) -> None:
    page = visit(f"/cases/{town.cases['ready_to_file']}/filing?in=state%3Dready_to_file")
    page.get_by_label("Dispute number").fill("DSP-7001")
    press(page, "Escape")
    page.get_by_role("heading", level=1).click()
    press(page, "f")
    confirm = page.get_by_role("dialog")
    expect(confirm).to_contain_text(town.case("ready_to_file").reference)
    axe(page, within="#confirm-filing")
    confirm.get_by_role("button", name="Yes, it is filed").click()
    page.wait_for_url("**/queue**")
    assert town.case("ready_to_file").state == "filed"
    with town.api() as api:
        [filing] = api.get(f"/api/v1/cases/{town.cases['ready_to_file']}").json()["filings"]
    assert filing["dispute_id"] == "DSP-7001"


def test_the_packet_is_built_when_the_kit_is_opened_and_shows_when_it_is_ready(town: Town, visit: Browsing) -> None:
    with town.api("ben") as api:
        draft = api.get(f"/api/v1/cases/{town.cases['in_review']}").json()["latest_draft_id"]
        seen = api.get(f"/api/v1/drafts/{draft}").headers["etag"]
        assert api.post(f"/api/v1/drafts/{draft}/approve", headers={"if-match": seen}).status_code == 200
        assert api.post(f"/api/v1/cases/{town.cases['in_review']}/transitions", json={"to": "ready_to_file"}).status_code == 200
    page = visit(f"/cases/{town.cases['in_review']}/filing", user="ben")
    expect(page.get_by_role("link", name="packet.pdf")).to_be_visible(timeout=20_000)


def test_the_kit_can_be_used_on_a_phone(town: Town, visit: Browsing) -> None:
    page = visit(f"/cases/{town.cases['ready_to_file']}/filing", width=390, height=844)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert beyond_the_edge(page) == []
