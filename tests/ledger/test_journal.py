"""The journal shows when somebody meddled with it."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session, sessionmaker

from ledger.journal import broken_links, record
from ledger.operation import JournalEntry

pytestmark = pytest.mark.both_engines

NOW = datetime(2026, 11, 1, 9, 30, 0, 123456, tzinfo=UTC)


def written(sessions: sessionmaker[Session], count: int) -> None:
    with sessions.begin() as session:
        for number in range(count):
            record(
                session, supplier_id=None, actor="ana", now=NOW, action="note", noun="house", noun_id=None, after={"n": number, "é": "ü"}
            )


def test_an_untouched_chain_holds(sessions: sessionmaker[Session]) -> None:
    written(sessions, 5)
    with sessions() as session:
        assert list(broken_links(session, "house")) == []


def test_a_changed_entry_shows(sessions: sessionmaker[Session]) -> None:
    written(sessions, 5)
    with sessions.begin() as session:
        session.execute(update(JournalEntry).where(JournalEntry.sequence == 3).values(actor="bob"))
    with sessions() as session:
        assert [(b.sequence, b.message) for b in broken_links(session, "house")] == [(3, "the entry was changed after it was written")]


def test_a_cut_off_end_shows(sessions: sessionmaker[Session]) -> None:
    written(sessions, 5)
    with sessions.begin() as session:
        session.delete(session.query(JournalEntry).filter_by(sequence=5).one())
    with sessions() as session:
        assert [b.message for b in broken_links(session, "house")] == ["the last entries are missing"]
