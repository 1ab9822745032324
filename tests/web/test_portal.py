"""A supplier's own pages: its figures and cases in words of its own, and nothing of how the house works."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from cases.life import remarks
from ledger.models import Case, Grant, Role, User
from tests.web.browsing import Browsing, shoot
from tests.web.measures import axe, beyond_the_edge
from tests.web.town import Town

SHOWN = ("filed", "paid", "detected", "no_proof", "in_review", "withdrawn", "expired")


def test_a_supplier_comes_in_to_its_own_figures(town: Town, visit: Browsing) -> None:
    page = visit("/", user="sol")
    expect(page).to_have_url(f"{town.address}/portal")
    expect(page.get_by_role("heading", level=1)).to_have_text(town.register.supplier)
    expect(page.get_by_text("Net recovered").first).to_be_visible()
    assert page.get_by_role("navigation", name="Main").get_by_role("link").all_inner_texts() == ["Overview", "Cases"]
    expect(page.get_by_role("navigation", name="Told apart by").get_by_text("Person")).to_have_count(0)
    page.get_by_role("navigation", name="Told apart by").get_by_role("link", name="Month").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(town.register.supplier)
    axe(page)


def test_who_reads_for_several_suppliers_chooses(town: Town, visit: Browsing) -> None:
    with town.writing() as session:
        user = session.query(User).where(User.email == town.email("sol")).one()
        granted = Grant(
            user_id=user.id, role=Role.SUPPLIER, supplier_id=town.register.other_supplier_id, granted_at=town.now, granted_by="ada"
        )
        session.add(granted)
    page = visit("/portal", user="sol")
    axe(page)
    page.get_by_role("main").get_by_role("link", name=town.register.other_supplier).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(town.register.other_supplier)
    page.get_by_label("Supplier", exact=True).select_option(label=town.register.supplier)
    expect(page.get_by_role("heading", level=1)).to_have_text(town.register.supplier)


def test_cases_say_in_plain_words_what_happens_next(town: Town, visit: Browsing) -> None:
    page = visit("/portal/cases", user="sol")
    row = page.get_by_role("row", name=re.compile(town.register.references["no_proof"]))
    expect(row).to_contain_text("A paper that proves it is still missing")
    page.get_by_role("link", name=re.compile("With the retailer")).click()
    expect(page).to_have_url(re.compile("state=filed"))
    expect(page.get_by_role("row", name=re.compile(town.register.references["filed"]))).to_contain_text("We wait for its answer")
    expect(page.get_by_text(town.register.references["no_proof"])).to_have_count(0)
    page.get_by_role("row", name=re.compile(town.register.references["filed"])).get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(town.register.references["filed"])


def test_a_case_shows_why_on_what_papers_and_the_letter_as_filed(town: Town, visit: Browsing) -> None:
    page = visit(f"/portal/cases/{town.cases['filed']}", user="sol")
    expect(page.get_by_role("heading", name="Why it is disputed")).to_be_visible()
    places = page.get_by_role("list", name="Papers it rests on").first.get_by_role("link")
    places.filter(has_text="bol_filed.pdf").first.click()
    expect(page.locator("#paper img.pv-picture")).to_be_visible()
    expect(page.locator("#paper .pv-cited").first).to_be_attached()
    places.filter(has_text="row").first.click()
    expect(page.get_by_role("group", name="Rows of the table")).to_contain_text(town.register.references["filed"])
    page.get_by_text("The letter as it was filed").click()
    expect(page.locator(".letter-text")).to_contain_text(town.register.references["filed"])
    axe(page)
    shoot(page, "portal-case")


def test_a_letter_in_the_making_is_not_shown(town: Town, visit: Browsing) -> None:
    page = visit(f"/portal/cases/{town.cases['in_review']}", user="sol")
    expect(page.get_by_text("Nothing was filed yet")).to_be_visible()
    expect(page.get_by_text("The letter as it was filed")).to_have_count(0)
    expect(page.get_by_text("is being checked before it goes out")).to_be_visible()


@pytest.mark.parametrize("name", SHOWN)
def test_nothing_internal_is_told(town: Town, visit: Browsing, name: str) -> None:
    number = town.cases[name]
    with town.writing() as session:
        remarks.comment(session, session.get_one(Case, number), "Keep this among us.", actor=town.email("mara"), now=town.now)
        remarks.set_tags(session, session.get_one(Case, number), ["doubtful"], actor=town.email("mara"), now=town.now)
    page = visit(f"/portal/cases/{number}", user="sol")
    text = page.content()
    for word in ("Keep this among us.", "doubtful", "Mara Lind", "Ben Okafor", town.email("mara"), town.register.other_supplier):
        assert word not in text
    assert beyond_the_edge(visit(f"/portal/cases/{number}", user="sol", width=390, height=844)) == []


def test_other_suppliers_cases_are_not_there(town: Town, visit: Browsing) -> None:
    page = visit(f"/portal/cases/{town.register.other_case_id}", user="sol", allow=[404])
    expect(page.get_by_role("heading", level=1)).to_have_text("There is nothing here")
    page.goto(f"/portal?supplier={town.register.other_supplier_id}")
    expect(page.get_by_role("heading", level=1)).to_have_text("There is nothing here")
    page.goto(f"/portal/cases?supplier={town.register.other_supplier_id}")
    expect(page.get_by_text("No case here")).to_be_visible()


def test_cases_and_reports_are_taken_out_as_files(town: Town, visit: Browsing) -> None:
    page = visit("/portal/cases?state=filed", user="sol")
    with page.expect_download() as came:
        page.get_by_role("link", name="CSV").click()
    lines = came.value.path().read_text("utf-8-sig").splitlines()
    assert "assignee_id" not in lines[0]
    assert any(town.register.references["filed"] in line for line in lines)
    assert not any(town.register.references["no_proof"] in line for line in lines)
    page.goto("/portal")
    with page.expect_download() as came:
        page.get_by_role("link", name="XLSX").first.click()
    assert came.value.path().read_bytes()[:2] == b"PK"
    for path in ("/portal", "/portal/cases?state=filed"):
        page.goto(path)
        with page.expect_download() as came:
            page.get_by_role("link", name="PDF").first.click()
        assert came.value.path().read_bytes()[:5] == b"%PDF-"


def test_pages_of_the_portal_are_readable_in_the_dark_and_on_a_phone(town: Town, visit: Browsing) -> None:
    for path in ("/portal", "/portal/cases", f"/portal/cases/{town.cases['paid']}"):
        axe(visit(path, user="sol", color_scheme="dark"))
        assert beyond_the_edge(visit(path, user="sol", width=390, height=844)) == []
