"""What orders come to that no line judged alone belongs to: only tables speak of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

import polars as pl

from facts.tables import SCALE, TableKind
from matchers.columns.accounts import Accounts
from matchers.columns.gathering import column
from matchers.columns.keys import compacted

_FIGURES: Final = ("quantity_accepted", "quantity_requested", "unit_cost")


@dataclass(frozen=True, slots=True)
class OrdersBeside:
    """The lines of all orders of an account, and the orders that were judged line by line; nothing is summed before it is asked for."""

    lines: pl.DataFrame
    apart: pl.Series

    def worth(self) -> Iterator[tuple[str, date | None, Decimal | None]]:
        """Number, day and value of each order that was not judged line by line; orders without day and value say nothing.

        The value is accepted units, else those requested, times cost, not rounded, of the items of which both are known; of an item
        that is stated more than once the last row counts, as in `matchers.books`.
        """
        lines = self.lines.filter((pl.col("order") != "") & (pl.col("item") != "") & ~pl.col("order").is_in(self.apart.implode()))
        lines = lines.group_by("order", "item", maintain_order=True).agg(
            pl.col("purchase_order").first(), *(pl.col(n).drop_nulls().last() for n in ("order_date", *_FIGURES))
        )
        units = pl.coalesce("quantity_accepted", "quantity_requested")
        found = lines.with_columns((units * pl.col("unit_cost")).alias("worth")).group_by("order", maintain_order=True).agg(
            pl.col("purchase_order").first(), pl.col("order_date").drop_nulls().last(), pl.col("worth").drop_nulls().len().alias("known"),
            pl.col("worth").sum(),
        )  # fmt: skip
        for number, day, known, value in found.select("purchase_order", "order_date", "known", "worth").iter_rows():
            if day or known:
                yield number, day, Decimal(value) / SCALE if known else None


def orders_beside(accounts: Accounts, part: Mapping[TableKind, pl.DataFrame]) -> OrdersBeside | None:
    """The orders of an account beside those of a part of it; None where there is no table of orders."""
    orders = accounts.tables.get(TableKind.PURCHASE_ORDERS)
    if orders is None:
        return None
    figures = (column(orders, n, pl.Int64()) for n in _FIGURES)
    lines = orders.select("order", "item", "purchase_order", column(orders, "order_date", pl.Date()), *figures)
    there = part.get(TableKind.PURCHASE_ORDERS)
    return OrdersBeside(lines, pl.Series("order", [], dtype=pl.String) if there is None else compacted(there["purchase_order"]).unique())
