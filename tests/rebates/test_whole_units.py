"""What whole units mean for the money between two bounds: to the cent, for value, pieces and growth."""

from decimal import Decimal

import pytest

from facts.rebates import Measure, Mechanism, Tier
from matchers.rebates.mechanisms import tier_reached
from matchers.rebates.whole_units import closed_up


def tiers(*bounds: tuple[str, str | None]) -> list[Tier]:
    return [Tier(Decimal(low), None if high is None else Decimal(high), Decimal(n) / 100) for n, (low, high) in enumerate(bounds, start=1)]


def bounds(of: tuple[Tier, ...]) -> list[tuple[str, str | None]]:
    return [(f"{t.start:f}", None if t.end is None else f"{t.end:f}") for t in of]


@pytest.mark.parametrize("base, rate", [("300000.00", "0.01"), ("300000.01", "0.02"), ("300000.50", "0.02"), ("300001.00", "0.02")])
def test_what_exceeds_a_bound_printed_in_full_is_in_the_next_tier(base: str, rate: str) -> None:
    told, exceeds = closed_up(tiers(("0", "300000"), ("300001", None)), Mechanism.RETROACTIVE, Measure.VALUE)
    reached = tier_reached(Decimal(base), told, exceeds=exceeds)
    assert reached is not None
    assert reached.rate == Decimal(rate)


@pytest.mark.parametrize("base, rate", [("299999.00", "0.01"), ("299999.99", "0.01"), ("300000.00", "0.02")])
def test_below_a_start_printed_in_full_is_the_tier_before(base: str, rate: str) -> None:
    told, exceeds = closed_up(tiers(("0", "299999"), ("300000", None)), Mechanism.RETROACTIVE, Measure.VALUE)
    reached = tier_reached(Decimal(base), told, exceeds=exceeds)
    assert reached is not None
    assert reached.rate == Decimal(rate)


def test_pieces_part_by_part_are_paid_as_the_print_counts_them() -> None:
    for shown in ([("1", "299999"), ("300000", None)], [("0", "299999"), ("300000", None)]):
        told, _ = closed_up(tiers(*shown), Mechanism.INCREMENTAL, Measure.QUANTITY)
        assert bounds(told) == [("0", "299999"), ("299999", None)]
    told, _ = closed_up(tiers(("1", "300000"), ("300001", None)), Mechanism.INCREMENTAL, Measure.QUANTITY)
    assert bounds(told) == [("0", "300000"), ("300000", None)]


def test_the_piece_that_is_printed_as_the_first_start_earns_as_well() -> None:
    told, _ = closed_up(tiers(("100", "199"), ("200", "299"), ("300", None)), Mechanism.INCREMENTAL, Measure.QUANTITY)
    assert bounds(told) == [("99", "199"), ("199", "299"), ("299", None)]


def test_a_first_start_of_one_more_is_told_like_the_others() -> None:
    told, exceeds = closed_up(tiers(("150001", "300000"), ("300001", "500000"), ("500000", None)), Mechanism.INCREMENTAL, Measure.VALUE)
    assert bounds(told) == [("150000", "300000"), ("300000", "500000"), ("500000", None)]
    assert exceeds


def test_cents_and_shares_have_a_unit_of_their_own() -> None:
    told, exceeds = closed_up(tiers(("60000", "119999.99"), ("120000", None)), Mechanism.RETROACTIVE, Measure.VALUE)
    assert (bounds(told), exceeds) == ([("60000", "120000"), ("120000", None)], False)
    told, exceeds = closed_up(tiers(("0.05", "0.0999"), ("0.10", None)), Mechanism.GROWTH, Measure.VALUE)
    assert (bounds(told), exceeds) == ([("0.05", "0.10"), ("0.10", None)], False)


@pytest.mark.parametrize(
    "shown, mechanism, measure",
    [
        ([("0", "300000"), ("300002", None)], Mechanism.RETROACTIVE, Measure.QUANTITY),
        ([("0", "300000.00"), ("300000.5", None)], Mechanism.RETROACTIVE, Measure.VALUE),
        ([("0", "0.09"), ("0.10", None)], Mechanism.GROWTH, Measure.VALUE),
        ([("0", "10"), ("11", None)], Mechanism.RETROACTIVE, Measure.PALLETS),
        ([("0", "200000"), ("201000", None)], Mechanism.RETROACTIVE, Measure.WEIGHT),
        ([("300000", "300001"), ("300002", None)], Mechanism.RETROACTIVE, Measure.VALUE),
        ([("0", "299999"), ("300000", "500000"), ("500001", None)], Mechanism.RETROACTIVE, Measure.VALUE),
        ([("50000", "100000"), ("100001", "200000"), ("200001", None)], Mechanism.RETROACTIVE, Measure.VALUE),
    ],
)
def test_what_is_more_than_rounding_stays_for_a_person(shown: list[tuple[str, str | None]], mechanism: Mechanism, measure: Measure) -> None:
    given = tuple(tiers(*shown))
    assert closed_up(given, mechanism, measure) == (given, False)
