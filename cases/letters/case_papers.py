"""Which documents and papers a case has: tied by the matcher or by a person, as they read now, by the path they go by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.filing.exhibits import LinkedPaper
from facts.documents import Document, FileReading
from facts.finding import Finding
from facts.identifiers import compact
from ledger.cases import Case
from ledger.papers import Document as DocumentRow
from ledger.papers import DocumentOrigin, HandLink, Paper, PaperLink, Reading


@dataclass(frozen=True, slots=True)
class FiledDocument:
    """A document that the case speaks of, under the path by which findings name it; its bytes lie in the file store by `sha256`."""

    id: int
    file: str
    sha256: str
    size: int
    name: str
    received_at: datetime


def linked_papers(session: Session, case: Case, filed: Sequence[Finding]) -> dict[str, tuple[LinkedPaper, ...]]:
    """Papers that belong to the lines, by finding: as the matcher tied them to orders, and as people decided, whose word counts more.

    What a person tied to the case itself belongs to every line and goes along whatever it is; what a person took from the case or
    from an order is not there.
    """
    orders = {compact(f.purchase_order) for f in filed if f.purchase_order}
    tied, decided = _tied_to_orders(session, case, orders), _decided_by_hand(session, case, orders)
    for (paper, order), belongs in decided.items():
        if belongs and order and paper not in tied[order]:
            tied[order][paper] = ""
    of_case = [paper for (paper, order), belongs in decided.items() if belongs and not order]
    known = _papers(session, case.account_id, {*of_case, *(paper for papers in tied.values() for paper in papers)})
    found: dict[str, tuple[LinkedPaper, ...]] = {}
    for finding in filed:
        order = compact(finding.purchase_order)
        mine = [replace(known[paper], by_hand=True) for paper in of_case if paper in known]
        for paper, bol in tied[order].items():
            if paper in known and decided.get((paper, order), True) and decided.get((paper, ""), True) and paper not in of_case:
                mine.append(replace(known[paper], bol=bol))
        if mine:
            found[finding.id] = tuple(mine)
    return found


def _tied_to_orders(session: Session, case: Case, orders: set[str]) -> defaultdict[str, dict[int, str]]:
    """By order, the papers that the matcher tied to it, each with the bill of lading number of its shipment."""
    tied: defaultdict[str, dict[int, str]] = defaultdict(dict)
    if not orders:
        return tied
    links = select(PaperLink).where(
        PaperLink.account_id == case.account_id, PaperLink.purchase_order.in_(orders), PaperLink.how != "unmatched"
    )
    for link in session.scalars(links.order_by(PaperLink.id)):
        tied[link.purchase_order][link.paper_id] = link.bol_number
    return tied


def _decided_by_hand(session: Session, case: Case, orders: set[str]) -> dict[tuple[int, str], bool]:
    """What people decided last about a paper and an order, or about a paper and this case (order empty)."""
    of_case = HandLink.case_id == case.id
    links = select(HandLink).where(of_case | HandLink.purchase_order.in_(orders) if orders else of_case, HandLink.undone_at.is_(None))
    return {
        (link.paper_id, "" if link.case_id is not None else compact(link.purchase_order or "")): link.linked
        for link in session.scalars(links.order_by(HandLink.id))
    }


def _papers(session: Session, account_id: int, ids: Iterable[int]) -> dict[int, LinkedPaper]:
    """Papers by id; one whose document never came for this account is left out."""
    rows = session.scalars(select(Paper).where(Paper.id.in_(list(ids)), Paper.gone.is_(False))).all()
    files = _paths(session, account_id, {row.document_id for row in rows})
    return {
        row.id: LinkedPaper(files[row.document_id], tuple(row.content.get("pages", ())), row.kind.value)
        for row in rows
        if row.document_id in files
    }


def _paths(session: Session, account_id: int, documents: Iterable[int]) -> dict[int, str]:
    """The path by which each document is known in the account: the one that it came by first."""
    first = (
        select(func.min(DocumentOrigin.id))
        .where(DocumentOrigin.account_id == account_id, DocumentOrigin.document_id.in_(list(documents)))
        .group_by(DocumentOrigin.document_id)
    )
    rows = session.execute(select(DocumentOrigin.document_id, DocumentOrigin.path).where(DocumentOrigin.id.in_(first)))
    return {row.document_id: row.path for row in rows}


def documents_by_path(session: Session, account_id: int, files: Iterable[str]) -> dict[str, FiledDocument]:
    """The documents that go by these paths in the account."""
    wanted = set(files)
    coming = select(DocumentOrigin.document_id).where(DocumentOrigin.account_id == account_id, DocumentOrigin.path.in_(wanted))
    paths = _paths(session, account_id, session.scalars(coming.distinct()))
    rows = session.scalars(select(DocumentRow).where(DocumentRow.id.in_(paths)).order_by(DocumentRow.id))
    return {
        paths[row.id]: FiledDocument(row.id, paths[row.id], row.sha256, row.size, row.name, row.received_at)
        for row in rows
        if paths[row.id] in wanted
    }


def readings_of(session: Session, documents: Iterable[FiledDocument]) -> list[FileReading]:
    """What the papers of these documents say now, corrections included."""
    by_id = {d.id: d for d in documents}
    contents: dict[int, list[dict[str, Any]]] = {document: [] for document in by_id}
    rows = select(Paper).where(Paper.document_id.in_(by_id), Paper.gone.is_(False)).order_by(Paper.document_id, Paper.position)
    for row in session.scalars(rows):
        contents[row.document_id].append(row.content)
    problems = problems_of(session, by_id)
    return [
        FileReading(
            by_id[document].file, by_id[document].sha256, tuple(map(Document.from_json, found)), problems=problems.get(document, ())
        )
        for document, found in contents.items()
    ]


def problems_of(session: Session, documents: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """What the reading in force says of each document as a whole, beside what it says of its papers."""
    rows = (
        select(DocumentRow.id, Reading.content["problems"])
        .join(Reading, Reading.id == DocumentRow.reading_id)
        .where(DocumentRow.id.in_(list(documents)))
    )
    return {document: tuple(map(str, problems)) for document, problems in session.execute(rows) if problems}
