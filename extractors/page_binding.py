"""Binds pages into one PDF: papers on sheets with what is drawn over them, bookmarks, and a fixed date.

Everything that is bound is opened here, inside the sandbox, and nowhere else.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

import pikepdf

from extractors.page_copy import saved
from extractors.unreadable import CorruptError

LONGEST_TITLE: Final = 200


@dataclass(frozen=True, slots=True)
class BoundSheet:
    """One sheet: page `page` (from 1) of paper number `paper`, its lower left corner at `corner`, times `scale`.

    Page `over_page` of paper number `over` is drawn over it; without one the page is taken as it stands.
    """

    size: tuple[float, float]
    paper: int
    page: int
    corner: tuple[float, float] = (0.0, 0.0)
    scale: float = 1.0
    over: int | None = None
    over_page: int = 1

    def to_wire(self) -> dict[str, Any]:
        """Plain values, for the way into the sandbox."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}

    @classmethod
    def from_wire(cls, entry: dict[str, Any]) -> Self:
        """Back from `to_wire`."""
        size, corner = tuple(map(float, entry["size"])), tuple(map(float, entry["corner"]))
        return cls(**{**entry, "size": size, "corner": corner})


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A line of the outline: what it says and on which sheet (from 0) it lands; `level` 1 stands below the last of level 0."""

    title: str
    sheet: int
    level: int = 0


@dataclass(frozen=True, slots=True)
class Binding:
    """What is bound: sheets in order, the outline, and what the document says about itself (`Title`, dates as PDF writes them)."""

    sheets: tuple[BoundSheet, ...]
    bookmarks: tuple[Bookmark, ...]
    about: tuple[tuple[str, str], ...] = ()

    def to_wire(self) -> dict[str, Any]:
        """Plain values, for the way into the sandbox."""
        marks = [[b.title, b.sheet, b.level] for b in self.bookmarks]
        return {"sheets": [s.to_wire() for s in self.sheets], "bookmarks": marks, "about": [list(pair) for pair in self.about]}

    @classmethod
    def from_wire(cls, entry: dict[str, Any]) -> Self:
        """Back from `to_wire`."""
        marks = tuple(Bookmark(str(title), int(sheet), int(level)) for title, sheet, level in entry["bookmarks"])
        about = tuple((str(name), str(value)) for name, value in entry["about"])
        return cls(tuple(BoundSheet.from_wire(s) for s in entry["sheets"]), marks, about)


def bind_pages(binding: Binding, papers: Sequence[bytes]) -> bytes:
    """One PDF of all sheets; the same input gives the same bytes. Raises CorruptError where a paper does not open."""
    try:
        opened = [pikepdf.open(io.BytesIO(paper)) for paper in papers]
        with pikepdf.new() as bound:
            for sheet in binding.sheets:
                _add(bound, sheet, opened)
            _add_outline(bound, binding.bookmarks)
            for name, value in binding.about:
                bound.docinfo[f"/{name}"] = pikepdf.String(value)
            bound.Root.PageMode = pikepdf.Name.UseOutlines
            return saved(bound)
    except (pikepdf.PdfError, IndexError, ValueError, RuntimeError, TypeError, KeyError) as error:
        raise CorruptError(str(error)[:200]) from error


def _add(bound: pikepdf.Pdf, sheet: BoundSheet, opened: Sequence[pikepdf.Pdf]) -> None:
    page = opened[sheet.paper].pages[sheet.page - 1]
    if sheet.over is None:
        bound.pages.append(page)
        return
    made = bound.add_blank_page(page_size=sheet.size)
    paper = made.add_resource(bound.copy_foreign(page.as_form_xobject()), pikepdf.Name.XObject, pikepdf.Name.Paper)
    over = opened[sheet.over].pages[sheet.over_page - 1]
    above = made.add_resource(bound.copy_foreign(over.as_form_xobject()), pikepdf.Name.XObject, pikepdf.Name.Over)
    scale, (across, up) = sheet.scale, sheet.corner
    made.Contents = bound.make_stream(f"q {scale:.6f} 0 0 {scale:.6f} {across:.3f} {up:.3f} cm {paper} Do Q q {above} Do Q".encode())


def _add_outline(bound: pikepdf.Pdf, bookmarks: Sequence[Bookmark]) -> None:
    with bound.open_outline() as outline:
        for mark in bookmarks:
            item = pikepdf.OutlineItem(mark.title[:LONGEST_TITLE], mark.sheet)
            if mark.level and outline.root:
                outline.root[-1].children.append(item)
            else:
                outline.root.append(item)
