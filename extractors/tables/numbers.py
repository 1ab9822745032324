"""Numbers in a column: which mark is the decimal one, decided for the whole column, and the cells as exact whole millionths."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from extractors.tables.grid import NUMBER_MARK
from extractors.tables.words import CURRENCIES, EMPTY
from facts.tables import SCALE

FEW: Final = 20
"""Up to one in so many values may speak against a decision without making it weak."""
_DIGITS_THAT_FIT: Final = 12
_SIGN: Final = r"(?:[A-Z]{1,3}[$¥]|[$€£¥₹₺₽₩฿]|zł|Kč|kr\.?|Ft|TL|元|円|" + "|".join(CURRENCIES) + r"|RMB)"
_GROUPED: Final = (
    rf"^(?P<before>{_SIGN})?\s*(?P<open>\()?\s*(?P<sign1>[-+])?\s*(?P<inner>{_SIGN})?\s*(?P<sign2>[-+])?\s*"
    rf"(?P<body>\d[\d.,' ]*|[.,]\d+)\s*(?P<percent>%)?\s*(?P<after>{_SIGN})?\s*"
    rf"(?P<sign3>[-+])?\s*(?P<side>CR|DR|Cr|Dr)?\s*(?P<close>\))?\s*(?P<last>{_SIGN})?(?P<unit>[A-Za-zµ\"'²³.]{{1,12}})?$"
)
_SPEAKS_FOR_POINT: Final = (
    r"^(?:\d{1,3}(?:,\d{3})+|\d{1,2}(?:,\d{2})+,\d{3})\.\d*$|^\d*\.\d*$|^\d{1,3}(?:,\d{3}){2,}$|^\d{1,2}(?:,\d{2})+,\d{3}$"
)
_SPEAKS_FOR_COMMA: Final = r"^\d{1,3}(?:\.\d{3})+,\d*$|^\d*,\d*$|^\d{1,3}(?:\.\d{3}){2,}$"
_SPACED: Final = r"^\d{1,3}(?:[' ]\d{3})+(?:[.,]\d*)?$"


@dataclass(frozen=True, slots=True)
class Marks:
    """What the cells of a column say about its decimal mark.

    How many speak for a comma, how many for a point, and how many for neither: one mark with three digits after it (`1.234`).
    `examples` are a cell for the comma and one for the point.
    """

    comma: int = 0
    point: int = 0
    unclear_comma: int = 0
    unclear_point: int = 0
    examples: tuple[str, str] = ("", "")

    @property
    def unclear(self) -> int:
        """Cells that read both ways."""
        return self.unclear_comma + self.unclear_point


@dataclass(frozen=True, slots=True)
class Numbers:
    """The cells of a column taken apart: digits and marks in `body`, `negative`, `percent`, `currency` and `unit` beside it.

    `typed` cells come from a workbook's own numbers, whose mark is not in question. `broken` cells hold something else.
    """

    parts: pl.DataFrame
    marks: Marks
    currencies: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    filled: int = 0
    broken: int = 0
    typed: int = 0


@dataclass(frozen=True, slots=True)
class Millionths:
    """A converted column: whole millionths or null, `unreadable` and `doubtful` rows, and how many values were rounded."""

    values: pl.Series
    unreadable: pl.Series
    doubtful: pl.Series
    rounded: int = 0


@dataclass(frozen=True, slots=True)
class DecimalMark:
    """A decision: the mark, the evidence in words, and whether it stands on weak evidence only."""

    mark: str
    evidence: str = ""
    weak: bool = field(default=False)


def take_apart(cells: pl.Series) -> Numbers:
    """Looks at every cell of a text column (null where empty) as a number."""
    frame = pl.DataFrame({"cell": cells})
    typed = pl.col("cell").str.starts_with(NUMBER_MARK).fill_null(value=False)
    text = pl.col("cell").str.strip_prefix(NUMBER_MARK)
    frame = frame.select(typed.alias("typed"), text.alias("cell"))
    if frame["cell"].str.contains(r"[^\x00-\x7F]").any():
        frame = frame.with_columns(_ascii(pl.col("cell")))
    frame = frame.with_columns(pl.when(pl.col("cell").str.to_lowercase().is_in(EMPTY)).then(None).otherwise(pl.col("cell")).alias("cell"))
    simple = pl.col("cell").str.contains(r"^-?\d[\d.,]*$")
    frame = frame.with_columns(simple.fill_null(value=False).alias("simple"))
    body = pl.when("simple").then(pl.col("cell").str.strip_prefix("-"))
    frame = frame.with_columns(
        body.alias("body"),
        (pl.col("simple") & pl.col("cell").str.starts_with("-")).alias("negative"),
        pl.lit(value=False).alias("percent"),
        pl.lit(None, dtype=pl.String).alias("currency"),
        pl.lit(None, dtype=pl.String).alias("unit"),
        pl.lit(value=False).alias("doubtful"),
    )
    odd = frame.select((pl.col("cell").is_not_null() & ~pl.col("simple")).arg_true()).to_series()
    if odd.len():
        frame = _with_dressed(frame, odd)
    frame = frame.with_columns(pl.when("typed").then(None).otherwise(pl.col("body")).alias("told"))
    told = frame["told"]
    return Numbers(
        parts=frame.select("typed", "cell", "body", "negative", "percent", "currency", "unit", "doubtful"),
        marks=_marks(told),
        currencies=_distinct(frame["currency"]),
        units=_distinct(frame["unit"]),
        filled=frame.height - frame["cell"].null_count(),
        broken=int(frame.select((pl.col("cell").is_not_null() & pl.col("body").is_null()).sum()).item()),
        typed=int(frame["typed"].sum()),
    )


def _ascii(cell: pl.Expr) -> pl.Expr:
    """Full-width digits, odd blanks, dashes and apostrophes as the plain ones."""
    cell = cell.str.normalize("NFKC")
    cell = cell.str.replace_all("[\u2010-\u2015\u2212\ufe63\uff0d]", "-").str.replace_all("[\u2018\u2019\u02bc\u00b4`]", "'")
    cell = cell.str.replace_all(r"\s+", " ").str.replace_all("[，、]", ",").str.replace_all("٫", ".").str.strip_chars()
    return cell.str.replace_all("[\u200e\u200f\u202a-\u202e\u2066-\u2069]", "")


def _with_dressed(frame: pl.DataFrame, odd: pl.Series) -> pl.DataFrame:
    """Cells with signs, brackets, currencies, blanks or units around the digits."""
    groups = frame["cell"].gather(odd).str.extract_groups(_GROUPED).struct.unnest()
    spaced = pl.col("body").str.strip_chars().str.contains(_SPACED)
    stripped = pl.when(spaced).then(pl.col("body").str.replace_all("[' ]", "")).otherwise(pl.col("body").str.strip_chars())
    brackets = pl.col("open").is_not_null()
    minus = pl.any_horizontal((pl.col(name) == "-").fill_null(value=False) for name in ("sign1", "sign2", "sign3"))
    signs = pl.sum_horizontal(pl.col(name).is_not_null().cast(pl.Int8) for name in ("sign1", "sign2", "sign3"))
    currency = pl.coalesce("before", "inner", "after", "last")
    dressed = groups.select(
        pl.when(stripped.str.contains(r"^[\d.,]+$") & (brackets == pl.col("close").is_not_null()) & (signs <= 1))
        .then(stripped)
        .alias("body"),
        (brackets.fill_null(value=False) | minus | (pl.col("side").str.to_uppercase() == "CR").fill_null(value=False)).alias("negative"),
        pl.col("percent").is_not_null().alias("percent"),
        currency.str.strip_chars(" .").alias("currency"),
        pl.col("unit"),
        pl.col("side").is_not_null().alias("doubtful"),
    )
    rows = dressed.with_columns(odd.alias("_at").cast(pl.UInt32))
    base = frame.with_row_index("_at")
    return base.update(rows, on="_at", how="left", include_nulls=False).drop("_at")


def _distinct(values: pl.Series) -> tuple[str, ...]:
    return tuple(sorted(values.drop_nulls().unique().to_list()))


def _marks(told: pl.Series) -> Marks:
    """Counts what each printed cell says about the decimal mark."""
    told = told.drop_nulls()
    told = told.filter(told.str.contains("[.,]"))
    if not told.len():
        return Marks()
    unclear_point = told.str.contains(r"^[1-9]\d{0,2}\.\d{3}$")
    unclear_comma = told.str.contains(r"^[1-9]\d{0,2},\d{3}$")
    clear = told.filter(~(unclear_point | unclear_comma))
    point = clear.filter(clear.str.contains(_SPEAKS_FOR_POINT))
    comma = clear.filter(clear.str.contains(_SPEAKS_FOR_COMMA))
    return Marks(
        comma=comma.len(),
        point=point.len(),
        unclear_comma=int(unclear_comma.sum()),
        unclear_point=int(unclear_point.sum()),
        examples=(str(comma[0]) if comma.len() else "", str(point[0]) if point.len() else ""),
    )


def decide_mark(own: Marks, others: Sequence[Marks], separator: str | None, *, whole: bool = False) -> DecimalMark:
    """The decimal mark of a column: by its own cells, else by other columns of the file, else by the file's separator.

    Weak where only the separator, or that counts are `whole`, or nothing speaks; cells that read both ways are then for review.
    """
    if own.comma or own.point:
        mark = "," if own.comma > own.point else "."
        winner, example = (own.comma, own.examples[0]) if mark == "," else (own.point, own.examples[1])
        against = min(own.comma, own.point)
        evidence = f"decimal {_name(mark)}: {winner} values can be read in no other way, such as {example}"
        return DecimalMark(mark, evidence + (f"; {against} values speak against it" if against else ""), weak=against > 0)
    if not own.unclear:
        return DecimalMark(".")
    comma, point = sum(m.comma for m in others), sum(m.point for m in others)
    if comma or point:
        mark = "," if comma > point else "."
        lesser = min(comma, point)
        evidence = f"decimal {_name(mark)}: as in {max(comma, point)} values of the other columns"
        return DecimalMark(mark, evidence, weak=lesser * FEW > max(comma, point))
    if separator == ";":
        return DecimalMark(",", "decimal comma: cells are separated by semicolons, which is done where the comma is taken", weak=True)
    if whole and bool(own.unclear_point) != bool(own.unclear_comma):
        mark = "," if own.unclear_point else "."
        return DecimalMark(mark, f"decimal {_name(mark)}: the other mark would leave parts of a unit", weak=True)
    return DecimalMark(".", "decimal point: nothing in the file says otherwise", weak=True)


def _name(mark: str) -> str:
    return "comma" if mark == "," else "point"


def to_millionths(numbers: Numbers, mark: DecimalMark) -> Millionths:
    """Every cell as whole millionths by the column's decimal mark; a cell that does not fit it is unreadable."""
    other = "." if mark.mark == "," else ","
    dot, comma = (r"\.", ",") if mark.mark == "." else (",", r"\.")
    fits = rf"^(?:\d{{1,3}}(?:{comma}\d{{3}})+|\d{{1,2}}(?:{comma}\d{{2}})+{comma}\d{{3}}|\d*)(?:{dot}\d*)?$"
    body = pl.col("body")
    plain = body.str.replace_all(other, "", literal=True).str.replace(mark.mark, ".", literal=True)
    digits = pl.when("typed").then(body).when(body.str.contains(fits)).then(plain)
    whole, fraction = digits.str.extract(r"^(\d*)"), digits.str.extract(r"\.(\d*)$").fill_null("")
    frame = numbers.parts.select(
        "cell", "negative", "typed", "doubtful", body,
        digits.alias("digits"),
        pl.when(whole == "").then(pl.lit("0")).otherwise(whole).alias("whole"),
        fraction.alias("fraction"),
    )  # fmt: skip
    millionths = (
        pl.when(pl.col("whole").str.len_bytes() <= _DIGITS_THAT_FIT).then(pl.col("whole")).cast(pl.Int64, strict=False) * SCALE
        + pl.col("fraction").str.pad_end(6, "0").str.slice(0, 6).cast(pl.Int64, strict=False)
        + pl.col("fraction").str.contains(r"^\d{6}[5-9]").cast(pl.Int64)
    )
    frame = frame.with_columns(pl.when(pl.col("digits").is_not_null()).then(millionths).alias("size"))
    frame = frame.with_columns(pl.when("negative").then(-pl.col("size")).otherwise(pl.col("size")).alias("value"))
    reads_both_ways = body.str.contains(r"^[1-9]\d{0,2}[.,]\d{3}$").fill_null(value=False) & ~pl.col("typed")
    marks = frame.select(
        unreadable=pl.col("cell").is_not_null() & pl.col("value").is_null(),
        doubtful=pl.col("doubtful") | (reads_both_ways if mark.weak else pl.lit(value=False)),
        rounded=pl.col("fraction").str.contains(r"^\d{6}\d*[1-9]") & ~pl.col("typed"),
    )
    return Millionths(frame["value"], marks["unreadable"], marks["doubtful"], int(marks["rounded"].sum()))
