"""Suppliers, their accounts with retailers, the terms agreed there, and the rules that were in force when something was judged."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ledger.mapping import ID, MinorUnits, Outside, Row, UtcTime


class Supplier(Outside, Row):
    """A client: whose deductions are recovered. Everything below belongs to exactly one supplier.

    `four_eyes`: who wrote a draft may not approve it. `unattended_up_to_minor` (in `unattended_currency`): a verified draft up to
    this amount may be approved without a person; None (the default) is off. `write_off_up_to_minor`: a rest that small may be
    written off. `mail_from` is the address that mails go out under.
    """

    __tablename__ = "supplier"

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    active: Mapped[bool] = mapped_column(default=True)
    four_eyes: Mapped[bool] = mapped_column(default=False)
    unattended_up_to_minor: Mapped[int | None] = mapped_column(MinorUnits, default=None)
    unattended_currency: Mapped[str | None] = mapped_column(String(3), default=None)
    write_off_up_to_minor: Mapped[int] = mapped_column(MinorUnits, default=0)
    mail_from: Mapped[str | None] = mapped_column(String(320), default=None)
    settings: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class Account(Outside, Row):
    """A supplier's account with one retailer: the unit that is judged together. `folder` tells apart two with the same retailer."""

    __tablename__ = "account"
    __table_args__ = (UniqueConstraint("supplier_id", "retailer", "folder"),)

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"), index=True)
    retailer: Mapped[str] = mapped_column(String(80))
    folder: Mapped[str] = mapped_column(String(200), default="")
    currency: Mapped[str] = mapped_column(String(3))
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    active: Mapped[bool] = mapped_column(default=True)
    contact: Mapped[str | None] = mapped_column(String(320), default=None)
    """Where a dispute by e-mail goes."""
    judged_as_of: Mapped[str | None] = mapped_column(String(10), default=None)
    """The day (ISO) that the current findings were last judged by as a whole."""
    judgement: Mapped[int] = mapped_column(default=0)
    """The number of the last judgement that began; only that one may still write findings."""
    judgement_done: Mapped[int] = mapped_column(default=0)
    """The number of the last judgement that ended. Where it is not the last that began, everything is judged next time."""
    judged_rule_version_id: Mapped[int | None] = mapped_column(ForeignKey("rule_version.id", use_alter=True), default=None)
    """The rules that the current findings were judged by; filed cases keep theirs."""


class Terms(Outside, Row):
    """What supplier and retailer have agreed: a terms.yaml in its own words. The highest version holds; earlier ones stay."""

    __tablename__ = "terms"
    __table_args__ = (UniqueConstraint("account_id", "version"),)

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    version: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    file: Mapped[str] = mapped_column(String(500), default="terms.yaml")
    recorded_at: Mapped[datetime] = mapped_column(UtcTime)
    recorded_by: Mapped[str] = mapped_column(String(320))


class RuleVersion(Outside, Row):
    """Rules as they were in force for an account: the merged pack and terms with sources. A case keeps the one it was judged by."""

    __tablename__ = "rule_version"
    __table_args__ = (UniqueConstraint("account_id", "content_hash"),)

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    rule_id: Mapped[str] = mapped_column(String(200))
    content_hash: Mapped[str] = mapped_column(String(64))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    first_used_at: Mapped[datetime] = mapped_column(UtcTime)
