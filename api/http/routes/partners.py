"""Partners of a supplier, where they are paid, and the customers whose purchases count."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Final

from fastapi import Header, Query, Response

from api.http.gate import partners, suppliers
from api.http.paging import After, Limit, Page
from api.http.permissions import Action
from api.http.routes.routers import UNSEEN, WRITES, guarded
from api.http.shapes.partners import (
    BankNew,
    BankShown,
    BanksShown,
    CustomerChange,
    CustomerNew,
    CustomerShown,
    PartnerChange,
    PartnerNew,
    PartnerShown,
)
from api.http.shapes.plain import PathId
from api.http.visit import Reader, Writer
from cases.rebating.eligibility import keep_customer
from cases.rebating.partners import BankWanted, PartnerWanted, change_partner, make_partner, record_bank
from cases.rebating.renewing import order_renewals
from ledger.rebates import PartnerRole

router: Final = guarded("partners")
IfMatch = Annotated[str | None, Header(alias="If-Match", max_length=500, description="The ETag of what was seen.")]


@router.get("/suppliers/{supplier_id}/partners")
def list_partners(
    visit: Reader,
    supplier_id: PathId,
    role: Annotated[PartnerRole | None, Query()] = None,
    limit: Limit = 50,
    after: After = None,
) -> Page[PartnerShown]:
    """The other parties of a supplier's agreements, the latest first."""
    with visit.reading() as gate:
        suppliers.supplier(gate, supplier_id)
        return partners.partners(gate, supplier_id, role=role, limit=limit, after=after)


@router.post("/suppliers/{supplier_id}/partners", status_code=HTTPStatus.CREATED, response_model=PartnerShown, responses=WRITES)
def add_partner(visit: Writer, supplier_id: PathId, wanted: PartnerNew) -> Response:
    """A new partner."""
    with visit.writing() as gate:
        supplier = suppliers.supplier(gate, supplier_id, Action.WORK)
        told = PartnerWanted(**wanted.model_dump())
        made = make_partner(gate.session, supplier.id, told, actor=gate.actor, now=gate.now)
        headers = {"ETag": partners.tag_of_partner(made), "Location": f"/api/v1/partners/{made.id}"}
        return gate.answer(partners.partner_shown(gate, made), HTTPStatus.CREATED, headers)


@router.get("/partners/{partner_id}")
def show_partner(visit: Reader, partner_id: PathId, response: Response) -> PartnerShown:
    """A partner with where it is paid, the account number masked."""
    with visit.reading() as gate:
        found = partners.partner(gate, partner_id)
        response.headers["ETag"] = partners.tag_of_partner(found)
        return partners.partner_shown(gate, found)


@router.patch("/partners/{partner_id}", response_model=PartnerShown, responses=UNSEEN)
def change_one_partner(visit: Writer, partner_id: PathId, wanted: PartnerChange, if_match: IfMatch = None) -> Response:
    """Changes a partner as it was seen (`If-Match` is needed). One that is no longer active sees nothing any more."""
    with visit.writing() as gate:
        found = partners.partner_to_change(gate, partner_id, if_match)
        changes = {n: v for n, v in wanted.model_dump(exclude_unset=True, exclude={"reason"}).items() if v is not None}
        change_partner(gate.session, found, changes, actor=gate.actor, now=gate.now, reason=wanted.reason)
        gate.session.flush()
        order_renewals(gate.session, gate.desk.work, found.supplier_id, now=gate.now, partner_id=found.id)
        return gate.answer(partners.partner_shown(gate, found), headers={"ETag": partners.tag_of_partner(found)})


@router.get("/partners/{partner_id}/bank-details")
def list_bank_details(visit: Reader, partner_id: PathId, response: Response) -> BanksShown:
    """Every bank detail that a partner had, with who gave it and when, the latest first."""
    with visit.reading() as gate:
        found = partners.partner(gate, partner_id)
        response.headers["ETag"] = partners.tag_of_banks(gate, found)
        return BanksShown(items=partners.banks(gate, found))


@router.post("/partners/{partner_id}/bank-details", status_code=HTTPStatus.CREATED, response_model=BankShown, responses=UNSEEN)
def add_bank_detail(visit: Writer, partner_id: PathId, wanted: BankNew, if_match: IfMatch = None) -> Response:
    """Where a partner is paid from now on (`If-Match`: the ETag of its banks). Who says so approves none of its claims for some time."""
    with visit.writing() as gate:
        found = partners.partner_to_pay(gate, partner_id, if_match)
        told = BankWanted(**wanted.model_dump(exclude={"reason"}))
        made = record_bank(gate.session, found, told, reason=wanted.reason, actor=gate.actor, now=gate.now)
        return gate.answer(BankShown.of(made), HTTPStatus.CREATED, {"ETag": partners.tag_of_banks(gate, found)})


@router.get("/suppliers/{supplier_id}/customers")
def list_customers(visit: Reader, supplier_id: PathId, limit: Limit = 50, after: After = None) -> Page[CustomerShown]:
    """Customers by their names in the sales, with territory and channel, the latest first."""
    with visit.reading() as gate:
        suppliers.supplier(gate, supplier_id)
        return partners.customers(gate, supplier_id, limit=limit, after=after)


@router.post("/suppliers/{supplier_id}/customers", status_code=HTTPStatus.CREATED, response_model=CustomerShown, responses=WRITES)
def add_customer(visit: Writer, supplier_id: PathId, wanted: CustomerNew) -> Response:
    """A new customer."""
    with visit.writing() as gate:
        supplier = suppliers.supplier(gate, supplier_id, Action.WORK)
        made = keep_customer(gate.session, supplier.id, wanted.model_dump(), actor=gate.actor, now=gate.now)
        order_renewals(gate.session, gate.desk.work, supplier.id, now=gate.now)
        return gate.answer(CustomerShown.of(made), HTTPStatus.CREATED, {"ETag": partners.tag_of_customer(made)})


@router.patch("/customers/{customer_id}", response_model=CustomerShown, responses=UNSEEN)
def change_customer(visit: Writer, customer_id: PathId, wanted: CustomerChange, if_match: IfMatch = None) -> Response:
    """Changes a customer as it was seen (`If-Match` is needed)."""
    with visit.writing() as gate:
        found = partners.customer_to_change(gate, customer_id, if_match)
        days = {"active_from", "active_until"}
        changes = {n: v for n, v in wanted.model_dump(exclude_unset=True).items() if v is not None or n in days}
        keep_customer(gate.session, found.supplier_id, changes, customer=found, actor=gate.actor, now=gate.now)
        gate.session.flush()
        order_renewals(gate.session, gate.desk.work, found.supplier_id, now=gate.now)
        return gate.answer(CustomerShown.of(found), headers={"ETag": partners.tag_of_customer(found)})
