"""Rebates as agreed: partners and their banks, agreements in versions, who is eligible, statements and their months."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ledger.mapping import ID, MinorUnits, Outside, Row, UtcTime, Word


class PartnerRole(StrEnum):
    """What the other party of an agreement does: it pays us, or it earns from us."""

    PAYER = "payer"
    EARNER = "earner"


class VersionState(StrEnum):
    """Where a version of an agreement is on its way. What is approved never changes; another version takes its place."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


class Partner(Outside, Row):
    """The other party of a supplier's agreements. `names` are the spellings under which the sales know it, `numbers` its ids by kind."""

    __tablename__ = "partner"
    __table_args__ = (UniqueConstraint("supplier_id", "name", "role"),)

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"))
    name: Mapped[str] = mapped_column(String(200))
    role: Mapped[PartnerRole] = mapped_column(Word(PartnerRole))
    currency: Mapped[str] = mapped_column(String(3))
    names: Mapped[list[str]] = mapped_column(JSON, default=list)
    numbers: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    contact: Mapped[str] = mapped_column(String(320), default="")
    active: Mapped[bool] = mapped_column(default=True)
    made_at: Mapped[datetime] = mapped_column(UtcTime)
    made_by: Mapped[str] = mapped_column(String(320))
    changed_at: Mapped[datetime] = mapped_column(UtcTime)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form


class BankDetail(Row):
    """Where a partner is paid; append-only, the highest version holds. Of `number` nobody is shown more than the last four characters."""

    __tablename__ = "bank_detail"
    __table_args__ = (UniqueConstraint("partner_id", "version"),)

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    partner_id: Mapped[int] = mapped_column(ForeignKey("partner.id", ondelete="CASCADE"))
    version: Mapped[int]
    holder: Mapped[str] = mapped_column(String(200))
    scheme: Mapped[str] = mapped_column(String(20))
    """`iban` or `account`."""
    number: Mapped[str] = mapped_column(String(40))
    routing: Mapped[str] = mapped_column(String(40), default="")
    bank: Mapped[str] = mapped_column(String(200), default="")
    country: Mapped[str] = mapped_column(String(2), default="")
    made_at: Mapped[datetime] = mapped_column(UtcTime)
    made_by: Mapped[str] = mapped_column(String(320))
    reason: Mapped[str] = mapped_column(Text, default="")


class RebateContract(Outside, Row):
    """A rebate agreement by its number (`key` compacted), whatever its versions say. `side` is `we_owe` or `owed_to_us`.

    `state`, currency, mechanism and term mirror the version in force, or the newest one where none is. `renewed_at` is when its
    statement was last worked out, `figures` what lists show of it: earned, accrued, and the running period with its way to the next tier.
    """

    __tablename__ = "rebate_contract"
    __table_args__ = (
        UniqueConstraint("account_id", "key"),
        Index("ix_rebate_contract_supplier_id_id", "supplier_id", "id"),
        Index("ix_rebate_contract_partner_id", "partner_id"),
    )

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partner.id"), default=None)
    number: Mapped[str] = mapped_column(String(120))
    key: Mapped[str] = mapped_column(String(120))
    title: Mapped[str] = mapped_column(String(300), default="")
    side: Mapped[str] = mapped_column(String(20))
    state: Mapped[VersionState] = mapped_column(Word(VersionState), default=VersionState.DRAFT)
    in_force_id: Mapped[int | None] = mapped_column(ForeignKey("contract_version.id", use_alter=True), default=None)
    currency: Mapped[str] = mapped_column(String(3))
    mechanism: Mapped[str] = mapped_column(String(40), default="")
    starts_on: Mapped[date | None] = mapped_column(default=None)
    ends_on: Mapped[date | None] = mapped_column(default=None)
    made_at: Mapped[datetime] = mapped_column(UtcTime)
    made_by: Mapped[str] = mapped_column(String(320))
    renewed_at: Mapped[datetime | None] = mapped_column(UtcTime, default=None)
    figures: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form


class ContractVersion(Row):
    """One version of an agreement. `origin` is `read` (from a contract paper) or `entered` (by a person).

    `terms` is the record of `facts.rebates.RebateAgreement` as plain values; `places` says by field where it was read
    (`document_id`, `paper_id`, `page`, `box`, `text`), `to_review` which fields a person should look at, `problem` why the terms cannot
    be computed. `editors` are all who wrote on it; `effective_from` is the first day of periods that it decides.
    `withdrawal_asked_by` is who asked that an approved one be withdrawn, and `withdrawal_reason` why: somebody else does it.
    """

    __tablename__ = "contract_version"
    __table_args__ = (UniqueConstraint("contract_id", "number"), Index("ix_contract_version_paper_id", "paper_id"))

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("rebate_contract.id", ondelete="CASCADE"))
    number: Mapped[int]
    origin: Mapped[str] = mapped_column(String(20))
    paper_id: Mapped[int | None] = mapped_column(ForeignKey("paper.id", ondelete="SET NULL"), default=None)
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id", ondelete="SET NULL"), default=None)
    state: Mapped[VersionState] = mapped_column(Word(VersionState), default=VersionState.DRAFT)
    terms: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    places: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    to_review: Mapped[list[str]] = mapped_column(JSON, default=list)
    problem: Mapped[str] = mapped_column(Text, default="")
    effective_from: Mapped[date | None] = mapped_column(default=None)
    effective_until: Mapped[date | None] = mapped_column(default=None)
    signed_on: Mapped[date | None] = mapped_column(default=None)
    reason: Mapped[str] = mapped_column(Text, default="")
    editors: Mapped[list[str]] = mapped_column(JSON, default=list)
    made_at: Mapped[datetime] = mapped_column(UtcTime)
    made_by: Mapped[str] = mapped_column(String(320))
    changed_at: Mapped[datetime] = mapped_column(UtcTime)
    submitted_at: Mapped[datetime | None] = mapped_column(UtcTime, default=None)
    submitted_by: Mapped[str | None] = mapped_column(String(320), default=None)
    decided_at: Mapped[datetime | None] = mapped_column(UtcTime, default=None)
    decided_by: Mapped[str | None] = mapped_column(String(320), default=None)
    decided_reason: Mapped[str] = mapped_column(Text, default="")
    withdrawal_asked_at: Mapped[datetime | None] = mapped_column(UtcTime, default=None)
    withdrawal_asked_by: Mapped[str | None] = mapped_column(String(320), default=None)
    withdrawal_reason: Mapped[str] = mapped_column(Text, default="")
    revision: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - SQLAlchemy's own form


class RebateCustomer(Outside, Row):
    """A customer whose purchases may count: where it is, through which channel it buys, and from when to when it is one."""

    __tablename__ = "rebate_customer"
    __table_args__ = (UniqueConstraint("supplier_id", "name"),)

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"))
    name: Mapped[str] = mapped_column(String(200))
    names: Mapped[list[str]] = mapped_column(JSON, default=list)
    territory: Mapped[str] = mapped_column(String(80), default="")
    channel: Mapped[str] = mapped_column(String(80), default="")
    buying_group: Mapped[str] = mapped_column(String(200), default="")
    active_from: Mapped[date | None] = mapped_column(default=None)
    active_until: Mapped[date | None] = mapped_column(default=None)
    made_at: Mapped[datetime] = mapped_column(UtcTime)
    made_by: Mapped[str] = mapped_column(String(320))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form


class CustomerScope(Row):
    """Who counts under an agreement, or does not: a customer, a territory or a channel, from a day until a day.

    An exclusion weighs more than an inclusion. `ends_on` is its last day, `undone_at` ends it as if it had never been.
    """

    __tablename__ = "customer_scope"
    __table_args__ = (Index("ix_customer_scope_contract_id", "contract_id"),)

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("rebate_contract.id", ondelete="CASCADE"))
    include: Mapped[bool]
    customer: Mapped[str] = mapped_column(String(200), default="")
    territory: Mapped[str] = mapped_column(String(80), default="")
    channel: Mapped[str] = mapped_column(String(80), default="")
    starts_on: Mapped[date | None] = mapped_column(default=None)
    ends_on: Mapped[date | None] = mapped_column(default=None)
    reason: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(UtcTime)
    made_by: Mapped[str] = mapped_column(String(320))
    undone_at: Mapped[datetime | None] = mapped_column(UtcTime, default=None)
    undone_by: Mapped[str | None] = mapped_column(String(320), default=None)


class RebateStatement(Row):
    """What an agreement came to as of a day, from what was in the ledger then; never changed, the latest one counts.

    `inputs_hash` covers terms, eligibility and every transaction that counted, so that a recomputation can be compared. `content` has the
    form of statements.json: periods with calculation, months, accruals, the first transactions, and progress. `difference` says what
    changed since the statement before, period by period, with its cause. Amounts are minor units of `currency`.
    """

    __tablename__ = "rebate_statement"
    __table_args__ = (
        Index("ix_rebate_statement_contract_id_id", "contract_id", "id"),
        Index("ix_rebate_statement_contract_id_as_of", "contract_id", "as_of"),
    )

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"), index=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("rebate_contract.id", ondelete="CASCADE"))
    version_id: Mapped[int | None] = mapped_column(ForeignKey("contract_version.id", ondelete="SET NULL"), default=None)
    as_of: Mapped[date]
    made_at: Mapped[datetime] = mapped_column(UtcTime)
    made_by: Mapped[str] = mapped_column(String(320))
    inputs_hash: Mapped[str] = mapped_column(String(64))
    transactions: Mapped[int] = mapped_column(default=0)
    currency: Mapped[str] = mapped_column(String(3))
    earned_minor: Mapped[int] = mapped_column(MinorUnits, default=0)
    accrued_minor: Mapped[int] = mapped_column(MinorUnits, default=0)
    problem: Mapped[str] = mapped_column(Text, default="")
    near_threshold: Mapped[bool] = mapped_column(default=False)
    content: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    difference: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)


class RebateMonth(Row):
    """One month of an agreement as its latest statement has it: base, what is booked in it, and what corrects earlier months.

    `true_up_minor` lifts what was booked before, `claw_back_minor` (not above 0) takes it back where the forecast tier was lost; both
    are part of `accrued_minor`. `base` is a decimal in the measure of the agreement. Replaced with each statement.
    """

    __tablename__ = "rebate_month"
    __table_args__ = (UniqueConstraint("contract_id", "starts_on"), Index("ix_rebate_month_supplier_id_month", "supplier_id", "month"))

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"))
    contract_id: Mapped[int] = mapped_column(ForeignKey("rebate_contract.id", ondelete="CASCADE"))
    statement_id: Mapped[int] = mapped_column(ForeignKey("rebate_statement.id", ondelete="CASCADE"), index=True)
    month: Mapped[str] = mapped_column(String(7))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    currency: Mapped[str] = mapped_column(String(3))
    base: Mapped[str] = mapped_column(String(40), default="0")
    rate: Mapped[str] = mapped_column(String(40), default="0")
    earned_minor: Mapped[int] = mapped_column(MinorUnits, default=0)
    accrued_minor: Mapped[int] = mapped_column(MinorUnits, default=0)
    true_up_minor: Mapped[int] = mapped_column(MinorUnits, default=0)
    claw_back_minor: Mapped[int] = mapped_column(MinorUnits, default=0)
    to_date_minor: Mapped[int] = mapped_column(MinorUnits, default=0)
