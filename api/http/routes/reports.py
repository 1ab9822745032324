"""Reports over the cases that the user sees, as JSON, CSV, XLSX or PDF."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from fastapi import Path, Query, Response

from api.http.access import AccessEvent
from api.http.downloads import download, recorded
from api.http.gate import reports
from api.http.permissions import Action
from api.http.problems import NotFoundError
from api.http.routes.routers import guarded
from api.http.shapes.plain import LARGEST, NO_NUL, Day
from api.http.shapes.reports import ReportListed, ReportShown, SweepShown
from api.http.visit import Reader
from cases.reports.catalogue import REPORTS
from cases.reports.event_sweep import SWEEP, sweep_report
from cases.reports.rebates import NAME as REBATES
from cases.reports.rebates import RebateAxis, RebateSelection
from cases.reports.selection import Axis, Selection
from facts.finding import FindingType

router: Final = guarded("reports")
RowOrNone = Annotated[int | None, Query(ge=1, le=LARGEST)]
Month = Annotated[str | None, Query(pattern=r"^20\d{2}-(0[1-9]|1[0-2])$", description="A month (2026-09), included.")]
FILES: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "The report; as a file where `format` asks for one",
        "content": {
            kind: {"schema": {"type": "string", "format": "binary"}}
            for kind in ("text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/pdf")
        },
    }
}


@router.get("/reports")
def list_reports(visit: Reader) -> list[ReportListed]:
    """The reports there are."""
    del visit
    usual = [ReportListed(name=name, by=[axis.value for axis in Axis]) for name in REPORTS]
    return [*usual, ReportListed(name=REBATES, by=[axis.value for axis in RebateAxis])]


@router.get("/reports/event-sweep", response_model=SweepShown, responses=FILES)
def show_event_sweep(
    visit: Reader,
    event: Annotated[str, Query(min_length=1, max_length=100, pattern=NO_NUL, description="What the event is called.")],
    first: Annotated[Day, Query()],
    last: Annotated[Day, Query()],
    supplier_id: Annotated[int | None, Query(ge=1, le=LARGEST)] = None,
    retailer: Annotated[str | None, Query(max_length=80, pattern=NO_NUL)] = None,
    format: Annotated[Literal["json", "csv", "xlsx", "pdf"], Query()] = "json",  # noqa: A002 - what files are asked for by everywhere
) -> Response | SweepShown:
    """The sweep of a sales event: what its orders lost to deductions beside as many days before, and what of it is open until when."""
    visit.count_export()
    selection = Selection(supplier_id, retailer=retailer)
    with visit.reading() as gate:
        gate.require_anywhere(Action.READ if format == "json" else Action.DOWNLOAD)
        swept, today = reports.sweep(gate, event, first, last, selection), gate.today
    if format == "json":
        return SweepShown.model_validate(swept.to_json())
    content, file = reports.report_file(visit, sweep_report(swept, selection, today), supplier_id, format)
    recorded(visit, AccessEvent.EXPORT, supplier_id, report=SWEEP, format=format, filters=selection.said())
    return download(content, file)


@router.get("/reports/rebates", response_model=ReportShown, responses=FILES)
def show_rebate_report(
    visit: Reader,
    by: Annotated[RebateAxis, Query(description="What the rows stand for.")] = RebateAxis.MONTH,
    supplier_id: RowOrNone = None,
    side: Annotated[Literal["we_owe", "owed_to_us"] | None, Query()] = None,
    agreement_id: RowOrNone = None,
    partner_id: RowOrNone = None,
    first: Month = None,
    last: Month = None,
    format: Annotated[Literal["json", "csv", "xlsx", "pdf"], Query()] = "json",  # noqa: A002 - what files are asked for by everywhere
) -> Response | ReportShown:
    """Rebates earned, accrued, claimed, paid, still owed and expected as cash, over the agreements that the user works with."""
    if format != "json":
        visit.count_export()
    selection = RebateSelection(supplier_id, side, agreement_id, partner_id, first, last)
    with visit.reading() as gate:
        gate.require_anywhere(Action.READ if format == "json" else Action.DOWNLOAD)
        made = reports.rebates(gate, selection, by)
    if format == "json":
        return ReportShown.model_validate(made.to_json())
    content, file = reports.report_file(visit, made, supplier_id, format)
    recorded(visit, AccessEvent.EXPORT, supplier_id, report=REBATES, format=format, filters=selection.said())
    return download(content, file)


@router.get("/reports/{name}", response_model=ReportShown, responses=FILES)
def show_report(
    visit: Reader,
    name: Annotated[str, Path(pattern=r"^[a-z-]{1,40}$", description="win-rates, root-causes … as `GET /reports` lists them")],
    by: Annotated[Axis | None, Query(description="What the rows stand for.")] = None,
    supplier_id: Annotated[int | None, Query(ge=1, le=LARGEST)] = None,
    type: Annotated[FindingType | None, Query()] = None,  # noqa: A002 - the contract's word
    retailer: Annotated[str | None, Query(max_length=80, pattern=NO_NUL)] = None,
    deducted_from: Annotated[Day | None, Query()] = None,
    deducted_to: Annotated[Day | None, Query()] = None,
    format: Annotated[Literal["json", "csv", "xlsx", "pdf"], Query()] = "json",  # noqa: A002 - what files are asked for by everywhere
) -> Response | ReportShown:
    """A report over the cases that the user sees. Rates carry the number of cases they rest on."""
    if name not in REPORTS:
        raise NotFoundError(f"There is no report {name}; there are {', '.join(REPORTS)}.")
    if format != "json":
        visit.count_export()
    selection = Selection(supplier_id, deducted_from, deducted_to, retailer, type)
    with visit.reading() as gate:
        gate.require_anywhere(Action.READ if format == "json" else Action.DOWNLOAD)
        made = reports.report(gate, name, selection, by)
    if format == "json":
        return ReportShown.model_validate(made.to_json())
    content, file = reports.report_file(visit, made, supplier_id, format)
    recorded(visit, AccessEvent.EXPORT, supplier_id, report=name, format=format, filters=selection.said())
    return download(content, file)
