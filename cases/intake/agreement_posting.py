"""Agreements as papers state them, first level: number, parties, term. One row per version; the same paper read again is the same row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from facts.documents import DocumentKind
from ledger.papers import Document, Paper
from ledger.trade import Agreement

AGREEMENTS: Final = frozenset({DocumentKind.COOP_AGREEMENT, DocumentKind.REBATE_AGREEMENT})
NUMBER_LENGTH: Final = 120
TITLE_LENGTH: Final = 300
NAME_LENGTH: Final = 200
READ: Final = "read"
"""State of an agreement that nobody but a reader has stated."""


def post_agreements(
    session: Session, document: Document, papers: Sequence[Paper], *, account_id: int | None, actor: str, now: datetime
) -> None:
    """Keeps the agreement rows of a document's papers in line with what they say. A paper without a number makes none."""
    listed = session.scalars(select(Agreement).join(Paper, Paper.id == Agreement.paper_id).where(Paper.document_id == document.id))
    rows = {row.paper_id: row for row in listed}
    for paper in papers:
        row = rows.pop(paper.id, None)
        stated = _stated(paper) if paper.kind in AGREEMENTS else None
        if stated is None:
            if row is not None and row.state == READ:
                session.delete(row)
        elif row is not None:
            _bring_up_to_date(session, document, row, stated)
        elif not _known(session, document.supplier_id, stated):
            version = _next_version(session, document.supplier_id, stated["number"])
            session.add(
                Agreement(
                    supplier_id=document.supplier_id,
                    account_id=account_id,
                    paper_id=paper.id,
                    version=version,
                    recorded_at=now,
                    recorded_by=actor,
                    **stated,
                )
            )
        session.flush()
    for row in rows.values():
        if row.state == READ:
            session.delete(row)
    session.flush()


def _bring_up_to_date(session: Session, document: Document, row: Agreement, stated: Mapping[str, Any]) -> None:
    """What the paper says now; under another number it is a version of that other agreement. What a person decided stays."""
    if row.state != READ:
        return
    if row.number != stated["number"]:
        row.version = _next_version(session, document.supplier_id, stated["number"])
    for name, value in stated.items():
        setattr(row, name, value)


def _next_version(session: Session, supplier_id: int, number: str) -> int:
    last = session.scalar(select(func.max(Agreement.version)).where(Agreement.supplier_id == supplier_id, Agreement.number == number))
    return (last or 0) + 1


def _known(session: Session, supplier_id: int, stated: Mapping[str, Any]) -> bool:
    """True where another paper states just the same: a copy is no new version."""
    others = session.scalars(select(Agreement).where(Agreement.supplier_id == supplier_id, Agreement.number == stated["number"]))
    return any(all(getattr(other, name) == value for name, value in stated.items()) for other in others)


def _stated(paper: Paper) -> dict[str, Any] | None:
    """What an agreement's paper says in the columns of its row, all else by the names of contract.md; None without a number."""
    fields = paper.content["fields"]
    number = _text(fields, "agreement_number", NUMBER_LENGTH)
    if not number:
        return None
    in_columns = {"agreement_number", "title", "payer_name", "earner_name", "start_date", "end_date", "currency"}
    terms: dict[str, Any] = {name: field["value"] for name, field in fields.items() if name not in in_columns}
    tiers = [{name: cell["value"] for name, cell in line.items()} for line in paper.content["lines"]]
    return {
        "number": number,
        "kind": paper.kind.value,
        "title": _text(fields, "title", TITLE_LENGTH),
        "payer": _text(fields, "payer_name", NAME_LENGTH),
        "earner": _text(fields, "earner_name", NAME_LENGTH),
        "starts_on": _day(fields, "start_date"),
        "ends_on": _day(fields, "end_date"),
        "currency": _text(fields, "currency", len("USD")) or None,
        "terms": terms | ({"tiers": tiers} if tiers else {}),
    }


def _text(fields: Mapping[str, Any], name: str, longest: int) -> str:
    return str(fields[name]["value"])[:longest] if name in fields else ""


def _day(fields: Mapping[str, Any], name: str) -> date | None:
    try:
        return date.fromisoformat(str(fields[name]["value"])[:10]) if name in fields else None
    except ValueError:
        return None
