"""A letter that a model writes: seen while it comes, marked as unchecked, then with each sentence's author; and the run behind it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect
from pydantic import SecretStr

from agents.model.choice import Model, Models, Provider
from evals.stub_server import StubServer
from tests.agents.narrative.pens import changing, true_sentences, with_a_false_amount
from tests.web.browsing import Browsing, shoot
from tests.web.house_open import House
from tests.web.measures import axe, beyond_the_edge
from tests.web.town import Town, moved_in


@pytest.fixture
def stub() -> Iterator[StubServer]:
    """The stand-in for a model; it writes slowly enough to be watched."""
    with StubServer(lambda asked: json.dumps({"sentences": true_sentences(asked.material)})) as opened:
        yield opened


@pytest.fixture
def town(raised: Path, house: House, tmp_path: Path, stub: StubServer) -> Iterator[Town]:
    """The town, where suppliers have a model."""
    model = Model("house-model", Provider.OPENAI, "some-model", stub.url_of("openai"), SecretStr("key"))
    with moved_in(raised, tmp_path / "town", house, Models({"house-model": model}, default="house-model")) as town:
        yield town


def test_a_letter_is_seen_as_it_is_written_and_marked_as_unchecked(town: Town, visit: Browsing, stub: StubServer) -> None:
    stub.piece_seconds = 0.25
    page = visit(f"/cases/{town.cases['drafting']}/draft")
    page.get_by_role("button", name="Write anew").click()
    expect(page.get_by_label("house-model, checked by the verifier")).to_be_checked()
    page.get_by_role("dialog").get_by_role("button", name="Write", exact=True).click()
    writing = page.locator("#writing")
    expect(writing).to_contain_text("Not checked yet")
    expect(writing.locator(".writing-text span").first).to_contain_text("We ask you to reverse")
    shoot(page, "letter-being-written")
    stub.piece_seconds = 0.0
    expect(writing).to_have_count(0)
    expect(page.locator(".sentence-by.by-model").first).to_be_visible()
    expect(page.locator(".written-by summary")).to_contain_text("house-model wrote")
    expect(page.get_by_role("button", name="Version 2")).to_be_visible()
    axe(page)
    shoot(page, "letter-by-a-model")


def test_what_did_not_stand_is_shown_with_why_and_what_stands_instead(town: Town, visit: Browsing, stub: StubServer) -> None:
    stub.write = changing(with_a_false_amount)
    with town.api() as api:
        assert api.post(f"/api/v1/cases/{town.cases['drafting']}/drafts", json={"by": "model"}).status_code == 202
    town.settle()
    page = visit(f"/cases/{town.cases['drafting']}/draft")
    page.locator(".written-by summary").click()
    expect(page.locator(".replaced del")).to_contain_text("999.99")
    expect(page.locator(".replaced-why")).to_contain_text("999.99")
    expect(page.locator(".sentence-by.by-template").first).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Brief, questions and verdicts").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Letter by a model")
    expect(page.locator(".run-step")).to_have_count(8)
    page.get_by_role("button", name="Go through it again").click()
    expect(page.locator("#replay")).to_contain_text("every verdict is the same")
    axe(page)
    shoot(page, "run-of-a-letter")
    page.locator(".crumbs").get_by_role("link", name="Runs").click()
    row = page.locator(".runs tbody tr").first
    expect(row).to_contain_text("house-model")
    expect(row.get_by_role("link", name="Case")).to_be_visible()
    axe(page)
    shoot(page, "runs")
    page.get_by_label("State").select_option("Failed")
    expect(page.get_by_text("No such run")).to_be_visible()
    page.get_by_role("link", name="Show all").first.click()
    page.get_by_label("Model").select_option("house-model")
    expect(page.locator(".runs tbody tr").first).to_contain_text("Letter by a model")


def test_letter_and_run_fit_a_phone(town: Town, visit: Browsing) -> None:
    with town.api() as api:
        run = api.post(f"/api/v1/cases/{town.cases['drafting']}/drafts", json={"by": "model"}).json()["id"]
    town.settle()
    page = visit(f"/cases/{town.cases['drafting']}/draft", width=390, height=844, color_scheme="dark")
    expect(page.locator(".written-by")).to_be_visible()
    assert beyond_the_edge(page) == []
    shoot(page, "letter-by-a-model-narrow")
    for address, name in ((f"/runs/{run}", "run-narrow"), ("/runs", "runs-narrow")):
        page = visit(address, width=390, height=844, color_scheme="dark")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert beyond_the_edge(page) == []
        shoot(page, name)


def test_without_a_model_nobody_is_asked_who_writes(town: Town, visit: Browsing) -> None:
    with town.writing() as session:
        from ledger.suppliers import Supplier  # noqa: PLC0415 - of this test alone

        for supplier in session.query(Supplier):
            supplier.settings = supplier.settings | {"model": "none"}
    page = visit(f"/cases/{town.cases['drafting']}/draft")
    page.get_by_role("button", name="Write anew").click()
    expect(page.get_by_role("dialog").get_by_role("button", name="Write", exact=True)).to_be_visible()
    expect(page.get_by_role("radio")).to_have_count(0)
