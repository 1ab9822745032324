"""A case in a ledger with papers and table rows behind it, as intake and detection leave it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from facts.documents import Document, DocumentKind, Field, Source
from facts.finding import Verdict
from facts.identifiers import compact
from ledger.cases import Case
from ledger.papers import Document as DocumentRow
from ledger.papers import DocumentOrigin, DocumentState, HandLink, Paper, PaperLink
from tests.cases.office import Office
from tests.letters.matters import matter

POD, PACKING, DETAIL, REMITTANCE = "pods/scan_0007.pdf", "packing/PL_0614.pdf", "deductions/shortage_detail.csv", "remittances/2026-Q3.xlsx"


def paper(
    office: Office, file: str, kind: DocumentKind | None, *, order: str = "", came: datetime | None = None, **fields: Any
) -> Paper | None:
    """A document under a path, with one paper of that kind in it (none for a table), tied to an order where one is named."""
    came = came or office.now
    document = DocumentRow(
        supplier_id=office.supplier.id,
        sha256=f"{abs(hash((file, came))):064x}"[:64],
        size=40_000,
        name=file.rsplit("/", 1)[-1],
        state=DocumentState.READ,
        received_at=came,
        received_by="ana",
    )
    office.session.add(document)
    office.session.flush()
    office.session.add(
        DocumentOrigin(document_id=document.id, account_id=office.account.id, path=file, via="upload", received_at=came, received_by="ana")
    )
    if kind is None:
        return None
    said = Document(kind, Source.OCR, 0.98, (1,), "en", {n: Field(v, str(v), page=1) for n, v in fields.items()})
    row = Paper(document_id=document.id, position=0, kind=kind, source=Source.OCR, content=said.to_json())
    office.session.add(row)
    office.session.flush()
    if order:
        office.session.add(
            PaperLink(
                account_id=office.account.id, paper_id=row.id, purchase_order=compact(order), bol_number="06141411234567890", how="exact"
            )
        )
        office.session.flush()
    return row


def receipt(office: Office, file: str = POD, **more: Any) -> Paper:
    """A signed proof of delivery."""
    fields: dict[str, Any] = {"bol_number": "06141411234567890", "delivery_date": "2026-08-12", "ship_to_code": "PHX6", "signed": True}
    made = paper(office, file, DocumentKind.PROOF_OF_DELIVERY, **(fields | more))
    assert made is not None
    return made


def shortage_case(office: Office, **changes: Any) -> Case:
    """The shortage of fixtures/shortage.yaml in the ledger, with its papers."""
    group = matter("shortage").group
    assert group is not None
    (finding,) = group.findings
    receipt(office, order=finding.purchase_order)
    paper(
        office,
        PACKING,
        DocumentKind.PACKING_LIST,
        order=finding.purchase_order,
        bol_number="06141411234567890",
        ship_date="2026-08-09",
    )
    for table in (DETAIL, REMITTANCE):
        paper(office, table, None)
    line = {
        "reference": finding.reference,
        "invoice_number": finding.invoice_number,
        "purchase_order": finding.purchase_order,
        "sku": finding.sku,
        "vendor_code": finding.vendor_code,
        "why": finding.why,
        "verdict": Verdict.DISPUTE,
        "calculation": [s.to_json() for s in finding.calculation],
        "evidence": [e.to_json() for e in finding.evidence],
    }
    return office.case(line | changes)


def tie_to_case(office: Office, case: Case, row: Paper, *, linked: bool = True) -> None:
    """A person's word that a paper belongs to a case, or does not."""
    office.session.add(HandLink(paper_id=row.id, case_id=case.id, linked=linked, made_at=office.now, made_by="ana"))
    office.session.flush()
