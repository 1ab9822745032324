"""Causes and actions over the wire: who sees what, what is decided on what was seen, and what a look orders."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from agents.bench import Bench
from agents.root_cause.handling import causes_handler
from cases.background.work import Task, WorkKind
from ledger.models import AgentRun, Role, Supplier
from tests.causes.deductions import Deductions, units
from tests.http.conftest import Town


@pytest.fixture
def supplier(town: Town) -> Supplier:
    """A supplier whose cases are booked as eaches."""
    made, _ = town.supplier("Hal")
    with town.desk.sessions.begin() as session:
        deductions = Deductions(session)
        deductions.evenly(18, calculation=units(100, 61))
        deductions.evenly(9, root_cause="each_case", claimed_minor=40_000, calculation=units(120, 10))
    return made


def looked_at(town: Town) -> None:
    """Carries out the looks that wait."""
    with town.desk.sessions() as session:
        waiting = session.scalars(select(AgentRun.id).where(AgentRun.ended_at.is_(None))).all()
    for number in waiting:
        causes_handler(Bench(town.desk))(Task("t", WorkKind.CAUSES, {"run_id": number}), lambda *_: None)


def noted(town: Town, supplier: Supplier, caller: Any) -> dict[str, Any]:
    """Orders a look, has it carried out, and gives the note on the cluster."""
    ordered = caller.post(f"/api/v1/suppliers/{supplier.id}/causes", json={})
    assert ordered.status_code == 202, ordered.text
    looked_at(town)
    listed = caller.get(f"/api/v1/suppliers/{supplier.id}/causes", params={"scope": "cluster"}).json()["items"]
    found: dict[str, Any] = listed[0]
    return found


@pytest.mark.both_engines
def test_a_look_writes_notes_that_name_their_cases(town: Town, supplier: Supplier) -> None:
    caller = town.caller(town.user("sam@example.com", (Role.SPECIALIST, supplier.id)))
    note = noted(town, supplier, caller)
    assert (note["cause"], note["claims"], note["amount"], note["preventable"]) == ("each_case", 9, "3600.00", "3600.00")
    whole = caller.get(f"/api/v1/causes/{note['id']}").json()
    assert whole["verified"]
    assert whole["brief"]["cases"]
    assert whole["sentences"][0]["facts"]


def test_the_same_look_is_not_ordered_twice(town: Town, supplier: Supplier) -> None:
    caller = town.caller(town.user("sam@example.com", (Role.SPECIALIST, supplier.id)))
    first, second = (caller.post(f"/api/v1/suppliers/{supplier.id}/causes", json={}).json()["run_id"] for _ in range(2))
    assert first == second


@pytest.mark.both_engines
def test_a_decision_is_taken_on_what_was_seen(town: Town, supplier: Supplier) -> None:
    caller = town.caller(town.user("sam@example.com", (Role.SPECIALIST, supplier.id)))
    address = f"/api/v1/causes/{noted(town, supplier, caller)['id']}"
    seen = caller.get(address).headers["etag"]
    told = {"decision": "accepted", "reason": "seen at the dock"}
    assert caller.post(f"{address}/decision", json={**told, "reason": " "}).status_code == 422
    decided = caller.post(f"{address}/decision", json=told, headers={"If-Match": seen})
    assert (decided.status_code, decided.json()["state"]) == (200, "accepted")
    assert caller.post(f"{address}/decision", json=told, headers={"If-Match": seen}).status_code == 412


def test_a_suppliers_own_reader_sees_accepted_notes_and_no_names(town: Town, supplier: Supplier) -> None:
    caller = town.caller(town.user("sam@example.com", (Role.SPECIALIST, supplier.id)))
    reader = town.caller(town.user("sue@example.com", (Role.SUPPLIER, supplier.id)))
    note = noted(town, supplier, caller)
    assert reader.get(f"/api/v1/suppliers/{supplier.id}/causes").json()["items"] == []
    assert reader.get(f"/api/v1/causes/{note['id']}").status_code == 404
    caller.post(f"/api/v1/causes/{note['id']}/decision", json={"decision": "accepted", "reason": "between us"})
    told = reader.get(f"/api/v1/causes/{note['id']}").json()
    assert (told["decided_by"], told["decided_reason"], told["author"], told["problems"]) == (None, "", "", [])
    assert reader.post(f"/api/v1/suppliers/{supplier.id}/causes", json={}).status_code == 403


def test_an_action_on_a_note_takes_over_what_it_is_about(town: Town, supplier: Supplier) -> None:
    caller = town.caller(town.user("sam@example.com", (Role.SPECIALIST, supplier.id)))
    note = noted(town, supplier, caller)
    due = (town.now.date() + timedelta(days=10)).isoformat()
    told = {"text": "Correct the pack.", "owner": "Ana", "due_on": due, "note_id": note["id"]}
    made = caller.post(f"/api/v1/suppliers/{supplier.id}/actions", json=told)
    assert made.status_code == 201, made.text
    action = made.json()
    assert (action["cause"], action["dimensions"], action["worth"]) == ("each_case", {"type": "shortage", "cause": "each_case"}, "600.00")
    address = f"/api/v1/actions/{action['id']}"
    assert caller.patch(address, json={"state": "done"}).status_code == 428
    done = caller.patch(address, json={"state": "done"}, headers={"If-Match": made.headers["etag"]})
    assert (done.status_code, done.json()["done_on"]) == (200, town.now.date().isoformat())
    assert caller.patch(address, json={"state": "planned"}, headers={"If-Match": made.headers["etag"]}).status_code == 412
    effect = caller.get(address).json()["effect"]
    assert (effect["sign"], len(effect["months"])) == ("too_early", 12)


def test_an_action_past_its_day_is_overdue(town: Town, supplier: Supplier) -> None:
    caller = town.caller(town.user("sam@example.com", (Role.SPECIALIST, supplier.id)))
    told = {"text": "Count.", "owner": "Ana", "due_on": "2026-10-01", "account_id": 1, "cause": "missing_cartons"}
    made = caller.post(f"/api/v1/suppliers/{supplier.id}/actions", json=told).json()
    assert made["overdue"]


@pytest.mark.parametrize(
    "wrong", [{"cause": "bad_luck"}, {"dimensions": {"week": "2026-01-05"}}, {"cause": None}, {"owner_id": 4711}, {"due_on": "soon"}]
)
def test_an_action_that_makes_no_sense_is_refused(town: Town, supplier: Supplier, wrong: dict[str, Any]) -> None:
    caller = town.caller(town.user("sam@example.com", (Role.SPECIALIST, supplier.id)))
    told = {"text": "Count.", "owner": "Ana", "due_on": "2026-12-01", "account_id": 1, "cause": "missing_cartons"} | wrong
    assert caller.post(f"/api/v1/suppliers/{supplier.id}/actions", json=told).status_code == 422


def test_a_look_at_a_case_is_for_chargebacks(town: Town, supplier: Supplier) -> None:
    caller = town.caller(town.user("sam@example.com", (Role.SPECIALIST, supplier.id)))
    assert caller.post(f"/api/v1/suppliers/{supplier.id}/causes", json={"case_id": 1}).status_code == 422
    assert caller.post(f"/api/v1/suppliers/{supplier.id}/causes", json={"language": "xx"}).status_code == 202
    looked_at(town)
    with town.desk.sessions() as session:
        run = session.scalars(select(AgentRun).order_by(AgentRun.id.desc())).first()
        assert run is not None
        assert (run.state, "notes are written in" in run.problem) == ("failed", True)


def test_pages_of_causes_are_there_for_those_who_work(town: Town, supplier: Supplier) -> None:
    user = town.user("sam@example.com", (Role.SPECIALIST, supplier.id))
    note = noted(town, supplier, town.caller(user))
    told = {"text": "Correct <the> pack.", "owner": "Ana", "due_on": "2026-10-01", "note_id": note["id"]}
    action = town.caller(user).post(f"/api/v1/suppliers/{supplier.id}/actions", json=told).json()
    browser = town.logged_in(user)
    for address in (f"/suppliers/{supplier.id}/causes", f"/causes/{note['id']}", f"/actions/{action['id']}", f"/suppliers/{supplier.id}"):
        page = browser.get(address)
        assert page.status_code == 200, address
        assert "Correct &lt;the&gt; pack." in page.text, address
    reader = town.logged_in(town.user("sue@example.com", (Role.SUPPLIER, supplier.id)))
    assert reader.get(f"/causes/{note['id']}").status_code in {403, 404}
