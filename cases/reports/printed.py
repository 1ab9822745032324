"""Reports and lists of cases as PDF: to be read and handed on, with filters in words, time, user and currency on them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Final

from cases.filing.packet.content import LETTER_PAPER
from cases.reports.export import Sessions, Stamp, listed
from cases.reports.labels import labelled
from cases.reports.printing import Printed, cells, draw
from cases.reports.report import Column, Report, Unit, Value
from cases.reports.selection import Axis
from cases.wording import day, kind_name, retailer_said, words
from cases.worklist.pages import ListedCase, View
from facts.finding import FindingType
from facts.money import Money

MOST_ROWS: Final = 5_000
"""Rows that a PDF holds, so that making one takes little; CSV and XLSX hold all."""
CURRENCIES: Final = "Amounts are in full and in the currency of their row; currencies are never added up."
CASE_COLUMNS: Final = (
    Column("number", "Case"),
    Column("supplier_id", "Supplier"),
    Column("type", "Kind"),
    Column("retailer", "Retailer"),
    Column("reference", "Reference"),
    Column("invoice_number", "Invoice"),
    Column("state", "State"),
    Column("deducted_on", "Deducted on", Unit.DAY),
    Column("next_due", "Due", Unit.DAY),
    Column("currency", "Currency"),
    Column("claimed_minor", "Deducted", Unit.MONEY),
    Column("recoverable_minor", "Recoverable", Unit.MONEY),
    Column("approved_minor", "Approved", Unit.MONEY),
    Column("paid_minor", "Paid", Unit.MONEY),
    Column("open_minor", "Open", Unit.MONEY),
)
"""What of a case fits a page and tells which it is, where it stands, until when, and what it is about in money."""


def report_pdf(path: Path, report: Report, stamp: Stamp, suppliers: Mapping[int, str]) -> None:
    """A report with its totals. `suppliers` names those that filters may speak of: such as who asks may know of."""
    kept = _without_codes(report.columns)
    columns = [_titled(report.columns, at) for at in kept]
    currency = next((at for at, column in enumerate(report.columns) if column.name == "currency"), None)
    shown = report.rows[:MOST_ROWS]
    used = set() if currency is None else {str(row[currency]) for row in shown}
    whole = len(report.rows) <= MOST_ROWS
    cut = "" if whole else f"Printed are the first {MOST_ROWS:,} of {len(report.rows):,} rows; CSV and XLSX have all of them."
    printed = Printed(
        title=report.title,
        notes=[note for note in (report.note, *_notes(report.as_of, in_words(report.filters, suppliers), stamp), cut) if note],
        columns=columns,
        rows=[cells([row[at] for at in kept], columns) for row in shown],
        totals=[] if report.totals == report.rows else [cells([row[at] for at in kept], columns) for row in report.totals],
        foot=_foot(report.title, report.as_of, stamp),
        nothing="Nothing to report.",
        author=stamp.by,
        letter=_on_letter(used),
    )
    draw(path, printed)


def cases_pdf(path: Path, sessions: Sessions, view: View, stamp: Stamp, as_of: date, without: Collection[str] = ()) -> None:
    """The first cases of a view with the columns that tell most, but for those that are left out."""
    held = list(islice(listed(sessions, view), MOST_ROWS + 1))
    cases = held[:MOST_ROWS]
    with sessions() as session:
        suppliers = labelled(session, Axis.SUPPLIER, {case.supplier_id for case in cases} | set(view.suppliers or ()))
        people = {} if view.assignee_id is None or "assignee_id" in without else labelled(session, Axis.ASSIGNEE, {view.assignee_id})
    one = view.suppliers is not None and len(view.suppliers) == 1  # the filters say which
    columns = [column for column in CASE_COLUMNS if column.name not in without and not (one and column.name == "supplier_id")]
    cut = f"Printed are the first {MOST_ROWS:,} cases; there are more, and CSV and XLSX have all of them." if len(held) > MOST_ROWS else ""
    printed = Printed(
        title="Cases",
        notes=[note for note in (*_notes(as_of, in_words(view.said(), suppliers, people), stamp), cut) if note],
        columns=columns,
        rows=[cells([_value(case, column, suppliers) for column in columns], columns) for case in cases],
        totals=[],
        foot=_foot("Cases", as_of, stamp),
        nothing="No case fits.",
        author=stamp.by,
        letter=_on_letter({case.currency for case in cases}),
    )
    draw(path, printed)


def in_words(filters: Mapping[str, str], suppliers: Mapping[int, str], people: Mapping[int, str] | None = None) -> str:
    """Filters in one line: names for the numbers that stand in `suppliers` and `people`, words for codes, days as they are said.

    >>> in_words({"supplier": "3", "type": "price_claim", "deducted from": "2026-11-01"}, {3: "Hal"})
    'Supplier: Hal · Type: Price claim · Deducted from: 1 Nov 2026'
    """
    names: dict[str, Mapping[int, str]] = {"supplier": suppliers, "suppliers": suppliers, "assignee": people or {}}
    return " · ".join(f"{words(name)}: {_filter(name, value, names.get(name, {}))}" for name, value in filters.items()) or "none"


def _filter(name: str, value: str, names: Mapping[int, str]) -> str:
    match name:
        case "supplier" | "suppliers" | "assignee":
            return ", ".join(names.get(int(one), one) if one.isdigit() else one for one in value.split(", "))
        case "type" | "types":
            return ", ".join(kind_name(FindingType(one)) for one in value.split(", "))
        case "states" | "evidence":
            return ", ".join(words(one) for one in value.split(", "))
        case "retailer":
            return retailer_said(value)
        case "deducted from" | "deducted to" | "due before":
            return day(date.fromisoformat(value))
        case "text":
            return f"“{value}”"
        case _:
            return value


def _notes(as_of: date, filters: str, stamp: Stamp) -> tuple[str, ...]:
    made = f"Made {day(stamp.at.date())}, {stamp.at:%H:%M} {stamp.at.tzname() or ''}".rstrip()
    return (f"As of {day(as_of)}  ·  {made}, by {stamp.by}", f"Filters: {filters}", CURRENCIES)


def _foot(title: str, as_of: date, stamp: Stamp) -> str:
    return f"{title} · as of {day(as_of)} · {stamp.by}"


def _on_letter(currencies: Collection[str]) -> bool:
    """Whether it is printed where sheets are letter size."""
    return bool(currencies) and all(currency in LETTER_PAPER for currency in currencies)


def _without_codes(columns: Sequence[Column]) -> list[int]:
    """The places of the columns that people read: where a code stands beside its name, the name."""
    names = [column.name for column in columns]
    codes = {names[0]} if "label" in names else {"root_cause"} if "cause" in names else set()
    return [at for at, name in enumerate(names) if name not in codes]


def _titled(columns: Sequence[Column], at: int) -> Column:
    """A column as it is headed: names by what they are the names of."""
    column = columns[at]
    return replace(column, title=columns[0].title) if column.name == "label" else column


def _value(case: ListedCase, column: Column, suppliers: Mapping[int, str]) -> Value:
    value = getattr(case, column.name)
    if column.unit is Unit.MONEY:
        return Money(value, case.currency)
    match column.name:
        case "supplier_id":
            return suppliers[case.supplier_id]
        case "type":
            return kind_name(case.type)
        case "state":
            return words(str(value))
        case "retailer":
            return retailer_said(case.retailer)
        case "number":
            return str(case.number)
        case _:
            return value if value is None or isinstance(value, date) else str(value)
