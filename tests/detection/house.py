"""A supplier's account in a real ledger: files are posted as the readers give them, and judged by the service itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.accounts.rules_of_account import rules_for
from cases.background.inline_work import InlineWork
from cases.detection.detecting import Detected, detect
from cases.intake.posting import post, touch_posted
from cases.intake.touches import touch
from ledger.cases import Case, CaseState, Draft
from ledger.findings import FindingRow
from ledger.models import Account, Document, DocumentOrigin, JournalEntry, Supplier, Terms
from rules.model import Rules
from tests.detection.supplier import File

NOW = datetime(2026, 11, 1, 9, 30, tzinfo=UTC)


@dataclass
class House:
    """One account, its session, and the clock."""

    session: Session
    account: Account
    now: datetime = NOW
    work: InlineWork = field(default_factory=InlineWork)
    _documents: dict[str, int] = field(default_factory=dict)

    @property
    def today(self) -> date:
        return self.now.date()

    def later(self, days: int = 1) -> None:
        self.now += timedelta(days=days)

    def by(self, actor: str = "ana") -> dict[str, Any]:
        return {"rules": self.rules, "actor": actor, "now": self.now, "today": self.today}

    @property
    def rules(self) -> Rules:
        return rules_for(self.session, self.account.id, self.today)

    def receive(self, *files: File) -> None:
        """Files come in and are read; a file of a known name is read again and says something else."""
        postings = []
        for file in files:
            read = file.read()
            if file.name not in self._documents:
                document = Document(
                    supplier_id=self.account.supplier_id,
                    sha256=read.reading.sha256,
                    size=1,
                    name=file.name.rpartition("/")[2],
                    received_at=self.now,
                    received_by="ana",
                )
                self.session.add(document)
                self.session.flush()
                origin = DocumentOrigin(
                    document_id=document.id,
                    account_id=self.account.id,
                    path=file.name,
                    via="upload",
                    received_at=self.now,
                    received_by="ana",
                )
                self.session.add(origin)
                self._documents[file.name] = document.id
            postings.append(post(self.session, self.work, self._documents[file.name], read, reader="test", now=self.now))
        touch_posted(self.session, self.work, postings, cause="papers came in", now=self.now)

    def agree(self, text: str) -> None:
        """New terms are recorded."""
        version = len(self.session.scalars(select(Terms).where(Terms.account_id == self.account.id)).all()) + 1
        self.session.add(Terms(account_id=self.account.id, version=version, text=text, recorded_at=self.now, recorded_by="ana"))
        touch(self.session, self.work, self.account.id, cause="terms changed", now=self.now)

    def detect(self, **more: Any) -> Detected:
        values: dict[str, Any] = {"account_id": self.account.id, "as_of": self.today, "now": self.now, "actor": "recoup"}
        return detect(self.session, self.work, **(values | more))

    def take(self, *files: File, **more: Any) -> Detected:
        """Files come in and are judged."""
        self.receive(*files)
        return self.detect(**more)

    def case(self, key: str) -> Case:
        """The case whose key ends so."""
        return self.session.scalars(select(Case).where(Case.case_key.endswith(key))).one()

    def state(self, case: Case) -> CaseState:
        """Where a case stands now."""
        return case.state

    def draft(self, case: Case) -> Draft:
        """The latest draft of a case."""
        return self.session.scalars(select(Draft).where(Draft.case_id == case.id).order_by(Draft.version.desc())).first() or Draft()

    def cases(self) -> dict[str, Case]:
        return {c.case_key: c for c in self.session.scalars(select(Case).order_by(Case.id))}

    def rows(self) -> dict[str, FindingRow]:
        """The findings that the last judgement found, by key."""
        wanted = select(FindingRow).where(FindingRow.account_id == self.account.id, FindingRow.gone_at.is_(None))
        return {r.finding_key: r for r in self.session.scalars(wanted.order_by(FindingRow.id))}

    def entries(self, case: Case | None = None) -> list[JournalEntry]:
        """What was done, to a case or at all."""
        wanted = select(JournalEntry).order_by(JournalEntry.id)
        if case is not None:
            wanted = wanted.where(JournalEntry.noun == "case", JournalEntry.noun_id == case.id)
        return list(self.session.scalars(wanted))

    def journal(self, case: Case | None = None) -> list[str]:
        """The same by name."""
        return [e.action for e in self.entries(case)]


def open_house(session: Session, retailer: str = "amazon_us") -> House:
    """A new supplier with an account."""
    supplier = Supplier(name="Halden Kitchen Supply", slug="halden", created_at=NOW)
    session.add(supplier)
    session.flush()
    account = Account(supplier_id=supplier.id, retailer=retailer, currency="USD", created_at=NOW)
    session.add(account)
    session.flush()
    return House(session, account)
