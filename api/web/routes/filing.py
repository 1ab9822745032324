"""The filing kit: each field of the portal to copy, the files in order, what stands against it, and what to write down afterwards."""

from __future__ import annotations

from typing import Any, Final

from fastapi import Request, Response

from api.http.gate import cases, drafts, packets
from api.http.gate.rows import Gate
from api.http.permissions import Action
from api.http.shapes.packets import FilingKitShown
from api.http.shapes.plain import PathId
from api.http.visit import Reader
from api.web.page import page, pages
from api.web.walk import Inside, walk
from cases.auditing.outputs.recomputation import RECOMPUTED
from cases.filing.filing_kit import filing_kit
from ledger.models import Case, CaseState, Draft

router: Final = pages()


@router.get("/cases/{case_id}/filing")
def filing_page(request: Request, visit: Reader, case_id: PathId, inside: Inside = "") -> Response:
    """The kit of the approved or latest letter and the packet that was built for it."""
    with visit.reading() as gate:
        case = cases.case(gate, case_id, Action.WORK)
        kit = FilingKitShown.of(filing_kit(gate.session, case, gate.rules(case.account_id), None))
        shown = cases.case_shown(gate, case)
        told: dict[str, Any] = {
            "case": shown,
            "match": cases.tag_of(case),
            "kit": kit,
            "recomputed": case.type in RECOMPUTED,
            "packets": packets.packets(gate, case),
            "walk": walk(gate, visit, case_id, inside).at_work,
            "inside": inside,
            "ready": case.state is CaseState.READY_TO_FILE,
            "stands_against": next((move.objections for move in shown.moves if move.to == CaseState.FILED.value), []),
            "approved": _approved(gate, case, kit.draft_id),
        }
        return page(request, visit, gate, "filing/filing", told)


def _approved(gate: Gate, case: Case, draft_id: int | None) -> Draft | None:
    """The letter of the kit where somebody approved it."""
    if draft_id is None:
        return None
    found = drafts.draft(gate, draft_id)
    return found if found.case_id == case.id and found.approved_at is not None else None
