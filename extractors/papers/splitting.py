"""Cuts the pages of a file into documents: titles and first-page signs begin one, page numbers and carried numbers go on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from extractors.papers.classification import Verdict, classify, is_blank
from extractors.papers.labels import Label
from extractors.papers.paper import labels_of_sheet
from extractors.papers.strips import Sheet
from extractors.papers.tokens import fold
from extractors.told import ToldPaper
from facts.documents import DocumentKind
from facts.identifiers import compact

_OF: Final = re.compile(
    r"(?:page|pg|p\.|seite|pagina|página|pag\.?|第|sheet|blatt|feuille|hoja|foglio)?\s*(?P<n>\d{1,3})\s*(?:of|/|von|de|sur|di|页\s*[,，/]?\s*共|aus)\s*(?P<m>\d{1,3})(?!\s*[/\d])"
)
_PAGE: Final = re.compile(r"(?:page|seite|pagina|página|pag\.?)\s*[:#]?\s*(?P<n>\d{1,3})(?!\d|[./-]\d)")
_NUMBERS: Final = re.compile(r"(?<![A-Za-z0-9])(?=[A-Z0-9\-]*\d)[A-Z0-9][A-Z0-9\-]{6,19}(?![A-Za-z0-9])")
_UNSURE: Final = 0.6
_LONG_RUN: Final = frozenset(
    {
        DocumentKind.COOP_AGREEMENT,
        DocumentKind.REBATE_AGREEMENT,
        DocumentKind.REMITTANCE_ADVICE,
        DocumentKind.INVOICE,
        DocumentKind.CREDIT_NOTE,
        DocumentKind.PRICE_LIST,
    }
)


@dataclass(frozen=True, slots=True)
class Part:
    """Pages that make one document, and what it is."""

    sheets: tuple[Sheet, ...]
    labels: tuple[Label, ...]
    verdict: Verdict

    @property
    def numbers(self) -> tuple[int, ...]:
        """Its pages, from 1."""
        return tuple(sheet.page.number for sheet in self.sheets)


def cut_as_told(sheets: Sequence[Sheet], papers: Sequence[ToldPaper]) -> list[Part]:
    """Documents as a person cut them, blank pages and all; pages that the file has not are passed over, and so is a paper without any."""
    by_number = {sheet.page.number: sheet for sheet in sheets}
    cut = (tuple(by_number[page] for page in paper.pages if page in by_number) for paper in papers)
    return [_bound(own) for own in cut if own]


def _bound(sheets: tuple[Sheet, ...]) -> Part:
    """Pages that belong together whatever they look like: the first with a title says what they are, else the first with print."""
    labels = [labels_of_sheet(sheet) for sheet in sheets]
    verdicts = [classify(sheet, own) for sheet, own in zip(sheets, labels, strict=True)]
    verdict = min(verdicts, key=lambda v: (v.blank, not v.titled, v.back))
    return Part(sheets, tuple(label for own in labels for label in own), verdict)


def split(sheets: Sequence[Sheet]) -> list[Part]:
    """Documents of a file in order; blank pages belong to none, backs to the document before them."""
    parts: list[Part] = []
    for sheet in sheets:
        if is_blank(sheet.page):
            continue
        labels = labels_of_sheet(sheet)
        verdict = classify(sheet, labels)
        last = parts[-1] if parts else None
        if last is not None and _continues(last, sheet, verdict):
            parts[-1] = Part((*last.sheets, sheet), (*last.labels, *labels), last.verdict)
        else:
            parts.append(Part((sheet,), labels, verdict))
    return parts


def _continues(last: Part, sheet: Sheet, verdict: Verdict) -> bool:
    """Whether a page goes on with the document before it."""
    numbered = page_number(sheet)
    before = page_number(last.sheets[-1])
    if numbered is not None:
        if numbered[0] == 1:
            return False
        if before is not None and numbered[0] == before[0] + 1 and (numbered[1] is None or before[1] is None or numbered[1] == before[1]):
            return True
        if numbered[0] > 1 and before is None:
            return not verdict.titled or verdict.kind is last.verdict.kind
    if verdict.back:
        return True
    if last.verdict.kind is DocumentKind.OTHER:
        return verdict.kind is DocumentKind.OTHER and not verdict.titled and last.verdict.scores == ()
    if before is not None and before[1] is not None and before[0] >= before[1] and verdict.titled:
        return False
    shared = _numbers(sheet) & {n for s in last.sheets for n in _numbers(s)}
    if verdict.titled:
        return (
            verdict.kind is last.verdict.kind
            and bool(shared)
            and _head_number(sheet) is not None
            and _head_number(sheet) == _head_number(last.sheets[0])
            and numbered is not None
        )
    if _family(verdict.kind) is _family(last.verdict.kind) or verdict.kind is DocumentKind.OTHER or verdict.confidence < _UNSURE:
        return bool(shared) or verdict.kind is DocumentKind.OTHER or last.verdict.kind in _LONG_RUN
    return False


def _family(kind: DocumentKind) -> DocumentKind:
    """Invoices and credit notes look alike on their later pages."""
    return DocumentKind.INVOICE if kind is DocumentKind.CREDIT_NOTE else kind


def page_number(sheet: Sheet) -> tuple[int, int | None] | None:
    """“Page n of m” in head or foot, as (n, m), or (n, None) where no total is given."""
    height = sheet.page.height
    for strip in sorted(sheet.strips, key=lambda s: min(s.box.top, height - s.box.bottom)):
        if 0.16 * height < strip.box.top < 0.84 * height or len(strip.words) > 12:
            continue
        folded = fold(strip.text)
        match = _OF.search(folded)
        worded = match is not None and bool(re.search(r"page|pg|seite|pagina|pag\b|第|sheet|blatt", folded))
        if match and (worded or folded.strip(" -–—") == match.group().strip()):
            n, m = int(match["n"]), int(match["m"])
            if 1 <= n <= m <= 200:
                return n, m
        alone = _PAGE.search(folded)
        if alone:
            return int(alone["n"]), None
    return None


def _numbers(sheet: Sheet) -> set[str]:
    """Identifiers on a page, as they carry over from one page of a document to the next."""
    return {compact(m.group()) for m in _NUMBERS.finditer(sheet.text)} | {compact(b.text)[-17:] for b in sheet.page.barcodes}


def _head_number(sheet: Sheet) -> str | None:
    """The first long identifier of a page."""
    match = re.search(r"(?<!\d)\d{9,18}(?!\d)", sheet.text)
    return match.group() if match else None
