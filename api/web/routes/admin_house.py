"""Administration of things: suppliers with their accounts and watched places, background work, and whether the house stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import Query, Request, Response

from agents.model.choice import CHOICE
from api.http.gate import jobs, search, suppliers
from api.http.gate.house import counts_of, house_shown
from api.http.gate.models import choices, models_shown
from api.http.gate.rows import Gate
from api.http.paging import After
from api.http.permissions import Action
from api.http.shapes.jobs import JobShown
from api.http.shapes.plain import PathId, amount_or_none
from api.http.visit import Reader
from api.web.page import Which, page, pages
from api.web.routes.admin import ON_A_PAGE, admin_told, supplier_names
from cases.background.work import JobState
from cases.gathering.contacts import contacts_of, languages
from facts.money import minor_digits
from ledger.models import Account, Document, Supplier
from rules.loader import available

router: Final = pages()
PLACES: Final = 100
SHOWN_STATES: Final = (JobState.RUNNING, JobState.WAITING, JobState.FAILED)


@router.get("/admin/suppliers")
def suppliers_page(request: Request, visit: Reader) -> Response:
    """The suppliers that one may arrange things for."""
    with visit.reading() as gate:
        gate.require_anywhere(Action.ARRANGE)
        rows = gate.session.scalars(gate.seen(Supplier).order_by(Supplier.active.desc(), Supplier.name, Supplier.id))
        found = [row for row in rows if gate.scope.may(Action.ARRANGE, row.id)]
        accounts: dict[int, list[Account]] = {}
        for account in gate.session.scalars(gate.seen(Account).order_by(Account.id)):
            accounts.setdefault(account.supplier_id, []).append(account)
        return page(request, visit, gate, "admin/suppliers", admin_told(gate, rows=found, accounts=accounts))


@router.get("/admin/suppliers/{supplier_id}")
def supplier_page(request: Request, visit: Reader, supplier_id: PathId) -> Response:
    """What was settled with a supplier, its accounts, and the places that its papers are taken from."""
    with visit.reading() as gate:
        row = suppliers.supplier(gate, supplier_id, Action.ARRANGE)
        accounts = suppliers.accounts_of(gate, supplier_id)
        currencies = sorted({account.currency for account in accounts}) or ["USD"]
        currency = row.unattended_currency or currencies[0]
        told = admin_told(
            gate,
            supplier=row,
            accounts=accounts,
            places_watched=search.places(gate, supplier_id=supplier_id, limit=PLACES, after=None).items,
            retailers=available(),
            currencies=sorted({*currencies, currency}),
            currency=currency,
            digits=minor_digits(currencies[0]),
            tolerance=amount_or_none(row.write_off_up_to_minor, currencies[0]),
            tolerance_currency=currencies[0],
            models=choices(visit.house.models),
            model=row.settings.get(CHOICE),
            contacts=contacts_of(row),
            mail_languages=languages(),
            unattended=amount_or_none(row.unattended_up_to_minor, row.unattended_currency or ""),
        )
        return page(request, visit, gate, "admin/supplier", told)


@router.get("/admin/jobs")
def jobs_page(
    request: Request, visit: Reader, state: Annotated[JobState | None, Query()] = None, supplier: Which = None, after: After = None
) -> Response:
    """Background work, the latest first: how far it is, and for what failed, why and what to do."""
    with visit.reading() as gate:
        gate.require_anywhere(Action.RUN)
        found = jobs.jobs(gate, states=() if state is None else (state,), supplier_id=supplier, limit=ON_A_PAGE, after=after)
        asked = urlencode({name: value for name, value in (("state", state), ("supplier", supplier)) if value})
        told = admin_told(
            gate,
            jobs=found.items,
            more=found.next,
            after=after,
            asked=asked,
            state=state,
            counts=counts_of(gate, SHOWN_STATES, supplier),
            shown_states=SHOWN_STATES,
            documents=_documents(gate, found.items),
            supplier_names=supplier_names(gate),
        )
        return page(request, visit, gate, "admin/jobs", told)


@router.get("/admin/health")
def health_page(request: Request, visit: Reader) -> Response:
    """Whether the house stands: what answers, who works, which versions run, what can be read."""
    with visit.reading() as gate:
        gate.require(Action.RUN, None)
        return page(request, visit, gate, "admin/health", admin_told(gate, house=house_shown(visit, gate)))


@router.get("/admin/models")
def models_page(request: Request, visit: Reader) -> Response:
    """The language models of the house: which there are, what they may take, what they cost, and what failed."""
    with visit.reading() as gate:
        gate.require(Action.RUN, None)
        told = admin_told(gate, house=models_shown(gate, visit.house.models), supplier_names=supplier_names(gate))
        return page(request, visit, gate, "admin/models", told)


def _documents(gate: Gate, found: list[JobShown]) -> Mapping[int, str]:
    """The names of the documents that jobs are about."""
    numbers = {job.payload["document_id"] for job in found if isinstance(job.payload.get("document_id"), int)}
    rows = gate.session.execute(gate.seen(Document).with_only_columns(Document.id, Document.name).where(Document.id.in_(numbers)))
    return {row.id: row.name for row in rows}
