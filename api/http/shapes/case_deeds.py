"""What is to be done to a case, as it comes over the wire, and what came of a deed on many."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints

from api.http.shapes.plain import (
    NO_NUL,
    Currency,
    Day,
    Line,
    Positive,
    Reason,
    RowId,
    Shown,
    Text,
    Wanted,
)
from cases.life.bulk import RowResult
from facts.finding import FindingType
from ledger.cases import CaseState

Tag = Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=r"^[^\x00]*[^\s\x00][^\x00]*$")]


Number = Annotated[str, StringConstraints(max_length=80, pattern=NO_NUL)]


class CaseWanted(Wanted):
    """A deduction that was seen only on a screen. `recoverable` is what is held to be wrong of it, `why` says why."""

    account_id: RowId
    type: FindingType
    reference: Annotated[str, StringConstraints(min_length=1, max_length=120, pattern=r"^[^\x00]*[^\s\x00][^\x00]*$")]
    currency: Currency
    claimed: Positive
    recoverable: Positive
    why: Reason
    invoice_number: Number = ""
    purchase_order: Number = ""
    sku: Number = ""
    vendor_code: Annotated[str, StringConstraints(max_length=40, pattern=NO_NUL)] = ""
    destination: Annotated[str, StringConstraints(max_length=40, pattern=NO_NUL)] = ""
    carrier: Annotated[str, StringConstraints(max_length=120, pattern=NO_NUL)] = ""
    freight_terms: Annotated[str, StringConstraints(max_length=20, pattern=NO_NUL)] = ""
    invoice_date: Day | None = None
    deducted_on: Day | None = None


class TransitionWanted(Wanted):
    """Where a case goes. `snoozed` needs `until`, and some moves need a reason; filing has an address of its own."""

    to: CaseState
    reason: Text = ""
    until: Day | None = None


class CaseChange(Wanted):
    """What is to change; parts left out stay. `assignee_id: null` gives the case to nobody."""

    assignee_id: RowId | None = None
    priority: int | None = Field(default=None, ge=-2, le=3, strict=True)
    tags: list[Tag] | None = Field(default=None, max_length=50, description="All tags, in place of those that it has.")
    add_tags: list[Tag] | None = Field(default=None, max_length=50)
    remove_tags: list[Tag] | None = Field(default=None, max_length=50)
    external_id: Line | None = None


class CommentWanted(Wanted):
    """A remark."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=10_000, pattern=r"^[^\x00]*[^\s\x00][^\x00]*$")]


class CaseLinkWanted(Wanted):
    """Another case of the same supplier, and how the two belong together."""

    other_id: RowId
    how: Literal["same_shipment", "duplicate_of", "re_deducts", "related"] = "related"


class ReasonWanted(Wanted):
    """Why it is done."""

    reason: Reason


class FilingWanted(Wanted):
    """What was sent, once it is sent. A further round says what is new."""

    channel: Literal["portal", "bulk", "email", "phone"]
    filed_on: Day
    dispute_id: Annotated[str, StringConstraints(max_length=120, pattern=NO_NUL)] | None = None
    what_is_new: Text = ""
    draft_id: RowId | None = None
    packet_id: RowId | None = None
    amount: Positive | None = Field(default=None, description="Of a settlement: the share that was asked for.")


class DisputeIdWanted(Wanted):
    """The number that the retailer gave a filing."""

    dispute_id: Annotated[str, StringConstraints(min_length=1, max_length=120, pattern=r"^[^\x00]*[^\s\x00][^\x00]*$")]


class OutcomeWanted(Wanted):
    """What the retailer answered, however it was learnt. `approved` is what this answer grants in all."""

    filing_id: RowId | None = Field(default=None, description="The latest filing where left out.")
    kind: Literal["approved", "partly_approved", "denied", "information_requested"]
    answered_on: Day
    approved: Positive | None = None
    reason: Text = ""
    reason_code: Annotated[str, StringConstraints(max_length=60, pattern=NO_NUL)] | None = None
    reply_due: Day | None = None
    via: Literal["portal", "phone", "mail", "import"] = "portal"


class ReplyWanted(Wanted):
    """How a question of the retailer was answered."""

    text: Reason


class RecoveryWanted(Wanted):
    """Money that was seen moving and that no remittance in the ledger shows yet."""

    kind: Literal["paid", "offset", "mitigated", "rededucted"]
    amount: Positive
    seen_on: Day
    payment_number: Number = ""
    reason: Line = ""


class WriteOffWanted(Wanted):
    """A rest that is given up: all that is open, or a part."""

    reason: Reason
    amount: Positive | None = None


class SettlementWanted(Wanted):
    """Cases that are settled together."""

    case_ids: list[RowId] = Field(min_length=1, max_length=1000)
    reason: Text = ""


class BulkWanted(Wanted):
    """One action on many cases: exactly one of the parts that say what to do."""

    case_ids: list[RowId] = Field(min_length=1, max_length=1000)
    transition: TransitionWanted | None = None
    change: CaseChange | None = None
    comment: CommentWanted | None = None
    waive: ReasonWanted | None = None
    write_off: ReasonWanted | None = None
    undo: Literal[True] | None = None


class RowShown(Shown):
    """What came of an action on one case."""

    case_id: int
    number: int
    done: bool
    message: str

    @classmethod
    def of(cls, row: RowResult) -> Self:
        """From the service's own."""
        return cls.model_validate(row)


class BulkShown(Shown):
    """What came of an action on many cases."""

    done: int
    refused: int
    results: list[RowShown]
