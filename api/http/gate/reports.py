"""Reports and lists of cases that a request may see, as files where asked for."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from api.http.gate.cases import within
from api.http.gate.own_readers import NOT_TOLD, ODDS
from api.http.gate.rows import Gate
from api.http.problems import NotAllowedError
from api.http.visit import Visit
from cases.auditing.event import EventSweep
from cases.reports.catalogue import report as made
from cases.reports.event_sweep import event_sweep
from cases.reports.export import Stamp, cases_csv, cases_json, cases_xlsx, report_csv, report_xlsx
from cases.reports.labels import labelled
from cases.reports.printed import cases_pdf, report_pdf
from cases.reports.rebates import RebateAxis, RebateSelection, rebate_report
from cases.reports.report import Report
from cases.reports.selection import Axis, Selection
from cases.worklist.pages import View

CHUNK = 1 << 16


def report(gate: Gate, name: str, selection: Selection, by: Axis | None) -> Report:
    """The report of that name. Raises NotAllowedError where it would tell a supplier's own reader who works on what."""
    if by is Axis.ASSIGNEE and not gate.scope.inside_all(selection.supplier_id):
        raise NotAllowedError("Who works on which cases is told to nobody outside.")
    return made(gate.session, name, supplier_ids=gate.scope.supplier_ids, today=gate.today, selection=selection, by=by)


def rebates(gate: Gate, selection: RebateSelection, by: RebateAxis) -> Report:
    """The report on rebates over the suppliers that the user works for; a supplier's own reader sees none of it."""
    return rebate_report(gate.session, supplier_ids=gate.scope.inside_ids, selection=selection, by=by, today=gate.today)


def sweep(gate: Gate, name: str, first: date, last: date, selection: Selection) -> EventSweep:
    """The sweep of a sales event."""
    return event_sweep(gate.session, name, first, last, supplier_ids=gate.scope.supplier_ids, selection=selection, today=gate.today)


def report_file(visit: Visit, found: Report, supplier_id: int | None, ending: str) -> tuple[bytes, str]:
    """A report as `csv`, `xlsx` or `pdf`: its bytes and its name."""
    stamp = Stamp(visit.now, visit.scope.actor)
    name = f"{found.name}_{found.as_of:%Y-%m-%d}.{ending}"
    if ending == "csv":
        return "".join(report_csv(found, stamp)).encode("utf-8-sig"), name
    if ending == "pdf":
        suppliers = _named(visit, supplier_id)
        return b"".join(_written(lambda path: report_pdf(path, found, stamp, suppliers))), name
    return b"".join(_written(lambda path: report_xlsx(path, found, stamp))), name


def cases_file(visit: Visit, view: View, ending: str) -> tuple[Iterator[bytes], str]:
    """All cases of a view that may be seen as `csv`, `json`, `xlsx` or `pdf`, piece by piece, and the file's name."""
    stamp, sessions = Stamp(visit.now, visit.scope.actor), visit.house.readers
    with visit.reading() as gate:
        without = () if gate.scope.inside_all(view.supplier_id) else (*NOT_TOLD, *ODDS)
        asked, today = within(gate, view), gate.today
    name = f"cases_{today:%Y-%m-%d}.{ending}"
    match ending:
        case "csv":
            return _encoded(cases_csv(sessions, asked, stamp, without), "utf-8-sig"), name
        case "json":
            return _encoded(cases_json(sessions, asked, stamp, without), "utf-8"), name
        case "pdf":
            return _written(lambda path: cases_pdf(path, sessions, asked, stamp, today, without)), name
        case _:
            return _written(lambda path: cases_xlsx(path, sessions, asked, stamp, without)), name


def _named(visit: Visit, supplier_id: int | None) -> dict[int, str]:
    """The name of the supplier that was asked for, if it may be known."""
    with visit.reading() as gate:
        return labelled(gate.session, Axis.SUPPLIER, [supplier_id]) if supplier_id and gate.scope.sees(supplier_id) else {}


def _encoded(lines: Iterator[str], encoding: str) -> Iterator[bytes]:
    if encoding == "utf-8-sig":
        yield b"\xef\xbb\xbf"
    for line in lines:
        yield line.encode()


def _written(write: Callable[[Path], None]) -> Iterator[bytes]:
    with tempfile.TemporaryDirectory(prefix="recoup-export-") as folder:
        path = Path(folder) / "export"
        write(path)
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                yield chunk
