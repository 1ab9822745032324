"""What a unit comes to where thresholds are counted in kilograms or pallets: by the catalogue; what it does not state is unknown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Final

import polars as pl

from facts.rebates import Measure, RebateAgreement, UnusableAgreementError
from facts.tables import SCALE, TableKind
from matchers.frames import Frames, Row, decimal, newest, rows
from matchers.measures import kilograms

COLUMNS: Final = {Measure.WEIGHT: "unit_weight", Measure.PALLETS: "pallet_quantity"}
"""By measure, the column of the transactions that says what one unit comes to."""
LACKING: Final = {Measure.WEIGHT: "weight", Measure.PALLETS: "number of units on a pallet"}
MOST_NAMED: Final = 5


def with_catalogue(transactions: pl.DataFrame, frames: Frames) -> pl.DataFrame:
    """The transactions with the weight of a unit (millionths of a kilogram) and the units of a pallet, where the catalogue has them.

    What the catalogue says of an item holds from the day that a row names, else from ever; a sale goes by its own day, and a return by that
    of its sale. Of several rows of an item and day the last one counts; a weight in a unit that nobody knows is none.
    """
    listed = pl.DataFrame(
        [measure for stated in _stated(frames).values() for measure in _in_turn(stated)],
        schema={"sku": pl.String, "holds_from": pl.Date, "unit_weight": pl.Int64, "pallet_quantity": pl.Int64},
        orient="row",
    )
    placed = transactions.with_row_index("_place").with_columns(pl.col("sold_on").fill_null(date.max).alias("_day"))
    dated = placed.sort("_day").join_asof(
        listed.sort("holds_from"), left_on="_day", right_on="holds_from", by="sku", strategy="backward", check_sortedness=False
    )
    return dated.sort("_place").drop("_place", "_day", "holds_from")


def _stated(frames: Frames) -> dict[str, dict[date, Row]]:
    """By item, the catalogue's rows by the day from which they hold."""
    found: dict[str, dict[date, Row]] = {}
    for row in newest(rows(frames.table(TableKind.CATALOGUE)), lambda r: (r["sku"], r["effective_from"])):
        found.setdefault(row["sku"], {})[row["effective_from"] or date.min] = row
    return found


def _in_turn(stated: Mapping[date, Row]) -> Iterator[tuple[str, date, int | None, int | None]]:
    """What holds of an item from day to day; what a later row leaves out stays as it was."""
    weight: int | None = None
    pallet: int | None = None
    for day in sorted(stated):
        row = stated[day]
        weighs = decimal(row["weight"])
        if weighs is not None:
            kilos = kilograms(weighs, row["weight_unit"]) if weighs > 0 else None
            weight = None if kilos is None else int(kilos * SCALE)
        if row["pallet_quantity"] is not None:
            pallet = row["pallet_quantity"] if row["pallet_quantity"] > 0 else None
        yield row["sku"], day, weight, pallet


def refuse_unmeasured(counted: pl.DataFrame, agreement: RebateAgreement) -> None:
    """Raises UnusableAgreementError where sales count whose items the catalogue does not measure on their day: nothing is guessed."""
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
