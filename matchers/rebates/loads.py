"""What was bought in full pallets, layers or trucks: tested by order line, by order or by delivery, as the agreement says."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

import polars as pl

from facts.rebates import Fullness, LoadOf, Measure, RebateAgreement, UnusableAgreementError
from facts.tables import SCALE

ZERO: Final = Decimal(0)
_KEYS: Final = {LoadOf.ORDER_LINE: ("order_number", "sku"), LoadOf.ORDER: ("order_number",), LoadOf.DELIVERY: ("delivery_number",)}


def full_loads(rows: pl.DataFrame, agreement: RebateAgreement) -> Decimal:
    """The base of what qualifies, in the agreement's measure; what was returned of a load is no longer in it.

    Raises UnusableAgreementError where sales do not name the order or delivery that the agreement tests; an order line that names no
    order goes by its invoice.
    """
    size = agreement.pallet_quantity
    if not size or rows.is_empty():
        return ZERO
    named = _KEYS[agreement.load_of][0]
    missing = rows[named].null_count()
    if missing and agreement.load_of is not LoadOf.ORDER_LINE:
        raise UnusableAgreementError(f"{missing} sales do not name their {named.replace('_', ' ')}, by which full loads are tested")
    placed = rows.with_columns(pl.coalesce(named, "invoice_number", "transaction_id").alias(named))
    loads = placed.group_by(_KEYS[agreement.load_of]).agg(pl.col("worth").sum(), pl.col("quantity").sum()).filter(pl.col("quantity") > 0)
    pairs = loads.select("worth", "quantity").iter_rows()
    exact = sum((_qualifying(Decimal(worth), quantity, size, agreement) for worth, quantity in pairs), ZERO)
    return exact / SCALE if agreement.measure is not Measure.QUANTITY else exact


def _qualifying(worth: Decimal, quantity: int, size: int, agreement: RebateAgreement) -> Decimal:
    """What of a load counts."""
    match agreement.fullness:
        case Fullness.WHOLE_LINES:
            return worth if quantity % size == 0 else ZERO
        case Fullness.FULL_PALLETS:
            return worth * (quantity // size * size) / quantity
        case Fullness.FILLED:
            room = -(-quantity // size) * size
            return worth if Decimal(quantity) >= (agreement.least_fill or Decimal(1)) * room else ZERO
