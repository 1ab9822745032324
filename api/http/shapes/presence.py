"""Who looks at the same thing, as it goes over the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from api.http.shapes.plain import RowId, Shown, Wanted

Noun = Literal["case", "draft", "document"]


class PresenceWanted(Wanted):
    """That one looks at something, said again every 20 seconds while one does; `here` false: no longer."""

    noun: Noun
    id: RowId
    typing: bool = Field(default=False, strict=True)
    here: bool = Field(default=True, strict=True)


class PersonThere(Shown):
    """Somebody who looks at it, since when, and whether they write."""

    user_id: int
    name: str
    since: datetime
    typing: bool


class PresenceShown(Shown):
    """Who else looks at a thing, who came first named first."""

    noun: Noun
    id: int
    supplier_id: int
    people: list[PersonThere]
