"""Lines of one class written as findings: steps, formulas and fixed words as a line of the class that was judged alone has them.

Only figures, places and words that change from line to line are filled in; a step or a piece of evidence that columns do not
know how to fill raises UnknownFormError, and the class is judged line by line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import polars as pl
from polars_hash import concat_str

from facts.finding import Finding, FindingType
from facts.tables import SCALE
from matchers.claims import CONDITIONS
from matchers.columns.merits import CHANGING, SHORTAGE_STEPS, changing_label, price_steps, price_why, shortage_why
from matchers.columns.standing import sentence
from matchers.columns.texts import DAYS, cents, count, filled, money, word
from matchers.finding_table import EVIDENCE, HOLD, SCHEMA, STEP, WORD
from rules.model import Rules


class UnknownFormError(ValueError):
    """A finding of a form that columns do not write."""


@dataclass(frozen=True, slots=True)
class Place:
    """One piece of evidence of a class: the columns that hold its place, and the fact read there."""

    at: str
    fact: pl.Expr


_REMITTED: Final = "{number}: {asked}, paid {paid}"
_APPROVED: Final = "approved cost {cost} from {day}"


def _remitted(name: str) -> Place:
    asked = money(f"{name}_asked").fill_null("None")
    number = pl.col(f"{name}_number").str.strip_chars()
    return Place(name, filled(_REMITTED, number=number, asked=asked, paid=money(f"{name}_paid")))


def _cost(name: str) -> Place:
    return Place(name, filled(_APPROVED, cost=money(f"{name}_cost"), day=pl.col(f"{name}_from").cast(pl.String)))


PLACES: Final[dict[str, Place]] = {
    "shortage": Place(
        "row",
        filled(
            "invoiced {invoiced}, received {received}, short {short}, cost {cost}",
            invoiced=count("invoiced"), received=count("received"), short=count("short"), cost=money("unit_cost"),
        ),
    ),
    "price_claim": Place(
        "row",
        filled(
            "{quantity} units, invoice cost {invoiced}, order cost {ordered}",
            quantity=count("quantity"), invoiced=money("invoice_cost"), ordered=money("order_cost"),
        ),
    ),
    "accepted": Place("order", filled("units {word} {units}", word=pl.col("accepted_word").cast(pl.String), units=count("accepted"))),
    "booked": Place("order", filled("order cost {cost}", cost=money("booked_cost"))),
    "printed": Place(
        "printed",
        filled(
            "{units} × {sku} at {cost}",
            units=count("printed_units"), sku=pl.col("printed_sku").cast(pl.String), cost=money("printed_cost"),
        ),
    ),
    "record": _cost("record"),
    "later": _cost("later"),
    "order_date": Place("dated", filled("order date {day}", day=pl.col("order_date").cast(pl.String))),
    "pack": Place("pack", filled("case pack {pack}", pack=count("pack"))),
    "claim": _remitted("claim"),
    "back": _remitted("back"),
}  # fmt: skip
"""Evidence that tables give for a line, by name."""

_OF_CLASS: Final[dict[str, tuple[str, ...]]] = {
    "purchase_discount": ("record",),
    "cost_update": ("record", "order_date"),
    "by_the_case": ("pack",),
    "too_many_cases": ("pack", "accepted"),
    "not_in_force": ("later",),
}
"""What a class of price lines rests on beside the claim, our invoice and our copy of the order."""
KNOWN: Final = {
    "accepted": "accepted", "printed": "printed_row", "booked": "booked_cost", "record": "record_cost", "order_date": "order_date",
    "claim": "claim_row", "back": "back_row",
}  # fmt: skip
"""The column that is not null where a piece of evidence is there at all."""


def evidence_of(kind: FindingType, name: str, known: Mapping[str, bool]) -> tuple[str, ...]:
    """The evidence of a line of a class, in its order; `known` says what there is."""
    if kind is FindingType.SHORTAGE:
        wanted: tuple[str, ...] = (kind.value, "accepted", "claim", "back")
    else:
        wanted = (kind.value, "printed", *(() if name == "costs_differ" else ("booked", *_OF_CLASS.get(name, ()))), "claim", "back")
    return tuple(w for w in wanted if known.get(w, True))


@dataclass(frozen=True, slots=True)
class Form:
    """How the findings of a class are written: by one of them, its sentence without what the deciding condition adds, and its evidence.

    The sentence is empty where words of it change from line to line. `why`, `left` and `values` say it of every line: the sentence,
    what can be had, the values of the steps; `labels` are the names of those steps that change from line to line, by their place.
    """

    example: Finding
    sentence: str
    places: tuple[str, ...]
    why: pl.Expr
    left: pl.Expr
    values: tuple[pl.Expr, ...]
    labels: Mapping[int, pl.Expr]

    def words(self) -> tuple[Any, ...]:
        """All that the findings take from the example: classes with the same words are written together."""
        one = self.example
        steps = tuple((s.id, *(() if s.id in CHANGING else (s.label,)), s.formula, s.evidence) for s in one.calculation)
        fixed = (one.direction, one.verdict, one.reason, one.root_cause, one.rule, one.confidence, one.missing)
        return (self.sentence, self.places, *fixed, steps)

    @property
    def nothing_left(self) -> bool:
        """True where nothing can be had of any line."""
        return self.example.calculation[-1].formula == "round(0, 2)"


def form_of(lines: pl.DataFrame, example: Finding, kind: FindingType, rules: Rules) -> Form:
    """The form of a class, by the finding of the first of its lines."""
    name, condition = lines["class"][0], CONDITIONS[lines["condition"][0]]
    known = {word: lines[column][0] is not None for word, column in KNOWN.items() if column in lines.columns}
    places = evidence_of(kind, name, known)
    if len(places) != len(example.evidence):
        raise UnknownFormError(f"{name}: {len(example.evidence)} pieces of evidence")
    own = shortage_why(name) if kind is FindingType.SHORTAGE else price_why(name, rules)
    text = ""
    if own is None:
        around = lines.head(1).select(sentence(condition, pl.lit("")).alias("around"))["around"][0]
        text = example.why.removeprefix(around or "")
    steps = [s.id for s in example.calculation]
    values = dict(SHORTAGE_STEPS if kind is FindingType.SHORTAGE else price_steps(rules)) | {"credited": cents("credited")}
    left = pl.lit("0.00") if example.calculation[-1].formula == "round(0, 2)" else cents("left_over")
    values["recoverable_amount"] = left
    if len(set(steps)) != len(steps) or not set(steps) <= set(values):
        raise UnknownFormError(f"{name}: steps {', '.join(steps)}")
    labels = {n: label for n, step in enumerate(steps) if (label := changing_label(name, step)) is not None}
    why = sentence(condition, pl.lit(text) if own is None else own)
    return Form(example, text, places, why, left, tuple(values[s] for s in steps), labels)


def written(lines: pl.DataFrame, formed: Sequence[tuple[int, Form]], kind: FindingType, rules: Rules) -> list[pl.DataFrame]:
    """Lines of a kind as rows of findings.parquet, a frame to each form. `formed` says how many lines in turn have which form."""
    texts = lines.select(
        pl.col("reference"), *(pl.col(n).cast(pl.String).fill_null("") for n in ("purchase_order", "invoice_number", "sku")),
        pl.col("vendor_code").cast(WORD).fill_null(word("")), pl.col("currency"), money("claimed").alias("claimed_amount"),
        *(pl.col(f"{day}_told").alias(day) for day in DAYS), pl.col("attempts_left"), word(kind.value).alias("type"),
        word(rules.retailer).alias("retailer"), pl.lit(None, dtype=pl.List(HOLD)).alias("holds"),
    )  # fmt: skip
    texts = texts.with_columns(_ids(texts, kind, rules))
    at, parts = 0, []
    for height, form in formed:
        own = _of_form(lines.slice(at, height), form)
        frame = texts.slice(at, height).hstack(own)
        parts.append(frame.select(pl.col(name).cast(dtype) for name, dtype in SCHEMA.items()))
        at += height
    return parts


def _of_form(lines: pl.DataFrame, form: Form) -> pl.DataFrame:
    """What the findings of one class have of its form."""
    fixed = form.example.to_json()
    same = (word(fixed[n]).alias(n) for n in ("direction", "verdict", "reason", "root_cause", "rule"))
    frame = lines.select(
        form.left.alias("recoverable_amount"), form.why.alias("why"), *same, pl.lit(fixed["confidence"]).alias("confidence")
    )
    missing = pl.Series("missing", [fixed["missing"]], dtype=pl.List(pl.String))[np.zeros(lines.height, dtype=np.uint32)]
    return frame.hstack([missing, _calculation(lines, form), _evidence(lines, [PLACES[p] for p in form.places])])


AMOUNTS: Final = ("claimed", "recoverable")
"""What was deducted and what can be had, in ten-thousandths of a currency, as sums are made of them."""


def amounts(lines: pl.DataFrame, formed: Sequence[tuple[int, Form]]) -> Iterator[pl.DataFrame]:
    """The amounts that `written` tells of the same lines."""
    at = 0
    for height, form in formed:
        left = pl.lit(0, dtype=pl.Int64) if form.nothing_left else pl.col("left_over") * 100
        yield lines.slice(at, height).select((pl.col("claimed") // (SCALE // 10_000)).alias(AMOUNTS[0]), left.alias(AMOUNTS[1]))
        at += height


def _ids(texts: pl.DataFrame, kind: FindingType, rules: Rules) -> pl.Series:
    """The ids of `matchers.claims.finding_id`."""
    key = concat_str(pl.lit(f"{rules.supplier}|{rules.retailer}|{kind.value}|"), "reference", pl.lit("|"), "sku")
    return texts.select(key.chash.sha2_256().str.head(16).alias("id")).to_series()


def _calculation(lines: pl.DataFrame, form: Form) -> pl.Series:
    steps = form.example.calculation
    height, width = lines.height, len(steps)
    told = lines.select(value.alias(step.id) for value, step in zip(form.values, steps, strict=True))
    # Rows are taken with brackets: `gather` makes whole numbers of another width of all places before it looks at them.
    step = pl.Series(np.tile(np.arange(width, dtype=np.uint32), height))
    labels = pl.Series([s.label for s in steps], dtype=WORD)[step]
    for number, label in form.labels.items():
        spread = lines.select(label.cast(WORD).alias("label")).to_series()[np.repeat(np.arange(height, dtype=np.uint32), width)]
        labels = spread.zip_with(step == number, labels)
    flat = {
        "id": pl.Series([s.id for s in steps], dtype=WORD)[step],
        "label": labels,
        "value": _interleaved(told.get_columns()),
        "formula": pl.Series([s.formula for s in steps], dtype=WORD)[step],
        "evidence": pl.Series([list(s.evidence) or None for s in steps], dtype=pl.List(pl.Int64))[step],
    }
    return _listed(flat, STEP, height, width).alias("calculation")


def _evidence(lines: pl.DataFrame, places: Sequence[Place]) -> pl.Series:
    height, width = lines.height, len(places)
    facts = lines.select(place.fact.alias(f"{n}") for n, place in enumerate(places))
    at = [("order" if p.at == "dated" else p.at) for p in places]
    none = pl.Series([None], dtype=pl.Int64).new_from_index(0, height * width)
    flat = {
        "file": _interleaved([lines[f"{a}_file"].cast(WORD) for a in at]),
        "sheet": _interleaved([lines[f"{a}_sheet"].cast(WORD) for a in at]),
        "row": _interleaved([lines[f"{p.at}_row"] for p in places]),
        "page": none,
        "box": pl.Series([None], dtype=pl.List(pl.Float64)).new_from_index(0, height * width),
        "fact": _interleaved(facts.get_columns()),
    }
    return _listed(flat, EVIDENCE, height, width).alias("evidence")


def _interleaved(columns: Sequence[pl.Series]) -> pl.Series:
    """Row by row the values of several columns, one after the other."""
    height, width = columns[0].len(), len(columns)
    order = (np.arange(height, dtype=np.uint32)[:, None] + np.arange(width, dtype=np.uint32)[None, :] * height).ravel()
    return pl.concat([c.alias("value") for c in columns], rechunk=True)[order]


def _listed(flat: Mapping[str, pl.Series], dtype: pl.Struct, height: int, width: int) -> pl.Series:
    records = pl.DataFrame([values.alias(name) for name, values in flat.items()]).to_struct("record")
    records = records if records.dtype == dtype else records.cast(dtype)
    return records.reshape((height, width)).arr.to_list()
