"""The pages of documents as the API shows them, and how a person says that they are cut."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field

from api.http.shapes.plain import Shown, Text, Wanted
from extractors.seen_pages import SeenPage, SeenWord
from extractors.told import ToldPaper
from facts.documents import DocumentKind

PageNumber = Annotated[int, Field(ge=1, le=100_000, strict=True)]


class PageShown(Shown):
    """A page as a person sees it, in points (1/72 inch); every box of a reading lies on it, counted from its top left."""

    number: int
    width: float
    height: float
    turned: int = Field(description="By how many degrees (clockwise) the scan was turned to stand upright.")
    picture: str = Field(description="Address of its picture. It changes when the page is turned otherwise, so that it can be kept.")
    words: str = Field(description="Address of its words.")

    @classmethod
    def of(cls, document_id: int, page: SeenPage) -> Self:
        """From the page."""
        address = f"/api/v1/documents/{document_id}/pages/{page.number}"
        return cls(
            number=page.number,
            width=round(page.width, 2),
            height=round(page.height, 2),
            turned=page.turned,
            picture=f"{address}.webp?dpi=144&turn={page.turned}",
            words=f"{address}/words",
        )


class PagesShown(Shown):
    """All pages of a document. A table or a mail has none."""

    document_id: int
    name: str
    count: int
    pages: list[PageShown]


class WordShown(Shown):
    """A word where it stands on the page as seen: left, top, right, bottom in points; `confidence` is 1 for a text layer."""

    text: str
    box: list[float]
    confidence: float

    @classmethod
    def of(cls, word: SeenWord) -> Self:
        """From the word."""
        return cls(text=word.text, box=word.box.rounded(), confidence=round(word.confidence, 2))


class WordsShown(Shown):
    """The words of a page in reading order, and its size in points."""

    document_id: int
    number: int
    width: float
    height: float
    turned: int
    words: list[WordShown]


class PaperCut(Wanted):
    """Pages (from 1) that make one paper, in reading order, and its kind; without one the readers tell the kind."""

    pages: list[PageNumber] = Field(min_length=1, max_length=400)
    kind: DocumentKind | None = None

    def told(self) -> ToldPaper:
        """As readers are told it."""
        return ToldPaper(tuple(self.pages), self.kind)


class CutsWanted(Wanted):
    """How a document is cut into papers: each page in one of them at most, those left out in none.

    Null leaves the cutting to the readers again.
    """

    papers: Annotated[list[PaperCut], Field(max_length=400)] | None
    reason: Text = ""
