"""The watch over browsers, tried out: what a page must not do is noticed, and files that are brought in are read for real."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from ledger.cases import CaseState
from tests.web.browsing import Browsing
from tests.web.measures import focused, press, slow_network, slowest
from tests.web.town import Town


def noticed(visit: Browsing) -> list[str]:
    """What was noticed so far; it is forgotten, so that the test does not fail for it."""
    troubles = visit.watch.remaining()
    visit.watch.troubles.clear()
    return troubles


def log_in_page(visit: Browsing) -> Page:
    return visit("/log-in", user=None)


def test_messages_errors_and_strangers_are_noticed(visit: Browsing) -> None:
    page = log_in_page(visit)
    assert noticed(visit) == []
    page.evaluate("() => { console.warn('mind the step'); setTimeout(() => { throw new Error('fell over'); }); }")
    page.evaluate("() => fetch('https://elsewhere.example/').catch(() => 0)")
    page.evaluate("() => { const one = document.createElement('p'); one.setAttribute('style', 'color: red'); document.body.append(one); }")
    page.evaluate("() => fetch('/nothing-here').then((answer) => answer.status)")
    said = "\n".join(noticed(visit))
    for words in ("mind the step", "fell over", "elsewhere.example", "inline style", "answer 404: GET /nothing-here"):
        assert words in said, said


def test_what_a_test_provokes_is_allowed_and_nothing_else(visit: Browsing) -> None:
    page = visit("/log-in", user=None, allow=[404, "mind the step"])
    page.evaluate("() => fetch('/nothing-here').then(() => { console.error('mind the step'); console.error('and the gap'); })")
    assert [trouble.split(" (")[0] for trouble in noticed(visit)] == ["console error: and the gap"]


def test_keys_and_focus_are_told(visit: Browsing) -> None:
    page = log_in_page(visit)
    page.get_by_label("E-mail").focus()
    assert focused(page) == "E-mail"
    press(page, "Tab a b Shift+Tab")
    assert focused(page) == "E-mail"
    expect(page.get_by_label("Password")).to_have_value("ab")


def test_interactions_are_measured(visit: Browsing) -> None:
    page = log_in_page(visit)
    page.get_by_label("E-mail").click()
    assert slowest(page) < 200
    page.evaluate("() => addEventListener('click', () => { const end = performance.now() + 300; while (performance.now() < end); })")
    page.get_by_label("Password").click()
    assert slowest(page) >= 200


def test_a_far_server_takes_its_time(visit: Browsing) -> None:
    page = log_in_page(visit)
    with slow_network(page, milliseconds=500):
        spent = max(
            page.evaluate("async () => { const t = performance.now(); await fetch('/assets/x/mark.svg'); return performance.now() - t; }")
            for _ in range(3)
        )
    assert spent >= 450  # the browser's network hears of the delay a moment later, and rounds


@pytest.mark.parametrize("form", ["proof", pytest.param("scan", marks=pytest.mark.slow), pytest.param("photo", marks=pytest.mark.slow)])
def test_a_paper_that_is_brought_in_is_read_and_its_case_can_be_written(town: Town, form: str) -> None:
    assert town.case("no_proof").state is CaseState.GATHERING_EVIDENCE
    with town.api("mara") as api, town.kept[form].open("rb") as file:
        told = {"supplier_id": town.register.supplier_id, "account_id": town.register.account_id}
        answer = api.post("/api/v1/documents", data=told, files={"file": (town.kept[form].name, file)})
        assert answer.status_code == 202, answer.text
    town.settle()
    case = town.case("no_proof")
    assert (case.verdict, case.evidence_state) == ("dispute", "complete")
