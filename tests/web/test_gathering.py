"""A case lacks its receipt: a paper that nearly fits is proposed with both sides of every comparison, and a person accepts it."""

from __future__ import annotations

import re

from playwright.sync_api import expect
from sqlalchemy import select

from ledger.agents import EvidenceProposal
from ledger.cases import CaseState
from ledger.papers import HandLink
from tests.web.browsing import Browsing, shoot, written
from tests.web.measures import axe, beyond_the_edge, press
from tests.web.town import Town


def bring_in(town: Town, name: str) -> None:
    """A paper that was kept back comes in and is read, judged and compared."""
    with town.api() as api, town.kept[name].open("rb") as file:
        told = {"account_id": str(town.register.account_id)}
        answer = api.post("/api/v1/documents", data=told, files={"file": (town.kept[name].name, file)})
    assert answer.status_code < 300, answer.text
    town.settle(60)
    town.wait(minutes=2)
    town.settle(60)


def test_a_receipt_with_slips_in_its_numbers_is_proposed_and_a_person_accepts_it(town: Town, visit: Browsing) -> None:
    bring_in(town, "slip")
    with town.writing() as session:
        assert session.scalars(select(HandLink).where(HandLink.case_id == town.cases["no_proof"])).all() == []
    page = visit(f"/cases/{town.cases['no_proof']}")
    proposal = page.locator("#gathering article.proposal").first
    expect(proposal).to_contain_text("delivery receipt 88.pdf")
    compared = proposal.get_by_role("table")
    expect(compared.get_by_role("row", name=re.compile("nearly|but for a sign|confuses"))).to_be_visible()
    expect(compared.locator("tr.agrees")).not_to_have_count(0)
    expect(proposal.locator(".proposal-crop img")).to_be_visible()
    compared.locator("tr.agrees a[data-evidence]").first.hover()
    expect(page.locator("#pane-name")).to_contain_text("delivery receipt 88.pdf")
    axe(page)
    assert beyond_the_edge(page) == []
    shoot(page, "case-gathering")
    press(page, "y")
    expect(page.locator("#toasts")).to_contain_text("judged again")
    town.settle(60)
    assert town.case("no_proof").state is CaseState.DETECTED
    with town.writing() as session:
        [link] = session.scalars(select(HandLink).where(HandLink.case_id == town.cases["no_proof"])).all()
        assert link.made_by == "mara@example.com"
    page = visit(f"/cases/{town.cases['no_proof']}")
    press(page, "n")
    expect(page).to_have_url(re.compile("/draft"))
    assert town.case("no_proof").state is CaseState.DRAFTING


def test_a_refusal_needs_a_reason_and_holds(town: Town, visit: Browsing) -> None:
    bring_in(town, "slip")
    page = visit(f"/cases/{town.cases['no_proof']}", allow=(422,))
    proposal = page.locator("#gathering article.proposal").first
    proposal.get_by_role("button", name="It does not").click()
    expect(proposal.locator(".said, .field-said").filter(has_text="say why")).to_be_visible()
    proposal.get_by_label("Why").fill("another truck")
    proposal.get_by_role("button", name="It does not").click()
    expect(page.locator("#gathering article.proposal").filter(has_text="delivery receipt 88.pdf")).to_have_count(0)
    with town.api() as api:
        assert api.post(f"/api/v1/cases/{town.cases['no_proof']}/gathering").status_code == 202
    town.settle(60)
    with town.writing() as session:
        rows = session.scalars(select(EvidenceProposal).where(EvidenceProposal.case_id == town.cases["no_proof"])).all()
        assert [row.state for row in rows if row.kind == "link"] == ["refused"]


def test_a_request_is_written_to_whom_one_asks_and_sent_by_a_person(town: Town, visit: Browsing) -> None:
    with town.api() as api:
        api.post(f"/api/v1/cases/{town.cases['no_proof']}/gathering")
    town.settle(60)
    page = visit(f"/cases/{town.cases['no_proof']}")
    request = page.locator("#gathering article.request").first
    request.get_by_role("textbox", name="Carrier").fill("Redwood Freight")
    request.get_by_placeholder("Its address").fill("pod@redwood.example")
    with written(page):
        request.get_by_role("button", name="Keep the address").click()
    town.settle(60)
    expect(request.locator(".mail-preview")).to_be_visible()
    request.locator("summary").click()
    expect(request.locator("pre")).to_contain_text("proof of delivery")
    axe(page)
    shoot(page, "case-request")
    request.get_by_role("button", name="Send").click()
    expect(request).to_contain_text("Asked")
    with town.writing() as session:
        asked = session.scalars(select(EvidenceProposal).where(EvidenceProposal.case_id == town.cases["no_proof"])).all()
        assert {row.state for row in asked if row.kind == "request"} == {"accepted"}
        assert all(row.follow_up_on is not None for row in asked if row.kind == "request")


def test_the_pages_fit_a_phone_and_the_dark(town: Town, visit: Browsing) -> None:
    bring_in(town, "slip")
    page = visit(f"/cases/{town.cases['no_proof']}", width=390, color_scheme="dark")
    expect(page.locator("#gathering article.proposal").first).to_be_visible()
    assert beyond_the_edge(page) == []
    shoot(page, "case-gathering-phone")
    page = visit("/unmatched")
    expect(page.locator(".paper-proposals").first).to_contain_text("It belongs to the case")
    shoot(page, "unmatched-proposals")


def test_carriers_are_kept_among_the_suppliers_settings(town: Town, visit: Browsing) -> None:
    page = visit(f"/admin/suppliers/{town.register.supplier_id}", user="ada")
    part = page.locator("#contacts")
    part.get_by_text("Add a carrier or warehouse").click()
    part.get_by_label("Carrier or warehouse", exact=True).fill("Redwood Freight")
    part.get_by_label("Its address").fill("pod@redwood.example")
    part.get_by_role("button", name="Add", exact=True).click()
    expect(part.get_by_role("row", name=re.compile("Redwood Freight"))).to_contain_text("pod@redwood.example")
    axe(page)
    assert beyond_the_edge(page) == []
    shoot(page, "supplier-contacts")
    part.get_by_role("button", name="Take Redwood Freight off the list").click()
    expect(part).to_contain_text("Nobody yet")
