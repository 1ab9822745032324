"""The journal: what was done, by whom, when and why, chained by hash so that tampering shows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.operation import JournalEntry, JournalHead

HOUSE: Final = "house"
START: Final = "0" * 64


def chain_of(supplier_id: int | None) -> str:
    """The chain that a supplier's entries stand in; the house's own where there is no supplier."""
    return HOUSE if supplier_id is None else f"supplier:{supplier_id}"


def record(
    session: Session,
    *,
    supplier_id: int | None,
    actor: str,
    now: datetime,
    action: str,
    noun: str,
    noun_id: int | None,
    reason: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> JournalEntry:
    """Adds an entry at the end of its chain. The chain stays locked until the caller commits."""
    chain = chain_of(supplier_id)
    head = session.get(JournalHead, chain, with_for_update=True, populate_existing=True)
    if head is None:
        head = _first_head(session, chain)
    entry = JournalEntry(
        chain=chain,
        sequence=head.sequence + 1,
        at=now,
        actor=actor,
        action=action,
        noun=noun,
        noun_id=noun_id,
        reason=reason,
        before=None if before is None else dict(before),
        after=None if after is None else dict(after),
        previous_hash=head.hash,
    )
    entry.hash = entry_hash(entry)
    head.sequence, head.hash = entry.sequence, entry.hash
    session.add(entry)
    session.flush()
    return entry


def _first_head(session: Session, chain: str) -> JournalHead:
    """The head of a new chain; where another transaction made it meanwhile, that one, locked."""
    with session.begin_nested() as attempt:
        session.add(JournalHead(chain=chain, sequence=0, hash=START))
        try:
            session.flush()
        except Exception:  # noqa: BLE001 - any refusal means that the row is there
            attempt.rollback()
    return session.get_one(JournalHead, chain, with_for_update=True, populate_existing=True)


def entry_hash(entry: JournalEntry) -> str:
    """SHA-256 over all that an entry says and the hash before it."""
    said = {
        "chain": entry.chain,
        "sequence": entry.sequence,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": entry.actor,
        "action": entry.action,
        "noun": entry.noun,
        "noun_id": entry.noun_id,
        "reason": entry.reason,
        "before": entry.before,
        "after": entry.after,
        "previous_hash": entry.previous_hash,
    }
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class BrokenLink:
    """A place where a chain does not hold: which entry, and what is wrong with it."""

    chain: str
    sequence: int
    message: str


def broken_links(session: Session, chain: str) -> Iterator[BrokenLink]:
    """Walks a chain from its start and names every place where it does not hold; nothing where it is sound."""
    expected, previous = 1, START
    in_order = select(JournalEntry).where(JournalEntry.chain == chain).order_by(JournalEntry.sequence)
    entries = session.scalars(in_order.execution_options(yield_per=1000))
    for entry in entries:
        if entry.sequence != expected:
            yield BrokenLink(chain, entry.sequence, f"entry {expected} is missing")
        if entry.previous_hash != previous:
            yield BrokenLink(chain, entry.sequence, "the hash of the entry before does not match")
        if entry_hash(entry) != entry.hash:
            yield BrokenLink(chain, entry.sequence, "the entry was changed after it was written")
        expected, previous = entry.sequence + 1, entry.hash
    head = session.get(JournalHead, chain)
    if head is not None and (head.sequence, head.hash) != (expected - 1, previous):
        yield BrokenLink(chain, head.sequence, "the last entries are missing")
