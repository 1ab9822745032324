"""Fiscal calendars of weeks: a year of 52 or 53 weeks in quarters of 4, 4 and 5 weeks, or in another order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class FiscalCalendar:
    """A year of 52 weeks in quarters of 4, 4 and 5 weeks (or as `weeks` says) from `first_day` on; a 53rd week joins the last month.

    Which years have 53 weeks stands in `long_years`, counted from 0 at `first_day`; or, with `keeps_near` (month, day), a year begins on
    the weekday of `first_day` that lies nearest to that day, and has 53 weeks where it must.
    """

    first_day: date
    weeks: tuple[int, int, int] = (4, 4, 5)
    long_years: frozenset[int] = frozenset()
    keeps_near: tuple[int, int] | None = None

    def months(self) -> Iterator[tuple[date, date]]:
        """First and last days of the months from the first day on, for ever."""
        start, year = self.first_day, 0
        while True:
            longer = self._is_long(start, year)
            for number in range(12):
                length = self.weeks[number % 3] + (number == 11 and longer)
                end = start + timedelta(weeks=length, days=-1)
                yield start, end
                start = end + timedelta(days=1)
            year += 1

    def _is_long(self, start: date, year: int) -> bool:
        if self.keeps_near is None:
            return year in self.long_years
        month, day = self.keeps_near
        # the year after this one begins about 52 weeks on; of the anniversaries around it the nearest one counts
        about = start + timedelta(weeks=52)
        near = min((date(y, month, day) for y in (about.year - 1, about.year, about.year + 1)), key=lambda d: abs(d - about))
        return near - about > timedelta(days=3)


def weeks_of(pattern: str) -> tuple[int, int, int]:
    """`4-4-5` as weeks per month of a quarter. Raises ValueError unless three whole numbers sum to 13."""
    parts = tuple(int(p) for p in pattern.replace("/", "-").replace("–", "-").split("-"))
    if len(parts) != 3 or sum(parts) != 13 or min(parts) < 1:
        raise ValueError(f"{pattern}: a quarter has three months of 13 weeks in all, such as 4-4-5")
    return parts[0], parts[1], parts[2]
