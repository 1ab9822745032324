"""How files come in: the same bytes are the same document within one supplier, and every way by which they came is kept."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from cases.background.work import ENDED, Work, WorkKind
from cases.intake.file_names import beside, harmless_path, part_path
from cases.intake.touches import touch_documents
from extractors.kinds import ending
from extractors.read import FILE_LIMIT, FoundPart, too_deep
from ledger.database import is_sqlite
from ledger.files import FileStore
from ledger.journal import record
from ledger.papers import Document, DocumentOrigin, DocumentState, Reading
from ledger.suppliers import Account

NAME_LENGTH: Final = 500
PART: Final = "part"
"""How a file inside a mail or archive came."""
NAMESAKES: Final = 100_000
"""Files of one name that an account takes."""


class FileTooLargeError(Exception):
    """The file has more bytes than are taken in."""

    def __init__(self, path: str, size: int, limit: int) -> None:
        super().__init__(f"{path} has {size / 1_000_000:.1f} megabytes, and {limit / 1_000_000:.0f} are the most; split it")


class ForeignAccountError(Exception):
    """The account is another supplier's."""

    def __init__(self, account_id: int) -> None:
        super().__init__(f"account {account_id} does not belong to this supplier")


@dataclass(frozen=True, slots=True)
class Received:
    """A document that came in, and whether its bytes were new to the supplier."""

    document: Document
    new: bool


@dataclass(frozen=True, slots=True)
class Arrival:
    """One way by which a file comes: for whom, under which path (harmless already), how, and through whom."""

    supplier_id: int
    account_id: int | None
    path: str
    via: str
    actor: str
    now: datetime
    batch_id: int | None = None
    container_id: int | None = None
    detail: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Admitted:
    """What an arrival came to: the document, locked; whether its bytes are new; and the documents that it brought into the account."""

    document: Document
    new: bool
    entered: tuple[int, ...]


def receive(
    session: Session,
    files: FileStore,
    work: Work,
    *,
    supplier_id: int,
    account_id: int | None,
    path: str,
    content: bytes,
    via: str,
    actor: str,
    now: datetime,
    batch_id: int | None = None,
    container_id: int | None = None,
    detail: Mapping[str, Any] | None = None,
) -> Received:
    """Takes a file in: its bytes into the store, its rows and the job that reads it into this transaction.

    Known bytes that come for a further account or under a further path are noted and not read again; that account is judged anew.
    What could not be read, or is under another ending, gets another try. Raises FileTooLargeError and ForeignAccountError.
    """
    arrival = Arrival(supplier_id, account_id, harmless_path(path), via, actor, now, batch_id, container_id, detail)
    admitted = take_in(session, files, work, arrival, content)
    if account_id is not None:
        touch_documents(session, work, account_id, admitted.entered, cause=f"{arrival.path} came in", now=now)
    if batch_id is None:
        after = {"path": arrival.path, "via": via, "sha256": admitted.document.sha256, "account_id": account_id, "new": admitted.new}
        record(
            session,
            supplier_id=supplier_id,
            actor=actor,
            now=now,
            action="received",
            noun="document",
            noun_id=admitted.document.id,
            after=after,
        )
    return Received(admitted.document, admitted.new)


def assign_document(session: Session, work: Work, *, document_id: int, account_id: int, actor: str, now: datetime) -> bool:
    """Brings a document that came for no account, or for another one, into an account, its parts with it; that one is judged anew.

    False where it is there already. Raises ForeignAccountError.
    """
    document = session.get_one(Document, document_id)
    ways = origins_of(session, document_id)
    path = ways[0].path if ways else document.name
    before = session.scalar(
        select(DocumentOrigin.id).where(DocumentOrigin.document_id == document_id, DocumentOrigin.account_id == account_id)
    )
    admitted = admit(session, work, Arrival(document.supplier_id, account_id, path, "assigned", actor, now), document.sha256, document.size)
    touch_documents(session, work, account_id, admitted.entered, cause=f"{path} was assigned", now=now)
    if before is None:
        record(
            session,
            supplier_id=document.supplier_id,
            actor=actor,
            now=now,
            action="assigned",
            noun="document",
            noun_id=document_id,
            after={"account_id": account_id, "path": path},
        )
    return before is None


def take_in(session: Session, files: FileStore, work: Work, arrival: Arrival, content: bytes) -> Admitted:
    """The same without judging anew what entered the account: the caller touches it once all files of its transaction are in."""
    if len(content) > FILE_LIMIT:
        raise FileTooLargeError(arrival.path, len(content), FILE_LIMIT)
    files.put(content)
    admitted = admit(session, work, arrival, hashlib.sha256(content).hexdigest(), len(content))
    submit_reading(session, work, admitted.document, arrival.path, now=arrival.now)
    return admitted


def admit(session: Session, work: Work, arrival: Arrival, sha256: str, size: int) -> Admitted:
    """The document of these bytes and the way it came; known parts of it come the same way.

    The bytes must be in the store already. Who calls sees to the reading, and touches the account with what entered it once all
    documents of the transaction are locked (see `locked`). Raises ForeignAccountError.
    """
    if arrival.account_id is not None:
        owner = session.scalar(select(Account.supplier_id).where(Account.id == arrival.account_id))
        if owner != arrival.supplier_id:
            raise ForeignAccountError(arrival.account_id)
    document, new = _document(session, arrival, sha256, size)
    origin = _origin(session, document, arrival)
    entered: tuple[int, ...] = ()
    if origin is not None and document.state is DocumentState.READ:
        entered = (document.id, *_parts_of_known(session, work, document, origin, arrival.now))
    return Admitted(document, new, entered)


def submit_reading(session: Session, work: Work, document: Document, path: str, *, now: datetime) -> bool:
    """Submits the reading of a document that still needs one; False where it was read, or is being read."""
    match document.state:
        case DocumentState.READ:
            return False
        case DocumentState.UNUSED if ending(path) == ending(document.name):
            return False
        case DocumentState.RECEIVED if document.job_id is not None:
            job = work.look(session, document.job_id)
            if job is not None and job.state not in ENDED:
                return False
        case _:
            pass
    if document.state is not DocumentState.RECEIVED:
        document.name = name_of(path)
    again = document.job_id is not None or document.state is not DocumentState.RECEIVED
    document.job_id = reading_key(document.id, now if again else None)
    document.state = DocumentState.RECEIVED
    session.flush()
    payload = {"document_id": document.id} | ({"again": True} if again else {})
    work.submit(session, WorkKind.READ, payload, document.job_id, now=now, supplier_id=document.supplier_id)
    return True


def reading_key(document_id: int, again: datetime | None) -> str:
    """The key of the job that reads a document: the first time, or again since a moment."""
    return f"read:{document_id}" if again is None else f"read:{document_id}:{again.timestamp():.6f}"


def take_parts(
    session: Session,
    work: Work,
    container: Document,
    origins: Sequence[DocumentOrigin],
    parts: Sequence[FoundPart],
    *,
    read: bool,
    now: datetime,
) -> dict[int, list[int]]:
    """The files inside a container as documents of their own, once for each way by which the container came.

    `read`: jobs are submitted for those that need reading. Gives, by account, the documents that were read already and are new
    there. The bytes must be in the store.
    """
    entered: dict[int, list[int]] = defaultdict(list)
    if not origins:
        return entered
    arrivals = [_part_arrival(container, origin, part, turn, now) for origin in origins for turn, part in enumerate(parts)]
    first = {part.sha256: (arrival, part) for arrival, part in zip(reversed(arrivals[: len(parts)]), reversed(parts), strict=True)}
    documents = {sha256: _document(session, arrival, sha256, part.size) for sha256, (arrival, part) in sorted(first.items())}
    for arrival, part in zip(arrivals, [*parts] * len(origins), strict=True):
        document, new = documents[part.sha256]
        came = _origin(session, document, arrival)
        _see_to_part(session, work, document, arrival, new=new, read=read)
        if came is not None and came.account_id is not None and document.state is DocumentState.READ:
            entered[came.account_id] += [document.id, *_parts_of_known(session, work, document, came, now)]
    return entered


def origins_of(session: Session, document_id: int) -> list[DocumentOrigin]:
    """The ways by which a document came, the first one first."""
    return list(session.scalars(select(DocumentOrigin).where(DocumentOrigin.document_id == document_id).order_by(DocumentOrigin.id)))


def reading_path(session: Session, document: Document) -> str:
    """The path by which readers tell what kind of file it is."""
    paths = [origin.path for origin in origins_of(session, document.id)]
    return next((path for path in paths if path.endswith(document.name)), paths[0] if paths else document.name)


def locked(session: Session, document_id: int) -> Document:
    """The document as it is now; nobody else changes it until the caller commits.

    Who locks more locks in this order: documents, accounts (by ascending id), then the journal. Else two transactions may wait
    for each other.
    """
    return session.get_one(Document, document_id, with_for_update=True, populate_existing=True)


def parts_in(content: Mapping[str, Any]) -> list[FoundPart]:
    """The files that a reading found inside its document."""
    return [FoundPart(str(part["name"]), str(part["sha256"]), int(part["size"])) for part in content.get("parts", ())]


def _see_to_part(session: Session, work: Work, document: Document, arrival: Arrival, *, new: bool, read: bool) -> None:
    """Submits the reading of a part, or says that it lies too deep for one."""
    error = too_deep(len(arrival.detail["turns"])) if arrival.detail else None
    if error is None and read:
        submit_reading(session, work, document, arrival.path, now=arrival.now)
    elif error is not None and new:
        document.state, document.error_code, document.error_message = DocumentState.FAILED, error.code.value, error.message


def _part_arrival(container: Document, origin: DocumentOrigin, part: FoundPart, turn: int, now: datetime) -> Arrival:
    return Arrival(
        container.supplier_id,
        origin.account_id,
        part_path(origin.path, part.name),
        PART,
        origin.received_by,
        now,
        origin.batch_id,
        container.id,
        {
            "within": origin.detail.get("within", origin.path),
            "turns": [*origin.detail.get("turns", ()), turn],
            "container": origin.path,
        },
    )


def _parts_of_known(session: Session, work: Work, document: Document, origin: DocumentOrigin, now: datetime) -> Iterable[int]:
    """What a known container that enters an account brings with it."""
    content = session.scalar(select(Reading.content).where(Reading.id == document.reading_id)) if document.reading_id else None
    if not content or not content.get("parts"):
        return ()
    entered = take_parts(session, work, document, [origin], parts_in(content), read=True, now=now)
    return entered.get(origin.account_id, ()) if origin.account_id is not None else ()


def _document(session: Session, arrival: Arrival, sha256: str, size: int) -> tuple[Document, bool]:
    """The supplier's document of these bytes, locked, and whether it is new; two that come at the same moment make one."""
    insert = sqlite.insert if is_sqlite(session) else postgresql.insert
    session.flush()
    made = session.scalar(
        insert(Document)
        .values(
            supplier_id=arrival.supplier_id,
            sha256=sha256,
            size=size,
            name=name_of(arrival.path),
            state=DocumentState.RECEIVED,
            container_id=arrival.container_id,
            received_at=arrival.now,
            received_by=arrival.actor,
        )
        .on_conflict_do_nothing(index_elements=[Document.supplier_id, Document.sha256])
        .returning(Document.id)
    )
    known = select(Document).where(Document.supplier_id == arrival.supplier_id, Document.sha256 == sha256)
    document = session.scalars(known.with_for_update().execution_options(populate_existing=True)).one()
    return document, made is not None


def _origin(session: Session, document: Document, arrival: Arrival) -> DocumentOrigin | None:
    """Notes how a document came; gives that origin where the document was not in the account (or with the supplier) before, else None."""
    here = DocumentOrigin.account_id == arrival.account_id if arrival.account_id is not None else DocumentOrigin.account_id.is_(None)
    mine = session.scalars(select(DocumentOrigin).where(DocumentOrigin.document_id == document.id, here)).all()
    if any(arrival.path in {origin.path, origin.detail.get("asked")} for origin in mine):
        return None
    origin = _placed(session, document, arrival)
    return None if mine else origin


def _placed(session: Session, document: Document, arrival: Arrival) -> DocumentOrigin:
    """A new origin under the path that was asked for, else under the next one beside it that is free in the account."""
    insert = sqlite.insert if is_sqlite(session) else postgresql.insert
    path, number = arrival.path, 1
    while number <= NAMESAKES:
        detail = dict(arrival.detail or {}) | ({"asked": arrival.path} if path != arrival.path else {})
        made = session.scalar(
            insert(DocumentOrigin)
            .values(
                document_id=document.id,
                account_id=arrival.account_id,
                path=path,
                via=arrival.via,
                batch_id=arrival.batch_id,
                received_at=arrival.now,
                received_by=arrival.actor,
                detail=detail,
            )
            .on_conflict_do_nothing(index_elements=[DocumentOrigin.account_id, DocumentOrigin.path])
            .returning(DocumentOrigin.id)
        )
        if made is not None:
            return session.get_one(DocumentOrigin, made)
        number = _next_number(session, arrival, number)
        path = beside(arrival.path, number)
    raise ValueError(f"{arrival.path}: no further file of that name is taken in")


def _next_number(session: Session, arrival: Arrival, last: int) -> int:
    """The number for a further file of the same name: after those that asked for the path before."""
    asked = select(DocumentOrigin.id).where(
        DocumentOrigin.account_id == arrival.account_id,
        DocumentOrigin.path.startswith(arrival.path.rpartition(".")[0] or arrival.path, autoescape=True),
        DocumentOrigin.detail["asked"].as_string() == arrival.path,
    )
    return max(last + 1, len(session.scalars(asked).all()) + 2)


def name_of(path: str) -> str:
    """The last part of a path; of a file inside a container, its own name."""
    return (path.rpartition("/")[2].rpartition("!")[2] or path)[-NAME_LENGTH:]
