"""The sample suppliers: every table file is known, and its sums tie."""

from pathlib import Path

import polars as pl
import pytest

from extractors.tables import Table, read_tables
from facts.tables import TableKind

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def tables(samples: Path) -> list[Table]:
    found = []
    for path in sorted(samples.glob("worlds/*/files/**/*")):
        if path.suffix in {".csv", ".tsv", ".xlsx", ".xls"}:
            read = read_tables(path.read_bytes(), path.name)
            assert read.error is None, path
            assert read.problems == (), path
            assert read.tables, path
            found += [table.in_file(path.relative_to(samples).as_posix()) for table in read.tables]
    return found


def test_every_table_is_known_whole_and_without_problems(tables: list[Table]) -> None:
    assert all(table.problems == () and table.unknown_columns == () for table in tables)
    assert not any(table.frame["_review"].any() for table in tables)
    read = {table.kind.value for table in tables}
    expected = "purchase_orders catalogue cost_history payments remittance_lines shortage_detail price_discrepancies chargebacks"
    assert read >= set(f"{expected} on_time_performance coop_invoices coop_backup fee_statement rate_card sales rebate_claims".split())


def test_payments_tie_with_their_lines_but_for_the_hidden_ones(tables: list[Table]) -> None:
    files = {table.frame["_file"][0] for table in tables if table.kind is TableKind.PAYMENTS}
    for file in files:
        here = {table.kind: table for table in tables if table.frame["_file"][0] == file}
        payments, lines = here[TableKind.PAYMENTS], here[TableKind.REMITTANCE_LINES]
        paid = lines.frame.group_by("payment_number").agg(pl.col("amount_paid").sum())
        joined = payments.frame.join(paid, on="payment_number", how="left")
        untied = joined.filter(pl.col("amount") != pl.col("amount_paid"))["payment_number"].to_list()
        assert set(untied) <= set(payments.hidden_payments), file


def test_quantities_times_costs_are_the_amounts(tables: list[Table]) -> None:
    short = pl.concat([t.frame for t in tables if t.kind is TableKind.SHORTAGE_DETAIL], how="vertical")
    assert short.filter(pl.col("quantity_short") * pl.col("unit_cost") != pl.col("amount")).is_empty()
    assert short.filter(pl.col("quantity_invoiced") - pl.col("quantity_received") != pl.col("quantity_short")).is_empty()
    fees = pl.concat([t.frame for t in tables if t.kind is TableKind.FEE_STATEMENT], how="vertical")
    assert fees.filter(pl.col("units") * pl.col("fee_per_unit") != pl.col("amount")).is_empty()


def test_windows_end_after_they_start_and_orders_come_before(tables: list[Table]) -> None:
    orders = pl.concat([t.frame for t in tables if t.kind is TableKind.PURCHASE_ORDERS], how="vertical")
    assert orders.filter((pl.col("order_date") > pl.col("window_start")) | (pl.col("window_start") > pl.col("window_end"))).is_empty()
