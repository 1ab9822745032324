"""Finding by words, and watched places, as far as a request may see them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from sqlalchemy import select

from api.http.gate.rows import Gate
from api.http.paging import Page, cursor, number_after, page_by_number
from api.http.permissions import Action
from api.http.shapes.search import HitShown, PlaceShown
from ledger.models import Case, Document, Paper, WatchedPlace
from ledger.search import Hit, find

NUMBER: Final = re.compile(r"#?([1-9]\d{0,8})")
LONGEST_NUMBER: Final = 9
NUMBERED: Final = 4
"""Cases that are shown because of their number, so that what is found by its words is seen below them."""


def found(gate: Gate, query: str, *, supplier_id: int | None, noun: str | None, limit: int, after: str | None) -> Page[HitShown]:
    """Papers and cases that may be seen and hold every word. Cases whose number is or begins with what was typed come first."""
    known = gate.scope.supplier_ids
    if supplier_id is not None:
        known = (supplier_id,) if gate.scope.sees(supplier_id) else ()
    first = [] if noun == "paper" else numbered(gate, query, known)[: limit - 1]
    room = limit if after is not None else limit - len(first)
    hits = find(gate.session, query, supplier_ids=known, nouns=(noun,) if noun else (), limit=room, after=number_after(after))
    known_first = {case.id for case in first}
    others = [hit for hit in hits.hits if hit.noun != "case" or hit.noun_id not in known_first]
    shown = [*(_case_shown(case) for case in first if after is None), *_shown(gate, others)]
    return Page(items=shown, next=None if hits.next is None else cursor(hits.next))


def numbered(gate: Gate, query: str, supplier_ids: Sequence[int] | None = None) -> list[Case]:
    """The cases of that number and those whose number begins with it, the lowest first; none where a number was not typed."""
    typed = NUMBER.fullmatch(query.strip())
    if typed is None:
        return []
    number = int(typed[1])
    # Both values are named so that the index of all cases by number serves, too.
    wanted = gate.seen(Case).where(Case.closed.in_([False, True])).order_by(Case.number, Case.id)
    if supplier_ids is not None:
        wanted = wanted.where(Case.supplier_id.in_(supplier_ids))
    cases: list[Case] = []
    for more in range(LONGEST_NUMBER - len(typed[1]) + 1):
        low = number * 10**more
        cases += gate.session.scalars(wanted.where(Case.number.between(low, low + 10**more - 1)).limit(NUMBERED - len(cases)))
        if len(cases) >= NUMBERED:
            break
    return cases


def _case_shown(case: Case, excerpt: str = "") -> HitShown:
    return HitShown(
        supplier_id=case.supplier_id,
        noun="case",
        noun_id=case.id,
        document_id=None,
        number=case.number,
        title=case.reference,
        excerpt=excerpt or f"#{case.number} {case.reference}".strip().lower(),
    )


def _shown(gate: Gate, hits: Sequence[Hit]) -> list[HitShown]:
    papers = [hit.noun_id for hit in hits if hit.noun == "paper"]
    of_papers = (
        select(Paper.id, Paper.document_id, Document.name).join(Document, Document.id == Paper.document_id).where(Paper.id.in_(papers))
    )
    documents = {row.id: row for row in gate.session.execute(of_papers)}
    wanted = gate.seen(Case).where(Case.id.in_([hit.noun_id for hit in hits if hit.noun == "case"]))
    cases = {case.id: case for case in gate.session.scalars(wanted)}
    shown = []
    for hit in hits:
        if hit.noun == "case" and hit.noun_id in cases:
            shown.append(_case_shown(cases[hit.noun_id], hit.excerpt))
            continue
        document = documents.get(hit.noun_id) if hit.noun == "paper" else None
        shown.append(
            HitShown(
                supplier_id=hit.supplier_id,
                noun=hit.noun,
                noun_id=hit.noun_id,
                document_id=document.document_id if document is not None else None,
                number=None,
                title=document.name if document is not None else "",
                excerpt=hit.excerpt,
            )
        )
    return shown


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
