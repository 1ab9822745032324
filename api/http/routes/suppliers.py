"""Suppliers and their accounts."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import Query, Response

from agents.model.choice import Models, with_model
from agents.model.port import NoModelError
from api.http.gate import cases, suppliers
from api.http.paging import After, Limit, Page
from api.http.permissions import Action
from api.http.problems import ConflictError, UnusableError
from api.http.routes.routers import WRITES, guarded
from api.http.shapes.people import PersonShown
from api.http.shapes.plain import LARGEST, PathId, minor
from api.http.shapes.suppliers import AccountChange, AccountShown, AccountWanted, SupplierChange, SupplierShown, SupplierWanted
from api.http.visit import Reader, Writer
from cases.accounts.clients import ClientError, ClientExistsError, change_account, change_supplier, make_supplier, open_account
from rules.errors import RuleError

router: Final = guarded("suppliers")


@router.get("/suppliers")
def list_suppliers(visit: Reader, limit: Limit = 50, after: After = None) -> Page[SupplierShown]:
    """The suppliers that the user sees."""
    with visit.reading() as gate:
        return suppliers.suppliers(gate, limit=limit, after=after)


@router.post("/suppliers", status_code=HTTPStatus.CREATED, response_model=SupplierShown, responses=WRITES)
def add_supplier(visit: Writer, wanted: SupplierWanted) -> Response:
    """A new supplier; for those who run the house."""
    with visit.writing() as gate:
        gate.require(Action.GOVERN, None)
        try:
            made = make_supplier(gate.session, name=wanted.name, slug=wanted.slug, actor=gate.actor, now=gate.now)
        except ClientExistsError as exists:
            raise ConflictError(str(exists)) from None
        except ClientError as refused:
            raise UnusableError.of("body.name", str(refused)) from None
        return gate.answer(suppliers.supplier_shown(gate, made), HTTPStatus.CREATED, {"Location": f"/api/v1/suppliers/{made.id}"})


@router.get("/suppliers/{supplier_id}")
def show_supplier(visit: Reader, supplier_id: PathId) -> SupplierShown:
    """A supplier."""
    with visit.reading() as gate:
        return suppliers.supplier_shown(gate, suppliers.supplier(gate, supplier_id))


@router.patch("/suppliers/{supplier_id}", response_model=SupplierShown, responses=WRITES)
def change_one_supplier(visit: Writer, supplier_id: PathId, wanted: SupplierChange) -> Response:
    """Changes what was settled with a supplier."""
    with visit.writing() as gate:
        supplier = suppliers.supplier(gate, supplier_id, Action.ARRANGE)
        if wanted.active is not None:
            gate.require(Action.GOVERN, None)
        changes = _changes(wanted)
        if "model" in wanted.model_fields_set:
            changes["settings"] = with_model(supplier.settings, _model(visit.house.models, wanted.model))
        try:
            change_supplier(gate.session, supplier, changes, actor=gate.actor, now=gate.now)
        except ClientError as refused:
            raise UnusableError(str(refused)) from None
        return gate.answer(suppliers.supplier_shown(gate, supplier))


@router.get("/suppliers/{supplier_id}/people")
def list_colleagues(visit: Reader, supplier_id: PathId) -> list[PersonShown]:
    """Who works for a supplier, by name: the people that its cases can be given to."""
    with visit.reading() as gate:
        supplier = suppliers.supplier(gate, supplier_id, Action.WORK)
        return [PersonShown.model_validate(person) for person in cases.colleagues(gate, supplier.id)]


@router.get("/accounts")
def list_accounts(
    visit: Reader, supplier_id: Annotated[int | None, Query(ge=1, le=LARGEST)] = None, limit: Limit = 50, after: After = None
) -> Page[AccountShown]:
    """Accounts with retailers that the user sees."""
    with visit.reading() as gate:
        return suppliers.accounts(gate, supplier_id=supplier_id, limit=limit, after=after)


@router.post("/suppliers/{supplier_id}/accounts", status_code=HTTPStatus.CREATED, response_model=AccountShown, responses=WRITES)
def add_account(visit: Writer, supplier_id: PathId, wanted: AccountWanted) -> Response:
    """Opens a supplier's account with a retailer."""
    with visit.writing() as gate:
        supplier = suppliers.supplier(gate, supplier_id, Action.ARRANGE)
        try:
            made = open_account(
                gate.session,
                supplier,
                retailer=wanted.retailer,
                currency=wanted.currency,
                folder=wanted.folder,
                on=gate.today,
                actor=gate.actor,
                now=gate.now,
            )
        except RuleError as unknown:
            raise UnusableError.of("body.retailer", unknown.reason) from None
        except ClientExistsError as exists:
            raise ConflictError(str(exists)) from None
        if wanted.contact is not None:
            change_account(gate.session, made, {"contact": wanted.contact}, actor=gate.actor, now=gate.now)
        return gate.answer(AccountShown.of(made), HTTPStatus.CREATED, {"Location": f"/api/v1/accounts/{made.id}"})


@router.get("/accounts/{account_id}")
def show_account(visit: Reader, account_id: PathId) -> AccountShown:
    """An account."""
    with visit.reading() as gate:
        return AccountShown.of(suppliers.account(gate, account_id))


@router.patch("/accounts/{account_id}", response_model=AccountShown, responses=WRITES)
def change_one_account(visit: Writer, account_id: PathId, wanted: AccountChange) -> Response:
    """Changes where disputes by mail go, or closes an account."""
    with visit.writing() as gate:
        account = suppliers.account(gate, account_id, Action.ARRANGE)
        changes = wanted.model_dump(exclude_unset=True)
        if changes.get("active", True) is None:
            raise UnusableError.of("body.active", "An account is open or closed.")
        change_account(gate.session, account, changes, actor=gate.actor, now=gate.now)
        return gate.answer(AccountShown.of(account))


def _model(models: Models, name: str | None) -> str | None:
    """The choice of a model as it is kept. Raises UnusableError for one that this house does not have."""
    if name is None:
        return None
    try:
        return models.choice(name)
    except NoModelError as refused:
        raise UnusableError.of("body.model", f"{refused}.") from None


def _changes(wanted: SupplierChange) -> dict[str, Any]:
    """What a request changes, as the columns have it; what must not be empty is left out where it is null."""
    given = wanted.model_dump(exclude_unset=True)
    changes = {name: value for name, value in given.items() if name in {"mail_from", "external_id"} or value is not None}
    changes.pop("unattended", None)
    changes.pop("model", None)
    if "unattended" in given:
        limit = wanted.unattended
        changes["unattended_up_to_minor"] = None if limit is None else minor(limit.amount, limit.currency, "body.unattended.amount")
        changes["unattended_currency"] = None if limit is None else limit.currency
    return changes
