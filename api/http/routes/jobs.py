"""Background work: watched, and cancelled."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import Query, Response

from api.http.gate import jobs
from api.http.paging import After, Limit, Page
from api.http.permissions import Action
from api.http.problems import ConflictError
from api.http.routes.routers import WRITES, guarded
from api.http.shapes.jobs import JobShown
from api.http.shapes.plain import LARGEST, PathId
from api.http.visit import Reader, Writer
from cases.background.work import JobState

router: Final = guarded("jobs")


@router.get("/jobs")
def list_jobs(
    visit: Reader,
    state: Annotated[list[JobState], Query(max_length=5)] = [],  # noqa: B006 - FastAPI copies it
    supplier_id: Annotated[int | None, Query(ge=1, le=LARGEST)] = None,
    limit: Limit = 50,
    after: After = None,
) -> Page[JobShown]:
    """Jobs of the suppliers that the user sees, the latest first."""
    with visit.reading() as gate:
        return jobs.jobs(gate, states=state, supplier_id=supplier_id, limit=limit, after=after)


@router.get("/jobs/{job_id}")
def show_job(visit: Reader, job_id: PathId) -> JobShown:
    """A job and how far it is."""
    with visit.reading() as gate:
        return JobShown.of(jobs.job(gate, job_id))


@router.post("/jobs/{job_id}/cancel", response_model=JobShown, responses=WRITES)
def cancel_job(visit: Writer, job_id: PathId) -> Response:
    """Cancels a job that has not ended."""
    with visit.writing() as gate:
        found = jobs.job(gate, job_id, Action.RUN)
        if not gate.desk.work.cancel(gate.session, found.key, now=gate.now):
            raise ConflictError("The job has ended already.")
        return gate.answer(JobShown.of(jobs.job(gate, job_id)))
