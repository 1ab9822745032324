"""What the figures of cited facts come to: all that was invoiced was delivered, none of it was booked, a part is not in dispute."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from cases.letters.verifier.look import Look

_ALIKE: Final = (
    ("full_delivery", "proven", "invoiced"),
    ("cost_alike", "invoice_cost", "order_cost"),
    ("at_approved", "invoice_cost", "approved_cost"),
)
"""What follows where two facts have the same value."""
_WITHIN: Final = (("within_order", "invoiced", "accepted"), ("within_order", "invoiced", "confirmed"))
"""What follows where one fact has no more than another."""
_REST: Final = "rest"
_NONE_BOOKED: Final = "none_booked"
_RECEIVED: Final = "received"


def derived_from(look: Look) -> frozenset[str]:
    """The names of what follows from the cited facts."""
    values: dict[tuple[str, str], Decimal] = {}
    for f in look.cited.facts:
        if f.amount is not None:
            values[f.name, f.about] = f.amount
    found: set[str] = set()
    for name, one, other in _ALIKE:
        pairs = [(v, values.get((other, about))) for (n, about), v in values.items() if n == one]
        if pairs and all(a == b for a, b in pairs):
            found.add(name)
    for name, one, other in _WITHIN:
        bounds = [(v, values.get((other, about))) for (n, about), v in values.items() if n == one]
        if bounds and all(b is not None and a <= b for a, b in bounds):
            found.add(name)
    received = [v for (n, _), v in values.items() if n == _RECEIVED]
    if received and not any(received):
        found.add(_NONE_BOOKED)
    if look.situation.asked < look.situation.deducted:
        found.add(_REST)
    return frozenset(found)
