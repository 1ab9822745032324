"""For how long a base is gathered: months, quarters, years or the whole term, by the calendar, by contract years or by weeks (4-4-5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import Final

from facts.calendar import add_months
from facts.fiscal import FiscalCalendar
from facts.rebates import Period, PeriodsFrom, RebateAgreement

MONTHS: Final = {Period.MONTH: 1, Period.QUARTER: 3, Period.HALF_YEAR: 6, Period.YEAR: 12}
DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days from `start` to `end`, both inclusive."""

    start: date
    end: date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.end - self.start).days + 1

    def holds(self, other: Stretch) -> bool:
        """True where the other one lies within."""
        return self.start <= other.start and other.end <= self.end

    def meets(self, other: Stretch) -> bool:
        """True where they have a day in common."""
        return self.start <= other.end and other.start <= self.end


def stretches(agreement: RebateAgreement) -> list[Stretch]:
    """The periods of an agreement in their order, the first and last cut at its term."""
    whole = Stretch(agreement.starts_on, agreement.ends_on)
    return [cut for _, cut in _periods(agreement, whole)]


def full_period(agreement: RebateAgreement, period: Stretch) -> Stretch:
    """The whole period that one cut at the term is a part of: what a lump is shortened from where it is pro-rated."""
    whole = Stretch(agreement.starts_on, agreement.ends_on)
    return next((full for full, cut in _periods(agreement, whole) if cut == period), period)


def period_around(agreement: RebateAgreement, days: Stretch) -> Stretch:
    """The period of an agreement in which days end; the days themselves where none of them lies in a period."""
    return next((p for p in reversed(stretches(agreement)) if p.meets(days)), days)


def _periods(agreement: RebateAgreement, whole: Stretch) -> Iterator[tuple[Stretch, Stretch]]:
    if agreement.period is Period.TERM:
        yield whole, whole
        return
    for full in _joined(_months(agreement), MONTHS[agreement.period]):
        if full.start > whole.end:
            return
        if full.end >= whole.start:
            yield full, Stretch(max(full.start, whole.start), min(full.end, whole.end))


def months_of(agreement: RebateAgreement, stretch: Stretch) -> list[Stretch]:
    """The months of a stretch as the agreement counts them."""
    return list(_cut(_months(agreement), stretch))


def _months(agreement: RebateAgreement) -> Iterator[Stretch]:
    if agreement.calendar is not None:
        return _fiscal_months(agreement.calendar)
    if agreement.periods_from is PeriodsFrom.START:
        return _months_from(agreement.starts_on)
    return _calendar_months(agreement.starts_on)


def _fiscal_months(calendar: FiscalCalendar) -> Iterator[Stretch]:
    return (Stretch(start, end) for start, end in calendar.months())


def _months_from(first: date) -> Iterator[Stretch]:
    """Months that begin on the day of the month on which an agreement begins."""
    for number in count():
        yield Stretch(add_months(first, number), add_months(first, number + 1) - DAY)


def _calendar_months(since: date) -> Iterator[Stretch]:
    """Calendar months from January of the year that a day lies in, so that quarters and years begin where the calendar has them."""
    return _months_from(date(since.year, 1, 1))


def _joined(months: Iterator[Stretch], length: int) -> Iterator[Stretch]:
    while True:
        group = [next(months) for _ in range(length)]
        yield Stretch(group[0].start, group[-1].end)


def _cut(periods: Iterator[Stretch], whole: Stretch) -> Iterator[Stretch]:
    for period in periods:
        if period.start > whole.end:
            return
        if period.end >= whole.start:
            yield Stretch(max(period.start, whole.start), min(period.end, whole.end))
