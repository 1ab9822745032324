"""The rows of an account by the cut that they belong to, so that no cut looks at the rows of all others."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from typing import Final, Self

import polars as pl

from facts.tables import TableKind
from matchers.columns.accounts import Accounts
from matchers.columns.gathering import NEEDED, REMITTED
from matchers.columns.keys import line_keys, places_of
from matchers.columns.remitted import CLAIM, REVERSAL

SMALL: Final = 48
"""The first of several cuts has one invoice of so many: what it finds out serves the others, which are then worked on side by side."""


def _cut(cuts: int) -> pl.Expr:
    root = pl.col("root")
    later = 1 + root // SMALL % max(1, cuts - 1)
    return pl.when(root.is_not_null()).then(pl.when(root % SMALL == 0).then(0).otherwise(later) if cuts > 1 else 0).alias("cut")


@dataclass(frozen=True, slots=True)
class Rows:
    """A table, and the places of its rows by their cut: rows without an invoice belong to none."""

    frame: pl.DataFrame
    places: Mapping[int, pl.Series]

    @classmethod
    def of(cls, frame: pl.DataFrame, roots: pl.Series, cuts: int) -> Self:
        """Parted by the places of their invoices."""
        placed = roots.to_frame("root").select(_cut(cuts)).with_row_index("place").drop_nulls()
        grouped = placed.group_by("cut").agg("place")
        return cls(frame, {cut: grouped["place"][n] for n, cut in enumerate(grouped["cut"].to_list())})

    def of_cut(self, cut: int) -> pl.DataFrame:
        """The rows of one cut, in their order."""
        places = self.places.get(cut)
        return self.frame.clear() if places is None else self.frame[places]


@dataclass(frozen=True, slots=True)
class Parted:
    """Orders, invoice lines and remitted claims of the usual invoices by their cut; all else stays with the account."""

    accounts: Accounts
    tables: Mapping[TableKind, Rows]
    lines: Rows

    @classmethod
    def of(cls, accounts: Accounts, usual: pl.Series, cuts: int, hands: Executor) -> Self:
        """Parted by the places of invoices; `usual` has those places, null for the others. Each usual invoice has an order of its own."""

        def parted(kind: TableKind) -> Rows:
            rows = accounts.tables[kind]
            if kind is TableKind.PURCHASE_ORDERS:
                rows = rows.with_columns(_of_orders(rows, accounts, usual).alias("root")).with_columns(line_keys())
            return Rows.of(rows.select(n for n in rows.columns if n in NEEDED[kind]), usual[rows["root"]], cuts)

        tables = {kind: hands.submit(parted, kind) for kind in NEEDED if kind in accounts.tables}
        lines = accounts.lines.lines
        claims = lines.select(pl.when(pl.col("form").is_in([CLAIM, REVERSAL])).then("root")).to_series()
        remitted = Rows.of(lines.select(REMITTED), claims, cuts)
        return cls(accounts, {kind: rows.result() for kind, rows in tables.items()}, remitted)

    def of_cut(self, cut: int) -> Accounts:
        """What the lines of one cut are judged by."""
        mine = {kind: rows.of_cut(cut) for kind, rows in self.tables.items()}
        tables = {kind: frame for kind, frame in self.accounts.tables.items() if kind not in mine}
        return replace(self.accounts, tables=tables | mine, lines=replace(self.accounts.lines, lines=self.lines.of_cut(cut)))


def _of_orders(rows: pl.DataFrame, accounts: Accounts, usual: pl.Series) -> pl.Series:
    """For each order line the place of the usual invoice of its order."""
    known = usual.drop_nulls()
    return known[places_of(rows["order"], accounts.invoices["order"][known])]
