"""A supplier's own pages: its figures, its cases in words of its own, and what was filed and came of it. Nothing of the house's work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import Query, Request, Response

from api.http.gate import case_papers, cases, drafts, packets, suppliers
from api.http.gate.rows import Gate
from api.http.paging import After
from api.http.permissions import Action
from api.http.shapes.cases import CaseShown
from api.http.shapes.plain import PathId
from api.http.visit import Reader, Visit
from api.web.case_lines import LineShown, lines_shown
from api.web.case_rounds import rounds_shown
from api.web.page import Which, language_of_gate, page, pages
from api.web.page_pictures import PageBox, PageView, pages_of_document
from api.web.places import Place
from api.web.portal_rows import rows_at
from api.web.routes.suppliers import AXES, supplier_figures
from api.web.words import N_
from cases.reports.selection import Axis, Selection
from cases.worklist import pages as worklist
from ledger.cases import CaseState
from ledger.models import Case, Supplier

router: Final = pages()
ON_A_PAGE: Final = 50
ITS_AXES: Final = tuple(axis for axis in AXES if axis is not Axis.ASSIGNEE)
"""Who works on a case is the house's own."""


@dataclass(frozen=True, slots=True)
class Group:
    """States of cases that are one to a supplier."""

    name: str
    title: str
    states: tuple[CaseState, ...]


GROUPS: Final = (
    Group(
        "preparing",
        N_("In preparation"),
        (
            CaseState.DETECTED,
            CaseState.GATHERING_EVIDENCE,
            CaseState.DRAFTING,
            CaseState.IN_REVIEW,
            CaseState.READY_TO_FILE,
            CaseState.SNOOZED,
        ),
    ),
    Group("filed", N_("With the retailer"), (CaseState.FILED, CaseState.ANSWERED)),
    Group("closed", N_("Closed"), (CaseState.CLOSED, CaseState.EXPIRED, CaseState.WITHDRAWN)),
)
Currency = Annotated[str | None, Query(pattern=r"^[A-Z]{3}$")]
GroupName = Annotated[str | None, Query(pattern=r"^[a-z]{1,20}$")]


@router.get("/portal")
def overview_page(
    request: Request,
    visit: Reader,
    supplier: Which = None,
    supplier_id: Which = None,
    currency: Currency = None,
    by: Annotated[Axis, Query()] = Axis.TYPE,
) -> Response:
    """The supplier in figures; where one reads for several, the choice between them."""
    with visit.reading() as gate:
        gate.require_anywhere(Action.READ)
        chosen = _chosen(gate, supplier or supplier_id)
        if isinstance(chosen, Supplier):
            say = language_of_gate(request, gate)
            told = supplier_figures(gate, say, Selection(chosen.id), currency, by if by in ITS_AXES else Axis.TYPE)
            told |= {"supplier": chosen, "axes": ITS_AXES, "by": by if by in ITS_AXES else Axis.TYPE}
            told |= {"groups": _groups(gate, chosen.id)}
            return page(request, visit, gate, "portal/overview", told)
        return page(request, visit, gate, "portal/choice", {"choice": chosen})


@router.get("/portal/cases")
def cases_page(request: Request, visit: Reader, supplier: Which = None, state: GroupName = None, after: After = None) -> Response:
    """The supplier's cases, the latest first."""
    with visit.reading() as gate:
        gate.require_anywhere(Action.READ)
        known = {group.name: group for group in GROUPS}
        group = known.get(state or "")
        view = worklist.View(None, supplier_id=supplier, states=group.states if group else (), sort=worklist.Sort.NUMBER, backwards=True)
        found = cases.queue(gate, view, limit=ON_A_PAGE, after=after)
        kept = {"supplier": supplier, "state": group.name if group else None}
        told = {
            "rows": found.items,
            "more": found.next,
            "after": after,
            "group": group,
            "groups": _groups(gate, supplier),
            "asked": urlencode({name: value for name, value in kept.items() if value}),
            "export": _export(supplier, group),
            "several": len({row.supplier_id for row in found.items}) > 1,
            "names": {row.id: row.name for row in gate.session.scalars(gate.seen(Supplier))},
        }
        return page(request, visit, gate, "portal/cases", told)


@router.get("/portal/cases/{case_id}")
def case_page(request: Request, visit: Reader, case_id: PathId, place: Annotated[int | None, Query(ge=1, le=10_000)] = None) -> Response:
    """A case for the supplier: what was deducted, why it is disputed and on what papers, what was filed and what came of it."""
    with visit.reading() as gate:
        row = cases.case(gate, case_id)
        say = language_of_gate(request, gate)
        shown = cases.case_shown(gate, row)
        lines = lines_shown(shown.findings, case_papers.documents_cited(gate, row), say)
    spots = [spot for line in lines for spot in line.places if spot.document_id is not None]
    chosen = next((spot for spot in spots if spot.number == place), _first(spots))
    view = _view(visit, spots, chosen)
    with visit.reading() as gate:
        told = case_told(gate, row, shown, lines)
        told |= {"view": view, "place": chosen, "rows_shown": None if chosen is None or view else rows_at(gate, say, chosen)}
        return page(request, visit, gate, "portal/case", told)


def case_told(gate: Gate, row: Case, shown: CaseShown, lines: Sequence[LineShown]) -> dict[str, Any]:
    """What the page of a case tells a supplier."""
    filed = {filing.id: filing for filing in shown.filings}
    letters = {f.id: drafts.draft(gate, f.draft_id).text for f in filed.values() if f.draft_id is not None}
    papers = {f.id: packets.parts_of(gate, f.packet_id) for f in filed.values() if f.packet_id is not None}
    return {
        "case": shown,
        "supplier": suppliers.supplier(gate, row.supplier_id),
        "retailer": gate.rules(row.account_id).name,
        "lines": lines,
        "rounds": rounds_shown(shown),
        "letters": letters,
        "papers": papers,
        "closed_as": shown.close_reason,
    }


def _first(spots: Sequence[Place]) -> Place | None:
    """The first spot on a page, else the first of all."""
    return next((spot for spot in spots if spot.page), spots[0] if spots else None)


def _view(visit: Visit, spots: Sequence[Place], chosen: Place | None) -> PageView | None:
    """The page of the chosen spot with all boxes that the case cites on the same document; None where it has no pages."""
    if chosen is None or chosen.document_id is None or not chosen.page:
        return None
    found = pages_of_document(visit, chosen.document_id)
    if not found:
        return None
    boxes = [
        PageBox(
            str(spot.number), spot.page, [float(edge) for edge in spot.box.split(",")], spot.fact, "cited" if spot == chosen else "sure"
        )
        for spot in spots
        if spot.document_id == chosen.document_id and spot.page and spot.box
    ]
    return PageView(chosen.document_id, chosen.name, found, chosen.page, boxes)


def _chosen(gate: Gate, supplier_id: int | None) -> Supplier | list[Supplier]:
    """The supplier that is asked for, or the only one; else all that may be chosen."""
    if supplier_id is not None:
        return suppliers.supplier(gate, supplier_id)
    found = list(gate.session.scalars(gate.seen(Supplier).where(Supplier.active).order_by(Supplier.name, Supplier.id).limit(200)))
    return found[0] if len(found) == 1 else found


def _groups(gate: Gate, supplier_id: int | None) -> list[tuple[Group, int, bool]]:
    """The groups with how many cases are in each; True where there are more than were counted."""
    counted = worklist.counts(gate.session, cases.within(gate, worklist.View(None, supplier_id=supplier_id)))
    held = [[counted[state] for state in group.states if state in counted] for group in GROUPS]
    return [(group, sum(c.number for c in inside), any(c.more for c in inside)) for group, inside in zip(GROUPS, held, strict=True)]


def _export(supplier_id: int | None, group: Group | None) -> str:
    pairs: list[tuple[str, str | int]] = [("supplier_id", supplier_id)] if supplier_id else []
    return urlencode([*pairs, *(("state", state.value) for state in (group.states if group else ()))])
