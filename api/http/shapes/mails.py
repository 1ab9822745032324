"""Mails as they go over the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from api.http.shapes.people import Email
from api.http.shapes.plain import NO_NUL, Day, RowId, Shown, Text, Wanted
from ledger.cases import Mail


class MailShown(Shown):
    """A mail: `draft`, `queued`, `sent` or `failed` with what went wrong."""

    id: int
    supplier_id: int
    case_id: int | None
    purpose: str
    sender: str
    recipients: list[str]
    subject: str
    body: str
    attachments: list[dict[str, Any]]
    message_id: str
    state: str
    error: str | None
    made_at: datetime
    made_by: str
    sent_at: datetime | None

    @classmethod
    def of(cls, row: Mail) -> Self:
        """From the row."""
        return cls.model_validate(row)


class MailWanted(Wanted):
    """A mail to be written: the dispute of one case, or one request to a carrier for the papers that cases lack."""

    purpose: Literal["dispute", "paper_request"]
    case_ids: list[RowId] = Field(min_length=1, max_length=500)
    what_is_new: Text = ""
    carrier: Annotated[str, StringConstraints(max_length=120, pattern=NO_NUL)] = ""
    recipient: Email | None = Field(default=None, description="Of a paper request: the carrier's address.")
    needed_by: Day | None = Field(default=None, description="Of a paper request: the day by which the papers are needed.")

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.purpose == "dispute" and len(self.case_ids) != 1:
            raise ValueError("a dispute is of one case")
        if self.purpose == "paper_request" and (self.recipient is None or self.needed_by is None):
            raise ValueError("a paper request needs `recipient` and `needed_by`")
        return self
