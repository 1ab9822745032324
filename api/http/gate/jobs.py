"""Background work of the suppliers that a request may see."""

from __future__ import annotations

from collections.abc import Sequence

from api.http.gate.rows import Gate
from api.http.paging import Page, cursor, number_after, page_of
from api.http.permissions import Action
from api.http.problems import NotFoundError
from api.http.shapes.jobs import JobShown
from cases.background.work import JobState, JobView
from ledger.models import Job


def job(gate: Gate, number: int, action: Action = Action.READ) -> JobView:
    """A job by its number. Raises NotFoundError, NotAllowedError."""
    found = gate.one(Job, number, action)
    if found.supplier_id is not None:
        gate.require_inside(found.supplier_id)
    return _looked(gate, found.key)


def jobs(gate: Gate, *, states: Sequence[JobState], supplier_id: int | None, limit: int, after: str | None) -> Page[JobShown]:
    """Jobs that may be seen, the latest first."""
    known = gate.scope.inside_ids
    if supplier_id is not None:
        known = (supplier_id,) if gate.scope.inside(supplier_id) else ()
    found = gate.desk.work.jobs(gate.session, supplier_ids=known, states=states, before=number_after(after), limit=limit + 1)
    given = found[:limit]
    return page_of(given, JobShown.of, cursor(given[-1].id) if len(found) > limit else None)


def job_of(gate: Gate, key: str | None) -> JobShown | None:
    """A job by its key, for what was looked up through the gate."""
    if key is None:
        return None
    found = gate.session.scalars(gate.seen(Job).where(Job.key == key)).one_or_none()
    return None if found is None else JobShown.of(_looked(gate, found.key))


def _looked(gate: Gate, key: str) -> JobView:
    found = gate.desk.work.look(gate.session, key)
    if found is None:
        raise NotFoundError("There is no such job.")
    return found
