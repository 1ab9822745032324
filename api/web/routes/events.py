"""Sales events and what their orders lost to deductions, beside as many days before: what of it is open, and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Final

from fastapi import Query, Request, Response
from pydantic import Field

from api.http.gate import reports
from api.http.gate.rows import Gate
from api.http.permissions import Action
from api.http.problems import UnusableError
from api.http.shapes.plain import NO_NUL, Day
from api.http.visit import Reader
from api.web.languages import Language
from api.web.page import EMPTY, Which, language_of_gate, page, pages
from api.web.words import N_
from cases.auditing.event import EventPeriodError, EventSweep, Leakage
from cases.reports.selection import Selection
from facts.finding import Finding
from ledger.models import Account, FindingRow
from rules.sales_events import sales_events

router: Final = pages()
OWN: Final = N_("Own event")
MOST_OPEN: Final = 200


@dataclass(frozen=True, slots=True)
class OpenLine:
    """A deduction of the event on which somebody can still act, with its case where it has one."""

    case_id: int | None
    finding: Finding


@router.get("/events")
def events_page(
    request: Request,
    visit: Reader,
    event: Annotated[str, Query(max_length=100, pattern=NO_NUL)] = "",
    first: Annotated[Day | None, EMPTY, Query(alias="from")] = None,
    last: Annotated[Day | None, EMPTY, Query(alias="to")] = None,
    supplier: Which = None,
    retailer: Annotated[Annotated[str, Field(max_length=80, pattern=NO_NUL)] | None, EMPTY, Query()] = None,
) -> Response:
    """The events there were, and the sweep of the one that is asked for."""
    with visit.reading() as gate:
        gate.require_anywhere(Action.WORK)
        say = language_of_gate(request, gate)
        told: dict[str, Any] = {
            "known": sales_events(gate.today),
            "event": event,
            "first": first,
            "last": last,
            "retailer": retailer,
            "swept": None,
            "problem": "",
        }
        if first is not None and last is not None:
            told |= _swept(gate, say, event or say.text(OWN), first, last, Selection(supplier, retailer=retailer))
        return page(request, visit, gate, "events/events", told)


def _swept(gate: Gate, say: Language, name: str, first: date, last: date, selection: Selection) -> dict[str, Any]:
    try:
        swept = reports.sweep(gate, name, first, last, selection)
    except EventPeriodError as wrong:
        return {"problem": str(wrong)}
    except UnusableError as wrong:
        return {"problem": wrong.message}
    lines = [(_kind(line, say), line) for line in swept.leakage]
    return {
        "swept": swept,
        "leakage": lines,
        "open": _open(gate, swept, selection.supplier_id),
        "open_sums": [(line.currency, line.open.amount, line.open.lines) for line in swept.leakage if line.kind is None],
        "by_day": sum(line.event_by_day for line in swept.leakage if line.kind is None),
        "values": swept.order_values,
    }


def _kind(line: Leakage, say: Language) -> str:
    return say.text(N_("All kinds")) if line.kind is None else say.word("type", line.kind.value)


def _open(gate: Gate, swept: EventSweep, supplier_id: int | None) -> list[OpenLine]:
    """What is still open with its cases, the nearest deadline first. No case is named for a key that two accounts have."""
    shown = swept.open[:MOST_OPEN]
    wanted = gate.seen(FindingRow).where(FindingRow.finding_key.in_([f.id for f in shown]), FindingRow.gone_at.is_(None))
    if supplier_id is not None:
        wanted = wanted.where(Account.supplier_id == supplier_id)
    cases: dict[str, list[int | None]] = {}
    for key, case_id in gate.session.execute(wanted.with_only_columns(FindingRow.finding_key, FindingRow.case_id)):
        cases.setdefault(key, []).append(case_id)
    return [OpenLine(found[0] if len(found := cases.get(f.id, [])) == 1 else None, f) for f in shown]
