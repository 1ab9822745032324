"""A queue of letters worked by keyboard alone, down to the form of the portal; one letter tells something that the paper does not."""

from __future__ import annotations

from tests.web.browsing import Browsing
from tests.web.expert import Expert
from tests.web.expert_queue import lay_out, plant
from tests.web.town import Town

KEYS, WAITS = 25, 2
"""At most, per case."""


def test_an_expert_works_letters_by_keyboard_and_stops_at_what_the_paper_does_not_say(town: Town, visit: Browsing) -> None:
    wrong = plant(town, "detected")
    lay_out(town, ["drafting", "detected"])
    page = visit("/queue?state=in_review", user="ben", permissions=["clipboard-read", "clipboard-write"])
    worked = {case.reference: case for case in Expert(page).works()}
    reference = town.register.references
    assert set(worked) == {reference[name] for name in ("drafting", "in_review", "detected")}
    assert all(case.keys <= KEYS and case.waits <= WAITS for case in worked.values()), worked
    assert all(len(case.exhibits) >= 3 for case in worked.values() if not case.stopped), worked
    assert {name: town.case(name).state for name in ("drafting", "in_review", "detected")} == {
        "drafting": "ready_to_file",
        "in_review": "ready_to_file",
        "detected": "drafting",
    }
    sent_back = worked[reference["detected"]]
    assert wrong in sent_back.stopped
    with town.api("ben") as api:
        events = api.get(f"/api/v1/cases/{town.cases['detected']}/events").json()["items"]
    assert any(sent_back.stopped in str(event) for event in events)
