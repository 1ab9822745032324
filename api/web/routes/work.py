"""Where the next step of a case is done: one address that leads to the letter, the filing kit or the case itself."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

from fastapi import Response
from fastapi.responses import RedirectResponse

from api.http.gate import cases
from api.http.permissions import Action
from api.http.shapes.plain import PathId
from api.http.visit import Reader
from api.web.page import pages
from api.web.walk import Inside
from ledger.cases import CaseState

router: Final = pages()
PLACES: Final[Mapping[CaseState, str]] = {
    CaseState.DRAFTING: "/draft",
    CaseState.IN_REVIEW: "/draft",
    CaseState.READY_TO_FILE: "/filing",
}


@router.get("/cases/{case_id}/work")
def work(visit: Reader, case_id: PathId, inside: Inside = "") -> Response:
    """On to the page where the case's next step is done."""
    with visit.reading() as gate:
        case = cases.case(gate, case_id, Action.WORK)
        place = PLACES.get(case.state, "")
    query = f"?{urlencode({'in': inside})}" if inside else ""
    return RedirectResponse(f"/cases/{case_id}{place}{query}", HTTPStatus.SEE_OTHER)
