"""What must answer before requests can be served."""

from __future__ import annotations

from pydantic import BaseModel
from sqlalchemy import func, select

from api.http.house import WebHouse
from ledger.models import WorkerLease

NOTHING = "0" * 64
"""A hash that no file has; asking for it proves that the store answers."""


class Readiness(BaseModel):
    """What answers. Why something does not stands in the log, not here."""

    ready: bool
    database: bool
    files: bool
    workers: int | None


def readiness(house: WebHouse) -> Readiness:
    """Asks the database, the files, and how many workers are alive."""
    workers: int | None = None
    try:
        with house.readers() as session:
            workers = session.scalar(select(func.count()).where(WorkerLease.expires_at > house.desk.now(), WorkerLease.fenced.is_(False)))
        database = True
    except Exception:  # noqa: BLE001 - whatever keeps it from answering
        database = False
    try:
        house.desk.files.has(NOTHING)
        files = True
    except Exception:  # noqa: BLE001 - whatever keeps it from answering
        files = False
    return Readiness(ready=database and files, database=database, files=files, workers=workers)
