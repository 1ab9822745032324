"""Reports and lists of cases as JSON, CSV and XLSX: with filters, time and user; exact amounts; text that no spreadsheet runs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, Protocol

from sqlalchemy.orm import Session

from cases.auditing.outputs.sheets import LARGE, As, Cell, Heading, Workbook, defused
from cases.odds.worth import MILLION
from cases.reports.report import Column, Report, Unit, Value, plain
from cases.worklist.pages import ListedCase, View, page
from facts.money import Money

CHANCE: Final = "chance_ppm"
AT_A_TIME: Final = 2_000
"""Cases that are read in one transaction: a long export holds up nobody."""
SHOWN: Final[Mapping[Unit, tuple[As, int]]] = {
    Unit.TEXT: (As.TEXT, 20),
    Unit.COUNT: (As.COUNT, 11),
    Unit.MONEY: (As.MONEY, 16),
    Unit.RATE: (As.RATE, 11),
    Unit.DAYS: (As.NUMBER, 11),
    Unit.DAY: (As.DAY, 13),
}


class Sessions(Protocol):
    """Opens sessions, as a sessionmaker does."""

    def __call__(self) -> AbstractContextManager[Session]:
        """A session that is closed at the end."""
        ...


@dataclass(frozen=True, slots=True)
class Stamp:
    """What every export carries beside its rows: when it was made and by whom (the actor)."""

    at: datetime
    by: str


def report_json(report: Report, stamp: Stamp) -> dict[str, Any]:
    """The report with its stamp."""
    return report.to_json() | {"exported_at": stamp.at.isoformat(), "exported_by": stamp.by}


def report_csv(report: Report, stamp: Stamp) -> Iterator[str]:
    """The rows of a report (no totals, so that a sum over a column is right), line by line; filters, time and user in the last columns."""
    yield from _lines([column.name for column in report.columns], report.rows, report.filters, stamp)


def report_xlsx(path: Path, report: Report, stamp: Stamp) -> None:
    """A workbook with the rows, and on a first sheet what the report is, what it was narrowed to, and its totals."""
    headings = [_heading(column) for column in report.columns]
    with Workbook(path, stamp.at.date(), report.title, rows_expected=len(report.rows)) as book:
        notes = [report.note, f"As of {report.as_of.isoformat()}", *_about(report.filters, stamp)]
        totals = [[_cell(value) for value in row] for row in report.totals]
        book.page("About", report.title, [note for note in notes if note], [(headings, totals, False)] if totals else [])
        book.table(report.title, headings, ([_cell(value) for value in row] for row in report.rows), "Nothing to report.")


def listed(sessions: Sessions, view: View) -> Iterator[ListedCase]:
    """All cases of a view, page by page, each in a transaction of its own; `cases.worklist.pages.page` says what changes meanwhile do."""
    after: str | None = None
    while True:
        with sessions() as session:
            shown = page(session, view, after=after, limit=AT_A_TIME)
        yield from shown.rows
        after = shown.next
        if after is None:
            return


def cases_csv(sessions: Sessions, view: View, stamp: Stamp, without: Collection[str] = ()) -> Iterator[str]:
    """All cases of a view with all columns but those that are left out, line by line, however many there are."""
    rows = (case_row(case, without) for case in listed(sessions, view))
    yield from _lines([column.name for column in _columns(without)], rows, view.said(), stamp)


def cases_json(sessions: Sessions, view: View, stamp: Stamp, without: Collection[str] = ()) -> Iterator[str]:
    """All cases of a view as one JSON object, in pieces: filters, time and user first, then the cases."""
    head = {"filters": view.said(), "exported_at": stamp.at.isoformat(), "exported_by": stamp.by}
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "cases": ['
    between = "\n"
    for case in listed(sessions, view):
        row = {column.name: plain(value) for column, value in zip(_columns(without), case_row(case, without), strict=True)}
        yield between + json.dumps(row, ensure_ascii=False)
        between = ",\n"
    yield "\n]}\n"


def cases_xlsx(path: Path, sessions: Sessions, view: View, stamp: Stamp, without: Collection[str] = ()) -> None:
    """All cases of a view in a workbook, written row by row to disk; a sheet that is full goes on in the next."""
    with Workbook(path, stamp.at.date(), "Cases", rows_expected=LARGE + 1) as book:
        book.page("About", "Cases", _about(view.said(), stamp), [])
        rows = ([_cell(value) for value in case_row(case, without)] for case in listed(sessions, view))
        book.table("Cases", [_heading(column) for column in _columns(without)], rows, "No case fits.")


def case_row(case: ListedCase, without: Collection[str] = ()) -> tuple[Value, ...]:
    """A case by `CASE_COLUMNS`, but for the fields that are left out."""
    return tuple(_case_value(case, field) for field in _FIELDS if field not in without)


def _columns(without: Collection[str]) -> list[Column]:
    return [column for column, field in zip(CASE_COLUMNS, _FIELDS, strict=True) if field not in without]


_FIELDS: Final = tuple(sorted((field.name for field in fields(ListedCase)), key=lambda name: name == "tags"))


def _case_column(field: str) -> Column:
    name = field.removesuffix("_minor")
    title = name.replace("_", " ").capitalize()
    if field == CHANCE:
        return Column("chance", "Chance", Unit.RATE)
    if field.endswith("_minor"):
        return Column(name, title, Unit.MONEY)
    if field.endswith(("_on", "_by", "_due", "_until")):
        return Column(name, title, Unit.DAY)
    counted = field in {
        "id",
        "number",
        "minutes_left",
        "supplier_id",
        "account_id",
        "settlement_id",
        "assignee_id",
        "priority",
        "rounds",
        "version",
    }
    return Column(name, title, Unit.COUNT if counted or field.startswith("attempts") else Unit.TEXT)


CASE_COLUMNS: Final = tuple(_case_column(field) for field in _FIELDS)
"""The columns of a list of cases: all that the queue knows of a case."""


def _case_value(case: ListedCase, field: str) -> Value:
    value = getattr(case, field)
    if field.endswith("_minor"):
        return Money(value, case.currency)
    if field == CHANCE:
        return None if value is None else Decimal(value) / MILLION
    match value:
        case bool():
            return "yes" if value else "no"
        case tuple():
            return ", ".join(value)
        case datetime():
            return value.isoformat()
        case str():
            return str(value)
        case int() | date() | None:
            return value
        case _:
            raise TypeError(f"{field} of a case holds {type(value).__name__}, which no export knows")


def _lines(names: Sequence[str], rows: Iterable[Sequence[Value]], filters: Mapping[str, str], stamp: Stamp) -> Iterator[str]:
    """Lines of CSV (RFC 4180), each with the stamp at its end."""
    said = "; ".join(f"{name}: {value}" for name, value in filters.items())
    end = (defused(said), stamp.at.isoformat(), defused(stamp.by))
    buffer = io.StringIO()
    written = csv.writer(buffer)
    written.writerow([*names, "filters", "exported_at", "exported_by"])
    yield buffer.getvalue()
    for row in rows:
        buffer.seek(0)
        buffer.truncate()
        written.writerow([*(_text(value) for value in row), *end])
        yield buffer.getvalue()


def _text(value: Value) -> str | int | None:
    shown = plain(value)
    return defused(shown) if isinstance(value, str) and isinstance(shown, str) else shown


def _heading(column: Column) -> Heading:
    shown, width = SHOWN[column.unit]
    return Heading(column.title, shown, width)


def _cell(value: Value) -> Cell:
    return str(value) if isinstance(value, str) else value


def _about(filters: Mapping[str, str], stamp: Stamp) -> list[str]:
    return [
        f"Exported {stamp.at.isoformat()} by {stamp.by}",
        *(f"{name.capitalize()}: {value}" for name, value in filters.items()),
        "Amounts are in the currency of their row; currencies are never added up.",
    ]
