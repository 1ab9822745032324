"""The journal of a supplier, as a list and as news since a place in it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from api.http.gate.rows import Gate
from api.http.paging import Page, page_by_number
from api.http.shapes.cases import EventShown
from ledger.journal import chain_of
from ledger.models import JournalEntry

AT_A_TIME = 200


def events(gate: Gate, supplier_id: int, *, noun: str | None, actor: str | None, limit: int, after: str | None) -> Page[EventShown]:
    """What was done for a supplier that was looked up through the gate, the latest first."""
    wanted = gate.journal().where(JournalEntry.chain == chain_of(supplier_id))
    if noun is not None:
        wanted = wanted.where(JournalEntry.noun == noun)
    if actor is not None:
        wanted = wanted.where(JournalEntry.actor == actor)
    return page_by_number(gate.session, wanted, JournalEntry.id, EventShown.of, limit=limit, after=after)


def last_sequence(gate: Gate, supplier_id: int) -> int:
    """The place of the latest entry in the supplier's chain; 0 where there is none."""
    return gate.session.scalar(select(func.max(JournalEntry.sequence)).where(JournalEntry.chain == chain_of(supplier_id))) or 0


def news(gate: Gate, supplier_id: int, since: int) -> Sequence[EventShown]:
    """Entries after a place in the supplier's chain, the first one first, at most 200 of them.

    A chain is written under a lock, so that its sequence has no gaps and nothing appears before what was given already.
    """
    wanted = gate.journal().where(JournalEntry.chain == chain_of(supplier_id), JournalEntry.sequence > since)
    return [EventShown.of(row) for row in gate.session.scalars(wanted.order_by(JournalEntry.sequence).limit(AT_A_TIME))]
