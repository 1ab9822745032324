"""Which of the numbers beside a line is whose: the buyer's item number, the supplier's own, or a GTIN."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from extractors.form import Form
from facts.identifiers import is_asin, is_gtin

_GTIN: Final = ("UK", "GT", "UP", "EN", "UI", "UA", "UD", "UE", "UN", "U2", "UM", "EM", "EO", "SRV", "EAN", "UPC", "GTIN")
_BUYER: Final = ("BP", "IN", "SK", "CB", "PI", "PN", "BI", "CH", "IB")
_SUPPLIER: Final = ("VN", "VA", "VC", "VP", "SA", "MG", "MF", "MN", "VS", "ST", "MP", "PD", "HD")


def put_item_numbers(form: Form, pairs: Iterable[tuple[str, str]]) -> None:
    """Fills sku, model_number and gtin from (qualifier, number) pairs of X12 element 235 or EDIFACT 7143.

    The buyer's number is the sku; an Amazon item number counts as the buyer's whatever its qualifier says; where the buyer's
    number is not given, the supplier's own stands in, else the GTIN. A GTIN whose check digit fails is for review.
    """
    given = {qualifier.strip().upper(): number.strip() for qualifier, number in reversed(list(pairs)) if number.strip()}
    buyer = _first(given, _BUYER)
    asin = next((n for q, n in given.items() if is_asin(n) and n.startswith("B0")), "")
    supplier = _first({q: n for q, n in given.items() if n != asin}, _SUPPLIER)
    gtin = _first({q: n for q, n in given.items() if n.isdigit() and len(n) in {8, 12, 13, 14}}, _GTIN)
    doubtful = bool(gtin) and not is_gtin(gtin)
    named = asin or buyer or supplier
    form.text("sku", named or gtin or next(iter(given.values()), ""), review=doubtful and not named)
    form.text("model_number", supplier)
    form.text("gtin", gtin, review=doubtful)


def _first(given: dict[str, str], qualifiers: tuple[str, ...]) -> str:
    return next((given[q] for q in qualifiers if q in given), "")
