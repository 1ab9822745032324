"""What was pointed at on a paper, as proposals to people: kept, accepted as a person's correction, refused, or overtaken."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.background.desk import SYSTEM
from cases.background.work import Work
from cases.intake.corrections import correct
from cases.intake.pointing import Held, fields_to_place
from cases.intake.receiving import locked
from cases.intake.told import in_force
from ledger.agents import AgentRun, PointedField
from ledger.journal import record
from ledger.papers import Paper

PROPOSED: Final = "proposed"
ACCEPTED: Final = "accepted"
REFUSED: Final = "refused"
OVERTAKEN: Final = "overtaken"
MOST_REFUSED: Final = 20


class DecidedBeforeError(ValueError):
    """The proposal is no longer open."""

    def __init__(self, pointed: PointedField) -> None:
        said = "no longer wanted" if pointed.state == PROPOSED else pointed.state
        super().__init__(f"what was pointed at for {pointed.field} is {said}")


def propose(session: Session, run: AgentRun, paper: Paper, found: Sequence[Held], *, now: datetime) -> list[PointedField]:
    """Keeps what was pointed at, once per run. What the checks object to is kept as refused by the house, with the reasons.

    Earlier proposals for the same fields of the paper are overtaken.
    """
    known = list(session.scalars(select(PointedField).where(PointedField.run_id == run.id).order_by(PointedField.id)))
    if known:
        return known
    fields = {held.pointed.field for held in found}
    for earlier in open_proposals(session, paper.document_id):
        if earlier.paper_id == paper.id and earlier.field in fields:
            earlier.state, earlier.decided_at, earlier.decided_by = OVERTAKEN, now, SYSTEM
    made = [_row(run, paper, held, now) for held in found]
    session.add_all(made)
    session.flush()
    told = {"run": run.id, "proposed": sorted(row.field for row in made if row.state == PROPOSED)}
    record(
        session, supplier_id=run.supplier_id, actor=SYSTEM, now=now, action="values suggested", noun="document",
        noun_id=paper.document_id, after=told,
    )  # fmt: skip
    return made


def open_proposals(session: Session, document_id: int) -> list[PointedField]:
    """What is proposed for a document and not decided, in the order it was pointed at."""
    wanted = select(PointedField).where(PointedField.document_id == document_id, PointedField.state == PROPOSED)
    return list(session.scalars(wanted.order_by(PointedField.id)))


def refused_before(session: Session, paper: Paper) -> list[dict[str, Any]]:
    """What was pointed at on a paper and refused, by a person or by the checks, with the reasons: not to be pointed at again."""
    wanted = select(PointedField).where(PointedField.paper_id == paper.id, PointedField.state == REFUSED)
    rows = session.scalars(wanted.order_by(PointedField.id.desc()).limit(MOST_REFUSED))
    return [
        {
            "field": row.field,
            "page": row.page,
            "first": row.words[0]["number"],
            "last": row.words[-1]["number"],
            "why": row.problems or ["a person refused it"],
        }
        for row in rows
        if row.words
    ]


def standing_fields(session: Session, paper: Paper) -> tuple[str, ...]:
    """The fields of the paper that may still be pointed at: not found or for a person to look at, and settled by nobody."""
    settled = {c.name for c in in_force(session, paper.document_id) if c.position == paper.position and c.line is None}
    return fields_to_place(paper.kind, paper.content, settled)


def accept(session: Session, work: Work, pointed_id: int, *, actor: str, now: datetime) -> PointedField:
    """Makes a proposal the person's own correction, with the place that was pointed at; what it touches is judged again.

    Raises DecidedBeforeError where it is no longer open, or the field was settled otherwise meanwhile.
    """
    pointed, paper = _open(session, pointed_id)
    correct(
        session,
        work,
        document_id=pointed.document_id,
        position=paper.position,
        name=pointed.field,
        value=pointed.value,
        page=pointed.page,
        box=pointed.box,
        actor=actor,
        now=now,
        reason=f"suggested by reading help: “{pointed.text[:200]}”",
    )
    _decide(session, pointed, ACCEPTED, actor, now)
    return pointed


def refuse(session: Session, pointed_id: int, *, actor: str, now: datetime) -> PointedField:
    """The proposal is not taken; the paper stays as it is. Raises DecidedBeforeError."""
    pointed, _ = _open(session, pointed_id)
    _decide(session, pointed, REFUSED, actor, now)
    record(
        session, supplier_id=pointed.supplier_id, actor=actor, now=now, action="suggestion refused", noun="document",
        noun_id=pointed.document_id, before={"field": pointed.field, "text": pointed.text},
    )  # fmt: skip
    return pointed


def _open(session: Session, pointed_id: int) -> tuple[PointedField, Paper]:
    """The proposal and its paper, under the lock of the document."""
    document_id = session.get_one(PointedField, pointed_id).document_id
    locked(session, document_id)
    pointed = session.get_one(PointedField, pointed_id, populate_existing=True)
    if pointed.state != PROPOSED or pointed.paper_id is None:
        raise DecidedBeforeError(pointed)
    paper = session.get_one(Paper, pointed.paper_id)
    if paper.gone or pointed.field not in standing_fields(session, paper):
        raise DecidedBeforeError(pointed)
    return pointed, paper


def _decide(session: Session, pointed: PointedField, state: str, actor: str, now: datetime) -> None:
    pointed.state, pointed.decided_at, pointed.decided_by = state, now, actor
    session.flush()


def _row(run: AgentRun, paper: Paper, held: Held, now: datetime) -> PointedField:
    proposed = held.value is not None
    return PointedField(
        supplier_id=run.supplier_id,
        document_id=paper.document_id,
        paper_id=paper.id,
        run_id=run.id,
        field=held.pointed.field[:80],
        page=held.pointed.page,
        box=[] if held.box is None else held.box.rounded(),
        words=[{"number": word.number, "text": word.text, "box": word.box.rounded()} for word in held.words],
        text=held.text,
        value=held.value,
        problems=list(held.problems),
        state=PROPOSED if proposed else REFUSED,
        made_at=now,
        decided_at=None if proposed else now,
        decided_by=None if proposed else SYSTEM,
    )
