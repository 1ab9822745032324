"""One run of a graph as people look at it: the brief, what was asked and answered, each verdict, and the same gone through again."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from fastapi import Request, Response

from api.http.gate import cases, runs
from api.http.permissions import Action
from api.http.shapes.plain import PathId
from api.http.visit import Reader
from api.web.letters_shown import facts_shown
from api.web.letters_written import dollars, writing_of
from api.web.page import language_of_gate, page, pages
from api.web.runs_shown import steps_shown

router: Final = pages()
REFRESH: Final = {"HX-Refresh": "true"}
"""Tells htmx to load the whole page anew."""


@router.get("/runs/{run_id}")
def run_page(request: Request, visit: Reader, run_id: PathId) -> Response:
    """What a run was given, what each of its steps did, and what came of it."""
    with visit.reading() as gate:
        found = runs.run(gate, run_id)
        say = language_of_gate(request, gate)
        told: dict[str, Any] = {
            "run": found,
            "case": cases.case(gate, found.case_id) if found.case_id is not None else None,
            "facts": facts_shown(found.brief, say),
            "steps": steps_shown(found, runs.calls_of(gate, found)),
            "cost": dollars(found.cost_micros),
        }
        return page(request, visit, gate, "run/run", told)


@router.get("/cases/{case_id}/draft/writing")
def writing(request: Request, visit: Reader, case_id: PathId) -> Response:
    """The letter as a model writes it; once that is over, the word to load the page anew."""
    with visit.reading() as gate:
        case = cases.case(gate, case_id, Action.WORK)
        under_way = writing_of(runs.letter_under_way(gate, case))
        if under_way is None:
            return Response(status_code=HTTPStatus.OK, headers=dict(REFRESH))
        told: Mapping[str, Any] = {"writing": under_way, "case_id": case_id}
        return page(request, visit, gate, "draft/writing", told)
