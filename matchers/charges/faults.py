"""Which facts a fault is held against. A fault that is not here shows on photographs and records that no paper of ours holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from matchers.charges.cartons import light_enough, small_enough
from matchers.charges.compliance import ComplianceBooks
from matchers.charges.contents import code_mapped, content_as_announced, labels_announced, packed_as_recorded
from matchers.charges.fee import Formula
from matchers.charges.line import Charge
from matchers.charges.notices import invoiced_by_edi, notice_in_time, notice_on_file, one_notice
from matchers.charges.preparation import prepared
from matchers.charges.quantities import confirmed, filled, in_full, not_cut, not_over
from matchers.charges.standing import Compliance, Standing, unknown
from matchers.charges.timing import appointment_kept, on_time

PHOTO: Final = "photo"


def in_time_and_full(books: ComplianceBooks, charge: Charge, formula: Formula) -> Compliance:
    """Served in time and in full: one of the two broken is enough, both must be kept."""
    late, short = on_time(books, charge, formula), in_full(books, charge, formula)
    if Standing.WAIVED is late.standing:
        return late
    for found in (late, short):
        if found.standing is not Standing.KEPT:
            return found
    return Compliance(Standing.KEPT, "in_time_and_full", f"{late.sentence}; {short.sentence}", (*late.compared, *short.compared))


CHECKS: Final[Mapping[str, Callable[[ComplianceBooks, Charge, Formula], Compliance]]] = {
    "po_not_on_time": on_time,
    "otif": in_time_and_full,
    "fill_rate": in_full,
    "po_down_confirmed": not_cut,
    "po_not_filled": filled,
    "po_unconfirmed_units": confirmed,
    "po_overage_units": not_over,
    "late_ship_notice": notice_in_time,
    "missing_ship_notice": notice_on_file,
    "multiple_ship_notices": one_notice,
    "overweight_carton": light_enough,
    "oversized_carton": small_enough,
    "carton_content": content_as_announced,
    "case_pack_defect": packed_as_recorded,
    "carton_label_missing": labels_announced,
    "barcode": code_mapped,
    "prep": prepared,
    "no_show": appointment_kept,
    "paper_invoice": invoiced_by_edi,
}


def hold_against(fault: str, books: ComplianceBooks, charge: Charge, formula: Formula, shown_by: Sequence[str] = ()) -> Compliance:
    """What the papers say of a fault. `shown_by` are the papers that show one which no paper of ours can tell."""
    check = CHECKS.get(fault)
    if check is None:
        told = "whether this fault happened shows on photographs and records that are not among the papers"
        return unknown("compliance_not_shown", told, tuple(shown_by[:1]) or (PHOTO,))
    return check(books, charge, formula)
