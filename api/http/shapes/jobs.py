"""Background work as it goes over the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from api.http.shapes.plain import Shown
from cases.background.work import JobView


class JobShown(Shown):
    """A job as people watch it: `done` of `total` says how far it is, `message` what it does or why it failed."""

    id: int
    key: str
    kind: str
    state: str
    done: int
    total: int | None
    message: str
    supplier_id: int | None
    submitted_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    payload: dict[str, Any]

    @classmethod
    def of(cls, view: JobView) -> Self:
        """From what the engine tells."""
        return cls(
            id=view.id,
            key=view.key,
            kind=view.kind.value,
            state=view.state.value,
            done=view.done,
            total=view.total,
            message=view.message,
            supplier_id=view.supplier_id,
            submitted_at=view.submitted_at,
            started_at=view.started_at,
            ended_at=view.ended_at,
            payload=dict(view.payload),
        )
