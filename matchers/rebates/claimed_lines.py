"""Invoice lines that a claim names, held against the sales: what was never sold, does not count, lies outside, or was claimed before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import polars as pl

from facts.evidence import Evidence
from facts.identifiers import compact
from facts.money import minor_digits, round_half_up
from facts.rebates import RebateAgreement
from matchers.frames import Row, decimal, row_evidence
from matchers.rebates.periods import Stretch
from matchers.rebates.readings import Mistake
from matchers.rebates.transactions import in_scope

ZERO: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class Refuted:
    """A line of a claim that contract or sales refute: what is wrong, and what of its amount (None where the claim states none)."""

    named: str
    mistake: Mistake
    amount: Decimal | None
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class ClaimedBefore:
    """Units of an invoice line that an earlier claim under the same agreement took; `units` None: the whole line."""

    claim: str
    units: int | None
    evidence: Evidence


Taken = Mapping[tuple[str, str], Sequence[ClaimedBefore]]


def line_key(row: Row) -> tuple[str, str]:
    """What tells one invoice line from another."""
    return compact(row["invoice_number"] or ""), compact(row["sku"] or "")


def refuted(lines: Sequence[Row], terms: RebateAgreement, days: Stretch, sold: pl.DataFrame, taken: Taken) -> Iterator[Refuted]:
    """The lines that do not hold, in their order, each for the first reason that refutes it."""
    sales = sold.filter(~pl.col("is_return"))
    for row in lines:
        found = _wrong_with(row, terms, days, sales, taken.get(line_key(row), ()))
        if found is not None:
            yield found


def _wrong_with(row: Row, terms: RebateAgreement, days: Stretch, sales: pl.DataFrame, before: Sequence[ClaimedBefore]) -> Refuted | None:
    whole = decimal(row["amount"])
    here = row_evidence(row, f"{row['quantity'] or ''} units of invoice {row['invoice_number']} claimed".strip())
    named = f"invoice {row['invoice_number']}" + (f", item {row['sku']}" if row["sku"] else "")
    same = sales.filter(
        (pl.col("invoice_number") == row["invoice_number"]) & ((pl.col("sku") == row["sku"]) if row["sku"] else pl.lit(value=True))
    )
    if same.is_empty():
        return Refuted(named, Mistake("never_sold", f"{named} is not among the sales", fraud=True), whole, (here,))
    places = (here, *(_place(s) for s in same.head(3).iter_rows(named=True)))
    if same.filter(in_scope(terms)).is_empty():
        return Refuted(named, Mistake("ineligible_item", f"{named} does not count under the agreement", fraud=True), whole, places)
    if all(not days.start <= day <= days.end for day in same["sale_date"]):
        return Refuted(named, Mistake("outside_period", f"{named} was sold outside the period", fraud=True), whole, places)
    units = int(same["quantity"].sum() or 0)
    if row["quantity"] is not None and row["quantity"] > units:
        told = f"{named}: {row['quantity']} units are claimed, {units} were sold"
        return Refuted(named, Mistake("quantity_above_sold", told, fraud=True), _share(row, row["quantity"] - units, whole, terms), places)
    return _claimed_again(row, named, units, before, terms, (*places, *(b.evidence for b in before)))


def _claimed_again(
    row: Row, named: str, units: int, before: Sequence[ClaimedBefore], terms: RebateAgreement, places: tuple[Evidence, ...]
) -> Refuted | None:
    """Units that earlier claims took already; of what is left the claim may have its share."""
    if not before:
        return None
    whole = decimal(row["amount"])
    mistake = Mistake("duplicate_claim", f"{named} was claimed before in {', '.join(b.claim for b in before)}", fraud=True)
    if row["quantity"] is None or any(b.units is None for b in before):
        return Refuted(named, mistake, whole, places)
    left = max(0, units - sum(b.units or 0 for b in before))
    over = row["quantity"] - left
    return Refuted(named, mistake, _share(row, over, whole, terms), places) if over > 0 else None


def _share(row: Row, units: int, whole: Decimal | None, terms: RebateAgreement) -> Decimal | None:
    """What of a line's amount falls on some of its units."""
    if whole is None or not row["quantity"]:
        return None
    return round_half_up(whole * units / row["quantity"], minor_digits(terms.currency))


def _place(row: Row) -> Evidence:
    return row_evidence(row, f"{row['transaction_id']}: {row['quantity']} units of {row['sku']} on {row['sale_date']}")
