"""Rebates on their pages: agreements are written, approved and compared, claims held and lifted, and a partner sees its own and no more."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

from playwright.sync_api import Page, expect
from sqlalchemy import select

from cases.rebating.claim_moves import move
from cases.rebating.claims import PARTNER, ClaimWanted, submit_claim
from cases.rebating.renewing import renew
from ledger.rebate_claims import ClaimState, RebateClaimRow
from ledger.rebates import RebateContract, VersionState
from tests.web.browsing import Browsing, shoot, written
from tests.web.measures import axe, beyond_the_edge
from tests.web.town import Town
from tests.web.town_rebates import EARNER, NUMBER, THEIRS


def test_agreements_show_how_far_their_period_is_and_who_counts(visit: Browsing) -> None:
    page = visit("/queue")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Rebates").click()
    row = page.get_by_role("row", name=re.compile(NUMBER))
    expect(row).to_contain_text("to the next tier, which adds")
    expect(row).to_contain_text("within 2 % of a threshold")
    expect(page.get_by_role("row", name=re.compile(THEIRS))).to_contain_text("Owed to us")
    page.keyboard.press("j")
    page.get_by_role("link", name=NUMBER).click()
    expect(page.get_by_role("heading", name="On the way to the next tier")).to_be_visible()
    facts = page.locator(".way-facts")
    expect(facts).to_contain_text("from $60,000.00: 3.5%")
    expect(facts).to_contain_text("2% of whatever is added")
    page.get_by_role("link", name="Who counts").click()
    page.get_by_label("Customer", exact=True).first.fill("Larkspur Outlet")
    page.get_by_role("button", name="Ask").click()
    expect(page.get_by_role("status").filter(has_text="It does not count.")).to_contain_text("buys through a dealer")
    with page.expect_download() as came:
        page.get_by_role("link", name="XLSX").click()
    assert came.value.path().read_bytes()[:2] == b"PK"
    shoot(page, "rebate-who-counts")


def test_terms_stand_beside_the_places_where_they_were_read(town: Town, visit: Browsing) -> None:
    page = visit(f"/rebates/agreements/{town.register.agreement_id}?show=terms")
    differences = page.get_by_role("group", name="Differences")
    expect(differences.get_by_role("row", name=re.compile("Days to claim"))).to_contain_text("45")
    page.get_by_role("link", name="Version 1", exact=True).first.click()
    expect(page.locator("#contract-page img.pv-picture")).to_be_visible()
    page.locator('.term[data-place="number"] a.mark').click()
    expect(page.locator('#contract-page [data-box="number"].lit')).to_be_attached()
    expect(page.locator('.term[data-place="number"]')).to_have_class(re.compile("lit"))


def test_an_agreement_is_written_and_approved_by_somebody_who_did_not_write_it(town: Town, visit: Browsing) -> None:
    page = visit("/rebates/new", allow=[422])
    _fill(page, {"Number": "NB-9", "Who pays": town.register.supplier, "Who earns": EARNER, "From": "2026-01-01", "Until": "2025-12-31"})
    rows = page.locator('[data-row-of="tiers"]')
    for place, (start, rate) in enumerate((("0", "1"), ("9000", "2.5"))):
        rows.nth(place).get_by_label("From").fill(start)
        rows.nth(place).get_by_label("Rate, %").fill(rate)
    with written(page):
        page.get_by_role("button", name="Save as a draft").click()
    expect(page.locator('[data-said-for="terms.ends_on"]')).to_contain_text("before it starts")
    expect(page.get_by_label("Until", exact=True).first).to_be_focused()
    page.get_by_label("Until", exact=True).first.fill("2026-12-31")
    page.get_by_role("button", name="Save as a draft").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("NB-9")
    expect(page.get_by_text("from $9,000.00: 2.5%").first).to_be_visible()
    with written(page):
        page.get_by_role("button", name="Ask for approval").click()
    approve = page.get_by_role("button", name="Approve")
    expect(approve).to_be_disabled()
    expect(page.get_by_text("wrote on this version; somebody else approves it")).to_be_visible()
    axe(page)
    other = visit(page.url.replace(town.address, ""), user="ben")
    with written(other):
        other.get_by_role("button", name="Approve").click()
    expect(other.get_by_role("heading", name="Version 1")).to_contain_text("In force")
    other.get_by_role("link", name="Progress").click()
    expect(other.get_by_role("heading", name="On the way to the next tier")).to_be_visible()  # worked out in the background
    with town.writing() as session:
        made = session.scalars(select(RebateContract).where(RebateContract.number == "NB-9")).one()
        assert made.state is VersionState.APPROVED


def test_a_hold_is_lifted_with_a_reason_and_a_claim_still_waits_for_the_end_of_its_period(town: Town, visit: Browsing) -> None:
    page = visit(f"/rebates/claims/{town.register.rebate_claim_id}", user="ben", allow=[409, 422])
    expect(page.get_by_text("more is claimed than the agreement grants")).to_be_visible()
    with written(page):
        page.get_by_role("button", name="Mark as reviewed").click()
    expect(page.locator(".claim-who")).not_to_contain_text("@")
    expect(page.get_by_role("button", name="Approve")).to_be_disabled()
    page.get_by_label("Why it may pass").fill("the invoices were looked through")
    with written(page):
        page.get_by_role("button", name="Lift the hold").click()
    expect(page.get_by_text("the invoices were looked through").first).to_be_visible()
    expect(page.get_by_role("button", name="Approve")).to_be_disabled()
    expect(page.get_by_text("its period runs until 2026-12-31").first).to_be_visible()
    axe(page)
    with town.writing() as session:
        claim = session.get_one(RebateClaimRow, town.register.rebate_claim_id)
        assert claim.state is ClaimState.REVIEWED


def test_a_claim_for_a_part_of_the_term_is_approved_in_the_browser_by_another(town: Town, visit: Browsing) -> None:
    with town.writing() as session:
        contract = session.get_one(RebateContract, town.register.agreement_id)
        wanted = ClaimWanted("LRC-81", date(2026, 1, 1), date(2026, 9, 30), Decimal("1.00"), "USD")
        made = submit_claim(session, contract, wanted, origin=PARTNER, actor="pia@example.com", now=town.now, today=town.now.date())
        renew(session, contract.account_id, as_of=town.now.date(), today=town.now.date(), now=town.now)
        number = made.id
        before = session.get_one(RebateClaimRow, town.register.rebate_claim_id)
        move(session, before, ClaimState.WITHDRAWN, actor="ben@example.com", now=town.now, today=town.now.date(), reason="a slip")
        renew(session, contract.account_id, as_of=town.now.date(), today=town.now.date(), now=town.now)
    page = visit(f"/rebates/claims/{number}")
    expect(page.get_by_text("It is a part of the period")).to_be_visible()
    with written(page):
        page.get_by_role("button", name="Mark as reviewed").click()
    expect(page.get_by_role("button", name="Approve")).to_be_disabled()
    expect(page.get_by_text("said who counts under agreement")).to_be_visible()
    other = visit(f"/rebates/claims/{number}", user="ada")
    other.get_by_label("Why it may pass").fill("the cap was agreed by letter in May")
    with written(other):
        other.get_by_role("button", name="Lift the hold").click()
    expect(other.get_by_text("lifted it on")).to_be_visible()
    expect(other.locator(".move", has=other.get_by_role("button", name="Approve")).locator(".move-why li")).to_have_text([])
    expect(other.get_by_role("button", name="Approve")).to_be_enabled()
    with written(other):
        other.keyboard.press("a")
    expect(other.get_by_role("button", name="Partner notified")).to_be_visible()
    expect(other.locator("#claim .figure", has_text="Agreed")).to_contain_text("$1.00")
    expect(page.get_by_text("Approved", exact=True).first).to_be_visible()  # who looks on sees it
    axe(other)
    shoot(other, "rebate-claim-approved")


def test_many_claims_are_taken_on_and_what_is_refused_is_told(town: Town, visit: Browsing) -> None:
    with town.writing() as session:
        contract = session.get_one(RebateContract, town.register.agreement_id)
        for place, amount in enumerate(("2.00", "3.00")):
            days = (date(2026, 2, 1), date(2026, 2, 28)) if place else (date(2026, 4, 1), date(2026, 4, 30))
            wanted = ClaimWanted(f"LRC-9{place}", *days, Decimal(amount), "USD")
            submit_claim(session, contract, wanted, origin=PARTNER, actor="pia@example.com", now=town.now, today=town.now.date())
        renew(session, contract.account_id, as_of=town.now.date(), today=town.now.date(), now=town.now)
    page = visit("/rebates/claims")
    for name in ("LRC-90", "LRC-91", "LRC-70"):
        page.get_by_role("checkbox", name=f"Select claim {name}").check()
    toolbar = page.get_by_role("form", name="What to do with claims")
    expect(toolbar).to_contain_text("3 selected")
    with written(page):
        toolbar.get_by_role("button", name="Do it").click()
    expect(toolbar.get_by_role("alert")).to_contain_text("1 of 3 were refused")
    expect(toolbar.get_by_role("alert")).to_contain_text("LRC-70 no way leads from")
    expect(page.get_by_role("row", name=re.compile("LRC-90"))).to_contain_text("Reviewed")
    axe(page)


def test_a_customer_is_changed_and_a_statement_of_an_earlier_day_is_looked_at(town: Town, visit: Browsing) -> None:
    page = visit(f"/rebates/agreements/{town.register.agreement_id}?show=who")
    page.get_by_role("link", name="All customers that the house knows").click()
    page.get_by_role("link", name="Larkspur Outlet").click()
    page.get_by_label("Territory").fill("North")
    page.get_by_label("Further spellings").fill("Larkspur Out-let")
    with written(page):
        page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("row", name=re.compile("Larkspur Outlet"))).to_contain_text("North")
    page.goto(f"{town.address}/rebates/agreements/{town.register.agreement_id}?show=history&as_of=2026-05-01")
    with written(page):
        page.get_by_role("button", name="Work it out as of").click()
    expect(page.get_by_role("heading", name=re.compile("The statement as of .*May"))).to_be_visible(timeout=20_000)


def test_money_is_found_again_and_figures_go_out_as_a_file(visit: Browsing) -> None:
    page = visit("/rebates/payouts?state=made")
    page.get_by_label("Found on payment").fill("PAY-300")
    with written(page):
        page.get_by_role("button", name="Reconcile").click()
    expect(page.get_by_role("button", name="Reconcile")).to_have_count(0)  # the page was got again
    page.goto("/rebates/payouts?state=reconciled")
    expect(page.get_by_role("group", name="Credits and payments")).to_contain_text("PAY-300")
    page.goto("/rebates/reports?by=agreement&side=&first=&last=")
    expect(page.get_by_role("row", name=re.compile(NUMBER))).to_contain_text("We owe")
    with page.expect_download() as came:
        page.get_by_role("link", name="CSV").click()
    lines = came.value.path().read_text("utf-8-sig").splitlines()
    assert lines[0].startswith("agreement,label,currency,side,earned,accrued")
    assert any(NUMBER in line for line in lines)


def test_a_partner_submits_a_claim_with_files_and_follows_it(town: Town, visit: Browsing, tmp_path: Path) -> None:
    page = visit("/", user="pia", allow=[403, 404, 422])
    expect(page).to_have_url(f"{town.address}/partner")
    assert page.get_by_role("navigation", name="Main").get_by_role("link").all_inner_texts() == ["Agreements", "Claims"]
    expect(page.get_by_text("to the next tier, which adds")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Submit a claim").click()
    _fill(page, {"Your number for it": "LRC-80", "From": "2026-01-01", "Until": "2026-12-31", "Amount claimed": "abc"})
    proof = tmp_path / "sales of the year.csv"
    proof.write_text("Invoice,Amount\nLI-00001,3960.00\n", encoding="utf-8")
    page.get_by_label("Files that prove it").set_input_files(proof)
    with written(page):
        page.get_by_role("button", name="Submit it").click()
    expect(page.locator('[data-said-for="amount"]')).not_to_be_empty()
    page.get_by_label("Amount claimed").fill("120.50")
    page.get_by_role("button", name="Submit it").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("LRC-80")
    expect(page.get_by_text("We hold it against our own figures")).to_be_visible()
    expect(page.get_by_text("sales of the year.csv")).to_be_visible()
    shoot(page, "partner-claim")
    axe(page)
    page.get_by_role("link", name="Submit a corrected claim").click()
    expect(page.get_by_label("The claim that it corrects")).to_have_value("LRC-80")
    expect(page.get_by_label("From", exact=True)).to_have_value("2026-01-01")
    _fill(page, {"Your number for it": "LRC-84", "Amount claimed": "110.50"})
    page.get_by_role("button", name="Submit it").click()
    expect(page.get_by_text("It corrects the claim LRC-80, which ends once this one is approved")).to_be_visible()
    page.goto(f"/partner/claims/{town.register.rebate_claim_id}")
    for word in ("Nearly all amounts", "Round amounts", "Ben Okafor", "mara@example.com", "1,184.04"):
        assert word not in page.content()
    for path in ("/rebates", "/queue", f"/rebates/claims/{town.register.rebate_claim_id}", "/portal", "/search"):
        page.goto(path)
        expect(page.get_by_role("heading", level=1)).to_have_text("You may not see this")
    inside = visit("/rebates/claims")
    expect(inside.get_by_role("row", name=re.compile("LRC-80"))).to_contain_text("Submitted by the partner")


def test_rebates_are_readable_in_the_dark_and_on_a_phone_for_a_partner(town: Town, visit: Browsing) -> None:
    for path in ("/partner", f"/partner/agreements/{town.register.agreement_id}", "/partner/claims", "/me"):
        axe(visit(path, user="pia", color_scheme="dark"))
        assert beyond_the_edge(visit(path, user="pia", width=390, height=844)) == []


def _fill(page: Page, values: dict[str, str]) -> None:
    for label, value in values.items():
        page.get_by_label(label, exact=True).first.fill(value)
