"""The whole way of a dispute in a real browser: a scan comes in, is put right, becomes proof; letter, packet, filing, money."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.web.browsing import Browsing, shoot
from tests.web.measures import axe, press, slow_network
from tests.web.town import Town


def brought_in(page: Page, town: Town, file: Path) -> None:
    """Files are chosen for the town's supplier, uploaded and read."""
    choice = page.get_by_label("For", exact=True)
    if choice.count():
        choice.select_option(str(town.register.account_id))
    page.get_by_label("Files", exact=True).set_input_files(file)
    tray = page.get_by_role("region", name="Uploads")
    sent = tray.get_by_role("listitem").filter(has_text=file.name)
    expect(sent).to_contain_text(re.compile("Being read|Read|look at|Known"), timeout=30_000)
    town.settle(90)


def a_remittance(folder: Path, town: Town, amount: str, payment: str) -> Path:
    """The claim comes back on a later payment."""
    reference = town.register.references["no_proof"]
    day = town.now.date()
    file = folder / f"remittance_{payment}.csv"
    file.write_text(
        "Payment Number,Payment Date,Invoice Number,Invoice Date,Description,Invoice Amount,Invoice Currency,Terms Discount Taken,"
        "Amount Paid,Remaining Amount\n"
        f"{payment},{day},{reference}R,{day},Shortage reversal,{amount},USD,0.00,{amount},0.00\n",
        encoding="utf-8",
    )
    return file


def test_from_a_scan_to_money(town: Town, visit: Browsing, tmp_path: Path) -> None:
    case = town.case("no_proof")
    at = f"/cases/{case.id}"
    page = visit("/inbox", user="ben")
    brought_in(page, town, town.kept["scan"])
    tray = page.get_by_role("region", name="Uploads")
    tray.get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("scan0412.pdf")
    page.wait_for_load_state("load")

    carrier = page.locator("#in-carrier_name")
    carrier.fill("Great Lakes Motor Freight")
    press(page, "Enter")
    expect(page.locator("#value-carrier_name")).to_contain_text("Put right by")
    town.settle(60)
    page.goto(at)
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"Case {case.number}")
    shoot(page, "journey-case")
    press(page, "n")
    page.wait_for_url("**/draft**")
    expect(page.locator("#letter-title")).to_be_visible()
    press(page, "a")
    page.wait_for_url("**/filing**")
    expect(page.get_by_role("link", name="packet.pdf")).to_be_visible(timeout=30_000)
    with page.expect_download() as packet:
        page.get_by_role("link", name="packet.pdf").click()
    assert packet.value.path().read_bytes().startswith(b"%PDF")
    press(page, "f")
    page.get_by_role("button", name="Yes, it is filed").click()
    expect(page).not_to_have_url(re.compile("/filing"))
    assert town.case("no_proof").state == "filed"

    with town.api("ben") as api:
        answered = {"kind": "approved", "answered_on": town.now.date().isoformat(), "approved": str(case.recoverable_minor / 100)}
        assert api.post(f"/api/v1/cases/{case.id}/outcomes", json=answered).status_code == 201
    town.wait(days=20)
    town.end_sessions("ben")
    visit.log_in_again("ben")
    visit.allow(403, "/api/v1/presence")  # the page that is left says so in the name of the session that ended
    page.goto("/inbox")
    brought_in(page, town, a_remittance(tmp_path, town, f"{case.recoverable_minor / 100:.2f}", "7009001"))
    page.goto(at)
    expect(page.get_by_text("Won", exact=True).first).to_be_visible()
    paid = town.case("no_proof")
    assert (paid.close_reason, paid.paid_minor) == ("won", case.recoverable_minor)
    axe(page)


def test_uploads_go_on_through_a_reload_and_name_what_is_known_already(town: Town, visit: Browsing) -> None:
    page = visit("/inbox", user="mara")
    with slow_network(page):
        page.get_by_label("Files", exact=True).set_input_files([town.kept["proof"], town.kept["photo"]])
        expect(page.get_by_role("region", name="Uploads")).to_contain_text("of 2 uploaded")
        page.goto("/queue")
    tray = page.get_by_role("region", name="Uploads")
    expect(tray).to_contain_text("2 of 2 uploaded", timeout=30_000)
    town.settle(90)
    page.goto("/inbox")
    page.get_by_label("Files", exact=True).set_input_files(town.kept["proof"])
    expect(page.get_by_role("region", name="Uploads")).to_contain_text("Known already", timeout=30_000)
    axe(page)
