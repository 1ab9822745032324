"""The tables of a supplier with very many deductions, as a retailer exports them: orders, invoices, remittances, claims, disputes.

Made with a seed, whole columns at a time. A share of the deductions is wrong in each way that tables alone can show; most stand.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np
import polars as pl

ITEMS: Final = 4_000
LINES_PER_ORDER: Final = 6
ORDER_LINES_PER_DEDUCTION: Final = 1.5
SHORTAGE_SHARE: Final = 0.65
FIRST_DAY: Final = date(2025, 1, 6)
DAYS: Final = 560
REMITTANCE_FILES: Final = 4
CHANGED, MOST_SHORT, OVER_BILLED = 0.4, 0.6, 0.05
"""Shares: items whose cost changed, the most of a line that is claimed short, lines billed beyond the order."""
EQUAL, BY_THE_CASE, A_CENT, NEW_COST = 0.15, 0.25, 0.30, 0.5
"""Shares of price lines, one after the other: equal cost, billed by the case, a cent too much, a cost that is approved by now."""
GIVEN_BACK, FILED, WAITING = 0.06, 0.92, 0.96
"""Chances of a claim: money came back below the first, a dispute is filed above the second, and unanswered above the third."""
_LETTERS: Final = np.array(list("ABCDEFGHJKLMNPQRSTUVWXYZ23456789"))

Columns: TypeAlias = "np.ndarray[tuple[int], np.dtype[np.int64]]"


def make_tables(folder: Path, deductions: int, seed: int = 1) -> None:
    """Writes the folder of a supplier with so many deduction lines, in CSV files as a retailer's portal gives them."""
    folder.mkdir(parents=True)
    chance = np.random.default_rng(seed)
    (folder / "terms.yaml").write_text(
        "retailer: amazon_us\nsupplier: Halden Table Works\ncurrency: USD\nsource: vendor terms in force\n"
        "price: {cost_in_force_on: order_date, rounding_per_unit: '0.01', agreed_purchase_discount: '0.05'}\n",
        encoding="utf-8",
    )
    items = _items(chance)
    orders = _orders(chance, items, int(deductions * ORDER_LINES_PER_DEDUCTION))
    lines = _deductions(chance, orders, deductions)
    shortages, prices = _claims(chance, lines)
    _write_master(folder, items)
    _write_orders(folder, orders)
    _write_invoices(folder, orders, shortages, prices)
    _write_claims(folder, shortages, prices)
    _write_remittances(folder, chance, orders, shortages, prices)


def _codes(chance: np.random.Generator, count: int, length: int, prefix: str = "") -> pl.Series:
    """So many different codes of letters and digits."""
    wanted = int(count * 1.02) + 16
    letters = _LETTERS[chance.integers(0, len(_LETTERS), (wanted, length))]
    found = pl.Series(np.ascontiguousarray(letters).view(f"<U{length}").ravel().tolist(), dtype=pl.String)
    return (prefix + found.unique(maintain_order=True).head(count)).alias("code")


def _days(numbers: Columns) -> pl.Series:
    return pl.Series(numbers.astype("int32")).cast(pl.Date)


def _items(chance: np.random.Generator) -> pl.DataFrame:
    cents = chance.integers(250, 6_000, ITEMS)
    changed = chance.random(ITEMS) < CHANGED
    return pl.DataFrame(
        {
            "sku": _codes(chance, ITEMS, 8, "B0"),
            "pack": chance.choice([4, 6, 8, 12, 24], ITEMS),
            "cost": cents,
            "new_cost": np.where(changed, (cents * chance.uniform(1.02, 1.12, ITEMS)).astype("int64"), cents),
            "changed_on": _days(chance.integers(0, DAYS, ITEMS) + _number(FIRST_DAY)),
            "changed": changed,
        }
    ).with_row_index("item")


def _number(day: date) -> int:
    return (day - date(1970, 1, 1)).days


def _orders(chance: np.random.Generator, items: pl.DataFrame, count: int) -> pl.DataFrame:
    """One row per order line, with the invoice that bills it."""
    orders = count // LINES_PER_ORDER + 1
    day = np.sort(chance.integers(0, DAYS, orders)) + _number(FIRST_DAY)
    heads = pl.DataFrame(
        {
            "order": np.arange(orders),
            "po": _codes(chance, orders, 8),
            "ship_to": pl.Series(chance.choice(["IND9", "ONT8", "PHX7", "DAL3", "EWR4"], orders).tolist()),
            "terms": pl.Series(chance.choice(["Prepaid", "Collect"], orders, p=[0.6, 0.4]).tolist()),
            "ordered": _days(day),
            "invoiced": _days(day + chance.integers(5, 20, orders)),
            "invoice": [f"INV{10_000_000 + n}" for n in range(orders)],
        }
    )
    order = np.repeat(np.arange(orders), LINES_PER_ORDER)[:count]
    first = chance.integers(0, ITEMS, orders)
    place = np.arange(count) - order * LINES_PER_ORDER
    cases = chance.integers(1, 30, count)
    lines = pl.DataFrame({"order": order, "item": ((first[order] + place * 37) % ITEMS).astype("uint32"), "cases": cases})
    found = lines.join(heads, on="order", maintain_order="left").join(items, on="item", maintain_order="left")
    cost = pl.when(pl.col("changed") & (pl.col("ordered") >= pl.col("changed_on"))).then("new_cost").otherwise("cost")
    return found.with_columns(cost.alias("unit_cost"), (pl.col("cases") * pl.col("pack")).alias("quantity")).with_row_index("line")


def _deductions(chance: np.random.Generator, orders: pl.DataFrame, count: int) -> pl.DataFrame:
    chosen = np.sort(chance.choice(orders.height, count, replace=False))
    lines = orders[chosen]
    return lines.with_columns(
        pl.Series("is_shortage", chance.random(count) < SHORTAGE_SHARE),
        pl.Series("fate", chance.random(count)),
        pl.Series("part", chance.random(count)),
    )


def _claims(chance: np.random.Generator, lines: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Shortage and price lines with the figures that the retailer states; amounts in cents."""
    short = lines.filter("is_shortage").with_columns(
        pl.max_horizontal(1, (pl.col("quantity") * pl.col("part") * MOST_SHORT).cast(pl.Int64)).alias("short"),
        pl.when(pl.col("fate") < OVER_BILLED).then(pl.col("quantity") + pl.col("pack")).otherwise("quantity").alias("billed"),
        (pl.col("invoice") + "SC").alias("claim"),
    )
    short = short.with_columns(
        (pl.col("billed") - pl.col("short")).alias("received"), (pl.col("short") * pl.col("unit_cost")).alias("amount")
    )
    fate = pl.col("fate")
    price = lines.filter(~pl.col("is_shortage")).with_columns(
        pl.when(fate < EQUAL)
        .then("unit_cost")
        .when(fate < BY_THE_CASE)
        .then(pl.col("unit_cost") * pl.col("pack"))
        .when(fate < A_CENT)
        .then(pl.col("unit_cost") + 1)
        .when((fate < NEW_COST) & pl.col("changed"))
        .then("new_cost")
        .otherwise(pl.col("unit_cost") + 20)
        .alias("invoice_cost"),
        pl.when(fate.is_between(EQUAL, BY_THE_CASE)).then("cases").otherwise("quantity").alias("quantity"),
        (pl.col("invoice") + "PC").alias("claim"),
    )
    difference = (pl.col("invoice_cost") - pl.col("unit_cost")) * pl.col("quantity")
    price = price.with_columns(pl.when(difference > 0).then(difference).otherwise(pl.col("quantity") * 3).alias("amount"))
    del chance
    return short, price


def _money(cents: str | pl.Expr) -> pl.Expr:
    value = pl.col(cents) if isinstance(cents, str) else cents
    minus = pl.when(value < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    return minus + (value.abs() // 100).cast(pl.String) + "." + (value.abs() % 100).cast(pl.String).str.zfill(2)


def _day(column: str) -> pl.Expr:
    return pl.col(column).dt.strftime("%m/%d/%Y")


def _write_master(folder: Path, items: pl.DataFrame) -> None:
    items.select(
        pl.col("sku").alias("ASIN"), pl.lit("").alias("GTIN"), pl.lit("Towel Bar, Copper").alias("Title"), pl.col("pack").alias("Case Pack")
    ).write_csv(folder / "catalogue.csv")
    start = pl.lit("01/01/2024").alias("Effective From")
    usd = pl.lit("USD").alias("Currency")
    approval = ("CC-" + (900_000 + pl.col("item")).cast(pl.String)).alias("Approval ID")
    before = pl.when("changed").then((pl.col("changed_on") - timedelta(days=1)).dt.strftime("%m/%d/%Y")).alias("Effective To")
    asin = pl.col("sku").alias("ASIN")
    old = items.select(asin, _money("cost").alias("Cost"), usd, start, before, approval)
    new = items.filter("changed").select(
        asin,
        _money("new_cost").alias("Cost"),
        usd,
        _day("changed_on").alias("Effective From"),
        pl.lit(None, dtype=pl.String).alias("Effective To"),
        approval,
    )
    pl.concat([old, new]).write_csv(folder / "cost_history.csv")


def _write_orders(folder: Path, orders: pl.DataFrame) -> None:
    orders.select(
        pl.col("po").alias("PO Number"),
        pl.lit("HALD1").alias("Vendor"),
        pl.col("ship_to").alias("Ship to location"),
        pl.col("sku").alias("ASIN"),
        ("HT-" + pl.col("item").cast(pl.String)).alias("Model Number"),
        ("Halden towel bar " + pl.col("item").cast(pl.String) + ", copper").alias("Title"),
        _day("ordered").alias("Ordered On"),
        pl.lit("Delivery").alias("Window Type"),
        (pl.col("ordered") + timedelta(days=14)).dt.strftime("%m/%d/%Y").alias("Window Start"),
        (pl.col("ordered") + timedelta(days=24)).dt.strftime("%m/%d/%Y").alias("Window End"),
        pl.col("quantity").alias("Quantity Requested"),
        pl.col("quantity").alias("Accepted Quantity"),
        pl.col("quantity").alias("Quantity Received"),
        _money("unit_cost").alias("Unit Cost"),
        pl.lit("USD").alias("Currency"),
        pl.col("terms").alias("Freight Terms"),
    ).write_csv(folder / "purchase_orders.csv")


def _write_invoices(folder: Path, orders: pl.DataFrame, shortages: pl.DataFrame, prices: pl.DataFrame) -> None:
    """Our own invoices line by line, as they were billed."""
    billed = pl.concat(
        [
            shortages.select("line", pl.col("billed").alias("units"), pl.col("unit_cost").alias("price")),
            prices.select("line", pl.col("quantity").alias("units"), pl.col("invoice_cost").alias("price")),
        ]
    )
    orders.join(billed, on="line", how="left", maintain_order="left").select(
        pl.col("invoice").alias("Invoice Number"),
        _day("invoiced").alias("Invoice Date"),
        (pl.col("invoiced") + timedelta(days=60)).dt.strftime("%m/%d/%Y").alias("Due Date"),
        pl.col("po").alias("PO"),
        pl.col("sku").alias("ASIN"),
        pl.coalesce("units", "quantity").alias("Quantity"),
        _money(pl.coalesce("price", "unit_cost")).alias("Unit Price"),
    ).write_csv(folder / "invoice_lines.csv")


def _write_claims(folder: Path, shortages: pl.DataFrame, prices: pl.DataFrame) -> None:
    named = (
        pl.col("claim").alias("Claim Number"), pl.col("invoice").alias("Invoice Number"), pl.col("po").alias("PO"),
        pl.col("sku").alias("ASIN"),
    )  # fmt: skip
    shortages.select(
        *named,
        pl.col("billed").alias("Invoiced Quantity"),
        pl.col("received").alias("Received Quantity"),
        pl.col("short").alias("Short Quantity"),
        _money("unit_cost").alias("Unit Cost"),
        _money("amount").alias("Amount"),
    ).write_csv(folder / "shortage_detail.csv")
    prices.select(
        *named,
        pl.col("quantity").alias("Quantity"),
        _money("invoice_cost").alias("Invoice Cost"),
        _money("unit_cost").alias("PO Cost"),
        _money("amount").alias("Amount"),
    ).write_csv(folder / "price_discrepancies.csv")


def _write_remittances(
    folder: Path, chance: np.random.Generator, orders: pl.DataFrame, shortages: pl.DataFrame, prices: pl.DataFrame
) -> None:
    """Invoice lines, claims, their slices and reversals on weekly payments that tie; filings for some of the claims."""
    invoices = orders.group_by("invoice", maintain_order=True).agg(
        pl.col("invoiced").first(), (pl.col("quantity") * pl.col("unit_cost")).sum().alias("amount")
    )
    paid = invoices.select(
        pl.col("invoice").alias("number"), "invoiced", ("Invoice " + pl.col("invoice")).alias("said"), "amount",
        (pl.col("invoiced") + timedelta(days=60)).alias("day"),
    )  # fmt: skip
    claims = _remitted(chance, shortages, "Shortage Claim for Invoice ", 75)
    claims = pl.concat([claims, _remitted(chance, prices, "Price Claim FOR PPV Invoice ", 80)])
    back = claims.filter(pl.col("chance") < GIVEN_BACK).select(
        (pl.col("number") + "R").alias("number"),
        "invoiced",
        ("Reversal of " + pl.col("said")).alias("said"),
        (-pl.col("amount")).alias("amount"),
        (pl.col("day") + timedelta(days=70)).alias("day"),
    )
    every = pl.concat([paid, claims.drop("chance"), back])
    week = (pl.col("day").dt.epoch("d") // 7).alias("week")
    every = (
        every.with_columns(week)
        .with_columns((2_000_000_000 + pl.col("week")).cast(pl.String).alias("payment"))
        .sort("week", maintain_order=True)
    )
    _write_remittance_files(folder, every)
    filed = claims.filter(pl.col("chance") > FILED).with_row_index("n")
    filed.select(
        ("D" + (7_000_000 + pl.col("n")).cast(pl.String)).alias("Dispute ID"),
        pl.col("number").alias("Reference"),
        pl.when(pl.col("chance") > WAITING).then(pl.lit("Pending")).otherwise(pl.lit("Denied")).alias("Status"),
        (pl.col("day") + timedelta(days=20)).dt.strftime("%m/%d/%Y").alias("Submitted"),
        _money(-pl.col("amount")).alias("Amount"),
        pl.lit(1).alias("Attempt"),
    ).write_csv(folder / "disputes.csv")


def _remitted(chance: np.random.Generator, lines: pl.DataFrame, words: str, later: int) -> pl.DataFrame:
    grouped = lines.group_by("claim", maintain_order=True).agg(
        pl.col("invoice").first(), pl.col("invoiced").first(), pl.col("amount").sum()
    )
    return grouped.select(
        pl.col("claim").alias("number"),
        "invoiced",
        (words + pl.col("invoice")).alias("said"),
        (-pl.col("amount")).alias("amount"),
        (pl.col("invoiced") + timedelta(days=later)).alias("day"),
        pl.Series("chance", chance.random(grouped.height)),
    )


def _write_remittance_files(folder: Path, every: pl.DataFrame) -> None:
    """Each file with its payments above its lines, as the portal stacks them."""
    weeks = every["week"].unique().sort().to_list()
    step = len(weeks) // REMITTANCE_FILES + 1
    for number in range(REMITTANCE_FILES):
        mine = every.filter(pl.col("week").is_in(weeks[number * step : (number + 1) * step]))
        payments = mine.group_by("payment", maintain_order=True).agg(pl.col("week").first(), pl.col("amount").sum())
        head = payments.select(
            pl.col("payment").alias("Payment Number"),
            (pl.col("week") * 7 + 6).cast(pl.Int32).cast(pl.Date).dt.strftime("%m/%d/%Y").alias("Payment Date"),
            pl.lit("USD").alias("Payment Currency"),
            _money("amount").alias("Payment Amount"),
            pl.lit("Halden Table Works").alias("Payee"),
            pl.lit("Cleared").alias("Status"),
        )
        body = mine.select(
            pl.col("payment").alias("Payment Number"),
            pl.col("number").alias("Invoice Number"),
            _day("invoiced").alias("Invoice Date"),
            pl.col("said").alias("Description"),
            _money("amount").alias("Invoice Amount"),
            pl.lit("USD").alias("Invoice Currency"),
            pl.lit("0.00").alias("Withholding Amount"),
            pl.lit("0.00").alias("Terms Discount Taken"),
            _money("amount").alias("Amount Paid"),
            pl.lit("0.00").alias("Remaining Amount"),
        )
        text = f"Remittance payments\n\n{head.write_csv()}\nInvoices\n{body.write_csv()}"
        (folder / f"remittance_{number + 1}.csv").write_text(text, encoding="utf-8")


def header_line(path: Path) -> int:
    """The lines before the header of the invoices section of a remittance."""
    with path.open(encoding="utf-8") as lines:
        return next(n for n, line in enumerate(lines, start=1) if line.startswith("Invoices"))
