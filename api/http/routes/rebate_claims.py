"""Rebate claims through their states, the holds on them, and the money that settles them."""

from __future__ import annotations

from decimal import Decimal
from http import HTTPStatus
from typing import Annotated, Any, Final, Literal

from fastapi import Header, Query, Response

from api.http.gate import rebate_claims, rebates, suppliers
from api.http.paging import After, Limit, Page
from api.http.permissions import Action
from api.http.problems import NotFoundError
from api.http.routes.routers import UNSEEN, WRITES, guarded
from api.http.shapes.plain import LARGEST, PathId, minor
from api.http.shapes.rebate_claims import (
    ClaimMoved,
    ClaimNew,
    ClaimResult,
    ClaimResults,
    ClaimsMoved,
    HoldLifted,
    HoldShown,
    PayoutNew,
    PayoutShown,
    PayoutsShown,
    RebateClaimListed,
    RebateClaimShown,
    Reconciliation,
)
from api.http.visit import Reader, Writer
from cases.each import each_by_itself
from cases.rebating.claim_moves import RefusedClaimError, move
from cases.rebating.claims import ENTERED, ClaimWanted, calculate, submit_claim
from cases.rebating.holds import lift
from cases.rebating.payouts import PayoutMade, reconcile, record_payout
from cases.rebating.renewing import order_after_move, order_renewal
from ledger.rebate_claims import ClaimState, RebateClaimRow

router: Final = guarded("rebate claims")
IfMatch = Annotated[str | None, Header(alias="If-Match", max_length=500, description="The ETag of what was seen.")]
Number = Annotated[int | None, Query(ge=1, le=LARGEST)]
MOVED: Final = "it was changed since it was seen; look at it again"


@router.get("/suppliers/{supplier_id}/rebate-claims")
def list_rebate_claims(
    visit: Reader,
    supplier_id: PathId,
    state: Annotated[ClaimState | None, Query()] = None,
    side: Annotated[Literal["we_owe", "owed_to_us"] | None, Query()] = None,
    agreement_id: Number = None,
    partner_id: Number = None,
    limit: Limit = 50,
    after: After = None,
) -> Page[RebateClaimListed]:
    """What is claimed under rebate agreements, by us and from us, the latest first."""
    with visit.reading() as gate:
        suppliers.supplier(gate, supplier_id)
        asked: dict[str, Any] = {"state": state, "side": side, "agreement_id": agreement_id, "partner_id": partner_id}
        return rebate_claims.claims(gate, supplier_id, **asked, limit=limit, after=after)


@router.post("/suppliers/{supplier_id}/rebate-claims", status_code=HTTPStatus.CREATED, response_model=RebateClaimShown, responses=WRITES)
def add_rebate_claim(visit: Writer, supplier_id: PathId, wanted: ClaimNew) -> Response:
    """A claim as a partner stated it; without an amount, one of ours for a period of the latest statement."""
    with visit.writing() as gate:
        supplier = suppliers.supplier(gate, supplier_id, Action.WORK)
        contract = rebates.agreement(gate, wanted.agreement_id, Action.WORK)
        if contract.supplier_id != supplier.id:
            raise NotFoundError(f"There is no agreement {wanted.agreement_id}.")
        told: dict[str, Any] = {"actor": gate.actor, "now": gate.now, "today": gate.today}
        if wanted.amount is None:
            made = calculate(gate.session, contract, wanted.starts_on, wanted.ends_on, **told)
        else:
            currency = wanted.currency or contract.currency
            base = None if wanted.base is None else Decimal(wanted.base)
            amount = Decimal(wanted.amount)
            stated = ClaimWanted(
                wanted.number, wanted.starts_on, wanted.ends_on, amount, currency, base, wanted.remarks, replaces=wanted.replaces
            )
            made = submit_claim(gate.session, contract, stated, origin=ENTERED, **told)
        order_renewal(gate.session, gate.desk.work, rebates.account_of(gate, contract), now=gate.now)
        headers = {"ETag": rebate_claims.tag_of_claim(made), "Location": f"/api/v1/rebate-claims/{made.id}"}
        return gate.answer(rebate_claims.shown(gate, made), HTTPStatus.CREATED, headers)


@router.get("/rebate-claims/{rebate_claim_id}")
def show_rebate_claim(visit: Reader, rebate_claim_id: PathId, response: Response) -> RebateClaimShown:
    """A claim with its calculation down to transactions, its holds, files and payouts, and where it may go from here."""
    with visit.reading() as gate:
        found = rebate_claims.claim(gate, rebate_claim_id)
        response.headers["ETag"] = rebate_claims.tag_of_claim(found)
        return rebate_claims.shown(gate, found)


@router.post("/rebate-claims/{rebate_claim_id}/transitions", response_model=RebateClaimShown, responses=UNSEEN)
def move_rebate_claim(visit: Writer, rebate_claim_id: PathId, wanted: ClaimMoved, if_match: IfMatch = None) -> Response:
    """Takes a claim on (`If-Match` is needed). Who filed it, wrote its terms or changed the bank detail does not approve it."""
    to = ClaimState(wanted.to)
    with visit.writing() as gate:
        found = rebate_claims.claim_to_change(gate, rebate_claim_id, rebate_claims.NEEDS[to], if_match)
        amount = None if wanted.amount is None else minor(wanted.amount, found.currency, "body.amount")
        told: dict[str, Any] = {"reason": wanted.reason, "amount_minor": amount, "expected_on": wanted.expected_on}
        move(gate.session, found, to, actor=gate.actor, now=gate.now, today=gate.today, **told)
        order_after_move(gate.session, gate.desk.work, found, now=gate.now)
        gate.session.flush()
        return gate.answer(rebate_claims.shown(gate, found), headers={"ETag": rebate_claims.tag_of_claim(found)})


@router.post("/suppliers/{supplier_id}/rebate-claims/transitions", response_model=ClaimResults, responses=WRITES)
def move_rebate_claims(visit: Writer, supplier_id: PathId, wanted: ClaimsMoved) -> Response:
    """Takes many claims on, each as it was seen and by itself: what is refused for one stops none of the others."""
    to, seen = ClaimState(wanted.to), {one.id: one.version for one in wanted.claims}
    with visit.writing() as gate:
        found = rebate_claims.claims_to_move(gate, supplier_id, seen, rebate_claims.NEEDS[to])
        told: dict[str, Any] = {"reason": wanted.reason, "actor": gate.actor, "now": gate.now, "today": gate.today}

        def take(claim: RebateClaimRow) -> None:
            if claim.version != seen[claim.id]:
                raise RefusedClaimError(claim, to, (MOVED,))
            move(gate.session, claim, to, **told)
            order_after_move(gate.session, gate.desk.work, claim, now=gate.now)

        results = [
            ClaimResult(id=claim.id, number=claim.number, done=refused is None, message=refused or "")
            for claim, refused in each_by_itself(gate.session, found, take, (RefusedClaimError,))
        ]
        done = sum(one.done for one in results)
        return gate.answer(ClaimResults(done=done, refused=len(results) - done, results=results))


@router.post("/rebate-holds/{hold_id}/lift", response_model=HoldShown, responses=UNSEEN)
def lift_hold(visit: Writer, hold_id: PathId, wanted: HoldLifted, if_match: IfMatch = None) -> Response:
    """Lifts a hold, with a reason (`If-Match`: the ETag of its claim). Who submitted the claim does not."""
    with visit.writing() as gate:
        hold, claim = rebate_claims.hold_to_lift(gate, hold_id, if_match)
        lift(gate.session, claim, hold, reason=wanted.reason, actor=gate.actor, now=gate.now)
        return gate.answer(HoldShown.of(hold), headers={"ETag": rebate_claims.tag_of_claim(claim)})


@router.get("/rebate-claims/{rebate_claim_id}/payouts")
def list_payouts_of_claim(visit: Reader, rebate_claim_id: PathId) -> PayoutsShown:
    """The money that settles a claim."""
    with visit.reading() as gate:
        return PayoutsShown(items=rebate_claims.payouts_of_claim(gate, rebate_claims.claim(gate, rebate_claim_id)))


@router.post("/rebate-claims/{rebate_claim_id}/payouts", status_code=HTTPStatus.CREATED, response_model=PayoutShown, responses=UNSEEN)
def add_payout(visit: Writer, rebate_claim_id: PathId, wanted: PayoutNew, if_match: IfMatch = None) -> Response:
    """Records what was credited, paid or offset for a claim that was agreed (`If-Match` is needed); the rest stays expected."""
    with visit.writing() as gate:
        found = rebate_claims.claim_to_change(gate, rebate_claim_id, Action.FILE, if_match)
        made = PayoutMade(wanted.kind, minor(wanted.amount, found.currency, "body.amount"), wanted.paid_on, wanted.reference)
        payout = record_payout(gate.session, found, made, actor=gate.actor, now=gate.now, today=gate.today)
        gate.session.flush()
        headers = {"ETag": rebate_claims.tag_of_payout(payout)}
        return gate.answer(rebate_claims.payout_shown(gate, payout), HTTPStatus.CREATED, headers)


@router.get("/suppliers/{supplier_id}/payouts")
def list_payouts(
    visit: Reader,
    supplier_id: PathId,
    state: Annotated[Literal["expected", "made", "reconciled"] | None, Query()] = None,
    limit: Limit = 50,
    after: After = None,
) -> Page[PayoutShown]:
    """What is expected, what was credited or paid, and what was found again, the latest first."""
    with visit.reading() as gate:
        suppliers.supplier(gate, supplier_id)
        return rebate_claims.payouts(gate, supplier_id, state=state, limit=limit, after=after)


@router.post("/payouts/{payout_id}/reconciliation", response_model=PayoutShown, responses=UNSEEN)
def reconcile_payout(visit: Writer, payout_id: PathId, wanted: Reconciliation, if_match: IfMatch = None) -> Response:
    """Says on which payment or remittance a payout was found again (`If-Match` is needed)."""
    with visit.writing() as gate:
        found = rebate_claims.payout_to_change(gate, payout_id, if_match)
        told: dict[str, Any] = {"actor": gate.actor, "now": gate.now, "today": gate.today}
        reconcile(gate.session, found, payment_number=wanted.payment_number, reason=wanted.reason, **told)
        gate.session.flush()
        return gate.answer(rebate_claims.payout_shown(gate, found), headers={"ETag": rebate_claims.tag_of_payout(found)})
