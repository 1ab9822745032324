"""What the ledger says of an invoice or a claim beside its findings: dates, amount, the retailer's code, what is still open."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from facts.documents import Document, DocumentKind
from facts.identifiers import compact
from facts.money import Money, round_half_up
from facts.tables import SCALE, TableKind
from ledger.papers import DocumentOrigin, Paper, PaperKey, TableRead, TradeFact
from ledger.trade import Deduction

_DATED_BY: Final[Mapping[TableKind, tuple[str, str, str]]] = {
    TableKind.ALL_INVOICES: ("invoice_date", "due_date", "amount"),
    TableKind.INVOICE_LINES: ("issue_date", "due_date", "grand_total"),
    TableKind.REMITTANCE_LINES: ("invoice_date", "", "invoice_amount"),
}
"""Tables that tell of an invoice, the most reliable first, with their columns for its date, its due date and its amount."""
_SAID_OF_A_LINE: Final = ("transaction_type", "description", "reference_details")


@dataclass(frozen=True, slots=True)
class InvoiceOnRecord:
    """An invoice as far as it is known: its date, the day it falls due, its amount in the account's currency."""

    issued_on: date | None = None
    due_on: date | None = None
    amount: Decimal | None = None


def invoice_on_record(session: Session, account_id: int, number: str) -> InvoiceOnRecord:
    """The first source that knows each part counts: the retailer's list of invoices, invoice lines, the invoice itself, remittances."""
    parts: dict[str, Any] = {}
    for kind, names in _DATED_BY.items():
        if kind is TableKind.REMITTANCE_LINES:
            _fill(parts, _from_paper(session, account_id, number))
        for values in _rows(session, account_id, kind, TradeFact.invoice_number == compact(number)):
            _fill(parts, dict(zip(("issued_on", "due_on", "amount"), (values.get(name) if name else None for name in names), strict=True)))
    return InvoiceOnRecord(_day(parts.get("issued_on")), _day(parts.get("due_on")), parts.get("amount"))


def deduction_code(session: Session, account_id: int, claim: str, pattern: re.Pattern[str]) -> str:
    """The retailer's code for a deduction, from what remittances say of its line; leading zeros aside, empty where none is told."""
    for values in _rows(session, account_id, TableKind.REMITTANCE_LINES, TradeFact.invoice_number == compact(claim)):
        for name in _SAID_OF_A_LINE:
            found = pattern.search(str(values.get(name) or ""))
            if found is not None:
                return found["code"].lstrip("0")
    return ""


def open_of_claim(session: Session, account_id: int, claim: str) -> Money | None:
    """What is still taken of a claim by its own number: taken less what was given back. None where no remittance shows it."""
    rows = session.scalars(select(Deduction).where(Deduction.account_id == account_id, Deduction.number == claim)).all()
    if not rows:
        return None
    return Money(max(0, sum(d.taken_minor - d.reversed_minor - d.repaid_minor for d in rows)), rows[0].currency)


def _rows(session: Session, account_id: int, kind: TableKind, about: Any) -> Iterator[Mapping[str, Any]]:
    """Rows of a kind of table that came for the account, the latest document first; rows for review are left out."""
    came = select(DocumentOrigin.document_id).where(DocumentOrigin.account_id == account_id)
    wanted = (
        select(TradeFact.values)
        .join(TableRead, TableRead.id == TradeFact.table_id)
        .where(about, TableRead.kind == kind.value, TableRead.document_id.in_(came), TradeFact.review.is_(False))
        .order_by(TableRead.document_id.desc(), TradeFact.position)
    )
    yield from session.scalars(wanted)


def _from_paper(session: Session, account_id: int, number: str) -> dict[str, Any]:
    """Date, due date and total of the invoice itself, as far as they were read without doubt."""
    came = select(DocumentOrigin.document_id).where(DocumentOrigin.account_id == account_id)
    wanted = (
        select(Paper.content)
        .join(PaperKey, PaperKey.paper_id == Paper.id)
        .where(
            PaperKey.name == "invoice_number",
            PaperKey.key == compact(number),
            Paper.kind == DocumentKind.INVOICE,
            Paper.gone.is_(False),
            Paper.document_id.in_(came),
        )
        .order_by(Paper.id.desc())
    )
    found: dict[str, Any] = {}
    for content in session.scalars(wanted):
        fields = Document.from_json(content).fields
        for part, name in (("issued_on", "issue_date"), ("due_on", "due_date"), ("amount", "grand_total")):
            field = fields.get(name)
            if field is not None and not field.review:
                found.setdefault(part, Decimal(str(field.value)) if part == "amount" else field.value)
    return found


def _fill(parts: dict[str, Any], told: Mapping[str, Any]) -> None:
    for part, value in told.items():
        if value is None or part in parts:
            continue
        parts[part] = round_half_up(Decimal(value) / SCALE) if part == "amount" and isinstance(value, int) else value


def _day(value: Any) -> date | None:
    return date.fromisoformat(str(value)[:10]) if value else None
