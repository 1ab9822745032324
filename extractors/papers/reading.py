"""Pages of one file → documents: split, told apart, each read by the reader of its kind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from extractors.page import Page
from extractors.papers.agreements import grants_tiers, read_coop_agreement, read_rebate_agreement
from extractors.papers.appointments import read_appointment_request
from extractors.papers.bill_of_lading import read_bill_of_lading
from extractors.papers.chargebacks import read_chargeback_notice
from extractors.papers.chinese_words import in_plain_words
from extractors.papers.draft import Draft
from extractors.papers.either_reading import spelt_by_either
from extractors.papers.invoices import read_invoice
from extractors.papers.months import months_spelt
from extractors.papers.packing_list import read_packing_list
from extractors.papers.paper import Paper, paper_of
from extractors.papers.proof_of_delivery import is_receipted, read_proof_of_delivery
from extractors.papers.remittances import read_remittance_advice
from extractors.papers.splitting import Part, cut_as_told, split
from extractors.papers.strips import lay_out
from extractors.told import NOTHING_TOLD, Told
from facts.documents import Document, DocumentKind

_READERS: Final[dict[DocumentKind, Callable[[Paper], Draft]]] = {
    DocumentKind.BILL_OF_LADING: read_bill_of_lading,
    DocumentKind.PROOF_OF_DELIVERY: read_proof_of_delivery,
    DocumentKind.PACKING_LIST: read_packing_list,
    DocumentKind.INVOICE: read_invoice,
    DocumentKind.CREDIT_NOTE: read_invoice,
    DocumentKind.DEBIT_MEMO: read_invoice,
    DocumentKind.REMITTANCE_ADVICE: read_remittance_advice,
    DocumentKind.CHARGEBACK_NOTICE: read_chargeback_notice,
    DocumentKind.COOP_AGREEMENT: read_coop_agreement,
    DocumentKind.REBATE_AGREEMENT: read_rebate_agreement,
    DocumentKind.APPOINTMENT_REQUEST: read_appointment_request,
}


def read_pages(pages: Sequence[Page], told: Told = NOTHING_TOLD) -> tuple[Document, ...]:
    """The documents that the pages of one file hold, in order; boxes are in points of the straight page.

    What a person told is obeyed: how pages are cut into papers, and which reader reads each.
    """
    sheets = [lay_out(in_plain_words(months_spelt(spelt_by_either(page)))) for page in pages]
    parts = split(sheets) if told.papers is None else cut_as_told(sheets, told.papers)
    among = [part.numbers for part in parts]
    return tuple(_read(part, told.kind_of(part.numbers, among)) for part in parts)


def _read(part: Part, told: DocumentKind | None = None) -> Document:
    paper = paper_of(part.sheets, part.labels)
    kind = told or part.verdict.kind
    if told is None and kind is DocumentKind.BILL_OF_LADING and is_receipted(paper):
        kind = DocumentKind.PROOF_OF_DELIVERY
    if told is None and kind is DocumentKind.COOP_AGREEMENT and grants_tiers(paper):
        kind = DocumentKind.REBATE_AGREEMENT
    reader = _READERS.get(kind)
    draft = reader(paper) if reader is not None else Draft(paper)
    return Document(
        kind=kind,
        source=paper.source,
        kind_confidence=part.verdict.confidence if told is None else 1.0,
        pages=part.numbers,
        language=paper.region.language,
        fields=draft.fields,
        lines=tuple(draft.lines),
        problems=tuple(draft.problems),
    )
