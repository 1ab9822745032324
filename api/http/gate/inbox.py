"""What came in and what became of it, of the suppliers that one works for: for the inbox, and papers that belong to nobody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, Select, exists, func, select

from api.http.gate.rows import Gate
from api.http.paging import Page, cursor, number_after, page_by_number
from api.http.shapes.documents import DocumentListed
from ledger.models import Document, DocumentOrigin, DocumentState, HandLink, Job, Paper, PaperLink

SHOWN: Final = ("all", "review", "waiting", "failed", "unused")
MOST_COUNTED: Final = 10_000
"""Beyond so many, the inbox says "more than"."""


@dataclass(frozen=True, slots=True)
class PaperListed:
    """A paper of a document in the inbox: its kind and how many of its fields are for a person."""

    position: int
    kind: str
    to_review: int


@dataclass(frozen=True, slots=True)
class Arrival:
    """A document in the inbox, its papers, its place among the jobs, and the account that it came for."""

    document: DocumentListed
    papers: Sequence[PaperListed]
    account_id: int | None
    via: str
    progress: tuple[int, int | None, str] | None


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A paper that belongs to no order: why, and to which orders it could."""

    paper: Paper
    document: Document
    account_id: int
    why: str
    candidates: Sequence[str]


def inbox(gate: Gate, *, supplier_id: int | None, shown: str, limit: int, after: str | None) -> tuple[list[Arrival], str | None]:
    """Documents of one sort (`SHOWN`), the latest first, and the cursor of the next page."""
    wanted = _of_sort(gate.seen_inside(Document), shown)
    if supplier_id is not None:
        wanted = wanted.where(Document.supplier_id == supplier_id)
    found: Page[DocumentListed] = page_by_number(gate.session, wanted, Document.id, DocumentListed.of, limit=limit, after=after)
    return _arrivals(gate, found.items), found.next


def inbox_counts(gate: Gate, supplier_id: int | None) -> Mapping[str, int]:
    """How many documents of each sort there are, up to `MOST_COUNTED`."""
    counts = {}
    for shown in SHOWN:
        wanted = _of_sort(gate.seen_inside(Document), shown)
        if supplier_id is not None:
            wanted = wanted.where(Document.supplier_id == supplier_id)
        some = wanted.with_only_columns(Document.id).limit(MOST_COUNTED).subquery()
        counts[shown] = gate.session.scalar(select(func.count()).select_from(some)) or 0
    return counts


def unmatched(gate: Gate, *, supplier_id: int | None, limit: int, after: str | None) -> tuple[list[Unmatched], str | None]:
    """Papers that the matcher tied to nobody and no person did either, the latest first, and the cursor of the next page."""
    wanted = _tied_to_nobody(gate, supplier_id).add_columns(PaperLink, Document)
    last = number_after(after)
    if last is not None:
        wanted = wanted.where(PaperLink.id < last)
    rows = gate.session.execute(wanted.order_by(PaperLink.id.desc()).limit(limit + 1)).all()
    given = [Unmatched(paper, document, link.account_id, link.why, link.candidates) for paper, link, document in rows[:limit]]
    return given, cursor(rows[limit - 1][1].id) if len(rows) > limit else None


def unmatched_count(gate: Gate, supplier_id: int | None) -> int:
    """How many papers belong to nobody, up to `MOST_COUNTED`."""
    some = _tied_to_nobody(gate, supplier_id).with_only_columns(Paper.id).limit(MOST_COUNTED).subquery()
    return gate.session.scalar(select(func.count()).select_from(some)) or 0


def _tied_to_nobody(gate: Gate, supplier_id: int | None) -> Select[Paper]:
    tied = exists().where(HandLink.paper_id == Paper.id, HandLink.linked, HandLink.undone_at.is_(None))
    wanted = (
        gate.seen_inside(Paper)
        .join(PaperLink, PaperLink.paper_id == Paper.id)
        .where(PaperLink.how == "unmatched", Paper.gone.is_(False), ~tied)
    )
    return wanted if supplier_id is None else wanted.where(Document.supplier_id == supplier_id)


def _arrivals(gate: Gate, documents: Sequence[DocumentListed]) -> list[Arrival]:
    numbers = [document.id for document in documents]
    papers: dict[int, list[PaperListed]] = {}
    known = gate.seen(Paper).where(Paper.document_id.in_(numbers), Paper.gone.is_(False)).order_by(Paper.document_id, Paper.place)
    for row in gate.session.scalars(known):
        papers.setdefault(row.document_id, []).append(PaperListed(row.position, row.kind.value, row.to_review))
    came = select(DocumentOrigin).where(DocumentOrigin.document_id.in_(numbers)).order_by(DocumentOrigin.id)
    origins = {row.document_id: row for row in gate.session.scalars(came)}
    jobs = {
        row.key: (row.done, row.total, row.message)
        for row in gate.session.scalars(
            select(Job).join(Document, Document.job_id == Job.key).where(Document.id.in_(numbers), Document.state == DocumentState.RECEIVED)
        )
    }
    keys = dict(gate.session.execute(select(Document.id, Document.job_id).where(Document.id.in_(numbers))).all())
    return [
        Arrival(
            document=document,
            papers=papers.get(document.id, []),
            account_id=origins[document.id].account_id if document.id in origins else None,
            via=origins[document.id].via if document.id in origins else "",
            progress=jobs.get(keys.get(document.id) or ""),
        )
        for document in documents
    ]


def _of_sort(wanted: Select[Document], shown: str) -> Select[Document]:
    conditions: Mapping[str, ColumnElement[bool]] = {
        "review": exists().where(Paper.document_id == Document.id, Paper.to_review > 0, Paper.gone.is_(False)),
        "waiting": Document.state == DocumentState.RECEIVED,
        "failed": Document.state == DocumentState.FAILED,
        "unused": Document.state == DocumentState.UNUSED,
    }
    return wanted.where(conditions[shown]) if shown in conditions else wanted
