"""Sentences that matchers and rules keep as constants, as pages say them; what letters say of them is left to letters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from matchers.claims import CONDITIONS
from matchers.price import WHY as OF_PRICES
from matchers.promotions.judge import LACKING
from matchers.shortage import OVER_BILLED
from rules.further_claims import OF_NO_AGREEMENT

_OPTIONAL: Final = {"{back_by}": " by {day}", "{since}": " since {day}"}
"""What a condition's sentence may have at its end or not."""


def _conditions() -> Iterator[str]:
    for condition in CONDITIONS:
        text = condition.sentence.removesuffix("{why}").removesuffix("; ")
        for place, told in _OPTIONAL.items():
            if place in text:
                yield text.replace(place, told)
                text = text.replace(place, "")
        if text:
            yield text


OF_MATCHERS: Final = (
    *_conditions(),
    OVER_BILLED,
    OF_NO_AGREEMENT,
    *(OF_PRICES[name].removeprefix("; ") for name in ("costs_differ", "booked_lower", "too_many_cases", "not_in_force", "above_order")),
    *LACKING.values(),
)
