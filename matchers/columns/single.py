"""Of an account what single lines are judged by: the rows of their invoices and orders, and what they must know of all others."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

import polars as pl

from facts.tables import SCALE, TableKind
from matchers.beside import Beside
from matchers.columns.accounts import BILLS, CUT, DETAILS, Accounts
from matchers.columns.keys import items
from matchers.columns.remitted import CLAIM
from matchers.frames import collect
from matchers.grammar import mentioned, number_key
from matchers.suffixes import strips
from rules.model import Rules

_ITEMS: Final = (TableKind.CATALOGUE, TableKind.COST_HISTORY)


def part_of(
    accounts: Accounts, tables: Mapping[TableKind, pl.DataFrame], roots: pl.Series, *, whole: bool
) -> dict[TableKind, pl.DataFrame]:
    """Tables with the rows of some invoices and their orders only; `whole`: with all rows of no invoice, and all other tables."""
    wanted = roots.cast(pl.UInt32).alias("root").unique().to_frame()
    rooted = [accounts.tables[kind] for kind in (*dict(BILLS), *DETAILS) if kind in accounts.tables]
    said = [frame.filter(pl.col("root").is_in(wanted["root"].implode()))["order"] for frame in rooted]
    named = pl.concat([*said, pl.Series("order", [], dtype=pl.String)]).unique().to_frame("order")
    stray = pl.col("root").is_null() if whole else pl.lit(value=False)
    found: dict[TableKind, pl.DataFrame] = {}
    for kind, frame in accounts.tables.items():
        if kind is TableKind.PURCHASE_ORDERS:
            found[kind] = frame.join(named, on="order", how="semi")
        elif kind is TableKind.DISPUTES:
            found[kind] = frame.filter(pl.col("root").is_in(wanted["root"].implode()) | (~pl.col("plain") if whole else stray))
        else:
            mine = pl.col("root").is_in(wanted["root"].implode()) | stray
            beside = pl.col("order").is_in(named["order"].implode()) if kind in dict(BILLS) else pl.lit(value=False)
            found[kind] = frame.filter(mine | beside)
    lines = accounts.lines.lines
    if lines.height:
        mine = _of_roots(wanted["root"]) if whole else pl.col("root").is_in(wanted["root"].implode())
        found[TableKind.REMITTANCE_LINES] = lines.filter(mine)
    for kind, frame in tables.items():
        if kind in CUT:
            continue
        found[kind] = frame if whole else _needed(kind, frame, found)
    return dict(zip(found, collect([], found.items()).tables.values(), strict=True))


def _needed(kind: TableKind, frame: pl.DataFrame, found: Mapping[TableKind, pl.DataFrame]) -> pl.DataFrame:
    """Of the other tables what single claims are judged by: their payments, items and costs."""
    if kind in _ITEMS:
        named = pl.concat([found[k]["item"] for k in (*DETAILS, TableKind.PURCHASE_ORDERS) if k in found]).unique()
        return frame.filter(items(frame["sku"]).is_in(named.implode()))
    if kind is TableKind.PAYMENTS and TableKind.REMITTANCE_LINES in found:
        return frame.filter(pl.col("payment_number").is_in(found[TableKind.REMITTANCE_LINES]["payment_number"].unique().implode()))
    return frame.clear()


def _of_roots(roots: pl.Series) -> pl.Expr:
    """Remitted lines of some invoices, and all that need a story."""
    return pl.col("root").is_in(roots.cast(pl.UInt32).implode()).fill_null(value=False) | pl.col("form").is_null()


def beside(
    accounts: Accounts, part: Mapping[TableKind, pl.DataFrame], roots: pl.Series, rules: Rules, series: frozenset[str], *, papers: bool
) -> Beside:
    """What the lines of a part must know of the account around them; the part is the whole one of these invoices (`part_of`).

    `series` are those of `own_series`.
    """
    lines = part.get(TableKind.REMITTANCE_LINES)
    if lines is None:
        return Beside()
    named: set[str] = set()
    columns = ("invoice_number", "description", "reference_details", "original_invoice_number")
    for number, description, details, original in lines.select(columns).iter_rows():
        keys = {number_key(number), number_key(original), *mentioned(f"{description or ''} {details or ''}")}
        named |= keys | {root for key in keys for root, _ in strips(key, rules.grammar.tokens)}
    known = accounts.invoices.filter(pl.col("invoice").is_in(pl.Series(sorted(named), dtype=pl.String).implode()))
    others = accounts.lines.lines.filter(~_of_roots(roots))
    totals = others.group_by("payment").agg(pl.col("amount_paid").sum())
    paid = {key: (Decimal(total) / SCALE).quantize(Decimal("0.01")) for key, total in totals.iter_rows()}
    signed = others.filter(pl.col("form") == CLAIM)["_file"].unique().to_list()
    orders: Any = accounts.invoices["order"].drop_nulls().to_list() if papers else ()
    return Beside(frozenset(known["invoice"].to_list()), frozenset(orders), series, paid, frozenset(signed))


def own_series(accounts: Accounts, rules: Rules) -> frozenset[str]:
    """The pack's number patterns that one of our invoice numbers fits as it is printed."""
    patterns = [p.pattern for p in rules.grammar.patterns if p.field == "number"]
    rows = [accounts.tables[k].select("invoice_number", "invoice") for k in (*dict(BILLS), *DETAILS) if k in accounts.tables]
    if not rows:
        return frozenset()
    other = pl.col("invoice_number") != pl.col("invoice")
    odd = pl.concat([frame.filter(other) for frame in rows]).unique()
    keys = pl.col("invoice").is_in(odd["invoice"].unique().implode())
    fine = [accounts.invoices.filter(~keys)["invoice"]]
    fine += [frame.filter(~other & keys)["invoice"].unique() for frame in rows if odd.height]
    spelled = odd["invoice_number"].str.normalize("NFKC").str.strip_chars().str.to_uppercase()
    numbers = pl.concat([numbers.alias("number") for numbers in (*fine, spelled)])
    return frozenset(p.pattern for p in patterns if _any_fits(numbers, p.pattern, p))


def _any_fits(numbers: pl.Series, pattern: str, python: Any) -> bool:
    try:
        return bool(numbers.str.contains(pattern).any())
    except pl.exceptions.ComputeError:
        return any(python.search(n) for n in numbers.to_list())
