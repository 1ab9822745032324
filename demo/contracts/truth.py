"""What a reading of a contract must say, in the names of readings: fields and tiers."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from demo.contracts.deal import ALLOWANCES, Deal

_MECHANISM: Final = {"growth_base": "growth", "growth_increase": "growth"}

_PRICED: Final = frozenset({"retroactive", "incremental", "per_unit", "fixed", "cross_sell"})
"""Kinds whose tiers name a currency; a contract without any amount names none."""


def kind_of(deal: Deal) -> str:
    """The kind of paper."""
    return "coop_agreement" if deal.kind in ALLOWANCES else "rebate_agreement"


def fields_of(deal: Deal) -> dict[str, Any]:
    """The fields: amounts and rates as decimals, days as YYYY-MM-DD, lists of numbers in their order."""
    found: dict[str, Any] = {
        "agreement_number": deal.number,
        "payer_name": deal.payer,
        "earner_name": deal.earner,
        "start_date": deal.starts.isoformat(),
        "end_date": deal.ends.isoformat(),
        "currency": deal.currency,
        **deal.said,
    }
    if not any(isinstance(v, Decimal) for n, v in deal.said.items() if n != "rate") and deal.kind not in _PRICED:
        del found["currency"]
    if deal.kind not in ALLOWANCES:
        found["mechanism"] = _MECHANISM.get(deal.kind, deal.kind)
    return found


def tiers_of(deal: Deal) -> list[dict[str, Decimal]]:
    """The tiers as lines of the reading."""
    zero = Decimal(0)
    return [
        {
            name: value
            for name, value in (("from", step.start), ("to", step.end), ("rate", step.rate), ("amount", step.amount))
            if value is not None and (name != "from" or value != zero)
        }
        for step in deal.steps
    ]
