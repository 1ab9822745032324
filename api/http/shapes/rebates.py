"""Rebate agreements with their versions, statements and months, as they go over the wire."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints

from api.http.shapes.partners import PartnerNamed
from api.http.shapes.plain import NO_NUL, Day, Line, Reason, RowId, Shown, Wanted, amount
from ledger.rebates import ContractVersion, Partner, RebateContract, RebateMonth, RebateStatement, VersionState

Told = Annotated[str, StringConstraints(max_length=2000, pattern=NO_NUL)]
Terms = Annotated[
    dict[str, Any],
    Field(max_length=80, description="The terms by their names; amounts, rates and days as text. What does not fit is named by field."),
]


class AgreementListed(Shown):
    """An agreement with what lists show: its state, party and term, and how far the running period is.

    `figures` hold `as_of`, `earned`, `accrued`, `period` (base, payout, claim_by) and `progress` (next tier, missing, gain,
    worth of one more unit, near_threshold) as decimal strings; empty until a statement was worked out.
    """

    id: int
    supplier_id: int
    account_id: int
    number: str
    title: str
    side: str = Field(description="`we_owe` or `owed_to_us`.")
    state: VersionState
    partner: PartnerNamed | None
    currency: str
    mechanism: str
    starts_on: date | None
    ends_on: date | None
    in_force_id: int | None
    figures: dict[str, Any]
    renewed_at: datetime | None
    made_at: datetime
    made_by: str
    version: int
    external_id: str | None

    @classmethod
    def of(cls, row: RebateContract, partner: Partner | None) -> Self:
        """From the rows."""
        told = {name: getattr(row, name) for name in cls.model_fields if name not in {"partner", "versions"}}
        return cls.model_validate(told | {"partner": None if partner is None else PartnerNamed.model_validate(partner)})


class VersionShown(Shown):
    """One version: its terms, where each was read, and where it may go from here (`moves`: state → what stands against it)."""

    id: int
    agreement_id: int
    number: int
    origin: str
    state: VersionState
    terms: dict[str, Any]
    places: dict[str, Any] = Field(description="By term: document_id, paper_id, page, box, text, review.")
    to_review: list[str]
    problem: str
    document_id: int | None
    paper_id: int | None
    effective_from: date | None
    effective_until: date | None
    signed_on: date | None
    reason: str
    editors: list[str]
    made_at: datetime
    made_by: str
    changed_at: datetime
    submitted_at: datetime | None
    submitted_by: str | None
    decided_at: datetime | None
    decided_by: str | None
    decided_reason: str
    withdrawal_asked_at: datetime | None
    withdrawal_asked_by: str | None
    withdrawal_reason: str
    revision: int
    moves: dict[str, list[str]] = Field(default_factory=dict)
    changes: list[ChangeShown] = Field(default=[], description="What differs from the version before.")

    @classmethod
    def of(cls, row: ContractVersion, moves: dict[str, list[str]], changes: list[ChangeShown]) -> Self:
        """From the row."""
        told = {name: getattr(row, name) for name in cls.model_fields if name not in {"agreement_id", "moves", "changes"}}
        return cls.model_validate(told | {"agreement_id": row.contract_id, "moves": moves, "changes": changes})


class ChangeShown(Shown):
    """A term that two versions state differently."""

    field: str
    before: Any
    after: Any


class VersionsShown(Shown):
    """All versions of an agreement, the newest first."""

    items: list[VersionShown]


class AgreementShown(AgreementListed):
    """An agreement with all its versions, the newest first."""

    versions: list[VersionShown]


class AgreementNew(Wanted):
    """A new agreement with its first version, a draft."""

    account_id: RowId
    partner_id: RowId | None = None
    title: Line = ""
    terms: Terms
    effective_from: Day | None = None
    signed_on: Day | None = None
    reason: Told = ""


class AgreementChange(Wanted):
    """Whom an agreement is with, and how it is called."""

    partner_id: RowId | None = None
    title: Line | None = None


class VersionNew(Wanted):
    """A further version, a draft; or what a draft is to say now."""

    terms: Terms
    effective_from: Day | None = None
    signed_on: Day | None = None
    reason: Told = ""


class VersionMoved(Wanted):
    """Where a version is to go, and why where that is asked for."""

    to: Literal["draft", "submitted", "approved", "withdrawn"]
    reason: Told = ""


class WithdrawalAsked(Wanted):
    """Why an approved version is to be withdrawn."""

    reason: Reason


class StatementListed(Shown):
    """A statement as it was kept, with what changed since the one before."""

    id: int
    agreement_id: int
    version_id: int | None
    as_of: date
    made_at: datetime
    made_by: str
    inputs_hash: str
    transactions: int
    currency: str
    earned: str
    accrued: str
    problem: str
    near_threshold: bool
    difference: list[dict[str, Any]]

    @classmethod
    def of(cls, row: RebateStatement) -> Self:
        """From the row."""
        amounts = {"earned": row.earned_minor, "accrued": row.accrued_minor}
        told = {name: getattr(row, name) for name in cls.model_fields if name not in {*amounts, "agreement_id"}}
        shown = {name: amount(minor, row.currency) for name, minor in amounts.items()}
        return cls.model_validate(told | shown | {"agreement_id": row.contract_id})


class StatementShown(StatementListed):
    """The whole statement: `content` holds `periods` (base, payout, calculation, months, accruals, listed transactions) and `progress`."""

    content: dict[str, Any]


class RecomputationShown(Shown):
    """A kept statement worked out again from what had come in when it was made."""

    agreement_number: str
    same: bool
    difference: list[dict[str, Any]]


class StatementWanted(Wanted):
    """The day as of which a statement is worked out anew; today where left out."""

    as_of: Day | None = None


class RenewalOrdered(Shown):
    """The job that works statements out."""

    job: str


class MonthsShown(Shown):
    """The months of an agreement in their order."""

    items: list[RebateMonthShown]


class RebateMonthShown(Shown):
    """One month: its base (in the measure of the agreement), what was earned and set aside in it, and what corrects earlier months."""

    month: str
    starts_on: date
    ends_on: date
    currency: str
    base: str
    rate: str
    earned: str
    accrued: str
    true_up: str
    claw_back: str
    to_date: str

    @classmethod
    def of(cls, row: RebateMonth) -> Self:
        """From the row."""
        names = ("earned", "accrued", "true_up", "claw_back", "to_date")
        amounts = {name: amount(getattr(row, f"{name}_minor"), row.currency) for name in names}
        told = {name: getattr(row, name) for name in cls.model_fields if name not in amounts}
        return cls.model_validate(told | amounts)


VersionShown.model_rebuild()
MonthsShown.model_rebuild()
