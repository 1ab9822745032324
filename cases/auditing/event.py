"""The sweep of a sales event: what its orders lost to deductions beside the normal time of the same length just before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from facts.finding import Direction, Finding, FindingType, Verdict
from facts.identifiers import compact
from facts.money import minor_digits, round_half_up
from matchers.books import Books
from rules.model import Rules

STILL_OPEN: Final = (Verdict.DISPUTE, Verdict.NEEDS_EVIDENCE, Verdict.TOO_EARLY, Verdict.REVIEW)
"""Verdicts on which somebody can still act."""


class EventPeriodError(ValueError):
    """An event that ends before it starts, or one before which there are not as many days."""


@dataclass(frozen=True, slots=True)
class OrderValue:
    """What an order was worth: accepted units times cost, in `currency`, and the day it was placed."""

    purchase_order: str
    ordered_on: date | None
    value: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Leakage:
    """Deductions of one kind (None: all) in one currency, during the event and in the normal time before it.

    `share` is what was deducted of the orders' value, as a rate of four digits; None where no order's value is known.
    """

    kind: FindingType | None
    currency: str
    event_lines: int
    event_claimed: Decimal
    event_share: Decimal | None
    normal_lines: int
    normal_claimed: Decimal
    normal_share: Decimal | None

    def to_json(self) -> dict[str, Any]:
        """As it stands in event.json."""
        return {
            "type": None if self.kind is None else self.kind.value,
            "currency": self.currency,
            "event": {"lines": self.event_lines, "claimed": _amount(self.event_claimed, self.currency), "share": _rate(self.event_share)},
            "normal": {
                "lines": self.normal_lines,
                "claimed": _amount(self.normal_claimed, self.currency),
                "share": _rate(self.normal_share),
            },
        }


@dataclass(frozen=True, slots=True)
class EventSweep:
    """The sweep: the two periods, the value of their orders by currency, leakage by kind, and what is still open, nearest first."""

    name: str
    first: date
    last: date
    normal_first: date
    normal_last: date
    order_values: dict[str, tuple[Decimal, Decimal]]
    leakage: tuple[Leakage, ...]
    open: tuple[Finding, ...]
    undated: int = 0

    def to_json(self) -> dict[str, Any]:
        """The form of event.json; open lines by their id with their days."""
        return {
            "name": self.name,
            "event": {"from": self.first.isoformat(), "to": self.last.isoformat()},
            "normal": {"from": self.normal_first.isoformat(), "to": self.normal_last.isoformat()},
            "order_values": [
                {"currency": c, "event": _amount(event, c), "normal": _amount(normal, c)}
                for c, (event, normal) in sorted(self.order_values.items())
            ],
            "leakage": [line.to_json() for line in self.leakage],
            "open": [
                {
                    "id": f.id,
                    "reference": f.reference,
                    "sku": f.sku,
                    "verdict": f.verdict.value,
                    "currency": f.currency,
                    "recoverable_amount": f"{f.recoverable_amount:f}",
                    "safe_by": f.safe_by.isoformat() if f.safe_by else None,
                    "dispute_by": f.dispute_by.isoformat() if f.dispute_by else None,
                }
                for f in self.open
            ],
            "undated": self.undated,
        }


def days_before(name: str, first: date, last: date) -> tuple[date, date]:
    """The period that an event is held against: as many days, the last of them the day before it.

    Raises EventPeriodError when `last` lies before `first`, or when no calendar has so many days before it.
    """
    if last < first:
        raise EventPeriodError(f"the event {name} ends on {last} before it starts on {first}; give FROM before TO")
    try:
        return first - (last - first) - timedelta(days=1), first - timedelta(days=1)
    except OverflowError:
        raise EventPeriodError(f"the event {name} lasts from {first} to {last}; there are not as many days before it") from None


def sweep(name: str, first: date, last: date, findings: Iterable[Finding], orders: Sequence[OrderValue] = ()) -> EventSweep:
    """Deductions tied to orders placed from `first` to `last` (both included) beside those of as many days before.

    A deduction counts by the day of its order; where that is not known, by the day it was taken. `undated` counts those of
    which neither is known. Raises EventPeriodError as `days_before` does.
    """
    normal_first, normal_last = days_before(name, first, last)
    ordered_on = {compact(o.purchase_order): o.ordered_on for o in orders if o.ordered_on}
    inside, before, undated = [], [], 0
    for finding in (f for f in findings if f.direction is Direction.OWED_TO_US):
        when = ordered_on.get(compact(finding.purchase_order)) if finding.purchase_order else None
        when = when or finding.deducted_on
        if when is None:
            undated += 1
        elif first <= when <= last:
            inside.append(finding)
        elif normal_first <= when <= normal_last:
            before.append(finding)
    values = _order_values(orders, lambda d: first <= d <= last, lambda d: normal_first <= d <= normal_last)
    still_open = sorted(
        (f for f in inside if f.verdict in STILL_OPEN),
        key=lambda f: (f.safe_by or f.dispute_by or date.max, -f.recoverable_amount, f.reference, f.sku),
    )
    return EventSweep(
        name, first, last, normal_first, normal_last, values, tuple(_leakage(inside, before, values)), tuple(still_open), undated
    )


def order_values(books: Books, rules: Rules) -> Iterator[OrderValue]:
    """Accepted units times cost, order by order, for orders of which both are known."""
    for order in books.orders.values():
        total, known = Decimal(0), False
        for line in order.lines.values():
            units = books.accepted(order.number, line.sku)
            cost = books.quantity(order.number, line.sku, "unit_cost")
            if units is not None and cost is not None:
                total, known = total + units.value * cost.value, True
        day = books.order_date(order.number)
        if known:
            yield OrderValue(order.number, day.value if day else None, round_half_up(total, minor_digits(rules.currency)), rules.currency)


def _order_values(
    orders: Iterable[OrderValue], in_event: Callable[[date], bool], in_normal: Callable[[date], bool]
) -> dict[str, tuple[Decimal, Decimal]]:
    values: dict[str, tuple[Decimal, Decimal]] = {}
    for order in orders:
        if order.ordered_on is None:
            continue
        event, normal = values.get(order.currency, (Decimal(0), Decimal(0)))
        if in_event(order.ordered_on):
            values[order.currency] = (event + order.value, normal)
        elif in_normal(order.ordered_on):
            values[order.currency] = (event, normal + order.value)
    return values


def _leakage(inside: Sequence[Finding], before: Sequence[Finding], values: Mapping[str, tuple[Decimal, Decimal]]) -> Iterable[Leakage]:
    for currency in sorted({f.currency for f in (*inside, *before)}):
        kinds = sorted({f.type for f in (*inside, *before) if f.currency == currency}, key=lambda k: k.value)
        event_value, normal_value = values.get(currency, (Decimal(0), Decimal(0)))
        rows = []
        for kind in (*kinds, None):
            event = [f.claimed_amount for f in inside if f.currency == currency and kind in {None, f.type}]
            normal = [f.claimed_amount for f in before if f.currency == currency and kind in {None, f.type}]
            event_sum, normal_sum = sum(event, Decimal(0)), sum(normal, Decimal(0))
            rows.append(
                Leakage(
                    kind,
                    currency,
                    len(event),
                    event_sum,
                    _share(event_sum, event_value),
                    len(normal),
                    normal_sum,
                    _share(normal_sum, normal_value),
                )
            )
        yield from sorted(rows[:-1], key=lambda r: (-r.event_claimed, -r.normal_claimed))
        yield rows[-1]


def _share(part: Decimal, whole: Decimal) -> Decimal | None:
    return round_half_up(part / whole, 4) if whole else None


def _amount(amount: Decimal, currency: str) -> str:
    return f"{round_half_up(amount, minor_digits(currency)):f}"


def _rate(share: Decimal | None) -> str | None:
    return None if share is None else f"{share:f}"
