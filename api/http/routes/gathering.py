"""Papers that cases lack: looked for, proposed, decided by people; and whom a supplier asks for them."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Final, Literal

from fastapi import Query, Response

from api.http.gate import cases, gathering, suppliers
from api.http.paging import After, Limit, Page
from api.http.permissions import Action
from api.http.problems import NotFoundError
from api.http.routes.routers import WRITES, guarded
from api.http.shapes.gathering import ContactsShown, ContactsWanted, ContactWanted, DecisionWanted, GatheringOrdered, ProposalShown
from api.http.shapes.plain import NO_NUL, PathId
from api.http.visit import Reader, Writer
from cases.gathering.contacts import contacts_of, put_contacts
from cases.gathering.ordering import order_for_case, order_for_supplier
from cases.gathering.proposals import accept, refuse
from ledger.cases import Case

router: Final = guarded("gathering")
Called = Annotated[str, Query(max_length=200, pattern=NO_NUL)]
State = Annotated[Literal["proposed", "accepted", "refused", "overtaken"] | None, Query()]


@router.get("/cases/{case_id}/proposals")
def list_proposals(visit: Reader, case_id: PathId, state: State = None, limit: Limit = 50, after: After = None) -> Page[ProposalShown]:
    """What is or was proposed for a case that lacks papers, the latest first."""
    with visit.reading() as gate:
        return gathering.proposals(gate, cases.case(gate, case_id), state=state, limit=limit, after=after)


@router.post("/cases/{case_id}/gathering", status_code=HTTPStatus.ACCEPTED, response_model=GatheringOrdered, responses=WRITES)
def look_for_papers(visit: Writer, case_id: PathId) -> Response:
    """Looks for what a case lacks, in the background. It is looked for by itself too, whenever papers come in."""
    with visit.writing() as gate:
        found = cases.case(gate, case_id, Action.WORK)
        job = order_for_case(gate.session, gate.desk.work, found, actor=gate.actor, now=gate.now)
        return gate.answer(GatheringOrdered(job=job), HTTPStatus.ACCEPTED)


@router.get("/proposals/{proposal_id}")
def show_proposal(visit: Reader, proposal_id: PathId) -> ProposalShown:
    """A proposal and what came of it."""
    with visit.reading() as gate:
        return ProposalShown.of(gathering.proposal(gate, proposal_id))


@router.post("/proposals/{proposal_id}/decision", response_model=ProposalShown, responses=WRITES)
def decide(visit: Writer, proposal_id: PathId, wanted: DecisionWanted) -> Response:
    """Accepts or refuses a proposal: a paper is linked as one's own deed, a request goes out by mail, also for cases that share it."""
    with visit.writing() as gate:
        found = gathering.proposal(gate, proposal_id)
        found = gathering.proposal(gate, proposal_id, gathering.needed_for(found, wanted.decision))
        if wanted.decision == "refuse":
            refuse(gate.session, found, actor=gate.actor, now=gate.now, reason=wanted.reason)
            if found.kind == "request":
                order_for_case(gate.session, gate.desk.work, gate.one(Case, found.case_id), actor=gate.actor, now=gate.now)
        else:
            rules = gate.rules(gate.one(Case, found.case_id).account_id)
            accept(gate.session, gate.desk.work, found, rules=rules, actor=gate.actor, now=gate.now, reason=wanted.reason)
        return gate.answer(ProposalShown.of(found))


@router.get("/suppliers/{supplier_id}/contacts")
def list_contacts(visit: Reader, supplier_id: PathId) -> ContactsShown:
    """The carriers and warehouses that are asked for papers."""
    with visit.reading() as gate:
        return ContactsShown.of_supplier(suppliers.supplier(gate, supplier_id, Action.WORK))


@router.post("/suppliers/{supplier_id}/contacts", status_code=HTTPStatus.CREATED, response_model=ContactsShown, responses=WRITES)
def add_contact(visit: Writer, supplier_id: PathId, wanted: ContactWanted) -> Response:
    """One more contact, in place of one of the same name; requests that waited for an address are written."""
    with visit.writing() as gate:
        supplier = suppliers.supplier(gate, supplier_id, Action.FILE)
        others = [contact for contact in contacts_of(supplier) if (contact.whom, contact.name) != (wanted.whom, wanted.name)]
        put_contacts(gate.session, supplier, [*others, wanted.contact()], actor=gate.actor, now=gate.now)
        order_for_supplier(gate.session, gate.desk.work, supplier, now=gate.now)
        return gate.answer(ContactsShown.of_supplier(supplier), HTTPStatus.CREATED)


@router.delete("/suppliers/{supplier_id}/contacts", status_code=HTTPStatus.NO_CONTENT, response_class=Response, responses=WRITES)
def remove_contact(visit: Writer, supplier_id: PathId, whom: Called = "", name: Called = "") -> Response:
    """Takes a contact off the list. Raises NotFoundError where there is none of that kind and name."""
    with visit.writing() as gate:
        supplier = suppliers.supplier(gate, supplier_id, Action.FILE)
        known = contacts_of(supplier)
        others = [contact for contact in known if (contact.whom, contact.name) != (whom, name)]
        if len(others) == len(known):
            raise NotFoundError("There is no such contact.")
        put_contacts(gate.session, supplier, others, actor=gate.actor, now=gate.now)
        return gate.answer(status=HTTPStatus.NO_CONTENT)


@router.put("/suppliers/{supplier_id}/contacts", response_model=ContactsShown, responses=WRITES)
def put_all_contacts(visit: Writer, supplier_id: PathId, wanted: ContactsWanted) -> Response:
    """The whole list in place of the one that was there; requests that waited for an address are written."""
    with visit.writing() as gate:
        supplier = suppliers.supplier(gate, supplier_id, Action.FILE)
        put_contacts(gate.session, supplier, [contact.contact() for contact in wanted.contacts], actor=gate.actor, now=gate.now)
        order_for_supplier(gate.session, gate.desk.work, supplier, now=gate.now)
        return gate.answer(ContactsShown.of_supplier(supplier))
