"""Letters: written from the case's facts, revised by people, compared, approved."""

from __future__ import annotations

from decimal import Decimal
from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import Header, Query, Response

from agents.narrative.ordering import order_letter
from api.http.gate import cases, drafts
from api.http.permissions import Action
from api.http.preconditions import require_unmoved
from api.http.problems import UnusableError
from api.http.routes.routers import MOVING, UNSEEN, WRITES, guarded
from api.http.shapes.drafts import DiffShown, DraftChange, DraftListed, DraftShown, DraftWanted, DraftWeighed, PieceShown
from api.http.shapes.plain import LARGEST, PathId
from api.http.shapes.runs import RunListed
from api.http.visit import Reader, Writer, WritingGate
from cases.letters.casefile import load
from cases.letters.draft_diff import word_diff
from cases.letters.keeping import brief_for
from cases.letters.ordering import LetterOrder
from cases.letters.writing import approve_draft, revise_draft, weigh_revision, write_draft
from ledger.cases import Case, Draft

router: Final = guarded("drafts")
ORDERED: Final[dict[int | str, dict[str, Any]]] = {202: {"description": "The run that writes it.", "model": RunListed}}
IfMatch = Annotated[str | None, Header(alias="If-Match", max_length=500, description="The ETag of what was seen.")]


@router.get("/cases/{case_id}/drafts")
def list_drafts(visit: Reader, case_id: PathId) -> list[DraftListed]:
    """All versions of a case's letters, the latest first."""
    with visit.reading() as gate:
        return drafts.drafts(gate, cases.case(gate, case_id))


@router.post("/cases/{case_id}/drafts", status_code=HTTPStatus.CREATED, response_model=DraftShown, responses=MOVING | ORDERED)
def write(visit: Writer, case_id: PathId, wanted: DraftWanted, if_match: IfMatch = None) -> Response:
    """Writes the next version from the case's facts and verifies it. What the verifier objects to is in `problems`.

    With `by: model` it is ordered from the supplier's model: the answer is the run that writes it (202).
    """
    with visit.writing() as gate:
        case = cases.case_to_change(gate, case_id, Action.WORK, if_match)
        share = None if wanted.share is None else Decimal(wanted.share)
        rules = gate.rules(case.account_id)
        if wanted.by == "model":
            brief_for(case, load(gate.session, case, rules), wanted.kind, share)  # refuses what cannot be written before it is ordered
            return _ordered(gate, case, LetterOrder(gate.actor, wanted.kind, wanted.language, share))
        made = write_draft(
            gate.session, case, rules, actor=gate.actor, now=gate.now, kind=wanted.kind, language=wanted.language, share=share
        )
        return _shown(gate, made, HTTPStatus.CREATED)


@router.get("/drafts/{draft_id}")
def show_draft(visit: Reader, draft_id: PathId, response: Response) -> DraftShown:
    """A version of a letter, each sentence with the facts it rests on and each fact with its evidence."""
    with visit.reading() as gate:
        found = drafts.draft(gate, draft_id)
        response.headers["ETag"] = drafts.tag_of(found)
        return drafts.draft_shown(gate, found)


@router.patch("/drafts/{draft_id}", response_model=DraftShown, responses=MOVING)
def revise(visit: Writer, draft_id: PathId, wanted: DraftChange, if_match: IfMatch = None) -> Response:
    """A person's version of a letter: a new draft, verified anew; this one stays. Refused (409) where a later version is there already."""
    with visit.writing() as gate:
        found = drafts.draft(gate, draft_id, Action.WORK)
        require_unmoved(if_match, drafts.tag_of(found))
        case = cases.case_to_change(gate, found.case_id, Action.WORK, None)
        rules = gate.rules(case.account_id)
        made = revise_draft(gate.session, found, rules=rules, actor=gate.actor, now=gate.now, **wanted.told())
        return _shown(gate, made)


@router.post("/drafts/{draft_id}/check", response_model=DraftWeighed, responses=WRITES)
def check(visit: Writer, draft_id: PathId, wanted: DraftChange) -> Response:
    """What the verifier says of words that a person is still writing. Nothing is kept."""
    visit.refuse_key()
    with visit.reading() as gate:
        found = drafts.draft(gate, draft_id, Action.WORK)
        rules = gate.rules(cases.case(gate, found.case_id).account_id)
        weighed = weigh_revision(gate.session, found, rules=rules, now=gate.now, **wanted.told())
        return Response(DraftWeighed.model_validate(weighed).model_dump_json(), media_type="application/json")


@router.get("/drafts/{draft_id}/diff")
def compare(visit: Reader, draft_id: PathId, against: Annotated[int | None, Query(ge=1, le=LARGEST)] = None) -> DiffShown:
    """What changed word by word since another version of the letter: the one named, else the one before."""
    with visit.reading() as gate:
        found = drafts.draft(gate, draft_id)
        gate.require_inside(cases.case(gate, found.case_id).supplier_id)
        earlier = drafts.before(gate, found, against) or found
        pieces = [PieceShown(how=piece.how.value, text=piece.text) for piece in word_diff(earlier.text, found.text)]
        return DiffShown(before=DraftListed.of(earlier), after=DraftListed.of(found), pieces=pieces)


@router.post("/drafts/{draft_id}/approve", response_model=DraftShown, responses=UNSEEN)
def approve(visit: Writer, draft_id: PathId, if_match: IfMatch = None) -> Response:
    """Approves a letter as it was seen (`If-Match` is needed); it is verified once more. With four eyes, never one's own."""
    with visit.writing() as gate:
        found = drafts.draft(gate, draft_id, Action.APPROVE)
        require_unmoved(if_match, drafts.tag_of(found), needed=True)
        case = cases.case_to_change(gate, found.case_id, Action.APPROVE, None)
        approved = approve_draft(gate.session, found, rules=gate.rules(case.account_id), actor=gate.actor, now=gate.now)
        return _shown(gate, approved)


def _ordered(gate: WritingGate, case: Case, wanted: LetterOrder) -> Response:
    run = order_letter(gate.session, gate.desk.work, gate.models, case, wanted, now=gate.now)
    if run is None:
        raise UnusableError.of("body.by", "This supplier's letters are written from the template: no model is chosen for it.")
    return gate.answer(RunListed.of(run), HTTPStatus.ACCEPTED, {"Location": f"/api/v1/runs/{run.id}"})


def _shown(gate: WritingGate, draft: Draft, status: int = HTTPStatus.OK) -> Response:
    gate.session.flush()
    headers = {"ETag": drafts.tag_of(draft), "Location": f"/api/v1/drafts/{draft.id}"}
    return gate.answer(DraftShown.of(draft), status, headers)
