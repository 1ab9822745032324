"""Units that the retailer sold, by item and days: what its own reports show, as far as these cover the days in question."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from facts.evidence import Evidence
from facts.identifiers import compact
from facts.tables import TableKind
from matchers.frames import Frames, Row, row_evidence, rows
from matchers.promotions.deals import alike

MOST_ROWS: Final = 20
"""Rows of a report that a calculation cites one by one."""
_DAY: Final = timedelta(days=1)
Days = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Sold:
    """The most units that can have been sold in some days: of a row whose days reach beyond them all units count."""

    units: Decimal
    places: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class _Sale:
    start: date
    end: date
    units: int
    customer: str
    row: Row

    @property
    def evidence(self) -> Evidence:
        days = f"on {self.start}" if self.start == self.end else f"from {self.start} to {self.end}"
        return row_evidence(self.row, f"{self.units} units sold {days}")


class SalesShown:
    """Reports of units sold, and sales to consumers or end customers where those are listed."""

    def __init__(self, frames: Frames) -> None:
        self._by_item: dict[str, list[_Sale]] = defaultdict(list)
        covered: dict[str, list[date]] = {}
        for item, sale in (*_reported(frames), *_passed_on(frames)):
            self._by_item[item].append(sale)
            days = covered.setdefault(sale.row["_file"], [sale.start, sale.end])
            days[:] = [min(days[0], sale.start), max(days[1], sale.end)]
        self._covered = _joined(sorted((start, end) for start, end in covered.values()))

    def of(self, sku: str, customer: str, start: date, end: date) -> Sold | None:
        """The units of an item sold in these days, to a customer where the reports tell customers.

        None where no report covers the days, and of an item that no report names: a report of other items says nothing of it.
        """
        shown = self._by_item.get(compact(sku))
        if not shown or not any(first <= start and end <= last for first, last in self._covered):
            return None
        found = [s for s in shown if s.start <= end and s.end >= start and alike(s.customer, customer)]
        places = [s.evidence for s in found[:MOST_ROWS]]
        return Sold(Decimal(sum(s.units for s in found)), tuple(places))


def _reported(frames: Frames) -> Iterator[tuple[str, _Sale]]:
    shown: dict[tuple[object, ...], str] = {}
    for row in rows(frames.table(TableKind.SELL_THROUGH)):
        start, units, customer = row["sold_from"], row["units_sold"], row["customer"] or ""
        if not row["sku"] or start is None or units is None or units < 0:
            continue
        end = max(row["sold_until"] or start, start)
        if shown.setdefault((compact(row["sku"]), start, end, customer.casefold(), units), row["_file"]) == row["_file"]:
            yield compact(row["sku"]), _Sale(start, end, units, customer, row)


def _passed_on(frames: Frames) -> Iterator[tuple[str, _Sale]]:
    """Sales of a distributor that name whom it sold to; our own sales to the distributor say nothing of what it sold."""
    for row in rows(frames.table(TableKind.SALES)):
        if row["sku"] and row["end_customer"] and row["quantity"] is not None and row["quantity"] > 0:
            yield compact(row["sku"]), _Sale(row["sale_date"], row["sale_date"], row["quantity"], row["end_customer"], row)


def _joined(stretches: list[Days]) -> list[Days]:
    joined: list[Days] = []
    for start, end in stretches:
        if joined and start <= joined[-1][1] + _DAY:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined
