"""Who is alive: leases on the database's clock, the fence before results of the presumed dead, and turns that one worker takes."""

from __future__ import annotations

import contextlib
import os
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import uuid4

from sqlalchemy import ColumnElement, and_, delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, sessionmaker

from ledger.database import is_sqlite
from ledger.database_clock import DatabaseMoment
from ledger.models import Turn, WorkerLease

LEASE: Final = timedelta(seconds=30)
"""A worker that was silent for so long counts as dead. Shorter only in tests: a busy disk alone can hold a beat up for seconds."""
LOOK_AGAIN: Final = 0.5


class NameTakenError(Exception):
    """A living worker goes by this name."""

    def __init__(self, executor_id: str, host: str) -> None:
        super().__init__(f"a living worker goes by the name {executor_id} ({host}); start this one under another")
        self.executor_id = executor_id


class Beat(StrEnum):
    """What a beat found."""

    KEPT = "kept"
    FENCED = "fenced"
    """Others had taken the work over; the lease is held again, as a new life, and what the old one still brings is dropped."""
    TAKEN = "taken"
    """Another process works under this name; this one has to stop."""


@dataclass(frozen=True, slots=True)
class WorkerView:
    """A worker as people watch it; `alive` by the database's clock."""

    executor_id: str
    host: str
    started_at: datetime
    beat_at: datetime
    alive: bool


def database_clock(session: Session) -> datetime:
    """The moment by the database's clock, which all workers share; also within a transaction it moves on."""
    return session.execute(select(DatabaseMoment())).scalar_one()


def workers(session: Session) -> list[WorkerView]:
    """Workers that hold a lease or died with one, by name. A worker that was stopped in order is not among them."""
    now = database_clock(session)
    rows = session.scalars(select(WorkerLease).order_by(WorkerLease.executor_id))
    return [WorkerView(r.executor_id, r.host, r.started_at, r.beat_at, not r.fenced and r.expires_at > now) for r in rows]


def living(session: Session) -> set[str]:
    """The names of the workers that are alive."""
    return {worker.executor_id for worker in workers(session) if worker.alive}


class Lease:
    """A worker's claim to be alive under its name.

    `token` names the present life: it changes when others took the work over meanwhile. Results are recorded only where `holds` says,
    in the same transaction, that the life they were begun in still counts.
    """

    def __init__(self, sessions: sessionmaker[Session], executor_id: str, *, length: timedelta = LEASE) -> None:
        self._sessions = sessions
        self._length = length
        self._host = f"{socket.gethostname()}:{os.getpid()}"
        self.executor_id = executor_id
        self.token = uuid4().hex

    def take(self) -> None:
        """Takes the lease. Waits for the end of one that a process left which cannot be seen from here to be dead.

        Raises NameTakenError where that one is alive and goes on beating.
        """
        give_up = time.monotonic() + self._length.total_seconds() + 2 * LOOK_AGAIN
        while (other := self._try_to_take()) is not None:
            if time.monotonic() > give_up:
                raise NameTakenError(self.executor_id, other)
            time.sleep(LOOK_AGAIN)

    def beat(self) -> Beat:
        """Prolongs the lease, takes it anew where others fenced it."""
        with self._sessions.begin() as session:
            now = database_clock(session)
            kept = session.execute(
                update(WorkerLease)
                .where(self._mine(self.token), WorkerLease.fenced.is_(False))
                .values(beat_at=now, expires_at=now + self._length)
                .returning(WorkerLease.executor_id)
                .execution_options(synchronize_session=False)
            )
            if kept.first() is not None:
                return Beat.KEPT
            row = session.get(WorkerLease, self.executor_id, with_for_update=True)
            if row is not None and row.token != self.token:
                return Beat.TAKEN
            life = uuid4().hex
            self._write(session, row, now, life)
        self.token = life
        return Beat.FENCED

    def holds(self, session: Session, token: str) -> bool:
        """Whether that life of the lease still counts; it then counts until the caller's transaction ends. Locks the lease's row first."""
        held = select(WorkerLease.executor_id).where(self._mine(token), WorkerLease.fenced.is_(False)).with_for_update(read=True)
        return session.scalar(held) is not None

    def release(self) -> None:
        """Gives the lease up, so that others take over what is left without waiting for its end."""
        with self._sessions.begin() as session:
            session.execute(delete(WorkerLease).where(self._mine(self.token)))

    def _try_to_take(self) -> str | None:
        """Takes the lease where it is free; else the host and process that hold it."""
        try:
            with self._sessions.begin() as session:
                now = database_clock(session)
                row = session.get(WorkerLease, self.executor_id, with_for_update=True)
                if row is not None and not row.fenced and row.expires_at > now and not self._is_gone(row):
                    return row.host
                self._write(session, row, now, self.token)
        except IntegrityError:
            return "another process, at this moment"
        return None

    def _write(self, session: Session, row: WorkerLease | None, now: datetime, token: str) -> None:
        if row is None:
            row = WorkerLease(executor_id=self.executor_id)
            session.add(row)
        row.host, row.token, row.fenced = self._host, token, False
        row.started_at = row.beat_at = now
        row.expires_at = now + self._length
        session.flush()

    def _is_gone(self, row: WorkerLease) -> bool:
        """Whether the process that wrote the row is known to be dead: it ran on this machine and is no more, or had our own number."""
        host, _, process = row.host.rpartition(":")
        ours, _, own_process = self._host.rpartition(":")
        if host != ours or not process.isdecimal():
            return False
        if process == own_process:
            return True
        try:
            os.kill(int(process), 0)
        except ProcessLookupError:
            return True
        except PermissionError:
            return False
        return False

    def _mine(self, token: str) -> ColumnElement[bool]:
        return and_(WorkerLease.executor_id == self.executor_id, WorkerLease.token == token)


@contextlib.contextmanager
def turn(sessions: sessionmaker[Session], name: str, holder: str, length: timedelta) -> Iterator[bool]:
    """Whether it is the caller's turn to do what only one may do at a time; given back at the end, or free again after `length`."""
    with sessions.begin() as session:
        now = database_clock(session)
        insert = sqlite.insert if is_sqlite(session) else postgresql.insert
        taken = session.execute(
            insert(Turn)
            .values(name=name, holder=holder, until=now + length)
            .on_conflict_do_update(
                index_elements=[Turn.name],
                set_={"holder": holder, "until": now + length},
                where=or_(Turn.until <= now, Turn.holder == holder),
            )
            .returning(Turn.name)
        )
        mine = taken.first() is not None
    try:
        yield mine
    finally:
        if mine:
            with sessions.begin() as session:
                session.execute(delete(Turn).where(Turn.name == name, Turn.holder == holder))
