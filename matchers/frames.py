"""Everything that a judgement reads: one frame per table of the trade, and the papers that are no tables."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

import polars as pl

from facts.documents import Document, DocumentKind, Field, FileReading, Source
from facts.evidence import Box, Evidence
from facts.tables import SCALE, TABLES, Column, ColumnType, TableKind

POLARS_TYPES: Final[dict[ColumnType, pl.DataType]] = {
    ColumnType.TEXT: pl.String(),
    ColumnType.IDENTIFIER: pl.String(),
    ColumnType.DATE: pl.Date(),
    ColumnType.MONEY: pl.Int64(),
    ColumnType.RATE: pl.Int64(),
    ColumnType.MEASURE: pl.Int64(),
    ColumnType.COUNT: pl.Int64(),
}
PLACES: Final[dict[str, pl.DataType]] = {
    "_file": pl.String(),
    "_sheet": pl.String(),
    "_row": pl.Int64(),
    "_page": pl.Int64(),
    "_x0": pl.Float64(),
    "_top": pl.Float64(),
    "_x1": pl.Float64(),
    "_bottom": pl.Float64(),
    "_review": pl.Boolean(),
}
"""Where a row stands: a table row (file, sheet, row) or a place on a page (file, page, box in points)."""

Row = dict[str, Any]


def schema(kind: TableKind) -> dict[str, pl.DataType]:
    """Columns and types of a frame: the table's own, then the places."""
    return {c.name: POLARS_TYPES[c.type] for c in TABLES[kind]} | PLACES


@dataclass(frozen=True, slots=True)
class Paper:
    """A document with the file it was found in."""

    file: str
    document: Document

    def evidence(self, name: str, fact: str) -> Evidence:
        """The place of one field; the first page where the field has no box of its own."""
        found = self.document.fields.get(name)
        return self.field_evidence(found, fact)

    def line_evidence(self, cells: Mapping[str, Field], name: str, fact: str) -> Evidence:
        """The place of one cell of a line; of a line that came by EDI, its segment in the file."""
        segment = cells.get("segment")
        if segment is not None and self.document.source is Source.EDI:
            return Evidence(self.file, fact, row=int(str(segment.value)))
        return self.field_evidence(cells.get(name), fact)

    def field_evidence(self, found: Field | None, fact: str) -> Evidence:
        """The place of a field or line cell on this paper; of a message by EDI, the segment it begins with."""
        segment = self.document.fields.get("segment")
        if segment is not None and self.document.source is Source.EDI:
            return Evidence(self.file, fact, row=int(str(segment.value)))
        first = self.document.pages[0] if self.document.pages else None
        if found is None:
            return Evidence(self.file, fact, page=first)
        return Evidence(self.file, fact, page=found.page if found.page is not None else first, box=found.box)


@dataclass(frozen=True, slots=True)
class Frames:
    """The facts of one supplier and retailer: tables as frames (see `schema`) and papers as documents."""

    tables: dict[TableKind, pl.DataFrame] = field(default_factory=dict)
    papers: tuple[Paper, ...] = ()
    hidden_payments: tuple[str, ...] = ()

    def table(self, kind: TableKind) -> pl.DataFrame:
        """The frame of a table, empty where the folder has none."""
        found = self.tables.get(kind)
        return pl.DataFrame(schema=schema(kind)) if found is None else found

    def of_kind(self, *kinds: DocumentKind) -> tuple[Paper, ...]:
        """The papers of these kinds, in the order of their files."""
        return tuple(p for p in self.papers if p.document.kind in kinds)


def papers_of(readings: Iterable[FileReading]) -> tuple[Paper, ...]:
    """The documents of read files that are no tables."""
    return tuple(Paper(r.file, d) for r in readings for d in r.documents if d.source is not Source.TABLE)


def collect(
    readings: Sequence[FileReading],
    tables: Iterable[tuple[TableKind, pl.DataFrame]],
    hidden_payments: Iterable[str] = (),
    papers: Sequence[Paper] = (),
) -> Frames:
    """Gathers read files into frames. Remittance advices, whatever they came as, join the remittance tables.

    `papers` are such that were taken out of their readings before.
    """
    papers = (*papers, *papers_of(readings))
    parts: dict[TableKind, list[pl.DataFrame]] = {}
    for kind, frame in tables:
        parts.setdefault(kind, []).append(_fitted(kind, frame))
    for paper in papers:
        if paper.document.kind is DocumentKind.REMITTANCE_ADVICE:
            for kind, rows in _remittance_rows(paper).items():
                parts.setdefault(kind, []).append(pl.DataFrame(rows, schema=schema(kind)))
    return Frames({kind: pl.concat(frames, how="vertical") for kind, frames in parts.items()}, papers, tuple(sorted(set(hidden_payments))))


def _fitted(kind: TableKind, frame: pl.DataFrame) -> pl.DataFrame:
    wanted = schema(kind)
    return frame.select(
        (pl.col(name).cast(dtype) if name in frame.columns else pl.lit(None, dtype=dtype).alias(name)) for name, dtype in wanted.items()
    ).with_columns(pl.col("_review").fill_null(value=False))


def _remittance_rows(paper: Paper) -> dict[TableKind, list[Row]]:
    """The payment and the lines of a remittance advice that came on paper or by EDI."""
    document = paper.document
    currency = document.text("currency")
    payment = {c.name: _typed(c, document.fields.get(name)) for c in TABLES[TableKind.PAYMENTS] if (name := _PAYMENT_FIELDS.get(c.name))}
    payment |= {"currency": currency, "_review": _any_review(document.fields, _PAYMENT_FIELDS.values())}
    rows: dict[TableKind, list[Row]] = {TableKind.REMITTANCE_LINES: []}
    if payment.get("payment_number"):
        rows[TableKind.PAYMENTS] = [_placed(paper, document.fields.get("payment_number"), payment)]
    for line in document.lines:
        row = {c.name: _typed(c, line.get(c.name)) for c in TABLES[TableKind.REMITTANCE_LINES]}
        row |= {"payment_number": payment.get("payment_number"), "currency": currency, "_review": any(f.review for f in line.values())}
        if row.get("invoice_amount") is None and row.get("amount_paid") is not None:
            row["invoice_amount"] = row["amount_paid"] + (row.get("terms_discount") or 0) + (row.get("withholding") or 0)
        if row.get("invoice_number") and row.get("amount_paid") is not None:
            rows[TableKind.REMITTANCE_LINES].append(_placed(paper, line.get("invoice_number"), row, line))
    return rows


_PAYMENT_FIELDS: Final = {
    "payment_number": "payment_number",
    "payment_date": "payment_date",
    "amount": "total_paid",
    "payee": "payee_name",
    "payer": "payer_name",
}


def _any_review(fields: dict[str, Field], names: Iterable[str]) -> bool:
    return any(fields[n].review for n in names if n in fields)


def _typed(column: Column, found: Field | None) -> Any:
    """A field's value as the column's type, None where the paper does not show it or the text does not fit."""
    if found is None or isinstance(found.value, (bool, list)):
        return None
    match column.type:
        case ColumnType.TEXT | ColumnType.IDENTIFIER:
            return str(found.value)
        case ColumnType.DATE:
            return date.fromisoformat(str(found.value)[:10])
        case ColumnType.COUNT:
            return int(Decimal(found.value))
        case _:
            return int(Decimal(found.value) * SCALE)


def _placed(paper: Paper, anchor: Field | None, row: Row, line: dict[str, Field] | None = None) -> Row:
    """The row with its place on the page: the box around the whole line where there is one."""
    boxes = [f.box for f in (line or {}).values() if f.box is not None and anchor is not None and f.page == anchor.page]
    box = anchor.box if anchor is not None else None
    for other in boxes:
        box = other if box is None else box.union(other)
    segment = (line or paper.document.fields).get("segment")
    if segment is not None and paper.document.source is Source.EDI:
        return row | {"_file": paper.file, "_row": int(str(segment.value))}
    first = paper.document.pages[0] if paper.document.pages else None
    place: Row = {"_file": paper.file, "_page": anchor.page if anchor is not None and anchor.page else first}
    if box is not None:
        place |= dict(zip(("_x0", "_top", "_x1", "_bottom"), box, strict=True))
    return row | place


def row_evidence(row: Row, fact: str) -> Evidence:
    """The evidence that a frame's row is, with the fact read there."""
    if row.get("_page") is not None:
        box = Box(row["_x0"], row["_top"], row["_x1"], row["_bottom"]) if row.get("_x0") is not None else None
        return Evidence(row["_file"], fact, page=row["_page"], box=box)
    return Evidence(row["_file"], fact, sheet=row.get("_sheet"), row=row.get("_row"))


def decimal(scaled: int | None) -> Decimal | None:
    """A frame's scaled whole number as an exact decimal, trailing zeros dropped down to two digits."""
    if scaled is None:
        return None
    exact = Decimal(scaled) / SCALE
    return exact.quantize(Decimal("0.01")) if scaled % (SCALE // 100) == 0 else exact.normalize()


def newest(found: Iterable[Row], line: Callable[[Row], Hashable]) -> Iterator[Row]:
    """The rows by their newest showing: of a `line` that several exports state, the rows of the export listed last.

    What one export states twice stays twice. The order is that in which the lines were first stated.
    """
    shown: dict[Hashable, list[Row]] = {}
    for row in found:
        earlier = shown.setdefault(line(row), [])
        if earlier and (earlier[-1]["_file"], earlier[-1]["_sheet"]) != (row["_file"], row["_sheet"]):
            earlier.clear()
        earlier.append(row)
    return (row for same in shown.values() for row in same)


def rows(frame: pl.DataFrame) -> Iterator[Row]:
    """The rows of a frame as dicts, in order."""
    return frame.iter_rows(named=True)


def named_rows(frame: pl.DataFrame, *names: str) -> Iterator[Row]:
    """The rows of a frame that have what names them: one whose cell or whole column is missing is told of where the file is read."""
    return rows(frame.drop_nulls(names))
