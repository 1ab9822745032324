"""A small office for tests: a ledger, a store, inline work, one reader, a supplier with one account."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from cases.background.desk import Desk
from cases.background.inline_work import InlineWork
from cases.background.work import JobView, WorkKind
from cases.intake.posting import post, touch_posted
from cases.intake.reading import read_handler
from cases.intake.receiving import Received, receive
from extractors.read import ReaderPool, ReadFile
from extractors.sandbox import Sandbox
from facts.documents import Document as PaperContent
from facts.documents import DocumentKind, Field, FileReading, Source, Value
from facts.evidence import Box
from ledger.derived import DerivedFiles
from ledger.files import FileStore, open_files
from ledger.frames import AccountFacts, facts_of
from ledger.journal import broken_links, chain_of
from ledger.operation import JournalEntry, Touch
from ledger.papers import Document, Paper
from ledger.suppliers import Account, Supplier
from matchers.frames import collect
from matchers.judge import Judgement, judge
from rules.loader import load_rules

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
TODAY = date(2026, 11, 2)
CLERK = "clerk@example.org"


@dataclass
class Office:
    """What a test needs at hand. The clock stands still unless it is moved."""

    sessions: sessionmaker[Session]
    files: FileStore
    pool: ReaderPool
    work: InlineWork = field(default_factory=InlineWork)
    now: datetime = NOON
    supplier_id: int = 0
    account_id: int = 0
    derived: DerivedFiles = field(default_factory=DerivedFiles)

    def __post_init__(self) -> None:
        with self.sessions.begin() as session:
            supplier = Supplier(name="Halden", slug="halden", created_at=self.now)
            session.add(supplier)
            session.flush()
            self.supplier_id = supplier.id
        self.account_id = self.open_account("amazon_us")

    def open_account(self, retailer: str, folder: str = "") -> int:
        with self.sessions.begin() as session:
            account = Account(supplier_id=self.supplier_id, retailer=retailer, folder=folder, currency="USD", created_at=self.now)
            session.add(account)
            session.flush()
            return account.id

    @property
    def desk(self) -> Desk:
        return Desk(self.sessions, self.files, self.work, lambda: self.now, self._readers, Sandbox, self.derived)

    @contextlib.contextmanager
    def _readers(self) -> Iterator[ReaderPool]:
        yield self.pool

    def later(self, **by: float) -> None:
        self.now += timedelta(**by)

    def receive(self, path: str, content: bytes, account_id: int | None = -1, via: str = "upload") -> Received:
        account = self.account_id if account_id == -1 else account_id
        with self.sessions.begin() as session:
            return receive(
                session, self.files, self.work, supplier_id=self.supplier_id, account_id=account,
                path=path, content=content, via=via, actor=CLERK, now=self.now,
            )  # fmt: skip

    def read_all(self) -> list[JobView]:
        return self.work.run_pending(
            self.sessions, self.now, handlers={WorkKind.READ: read_handler(self.desk)}, kinds=[WorkKind.READ], raising=True
        )

    def take_in(self, path: str, content: bytes, account_id: int | None = -1) -> int:
        document = self.receive(path, content, account_id).document
        self.read_all()
        return document.id

    def facts(self, account_id: int | None = None) -> AccountFacts:
        with self.sessions() as session:
            return facts_of(session, account_id or self.account_id)

    def judged(self, account_id: int | None = None, as_of: date = TODAY) -> Judgement:
        facts = self.facts(account_id)
        frames = collect(facts.readings, facts.tables, facts.hidden_payments)
        return judge(frames, load_rules("amazon_us", None, as_of), as_of)

    def papers(self, document_id: int) -> list[Paper]:
        with self.sessions() as session:
            return list(session.scalars(select(Paper).where(Paper.document_id == document_id).order_by(Paper.place, Paper.id)))

    def document(self, document_id: int) -> Document:
        with self.sessions() as session:
            return session.get_one(Document, document_id)


def open_office(sessions: sessionmaker[Session], pool: ReaderPool, folder: Path) -> Office:
    return Office(sessions, open_files(str(folder / "files")), pool, derived=DerivedFiles(folder / "derived"))


def seen(value: Value, text: str | None = None, *, page: int = 1, top: float = 100.0, review: bool = False) -> Field:
    """A field as a reader gives it."""
    return Field(value, str(value) if text is None else text, 0.9, page, Box(50.0, top, 150.0, top + 10), review)


def paper(kind: DocumentKind, *, pages: tuple[int, ...] = (1,), lines: tuple[dict[str, Field], ...] = (), **fields: Field) -> PaperContent:
    """A scanned paper as a reader gives it."""
    return PaperContent(kind, Source.OCR, 0.95, pages, "en", fields, lines)


def post_papers(office: Office, document_id: int, *papers: PaperContent, reader: str = "one") -> None:
    """Posts what readers would have seen in a document."""
    with office.sessions.begin() as session:
        document = session.get_one(Document, document_id)
        read = ReadFile(FileReading("x", document.sha256, papers))
        posted = post(session, office.work, document_id, read, reader=reader, now=office.now)
        touch_posted(session, office.work, [posted], cause="read", now=office.now)


def touches(office: Office) -> list[tuple[int, int | None, tuple[str, ...]]]:
    """What waits to be judged: account, document, keys."""
    with office.sessions() as session:
        return [(t.account_id, t.document_id, tuple(t.keys)) for t in session.scalars(select(Touch).order_by(Touch.id))]


def journal(office: Office) -> list[tuple[str, str]]:
    """What was done, in order: action and noun; the chain holds."""
    with office.sessions() as session:
        assert not list(broken_links(session, chain_of(office.supplier_id)))
        return [(e.action, e.noun) for e in session.scalars(select(JournalEntry).order_by(JournalEntry.id))]
