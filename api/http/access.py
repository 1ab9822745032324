"""The record of who came in, who was turned away, and who took what out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from ledger.models import AccessRecord


class AccessEvent(StrEnum):
    """What is recorded."""

    LOG_IN = "log_in"
    LOG_IN_REFUSED = "log_in_refused"
    LOG_OUT = "log_out"
    LINK_USED = "link_used"
    LINK_REFUSED = "link_refused"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - the word for an event
    DOWNLOAD = "download"
    EXPORT = "export"


def record_access(
    session: Session,
    event: AccessEvent,
    *,
    actor: str,
    now: datetime,
    address: str = "",
    supplier_id: int | None = None,
    detail: Mapping[str, Any] | None = None,
) -> AccessRecord:
    """Adds a record. `actor` is an e-mail as it was given; for a refused log-in it need not be a user's."""
    record = AccessRecord(
        at=now, event=event.value, actor=actor[:320], supplier_id=supplier_id, address=address[:64], detail=dict(detail or {})
    )
    session.add(record)
    return record
