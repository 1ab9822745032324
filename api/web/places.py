"""Spots of evidence as pages link to them: a box on a page of a document, or a row of a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from api.web.languages import Language
from api.web.told_sentences import told


@dataclass(frozen=True, slots=True)
class Place:
    """A spot of evidence: what is read there, in which file and where in words, the address to look at it, and what scripts draw.

    `number` counts from 1 within what cites it; `box` is left,top,right,bottom in points, empty for a row of a table.
    """

    number: int
    fact: str
    name: str
    where: str
    address: str
    document_id: int | None
    page: int | None
    box: str
    query: str
    """What the address asks for beyond the document."""


def place_of(evidence: Mapping[str, Any], number: int, *, document_id: int | None, say: Language) -> Place:
    """A spot of evidence in the form of contract.md, in the document that goes by its path (None where there is none any more)."""
    name = str(evidence["file"]).rsplit("!", 1)[-1].rsplit("/", 1)[-1]
    page, row, sheet = evidence.get("page"), evidence.get("row"), evidence.get("sheet")
    box = ",".join(f"{edge:g}" for edge in evidence.get("box") or ())
    where = say.text("page {page}").format(page=page) if page else say.text("row {row}").format(row=row) if row else ""
    asked = {"page": page, "box": box or None} if page else {"sheet": sheet, "row": row}
    query = urlencode({name: value for name, value in asked.items() if value is not None})
    address = "" if document_id is None else f"/documents/{document_id}?{query}" if query else f"/documents/{document_id}"
    return Place(number, told(str(evidence.get("fact", "")), say), name, where, address, document_id, page, box, query)
