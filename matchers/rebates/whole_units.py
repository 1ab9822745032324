"""Tiers that are printed in whole units: `up to 300,000`, then `from 300,001`, leaves nothing out between them.

A tier that starts one unit of the printed precision behind the end of the one before goes on from it. Which of the two numbers is the
bound is told by the rounder one: `300,000 / 300,001` means that what exceeds 300,000 is in the next tier, `119,999.99 / 120,000` that
120,000 is in it already. So cents between 300,000 and 300,001 lie in the upper tier, cents between 119,999 and 120,000 in the lower one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import Final

from facts.rebates import Measure, Mechanism, Tier

_WIDEST_STEP: Final = Decimal("0.001")
"""The widest step between what is no count of pieces, as a share of the bound: below it nobody doubts which tier is meant."""
_ONE: Final = Decimal(1)


def closed_up(tiers: Sequence[Tier], mechanism: Mechanism, measure: Measure) -> tuple[tuple[Tier, ...], bool]:
    """The tiers with each beginning where the one before ends, and whether a base has to exceed a threshold to reach it.

    Gives them back as they are, and False, where a step between two is more than one printed unit, or where some bounds belong to the tier
    below them and others to the one above.
    """
    steps = [(lower, upper) for lower, upper in pairwise(tiers) if lower.end is not None and lower.end < upper.start]
    if not steps or not all(_is_one_unit(lower, upper, mechanism, measure) for lower, upper in steps):
        return tuple(tiers), False
    beyond = {_is_rounder(lower.end, upper.start) for lower, upper in steps if lower.end is not None}
    if len(beyond) > 1:
        return tuple(tiers), False
    exceeds = beyond == {True}
    part_by_part_of_pieces = mechanism is Mechanism.INCREMENTAL and measure is Measure.QUANTITY
    made = _joined(tiers, at_end=exceeds or part_by_part_of_pieces, beyond=exceeds, counts_first=part_by_part_of_pieces)
    if exceeds and made[0].start == tiers[0].start > 0:
        # `from 50 to 100`, then `from 101`: whether just 50 earn the first rate is told otherwise than for the others
        return tuple(tiers), False
    return made, exceeds


def _joined(tiers: Sequence[Tier], *, at_end: bool, beyond: bool, counts_first: bool) -> tuple[Tier, ...]:
    """`at_end`: the end that is printed is the bound, not the start behind it.

    `beyond`: a first start of 150,001 is told like the others. `counts_first`: the piece that is printed as the first start earns as well.
    """
    made = list(tiers)
    for place, (lower, upper) in enumerate(pairwise(tiers)):
        if lower.end is None or lower.end >= upper.start:
            continue
        if at_end:
            made[place + 1] = replace(made[place + 1], start=lower.end)
        else:
            made[place] = replace(made[place], end=upper.start)
    first = made[0].start
    unit = _unit(first)
    if at_end and first > 0 and (counts_first or first == unit or (beyond and first > unit and _is_rounder(first - unit, first))):
        made[0] = replace(made[0], start=first - unit)
    return tuple(made)


def _is_one_unit(lower: Tier, upper: Tier, mechanism: Mechanism, measure: Measure) -> bool:
    if lower.end is None or upper.start - lower.end >= lower.end - lower.start:
        return False
    step = upper.start - lower.end
    if step != min(_unit(lower.end), _unit(upper.start)):
        return False
    counted = measure is Measure.QUANTITY and mechanism is not Mechanism.GROWTH
    return counted or step <= (_ONE if mechanism is Mechanism.GROWTH else upper.start) * _WIDEST_STEP


def _unit(number: Decimal) -> Decimal:
    """One of the last decimal that says something, at most 1."""
    exponent = number.normalize().as_tuple().exponent
    return _ONE.scaleb(min(0, int(exponent)))


def _is_rounder(one: Decimal, other: Decimal) -> bool:
    """Whether the first of two numbers ends in more zeros."""
    return int(one.normalize().as_tuple().exponent) > int(other.normalize().as_tuple().exponent)
