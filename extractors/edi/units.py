"""What a unit code of X12 355 or UN/ECE recommendation 20 and 21 counts: single pieces, cartons, or something else."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from extractors.form import Form

PIECES: Final = frozenset({"", "EA", "PC", "PCE", "UN", "UNT", "C62", "H87", "NAR", "NMB", "PCB", "ST", "STK", "E", "EACH", "NO"})
CARTONS: Final = frozenset({"CA", "CT", "CS", "CSE", "CTN", "CN", "CAS", "CR", "XCT", "XCS"})
_CARTON_PACKAGING: Final = frozenset({"CTN", "CAS", "BOX", "CT", "CS", "BX", "CN", "PK", "PKG", "PCS", "CR", "XCT", "XBX"})
_PALLET_PACKAGING: Final = frozenset(
    {"PLT", "PAL", "PAT", "SKD", "PX", "PF", "SL", "PE", "XPX", "200", "201", "202", "203", "204", "205", "206", "08", "09", "8", "9", "PL"}
)


def is_carton_packaging(code: str) -> bool:
    """True for a packaging code (X12 103, EDIFACT 7065) of single cartons, boxes or packages."""
    return code.strip().upper()[:3] in _CARTON_PACKAGING


def is_pallet_packaging(code: str) -> bool:
    """True for a packaging code of pallets, skids or slip sheets."""
    return code.strip().upper()[:3] in _PALLET_PACKAGING


def put_units(form: Form, written: str, unit: str, case_pack: Decimal | None) -> None:
    """Fills quantity and unit as they stand, and `units` in single pieces where the unit or a known case pack allows it."""
    quantity = form.count("quantity", written)
    form.text("unit", unit)
    if quantity is None:
        return
    code = unit.strip().upper()
    if code in PIECES:
        form.count("units", written)
    elif code in CARTONS:
        form.count("cartons", written)
        if case_pack:
            units = quantity * case_pack
            form.put("units", int(units) if units == units.to_integral_value() else f"{units:f}", f"{written} {unit} of {case_pack}")
