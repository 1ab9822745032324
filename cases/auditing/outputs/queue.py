"""The order in which findings are shown: what can be filed first, then by money, then by deadline."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from cases.auditing.outputs.summary import standing_amount
from facts.finding import Finding, Verdict

STANDING: Final = (
    Verdict.DISPUTE,
    Verdict.NEEDS_EVIDENCE,
    Verdict.REVIEW,
    Verdict.TOO_EARLY,
    Verdict.IN_DISPUTE,
    Verdict.EXPIRED,
    Verdict.ACCEPT,
    Verdict.RESOLVED,
)
"""Verdicts from the one that asks for action now to the one that asks for none."""


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings by standing, then the largest amount, then the nearest deadline; the rest of the key makes the order the same every time."""
    return tuple(sorted(findings, key=_place))


def _place(f: Finding) -> tuple[object, ...]:
    due = f.safe_by or f.dispute_by or date.max
    return (STANDING.index(f.verdict), f.currency, -standing_amount(f), due, f.retailer, f.type.value, f.reference, f.sku, f.id)
