"""What is proposed for a case that lacks papers, and whom a supplier asks for them, as they go over the wire."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints

from api.http.shapes.people import Email
from api.http.shapes.plain import NO_NUL, Line, Name, Shown, Wanted
from cases.gathering.contacts import MOST, Contact, contacts_of
from ledger.agents import EvidenceProposal
from ledger.suppliers import Supplier


class ProposalShown(Shown):
    """A paper to link (`link`), a request for one or a reminder of it. `reasons` compare value by value and say where both stand."""

    id: int
    case_id: int
    need: str = Field(description="The paper of the checklist that is lacking.")
    kind: str
    state: str = Field(description="`proposed`, `accepted`, `refused` or `overtaken`.")
    strength: int = Field(description="For the order alone, of 1000.")
    document_id: int | None
    paper_id: int | None
    mail_id: int | None
    recipient: str = Field(description="Of a request: whom it goes to; empty where no address is known.")
    reasons: list[dict[str, Any]]
    follow_up_on: date | None
    run_id: int | None
    made_at: datetime
    made_by: str
    decided_at: datetime | None
    decided_by: str | None
    decided_reason: str

    @classmethod
    def of(cls, row: EvidenceProposal) -> Self:
        """From the row."""
        return cls.model_validate(row)


class DecisionWanted(Wanted):
    """Yes or no to a proposal. A no needs a reason and holds for good."""

    decision: Literal["accept", "refuse"]
    reason: Annotated[str, StringConstraints(max_length=2000, pattern=NO_NUL)] = ""


class GatheringOrdered(Shown):
    """The search was submitted as a background job under this key."""

    job: str


class ContactShown(Shown):
    """A carrier or warehouse that is asked for papers."""

    whom: str
    name: str
    email: str
    code: str
    language: str

    @classmethod
    def of(cls, contact: Contact) -> Self:
        """From the supplier's list."""
        return cls.model_validate(contact)


class ContactsShown(Shown):
    """A supplier's contacts, as they were entered."""

    contacts: list[ContactShown]

    @classmethod
    def of_supplier(cls, supplier: Supplier) -> Self:
        """From its settings."""
        return cls(contacts=[ContactShown.of(contact) for contact in contacts_of(supplier)])


class ContactWanted(Wanted):
    """A contact as it is to be kept; `code` is a carrier's SCAC or a warehouse's own code."""

    whom: Literal["carrier", "warehouse"]
    name: Name
    email: Email
    code: Line = ""
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")] = "en"

    def contact(self) -> Contact:
        """As the services take it."""
        return Contact(self.whom, self.name, self.email, self.code, self.language)


class ContactsWanted(Wanted):
    """The whole list, in place of the one that is there."""

    contacts: list[ContactWanted] = Field(max_length=MOST)
