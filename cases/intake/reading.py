"""The job that reads a document, and reading again what was read before, after readers or rules have changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.background.desk import Desk
from cases.background.work import Handler, Report, Task, TransientWorkError, Work, WorkKind
from cases.intake.page_views import keep_words
from cases.intake.posting import post, touch_posted
from cases.intake.receiving import reading_key, reading_path
from cases.intake.standing import Standing, standing
from cases.intake.told import told_of
from extractors.read import ReadFile
from extractors.told import Told
from extractors.version import reader_version
from ledger.journal import record
from ledger.papers import Document, DocumentOrigin, DocumentState


class MissingBytesError(Exception):
    """The bytes of a document are not in the store."""

    def __init__(self, document: Document) -> None:
        super().__init__(f"the bytes of document {document.id} ({document.name}) are not in the store; restore them or send the file again")


class NothingToReadAgainError(ValueError):
    """Neither documents nor an account were named."""

    def __init__(self) -> None:
        super().__init__("name the documents to read again, or an account")


@dataclass(frozen=True, slots=True)
class _Errand:
    """What a reading needs to begin: the bytes by hash, the path that says what kind of file it is, and what people said of it."""

    sha256: str
    path: str
    told: Told


def read_handler(desk: Desk) -> Handler:
    """Reads one document (payload `document_id`; `again` to read it although these readers have) and posts what it holds.

    A file that cannot be read is marked so, with the reason: the job is done all the same. Each file inside a container becomes a
    document with a job of its own. Running twice changes nothing.
    """

    def read(task: Task, report: Report) -> None:
        document_id = int(task.payload["document_id"])
        again = bool(task.payload.get("again"))
        with desk.sessions() as session:
            errand = _errand(session, document_id, again=again)
            stands = _standing(session, document_id, errand, task)
        if errand is None:
            return
        report(0, 1, f"reading {errand.path}")
        content = desk.files.get(errand.sha256)
        if content is None:
            with desk.sessions() as session:
                raise MissingBytesError(session.get_one(Document, document_id))
        found = _read(desk, errand, stands, content)
        with desk.sessions.begin() as session:
            if _errand(session, document_id, again=again) is None:
                return
            if stands is not None and session.get_one(Document, document_id).reading_id != stands.reading_id:
                raise TransientWorkError(f"{errand.path} was read meanwhile")
            now = desk.now()
            posted = post(session, desk.work, document_id, found, reader=reader_version(), told=errand.told, now=now)
            touch_posted(session, desk.work, [posted], cause=f"{errand.path} was read", now=now)
        report(1, 1, f"read {errand.path}")

    return read


def _standing(session: Session, document_id: int, errand: _Errand | None, task: Task) -> Standing | None:
    """What need not be read again, where only people's words changed since the last reading."""
    if errand is None or not task.payload.get("told_only"):
        return None
    return standing(session, document_id, errand.told, reader_version())


def _read(desk: Desk, errand: _Errand, stands: Standing | None, content: bytes) -> ReadFile:
    """What the readers see in a file, as far as it must be looked at; the words on its pages are kept."""
    if stands is not None and stands.whole:
        return stands.with_read(None, errand.path, errand.sha256)
    told = errand.told if stands is None else stands.told
    with desk.readers() as pool:
        found = pool.read_bytes(content, errand.path, keep=desk.files.put, told=told)
    keep_words(desk.derived, errand.sha256, found.pages)
    if stands is None or found.reading.error is not None:
        return found
    return stands.with_read(found, errand.path, errand.sha256)


def reprocess(
    session: Session,
    work: Work,
    *,
    document_ids: Sequence[int] | None = None,
    account_id: int | None = None,
    cause: str,
    now: datetime,
    actor: str,
    told_only: bool = False,
) -> list[str]:
    """Submits the reading of documents again, all of an account's where none are named; gives the keys of the jobs.

    Corrections and links by hand are laid over what comes of it. The reading in force stays in force until then. `told_only`: papers
    of which nobody said anything new are taken over from the last reading, where the same readers made it.
    """
    if document_ids is None and account_id is None:
        raise NothingToReadAgainError
    wanted = select(Document).order_by(Document.id)
    if document_ids is not None:
        wanted = wanted.where(Document.id.in_(document_ids))
    if account_id is not None:
        wanted = wanted.where(Document.id.in_(select(DocumentOrigin.document_id).where(DocumentOrigin.account_id == account_id)))
    keys = []
    for document in session.scalars(wanted.with_for_update()).all():
        document.job_id = reading_key(document.id, now)
        session.flush()
        payload = {"document_id": document.id, "again": True} | ({"told_only": True} if told_only else {})
        work.submit(session, WorkKind.READ, payload, document.job_id, now=now, supplier_id=document.supplier_id)
        keys.append(document.job_id)
        record(
            session,
            supplier_id=document.supplier_id,
            actor=actor,
            now=now,
            action="reading again",
            noun="document",
            noun_id=document.id,
            reason=cause,
        )
    return keys


def _errand(session: Session, document_id: int, *, again: bool) -> _Errand | None:
    """What there is to read, None where somebody has read it meanwhile."""
    document = session.get(Document, document_id)
    if document is None or (document.state is not DocumentState.RECEIVED and not again):
        return None
    return _Errand(document.sha256, reading_path(session, document), told_of(session, document_id))
