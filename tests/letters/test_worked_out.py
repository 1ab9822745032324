"""What a sentence works out is rounded as the trade rounds, half away from zero."""

from __future__ import annotations

from decimal import Decimal

import pytest

from cases.letters.verifier.gist.worked_out import _is_share
from cases.letters.verifier.pieces import Figure


def figure(value: str, unit: str = "") -> Figure:
    return Figure(value, frozenset({Decimal(value)}), unit, frozenset() if unit else frozenset({"USD"}))


@pytest.mark.parametrize("result, holds", [("0.13", True), ("0.12", False), ("0.125", True)])
def test_a_share_that_falls_between_two_cents_is_the_larger(result: str, *, holds: bool) -> None:
    assert _is_share(figure("2.50"), figure("5", "percent"), figure(result)) is holds
