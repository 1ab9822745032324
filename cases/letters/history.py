"""What happened to a case before: rounds that were filed, what was answered, what came back, what a settlement is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from facts.finding import FindingType
from facts.money import Money


@dataclass(frozen=True, slots=True)
class Answer:
    """What the retailer answered; `reason` in the retailer's own words, which are data."""

    kind: str
    answered_on: date
    approved: Money
    reason: str = ""
    reason_code: str | None = None
    reply_due: date | None = None

    @property
    def decides(self) -> bool:
        """False for a question, which decides nothing."""
        return self.kind != "information_requested"


@dataclass(frozen=True, slots=True)
class EarlierFiling:
    """A round that was filed before, with its answers.

    `documents` are those that went along, `lines` the findings that it was filed on, as far as that is on record.
    """

    round: int
    channel: str
    dispute_id: str | None
    filed_on: date
    recorded_at: datetime
    amount: Money
    what_is_new: str = ""
    answers: tuple[Answer, ...] = ()
    documents: frozenset[int] = frozenset()
    lines: frozenset[str] = frozenset()

    @property
    def decision(self) -> Answer | None:
        """The latest answer that decides, if there is one."""
        return next((a for a in reversed(self.answers) if a.decides), None)


@dataclass(frozen=True, slots=True)
class Returned:
    """Money that moved for the case."""

    kind: str
    amount: Money
    seen_on: date | None
    number: str = ""
    payment_number: str = ""


@dataclass(frozen=True, slots=True)
class SettledCase:
    """A case that a settlement is over: what of it is open, and how strong its evidence is."""

    number: int
    kind: FindingType
    reference: str
    invoice_number: str
    purchase_order: str
    open: Money
    evidence_state: str
    dispute_ids: tuple[str, ...] = ()
