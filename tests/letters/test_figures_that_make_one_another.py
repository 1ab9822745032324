"""Figures of which one is what the others come to, a count that is all of it, what is wanted back; and their false neighbours."""

from __future__ import annotations

import pytest

from tests.letters.passing import filled, passes


@pytest.mark.parametrize(
    "kind, text",
    [
        ("shortage", "{short} units at {unit_cost} make {claimed}."),
        ("shortage", "At {case_pack} units per carton, the {cartons} cartons contained {proven} units."),
        ("shortage", "There was no shortage: {invoiced} of {invoiced} units are proven delivered."),
        ("shortage", "We do not accept deduction {reference} and would like the {claimed} back."),
        ("shortage", "If you need anything else from us to process the refund of {claimed}, please let us know."),
        ("fee_by_weight", "The correct fee is {fee} per unit, which makes {expected} for {quantity} units."),
    ],
)
def test_what_figures_come_to_and_what_is_wanted_back_is_plain(kind: str, text: str) -> None:
    assert passes("en", kind, filled(kind, text))


@pytest.mark.parametrize(
    "kind, text",
    [
        ("shortage", "{received} units at {unit_cost} make {claimed}."),
        ("shortage", "{short} units make {unit_cost} at {claimed}."),
        ("shortage", "{short} units at {claimed} make {unit_cost}."),
        ("shortage", "{short} received units at {unit_cost} make {claimed}."),
        ("shortage", "At {case_pack} units per carton, the {cartons} cartons contained {short} units."),
        ("shortage", "{invoiced} of {invoiced} units were received."),
        ("shortage", "There was no shortage: {received} of {received} units are proven delivered."),
        ("shortage", "You gave the {claimed} back."),
        ("shortage", "We would not like the {claimed} back."),
        ("shortage", "We would like the {short} units back."),
        ("fee_by_weight", "The correct fee is {fee} per unit, which makes {claimed} for {quantity} units."),
        ("fee_by_weight", "You charged {fee} per unit, which makes {expected} for {quantity} units."),
    ],
)
def test_figures_in_another_place_or_of_another_thing_do_not_pass(kind: str, text: str) -> None:
    assert not passes("en", kind, filled(kind, text))


@pytest.mark.parametrize(
    "text, cited, is_plain",
    [
        ("{short} units at {unit_cost} make {value}.", ("disputable", "unit_cost", "value"), True),
        ("{short} units at {unit_cost} make {value}.", ("short", "unit_cost", "recoverable_amount"), True),
        ("{short} units at {unit_cost} make {value}.", ("disputable", "unit_cost", "deducted"), False),
        ("{short} units at {unit_cost} make {value}.", ("disputable", "unit_cost", "claimed"), False),
        ("{short} units at {unit_cost} make {value}.", ("disputable", "unit_cost", "asked_before"), False),
        ("{short} units at {unit_cost} come to {value}.", ("disputable", "unit_cost", "deducted"), False),
        ("At {unit_cost} each, {short} units come to {value}.", ("disputable", "unit_cost", "deducted"), False),
        ("Multiplying {cartons} cartons by {case_pack} units gives {proven} units.", ("cartons", "case_pack", "proven"), True),
        ("Multiplying {cartons} cartons by {case_pack} units gives {proven} units.", ("cartons", "case_pack", "invoiced"), False),
        ("{cartons} cartons of {case_pack} units make {proven} units.", ("cartons", "case_pack", "invoiced"), False),
        ("At {case_pack} units per carton, the {cartons} cartons held {proven} units.", ("cartons", "case_pack", "invoiced"), False),
    ],
)
def test_what_a_reckoning_comes_to_is_cited_for_what_it_can_be(text: str, cited: tuple[str, ...], is_plain: bool) -> None:
    assert passes("en", "shortage_denied", filled("shortage_denied", text), *cited) is is_plain
