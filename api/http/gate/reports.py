"""Reports over the cases that a request may see."""

from __future__ import annotations

from api.http.gate.rows import Gate
from cases.reports.catalogue import report as made
from cases.reports.report import Report
from cases.reports.selection import Axis, Selection


def report(gate: Gate, name: str, selection: Selection, by: Axis | None) -> Report:
    """The report of that name."""
    return made(gate.session, name, supplier_ids=gate.scope.supplier_ids, today=gate.today, selection=selection, by=by)
