"""Rebate claims and their money: all claims by state, one with its calculation, holds and ways on, and the payouts of all of them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlencode

from fastapi import Query, Request, Response

from api.http.gate import rebate_claims, rebate_overview, rebates
from api.http.gate.rows import Gate
from api.http.paging import After
from api.http.permissions import Action
from api.http.preconditions import etag
from api.http.shapes.plain import PathId, amount
from api.http.shapes.rebate_claims import HoldShown, PayoutShown, RebateClaimShown
from api.http.visit import Reader
from api.web.agreement_terms import measured
from api.web.languages import Language
from api.web.page import EMPTY, Which, language_of_gate, page, pages
from api.web.persons import persons
from api.web.places import Place, place_of
from api.web.rebates_shown import moves_shown, steps_shown, transactions_of
from cases.rebating.statements import period_of
from ledger.rebate_claims import ClaimState, RebateClaimRow
from ledger.rebates import RebateStatement

router: Final = pages()
ON_A_PAGE: Final = 50
MOST_AGREEMENTS: Final = 200
MAIN: Final = ("reviewed", "approved", "claimed", "notified", "agreed")
REASONED: Final = ("calculated", "disputed", "withdrawn")
SETTLING: Final = frozenset({ClaimState.AGREED, ClaimState.CREDITED, ClaimState.PAID})
Side = Annotated[Literal["we_owe", "owed_to_us"] | None, EMPTY, Query()]


@router.get("/rebates/claims")
def claims_page(
    request: Request,
    visit: Reader,
    supplier: Which = None,
    agreement: Which = None,
    side: Side = None,
    state: Annotated[ClaimState | None, EMPTY, Query()] = None,
    after: After = None,
) -> Response:
    """The claims that one works with, the latest first."""
    with visit.reading() as gate:
        gate.require_anywhere(Action.WORK)
        found = rebate_claims.claims(gate, supplier, state=state, side=side, agreement_id=agreement, limit=ON_A_PAGE, after=after)
        asked = {"supplier": supplier, "agreement": agreement, "side": side, "state": state.value if state else None}
        known = rebates.agreements(gate, supplier, limit=MOST_AGREEMENTS).items
        told = {
            "claims": found.items,
            "states": [one.value for one in ClaimState],
            "state": asked["state"],
            "side": side,
            "agreement_id": agreement,
            "agreements": [a for a in known if gate.scope.may(Action.WORK, a.supplier_id)],
            "more": found.next,
            "after": after,
            "asked": urlencode({name: value for name, value in asked.items() if value}),
        }
        return page(request, visit, gate, "rebates/claims", told)


@router.get("/rebates/claims/{rebate_claim_id}")
def claim_page(request: Request, visit: Reader, rebate_claim_id: PathId) -> Response:
    """One claim: what is claimed beside what we work out, what stands against it, and where it goes from here."""
    with visit.reading() as gate:
        row = rebate_claims.claim(gate, rebate_claim_id, Action.WORK)
        say = language_of_gate(request, gate)
        claim = rebate_claims.shown(gate, row)
        told = {"claim": claim, "match": rebate_claims.tag_of_claim(row), **_claim_told(gate, row, claim, say)}
        return page(request, visit, gate, "rebates/claim", told)


@router.get("/rebates/payouts")
def payouts_page(
    request: Request,
    visit: Reader,
    supplier: Which = None,
    state: Annotated[Literal["expected", "made", "reconciled"] | None, EMPTY, Query()] = None,
    after: After = None,
) -> Response:
    """Money that settles claims: expected, made, or found again."""
    with visit.reading() as gate:
        gate.require_anywhere(Action.WORK)
        found = rebate_claims.payouts(gate, supplier, state=state, limit=ON_A_PAGE, after=after)
        asked = {"supplier": supplier, "state": state}
        told = {
            "payouts": found.items,
            "match_of": _tag_of_payout,
            "several": True,
            "state": state,
            "more": found.next,
            "after": after,
            "asked": urlencode({name: value for name, value in asked.items() if value}),
        }
        return page(request, visit, gate, "rebates/payouts", told)


def _claim_told(gate: Gate, row: RebateClaimRow, claim: RebateClaimShown, say: Language) -> dict[str, Any]:
    terms = rebate_overview.terms_in_force(gate, [claim.agreement_id]).get(claim.agreement_id, {})
    granted = claim.agreed or (min(claim.claimed, claim.calculated, key=Decimal) if claim.calculated else claim.claimed)
    statement = gate.session.get(RebateStatement, row.statement_id) if row.statement_id is not None else None
    period = None if statement is None else period_of(statement, row.starts_on, row.ends_on)
    replaces, replaced_by = rebate_claims.corrections(gate, row)
    may_pay = row.state in SETTLING and gate.scope.may(Action.FILE, row.supplier_id)
    return {
        "moves": moves_shown(claim.moves, "rebate_claim_move", say, main=MAIN, reasoned=REASONED, amounts={"agreed": granted}),
        "replaces": replaces,
        "replaced_by": replaced_by,
        "standing_holds": [hold for hold in claim.holds if hold.lifted_at is None and hold.gone_at is None],
        "holds": [_hold(gate, row, hold, say) for hold in claim.holds],
        "may_lift": gate.scope.may(Action.APPROVE, row.supplier_id),
        "checks": [check for check in claim.checks if check.get("sentence") and check.get("refutes")],
        "steps": steps_shown(claim.calculation, say),
        "cited": _places(gate, row, claim.evidence, say),
        "listed": transactions_of(period),
        "transactions": int((period or {}).get("transactions") or 0),
        "base_said": lambda base: measured(base, terms, say),
        "payouts": claim.payouts,
        "match_of": _tag_of_payout,
        "several": False,
        "may_pay": may_pay,
        "open_amount": "" if row.agreed_minor is None else amount(row.agreed_minor - row.settled_minor, row.currency),
        "story": _story(gate, row, say),
    }


def _hold(gate: Gate, row: RebateClaimRow, hold: HoldShown, say: Language) -> dict[str, Any]:
    return {**hold.model_dump(), "places": _places(gate, row, hold.evidence, say)}


def _places(gate: Gate, row: RebateClaimRow, evidence: list[dict[str, Any]], say: Language) -> list[Place]:
    """The spots of evidence, with the papers that they stand on where those are in the house."""
    cited = [one for one in evidence if one.get("file")]
    known = rebate_overview.documents_cited(gate, row, {str(one["file"]) for one in cited})
    return [place_of(one, number, document_id=known.get(str(one["file"])), say=say) for number, one in enumerate(cited, start=1)]


def _story(gate: Gate, row: RebateClaimRow, say: Language) -> list[Mapping[str, Any]]:
    """What happened to the claim, the latest first."""
    entries = rebate_overview.story_of_claim(gate, row)
    by = persons(gate)
    return [
        {
            "what": _what(entry.action, entry.after or {}, say),
            "who": by(entry.actor),
            "at": entry.at,
            "why": entry.reason,
        }
        for entry in entries
    ]


def _what(action: str, after: Mapping[str, Any], say: Language) -> str:
    if action == "claim_moved" and after.get("state"):
        return say.word("rebate_claim_state", str(after["state"]))
    return say.word("rebate_deed", action)


def _tag_of_payout(payout: PayoutShown) -> str:
    return etag("payout", payout.id, payout.version)
