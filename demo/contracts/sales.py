"""Sales and returns under agreements, and what each agreement pays on them by plain arithmetic of its own, to the cent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from demo.chance import Chance
from demo.contracts.deal import Deal, Step

ZERO: Final = Decimal(0)
_CENT: Final = Decimal("0.01")
_MONTHS: Final = {"month": 1, "quarter": 3, "year": 12}
_DECEMBER: Final = 12


@dataclass(frozen=True, slots=True)
class Sale:
    """A line of an invoice, or what came back of one (`units` and amounts negative); `sold_on` is the day of the sale."""

    number: str
    day: date
    sold_on: date
    customer: str
    sku: str
    group: str
    units: int
    net: Decimal
    gross: Decimal
    currency: str
    invoice: str


def sales_of(draw: Chance, deals: Sequence[Deal], each: int = 36) -> list[Sale]:
    """Sales of everything that the agreements name and more, to every customer, over the terms of all agreements."""
    first, last = min(d.starts for d in deals), max(d.ends for d in deals)
    groups = list(dict.fromkeys(g for d in deals for g in d.said.get("required_groups", ()))) or ["A"]
    named = [s for d in deals for n in ("premium_skus", "excluded_skus", "included_skus") for s in d.said.get(n, ())]
    items = [(sku, groups[n % len(groups)]) for n, sku in enumerate([*named, *(f"ZB-{draw.digits(5)}" for _ in range(12))])]
    pallets = [d.said["pallet_quantity"] for d in deals if "pallet_quantity" in d.said]
    found: list[Sale] = []
    for customer in dict.fromkeys(d.earner for d in deals):
        currency = next(d.currency for d in deals if d.earner == customer)
        for number in range(each):
            line = draw.branch(customer, number)
            sku, group = line.pick(items)
            units = line.pick(pallets) * line.whole(1, 6) if pallets and line.likely(0.4) else line.whole(5, 900)
            price = line.money("2.10", "48.00")
            day = line.day(first, last)
            net = units * price
            gross = (net * Decimal("1.19")).quantize(_CENT, ROUND_HALF_UP)
            invoice = f"S{line.digits(7)}"
            found.append(Sale(line.digits(9), day, day, customer, sku, group, units, net, gross, currency, invoice))
            if line.likely(0.15):
                back, later = max(1, units // 9), min(last, day + timedelta(days=line.whole(10, 90)))
                worth = back * price
                taxed = (worth * Decimal("1.19")).quantize(_CENT, ROUND_HALF_UP)
                number_back = line.branch("back").digits(9)
                found.append(Sale(number_back, later, day, customer, sku, group, -back, -worth, -taxed, currency, invoice))
    return sorted(found, key=lambda s: (s.day, s.number))


def payout(deal: Deal, sales: Sequence[Sale]) -> Decimal:
    """What an agreement pays for all periods of its term, each rounded once, half up."""
    return sum((_of_period(deal, sales, start, end) for start, end in _periods(deal)), ZERO)


def _periods(deal: Deal) -> Iterator[tuple[date, date]]:
    step = _MONTHS.get(deal.said.get("period", "term"))
    if step is None:
        yield deal.starts, deal.ends
        return
    year, month = deal.starts.year, (deal.starts.month - 1) // step * step + 1
    while date(year, month, 1) <= deal.ends:
        ahead = month + step
        following = date(year + (ahead > _DECEMBER), (ahead - 1) % _DECEMBER + 1, 1)
        yield max(date(year, month, 1), deal.starts), min(following - timedelta(days=1), deal.ends)
        year, month = following.year, following.month


def _of_period(deal: Deal, sales: Sequence[Sale], start: date, end: date) -> Decimal:
    said = deal.said
    back = said.get("returns_count_in") == "term_of_return"
    wanted, unwanted = said.get("included_skus"), said.get("excluded_skus", ())
    rows = [
        s
        for s in sales
        if s.customer == deal.earner
        and s.currency == deal.currency
        and start <= (s.day if back else s.sold_on) <= end
        and s.sku not in unwanted
        and (wanted is None or s.sku in wanted)
    ]
    if said.get("basis") == "gross" and "returns_count_in" not in said:  # what was bought before anything came back
        rows = [s for s in rows if s.units > 0]
    due = max(_earned(deal, rows), ZERO)
    if sum(s.gross if said.get("basis") == "gross" else s.net for s in rows) > 0:
        # a floor lifts what was bought at all
        due = max(due, said.get("floor", ZERO))
    due = min(due, said["cap"]) if "cap" in said else due
    if due < said.get("minimum_payout", ZERO):
        return ZERO
    return due.quantize(_CENT, ROUND_HALF_UP)


def _earned(deal: Deal, rows: Sequence[Sale]) -> Decimal:
    gross = deal.said.get("basis") == "gross"

    def worth(some: Sequence[Sale]) -> Decimal:
        return sum((s.gross if gross else s.net for s in some), ZERO)

    base, first = worth(rows), deal.steps[0]
    rate = first.rate or ZERO
    match deal.kind:
        case "retroactive":
            return base * _rate(deal.steps, base)
        case "incremental":
            parts = ((min(base, s.end) if s.end is not None else base, s) for s in deal.steps)
            return sum((max(top - s.start, ZERO) * (s.rate or ZERO) for top, s in parts), ZERO)
        case "growth_base" | "growth_increase":
            baseline: Decimal = deal.said["baseline"]
            reached = _rate(deal.steps, (base - baseline) / baseline)
            return (base if deal.kind == "growth_base" else base - baseline) * reached
        case "per_unit":
            return sum(s.units for s in rows) * (first.amount or ZERO)
        case "fixed":
            return (first.amount or ZERO) if base >= first.start else ZERO
        case "upsell":
            premium = worth([s for s in rows if s.sku in deal.said["premium_skus"]])
            return premium * rate if base > 0 and premium / base >= first.start else ZERO
        case "logistics":
            return worth([s for s in rows if s.units % deal.said["pallet_quantity"] == 0]) * rate
        case _:
            groups = deal.said["required_groups"]
            return base * rate if all(worth([s for s in rows if s.group == g]) >= first.start for g in groups) else ZERO


def _rate(steps: Sequence[Step], amount: Decimal) -> Decimal:
    reached = [s for s in steps if amount >= s.start]
    return (reached[-1].rate or ZERO) if reached else ZERO
