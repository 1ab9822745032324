"""Pages of documents: their pictures and words, and how they are cut into papers."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from fastapi import Header, Path, Query, Response

from api.http.gate import document_pages, documents
from api.http.permissions import Action
from api.http.preconditions import unmodified
from api.http.problems import answers
from api.http.routes.routers import WRITES, guarded
from api.http.shapes.document_pages import CutsWanted, PagesShown, WordsShown
from api.http.shapes.documents import DocumentShown
from api.http.shapes.plain import PathId
from api.http.visit import Reader, Writer
from cases.intake.cutting import cut_document
from cases.intake.page_views import picture, tag

router: Final = guarded("documents")
Number = Annotated[int, Path(ge=1, le=100_000)]
Dpi = Annotated[Literal["48", "96", "144", "216"], Query(description="Pixels to an inch of the page.")]
Turn = Annotated[Literal["0", "90", "180", "270"] | None, Query(description="Degrees clockwise; without it, upright as it was read.")]
IfNoneMatch = Annotated[str | None, Header(alias="If-None-Match", max_length=2000)]
FOR_GOOD: Final = "private, max-age=31536000, immutable"
"""A picture whose turn is told in the address never changes: a document is its bytes."""
ASK_AGAIN: Final = "private, no-cache"
"""What a later reading may show otherwise."""
PICTURE: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "The page", "content": {"image/webp": {"schema": {"type": "string", "format": "binary"}}}},
    304: {"description": "The page as it is known already"},
    **answers(409),
}


@router.get("/documents/{document_id}/pages")
def list_pages(visit: Reader, document_id: PathId) -> PagesShown:
    """All pages of a document with their sizes in points, scans turned upright."""
    return document_pages.pages_shown(visit, document_pages.seen(visit, document_id))


@router.get("/documents/{document_id}/pages/{number}.webp", response_class=Response, responses=PICTURE)
def show_page(
    visit: Reader, document_id: PathId, number: Number, dpi: Dpi = "144", turn: Turn = None, if_none_match: IfNoneMatch = None
) -> Response:
    """A page as a picture, upright as its reading saw it, so that boxes lie on it: a point is dpi/72 pixels."""
    found = document_pages.seen(visit, document_id).pages
    turned = found.turn(number) if turn is None else int(turn)
    known = f'"{tag(found, number, int(dpi), turned)}"'
    headers = {"ETag": known, "Cache-Control": ASK_AGAIN if turn is None else FOR_GOOD, "Vary": "Cookie, Authorization"}
    if unmodified(if_none_match, known):
        return Response(status_code=304, headers=headers)
    drawn = picture(visit.house.desk, found, number, int(dpi), turned)
    return Response(drawn, media_type="image/webp", headers=headers | {"Content-Disposition": "inline"})


@router.get("/documents/{document_id}/pages/{number}/words", responses=answers(409))
def show_words(visit: Reader, document_id: PathId, number: Number) -> WordsShown:
    """The words of a page with their places, for putting fields right by pointing."""
    return document_pages.words_shown(visit, document_pages.seen(visit, document_id), number)


@router.put("/documents/{document_id}/cuts", response_model=DocumentShown, responses=WRITES)
def cut_into_papers(visit: Writer, document_id: PathId, wanted: CutsWanted) -> Response:
    """Says for good which pages make which paper; the document is read again by it.

    It is kept among the corrections under the name `papers`, and taken back like any of them.
    """
    pages = document_pages.count_of(visit, document_pages.seen(visit, document_id, Action.CORRECT))
    papers = None if wanted.papers is None else [paper.told() for paper in wanted.papers]
    with visit.writing() as gate:
        found = documents.document(gate, document_id, Action.CORRECT)
        cut_document(
            gate.session,
            gate.desk.work,
            document_id=found.id,
            papers=papers,
            pages=pages,
            actor=gate.actor,
            now=gate.now,
            reason=wanted.reason,
        )
        return gate.answer(documents.document_shown(gate, found))
