"""What orders come to that no line judged alone belongs to: only tables speak of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import polars as pl

from facts.tables import SCALE, TableKind
from matchers.columns.accounts import Accounts
from matchers.columns.gathering import column
from matchers.columns.keys import compacted


@dataclass(frozen=True, slots=True)
class OrdersBeside:
    """Orders in columns: `purchase_order`, `ordered_on` and `value` (millionths), null where not known."""

    table: pl.DataFrame

    def worth(self) -> Iterator[tuple[str, date | None, Decimal | None]]:
        """Number, day and value of each order, the value not rounded; orders without day and value say nothing."""
        for number, day, value in self.table.select("purchase_order", "ordered_on", "value").iter_rows():
            if day or value is not None:
                yield number, day, None if value is None else Decimal(value) / SCALE


def orders_beside(accounts: Accounts, part: Mapping[TableKind, pl.DataFrame]) -> OrdersBeside:
    """The orders of an account that are not in a part of it.

    The value is accepted units, else those requested, times cost, of the items of which both are known; of an item that is stated
    more than once the last row counts, as in `matchers.books`.
    """
    orders = accounts.tables.get(TableKind.PURCHASE_ORDERS)
    if orders is None:
        return OrdersBeside(pl.DataFrame(schema={"purchase_order": pl.String(), "ordered_on": pl.Date(), "value": pl.Int64()}))
    mine = orders.filter((pl.col("order") != "") & (pl.col("item") != ""))
    if TableKind.PURCHASE_ORDERS in part:
        there = compacted(part[TableKind.PURCHASE_ORDERS]["purchase_order"]).unique()
        mine = mine.filter(~pl.col("order").is_in(there.implode()))
    names = ("quantity_accepted", "quantity_requested", "unit_cost")
    lines = mine.select(
        "order", "item", "purchase_order", column(mine, "order_date", pl.Date()), *(column(mine, n, pl.Int64()) for n in names)
    )
    if lines.select("order", "item").is_duplicated().any():
        lines = lines.group_by("order", "item", maintain_order=True).agg(
            pl.col("purchase_order").first(), *(pl.col(n).drop_nulls().last() for n in ("order_date", *names))
        )
    worth = pl.coalesce("quantity_accepted", "quantity_requested") * pl.col("unit_cost")
    found = lines.group_by("order", maintain_order=True).agg(
        pl.col("purchase_order").first(),
        pl.col("order_date").drop_nulls().last().alias("ordered_on"),
        pl.when(worth.is_not_null().any()).then(worth.sum()).alias("value"),
    ).drop("order")  # fmt: skip
    return OrdersBeside(found)
