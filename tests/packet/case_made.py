"""A case with papers in the ledger and in the file store, ready to be packed and filed."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session, sessionmaker

from cases.background.desk import Desk
from cases.background.inline_work import InlineWork
from extractors.sandbox import Sandbox
from facts.documents import Document, DocumentKind, Field, Source
from facts.evidence import Box, Evidence
from ledger.cases import Case
from ledger.files import FileStore, open_files
from ledger.papers import Document as DocumentRow
from ledger.papers import DocumentOrigin, DocumentState, Paper
from tests.cases.office import NOW, Office, open_office
from tests.pages.papers_made import digital

BOX = Box(182.0, 110.0, 300.0, 122.0)
EVIDENCE = (
    Evidence("pods/scan_0007.pdf", "10 cartons, signed, no exceptions", page=1, box=BOX),
    Evidence("deductions/shortage_detail.csv", "invoiced 120, received 0, cost 4.17", row=14),
)


@dataclass
class Room:
    """An office with a file store, background work that runs when told, and a sandbox."""

    office: Office
    files: FileStore
    work: InlineWork
    sandbox: Sandbox
    sessions: sessionmaker[Session]

    @property
    def session(self) -> Session:
        return self.office.session

    @property
    def desk(self) -> Desk:
        def own() -> AbstractContextManager[Sandbox]:
            return nullcontext(self.sandbox)

        def none() -> Any:
            raise AssertionError("no reader is needed here")

        def clock() -> datetime:
            return self.office.now

        return Desk(self.sessions, self.files, self.work, clock, none, own)

    def paper(
        self, file: str = "pods/scan_0007.pdf", content: bytes | None = None, kind: DocumentKind = DocumentKind.PROOF_OF_DELIVERY
    ) -> DocumentRow:
        """A paper (a proof of delivery unless said otherwise) that came under this path."""
        sha256 = self.files.put(digital() if content is None else content)
        document = DocumentRow(
            supplier_id=self.office.supplier.id,
            sha256=sha256,
            size=1,
            name=file,
            state=DocumentState.READ,
            received_at=NOW,
            received_by="ana",
        )
        self.session.add(document)
        self.session.flush()
        said = Document(kind, Source.TEXT, 1.0, (1,), "en", {"total_cartons": Field(10, "10", page=1, box=BOX)})
        self.session.add_all(
            [
                DocumentOrigin(
                    document_id=document.id, account_id=self.office.account.id, path=file, via="upload", received_at=NOW, received_by="ana"
                ),
                Paper(document_id=document.id, position=0, kind=kind, source=Source.TEXT, content=said.to_json()),
            ]
        )
        self.session.flush()
        return document

    def case(self, **line: Any) -> Case:
        """A shortage case that cites a paper and a row."""
        evidence = [e.to_json() for e in line.pop("evidence", EVIDENCE)]
        return self.office.case({"evidence": evidence, **line})


def open_room(sessions: sessionmaker[Session], session: Session, sandbox: Sandbox) -> Room:
    """A room of its own for one test."""
    return Room(open_office(session), open_files("memory:///"), InlineWork(), sandbox, sessions)
