"""Runs of graphs as people look at them, listed and one by one: the brief, each question and reply, the verdicts, and all that anew."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlencode

from fastapi import Query, Request, Response
from pydantic import Field

from api.http.gate import cases, runs
from api.http.paging import After
from api.http.permissions import Action
from api.http.shapes.plain import NO_NUL, PathId
from api.http.visit import Reader
from api.web.letters_shown import facts_shown
from api.web.letters_written import dollars, writing_of
from api.web.page import EMPTY, Which, language_of_gate, page, pages
from api.web.routes.admin import ON_A_PAGE, supplier_names
from api.web.runs_shown import steps_shown

router: Final = pages()
REFRESH: Final = {"HX-Refresh": "true"}
"""Tells htmx to load the whole page anew."""


@router.get("/runs")
def runs_page(
    request: Request,
    visit: Reader,
    kind: Annotated[Literal["narrative", "root_cause", "evidence", "reading_help"] | None, EMPTY, Query()] = None,
    state: Annotated[Literal["waiting", "running", "done", "failed"] | None, EMPTY, Query()] = None,
    model: Annotated[Annotated[str, Field(max_length=120, pattern=NO_NUL)] | None, EMPTY, Query()] = None,
    supplier: Which = None,
    after: After = None,
) -> Response:
    """What models were asked to do and what came of it, the latest first; for those who work for a supplier."""
    with visit.reading() as gate:
        gate.require_anywhere(Action.WORK)
        narrowed = {"kind": kind, "state": state, "model": model, "supplier": supplier}
        found = runs.runs(gate, kind=kind, state=state, model=model, supplier_id=supplier, limit=ON_A_PAGE, after=after)
        told: dict[str, Any] = {
            "runs": [(run, dollars(run.cost_micros)) for run in found.items],
            "subjects": runs.subjects_of(gate, found.items),
            "more": found.next,
            "after": after,
            "asked": urlencode({name: value for name, value in narrowed.items() if value}),
            "narrowed": any((kind, state, model)),
            "kind": kind,
            "state": state,
            "model": model,
            "models": runs.models_asked(gate),
            "supplier_names": supplier_names(gate),
        }
        return page(request, visit, gate, "run/runs", told)


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
