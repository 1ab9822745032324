"""Mail bodies: an appointment request that came as text."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from extractors.page import Page, Word
from extractors.papers.appointments import read_appointment_request
from extractors.papers.classification import classify
from extractors.papers.paper import labels_of_sheet, paper_of
from extractors.papers.strips import lay_out
from facts.documents import Document, DocumentKind, Source
from facts.evidence import Box

_LINE: Final = 14.0
_LETTER: Final = 5.0
_MOST_LINES: Final = 400


def read_letter(text: str, headers: dict[str, str]) -> Document | None:
    """The appointment request that a mail body holds, or None where it is another letter. Fields of a letter have no box."""
    subject = next((v for k, v in headers.items() if k.lower() == "subject"), "")
    sheet = lay_out(_page([subject, *text.splitlines()][:_MOST_LINES]))
    labels = labels_of_sheet(sheet)
    verdict = classify(sheet, labels)
    if verdict.kind is not DocumentKind.APPOINTMENT_REQUEST:
        return None
    paper = paper_of([sheet], labels)
    draft = read_appointment_request(paper)
    if not {"appointment_id", "requested_delivery_date"} & draft.fields.keys():
        return None
    fields = {name: replace(field, page=None, box=None) for name, field in draft.fields.items()}
    return Document(
        kind=DocumentKind.APPOINTMENT_REQUEST,
        source=Source.TEXT,
        kind_confidence=verdict.confidence,
        pages=(1,),
        language=paper.region.language,
        fields=fields,
        problems=tuple(draft.problems),
    )


def _page(lines: list[str]) -> Page:
    """Plain lines as a page of even print, so that the same readers serve."""
    words = [
        Word(match.group(), Box(_LETTER * match.start(), _LINE * row, _LETTER * match.end(), _LINE * row + 10.0))
        for row, line in enumerate(lines)
        for match in re.finditer(r"\S+", line)
    ]
    return Page(1, 612.0, _LINE * max(1, len(lines)), tuple(words), Source.TEXT)
