"""Proposals and contacts by the API: who may decide, what a decision says, and whom a supplier asks."""

from __future__ import annotations

import pytest

from ledger.models import EvidenceProposal, Role, User
from tests.http.conftest import Town
from tests.http.shop import stocked

REDWOOD = {"whom": "carrier", "name": "Redwood Freight", "email": "pod@redwood.example", "code": "RDWD", "language": "de"}


def test_a_refusal_says_why_and_is_not_taken_back(town: Town, admin: User) -> None:
    shop = stocked(town, "Hal")
    caller = town.caller(admin)
    address = f"/api/v1/proposals/{shop.numbers['proposal_id']}"
    assert caller.post(f"{address}/decision", json={"decision": "refuse"}).status_code == 422
    refused = caller.post(f"{address}/decision", json={"decision": "refuse", "reason": "another truck"})
    assert (refused.status_code, refused.json()["state"], refused.json()["decided_reason"]) == (200, "refused", "another truck")
    again = caller.post(f"{address}/decision", json={"decision": "accept"})
    assert again.status_code == 409
    assert "refused before" in again.json()["detail"]


@pytest.mark.both_engines
def test_an_accepted_paper_is_a_link_of_the_person_who_said_so(town: Town, admin: User) -> None:
    shop = stocked(town, "Hal")
    caller = town.caller(admin)
    accepted = caller.post(f"/api/v1/proposals/{shop.numbers['proposal_id']}/decision", json={"decision": "accept", "reason": "same"})
    assert accepted.json()["decided_by"] == admin.email
    links = caller.get("/api/v1/links", params={"case_id": shop.numbers["case_id"]}).json()["items"]
    assert [(link["paper_id"], link["made_by"]) for link in links] == [(shop.numbers["paper_id"], admin.email)]


@pytest.mark.parametrize("role, status", [(Role.SUPPLIER, 403), (Role.SPECIALIST, 200)])
def test_a_suppliers_own_reader_decides_nothing(town: Town, role: Role, status: int) -> None:
    shop = stocked(town, "Hal")
    caller = town.caller(town.user("sue@example.com", (role, shop.supplier.id)))
    answer = caller.post(f"/api/v1/proposals/{shop.numbers['proposal_id']}/decision", json={"decision": "accept"})
    assert answer.status_code == status
    assert caller.get(f"/api/v1/cases/{shop.numbers['case_id']}/proposals").status_code == status


def test_a_request_without_an_address_cannot_be_sent(town: Town, admin: User) -> None:
    shop = stocked(town, "Hal")
    with town.desk.sessions.begin() as session:
        asked = EvidenceProposal(
            supplier_id=shop.supplier.id,
            case_id=shop.numbers["case_id"],
            key="request:proof_of_delivery",
            need="proof_of_delivery",
            kind="request",
            made_at=town.now,
            made_by="recoup",
        )
        session.add(asked)
        session.flush()
        number = asked.id
    answer = town.caller(admin).post(f"/api/v1/proposals/{number}/decision", json={"decision": "accept"})
    assert answer.status_code == 409
    assert "no address" in answer.json()["detail"]


def test_looking_for_papers_is_a_job_that_one_may_ask_for(town: Town, admin: User) -> None:
    shop = stocked(town, "Hal")
    caller = town.caller(admin)
    ordered = caller.post(f"/api/v1/cases/{shop.numbers['case_id']}/gathering")
    assert ordered.status_code == 202
    assert ordered.json()["job"].startswith(f"gather:case:{shop.numbers['case_id']}:")


@pytest.mark.both_engines
def test_contacts_are_kept_changed_and_taken_off(town: Town, admin: User) -> None:
    shop = stocked(town, "Hal")
    caller, address = town.caller(admin), f"/api/v1/suppliers/{shop.supplier.id}/contacts"
    assert caller.put(address, json={"contacts": []}).json() == {"contacts": []}
    assert caller.post(address, json=REDWOOD).json() == {"contacts": [REDWOOD]}
    other = REDWOOD | {"email": "papers@redwood.example"}
    assert caller.post(address, json=other).json() == {"contacts": [other]}
    assert caller.post(address, json=REDWOOD | {"language": "xx"}).status_code == 422
    assert caller.post(address, json=REDWOOD | {"email": "a@b.example, c@d.example"}).status_code == 422
    assert caller.delete(address, params={"whom": "carrier", "name": "Nobody"}).status_code == 404
    assert caller.delete(address, params={"whom": "carrier", "name": "Redwood Freight"}).status_code == 204
    assert caller.get(address).json() == {"contacts": []}
