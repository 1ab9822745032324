"""Evidence packets, filing kits and bulk files: what goes out to the retailer."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import Query, Response

from api.http.access import AccessEvent
from api.http.downloads import download, recorded
from api.http.gate import cases, packets, suppliers
from api.http.gate.jobs import job_of
from api.http.permissions import Action
from api.http.problems import ConflictError
from api.http.routes.routers import WRITES, guarded
from api.http.shapes.jobs import JobShown
from api.http.shapes.packets import BulkFileWanted, FilingKitShown, LayoutShown, PacketShown
from api.http.shapes.plain import PathId
from api.http.visit import Reader, Visit, Writer
from cases.background.work import Task, WorkKind
from cases.filing.filing_kit import filing_kit
from cases.filing.packet.of_case import draft_to_file, packet_handler, packet_key

router: Final = guarded("packets")
PDF: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "The PDF", "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}
}
WORKBOOK: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "The workbook",
        "content": {
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": {"schema": {"type": "string", "format": "binary"}}
        },
    }
}
SHEET: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "The file; the headers `X-Rows`, `X-Enclosed` and `X-Refused` count what is in it and what is not.",
        "content": {
            kind: {"schema": {"type": "string", "format": "binary"}}
            for kind in ("text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
        },
    }
}


@router.get("/cases/{case_id}/packets")
def list_packets(visit: Reader, case_id: PathId) -> list[PacketShown]:
    """The packets that were built for a case, the latest first."""
    with visit.reading() as gate:
        return packets.packets(gate, cases.case(gate, case_id))


@router.post("/cases/{case_id}/packets", status_code=HTTPStatus.ACCEPTED, response_model=JobShown, responses=WRITES)
def order_packet(visit: Writer, case_id: PathId) -> Response:
    """Has the packet built in the background, around the latest draft."""
    with visit.writing() as gate:
        case = cases.case(gate, case_id, Action.WORK)
        draft = draft_to_file(gate.session, case)
        payload = {"case_id": case.id, "actor": gate.actor} | ({"draft_id": draft.id} if draft else {})
        key = packet_key(case, draft, gate.now)
        gate.desk.work.submit(gate.session, WorkKind.PACKET, payload, key, now=gate.now, supplier_id=case.supplier_id)
        return gate.answer(job_of(gate, key), HTTPStatus.ACCEPTED)


@router.get("/cases/{case_id}/packet.pdf", response_class=Response, responses=PDF | WRITES)
def download_packet(
    visit: Reader, case_id: PathId, part: Annotated[int, Query(ge=1, le=100, description="Which PDF, where the limits made several.")] = 1
) -> Response:
    """The evidence packet around the latest draft, built now where that was not done yet. `X-Parts` says how many PDFs it has.

    A supplier's own reader gets the packet that was filed last.
    """
    visit.count_export()
    with visit.reading() as gate:
        case = cases.case(gate, case_id, Action.DOWNLOAD)
        known = packets.newest(gate, case)
        draft = draft_to_file(gate.session, case)
        inside = gate.scope.inside(case.supplier_id)
        found = known if known is not None and (not inside or known.draft_id == (draft.id if draft else None)) else None
    if found is None and not inside:
        raise ConflictError("Nothing was filed for this case yet.")
    if found is None:
        _build(visit, case.id)
    with visit.reading() as gate:
        made = found or packets.newest(gate, case)
        if made is None or not made.parts:
            raise ConflictError("Nothing could be put into the packet.")
        content, name = packets.part(gate, made, part)
    recorded(visit, AccessEvent.DOWNLOAD, case.supplier_id, case_id=case.id, packet_id=made.id, part=part)
    answer = download(content, name, media_type="application/pdf")
    answer.headers["X-Parts"] = str(len(made.parts))
    return answer


@router.get("/cases/{case_id}/recomputation.xlsx", response_class=Response, responses=WORKBOOK)
def download_recomputation(visit: Reader, case_id: PathId) -> Response:
    """Every step of the amount that a case asks for, as a workbook whose formulas are alive."""
    visit.count_export()
    with visit.reading() as gate:
        case = cases.case(gate, case_id, Action.DOWNLOAD)
        gate.require_inside(case.supplier_id)
        content, name = packets.recomputed(gate, case)
    recorded(visit, AccessEvent.DOWNLOAD, case.supplier_id, case_id=case.id)
    return download(content, name)


@router.get("/packets/{packet_id}/parts/{number}", response_class=Response, responses=PDF)
def download_part(visit: Reader, packet_id: PathId, number: PathId) -> Response:
    """One PDF of a packet as it was built then."""
    visit.count_export()
    with visit.reading() as gate:
        found = packets.packet(gate, packet_id, Action.DOWNLOAD)
        case = cases.case(gate, found.case_id)
        content, name = packets.part(gate, found, number)
    recorded(visit, AccessEvent.DOWNLOAD, case.supplier_id, case_id=case.id, packet_id=found.id, part=number)
    return download(content, name, media_type="application/pdf")


@router.get("/cases/{case_id}/filing-kit")
def show_filing_kit(visit: Reader, case_id: PathId) -> FilingKitShown:
    """Each field of the portal with its text and limits, attachments in order, and what to write down afterwards."""
    with visit.reading() as gate:
        case = cases.case(gate, case_id)
        gate.require_inside(case.supplier_id)
        return FilingKitShown.of(filing_kit(gate.session, case, gate.rules(case.account_id), None))


@router.get("/accounts/{account_id}/bulk-layouts")
def list_layouts(visit: Reader, account_id: PathId) -> list[LayoutShown]:
    """The layouts in which the account's retailer takes many disputes at once."""
    with visit.reading() as gate:
        rules = gate.rules(suppliers.account(gate, account_id).id)
        return [
            LayoutShown(
                name=name, format=layout.format, kinds=[k.value for k in layout.kinds], row_per=layout.row_per, max_rows=layout.max_rows
            )
            for name, layout in sorted(rules.bulk_files.items())
        ]


@router.post("/bulk-files", response_class=Response, responses=SHEET | WRITES)
def make_bulk_file(visit: Writer, wanted: BulkFileWanted) -> Response:
    """Cases as one file that the retailer takes: a mass-create sheet, a statement of open items. Nothing is recorded as filed."""
    visit.count_export()
    visit.refuse_key()
    with visit.reading() as gate:
        account = suppliers.account(gate, wanted.account_id, Action.DOWNLOAD)
        gate.require_inside(account.supplier_id)
        made = packets.bulk(gate, account.id, wanted.layout, wanted.case_ids)
    recorded(visit, AccessEvent.EXPORT, account.supplier_id, layout=wanted.layout, rows=made.rows)
    answer = download(made.content, made.name)
    answer.headers["X-Rows"], answer.headers["X-Enclosed"] = str(made.rows), str(len(made.enclosed))
    answer.headers["X-Refused"] = str(len(made.refused))
    return answer


def _build(visit: Visit, case_id: int) -> None:
    """Builds the packet as its job would, with no transaction open while papers are."""
    task = Task(f"packet:{case_id}:asked", WorkKind.PACKET, {"case_id": case_id, "actor": visit.scope.actor})
    packet_handler(visit.house.desk)(task, _silent)


def _silent(done: int, total: int | None, message: str = "") -> None:
    del done, total, message
