"""Writes tables as CSV or XLSX the way portals and offices do: title lines, encodings, separators, local dates and numbers."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TypeAlias

import xlsxwriter

from demo.chance import Chance

Cell: TypeAlias = str | int | Decimal | date | None
WRITTEN_ON = datetime(2020, 1, 1, tzinfo=UTC)
"""The moment that workbooks claim to be made at, so that the same seed gives the same bytes."""


@dataclass(frozen=True, slots=True)
class Habit:
    """How one export writes cells: `dates` is a strftime form, `grouping` the thousands separator, `negative` a form with {}."""

    dates: str
    decimal: str = "."
    grouping: str = ""
    negative: str = "-{}"
    separator: str = ","
    encoding: str = "utf-8"
    trailing: bool = False
    typed: bool = True
    titles: tuple[str, ...] = ()
    blanks: int = field(default=0)


def habit(draw: Chance, locale: str, *, titles: tuple[str, ...] = ()) -> Habit:
    """A way of writing exports that is usual where the supplier sells."""
    titled = titles if draw.likely(0.5) else ()
    if locale == "us":
        return Habit(
            dates=draw.pick(("%m/%d/%Y", "%m/%d/%Y", "%Y-%m-%d")),
            grouping=draw.pick(("", "", ",")),
            negative=draw.pick(("-{}", "-{}", "({})")),
            separator=draw.pick((",", ",", "\t")),
            encoding=draw.pick(("utf-8", "utf-8-sig", "cp1252", "utf-16")),
            trailing=draw.likely(0.2),
            typed=draw.likely(0.7),
            titles=titled,
            blanks=draw.whole(0, 1),
        )
    return Habit(
        dates=draw.pick(("%d/%m/%Y", "%d.%m.%Y")),
        decimal=",",
        grouping=draw.pick(("", ".")),
        negative=draw.pick(("-{}", "-{}", "{}-")),
        separator=draw.pick((";", ";", "\t")),
        encoding=draw.pick(("utf-8", "utf-8-sig", "cp1252", "utf-16")),
        trailing=draw.likely(0.2),
        typed=draw.likely(0.7),
        titles=titled,
        blanks=draw.whole(0, 1),
    )


def written(cell: Cell, way: Habit) -> str:
    """A cell as text."""
    match cell:
        case None:
            return ""
        case date():
            return cell.strftime(way.dates)
        case Decimal():
            exponent = cell.as_tuple().exponent
            places = max(2, -exponent) if isinstance(exponent, int) else 2
            digits = f"{abs(cell):,.{places}f}".replace(",", "\0").replace(".", way.decimal).replace("\0", way.grouping)
            return way.negative.format(digits) if cell < 0 else digits
        case _:
            return str(cell)


def write_table(path: Path, rows: Sequence[Sequence[Cell]], way: Habit, sheet: str = "Sheet1") -> None:
    """Writes rows (header included) below the title lines; the ending of `path` decides the format."""
    above: list[Sequence[Cell]] = [*([title] for title in way.titles), *([] for _ in range(way.blanks if way.titles else 0))]
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".xlsx":
        _write_workbook(path, [*above, *rows], way, sheet)
    else:
        _write_text(path, [*above, *rows], way)


def _write_text(path: Path, rows: Sequence[Sequence[Cell]], way: Habit) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=way.separator, lineterminator="\r\n")
    for row in rows:
        cells = [written(cell, way) for cell in row]
        writer.writerow([*cells, ""] if way.trailing and len(cells) > 1 else cells)
    path.write_bytes(out.getvalue().encode(way.encoding, errors="replace"))


def _write_workbook(path: Path, rows: Sequence[Sequence[Cell]], way: Habit, sheet: str) -> None:
    with xlsxwriter.Workbook(str(path)) as book:
        book.set_properties({"created": WRITTEN_ON.replace(tzinfo=None)})
        page = book.add_worksheet(sheet)
        money, day = book.add_format({"num_format": "#,##0.00"}), book.add_format({"num_format": "yyyy-mm-dd"})
        for y, row in enumerate(rows):
            for x, cell in enumerate(row):
                if way.typed and isinstance(cell, Decimal):
                    page.write_number(y, x, cell, money)
                elif isinstance(cell, int):
                    page.write_number(y, x, cell)
                elif way.typed and isinstance(cell, date):
                    page.write_datetime(y, x, datetime.combine(cell, datetime.min.time()), day)
                elif cell not in (None, ""):
                    page.write_string(y, x, written(cell, way))
