"""What keeps the house running: the journal, worker leases, who is there, effects done once, watched places, the search index."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ledger.database_clock import DatabaseMoment
from ledger.mapping import ID, Row, UtcTime


class JournalEntry(Row):
    """One thing that was done; append-only and chained: `hash` covers the entry and the hash before it in its chain.

    A chain is one supplier's (`supplier:5`) or the house's own (`house`). `noun` and `noun_id` say what it is about.
    """

    __tablename__ = "journal_entry"
    __table_args__ = (UniqueConstraint("chain", "sequence"), Index("ix_journal_entry_noun_noun_id", "noun", "noun_id", "id"))

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    chain: Mapped[str] = mapped_column(String(40))
    sequence: Mapped[int] = mapped_column(ID)
    at: Mapped[datetime] = mapped_column(UtcTime)
    actor: Mapped[str] = mapped_column(String(320))
    action: Mapped[str] = mapped_column(String(60))
    noun: Mapped[str] = mapped_column(String(40))
    noun_id: Mapped[int | None] = mapped_column(ID, default=None)
    reason: Mapped[str] = mapped_column(Text, default="")
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON, default=None)
    after: Mapped[dict[str, Any] | None] = mapped_column(JSON, default=None)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class JournalHead(Row):
    """The last entry of a chain; locked while one is added."""

    __tablename__ = "journal_head"

    chain: Mapped[str] = mapped_column(String(40), primary_key=True)
    sequence: Mapped[int] = mapped_column(ID, default=0)
    hash: Mapped[str] = mapped_column(String(64), default="0" * 64)


class WorkerLease(Row):
    """A worker that is alive until `expires_at` unless it beats again. Times are the database's clock."""

    __tablename__ = "worker_lease"

    executor_id: Mapped[str] = mapped_column(String(120), primary_key=True)
    host: Mapped[str] = mapped_column(String(200), default="")
    started_at: Mapped[datetime] = mapped_column(UtcTime)
    beat_at: Mapped[datetime] = mapped_column(UtcTime)
    expires_at: Mapped[datetime] = mapped_column(UtcTime, index=True)
    fenced: Mapped[bool] = mapped_column(default=False)
    """True once others took its work over: what it still brings is dropped."""
    token: Mapped[str] = mapped_column(String(40), default="")
    """Names the one process, and the one life of it, that holds the lease; another that comes under the same name has another."""


class Turn(Row):
    """Something that one worker at a time does; free again after `until` (the database's clock), should its holder die or be stopped."""

    __tablename__ = "turn"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    holder: Mapped[str] = mapped_column(String(40))
    until: Mapped[datetime] = mapped_column(UtcTime)


class Job(Row):
    """A piece of background work as people watch it; the engine keeps its own books. `key` makes each submitted once."""

    __tablename__ = "job"
    __table_args__ = (Index("ix_job_supplier_id_id", "supplier_id", "id"), Index("ix_job_state_id", "state", "id"))

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    key: Mapped[str] = mapped_column(String(200), unique=True)
    kind: Mapped[str] = mapped_column(String(40))
    queue: Mapped[str] = mapped_column(String(20))
    supplier_id: Mapped[int | None] = mapped_column(ForeignKey("supplier.id"), default=None)
    payload: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    state: Mapped[str] = mapped_column(String(20), default="waiting")
    """`waiting`, `running`, `done`, `failed`, `cancelled`."""
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int | None] = mapped_column(default=None)
    message: Mapped[str] = mapped_column(Text, default="")
    attempts: Mapped[int] = mapped_column(default=0)
    submitted_at: Mapped[datetime] = mapped_column(UtcTime)
    started_at: Mapped[datetime | None] = mapped_column(UtcTime, default=None)
    ended_at: Mapped[datetime | None] = mapped_column(UtcTime, default=None, index=True)
    worker: Mapped[str | None] = mapped_column(String(120), default=None)
    not_before: Mapped[datetime | None] = mapped_column(UtcTime, default=None)
    ticket: Mapped[str | None] = mapped_column(String(240), default=None)
    """The engine's piece of work that may carry the job out now; an older one that turns up again is ignored."""
    changed_at: Mapped[datetime | None] = mapped_column(UtcTime, default=DatabaseMoment(), onupdate=DatabaseMoment(), index=True)
    """By the database's clock, whoever writes to the row; None where it ended before that was noted."""


class Presence(Row):
    """Somebody who looks at a case, draft or document. Written again while they do (the desk's clock), so that an old row is nobody."""

    __tablename__ = "presence"
    __table_args__ = (UniqueConstraint("user_id", "noun", "noun_id"), Index("ix_presence_noun_noun_id", "noun", "noun_id"))

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    noun: Mapped[str] = mapped_column(String(20))
    noun_id: Mapped[int] = mapped_column(ID)
    since: Mapped[datetime] = mapped_column(UtcTime)
    seen_at: Mapped[datetime] = mapped_column(UtcTime, index=True)
    typing: Mapped[bool] = mapped_column(default=False)


class Touch(Row):
    """Something that calls for judging an account again: a paper read or corrected, a link by hand, changed rules, a new day.

    Added under a lock on the account's row; `document_id` is None where all of the account is to be judged. `judged_at` is set by
    the detection that took it into account.
    """

    __tablename__ = "touch"
    __table_args__ = (Index("ix_touch_account_id_judged_at", "account_id", "judged_at"),)

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"), default=None)
    keys: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Orders, invoices and references (compacted) that are touched beside those that the document names."""
    cause: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(UtcTime)
    judged_at: Mapped[datetime | None] = mapped_column(UtcTime, default=None)


class Effect(Row):
    """Something done in the outside world exactly once: a mail, a file, a call. Written before it counts as done."""

    __tablename__ = "effect"

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    begun_at: Mapped[datetime] = mapped_column(UtcTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcTime, default=None, index=True)
    result: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class IdempotentAnswer(Row):
    """The answer given to a write with an `Idempotency-Key`, given again to the same request."""

    __tablename__ = "idempotent_answer"
    __table_args__ = (UniqueConstraint("user_id", "key"),)

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(200))
    request_hash: Mapped[str] = mapped_column(String(64))
    status: Mapped[int] = mapped_column(default=0)
    headers: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    body: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(UtcTime, index=True)


class WatchedPlace(Row):
    """A folder or mailbox that new papers are taken from. `settings` holds host, user, folder; `secret` names a setting, never a password.

    `kind` is `folder` or `imap`; `position` is where it was left (the last UID of a mailbox).
    """

    __tablename__ = "watched_place"

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
    kind: Mapped[str] = mapped_column(String(20))
    place: Mapped[str] = mapped_column(String(1000))
    settings: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    secret: Mapped[str | None] = mapped_column(String(120), default=None)
    position: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    active: Mapped[bool] = mapped_column(default=True)
    last_looked_at: Mapped[datetime | None] = mapped_column(UtcTime, default=None)
    last_problem: Mapped[str | None] = mapped_column(Text, default=None)


class SearchEntry(Row):
    """The words of a paper or case, found by any three letters in a row; the index over it is made by the migrations."""

    __tablename__ = "search_entry"
    __table_args__ = (UniqueConstraint("noun", "noun_id"), Index("ix_search_entry_supplier_id_noun", "supplier_id", "noun"))

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"))
    noun: Mapped[str] = mapped_column(String(20))
    noun_id: Mapped[int] = mapped_column(ID)
    text: Mapped[str] = mapped_column(Text)
