"""Finding papers and cases by their words; and the places that papers are taken from."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Final, Literal

from fastapi import Query, Response

from api.http.gate import search, suppliers
from api.http.paging import After, Limit, Page
from api.http.permissions import Action
from api.http.problems import NotAllowedError
from api.http.routes.routers import WRITES, guarded
from api.http.shapes.plain import LARGEST, NO_NUL, PathId
from api.http.shapes.search import HitShown, PlaceChange, PlaceShown, PlaceWanted
from api.http.visit import Reader, Writer
from cases.intake.watching import watch_place
from ledger.journal import record

router: Final = guarded("search")
places: Final = guarded("watched places")
Which = Annotated[int | None, Query(ge=1, le=LARGEST)]


@router.get("/search")
def find(
    visit: Reader,
    q: Annotated[
        str, Query(min_length=1, max_length=200, pattern=NO_NUL, description="Words, each of which is to be found, or parts of them.")
    ],
    supplier_id: Which = None,
    noun: Annotated[Literal["paper", "case"] | None, Query()] = None,
    limit: Limit = 50,
    after: After = None,
) -> Page[HitShown]:
    """Papers and cases by any three letters in a row, in every language; the latest first."""
    with visit.reading() as gate:
        return search.found(gate, q, supplier_id=supplier_id, noun=noun, limit=limit, after=after)


@places.get("/watched-places")
def list_places(visit: Reader, supplier_id: Which = None, limit: Limit = 50, after: After = None) -> Page[PlaceShown]:
    """Folders and mailboxes that papers are taken from; for those who arrange things."""
    with visit.reading() as gate:
        gate.require_anywhere(Action.ARRANGE)
        return search.places(gate, supplier_id=supplier_id, limit=limit, after=after)


@places.post("/watched-places", status_code=HTTPStatus.CREATED, response_model=PlaceShown, responses=WRITES)
def add_place(visit: Writer, wanted: PlaceWanted) -> Response:
    """Watches a further place. Only for those who run the house: a folder is one of the server, a mailbox makes the server call out."""
    with visit.writing() as gate:
        account = None if wanted.account_id is None else suppliers.account(gate, wanted.account_id, Action.ARRANGE)
        supplier = suppliers.supplier(gate, wanted.supplier_id, Action.ARRANGE)
        gate.require(Action.GOVERN, None)
        if account is not None and account.supplier_id != supplier.id:
            raise NotAllowedError("The account is another supplier's.")
        made = watch_place(gate.session, **wanted.model_dump(), actor=gate.actor, now=gate.now)
        return gate.answer(PlaceShown.of(made), HTTPStatus.CREATED, {"Location": f"/api/v1/watched-places/{made.id}"})


@places.get("/watched-places/{place_id}")
def show_place(visit: Reader, place_id: PathId) -> PlaceShown:
    """A watched place, and what went wrong there when it was last looked at."""
    with visit.reading() as gate:
        return PlaceShown.of(search.place(gate, place_id, Action.ARRANGE))


@places.patch("/watched-places/{place_id}", response_model=PlaceShown, responses=WRITES)
def change_place(visit: Writer, place_id: PathId, wanted: PlaceChange) -> Response:
    """Stops or resumes watching a place."""
    with visit.writing() as gate:
        found = search.place(gate, place_id, Action.ARRANGE)
        before, found.active = found.active, wanted.active
        record(
            gate.session,
            supplier_id=found.supplier_id,
            actor=gate.actor,
            now=gate.now,
            action="watched" if wanted.active else "not_watched",
            noun="watched_place",
            noun_id=found.id,
            before={"active": before},
            after={"active": wanted.active},
        )
        return gate.answer(PlaceShown.of(found))
