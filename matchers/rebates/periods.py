"""For how long a base is gathered: months, quarters, years or the whole term, by the calendar or by weeks (4-4-5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from facts.rebates import Period, RebateAgreement

MONTHS: Final = {Period.MONTH: 1, Period.QUARTER: 3, Period.YEAR: 12}


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days from `start` to `end`, both inclusive."""

    start: date
    end: date


@dataclass(frozen=True, slots=True)
class FiscalCalendar:
    """A year of 52 weeks in quarters of 4, 4 and 5 weeks (or as `weeks` says) from `first_day` on; a 53rd week joins the last month."""

    first_day: date
    weeks: tuple[int, int, int] = (4, 4, 5)
    long_years: frozenset[int] = frozenset()
    """Years, counted from 0 at `first_day`, that have 53 weeks."""

    def months(self) -> Iterator[Stretch]:
        """The months from the first day on, for ever."""
        start, year = self.first_day, 0
        while True:
            for number in range(12):
                length = self.weeks[number % 3] + (number == 11 and year in self.long_years)
                end = start + timedelta(weeks=length, days=-1)
                yield Stretch(start, end)
                start = end + timedelta(days=1)
            year += 1


def stretches(agreement: RebateAgreement, calendar: FiscalCalendar | None = None) -> list[Stretch]:
    """The periods of an agreement in their order, the first and last cut at its term."""
    whole = Stretch(agreement.starts_on, agreement.ends_on)
    if agreement.period is Period.TERM:
        return [whole]
    months = _calendar_months(agreement.starts_on) if calendar is None else calendar.months()
    return list(_cut(_joined(months, MONTHS[agreement.period]), whole))


def months_within(stretch: Stretch, calendar: FiscalCalendar | None = None) -> list[Stretch]:
    """The months of a stretch, the first and last cut at its ends: how often interim runs are made."""
    months = _calendar_months(stretch.start) if calendar is None else calendar.months()
    return list(_cut(months, stretch))


def _calendar_months(since: date) -> Iterator[Stretch]:
    """Calendar months from January of the year that a day lies in, so that quarters and years begin where the calendar has them."""
    start = date(since.year, 1, 1)
    while True:
        following = date(start.year + start.month // 12, start.month % 12 + 1, 1)
        yield Stretch(start, following - timedelta(days=1))
        start = following


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
