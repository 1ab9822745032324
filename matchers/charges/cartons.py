"""Whether cartons stayed within their limits: by the catalogue's weight, sides and case pack."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Final

from matchers.charges.compliance import ComplianceBooks
from matchers.charges.fee import Formula
from matchers.charges.line import Charge
from matchers.charges.standing import Compared, Compliance, Standing, unknown
from matchers.measures import Measures, centimetres, kilograms
from matchers.sourced import Sourced

PACKAGING: Final = Decimal("0.9")
"""Share of the limit up to which goods alone prove a carton within it: what carton and padding weigh stands in no catalogue."""


def light_enough(books: ComplianceBooks, charge: Charge, formula: Formula) -> Compliance:
    """Unit weight of the catalogue times the case pack against the limit."""
    found = _recorded(books, charge, formula, kilograms)
    if isinstance(found, Compliance):
        return found
    size, pack, limit = found
    weight = size.weight * pack.value
    compared: tuple[Compared, ...] = (
        ("unit_weight", "unit weight in kg", f"{size.weight.normalize():f}", size.evidence),
        ("case_pack_weighed", "units per carton", f"{pack.value:f}", pack.evidence),
        ("limit", f"limit in kg ({formula.source})", f"{limit.normalize():f}", charge.evidence),
    )
    told = f"a carton weighs {weight.normalize():f} kg by the catalogue, the limit is {limit.normalize():f} kg"
    if limit * PACKAGING < weight <= limit:
        return unknown("carton_near_limit", f"{told}; what its packaging weighs, a weight ticket tells", "weight_ticket", compared)
    if weight <= limit:
        return Compliance(Standing.KEPT, "carton_within_limit", told, compared)
    if pack.value == 1:
        return _single(told, compared)
    return Compliance(Standing.BROKEN, "carton_too_heavy", told, compared)


def small_enough(books: ComplianceBooks, charge: Charge, formula: Formula) -> Compliance:
    """The item's sides and the case pack against the limit of a side.

    A carton is no longer than its items in one row, and no shorter than the longest side of one; what lies between, its own measures tell.
    """
    found = _recorded(books, charge, formula, centimetres)
    if isinstance(found, Compliance):
        return found
    size, pack, limit = found
    longest = max(size.sides)
    row = longest * pack.value
    compared: tuple[Compared, ...] = (
        ("longest_side", "longest side in cm", f"{longest.normalize():f}", size.evidence),
        ("case_pack_measured", "units per carton", f"{pack.value:f}", pack.evidence),
        ("limit", f"limit in cm ({formula.source})", f"{limit.normalize():f}", charge.evidence),
    )
    if row <= limit * PACKAGING:
        told = f"the items of a carton in one row are {row.normalize():f} cm long, the limit is {limit.normalize():f} cm"
        return Compliance(Standing.KEPT, "carton_within_size", told, compared)
    if longest > limit:
        told = f"one item alone is {longest.normalize():f} cm long by the catalogue, the limit is {limit.normalize():f} cm"
        return _single(told, compared) if pack.value == 1 else Compliance(Standing.BROKEN, "carton_too_large", told, compared)
    told = f"items with a side of {longest.normalize():f} cm fit within {limit.normalize():f} cm; how the carton measures, no paper shows"
    return unknown("carton_size_missing", told, "carton_dimensions", compared)


def _recorded(
    books: ComplianceBooks, charge: Charge, formula: Formula, in_one_unit: Callable[[Decimal, str], Decimal | None]
) -> tuple[Measures, Sourced[Decimal], Decimal] | Compliance:
    """Measures and case pack of the item by the catalogue, and the limit in kilograms or centimetres; else what is lacking."""
    size, item = books.measures(charge), books.item(charge)
    if size is None or item is None or item.case_pack is None or formula.limit is None:
        return unknown("measures_missing", "the catalogue does not state weight, sides and case pack of the item", "item_dimensions")
    limit = in_one_unit(formula.limit, formula.unit)
    if limit is None:
        return unknown("limit_unclear", f"the limit of {formula.limit:f} {formula.unit} has an unknown unit")
    return size, item.case_pack, limit


def _single(told: str, compared: tuple[Compared, ...]) -> Compliance:
    """One item that fills its carton is exempt where the retailer has that on record."""
    said = f"{told}; a single item is exempt where the retailer has it on record"
    return unknown("single_item", said, "single_item_exemption", compared)
