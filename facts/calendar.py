"""Windows of time: a date plus days or years, as terms and rule packs state them."""

from __future__ import annotations

import calendar
from datetime import date, timedelta


def add_years(day: date, years: int) -> date:
    """The same day in another year; 29 February becomes 28 February where there is none."""
    return add_months(day, 12 * years)


def add_months(day: date, months: int) -> date:
    """The same day in another month, or that month's last day where it is shorter."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def add_days(day: date, days: int) -> date:
    """Calendar days later."""
    return day + timedelta(days=days)
