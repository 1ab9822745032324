"""Which deduction lines are looked at together: those of one account and currency over a span of days that have something in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, case

from facts.calendar import add_months
from facts.finding import Direction, FindingType, Verdict
from ledger.findings import FindingRow

MISSING_PROOF: Final = "missing_proof"
"""The cause that is borne by shortages which nothing but a paper keeps from being asked back."""
NOT_CLAIMS: Final = (FindingType.PROVISION,)
"""Kinds that are held back for a time and taken for no reason of their own."""


class Dimension(StrEnum):
    """What lines can have in common. `week` is its Monday, `cause` what the judge took for the cause."""

    TYPE = "type"
    CAUSE = "cause"
    DESTINATION = "destination"
    CARRIER = "carrier"
    SKU = "sku"
    WEEK = "week"
    CASE = "case"


PLACES: Final = (Dimension.DESTINATION, Dimension.CARRIER, Dimension.SKU, Dimension.WEEK)
"""Those in which lines can lie together."""

CAUSE: Final[ColumnElement[Any]] = case(
    (FindingRow.root_cause.is_not(None), FindingRow.root_cause),
    (and_(FindingRow.verdict == Verdict.NEEDS_EVIDENCE, FindingRow.type == FindingType.SHORTAGE), MISSING_PROOF),
    else_="",
)
COLUMNS: Final[Mapping[Dimension, Any]] = {
    Dimension.TYPE: FindingRow.type,
    Dimension.CAUSE: CAUSE,
    Dimension.DESTINATION: FindingRow.destination,
    Dimension.CARRIER: FindingRow.carrier,
    Dimension.SKU: FindingRow.sku,
    Dimension.WEEK: FindingRow.deducted_on,
    Dimension.CASE: FindingRow.case_id,
}


@dataclass(frozen=True, slots=True)
class Span:
    """Days, the first and the last included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many."""
        return (self.last - self.first).days + 1

    @property
    def said(self) -> str:
        """As a note keeps it: a whole month as `2026-09`, else both days."""
        return f"{self.first:%Y-%m}" if self == month_of(self.first) else f"{self.first.isoformat()}/{self.last.isoformat()}"


def month_of(day: date) -> Span:
    """The whole month of a day."""
    first = day.replace(day=1)
    return Span(first, add_months(first, 1) - timedelta(days=1))


def months_up_to(day: date, months: int) -> Span:
    """So many months, the last of them that of the day and as far as it has come."""
    return Span(add_months(day.replace(day=1), 1 - months), day)


def week_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


@dataclass(frozen=True, slots=True)
class Lines:
    """The deduction lines of an account in one currency over a span, narrowed to what they have in common (`shared`)."""

    account_id: int
    currency: str
    span: Span
    shared: Mapping[Dimension, str] = field(default_factory=dict)

    @property
    def kind(self) -> FindingType | None:
        """The kind of claim, where they are of one."""
        return FindingType(self.shared[Dimension.TYPE]) if Dimension.TYPE in self.shared else None

    @property
    def place(self) -> tuple[Dimension, str] | None:
        """Where they lie together, if anywhere."""
        return next(((d, self.shared[d]) for d in PLACES if d in self.shared), None)

    @property
    def key(self) -> str:
        """Names them within their supplier, whatever the span: the same look later gives the next version of the same note."""
        told = "/".join(f"{d.value}={self.shared[d]}" for d in Dimension if d in self.shared)
        return f"{self.account_id}/{self.currency}/{told}"[:200]

    def where(self) -> list[ColumnElement[bool]]:
        """The same in SQL, over FindingRow."""
        asked: list[ColumnElement[bool]] = [
            FindingRow.account_id == self.account_id,
            FindingRow.currency == self.currency,
            FindingRow.gone_at.is_(None),
            FindingRow.direction == Direction.OWED_TO_US,
            FindingRow.type.not_in(NOT_CLAIMS),
        ]
        if Dimension.CASE not in self.shared:  # a single case is looked at whenever it was deducted, if a remittance shows that at all
            asked.append(FindingRow.deducted_on.between(self.span.first, self.span.last))
        for dimension, value in self.shared.items():
            if dimension is Dimension.WEEK:
                monday = date.fromisoformat(value)
                asked.append(FindingRow.deducted_on.between(monday, monday + timedelta(days=6)))
            elif dimension is Dimension.CASE:
                asked.append(FindingRow.case_id == int(value))
            else:
                asked.append(COLUMNS[dimension] == value)
        return asked

    def narrowed(self, dimension: Dimension, value: str) -> Lines:
        """Those of them that have that, too."""
        return Lines(self.account_id, self.currency, self.span, {**self.shared, dimension: value})

    def over(self, span: Span) -> Lines:
        """What has the same in common over other days."""
        return Lines(self.account_id, self.currency, span, self.shared)


def lines_from(account_id: int, currency: str, span: Span, told: Mapping[str, Any]) -> Lines:
    """The lines that a note or an action speaks of, from what it keeps of what they have in common."""
    return Lines(account_id, currency, span, {d: str(told[d.value]) for d in Dimension if d.value in told})
