"""Counts with their unit, and how a case becomes eaches."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

EACH: Final = "each"
CASE: Final = "case"
PALLET: Final = "pallet"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A count in a unit of the trade: `each` (what an invoice bills), `case` (a carton) or `pallet`."""

    number: Decimal
    unit: str = EACH

    def in_eaches(self, case_pack: int | None, pallet_quantity: int | None = None) -> Quantity | None:
        """The same count in eaches, or None where the pack that is needed for it is not known."""
        match self.unit:
            case "each":
                return self
            case "case" if case_pack:
                return Quantity(self.number * case_pack)
            case "pallet" if pallet_quantity:
                return Quantity(self.number * pallet_quantity)
        return None
