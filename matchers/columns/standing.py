"""Where claims stand outside their merits, in whole columns: what came back, what is on file, the clock, and the row that decides."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final, TypeAlias

import polars as pl

from facts.finding import FindingType, Verdict
from matchers.claims import CONDITIONS, GRANTED, NEVER_FILED, PENDING, Condition, Signs, deciding
from matchers.columns.texts import cents, filled
from matchers.windows import ClaimDates, Timing, timing
from rules.model import Rules

Windows: TypeAlias = dict[tuple[FindingType, date | None, date | None, date | None, int], Timing]
"""Windows of claims by kind, invoice date, due date, day of the deduction and how often it was filed."""
_WINDOW: Final = ("issued", "due", "deducted_on", "filed")
WIDE: Final = 50_000
"""Days or counts further apart are told apart by their rank, so that the numbers of combinations stay whole."""
_SIGNS: Final = ("merits", "came_back", "granted", "pending", "closed", "used_up", "too_early")


def with_standing(lines: pl.DataFrame, kind: FindingType, rules: Rules, as_of: date, known: Windows) -> pl.DataFrame:
    """Adds the window (`opens_on`, `safe_by`, `dispute_by`, `attempts_left`), `filed`, and `condition`, the row of the table.

    Takes `merits`, `value`, `claimed`, `credited` (cents, null where nothing came back), `status`, `attempt`, `issued`, `due` and
    `deducted_on`. `known` are windows that were worked out before; new ones are added.
    """
    never = pl.col("status").is_in(sorted(NEVER_FILED))
    filed = pl.when(pl.col("status").is_not_null() & ~never).then(pl.max_horizontal(1, pl.col("attempt").fill_null(1))).otherwise(0)
    found = lines.with_columns(filed.cast(pl.Int64).alias("filed"), _due(rules))
    found = found.with_columns(_code(found, _WINDOW).alias("window"))
    found = found.join(_windows(found, kind, rules, known), on="window", how="left", maintain_order="left")
    found = found.with_columns(_signs(as_of))
    found = found.with_columns(_code(found, _SIGNS).alias("signs"))
    return found.join(_decided(found), on="signs", how="left", maintain_order="left").drop("window", "signs")


def _code(lines: pl.DataFrame, names: Sequence[str]) -> pl.Expr:
    """One number for the combination of days, words, counts or signs in some columns: columns of few values, nulls among them."""
    code: pl.Expr = pl.lit(0, dtype=pl.Int64)
    for name in names:
        values = pl.col(name).to_physical().cast(pl.Int64)
        least, most = lines.select(values.min().alias("least").fill_null(0), values.max().alias("most").fill_null(0)).row(0)
        if most - least > WIDE:
            values, least, most = values.rank("dense").cast(pl.Int64), 1, lines.height
        code = code * (most - least + 2) + (values - (least - 1)).fill_null(0)
    return code


def _due(rules: Rules) -> pl.Expr:
    if rules.payment_net_days is None:
        return pl.col("due")
    return pl.coalesce("due", pl.col("issued") + pl.duration(days=rules.payment_net_days)).alias("due")


def _windows(lines: pl.DataFrame, kind: FindingType, rules: Rules, known: Windows) -> pl.DataFrame:
    """The window of each combination of days that occurs. Days that no reading of the window counts from are not told apart."""
    rows = []
    for code, issued, due, taken, filed in lines.select("window", *_WINDOW).unique("window").iter_rows():
        key = (kind, issued, due, taken, filed)
        window = known.get(key) or timing(kind, ClaimDates(issued, due, taken, taken, taken, taken), rules, filed)
        known[key] = window
        rows.append((code, window.opens_on, window.safe_by, window.dispute_by, window.attempts_left))
    schema: dict[str, pl.DataType] = {
        "window": pl.Int64(), "opens_on": pl.Date(), "safe_by": pl.Date(), "dispute_by": pl.Date(), "attempts_left": pl.Int64(),
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row")


def _signs(as_of: date) -> list[pl.Expr]:
    disputable = pl.col("merits").is_in([Verdict.DISPUTE.value, Verdict.NEEDS_EVIDENCE.value])
    claimed = pl.col("claimed") // 10_000
    wrong = pl.when(disputable & pl.col("value").is_not_null()).then(pl.min_horizontal("value", claimed)).otherwise(claimed)
    return [
        (pl.col("credited") >= wrong).fill_null(value=False).alias("came_back"),
        pl.col("status").is_in(sorted(GRANTED)).fill_null(value=False).alias("granted"),
        pl.col("status").is_in(sorted(GRANTED | PENDING)).fill_null(value=False).alias("pending"),
        (pl.col("dispute_by") < as_of).fill_null(value=False).alias("closed"),
        (pl.col("attempts_left") == 0).fill_null(value=False).alias("used_up"),
        (pl.col("opens_on") > as_of).fill_null(value=False).alias("too_early"),
    ]


def _decided(lines: pl.DataFrame) -> pl.DataFrame:
    """The row of the table of conditions for each combination of signs that occurs."""
    rows = []
    for code, merits, *signs in lines.select("signs", *_SIGNS).unique("signs").iter_rows():
        condition = deciding(Signs(Verdict(merits), *signs))
        rows.append((code, CONDITIONS.index(condition)))
    return pl.DataFrame(rows, schema={"signs": pl.Int64(), "condition": pl.Int64()}, orient="row")


def sentence(condition: Condition, why: pl.Expr) -> pl.Expr:
    """Why, by the row that decides: its words with those of each line in their places."""
    return filled(
        condition.sentence,
        why=why,
        credited=cents("credited"),
        currency=pl.col("currency").cast(pl.String),
        back_by=_after(" by ", "back_on"),
        dispute=pl.col("dispute_id"),
        since=_after(" since ", "submitted"),
        until=pl.col("dispute_by").cast(pl.String),
        filed=pl.col("filed").cast(pl.String),
        opens=pl.col("opens_on").cast(pl.String),
    )


def _after(words: str, day: str) -> pl.Expr:
    return pl.when(pl.col(day).is_not_null()).then(pl.concat_str(pl.lit(words), pl.col(day).cast(pl.String))).otherwise(pl.lit(""))
