"""The queues: how much of each kind of work runs at a time, and what stands in which line."""

from __future__ import annotations

import os
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import uuid4

from dbos import DBOS, DBOSClient, EnqueueOptions
from sqlalchemy.orm import Session

from cases.background.work import QUEUES, WorkKind

READ: Final = "read"
MATCH: Final = "match"
LLM: Final = "llm"
MAIL: Final = "mail"
WORKFLOW: Final = "job"
"""The one workflow there is, by the name in DBOS's books: its arguments are a job's key and how often the job failed before."""
LANES: Final = 8
"""Lanes of the match queue for work that need not wait for its like. DBOS looks into every lane at each look for work."""


@dataclass(frozen=True, slots=True)
class Widths:
    """How much of a queue one worker carries out at a time.

    The widths stand in the database and hold for all workers of an installation: the worker that started last sets them. A bigger
    machine gets more workers, not wider ones.
    """

    read: int = field(default_factory=lambda: os.cpu_count() or 1)
    match: int = 1
    mail: int = 2
    llm: int = 2
    llm_per_minute: int = 60
    """Runs with a language model that all workers together begin in a minute."""


def register(widths: Widths, poll_seconds: float) -> None:
    """Writes the queues into DBOS's books; after `DBOS.launch`.

    In the match queue each lane is carried out one after the other over all workers: the judgements of one account share a lane, so
    that an account is never judged twice at once.
    """
    DBOS.register_queue(READ, worker_concurrency=widths.read, polling_interval_sec=poll_seconds, on_conflict="always_update")
    DBOS.register_queue(
        MATCH,
        worker_concurrency=widths.match,
        partition_concurrency=1,
        polling_interval_sec=poll_seconds,
        on_conflict="always_update",
    )
    DBOS.register_queue(MAIL, worker_concurrency=widths.mail, polling_interval_sec=poll_seconds, on_conflict="always_update")
    DBOS.register_queue(
        LLM,
        worker_concurrency=widths.llm,
        limiter={"limit": widths.llm_per_minute, "period": 60.0},
        polling_interval_sec=max(poll_seconds, 1.0),
        on_conflict="always_update",
    )


def new_ticket(key: str) -> str:
    """A name for the next piece of work of a job in DBOS's books, never used before, even where the key was and its rows are gone."""
    return f"{key}#{uuid4().hex[:12]}"


def enqueue(
    session: Session,
    client: DBOSClient,
    kind: WorkKind,
    payload: Mapping[str, Any],
    key: str,
    ticket: str,
    *,
    failures: int = 0,
    wait_seconds: float | None = None,
) -> None:
    """Puts a piece of work into its queue, in the caller's transaction. `failures` says how often the job failed before."""
    options = EnqueueOptions(workflow_name=WORKFLOW, queue_name=QUEUES[kind], workflow_id=ticket, workflow_id_reuse_policy="reject")
    if QUEUES[kind] == MATCH:
        options["queue_partition_key"] = lane(kind, payload, key)
    if wait_seconds is not None and wait_seconds > 0:
        options["delay_seconds"] = wait_seconds
    client.enqueue_in_transaction(session, options, key, failures)


def lane(kind: WorkKind, payload: Mapping[str, Any], key: str) -> str:
    """The lane of the match queue: an account's own for its judgements, else one of a few."""
    if kind is WorkKind.DETECT:
        return f"account {payload['account_id']}"
    return f"{kind} {zlib.crc32(key.encode()) % LANES}"
