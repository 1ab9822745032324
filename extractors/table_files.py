"""Files of tables, opened in the sandbox."""

from __future__ import annotations

from typing import Final

from extractors.outcome import Outcome
from extractors.said import said_plainly
from extractors.sandbox import Limits, Sandbox
from extractors.tables import from_wire
from facts.documents import Document, DocumentKind, ReadError, Source
from facts.tables import TableKind

TABLE_LIMITS: Final = Limits(memory=6_000_000_000, cpu_seconds=240, wall_seconds=600.0, answer=4_000_000_000)
"""Exports run to millions of rows, and are read by code that keeps to its memory."""
TABLE_PAPERS: Final = {
    TableKind.PURCHASE_ORDERS: DocumentKind.PURCHASE_ORDER,
    TableKind.CATALOGUE: DocumentKind.PRICE_LIST,
    TableKind.COST_HISTORY: DocumentKind.PRICE_LIST,
    TableKind.PAYMENTS: DocumentKind.REMITTANCE_ADVICE,
    TableKind.REMITTANCE_LINES: DocumentKind.REMITTANCE_ADVICE,
    TableKind.FEE_STATEMENT: DocumentKind.FEE_STATEMENT,
    TableKind.RATE_CARD: DocumentKind.RATE_CARD,
    TableKind.INVOICE_LINES: DocumentKind.INVOICE,
    TableKind.SHIPMENT_LINES: DocumentKind.ADVANCE_SHIP_NOTICE,
}
"""The kind of paper a table stands for; others are `other`."""


def read_table_file(sandbox: Sandbox, content: bytes, name: str) -> Outcome:
    """Its tables as they cross between processes, with a document for each."""
    answer = sandbox.run("tables", {"name": name}, [content], TABLE_LIMITS)
    if isinstance(answer, ReadError):
        return Outcome(error=answer)
    read = from_wire(answer.blobs[0])
    if read.error is not None:
        return Outcome(error=read.error, problems=read.problems)
    documents = tuple(Document(TABLE_PAPERS.get(t.kind, DocumentKind.OTHER), Source.TABLE, problems=t.problems) for t in read.tables)
    said = tuple(map(str, answer.values["said"])) or said_plainly(content)
    return Outcome(documents, read.problems, tables=(answer.blobs[0],), said=said)
