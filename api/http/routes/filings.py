"""From filing to cash: what was sent, answered and paid, and what is given up."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Final

from fastapi import Header, Response

from api.http.case_deeds import told
from api.http.gate import cases
from api.http.permissions import Action
from api.http.routes.routers import MOVING, UNSEEN, WRITES, guarded
from api.http.shapes.case_deeds import (
    DisputeIdWanted,
    FilingWanted,
    OutcomeWanted,
    ReasonWanted,
    RecoveryWanted,
    ReplyWanted,
    WriteOffWanted,
)
from api.http.shapes.cases import FilingShown, OutcomeShown, RecoveryShown
from api.http.shapes.plain import PathId, minor
from api.http.visit import Writer
from cases.letters.writing import settlement_asks
from cases.life.answers import record_answer, record_reply
from cases.life.filings import record_filing, set_dispute_id
from cases.life.money_seen import book_money, take_back
from cases.life.write_offs import write_off

router: Final = guarded("filings")
IfMatch = Annotated[str | None, Header(alias="If-Match", max_length=500, description="The ETag of the case as it was seen.")]


@router.post("/cases/{case_id}/filings", status_code=HTTPStatus.CREATED, response_model=FilingShown, responses=UNSEEN)
def file_case(visit: Writer, case_id: PathId, wanted: FilingWanted, if_match: IfMatch = None) -> Response:
    """Records what was sent. The case must be as it was seen (`If-Match` is needed): what is filed is not taken back."""
    with visit.writing() as gate:
        case = cases.case_to_change(gate, case_id, Action.FILE, if_match, needed=True)
        asked = settlement_asks(gate.session, case) if wanted.amount is None else minor(wanted.amount, case.currency, "body.amount")
        plain = wanted.model_dump(exclude={"amount"})
        made = record_filing(gate.session, case, amount_minor=asked, **plain, **told(gate, case))
        gate.session.flush()
        return gate.answer(FilingShown.of(made), HTTPStatus.CREATED, {"ETag": cases.tag_of(case)})


@router.put("/filings/{filing_id}/dispute-id", response_model=FilingShown, responses=WRITES)
def name_filing(visit: Writer, filing_id: PathId, wanted: DisputeIdWanted) -> Response:
    """Writes down the number that the retailer gave a filing."""
    with visit.writing() as gate:
        filing = cases.filing(gate, filing_id, Action.FILE)
        case = cases.case(gate, filing.case_id, Action.FILE)
        set_dispute_id(gate.session, case, filing, wanted.dispute_id, actor=gate.actor, now=gate.now)
        return gate.answer(FilingShown.of(filing))


@router.post("/cases/{case_id}/outcomes", status_code=HTTPStatus.CREATED, response_model=OutcomeShown, responses=MOVING)
def answer_case(visit: Writer, case_id: PathId, wanted: OutcomeWanted, if_match: IfMatch = None) -> Response:
    """Records an answer of the retailer to a filing, by whatever way it came."""
    with visit.writing() as gate:
        case = cases.case_to_change(gate, case_id, Action.FILE, if_match)
        filing = cases.filing_meant(gate, case, wanted.filing_id)
        granted = None if wanted.approved is None else minor(wanted.approved, case.currency, "body.approved")
        plain = wanted.model_dump(exclude={"filing_id", "approved"})
        made = record_answer(gate.session, case, filing, approved_minor=granted, **plain, **told(gate, case))
        gate.session.flush()
        return gate.answer(OutcomeShown.of(made), HTTPStatus.CREATED, {"ETag": cases.tag_of(case)})


@router.post("/cases/{case_id}/replies", status_code=HTTPStatus.NO_CONTENT, response_class=Response, responses=MOVING)
def reply(visit: Writer, case_id: PathId, wanted: ReplyWanted, if_match: IfMatch = None) -> Response:
    """Records that a question of the retailer was answered; the case waits for an answer again."""
    with visit.writing() as gate:
        case = cases.case_to_change(gate, case_id, Action.FILE, if_match)
        record_reply(gate.session, case, text=wanted.text, **told(gate, case))
        return gate.answer(status=HTTPStatus.NO_CONTENT)


@router.post("/cases/{case_id}/recoveries", status_code=HTTPStatus.CREATED, response_model=RecoveryShown, responses=MOVING)
def book(visit: Writer, case_id: PathId, wanted: RecoveryWanted, if_match: IfMatch = None) -> Response:
    """Books money that was seen moving; a remittance that shows it later takes its place."""
    with visit.writing() as gate:
        case = cases.case_to_change(gate, case_id, Action.FILE, if_match)
        seen = minor(wanted.amount, case.currency, "body.amount")
        plain = wanted.model_dump(exclude={"amount"})
        made = book_money(gate.session, case, amount_minor=seen, **plain, **told(gate, case))
        gate.session.flush()
        return gate.answer(RecoveryShown.of(made), HTTPStatus.CREATED, {"ETag": cases.tag_of(case)})


@router.post(
    "/cases/{case_id}/recoveries/{recovery_id}/take-back", status_code=HTTPStatus.NO_CONTENT, response_class=Response, responses=MOVING
)
def unbook(visit: Writer, case_id: PathId, recovery_id: PathId, wanted: ReasonWanted, if_match: IfMatch = None) -> Response:
    """Takes a booking by hand back that was a mistake."""
    with visit.writing() as gate:
        case = cases.case_to_change(gate, case_id, Action.FILE, if_match)
        take_back(gate.session, case, cases.recovery(gate, case, recovery_id), reason=wanted.reason, **told(gate, case))
        return gate.answer(status=HTTPStatus.NO_CONTENT)


@router.post("/cases/{case_id}/write-offs", status_code=HTTPStatus.CREATED, response_model=RecoveryShown, responses=UNSEEN)
def give_up(visit: Writer, case_id: PathId, wanted: WriteOffWanted, if_match: IfMatch = None) -> Response:
    """Writes a rest off, within the supplier's tolerance. `If-Match` is needed: nobody gives up more than was seen."""
    with visit.writing() as gate:
        case = cases.case_to_change(gate, case_id, Action.FILE, if_match, needed=True)
        part = None if wanted.amount is None else minor(wanted.amount, case.currency, "body.amount")
        made = write_off(gate.session, case, reason=wanted.reason, amount_minor=part, **told(gate, case))
        gate.session.flush()
        return gate.answer(RecoveryShown.of(made), HTTPStatus.CREATED, {"ETag": cases.tag_of(case)})
