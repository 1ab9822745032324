"""A dispute from a deduction seen on a screen to money on the account, over HTTP alone."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.models import Account, Role, Supplier
from tests.http.conftest import Town

SEEN = {
    "type": "shortage",
    "reference": "INV10482SC",
    "currency": "USD",
    "claimed": "500.40",
    "recoverable": "500.40",
    "why": "the proof of delivery shows ten cartons signed for",
    "invoice_number": "INV10482",
    "invoice_date": "2026-05-01",
    "deducted_on": "2026-07-15",
}


@pytest.mark.both_engines
def test_a_deduction_becomes_a_letter_a_filing_an_answer_and_money(town: Town) -> None:
    supplier, account = town.supplier("Hal")
    with town.desk.sessions.begin() as session:
        session.get_one(Supplier, supplier.id).mail_from = "claims@hal.example"
        session.get_one(Account, account.id).contact = "disputes@retailer.example"
    sam = town.caller(town.user("sam@example.com", (Role.SPECIALIST, supplier.id)))
    rea = town.caller(town.user("rea@example.com", (Role.REVIEWER, supplier.id)))

    def does(caller: Any, method: str, address: str, wanted: Any = None, **headers: str) -> Any:
        answer = caller.request(method, f"/api/v1{address}", json=wanted, headers=headers)
        assert answer.status_code < 300, f"{method} {address}: {answer.status_code} {answer.text}"
        return answer

    case = does(sam, "POST", "/cases", SEEN | {"account_id": account.id}).json()
    at = f"/cases/{case['id']}"
    assert case["sums"]["recoverable"] == "500.40"
    assert case["state"] == "detected"
    queue = does(sam, "GET", "/cases?sort=due&assignee=none&type=shortage").json()["items"]
    assert [c["id"] for c in queue] == [case["id"]]
    does(sam, "POST", f"{at}/waiver", {"reason": "the papers are with the carrier"})
    does(sam, "POST", f"{at}/transitions", {"to": "drafting"})
    written = does(sam, "POST", f"{at}/drafts", {}).json()
    mine = does(sam, "PATCH", f"/drafts/{written['id']}", {"text": written["text"]}).json()
    assert (mine["version"], mine["made_by"]) == (2, "person")
    assert does(sam, "GET", f"/drafts/{mine['id']}/diff").json()["before"]["version"] == 1
    weighed = does(sam, "POST", f"/drafts/{mine['id']}/check", {"text": mine["text"].replace("500.40", "600.40")}).json()
    assert not weighed["verified"]
    assert any(p["sentence"] is not None and p["severity"] == "objection" for p in weighed["problems"])
    assert len(does(sam, "GET", f"{at}/drafts").json()) == 2, "weighing keeps nothing"
    stale = sam.patch(f"/api/v1/drafts/{written['id']}", json={"text": "older"})
    assert stale.status_code == 409
    assert mine["verified"], mine["problems"]
    does(sam, "POST", f"{at}/transitions", {"to": "in_review"})
    assert sam.post(f"/api/v1/drafts/{mine['id']}/approve", headers={"if-match": "*"}).status_code == 403
    assert rea.post(f"/api/v1/drafts/{mine['id']}/approve").status_code == 428
    seen = does(rea, "GET", f"/drafts/{mine['id']}").headers["etag"]
    assert does(rea, "POST", f"/drafts/{mine['id']}/approve", **{"if-match": seen}).json()["approved_by"] == "rea@example.com"
    does(rea, "POST", f"{at}/transitions", {"to": "ready_to_file"})
    kit = does(sam, "GET", f"{at}/filing-kit").json()
    assert kit["fields"]
    by_mail = {"purpose": "dispute", "case_ids": [case["id"]]}
    early = sam.post("/api/v1/mails", json=by_mail)
    assert (early.status_code, "packet first" in early.text) == (409, True)
    does(sam, "GET", f"{at}/packet.pdf")
    mail = does(sam, "POST", "/mails", by_mail).json()
    assert (mail["case_id"], mail["state"]) == (case["id"], "draft")
    etag = does(sam, "GET", at).headers["etag"]
    filing = does(
        sam, "POST", f"{at}/filings", {"channel": "portal", "filed_on": "2026-11-02", "dispute_id": "D-1"}, **{"if-match": etag}
    ).json()
    assert (filing["round"], filing["amount"]) == (1, "500.40")
    does(sam, "POST", f"{at}/outcomes", {"kind": "approved", "answered_on": "2026-11-02", "via": "phone"})
    does(sam, "POST", f"{at}/recoveries", {"kind": "paid", "amount": "500.40", "seen_on": "2026-11-02", "payment_number": "P1"})
    _is_told(does(sam, "GET", at).json(), does(sam, "GET", f"{at}/events?limit=200").json(), does(sam, "GET", "/reports/win-rates").json())


def _is_told(closed: dict[str, Any], events: dict[str, Any], rates: dict[str, Any]) -> None:
    """What the case, its journal and the report of win rates say in the end."""
    assert (closed["state"], closed["close_reason"], closed["sums"]["paid"]) == ("closed", "won", "500.40")
    assert {"opened", "waived", "moved", "filed", "answered", "money_seen"} <= {e["action"] for e in events["items"]}
    assert rates["totals"][0]["n"] == 1
