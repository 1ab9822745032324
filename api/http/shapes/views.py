"""Views of the queue that people keep, as they go over the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Final

from pydantic import Field, StringConstraints

from api.http.shapes.plain import Name, RowId, Shown, Wanted
from ledger.people import Audience

LAST_PLACE: Final = 10_000
Query = Annotated[
    str,
    StringConstraints(max_length=2000, pattern=r'^([!"$->@-~][!"$-~]*)?$'),
    Field(examples=["state=drafting&sort=amount"], description="What stands behind the question mark of the queue's address."),
]
Place = Annotated[int, Field(ge=0, le=LAST_PLACE, strict=True)]


class ViewShown(Shown):
    """A saved view. `own` says whether the one who asks may change it; others see it under its owner's name."""

    id: int
    name: str
    query: str
    audience: Audience
    supplier_id: int | None
    position: int
    own: bool
    owner: str
    changed_at: datetime


class ViewWanted(Wanted):
    """A view to be kept. `supplier` shares it with those who see `supplier_id`, `all` with everybody who works cases."""

    name: Name
    query: Query
    audience: Audience = Audience.OWN
    supplier_id: RowId | None = Field(default=None, description="Given with the audience `supplier`, and only with it.")
    position: Place | None = Field(default=None, description="Its place among one's own; at the end where left out.")


class ViewChange(Wanted):
    """What is to change; parts left out stay. `supplier_id` belongs to `audience` and goes with it."""

    name: Name | None = None
    query: Query | None = None
    audience: Audience | None = None
    supplier_id: RowId | None = None
    position: Place | None = None
