"""By which words a case is found."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.life.case_lines import lines_of
from ledger import search
from ledger.cases import Case, Filing

NOUN = "case"


def make_findable(session: Session, case: Case) -> None:
    """Makes a case findable by its number, its claims, invoices, orders and items, its dispute ids, where it went and by whom."""
    search.put(session, case.supplier_id, NOUN, case.id, " ".join(dict.fromkeys(word for word in _words(session, case) if word)))


def _words(session: Session, case: Case) -> Iterator[str]:
    yield from (f"#{case.number}", case.reference, case.invoice_number, case.purchase_order, case.sku)
    for line in lines_of(session, case):
        yield from (line.reference, line.invoice_number, line.purchase_order, line.sku)
    for dispute_id, also in session.execute(select(Filing.dispute_id, Filing.external_keys).where(Filing.case_id == case.id)):
        yield dispute_id or ""
        yield from also.get("disputes", ())
    yield from (case.destination, case.carrier, case.vendor_code, case.type.value.replace("_", " "))
