"""Why deductions come again, what people decide of it, and what is done about it."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import Annotated, Final, Literal

from fastapi import Header, Query, Response

from agents.root_cause.ordering import order_look
from api.http.gate import cases, causes, suppliers
from api.http.paging import After, Limit, Page
from api.http.permissions import Action
from api.http.preconditions import require_unmoved
from api.http.problems import NotFoundError, UnusableError
from api.http.routes.routers import MOVING, UNSEEN, WRITES, guarded
from api.http.shapes.causes import (
    ActionChange,
    ActionListed,
    ActionShown,
    ActionWanted,
    CauseDecision,
    CauseListed,
    CauseShown,
    CausesWanted,
    LookOrdered,
)
from api.http.shapes.plain import PathId
from api.http.visit import Reader, Writer
from cases.causes.actions import Plan, change_action, make_action, narrowed_by
from cases.causes.notes import decide
from facts.finding import FindingType

router: Final = guarded("causes")
IfMatch = Annotated[str | None, Header(alias="If-Match", max_length=500, description="The ETag of what was seen.")]
State = Annotated[Literal["proposed", "accepted", "dismissed"] | None, Query()]
Scope = Annotated[Literal["cluster", "month", "chargeback"] | None, Query()]
ActionState = Annotated[Literal["planned", "under_way", "done", "dropped"] | None, Query()]


@router.get("/suppliers/{supplier_id}/causes")
def list_causes(
    visit: Reader, supplier_id: PathId, state: State = None, scope: Scope = None, limit: Limit = 50, after: After = None
) -> Page[CauseListed]:
    """Notes on what a supplier's deductions have in common, each in its latest version, the latest first."""
    with visit.reading() as gate:
        suppliers.supplier(gate, supplier_id)
        return causes.causes(gate, supplier_id, state=state, scope=scope, limit=limit, after=after)


@router.post("/suppliers/{supplier_id}/causes", status_code=HTTPStatus.ACCEPTED, response_model=LookOrdered, responses=WRITES)
def look_for_causes(visit: Writer, supplier_id: PathId, wanted: CausesWanted) -> Response:
    """Looks anew at what a supplier's deductions have in common, in the background; figures that did not change bring no new note."""
    with visit.writing() as gate:
        supplier = suppliers.supplier(gate, supplier_id, Action.WORK)
        case = None
        if wanted.case_id is not None:
            case = cases.case(gate, wanted.case_id, Action.WORK)
            if case.supplier_id != supplier.id:
                raise NotFoundError(f"There is no case {wanted.case_id}.")
            if case.type is not FindingType.CHARGEBACK:
                raise UnusableError.of("body.case_id", "Notes on single cases are written for chargebacks.")
        month = date.fromisoformat(f"{wanted.month}-01") if wanted.month else None
        work = gate.desk.work
        run = order_look(gate.session, work, supplier.id, actor=gate.actor, now=gate.now, language=wanted.language, month=month, case=case)
        return gate.answer(LookOrdered(run_id=run.id, state=run.state), HTTPStatus.ACCEPTED, {"Location": f"/api/v1/runs/{run.id}"})


@router.get("/causes/{cause_id}")
def show_cause(visit: Reader, cause_id: PathId, response: Response) -> CauseShown:
    """A note: each sentence with the facts that it rests on, each fact with its cases."""
    with visit.reading() as gate:
        found = causes.cause(gate, cause_id)
        response.headers["ETag"] = causes.tag_of(found)
        return causes.shown(gate, found)


@router.post("/causes/{cause_id}/decision", response_model=CauseShown, responses=MOVING)
def decide_cause(visit: Writer, cause_id: PathId, wanted: CauseDecision, if_match: IfMatch = None) -> Response:
    """Accepts or dismisses a note, with a reason. What is decided stands until the figures have changed enough."""
    with visit.writing() as gate:
        found = causes.cause(gate, cause_id, Action.WORK, locked=True)
        require_unmoved(if_match, causes.tag_of(found))
        decide(gate.session, found, decision=wanted.decision, reason=wanted.reason, actor=gate.actor, now=gate.now)
        gate.session.flush()
        return gate.answer(causes.shown(gate, found), headers={"ETag": causes.tag_of(found)})


@router.get("/suppliers/{supplier_id}/actions")
def list_actions(
    visit: Reader, supplier_id: PathId, state: ActionState = None, limit: Limit = 50, after: After = None
) -> Page[ActionListed]:
    """What is done so that causes do not come again, the latest first."""
    with visit.reading() as gate:
        suppliers.supplier(gate, supplier_id)
        return causes.actions(gate, supplier_id, state=state, limit=limit, after=after)


@router.post("/suppliers/{supplier_id}/actions", status_code=HTTPStatus.CREATED, response_model=ActionListed, responses=WRITES)
def add_action(visit: Writer, supplier_id: PathId, wanted: ActionWanted) -> Response:
    """A new action on a note, or for an account, a cause and what its deductions have in common."""
    with visit.writing() as gate:
        supplier = suppliers.supplier(gate, supplier_id, Action.WORK)
        note, account = causes.meant(gate, supplier.id, wanted.note_id, wanted.account_id)
        cause = wanted.cause or (note.cause if note else None)
        if cause is None:
            raise UnusableError.of("body.cause", "Say which cause it is to prevent, or name the note.")
        plan = Plan(
            wanted.text,
            wanted.owner,
            wanted.due_on,
            cause,
            wanted.dimensions or (narrowed_by(note) if note else {}),
            causes.owner(gate, supplier.id, wanted.owner_id),
        )
        made = make_action(gate.session, account, plan, actor=gate.actor, now=gate.now, currency=wanted.currency or "", note=note)
        headers = {"ETag": causes.tag_of_action(made), "Location": f"/api/v1/actions/{made.id}"}
        return gate.answer(causes.action_listed(gate, made), HTTPStatus.CREATED, headers)


@router.get("/actions/{action_id}")
def show_action(visit: Reader, action_id: PathId, response: Response) -> ActionShown:
    """An action with what it brought: deductions over equal spans before and after it was done."""
    with visit.reading() as gate:
        found = causes.action(gate, action_id)
        response.headers["ETag"] = causes.tag_of_action(found)
        return causes.action_shown(gate, found)


@router.patch("/actions/{action_id}", response_model=ActionListed, responses=UNSEEN)
def change_one_action(visit: Writer, action_id: PathId, wanted: ActionChange, if_match: IfMatch = None) -> Response:
    """Changes an action as it was seen (`If-Match` is needed): its words, owner, day, or how far it is."""
    with visit.writing() as gate:
        found = causes.action_to_change(gate, action_id, if_match)
        changes = wanted.told()
        if "owner_id" in changes:
            changes["owner_id"] = causes.owner(gate, found.supplier_id, changes["owner_id"])
        change_action(gate.session, found, changes, actor=gate.actor, now=gate.now, today=gate.today)
        gate.session.flush()
        return gate.answer(causes.action_listed(gate, found), headers={"ETag": causes.tag_of_action(found)})
