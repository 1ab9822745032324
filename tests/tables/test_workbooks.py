"""Workbooks: typed cells, several sheets, and files that are not safe or not possible to open."""

import io
import zipfile
from datetime import date
from decimal import Decimal

import pytest
import xlsxwriter
from polars.testing import assert_frame_equal

from extractors.tables import from_wire, read_tables, to_wire
from extractors.tables.wire import WireError
from facts.documents import ReadErrorCode
from facts.tables import TableKind
from tests.tables.made_up_files import LINE_HEADER, PAYMENT_HEADER, SHORTAGE_HEADER, SHORTAGE_ROWS, only, values, workbook

ORDER_HEADER = ("PO", "ASIN", "External ID", "Ordered On", "Window Start", "Quantity Requested", "Unit Cost")
ORDERS = (
    ("4XK2P9QR", "B0ABCDEF12", 855670115680, date(2026, 5, 3), "2026-05-10", 120, 35.22),
    ("12345678", "B0ABCDEF34", 855670115697, date(2026, 5, 4), "2026-05-11", 24.0, 0.1 + 0.2),
)


def error_of(content: bytes) -> ReadErrorCode:
    error = read_tables(content, "a.xlsx").error
    assert error is not None
    assert error.message
    return error.code


def test_typed_cells_are_exact() -> None:
    table = only(workbook([ORDER_HEADER, *ORDERS]))

    assert table.kind is TableKind.PURCHASE_ORDERS
    assert values(table, "unit_cost") == [Decimal("35.22"), Decimal("0.3")]
    assert values(table, "quantity_requested") == [120, 24]
    assert values(table, "gtin") == ["855670115680", "855670115697"]
    assert values(table, "order_date") == [date(2026, 5, 3), date(2026, 5, 4)]
    assert values(table, "window_start") == [date(2026, 5, 10), date(2026, 5, 11)]
    assert table.frame["_sheet"].to_list() == ["Sheet 1", "Sheet 1"]
    assert table.problems == ()


def test_texts_that_hold_numbers_and_dates_follow_their_column() -> None:
    lines = [
        ("7993994263", "RE100", "22/08/2024", "x", "(415,34)", "EUR", 0, "0,00", "(415,34)", "0,00"),
        ("7993994263", "RE101", "05/08/2024", "x", "1.415,34", "EUR", 0, "0,00", "1.415,34", "0,00"),
    ]
    table = only(workbook([LINE_HEADER, *lines]))

    assert values(table, "amount_paid") == [Decimal("-415.34"), Decimal("1415.34")]
    assert values(table, "invoice_date") == [date(2024, 8, 22), date(2024, 8, 5)]
    assert not table.frame["_review"].any()


def test_a_table_anywhere_on_the_sheet_counts_rows_from_the_top() -> None:
    rows: list[list[str | None]] = [[]] * 4 + [[None, None, *row] for row in (SHORTAGE_HEADER, *SHORTAGE_ROWS)]
    table = only(workbook(rows))

    assert table.header_row == 5
    assert table.frame["_row"].to_list() == [6, 7]


def test_several_sheets_are_several_tables_and_hidden_ones_are_said() -> None:
    content = workbook(
        [ORDER_HEADER, *ORDERS], [["Notes"], ["nothing"]], [SHORTAGE_HEADER, *SHORTAGE_ROWS], [ORDER_HEADER, *ORDERS], hidden=[4]
    )
    read = read_tables(content, "all.xlsx")

    assert [(table.kind, table.sheet) for table in read.tables] == [
        (TableKind.PURCHASE_ORDERS, "Sheet 1"),
        (TableKind.SHORTAGE_DETAIL, "Sheet 3"),
    ]
    assert any("sheet Sheet 4 is hidden" in problem for problem in read.problems)


def test_problems_name_the_sheet() -> None:
    table = only(workbook([PAYMENT_HEADER, ("1", "soon", "EUR", 5.5, "", "", "", "", "", "")]))

    assert table.problems == ("payments: sheet Sheet 1, row 2, column 'Payment Date': 'soon' is no date that can be read",)


def test_a_gtin_cut_short_by_a_spreadsheet_is_for_review() -> None:
    table = only("PO,ASIN,UPC,Quantity Requested\nP1,B0ABCDEF12,8.5567E+11,12\nP2,B0ABCDEF12,855670115680,12\n")

    assert table.frame["_review"].to_list() == [True, False]


def test_numbers_that_a_program_wrote_with_a_decimal_are_identifiers_still() -> None:
    assert values(only("PO,ASIN,Quantity Requested\n1001.0,B0ABCDEF12,12.0\n1002.0,B0ABCDEF12,6.0\n"), "purchase_order") == ["1001", "1002"]


def test_a_cell_merged_over_rows_holds_for_each_of_them() -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    for place, row in enumerate(
        [("PO", "ASIN", "Quantity Requested"), (None, "B0ABCDEF12", 12), (None, "B0ABCDEF34", 6), ("P2", "B0ABCDEF12", 3)]
    ):
        for column, cell in enumerate(row):
            if cell is not None:
                sheet.write(place + 1, column + 1, cell)
    sheet.merge_range(2, 1, 3, 1, "P1")
    book.close()
    table = only(out.getvalue())

    assert values(table, "purchase_order") == ["P1", "P1", "P2"]
    assert not table.frame["_review"].any()


def test_protected_workbooks_are_said_to_be() -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1000 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 1000

    assert error_of(ole) is ReadErrorCode.ENCRYPTED


@pytest.mark.parametrize("keep", [100, 0.5, 0.9])
def test_damaged_workbooks_are_said_to_be(keep: float) -> None:
    content = workbook([SHORTAGE_HEADER, *SHORTAGE_ROWS])

    assert error_of(content[: int(keep if keep > 1 else len(content) * keep)]) is ReadErrorCode.CORRUPT


def test_an_archive_that_is_no_workbook_is_unsupported() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("pods/1.pdf", b"%PDF-1.7")

    assert error_of(out.getvalue()) is ReadErrorCode.UNSUPPORTED


def test_a_zip_bomb_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for _ in range(90):
                sheet.write(b" " * 1_000_000)

    assert error_of(out.getvalue()) is ReadErrorCode.TOO_LARGE


def test_a_bomb_that_lies_about_its_size_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("xl/workbook.xml", b" " * 90_000_000)
    content = bytearray(out.getvalue())
    for signature, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = content.rfind(signature) + offset
        content[at : at + 4] = (1000).to_bytes(4, "little")

    assert error_of(bytes(content)) is ReadErrorCode.TOO_LARGE


def test_a_stray_cell_far_outside_is_named() -> None:
    source = io.BytesIO(workbook([SHORTAGE_HEADER, *SHORTAGE_ROWS]))
    out = io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(out, "w") as new:
        for member in old.namelist():
            data = old.read(member)
            if member.startswith("xl/worksheets/"):
                data = data.replace(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')
            new.writestr(member, data)

    assert error_of(out.getvalue()) is ReadErrorCode.TOO_LARGE


def test_tables_come_whole_through_the_wire() -> None:
    read = read_tables(
        workbook([ORDER_HEADER, *ORDERS], [(*SHORTAGE_HEADER, "Remark"), *((*row, "x") for row in SHORTAGE_ROWS)]), "all.xlsx"
    )
    back = from_wire(to_wire(read))

    for sent, got in zip(read.tables, back.tables, strict=True):
        assert_frame_equal(sent.frame, got.frame)
        assert (sent.kind, sent.columns, sent.conventions, sent.problems) == (got.kind, got.columns, got.conventions, got.problems)
    assert back.problems == read.problems
    assert from_wire(to_wire(read_tables(b"", "a.csv"))) == read_tables(b"", "a.csv")


def test_what_is_no_table_is_refused_by_the_wire() -> None:
    sent = to_wire(read_tables(workbook([ORDER_HEADER, *ORDERS]), "a.xlsx"))
    for broken in (b"", b"junk", sent[:-5], sent[:40], sent.replace(b"purchase_orders", b"price_discrepan")):
        with pytest.raises(WireError):
            from_wire(broken)
