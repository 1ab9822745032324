"""Sales events: their days, year by year."""

from __future__ import annotations

from datetime import date

from rules.sales_events import sales_events


def test_black_friday_is_the_day_after_the_fourth_thursday_of_november() -> None:
    days = {(e.name, e.first.year): (e.first, e.last) for e in sales_events(date(2026, 12, 31), years=3)}
    assert days["Black Friday", 2024] == (date(2024, 11, 29), date(2024, 11, 29))
    assert days["Cyber Monday", 2025] == (date(2025, 12, 1), date(2025, 12, 1))
    assert days["Black Friday to Cyber Monday", 2026] == (date(2026, 11, 27), date(2026, 11, 30))


def test_an_event_that_has_not_begun_is_not_offered_and_the_latest_comes_first() -> None:
    known = sales_events(date(2026, 11, 25))
    assert "Prime Day" in {e.name for e in known if e.first.year == 2026}
    assert all(e.first <= date(2026, 11, 25) for e in known)
    assert [e.first for e in known] == sorted((e.first for e in known), reverse=True)


def test_every_event_says_where_its_days_were_read() -> None:
    assert all(e.source and e.mark in {"R", "M", "K"} for e in sales_events(date(2026, 12, 31), years=3))
