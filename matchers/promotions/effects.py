"""What a line of a promotion claim should have come to, and by which effects it differs from what was billed (domain.md 1.7, 3).

The effects follow each other in one order, so that they sum to the difference: what was billed before, units sold outside the days, items
and customers out of scope, units beyond those sold, units beyond those funded, the funding of a unit; over the claim the fees, the cap of
the agreement, and what no line explains.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final, NamedTuple

from facts.evidence import Evidence
from facts.identifiers import compact
from facts.money import minor_digits, round_half_up
from matchers.books import Books
from matchers.promotions.claims import ZERO, PromotionClaim, PromotionLine
from matchers.promotions.deals import Deal, alike, deal_for
from matchers.promotions.sold import SalesShown

SALES_REPORT: Final = "sell_through_report"
DETAIL: Final = "promotion_detail"


class Effect(StrEnum):
    """Why a promotion was billed otherwise than agreed."""

    DUPLICATE = "duplicate"
    PERIOD = "period"
    SCOPE = "scope"
    UNITS = "units"
    CAP = "cap"
    RATE = "rate"
    FEE = "fee"
    UNEXPLAINED = "unexplained"


@dataclass(frozen=True, slots=True)
class Cut:
    """Units of a line that are not funded, for one effect, and what says so."""

    effect: Effect
    units: Decimal
    why: str
    places: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class LineDue:
    """A line with the deal that it falls under and what is cut from its units. Where `whole` is set nothing of the line is due.

    `funding` is what a unit is funded with, None where it cannot be worked out. `missing` names the paper that would settle what is open.
    """

    line: PromotionLine
    deal: Deal | None
    cuts: tuple[Cut, ...] = ()
    whole: Cut | None = None
    funding: Decimal | None = None
    price_place: Evidence | None = None
    missing: str = ""
    digits: int = 2

    @property
    def units(self) -> Decimal:
        """Units that are funded."""
        return (self.line.units or ZERO) - sum((cut.units for cut in self.cuts), ZERO)

    @property
    def at_billed(self) -> Decimal:
        """What all units come to at the funding that was billed."""
        return self.worth(self.line.units or ZERO)

    def worth(self, units: Decimal) -> Decimal:
        """Units at the funding that was billed."""
        if self.line.per_unit is not None:
            return round_half_up(units * self.line.per_unit, self.digits)
        return round_half_up(self.line.goods * units / self.line.units, self.digits) if self.line.units else self.line.goods

    @property
    def due(self) -> Decimal:
        """What is due without fees."""
        if self.whole is not None:
            return ZERO
        if self.line.units is None:
            return self.line.goods
        if self.funding is None:
            return self.worth(self.units)
        return round_half_up(self.units * self.funding, self.digits)

    def effects(self) -> dict[Effect, Decimal]:
        """What was billed less what is due, by effect."""
        if self.whole is not None:
            return {self.whole.effect: self.line.goods} if self.line.goods else {}
        if self.line.units is None:
            return {}
        found: dict[Effect, Decimal] = defaultdict(Decimal)
        left, units = self.at_billed, self.line.units
        found[Effect.UNEXPLAINED] = self.line.goods - left
        for cut in self.cuts:
            units -= cut.units
            after = self.worth(units)
            found[cut.effect] += left - after
            left = after
        found[Effect.RATE] += left - self.due
        return {effect: amount for effect, amount in found.items() if amount}


@dataclass(frozen=True, slots=True)
class _Granted:
    """Units that an earlier claim was found right on."""

    start: date
    end: date
    units: Decimal
    claim: str
    line: PromotionLine


@dataclass(slots=True)
class Funded:
    """What earlier claims took, as far as it was right: lines as they were billed, units by deal and item, money by agreement."""

    lines: dict[tuple[object, ...], tuple[str, PromotionLine]] = field(default_factory=dict)
    granted: dict[tuple[str, str], list[_Granted]] = field(default_factory=lambda: defaultdict(list))
    units: dict[Deal, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    money: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))

    def note(self, claim: PromotionClaim, due: LineDue) -> None:
        """Notes a line that stands."""
        line = due.line
        self.lines.setdefault(line.same, (claim.number, line))
        if due.whole is None and due.deal is not None and line.sold_from is not None:
            self.units[due.deal] += due.units
            key = (compact(due.deal.agreement), compact(line.sku))
            self.granted[key].append(_Granted(line.sold_from, line.sold_until or line.sold_from, due.units, claim.number, line))


class Shown(NamedTuple):
    """What lines are held against beside their deals: what earlier claims took, and what was sold."""

    funded: Funded
    sales: SalesShown


def due_on(line: PromotionLine, claim: PromotionClaim, deals: Sequence[Deal], shown: Shown, costs: Books) -> LineDue:
    """What is due on a line under the deals of its agreement, after what earlier claims took."""
    funded = shown.funded
    digits = minor_digits(claim.currency)
    nothing = LineDue(line, None, digits=digits)
    units = line.units or ZERO
    before = funded.lines.get(line.same)
    if before is not None and before[0] != claim.number:
        return replace(nothing, whole=Cut(Effect.DUPLICATE, units, "billed_before", (before[1].evidence,)))
    agreed = [d for d in deals if alike(d.customer, line.customer)]
    if not agreed:
        return replace(nothing, whole=Cut(Effect.SCOPE, units, "customer_not_promoted", (deals[0].place,)))
    fitting = deal_for(agreed, line.sku, line.sold_from, line.sold_until)
    if not fitting:
        return replace(nothing, whole=Cut(Effect.SCOPE, units, "item_not_promoted", (agreed[0].place,)))
    deal = fitting[0]
    found = replace(nothing, deal=deal)
    if line.sold_from is None or line.sold_until is None or line.units is None or not line.sku:
        return _funded(replace(found, missing=DETAIL), costs)
    days = deal.within(line.sold_from, line.sold_until)
    if days is None:
        return replace(found, whole=Cut(Effect.PERIOD, units, "outside_promotion", (deal.place,)))
    cuts, missing = _cut(line, deal, days, shown)
    if len({(d.per_unit, d.rate) for d in fitting}) > 1:
        return replace(found, cuts=cuts, missing=missing or DETAIL)
    return _funded(replace(found, cuts=cuts, missing="" if claim.backed else missing), costs)


def _cut(line: PromotionLine, deal: Deal, days: tuple[date, date], shown: Shown) -> tuple[tuple[Cut, ...], str]:
    """Units that are not funded; and the paper that would tell where no report shows what was sold."""
    start, end = line.sold_from or days[0], line.sold_until or days[1]
    units = line.units or ZERO
    cuts: list[Cut] = []
    funded, sales = shown
    sold, all_sold = sales.of(line.sku, line.customer, *days), sales.of(line.sku, line.customer, start, end)
    if sold is not None:
        beyond = max(ZERO, units - sold.units)
        outside = min(beyond, max(ZERO, all_sold.units - sold.units)) if all_sold is not None and days != (start, end) else ZERO
        cuts += [Cut(Effect.PERIOD, outside, "outside_promotion", (deal.place, *sold.places))] if outside else []
        cuts += [Cut(Effect.UNITS, beyond - outside, "units_above_sold", sold.places)] if beyond > outside else []
        units -= beyond
        again = _billed_before(line, deal, (start, end), units, shown)
        if again is not None:
            cuts.append(again)
            units -= again.units
    if deal.unit_cap is not None:
        beyond = max(ZERO, units - max(ZERO, deal.unit_cap - funded.units[deal]))
        cuts += [Cut(Effect.CAP, beyond, "beyond_unit_cap", (deal.place,))] if beyond else []
    return tuple(cuts), "" if sold is not None else SALES_REPORT


def _billed_before(line: PromotionLine, deal: Deal, days: tuple[date, date], units: Decimal, shown: Shown) -> Cut | None:
    """Units that earlier claims for days in common took already: both together cannot be more than were sold in all of these days."""
    earlier = [
        g
        for g in shown.funded.granted[compact(deal.agreement), compact(line.sku)]
        if g.start <= days[1] and g.end >= days[0] and alike(g.line.customer, line.customer)
    ]
    if not earlier:
        return None
    start, end = min(days[0], *(g.start for g in earlier)), max(days[1], *(g.end for g in earlier))
    sold = shown.sales.of(line.sku, line.customer, start, end)
    if sold is None:
        return None
    left = max(ZERO, sold.units - sum((g.units for g in earlier), ZERO))
    beyond = max(ZERO, units - left)
    return Cut(Effect.DUPLICATE, beyond, "units_billed_before", tuple(g.line.evidence for g in earlier)) if beyond else None


def _funded(due: LineDue, books: Books) -> LineDue:
    """With the funding of a unit: as agreed, or the agreed share of the price that was billed, else of the cost of record."""
    deal, line = due.deal, due.line
    if deal is None or deal.per_unit is not None:
        return replace(due, funding=None if deal is None else deal.per_unit)
    price, place = line.unit_price, line.evidence
    if price is None and line.sold_from is not None:
        record = books.cost_in_force(line.sku, line.sold_from)
        price, place = (record.cost, record.evidence) if record is not None else (None, place)
    if price is None or deal.rate is None:
        return replace(due, missing=due.missing or "cost_history")
    return replace(due, funding=price * deal.rate, price_place=place)
