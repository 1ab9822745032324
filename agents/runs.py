"""Runs of graphs as rows: ordered once per key, begun, written step by step, ended; what a page shows while they go on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from cases.background.work import ENDED, Work, WorkKind
from ledger.agents import AgentRun

KINDS: Final[Mapping[WorkKind, str]] = {
    WorkKind.NARRATE: "narrative",
    WorkKind.CAUSES: "root_cause",
    WorkKind.EVIDENCE: "evidence",
    WorkKind.POINT: "reading_help",
}
"""What a run is called by the work that carries it out."""
UNDER_WAY: Final = ("waiting", "running")
"""States of a run that is not over."""


def order_run(
    session: Session,
    work: Work,
    kind: WorkKind,
    key: str,
    *,
    supplier_id: int,
    noun: str,
    noun_id: int | None,
    graph: str,
    actor: str,
    now: datetime,
    case_id: int | None = None,
    model: str = "",
    order: Mapping[str, Any] | None = None,
) -> AgentRun:
    """A run and the job that carries it out, in the caller's transaction; the same key again gives the run that is there."""
    known = session.scalar(select(AgentRun).where(AgentRun.key == key))
    if known is not None:
        return known
    run = AgentRun(
        key=key,
        supplier_id=supplier_id,
        case_id=case_id,
        kind=KINDS[kind],
        noun=noun,
        noun_id=noun_id,
        graph=graph,
        model=model,
        order=dict(order or {}),
        ordered_at=now,
        ordered_by=actor,
    )
    session.add(run)
    session.flush()
    work.submit(session, kind, {"run_id": run.id}, _job_key(kind, key), now=now, supplier_id=supplier_id)
    return run


def under_way(session: Session, work: Work, run: AgentRun) -> bool:
    """Whether a run will still be carried out: a job that was cancelled before it began, or given up, leaves its run as it stood."""
    if run.state not in UNDER_WAY:
        return False
    kind = next(kind for kind, name in KINDS.items() if name == run.kind)
    job = work.look(session, _job_key(kind, run.key))
    return job is not None and job.state not in ENDED


def one_under_way(session: Session, work: Work, runs: Select[AgentRun], same: Callable[[AgentRun], bool]) -> AgentRun | None:
    """The run among these that will still be carried out and is the `same` as what is wanted, or None."""
    found = session.scalars(runs.where(AgentRun.state.in_(UNDER_WAY)))
    return next((run for run in found if same(run) and under_way(session, work, run)), None)


def next_number(session: Session, runs: Select[AgentRun]) -> int:
    """Which of these runs the next one is, from 1: what tells its key from theirs."""
    return (session.scalar(select(func.count()).select_from(runs.subquery())) or 0) + 1


def _job_key(kind: WorkKind, key: str) -> str:
    return f"{kind}:{key}"


def begin(run: AgentRun, *, now: datetime) -> None:
    """The run is at work; one that was begun before and whose worker died goes on."""
    run.state = "running"
    run.started_at = run.started_at or now


def note_step(run: AgentRun, step: Mapping[str, Any]) -> None:
    """Adds what a node did, once: the same node at the same attempt replaces what stood there."""
    same = (step.get("node"), step.get("attempt", 0))
    run.steps = [s for s in run.steps if (s.get("node"), s.get("attempt", 0)) != same] + [dict(step)]


def end(run: AgentRun, *, now: datetime, result: Mapping[str, Any], problem: str = "", state: str = "done") -> None:
    """The run is over; what was written on the way is no longer shown as being written."""
    run.state, run.ended_at, run.result, run.problem, run.partial = state, now, dict(result), problem, ""
