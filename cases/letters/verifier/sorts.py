"""Of which sort a figure or day is, and what each sort can be said to be in a language without a grammar."""

from __future__ import annotations

from typing import Final

from cases.letters.verifier.scene import Scene

OF_MONEY: Final = frozenset(
    {"per_unit", "worth", "gross", "net", "base", "claimed_before", "asked_before", "open", "owed", "granted", "cost"}
    | {"unit_cost", "invoice_cost", "order_cost", "approved_cost", "adjusted_cost"}
)
"""Roles that no count in a unit has, where another figure stands beside it."""
OF_COUNTS: Final = frozenset({"concerned", "short", "noted", "case_pack", "on_board", "signed_for", "on_hand"})
"""Roles that no amount of money has."""
_NEVER_OF_DAYS: Final = (
    OF_MONEY
    | (OF_COUNTS - {"signed_for"})
    | {"asked", "sought", "due", "agreed", "earned", "share", "excess", "difference", "base", "payout", "per_unit"}
)
"""Roles that no day has."""
_OF_DAYS: Final = frozenset({"dated", "filed", "answered", "until", "from", "notified", "acknowledged"})
"""Roles that belong to days alone."""
_LISTED: Final = frozenset({"claim", "line", "row", "page", "exhibit"})
"""Units of what a letter lists or where something stands."""
_MEASURES: Final = frozenset({"kilogram", "pound", "ounce", "gram", "ton", "cubic", "cubic_centimetre", "length", "day"})
"""Units of what goods weigh, measure and how long they lie."""
_OF_MEASURES: Final = frozenset({"weight", "volume", "measured", "limit", "stored", "per_unit"})
_PACKED: Final = "case_pack"
_PACKS: Final = frozenset({"carton", "case", "pallet"})
"""Units that hold others."""
_NEVER_OF_RATES: Final = OF_COUNTS | {"open", "worth", "gross", "owed", "asked", "base", "per_unit", "cost", "unit_cost", "due"}
PERCENT: Final = "percent"
_SHARE: Final = "share"
_DELIVERED: Final = "delivered"
"""What is told of counts and days, never of an amount."""


def is_money(scene: Scene, number: int) -> bool:
    """A sign of money stands beside the figure."""
    return any(scene.tokens[i].kind == "currency" for i in (number - 1, number + 1) if 0 <= i < len(scene.tokens))


def is_other_sort(scene: Scene, number: int, role: str) -> bool:
    """A carton is in no carton, kilograms are a weight, and a rate is no amount."""
    unit = scene.units.get(number, "")
    if unit == PERCENT:
        return role in _NEVER_OF_RATES
    return (role == _PACKED and unit in _PACKS) or (unit in _MEASURES and role not in _OF_MEASURES)


def fits(scene: Scene, number: int, role: str) -> bool:
    """Whether a figure or day can be of that sort: an amount, a count, a day."""
    if number in scene.days:
        return role not in _NEVER_OF_DAYS
    unit = scene.units.get(number, "")
    in_money = is_money(scene, number)
    is_count = bool(unit) and not in_money
    if is_other_sort(scene, number, role):
        return False
    if role == _SHARE:
        return unit == PERCENT
    if role == _DELIVERED and in_money:
        return False
    return not (
        unit in _LISTED or role in _OF_DAYS or (role in OF_MONEY and is_count) or (role in OF_COUNTS and (in_money or unit == PERCENT))
    )
