"""Cases, what is written and filed for them, what the retailer answered and what was paid."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from facts.finding import FindingType
from ledger.mapping import ID, MinorUnits, Outside, Row, UtcTime, Word


class CaseState(StrEnum):
    """Who acts next on a case. Money is never a state."""

    DETECTED = "detected"
    GATHERING_EVIDENCE = "gathering_evidence"
    DRAFTING = "drafting"
    IN_REVIEW = "in_review"
    READY_TO_FILE = "ready_to_file"
    FILED = "filed"
    ANSWERED = "answered"
    CLOSED = "closed"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    SNOOZED = "snoozed"


class CaseForm(StrEnum):
    """A dispute over findings, or a settlement over cases."""

    DISPUTE = "dispute"
    SETTLEMENT = "settlement"


_ASKED: Final = ("state", "type", "retailer", "evidence_state", "assignee_id")


class Case(Outside, Row):
    """What is filed once: findings of one account and kind, grouped as the pack's `grouping` says.

    `case_key` is unique in the account (type, currency, group). `next_due` and `priority` order the queue; `version` counts
    changes (`If-Match`). Amounts are minor units of `currency`, sums kept up to date from findings, answers and recoveries:
    claimed (deducted), recoverable (what could be asked), disputed (asked), approved, paid, mitigated (credited before any
    filing or against another claim), offset (netted against money we owe), re-deducted (taken again), written off. `open` = what
    could still come back. `changes` are differences found after filing that a person has not seen yet.
    """

    __tablename__ = "case_file"
    __table_args__ = (
        UniqueConstraint("account_id", "case_key"),
        UniqueConstraint("supplier_id", "number"),
        # cases.worklist.pages walks these and names them in its tables: what a view pins, what its order sorts by, and, in the first eight,
        # what else a view may ask of a case, so that no row has to be fetched to leave it out.
        Index("ix_case_file_queue", "supplier_id", "closed", "next_due", "id", *_ASKED),
        Index("ix_case_file_queue_all", "closed", "next_due", "id", *_ASKED, "supplier_id"),
        Index("ix_case_file_amount", "supplier_id", "closed", "currency", "open_minor", "id", *_ASKED, "next_due"),
        Index("ix_case_file_amount_all", "closed", "currency", "open_minor", "id", *_ASKED, "next_due", "supplier_id"),
        Index("ix_case_file_worth", "supplier_id", "closed", "currency", "worth_per_hour_minor", "id", *_ASKED, "next_due"),
        Index("ix_case_file_worth_all", "closed", "currency", "worth_per_hour_minor", "id", *_ASKED, "next_due", "supplier_id"),
        Index("ix_case_file_age", "supplier_id", "closed", "deducted_on", "id", *_ASKED, "next_due"),
        Index("ix_case_file_age_all", "closed", "deducted_on", "id", *_ASKED, "next_due", "supplier_id"),
        Index("ix_case_file_number", "supplier_id", "closed", "number", "id", *_ASKED, "next_due"),
        Index("ix_case_file_number_all", "closed", "number", "id", *_ASKED, "next_due", "supplier_id"),
        Index("ix_case_file_state_due", "supplier_id", "state", "next_due", "id"),
        Index("ix_case_file_state_due_all", "state", "next_due", "id"),
        Index("ix_case_file_assignee_due", "assignee_id", "closed", "next_due", "id"),
        Index("ix_case_file_type_due", "type", "closed", "next_due", "id"),
        Index("ix_case_file_retailer_due", "retailer", "closed", "next_due", "id"),
        Index("ix_case_file_evidence_due", "evidence_state", "closed", "next_due", "id"),
    )

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    number: Mapped[int]
    case_key: Mapped[str] = mapped_column(String(300))
    form: Mapped[CaseForm] = mapped_column(Word(CaseForm), default=CaseForm.DISPUTE)
    settlement_id: Mapped[int | None] = mapped_column(ForeignKey("case_file.id"), default=None, index=True)
    origin: Mapped[str] = mapped_column(String(20), default="detected")
    """`detected` or `by_hand`."""
    type: Mapped[FindingType] = mapped_column(Word(FindingType))
    retailer: Mapped[str] = mapped_column(String(80))
    reference: Mapped[str] = mapped_column(String(120))
    invoice_number: Mapped[str] = mapped_column(String(80), default="")
    purchase_order: Mapped[str] = mapped_column(String(80), default="")
    vendor_code: Mapped[str] = mapped_column(String(40), default="")
    sku: Mapped[str] = mapped_column(String(80), default="")
    destination: Mapped[str] = mapped_column(String(40), default="")
    carrier: Mapped[str] = mapped_column(String(120), default="")
    freight_terms: Mapped[str] = mapped_column(String(20), default="")
    root_cause: Mapped[str | None] = mapped_column(String(80), default=None)
    verdict: Mapped[str] = mapped_column(String(20))
    """The verdict that decides what to do: the one of the largest open line."""
    why: Mapped[str] = mapped_column(Text, default="")

    state: Mapped[CaseState] = mapped_column(Word(CaseState), default=CaseState.DETECTED)
    state_before: Mapped[CaseState | None] = mapped_column(Word(CaseState), default=None)
    """Where a snoozed case goes back to."""
    snoozed_until: Mapped[date | None] = mapped_column(default=None)
    closed: Mapped[bool] = mapped_column(default=False)
    """True in closed, withdrawn and expired: nobody acts any more."""
    close_reason: Mapped[str | None] = mapped_column(String(40), default=None)
    """`won`, `partly_won`, `lost`, `resolved`, `written_off`, `withdrawn`, `expired`, `accepted`, `settled`."""
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), default=None)
    priority: Mapped[int] = mapped_column(default=0)
    next_due: Mapped[date | None] = mapped_column(default=None)
    next_action: Mapped[str] = mapped_column(String(60), default="")
    changes: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)

    currency: Mapped[str] = mapped_column(String(3))
    claimed_minor: Mapped[int] = mapped_column(MinorUnits, default=0)
    recoverable_minor: Mapped[int] = mapped_column(MinorUnits, default=0)
    disputed_minor: Mapped[int] = mapped_column(MinorUnits, default=0)
    approved_minor: Mapped[int] = mapped_column(MinorUnits, default=0)
    paid_minor: Mapped[int] = mapped_column(MinorUnits, default=0)
    mitigated_minor: Mapped[int] = mapped_column(MinorUnits, default=0)
    offset_minor: Mapped[int] = mapped_column(MinorUnits, default=0)
    rededucted_minor: Mapped[int] = mapped_column(MinorUnits, default=0)
    written_off_minor: Mapped[int] = mapped_column(MinorUnits, default=0)
    open_minor: Mapped[int] = mapped_column(MinorUnits, default=0)

    chance_ppm: Mapped[int | None] = mapped_column(default=None)
    """The chance that a filing is granted at least in part, in millionths, by how such cases ended; None where it is not asked for."""
    expected_minor: Mapped[int] = mapped_column(MinorUnits, default=0)
    """What filing it is expected to bring: chance times share granted times what is asked."""
    worth_per_hour_minor: Mapped[int] = mapped_column(MinorUnits, default=0)
    """What an hour of work on it is expected to bring."""
    odds_key: Mapped[str | None] = mapped_column(String(300), default=None)
    """What sort of filing its next decision is about (`cases.odds.cells`); None where none lies ahead."""
    minutes_left: Mapped[int | None] = mapped_column(default=None)
    """Minutes of work that people have with it now, by the pack; None where nobody has worked it out yet."""

    deducted_on: Mapped[date | None] = mapped_column(default=None)
    deduction_month: Mapped[str] = mapped_column(String(7), default="")
    opens_on: Mapped[date | None] = mapped_column(default=None)
    safe_by: Mapped[date | None] = mapped_column(default=None)
    dispute_by: Mapped[date | None] = mapped_column(default=None)
    reply_due: Mapped[date | None] = mapped_column(default=None)
    attempts_used: Mapped[int] = mapped_column(default=0)
    attempts_left: Mapped[int | None] = mapped_column(default=None)
    rounds: Mapped[int] = mapped_column(default=0)
    first_filed_on: Mapped[date | None] = mapped_column(default=None)
    decided_on: Mapped[date | None] = mapped_column(default=None)
    paid_on: Mapped[date | None] = mapped_column(default=None)
    missed_deadline: Mapped[bool] = mapped_column(default=False)
    rule_version_id: Mapped[int | None] = mapped_column(ForeignKey("rule_version.id"), default=None)
    evidence_state: Mapped[str] = mapped_column(String(20), default="missing")
    """`complete`, `weak`, `missing` or `waived`, by the checklist of the pack."""
    checklist: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    waiver: Mapped[dict[str, Any] | None] = mapped_column(JSON, default=None)
    """Who waived what is missing, when and why."""
    payout_reference: Mapped[str | None] = mapped_column(String(120), default=None)
    records_hash: Mapped[str] = mapped_column(String(64), default="")
    """Hash of what the retailer's exports say of it beside the findings, as it was last taken in: disputes, credits, claims again."""

    opened_at: Mapped[datetime] = mapped_column(UtcTime)
    changed_at: Mapped[datetime] = mapped_column(UtcTime)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form


class CaseTag(Row):
    """A word that a person hung on a case."""

    __tablename__ = "case_tag"
    __table_args__ = (UniqueConstraint("case_id", "tag"), Index("ix_case_tag_tag_case_id", "tag", "case_id"))

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id", ondelete="CASCADE"))
    tag: Mapped[str] = mapped_column(String(60))


class CaseComment(Outside, Row):
    """What a person remarked on a case."""

    __tablename__ = "case_comment"

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id", ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcTime)
    by: Mapped[str] = mapped_column(String(320))


class CaseLink(Row):
    """Two cases that have to do with each other, and how (`same_shipment`, `duplicate_of`, `re_deducts`, `related`)."""

    __tablename__ = "case_link"
    __table_args__ = (UniqueConstraint("case_id", "other_id", "how"),)

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id", ondelete="CASCADE"))
    other_id: Mapped[int] = mapped_column(ForeignKey("case_file.id", ondelete="CASCADE"), index=True)
    how: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime] = mapped_column(UtcTime)
    by: Mapped[str] = mapped_column(String(320))


class Draft(Outside, Row):
    """One version of a letter. `brief` holds the numbered facts it was written from, `sentences` which facts each rests on.

    `kind` is `dispute`, `re_dispute`, `settlement` or `paper_request`; `made_by` says what wrote it (`template`, `person`,
    `model`), `author` who. `problems` is what the verifier objects to; a draft is verified when there are none.
    """

    __tablename__ = "draft"
    __table_args__ = (UniqueConstraint("case_id", "version"),)

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id", ondelete="CASCADE"))
    version: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(10), default="en")
    text: Mapped[str] = mapped_column(Text)
    sentences: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    brief: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    fields: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """Portal fields as they were filled from this version."""
    made_by: Mapped[str] = mapped_column(String(20))
    author: Mapped[str] = mapped_column(String(320))
    at: Mapped[datetime] = mapped_column(UtcTime)
    verified: Mapped[bool] = mapped_column(default=False)
    problems: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    approved_by: Mapped[str | None] = mapped_column(String(320), default=None)
    approved_at: Mapped[datetime | None] = mapped_column(UtcTime, default=None)


class Filing(Outside, Row):
    """One round of a case as it was sent. `snapshot` freezes the findings and dates it was filed on; never edited afterwards.

    `channel` is `portal`, `bulk`, `email`, `phone` or `imported` (on record in the retailer's export, filed outside Recoup).
    """

    __tablename__ = "filing"
    __table_args__ = (UniqueConstraint("case_id", "round"), Index("ix_filing_dispute_id", "dispute_id"))

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id", ondelete="CASCADE"))
    round: Mapped[int]
    channel: Mapped[str] = mapped_column(String(20))
    dispute_id: Mapped[str | None] = mapped_column(String(120), default=None)
    filed_on: Mapped[date]
    filed_by: Mapped[str] = mapped_column(String(320))
    recorded_at: Mapped[datetime] = mapped_column(UtcTime)
    currency: Mapped[str] = mapped_column(String(3))
    amount_minor: Mapped[int] = mapped_column(MinorUnits)
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("draft.id"), default=None)
    packet_id: Mapped[int | None] = mapped_column(ForeignKey("packet.id", use_alter=True), default=None)
    rule_version_id: Mapped[int | None] = mapped_column(ForeignKey("rule_version.id"), default=None)
    what_is_new: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[str] = mapped_column(String(80), default="")
    """The code of the finding that spoke for the case when it was filed."""
    evidence_state: Mapped[str] = mapped_column(String(20), default="")
    """The state of its checklist then; `on_record` for a filing made elsewhere, of which nobody here knows what was attached."""
    snapshot: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class Outcome(Outside, Row):
    """What the retailer answered to a filing; append-only, the latest counts.

    `kind` is `approved`, `partly_approved`, `denied` or `information_requested`; `approved_minor` is what was granted in all by
    this answer; `via` how it was learnt (`portal`, `phone`, `mail`, `import`).
    """

    __tablename__ = "outcome"

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id", ondelete="CASCADE"), index=True)
    filing_id: Mapped[int] = mapped_column(ForeignKey("filing.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(30))
    answered_on: Mapped[date]
    currency: Mapped[str] = mapped_column(String(3))
    approved_minor: Mapped[int] = mapped_column(MinorUnits, default=0)
    reason: Mapped[str] = mapped_column(Text, default="")
    """The retailer's words, as data."""
    reason_code: Mapped[str | None] = mapped_column(String(60), default=None)
    reply_due: Mapped[date | None] = mapped_column(default=None)
    via: Mapped[str] = mapped_column(String(20))
    recorded_at: Mapped[datetime] = mapped_column(UtcTime)
    recorded_by: Mapped[str] = mapped_column(String(320))


class Recovery(Outside, Row):
    """Money that moved for a case, seen on a remittance or booked by a person; `recovery_key` makes each booked once.

    `kind` is `paid`, `mitigated`, `offset`, `rededucted` or `written_off`; amounts are positive.
    """

    __tablename__ = "recovery"
    __table_args__ = (UniqueConstraint("case_id", "recovery_key"),)

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id", ondelete="CASCADE"))
    recovery_key: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(20))
    currency: Mapped[str] = mapped_column(String(3))
    amount_minor: Mapped[int] = mapped_column(MinorUnits)
    seen_on: Mapped[date | None] = mapped_column(default=None)
    number: Mapped[str] = mapped_column(String(80), default="")
    """The credit's or claim's own number on the remittance."""
    payment_number: Mapped[str] = mapped_column(String(80), default="")
    evidence: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    recorded_at: Mapped[datetime] = mapped_column(UtcTime)
    recorded_by: Mapped[str] = mapped_column(String(320))
    reason: Mapped[str] = mapped_column(Text, default="")
    payout_reference: Mapped[str | None] = mapped_column(String(120), default=None)


class Packet(Row):
    """An evidence packet as it was built for a draft: `parts` lists its PDFs (name, hash, bytes, pages) in order.

    `missing` names exhibits that could not be opened, `problems` what a person should know before filing it.
    """

    __tablename__ = "packet"

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id", ondelete="CASCADE"), index=True)
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("draft.id"), default=None)
    made_at: Mapped[datetime] = mapped_column(UtcTime)
    made_by: Mapped[str] = mapped_column(String(320))
    parts: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    exhibits: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    missing: Mapped[list[str]] = mapped_column(JSON, default=list)
    problems: Mapped[list[str]] = mapped_column(JSON, default=list)


class Mail(Outside, Row):
    """A mail that goes out: a dispute, a request for a paper. Sent at most once; `state` is `draft`, `queued`, `sent` or `failed`."""

    __tablename__ = "mail"

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"), index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case_file.id"), default=None, index=True)
    purpose: Mapped[str] = mapped_column(String(30))
    sender: Mapped[str] = mapped_column(String(320))
    recipients: Mapped[list[str]] = mapped_column(JSON, default=list)
    subject: Mapped[str] = mapped_column(String(300))
    body: Mapped[str] = mapped_column(Text)
    attachments: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    message_id: Mapped[str] = mapped_column(String(300), unique=True)
    state: Mapped[str] = mapped_column(String(20), default="draft")
    error: Mapped[str | None] = mapped_column(Text, default=None)
    made_at: Mapped[datetime] = mapped_column(UtcTime)
    made_by: Mapped[str] = mapped_column(String(320))
    sent_at: Mapped[datetime | None] = mapped_column(UtcTime, default=None)
    about: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """What is recorded once it is sent: `draft_id`, `packet_id` and `what_is_new` of a dispute."""
