"""The journal of a supplier, as a list; and streams of what happens, of one supplier or of all that one sees."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Annotated, Any, Final

from fastapi import Header, Query, Request
from fastapi.responses import StreamingResponse

from api.http.event_stream import Watch, stream
from api.http.gate import events, suppliers
from api.http.gate.news import NewsOfAll, NewsOfSupplier
from api.http.paging import LARGEST, After, Limit, Page
from api.http.routes.routers import guarded
from api.http.shapes.cases import EventShown
from api.http.shapes.plain import NO_NUL, PathId
from api.http.visit import Reader, Visit

router: Final = guarded("events")
STREAM: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": (
            "Events named after their noun, with the journal's sequence as id; the last one is `again` or, for who lost sight of it, `end`."
        ),
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
    }
}
STREAM_OF_ALL: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": (
            "`begun` or, for who missed too much and should load anew, `behind`; then `change` (the journal), `job` (background work), "
            "`presence` (who looks at a thing), each with an id to go on from. Some may come twice. The last event is `again` or, for who "
            "is logged out, `end`."
        ),
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
    }
}
PLACE: Final = r"^\d{1,18}(\.\d{1,14})?$"


@router.get("/suppliers/{supplier_id}/events")
def list_events(
    visit: Reader,
    supplier_id: PathId,
    noun: Annotated[str | None, Query(max_length=40, pattern=NO_NUL)] = None,
    actor: Annotated[str | None, Query(max_length=320, pattern=NO_NUL)] = None,
    limit: Limit = 50,
    after: After = None,
) -> Page[EventShown]:
    """What was done for a supplier, the latest first."""
    with visit.reading() as gate:
        gate.require_inside(suppliers.supplier(gate, supplier_id).id)
        return events.events(gate, supplier_id, noun=noun, actor=actor, limit=limit, after=after)


@router.get("/suppliers/{supplier_id}/events/stream", response_class=StreamingResponse, responses=STREAM)
def stream_events(
    request: Request,
    visit: Reader,
    supplier_id: PathId,
    last_event_id: Annotated[str | None, Header(alias="Last-Event-ID", max_length=20, pattern=r"^\d{1,18}$")] = None,
    since: Annotated[int | None, Query(ge=0, le=LARGEST, description="The sequence to go on from; from now where left out.")] = None,
) -> StreamingResponse:
    """A supplier's changes as they happen."""
    with visit.reading() as gate:
        gate.require_inside(suppliers.supplier(gate, supplier_id).id)
        start = int(last_event_id) if last_event_id is not None else since if since is not None else events.last_sequence(gate, supplier_id)
    return _streamed(request, visit, NewsOfSupplier(supplier_id, start))


@router.get("/events/stream", response_class=StreamingResponse, responses=STREAM_OF_ALL)
def stream_all_events(
    request: Request,
    visit: Reader,
    last_event_id: Annotated[str | None, Header(alias="Last-Event-ID", max_length=40, pattern=PLACE)] = None,
    since: Annotated[str | None, Query(max_length=40, pattern=PLACE, description="The id to go on from; from now where left out.")] = None,
) -> StreamingResponse:
    """What happens for all suppliers that one sees: changes, background work, and who looks at what."""
    with visit.reading() as gate:
        watch = NewsOfAll.since(gate, last_event_id if last_event_id is not None else since)
    return _streamed(request, visit, watch)


def _streamed(request: Request, visit: Visit, watch: Watch) -> StreamingResponse:
    place = ExitStack()
    place.enter_context(visit.house.streams.take(visit.scope.user_id))
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(stream(request, visit, watch, place), media_type="text/event-stream", headers=headers)
