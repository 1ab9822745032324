"""How a long table is written, settled on its first piece; every cell of the pieces after it is held to that.

What a piece gives is what reading the whole file at once would give, or nothing: a cell that does not fit sends the whole file
the careful way.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from functools import partial
from itertools import chain, repeat
from typing import Any, BinaryIO, Final, Self

import numpy as np
import polars as pl

from extractors.tables import dates as days
from extractors.tables import numbers
from extractors.tables.columns import SPREADSHEET_DRESS, text_values
from extractors.tables.grid import BLANKS
from extractors.tables.plans import NUMERIC, TOTAL, Conventions, Plan
from extractors.tables.table import DTYPES, Table
from extractors.tables.words import EMPTY
from extractors.tables.worked import Worked
from facts.tables import TABLES, Column, ColumnType, TableKind

_PLAIN: Final = r"^[A-Za-z0-9](?:[A-Za-z0-9 _\-/.]*[A-Za-z0-9_\-/.])?$"
_NUMBERED: Final = r"^(?:[A-Za-z][A-Za-z_\-/]*)?\d[A-Za-z0-9_\-/]*$"
"""Plain identifiers with a digit: no words of a total, and in no dress but perhaps that of `1E11`, which is short."""
_LONGER: Final = 5
SLICE: Final = 8_000_000
"""Bytes of a piece that are worked on at a time."""
FEW: Final = 8
"""Columns in which a value stands so many times on average are worked on value by value."""
_DIGITS: Final = r"\d{1,12}"
_FRACTION: Final = r"\d{1,6}"
_UNREAD: Final = {
    TableKind.PURCHASE_ORDERS: {"model_number", "title", "window_type"},
    TableKind.INVOICE_LINES: {"line_total", "seller_name", "buyer_name", "grand_total"},
    TableKind.ALL_INVOICES: {"marketplace", "status", "actual_paid_amount", "payee", "creation_date", "amount", "any_deductions"},
}
"""Columns that no judgement reads: they are left where they are."""


class UnsettledError(ValueError):
    """A piece that is not written as the first one said; the message names what does not fit."""


@dataclass(frozen=True, slots=True)
class Written:
    """How one column is written. `place` counts from 0; `mark` is the decimal mark of numbers, `order` that of dates' parts."""

    name: str
    place: int
    mark: str = ""
    order: str = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """How a long table is written: its columns, what stands for every row, and what cannot be in a row below its header.

    `row` is the row of the file on which the next piece begins, `label` what a warning row would begin with.
    """

    kind: TableKind
    separator: str
    width: int
    columns: tuple[Written, ...]
    constants: dict[str, str] = field(default_factory=dict)
    label: str = ""
    row: int = 1

    def to_json(self) -> dict[str, Any]:
        """As it goes to the process that reads the next piece."""
        return asdict(self) | {"kind": self.kind.value, "columns": [asdict(c) for c in self.columns]}

    @classmethod
    def from_json(cls, entry: dict[str, Any]) -> Self:
        """Back from `to_json`; raises KeyError, TypeError or ValueError where it is none."""
        columns = tuple(Written(str(c["name"]), int(c["place"]), str(c["mark"]), str(c["order"])) for c in entry["columns"])
        constants = {str(name): str(value) for name, value in entry["constants"].items()}
        kind, separator, width = TableKind(entry["kind"]), str(entry["separator"]), int(entry["width"])
        return cls(kind, separator, width, columns, constants, str(entry["label"]), int(entry["row"]))


def settle(plan: Plan, conventions: Conventions, table: Table, width: int, lines: int) -> Settled | None:
    """How the last table of a first piece of `lines` lines is written, None where more than its first rows must be seen to tell."""
    told_from_headers = any(c.type in NUMERIC | {ColumnType.DATE} for c in TABLES[plan.fit.kind] if c.name in plan.fit.columns)
    if plan.separator is None or not told_from_headers:
        return None
    if plan.fit.missing or plan.fit.exchangeable or plan.totals.height:
        return None
    columns: list[Written] = []
    constants: dict[str, str] = {}
    unread = _UNREAD.get(plan.fit.kind, set())
    for column in TABLES[plan.fit.kind]:
        name = plan.fit.columns.get(column.name)
        if name is None:
            values = table.frame[column.name].unique()
            if values.len() > 1:
                return None
            if values.len() and values[0] is not None:
                constants[column.name] = str(values[0])
        elif column.name not in unread:
            written = _written(plan, conventions, column, int(name[1:]))
            if written is None:
                return None
            columns.append(written)
    labels = [h.printed.lower() for h in plan.section.headers.values() if h.meaning is not None and "payment_number" in h.meaning.names]
    return Settled(plan.fit.kind, plan.separator, width, tuple(columns), constants, labels[0] if labels else "", lines + 1)


def _written(plan: Plan, conventions: Conventions, column: Column, place: int) -> Written | None:
    if column.type is ColumnType.DATE:
        order = conventions.order(plan, column.name)
        return None if order.weak else Written(column.name, place, order=order.order)
    if column.type not in NUMERIC:
        return Written(column.name, place)
    if column.type is ColumnType.RATE:
        return None
    others = conventions.other_marks(plan, column.name)
    mark = numbers.decide_mark(plan.marks[column.name], others, plan.separator, whole=column.type is ColumnType.COUNT)
    told = mark.evidence or any(m.point for m in others) or any(m.comma for m in others)
    if mark.weak:
        return None
    if not mark.evidence and told:
        mark = numbers.decide_mark(numbers.Marks(unclear_point=1), others, plan.separator)
        if mark.weak:
            return None
    return Written(column.name, place, mark=mark.mark if told else "none")


def read_piece(content: BinaryIO, settled: Settled) -> Iterator[pl.DataFrame]:
    """The rows of a further piece, some at a time: the canonical columns that are in the file, texts of which few repeat as categories.

    Raises UnsettledError where anything in it is written otherwise.
    """
    slices = _slices(content, settled)
    first, second = next(slices, None), next(slices, None)
    if first is not None and second is not None:
        first = first.cast({name: dtype for name, dtype in second.schema.items() if dtype == pl.Categorical})
    yield from (frame for frame in (first, second) if frame is not None)
    yield from slices


def _slices(content: BinaryIO, settled: Settled) -> Iterator[pl.DataFrame]:
    """The rows of a piece; what repeats much is told from the first, a small one, what repeats less from the second."""
    few: frozenset[int] = frozenset()
    columns = _readers(settled)
    warnings = Worked(lambda cells: cells.str.strip_chars_start(BLANKS).str.to_lowercase().str.starts_with(settled.label))
    for number, size in enumerate(chain((SLICE // 8,), repeat(SLICE))):
        block = content.read(size)
        if not block:
            return
        cells = _lines(block + content.readline(), settled, few)
        if number <= 1:
            few |= _repeating(cells, settled)
        frame = pl.DataFrame(
            [column.values(cells[f"c{column.written.place}"], repeating=column.written.place in few) for column in columns]
        )
        _check_rows(frame, settled)
        if settled.label and bool(warnings.of(cells["c0"]).any()):
            raise UnsettledError("a warning between the rows")
        yield frame


def _lines(content: bytes, settled: Settled, few: frozenset[int]) -> pl.DataFrame:
    """The cells of some lines, one row to a line; those of the columns `few` as categories."""
    if b"\r" in content:
        content = content.replace(b"\r\n", b"\n")
    if b"\r" in content or b"\0" in content:
        raise UnsettledError("stray control characters")
    quoted = b'"' in content
    if quoted and not _plainly_quoted(content, settled.separator):
        raise UnsettledError("quotes inside cells")
    return _cells(content, settled, few, quoted=quoted)


def _repeating(cells: pl.DataFrame, settled: Settled) -> frozenset[int]:
    """Columns in which the same cells stand again and again, by some first lines."""
    places = [written.place for written in settled.columns]
    return frozenset(place for place in places if cells[f"c{place}"].n_unique() * FEW < cells.height)


def _cells(content: bytes, settled: Settled, few: frozenset[int], *, quoted: bool) -> pl.DataFrame:
    places = sorted({c.place for c in settled.columns} | {0})
    try:
        frame = pl.read_csv(
            content,
            has_header=False,
            separator=settled.separator,
            quote_char='"' if quoted else None,
            schema={f"c{n}": pl.Categorical if n in few else pl.String for n in range(settled.width)},
            columns=places,
            missing_columns="insert",
            truncate_ragged_lines=True,
        )
    except pl.exceptions.PolarsError as error:
        raise UnsettledError("rows that cannot be told apart") from error
    lines = int(np.count_nonzero(np.frombuffer(content, dtype=np.uint8) == ord("\n"))) + (not content.endswith(b"\n"))
    if frame.height != lines:
        raise UnsettledError("records over several lines")
    if frame["c0"].null_count() and (b"\n\n" in content or content.startswith(b"\n")):
        raise UnsettledError("blank lines")
    return frame


def _plainly_quoted(content: bytes, separator: str) -> bool:
    """True where every quote opens or closes a cell, with no quote inside; `_cells` sees to it that a record is one line."""
    letters = np.frombuffer(content, dtype=np.uint8)
    quotes = np.flatnonzero(letters == ord('"'))
    if len(quotes) % 2:
        return False
    opening, closing = quotes[0::2], quotes[1::2]
    before = letters[opening[opening > 0] - 1]
    behind = letters[closing[closing < len(letters) - 1] + 1]
    return all(bool(((edge == ord(separator)) | (edge == ord("\n"))).all()) for edge in (before, behind))


class _Reader:
    """One column of the pieces, read as it was settled."""

    def __init__(self, written: Written, column: Column, worked: Worked) -> None:
        self.written = written
        self._column = column
        self._worked = worked

    def values(self, raw: pl.Series, *, repeating: bool) -> pl.Series:
        """The values of some cells, under the name of the column; texts that repeat as categories."""
        column = self._column
        worded = repeating and DTYPES[column.type] == pl.String
        return self._worked.of(raw).cast(pl.Categorical if worded else DTYPES[column.type]).alias(column.name)


def _readers(settled: Settled) -> list[_Reader]:
    """The columns of the pieces; what a day is written as is worked out once for all columns of days that are written alike."""
    columns = {column.name: column for column in TABLES[settled.kind]}
    days_by_order = {written.order: Worked(partial(_dates, order=written.order)) for written in settled.columns if written.order}
    found = []
    for written in settled.columns:
        column = columns[written.name]
        if column.type is ColumnType.DATE:
            worked = days_by_order[written.order]
        else:
            worked = Worked(partial(_numbers, column=column, written=written) if column.type in NUMERIC else partial(_texts, column=column))
        found.append(_Reader(written, column, worked))
    return found


def _trimmed(raw: pl.Series) -> pl.Series:
    """Without blanks around, null where empty, as a sheet's cells are."""
    return raw.to_frame("cell").select(pl.col("cell").str.strip_chars(BLANKS).replace("", None)).to_series()


def _numbers(raw: pl.Series, column: Column, written: Written) -> pl.Series:
    """Millionths, or whole counts. Only what can be read in one way under the settled mark passes."""
    plain = rf"^-?{_DIGITS}$" if column.type is ColumnType.COUNT or written.mark == "none" else rf"^-?{_DIGITS}(?:\.{_FRACTION})?$"
    if not _all_are(raw, plain) or written.mark == ",":
        raw = _regrouped(_trimmed(raw), column, written)
        if not _all_are(raw, plain):
            raise UnsettledError(f"numbers in the column of {column.name}")
    if column.type is ColumnType.COUNT:
        return raw.cast(pl.Int64)
    return raw.str.to_decimal(scale=6).to_physical().cast(pl.Int64)


def _all_are(cells: pl.Series, pattern: str) -> bool:
    return bool(cells.str.contains(pattern).all(ignore_nulls=True))


def _regrouped(cells: pl.Series, column: Column, written: Written) -> pl.Series:
    """Numbers with thousands marks or a decimal comma as digits and a point; empty words as nothing."""
    cells = cells.set(cells.str.to_lowercase().is_in(EMPTY).fill_null(value=False), None)
    mark, other = (",", ".") if written.mark == "," else (".", ",")
    whole = column.type is ColumnType.COUNT or written.mark == "none"
    grouped = rf"^-?(?:\d{{1,3}}(?:\{other}\d{{3}})+|{_DIGITS})" + ("" if whole else rf"(?:\{mark}{_FRACTION})?") + "$"
    if whole and cells.str.contains(r"[.,]").any():
        raise UnsettledError(f"counts with marks in the column of {column.name}")
    if not _all_are(cells, grouped):
        raise UnsettledError(f"numbers in the column of {column.name}")
    return cells.str.replace_all(other, "", literal=True).str.replace(mark, ".", literal=True)


def _dates(cells: pl.Series, order: str) -> pl.Series:
    different = cells.unique(maintain_order=True)
    found = days.take_apart(_trimmed(different))
    known = {text: spelled.read(order) for text, spelled in found.spelled.items()}
    if None in known.values() or found.typed_days:
        raise UnsettledError("cells that are no days in their order, or typed ones")
    values = pl.Series("day", [known.get(text) for text in found.cells.to_list()], dtype=pl.Date)
    if different.len() == cells.len():
        return values
    table = pl.DataFrame([different.alias("cell"), values])
    return cells.to_frame("cell").join(table, on="cell", how="left", nulls_equal=True, maintain_order="left")["day"]


def _texts(cells: pl.Series, column: Column) -> pl.Series:
    if column.type is not ColumnType.IDENTIFIER:
        return text_values(_trimmed(cells).str.strip_chars(), column)
    looked_at = _different_in_turn(cells)
    if _all_are(looked_at, _NUMBERED) and bool((looked_at.str.len_bytes() >= _LONGER).all(ignore_nulls=True)):
        return cells
    if not _all_are(looked_at, _PLAIN):
        cells, looked_at = _trimmed(cells), _trimmed(looked_at)
        if not _all_are(looked_at, _PLAIN):
            raise UnsettledError(f"numbers dressed up in the column of {column.name}")
    if bool(looked_at.str.contains(SPREADSHEET_DRESS).any()):
        raise UnsettledError(f"numbers cut short in the column of {column.name}")
    if column.needed and bool(looked_at.filter(~looked_at.str.contains(r"\d")).str.contains(TOTAL).any()):
        raise UnsettledError(f"rows that may sum up: {column.name}")
    return cells


def _different_in_turn(cells: pl.Series) -> pl.Series:
    """The cells without those that repeat the one before: the lines of an order stand together."""
    return cells.filter(cells.ne_missing(cells.shift()))


def _check_rows(frame: pl.DataFrame, settled: Settled) -> None:
    """No row may be a footer or a warning: what names a row is there. A header again fails among the numbers and dates."""
    for column in TABLES[settled.kind]:
        named = column.needed and column.type in {ColumnType.IDENTIFIER, ColumnType.DATE}
        if named and column.name in frame.columns and frame[column.name].null_count():
            raise UnsettledError(f"rows without {column.name}")
