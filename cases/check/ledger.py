"""Checks of what stands in the database: its form, references, the journal, money, sums, calculations, documents on their way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Table, and_, func, or_, select, text
from sqlalchemy.orm import Session, sessionmaker

from cases.background.work import ENDED
from cases.check.calculations import check_calculations
from cases.check.found import Checked, checked
from cases.check.rebates import check_rebates
from cases.check.sums import check_sums
from ledger.journal import broken_links
from ledger.mapping import MinorUnits, Row
from ledger.migrating import pending_on
from ledger.models import Document, DocumentState, Job, JournalEntry, JournalHead

CURRENCY: Final = "currency"


def check_ledger(reading: sessionmaker[Session]) -> Iterator[Checked]:
    """Checks the database part by part, each as of one moment; nothing is changed. Where its form is not the newest, nothing else is."""
    form = _one(reading, check_form)
    yield form
    if not form.sound:
        return
    for check in (check_references, check_journal, check_money, check_sums, check_rebates, check_calculations, check_documents):
        yield _one(reading, check)


def check_form(session: Session) -> Checked:
    """All migrations have run."""
    waiting = pending_on(session.connection())
    return checked("form of the database", 1, (f"migration {number} has yet to run: recoup migrate" for number in waiting))


def check_references(session: Session) -> Checked:
    """Every row that another names is there."""
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        said = [f"{table} row {number} names a row of {other} that is not there" for table, number, other, _ in broken]
    else:
        off = text("SELECT conname, conrelid::regclass FROM pg_constraint WHERE contype = 'f' AND NOT convalidated")
        said = [f"{name} on {table} was never checked" for name, table in connection.execute(off)]
    return checked("references", len(Row.metadata.tables), said)


def check_journal(session: Session) -> Checked:
    """Every chain of the journal holds from its first entry to its last."""
    heads = set(session.scalars(select(JournalHead.chain)))
    chains = sorted(heads | set(session.scalars(select(JournalEntry.chain).distinct())))
    headless = (f"{chain}: its end is not on record" for chain in chains if chain not in heads)
    broken = (f"{b.chain}, entry {b.sequence}: {b.message}" for chain in chains for b in broken_links(session, chain))
    entries = session.scalar(select(func.count()).select_from(JournalEntry)) or 0
    return checked("journal", entries, (*headless, *broken))


def check_money(session: Session) -> Checked:
    """Amounts are whole numbers and stand beside a currency."""
    connection = session.connection()
    tables = [t for _, t in sorted(Row.metadata.tables.items()) if any(isinstance(c.type, MinorUnits) for c in t.columns)]
    return checked("amounts", len(tables), (problem for table in tables for problem in _amounts(connection, table)))


def check_documents(session: Session) -> Checked:
    """Every document that waits for its reading has a job that will read it; every one that was read has its reading."""
    alive = select(Job.key).where(Job.state.not_in([state.value for state in ENDED]))
    lost = and_(Document.state == DocumentState.RECEIVED, or_(Document.job_id.is_(None), Document.job_id.not_in(alive)))
    unread = and_(Document.state == DocumentState.READ, Document.reading_id.is_(None))
    wanted = select(Document.id, Document.name, Document.state).where(or_(lost, unread)).order_by(Document.id)
    said = (
        f"document {number} ({name}) {'waits for a reading that nobody will do' if state is DocumentState.RECEIVED else 'has no reading'}"
        for number, name, state in session.execute(wanted.execution_options(yield_per=500))
    )
    return checked("documents", session.scalar(select(func.count()).select_from(Document)) or 0, said)


def _one(reading: sessionmaker[Session], check: Callable[[Session], Checked]) -> Checked:
    with reading() as session:
        return check(session)


def _amounts(connection: Connection, table: Table) -> Iterator[str]:
    amounts = [c for c in table.columns if isinstance(c.type, MinorUnits)]
    if connection.dialect.name == "sqlite":
        for amount in amounts:
            broken = func.typeof(amount).not_in(["integer", "null"])
            yield from (f"{table.name} row {key}: {amount.name} is no whole number" for key in _keys(connection, table, broken))
    if CURRENCY in table.columns:
        currency = table.columns[CURRENCY]
        there = or_(*(amount.is_not(None) for amount in amounts))
        odd = or_(currency.is_(None), func.length(currency) != 3, func.upper(currency) != currency)
        yield from (f"{table.name} row {key}: its amounts have no currency" for key in _keys(connection, table, and_(there, odd)))


def _keys(connection: Connection, table: Table, condition: ColumnElement[bool]) -> Iterator[Any]:
    yield from connection.scalars(select(*table.primary_key.columns).where(condition).execution_options(yield_per=500))
