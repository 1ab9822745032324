"""Reading help for the papers that one may put right: what was pointed at, and the run that is under way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from agents.model.choice import Models, model_for
from agents.runs import under_way
from api.http.gate import documents
from api.http.gate.rows import Gate
from api.http.permissions import Action
from api.http.problems import NotFoundError
from api.http.shapes.pointing import PointedShown
from cases.intake.pointed_fields import open_proposals, standing_fields
from ledger.agents import AgentRun, PointedField
from ledger.papers import Document, Paper

MOST: Final = 200


def paper_of(gate: Gate, document_id: int, paper_id: int) -> tuple[Document, Paper]:
    """A document and a paper of its that may be put right. Raises NotFoundError, NotAllowedError."""
    document = documents.document(gate, document_id, Action.CORRECT)
    paper = documents.paper(gate, paper_id, Action.CORRECT)
    if paper.document_id != document.id:
        raise NotFoundError(f"Document {document_id} has no paper {paper_id}.")
    return document, paper


def pointed(gate: Gate, number: int) -> PointedField:
    """What was pointed at, to be decided on. Raises NotFoundError, NotAllowedError."""
    return gate.one(PointedField, number, Action.CORRECT)


def pointed_on(gate: Gate, document_id: int) -> list[PointedShown]:
    """All that was pointed at on a document, the latest first."""
    document = documents.document(gate, document_id, Action.CORRECT)
    wanted = gate.seen(PointedField).where(PointedField.document_id == document.id).order_by(PointedField.id.desc())
    return [PointedShown.of(row) for row in gate.session.scalars(wanted.limit(MOST))]


def open_on(gate: Gate, paper: Paper) -> Sequence[PointedField]:
    """What is proposed for a paper whose fields still wait for it."""
    standing = standing_fields(gate.session, paper)
    return [row for row in open_proposals(gate.session, paper.document_id) if row.paper_id == paper.id and row.field in standing]


def helps(gate: Gate, models: Models, document: Document, paper: Paper) -> str:
    """The model that could be asked about a paper; empty where there is none, or nothing to ask."""
    if paper.gone or not paper.content["pages"] or not standing_fields(gate.session, paper):
        return ""
    return model_for(gate.session, document.supplier_id, models)


def waits(gate: Gate, run: AgentRun) -> bool:
    """Whether a run will still bring something."""
    return under_way(gate.session, gate.desk.work, run)


def latest_run(gate: Gate, document: Document, paper: Paper) -> AgentRun | None:
    """The last run of reading help for a paper."""
    wanted = gate.seen(AgentRun).where(AgentRun.noun == "document", AgentRun.noun_id == document.id, AgentRun.kind == "reading_help")
    found = gate.session.scalars(wanted.order_by(AgentRun.id.desc()).limit(20))
    return next((run for run in found if run.order.get("paper_id") == paper.id), None)
