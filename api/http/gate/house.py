"""The house itself: what answers, the workers with their leases, and background work by state. For those who run it."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from datetime import timedelta
from importlib.metadata import PackageNotFoundError, version
from typing import Final

from sqlalchemy import func, select

from api.http.gate.rows import Gate
from api.http.shapes.house import HouseShown, WorkerShown
from api.http.visit import Visit
from cases.background.work import JobState
from cases.health import health
from extractors.ocr.engine import tessdata
from ledger.migrating import newest
from ledger.models import Job, WorkerLease

COUNTED: Final = 1_000
"""Jobs of a state that are counted; more are said to be at least so many."""
NO_LANGUAGE: Final = frozenset({"osd", "equ"})
"""Data of Tesseract's that is no language's."""
KEPT: Final = timedelta(days=2)
"""So long a worker that is gone is still shown."""


def house_shown(visit: Visit, gate: Gate) -> HouseShown:
    """The house as it stands. The caller has asked for the right to run it."""
    found = health(visit.house.readers, visit.house.desk.files, now=gate.now)
    counts = counts_of(gate, (JobState.RUNNING, JobState.FAILED))
    return HouseShown(
        ready=found.ready,
        database=found.database,
        migrated=found.migrated,
        files=found.files,
        version=running_version(),
        python=platform.python_version(),
        kind=gate.session.get_bind().dialect.name,
        migration=newest(),
        waiting=found.waiting,
        waiting_seconds=int(found.waiting_for.total_seconds()),
        running=counts[JobState.RUNNING],
        failed=counts[JobState.FAILED],
        workers=workers(gate),
        languages=languages(),
    )


def counts_of(gate: Gate, states: tuple[JobState, ...], supplier_id: int | None = None) -> Mapping[JobState, int]:
    """How many jobs of the suppliers that one works for are in each state; a thousand means at least so many."""
    found = {}
    for state in states:
        wanted = gate.seen_inside(Job).with_only_columns(Job.id).where(Job.state == state.value)
        if supplier_id is not None:
            wanted = wanted.where(Job.supplier_id == supplier_id)
        found[state] = gate.session.scalar(select(func.count()).select_from(wanted.limit(COUNTED).subquery())) or 0
    return found


def workers(gate: Gate) -> list[WorkerShown]:
    """The workers that are alive, then those that went lately."""
    rows = gate.session.scalars(
        select(WorkerLease).where(WorkerLease.expires_at > gate.now - KEPT).order_by(WorkerLease.expires_at.desc()).limit(50)
    )
    return sorted((WorkerShown.of(row, gate.now) for row in rows), key=lambda worker: not worker.alive)


def languages() -> list[str]:
    """The languages that there is data for on this server."""
    folder = tessdata()
    return [] if folder is None else sorted({file.stem for file in folder.glob("*.traineddata")} - NO_LANGUAGE)


def running_version() -> str:
    """The version of the product that runs."""
    try:
        return version("recoup")
    except PackageNotFoundError:
        return "0"
