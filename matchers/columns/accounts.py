"""Which deductions tables alone decide: claims of one invoice and one order, each line stated once, nothing about them unusual."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Final

import polars as pl

from facts.finding import FindingType
from facts.money import MINOR_DIGITS
from facts.tables import SCALE, TableKind
from matchers.columns.keys import changed, compacted, items, line_keys, number_keys, places_of, repeated
from matchers.columns.remitted import CLAIM, REVERSAL, PlainLines, plain_lines, spoken_lines
from matchers.payments import read_payments
from rules.model import Rules

DETAILS: Final = (TableKind.SHORTAGE_DETAIL, TableKind.PRICE_DISCREPANCIES)
BILLS: Final = ((TableKind.INVOICE_LINES, "issue_date"), (TableKind.ALL_INVOICES, "invoice_date"))
CUT: Final = (TableKind.PURCHASE_ORDERS, *(kind for kind, _ in BILLS), *DETAILS, TableKind.REMITTANCE_LINES, TableKind.DISPUTES)
"""Tables of which each row belongs to one invoice or order; all others are always looked at whole."""
ASKED: Final[dict[TableKind, tuple[str, ...]]] = {
    TableKind.PURCHASE_ORDERS: ("vendor_code", "freight_terms", "order_date", "quantity_accepted", "quantity_requested", "unit_cost"),
    TableKind.INVOICE_LINES: ("issue_date", "due_date", "purchase_order", "sku", "unit_price"),
    TableKind.ALL_INVOICES: ("due_date", "purchase_order"),
    TableKind.SHORTAGE_DETAIL: ("claim_number", "purchase_order", "quantity_short", "amount", "currency"),
    TableKind.PRICE_DISCREPANCIES: ("claim_number", "purchase_order", "sku", "adjusted_cost", "amount", "currency"),
    TableKind.REMITTANCE_LINES: (
        "invoice_date", "description", "transaction_type", "reference_details", "original_invoice_number", "withholding",
        "terms_discount", "remaining_amount", "currency",
    ),
    TableKind.DISPUTES: ("submitted", "attempt", "sku"),
}  # fmt: skip
"""Columns that are asked for here though a file may lack them."""
CENT: Final = SCALE // 100
SIDE_BY_SIDE: Final = 3
"""So many looks for what is unusual are taken at once."""
_ROOT: Final = pl.UInt32()


@dataclass(frozen=True, slots=True)
class Touched:
    """Orders and invoices, as compared, that papers or other tables speak of: tables alone do not decide them."""

    orders: frozenset[str] = frozenset()
    invoices: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Accounts:
    """Tables with their rows keyed, the usual invoices told from the others.

    Rows have `invoice`, `order`, `item`, `claim` as compared, `root` the place of their invoice, `line` the number of that and the item.
    `invoices` has one row to an invoice (`invoice`, `order`, `issued`, `due`), `unusual` says of which of them a claim must be
    judged line by line.
    """

    tables: dict[TableKind, pl.DataFrame]
    invoices: pl.DataFrame
    lines: PlainLines
    unusual: pl.Series


def sort_out(tables: Mapping[TableKind, pl.DataFrame], rules: Rules, touched: Touched) -> Accounts:
    """Keys every row, and finds the invoices of which anything is unusual. Tables are such of `CUT`, in the form of frames."""
    payments = tables.get(TableKind.PAYMENTS)
    paid = {} if payments is None else read_payments(payments, rules.statuses.get("payment", {}), [])
    remitted = tables.get(TableKind.REMITTANCE_LINES)
    with ThreadPoolExecutor(SIDE_BY_SIDE) as hands:
        # What takes longest is begun first: nothing of it waits for the other tables.
        spoken = hands.submit(spoken_lines, _no_lines() if remitted is None else remitted, paid, rules.grammar)
        cut: list[TableKind] = [kind for kind in tables if kind in CUT and kind is not TableKind.REMITTANCE_LINES]
        keyed: dict[TableKind, pl.DataFrame] = dict(zip(cut, hands.map(lambda kind: _keyed(kind, tables[kind]), cut), strict=True))
        invoices = _invoices(keyed)
        known = invoices["invoice"]
        placed = [kind for kind in (*(kind for kind, _ in BILLS), *DETAILS) if kind in keyed]
        keyed |= dict(zip(placed, hands.map(lambda kind: _placed(keyed[kind], known), placed), strict=True))
        apart: list[Callable[[], Sequence[pl.Series]]] = [
            lambda: [_odd_orders(keyed, invoices)],
            lambda: [_odd_bills(keyed)],
            *(partial(_odd_details, kind, keyed[kind], invoices, rules) for kind in DETAILS if kind in keyed),
            lambda: [_odd_invoices(invoices), places_of(pl.Series("key", sorted(touched.invoices), dtype=pl.String), known).drop_nulls()],
            lambda: [_of_orders(invoices, sorted(touched.orders))],
        ]
        looks = [hands.submit(look) for look in apart]
        lines = plain_lines(spoken.result(), known, rules.grammar)
        looks += [hands.submit(_odd_claims, keyed, lines, invoices), hands.submit(lambda: [_part_back(keyed, lines), lines.unusual])]
        filed = _filed(keyed, lines, known)
        found = [odd for look in looks for odd in look.result()]
    if filed is not None:
        keyed[TableKind.DISPUTES] = filed
        found.append(filed.filter(~pl.col("plain"))["root"].drop_nulls())
    return Accounts(keyed, invoices, lines, pl.concat([s.cast(_ROOT).alias("root") for s in found]).unique())


def _placed(rows: pl.DataFrame, invoices: pl.Series) -> pl.DataFrame:
    """The rows with the place of their invoice, and the number of that and the item."""
    rows = rows.with_columns(places_of(rows["invoice"], invoices).alias("root"))
    return rows.with_columns(line_keys()) if "item" in rows.columns else rows


def _no_lines() -> pl.DataFrame:
    names = ("payment_number", "invoice_number", "description", "transaction_type", "reference_details", "original_invoice_number")
    amounts = ("invoice_amount", "withholding", "terms_discount", "amount_paid", "remaining_amount", "_row")
    schema: dict[str, pl.DataType] = dict.fromkeys(names, pl.String()) | dict.fromkeys(amounts, pl.Int64())
    return pl.DataFrame(schema=schema | {"invoice_date": pl.Date(), "currency": pl.String(), "_file": pl.String(), "_review": pl.Boolean()})


def _keyed(kind: TableKind, frame: pl.DataFrame) -> pl.DataFrame:
    """The table with its numbers in the spellings that they are compared in."""
    if kind is TableKind.DISPUTES:
        return frame.with_columns(number_keys(frame["reference"]).alias("claim"))
    keys = []
    if "invoice_number" in frame.columns:
        keys.append(number_keys(frame["invoice_number"]).alias("invoice"))
    if "sku" in frame.columns:
        keys.append(items(frame["sku"]))
    orders = (
        frame["purchase_order"] if "purchase_order" in frame.columns else pl.Series([None], dtype=pl.String).new_from_index(0, frame.height)
    )
    keys.append(compacted(orders).alias("order"))
    if kind in DETAILS:
        named = frame.select(pl.when(pl.col("claim_number") != "").then("claim_number").otherwise("invoice_number").alias("reference"))
        keys += [named["reference"], number_keys(named["reference"]).alias("claim")]
    return frame.with_columns(keys)


def _invoices(keyed: Mapping[TableKind, pl.DataFrame]) -> pl.DataFrame:
    """One row to an invoice: its order and days, and whether all rows that speak of it agree."""
    billed = [
        keyed[kind].select("invoice", "order", pl.col(day).alias("issued"), pl.col("due_date").alias("due"), "_review")
        for kind, day in BILLS
        if kind in keyed
    ]
    found = _agreed(pl.concat(billed)) if billed else _agreed(pl.DataFrame(schema=_BILLED))
    none = pl.lit(None, dtype=pl.Date)
    for kind in DETAILS:
        if kind in keyed:
            rows = keyed[kind].select("invoice", "order", none.alias("issued"), none.alias("due"), "_review")
            rows = rows.filter(changed(rows, "invoice", "order", "_review")).join(found, on="invoice", how="anti")
            found = pl.concat([found, _agreed(rows)]) if rows.height else found
    return found


_BILLED: Final[dict[str, pl.DataType]] = {
    "invoice": pl.String(), "order": pl.String(), "issued": pl.Date(), "due": pl.Date(), "_review": pl.Boolean(),
}  # fmt: skip


def _agreed(rows: pl.DataFrame) -> pl.DataFrame:
    rows = rows.filter(changed(rows, *rows.columns) & (rows["invoice"] != ""))
    rows = rows.with_columns(pl.when(pl.col("order") != "").then("order").alias("order"))
    names = ("order", "issued", "due")
    told = rows.group_by("invoice", maintain_order=True).agg(
        pl.col("_review").any(), *(pl.col(n).min() for n in names), *(pl.col(n).max().alias(f"other_{n}") for n in names)
    )
    same = pl.all_horizontal(pl.col(n).eq_missing(pl.col(f"other_{n}")) for n in names)
    return told.select("invoice", *names, (same & ~pl.col("_review") & pl.col("order").is_not_null()).alias("agreed"))


def _odd_invoices(invoices: pl.DataFrame) -> pl.Series:
    """Invoices whose rows contradict each other, and all invoices of an order that has several."""
    placed = invoices.with_row_index("root")
    several = pl.col("order").is_not_null() & pl.col("order").is_duplicated()
    return placed.filter(~pl.col("agreed") | several)["root"]


def _of_orders(invoices: pl.DataFrame, orders: Sequence[str] | pl.Series) -> pl.Series:
    wanted = pl.Series("order", orders, dtype=pl.String).to_frame()
    return invoices.with_row_index("root").join(wanted, on="order", how="semi")["root"]


def _odd_orders(keyed: Mapping[TableKind, pl.DataFrame], invoices: pl.DataFrame) -> pl.Series:
    """Invoices of orders that state an item twice, name none, or contradict themselves."""
    orders = keyed.get(TableKind.PURCHASE_ORDERS)
    if orders is None:
        return pl.Series(dtype=_ROOT)
    names = [n for n in ("vendor_code", "freight_terms", "order_date", "_file") if n in orders.columns]
    orders = orders.select("order", "item", "_review", *names)
    begins = changed(orders, "order")
    if int(begins.sum()) > orders["order"].n_unique():  # the lines of an order do not stand together
        orders = orders.sort("order")
        begins = changed(orders, "order")
    odd = [orders.filter(pl.col("_review") | (pl.col("item") == ""))["order"]]
    for name in names:
        if orders[name].null_count():
            least, most = pl.col(name).min(), pl.col(name).max()
            odd.append(orders.group_by("order").agg((least != most).alias("differ")).filter("differ")["order"])
        else:
            odd.append(orders.filter(changed(orders, name) & ~begins)["order"])
    lines = orders.select(begins.cum_sum().cast(pl.UInt32).alias("root"), "item").select(line_keys()).to_series()
    if lines.n_unique() < orders.height:
        odd.append(orders.filter(lines.is_duplicated())["order"])
    return _of_orders(invoices, pl.concat(odd).unique())


def _odd_bills(keyed: Mapping[TableKind, pl.DataFrame]) -> pl.Series:
    """Invoices that state an item more than once: no one of these lines is the item's."""
    bills = keyed.get(TableKind.INVOICE_LINES)
    if bills is None:
        return pl.Series(dtype=_ROOT)
    named = bills.filter(pl.col("line").is_not_null() & (pl.col("item") != "")).select("root", "line")
    return named["root"].filter(repeated(named["line"]))


def _odd_details(kind: TableKind, details: pl.DataFrame, invoices: pl.DataFrame, rules: Rules) -> list[pl.Series]:
    """Invoices of lines that lack a figure or the day that costs count by, are stated twice, name another order, or are not in cents."""
    figures = ["amount"]
    figures += (
        ["quantity_invoiced", "quantity_received", "unit_cost"]
        if kind is TableKind.SHORTAGE_DETAIL
        else ["quantity", "invoice_cost", "po_cost"]
    )
    printed = pl.col("currency") if "currency" in details.columns else pl.lit(None, dtype=pl.String)
    currency = pl.when(printed != "").then(printed).otherwise(pl.lit(rules.currency))
    odd = [pl.col(name).is_null() | (pl.col(name) < 0) for name in figures]
    odd += [currency.is_in(sorted(c for c, n in MINOR_DIGITS.items() if n != 2)), pl.col("item") == "", pl.col("amount") % CENT != 0]
    odd.append(pl.col("order").ne_missing(pl.col("invoice_order")))
    twice = [pl.struct("claim", "item").is_duplicated()]
    if kind is TableKind.SHORTAGE_DETAIL:
        short = pl.col("quantity_invoiced") - pl.col("quantity_received")
        stated = pl.coalesce("quantity_short", short) if "quantity_short" in details.columns else short
        odd.append(stated <= 0)
        twice.append(pl.struct("line", stated, "amount").is_duplicated())
    else:
        odd += [(pl.col("invoice_cost") % CENT != 0) | (pl.col("po_cost") % CENT != 0), pl.col("quantity") == 0]
        if rules.price.cost_in_force_on == "invoice_date":
            odd.append(pl.col("invoice_issued").is_null())
    found = details.with_columns(invoices[name][details["root"]].alias(f"invoice_{name}") for name in ("order", "issued"))
    again = found.filter(pl.col("line").is_not_null() & pl.col("line").is_duplicated())
    return [found.filter(pl.any_horizontal(odd))["root"].drop_nulls(), again.filter(pl.any_horizontal(twice))["root"]]


def _odd_claims(keyed: Mapping[TableKind, pl.DataFrame], lines: PlainLines, invoices: pl.DataFrame) -> list[pl.Series]:
    """Invoices with a claim number that stands for several things or has no detail, with credits of no claim, or without a day."""
    kinds = {TableKind.SHORTAGE_DETAIL: "shortage", TableKind.PRICE_DISCREPANCIES: "price_claim"}
    parts = [keyed[kind].select("claim", "root", pl.lit(name).alias("kind")) for kind, name in kinds.items() if kind in keyed]
    plain = lines.lines.filter(pl.col("form").is_in([CLAIM, REVERSAL])).select(
        "form", pl.col("key").alias("claim"), "root", "kind", "invoice_date"
    )
    if not parts:
        return [plain["root"]]
    claims = pl.concat([part.filter(changed(part, "claim", "root")) for part in parts])
    repeated = claims["claim"].is_duplicated()
    several = claims.filter(repeated).unique()
    again = several.filter(pl.col("claim").is_duplicated())["root"].drop_nulls()
    claims = pl.concat([claims.filter(~repeated), several.unique("claim", keep="any")])
    taken = plain.filter(pl.col("form") == CLAIM)
    places = places_of(taken["claim"], claims["claim"])
    asked = taken.with_columns(
        places.alias("place"), claims["root"][places].alias("claim_root"), claims["kind"][places].alias("claim_kind")
    )
    unknown = claims.with_row_index("place").filter(invoices["issued"][claims["root"]].is_null() & claims["root"].is_not_null())
    undated = unknown.join(asked.filter(pl.col("invoice_date").is_not_null()), on="place", how="anti")["root"]
    return [
        again,
        asked.filter(pl.col("claim_root").ne_missing(pl.col("root")) | pl.col("claim_kind").ne_missing(pl.col("kind")))["root"],
        plain.filter(pl.col("form") == REVERSAL).join(taken, on=["root", "kind"], how="anti")["root"],
        undated,
    ]


def _part_back(keyed: Mapping[TableKind, pl.DataFrame], lines: PlainLines) -> pl.Series:
    """Invoices of shortage claims over several lines of which another amount came back than the whole or that of just one line."""
    details = keyed.get(TableKind.SHORTAGE_DETAIL)
    if details is None:
        return pl.Series(dtype=_ROOT)
    shortage = pl.col("kind") == FindingType.SHORTAGE.value
    back = lines.lines.filter((pl.col("form") == REVERSAL) & shortage).select("root", pl.col("amount_paid").alias("back"))
    found = details.select("root", "claim", "amount").join(back, on="root", how="inner").group_by("root", "claim").agg(
        pl.len().alias("lines"), pl.col("amount").sum(), pl.col("back").first(), (pl.col("amount") == pl.col("back")).sum().alias("same")
    )  # fmt: skip
    whole = (pl.col("lines") == 1) | (pl.col("amount") == pl.col("back"))
    return found.filter(~whole & (pl.col("same") != 1))["root"]


def _filed(keyed: Mapping[TableKind, pl.DataFrame], lines: PlainLines, known: pl.Series) -> pl.DataFrame | None:
    """The filings with the invoice they are about, and whether each is the only one, plainly about one claim."""
    disputes = keyed.get(TableKind.DISPUTES)
    if disputes is None:
        return None
    taken = lines.lines.filter(pl.col("form") == CLAIM).select(pl.col("key").alias("claim"), pl.col("root"))
    details = [keyed[kind].select("claim", "root") for kind in DETAILS if kind in keyed]
    shorter = disputes.select(pl.col("claim").str.strip_suffix("R"))
    asked = pl.concat([disputes.select("claim"), shorter]).unique()
    every = [taken, *details, known.to_frame("claim").with_row_index("root").select("claim", "root")]
    named = pl.concat([part.join(asked, on="claim", how="semi") for part in every]).unique("claim", keep="first", maintain_order=True)
    sku = pl.col("sku").fill_null("") if "sku" in disputes.columns else pl.lit("")
    plain = pl.col("claim").is_unique() & (sku == "") & pl.col("claim").is_in(taken["claim"].implode()) & ~pl.col("_review")
    own = disputes.select("claim").join(named, on="claim", how="left", maintain_order="left")["root"]
    other = shorter.join(named, on="claim", how="left", maintain_order="left")["root"]
    return disputes.with_columns(plain.alias("plain"), own.zip_with(own.is_not_null(), other).alias("root"))
