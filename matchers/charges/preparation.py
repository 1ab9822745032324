"""Whether an item was ours to prepare: by the catalogue of the account, which says who prepares it and how."""

from __future__ import annotations

from typing import Final

from matchers.charges.compliance import ComplianceBooks
from matchers.charges.fee import Formula
from matchers.charges.line import Charge
from matchers.charges.standing import Compared, Compliance, Standing, unknown

RETAILER, SUPPLIER = "retailer", "supplier"
TERMS: Final = "prep_terms"


def prepared(books: ComplianceBooks, charge: Charge, _formula: Formula) -> Compliance:
    """Preparation that the catalogue leaves to the retailer is no fault of ours; that our own was done shows on photographs."""
    item = books.item(charge)
    owner = item.prep_owner if item is not None else None
    if owner is None:
        told = "the catalogue does not say who prepares the item; its terms tell, and photographs show whether it was prepared"
        return unknown("prep_owner_missing", told, (TERMS, "photo"))
    compared: tuple[Compared, ...] = (("prepared_by", "prepared by", owner.value, owner.evidence),)
    who = books.owner_named(owner.value)
    if who == RETAILER:
        return Compliance(Standing.KEPT, "prep_not_ours", f"by the catalogue {owner.value} prepares the item", compared)
    if who != SUPPLIER:
        told = f"the catalogue says “{owner.value}” of who prepares the item; a person tells whether that is us"
        return unknown("prep_owner_unclear", told, TERMS, compared)
    how = f" ({item.prep})" if item is not None and item.prep else ""
    told = f"by the catalogue we prepare the item{how}; photographs show whether it was prepared"
    return unknown("prep_not_shown", told, "photo", compared)
