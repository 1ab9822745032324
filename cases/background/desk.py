"""What a service needs beside its session: sessions to open, files, background work, readers and the clock, put together by the wiring."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from sqlalchemy.orm import Session, sessionmaker

from cases.background.work import Work
from extractors.read import ReaderPool
from extractors.sandbox import Sandbox
from ledger.derived import DerivedFiles
from ledger.files import FileStore

SYSTEM: str = "recoup"
"""The actor of what the house does by itself."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Handed to the handlers of background work and to the doors of the house."""

    sessions: sessionmaker[Session]
    files: FileStore
    work: Work
    clock: Callable[[], datetime]
    readers: Callable[[], AbstractContextManager[ReaderPool]]
    """Reader processes for the time of one job; the wiring may keep them warm between jobs."""
    sandbox: Callable[[], AbstractContextManager[Sandbox]]
    derived: DerivedFiles = field(default_factory=DerivedFiles)
    """Pictures and words of pages, kept as long as there is room."""

    def now(self) -> datetime:
        """The moment, with zone."""
        return self.clock()

    def today(self) -> date:
        """The day in UTC."""
        return day_of(self.clock())


def day_of(moment: datetime) -> date:
    """The house's day of a moment, in whatever zone it is told: the one in UTC, as `Desk.today` has it."""
    return moment.astimezone(UTC).date()
