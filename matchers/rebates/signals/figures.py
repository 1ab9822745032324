"""Figures of a claim that are unusual: round amounts, invoice numbers in a row, first digits, bases just over a threshold, loading."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

import polars as pl

from facts.evidence import Evidence
from facts.rebates import GrowthOn, Mechanism
from facts.tables import SCALE
from matchers.frames import Row, decimal, row_evidence
from matchers.rebates.mechanisms import ZERO
from matchers.rebates.periods import DAY
from matchers.rebates.signals.signal import Looked, Signal, shown

_BY_THRESHOLD: Final = frozenset({Mechanism.RETROACTIVE, Mechanism.FIXED, Mechanism.GROWTH})
_NUMBERED: Final = re.compile(r"^(.*?)(\d{1,15})$")
_DIGITS: Final = range(1, 10)


def round_amounts(looked: Looked) -> Iterator[Signal]:
    """Nearly all amounts are multiples of a round sum: invoices of the trade seldom are."""
    lines = [(row, amount) for row in looked.claim.lines if (amount := decimal(row["amount"]))]
    to = looked.limits.round_to
    even = [row for row, amount in lines if amount % to == 0]
    if len(lines) >= looked.limits.least_lines and len(even) >= looked.limits.round_share * len(lines):
        said = f"{len(even)} of {len(lines)} claimed amounts are multiples of {to:f}"
        yield Signal("round_amounts", said, evidence=shown([_line(row) for row in even]))


def invoices_in_a_row(looked: Looked) -> Iterator[Signal]:
    """Invoice numbers one after the other: a customer who buys from day to day seldom gets them so."""
    numbered: dict[tuple[str, int], Row] = {}
    for row in looked.claim.lines:
        found = _NUMBERED.match(row["invoice_number"] or "")
        if found:
            numbered.setdefault((found[1], int(found[2])), row)
    longest: list[tuple[str, int]] = []
    run: list[tuple[str, int]] = []
    for key in sorted(numbered):
        run = [*run, key] if run and run[-1] == (key[0], key[1] - 1) else [key]
        longest = max(longest, run, key=len)
    if len(longest) >= max(2, looked.limits.sequential_invoices):
        first, last = (numbered[key]["invoice_number"] for key in (longest[0], longest[-1]))
        said = f"{len(longest)} claimed invoices carry numbers in a row, {first} to {last}"
        yield Signal("invoices_in_a_row", said, evidence=shown([_line(numbered[key]) for key in longest]))


def first_digits(looked: Looked) -> Iterator[Signal]:
    """First digits of many amounts that are not spread as in grown figures (Benford); said of few amounts it would mean nothing."""
    amounts = [amount for row in looked.claim.lines if (amount := decimal(row["amount"]))]
    if len(amounts) < looked.limits.benford_least:
        return
    seen = Counter(int(next(c for c in f"{abs(a):f}" if c in "123456789")) for a in amounts)
    off = sum((seen[d] - _expected(d, len(amounts))) ** 2 / _expected(d, len(amounts)) for d in _DIGITS)
    if Decimal(str(round(off, 2))) > looked.limits.benford_limit:
        said = f"the first digits of {len(amounts)} claimed amounts are not spread as in grown figures (chi-square {off:.1f})"
        yield Signal("first_digits", said, evidence=shown([_line(row) for row in looked.claim.lines[:3]]))


def _expected(digit: int, count: int) -> float:
    return count * math.log10(1 + 1 / digit)


def just_over_threshold(looked: Looked) -> Iterator[Signal]:
    """A base that reaches a threshold by very little: one return takes the tier away, and one invoice may have been made for it."""
    payout = looked.due.plain if looked.due is not None else None
    terms = looked.terms
    if payout is None or terms is None or terms.mechanism not in _BY_THRESHOLD or terms.growth_on is GrowthOn.SLICES:
        return
    known = {step.id: step.value for step in payout.calculation}
    if "threshold" not in known:
        return
    threshold = Decimal(known["threshold"])
    if terms.mechanism is Mechanism.GROWTH:
        threshold = Decimal(known["baseline"]) * (1 + threshold)
    over = payout.base - threshold
    if threshold > 0 and ZERO <= over <= looked.limits.just_over * threshold:
        base, more, reached = (f"{amount.quantize(Decimal('0.01')):f}".removesuffix(".00") for amount in (payout.base, over, threshold))
        said = f"the base of {base} lies only {more} over the threshold of {reached}"
        yield Signal("just_over_threshold", said, evidence=shown(payout.evidence, 3))


def loading(looked: Looked) -> Iterator[Signal]:
    """Much bought in the last days of a period of which much comes back soon after."""
    if looked.period is None or looked.rows.is_empty():
        return
    limits, end = looked.limits, looked.period.end
    sold = looked.rows.filter(~pl.col("is_return"))
    late = sold.filter(pl.col("sale_date") > end - limits.loading_days * DAY)
    whole, loaded = (int(part["net_amount"].sum() or 0) for part in (sold, late))
    if not loaded or Decimal(loaded) < limits.loading_share * whole:
        return
    back = looked.sold.filter(pl.col("is_return") & pl.col("sale_date").is_between(end, end + limits.loading_return_days * DAY))
    back = back.join(late.select("invoice_number", "sku").unique(), on=["invoice_number", "sku"], how="semi")
    returned = -int(back["net_amount"].sum() or 0)
    if Decimal(returned) < limits.loading_returned * loaded:
        return
    shares = (f"{Decimal(part) / of:.0%}" for part, of in ((loaded, whole), (returned, loaded)))
    bought, came_back = shares
    said = (
        f"{bought} of the period was bought in its last {limits.loading_days} days, "
        f"and {came_back} of that came back within {limits.loading_return_days} days"
    )
    yield Signal("loading", said, evidence=shown([*_sales(late, 5), *_sales(back, 5)]))


def price_off_the_list(looked: Looked) -> Iterator[Signal]:
    """Single sales at another unit price than the one in force; where most differ, another price list holds and nothing is said."""
    rows, prices = looked.rows, looked.books.prices
    if rows.is_empty() or prices.is_empty():
        return
    listed = prices.select("sku", "cost", "currency", "effective_from", "effective_to").rename({"currency": "_in"})
    held = rows.filter(pl.col("unit_price").is_not_null() & ~pl.col("is_return")).join(listed, on="sku", how="inner")
    held = held.filter(
        (pl.col("_in").is_null() | pl.col("currency").is_null() | (pl.col("_in") == pl.col("currency")))
        & (pl.col("sale_date") >= pl.col("effective_from"))
        & (pl.col("effective_to").is_null() | (pl.col("sale_date") <= pl.col("effective_to")))
        & (pl.col("cost") > 0)
    ).unique(subset=["transaction_id"], keep="last", maintain_order=True)
    tolerance = looked.limits.price_tolerance
    off = [row for row in held.iter_rows(named=True) if abs(Decimal(row["unit_price"] - row["cost"])) > tolerance * row["cost"]]
    if off and 2 * len(off) < held.height:
        first = off[0]
        price, agreed = (Decimal(first[name]) / SCALE for name in ("unit_price", "cost"))
        example = f"{first['sku']} at {price.normalize():f} in place of {agreed.normalize():f}"
        said = f"{len(off)} sales are not at the price in force, such as {example}"
        yield Signal("price_off_the_list", said, evidence=shown([_sale(row) for row in off]))


def _line(row: Row) -> Evidence:
    return row_evidence(row, f"invoice {row['invoice_number']}, {decimal(row['amount'])} claimed")


def _sales(rows: pl.DataFrame, most: int) -> list[Evidence]:
    return [_sale(row) for row in rows.head(most).iter_rows(named=True)]


def _sale(row: Row) -> Evidence:
    return row_evidence(row, f"{row['transaction_id']}: {row['quantity']} units of {row['sku']} on {row['sale_date']}")
