"""Finding cases and papers: a page of what was found, and the same in short for the palette."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from fastapi import Query, Request, Response
from fastapi.responses import JSONResponse

from api.http.paging import After
from api.http.shapes.plain import NO_NUL
from api.http.visit import Reader
from api.web.found import Found, FoundPage, cases_found, is_asked, papers_found
from api.web.page import language_of_gate, page, pages

router: Final = pages()
IN_SHORT: Final = 8
AT_FIRST: Final = 10
ON_A_PAGE: Final = 50
Words = Annotated[str, Query(max_length=200, pattern=NO_NUL)]


@router.get("/search")
def search_page(
    request: Request, visit: Reader, q: Words = "", noun: Annotated[Literal["case", "paper"] | None, Query()] = None, after: After = None
) -> Response:
    """The first cases and papers that hold all words, or a page of one kind."""
    with visit.reading() as gate:
        say = language_of_gate(request, gate)
        asked = is_asked(q)
        limit = AT_FIRST if noun is None else ON_A_PAGE
        nothing = FoundPage(())
        found: dict[str, Any] = {
            "q": q,
            "noun": noun,
            "asked": asked,
            "after": after,
            "cases": cases_found(gate, say, q, limit=limit, after=after) if asked and noun != "paper" else nothing,
            "papers": papers_found(gate, say, q, limit=limit, after=after) if asked and noun != "case" else nothing,
        }
        return page(request, visit, gate, "search/search", found)


@router.get("/search/found")
def found_in_short(request: Request, visit: Reader, q: Words = "") -> JSONResponse:
    """At most eight cases and eight papers, for the palette."""
    with visit.reading() as gate:
        say = language_of_gate(request, gate)
        if not is_asked(q):
            return JSONResponse({"cases": [], "papers": []})
        cases, papers = cases_found(gate, say, q, limit=IN_SHORT), papers_found(gate, say, q, limit=IN_SHORT)
        return JSONResponse({"cases": [_short(one) for one in cases.hits], "papers": [_short(one) for one in papers.hits]})


def _short(found: Found) -> dict[str, str]:
    return {"text": found.text, "note": found.note, "address": found.address}
