"""Runs of the agents' graphs: listed, looked at, gone through again, and what they kept aside taken over."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Final, Literal

from fastapi import Query, Response

from agents.narrative.keeping import take_over
from agents.replay import replay
from api.http.gate import cases, drafts, runs
from api.http.paging import After, Limit, Page
from api.http.permissions import Action
from api.http.problems import NotFoundError
from api.http.routes.routers import WRITES, guarded
from api.http.shapes.drafts import DraftShown
from api.http.shapes.plain import LARGEST, NO_NUL, PathId
from api.http.shapes.runs import ReplayShown, RunListed, RunShown
from api.http.visit import Reader, Writer

router: Final = guarded("runs")
Number = Annotated[int | None, Query(ge=1, le=LARGEST)]


@router.get("/runs")
def list_runs(
    visit: Reader,
    kind: Literal["narrative", "root_cause", "evidence", "reading_help"] | None = None,
    state: Literal["waiting", "running", "done", "failed"] | None = None,
    model: Annotated[str | None, Query(max_length=120, pattern=NO_NUL, description="A model's name in this house.")] = None,
    case_id: Number = None,
    supplier_id: Number = None,
    limit: Limit = 50,
    after: After = None,
) -> Page[RunListed]:
    """Runs of the suppliers that one works for, the latest first."""
    with visit.reading() as gate:
        return runs.runs(gate, kind=kind, state=state, model=model, case_id=case_id, supplier_id=supplier_id, limit=limit, after=after)


@router.get("/runs/{run_id}")
def show_run(visit: Reader, run_id: PathId) -> RunShown:
    """A run: the brief, what was asked and answered, what each step made of it, and what it cost."""
    with visit.reading() as gate:
        return runs.run_shown(gate, runs.run(gate, run_id))


@router.post("/runs/{run_id}/replay", response_model=ReplayShown, responses=WRITES)
def replay_run(visit: Writer, run_id: PathId) -> Response:
    """Goes through a run again from the replies that were kept. No model is asked and nothing is kept."""
    visit.refuse_key()
    with visit.reading() as gate:
        found = runs.run(gate, run_id)
        replies = {call.id: call.reply for call in runs.calls_of(gate, found)}
        return Response(ReplayShown.of(replay(found, replies)).model_dump_json(), media_type="application/json")


@router.post("/runs/{run_id}/take-over", status_code=HTTPStatus.CREATED, response_model=DraftShown, responses=WRITES)
def take_over_letter(visit: Writer, run_id: PathId) -> Response:
    """Makes the letter that a run kept aside (somebody else wrote or approved one meanwhile) the latest version."""
    with visit.writing() as gate:
        found = runs.run(gate, run_id, Action.WORK, locked=True)
        if found.case_id is None:
            raise NotFoundError(f"Run {run_id} is not about a case.")
        case = cases.case_to_change(gate, found.case_id, Action.WORK, None)
        made = take_over(gate.session, found, gate.rules(case.account_id), actor=gate.actor, now=gate.now)
        gate.session.flush()
        headers = {"ETag": drafts.tag_of(made), "Location": f"/api/v1/drafts/{made.id}"}
        return gate.answer(DraftShown.of(made), HTTPStatus.CREATED, headers)
