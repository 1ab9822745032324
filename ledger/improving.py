"""What is learnt from cases: why money is taken, what is done about it and what that brought, and how cases usually end."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ledger.mapping import ID, MinorUnits, Outside, Row, UtcTime


class CauseNote(Outside, Row):
    """Why deductions of one kind come again: a cluster, the cause it points to, the note, and what preventing it is worth.

    `scope` is `chargeback` (one case), `cluster` or `month`; `key` names the cluster within the supplier, so that a later look at
    the same writes the next `version`. `dimensions` says what its cases have in common (destination, carrier, sku, week, shift of
    counts). `brief` holds the numbered facts, `sentences` which facts each rests on, as in a draft. `preventable_minor` is what would
    not have been taken, in minor units of `currency` over `period`. `state` is `proposed`, `accepted` or `dismissed`.
    """

    __tablename__ = "cause_note"
    __table_args__ = (UniqueConstraint("supplier_id", "key", "version"), Index("ix_cause_note_supplier_id_state", "supplier_id", "state"))

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case_file.id", ondelete="CASCADE"), default=None, index=True)
    run_id: Mapped[int | None] = mapped_column(ForeignKey("agent_run.id", ondelete="SET NULL"), default=None)
    scope: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(200))
    version: Mapped[int] = mapped_column(default=1)
    period: Mapped[str] = mapped_column(String(24), default="")
    """A month (`2026-09`) or days from and until (`2026-08-01/2026-09-30`)."""
    cause: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(300), default="")
    dimensions: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    currency: Mapped[str] = mapped_column(String(3))
    claims: Mapped[int] = mapped_column(default=0)
    amount_minor: Mapped[int] = mapped_column(MinorUnits, default=0)
    preventable_minor: Mapped[int] = mapped_column(MinorUnits, default=0)
    language: Mapped[str] = mapped_column(String(10), default="en")
    text: Mapped[str] = mapped_column(Text, default="")
    sentences: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    brief: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    problems: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    verified: Mapped[bool] = mapped_column(default=False)
    made_by: Mapped[str] = mapped_column(String(20))
    """`template` or `model`."""
    author: Mapped[str] = mapped_column(String(320))
    at: Mapped[datetime] = mapped_column(UtcTime)
    state: Mapped[str] = mapped_column(String(20), default="proposed")
    decided_at: Mapped[datetime | None] = mapped_column(UtcTime, default=None)
    decided_by: Mapped[str | None] = mapped_column(String(320), default=None)
    decided_reason: Mapped[str] = mapped_column(Text, default="")


class CorrectiveAction(Outside, Row):
    """What somebody does so that a cause does not come again. Its effect is worked out from deductions before and after, never kept.

    `state` is `planned`, `under_way`, `done` or `dropped`; the effect counts from `done_on`. `dimensions` and `cause` say which
    deductions it is to prevent; `worth_minor` is what a month of them came to when it was planned.
    """

    __tablename__ = "corrective_action"
    __table_args__ = (Index("ix_corrective_action_supplier_id_state", "supplier_id", "state", "due_on"),)

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"))
    note_id: Mapped[int | None] = mapped_column(ForeignKey("cause_note.id", ondelete="SET NULL"), default=None)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
    cause: Mapped[str] = mapped_column(String(80))
    dimensions: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    text: Mapped[str] = mapped_column(Text)
    owner: Mapped[str] = mapped_column(String(200))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), default=None)
    due_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(20), default="planned")
    done_on: Mapped[date | None] = mapped_column(default=None)
    currency: Mapped[str] = mapped_column(String(3))
    worth_minor: Mapped[int] = mapped_column(MinorUnits, default=0)
    made_at: Mapped[datetime] = mapped_column(UtcTime)
    made_by: Mapped[str] = mapped_column(String(320))
    changed_at: Mapped[datetime] = mapped_column(UtcTime)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form


class OddsCell(Row):
    """How cases of one sort ended so far and what that says of the next: a level of the hierarchy from the whole down to a supplier's.

    `key` names the cell, `level` how far down it lies (0: the whole). `decided` cases, `won` of them at least in part. Chance and
    share granted are in millionths. `said` holds the levels that it was shrunk towards with their counts, for the explanation.
    """

    __tablename__ = "odds_cell"

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    key: Mapped[str] = mapped_column(String(300), unique=True)
    level: Mapped[int]
    supplier_id: Mapped[int | None] = mapped_column(ForeignKey("supplier.id", ondelete="CASCADE"), default=None, index=True)
    kind: Mapped[str] = mapped_column(String(40), default="")
    reason: Mapped[str] = mapped_column(String(80), default="")
    evidence: Mapped[str] = mapped_column(String(20), default="")
    decided: Mapped[int] = mapped_column(default=0)
    won: Mapped[int] = mapped_column(default=0)
    chance_ppm: Mapped[int]
    share_ppm: Mapped[int]
    said: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    fit: Mapped[str] = mapped_column(String(60), default="")
    fitted_at: Mapped[datetime] = mapped_column(UtcTime)
