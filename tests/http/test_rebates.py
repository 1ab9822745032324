"""Rebates over HTTP: from an agreement that is entered to a claim that a partner files, follows and is paid for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import httpx2
import pytest

from api.http import people
from cases.background.work import WorkKind
from cases.rebating.partners import PartnerWanted, make_partner
from cases.rebating.renewing import renewal_handler
from cases.rebating.statements import keep, rebate_ledger, work_out
from facts.tables import TableKind
from ledger.models import (
    Account,
    ClaimHold,
    Document,
    DocumentOrigin,
    JournalEntry,
    Partner,
    PartnerRole,
    RebateContract,
    Role,
    TableRead,
    User,
)
from tests.detection.house import House
from tests.http.conftest import Town
from tests.http.shop import stocked
from tests.rebating.agreed import CUSTOMER, sale, sales, terms

QUARTER = {"starts_on": "2026-01-01", "ends_on": "2026-03-31"}
MARCH = date(2026, 3, 5)


@dataclass
class Office:
    """Those who deal with one agreement: ana enters, rita approves, pia speaks for the partner."""

    town: Town
    supplier_id: int
    account_id: int
    partner: Partner
    ana: httpx2.Client
    rita: httpx2.Client
    pia: httpx2.Client
    pia_user: User

    def approve(self, **more: Any) -> int:
        """An agreement in force; its number."""
        wanted = {
            "account_id": self.account_id,
            "partner_id": self.partner.id,
            "terms": terms(
                period="quarter", tiers=[{"start": "0", "end": "10000", "rate": "0"}, {"start": "10000", "rate": "0.02"}], **more
            ),
        }
        made = self.ana.post(f"/api/v1/suppliers/{self.supplier_id}/agreements", json=wanted)
        assert made.status_code == 201, made.text
        version = made.json()["versions"][0]["id"]
        self.move_version(self.ana, version, "submitted")
        self.move_version(self.rita, version, "approved")
        return int(made.json()["id"])

    def move_version(self, who: httpx2.Client, version: int, to: str) -> httpx2.Response:
        tag = who.get(f"/api/v1/versions/{version}").headers["etag"]
        return who.post(f"/api/v1/versions/{version}/transitions", json={"to": to}, headers={"if-match": tag})

    def move(self, who: httpx2.Client, claim: int, to: str, **more: Any) -> httpx2.Response:
        tag = who.get(f"/api/v1/rebate-claims/{claim}").headers["etag"]
        return who.post(f"/api/v1/rebate-claims/{claim}/transitions", json={"to": to, **more}, headers={"if-match": tag})

    def sold(self) -> None:
        """12,000.00 of sales in the quarter, and the statement that follows."""
        with self.town.desk.sessions.begin() as session:
            house = House(session, session.get_one(Account, self.account_id), now=self.town.now)
            house.receive(sales("sales.csv", sale(1, "12000.00", MARCH)))
            books = rebate_ledger(session, self.account_id, self.town.now.date())
            for roll in books.rolls:
                worked = work_out(books, roll, self.town.now.date())
                keep(session, worked, books.came, actor="recoup", now=self.town.now)

    def look(self) -> None:
        """The look in the background that what was done has ordered."""
        handlers = {WorkKind.REBATES: renewal_handler(self.town.desk)}
        later = self.town.now + timedelta(minutes=1)
        self.town.work.run_pending(self.town.desk.sessions, later, handlers=handlers, kinds=[WorkKind.REBATES], raising=True)


@pytest.fixture
def office(town: Town) -> Office:
    supplier, account = town.supplier("Hal")
    with town.desk.sessions.begin() as session:
        wanted = PartnerWanted(CUSTOMER, PartnerRole.EARNER, "USD")
        partner = make_partner(session, supplier.id, wanted, actor="test", now=town.now)
    ana = town.caller(town.user("ana@example.com", (Role.SPECIALIST, supplier.id)))
    rita = town.caller(town.user("rita@example.com", (Role.REVIEWER, supplier.id)))
    pia = town.user("pia@example.com")
    with town.desk.sessions.begin() as session:
        told: dict[str, Any] = {"actor": "test", "now": town.now}
        people.grant(session, session.get_one(User, pia.id), Role.PARTNER, supplier.id, partner_id=partner.id, **told)
    return Office(town, supplier.id, account.id, partner, ana, rita, town.caller(pia), pia)


@pytest.mark.both_engines
def test_a_partner_files_a_claim_with_a_file_follows_it_and_agrees(office: Office) -> None:
    agreement = office.approve()
    office.sold()
    [own] = office.pia.get("/api/v1/partner/agreements").json()["items"]
    assert (own["id"], own["supplier"], own["figures"]["earned"]) == (agreement, "Hal", "240.00")
    form = {"agreement_id": agreement, "number": "CL-1", **QUARTER, "amount": "240.00", "remarks": "as agreed"}
    filed = office.pia.post("/api/v1/partner/claims", data=form, files={"files": ("proof.csv", b"Transaction ID,Date\n1,2026-03-01\n")})
    assert filed.status_code == 201, filed.text
    claim = filed.json()["id"]
    assert (filed.json()["state"], [f["name"] for f in filed.json()["files"]]) == ("submitted", ["proof.csv"])
    with office.town.desk.sessions() as session:
        origin = session.query(DocumentOrigin).join(Document).filter(Document.name == "proof.csv").one()
        assert (origin.via, origin.account_id) == ("partner", None)
    assert office.move(office.ana, claim, "reviewed").status_code == 200
    assert office.move(office.ana, claim, "approved").status_code == 403
    unseen = office.move(office.rita, claim, "approved")
    assert "has not been gone through" in unseen.text
    office.look()
    assert office.move(office.rita, claim, "approved").status_code == 200
    assert office.pia.get(f"/api/v1/partner/claims/{claim}").json()["granted"] == "240.00"
    assert office.move(office.ana, claim, "notified").status_code == 200
    seen = office.pia.get(f"/api/v1/partner/claims/{claim}")
    assert sorted(seen.json()["answers"]) == ["agreed", "disputed"]
    answer = office.pia.post(f"/api/v1/partner/claims/{claim}/answer", json={"to": "agreed"}, headers={"if-match": seen.headers["etag"]})
    assert (answer.status_code, answer.json()["state"]) == (200, "agreed")
    tag = office.ana.get(f"/api/v1/rebate-claims/{claim}").headers["etag"]
    paid = {"kind": "credit", "amount": "240.00", "paid_on": "2026-11-01", "reference": "CN-1"}
    made = office.ana.post(f"/api/v1/rebate-claims/{claim}/payouts", json=paid, headers={"if-match": tag})
    assert made.status_code == 201, made.text
    found = office.ana.post(
        f"/api/v1/payouts/{made.json()['id']}/reconciliation", json={"payment_number": "P-9"}, headers={"if-match": made.headers["etag"]}
    )
    assert found.json()["state"] == "reconciled"
    assert office.pia.get(f"/api/v1/partner/claims/{claim}").json()["state"] == "paid"
    with office.town.desk.sessions() as session:
        actors = session.query(JournalEntry.actor).filter(JournalEntry.noun == "rebate_claim").distinct().all()
    assert {a[0] for a in actors} - {"recoup"} == {"ana@example.com", "rita@example.com", "pia@example.com"}


def test_a_partner_is_told_nothing_of_the_house_and_may_go_nowhere_else(office: Office) -> None:
    agreement = office.approve()
    office.sold()
    form = {"agreement_id": agreement, "number": "CL-1", **QUARTER, "amount": "900.00"}
    claim = office.pia.post("/api/v1/partner/claims", data=form).json()["id"]
    told = office.pia.get(f"/api/v1/partner/claims/{claim}").json()
    assert not {"holds", "checks", "calculated", "difference", "difference_why", "reviewed_by", "moves"} & set(told)
    for path in (
        f"/api/v1/rebate-claims/{claim}", f"/api/v1/agreements/{agreement}", f"/api/v1/suppliers/{office.supplier_id}", "/api/v1/suppliers",
        "/api/v1/cases", "/api/v1/search?q=a", "/api/v1/packs", "/api/v1/jobs", "/api/v1/views",
        f"/api/v1/suppliers/{office.supplier_id}/events", "/api/v1/reports/win-rates",
    ):  # fmt: skip
        assert office.pia.get(path).status_code == 403, path
    assert office.pia.post(f"/api/v1/rebate-claims/{claim}/transitions", json={"to": "approved"}).status_code == 403
    assert office.pia.get("/api/v1/me").status_code == 200


def test_another_partner_of_the_same_supplier_sees_nothing_of_it(office: Office) -> None:
    agreement = office.approve()
    office.sold()
    form = {"agreement_id": agreement, "number": "CL-1", **QUARTER, "amount": "240.00"}
    claim = office.pia.post("/api/v1/partner/claims", data=form).json()["id"]
    with office.town.desk.sessions.begin() as session:
        told: dict[str, Any] = {"actor": "test", "now": office.town.now}
        other = make_partner(session, office.supplier_id, PartnerWanted("Somebody Else", PartnerRole.EARNER, "USD"), **told)
        user = people.make_user(session, email="paul@example.com", name="Paul", **told)
        people.grant(session, user, Role.PARTNER, office.supplier_id, partner_id=other.id, **told)
    paul = office.town.caller(user)
    assert paul.get("/api/v1/partner/agreements").json()["items"] == []
    assert paul.get("/api/v1/partner/claims").json()["items"] == []
    assert paul.get(f"/api/v1/partner/agreements/{agreement}").status_code == 404
    assert paul.get(f"/api/v1/partner/claims/{claim}").status_code == 404
    assert paul.post("/api/v1/partner/claims", data=form | {"number": "CL-2"}).status_code == 404
    assert paul.post(f"/api/v1/partner/claims/{claim}/files", files={"files": ("a.csv", b"a")}).status_code == 404


@pytest.mark.both_engines
def test_a_partner_that_is_no_longer_one_sees_nothing(office: Office) -> None:
    office.approve()
    tag = office.ana.get(f"/api/v1/partners/{office.partner.id}").headers["etag"]
    changed = office.ana.patch(f"/api/v1/partners/{office.partner.id}", json={"active": False}, headers={"if-match": tag})
    assert changed.status_code == 200, changed.text
    assert office.pia.get("/api/v1/partner/agreements").json()["items"] == []


def test_terms_that_do_not_fit_are_named_by_field(office: Office) -> None:
    wanted = {"account_id": office.account_id, "terms": terms(cap="much", tiers=[{"start": "0", "rate": "x"}], mechanismus="y")}
    answer = office.ana.post(f"/api/v1/suppliers/{office.supplier_id}/agreements", json=wanted)
    assert answer.status_code == 422
    assert {e["field"] for e in answer.json()["errors"]} == {"body.terms.cap", "body.terms.tiers.0.rate", "body.terms.mechanismus"}


@pytest.mark.both_engines
def test_a_version_is_changed_only_as_it_was_seen_and_approved_by_another(office: Office) -> None:
    wanted = {"account_id": office.account_id, "partner_id": office.partner.id, "terms": terms()}
    made = office.ana.post(f"/api/v1/suppliers/{office.supplier_id}/agreements", json=wanted).json()
    version = made["versions"][0]["id"]
    address = f"/api/v1/versions/{version}"
    assert office.ana.patch(address, json={"terms": terms(cap="5")}).status_code == 428
    tag = office.ana.get(address).headers["etag"]
    assert office.rita.patch(address, json={"terms": terms(cap="5")}, headers={"if-match": tag}).status_code == 200
    assert office.ana.patch(address, json={"terms": terms(cap="6")}, headers={"if-match": tag}).status_code == 412
    assert office.move_version(office.ana, version, "submitted").status_code == 200
    refused = office.move_version(office.rita, version, "approved")
    assert refused.status_code == 409
    assert "wrote on this version" in refused.json()["errors"][0]["message"]
    again = office.ana.post(f"/api/v1/suppliers/{office.supplier_id}/agreements", json=wanted)
    assert [e["field"] for e in again.json()["errors"]] == ["body.terms.number"]


@pytest.mark.both_engines
def test_the_same_claim_sent_twice_with_one_key_is_one_claim(office: Office) -> None:
    agreement = office.approve()
    office.sold()
    wanted = {"agreement_id": agreement, "number": "CL-7", **QUARTER, "amount": "240.00"}
    address = f"/api/v1/suppliers/{office.supplier_id}/rebate-claims"
    first, second = (office.ana.post(address, json=wanted, headers={"idempotency-key": "k"}) for _ in range(2))
    assert (first.status_code, first.json()) == (201, second.json())
    assert second.headers["idempotency-replayed"] == "true"
    assert len(office.ana.get(address).json()["items"]) == 1


@pytest.mark.both_engines
def test_a_bank_number_never_leaves_the_house_whole(office: Office) -> None:
    admin = office.town.caller(office.town.user("ada@example.com", (Role.ADMIN, None)))
    address = f"/api/v1/partners/{office.partner.id}/bank-details"
    bank = {"holder": CUSTOMER, "scheme": "iban", "number": "DE89 3704 0044 0532 0130 00", "reason": "contract"}
    assert office.ana.post(address, json=bank).status_code == 403
    assert admin.post(address, json=bank).status_code == 428
    seen = {"if-match": admin.get(address).headers["etag"]}
    made = admin.post(address, json=bank, headers=seen)
    assert (made.status_code, made.json()["number"]) == (201, "…3000")
    assert admin.post(address, json=bank, headers=seen).status_code == 412, "somebody gave another account meanwhile"
    for text in (
        made.text,
        admin.get(address).text,
        admin.get(f"/api/v1/partners/{office.partner.id}").text,
        admin.get(f"/api/v1/suppliers/{office.supplier_id}/events").text,
    ):
        assert "370400440532" not in text


@pytest.mark.both_engines
def test_the_work_in_the_background_renews_statements_and_says_who_counts(office: Office) -> None:
    agreement = office.approve()
    office.sold()
    address = f"/api/v1/agreements/{agreement}/scopes"
    decision = {"include": False, "customer": CUSTOMER, "reason": "paused"}
    assert office.ana.post(address, json=decision).status_code == 428
    seen = {"if-match": office.ana.get(address).headers["etag"]}
    asked = office.ana.post(address, json=decision, headers=seen)
    assert asked.status_code == 201, asked.text
    assert office.rita.delete(f"/api/v1/scopes/{asked.json()['id']}", headers=seen).status_code == 412
    told = office.ana.get(f"/api/v1/agreements/{agreement}/eligibility", params={"customer": CUSTOMER, "on": "2026-03-05"}).json()
    assert told["items"][0]["sentence"] == f"{CUSTOMER} does not count: paused"
    office.town.wait(minutes=1)
    office.town.work.run_pending(
        office.town.desk.sessions,
        office.town.now,
        handlers={WorkKind.REBATES: renewal_handler(office.town.desk)},
        kinds=[WorkKind.REBATES],
        raising=True,
    )
    kept = office.ana.get(f"/api/v1/agreements/{agreement}/statements").json()["items"]
    assert (kept[0]["earned"], kept[1]["earned"]) == ("0.00", "240.00")
    same = office.ana.get(f"/api/v1/statements/{kept[0]['id']}/recomputation").json()
    assert same == {"agreement_number": "RB-1", "same": True, "difference": []}


def test_a_supplier_s_own_reader_sees_nothing_of_rebates(town: Town) -> None:
    shop = stocked(town, "Hal")
    sue = town.caller(town.user("sue@example.com", (Role.SUPPLIER, shop.supplier.id)))
    for path in ("agreements/{agreement_id}", "rebate-claims/{rebate_claim_id}", "partners/{partner_id}", "statements/{statement_id}"):
        assert sue.get("/api/v1/" + path.format(**shop.numbers)).status_code == 403
    assert sue.get("/api/v1/partner/agreements").json()["items"] == []


@pytest.mark.both_engines
def test_sales_that_a_partner_sends_are_no_sales(office: Office) -> None:
    """What comes from a partner is evidence: an uploaded table changes no base."""
    agreement = office.approve()
    office.sold()
    form = {"agreement_id": agreement, "number": "CL-1", **QUARTER, "amount": "900.00"}
    answer = office.pia.post(
        "/api/v1/partner/claims", data=form, files={"files": ("sales.csv", b"Transaction ID,Date,Net Amount\n9,2026-03-01,99999\n")}
    )
    claim = answer.json()["id"]
    with office.town.desk.sessions() as session:
        documents = session.query(DocumentOrigin.document_id).filter(DocumentOrigin.account_id == office.account_id)
        kinds = session.query(TableRead.kind).filter(TableRead.document_id.in_(documents)).all()
        assert [k[0] for k in kinds] == [TableKind.SALES.value]
        assert session.query(RebateContract).one().figures["earned"] == "240.00"
    assert office.ana.get(f"/api/v1/rebate-claims/{claim}").json()["difference"] == "660.00"


@pytest.mark.both_engines
def test_what_is_in_force_is_withdrawn_by_somebody_else_than_who_asked_for_it(office: Office) -> None:
    agreement = office.approve()
    version = office.ana.get(f"/api/v1/agreements/{agreement}").json()["versions"][0]["id"]
    address = f"/api/v1/versions/{version}/withdrawal"

    def seen() -> dict[str, str]:
        return {"if-match": office.ana.get(f"/api/v1/versions/{version}").headers["etag"]}

    assert office.move_version(office.rita, version, "withdrawn").status_code == 409
    assert office.rita.post(address, json={"reason": "never signed"}).status_code == 428
    asked = office.rita.post(address, json={"reason": "never signed"}, headers=seen())
    assert (asked.status_code, asked.json()["withdrawal_reason"]) == (200, "never signed")
    assert office.ana.delete(address, headers=seen()).json()["withdrawal_asked_by"] is None
    office.ana.post(address, json={"reason": "never signed"}, headers=seen())
    told = {"to": "withdrawn", "reason": "never signed"}
    done = office.rita.post(f"/api/v1/versions/{version}/transitions", json=told, headers=seen())
    assert (done.status_code, done.json()["state"]) == (200, "withdrawn")


@pytest.mark.both_engines
def test_a_hold_is_lifted_from_the_claim_that_was_seen(office: Office) -> None:
    agreement = office.approve()
    office.sold()
    wanted = {"agreement_id": agreement, "number": "CL-1", **QUARTER, "amount": "240.00"}
    claim = office.ana.post(f"/api/v1/suppliers/{office.supplier_id}/rebate-claims", json=wanted).json()["id"]
    with office.town.desk.sessions.begin() as session:
        hold = ClaimHold(claim_id=claim, signal="round_amounts", sentence="All of it is round.", placed_at=office.town.now)
        session.add(hold)
    address = f"/api/v1/rebate-holds/{hold.id}/lift"
    seen = {"if-match": office.rita.get(f"/api/v1/rebate-claims/{claim}").headers["etag"]}
    assert office.rita.post(address, json={"reason": "it is"}).status_code == 428
    assert office.move(office.ana, claim, "reviewed").status_code == 200
    assert office.rita.post(address, json={"reason": "it is"}, headers=seen).status_code == 412
    now = {"if-match": office.rita.get(f"/api/v1/rebate-claims/{claim}").headers["etag"]}
    assert office.rita.post(address, json={"reason": "it is"}, headers=now).status_code == 200


@pytest.mark.both_engines
def test_of_two_partners_that_somebody_speaks_for_just_the_one_asked_is_taken_away(office: Office) -> None:
    admin = office.town.caller(office.town.user("ada@example.com", (Role.ADMIN, None)))
    with office.town.desk.sessions.begin() as session:
        second = make_partner(
            session, office.supplier_id, PartnerWanted("Second House", PartnerRole.EARNER, "USD"), actor="test", now=office.town.now
        )
        told: dict[str, Any] = {"actor": "test", "now": office.town.now}
        people.grant(session, session.get_one(User, office.pia_user.id), Role.PARTNER, office.supplier_id, partner_id=second.id, **told)
    address = f"/api/v1/users/{office.pia_user.id}/roles/partner"
    assert admin.delete(address, params={"supplier_id": office.supplier_id}).status_code == 404
    left = admin.delete(address, params={"supplier_id": office.supplier_id, "partner_id": second.id}).json()["roles"]
    assert [role["partner_id"] for role in left] == [office.partner.id]


@pytest.mark.both_engines
def test_many_claims_are_taken_on_each_by_itself_and_as_it_was_seen(office: Office) -> None:
    agreement = office.approve()
    office.sold()
    address = f"/api/v1/suppliers/{office.supplier_id}/rebate-claims"
    wanted = {"agreement_id": agreement, **QUARTER, "amount": "100.00"}
    made = [office.ana.post(address, json=wanted | {"number": f"CL-{n}"}).json() for n in range(3)]
    seen = [{"id": one["id"], "version": one["version"]} for one in made]
    assert office.move(office.ana, made[1]["id"], "withdrawn", reason="sent twice").status_code == 200
    told = office.ana.post(f"{address}/transitions", json={"claims": seen, "to": "reviewed"}).json()
    assert [(r["number"], r["done"]) for r in told["results"]] == [("CL-0", True), ("CL-1", False), ("CL-2", True)]
    assert "changed since it was seen" in told["results"][1]["message"]
    assert office.ana.post(f"{address}/transitions", json={"claims": seen, "to": "approved"}).status_code == 403
    elsewhere = [{"id": 999_999, "version": 1}]
    assert office.ana.post(f"{address}/transitions", json={"claims": elsewhere, "to": "reviewed"}).status_code == 404


def test_a_partner_names_the_claim_that_it_corrects_and_both_say_so(office: Office) -> None:
    agreement = office.approve()
    office.sold()
    form = {"agreement_id": agreement, **QUARTER, "amount": "310.00"}
    first = office.pia.post("/api/v1/partner/claims", data=form | {"number": "CL-1"}).json()
    assert first["may_be_corrected"]
    refused = office.pia.post("/api/v1/partner/claims", data=form | {"number": "CL-2", "replaces": "CL-7"})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "body.replaces")
    second = office.pia.post("/api/v1/partner/claims", data=form | {"number": "CL-2", "amount": "240.00", "replaces": "CL-1"}).json()
    assert second["corrects"] == {"id": first["id"], "number": "CL-1"}
    seen = office.pia.get(f"/api/v1/partner/claims/{first['id']}").json()
    assert (seen["corrected_by"], seen["may_be_corrected"]) == ({"id": second["id"], "number": "CL-2"}, False)
    entered = {"agreement_id": agreement, "number": "CL-3", **QUARTER, "amount": "200.00", "replaces": "CL-2"}
    made = office.ana.post(f"/api/v1/suppliers/{office.supplier_id}/rebate-claims", json=entered).json()
    assert made["replaces_id"] == second["id"]
    office.look()
    assert office.ana.get(f"/api/v1/rebate-claims/{second['id']}").json()["difference_reason"] == "corrected_since"
    assert office.move(office.ana, made["id"], "withdrawn", reason="entered for another").status_code == 200
    office.look()
    assert office.ana.get(f"/api/v1/rebate-claims/{second['id']}").json()["difference_reason"] == "as_agreed"
