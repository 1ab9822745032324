"""Which papers are worth proposing, and before which: an ordered table of named conditions over what agrees and what does not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from cases.gathering.comparing import NEAR, Compared, How

SAME: Final = frozenset({How.SAME})
INSIDE: Final = frozenset({How.INSIDE})


@dataclass(frozen=True, slots=True)
class Condition:
    """A row of the table: its name, how strong a paper is that meets it (permille, for the order alone), and the question."""

    name: str
    strength: int
    holds: Callable[[Compared], bool]


def ruled_out(found: Compared) -> str:
    """Why a paper cannot be the case's, whatever else agrees; empty where nothing rules it out."""
    same_truck = bool(found.numbers(SAME)) and found.how("purchase_order") is not How.SAME
    if found.other_orders and not (same_truck or found.how("purchase_order") is How.SAME):
        return "it belongs to another order"
    for reason in found.disagreements:
        if not reason.sure:
            continue
        if reason.name == "ship_to_code":
            return "it went to another destination"
        if reason.how is How.BEFORE:
            return "it is dated before the goods were shipped"
        if reason.name in {"purchase_order", "bol_number", "pro_number"} and not found.numbers(SAME):
            if reason.name == "purchase_order":
                return "it clearly names another order"
            if not found.numbers(NEAR):
                return "it clearly names another shipment"
    return ""


CONDITIONS: Final[tuple[Condition, ...]] = (
    Condition("two_numbers_are_the_same", 950, lambda c: len(c.numbers(SAME)) > 1 and not c.disagreements),
    Condition("a_number_is_the_same", 900, lambda c: bool(c.numbers(SAME)) and not c.disagreements),
    Condition("a_number_is_the_same_and_something_differs", 750, lambda c: bool(c.numbers(SAME))),
    Condition("a_number_is_nearly_the_same_and_much_agrees", 700, lambda c: _nearly(c, 2) and not _other_things_differ(c)),
    Condition("it_is_of_the_same_truck", 650, lambda c: "by_truck" in c.by and not c.disagreements),
    Condition("a_number_is_nearly_the_same_and_something_agrees", 600, lambda c: _nearly(c, 1)),
    Condition("a_number_stands_in_its_words_and_something_agrees", 500, lambda c: bool(c.numbers(INSIDE)) and c.weak_agreements > 0),
    Condition(
        "no_number_but_place_day_and_count_agree",
        450,
        lambda c: c.how("ship_to_code") is How.SAME and _in_time(c) and c.how("total_cartons") is How.SAME and not _numbers_differ(c),
    ),
    Condition("a_number_is_nearly_the_same", 350, lambda c: _nearly(c, 0) and not c.disagreements),
    Condition("it_came_with_papers_of_the_case", 300, lambda c: "by_company" in c.by and c.weak_agreements > 1 and not c.disagreements),
)
"""The first condition that a paper meets decides; one that meets none is not proposed."""
STRONG_ENOUGH: Final = 500
"""From here on a found paper stands instead of a request for one."""


def condition_of(found: Compared) -> Condition | None:
    """The condition that a paper meets, None where it is ruled out or not worth proposing."""
    if ruled_out(found):
        return None
    return next((condition for condition in CONDITIONS if condition.holds(found)), None)


def _nearly(found: Compared, weak: int) -> bool:
    return bool(found.numbers(NEAR)) and found.weak_agreements >= weak


def _other_things_differ(found: Compared) -> bool:
    """Whether something but a damaged number speaks against it."""
    return any(reason.how is not How.OTHER or reason.sure for reason in found.disagreements)


def _numbers_differ(found: Compared) -> bool:
    return any(reason.sure for reason in found.numbers(frozenset({How.OTHER})))


def _in_time(found: Compared) -> bool:
    return any(found.how(name) is How.IN_TIME for name in ("delivery_date", "pickup_date", "ship_date"))
