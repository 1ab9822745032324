"""Documents: brought in, watched, looked at, put right, taken out."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import File, Form, Query, Response, UploadFile

from api.http.access import AccessEvent
from api.http.downloads import download, recorded
from api.http.gate import cases, documents, suppliers
from api.http.paging import After, Limit, Page
from api.http.permissions import Action
from api.http.routes.routers import WRITES, guarded
from api.http.shapes.documents import (
    AccountOfDocument,
    AgainWanted,
    BatchReceived,
    BatchShown,
    DocumentListed,
    DocumentReceived,
    DocumentShown,
    FieldsWanted,
    LinkShown,
    LinkWanted,
    ReadingShown,
)
from api.http.shapes.plain import LARGEST, NO_NUL, PathId
from api.http.uploads import arrived, only
from api.http.visit import Reader, Writer
from cases.intake.corrections import correct, undo_correction
from cases.intake.hand_links import link_paper, undo_link
from cases.intake.reading import reprocess
from cases.intake.receiving import assign_document
from cases.intake.typed_values import as_meant
from ledger.papers import DocumentState

router: Final = guarded("documents")
Which = Annotated[int | None, Query(ge=1, le=LARGEST)]
WhichInForm = Annotated[int | None, Form(ge=1, le=LARGEST)]
PathInForm = Annotated[str | None, Form(min_length=1, max_length=1000, pattern=NO_NUL)]
BYTES: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "The file", "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}
}


@router.post("/documents", status_code=HTTPStatus.ACCEPTED, response_model=DocumentReceived, responses=WRITES)
def upload_document(
    visit: Writer, file: UploadFile, supplier_id: WhichInForm = None, account_id: WhichInForm = None, path: PathInForm = None
) -> Response:
    """Takes one file in; a job reads it. The same bytes are the same document within one supplier, however often they come.

    Without `supplier_id` the only supplier that the user sees is meant, without `account_id` the supplier's only account.
    """
    one = only(file, visit.house.settings)
    visit.count_upload()
    with visit.writing() as gate:
        supplier, account = suppliers.meant(gate, supplier_id, account_id, Action.UPLOAD)
        taken = documents.take_one(gate, supplier, account, one, path or one.path)
        return gate.answer(taken, HTTPStatus.ACCEPTED, {"Location": f"/api/v1/documents/{taken.document.id}"})


@router.get("/documents")
def list_documents(
    visit: Reader,
    supplier_id: Which = None,
    account_id: Which = None,
    state: Annotated[DocumentState | None, Query()] = None,
    batch_id: Which = None,
    container_id: Which = None,
    to_review: Annotated[bool | None, Query(description="Whether any field is for a person to look at.")] = None,
    limit: Limit = 50,
    after: After = None,
) -> Page[DocumentListed]:
    """Documents, the latest first."""
    with visit.reading() as gate:
        return documents.documents(
            gate,
            supplier_id=supplier_id,
            account_id=account_id,
            state=state,
            batch_id=batch_id,
            container_id=container_id,
            to_review=to_review,
            limit=limit,
            after=after,
        )


@router.get("/documents/{document_id}")
def show_document(visit: Reader, document_id: PathId) -> DocumentShown:
    """A document: its state, its reading, and its papers with all corrections laid over them."""
    with visit.reading() as gate:
        return documents.document_shown(gate, documents.document(gate, document_id))


@router.get("/documents/{document_id}/file", response_class=Response, responses=BYTES)
def download_document(visit: Reader, document_id: PathId) -> Response:
    """The file itself, byte by byte as it came."""
    with visit.reading() as gate:
        found = documents.document(gate, document_id, Action.DOWNLOAD)
        content = documents.content_of(gate, found)
    recorded(visit, AccessEvent.DOWNLOAD, found.supplier_id, document_id=found.id, name=found.name)
    return download(content, found.name, media_type="application/octet-stream")


@router.get("/documents/{document_id}/readings")
def list_readings(visit: Reader, document_id: PathId) -> list[ReadingShown]:
    """Every version of what readers saw in a document, the first one first."""
    with visit.reading() as gate:
        found = documents.document(gate, document_id)
        return [ReadingShown.model_validate(reading) for reading in documents.readings(gate, found)]


@router.post("/documents/{document_id}/account", response_model=DocumentShown, responses=WRITES)
def bring_into_account(visit: Writer, document_id: PathId, wanted: AccountOfDocument) -> Response:
    """Brings a document that came for no account into one, parts included; the account is judged again."""
    with visit.writing() as gate:
        found = documents.document(gate, document_id, Action.UPLOAD)
        account = suppliers.account(gate, wanted.account_id, Action.UPLOAD)
        assign_document(gate.session, gate.desk.work, document_id=found.id, account_id=account.id, actor=gate.actor, now=gate.now)
        return gate.answer(documents.document_shown(gate, found))


@router.patch("/documents/{document_id}/fields", response_model=DocumentShown, responses=WRITES)
def correct_fields(visit: Writer, document_id: PathId, wanted: FieldsWanted) -> Response:
    """Puts fields right, all or none of them. Corrections are laid over every later reading; what they touch is judged again.

    A text is understood as the paper writes such values (`11/02/26`, `1.234,50 €`, `33 cartons`) where it can mean one thing only.
    """
    with visit.writing() as gate:
        found = documents.document(gate, document_id, Action.CORRECT)
        for one in wanted.corrections:
            plain = one.model_dump()
            plain["value"] = as_meant(gate.session, gate.desk.derived, found, one.position, one.name, one.value)
            correct(gate.session, gate.desk.work, document_id=found.id, **plain, actor=gate.actor, now=gate.now, reason=wanted.reason)
        gate.session.refresh(found)
        return gate.answer(documents.document_shown(gate, found))


@router.delete("/corrections/{correction_id}", response_model=DocumentShown, responses=WRITES)
def take_correction_back(visit: Writer, correction_id: PathId) -> Response:
    """Ends a correction: the field is again what was read. The correction stays on record."""
    with visit.writing() as gate:
        found = documents.correction(gate, correction_id, Action.CORRECT)
        undo_correction(gate.session, gate.desk.work, found.id, actor=gate.actor, now=gate.now)
        return gate.answer(documents.document_shown(gate, documents.document(gate, found.document_id)))


@router.get("/links")
def list_links(visit: Reader, paper_id: Which = None, case_id: Which = None, limit: Limit = 50, after: After = None) -> Page[LinkShown]:
    """Links by hand, the latest first; those that were taken back, too."""
    with visit.reading() as gate:
        return documents.links(gate, paper_id=paper_id, case_id=case_id, limit=limit, after=after)


@router.post("/links", status_code=HTTPStatus.CREATED, response_model=LinkShown, responses=WRITES)
def link_by_hand(visit: Writer, wanted: LinkWanted) -> Response:
    """Says for good that a paper belongs to an order, a bill of lading or a case, or (`linked` false) that it does not."""
    with visit.writing() as gate:
        documents.paper(gate, wanted.paper_id, Action.CORRECT)
        if wanted.case_id is not None:
            cases.case(gate, wanted.case_id, Action.CORRECT)
        made = link_paper(gate.session, gate.desk.work, **wanted.model_dump(), actor=gate.actor, now=gate.now)
        return gate.answer(LinkShown.of(made), HTTPStatus.CREATED, {"Location": f"/api/v1/links/{made.id}"})


@router.get("/links/{link_id}")
def show_link(visit: Reader, link_id: PathId) -> LinkShown:
    """A link by hand."""
    with visit.reading() as gate:
        return LinkShown.of(documents.link(gate, link_id))


@router.delete("/links/{link_id}", status_code=HTTPStatus.NO_CONTENT, response_class=Response, responses=WRITES)
def take_link_back(visit: Writer, link_id: PathId) -> Response:
    """Takes a link by hand back: the matcher decides again. It stays on record."""
    with visit.writing() as gate:
        found = documents.link(gate, link_id, Action.CORRECT)
        undo_link(gate.session, gate.desk.work, found.id, actor=gate.actor, now=gate.now)
        return gate.answer(status=HTTPStatus.NO_CONTENT)


@router.post("/documents/{document_id}/reprocess", status_code=HTTPStatus.ACCEPTED, response_model=DocumentShown, responses=WRITES)
def read_again(visit: Writer, document_id: PathId, wanted: AgainWanted) -> Response:
    """Reads a document again; corrections and links by hand are laid over what comes of it."""
    with visit.writing() as gate:
        found = documents.document(gate, document_id, Action.UPLOAD)
        cause = wanted.reason or "asked for"
        reprocess(gate.session, gate.desk.work, document_ids=[found.id], cause=cause, now=gate.now, actor=gate.actor)
        return gate.answer(documents.document_shown(gate, found), HTTPStatus.ACCEPTED)


@router.post("/batches", status_code=HTTPStatus.ACCEPTED, response_model=BatchReceived, responses=WRITES)
def upload_many(
    visit: Writer,
    files: Annotated[list[UploadFile], File(min_length=1, description="Each under its path below the folder that was dropped.")],
    supplier_id: WhichInForm = None,
    account_id: WhichInForm = None,
    source: Annotated[str, Form(max_length=1000, pattern=NO_NUL)] = "",
) -> Response:
    """Takes many files in, with a result for each; one that is refused stops none of the others."""
    settings = visit.house.settings
    sent = arrived(files, settings)
    visit.count_upload()
    with visit.writing() as gate:
        supplier, account = suppliers.meant(gate, supplier_id, account_id, Action.UPLOAD)
        taken = documents.take_many(gate, supplier, account, sent, source, settings)
        return gate.answer(taken, HTTPStatus.ACCEPTED, {"Location": f"/api/v1/batches/{taken.batch.id}"})


@router.get("/batches")
def list_batches(visit: Reader, supplier_id: Which = None, limit: Limit = 50, after: After = None) -> Page[BatchShown]:
    """Files that came together, the latest first."""
    with visit.reading() as gate:
        return documents.batches(gate, supplier_id=supplier_id, limit=limit, after=after)


@router.get("/batches/{batch_id}")
def show_batch(visit: Reader, batch_id: PathId) -> BatchShown:
    """Files that came together, and what became of each by now."""
    with visit.reading() as gate:
        return documents.batch(gate, batch_id)
