"""What a unit comes to where thresholds are counted in kilograms or pallets: by the catalogue; what it does not state is unknown."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

import polars as pl

from facts.rebates import Measure, RebateAgreement, UnusableAgreementError
from facts.tables import SCALE, TableKind
from matchers.frames import Frames, decimal, newest, rows
from matchers.measures import kilograms

COLUMNS: Final = {Measure.WEIGHT: "unit_weight", Measure.PALLETS: "pallet_quantity"}
"""By measure, the column of the transactions that says what one unit comes to."""
LACKING: Final = {Measure.WEIGHT: "weight", Measure.PALLETS: "number of units on a pallet"}
MOST_NAMED: Final = 5


def with_catalogue(transactions: pl.DataFrame, frames: Frames) -> pl.DataFrame:
    """The transactions with the weight of a unit (millionths of a kilogram) and the units of a pallet, where the catalogue has them.

    Of several rows of an item the last one counts; a weight in a unit that nobody knows is none.
    """
    known: dict[str, tuple[int | None, int | None]] = {}
    for row in newest(rows(frames.table(TableKind.CATALOGUE)), lambda r: r["sku"]):
        weighs = decimal(row["weight"])
        weight = None if weighs is None or weighs <= 0 else kilograms(weighs, row["weight_unit"])
        pallet = row["pallet_quantity"]
        known[row["sku"]] = (None if weight is None else int(weight * SCALE), pallet if pallet and pallet > 0 else None)
    listed = pl.DataFrame(
        [(sku, *told) for sku, told in known.items()],
        schema={"sku": pl.String, "unit_weight": pl.Int64, "pallet_quantity": pl.Int64},
        orient="row",
    )
    return transactions.join(listed, on="sku", how="left", maintain_order="left")


def refuse_unmeasured(counted: pl.DataFrame, agreement: RebateAgreement) -> None:
    """Raises UnusableAgreementError where sales count whose items the catalogue does not measure: nothing is guessed."""
    column = COLUMNS.get(agreement.measure)
    if column is None:
        return
    unknown = counted.filter(pl.col(column).is_null())["sku"].unique().sort().to_list()
    if unknown:
        named = ", ".join(str(sku or "(no item)") for sku in unknown[:MOST_NAMED])
        told = f"the catalogue does not state the {LACKING[agreement.measure]} of {len(unknown)} items: {named}"
        raise UnusableAgreementError(f"{told}{', …' if len(unknown) > MOST_NAMED else ''}; add the catalogue")


def worth(agreement: RebateAgreement) -> pl.Expr:
    """What a row adds in millionths of a kilogram or of a pallet; parts of a pallet are told rounded down, and summed exactly."""
    units = pl.col("quantity").fill_null(0)
    if agreement.measure is Measure.WEIGHT:
        return units * pl.col("unit_weight")
    return units * SCALE // pl.col("pallet_quantity")


def pallets(counted: pl.DataFrame) -> Decimal:
    """How many pallets rows make up together: the units of each size of pallet summed first, so that parts make whole ones."""
    sums = counted.group_by("pallet_quantity").agg(pl.col("quantity").fill_null(0).sum()).sort("pallet_quantity")
    return sum((Decimal(units) / size for size, units in sums.iter_rows() if size), Decimal(0))
