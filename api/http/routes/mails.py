"""Mails: a dispute to the retailer, a request for papers to a carrier; written, looked at, sent."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Final, Literal

from fastapi import Query, Response

from api.http.case_deeds import told
from api.http.gate import cases, mails, packets, suppliers
from api.http.paging import After, Limit, Page
from api.http.permissions import Action
from api.http.problems import ConflictError
from api.http.routes.routers import WRITES, guarded
from api.http.shapes.mails import MailShown, MailWanted
from api.http.shapes.plain import LARGEST, PathId
from api.http.visit import Reader, Writer, WritingGate
from cases.filing.mail import compose_dispute, compose_paper_request, queue_mail, resend_mail
from cases.filing.packet.of_case import draft_to_file
from ledger.cases import Case, Mail

router: Final = guarded("mails")
Which = Annotated[int | None, Query(ge=1, le=LARGEST)]


@router.get("/mails")
def list_mails(
    visit: Reader,
    supplier_id: Which = None,
    case_id: Which = None,
    state: Annotated[Literal["draft", "queued", "sent", "failed"] | None, Query()] = None,
    limit: Limit = 50,
    after: After = None,
) -> Page[MailShown]:
    """Mails, the latest first."""
    with visit.reading() as gate:
        return mails.mails(gate, supplier_id=supplier_id, case_id=case_id, state=state, limit=limit, after=after)


@router.post("/mails", status_code=HTTPStatus.CREATED, response_model=MailShown, responses=WRITES)
def write_mail(visit: Writer, wanted: MailWanted) -> Response:
    """Writes a mail; `POST /mails/{id}/send` sends it. A dispute goes with its approved letter and packet to the account's contact."""
    with visit.writing() as gate:
        found = cases.cases_to_change(gate, wanted.case_ids, Action.FILE)
        made = _dispute(gate, found[0], wanted) if wanted.purpose == "dispute" else _paper_request(gate, found, wanted)
        gate.session.flush()
        return gate.answer(MailShown.of(made), HTTPStatus.CREATED, {"Location": f"/api/v1/mails/{made.id}"})


@router.get("/mails/{mail_id}")
def show_mail(visit: Reader, mail_id: PathId) -> MailShown:
    """A mail and whether it went out."""
    with visit.reading() as gate:
        return MailShown.of(mails.mail(gate, mail_id))


@router.post("/mails/{mail_id}/send", status_code=HTTPStatus.ACCEPTED, response_model=MailShown, responses=WRITES)
def send_mail(visit: Writer, mail_id: PathId) -> Response:
    """Hands a mail to the background work that sends it, at most once. A failed one that did not go out is tried again."""
    with visit.writing() as gate:
        found = mails.mail(gate, mail_id, Action.FILE)
        queue_mail(gate.session, gate.desk.work, found, actor=gate.actor, now=gate.now)
        return gate.answer(MailShown.of(found), HTTPStatus.ACCEPTED)


@router.post("/mails/{mail_id}/resend", status_code=HTTPStatus.CREATED, response_model=MailShown, responses=WRITES)
def write_mail_again(visit: Writer, mail_id: PathId) -> Response:
    """A new mail with the same content, for one of which nobody knows whether it went out, once a person has looked."""
    with visit.writing() as gate:
        made = resend_mail(gate.session, mails.mail(gate, mail_id, Action.FILE), actor=gate.actor, now=gate.now)
        return gate.answer(MailShown.of(made), HTTPStatus.CREATED)


def _dispute(gate: WritingGate, case: Case, wanted: MailWanted) -> Mail:
    draft, packet = draft_to_file(gate.session, case), packets.newest(gate, case)
    if draft is None or packet is None:
        raise ConflictError("The case needs an approved draft and its packet first.")
    kept = told(gate, case)
    return compose_dispute(gate.session, case, draft, packet, kept["rules"], actor=gate.actor, now=gate.now, what_is_new=wanted.what_is_new)


def _paper_request(gate: WritingGate, found: list[Case], wanted: MailWanted) -> Mail:
    supplier = suppliers.supplier(gate, found[0].supplier_id, Action.FILE)
    assert wanted.recipient is not None and wanted.needed_by is not None  # noqa: S101, PT018 - the request's own check
    return compose_paper_request(
        gate.session,
        supplier,
        found,
        carrier=wanted.carrier,
        recipient=wanted.recipient,
        needed_by=wanted.needed_by,
        actor=gate.actor,
        now=gate.now,
    )
