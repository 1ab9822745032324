"""What is still for a person to look at: which paper comes next in the inbox's order, the latest document first."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_, select

from api.http.gate.rows import Gate
from ledger.models import Document, Paper


@dataclass(frozen=True, slots=True)
class PaperPlace:
    """A paper by its document and its position there."""

    document_id: int
    position: int


@dataclass(frozen=True, slots=True)
class Review:
    """The papers to look at before and after one, and how many there are in all; the one itself is none of them."""

    previous: PaperPlace | None
    next: PaperPlace | None
    left: int


def review_around(gate: Gate, document: Document, position: int) -> Review:
    """What is to be looked at around a paper of a document, among the documents of its supplier.

    After the last one comes the first again, so that what was skipped is met once more.
    """
    mine = and_(Document.supplier_id == document.supplier_id, Paper.to_review > 0, Paper.gone.is_(False))
    others = or_(Paper.document_id != document.id, Paper.position != position)
    later = or_(Paper.document_id < document.id, and_(Paper.document_id == document.id, Paper.position > position))
    earlier = or_(Paper.document_id > document.id, and_(Paper.document_id == document.id, Paper.position < position))
    left = select(func.count()).select_from(gate.seen(Paper).where(mine, others).with_only_columns(Paper.id).subquery())
    return Review(
        _nearest(gate, and_(mine, earlier), backwards=True),
        _nearest(gate, and_(mine, later)) or _nearest(gate, and_(mine, others)),
        gate.session.scalar(left) or 0,
    )


def _nearest(gate: Gate, wanted: ColumnElement[bool], *, backwards: bool = False) -> PaperPlace | None:
    order = (Paper.document_id, Paper.position.desc()) if backwards else (Paper.document_id.desc(), Paper.position)
    found = gate.session.scalars(gate.seen(Paper).where(wanted).order_by(*order).limit(1)).first()
    return None if found is None else PaperPlace(found.document_id, found.position)
