"""One action on cases of several suppliers: each is allowed or refused by itself; tags are added and taken away without losing others."""

from __future__ import annotations

import pytest

from ledger.models import Role
from tests.http.conftest import Town
from tests.http.shop import stocked


def test_each_case_is_allowed_or_refused_by_itself(town: Town) -> None:
    hal, ida = stocked(town, "Hal"), stocked(town, "Ida")
    user = town.user("mara@example.com", (Role.SPECIALIST, hal.supplier.id), (Role.SUPPLIER, ida.supplier.id))
    colleague = town.user("nora@example.com", (Role.SPECIALIST, ida.supplier.id))
    caller = town.caller(user)
    both = [hal.numbers["case_id"], ida.numbers["case_id"]]
    told = caller.post("/api/v1/bulk-actions", json={"case_ids": both, "comment": {"text": "asked the carrier"}}).json()
    assert (told["done"], told["refused"]) == (1, 1)
    assert {row["case_id"]: row["done"] for row in told["results"]} == {both[0]: True, both[1]: False}
    assert told["results"][1]["message"] == "You may not do this."
    alone = caller.post("/api/v1/bulk-actions", json={"case_ids": both[1:], "comment": {"text": "no"}})
    assert alone.status_code == 403
    everywhere = town.caller(town.user("ada@example.com", (Role.ADMIN, None)))
    told = everywhere.post("/api/v1/bulk-actions", json={"case_ids": both, "change": {"assignee_id": colleague.id}}).json()
    assert {row["case_id"]: row["done"] for row in told["results"]} == {both[0]: False, both[1]: True}
    assert "works for this supplier" in told["results"][0]["message"]


@pytest.mark.both_engines
def test_tags_are_added_and_taken_away_case_by_case(town: Town) -> None:
    hal = stocked(town, "Hal")
    caller = town.caller(town.user("mara@example.com", (Role.SPECIALIST, hal.supplier.id)))
    one, other = hal.numbers["case_id"], hal.numbers["other_case_id"]
    assert caller.patch(f"/api/v1/cases/{one}", json={"tags": ["Q3", "recount"]}).json()["tags"] == ["Q3", "recount"]
    change = {"add_tags": ["urgent", "Q3"], "remove_tags": ["recount"]}
    assert caller.post("/api/v1/bulk-actions", json={"case_ids": [one, other], "change": change}).json()["done"] == 2
    assert caller.get(f"/api/v1/cases/{one}").json()["tags"] == ["Q3", "urgent"]
    assert caller.get(f"/api/v1/cases/{other}").json()["tags"] == ["Q3", "urgent"]
    caller.post("/api/v1/bulk-actions", json={"case_ids": [one, other], "undo": True})
    assert caller.get(f"/api/v1/cases/{one}").json()["tags"] == ["Q3", "recount"]
    assert caller.get(f"/api/v1/cases/{other}").json()["tags"] == []
