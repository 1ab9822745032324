"""Promotions as they were agreed: for which items, days and customers, at how much per unit, with which fee, up to what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from rapidfuzz import fuzz

from facts.evidence import Evidence
from facts.identifiers import compact
from facts.tables import TableKind
from matchers.coop.contracts import CoopContract, coop_contracts
from matchers.frames import Frames, Row, decimal, newest, row_evidence, rows

SOLD: Final = "customer_shipments"
"""The basis of an agreement that pays on what the retailer sold."""
SAME_NAME: Final = 90.0
"""Likeness (0 to 100) at which two spellings are one customer's name."""


@dataclass(frozen=True, slots=True)
class Deal:
    """What was agreed for an item (empty: for all) in a stretch of days, both inclusive.

    Either `per_unit` (money) or `rate` (a share of the unit price) is what a unit sold is funded with. `unit_cap` and `cap` bound units
    and money over all claims. `administration_rate` is a share of the funding, at least `least_administration`. None where nobody said.
    """

    agreement: str
    customer: str
    sku: str
    starts_on: date | None
    ends_on: date | None
    per_unit: Decimal | None
    rate: Decimal | None
    place: Evidence
    redemption_fee: Decimal | None = None
    unit_cap: Decimal | None = None
    cap: Decimal | None = None
    administration_rate: Decimal | None = None
    least_administration: Decimal | None = None
    currency: str = ""
    to_review: tuple[str, ...] = ()
    excluded: frozenset[str] = frozenset()

    def within(self, start: date, end: date) -> tuple[date, date] | None:
        """The days of a stretch on which the promotion runs; None where there is none."""
        first, last = max(start, self.starts_on or start), min(end, self.ends_on or end)
        return (first, last) if first <= last else None

    def is_for(self, sku: str) -> bool:
        """True where the item is funded."""
        key = compact(sku)
        return key not in self.excluded and (not self.sku or compact(self.sku) == key)


def alike(one: str, other: str) -> bool:
    """True for two spellings of a customer's name; a name that nobody gave fits any."""
    if not one or not other:
        return True
    short, long = sorted((one.casefold().split(), other.casefold().split()), key=len)
    return set(short) <= set(long) or fuzz.ratio(one.casefold(), other.casefold()) >= SAME_NAME


def deals_of(frames: Frames) -> dict[str, tuple[Deal, ...]]:
    """What was agreed, by the compacted number of the agreement: lists of promotions first, else agreements on paper."""
    found: dict[str, list[Deal]] = defaultdict(list)
    stated = newest(rows(frames.table(TableKind.PROMOTIONS)), _one_deal)
    for row in stated:
        deal = _listed(row)
        if deal is not None:
            found[compact(deal.agreement)].append(deal)
    for number, contract in coop_contracts(frames).items():
        if contract.basis == SOLD and contract.rate is not None and number not in found:
            found[number].extend(_on_paper(contract))
    return {number: tuple(deals) for number, deals in found.items()}


def deal_for(deals: Sequence[Deal], sku: str, start: date | None, end: date | None) -> Sequence[Deal]:
    """The deals that an item sold in these days falls under, those that name it before those for all; without days all of them.

    Of an item that is agreed for other days alone these are given, so that the days can be held against them.
    """
    named = [d for d in deals if d.sku and d.is_for(sku)] or [d for d in deals if not d.sku and d.is_for(sku)]
    if start is None or end is None:
        return named
    return [d for d in named if d.within(start, end) is not None] or named[:1]


def _one_deal(row: Row) -> tuple[object, ...]:
    return (
        compact(row["agreement_number"] or ""), compact(row["sku"] or ""), (row["customer"] or "").casefold(),
        row["promotion_start"], row["promotion_end"],
    )  # fmt: skip


def _listed(row: Row) -> Deal | None:
    per_unit, rate = decimal(row["funding_per_unit"]), decimal(row["funding_rate"])
    if not row["agreement_number"] or (per_unit is None and rate is None):
        return None
    funded = f"{per_unit:f} per unit" if per_unit is not None else f"{(rate or Decimal(0)) * 100:f} % of the price"
    days = f"{row['promotion_start'] or ''} to {row['promotion_end'] or ''}"
    return Deal(
        row["agreement_number"],
        row["customer"] or "",
        row["sku"] or "",
        row["promotion_start"],
        row["promotion_end"],
        per_unit,
        rate if per_unit is None else None,
        row_evidence(row, f"promotion {row['agreement_number']}, {days}: {funded} agreed"),
        decimal(row["redemption_fee"]),
        None if row["unit_cap"] is None else Decimal(row["unit_cap"]),
        decimal(row["cap"]),
        decimal(row["administration_rate"]),
        decimal(row["least_administration"]),
        row["currency"] or "",
        ("promotion",) if row["_review"] else (),
    )


def _on_paper(contract: CoopContract) -> Iterable[Deal]:
    for sku in sorted(contract.included) or [""]:
        yield Deal(
            contract.number,
            "",
            sku,
            contract.starts_on,
            contract.ends_on,
            None,
            contract.rate,
            contract.evidence("rate", f"{((contract.rate or Decimal(0)) * 100).normalize():f} % of what is sold agreed"),
            cap=contract.cap,
            currency=contract.currency,
            to_review=contract.to_review,
            excluded=contract.excluded,
        )


def cap_of(deals: Sequence[Deal]) -> Deal | None:
    """The deal that states what an agreement pays at most; several that state it say the same once."""
    capped = [d for d in deals if d.cap is not None]
    return max(capped, key=lambda d: d.cap or Decimal(0), default=None)


def agreements_for(deals: Mapping[str, Sequence[Deal]], sku: str, customer: str, start: date | None, end: date | None) -> list[str]:
    """The agreements under which an item may be claimed where the claim names none."""
    if start is None or end is None:
        return []
    return [
        number
        for number, agreed in deals.items()
        if any(d.is_for(sku) and alike(d.customer, customer) and d.within(start, end) is not None for d in agreed)
    ]


def promoted_agreements(frames: Frames) -> frozenset[str]:
    """The agreements of listed promotions that no paper states as a co-op agreement: their co-op invoices bill coupons and deals."""
    table = frames.table(TableKind.PROMOTIONS)
    if table.height == 0:
        return frozenset()
    listed = {compact(row["agreement_number"]) for row in rows(table) if _listed(row) is not None}
    return frozenset(listed - coop_contracts(frames).keys())
