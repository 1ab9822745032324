"""One row to a claim line with all that tables say of it: its order and invoice, the claim on the remittance, money back, filings."""

from __future__ import annotations

from typing import Final

import polars as pl

from facts.finding import FindingType
from facts.tables import TableKind
from matchers.books import freight_terms_of
from matchers.columns.accounts import CENT, Accounts
from matchers.columns.keys import items
from matchers.columns.remitted import CLAIM, REVERSAL
from matchers.columns.texts import word
from matchers.finding_table import WORD
from matchers.grammar import plain
from rules.model import Rules

_AT: Final = {"_file", "_sheet", "_row"}
NEEDED: Final = {
    TableKind.PURCHASE_ORDERS: {"root", "line", "quantity_accepted", "quantity_requested", "unit_cost", "vendor_code", "freight_terms",
                                "order_date", *_AT},
    TableKind.INVOICE_LINES: {"root", "line", "quantity", "unit_price", "sku", *_AT},
    TableKind.DISPUTES: {"root", "claim", "plain", "dispute_id", "status", "submitted", "attempt"},
}  # fmt: skip
"""What is taken from rows of orders, of our invoices and of filings."""
REMITTED: Final = (
    "root", "form", "key", "kind", "invoice_number", "invoice_amount", "amount_paid", "invoice_date", "paid_on", "_file", "_sheet", "_row",
)  # fmt: skip
"""What is taken from lines of remittances."""


def column(frame: pl.DataFrame, name: str, dtype: pl.DataType) -> pl.Expr:
    """A column that a table may lack."""
    return pl.col(name) if name in frame.columns else pl.lit(None, dtype=dtype).alias(name)


def shortage_rows(accounts: Accounts, heads: pl.DataFrame | None, details: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    """Shortage lines with what `merits.shortage_merits` and `standing.with_standing` take; places as `…_file` and `…_row`.

    `heads` are those of `order_heads`.
    """
    short = pl.coalesce(column(details, "quantity_short", pl.Int64()), pl.col("quantity_invoiced") - pl.col("quantity_received"))
    lines = details.select(
        *_named(details, rules),
        pl.col("quantity_invoiced").alias("invoiced"),
        pl.col("quantity_received").alias("received"),
        short.alias("short"),
        "unit_cost",
    )
    found = _with_standing(_with_order(lines, accounts, heads), FindingType.SHORTAGE, accounts, rules)
    return found.with_columns(_part_of_credit(found))


def price_rows(accounts: Accounts, heads: pl.DataFrame | None, details: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    """Price lines with what `merits.price_merits` and `standing.with_standing` take; places as `…_file` and `…_row`.

    `heads` are those of `order_heads`.
    """
    lines = details.select(
        *_named(details, rules), "quantity", "invoice_cost", pl.col("po_cost").alias("order_cost"),
        column(details, "adjusted_cost", pl.Int64()),
    )  # fmt: skip
    lines = _with_printed(_with_order(lines, accounts, heads), accounts)
    return _with_standing(lines, FindingType.PRICE_CLAIM, accounts, rules)


def _named(details: pl.DataFrame, rules: Rules) -> list[pl.Expr]:
    """What every claim line has: its numbers as printed and as compared, its amount and its place."""
    currency = column(details, "currency", pl.String())
    return [
        pl.col("root"), pl.col("claim"), pl.col("item"), pl.col("line"), pl.col("reference"), pl.col("invoice_number"),
        pl.col("purchase_order"), pl.col("sku"), pl.col("amount").alias("claimed"),
        pl.when(currency != "").then(currency).otherwise(pl.lit(rules.currency)).cast(WORD).alias("currency"),
        pl.col("_file").alias("row_file"), pl.col("_sheet").alias("row_sheet"), pl.col("_row").alias("row_row"),
    ]  # fmt: skip


def _with_order(lines: pl.DataFrame, accounts: Accounts, heads: pl.DataFrame | None) -> pl.DataFrame:
    """The line of the order, and what the order says as a whole."""
    orders = accounts.tables.get(TableKind.PURCHASE_ORDERS)
    if orders is None or heads is None:
        none = {"accepted": pl.Int64(), "accepted_word": WORD, "booked_cost": pl.Int64(), "order_file": pl.String(),
                "order_sheet": pl.String(), "order_row": pl.Int64(), "vendor_code": WORD, "terms": WORD,
                "order_date": pl.Date(), "dated_row": pl.Int64()}  # fmt: skip
        return lines.with_columns(pl.lit(None, dtype=dtype).alias(name) for name, dtype in none.items())
    agreed, asked = column(orders, "quantity_accepted", pl.Int64()), column(orders, "quantity_requested", pl.Int64())
    booked = orders.select(
        "line", pl.coalesce(agreed, asked).alias("accepted"),
        pl.when(agreed.is_not_null()).then(word("accepted")).otherwise(word("requested")).alias("accepted_word"),
        column(orders, "unit_cost", pl.Int64()).alias("booked_cost"),
        pl.col("_file").alias("order_file"), pl.col("_sheet").alias("order_sheet"), pl.col("_row").alias("order_row"),
    )  # fmt: skip
    found = lines.join(booked, on="line", how="left", maintain_order="left")
    return found.join(heads, on="root", how="left", maintain_order="left")


def order_heads(accounts: Accounts) -> pl.DataFrame | None:
    """What an order says as a whole: all its lines that say it agree, or it would be judged line by line. None without a table of them."""
    orders = accounts.tables.get(TableKind.PURCHASE_ORDERS)
    if orders is None:
        return None
    day = column(orders, "order_date", pl.Date())
    heads = orders.group_by("root").agg(
        _said(orders, "vendor_code", pl.String()).alias("vendor_code"),
        _said(orders, "freight_terms", pl.String()).alias("freight"),
        day.max().alias("order_date"),
        pl.when(day.is_not_null()).then("_row").max().alias("dated_row"),
    )
    words = heads["freight"].unique().to_list()
    terms = pl.DataFrame(
        {"freight": words, "terms": [freight_terms_of(w) for w in words]}, schema={"freight": heads.schema["freight"], "terms": WORD}
    )
    return heads.join(terms, on="freight", how="left", nulls_equal=True).drop("freight")


def _said(rows: pl.DataFrame, name: str, dtype: pl.DataType) -> pl.Expr:
    """The one value of a group: any row has it where none lacks it."""
    every = name in rows.columns and not rows[name].null_count()
    return pl.col(name).first() if every else column(rows, name, dtype).max()


def _with_printed(lines: pl.DataFrame, accounts: Accounts) -> pl.DataFrame:
    """The item on our own invoice."""
    printed = accounts.tables.get(TableKind.INVOICE_LINES)
    if printed is None:
        none = {"printed_units": pl.Int64(), "printed_cost": pl.Int64(), "printed_sku": pl.String(), "printed_file": pl.String(),
                "printed_sheet": pl.String(), "printed_row": pl.Int64()}  # fmt: skip
        return lines.with_columns(pl.lit(None, dtype=dtype).alias(name) for name, dtype in none.items())
    mine = printed.select(
        "line", pl.col("quantity").alias("printed_units"), pl.col("unit_price").alias("printed_cost"),
        pl.col("sku").alias("printed_sku"), pl.col("_file").alias("printed_file"), pl.col("_sheet").alias("printed_sheet"),
        pl.col("_row").alias("printed_row"),
    )  # fmt: skip
    return lines.join(mine, on="line", how="left", maintain_order="left")


def _with_standing(lines: pl.DataFrame, kind: FindingType, accounts: Accounts, rules: Rules) -> pl.DataFrame:
    """The claim on the remittance, what came back of it for this line, what is filed, and the days that windows count from."""
    remitted = accounts.lines.lines.filter(pl.col("kind") == kind.value)
    taken = remitted.filter(pl.col("form") == CLAIM).select(
        "root", pl.col("key").alias("claim_key"), pl.col("invoice_number").alias("claim_number"),
        pl.col("invoice_amount").alias("claim_asked"), pl.col("amount_paid").alias("claim_paid"), pl.col("invoice_date").alias("remitted"),
        pl.when(pl.col("amount_paid") != 0).then("paid_on").alias("deducted_on"),
        pl.col("_file").alias("claim_file"), pl.col("_sheet").alias("claim_sheet"), pl.col("_row").alias("claim_row"),
    )  # fmt: skip
    back = remitted.filter(pl.col("form") == REVERSAL).select(
        "root", pl.col("invoice_number").alias("back_number"), pl.col("invoice_amount").alias("back_asked"),
        pl.col("amount_paid").alias("back_paid"), pl.col("paid_on").alias("back_on"), pl.col("_file").alias("back_file"),
        pl.col("_sheet").alias("back_sheet"), pl.col("_row").alias("back_row"),
    )  # fmt: skip
    days = accounts.invoices.select("issued", "due")
    found = lines.join(taken.join(back, on="root", how="left"), on="root", how="left", maintain_order="left")
    other = pl.col("claim").ne_missing(pl.col("claim_key"))
    if found.select(other.any()).item():  # an invoice may have claims of the kind that are not on a remittance
        names = [*taken.columns, *back.columns]
        found = found.with_columns(pl.when(~other).then(name).alias(name) for name in names if name != "root")
    found = found.with_columns(days["issued"][found["root"]], days["due"][found["root"]])
    found = found.with_columns(pl.coalesce("issued", "remitted").alias("issued"), (pl.col("back_paid") // CENT).alias("credited"))
    return _with_filing(found, accounts, rules)


def _part_of_credit(lines: pl.DataFrame) -> pl.Series:
    """What came back for the line, in cents: of a claim of several lines what came back is the one line of that amount, or the whole."""
    given = lines["back_paid"].is_not_null()
    part = lines.select("claim", "claimed", "back_paid").filter(given).select(_part().alias("part")).to_series()
    return pl.Series("credited", [None], dtype=pl.Int64).new_from_index(0, lines.height).scatter(given.arg_true(), part)


def _part() -> pl.Expr:
    """Of lines of which something came back: something came back of all lines of a claim, or of none."""
    back, claimed = pl.col("back_paid"), pl.col("claimed")
    alone, same = pl.len().over("claim") == 1, (claimed == back).sum().over("claim")
    part = pl.when(claimed == back).then(claimed).otherwise(0)
    return pl.when(alone).then(back).when(same == 1).then(part).otherwise(claimed) // CENT


def _with_filing(lines: pl.DataFrame, accounts: Accounts, rules: Rules) -> pl.DataFrame:
    disputes = accounts.tables.get(TableKind.DISPUTES)
    if disputes is None:
        none = {"dispute_id": pl.String(), "status": pl.String(), "submitted": pl.Date(), "attempt": pl.Int64()}
        return lines.with_columns(pl.lit(None, dtype=dtype).alias(name) for name, dtype in none.items())
    states = rules.statuses.get("dispute", {})
    printed = disputes["status"].unique().to_list()
    table = pl.DataFrame(
        {"status": printed, "state": [states.get(plain(p), "") for p in printed]},
        schema={"status": disputes.schema["status"], "state": WORD},
    )
    filed = disputes.filter("plain").join(table, on="status", how="left", nulls_equal=True).select(
        "claim", "dispute_id", pl.col("state").alias("status"), column(disputes, "submitted", pl.Date()),
        column(disputes, "attempt", pl.Int64()),
    )  # fmt: skip
    return lines.join(filed, on="claim", how="left", maintain_order="left")


def approved_costs(costs: pl.DataFrame) -> pl.DataFrame:
    """Approved costs with their item as compared and their place among all, those that say too little left out."""
    keyed = costs.with_columns(items(costs["sku"])).with_row_index("listed")
    return keyed.filter(pl.col("cost").is_not_null() & pl.col("effective_from").is_not_null())


def with_costs(lines: pl.DataFrame, costs: pl.DataFrame | None, rules: Rules) -> pl.DataFrame:
    """The approved cost in force on the day that the terms name, and the first one listed that equals the invoiced cost."""
    day = "issued" if rules.price.cost_in_force_on == "invoice_date" else "order_date"
    names = {"record_cost": pl.Int64(), "record_from": pl.Date(), "approval": pl.String(), "record_file": pl.String(),
             "record_sheet": pl.String(), "record_row": pl.Int64()}  # fmt: skip
    if costs is None or not costs.height:
        later: dict[str, pl.DataType] = {"later_from": pl.Date(), "later_cost": pl.Int64()}
        places: dict[str, pl.DataType] = {"later_file": pl.String(), "later_sheet": pl.String(), "later_row": pl.Int64()}
        return lines.with_columns(pl.lit(None, dtype=t).alias(n) for n, t in (names | later | places).items())
    known = approved_costs(costs)
    lines = lines.with_columns(_item_on(day).alias("item_on_day"))
    asked = lines.select("item", "item_on_day", pl.col(day).alias("day")).unique("item_on_day").drop_nulls()
    held = asked.join(
        known.select("item", "listed", record_cost="cost", record_from="effective_from", to=column(known, "effective_to", pl.Date()),
                     approval=column(known, "approval_id", pl.String()), record_file="_file", record_sheet="_sheet", record_row="_row"),
        on="item",
    )  # fmt: skip
    held = held.filter((pl.col("record_from") <= pl.col("day")) & (pl.col("to").is_null() | (pl.col("day") <= pl.col("to"))))
    if held["item_on_day"].n_unique() < held.height:
        held = held.sort("record_from", "listed", descending=[True, False]).unique("item_on_day", keep="first")
    found = lines.join(held.drop("item", "day", "listed", "to"), on="item_on_day", how="left", maintain_order="left").drop("item_on_day")
    first = known.sort("listed").unique(["item", "cost"], keep="first").select(
        "item", pl.col("cost").alias("invoice_cost"), later_from="effective_from", later_file="_file", later_sheet="_sheet",
        later_row="_row",
    )  # fmt: skip
    found = found.join(first, on=["item", "invoice_cost"], how="left", maintain_order="left")
    return found.with_columns(pl.col("invoice_cost").alias("later_cost"))


def _item_on(day: str) -> pl.Expr:
    """One number for an item and a day."""
    return pl.col("item").to_physical().cast(pl.Int64) * (1 << 31) + pl.col(day).to_physical()


def with_packs(lines: pl.DataFrame, catalogue: pl.DataFrame | None) -> pl.DataFrame:
    """Units per case by the catalogue, the entry listed last counting; of items whose entries hold from a day on none (`pack_dated`)."""
    if catalogue is None or not catalogue.height:
        none = {"pack": pl.Int64(), "pack_file": pl.String(), "pack_sheet": pl.String(), "pack_row": pl.Int64()}
        empty = (pl.lit(None, dtype=dtype).alias(name) for name, dtype in none.items())
        return lines.with_columns(*empty, pl.lit(value=False).alias("pack_dated"))
    listed = catalogue.with_columns(items(catalogue["sku"]))
    since = column(listed, "effective_from", pl.Date())
    dated = listed.filter(since.is_not_null())["item"].unique()
    known = (
        listed.filter((pl.col("case_pack") != 0).fill_null(value=False))
        .unique("item", keep="last")
        .select("item", pack="case_pack", pack_file="_file", pack_sheet="_sheet", pack_row="_row")
    )
    found = lines.join(known, on="item", how="left", maintain_order="left")
    return found.with_columns(pl.col("item").is_in(dated.implode()).alias("pack_dated"))
