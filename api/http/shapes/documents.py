"""Documents, their readings and papers, batches, links and corrections, as they go over the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import Field, JsonValue, StringConstraints

from api.http.shapes.jobs import JobShown
from api.http.shapes.plain import Line, RowId, Shown, Text, Wanted
from ledger.papers import Batch, Correction, Document, DocumentOrigin, HandLink, Paper

FieldName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
Number = Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=r"^[^\x00]*[^\s\x00][^\x00]*$")]


class OriginShown(Shown):
    """One way by which a document came."""

    account_id: int | None
    path: str
    via: str
    batch_id: int | None
    received_at: datetime
    received_by: str

    @classmethod
    def of(cls, row: DocumentOrigin) -> Self:
        """From the row."""
        return cls.model_validate(row)


class DocumentError(Shown):
    """Why a document could not be read (contract.md)."""

    code: str
    message: str


class DocumentListed(Shown):
    """A document: its state is `received`, `read`, `failed` or `unused`."""

    id: int
    supplier_id: int
    name: str
    sha256: str
    size: int
    state: str
    error: DocumentError | None
    container_id: int | None
    received_at: datetime
    received_by: str
    read_at: datetime | None
    external_id: str | None

    @classmethod
    def of(cls, row: Document) -> Self:
        """From the row."""
        return cls(**cls._parts(row))

    @classmethod
    def _parts(cls, row: Document) -> dict[str, Any]:
        failed = row.error_code is not None
        return {
            "id": row.id,
            "supplier_id": row.supplier_id,
            "name": row.name,
            "sha256": row.sha256,
            "size": row.size,
            "state": row.state.value,
            "error": DocumentError(code=row.error_code or "", message=row.error_message or "") if failed else None,
            "container_id": row.container_id,
            "received_at": row.received_at,
            "received_by": row.received_by,
            "read_at": row.read_at,
            "external_id": row.external_id,
        }


class PaperShown(Shown):
    """One paper in a document as it counts now: the reading in force with corrections laid over it, in the form of contract.md."""

    id: int
    position: int
    kind: str
    source: str
    to_review: int = Field(description="Fields that a person should look at.")
    gone: bool = Field(description="The reading in force no longer finds it; links by hand to it are kept.")
    content: dict[str, Any]

    @classmethod
    def of(cls, row: Paper) -> Self:
        """From the row."""
        return cls(
            id=row.id,
            position=row.position,
            kind=row.kind.value,
            source=row.source.value,
            to_review=row.to_review,
            gone=row.gone,
            content=row.content,
        )


class CorrectionShown(Shown):
    """What a person put right; an `after` of null took the field away."""

    id: int
    position: int
    name: str
    line: int | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    made_at: datetime
    made_by: str
    reason: str
    undone_at: datetime | None
    undone_by: str | None

    @classmethod
    def of(cls, row: Correction) -> Self:
        """From the row."""
        return cls.model_validate(row)


class LinkedShown(Shown):
    """What the matcher made of a paper when it was last judged."""

    account_id: int
    paper_id: int
    purchase_order: str
    bol_number: str
    how: str
    why: str
    candidates: list[str]


class LinkShown(Shown):
    """A person's word, for good, that a paper belongs to an order, a shipment or a case, or does not."""

    id: int
    paper_id: int
    linked: bool
    purchase_order: str | None
    bol_number: str | None
    case_id: int | None
    made_at: datetime
    made_by: str
    reason: str
    undone_at: datetime | None
    undone_by: str | None

    @classmethod
    def of(cls, row: HandLink) -> Self:
        """From the row."""
        return cls.model_validate(row)


class DocumentShown(DocumentListed):
    """A document with its job, its reading in force and its papers."""

    job: JobShown | None
    origins: list[OriginShown]
    reading_version: int | None
    readers: str | None = Field(description="What read it, with versions.")
    reading: dict[str, Any] | None = Field(description="What the readers saw, in the form of contract.md; null until it was read.")
    papers: list[PaperShown]
    corrections: list[CorrectionShown]
    links: list[LinkShown]
    matched: list[LinkedShown]


class ReadingShown(Shown):
    """One version of what readers saw in a document, in the form of contract.md; never changed."""

    id: int
    version: int
    reader: str
    made_at: datetime
    content: dict[str, Any]


class AccountOfDocument(Wanted):
    """The account that a document is brought into."""

    account_id: RowId


class DocumentReceived(Shown):
    """A file that was taken in; `new` is false where the supplier had its bytes already."""

    document: DocumentListed
    job: JobShown | None
    new: bool


class FileResult(Shown):
    """What became of one file of an upload: taken in, or refused with the reason."""

    file: str
    document: DocumentListed | None = None
    job: JobShown | None = None
    new: bool = False
    problem: str | None = None


class BatchShown(Shown):
    """Files that came together; `outcome` holds the counts, and what went wrong by file."""

    id: int
    supplier_id: int
    account_id: int | None
    via: str
    source: str
    begun_at: datetime
    begun_by: str
    outcome: dict[str, Any]

    @classmethod
    def of(cls, row: Batch, outcome: dict[str, Any] | None = None) -> Self:
        """From the row; `outcome` as it is by now."""
        return cls(
            id=row.id,
            supplier_id=row.supplier_id,
            account_id=row.account_id,
            via=row.via,
            source=row.source,
            begun_at=row.begun_at,
            begun_by=row.begun_by,
            outcome=row.outcome if outcome is None else outcome,
        )


class BatchReceived(Shown):
    """An upload of many files, with a result for each in the order they were sent."""

    batch: BatchShown
    results: list[FileResult]


class CorrectionWanted(Wanted):
    """One field put right, in the form of contract.md; a `value` of null takes a field away that is not on the paper.

    `position` is the paper in the document (from 0), `line` the row of its lines (from 0; null for a field of the heading), and
    `kind` as `name` puts the kind of paper right, whose own reader then reads it again. The line after the last adds one that readers
    missed; `line` as `name` (with a `value` of null) takes a whole line away, which stays as an empty one, named in `taken_away`, so
    that the others keep their numbers. `page` (from 1) and `box` (points) say where it stands, else the place that was read stays.
    """

    position: int = Field(default=0, ge=0, le=100_000, strict=True)
    name: FieldName
    value: JsonValue
    line: int | None = Field(default=None, ge=0, le=1_000_000, strict=True)
    page: int | None = Field(default=None, ge=1, le=100_000, strict=True)
    box: Annotated[list[Annotated[float, Field(ge=0, le=100_000)]], Field(min_length=4, max_length=4)] | None = None


class FieldsWanted(Wanted):
    """Fields put right on a document, all or none of them."""

    corrections: list[CorrectionWanted] = Field(min_length=1, max_length=500)
    reason: Text = ""


class LinkWanted(Wanted):
    """A paper and what it belongs to (`linked`) or does not belong to: an order, a bill of lading or a case; exactly one of them."""

    paper_id: RowId
    purchase_order: Number | None = None
    bol_number: Number | None = None
    case_id: RowId | None = None
    linked: bool = Field(default=True, strict=True)
    reason: Text = ""


class AgainWanted(Wanted):
    """Why a document is read again."""

    reason: Line = ""
