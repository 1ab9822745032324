"""What the stream of events tells, as it goes over the wire: enough to know what to look at again, and no more."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from api.http.shapes.plain import Shown
from ledger.models import Job


class ChangeTold(Shown):
    """Something that was done, as the journal has it; `supplier_id` is null for what concerns the house."""

    id: int
    supplier_id: int | None
    at: datetime
    actor: str
    action: str
    noun: str
    noun_id: int | None


class JobTold(Shown):
    """Background work that changed its state or got further, and what it is about where it is about one thing."""

    id: int
    supplier_id: int | None
    kind: str
    state: str
    done: int
    total: int | None
    message: str
    document_id: int | None
    case_id: int | None

    @classmethod
    def of(cls, row: Job) -> Self:
        """From the row."""
        return cls(
            id=row.id,
            supplier_id=row.supplier_id,
            kind=row.kind,
            state=row.state,
            done=row.done,
            total=row.total,
            message=row.message,
            document_id=_number(row.payload.get("document_id")),
            case_id=_number(row.payload.get("case_id")),
        )


class NothingMore(Shown):
    """An event that says all by its name."""


def _number(value: Any) -> int | None:
    return value if isinstance(value, int) else None
