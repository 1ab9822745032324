"""The pages of documents that a request may see. What is slow is done after the gate is closed: no transaction waits for a picture."""

from __future__ import annotations

from dataclasses import dataclass

from api.http.gate import documents
from api.http.permissions import Action
from api.http.shapes.document_pages import PageShown, PagesShown, WordShown, WordsShown
from api.http.visit import Visit
from cases.intake.page_views import NoPagesError, Shown, pages_of, shown, words_of


@dataclass(frozen=True, slots=True)
class Seen:
    """A document that may be seen, as far as its pages are concerned."""

    name: str
    pages: Shown


def seen(visit: Visit, document_id: int, action: Action = Action.READ) -> Seen:
    """The document. Raises NotFoundError, NotAllowedError."""
    with visit.reading() as gate:
        found = documents.document(gate, document_id, action)
        return Seen(found.name, shown(gate.session, found))


def count_of(visit: Visit, of: Seen) -> int:
    """How many pages it has. Raises NoPagesError."""
    return len(pages_of(visit.house.desk, of.pages))


def pages_shown(visit: Visit, of: Seen) -> PagesShown:
    """All its pages; none where there are none to show."""
    document_id = of.pages.document_id
    try:
        pages = pages_of(visit.house.desk, of.pages)
    except NoPagesError:
        pages = ()
    return PagesShown(document_id=document_id, name=of.name, count=len(pages), pages=[PageShown.of(document_id, page) for page in pages])


def words_shown(visit: Visit, of: Seen, number: int) -> WordsShown:
    """The words of a page. Raises NoPagesError, NoSuchPageError."""
    page, words = words_of(visit.house.desk, of.pages, number)
    return WordsShown(
        document_id=of.pages.document_id,
        number=page.number,
        width=round(page.width, 2),
        height=round(page.height, 2),
        turned=page.turned,
        words=[WordShown.of(word) for word in words],
    )
