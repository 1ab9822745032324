"""A case: what was deducted, what is wrong with it and how that is known, what is due until when, and what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Final

from fastapi import Query, Request, Response

from api.http.gate import case_papers, cases, causes, documents, rebate_overview, suppliers, table_rows
from api.http.gate.rows import Gate
from api.http.paging import After
from api.http.permissions import Action
from api.http.problems import NotFoundError
from api.http.shapes.cases import CaseShown, EventShown
from api.http.shapes.plain import LARGEST, NO_NUL, PathId
from api.http.visit import Reader, Visit
from api.web.case_lines import lines_shown
from api.web.case_rounds import rounds_shown
from api.web.case_steps import next_step
from api.web.case_story import Teller, change_told
from api.web.gathering_shown import gathering_shown
from api.web.languages import Language
from api.web.page import language_of_gate, page, pages
from api.web.table_shown import table_shown
from api.web.walk import Inside, walk
from api.web.windows import window_told
from cases.life.undo import undoable
from facts.money import Money
from ledger.models import Case

router: Final = pages()
Sheet = Annotated[str | None, Query(max_length=200, pattern=NO_NUL)]
STORY: Final = 20
"""Entries of the journal on one page."""


@router.get("/cases/{case_id}")
def case_page(request: Request, visit: Reader, case_id: PathId, inside: Inside = "", after: After = None) -> Response:
    """The case for those who work on it; what else it says is in the templates."""
    with visit.reading() as gate:
        row = cases.case(gate, case_id, Action.WORK)
        return page(request, visit, gate, "case/case", case_told(gate, visit, row, language_of_gate(request, gate), inside, after))


@router.get("/cases/{case_id}/rows/{document_id}")
def row_page(
    request: Request, visit: Reader, case_id: PathId, document_id: PathId, row: Annotated[int, Query(ge=1, le=LARGEST)], sheet: Sheet = None
) -> Response:
    """A row of a table that a case cites, under its printed headings and with the rows around it."""
    with visit.reading() as gate:
        case = cases.case(gate, case_id, Action.WORK)
        document = documents.document(gate, document_id)
        found = table_rows.rows_around(gate, document, sheet=sheet, row=row)
        if found is None:
            raise NotFoundError("No table of this document has such a row any more.")
        shown = table_shown(language_of_gate(request, gate), found, row)
        return page(request, visit, gate, "case/row", {"case": case, "document": document, "table": shown, "row": row})


def case_told(gate: Gate, visit: Visit, row: Case, say: Language, inside: str, after: str | None) -> dict[str, Any]:
    """All that the page of a case tells."""
    shown = cases.case_shown(gate, row)
    colleagues = cases.colleagues(gate, row.supplier_id)
    events = cases.events_of(gate, row, limit=STORY, after=after)
    actors = {e.actor for e in events.items} | {c.by for c in shown.comments} | {f.filed_by for f in shown.filings} | _by(shown)
    teller = Teller(say, case_papers.names_of(gate, actors), {user.id: user.name for user in colleagues}, shown.currency)
    rules = gate.rules(row.account_id)
    deed = undoable(gate.session, row)
    return {
        "case": shown,
        "match": cases.tag_of(row),
        "inside": inside,
        "walk": walk(gate, visit, row.id, inside),
        "supplier": suppliers.supplier(gate, row.supplier_id),
        "retailer": rules.name,
        "step": next_step(shown),
        "lines": lines_shown(shown.findings, case_papers.documents_cited(gate, row), say),
        "claims": case_papers.claims_of(gate, row),
        "papers": case_papers.papers_of(gate, row),
        "gathering": gathering_shown(gate, shown),
        "cause_note": causes.of_case(gate, row),
        "rounds": rounds_shown(shown),
        "rebate_claim": rebate_overview.claim_of_case(gate, row.id) if shown.type.startswith("rebate_") else None,
        "window": window_told(rules, shown.type, say),
        "colleagues": colleagues,
        "tell": teller,
        "changes": [change_told(teller, change) for change in shown.changes],
        "story": [teller.told(event) for event in events.items],
        "story_next": events.next,
        "story_after": after,
        "undoable": teller.told(EventShown.of(deed)).what if deed is not None else None,
        "others": case_papers.numbers_of(gate, _named(shown)),
        "settlement": _settlement(gate, shown),
        "amount_of": lambda of, name: say.money(Money(getattr(of, f"{name}_minor"), of.currency).amount, of.currency),
    }


def _by(shown: CaseShown) -> set[str]:
    waived = {str(shown.waiver["by"])} if shown.waiver else set()
    return {o.recorded_by for o in shown.outcomes} | {r.recorded_by for r in shown.recoveries} | waived


def _named(shown: CaseShown) -> Sequence[int]:
    return [
        *shown.settled_cases,
        *(n for link in shown.links for n in (link.case_id, link.other_id)),
        *([shown.settlement_id] if shown.settlement_id else []),
    ]


def _settlement(gate: Gate, shown: CaseShown) -> Case | None:
    return cases.case(gate, shown.settlement_id) if shown.settlement_id else None
