"""The house itself, for those who run it: what answers, who works, and what can be read."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from pydantic import Field

from api.http.shapes.plain import Shown
from ledger.models import WorkerLease


class WorkerShown(Shown):
    """A worker's lease. `alive` until `expires_at` unless it beats again; `fenced` once others took its work over."""

    executor_id: str
    host: str
    started_at: datetime
    beat_at: datetime
    expires_at: datetime
    fenced: bool
    alive: bool

    @classmethod
    def of(cls, row: WorkerLease, now: datetime) -> Self:
        """From the row."""
        plain = {name: getattr(row, name) for name in cls.model_fields if name != "alive"}
        return cls(**plain, alive=row.expires_at > now and not row.fenced)


class HouseShown(Shown):
    """What answers and what runs. Why something does not answer stands in the log."""

    ready: bool
    database: bool
    migrated: bool
    files: bool
    version: str
    python: str
    kind: str = Field(description="The kind of database: `sqlite` or `postgresql`.")
    migration: str = Field(description="The newest migration that this version knows.")
    waiting: int
    waiting_seconds: int
    running: int
    failed: int
    workers: list[WorkerShown]
    languages: list[str] = Field(
        description="Languages that scans are read in on this server, by Tesseract's names; empty: no scan is read."
    )
