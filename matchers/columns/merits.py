"""What shortage and price lines come to on the merits, worked out in whole columns: the tests of `shortage` and `price` in their order.

Each line gets the name of its class, the verdict, the words that stand in its sentence, and the value of every step. How the steps
of a class are written is not said here: that is taken from a line of the class that `matchers.judge` judged.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

import polars as pl

from facts.finding import Verdict
from facts.tables import SCALE
from matchers.columns.accounts import CENT
from matchers.columns.texts import cents, count, filled, money, word
from matchers.price import WHY
from matchers.shortage import OVER_BILLED
from rules.model import Rules

TEN_THOUSANDTH: Final = SCALE // 10_000


def shortage_merits(lines: pl.DataFrame) -> pl.DataFrame:
    """Shortages of which nothing shows how they were shipped: billed beyond the order, or in want of papers.

    Takes `invoiced`, `received`, `short` (units), `claimed`, `unit_cost` (millionths), `accepted` (units or null), `terms`. Adds
    `class`, `merits` and `value` (cents or null), and what the steps need.
    """
    over = pl.max_horizontal(0, pl.col("invoiced") - pl.col("accepted"))
    found = lines.with_columns(pl.when(pl.col("accepted").is_null()).then(0).otherwise(over).alias("over_billed"))
    found = found.with_columns(pl.max_horizontal(0, pl.col("short") - pl.col("over_billed")).alias("contestable"))
    worth = (pl.col("contestable") * pl.col("unit_cost") + CENT // 2) // CENT
    own_fault = pl.col("contestable") == 0
    return found.with_columns(
        pl.when(~own_fault).then(pl.min_horizontal(pl.col("claimed") // CENT, worth)).alias("value"),
        pl.when(own_fault).then(word(Verdict.ACCEPT.value)).otherwise(word(Verdict.NEEDS_EVIDENCE.value)).alias("merits"),
        pl.when(own_fault).then(word("over_billed")).otherwise(word("unproven")).alias("class"),
    )


SHORTAGE_STEPS: Final[dict[str, pl.Expr]] = {
    "claimed": money("claimed"),
    "invoiced": count("invoiced"),
    "received": count("received"),
    "short": count("short"),
    "unit_cost": money("unit_cost"),
    "accepted": count("accepted"),
    "over_billed": count("over_billed"),
    "contestable": count("contestable"),
    "proven": pl.lit("0"),
    "disputable": pl.lit("0"),
    "value": cents("value"),
}
"""The value of every step that such a shortage may have."""


def shortage_why(name: str) -> pl.Expr | None:
    """The sentence of a class; None where it is the same for all of its lines."""
    return filled(OVER_BILLED, over_billed=count("over_billed")) if name == "over_billed" else None


def price_merits(lines: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    """Price lines by the first class that fits, in the order of `matchers.price`.

    Takes `quantity`, `claimed`, `invoice_cost`, `order_cost`, `adjusted_cost`, `printed_cost`, `booked_cost`, `record_cost`, `record_from`,
    `approval`, `pack`, `pack_dated`, `accepted`, `later_from` and `order_date`, null where not known; money in millionths, costs in whole
    cents. Adds what `shortage_merits` does.
    """
    found = _figures(lines, rules).with_columns(_class(rules).alias("class"))
    whole = pl.col("claimed") // CENT
    value = (
        pl.when(pl.col("class") == "cost_update")
        .then("left")
        .when(pl.col("class") == "claimed_beyond")
        .then("excess")
        .when(pl.col("class").is_in(["not_above", "adjusted_lower", "purchase_discount", "by_the_case", "rounding"]))
        .then(whole)
    )
    review = pl.col("class").is_in(["costs_differ", "booked_lower", "too_many_cases"])
    accepted = pl.col("class").is_in(["not_in_force", "above_order"])
    verdict = pl.when(review).then(word(Verdict.REVIEW.value)).when(accepted).then(word(Verdict.ACCEPT.value))
    return found.with_columns(value.alias("value"), verdict.otherwise(word(Verdict.DISPUTE.value)).alias("merits"))


def _figures(lines: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    """Differences and products that the classes are told by, in cents."""
    difference = (pl.col("invoice_cost") - pl.col("order_cost")) // CENT
    above = pl.max_horizontal(0, pl.col("invoice_cost") - pl.col("record_cost")) // CENT
    return lines.with_columns(
        difference.alias("difference"), above.alias("above_approved"), _less_discount(rules).alias("less_discount")
    ).with_columns(
        (pl.col("difference") * pl.col("quantity")).alias("valid"),
        pl.max_horizontal(0, pl.col("claimed") // CENT - pl.col("above_approved") * pl.col("quantity")).alias("left"),
    ).with_columns(pl.max_horizontal(0, pl.col("claimed") // CENT - pl.col("valid")).alias("excess"))  # fmt: skip


def _less_discount(rules: Rules) -> pl.Expr:
    """Invoiced cost less the agreed discount, rounded half up to cents; null where none is agreed."""
    rate = rules.price.agreed_purchase_discount
    if rate is None:
        return pl.lit(None, dtype=pl.Int64)
    rest = 1 - rate
    places = -int(rest.as_tuple().exponent)
    divisor: int = CENT * 10**places
    return (pl.col("invoice_cost") * int(rest.scaleb(places)) + divisor // 2) // divisor


def _class(rules: Rules) -> pl.Expr:
    limit = int(rules.price.rounding_per_unit * SCALE)
    adjusted_lower = (pl.col("adjusted_cost") < pl.col("order_cost")).fill_null(value=False)
    record = pl.col("record_cost")
    discount = (pl.col("less_discount") == pl.col("order_cost") // CENT) & (
        record.is_null() | (record == pl.col("invoice_cost")) | (record == pl.col("order_cost"))
    )
    update = record.is_not_null() & (record > pl.col("order_cost"))
    by_the_case = (
        (pl.col("pack") > 1) & (pl.col("order_cost") != 0) & (pl.col("order_cost") * pl.col("pack") == pl.col("invoice_cost"))
    ).fill_null(value=False)
    too_many = (pl.col("quantity") * pl.col("pack") > pl.col("accepted")).fill_null(value=False)
    booked_lower = (pl.col("booked_cost") < pl.col("invoice_cost")).fill_null(value=False)
    rules_in_turn = (
        (pl.col("pack_dated"), "unusual"),
        ((pl.col("printed_cost") != pl.col("invoice_cost")).fill_null(value=False), "costs_differ"),
        ((pl.col("difference") <= 0) & booked_lower, "booked_lower"),
        ((pl.col("difference") <= 0) & adjusted_lower, "adjusted_lower"),
        (pl.col("difference") <= 0, "not_above"),
        (discount.fill_null(value=False), "purchase_discount"),
        (update & (pl.col("left") > 0), "cost_update"),
        (update, "unusual"),
        (by_the_case & too_many, "too_many_cases"),
        (by_the_case, "by_the_case"),
        (pl.col("difference") * CENT <= limit, "rounding"),
        (pl.col("excess") * CENT > limit * pl.col("quantity"), "claimed_beyond"),
        (pl.col("later_from").is_not_null(), "not_in_force"),
    )
    found: pl.Expr = word("above_order")
    for holds, name in reversed(rules_in_turn):
        found = pl.when(holds).then(word(name)).otherwise(found)
    return found


_ADDED_TO: Final = {"too_many_cases": "by_the_case", "adjusted_lower": "not_above"}
"""Classes whose sentence goes on where that of another ends."""


def price_why(name: str, rules: Rules) -> pl.Expr:
    """The sentence of a class with the words of each line."""
    rate = rules.price.agreed_purchase_discount or Decimal(0)
    from_day = "later_from" if name == "not_in_force" else "record_from"
    sentence = WHY[_ADDED_TO[name]] + WHY[name] if name in _ADDED_TO else WHY[name]
    return filled(
        sentence,
        invoice_cost=money("invoice_cost"),
        order_cost=money("order_cost"),
        printed_cost=money("printed_cost"),
        booked_cost=money("booked_cost"),
        adjusted_cost=money("adjusted_cost"),
        percent=pl.lit(f"{rate * 100:f}"),
        approved_cost=money("record_cost"),
        approval=pl.when(pl.col("approval") != "").then(pl.concat_str(pl.lit(" ("), "approval", pl.lit(")"))).otherwise(pl.lit("")),
        approved_from=pl.col(from_day).cast(pl.String),
        case_pack=count("pack"),
        quantity=count("quantity"),
        accepted=count("accepted"),
        difference=cents("difference"),
        limit=pl.lit(str(rules.price.rounding_per_unit)),
        excess=cents("excess"),
    )


def price_steps(rules: Rules) -> dict[str, pl.Expr]:
    """The value of every step that a price line may have."""
    return {
        "claimed": money("claimed"),
        "quantity": count("quantity"),
        "invoice_cost": money("invoice_cost"),
        "order_cost": money("order_cost"),
        "difference": _at_least_nothing("difference"),
        "booked_cost": money("booked_cost"),
        "agreed_discount": pl.lit(f"{rules.price.agreed_purchase_discount or 0:f}"),
        "list_less_discount": cents("less_discount"),
        "approved_cost": money("record_cost"),
        "above_approved": _at_least_nothing("above_approved"),
        "case_pack": count("pack"),
        "cost_per_each": pl.concat_str(
            (_PER_EACH // 10_000).cast(pl.String), pl.lit("."), (_PER_EACH % 10_000).cast(pl.String).str.zfill(4)
        ),
        "accepted": count("accepted"),
        "valid": cents("valid"),
        "excess": _at_least_nothing("excess"),
        "value": cents("value"),
    }


_PER_EACH: Final = (pl.col("invoice_cost") * 2 + pl.col("pack") * TEN_THOUSANDTH) // (pl.col("pack") * TEN_THOUSANDTH * 2)


def _at_least_nothing(column: str) -> pl.Expr:
    """What `max(0, …)` gives: nothing is a bare nought."""
    return pl.when(pl.col(column) > 0).then(cents(column)).otherwise(pl.lit("0"))


CHANGING: Final = frozenset({"approved_cost"})
"""Steps whose label may change from line to line."""


def changing_label(name: str, step: str) -> pl.Expr | None:
    """The one label that changes from line to line: the day on which an approved cost is looked up."""
    if (name, step) != ("cost_update", "approved_cost"):
        return None
    day = pl.coalesce(pl.col("order_date").cast(pl.String), pl.lit("the day"))
    return pl.concat_str(pl.lit("approved cost in force on "), day)
