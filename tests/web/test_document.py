"""The review of a document, as a person does it: by keyboard, by pointer, on a phone, over a slow line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from ledger.models import HandLink, Paper
from tests.web.browsing import Browsing, shoot, written
from tests.web.measures import axe, beyond_the_edge, focused, press, slow_network, slowest
from tests.web.town import Town
from tests.web.under_review import address, box, brought_in, corrections, entry, lit, paper_of, room, scan_of, value


def test_a_field_and_its_box_point_at_each_other_by_pointer_and_by_focus(town: Town, visit: Browsing) -> None:
    page = visit(address(town, "pod_drafting.pdf"))
    value(page, "bol_number").hover()
    lit(box(page, "bol_number"))
    box(page, "carrier_name").hover()
    lit(value(page, "carrier_name"))
    edges = box(page, "carrier_name").bounding_box()
    assert edges is not None
    resting = {"clientX": round(edges["x"] + edges["width"] / 2), "clientY": round(edges["y"] + edges["height"] / 2), "bubbles": True}
    page.mouse.move(resting["clientX"], resting["clientY"])
    entry(page, "delivery_date").focus()
    lit(box(page, "delivery_date"))
    box(page, "receiver_name").dispatch_event("pointerover", resting)
    lit(box(page, "delivery_date"))
    box(page, "pro_number").focus()
    lit(value(page, "pro_number"))
    page.keyboard.press("Enter")
    expect(entry(page, "pro_number")).to_be_focused()
    axe(page)
    shoot(page, "document")


def test_the_focus_brings_the_box_into_view(town: Town, visit: Browsing) -> None:
    page = visit(address(town, "pod_drafting.pdf"), height=700)
    for _ in range(6):
        page.get_by_role("button", name="Larger").click()
    entry(page, "receiver_name").focus()
    expect(box(page, "receiver_name")).to_be_in_viewport()
    entry(page, "bol_number").focus()
    expect(box(page, "bol_number")).to_be_in_viewport()


def test_tab_walks_the_fields_and_b_hides_the_boxes(town: Town, visit: Browsing) -> None:
    page = visit(address(town, "pod_drafting.pdf"))
    entry(page, "bol_number").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert focused(page) == "PRO number"
    press(page, "Escape b")
    expect(box(page, "bol_number")).to_be_hidden()
    page.keyboard.press("b")
    expect(box(page, "bol_number")).to_be_visible()


def test_what_is_unsure_comes_first_and_is_marked(town: Town, visit: Browsing) -> None:
    page = visit(address(town, "pod_scan.pdf"))
    first = page.locator("#values section").first
    expect(first.get_by_role("heading")).to_have_text("To look at first")
    marked = first.locator("[data-value]")
    expect(marked.first).to_contain_text("Look at this")
    unsure = paper_of(town, "pod_scan.pdf").to_review
    assert unsure == marked.count() > 0
    assert focused(page).startswith(str(marked.first.get_attribute("data-label")))
    axe(page)


def test_enter_accepts_and_goes_to_the_next_value_until_nothing_is_left(town: Town, visit: Browsing) -> None:
    page = visit(address(town, "pod_scan.pdf"))
    marked = page.locator("#values section").first.locator("[data-value]")
    names = [str(one.get_attribute("data-name")) for one in marked.all()]
    for _ in names:
        page.keyboard.press("Enter")
    expect(page.locator("#doc-state")).to_have_text("Nothing to look at")
    town.settle()
    assert paper_of(town, "pod_scan.pdf").to_review == 0
    assert [c.name for c in corrections(town, town.documents["pod_scan.pdf"])] == names
    expect(value(page, names[0])).to_contain_text("Confirmed by Mara Lind")


def test_a_paper_is_accepted_only_after_every_value_was_looked_at(town: Town, visit: Browsing) -> None:
    page = visit(address(town, "pod_scan.pdf"))
    marked = page.locator("#values section").first.locator("[data-value]")
    unsure = marked.count()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#doc-said")).to_contain_text("were not looked at yet")
    assert corrections(town, town.documents["pod_scan.pdf"]) == []
    for one in marked.all():
        one.locator("[data-in]").focus()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#doc-state")).to_have_text("Nothing to look at")
    assert len(corrections(town, town.documents["pod_scan.pdf"])) == unsure


def test_a_value_is_put_right_by_typing_and_taken_back(town: Town, visit: Browsing) -> None:
    page = visit(address(town, "pod_drafting.pdf"))
    before = entry(page, "total_cartons").input_value()
    entry(page, "total_cartons").fill("7 cartons")
    page.keyboard.press("Tab")
    expect(value(page, "total_cartons")).to_contain_text("Saved")
    expect(value(page, "total_cartons")).to_contain_text(f"Put right by Mara Lind, Nov 2, 2026, 9:00\u202fAM UTC; read as “{before}”")
    expect(entry(page, "total_cartons")).to_have_value("7")
    assert paper_of(town, "pod_drafting.pdf").content["fields"]["total_cartons"]["value"] == 7
    page.reload()
    expect(entry(page, "total_cartons")).to_have_value("7")
    value(page, "total_cartons").get_by_role("button", name="Undo").click()
    expect(entry(page, "total_cartons")).to_have_value(before)
    assert corrections(town, town.documents["pod_drafting.pdf"])[0].undone_by == town.email("mara")


def test_a_value_that_does_not_fit_is_refused_beside_its_field_and_stays_typed(town: Town, visit: Browsing) -> None:
    page = visit(address(town, "pod_drafting.pdf"), allow=[422])
    entry(page, "delivery_date").fill("soon")
    page.keyboard.press("Tab")
    expect(value(page, "delivery_date").get_by_role("status")).to_contain_text("write a date as 2026-11-01")
    expect(entry(page, "delivery_date")).to_have_value("soon")
    entry(page, "delivery_date").fill("Nov 1, 2026")
    page.keyboard.press("Tab")
    expect(entry(page, "delivery_date")).to_have_value("2026-11-01")


def test_words_clicked_on_the_page_go_into_the_field_with_their_place(town: Town, visit: Browsing) -> None:
    page = visit(address(town, "pod_drafting.pdf"))
    entry(page, "receiver_name").focus()
    expect(page.get_by_text("Click or drag over words to put them into “Received by”.")).to_be_visible()
    target = room(box(page, "bol_number"))
    page.mouse.click(target["x"] + target["width"] / 2, target["y"] + target["height"] / 2)
    printed = entry(page, "bol_number").input_value()
    expect(entry(page, "receiver_name")).to_have_value(printed)
    expect(value(page, "receiver_name")).to_contain_text("Saved")
    expect(entry(page, "receiver_name")).to_be_focused()
    (made,) = corrections(town, town.documents["pod_drafting.pdf"])
    assert made.after is not None
    assert made.after["page"] == 1
    assert made.after["box"][0] == pytest.approx(paper_of(town, "pod_drafting.pdf").content["fields"]["bol_number"]["box"][0], abs=3)


def test_words_are_dragged_over(town: Town, visit: Browsing) -> None:
    page = visit(address(town, "pod_drafting.pdf"))
    entry(page, "receiver_name").focus()
    target = room(box(page, "carrier_name"))
    middle = target["y"] + target["height"] / 2
    page.mouse.move(target["x"] + 3, middle)
    page.mouse.down()
    page.mouse.move(target["x"] + target["width"] / 2, middle, steps=4)
    page.mouse.move(target["x"] + target["width"] - 3, middle, steps=4)
    page.mouse.up()
    expect(entry(page, "receiver_name")).to_have_value(entry(page, "carrier_name").input_value())


def test_a_missing_value_is_added_and_a_wrong_one_taken_off(town: Town, visit: Browsing) -> None:
    page = visit(address(town, "pod_drafting.pdf"))
    page.get_by_label("Add a value that is missing").select_option("cartons_short")
    expect(entry(page, "cartons_short")).to_be_focused()
    page.keyboard.type("2")
    page.keyboard.press("Enter")
    expect(value(page, "cartons_short")).to_contain_text("readers did not find it")
    value(page, "pro_number").hover()
    page.get_by_role("button", name="Not on the paper: PRO number").click()
    expect(entry(page, "pro_number")).to_be_hidden()
    assert "pro_number" not in paper_of(town, "pod_drafting.pdf").content["fields"]


def test_cells_of_lines_are_put_right_and_lines_added_and_taken_away(town: Town, visit: Browsing) -> None:
    page = visit(address(town, "list_drafting.pdf"))
    first = page.locator("#line-0")
    cell = first.locator('[data-name="cartons"] input')
    cell.fill("41")
    page.keyboard.press("Tab")
    expect(first.get_by_role("img", name="Put right")).to_be_visible()
    lines = len(paper_of(town, "list_drafting.pdf").content["lines"])
    page.get_by_role("button", name="Add a line").click()
    page.keyboard.type("B000MADEUP")
    page.keyboard.press("Enter")
    expect(page.locator(f"#line-{lines}")).to_be_visible()
    page.get_by_role("button", name=f"Take line {lines + 1} away").click()
    expect(page.locator(f"#line-{lines}")).to_have_count(0)
    axe(page)


def test_zoom_and_turn_stay_through_reload_and_pages(town: Town, visit: Browsing, tmp_path: Path) -> None:
    number = brought_in(town, scan_of(town, tmp_path, "pod_drafting.pdf", "list_drafting.pdf"))
    page = visit(f"/documents/{number}")
    page.get_by_role("button", name="Larger").click()
    page.get_by_role("button", name="Rotate").click()
    scale = page.locator("[data-pv-scale]").inner_text()
    sheet = room(page.locator(".pv-sheet"))
    assert sheet["width"] > sheet["height"]
    page.get_by_role("button", name="Next page").click()
    expect(page.get_by_role("img", name="Page 2 of 2")).to_be_visible()
    expect(page).to_have_url(re.compile(r"page=2"))
    page.reload()
    expect(page.get_by_role("img", name="Page 2 of 2")).to_be_visible()
    expect(page.locator("[data-pv-scale]")).to_have_text(scale)
    again = room(page.locator(".pv-sheet"))
    assert again["width"] > again["height"]
    press(page, "Escape 0")
    expect(page.get_by_role("button", name="Fit width")).to_have_attribute("aria-pressed", "true")


def test_a_pile_is_split_and_joined_by_keyboard(town: Town, visit: Browsing, tmp_path: Path) -> None:
    number = brought_in(town, scan_of(town, tmp_path, "pod_drafting.pdf", "list_drafting.pdf", "pod_answered.pdf"))
    page = visit(f"/documents/{number}")
    papers = page.get_by_role("navigation", name="Papers of this document")
    expect(papers.get_by_role("link")).to_have_count(3)
    press(page, "Escape s")
    dialog = page.get_by_role("dialog", name="Split and join")
    expect(dialog.get_by_text("Papers: 3")).to_be_visible()
    axe(page, within="#doc-cuts")
    press(page, "ArrowRight c ArrowRight x")
    expect(dialog.get_by_text("Papers: 1")).to_be_visible()
    with written(page):
        dialog.get_by_role("button", name="Save and read again").click()
    town.settle(60)
    expect(papers.get_by_role("link")).to_have_count(0)
    with town.desk.sessions() as session:
        there = session.scalars(select(Paper).where(Paper.document_id == number, Paper.gone.is_(False))).all()
        assert [paper.content["pages"] for paper in there] == [[1, 2]]
    town.wait(minutes=1)
    page.get_by_text("About this document").click()
    with written(page):
        page.locator("#doc-about").get_by_role("button", name="Undo").click()
    town.settle(60)
    expect(papers.get_by_role("link")).to_have_count(3)


def test_the_kind_of_a_paper_is_put_right(town: Town, visit: Browsing) -> None:
    page = visit(address(town, "list_drafting.pdf"))
    page.get_by_label("Kind", exact=True).select_option("bill_of_lading")
    expect(page.get_by_text("It is read again as this kind")).to_be_visible()
    town.settle(60)
    assert paper_of(town, "list_drafting.pdf").kind == "bill_of_lading"


def test_a_paper_is_linked_by_hand_and_the_link_taken_back(town: Town, visit: Browsing) -> None:
    page = visit(address(town, "pod_stranger.pdf"))
    links = page.get_by_role("region", name="Belongs to")
    expect(links).to_contain_text("Belongs to nothing yet")
    order = town.case("stranger").purchase_order
    links.get_by_text("Link by hand").click()
    links.get_by_label("Number").fill(order)
    links.get_by_role("button", name="Link", exact=True).click()
    expect(links).to_contain_text("Linked by hand")
    links.get_by_role("button", name="Take back").click()
    expect(links.get_by_role("button", name="Take back")).to_have_count(0)
    with town.desk.sessions() as session:
        assert session.scalars(select(HandLink)).one().undone_at is not None


def test_the_next_paper_to_look_at_is_one_key_away(town: Town, visit: Browsing) -> None:
    with town.desk.sessions() as session:
        left = session.scalars(select(Paper).where(Paper.to_review > 0, Paper.gone.is_(False)).order_by(Paper.document_id.desc())).all()
    page = visit(f"/documents/{left[0].document_id}")
    press(page, "Escape ]")
    expect(page).to_have_url(re.compile(rf"/documents/{left[1].document_id}\?paper="))


def test_what_another_person_puts_right_shows_without_touching_what_is_typed(town: Town, visit: Browsing) -> None:
    page = visit(address(town, "pod_drafting.pdf"))
    entry(page, "receiver_name").fill("J. Dur")
    with town.api("ben") as api:
        told = {"corrections": [{"name": "pro_number", "value": "900123"}, {"name": "total_cartons", "value": 9}]}
        api.patch(f"/api/v1/documents/{town.documents['pod_drafting.pdf']}/fields", json=told).raise_for_status()
    expect(entry(page, "pro_number")).to_have_value("900123")
    expect(value(page, "pro_number")).to_contain_text("Put right by Ben Okafor")
    expect(entry(page, "receiver_name")).to_have_value("J. Dur")
    expect(entry(page, "receiver_name")).to_be_focused()


def test_a_row_of_a_table_is_shown_where_it_was_read(town: Town, visit: Browsing) -> None:
    page = visit(address(town, "shortage_claims.xlsx", "?row=5"))
    cited = page.locator("#cited-row")
    expect(cited).to_be_in_viewport()
    expect(cited.get_by_role("rowheader")).to_have_text("5")
    axe(page)


def test_what_could_not_be_read_says_why_and_is_read_again(town: Town, visit: Browsing) -> None:
    page = visit(address(town, "torn.pdf"))
    expect(page.get_by_text("The file is damaged.")).to_be_visible()
    expect(page.get_by_text("Ask the sender for it again")).to_be_visible()
    with written(page):
        page.locator("#doc-notes").get_by_role("button", name="Read it again").click()
    town.settle()
    expect(page.get_by_text("The file is damaged.")).to_be_visible()
    axe(page)


def test_the_first_picture_comes_within_one_round_trip(town: Town, visit: Browsing) -> None:
    path = address(town, "pod_drafting.pdf")
    visit(path)
    page = visit("/me")
    with slow_network(page, milliseconds=300, kilobytes=400):
        page.goto(path, wait_until="commit")
        expect(page.locator(".pv-picture")).to_have_attribute("fetchpriority", "high")
        expect(box(page, "bol_number")).to_be_attached()
        page.wait_for_load_state("load")
    told = page.evaluate(
        "() => { const shown = performance.getEntriesByType('resource').find((e) => e.name.includes('.webp')); "
        "const first = performance.getEntriesByType('navigation')[0]; return [first.responseStart, shown.requestStart]; }"
    )
    assert told[1] - told[0] < 600, "the picture is asked for as soon as the page is there"


def test_nothing_moves_when_the_picture_comes_and_keys_answer_at_once(town: Town, visit: Browsing) -> None:
    page = visit(address(town, "pod_drafting.pdf"))
    moved = page.evaluate(
        "() => new Promise((done) => { let sum = 0; new PerformanceObserver((l) => l.getEntries().forEach((e) => { sum += e.value; }))"
        ".observe({ type: 'layout-shift', buffered: true }); setTimeout(() => done(sum), 200); })"
    )
    assert moved < 0.02
    entry(page, "bol_number").focus()
    press(page, "Tab Tab Tab Escape + + - 0 b b r")
    assert slowest(page) < 200


def test_a_page_is_dimmed_in_the_dark(town: Town, visit: Browsing) -> None:
    page = visit(address(town, "pod_drafting.pdf"), color_scheme="dark")
    with page.expect_response(re.compile("/me/preferences")):
        page.get_by_role("button", name="Dim the page in the dark").click()
    picture = page.locator(".pv-picture")
    expect(picture).to_have_css("filter", re.compile("brightness"))
    page.reload()
    expect(picture).to_have_css("filter", re.compile("brightness"))
    shoot(page, "document-dark")


def test_a_paper_is_read_and_put_right_on_a_phone(town: Town, visit: Browsing) -> None:
    page = visit(address(town, "pod_scan.pdf"), width=390, height=844)
    assert beyond_the_edge(page) == []
    expect(page.locator(".pv-picture")).to_be_in_viewport()
    first = page.locator("#values [data-accept]").first
    first.click()
    expect(page.locator("#values")).to_contain_text("Confirmed by Mara Lind")
    page.evaluate("() => window.scrollTo(0, 0)")
    axe(page)
    shoot(page, "document-phone")


def test_the_suppliers_own_reader_sees_and_changes_nothing(town: Town, visit: Browsing) -> None:
    page = visit(address(town, "pod_drafting.pdf"), user="sol")
    expect(page.locator("#values")).to_be_visible()
    expect(page.locator("#values input, #values select")).to_have_count(0)
    expect(page.get_by_role("button", name="Accept this paper")).to_have_count(0)
    axe(page)


def test_another_suppliers_document_is_not_there(town: Town, visit: Browsing) -> None:
    page = visit(address(town, "pod_drafting.pdf"), user="nora", allow=[404])
    expect(page.get_by_role("heading", level=1)).to_have_text("There is nothing here")
