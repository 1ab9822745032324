"""Finding by words, and watched places, as far as a request may see them."""

from __future__ import annotations

from sqlalchemy import select

from api.http.gate.rows import Gate
from api.http.paging import Page, cursor, number_after, page_by_number
from api.http.permissions import Action
from api.http.shapes.search import HitShown, PlaceShown
from ledger.models import Paper, WatchedPlace
from ledger.search import find


def found(gate: Gate, query: str, *, supplier_id: int | None, noun: str | None, limit: int, after: str | None) -> Page[HitShown]:
    """Papers and cases that may be seen and hold every word."""
    known = gate.scope.supplier_ids
    if supplier_id is not None:
        known = (supplier_id,) if gate.scope.sees(supplier_id) else ()
    hits = find(gate.session, query, supplier_ids=known, nouns=(noun,) if noun else (), limit=limit, after=number_after(after))
    papers = [hit.noun_id for hit in hits.hits if hit.noun == "paper"]
    rows = gate.session.execute(select(Paper.id, Paper.document_id).where(Paper.id.in_(papers)))
    documents = {row.id: row.document_id for row in rows}
    items = [
        HitShown(
            supplier_id=hit.supplier_id,
            noun=hit.noun,
            noun_id=hit.noun_id,
            document_id=documents.get(hit.noun_id) if hit.noun == "paper" else None,
            excerpt=hit.excerpt,
        )
        for hit in hits.hits
    ]
    return Page(items=items, next=None if hits.next is None else cursor(hits.next))


def place(gate: Gate, number: int, action: Action = Action.READ) -> WatchedPlace:
    """A watched place that may be seen. Raises NotFoundError, NotAllowedError."""
    return gate.one(WatchedPlace, number, action)


def places(gate: Gate, *, supplier_id: int | None, limit: int, after: str | None) -> Page[PlaceShown]:
    """Watched places of the suppliers that one may arrange things for, the latest first."""
    wanted = gate.seen(WatchedPlace)
    if not gate.scope.may(Action.ARRANGE, None):
        wanted = wanted.where(WatchedPlace.supplier_id.in_([s for s in gate.scope.roles if gate.scope.may(Action.ARRANGE, s)]))
    if supplier_id is not None:
        wanted = wanted.where(WatchedPlace.supplier_id == supplier_id)
    return page_by_number(gate.session, wanted, WatchedPlace.id, PlaceShown.of, limit=limit, after=after)
