"""Rebate claims with their holds, files and payouts, as they go over the wire."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints

from api.http.shapes.partners import PartnerNamed
from api.http.shapes.plain import NO_NUL, Currency, Day, Name, Positive, Reason, RowId, Shown, Wanted, amount, amount_or_none
from ledger.rebate_claims import ClaimFile, ClaimHold, ClaimState, RebateClaimRow, RebatePayout
from ledger.rebates import Partner, RebateContract

Told = Annotated[str, StringConstraints(max_length=4000, pattern=NO_NUL)]
Base = Annotated[str, StringConstraints(pattern=r"^-?\d{1,15}(\.\d{1,6})?$")]
AMOUNTS = ("claimed", "calculated", "difference", "agreed", "settled", "to_date")


class RebateClaimListed(Shown):
    """A claim: what is claimed, what our statement grants, the exact difference and what it comes from.

    `on_hold` says that a signal waits for a person; `difference` is claimed less calculated.
    """

    id: int
    supplier_id: int
    agreement_id: int
    agreement_number: str
    partner: PartnerNamed | None
    number: str
    origin: str
    side: str
    state: ClaimState
    starts_on: date
    ends_on: date
    currency: str
    claimed_base: str | None
    claimed: str
    calculated: str | None
    difference: str | None
    verdict: str
    difference_reason: str
    difference_why: str
    agreed: str | None
    settled: str
    replaces_id: int | None = Field(description="The claim that this one corrects, and in whose place it stands once it is approved.")
    period_starts_on: date | None = Field(description="Of a claim for a part of a period, the first day of that period.")
    period_ends_on: date | None
    to_date: str | None = Field(description="What that period earned so far; parts of it are never granted more in all.")
    on_hold: bool
    claim_by: date | None
    expected_on: date | None
    submitted_at: datetime
    submitted_by: str
    reviewed_at: datetime | None
    reviewed_by: str | None
    approved_at: datetime | None
    approved_by: str | None
    state_at: datetime
    case_id: int | None
    version_id: int | None
    statement_id: int | None
    version: int
    external_id: str | None

    @classmethod
    def of(cls, row: RebateClaimRow, contract: RebateContract, partner: Partner | None, *, on_hold: bool, **more: Any) -> Self:
        """From the rows."""
        beside = {"agreement_id", "agreement_number", "partner", "on_hold", *AMOUNTS, *more}
        told = {name: getattr(row, name) for name in cls.model_fields if name not in beside}
        amounts = {name: amount_or_none(getattr(row, f"{name}_minor"), row.currency) for name in AMOUNTS}
        own = {"agreement_id": contract.id, "agreement_number": contract.number, "on_hold": on_hold}
        named = None if partner is None else PartnerNamed.model_validate(partner)
        return cls.model_validate(told | amounts | own | {"partner": named} | more)


class HoldShown(Shown):
    """A signal that keeps a claim from being approved until somebody lifts it with a reason."""

    id: int
    signal: str
    sentence: str
    evidence: list[dict[str, Any]]
    placed_at: datetime
    lifted_at: datetime | None
    lifted_by: str | None
    lifted_reason: str
    gone_at: datetime | None

    @classmethod
    def of(cls, row: ClaimHold) -> Self:
        """From the row."""
        return cls.model_validate(row)


class ClaimFileShown(Shown):
    """A file that came with a claim; its document can be read like any other."""

    id: int
    document_id: int
    name: str
    size: int
    came_at: datetime
    came_by: str

    @classmethod
    def of(cls, row: ClaimFile) -> Self:
        """From the row."""
        return cls.model_validate(row)


class PayoutShown(Shown):
    """Money that settles a claim: expected, made, or found again (`reconciled`) on a payment or remittance."""

    id: int
    supplier_id: int
    agreement_id: int
    rebate_claim_id: int
    claim_number: str
    partner: PartnerNamed | None
    kind: str
    state: str
    currency: str
    amount: str
    expected_on: date | None
    paid_on: date | None
    reference: str
    payment_number: str
    evidence: list[dict[str, Any]]
    recorded_at: datetime
    recorded_by: str
    reconciled_at: datetime | None
    reconciled_by: str | None
    version: int

    @classmethod
    def of(cls, row: RebatePayout, claim: RebateClaimRow, partner: Partner | None) -> Self:
        """From the rows."""
        beside = {"agreement_id", "rebate_claim_id", "claim_number", "partner", "amount"}
        told = {name: getattr(row, name) for name in cls.model_fields if name not in beside}
        own = {"agreement_id": row.contract_id, "rebate_claim_id": row.claim_id, "claim_number": claim.number}
        named = None if partner is None else PartnerNamed.model_validate(partner)
        return cls.model_validate(told | own | {"partner": named, "amount": amount(row.amount_minor, row.currency)})


class PayoutsShown(Shown):
    """The payouts of a claim."""

    items: list[PayoutShown]


class RebateClaimShown(RebateClaimListed):
    """A claim with its calculation, the checks that had something to say, holds, files, payouts, and where it may go (`moves`)."""

    calculation: list[dict[str, Any]]
    evidence: list[dict[str, Any]]
    checks: list[dict[str, Any]]
    remarks: str
    holds: list[HoldShown]
    files: list[ClaimFileShown]
    payouts: list[PayoutShown]
    moves: dict[str, list[str]] = Field(description="State → what stands against going there; empty where nothing does.")


class ClaimNew(Wanted):
    """A claim as a partner stated it. Without an amount it is worked out by us from the latest statement (then no number is needed)."""

    agreement_id: RowId
    number: Annotated[str, StringConstraints(max_length=80, pattern=NO_NUL)] = ""
    starts_on: Day
    ends_on: Day
    amount: Positive | None = None
    base: Base | None = None
    currency: Currency | None = None
    remarks: Told = ""
    replaces: Annotated[str, StringConstraints(max_length=80, pattern=NO_NUL)] = Field(
        default="", description="The number of the claim that this one corrects; left out, a disputed one for some of the same days."
    )


class ClaimMoved(Wanted):
    """Where a claim is to go. `amount` is what both sides agree on, or what the other side grants where it disputes."""

    to: Literal["calculated", "reviewed", "approved", "claimed", "notified", "agreed", "disputed", "withdrawn"]
    reason: Annotated[str, StringConstraints(max_length=2000, pattern=NO_NUL)] = ""
    amount: Positive | None = None
    expected_on: Day | None = Field(default=None, description="The day by which the money is to come.")


class ClaimSeen(Wanted):
    """A claim as it was seen: its number here, and the version of what was looked at."""

    id: RowId
    version: Annotated[int, Field(ge=1)]


class ClaimsMoved(Wanted):
    """Where many claims of a supplier are to go, each by itself."""

    claims: list[ClaimSeen] = Field(min_length=1, max_length=200)
    to: Literal["calculated", "reviewed", "approved", "claimed", "notified", "disputed", "withdrawn"]
    reason: Annotated[str, StringConstraints(max_length=2000, pattern=NO_NUL)] = ""


class ClaimResult(Shown):
    """What came of it for one claim: done, or why not."""

    id: int
    number: str
    done: bool
    message: str


class ClaimResults(Shown):
    """What came of it for all of them."""

    done: int
    refused: int
    results: list[ClaimResult]


class HoldLifted(Wanted):
    """Why a hold is lifted."""

    reason: Reason


class PayoutNew(Wanted):
    """What was credited, paid or offset, under the payer's own reference."""

    kind: Literal["credit", "payment", "offset"]
    amount: Positive
    paid_on: Day
    reference: Annotated[str, StringConstraints(min_length=1, max_length=120, pattern=NO_NUL)]


class Reconciliation(Wanted):
    """The payment or remittance on which a payout was found again."""

    payment_number: Name
    reason: Annotated[str, StringConstraints(max_length=2000, pattern=NO_NUL)] = ""


class PartnerAgreement(Shown):
    """An agreement as its partner sees it: the terms in force, and how far it is."""

    id: int
    supplier: str
    number: str
    title: str
    side: str
    currency: str
    mechanism: str
    starts_on: date | None
    ends_on: date | None
    terms: dict[str, Any]
    figures: dict[str, Any]


class PartnerPeriod(Shown):
    """A period of an agreement as its partner sees it."""

    start: date
    end: date
    over: bool
    base: str
    payout: str
    claim_by: date | None


class PartnerAgreementShown(PartnerAgreement):
    """The same with its periods."""

    as_of: date | None
    periods: list[PartnerPeriod]


class PartnerClaim(Shown):
    """A claim as its partner sees it: nothing of holds, checks or who did what in the house."""

    id: int
    agreement_id: int
    agreement_number: str
    number: str
    side: str
    state: str = Field(description="`submitted`, `approved`, `claimed`, `notified`, `agreed`, `disputed`, `paid`, `withdrawn`.")
    starts_on: date
    ends_on: date
    currency: str
    claimed: str
    granted: str | None = Field(description="What was approved or agreed; null until then.")
    settled: str
    remarks: str
    submitted_at: datetime
    state_at: datetime
    expected_on: date | None
    version: int


class PartnerClaimShown(PartnerClaim):
    """The same with its files and payouts, what was said to the partner, and what it may answer."""

    files: list[ClaimFileShown]
    payouts: list[PartnerPayout]
    said: str = Field(description="What the house told the partner where it disputes the claim.")
    answers: list[str]
    corrects: ClaimNamed | None = Field(description="The claim that this one corrects.")
    corrected_by: ClaimNamed | None = Field(description="The claim that was submitted in its place.")
    may_be_corrected: bool


class ClaimNamed(Shown):
    """Another claim of the same partner."""

    id: int
    number: str


class PartnerPayout(Shown):
    """Money as the partner sees it."""

    kind: str
    state: str
    amount: str
    currency: str
    expected_on: date | None
    paid_on: date | None
    reference: str


class PartnerAnswer(Wanted):
    """What a partner says to a claim that it was notified of, or that is claimed from it."""

    to: Literal["agreed", "disputed"]
    reason: Annotated[str, StringConstraints(max_length=2000, pattern=NO_NUL)] = ""
    amount: Positive | None = None


PartnerClaimShown.model_rebuild()
