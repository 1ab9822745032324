"""The review of a document: its pages with boxes, the fields of its papers beside them, and what is to be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import Path, Query, Request, Response
from sqlalchemy import select

from agents.model.choice import Models
from api.http.gate import cases, documents
from api.http.gate.case_papers import names_of
from api.http.gate.review import PaperPlace, review_around
from api.http.gate.rows import Gate
from api.http.gate.table_rows import rows_of, table_with, tables_of
from api.http.permissions import Action
from api.http.shapes.document_pages import PageShown
from api.http.shapes.documents import DocumentShown, PaperShown
from api.http.shapes.plain import LARGEST
from api.http.visit import Reader
from api.web.languages import Language
from api.web.page import language_of_gate, page, pages
from api.web.page_pictures import PageBox, PageView, pages_of_document
from api.web.paper_fields import ShownPaper, paper_shown
from api.web.pointed_shown import NOTHING_POINTED, pointing_shown
from api.web.table_shown import table_shown
from facts.documents import DocumentKind
from ledger.models import Case, Document, Paper

router: Final = pages()
DocumentId = Annotated[int, Path(ge=1, le=LARGEST)]
Place = Annotated[int | None, Query(ge=0, le=1_000_000)]
BOX: Final = r"^\d{1,5}(\.\d{1,3})?(,\d{1,5}(\.\d{1,3})?){3}$"
CITED: Final = "cited"
PARTS: Final = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for: a paper by its position, a page, a field and its line, a box, a row of a table."""

    paper: int | None
    page: int | None
    field: str | None
    line: int | None
    box: tuple[float, ...] | None
    row: int | None
    sheet: str | None
    first: int


@router.get("/documents/{document_id}")
def review_document(
    request: Request,
    visit: Reader,
    document_id: DocumentId,
    paper: Place = None,
    page_: Annotated[int | None, Query(alias="page", ge=1, le=100_000)] = None,
    field: Annotated[str | None, Query(max_length=60)] = None,
    line: Place = None,
    box: Annotated[str | None, Query(pattern=BOX)] = None,
    row: Place = None,
    sheet: Annotated[str | None, Query(max_length=200)] = None,
    first: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
) -> Response:
    """A paper with its page, or a table with its rows, or the reason why nothing was read."""
    told = None if box is None else tuple(float(edge) for edge in box.split(","))
    asked = Asked(paper, page_, field, line, told, row, sheet, first)
    seen = pages_of_document(visit, document_id)
    with visit.reading() as gate:
        found = documents.document(gate, document_id)
        shown = documents.document_shown(gate, found)
        say = language_of_gate(request, gate)
        values = (
            _everything(gate, found, shown)
            | _paper(gate, say, found, shown, asked, seen, visit.house.models)
            | _table(gate, say, found, asked, seen)
        )
        return page(request, visit, gate, "document/document", values)


@router.get("/documents/{document_id}/view")
def show_view(
    request: Request, visit: Reader, document_id: DocumentId, page_: Annotated[int, Query(alias="page", ge=1, le=100_000)] = 1
) -> Response:
    """The pages of a document alone, for a screen that shows them in place."""
    seen = pages_of_document(visit, document_id)
    with visit.reading() as gate:
        found = documents.document(gate, document_id)
        view = PageView(found.id, found.name, seen, page_) if seen else None
        return page(request, visit, gate, "document/view", {"view": view})


def _everything(gate: Gate, row: Document, shown: DocumentShown) -> dict[str, Any]:
    """What is said of the document whatever it is."""
    versions = documents.readings(gate, row)
    parts = gate.session.scalars(gate.seen(Document).where(Document.container_id == row.id).order_by(Document.id).limit(PARTS)).all()
    container = documents.document(gate, row.container_id) if row.container_id is not None else None
    actors = {c.made_by for c in shown.corrections} | {c.undone_by or "" for c in shown.corrections} | {row.received_by}
    actors |= {link.made_by for link in shown.links}
    return {
        "document": shown,
        "versions": versions,
        "parts": parts,
        "container": container,
        "names": names_of(gate, actors),
        "may_correct": gate.scope.may(Action.CORRECT, row.supplier_id),
        "may_upload": gate.scope.may(Action.UPLOAD, row.supplier_id),
        "may_download": gate.scope.may(Action.DOWNLOAD, row.supplier_id),
        "problems": [] if shown.reading is None else shown.reading.get("problems", []),
    }


def _paper(
    gate: Gate, say: Language, row: Document, shown: DocumentShown, asked: Asked, seen: Sequence[PageShown], models: Models
) -> dict[str, Any]:
    """The paper that is looked at, with its page and what comes after it."""
    there = [one for one in shown.papers if not one.gone and one.source != "table"]
    chosen = _chosen(there, asked)
    around = review_around(gate, row, -1 if chosen is None else chosen.position)
    told: dict[str, Any] = {
        "papers": there,
        "gone": [one for one in shown.papers if one.gone],
        "paper": chosen,
        "looked": None,
        "view": None,
        "next_review": _address(around.next),
        "previous_review": _address(around.previous),
        "left_elsewhere": around.left,
        "kinds": [(kind.value, say.word("paper", kind.value)) for kind in DocumentKind],
        "asked": asked,
        "cited": [],
        **NOTHING_POINTED,
        "matched": [],
        "linked": [],
    }
    cited = () if asked.box is None else (PageBox(CITED, asked.page or 1, asked.box, say.text("What was pointed at"), "cited"),)
    if chosen is None:
        told["view"] = PageView(row.id, row.name, seen, asked.page or 1, cited) if seen else None
        return told
    place = gate.session.scalars(select(Paper.place).where(Paper.id == chosen.id)).one()
    read = (shown.reading or {}).get("documents", [])
    looked = paper_shown(say, chosen, read[place] if place < len(read) else None, shown.corrections, asked.first)
    told["looked"] = looked
    first_page = asked.page or _page_of(looked, asked) or next(iter(chosen.content["pages"]), 1)
    if seen and gate.scope.may(Action.CORRECT, row.supplier_id):
        told |= pointing_shown(gate, say, models, row, documents.paper(gate, chosen.id))
    boxes = (*looked.boxes(), *told["pointed_boxes"], *cited)
    told["view"] = PageView(row.id, row.name, seen, first_page, boxes) if seen else None
    told["matched"] = [m for m in shown.matched if m.paper_id == chosen.id]
    told["linked"] = [link for link in shown.links if link.paper_id == chosen.id and link.undone_at is None]
    told["cases"] = _cases(gate, row, told["matched"], told["linked"])
    return told


def _chosen(papers: Sequence[PaperShown], asked: Asked) -> PaperShown | None:
    """The paper that was asked for by its position or its page; else the first one to look at, else the first."""
    if asked.paper is not None:
        return next((one for one in papers if one.position == asked.paper), None) or (papers[0] if papers else None)
    if asked.page is not None:
        on_page = next((one for one in papers if asked.page in one.content["pages"]), None)
        if on_page is not None:
            return on_page
    return next((one for one in papers if one.to_review), papers[0] if papers else None)


def _page_of(looked: ShownPaper, asked: Asked) -> int | None:
    """The page of the field that was asked for, else of the first one to look at."""
    every = (*looked.fields, *looked.cells)
    wanted = next((one for one in every if one.name == asked.field and one.line == asked.line), None)
    if wanted is not None:
        return wanted.page
    return next((one.page for one in (*looked.to_look_at, *(c for c in looked.cells if c.to_review)) if one.page), None)


def _cases(gate: Gate, row: Document, matched: Sequence[Any], linked: Sequence[Any]) -> Sequence[Case]:
    """The cases of the orders that the paper belongs to, and those it was linked to by hand."""
    orders = {m.purchase_order for m in matched if m.purchase_order} | {link.purchase_order for link in linked if link.linked}
    own = [cases.case(gate, link.case_id) for link in linked if link.case_id is not None and link.linked]
    if orders:
        wanted = gate.seen(Case).where(Case.supplier_id == row.supplier_id, Case.purchase_order.in_([o for o in orders if o]))
        own += [case for case in gate.session.scalars(wanted.order_by(Case.id).limit(20)) if case.id not in {one.id for one in own}]
    return own


def _table(gate: Gate, say: Language, row: Document, asked: Asked, seen: Sequence[PageShown]) -> dict[str, Any]:
    """The rows of the table that is looked at; none for a document with pages."""
    tables = [] if seen else tables_of(gate, row)
    chosen = table_with(gate, row, tables, sheet=asked.sheet, row=asked.row)
    if asked.paper is not None and asked.row is None:
        chosen = next((table for table in tables if table.position == asked.paper), chosen)
    if chosen is None:
        return {"tables": tables, "table": None}
    return {"tables": tables, "table": table_shown(say, rows_of(gate, row, chosen, first=asked.first, row=asked.row), asked.row)}


def _address(place: PaperPlace | None) -> str | None:
    return None if place is None else f"/documents/{place.document_id}?{urlencode({'paper': place.position})}"
