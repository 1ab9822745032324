"""Users, what they may do for whom, their sessions and tokens, and the record of log-ins and downloads."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ledger.mapping import ID, Outside, Row, UtcTime, Word


class Role(StrEnum):
    """What a person may do; granted for one supplier or for all.

    `admin` runs the house, `specialist` works cases, `reviewer` also approves, `supplier` reads what is the supplier's own, `partner`
    sees one partner's agreements and claims and nothing else.
    """

    ADMIN = "admin"
    SPECIALIST = "specialist"
    REVIEWER = "reviewer"
    SUPPLIER = "supplier"
    PARTNER = "partner"


class User(Outside, Row):
    """A person who logs in. `password_hash` is None until the one-time link was used."""

    __tablename__ = "user_account"

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    email: Mapped[str] = mapped_column(String(320), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    password_hash: Mapped[str | None] = mapped_column(String(200), default=None)
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    preferences: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class Audience(StrEnum):
    """Who sees a saved view beside its owner: nobody, those who see its supplier, or all who work cases."""

    OWN = "own"
    SUPPLIER = "supplier"
    ALL = "all"


class SavedView(Row):
    """A view of the queue under a name: the part of its address behind the question mark. It names no rows.

    `supplier_id` is set where it is shared with those who see that supplier; `position` is its place among the owner's views.
    """

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("user_id", "name"), Index("ix_saved_view_audience_supplier_id", "audience", "supplier_id"))

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(200))
    query: Mapped[str] = mapped_column(String(2000))
    audience: Mapped[Audience] = mapped_column(Word(Audience), default=Audience.OWN)
    supplier_id: Mapped[int | None] = mapped_column(ForeignKey("supplier.id", ondelete="CASCADE"), default=None)
    position: Mapped[int] = mapped_column(default=0)
    made_at: Mapped[datetime] = mapped_column(UtcTime)
    changed_at: Mapped[datetime] = mapped_column(UtcTime)


class Grant(Row):
    """A role of a user: for one supplier, or for all where `supplier_id` is None (never for the roles `supplier` and `partner`).

    The role `partner` names its `partner_id` besides, and is nothing without it.
    """

    __tablename__ = "role_grant"
    __table_args__ = (UniqueConstraint("user_id", "role", "supplier_id", "partner_id"),)

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    role: Mapped[Role] = mapped_column(Word(Role))
    supplier_id: Mapped[int | None] = mapped_column(ForeignKey("supplier.id", ondelete="CASCADE"), default=None)
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partner.id", ondelete="CASCADE"), default=None)
    granted_at: Mapped[datetime] = mapped_column(UtcTime)
    granted_by: Mapped[str] = mapped_column(String(320))


class WebSession(Row):
    """A browser that is logged in. The cookie's value is kept as its hash; `csrf` is what forms must send back."""

    __tablename__ = "web_session"

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    csrf: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    last_seen_at: Mapped[datetime] = mapped_column(UtcTime)
    expires_at: Mapped[datetime] = mapped_column(UtcTime, index=True)
    address: Mapped[str] = mapped_column(String(64), default="")
    agent: Mapped[str] = mapped_column(String(300), default="")


class OneTimeLink(Row):
    """A link that logs in once to set a password; `purpose` is `first_log_in`, `invitation` or `reset`."""

    __tablename__ = "one_time_link"

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    purpose: Mapped[str] = mapped_column(String(20), default="invitation")
    expires_at: Mapped[datetime] = mapped_column(UtcTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcTime, default=None)


class Token(Outside, Row):
    """A bearer token for the API: names its user, narrows what may be done (`scopes`) and for whom, and ends.

    `prefix` is the beginning of the secret, for lists; the rest is kept as a hash only.
    """

    __tablename__ = "api_token"

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    prefix: Mapped[str] = mapped_column(String(20), default="")
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    supplier_id: Mapped[int | None] = mapped_column(ForeignKey("supplier.id", ondelete="CASCADE"), default=None)
    scopes: Mapped[list[str]] = mapped_column(JSON, default=list)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    expires_at: Mapped[datetime] = mapped_column(UtcTime)
    last_used_at: Mapped[datetime | None] = mapped_column(UtcTime, default=None)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcTime, default=None)


class AccessRecord(Row):
    """Who came in, or tried to, and who took what out: log-ins, log-outs, refusals, downloads and exports."""

    __tablename__ = "access_record"
    __table_args__ = (Index("ix_access_record_supplier_id_at", "supplier_id", "at"),)

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcTime, index=True)
    event: Mapped[str] = mapped_column(String(40))
    actor: Mapped[str] = mapped_column(String(320))
    supplier_id: Mapped[int | None] = mapped_column(ForeignKey("supplier.id"), default=None)
    address: Mapped[str] = mapped_column(String(64), default="")
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
