"""Sheets of a workbook: typed columns, frozen header, filter, text from outside defused, split where a sheet is full."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import IO, Any, Final, Self, TypeAlias

import xlsxwriter

from facts.money import Money, minor_digits

MOST_ROWS: Final = 1_048_576
"""Rows that one sheet of an XLSX file holds, header included (ECMA-376)."""
LONGEST_TEXT: Final = 32_767
"""Characters that one cell holds."""
LARGE: Final = 50_000
"""Rows from which a workbook is written row by row to disk instead of being held in memory."""

Cell: TypeAlias = str | int | Decimal | Money | date | None
_STARTS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_NO_XML: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class As(Enum):
    """How a column is shown."""

    TEXT = "text"
    LONG_TEXT = "long"
    MONEY = "#,##0.00"
    COUNT = "#,##0"
    NUMBER = "General"
    RATE = "0.00%"
    DAY = "d mmm yyyy"


@dataclass(frozen=True, slots=True)
class Heading:
    """A column: its title, how it is shown, and its width in characters."""

    title: str
    shown: As = As.TEXT
    width: int = 16


def defused(text: str) -> str:
    """Text that no spreadsheet takes for a formula, with characters that XML forbids left out, cut to what a cell holds.

    A text that begins like a formula (= + - @) gets an apostrophe before it.
    """
    clean = _NO_XML.sub("", text)
    if clean.startswith(_STARTS_A_FORMULA):
        clean = f"'{clean}"
    return clean if len(clean) <= LONGEST_TEXT else f"{clean[: LONGEST_TEXT - 1]}…"


class Workbook:
    """A workbook being written to a path or an open file; its created date is `as_of`, so that the same content gives the same bytes."""

    def __init__(self, place: Path | IO[bytes], as_of: date, title: str, *, rows_expected: int = 0) -> None:
        options = {
            "constant_memory": rows_expected > LARGE,
            "strings_to_urls": False,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
        }
        self._book = xlsxwriter.Workbook(str(place) if isinstance(place, Path) else place, options)
        self._book.set_properties({"title": title, "author": "Recoup", "created": datetime.combine(as_of, time())})
        self._formats = {
            shown: self._book.add_format(
                {"valign": "top", "text_wrap": shown is As.LONG_TEXT, "font_name": "Calibri", "font_size": 11}
                | (
                    {}
                    if shown in {As.TEXT, As.LONG_TEXT}
                    else {"num_format": shown.value, "align": "right" if shown is not As.DAY else "left"}
                )
            )
            for shown in As
        }
        self._header = self._book.add_format(
            {"bold": True, "bg_color": "#12352F", "font_color": "#FFFFFF", "valign": "vcenter", "text_wrap": True}
        )
        self._header_right = self._book.add_format(
            {"bold": True, "bg_color": "#12352F", "font_color": "#FFFFFF", "valign": "vcenter", "align": "right", "text_wrap": True}
        )
        self._bold = {
            shown: self._book.add_format(
                {"bold": True, "top": 1} | ({} if shown in {As.TEXT, As.LONG_TEXT} else {"num_format": shown.value})
            )
            for shown in As
        }
        self._money: dict[tuple[int, bool], Any] = {}
        self._title = self._book.add_format({"bold": True, "font_size": 15})
        self._note = self._book.add_format({"font_color": "#5B6770"})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_raised: object) -> None:
        self._book.close()

    def table(self, name: str, headings: Sequence[Heading], rows: Iterable[Sequence[Cell]], empty: str = "") -> None:
        """A sheet with one table; rows beyond the sheet's limit go on in `name 2`, `name 3` and so on.

        `empty` is said in place of rows when there are none.
        """
        sheet, filled, part = self._sheet(name, headings), 0, 1
        for row in rows:
            if filled + 1 == MOST_ROWS:
                self._finish(sheet, headings, filled)
                part += 1
                sheet, filled = self._sheet(f"{name} {part}", headings), 0
            filled += 1
            self._row(sheet, filled, headings, row)
        if not filled and empty:
            sheet.write_string(1, 0, empty, self._note)
        self._finish(sheet, headings, filled)

    def page(
        self, name: str, title: str, notes: Sequence[str], blocks: Sequence[tuple[Sequence[Heading], Sequence[Sequence[Cell]], bool]]
    ) -> None:
        """A sheet to read: a title, notes, and small tables under each other; the last row of a table stands out where it is a sum."""
        sheet = self._book.add_worksheet(name[:31])
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 20, 17)
        sheet.write_string(0, 0, defused(title), self._title)
        line = 1
        for note in notes:
            sheet.write_string(line, 0, defused(note), self._note)
            line += 1
        for headings, rows, has_sum in blocks:
            line += 1
            self._headings(sheet, line, headings)
            for place, row in enumerate(rows, start=1):
                self._row(sheet, line + place, headings, row, bold=has_sum and place == len(rows))
            line += len(rows) + 1
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)

    def _sheet(self, name: str, headings: Sequence[Heading]) -> Any:
        sheet = self._book.add_worksheet(name[:31])
        for column, heading in enumerate(headings):
            sheet.set_column(column, column, heading.width)
        self._headings(sheet, 0, headings)
        sheet.freeze_panes(1, 0)
        sheet.set_landscape()
        sheet.repeat_rows(0)
        sheet.fit_to_pages(1, 0)
        return sheet

    def _headings(self, sheet: Any, line: int, headings: Sequence[Heading]) -> None:
        for column, heading in enumerate(headings):
            right = heading.shown in {As.MONEY, As.COUNT, As.NUMBER, As.RATE}
            sheet.write_string(line, column, heading.title, self._header_right if right else self._header)

    def _row(self, sheet: Any, line: int, headings: Sequence[Heading], row: Sequence[Cell], *, bold: bool = False) -> None:
        for column, (heading, cell) in enumerate(zip(headings, row, strict=True)):
            form = (self._bold if bold else self._formats)[heading.shown]
            match cell:
                case None | "":
                    if bold:
                        sheet.write_blank(line, column, None, form)
                case str():
                    sheet.write_string(line, column, defused(cell), form)
                case date():
                    sheet.write_datetime(line, column, datetime.combine(cell, time()), form)
                case Money():
                    sheet.write_number(line, column, cell.amount, self._money_format(minor_digits(cell.currency), bold=bold))
                case _:
                    sheet.write_number(line, column, cell, form)

    def _money_format(self, digits: int, *, bold: bool) -> Any:
        """All digits that the currency has: a yen has none, a dinar three."""
        if (digits, bold) not in self._money:
            shown = {"num_format": "#,##0" + ("." + "0" * digits if digits else ""), "align": "right", "valign": "top"}
            self._money[digits, bold] = self._book.add_format(shown | ({"bold": True, "top": 1} if bold else {}))
        return self._money[digits, bold]

    @staticmethod
    def _finish(sheet: Any, headings: Sequence[Heading], filled: int) -> None:
        if filled and headings:
            sheet.autofilter(0, 0, filled, len(headings) - 1)
