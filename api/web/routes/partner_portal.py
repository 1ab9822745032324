"""A partner's own pages: its agreements in force with how far they are, and its claims with what became of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from fastapi import Request, Response

from api.http.gate import portal
from api.http.gate.rows import Gate
from api.http.paging import After
from api.http.permissions import Action
from api.http.problems import NotAllowedError
from api.http.shapes.plain import PathId
from api.http.shapes.rebate_claims import PartnerAgreement, PartnerPeriod
from api.http.visit import Reader
from api.web.agreement_terms import measured, terms_shown
from api.web.languages import Language
from api.web.page import Which, language_of_gate, page, pages
from api.web.rebates_shown import day_of, period_said, way_shown
from matchers.rebates.statement import Side

router: Final = pages()
MOST_AGREEMENTS: Final = 100
ON_A_PAGE: Final = 50


@router.get("/partner")
def own_agreements_page(request: Request, visit: Reader) -> Response:
    """The agreements in force, each with its way to the next tier."""
    with visit.reading() as gate:
        _require(gate)
        say = language_of_gate(request, gate)
        found = portal.agreements(gate, limit=MOST_AGREEMENTS, after=None)
        return page(request, visit, gate, "partner/agreements", {"rows": [_row(one, say) for one in found.items]})


@router.get("/partner/agreements/{agreement_id}")
def own_agreement_page(request: Request, visit: Reader, agreement_id: PathId) -> Response:
    """One agreement: how far it is, what its periods pay, what was agreed, and what was claimed under it."""
    with visit.reading() as gate:
        _require(gate)
        say = language_of_gate(request, gate)
        shown = portal.agreement_shown(gate, portal.agreement(gate, agreement_id))
        told = {
            **_row(shown, say),
            "periods": [_period(period, shown.terms, say) for period in reversed(shown.periods)],
            "parts": list(terms_shown(shown.terms, say)),
            "claims": portal.claims(gate, agreement_id=shown.id, limit=ON_A_PAGE, after=None).items,
        }
        return page(request, visit, gate, "partner/agreement", told)


@router.get("/partner/claims")
def own_claims_page(request: Request, visit: Reader, agreement: Which = None, corrects: Which = None, after: After = None) -> Response:
    """The claims, the latest first, and the form for another one, in the place of the one that it corrects where one is named."""
    with visit.reading() as gate:
        _require(gate)
        old = None if corrects is None else portal.claim(gate, corrects)
        found = portal.claims(gate, limit=ON_A_PAGE, after=after)
        known = [a for a in portal.agreements(gate, limit=MOST_AGREEMENTS, after=None).items if a.side == Side.WE_OWE]
        told = {
            "claims": found.items,
            "agreements": known,
            "agreement_id": agreement if old is None else old.contract_id,
            "corrects": None if old is None else portal.claim_listed(gate, old),
            "correctable": portal.correctable(gate),
            "more": found.next,
            "after": after,
            "asked": "",
        }
        return page(request, visit, gate, "partner/claims", told)


@router.get("/partner/claims/{rebate_claim_id}")
def own_claim_page(request: Request, visit: Reader, rebate_claim_id: PathId) -> Response:
    """One claim: where it is, what was granted and paid, and what the partner may answer."""
    with visit.reading() as gate:
        _require(gate)
        row = portal.claim(gate, rebate_claim_id)
        told = {"claim": portal.claim_shown(gate, row), "match": portal.tag_of(row)}
        return page(request, visit, gate, "partner/claim", told)


def _require(gate: Gate) -> None:
    """Raises NotAllowedError for those who neither speak for a partner nor work here."""
    if not gate.scope.partners and not gate.scope.may_somewhere(Action.WORK):
        raise NotAllowedError("These pages are a partner's own.")


def _row(agreement: PartnerAgreement, say: Language) -> dict[str, Any]:
    period = agreement.figures.get("period") or {}
    return {
        "agreement": agreement,
        "supplier": agreement.supplier,
        "way": None if period.get("over") else way_shown(agreement.figures, agreement.terms, say),
        "earned": agreement.figures.get("earned"),
        "claim_by": day_of(period.get("claim_by")),
    }


def _period(period: PartnerPeriod, terms: Mapping[str, Any], say: Language) -> dict[str, Any]:
    return {
        "name": period_said({"start": period.start, "end": period.end}, say),
        "over": period.over,
        "base": measured(period.base, terms, say),
        "payout": say.money(period.payout, str(terms.get("currency") or "USD")),
        "claim_by": period.claim_by,
    }
