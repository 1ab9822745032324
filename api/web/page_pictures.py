"""Pages of papers as screens show them: one page as a picture with boxes on it, the others as small ones beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from api.http.gate import document_pages
from api.http.shapes.document_pages import PageShown
from api.http.visit import Visit

SMALL_DPI: Final = 48
SMALL_SIDE: Final = 84
"""Pixels of the longer side that a small picture takes on the screen."""


@dataclass(frozen=True, slots=True)
class PageBox:
    """A box on a page (points: left, top, right, bottom) and what it is called; `tone` is sure, review, corrected or cited."""

    key: str
    page: int
    box: Sequence[float]
    label: str
    tone: str = "sure"

    def told(self) -> dict[str, Any]:
        """Plain values for the script of the view."""
        return {"key": self.key, "page": self.page, "box": [round(edge, 1) for edge in self.box], "label": self.label, "tone": self.tone}


@dataclass(frozen=True, slots=True)
class PageView:
    """What templates/pages/_page_view.html.j2 draws: a document's pages, which of them is shown first, and the boxes on all of them."""

    document_id: int
    name: str
    pages: Sequence[PageShown]
    page: int
    boxes: Sequence[PageBox] = ()

    @property
    def shown(self) -> PageShown:
        """The page that is shown first."""
        return next((one for one in self.pages if one.number == self.page), self.pages[0])

    @property
    def on_it(self) -> Sequence[PageBox]:
        """The boxes of that page."""
        return [box for box in self.boxes if box.page == self.shown.number]

    @property
    def strip(self) -> Sequence[tuple[int, str, int, int]]:
        """The small pictures: number, address, and the size on the screen, so that nothing moves when they come."""
        return [(page.number, page.picture.replace("dpi=144", f"dpi={SMALL_DPI}"), *_small_size(page)) for page in self.pages]

    def told(self) -> dict[str, Any]:
        """Plain values for the script of the view."""
        sizes = [[page.number, page.width, page.height, page.turned] for page in self.pages]
        return {"document": self.document_id, "name": self.name, "page": self.shown.number, "pages": sizes, "boxes": self.told_boxes()}

    def told_boxes(self) -> list[dict[str, Any]]:
        """The boxes of all pages as plain values."""
        return [box.told() for box in self.boxes]


def pages_of_document(visit: Visit, document_id: int) -> Sequence[PageShown]:
    """The pages of a document that may be seen; none where it has none to show. Raises NotFoundError, NotAllowedError."""
    return document_pages.pages_shown(visit, document_pages.seen(visit, document_id)).pages


def _small_size(page: PageShown) -> tuple[int, int]:
    longer = max(page.width, page.height, 1.0)
    return max(1, round(page.width * SMALL_SIDE / longer)), max(1, round(page.height * SMALL_SIDE / longer))
