"""The sweep of a sales event: what its orders lost to deductions beside a normal time of the same length before it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from facts.finding import Direction, Finding, FindingType, Verdict
from facts.identifiers import compact
from facts.money import minor_digits, round_half_up
from matchers.books import Books
from matchers.columns.orders import OrdersBeside
from matchers.grammar import number_key
from rules.model import Rules
from rules.sales_events import SalesEvent, sales_events

STILL_OPEN: Final = (Verdict.DISPUTE, Verdict.NEEDS_EVIDENCE, Verdict.TOO_EARLY, Verdict.REVIEW)
"""Verdicts on which somebody can still act."""


OWN_DAYS: Final = 2
YEARS_KNOWN: Final = 10
_OF_SALES: Final = frozenset({FindingType.PROMOTION, FindingType.COOP})
"""Claims that go by what the retailer sold, not by an order."""
_WEEK: Final = 7
MOST_WEEKS: Final = 8
"""How far back a normal time without another event is looked for."""
_FARTHEST_BACK: Final = MOST_WEEKS * _WEEK
"""Days before an event in which a normal time of its length may begin, beside that length; lines of other days are not kept."""


class EventPeriodError(ValueError):
    """An event that ends before it starts, one before which there are not as many days, or a name that no event has."""


@dataclass(frozen=True, slots=True)
class OrderValue:
    """What an order was worth: accepted units times cost, in `currency`, the day it was placed, and the invoices on it.

    `value` is None where units or cost are not known.
    """

    purchase_order: str
    ordered_on: date | None
    value: Decimal | None
    currency: str
    invoices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StillOpen:
    """What somebody can still act on: lines, the amount, and the nearest and the last day for it where there are any."""

    lines: int = 0
    amount: Decimal = Decimal(0)
    nearest: date | None = None
    latest: date | None = None


@dataclass(frozen=True, slots=True)
class Leakage:
    """Deductions of one kind (None: all) in one currency, during the event and in the normal time before it.

    `share` is what was deducted of the orders' value, as a rate of four digits; None where no order's value is known. `event_by_day`
    and `normal_by_day` count the lines of no order that is known, which belong to a period by the day they were taken.
    """

    kind: FindingType | None
    currency: str
    event_lines: int
    event_claimed: Decimal
    event_share: Decimal | None
    normal_lines: int
    normal_claimed: Decimal
    normal_share: Decimal | None
    event_by_day: int = 0
    normal_by_day: int = 0
    open: StillOpen = StillOpen()

    def to_json(self) -> dict[str, Any]:
        """As it stands in event.json."""
        return {
            "type": None if self.kind is None else self.kind.value,
            "currency": self.currency,
            "event": self._side(self.event_lines, self.event_claimed, self.event_share, self.event_by_day),
            "normal": self._side(self.normal_lines, self.normal_claimed, self.normal_share, self.normal_by_day),
            "open": {
                "lines": self.open.lines,
                "recoverable": _amount(self.open.amount, self.currency),
                "nearest": _iso(self.open.nearest),
                "latest": _iso(self.open.latest),
            },
        }

    def _side(self, lines: int, claimed: Decimal, share: Decimal | None, by_day: int) -> dict[str, Any]:
        return {"lines": lines, "claimed": _amount(claimed, self.currency), "share": _rate(share), "lines_by_day": by_day}


@dataclass(frozen=True, slots=True)
class EventSweep:
    """The sweep: the two periods, the value of their orders by currency, leakage by kind, and what is still open, nearest first.

    `beside` names the event because of which the normal time does not lie right before this one. `unvalued` counts orders of both
    periods whose value is not known: they are missing from the values, and shares are the higher for it.
    """

    name: str
    first: date
    last: date
    normal_first: date
    normal_last: date
    order_values: dict[str, tuple[Decimal, Decimal]]
    leakage: tuple[Leakage, ...]
    open: tuple[Finding, ...]
    undated: int = 0
    unvalued: int = 0
    beside: str = ""

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
                    "safe_by": _iso(f.safe_by),
                    "dispute_by": _iso(f.dispute_by),
                }
                for f in self.open
            ],
            "undated": self.undated,
            "orders_without_value": self.unvalued,
        }


@dataclass(frozen=True, slots=True)
class _Dated:
    """A deduction and the day that says which period it belongs to; `by_day` where that is only the day it was taken."""

    finding: Finding
    when: date
    by_day: bool


def named_event(words: Sequence[str], today: date) -> tuple[str, date, date]:
    """The event of `NAME FROM TO`, of `NAME YEAR`, or the last one of that name that began by `today` (`rules/sales_events.yaml`).

    Raises EventPeriodError for days that are none and for names that no event has.
    """
    name, *days = words
    if len(days) == OWN_DAYS:
        try:
            return name, date.fromisoformat(days[0]), date.fromisoformat(days[1])
        except ValueError as error:
            raise EventPeriodError(f"--event {' '.join(words)}: {error}; write the days as 2026-07-14") from None
    known = sales_events(today, years=YEARS_KNOWN)
    found = [e for e in known if e.name.casefold() == name.strip().casefold() and (not days or str(e.first.year) == days[0])]
    if not found or len(days) > 1:
        names = ", ".join(
            sorted({f"{e.name} {e.first.year}" for e in known if e.name.casefold() == name.strip().casefold()} or {e.name for e in known})
        )
        raise EventPeriodError(f"--event {' '.join(words)}: no such event is known by {today}; known are {names}; or give NAME FROM TO")
    return f"{found[0].name} {found[0].first.year}", found[0].first, found[0].last


def days_before(name: str, first: date, last: date) -> tuple[date, date]:
    """As many days right before an event, the last of them the day before it.

    Raises EventPeriodError when `last` lies before `first`, or when no calendar has so many days before it.
    """
    if last < first:
        raise EventPeriodError(f"the event {name} ends on {last} before it starts on {first}; give FROM before TO")
    try:
        return first - (last - first) - timedelta(days=1), first - timedelta(days=1)
    except OverflowError:
        raise EventPeriodError(f"the event {name} lasts from {first} to {last}; there are not as many days before it") from None


def normal_days(name: str, first: date, last: date, retailers: Collection[str] = ()) -> tuple[date, date, str]:
    """The normal time that an event is held against: as many days before it, in which none of these retailers held another event.

    Those right before it; where one of them belongs to another event, the same days of the week some weeks before. The last value names
    that other event, else it is empty. Where each of `MOST_WEEKS` has an event, it is the days right before all the same.
    """
    start, end = days_before(name, first, last)
    others = [e for e in sales_events(last) if not e.retailers or not retailers or set(e.retailers) & set(retailers)]
    beside = _met(others, start, end)
    if not beside:
        return start, end, ""
    for weeks in range(((last - first).days // _WEEK) + 1, MOST_WEEKS + 1):
        back = timedelta(days=_WEEK * weeks)
        if first - date.min < back:
            break
        if not _met(others, first - back, last - back):
            return first - back, last - back, beside
    return start, end, ""


def _met(others: Iterable[SalesEvent], first: date, last: date) -> str:
    """The name of an event that shares a day with this time, else empty."""
    return next((other.name for other in others if other.first <= last and first <= other.last), "")


def sweep(
    name: str,
    first: date,
    last: date,
    findings: Iterable[Finding],
    orders: Sequence[OrderValue] = (),
    normal: tuple[date, date, str] | None = None,
    sold: Mapping[str, tuple[date, date]] | None = None,
) -> EventSweep:
    """Deductions tied to orders placed from `first` to `last` (both included) beside those of a normal time (`normal_days`).

    A deduction counts by the day of its order, which it names itself or by its invoice; a claim for a promotion by the days on which
    its units were sold (`sold`, by `number_key` of its number); where neither is known, by the day it was taken. `undated` counts those
    of which none is known. Raises EventPeriodError as `days_before` does.
    """
    days_before(name, first, last)
    placed = _placed(orders)
    near: list[_Dated] = []
    retailers: set[str] = set()
    undated = 0
    for finding in findings:
        if finding.direction is not Direction.OWED_TO_US:
            continue
        retailers.add(finding.retailer)
        days = (sold or {}).get(number_key(finding.reference)) if finding.type in _OF_SALES else None
        ordered = placed(finding) or (_day_sold(days, first, last) if days is not None else None)
        when = ordered or finding.deducted_on
        if when is None:
            undated += 1
        elif when <= last and (first - when).days <= _FARTHEST_BACK + (last - first).days:
            near.append(_Dated(finding, when, ordered is None))
    normal_first, normal_last, beside = normal or normal_days(name, first, last, retailers - {""})
    inside = [one for one in near if first <= one.when]
    before = [one for one in near if normal_first <= one.when <= normal_last]
    values, unvalued = _order_values(orders, lambda d: first <= d <= last, lambda d: normal_first <= d <= normal_last)
    still_open = sorted(
        (one.finding for one in inside if one.finding.verdict in STILL_OPEN),
        key=lambda f: (f.safe_by or f.dispute_by or date.max, -f.recoverable_amount, f.reference, f.sku),
    )
    leakage = _leakage(inside, before, values)
    return EventSweep(name, first, last, normal_first, normal_last, values, tuple(leakage), tuple(still_open), undated, unvalued, beside)


def _day_sold(days: tuple[date, date], first: date, last: date) -> date:
    """The day that units sold in some days belong to: one of the event where they have any in common."""
    return max(days[0], first) if days[0] <= last and first <= days[1] else days[0]


def _placed(orders: Iterable[OrderValue]) -> Callable[[Finding], date | None]:
    """When the order of a deduction was placed, by its own number, else by that of its invoice where all orders on it agree."""
    by_order: dict[str, date] = {}
    by_invoice: dict[str, date | None] = {}
    for order in orders:
        if order.ordered_on is None:
            continue
        by_order[compact(order.purchase_order)] = order.ordered_on
        for invoice in map(compact, order.invoices):
            by_invoice[invoice] = order.ordered_on if by_invoice.get(invoice, order.ordered_on) == order.ordered_on else None

    def when(finding: Finding) -> date | None:
        own = by_order.get(compact(finding.purchase_order)) if finding.purchase_order else None
        return own or (by_invoice.get(compact(finding.invoice_number)) if finding.invoice_number else None)

    return when


def order_values(books: Books, rules: Rules) -> Iterator[OrderValue]:
    """Accepted units times cost, order by order, of the lines of which both are known; orders without day and value say nothing."""
    for order in books.orders.values():
        total, known = Decimal(0), False
        for line in order.lines.values():
            units = books.accepted(order.number, line.sku)
            cost = books.quantity(order.number, line.sku, "unit_cost")
            if units is not None and cost is not None:
                total, known = total + units.value * cost.value, True
        day = books.order_date(order.number)
        if known or day:
            value = round_half_up(total, minor_digits(rules.currency)) if known else None
            invoices = tuple(invoice.number for invoice in books.invoices_by_order.get(compact(order.number), ()))
            yield OrderValue(order.number, day.value if day else None, value, rules.currency, invoices)


def values_beside(orders: OrdersBeside, rules: Rules) -> Iterator[OrderValue]:
    """The same of orders that were judged in columns."""
    digits = minor_digits(rules.currency)
    for number, day, worth in orders.worth():
        yield OrderValue(number, day, None if worth is None else round_half_up(worth, digits), rules.currency)


def _order_values(
    orders: Iterable[OrderValue], in_event: Callable[[date], bool], in_normal: Callable[[date], bool]
) -> tuple[dict[str, tuple[Decimal, Decimal]], int]:
    """The value of the orders of both periods by currency, and how many of them have none that is known."""
    values: dict[str, tuple[Decimal, Decimal]] = {}
    unvalued = 0
    for order in orders:
        if order.ordered_on is None or not (in_event(order.ordered_on) or in_normal(order.ordered_on)):
            continue
        if order.value is None:
            unvalued += 1
            continue
        event, normal = values.get(order.currency, (Decimal(0), Decimal(0)))
        if in_event(order.ordered_on):
            values[order.currency] = (event + order.value, normal)
        else:
            values[order.currency] = (event, normal + order.value)
    return values, unvalued


def _leakage(inside: Sequence[_Dated], before: Sequence[_Dated], values: Mapping[str, tuple[Decimal, Decimal]]) -> Iterable[Leakage]:
    for currency in sorted({one.finding.currency for one in (*inside, *before)}):
        here, there = ([one for one in side if one.finding.currency == currency] for side in (inside, before))
        kinds = sorted({one.finding.type for one in (*here, *there)}, key=lambda k: k.value)
        worth = values.get(currency, (Decimal(0), Decimal(0)))
        rows = [_row(kind, currency, here, there, worth) for kind in (*kinds, None)]
        yield from sorted(rows[:-1], key=lambda r: (-r.event_claimed, -r.normal_claimed))
        yield rows[-1]


def _row(
    kind: FindingType | None, currency: str, event: Iterable[_Dated], normal: Iterable[_Dated], worth: tuple[Decimal, Decimal]
) -> Leakage:
    here, there = ([one for one in side if kind in {None, one.finding.type}] for side in (event, normal))
    claimed, claimed_before = (sum((one.finding.claimed_amount for one in side), Decimal(0)) for side in (here, there))
    by_day, by_day_before = (sum(one.by_day for one in side) for side in (here, there))
    return Leakage(
        kind,
        currency,
        len(here),
        claimed,
        _share(claimed, worth[0]),
        len(there),
        claimed_before,
        _share(claimed_before, worth[1]),
        by_day,
        by_day_before,
        _still_open([one.finding for one in here if one.finding.verdict in STILL_OPEN]),
    )


def _still_open(findings: Sequence[Finding]) -> StillOpen:
    days = [day for f in findings if (day := f.safe_by or f.dispute_by)]
    amount = sum((f.recoverable_amount for f in findings), Decimal(0))
    return StillOpen(len(findings), amount, min(days, default=None), max(days, default=None))


def _share(part: Decimal, whole: Decimal) -> Decimal | None:
    return round_half_up(part / whole, 4) if whole else None


def _amount(amount: Decimal, currency: str) -> str:
    return f"{round_half_up(amount, minor_digits(currency)):f}"


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _rate(share: Decimal | None) -> str | None:
    return None if share is None else f"{share:f}"
