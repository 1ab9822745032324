"""Reports over the cases that the user sees."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import Path, Query

from api.http.gate import reports
from api.http.permissions import Action
from api.http.problems import NotFoundError
from api.http.routes.routers import guarded
from api.http.shapes.plain import LARGEST, NO_NUL, Day
from api.http.shapes.reports import ReportListed, ReportShown
from api.http.visit import Reader
from cases.reports.catalogue import REPORTS
from cases.reports.selection import Axis, Selection
from facts.finding import FindingType

router: Final = guarded("reports")


@router.get("/reports")
def list_reports(visit: Reader) -> list[ReportListed]:
    """The reports there are."""
    del visit
    return [ReportListed(name=name, by=[axis.value for axis in Axis]) for name in REPORTS]


@router.get("/reports/{name}")
def show_report(
    visit: Reader,
    name: Annotated[str, Path(pattern=r"^[a-z-]{1,40}$", description="win-rates, root-causes … as `GET /reports` lists them")],
    by: Annotated[Axis | None, Query(description="What the rows stand for.")] = None,
    supplier_id: Annotated[int | None, Query(ge=1, le=LARGEST)] = None,
    type: Annotated[FindingType | None, Query()] = None,  # noqa: A002 - the contract's word
    retailer: Annotated[str | None, Query(max_length=80, pattern=NO_NUL)] = None,
    deducted_from: Annotated[Day | None, Query()] = None,
    deducted_to: Annotated[Day | None, Query()] = None,
) -> ReportShown:
    """A report over the cases that the user sees. Rates carry the number of cases they rest on."""
    if name not in REPORTS:
        raise NotFoundError(f"There is no report {name}; there are {', '.join(REPORTS)}.")
    selection = Selection(supplier_id, deducted_from, deducted_to, retailer, type)
    with visit.reading() as gate:
        gate.require_anywhere(Action.READ)
        made = reports.report(gate, name, selection, by)
    return ReportShown.model_validate(made.to_json())
