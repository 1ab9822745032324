"""Sales events by name and year: dated, sourced data, for sweeps of what an event's orders lost to deductions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

_FILE: Final = Path(__file__).parent / "sales_events.yaml"
DAYS_OF_WEEK: Final = 7


@dataclass(frozen=True, slots=True)
class SalesEvent:
    """An event of one year: its days (both included), the retailers that hold it (none named: all), and where that was read."""

    name: str
    first: date
    last: date
    retailers: tuple[str, ...]
    source: str
    mark: str


def sales_events(until: date, years: int = 2) -> Sequence[SalesEvent]:
    """The events that began by that day, within so many calendar years up to it, the latest first."""
    known = range(until.year - years + 1, until.year + 1)
    found = [event for entry in _entries() for event in _dated(entry, known)]
    return sorted((event for event in found if event.first <= until), key=lambda event: (event.first, event.last), reverse=True)


@cache
def _entries() -> Sequence[Mapping[str, Any]]:
    entries: Sequence[Mapping[str, Any]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return entries


def _dated(entry: Mapping[str, Any], years: range) -> Iterator[SalesEvent]:
    retailers = tuple(entry.get("retailers", ()))
    for days in entry.get("days", ()):
        if days["from"].year in years:
            yield SalesEvent(entry["name"], days["from"], days["to"], retailers, days["source"], days["mark"])
    every = entry.get("every", {})
    for year in years if every else ():
        first = _nth_weekday(year, every["month"], every["weekday"], every["nth"]) + timedelta(days=every["plus"])
        yield SalesEvent(entry["name"], first, first + timedelta(days=every["days"] - 1), retailers, every["source"], every["mark"])


def _nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    """The nth such day of a month; `weekday` from Monday 1 to Sunday 7 (ISO)."""
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.isoweekday()) % DAYS_OF_WEEK + DAYS_OF_WEEK * (nth - 1))
