"""What pack and terms say of rebates where a contract is silent, and from when on something about a claim is worth a second look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from facts.fiscal import FiscalCalendar, weeks_of
from facts.rebates import ReturnsIn, Rounding

ROUNDINGS: Final = {
    "half_up_once": Rounding.HALF_UP,
    "half_even_once": Rounding.HALF_EVEN,
    "half_up_per_line": Rounding.HALF_UP_PER_LINE,
}
"""How packs and terms name the ways of rounding."""


@dataclass(frozen=True, slots=True)
class SignalLimits:
    """From when on something about a claim is unusual (domain.md 4.3); none of it changes a verdict or an amount.

    Invoices of the last `loading_days` of a period that make up `loading_share` of the claim, of which `loading_returned` comes back
    within `loading_return_days`. `round_share` of at least `least_lines` amounts that are multiples of `round_to`. Runs of
    `sequential_invoices` invoice numbers one after the other. First digits of at least `benford_least` amounts that differ from
    Benford's law by more than `benford_limit` (chi-square with 8 degrees of freedom). A base above its threshold by no more than
    `just_over`. A bank account changed within `bank_days` before the payout. Somebody who never filed where others filed at least
    `usual_filings` claims. Lines whose numbers are alike by `likeness` (0 to 100) with equal amounts. A unit price that differs from
    the master by more than `price_tolerance`.
    """

    loading_days: int = 3
    loading_return_days: int = 30
    loading_share: Decimal = Decimal("0.25")
    loading_returned: Decimal = Decimal("0.2")
    least_lines: int = 5
    round_to: Decimal = Decimal(100)
    round_share: Decimal = Decimal("0.8")
    sequential_invoices: int = 5
    benford_least: int = 300
    benford_limit: Decimal = Decimal("20.09")
    just_over: Decimal = Decimal("0.02")
    bank_days: int = 30
    usual_filings: int = 3
    likeness: Decimal = Decimal(88)
    price_tolerance: Decimal = Decimal("0.02")


@dataclass(frozen=True, slots=True)
class RebateRules:
    """What holds where a contract does not say otherwise; None and empty mean that nobody has said so.

    `flag_base_within` is the share of a threshold within which a base is worth a look.
    """

    returns_count_in: ReturnsIn = ReturnsIn.TERM_OF_SALE
    rounding: Rounding = Rounding.HALF_UP
    claim_deadline_days: int | None = None
    claims_per_period: int | None = None
    flag_base_within: Decimal = Decimal("0.02")
    fiscal_calendar: FiscalCalendar | None = None
    signals: SignalLimits = field(default_factory=SignalLimits)


def rebate_rules(said: Mapping[str, Any], signals: Mapping[str, Any]) -> RebateRules:
    """From the values in force. Raises ValueError for a pattern of weeks that is no quarter."""
    plain = dict(said)
    if "returns_count_in" in plain:
        plain["returns_count_in"] = ReturnsIn(plain["returns_count_in"])
    if "rounding" in plain:
        plain["rounding"] = ROUNDINGS[plain["rounding"]]
    if "fiscal_calendar" in plain:
        plain["fiscal_calendar"] = _calendar(plain["fiscal_calendar"])
    return RebateRules(**plain, signals=SignalLimits(**signals))


def _calendar(said: Mapping[str, Any]) -> FiscalCalendar:
    first: date = said["first_day"]
    near: date | None = said.get("keeps_near")
    return FiscalCalendar(first, weeks_of(said.get("weeks", "4-4-5")), keeps_near=(near.month, near.day) if near else None)
