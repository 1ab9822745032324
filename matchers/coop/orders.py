"""What the orders say of lines that co-op accrues on: the cost of a unit, and how many the retailer says it received."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from facts.identifiers import compact
from facts.tables import TableKind
from matchers.books import Books
from matchers.coop.accruals import OrderCost
from matchers.frames import Frames

LineKey = tuple[str, str]
"""Order and item, compacted."""


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """Unit costs and units received, by order and item, for the lines of the backup."""

    costs: Mapping[LineKey, OrderCost]
    received: Mapping[LineKey, Decimal]


def order_facts(frames: Frames, books: Books) -> OrderFacts:
    """What is known of the backup's lines; values that wait for a person are left out."""
    costs: dict[LineKey, OrderCost] = {}
    received: dict[LineKey, Decimal] = {}
    lines = frames.table(TableKind.COOP_BACKUP).select("purchase_order", "sku").drop_nulls().unique().sort("purchase_order", "sku")
    for order, sku in lines.iter_rows():
        key = (compact(order), compact(sku))
        cost = books.quantity(order, sku, "unit_cost")
        if cost is not None and not cost.review:
            costs[key] = OrderCost(cost.value, cost.evidence)
        units = books.received(order, sku)
        if units is not None and not units.review:
            received[key] = units.value
    return OrderFacts(costs, received)
