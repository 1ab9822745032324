"""Binds pages into one PDF: papers on sheets with what is drawn over them, bookmarks, and a fixed date.

Everything that is bound is opened here, inside the sandbox, and nowhere else.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Final

import pikepdf

from extractors.bound_sheets import Binding, Bookmark, BoundSheet
from extractors.page_copy import saved
from extractors.unreadable import CorruptError

LONGEST_TITLE: Final = 200


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
