"""Files of tables made up in memory: text in any encoding and locale, workbooks."""

import csv
import io
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import xlsxwriter

from extractors.tables import Table, read_tables
from facts.tables import TABLES, ColumnType, TableKind

SHORTAGE_HEADER = (
    "Claim Number",
    "Invoice Number",
    "PO",
    "ASIN",
    "Invoiced Quantity",
    "Received Quantity",
    "Short Quantity",
    "Unit Cost",
    "Amount",
)
SHORTAGE_ROWS = (
    ("A100SC", "A100", "4XK2P9QR", "B0ABCDEF12", "1200", "1100", "100", "4.17", "417.00"),
    ("A101SC", "A101", "5YL3Q0RS", "B0ABCDEF34", "120", "0", "120", "12.50", "1500.00"),
)
PAYMENT_HEADER = (
    "Payment Number",
    "Payment Date",
    "Payment Currency",
    "Payment Amount",
    "Payee",
    "Payer",
    "Method",
    "Type",
    "Status",
    "Void Reason",
)
LINE_HEADER = (
    "Payment Number", "Invoice Number", "Invoice Date", "Description", "Invoice Amount", "Invoice Currency", "Withholding Amount",
    "Terms Discount Taken", "Amount Paid", "Remaining Amount",
)  # fmt: skip
NEWER_LINE_HEADER = (
    "Invoice Number", "Payment Number", "Invoice Date", "Transaction type", "Transaction Description", "Reference Details",
    "Original Invoice Number", "Invoice Amount", "Invoice Currency", "Withholding Amount", "Terms Discount Taken", "Net Amount Paid",
    "Remaining Amount",
)  # fmt: skip


def text_file(*rows: Sequence[str], separator: str = ",", end: str = "\r\n") -> str:
    """Rows as a CSV text, quoted where it is needed."""
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator=end).writerows(rows)
    return out.getvalue()


def workbook(*sheets: Sequence[Sequence[Any]], hidden: Sequence[int] = ()) -> bytes:
    """An XLSX file with these sheets of typed cells."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for number, rows in enumerate(sheets, start=1):
        sheet = book.add_worksheet(f"Sheet {number}")
        if number in hidden:
            sheet.hide()
        for place, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(place, column, cell, day)
                elif cell is not None:
                    sheet.write(place, column, cell)
    book.close()
    return out.getvalue()


def only(content: bytes | str, name: str = "export.csv", *, usual_date_order: str | None = None) -> Table:
    """The one table of a file that must be readable."""
    read = read_tables(content.encode() if isinstance(content, str) else content, name, usual_date_order=usual_date_order)
    assert read.error is None
    assert len(read.tables) == 1, read.problems
    return read.tables[0]


def values(table: Table, column: str) -> list[Any]:
    """The cells of a canonical column; money, rates and measures as decimals."""
    kinds = {c.name: c.type for c in TABLES[table.kind]}
    cells = table.frame[column].to_list()
    if kinds.get(column) in {ColumnType.MONEY, ColumnType.RATE, ColumnType.MEASURE}:
        return [None if cell is None else Decimal(cell) / 1_000_000 for cell in cells]
    return cells


def cell(kind: TableKind, column: str, row: int) -> str:
    """A plausible cell of a column, different per row."""
    (found,) = [c for c in TABLES[kind] if c.name == column]
    return {
        ColumnType.TEXT: f"Words {column[:5]}",
        ColumnType.IDENTIFIER: f"AB{row}{sum(map(ord, column))}",
        ColumnType.DATE: f"2026-05-{13 + row}",
        ColumnType.MONEY: f"{12 + row}.50",
        ColumnType.COUNT: str(12 + row),
        ColumnType.RATE: "0.05",
        ColumnType.MEASURE: f"{3 + row}.5",
    }[found.type]
