"""The administration: people and their roles, tokens, settings of suppliers, background work, health, and the record of access."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import httpx2
import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from cases.background.work import JobState, WorkKind
from ledger.models import Account, Grant, Job, Role, Supplier, Token, User, WatchedPlace
from tests.web.browsing import Browsing, shoot
from tests.web.measures import axe, beyond_the_edge, press
from tests.web.town import Town

PARTS = ("users", "suppliers", "jobs", "models", "health", "access", "tokens")


def person(page: Page, name: str) -> Locator:
    return page.locator("#people > li").filter(has=page.get_by_role("heading", name=name))


@pytest.mark.parametrize("part", PARTS)
def test_every_part_is_readable_on_a_phone_and_in_the_dark(visit: Browsing, part: str) -> None:
    page = visit(f"/admin/{part}", user="ada", color_scheme="dark")
    axe(page)
    shoot(page, f"admin-{part}-dark")
    narrow = visit(f"/admin/{part}", user="ada", width=390, height=844)
    assert beyond_the_edge(narrow) == []


def test_one_sees_only_the_parts_that_one_may_use(town: Town, visit: Browsing) -> None:
    page = visit("/admin", user="ada")
    expect(page).to_have_url(f"{town.address}/admin/users")
    assert page.get_by_role("navigation", name="Administration").get_by_role("link").all_inner_texts() == [
        "Users",
        "Suppliers",
        "Background work",
        "Language models",
        "Health",
        "Access",
        "API tokens",
    ]
    page = visit("/admin", user="mara")
    expect(page).to_have_url(f"{town.address}/admin/tokens")
    assert page.get_by_role("navigation", name="Administration").get_by_role("link").all_inner_texts() == ["API tokens"]
    visit.allow(403)
    for part in PARTS[:-1]:
        page.goto(f"/admin/{part}")
        expect(page.get_by_role("heading", level=1)).to_have_text("You may not see this")
    page.goto(f"/admin/suppliers/{town.register.supplier_id}")
    expect(page.get_by_role("heading", level=1)).to_have_text("You may not see this")
    axe(page)


def test_a_new_user_gets_a_role_and_a_link_that_lets_them_in_once(town: Town, visit: Browsing) -> None:
    page = visit("/admin/users", user="ada")
    press(page, "n")
    dialog = page.get_by_role("dialog", name="Add a user")
    dialog.get_by_label("Name").fill("Vera Holt")
    dialog.get_by_label("E-mail").fill("vera@pinecrest.example")
    dialog.get_by_label("Role").select_option("reviewer")
    dialog.get_by_label("for").select_option(label=town.register.supplier)
    axe(page)
    dialog.get_by_role("button", name="Add and make a link").click()
    made = page.get_by_role("dialog", name="One-time link")
    link = made.get_by_label("One-time link").input_value()
    assert re.fullmatch(rf"{re.escape(town.address)}/link/\S+", link)
    expect(made).to_contain_text("Vera Holt")
    axe(page)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    made.get_by_role("button", name="Copy").click()
    expect(made.get_by_role("status")).to_contain_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == link
    made.get_by_role("button", name="Done").click()
    assert link not in page.content()
    row = person(page, "Vera Holt")
    expect(row).to_contain_text("Never logged in")
    expect(row).to_contain_text(f"Reviewer · {town.register.supplier}")
    stranger = visit(link.removeprefix(town.address), user=None)
    stranger.get_by_label("New password").fill("seven quiet harbours")
    stranger.get_by_role("button", name="Set the password and log in").click()
    expect(stranger.get_by_role("link", name="Vera Holt")).to_be_visible()


def test_an_address_that_is_taken_is_told_and_nothing_typed_is_lost(town: Town, visit: Browsing) -> None:
    page = visit("/admin/users", user="ada", allow=[409])
    press(page, "n")
    dialog = page.get_by_role("dialog", name="Add a user")
    dialog.get_by_label("Name").fill("Mara again")
    dialog.get_by_label("E-mail").fill(town.email("mara"))
    dialog.get_by_role("button", name="Add and make a link").click()
    expect(dialog.get_by_role("status").filter(has_text="already")).to_be_visible()
    expect(dialog.get_by_label("Name")).to_have_value("Mara again")


def test_roles_are_given_for_one_supplier_and_taken_again(town: Town, visit: Browsing) -> None:
    page = visit("/admin/users", user="ada")
    row = person(page, "Mara Lind")
    row.get_by_text("Give a role").click()
    row.get_by_label("Role", exact=True).select_option("reviewer")
    row.get_by_label("for", exact=True).select_option(label=town.register.other_supplier)
    row.get_by_role("button", name="Give", exact=True).click()
    expect(row).to_contain_text(f"Reviewer · {town.register.other_supplier}")
    assert (Role.REVIEWER, town.register.other_supplier_id) in roles(town, "mara")
    row.get_by_role("button", name=f"Take Reviewer for {town.register.other_supplier} from Mara Lind").click()
    expect(row.get_by_role("list")).not_to_contain_text(town.register.other_supplier)
    assert (Role.REVIEWER, town.register.other_supplier_id) not in roles(town, "mara")


def test_the_last_admin_keeps_the_role(town: Town, visit: Browsing) -> None:
    page = visit("/admin/users", user="ada", allow=[409])
    page.get_by_role("button", name="Take Admin for all suppliers from Ada Stone").click()
    expect(page.locator("#toasts")).to_contain_text("last active admin")
    assert (Role.ADMIN, None) in roles(town, "ada")


def test_who_is_deactivated_is_logged_out_and_can_come_back(visit: Browsing) -> None:
    page = visit("/admin/users", user="ada")
    row = person(page, "Ben Okafor")
    row.get_by_role("button", name="Deactivate Ben Okafor").click()
    expect(row).to_contain_text("Deactivated")
    ben = visit("/queue", user="ben")
    expect(ben).to_have_url(re.compile("/log-in"))
    row.get_by_role("button", name="Reactivate Ben Okafor").click()
    expect(row.get_by_role("button", name="Deactivate Ben Okafor")).to_be_visible()


def test_a_token_is_shown_once_and_works_until_it_is_ended(town: Town, visit: Browsing) -> None:
    page = visit("/admin/tokens", user="mara")
    expect(page.get_by_text("No token yet")).to_be_visible()
    press(page, "n")
    dialog = page.get_by_role("dialog", name="Make a token")
    assert dialog.get_by_role("checkbox").count() == 3
    dialog.get_by_label("What it is for").fill("Nightly report")
    dialog.get_by_label("Work on cases and file").check()
    dialog.get_by_label("Days").fill("30")
    dialog.get_by_role("button", name="Make it").click()
    made = page.get_by_role("dialog", name="Your new token")
    secret = made.get_by_label("Your new token").input_value()
    assert secret.startswith("rcp_")
    made.get_by_role("button", name="Done").click()
    assert secret not in page.content()
    expect(page.get_by_role("row", name=re.compile("Nightly report"))).to_contain_text("Work on cases and file")
    headers = {"authorization": f"Bearer {secret}"}
    assert httpx2.get(f"{town.address}/api/v1/me", headers=headers).status_code == 200
    page.get_by_role("button", name="End the token Nightly report").click()
    expect(page.get_by_role("row", name=re.compile("Nightly report"))).to_contain_text("Ended")
    assert httpx2.get(f"{town.address}/api/v1/me", headers=headers).status_code == 401
    ada = visit("/admin/tokens", user="ada")
    expect(ada.get_by_role("row", name=re.compile("Nightly report"))).to_contain_text("Mara Lind")
    with town.writing() as session:
        assert set(session.scalars(select(Token.scopes)).one()) == {"read", "cases"}


def test_days_that_are_too_many_are_told_beside_the_field(visit: Browsing) -> None:
    page = visit("/admin/tokens", user="mara", allow=[422])
    press(page, "n")
    dialog = page.get_by_role("dialog", name="Make a token")
    dialog.get_by_label("What it is for").fill("x")
    page.evaluate("document.getElementById('token-days').removeAttribute('max')")
    dialog.get_by_label("Days").fill("900")
    dialog.get_by_role("button", name="Make it").click()
    expect(dialog.locator("[data-said-for=days]")).not_to_be_empty()
    expect(dialog.get_by_label("What it is for")).to_have_value("x")


def test_what_was_settled_with_a_supplier_is_changed_in_place(town: Town, visit: Browsing) -> None:
    page = visit(f"/admin/suppliers/{town.register.supplier_id}", user="ada")
    before = supplier(town)
    page.get_by_label("Four eyes").click()
    expect(page.get_by_role("status").filter(has_text="Saved")).to_be_visible()
    assert supplier(town).four_eyes is not before.four_eyes
    page.get_by_label("Rests up to this may be written off").fill("12.29")
    page.locator("form", has=page.get_by_label("Rests up to this")).get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").filter(has_text="Saved")).to_have_count(2)
    assert supplier(town).write_off_up_to_minor == 1229
    page.get_by_label("Approve without a person up to").fill("150.00")
    page.locator("form", has=page.get_by_label("Approve without a person")).get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Switch it off").click()
    expect(page.get_by_text("Off: every letter is approved by a person.")).to_be_visible()
    assert supplier(town).unattended_up_to_minor is None
    page.get_by_label("Name", exact=True).fill("Pinecrest Outdoor")
    page.locator("form", has=page.get_by_label("Mails are sent from")).get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Pinecrest Outdoor")


def test_accounts_are_opened_closed_and_given_an_address(town: Town, visit: Browsing) -> None:
    page = visit(f"/admin/suppliers/{town.register.supplier_id}", user="ada")
    contact = page.get_by_label("Address for disputes with Amazon US")
    contact.fill("disputes@retailer.example")
    contact.press("Tab")
    expect(page.get_by_role("status").filter(has_text="Saved")).to_be_visible()
    page.get_by_text("Open an account").click()
    page.get_by_label("Retailer", exact=True).select_option("walmart")
    page.get_by_role("button", name="Open it", exact=True).click()
    row = page.get_by_role("row", name=re.compile("Walmart"))
    expect(row).to_contain_text("Active")
    row.get_by_role("button", name="Close the account with Walmart").click()
    expect(row.get_by_role("button", name="Open the account with Walmart again")).to_be_visible()
    with town.writing() as session:
        kept = {a.retailer: a for a in session.scalars(select(Account).where(Account.supplier_id == town.register.supplier_id))}
        assert (kept["amazon_us"].contact, kept["walmart"].active) == ("disputes@retailer.example", False)


def test_a_watched_place_is_added_and_stopped(town: Town, visit: Browsing) -> None:
    page = visit(f"/admin/suppliers/{town.register.supplier_id}", user="ada")
    page.get_by_text("Watch a place").click()
    page.get_by_label("Folder on the server, or the mail server's name").fill("/srv/scans")
    page.get_by_role("button", name="Watch it").click()
    row = page.get_by_role("row", name=re.compile("srv.scans"))
    expect(row).to_contain_text("Watched")
    row.get_by_role("button", name="Stop /srv/scans").click()
    expect(row).to_contain_text("Stopped")
    with town.writing() as session:
        assert session.scalars(select(WatchedPlace.active)).one() is False


def test_background_work_says_why_it_failed_and_what_to_do(town: Town, visit: Browsing) -> None:
    document = town.documents["torn.pdf"]
    job(town, "read:broken", JobState.FAILED, message="The file is damaged.", payload={"document_id": document})
    page = visit("/admin/jobs?state=failed", user="ada")
    expect(page.get_by_text("The file is damaged.")).to_be_visible()
    expect(page.get_by_text("Ask for a better copy")).to_be_visible()
    expect(page.get_by_role("link", name="torn.pdf")).to_have_attribute("href", f"/documents/{document}")
    axe(page)


def test_work_that_waits_is_cancelled_and_progress_comes_by_itself(town: Town, visit: Browsing) -> None:
    running = job(town, "detect:far", JobState.RUNNING, done=3, total=40, message="judging")
    waiting = job(town, "packet:far", JobState.WAITING, not_before=town.now + timedelta(days=1))
    page = visit("/admin/jobs", user="ada")
    expect(page.locator(f"#job-{running}")).to_contain_text("3 / 40 judging")
    with town.writing() as session:
        session.get_one(Job, running).done = 21
    expect(page.locator(f"#job-{running}")).to_contain_text("21 / 40 judging", timeout=15_000)
    page.get_by_role("button", name=f"Cancel job {waiting}").click()
    expect(page.locator(f"#job-{waiting}")).to_contain_text("Cancelled")


def test_health_says_what_answers(visit: Browsing) -> None:
    page = visit("/admin/health", user="ada")
    expect(page.locator(".figures")).to_contain_text("Up to date")
    expect(page.get_by_text("English")).to_be_visible()


def test_the_record_of_access_tells_who_took_what_out(town: Town, visit: Browsing) -> None:
    with town.api("ben") as api:
        assert api.get("/api/v1/exports/cases?format=xlsx").status_code == 200
    page = visit("/admin/access", user="ada")
    page.get_by_label("What").first.select_option("export")
    row = page.get_by_role("row", name=re.compile(re.escape(town.email("ben"))))
    expect(row).to_contain_text("Export")
    expect(row).to_contain_text("xlsx")
    expect(page).to_have_url(re.compile("event=export"))
    page.goto("/admin/access?actor=nobody@nowhere.example")
    expect(page.get_by_text("Nothing of that kind on record")).to_be_visible()


def roles(town: Town, user: str) -> set[tuple[Role, int | None]]:
    wanted = select(Grant.role, Grant.supplier_id).join(User, User.id == Grant.user_id).where(User.email == town.email(user))
    with town.writing() as session:
        return {(row.role, row.supplier_id) for row in session.execute(wanted)}


def supplier(town: Town) -> Supplier:
    with town.writing() as session:
        found = session.get_one(Supplier, town.register.supplier_id)
        session.expunge(found)
        return found


def job(town: Town, key: str, state: JobState, **more: Any) -> int:
    kind = WorkKind(key.partition(":")[0])
    with town.writing() as session:
        made = Job(
            key=key, kind=kind.value, queue="match", state=state.value, supplier_id=town.register.supplier_id, submitted_at=town.now, **more
        )
        session.add(made)
        session.flush()
        return made.id
