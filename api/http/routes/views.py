"""Saved views of the queue."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from fastapi import Response

from api.http.gate import views
from api.http.paging import Page
from api.http.routes.routers import WRITES, guarded
from api.http.shapes.plain import PathId
from api.http.shapes.views import ViewChange, ViewShown, ViewWanted
from api.http.visit import Reader, Writer

router: Final = guarded("views")


@router.get("/views")
def list_views(visit: Reader) -> Page[ViewShown]:
    """One's own views and those that others share, one's own first; all on one page."""
    with visit.reading() as gate:
        return Page(items=views.views(gate), next=None)


@router.post("/views", status_code=HTTPStatus.CREATED, response_model=ViewShown, responses=WRITES)
def add_view(visit: Writer, wanted: ViewWanted) -> Response:
    """Keeps a view of the queue under a name."""
    with visit.writing() as gate:
        made = views.keep(gate, wanted)
        return gate.answer(views.shown(gate, made), HTTPStatus.CREATED, {"Location": f"/api/v1/views/{made.id}"})


@router.patch("/views/{view_id}", response_model=ViewShown, responses=WRITES)
def change_view(visit: Writer, view_id: PathId, wanted: ViewChange) -> Response:
    """Edits a view of one's own in place: its name, what it shows, whom it is shared with, its place."""
    with visit.writing() as gate:
        found = views.own_view(gate, view_id)
        views.change(gate, found, wanted)
        return gate.answer(views.shown(gate, found))


@router.delete("/views/{view_id}", status_code=HTTPStatus.NO_CONTENT, response_class=Response, responses=WRITES)
def remove_view(visit: Writer, view_id: PathId) -> Response:
    """Removes a view of one's own."""
    with visit.writing() as gate:
        views.remove(gate, view_id)
        return gate.answer(status=HTTPStatus.NO_CONTENT)
