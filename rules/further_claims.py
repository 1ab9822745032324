"""What a pack or the terms say of freight, price protection and audits after payment: tolerances, what is covered, until when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

OF_NO_AGREEMENT: Final = "a rule book alone proves no last day; add the agreement that says it"
ON_HAND, ON_ORDER = "units_on_hand", "units_on_order"
COVERED: Final = (ON_HAND, ON_ORDER)


@dataclass(frozen=True, slots=True)
class FreightRules:
    """By what share a weight may differ before it is another weight."""

    weight_tolerance: Decimal = Decimal("0.03")


@dataclass(frozen=True, slots=True)
class ProtectionRules:
    """What price protection covers and within how many days of the change it is claimed; empty and None where nobody said.

    `agreed` is True where the supplier's own terms say so.
    """

    covers: tuple[str, ...] = ()
    claim_within_days: int | None = None
    agreed: bool = False


@dataclass(frozen=True, slots=True)
class AuditRules:
    """Until when an audit after payment may claim: readings of the limit by the date they count from. `source` says who says so."""

    claims_until: tuple[Any, ...] = ()
    agreed: bool = False
    source: str = ""

    def last_day(self, dates: Mapping[str, date | None]) -> date | None:
        """The latest of the known readings: only what is late by all of them is late."""
        return max((day for anchor in self.claims_until if (day := anchor.resolve(dict(dates)))), default=None)
