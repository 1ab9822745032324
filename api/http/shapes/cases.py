"""Cases and all that is known of them, as they go over the wire."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Self

from pydantic import Field

from api.http.permissions import Action
from api.http.shapes.odds import OddsShown
from api.http.shapes.plain import (
    Amount,
    Shown,
    amount,
)
from cases.worklist.pages import ListedCase
from ledger.cases import Case, CaseComment, CaseLink, Filing, Outcome, Recovery
from ledger.findings import FindingRow
from ledger.operation import JournalEntry
from ledger.suppliers import RuleVersion

MONEY = ("claimed", "recoverable", "disputed", "approved", "paid", "mitigated", "offset", "rededucted", "written_off", "open")


class Sums(Shown):
    """The money of a case, in its currency: deducted, what could be asked, asked, granted, seen paid, credited, netted, taken again."""

    claimed: Amount
    recoverable: Amount
    disputed: Amount
    approved: Amount
    paid: Amount
    mitigated: Amount
    offset: Amount
    rededucted: Amount
    written_off: Amount
    open: Amount = Field(description="What could still come back.")

    @classmethod
    def of(cls, row: Case | ListedCase) -> Self:
        """From the sums in minor units."""
        return cls(**{name: amount(getattr(row, f"{name}_minor"), row.currency) for name in MONEY})


class CaseListed(Shown):
    """A case as the queue shows it."""

    id: int
    supplier_id: int
    account_id: int
    number: int
    external_id: str | None
    form: str
    settlement_id: int | None
    origin: str
    type: str
    retailer: str
    reference: str
    invoice_number: str
    purchase_order: str
    vendor_code: str
    sku: str
    destination: str
    carrier: str
    freight_terms: str
    root_cause: str | None
    verdict: str
    why: str
    state: str
    snoozed_until: date | None
    closed: bool
    close_reason: str | None
    assignee_id: int | None
    priority: int
    next_due: date | None
    next_action: str
    currency: str
    sums: Sums
    odds: OddsShown | None = Field(default=None, description="Null for finished cases and for a supplier's own readers.")
    deducted_on: date | None
    opens_on: date | None
    safe_by: date | None = Field(description="The earliest reading of the deadline.")
    dispute_by: date | None = Field(description="The close in force.")
    reply_due: date | None
    attempts_used: int
    attempts_left: int | None
    rounds: int
    evidence_state: str
    missed_deadline: bool
    tags: list[str]
    version: int
    opened_at: datetime
    changed_at: datetime

    @classmethod
    def of(cls, row: ListedCase | Case, tags: tuple[str, ...] | list[str] | None = None, odds: OddsShown | None = None) -> Self:
        """From a row of the queue, or a case and its tags."""
        return cls(**cls._parts(row, tags), odds=odds)

    @classmethod
    def _parts(cls, row: ListedCase | Case, tags: tuple[str, ...] | list[str] | None) -> dict[str, Any]:
        plain = {name: getattr(row, name) for name in CaseListed.model_fields if name not in {"sums", "tags", "odds"}}
        hung = row.tags if isinstance(row, ListedCase) else tags or ()
        return plain | {"form": row.form.value, "type": row.type.value, "state": row.state.value, "sums": Sums.of(row), "tags": list(hung)}


class FindingShown(Shown):
    """The verdict on one deduction line, in the form of contract.md."""

    id: int
    finding_id: str
    type: str
    direction: str
    reference: str
    purchase_order: str
    invoice_number: str
    sku: str
    vendor_code: str
    currency: str
    claimed_amount: Amount
    recoverable_amount: Amount
    verdict: str
    reason: str
    why: str
    opens_on: date | None
    safe_by: date | None
    dispute_by: date | None
    attempts_left: int | None
    rule: str
    confidence: float
    root_cause: str | None
    missing: list[str]
    deducted_on: date | None
    calculation: list[dict[str, Any]]
    evidence: list[dict[str, Any]]
    judged_at: datetime
    gone_at: datetime | None

    @classmethod
    def of(cls, row: FindingRow) -> Self:
        """From the row."""
        named = {"finding_id", "claimed_amount", "recoverable_amount", "type", "direction", "verdict"}
        plain = {name: getattr(row, name) for name in cls.model_fields if name not in named}
        return cls(
            **plain,
            finding_id=row.finding_key,
            type=row.type.value,
            direction=row.direction.value,
            verdict=row.verdict.value,
            claimed_amount=amount(row.claimed_minor, row.currency),
            recoverable_amount=amount(row.recoverable_minor, row.currency),
        )


class FilingShown(Shown):
    """One round as it was sent."""

    id: int
    case_id: int
    round: int
    channel: str
    dispute_id: str | None
    filed_on: date
    filed_by: str
    recorded_at: datetime
    currency: str
    amount: Amount
    draft_id: int | None
    packet_id: int | None
    what_is_new: str

    @classmethod
    def of(cls, row: Filing) -> Self:
        """From the row."""
        plain = {name: getattr(row, name) for name in cls.model_fields if name != "amount"}
        return cls(**plain, amount=amount(row.amount_minor, row.currency))


class OutcomeShown(Shown):
    """What the retailer answered to a filing."""

    id: int
    case_id: int
    filing_id: int
    kind: str
    answered_on: date
    currency: str
    approved: Amount
    reason: str
    reason_code: str | None
    reply_due: date | None
    via: str
    recorded_at: datetime
    recorded_by: str

    @classmethod
    def of(cls, row: Outcome) -> Self:
        """From the row."""
        plain = {name: getattr(row, name) for name in cls.model_fields if name != "approved"}
        return cls(**plain, approved=amount(row.approved_minor, row.currency))


class RecoveryShown(Shown):
    """Money that moved for a case."""

    id: int
    case_id: int
    kind: str
    currency: str
    amount: Amount
    seen_on: date | None
    number: str
    payment_number: str
    evidence: list[dict[str, Any]]
    recorded_at: datetime
    recorded_by: str
    reason: str

    @classmethod
    def of(cls, row: Recovery) -> Self:
        """From the row."""
        plain = {name: getattr(row, name) for name in cls.model_fields if name != "amount"}
        return cls(**plain, amount=amount(row.amount_minor, row.currency))


class CommentShown(Shown):
    """What a person remarked."""

    id: int
    text: str
    at: datetime
    by: str

    @classmethod
    def of(cls, row: CaseComment) -> Self:
        """From the row."""
        return cls.model_validate(row)


class CaseLinkShown(Shown):
    """Two cases that have to do with each other."""

    id: int
    case_id: int
    other_id: int
    how: str
    at: datetime
    by: str

    @classmethod
    def of(cls, row: CaseLink) -> Self:
        """From the row."""
        return cls.model_validate(row)


class MoveShown(Shown):
    """Where a case could go, and what still stands against it."""

    to: str
    objections: list[str]
    by_house: bool = Field(description="Only the house makes this move, when its day has come: nobody is to be offered it.")


class RulesOfCase(Shown):
    """The rules that a case was judged by."""

    id: int
    rule_id: str
    first_used_at: datetime

    @classmethod
    def of(cls, row: RuleVersion) -> Self:
        """From the row."""
        return cls.model_validate(row)


class CaseShown(CaseListed):
    """A case with all that is known of it. Its ETag goes into `If-Match` of what is done to it."""

    findings: list[FindingShown]
    checklist: list[dict[str, Any]] = Field(description="Papers that the pack asks for: in hand, weak or missing.")
    waiver: dict[str, Any] | None
    filings: list[FilingShown]
    outcomes: list[OutcomeShown]
    recoveries: list[RecoveryShown]
    comments: list[CommentShown]
    links: list[CaseLinkShown]
    changes: list[dict[str, Any]] = Field(description="What changed after filing and nobody has seen yet.")
    moves: list[MoveShown]
    allowed: list[Action] = Field(description="What the user who asks may do with it.")
    rules: RulesOfCase | None
    settled_cases: list[int] = Field(description="The cases that a settlement is over.")
    latest_draft_id: int | None


class EventShown(Shown):
    """A journal entry: what was done, by whom, when, why, and how it was before and after."""

    id: int
    sequence: int
    at: datetime
    actor: str
    action: str
    noun: str
    noun_id: int | None
    reason: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    hash: str

    @classmethod
    def of(cls, row: JournalEntry) -> Self:
        """From the row."""
        return cls.model_validate(row)
