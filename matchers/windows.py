"""When may a line be disputed: the dates of a claim against the windows of the rules in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from facts.calendar import add_days
from facts.finding import FindingType
from rules.model import Rules, Window


@dataclass(frozen=True, slots=True)
class ClaimDates:
    """The days that windows count from, as far as they are known; `deduction_date` is the first payment that took the claim."""

    invoice_date: date | None = None
    invoice_due_date: date | None = None
    deduction_date: date | None = None
    claim_date: date | None = None
    charge_date: date | None = None
    service_date: date | None = None
    chargeback_invoice_date: date | None = None
    refusal_date: date | None = None
    request_date: date | None = None
    audited_year_end: date | None = None

    def by_name(self) -> dict[str, date | None]:
        """The dates under the names that rule packs use."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Timing:
    """A claim's window: first day, earliest reading of the close, close in force, filings left (None where unlimited)."""

    opens_on: date | None
    safe_by: date | None
    dispute_by: date | None
    attempts_left: int | None

    def expired(self, as_of: date) -> bool:
        """True once the close in force has passed."""
        return self.dispute_by is not None and as_of > self.dispute_by

    def too_early(self, as_of: date) -> bool:
        """True while a dispute would not be taken yet."""
        return self.opens_on is not None and as_of < self.opens_on


def due_date(invoice_date: date | None, rules: Rules) -> date | None:
    """The due date by the payment terms, where the invoice itself was not seen."""
    if invoice_date is None or rules.payment_net_days is None:
        return None
    return add_days(invoice_date, rules.payment_net_days)


def timing(kind: FindingType, dates: ClaimDates, rules: Rules, filed: int = 0) -> Timing:
    """The window of a claim. A duplicate is disputed as the shortage it repeats where the pack says nothing of its own."""
    window = rules.window(kind)
    if window == Window() and kind is FindingType.DUPLICATE:
        window = rules.window(FindingType.SHORTAGE)
    days = dates.by_name()
    return Timing(window.opens_on(days), window.safe_by(days), window.dispute_by(days), window.attempts_left(filed))
