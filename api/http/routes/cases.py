"""Cases: the queue, one case with all that is known of it, and what people do to it."""

from __future__ import annotations

from decimal import Decimal
from http import HTTPStatus
from typing import Annotated, Any, Final, Literal

from fastapi import Depends, Header, Query, Response
from fastapi.responses import StreamingResponse

from api.http.access import AccessEvent
from api.http.case_deeds import carry_out, change, needed_for, needed_for_bulk, told, transit
from api.http.downloads import TYPES, disposition, recorded
from api.http.gate import cases, reports, suppliers
from api.http.paging import After, Limit, Page
from api.http.permissions import Action
from api.http.problems import NotAllowedError, UnusableError
from api.http.routes.routers import MOVING, WRITES, guarded
from api.http.shapes.case_deeds import (
    BulkShown,
    BulkWanted,
    CaseChange,
    CaseLinkWanted,
    CaseWanted,
    CommentWanted,
    ReasonWanted,
    RowShown,
    SettlementWanted,
    TransitionWanted,
)
from api.http.shapes.cases import CaseLinkShown, CaseListed, CaseShown, CommentShown, EventShown
from api.http.shapes.plain import LARGEST, NO_NUL, Day, PathId
from api.http.visit import Reader, Writer, WritingGate
from cases.life import remarks
from cases.life.bulk import on_each
from cases.life.by_hand import SeenDeduction, open_by_hand
from cases.life.settlements import dissolve, open_settlement
from cases.life.transitions import waive_evidence
from cases.life.undo import undo
from cases.worklist.pages import Sort, View
from facts.finding import FindingType
from ledger.cases import Case, CaseState

router: Final = guarded("cases")
Which = Annotated[int | None, Query(ge=1, le=LARGEST)]
Word = Annotated[str | None, Query(min_length=1, max_length=200, pattern=NO_NUL)]
FILES: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "The file",
        "content": {
            **{TYPES[ending]: {"schema": {"type": "string", "format": "binary"}} for ending in ("csv", "xlsx", "pdf")},
            TYPES["json"]: {
                "schema": {
                    "type": "object",
                    "properties": {
                        "filters": {"type": "object", "additionalProperties": {"type": "string"}},
                        "exported_at": {"type": "string", "format": "date-time"},
                        "exported_by": {"type": "string"},
                        "cases": {"type": "array", "items": {"type": "object"}},
                    },
                    "required": ["filters", "exported_at", "exported_by", "cases"],
                }
            },
        },
    }
}
IfMatch = Annotated[str | None, Header(alias="If-Match", max_length=500, description="The ETag of the case as it was seen.")]


def asked_view(
    visit: Reader,
    supplier_id: Which = None,
    type: Annotated[list[FindingType], Query(max_length=20)] = [],  # noqa: A002, B006 - the contract's word; FastAPI copies it
    state: Annotated[list[CaseState], Query(max_length=20)] = [],  # noqa: B006 - the same
    closed: Annotated[bool | None, Query(description="Only finished cases, or only those at work.")] = None,
    assignee: Annotated[str | None, Query(pattern=r"^(me|none|[1-9]\d{0,17})$", description="A user's number, `me` or `none`.")] = None,
    due_before: Annotated[Day | None, Query(description="What is due before this day.")] = None,
    tag: Word = None,
    retailer: Word = None,
    evidence_state: Annotated[str | None, Query(pattern=r"^(complete|weak|missing|waived)$")] = None,
    q: Annotated[str | None, Query(max_length=200, pattern=NO_NUL, description="Words in the case and its papers.")] = None,
    sort: Annotated[Sort, Query(description="`due`, `amount`, `worth`, `age` or `number`.")] = Sort.DUE,
    backwards: Annotated[bool, Query()] = False,  # noqa: FBT002 - a query names it
) -> View:
    """The queue that a request asks for; whose cases it may hold is laid over it by the gate."""
    return View(
        supplier_ids=(),
        supplier_id=supplier_id,
        types=tuple(type),
        states=tuple(state),
        closed=closed,
        assignee_id=visit.scope.user_id if assignee == "me" else int(assignee) if assignee and assignee != "none" else None,
        unassigned=assignee == "none",
        due_before=due_before,
        tag=tag,
        retailer=retailer,
        evidence_state=evidence_state,
        text=q or None,
        sort=sort,
        backwards=backwards,
    )


Asked = Annotated[View, Depends(asked_view)]


@router.get("/cases")
def list_cases(visit: Reader, view: Asked, limit: Limit = 50, after: After = None) -> Page[CaseListed]:
    """The queue. A page may hold fewer cases than asked for while there is a next one: walk until `next` is null."""
    with visit.reading() as gate:
        return cases.queue(gate, view, limit=limit, after=after)


@router.get("/exports/cases", response_class=StreamingResponse, responses=FILES)
def export_cases(
    visit: Reader,
    view: Asked,
    format: Annotated[Literal["csv", "json", "xlsx", "pdf"], Query()] = "csv",  # noqa: A002
) -> Response:
    """All cases of a queue with all that the queue knows of them, with filters, time and user; text that no spreadsheet runs.

    A PDF is for reading: it holds the first 5,000 cases, says so where there are more, and the columns that tell most.
    """
    visit.count_export()
    with visit.reading() as gate:
        gate.require_anywhere(Action.DOWNLOAD)
    pieces, name = reports.cases_file(visit, view, format)
    recorded(visit, AccessEvent.EXPORT, view.supplier_id, export="cases", format=format)
    return StreamingResponse(pieces, media_type=TYPES[format], headers={"Content-Disposition": disposition(name)})


@router.post("/cases", status_code=HTTPStatus.CREATED, response_model=CaseShown, responses=WRITES)
def open_case(visit: Writer, wanted: CaseWanted) -> Response:
    """Opens a case for a deduction that was seen only on a screen, or adds it to the case that it would be filed with."""
    with visit.writing() as gate:
        account = suppliers.account(gate, wanted.account_id, Action.WORK)
        plain = wanted.model_dump(exclude={"account_id", "claimed", "recoverable"})
        seen = SeenDeduction(claimed=Decimal(wanted.claimed), recoverable=Decimal(wanted.recoverable), **plain)
        rules = gate.rules(account.id)
        made = open_by_hand(gate.session, account, seen, rules=rules, actor=gate.actor, now=gate.now, today=gate.today)
        return _shown(gate, made, HTTPStatus.CREATED)


@router.get("/cases/{case_id}")
def show_case(visit: Reader, case_id: PathId, response: Response) -> CaseShown:
    """A case: its lines with their calculations and evidence, checklist, rounds, answers, money, where it can go and why not."""
    with visit.reading() as gate:
        found = cases.case(gate, case_id)
        response.headers["ETag"] = cases.tag_of(found)
        return cases.case_shown(gate, found)


@router.patch("/cases/{case_id}", response_model=CaseShown, responses=MOVING)
def change_case(visit: Writer, case_id: PathId, wanted: CaseChange, if_match: IfMatch = None) -> Response:
    """Assigns, prioritises and tags a case."""
    with visit.writing() as gate:
        found = cases.case_to_change(gate, case_id, Action.WORK, if_match)
        change(gate, found, wanted)
        return _shown(gate, found)


@router.post("/cases/{case_id}/transitions", response_model=CaseShown, responses=MOVING)
def move_case(visit: Writer, case_id: PathId, wanted: TransitionWanted, if_match: IfMatch = None) -> Response:
    """Moves a case. Where guards object, the problem names every reason; making it ready to file approves its draft."""
    with visit.writing() as gate:
        found = cases.case_to_change(gate, case_id, needed_for(wanted), if_match)
        transit(gate, found, wanted)
        return _shown(gate, found)


@router.post("/cases/{case_id}/undo", response_model=CaseShown, responses=MOVING)
def undo_last(visit: Writer, case_id: PathId, if_match: IfMatch = None) -> Response:
    """Takes back the last thing that was done to a case, where that can be; what left the house stands."""
    with visit.writing() as gate:
        found = cases.case_to_change(gate, case_id, Action.WORK, if_match)
        undo(gate.session, found, **told(gate, found))
        return _shown(gate, found)


@router.post("/cases/{case_id}/waiver", response_model=CaseShown, responses=MOVING)
def waive(visit: Writer, case_id: PathId, wanted: ReasonWanted, if_match: IfMatch = None) -> Response:
    """Lets what the checklist lacks pass, with a reason."""
    with visit.writing() as gate:
        found = cases.case_to_change(gate, case_id, Action.WORK, if_match)
        waive_evidence(gate.session, found, reason=wanted.reason, **told(gate, found))
        return _shown(gate, found)


@router.post("/cases/{case_id}/changes-seen", response_model=CaseShown, responses=MOVING)
def see_changes(visit: Writer, case_id: PathId, if_match: IfMatch = None) -> Response:
    """Says that what changed after filing was seen; the journal keeps it."""
    with visit.writing() as gate:
        found = cases.case_to_change(gate, case_id, Action.WORK, if_match)
        remarks.changes_seen(gate.session, found, actor=gate.actor, now=gate.now)
        return _shown(gate, found)


@router.get("/cases/{case_id}/events")
def list_case_events(visit: Reader, case_id: PathId, limit: Limit = 50, after: After = None) -> Page[EventShown]:
    """The journal of a case, the latest first."""
    with visit.reading() as gate:
        found = cases.case(gate, case_id)
        gate.require_inside(found.supplier_id)
        return cases.events_of(gate, found, limit=limit, after=after)


@router.post("/cases/{case_id}/comments", status_code=HTTPStatus.CREATED, response_model=CommentShown, responses=WRITES)
def add_comment(visit: Writer, case_id: PathId, wanted: CommentWanted) -> Response:
    """Remarks on a case."""
    with visit.writing() as gate:
        found = cases.case(gate, case_id, Action.WORK)
        made = remarks.comment(gate.session, found, wanted.text, actor=gate.actor, now=gate.now)
        return gate.answer(CommentShown.of(made), HTTPStatus.CREATED)


@router.post("/cases/{case_id}/links", status_code=HTTPStatus.CREATED, response_model=CaseLinkShown, responses=WRITES)
def tie_cases(visit: Writer, case_id: PathId, wanted: CaseLinkWanted) -> Response:
    """Ties two cases of one supplier together."""
    with visit.writing() as gate:
        found, other = cases.case(gate, case_id, Action.WORK), cases.case(gate, wanted.other_id, Action.WORK)
        made = remarks.link_cases(gate.session, found, other, wanted.how, actor=gate.actor, now=gate.now)
        return gate.answer(CaseLinkShown.of(made), HTTPStatus.CREATED)


@router.delete("/cases/{case_id}/links/{link_id}", status_code=HTTPStatus.NO_CONTENT, response_class=Response, responses=WRITES)
def untie_cases(visit: Writer, case_id: PathId, link_id: PathId) -> Response:
    """Takes a tie between two cases away."""
    with visit.writing() as gate:
        found = cases.case(gate, case_id, Action.WORK)
        remarks.untie(gate.session, found, cases.link_of(gate, found, link_id), actor=gate.actor, now=gate.now)
        return gate.answer(status=HTTPStatus.NO_CONTENT)


@router.post("/bulk-actions", response_model=BulkShown, responses=WRITES)
def act_on_many(visit: Writer, wanted: BulkWanted) -> Response:
    """Does one thing to many cases, each by itself: what is refused for one stops none of the others."""
    action = needed_for_bulk(wanted)
    with visit.writing() as gate:
        found = cases.cases_to_change(gate, wanted.case_ids, Action.READ)
        mine = [case for case in found if gate.scope.may(action, case.supplier_id)]
        if not mine:
            raise NotAllowedError
        results = [RowShown.of(row) for row in on_each(gate.session, mine, lambda case: carry_out(gate, case, wanted))]
        others = [case for case in found if case not in mine]
        results += [RowShown(case_id=c.id, number=c.number, done=False, message=NotAllowedError.message) for c in others]
        done = sum(1 for row in results if row.done)
        return gate.answer(BulkShown(done=done, refused=len(results) - done, results=results))


@router.post("/settlements", status_code=HTTPStatus.CREATED, response_model=CaseShown, responses=WRITES)
def settle(visit: Writer, wanted: SettlementWanted) -> Response:
    """Opens a settlement over cases of one account, kind and currency whose own disputes are used up."""
    with visit.writing() as gate:
        found = cases.cases_to_change(gate, wanted.case_ids, Action.FILE)
        made = open_settlement(gate.session, found, reason=wanted.reason, **told(gate, found[0]))
        return _shown(gate, made, HTTPStatus.CREATED)


@router.post("/settlements/{case_id}/dissolve", response_model=CaseShown, responses=MOVING)
def give_up_settlement(visit: Writer, case_id: PathId, wanted: ReasonWanted, if_match: IfMatch = None) -> Response:
    """Gives up a settlement that was not filed; its cases are free again."""
    with visit.writing() as gate:
        found = cases.case_to_change(gate, case_id, Action.FILE, if_match)
        if found.form.value != "settlement":
            raise UnusableError(f"Case {case_id} is no settlement.")
        dissolve(gate.session, found, reason=wanted.reason, **told(gate, found))
        return _shown(gate, found)


def _shown(gate: WritingGate, case: Case, status: int = HTTPStatus.OK) -> Response:
    gate.session.flush()
    headers = {"ETag": cases.tag_of(case)} | ({"Location": f"/api/v1/cases/{case.id}"} if status == HTTPStatus.CREATED else {})
    return gate.answer(cases.case_shown(gate, case), status, headers)
