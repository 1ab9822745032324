"""Partners: who pays us rebates or earns them from us, where each is paid and since when, and its agreements."""

from __future__ import annotations

from typing import Final

from fastapi import Request, Response

from api.http.gate import partners, rebate_overview, rebates
from api.http.permissions import Action
from api.http.shapes.plain import PathId
from api.http.visit import Reader
from api.web.page import Which, page, pages
from ledger.models import Supplier

router: Final = pages()
MOST_PARTNERS: Final = 500
MOST_AGREEMENTS: Final = 50


@router.get("/rebates/partners")
def partners_page(request: Request, visit: Reader, supplier: Which = None) -> Response:
    """The partners that one works with, by name."""
    with visit.reading() as gate:
        gate.require_anywhere(Action.WORK)
        names = {row.id: row.name for row in gate.session.scalars(gate.seen_inside(Supplier).order_by(Supplier.name))}
        found = rebate_overview.partners_of_all(gate, supplier, MOST_PARTNERS)
        told = {
            "rows": [{"partner": p, "agreements": count, "supplier": names.get(p.supplier_id, "")} for p, count in found],
            "several": len(names) > 1 and supplier is None,
            "suppliers_working": [(number, name) for number, name in names.items() if gate.scope.may(Action.WORK, number)],
            "partner": None,
            "more": None,
            "after": None,
        }
        return page(request, visit, gate, "rebates/partners", told)


@router.get("/rebates/partners/{partner_id}")
def partner_page(request: Request, visit: Reader, partner_id: PathId) -> Response:
    """One partner, with every bank detail that it had."""
    with visit.reading() as gate:
        row = partners.partner(gate, partner_id, Action.WORK)
        told = {
            "partner": partners.partner_shown(gate, row),
            "match": partners.tag_of_partner(row),
            "banks": partners.banks(gate, row),
            "banks_match": partners.tag_of_banks(gate, row),
            "people": rebate_overview.people_of_partner(gate, row) if gate.scope.may(Action.GOVERN, None) else None,
            "agreements": rebates.agreements(gate, row.supplier_id, partner_id=row.id, limit=MOST_AGREEMENTS).items,
        }
        return page(request, visit, gate, "rebates/partner", told)
