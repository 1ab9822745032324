"""What the figures and days of cited facts come to without saying so: all that was invoiced was delivered, a payment was late."""

from __future__ import annotations

import operator
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from cases.letters.verifier.look import Look
from cases.letters.verifier.support import Grounds

_ALIKE: Final = (
    ("full_delivery", "proven", "invoiced"),
    ("cost_alike", "invoice_cost", "order_cost"),
    ("at_approved", "invoice_cost", "approved_cost"),
    ("as_many", "invoiced", "accepted"),
    ("as_many", "invoiced", "ordered"),
    ("unchanged", "asked", "asked_before"),
    ("taken_twice", "claimed", "claimed_before"),
)
"""What follows where two facts have the same value."""
_NOT_MORE: Final = (
    ("within_order", "invoiced", "accepted"),
    ("within_order", "invoiced", "ordered"),
    ("within_order", "invoiced", "confirmed"),
    ("within_approved", "invoice_cost", "order_cost"),
    ("within_approved", "invoice_cost", "approved_cost"),
    ("reached", "threshold", "growth"),
)
"""What follows where one fact has no more than another."""
_NOTED: Final = frozenset({"noted", "cartons_short"})
_LESS: Final = (
    ("went_down", "cost_after", "cost_before"),
    ("went_up", "baseline", "base"),
    ("costs_differ", "paid", "cost"),
    ("costs_differ", "order_cost", "invoice_cost"),
    ("not_all_booked", "received", "proven"),
    ("part_due", "authorised", "claimed"),
    ("part_due", "expected", "claimed"),
    ("part_due", "payout", "claimed"),
    ("part_due", "right", "claimed"),
    ("part_due", "expected", "billed"),
    ("volume_too_large", "unit_volume", "billed_volume"),
)
"""What follows where one fact has less than another."""
_OF_ITEMS: Final = frozenset({"claimed", "quantity", "invoiced", "received", "short"})
"""Facts that a letter has for each of its items."""
_LATER: Final = (
    ("no_discount", "paid_on", "discount_until"),
    ("barred", "claimed_on", "claims_until"),
    ("in_time", "delivered_on", "acknowledged_on"),
    ("in_time", "delivery_date", "acknowledged_on"),
    ("before_arrival", "delivered_on", "acknowledged_on"),
)
"""What follows where one day is later than another."""


def derived_from(look: Look) -> frozenset[str]:
    """What the cited facts come to; what is true of one item has to be true of all that are cited."""
    cited = look.cited.grounds
    found = {*_by_pairs(cited), *_by_days(cited)}
    received = [g.fact.amount for g in cited if g.fact.name == "received"]
    if received and not any(received):
        found.update({"nothing_received", "none_booked"})
    if look.situation.asked < look.situation.deducted:
        found.update({"part_asked", "rest"})
    else:
        found.add("all_asked")
    names = {g.fact.name for g in cited}
    if "noted" in names and names & {"disputable", "proven", "disputed_units"}:
        # what is proven, and what is asked for by it, is without what was noted missing
        found.add("noted_left_out")
    if any(g.fact.name == "noted" and g.fact.amount for g in look.known.grounds.values()):
        found.add("noted_left")
    gaps = [g.fact.amount for g in cited if g.fact.name == "difference"]
    if gaps and not any(gaps):
        found.add("no_gap")
    if any(g.fact.name in _NOTED and g.fact.amount for g in cited) and _leaves_noted_out(look):
        found.update({"left_out", "noted_left_out"})
    if "not_all_booked" in found and all(received):
        found.add("partly_booked")
    if "growth" in names:
        found.add("grew")
    if "denial_reason" in names and any(t.kind == "quote" for t in look.reading.tokens):
        # words are quoted, and held against it
        found.add("alleged")
    if len({g.fact.about for g in look.known.grounds.values() if g.fact.name in _OF_ITEMS}) == 1:
        found.add("one_item")
    if _takes_returns_off(cited) or _takes_returns_off(tuple(look.known.grounds.values())):
        found.add("off_base")
    return frozenset(found)


def _by_pairs(cited: Sequence[Grounds]) -> Iterator[str]:
    values: dict[tuple[str, str], list[Decimal]] = {}
    for g in cited:
        if g.fact.amount is not None:
            values.setdefault((g.fact.name, g.fact.about), []).append(g.fact.amount)
    ways = ((_ALIKE, operator.eq), (_NOT_MORE, operator.le), (_LESS, operator.lt))
    for told, holds in ways:
        for name, one, other in told:
            pairs = [(a, b) for (n, about), own in values.items() if n == one for a in own for b in values.get((other, about), ())]
            if pairs and all(holds(a, b) for a, b in pairs):
                yield name


def _by_days(cited: Sequence[Grounds]) -> Iterator[str]:
    days: dict[str, set[date]] = {}
    for g in cited:
        days.setdefault(g.fact.name, set()).update(*(d.days for d in g.days))
    for name, one, other in _LATER:
        ones, others = days.get(one), days.get(other)
        if ones and others and min(ones) > max(others):
            yield name


def _leaves_noted_out(look: Look) -> bool:
    """What is proven is what was signed for, less what the receipt notes as missing."""
    values = {(g.fact.name, g.fact.about): g.fact.amount for g in look.known.grounds.values() if g.fact.amount is not None}
    about = {item for name, item in values if name == "noted"}
    if not about or any((name, item) not in values for name in ("cartons", "case_pack", "proven") for item in about):
        return False
    return all((values["cartons", item] - values["noted", item]) * values["case_pack", item] == values["proven", item] for item in about)


def _takes_returns_off(cited: Sequence[Grounds]) -> bool:
    """The base is what was sold less what was sent back."""
    values = {g.fact.name: g.fact.amount for g in cited if g.fact.amount is not None}
    sold, back, base = (values.get(name) for name in ("sold", "sent_back", "base"))
    return sold is not None and back is not None and base is not None and sold - back == base
