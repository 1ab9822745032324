"""Who looks at the same thing."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import Query, Response

from api.http.gate import presence
from api.http.routes.routers import WRITES, guarded
from api.http.shapes.plain import LARGEST
from api.http.shapes.presence import Noun, PresenceShown, PresenceWanted
from api.http.visit import Reader, Writer

router: Final = guarded("presence")


@router.put("/presence", response_model=PresenceShown, responses=WRITES)
def note_presence(visit: Writer, wanted: PresenceWanted) -> Response:
    """Says that one looks at a case, draft or document, or no longer does; the answer names who else does."""
    with visit.writing() as gate:
        return gate.answer(presence.note(gate, wanted.noun, wanted.id, typing=wanted.typing, here=wanted.here))


@router.get("/presence")
def who_is_there(
    visit: Reader,
    noun: Annotated[Noun, Query()],
    id: Annotated[int, Query(ge=1, le=LARGEST)],  # noqa: A002 - the word of the API
) -> PresenceShown:
    """Who else looks at a case, draft or document now; for those who work there."""
    with visit.reading() as gate:
        return presence.others(gate, noun, id)
