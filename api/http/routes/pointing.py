"""Reading help: ordered for a paper, and what it points at decided on by a person."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from fastapi import Response

from agents.reading_help.ordering import order_help
from api.http.gate import pointing
from api.http.routes.routers import WRITES, guarded
from api.http.shapes.plain import PathId
from api.http.shapes.pointing import PointedDecision, PointedShown, PointingWanted
from api.http.shapes.runs import RunListed
from api.http.visit import Reader, Writer
from cases.intake.pointed_fields import accept, refuse

router: Final = guarded("documents")


@router.post("/documents/{document_id}/pointing", status_code=HTTPStatus.ACCEPTED, response_model=RunListed, responses=WRITES)
def ask_for_help(visit: Writer, document_id: PathId, wanted: PointingWanted) -> Response:
    """Lets the supplier's model point at words for the fields of a paper that nobody found.

    It writes no value, and what it points at counts for nothing until a person accepts it.
    """
    with visit.writing() as gate:
        document, paper = pointing.paper_of(gate, document_id, wanted.paper_id)
        run = order_help(gate.session, gate.desk.work, visit.house.models, document, paper, actor=gate.actor, now=gate.now)
        return gate.answer(RunListed.of(run), HTTPStatus.ACCEPTED, {"Location": f"/api/v1/runs/{run.id}"})


@router.get("/documents/{document_id}/pointing")
def list_pointed(visit: Reader, document_id: PathId) -> list[PointedShown]:
    """What was pointed at on a document, the latest first, with what the checks objected to."""
    with visit.reading() as gate:
        return pointing.pointed_on(gate, document_id)


@router.post("/pointed/{pointed_id}/decision", response_model=PointedShown, responses=WRITES)
def decide_on_pointed(visit: Writer, pointed_id: PathId, wanted: PointedDecision) -> Response:
    """Accepts what was pointed at as a correction of one's own, or refuses it."""
    with visit.writing() as gate:
        found = pointing.pointed(gate, pointed_id)
        if wanted.accept:
            row = accept(gate.session, gate.desk.work, found.id, actor=gate.actor, now=gate.now)
        else:
            row = refuse(gate.session, found.id, actor=gate.actor, now=gate.now)
        return gate.answer(PointedShown.of(row))
