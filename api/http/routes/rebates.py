"""Rebate agreements in versions, who is eligible, and what statements say."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import Annotated, Any, Final, Literal

from fastapi import Header, Query, Response

from api.http.access import AccessEvent
from api.http.downloads import BYTES, TYPES, download, recorded
from api.http.gate import partners, rebates, suppliers
from api.http.paging import After, Limit, Page
from api.http.permissions import Action
from api.http.routes.routers import UNSEEN, WRITES, guarded
from api.http.shapes.partners import EligibilitiesShown, ScopeNew, ScopeShown, ScopesShown
from api.http.shapes.plain import LARGEST, NO_NUL, Day, PathId
from api.http.shapes.rebates import (
    AgreementChange,
    AgreementListed,
    AgreementNew,
    AgreementShown,
    MonthsShown,
    RecomputationShown,
    RenewalOrdered,
    StatementListed,
    StatementShown,
    StatementWanted,
    VersionMoved,
    VersionNew,
    VersionShown,
    VersionsShown,
    WithdrawalAsked,
)
from api.http.visit import Reader, Writer
from cases.rebating.eligibility import ScopeWanted, decide_scope, undo_scope
from cases.rebating.from_papers import us_of
from cases.rebating.renewing import order_renewal
from cases.rebating.statement_files import statement_file
from cases.rebating.statements import recomputed
from cases.rebating.version_moves import ask_withdrawal, drop_withdrawal, move
from cases.rebating.versions import VersionWanted, edit, enter, set_partner
from ledger.rebates import VersionState

router: Final = guarded("rebates")
IfMatch = Annotated[str | None, Header(alias="If-Match", max_length=500, description="The ETag of what was seen.")]
Number = Annotated[int | None, Query(ge=1, le=LARGEST)]
FILE: Final[dict[int | str, Any]] = {
    HTTPStatus.OK: {"description": "The file", "content": {BYTES: {}, "application/json": {}, TYPES["xlsx"]: {}}}
}
Side = Annotated[Literal["we_owe", "owed_to_us"] | None, Query()]


@router.get("/suppliers/{supplier_id}/agreements")
def list_agreements(
    visit: Reader,
    supplier_id: PathId,
    state: Annotated[VersionState | None, Query()] = None,
    side: Side = None,
    partner_id: Number = None,
    limit: Limit = 50,
    after: After = None,
) -> Page[AgreementListed]:
    """The rebate agreements of a supplier, read from contracts or entered, the latest first."""
    with visit.reading() as gate:
        suppliers.supplier(gate, supplier_id)
        return rebates.agreements(gate, supplier_id, state=state, side=side, partner_id=partner_id, limit=limit, after=after)


@router.post("/suppliers/{supplier_id}/agreements", status_code=HTTPStatus.CREATED, response_model=AgreementShown, responses=WRITES)
def add_agreement(visit: Writer, supplier_id: PathId, wanted: AgreementNew) -> Response:
    """A new agreement with its first version, a draft. What does not fit is named by field, with what to write."""
    with visit.writing() as gate:
        supplier = suppliers.supplier(gate, supplier_id, Action.WORK)
        account = rebates.account(gate, supplier.id, wanted.account_id)
        partner = partners.partner_of(gate, supplier.id, wanted.partner_id)
        told = VersionWanted(wanted.terms, wanted.effective_from, wanted.signed_on, wanted.reason)
        us = us_of(gate.session, account, gate.today)
        made = enter(gate.session, account, told, actor=gate.actor, now=gate.now, us=us, partner=partner, title=wanted.title)
        row = rebates.contract_of(gate, made)
        gate.session.flush()
        headers = {"ETag": rebates.tag_of(row), "Location": f"/api/v1/agreements/{row.id}"}
        return gate.answer(rebates.shown(gate, row), HTTPStatus.CREATED, headers)


@router.get("/agreements/{agreement_id}")
def show_agreement(visit: Reader, agreement_id: PathId, response: Response) -> AgreementShown:
    """An agreement with all its versions, the newest first, and the places on paper where each term was read."""
    with visit.reading() as gate:
        found = rebates.agreement(gate, agreement_id)
        response.headers["ETag"] = rebates.tag_of(found)
        return rebates.shown(gate, found)


@router.patch("/agreements/{agreement_id}", response_model=AgreementShown, responses=UNSEEN)
def change_agreement(visit: Writer, agreement_id: PathId, wanted: AgreementChange, if_match: IfMatch = None) -> Response:
    """Says whom an agreement is with, or how it is called (`If-Match` is needed). Its terms are changed by versions alone."""
    with visit.writing() as gate:
        found = rebates.agreement_to_change(gate, agreement_id, if_match)
        partner = partners.partner_of(gate, found.supplier_id, wanted.partner_id)
        set_partner(gate.session, found, partner, title=wanted.title, actor=gate.actor, now=gate.now)
        gate.session.flush()
        return gate.answer(rebates.shown(gate, found), headers={"ETag": rebates.tag_of(found)})


@router.get("/agreements/{agreement_id}/versions")
def list_versions(visit: Reader, agreement_id: PathId) -> VersionsShown:
    """All versions of an agreement, the newest first, each with what differs from the one before."""
    with visit.reading() as gate:
        return VersionsShown(items=rebates.versions(gate, rebates.agreement(gate, agreement_id)))


@router.post("/agreements/{agreement_id}/versions", status_code=HTTPStatus.CREATED, response_model=VersionShown, responses=WRITES)
def add_version(visit: Writer, agreement_id: PathId, wanted: VersionNew) -> Response:
    """A further version of an agreement, a draft. The one in force stays until this one is approved."""
    with visit.writing() as gate:
        found = rebates.agreement(gate, agreement_id, Action.WORK, locked=True)
        account = rebates.account_of(gate, found)
        told = VersionWanted(wanted.terms, wanted.effective_from, wanted.signed_on, wanted.reason)
        us = us_of(gate.session, account, gate.today)
        made = enter(gate.session, account, told, actor=gate.actor, now=gate.now, us=us, contract=found)
        headers = {"ETag": rebates.tag_of_version(made), "Location": f"/api/v1/versions/{made.id}"}
        return gate.answer(rebates.version_shown(gate, made), HTTPStatus.CREATED, headers)


@router.get("/versions/{version_id}")
def show_version(visit: Reader, version_id: PathId, response: Response) -> VersionShown:
    """One version with the place of every term that was read."""
    with visit.reading() as gate:
        found = rebates.version(gate, version_id)
        response.headers["ETag"] = rebates.tag_of_version(found)
        return rebates.version_shown(gate, found)


@router.patch("/versions/{version_id}", response_model=VersionShown, responses=UNSEEN)
def change_version(visit: Writer, version_id: PathId, wanted: VersionNew, if_match: IfMatch = None) -> Response:
    """What a draft is to say (`If-Match` is needed). Saving what was read confirms it; who saves is an editor from then on."""
    with visit.writing() as gate:
        found = rebates.version_to_change(gate, version_id, if_match)
        told = VersionWanted(wanted.terms, wanted.effective_from, wanted.signed_on, wanted.reason)
        edit(gate.session, found, told, actor=gate.actor, now=gate.now)
        gate.session.flush()
        return gate.answer(rebates.version_shown(gate, found), headers={"ETag": rebates.tag_of_version(found)})


@router.post("/versions/{version_id}/transitions", response_model=VersionShown, responses=UNSEEN)
def move_version(visit: Writer, version_id: PathId, wanted: VersionMoved, if_match: IfMatch = None) -> Response:
    """Sends a version on, approves it, sends it back or withdraws it (`If-Match` is needed).

    None of its editors approves it; what is approved is withdrawn by somebody else than who asked for it.
    """
    to = VersionState(wanted.to)
    with visit.writing() as gate:
        action = Action.APPROVE if to is VersionState.APPROVED else Action.WORK
        found = rebates.version_to_change(gate, version_id, if_match, action)
        decided = VersionState.APPROVED in {to, found.state}
        if decided:
            gate.require(Action.APPROVE, rebates.contract_of(gate, found).supplier_id)
        move(gate.session, found, to, actor=gate.actor, now=gate.now, reason=wanted.reason)
        gate.session.flush()
        if decided:
            order_renewal(gate.session, gate.desk.work, rebates.account_of(gate, rebates.contract_of(gate, found)), now=gate.now)
        return gate.answer(rebates.version_shown(gate, found), headers={"ETag": rebates.tag_of_version(found)})


@router.post("/versions/{version_id}/withdrawal", response_model=VersionShown, responses=UNSEEN)
def ask_for_withdrawal(visit: Writer, version_id: PathId, wanted: WithdrawalAsked, if_match: IfMatch = None) -> Response:
    """Asks that an approved version be withdrawn, and says why (`If-Match` is needed); somebody else then withdraws it."""
    with visit.writing() as gate:
        found = rebates.version_to_change(gate, version_id, if_match)
        ask_withdrawal(gate.session, found, actor=gate.actor, now=gate.now, reason=wanted.reason)
        return gate.answer(rebates.version_shown(gate, found), headers={"ETag": rebates.tag_of_version(found)})


@router.delete("/versions/{version_id}/withdrawal", response_model=VersionShown, responses=UNSEEN)
def let_version_stand(visit: Writer, version_id: PathId, if_match: IfMatch = None) -> Response:
    """A version for which somebody asked to be withdrawn stays after all (`If-Match` is needed)."""
    with visit.writing() as gate:
        found = rebates.version_to_change(gate, version_id, if_match)
        drop_withdrawal(gate.session, found, actor=gate.actor, now=gate.now)
        return gate.answer(rebates.version_shown(gate, found), headers={"ETag": rebates.tag_of_version(found)})


@router.get("/agreements/{agreement_id}/scopes")
def list_scopes(visit: Reader, agreement_id: PathId, response: Response) -> ScopesShown:
    """Who was taken in or left out by a person, and why."""
    with visit.reading() as gate:
        found = rebates.agreement(gate, agreement_id)
        response.headers["ETag"] = rebates.tag_of_scopes(gate, found)
        return ScopesShown(items=rebates.scopes(gate, found))


@router.post("/agreements/{agreement_id}/scopes", status_code=HTTPStatus.CREATED, response_model=ScopeShown, responses=UNSEEN)
def add_scope(visit: Writer, agreement_id: PathId, wanted: ScopeNew, if_match: IfMatch = None) -> Response:
    """Takes a customer, a territory or a channel in, or leaves it out, with a reason (`If-Match`: the ETag of such decisions)."""
    with visit.writing() as gate:
        found = rebates.agreement_to_scope(gate, agreement_id, if_match)
        made = decide_scope(gate.session, found, ScopeWanted(**wanted.model_dump()), actor=gate.actor, now=gate.now)
        order_renewal(gate.session, gate.desk.work, rebates.account_of(gate, found), now=gate.now)
        return gate.answer(ScopeShown.of(made), HTTPStatus.CREATED, {"ETag": rebates.tag_of_scopes(gate, found)})


@router.delete("/scopes/{scope_id}", response_model=ScopeShown, responses=UNSEEN)
def end_scope(visit: Writer, scope_id: PathId, if_match: IfMatch = None) -> Response:
    """Ends such a decision as if it had never been (`If-Match`: the ETag of such decisions)."""
    with visit.writing() as gate:
        scope, found = rebates.scope_to_end(gate, scope_id, if_match)
        undo_scope(gate.session, found, scope, actor=gate.actor, now=gate.now)
        order_renewal(gate.session, gate.desk.work, rebates.account_of(gate, found), now=gate.now)
        return gate.answer(ScopeShown.of(scope), headers={"ETag": rebates.tag_of_scopes(gate, found)})


@router.get("/agreements/{agreement_id}/eligibility")
def show_eligibility(
    visit: Reader,
    agreement_id: PathId,
    customer: Annotated[str, Query(max_length=200, pattern=NO_NUL, description="As the sales spell it; empty: all that are known.")] = "",
    on: Annotated[Day | None, Query(description="The day of a purchase; today where left out.")] = None,
) -> EligibilitiesShown:
    """Whether a customer's purchases of a day count under an agreement, with the reason in a sentence."""
    with visit.reading() as gate:
        found = rebates.agreement(gate, agreement_id)
        day: date = on or gate.today
        return EligibilitiesShown(items=rebates.eligibility(gate, found, customer.strip(), day))


@router.get("/agreements/{agreement_id}/statement")
def show_statement(visit: Reader, agreement_id: PathId, as_of: Annotated[Day | None, Query()] = None) -> StatementShown:
    """The latest statement of an agreement, or the latest as of no later than a day."""
    with visit.reading() as gate:
        return StatementShown.of(rebates.statement(gate, rebates.agreement(gate, agreement_id), as_of))


@router.post("/agreements/{agreement_id}/statement", status_code=HTTPStatus.ACCEPTED, response_model=RenewalOrdered, responses=WRITES)
def renew_statement(visit: Writer, agreement_id: PathId, wanted: StatementWanted) -> Response:
    """Works the statements of the agreement's account out anew, in the background; what did not change brings no new statement."""
    with visit.writing() as gate:
        found = rebates.agreement(gate, agreement_id, Action.WORK)
        key = order_renewal(gate.session, gate.desk.work, rebates.account_of(gate, found), now=gate.now, as_of=wanted.as_of)
        return gate.answer(RenewalOrdered(job=key), HTTPStatus.ACCEPTED)


@router.get("/agreements/{agreement_id}/statement.{form}", response_class=Response, responses=FILE)
def download_statement(
    visit: Reader, agreement_id: PathId, form: Literal["html", "xlsx", "json"], as_of: Annotated[Day | None, Query()] = None
) -> Response:
    """The statement as of a day (today where left out), worked out now, down to every transaction that counts."""
    visit.count_export()
    with visit.reading() as gate:
        found = rebates.agreement(gate, agreement_id, Action.DOWNLOAD)
        content = statement_file(gate.session, found, as_of or gate.today, form)
    recorded(visit, AccessEvent.DOWNLOAD, found.supplier_id, agreement_id=found.id, form=form)
    return download(content, f"statement-{found.number}.{form}")


@router.get("/agreements/{agreement_id}/statements")
def list_statements(visit: Reader, agreement_id: PathId, limit: Limit = 50, after: After = None) -> Page[StatementListed]:
    """All statements that were kept, the latest first, each with what changed since the one before and why."""
    with visit.reading() as gate:
        return rebates.statements(gate, rebates.agreement(gate, agreement_id), limit=limit, after=after)


@router.get("/statements/{statement_id}")
def show_kept_statement(visit: Reader, statement_id: PathId) -> StatementShown:
    """A statement as it was kept."""
    with visit.reading() as gate:
        return StatementShown.of(rebates.kept_statement(gate, statement_id))


@router.get("/statements/{statement_id}/recomputation")
def recompute_statement(visit: Reader, statement_id: PathId) -> RecomputationShown:
    """Works a kept statement out again from what had come in when it was made, and says whether it is the same."""
    visit.count_export()
    with visit.reading() as gate:
        found = rebates.kept_statement(gate, statement_id)
        same, difference = recomputed(gate.session, found)
        number = rebates.agreement(gate, found.contract_id).number
        return RecomputationShown(agreement_number=number, same=same, difference=difference)


@router.get("/agreements/{agreement_id}/months")
def list_months(visit: Reader, agreement_id: PathId) -> MonthsShown:
    """Month by month: the base, what was earned and set aside, and what corrects earlier months."""
    with visit.reading() as gate:
        return MonthsShown(items=rebates.months(gate, rebates.agreement(gate, agreement_id)))
