"""What the remittances tell once they are understood: payments, chains, deductions; and agreements as papers or people state them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from facts.finding import FindingType
from ledger.mapping import ID, MinorUnits, Outside, Row, UtcTime, Word


class Payment(Outside, Row):
    """A payment of the retailer; `gap_minor` is what its lines leave unexplained (None where they tie)."""

    __tablename__ = "payment"
    __table_args__ = (UniqueConstraint("account_id", "number"),)

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    number: Mapped[str] = mapped_column(String(80))
    paid_on: Mapped[date | None] = mapped_column(default=None)
    currency: Mapped[str] = mapped_column(String(3))
    amount_minor: Mapped[int | None] = mapped_column(MinorUnits, default=None)
    void: Mapped[bool] = mapped_column(default=False)
    gap_minor: Mapped[int | None] = mapped_column(MinorUnits, default=None)
    note: Mapped[str] = mapped_column(String(200), default="")


class Chain(Outside, Row):
    """The history of one root invoice: what is open over all its claims, reversals and repayments."""

    __tablename__ = "chain"
    __table_args__ = (UniqueConstraint("account_id", "root"),)

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    root: Mapped[str] = mapped_column(String(80))
    currency: Mapped[str] = mapped_column(String(3))
    open_minor: Mapped[int] = mapped_column(MinorUnits)
    rounds: Mapped[int] = mapped_column(default=0)


class Deduction(Outside, Row):
    """One claim number of a chain: asked, taken in slices, given back. `state` as in `matchers.chain.ClaimState`."""

    __tablename__ = "deduction"
    __table_args__ = (
        UniqueConstraint("account_id", "root", "number", "type"),
        Index("ix_deduction_account_id_number", "account_id", "number"),
    )

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    chain_id: Mapped[int | None] = mapped_column(ForeignKey("chain.id"), default=None, index=True)
    root: Mapped[str] = mapped_column(String(80))
    number: Mapped[str] = mapped_column(String(80))
    type: Mapped[FindingType] = mapped_column(Word(FindingType))
    round: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(String(20))
    currency: Mapped[str] = mapped_column(String(3))
    amount_minor: Mapped[int] = mapped_column(MinorUnits)
    taken_minor: Mapped[int] = mapped_column(MinorUnits, default=0)
    reversed_minor: Mapped[int] = mapped_column(MinorUnits, default=0)
    repaid_minor: Mapped[int] = mapped_column(MinorUnits, default=0)
    deducted_on: Mapped[date | None] = mapped_column(default=None)
    slices: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    credits: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)


class Agreement(Outside, Row):
    """A co-op or rebate agreement, one row per version. `terms` holds what kinds to come need, by the names of contract.md."""

    __tablename__ = "agreement"
    __table_args__ = (UniqueConstraint("supplier_id", "number", "version"),)

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
    paper_id: Mapped[int | None] = mapped_column(ForeignKey("paper.id"), default=None)
    number: Mapped[str] = mapped_column(String(120))
    version: Mapped[int] = mapped_column(default=1)
    kind: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(300), default="")
    payer: Mapped[str] = mapped_column(String(200), default="")
    earner: Mapped[str] = mapped_column(String(200), default="")
    starts_on: Mapped[date | None] = mapped_column(default=None)
    ends_on: Mapped[date | None] = mapped_column(default=None)
    currency: Mapped[str | None] = mapped_column(String(3), default=None)
    state: Mapped[str] = mapped_column(String(20), default="read")
    terms: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    payout_reference: Mapped[str | None] = mapped_column(String(120), default=None)
    recorded_at: Mapped[datetime] = mapped_column(UtcTime)
    recorded_by: Mapped[str] = mapped_column(String(320))
