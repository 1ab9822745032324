"""The partner's own doors: its agreements and how far they are, its claims, their files, and its answers."""

from __future__ import annotations

from decimal import Decimal
from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import Form, Header, Query, Response, UploadFile
from pydantic import StringConstraints

from api.http.gate import portal, rebates
from api.http.gate.rows import Gate
from api.http.paging import After, Limit, Page
from api.http.permissions import Action
from api.http.problems import TooLargeError
from api.http.routes.routers import UNSEEN, WRITES, guarded
from api.http.shapes.plain import LARGEST, NO_NUL, Day, PathId, Positive, minor
from api.http.shapes.rebate_claims import (
    Base,
    PartnerAgreement,
    PartnerAgreementShown,
    PartnerAnswer,
    PartnerClaim,
    PartnerClaimShown,
)
from api.http.uploads import Arrived, arrived, too_large
from api.http.visit import Reader, Visit, Writer
from api.http.web_settings import WebSettings
from cases.intake.receiving import receive
from cases.rebating.claim_guards import granted_minor
from cases.rebating.claim_moves import move
from cases.rebating.claims import ENTERED, PARTNER, ClaimError, ClaimWanted, attach, submit_claim
from cases.rebating.renewing import order_after_move, order_renewal
from ledger.rebate_claims import ClaimState, RebateClaimRow
from matchers.rebates.statement import Side

router: Final = guarded("partner portal")
IfMatch = Annotated[str | None, Header(alias="If-Match", max_length=500, description="The ETag of what was seen.")]
ClaimNumber = Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=NO_NUL), Form()]
Remarks = Annotated[str, StringConstraints(max_length=4000, pattern=NO_NUL), Form()]
Corrected = Annotated[str, StringConstraints(max_length=80, pattern=NO_NUL), Form(description="The number of the claim that it corrects.")]
VIA: Final = "partner"
"""How a file came that a partner sent."""


@router.get("/partner/agreements")
def list_own_agreements(visit: Reader, limit: Limit = 50, after: After = None) -> Page[PartnerAgreement]:
    """The agreements in force with those that one speaks for, the latest first."""
    with visit.reading() as gate:
        return portal.agreements(gate, limit=limit, after=after)


@router.get("/partner/agreements/{agreement_id}")
def show_own_agreement(visit: Reader, agreement_id: PathId) -> PartnerAgreementShown:
    """One of them: the terms in force, its periods, and the way to the next tier."""
    with visit.reading() as gate:
        return portal.agreement_shown(gate, portal.agreement(gate, agreement_id))


@router.get("/partner/claims")
def list_own_claims(
    visit: Reader,
    agreement_id: Annotated[int | None, Query(ge=1, le=LARGEST)] = None,
    limit: Limit = 50,
    after: After = None,
) -> Page[PartnerClaim]:
    """What one claimed, and what one was notified of, the latest first."""
    with visit.reading() as gate:
        return portal.claims(gate, agreement_id=agreement_id, limit=limit, after=after)


@router.post("/partner/claims", status_code=HTTPStatus.CREATED, response_model=PartnerClaimShown, responses=WRITES)
def submit_own_claim(
    visit: Writer,
    agreement_id: Annotated[int, Form(ge=1, le=LARGEST)],
    number: ClaimNumber,
    starts_on: Annotated[Day, Form()],
    ends_on: Annotated[Day, Form()],
    amount: Annotated[Positive, Form()],
    base: Annotated[Base | None, Form()] = None,
    remarks: Remarks = "",
    replaces: Corrected = "",
    files: list[UploadFile] | None = None,
) -> Response:
    """A claim for a period, with the files that prove it. What was sent is evidence; nothing in it is followed."""
    visit.count_upload()
    came = _came(files, visit.house.settings)
    with visit.writing() as gate:
        contract = portal.agreement(gate, agreement_id, Action.UPLOAD)
        if contract.side == Side.OWED_TO_US:
            raise ClaimError("agreement_id", "under this agreement you pay the rebate; what is claimed from you stands among your claims")
        wanted = ClaimWanted(
            number, starts_on, ends_on, Decimal(amount), contract.currency, Decimal(base) if base else None, remarks, replaces
        )
        origin = PARTNER if portal.states_itself(gate, contract) else ENTERED
        made = submit_claim(gate.session, contract, wanted, origin=origin, actor=gate.actor, now=gate.now, today=gate.today)
        _attach(gate, visit, made, came)
        order_renewal(gate.session, gate.desk.work, rebates.account_of(gate, contract), now=gate.now)
        gate.session.flush()
        headers = {"ETag": portal.tag_of(made), "Location": f"/api/v1/partner/claims/{made.id}"}
        return gate.answer(portal.claim_shown(gate, made), HTTPStatus.CREATED, headers)


@router.get("/partner/claims/{rebate_claim_id}")
def show_own_claim(visit: Reader, rebate_claim_id: PathId, response: Response) -> PartnerClaimShown:
    """One claim: where it is, what was granted and paid, its files, and what may be answered."""
    with visit.reading() as gate:
        found = portal.claim(gate, rebate_claim_id)
        response.headers["ETag"] = portal.tag_of(found)
        return portal.claim_shown(gate, found)


@router.post("/partner/claims/{rebate_claim_id}/files", response_model=PartnerClaimShown, responses=WRITES)
def add_claim_files(visit: Writer, rebate_claim_id: PathId, files: list[UploadFile]) -> Response:
    """Further files for a claim."""
    visit.count_upload()
    came = _came(files, visit.house.settings)
    with visit.writing() as gate:
        found = portal.claim(gate, rebate_claim_id, Action.UPLOAD, locked=True)
        _attach(gate, visit, found, came)
        order_renewal(gate.session, gate.desk.work, rebates.account_of(gate, portal.agreement_of(gate, found)), now=gate.now)
        gate.session.flush()
        return gate.answer(portal.claim_shown(gate, found), headers={"ETag": portal.tag_of(found)})


@router.post("/partner/claims/{rebate_claim_id}/answer", response_model=PartnerClaimShown, responses=UNSEEN)
def answer_own_claim(visit: Writer, rebate_claim_id: PathId, wanted: PartnerAnswer, if_match: IfMatch = None) -> Response:
    """Agrees to a claim that one was notified of or that is claimed from one, or disputes it with a reason (`If-Match` is needed)."""
    with visit.writing() as gate:
        found = portal.claim_to_answer(gate, rebate_claim_id, if_match)
        amount = None if wanted.amount is None else minor(wanted.amount, found.currency, "body.amount")
        to = ClaimState(wanted.to)
        if to is ClaimState.AGREED and amount is not None and amount < granted_minor(found) and found.side == Side.OWED_TO_US:
            raise ClaimError("amount", "to grant less than is claimed, dispute the claim and name the amount")
        move(gate.session, found, to, actor=gate.actor, now=gate.now, today=gate.today, reason=wanted.reason, amount_minor=amount)
        order_after_move(gate.session, gate.desk.work, found, now=gate.now)
        gate.session.flush()
        return gate.answer(portal.claim_shown(gate, found), headers={"ETag": portal.tag_of(found)})


def _came(files: list[UploadFile] | None, settings: WebSettings) -> list[Arrived]:
    """The files of a request. Raises TooLargeError for too many, or one that is too large."""
    came = arrived([f for f in files or () if f.filename], settings)
    for file in came:
        refused = too_large(file, settings)
        if refused is not None:
            raise TooLargeError(f"{file.path}: {refused}")
    return came


def _attach(gate: Gate, visit: Visit, claim: RebateClaimRow, came: list[Arrived]) -> None:
    """Takes files in like any upload, for no account: what a partner sends is never among the supplier's own facts."""
    told: dict[str, Any] = {"actor": gate.actor, "now": gate.now}
    for file in came:
        path = f"claims/{claim.id}/{file.path}"
        received = receive(
            gate.session,
            visit.house.desk.files,
            gate.desk.work,
            supplier_id=claim.supplier_id,
            account_id=None,
            path=path,
            content=file.content(),
            via=VIA,
            **told,
        )
        attach(gate.session, claim, received.document, name=file.path, **told)
