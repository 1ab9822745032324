"""Files that come together: what came of them as counts, and what went wrong by file."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.background.work import Work
from cases.intake.file_names import harmless_path
from cases.intake.receiving import Arrival, FileTooLargeError, Received, take_in
from cases.intake.touches import touch_documents
from ledger.files import FileStore
from ledger.journal import record
from ledger.papers import Batch, Document, DocumentOrigin, DocumentState

SOURCE_LENGTH: Final = 1000
MOST_NAMED: Final = 1_000
"""Files that went wrong and are kept by name in a batch's row; all of them are counted."""


@dataclass(frozen=True, slots=True)
class FailedFile:
    """A file that could not be read or was not taken in: its path, the code of contract.md, and what to do."""

    path: str
    code: str
    message: str

    def to_json(self) -> dict[str, str]:
        """As a batch's outcome holds it."""
        return {"file": self.path, "code": self.code, "message": self.message}


@dataclass(slots=True)
class BatchReceived:
    """What became of files that were sent together: those taken in, and those refused."""

    batch: Batch
    received: list[Received] = field(default_factory=list)
    refused: list[FailedFile] = field(default_factory=list)


def receive_batch(
    session: Session,
    files: FileStore,
    work: Work,
    contents: Iterable[tuple[str, bytes]],
    *,
    supplier_id: int,
    account_id: int | None,
    via: str,
    source: str,
    actor: str,
    now: datetime,
) -> BatchReceived:
    """Takes files in that were sent together (path and bytes of each). One that is refused stops none of the others."""
    batch = begin_batch(session, supplier_id=supplier_id, account_id=account_id, via=via, source=source, actor=actor, now=now)
    outcome = BatchReceived(batch)
    entered: list[int] = []
    # In the order of their hashes, so that two batches with the same files do not wait for each other's documents.
    for path, content in sorted(contents, key=lambda file: hashlib.sha256(file[1]).digest()):
        try:
            arrival = Arrival(supplier_id, account_id, harmless_path(path), via, actor, now, batch.id)
            admitted = take_in(session, files, work, arrival, content)
        except FileTooLargeError as refused:
            outcome.refused.append(FailedFile(path, "too_large", str(refused)))
        else:
            outcome.received.append(Received(admitted.document, admitted.new))
            entered += admitted.entered
    if account_id is not None:
        touch_documents(session, work, account_id, entered, cause="files came in", now=now)
    new = sum(1 for received in outcome.received if received.new)
    end_batch(session, batch.id, new=new, known=len(outcome.received) - new, failed=outcome.refused, actor=actor, now=now)
    return outcome


def begin_batch(session: Session, *, supplier_id: int, account_id: int | None, via: str, source: str, actor: str, now: datetime) -> Batch:
    """The row that files which come together name."""
    batch = Batch(
        supplier_id=supplier_id, account_id=account_id, via=via, source=source[:SOURCE_LENGTH], begun_at=now, begun_by=actor, outcome={}
    )
    session.add(batch)
    session.flush()
    return batch


def end_batch(session: Session, batch_id: int, *, new: int, known: int, failed: Sequence[FailedFile], actor: str, now: datetime) -> None:
    """Writes down what came of a batch, and that it came, into the journal."""
    batch = session.get_one(Batch, batch_id)
    counts = {"files": new + known + len(failed), "new": new, "known": known, "failed": len(failed)}
    batch.outcome = counts | {"problems": [file.to_json() for file in failed[:MOST_NAMED]]}
    session.flush()
    record(
        session,
        supplier_id=batch.supplier_id,
        actor=actor,
        now=now,
        action="received",
        noun="batch",
        noun_id=batch.id,
        after=counts | {"via": batch.via, "source": batch.source, "account_id": batch.account_id},
    )


def outcome_of(session: Session, batch_id: int) -> Mapping[str, Any]:
    """What came of a batch until now: the counts of its row, how many of its documents are in which state, and what failed, by name."""
    batch = session.get_one(Batch, batch_id)
    came = session.execute(
        select(DocumentOrigin.path, Document.state, Document.error_code, Document.error_message)
        .join(Document, Document.id == DocumentOrigin.document_id)
        .where(DocumentOrigin.batch_id == batch_id)
        .order_by(DocumentOrigin.id)
    ).all()
    states = Counter(row.state.value for row in came)
    problems = {entry["file"]: entry for entry in batch.outcome.get("problems", ())}
    for row in came:
        if row.state is DocumentState.FAILED:
            problems[row.path] = FailedFile(row.path, row.error_code or "corrupt", row.error_message or "").to_json()
    return {**batch.outcome, "states": dict(states), "failed": len(problems), "problems": list(problems.values())}
