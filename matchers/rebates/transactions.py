"""Which transactions count under an agreement and on which day: each once, returns as the agreement says, in scaled whole numbers."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Final

import polars as pl

from facts.rebates import Basis, Measure, Mechanism, ProofMissingError, RebateAgreement, ReturnsIn, UnusableAgreementError
from facts.tables import SCALE, TableKind
from matchers.frames import Frames
from matchers.rebates.counted_in import COLUMNS, pallets, refuse_unmeasured, with_catalogue, worth

RETURNS: Final = ("return", "returns", "credit", "refund", "retoure", "rückgabe", "retour", "avoir", "devolución", "reso", "退货", "退回")
"""Words that mark a return where the amounts' sign does not."""


def transactions_of(frames: Frames) -> pl.DataFrame:
    """Sales and returns of all customers, each transaction once, returns negative; `sold_on` is the day of the sale that a row belongs to.

    A return belongs to the sale of the same invoice and item where there is one, else to its own day. Columns beside those of the table
    of sales: `is_return`, `sold_on`, `eligible`, which is true until somebody says whose purchases do not count, and what the
    catalogue says of a unit (`matchers.rebates.counted_in`). Two exports that state the same transaction give it once.
    """
    sales = frames.table(TableKind.SALES)
    kind = pl.col("sale_kind").str.to_lowercase().str.strip_chars()
    worth = pl.coalesce("net_amount", "gross_amount", "quantity")
    rows = sales.with_columns(is_return=(kind.is_in(RETURNS) | (worth < 0)).fill_null(value=False))
    signed = [
        pl.when("is_return").then(-pl.col(name).abs()).otherwise(pl.col(name)).alias(name)
        for name in ("quantity", "net_amount", "gross_amount")
    ]
    rows = rows.with_columns(*signed).unique(subset=["transaction_id"], keep="first", maintain_order=True)
    keys = ["invoice_number", "sku", "customer"]
    first = (
        rows.filter(~pl.col("is_return") & pl.col("invoice_number").is_not_null())
        .group_by(keys)
        .agg(pl.col("sale_date").min().alias("_sold"))
    )
    rows = rows.join(first, on=keys, how="left", maintain_order="left")
    sold_on = pl.when(pl.col("is_return") & pl.col("_sold").is_not_null()).then("_sold").otherwise("sale_date")
    return with_catalogue(rows.with_columns(sold_on=sold_on, eligible=pl.lit(value=True)).drop("_sold"), frames)


def known_by(transactions: pl.DataFrame, day: date) -> pl.DataFrame:
    """What had happened by a day and was in the books by then, where the books say when a row was posted."""
    return transactions.filter((pl.col("sale_date") <= day) & (pl.coalesce("posted_on", "sale_date") <= day))


def counted(transactions: pl.DataFrame, agreement: RebateAgreement, start: date, end: date) -> pl.DataFrame:
    """The transactions of a stretch of days (inclusive) that the agreement counts, with `counts_on` and `worth`.

    `worth` is what a row adds to the base: millionths of the currency, of a kilogram or of a pallet, or units where the agreement counts
    quantities. Raises UnusableAgreementError for rows that may count or not: in another currency without a rate, without the territory or
    the proof of the end customer that the agreement asks for, of items whose measure is not known.
    """
    day = "sold_on" if agreement.returns_in is ReturnsIn.TERM_OF_SALE else "sale_date"
    rows = transactions.filter(in_scope(agreement)).with_columns(counts_on=pl.col(day))
    if agreement.returns_in is ReturnsIn.NEVER:
        rows = rows.filter(~pl.col("is_return"))
    first, last = max(start, agreement.starts_on), min(end, agreement.ends_on)
    rows = rows.filter(pl.col("counts_on").is_between(pl.lit(first), pl.lit(last)))
    _refuse_unclear(rows, agreement)
    rows = rows.filter(_is_proven(agreement))
    refuse_unmeasured(rows, agreement)
    return rows.with_columns(worth=_worth(agreement))


def in_scope(agreement: RebateAgreement) -> pl.Expr:
    """True for eligible rows of the agreement's customers, items and groups; an exclusion weighs more than an inclusion."""
    customers = [_name(c) for c in (agreement.customers or (agreement.earner,))]
    conditions = [pl.col("eligible"), pl.col("customer").str.to_lowercase().str.strip_chars().is_in(customers)]
    for column, wanted, unwanted in (
        ("sku", agreement.included_skus, agreement.excluded_skus),
        ("product_group", agreement.included_groups, agreement.excluded_groups),
    ):
        if wanted:
            conditions.append(pl.col(column).is_in(sorted(wanted)).fill_null(value=False))
        if unwanted:
            conditions.append(~pl.col(column).is_in(sorted(unwanted)).fill_null(value=False))
    if agreement.territories:
        conditions.append(in_territory(agreement))
    return pl.all_horizontal(conditions)


def in_territory(agreement: RebateAgreement) -> pl.Expr:
    """True for rows of the agreement's territories, and for those that name none: whether they count is asked elsewhere."""
    wanted = sorted(_name(t) for t in agreement.territories)
    return pl.col("territory").str.to_lowercase().str.strip_chars().is_in(wanted).fill_null(value=True)


def _refuse_unclear(rows: pl.DataFrame, agreement: RebateAgreement) -> None:
    foreign = rows.filter(pl.col("currency").is_not_null() & (pl.col("currency") != agreement.currency))
    if not foreign.is_empty():
        told = ", ".join(sorted(foreign["currency"].unique().to_list()))
        how = "their rates are not in the tables" if agreement.rate_on is not None else "the agreement does not say how they count"
        raise UnusableAgreementError(f"{foreign.height} sales are in {told}, the agreement is in {agreement.currency}, and {how}")
    if agreement.territories and (unknown := rows["territory"].null_count()):
        raise UnusableAgreementError(
            f"{unknown} sales name no territory, and the agreement holds for {', '.join(sorted(agreement.territories))}"
        )
    if agreement.mechanism is Mechanism.SHIP_AND_DEBIT and rows.height:
        for column, wanted in (("end_customer", agreement.end_customers), ("approval_number", agreement.approval_number)):
            if wanted and rows[column].null_count() == rows.height:
                raise ProofMissingError(f"no sale names its {column.replace('_', ' ')}; add the proof of sale")


def _is_proven(agreement: RebateAgreement) -> pl.Expr:
    """True for sales that ship-and-debit counts: to a named end customer, under the approval's number; all rows elsewhere.

    Papers and exports differ in dots, blanks and hyphens of the same name and number: a name is compared without them, a number by its
    runs of letters and of figures, so that AP5512 is AP-5512 and AP-11-2 is not AP-1-12.
    """
    conditions = [pl.lit(value=True)]
    if agreement.mechanism is Mechanism.SHIP_AND_DEBIT:
        if agreement.end_customers:
            named = sorted({_FILLERS.sub("", c.lower()) for c in agreement.end_customers})
            told = pl.col("end_customer").str.to_lowercase().str.replace_all(_FILLERS.pattern, "")
            conditions.append(told.is_in(named).fill_null(value=False))
        if agreement.approval_number:
            runs = pl.col("approval_number").str.to_lowercase().str.extract_all(_RUNS)
            wanted = re.findall(_RUNS, agreement.approval_number.lower())
            conditions.append((runs.list.join("-") == "-".join(wanted)).fill_null(value=False))
    return pl.all_horizontal(conditions)


_FILLERS: Final = re.compile(r"[\s.,_/-]")
_RUNS: Final = r"[0-9]+|[^\W\d_]+"


def total(rows: pl.DataFrame, column: str = "worth", *, scaled: bool = True) -> Decimal:
    """The exact sum of a column of scaled whole numbers; 0 where there are none."""
    summed = Decimal(int(rows[column].sum() or 0))
    return summed / SCALE if scaled else summed


def base_of(rows: pl.DataFrame, agreement: RebateAgreement) -> Decimal:
    """The base that counted rows make: an amount, units, kilograms or pallets."""
    if agreement.measure is Measure.PALLETS:
        return pallets(rows)
    return total(rows, scaled=agreement.measure is not Measure.QUANTITY)


def _worth(agreement: RebateAgreement) -> pl.Expr:
    if agreement.measure is Measure.QUANTITY:
        return pl.col("quantity").fill_null(0)
    if agreement.measure in COLUMNS:
        return worth(agreement)
    return pl.coalesce("gross_amount" if agreement.basis is Basis.GROSS else "net_amount", "net_amount").fill_null(0)


def _name(customer: str) -> str:
    return customer.strip().lower()
