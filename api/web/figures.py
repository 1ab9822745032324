"""What a supplier's page says in figures: reports turned into figures, bars and columns, each in one currency."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final
from urllib.parse import urlencode

from api.http.gate import reports
from api.http.gate.rows import Gate
from api.web.charts import Bar, Columns, columns, lengths
from api.web.languages import Language
from cases.reports.report import Report, Unit, plain
from cases.reports.selection import Axis, Selection

BUCKETS: Final = ("0_30", "31_60", "61_90", "over_90", "undated")
MOST_MONTHS: Final = 18
MOST_CAUSES: Final = 8

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a page of figures is narrowed to."""

    selection: Selection
    currency: str
    query: tuple[tuple[str, str], ...]

    def queue(self, **more: str) -> str:
        """The queue of the same cases."""
        known = {"supplier_id": "supplier", "retailer": "retailer", "type": "type"}
        own = {known[name]: value for name, value in self.query if name in known}
        return f"/queue?{urlencode(own | more)}"


def rows_of(report: Report) -> list[dict[str, Any]]:
    """The rows by the names of their columns."""
    return [{c.name: plain(v) for c, v in zip(report.columns, row, strict=True)} for row in report.rows]


def totals_of(report: Report, currency: str) -> dict[str, Any]:
    """The total of one currency; every value None where it has none."""
    for row in report.totals:
        found = {c.name: plain(v) for c, v in zip(report.columns, row, strict=True)}
        if found["currency"] == currency:
            return found
    return {c.name: None for c in report.columns}


def currencies_of(report: Report) -> list[str]:
    """The currencies of a report, the one with most first."""
    amount = next(c.name for c in report.columns if c.unit is Unit.MONEY)
    found = [{c.name: plain(v) for c, v in zip(report.columns, row, strict=True)} for row in report.totals]
    return [str(row["currency"]) for row in sorted(found, key=lambda row: -Decimal(row[amount] or 0))]


def made(gate: Gate, name: str, asked: Asked, by: Axis | None = None) -> list[dict[str, Any]]:
    """The rows of a report in the page's currency."""
    return [row for row in rows_of(reports.report(gate, name, asked.selection, by)) if row["currency"] == asked.currency]


def trend(rows: Sequence[Row], say: Language) -> Columns | None:
    """Deducted, disputed and net recovered by the month of the deduction; None where there is no month."""
    known = [row for row in rows if row["month"]][-MOST_MONTHS:]
    if not known:
        return None
    values = [[Decimal(row[name] or 0) for row in known] for name in ("deducted", "disputed", "net_recovered")]
    return columns([say.month(str(row["month"])) for row in known], values)


def ageing(row: Row, say: Language, currency: str) -> list[Bar]:
    """What is open by its age."""
    names = {
        "0_30": say.text("up to 30 days"),
        "31_60": say.text("31 to 60 days"),
        "61_90": say.text("61 to 90 days"),
        "over_90": say.text("over 90 days"),
        "undated": say.text("day not known"),
    }
    amounts = [Decimal(row[f"open_{bucket}"] or 0) for bucket in BUCKETS]
    long = lengths(amounts)
    return [
        Bar(names[bucket], say.money(amount, currency), length, say.number(row[f"cases_{bucket}"] or 0))
        for bucket, amount, length in zip(BUCKETS, amounts, long, strict=True)
        if amount or bucket != "undated"
    ]


def causes(rows: Sequence[Row], say: Language, currency: str) -> list[Bar]:
    """Root causes, the largest first, each with the share of all that is reached with it (Pareto)."""
    shown = rows[:MOST_CAUSES]
    long = lengths([Decimal(row["deducted"] or 0) for row in shown])
    return [
        Bar(
            say.word("cause", str(row["root_cause"])) if row["root_cause"] else say.text("Not known"),
            say.money(row["deducted"], currency),
            length,
            say.percent(row["share_so_far"]),
        )
        for row, length in zip(shown, long, strict=True)
    ]
