"""Documents, papers, links and batches, as far as a request may see them, and the way in for new ones."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from api.http.gate.jobs import job_of
from api.http.gate.own_readers import unsigned
from api.http.gate.rows import Gate
from api.http.paging import Page, page_by_number
from api.http.permissions import Action
from api.http.problems import NotFoundError
from api.http.shapes.documents import (
    BatchReceived,
    BatchShown,
    CorrectionShown,
    DocumentListed,
    DocumentReceived,
    DocumentShown,
    FileResult,
    LinkedShown,
    LinkShown,
    OriginShown,
    PaperShown,
)
from api.http.uploads import Arrived, too_large
from api.http.web_settings import WebSettings
from cases.intake.batches import FailedFile, begin_batch, end_batch, outcome_of
from cases.intake.file_names import harmless_path
from cases.intake.receiving import Arrival, FileTooLargeError, receive, take_in
from cases.intake.touches import touch_documents
from ledger.models import Account, Batch, Correction, Document, DocumentOrigin, DocumentState, HandLink, Paper, PaperLink, Reading, Supplier

UPLOAD = "upload"


def document(gate: Gate, number: int, action: Action = Action.READ) -> Document:
    """A document that may be seen. Raises NotFoundError, NotAllowedError."""
    return gate.one(Document, number, action)


def paper(gate: Gate, number: int, action: Action = Action.READ) -> Paper:
    """A paper that may be seen. Raises NotFoundError, NotAllowedError."""
    return gate.one(Paper, number, action)


def documents(
    gate: Gate,
    *,
    supplier_id: int | None,
    account_id: int | None,
    state: DocumentState | None,
    batch_id: int | None,
    container_id: int | None,
    to_review: bool | None,
    limit: int,
    after: str | None,
) -> Page[DocumentListed]:
    """Documents that may be seen, the latest first."""
    wanted = gate.seen(Document)
    for column, value in ((Document.supplier_id, supplier_id), (Document.state, state), (Document.container_id, container_id)):
        if value is not None:
            wanted = wanted.where(column == value)
    for origin, number in ((DocumentOrigin.account_id, account_id), (DocumentOrigin.batch_id, batch_id)):
        if number is not None:
            wanted = wanted.where(Document.id.in_(select(DocumentOrigin.document_id).where(origin == number)))
    if to_review is not None:
        unsure = select(Paper.document_id).where(Paper.to_review > 0, Paper.gone.is_(False))
        wanted = wanted.where(Document.id.in_(unsure) if to_review else Document.id.not_in(unsure))
    return page_by_number(
        gate.session, wanted, Document.id, lambda row: unsigned(gate, row.supplier_id, DocumentListed.of(row)), limit=limit, after=after
    )


def document_shown(gate: Gate, row: Document) -> DocumentShown:
    """A document with all that is known of it."""
    session = gate.session
    papers = session.scalars(gate.seen(Paper).where(Paper.document_id == row.id).order_by(Paper.position)).all()
    reading = session.get(Reading, row.reading_id) if row.reading_id is not None else None
    links = session.scalars(gate.seen(HandLink).where(Paper.document_id == row.id).order_by(HandLink.id)).all()
    corrections = session.scalars(gate.seen(Correction).where(Correction.document_id == row.id).order_by(Correction.id)).all()
    matched = session.scalars(select(PaperLink).where(PaperLink.paper_id.in_([p.id for p in papers])).order_by(PaperLink.id)).all()
    origins = session.scalars(select(DocumentOrigin).where(DocumentOrigin.document_id == row.id).order_by(DocumentOrigin.id)).all()
    shown = DocumentShown(
        **DocumentListed.of(row).model_dump(),
        job=job_of(gate, row.job_id),
        origins=[OriginShown.of(origin) for origin in origins],
        reading_version=reading.version if reading else None,
        readers=reading.reader if reading else None,
        reading=reading.content if reading else None,
        papers=[PaperShown.of(p) for p in papers],
        corrections=[CorrectionShown.of(c) for c in corrections],
        links=[LinkShown.of(link) for link in links],
        matched=[LinkedShown.model_validate(m) for m in matched],
    )
    return unsigned(gate, row.supplier_id, shown)


def readings(gate: Gate, row: Document) -> Sequence[Reading]:
    """All versions of a document's reading, the first one first."""
    return gate.session.scalars(gate.seen(Reading).where(Reading.document_id == row.id).order_by(Reading.version)).all()


def link(gate: Gate, number: int, action: Action = Action.READ) -> HandLink:
    """A link by hand that may be seen. Raises NotFoundError, NotAllowedError."""
    found = gate.one(HandLink, number, action)
    gate.require_inside(document(gate, paper(gate, found.paper_id).document_id).supplier_id)
    return found


def links(gate: Gate, *, paper_id: int | None, case_id: int | None, limit: int, after: str | None) -> Page[LinkShown]:
    """Links by hand, the latest first; who tied what is not for a supplier's own reader."""
    wanted = gate.seen_inside(HandLink)
    if paper_id is not None:
        wanted = wanted.where(HandLink.paper_id == paper_id)
    if case_id is not None:
        wanted = wanted.where(HandLink.case_id == case_id)
    return page_by_number(gate.session, wanted, HandLink.id, LinkShown.of, limit=limit, after=after)


def correction(gate: Gate, number: int, action: Action) -> Correction:
    """A correction of a document that may be seen. Raises NotFoundError, NotAllowedError."""
    return gate.one(Correction, number, action)


def take_one(gate: Gate, supplier: Supplier, account: Account | None, file: Arrived, path: str) -> DocumentReceived:
    """Takes one file in."""
    received = receive(
        gate.session,
        gate.desk.files,
        gate.desk.work,
        supplier_id=supplier.id,
        account_id=account.id if account else None,
        path=path,
        content=file.content(),
        via=UPLOAD,
        actor=gate.actor,
        now=gate.now,
    )
    taken = received.document
    return DocumentReceived(document=DocumentListed.of(taken), job=job_of(gate, taken.job_id), new=received.new)


def take_many(
    gate: Gate, supplier: Supplier, account: Account | None, files: Sequence[Arrived], source: str, settings: WebSettings
) -> BatchReceived:
    """Takes files in that were sent together, one in memory at a time; what is refused stops none of the others."""
    account_id = account.id if account else None
    batch = begin_batch(
        gate.session, supplier_id=supplier.id, account_id=account_id, via=UPLOAD, source=source, actor=gate.actor, now=gate.now
    )
    results: dict[int, FileResult] = {}
    entered: list[int] = []
    for file in files:
        refused = too_large(file, settings)
        if refused is not None:
            results[file.place] = FileResult(file=file.path, problem=refused)
            continue
        arrival = Arrival(supplier.id, account_id, harmless_path(file.path), UPLOAD, gate.actor, gate.now, batch.id)
        try:
            admitted = take_in(gate.session, gate.desk.files, gate.desk.work, arrival, file.content())
        except FileTooLargeError as error:
            results[file.place] = FileResult(file=file.path, problem=str(error))
            continue
        entered += admitted.entered
        taken = admitted.document
        listed = DocumentListed.of(taken)
        results[file.place] = FileResult(file=file.path, document=listed, job=job_of(gate, taken.job_id), new=admitted.new)
    if account_id is not None:
        touch_documents(gate.session, gate.desk.work, account_id, entered, cause="files came in", now=gate.now)
    in_order = [results[place] for place in sorted(results)]
    failed = [FailedFile(r.file, "too_large", r.problem) for r in in_order if r.problem is not None]
    new = sum(1 for r in in_order if r.new)
    known = len(in_order) - len(failed) - new
    end_batch(gate.session, batch.id, new=new, known=known, failed=failed, actor=gate.actor, now=gate.now)
    return BatchReceived(batch=BatchShown.of(batch), results=in_order)


def batches(gate: Gate, *, supplier_id: int | None, limit: int, after: str | None) -> Page[BatchShown]:
    """Files that came together, the latest first."""
    wanted = gate.seen(Batch)
    if supplier_id is not None:
        wanted = wanted.where(Batch.supplier_id == supplier_id)
    return page_by_number(
        gate.session, wanted, Batch.id, lambda row: unsigned(gate, row.supplier_id, BatchShown.of(row)), limit=limit, after=after
    )


def batch(gate: Gate, number: int) -> BatchShown:
    """A batch with what became of its files by now."""
    row = gate.one(Batch, number)
    return unsigned(gate, row.supplier_id, BatchShown.of(row, dict(outcome_of(gate.session, row.id))))


def content_of(gate: Gate, row: Document) -> bytes:
    """The bytes of a document. Raises NotFoundError where the store has lost them (`recoup check` finds that)."""
    found = gate.desk.files.get(row.sha256)
    if found is None:
        raise NotFoundError(f"The bytes of document {row.id} are not in the store.")
    return found
