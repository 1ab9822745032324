"""Each condition under which a paper is proposed, alone, and what rules a paper out whatever else agrees."""

from __future__ import annotations

from typing import Any

import pytest

from cases.gathering.comparing import Compared, How, Reason
from cases.gathering.weighing import CONDITIONS, condition_of, ruled_out

H = How


def reason(name: str, how: How, *, sure: bool = True) -> Reason:
    return Reason(name, how, "ours", "theirs", sure=sure)


def paper(*reasons: Reason, **more: Any) -> Compared:
    return Compared.of(1, 1, reasons, **more)


PLACE, DAY, COUNT = reason("ship_to_code", H.SAME), reason("delivery_date", H.IN_TIME), reason("total_cartons", H.SAME)
ORDER, BILL = reason("purchase_order", H.SAME), reason("bol_number", H.SAME)
NEARLY = reason("purchase_order", H.NEARLY)


@pytest.mark.parametrize(
    "found, condition",
    [
        (paper(ORDER, BILL), "two_numbers_are_the_same"),
        (paper(BILL, PLACE), "a_number_is_the_same"),
        (paper(BILL, reason("total_cartons", H.OTHER)), "a_number_is_the_same_and_something_differs"),
        (paper(NEARLY, PLACE, COUNT), "a_number_is_nearly_the_same_and_much_agrees"),
        (paper(reason("purchase_order", H.LOOK_ALIKE), DAY, COUNT), "a_number_is_nearly_the_same_and_much_agrees"),
        (paper(PLACE, by=frozenset({"by_truck"})), "it_is_of_the_same_truck"),
        (paper(NEARLY, PLACE, reason("total_cartons", H.OTHER)), "a_number_is_nearly_the_same_and_something_agrees"),
        (paper(reason("bol_number", H.INSIDE), PLACE), "a_number_stands_in_its_words_and_something_agrees"),
        (paper(PLACE, DAY, COUNT), "no_number_but_place_day_and_count_agree"),
        (paper(NEARLY), "a_number_is_nearly_the_same"),
        (paper(DAY, PLACE, by=frozenset({"by_company"})), "it_came_with_papers_of_the_case"),
    ],
)
def test_a_paper_meets_its_condition(found: Compared, condition: str) -> None:
    met = condition_of(found)
    assert met is not None
    assert met.name == condition


def test_every_condition_has_its_case_above_and_none_is_as_strong_as_another() -> None:
    strengths = [condition.strength for condition in CONDITIONS]
    assert strengths == sorted(set(strengths), reverse=True)
    marks = getattr(test_a_paper_meets_its_condition, "pytestmark")  # noqa: B009 - pytest puts it there
    assert {name for _, name in marks[0].args[1]} == {condition.name for condition in CONDITIONS}


@pytest.mark.parametrize(
    "found",
    [
        paper(),
        paper(PLACE, DAY),
        paper(PLACE, DAY, reason("total_cartons", H.OTHER)),
        paper(reason("bol_number", H.INSIDE)),
        paper(PLACE, by=frozenset({"by_company"})),
        paper(PLACE, DAY, COUNT, reason("pro_number", H.OTHER)),
    ],
)
def test_too_little_is_not_proposed(found: Compared) -> None:
    assert condition_of(found) is None


@pytest.mark.parametrize(
    "found, why",
    [
        (paper(ORDER, BILL, reason("ship_to_code", H.OTHER)), "another destination"),
        (paper(NEARLY, PLACE, COUNT, reason("delivery_date", H.BEFORE)), "before the goods were shipped"),
        (paper(reason("purchase_order", H.OTHER), PLACE, DAY, COUNT), "names another order"),
        (paper(reason("bol_number", H.OTHER), PLACE, DAY, COUNT), "names another shipment"),
        (paper(NEARLY, PLACE, COUNT, other_orders=("X1",)), "belongs to another order"),
    ],
)
def test_a_contradiction_rules_out_whatever_else_agrees(found: Compared, why: str) -> None:
    assert why in ruled_out(found)
    assert condition_of(found) is None


@pytest.mark.parametrize(
    "found",
    [
        paper(ORDER, reason("ship_to_code", H.OTHER, sure=False)),
        paper(NEARLY, PLACE, COUNT, reason("bol_number", H.OTHER, sure=False)),
        paper(BILL, PLACE, other_orders=("X1",)),
        paper(ORDER, BILL, other_orders=("X1",)),
    ],
)
def test_what_is_not_sure_or_of_the_same_truck_rules_nothing_out(found: Compared) -> None:
    assert ruled_out(found) == ""
    assert condition_of(found) is not None
