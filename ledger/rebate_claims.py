"""Rebates as they are settled: claims with their files and holds, and the payouts that settle them."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ledger.mapping import ID, MinorUnits, Outside, Row, UtcTime, Word


class ClaimState(StrEnum):
    """Where a rebate claim is (domain.md 4.2). Whose turn it is to claim or to pay follows from the side of the agreement."""

    CALCULATED = "calculated"
    REVIEWED = "reviewed"
    APPROVED = "approved"
    CLAIMED = "claimed"
    NOTIFIED = "notified"
    AGREED = "agreed"
    DISPUTED = "disputed"
    CREDITED = "credited"
    PAID = "paid"
    RECONCILED = "reconciled"
    WITHDRAWN = "withdrawn"


class RebateClaimRow(Outside, Row):
    """What is claimed under an agreement for a period, by us or from us, beside what our statement grants.

    `origin` is `calculated` (by us, from a statement), `partner` (through the portal), `table` (read from a table of claims) or
    `entered`. `difference_minor` is claimed less calculated, `difference_reason` its code and `difference_why` its sentence.
    `verdict` is what contract and ledger say of it. `calculation` and `evidence` have the form of contract.md, `checks` are the named
    checks that had something to say, each with its sentence. `claim_by` is the last day for a claim, `expected_on` when money is due.
    `replaces_id` is the disputed claim in whose place it stands. A claim for a part of a period has that period's days in
    `period_starts_on` and `period_ends_on`, and in `to_date_minor` what the period earned up to now.
    """

    __tablename__ = "rebate_claim"
    __table_args__ = (
        UniqueConstraint("contract_id", "number"),
        Index("ix_rebate_claim_supplier_id_state", "supplier_id", "state", "id"),
        Index("ix_rebate_claim_partner_id", "partner_id", "id"),
    )

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"))
    contract_id: Mapped[int] = mapped_column(ForeignKey("rebate_contract.id"))
    version_id: Mapped[int | None] = mapped_column(ForeignKey("contract_version.id"), default=None)
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partner.id"), default=None)
    statement_id: Mapped[int | None] = mapped_column(ForeignKey("rebate_statement.id", ondelete="SET NULL"), default=None)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case_file.id", ondelete="SET NULL"), default=None, index=True)
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("rebate_claim.id", ondelete="SET NULL"), default=None, index=True)
    number: Mapped[str] = mapped_column(String(120))
    origin: Mapped[str] = mapped_column(String(20))
    side: Mapped[str] = mapped_column(String(20))
    state: Mapped[ClaimState] = mapped_column(Word(ClaimState), default=ClaimState.CALCULATED)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    period_starts_on: Mapped[date | None] = mapped_column(default=None)
    period_ends_on: Mapped[date | None] = mapped_column(default=None)
    currency: Mapped[str] = mapped_column(String(3))
    claimed_base: Mapped[str | None] = mapped_column(String(40), default=None)
    claimed_minor: Mapped[int] = mapped_column(MinorUnits)
    calculated_minor: Mapped[int | None] = mapped_column(MinorUnits, default=None)
    to_date_minor: Mapped[int | None] = mapped_column(MinorUnits, default=None)
    difference_minor: Mapped[int | None] = mapped_column(MinorUnits, default=None)
    verdict: Mapped[str] = mapped_column(String(20), default="")
    difference_reason: Mapped[str] = mapped_column(String(60), default="")
    difference_why: Mapped[str] = mapped_column(Text, default="")
    agreed_minor: Mapped[int | None] = mapped_column(MinorUnits, default=None)
    settled_minor: Mapped[int] = mapped_column(MinorUnits, default=0)
    calculation: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    evidence: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    checks: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    remarks: Mapped[str] = mapped_column(Text, default="")
    claim_by: Mapped[date | None] = mapped_column(default=None)
    expected_on: Mapped[date | None] = mapped_column(default=None)
    submitted_at: Mapped[datetime] = mapped_column(UtcTime)
    submitted_by: Mapped[str] = mapped_column(String(320))
    reviewed_at: Mapped[datetime | None] = mapped_column(UtcTime, default=None)
    reviewed_by: Mapped[str | None] = mapped_column(String(320), default=None)
    approved_at: Mapped[datetime | None] = mapped_column(UtcTime, default=None)
    approved_by: Mapped[str | None] = mapped_column(String(320), default=None)
    state_at: Mapped[datetime] = mapped_column(UtcTime)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form


class ClaimFile(Row):
    """A file that came with a claim: a document like any other, which belongs to no account until a person says so."""

    __tablename__ = "claim_file"
    __table_args__ = (UniqueConstraint("claim_id", "document_id"),)

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("rebate_claim.id", ondelete="CASCADE"))
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    name: Mapped[str] = mapped_column(String(500))
    size: Mapped[int] = mapped_column(ID)
    came_at: Mapped[datetime] = mapped_column(UtcTime)
    came_by: Mapped[str] = mapped_column(String(320))


class ClaimHold(Row):
    """A signal that keeps a claim from being approved, told and paid until a person lifts it with a reason; no amount changes.

    `signal` names the check, `key` what it is about, so that the same signal comes once. `evidence` has the form of contract.md.
    """

    __tablename__ = "claim_hold"
    __table_args__ = (UniqueConstraint("claim_id", "signal", "key"),)

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("rebate_claim.id", ondelete="CASCADE"))
    signal: Mapped[str] = mapped_column(String(60))
    key: Mapped[str] = mapped_column(String(200), default="")
    sentence: Mapped[str] = mapped_column(Text)
    evidence: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    placed_at: Mapped[datetime] = mapped_column(UtcTime)
    lifted_at: Mapped[datetime | None] = mapped_column(UtcTime, default=None)
    lifted_by: Mapped[str | None] = mapped_column(String(320), default=None)
    lifted_reason: Mapped[str] = mapped_column(Text, default="")
    gone_at: Mapped[datetime | None] = mapped_column(UtcTime, default=None)
    """When a later look no longer found it, without anybody lifting it."""


class RebatePayout(Outside, Row):
    """Money that settles a claim: `kind` is `credit`, `payment` or `offset`; `state` is `expected`, `made` or `reconciled`.

    `reference` is the credit's or payment's own number; once reconciled `payment_number` and `evidence` name the remittance line that it
    was found on. `bank_detail_id` is where it went, for what we pay.
    """

    __tablename__ = "rebate_payout"
    __table_args__ = (Index("ix_rebate_payout_supplier_id_state", "supplier_id", "state", "id"),)

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"))
    contract_id: Mapped[int] = mapped_column(ForeignKey("rebate_contract.id"), index=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("rebate_claim.id", ondelete="CASCADE"), index=True)
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partner.id"), default=None, index=True)
    bank_detail_id: Mapped[int | None] = mapped_column(ForeignKey("bank_detail.id"), default=None)
    kind: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20), default="expected")
    currency: Mapped[str] = mapped_column(String(3))
    amount_minor: Mapped[int] = mapped_column(MinorUnits)
    expected_on: Mapped[date | None] = mapped_column(default=None)
    paid_on: Mapped[date | None] = mapped_column(default=None)
    reference: Mapped[str] = mapped_column(String(120), default="")
    payment_number: Mapped[str] = mapped_column(String(80), default="")
    evidence: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    recorded_at: Mapped[datetime] = mapped_column(UtcTime)
    recorded_by: Mapped[str] = mapped_column(String(320))
    reconciled_at: Mapped[datetime | None] = mapped_column(UtcTime, default=None)
    reconciled_by: Mapped[str | None] = mapped_column(String(320), default=None)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form
