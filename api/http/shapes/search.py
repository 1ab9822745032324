"""What was found by its words, and the places that papers are taken from, as they go over the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from api.http.shapes.plain import RowId, Shown, Wanted
from ledger.operation import WatchedPlace


class HitShown(Shown):
    """A paper or case whose words were found; `document_id` names the document of a paper, `number` is a case's."""

    supplier_id: int
    noun: str
    noun_id: int
    document_id: int | None
    number: int | None
    title: str = Field(description="A case's own reference, or the name of the paper's document.")
    excerpt: str


class PlaceShown(Shown):
    """A folder or mailbox that new papers are taken from."""

    id: int
    supplier_id: int
    account_id: int | None
    kind: str
    place: str
    settings: dict[str, Any]
    secret: str | None = Field(description="The word by which its password is found in the settings; never the password.")
    active: bool
    last_looked_at: datetime | None
    last_problem: str | None

    @classmethod
    def of(cls, row: WatchedPlace) -> PlaceShown:
        """From the row."""
        return cls.model_validate(row)


class PlaceWanted(Wanted):
    """A place to be watched: a folder on the server, or a mailbox (its server's name, and `user`, `folder` … as settings)."""

    supplier_id: RowId
    account_id: RowId | None = None
    kind: Literal["folder", "imap"]
    place: Annotated[str, StringConstraints(min_length=1, max_length=1000, pattern=r"^[^\x00]*[^\s\x00][^\x00]*$")]
    settings: dict[str, str | bool | int] = Field(default={}, max_length=20)
    secret: Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,59}$")] | None = None


class PlaceChange(Wanted):
    """Whether it is watched."""

    active: bool = Field(strict=True)
