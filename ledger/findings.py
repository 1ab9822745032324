"""Findings as they stand now, and every version of them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from facts.finding import Direction, FindingType, Verdict
from ledger.mapping import ID, MinorUnits, Outside, Row, UtcTime, Word


class FindingRow(Outside, Row):
    """The verdict on one deduction line as it was last judged; `finding_key` is the finding's own stable id.

    `fingerprint` is the hash of what was judged, wherever in the exports it stands; `content_hash` that of every word and place.
    `gone_at` is set once a judgement no longer finds the line. `destination`
    (DC or FC code) and `carrier` (SCAC or name) are for reports. Amounts are minor units of `currency`.
    """

    __tablename__ = "finding"
    __table_args__ = (
        UniqueConstraint("account_id", "finding_key"),
        Index("ix_finding_account_id_purchase_order", "account_id", "purchase_order"),
        Index("ix_finding_account_id_invoice_number", "account_id", "invoice_number"),
        Index("ix_finding_account_id_reference", "account_id", "reference"),
    )

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case_file.id"), default=None, index=True)
    finding_key: Mapped[str] = mapped_column(String(64))
    type: Mapped[FindingType] = mapped_column(Word(FindingType))
    direction: Mapped[Direction] = mapped_column(Word(Direction))
    reference: Mapped[str] = mapped_column(String(120))
    purchase_order: Mapped[str] = mapped_column(String(80), default="")
    invoice_number: Mapped[str] = mapped_column(String(80), default="")
    sku: Mapped[str] = mapped_column(String(80), default="")
    vendor_code: Mapped[str] = mapped_column(String(40), default="")
    currency: Mapped[str] = mapped_column(String(3))
    claimed_minor: Mapped[int] = mapped_column(MinorUnits)
    recoverable_minor: Mapped[int] = mapped_column(MinorUnits)
    verdict: Mapped[Verdict] = mapped_column(Word(Verdict))
    reason: Mapped[str] = mapped_column(String(80))
    why: Mapped[str] = mapped_column(Text)
    rule: Mapped[str] = mapped_column(String(200))
    rule_version_id: Mapped[int | None] = mapped_column(ForeignKey("rule_version.id"), default=None)
    confidence: Mapped[float]
    opens_on: Mapped[date | None] = mapped_column(default=None)
    safe_by: Mapped[date | None] = mapped_column(default=None)
    dispute_by: Mapped[date | None] = mapped_column(default=None)
    attempts_left: Mapped[int | None] = mapped_column(default=None)
    root_cause: Mapped[str | None] = mapped_column(String(80), default=None)
    missing: Mapped[list[str]] = mapped_column(JSON, default=list)
    deducted_on: Mapped[date | None] = mapped_column(default=None)
    destination: Mapped[str] = mapped_column(String(40), default="")
    carrier: Mapped[str] = mapped_column(String(120), default="")
    freight_terms: Mapped[str] = mapped_column(String(20), default="")
    calculation: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    evidence: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    fingerprint: Mapped[str] = mapped_column(String(64))
    content_hash: Mapped[str] = mapped_column(String(64), default="")
    first_seen_at: Mapped[datetime] = mapped_column(UtcTime)
    judged_at: Mapped[datetime] = mapped_column(UtcTime)
    gone_at: Mapped[datetime | None] = mapped_column(UtcTime, default=None)


class FindingVersion(Row):
    """A finding as one judgement left it; append-only. `content` has the form of contract.md, `differences` are to the version before."""

    __tablename__ = "finding_version"
    __table_args__ = (UniqueConstraint("finding_id", "version"),)

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    finding_id: Mapped[int] = mapped_column(ForeignKey("finding.id"))
    version: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcTime)
    cause: Mapped[str] = mapped_column(String(200), default="")
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    differences: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)


class JudgedKey(Row):
    """What the last judgement saw under a number that claims go by (`matchers.bearing`): where it differs, claims are judged again."""

    __tablename__ = "judged_key"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    hash: Mapped[str] = mapped_column(String(32))
