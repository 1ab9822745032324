"""Documents as they came in, every reading of them, the papers found in them, corrections and links by hand."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from facts.documents import DocumentKind, Source
from ledger.mapping import ID, Outside, Row, UtcTime, Word


class DocumentState(StrEnum):
    """Where a document is on its way: `unused` is listed but not read (a note), `failed` could not be read."""

    RECEIVED = "received"
    READ = "read"
    FAILED = "failed"
    UNUSED = "unused"


class Document(Outside, Row):
    """A file by its bytes, once per supplier however often it comes. `name` is the last part of its first path.

    A part of a mail or archive is a document of its own that names its `container_id`. `reading_id` is the reading in force.
    """

    __tablename__ = "document"
    __table_args__ = (UniqueConstraint("supplier_id", "sha256"), Index("ix_document_supplier_id_state", "supplier_id", "state"))

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int] = mapped_column(ID)
    name: Mapped[str] = mapped_column(String(500))
    state: Mapped[DocumentState] = mapped_column(Word(DocumentState), default=DocumentState.RECEIVED)
    error_code: Mapped[str | None] = mapped_column(String(40), default=None)
    error_message: Mapped[str | None] = mapped_column(Text, default=None)
    container_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"), default=None, index=True)
    reading_id: Mapped[int | None] = mapped_column(ForeignKey("reading.id", use_alter=True), default=None)
    received_at: Mapped[datetime] = mapped_column(UtcTime)
    received_by: Mapped[str] = mapped_column(String(320))
    read_at: Mapped[datetime | None] = mapped_column(UtcTime, default=None)
    job_id: Mapped[str | None] = mapped_column(String(120), default=None)


class DocumentOrigin(Row):
    """One way by which a document came: for which account, under which path, and how (`upload`, `import`, `folder`, `mail`, `part`).

    A path names one document of an account; `detail` keeps the path that was asked for where another document had it already. Of
    a part it holds `within` (the path of the outermost container), `turns` (its place there, level by level) and `container`.
    """

    __tablename__ = "document_origin"
    __table_args__ = (UniqueConstraint("account_id", "path"),)

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
    path: Mapped[str] = mapped_column(String(1000))
    via: Mapped[str] = mapped_column(String(20))
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("batch.id"), default=None, index=True)
    received_at: Mapped[datetime] = mapped_column(UtcTime)
    received_by: Mapped[str] = mapped_column(String(320))
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class Batch(Outside, Row):
    """Files that came together: an import, an upload, a mail. `outcome` holds the counts and what went wrong, by file."""

    __tablename__ = "batch"

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
    via: Mapped[str] = mapped_column(String(20))
    source: Mapped[str] = mapped_column(String(1000), default="")
    begun_at: Mapped[datetime] = mapped_column(UtcTime)
    begun_by: Mapped[str] = mapped_column(String(320))
    outcome: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class Reading(Row):
    """What the readers saw in a document: never changed. `content` has the form of contract.md, without file and hash."""

    __tablename__ = "reading"
    __table_args__ = (UniqueConstraint("document_id", "version"),)

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    version: Mapped[int]
    reader: Mapped[str] = mapped_column(String(80))
    made_at: Mapped[datetime] = mapped_column(UtcTime)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)


class TableRead(Row):
    """A table of the trade found in a document; its rows are trade facts. Replaced as a whole when the document is read again."""

    __tablename__ = "table_read"
    __table_args__ = (UniqueConstraint("document_id", "position"),)

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    reading_id: Mapped[int] = mapped_column(ForeignKey("reading.id"))
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(40), index=True)
    sheet: Mapped[str | None] = mapped_column(String(200), default=None)
    rows: Mapped[int]
    about: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """Header row, printed headings, conventions, unknown columns, hidden payments, problems."""


class TradeFact(Row):
    """One row of a table of the trade: values by column (scaled whole numbers as in frames, days as ISO), and its keys, compacted."""

    __tablename__ = "trade_fact"
    __table_args__ = (
        UniqueConstraint("table_id", "position"),
        Index("ix_trade_fact_purchase_order", "purchase_order"),
        Index("ix_trade_fact_invoice_number", "invoice_number"),
        Index("ix_trade_fact_reference", "reference"),
    )

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    table_id: Mapped[int] = mapped_column(ForeignKey("table_read.id", ondelete="CASCADE"))
    position: Mapped[int]
    row: Mapped[int | None] = mapped_column(default=None)
    review: Mapped[bool] = mapped_column(default=False)
    values: Mapped[dict[str, Any]] = mapped_column("facts", JSON)
    purchase_order: Mapped[str | None] = mapped_column(String(80), default=None)
    invoice_number: Mapped[str | None] = mapped_column(String(80), default=None)
    reference: Mapped[str | None] = mapped_column(String(80), default=None)
    sku: Mapped[str | None] = mapped_column(String(80), default=None)


class Paper(Outside, Row):
    """One paper in a document, as it counts now: the reading in force with the corrections laid over it.

    `position` (from 0) names the paper within its document for good: the row, its corrections and its links live on when the
    document is read again, also where that reading parts the pages otherwise. `place` is where it stands among the papers of the
    reading in force. `content` is a document in the form of contract.md. `to_review` counts its fields that a person should look at.
    """

    __tablename__ = "paper"
    __table_args__ = (UniqueConstraint("document_id", "position"),)

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    position: Mapped[int]
    place: Mapped[int] = mapped_column(default=0)
    kind: Mapped[DocumentKind] = mapped_column(Word(DocumentKind), index=True)
    source: Mapped[Source] = mapped_column(Word(Source))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    to_review: Mapped[int] = mapped_column(default=0)
    gone: Mapped[bool] = mapped_column(default=False)
    """True where the reading in force no longer finds a paper here; links by hand to it are kept and shown."""


class PaperKey(Row):
    """A number on a paper by which it can be found: `key` compacted, `look_alike` the class of spellings that a scan confuses."""

    __tablename__ = "paper_key"
    __table_args__ = (Index("ix_paper_key_key", "key"), Index("ix_paper_key_look_alike", "look_alike"))

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    paper_id: Mapped[int] = mapped_column(ForeignKey("paper.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(120))
    look_alike: Mapped[str] = mapped_column(String(120))


class Correction(Outside, Row):
    """What a person put right on a paper; append-only. Laid over every later reading of the document in the order they were made.

    `name` is the field (`kind` for the kind of paper), `line` the row it stands in (from 0) or None, `anchor` what tells that row
    apart from others when a later reading counts the rows otherwise. `before` and `after` are fields in the form of contract.md;
    an `after` of None takes the field away. `undone_at` ends it.
    """

    __tablename__ = "correction"

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(60))
    line: Mapped[int | None] = mapped_column(default=None)
    anchor: Mapped[dict[str, Any] | None] = mapped_column(JSON, default=None)
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON, default=None)
    after: Mapped[dict[str, Any] | None] = mapped_column(JSON, default=None)
    made_at: Mapped[datetime] = mapped_column(UtcTime)
    made_by: Mapped[str] = mapped_column(String(320))
    reason: Mapped[str] = mapped_column(Text, default="")
    undone_at: Mapped[datetime | None] = mapped_column(UtcTime, default=None)
    undone_by: Mapped[str | None] = mapped_column(String(320), default=None)


class HandLink(Outside, Row):
    """A person's word, for good, that a paper belongs (`linked`) or does not belong to an order, a shipment or a case; append-only."""

    __tablename__ = "hand_link"

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    paper_id: Mapped[int] = mapped_column(ForeignKey("paper.id"), index=True)
    purchase_order: Mapped[str | None] = mapped_column(String(80), default=None)
    bol_number: Mapped[str | None] = mapped_column(String(80), default=None)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case_file.id"), default=None, index=True)
    linked: Mapped[bool]
    made_at: Mapped[datetime] = mapped_column(UtcTime)
    made_by: Mapped[str] = mapped_column(String(320))
    reason: Mapped[str] = mapped_column(Text, default="")
    undone_at: Mapped[datetime | None] = mapped_column(UtcTime, default=None)
    undone_by: Mapped[str | None] = mapped_column(String(320), default=None)


class PaperLink(Row):
    """What the matcher made of a paper when it was last judged: tied to orders and a shipment, or to nobody, and why."""

    __tablename__ = "paper_link"
    __table_args__ = (
        UniqueConstraint("account_id", "paper_id", "purchase_order"),
        Index("ix_paper_link_account_id_how", "account_id", "how"),
        Index("ix_paper_link_account_id_bol_number", "account_id", "bol_number"),
    )

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    paper_id: Mapped[int] = mapped_column(ForeignKey("paper.id", ondelete="CASCADE"), index=True)
    purchase_order: Mapped[str] = mapped_column(String(80), default="", index=True)
    """Compacted; empty where the paper belongs to nobody."""
    bol_number: Mapped[str] = mapped_column(String(80), default="")
    how: Mapped[str] = mapped_column(String(20))
    """`exact`, `repaired`, `corroborated`, `by_hand`, or `unmatched`."""
    why: Mapped[str] = mapped_column(Text, default="")
    candidates: Mapped[list[str]] = mapped_column(JSON, default=list)
