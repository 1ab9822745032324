"""The shapes files come in: encodings, separators, titles, stacked sections, totals. The content stays the same."""

import random
from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from extractors.tables import read_tables
from facts.documents import ReadErrorCode
from facts.tables import TABLES, TableKind
from tests.tables.made_up_files import (
    LINE_HEADER,
    NEWER_LINE_HEADER,
    PAYMENT_HEADER,
    SHORTAGE_HEADER,
    SHORTAGE_ROWS,
    only,
    text_file,
    values,
)

CANONICAL = [column.name for column in TABLES[TableKind.SHORTAGE_DETAIL]]
GERMAN = (
    "Reklamationsnummer",
    "Rechnungsnummer",
    "Bestellnummer",
    "ASIN",
    "Berechnete Menge",
    "Erhaltene Menge",
    "Fehlmenge",
    "Stückkosten",
    "Betrag",
)
CHINESE = ("索赔编号", "发票号", "采购订单号", "ASIN", "开票数量", "收货数量", "短缺数量", "单位成本", "金额")


def plain_frame() -> pl.DataFrame:
    return only(text_file(SHORTAGE_HEADER, *SHORTAGE_ROWS)).frame.select(CANONICAL)


def european(row: tuple[str, ...]) -> tuple[str, ...]:
    return (*row[:7], row[7].replace(".", ","), f"{Decimal(row[8]):,.2f}".translate(str.maketrans(",.", ".,")))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "utf-32"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_encoding_and_separator_change_nothing(encoding: str, separator: str) -> None:
    content = text_file(GERMAN, *map(european, SHORTAGE_ROWS), separator=separator).encode(encoding)

    assert_frame_equal(only(content).frame.select(CANONICAL), plain_frame())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "gb18030", "gbk"])
def test_chinese_headers_in_any_encoding(encoding: str) -> None:
    content = text_file(CHINESE, *SHORTAGE_ROWS).encode(encoding)

    assert_frame_equal(only(content).frame.select(CANONICAL), plain_frame())


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_chinese_headers_on_a_page_that_a_portal_hands_out(encoding: str) -> None:
    rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in (CHINESE, *SHORTAGE_ROWS))
    page = f"<html><body><p>短缺明细</p><table>{rows}</table></body></html>"

    assert_frame_equal(only(page.encode(encoding)).frame.select(CANONICAL), plain_frame())


def test_chinese_headers_over_plain_cells_are_not_taken_for_windows_1252() -> None:
    rows = [(*row[:7], row[7].replace(".", ","), f"−1 {row[8][:3]},00") for row in SHORTAGE_ROWS] * 20
    table = only(text_file(CHINESE, *rows, separator=";").encode("gb18030"))

    assert table.columns["invoice_number"] == "发票号"
    assert values(table, "amount")[0] == Decimal(-1417)


def test_accented_text_in_windows_1252_is_not_taken_for_chinese() -> None:
    header = (
        "ID du problème",
        "Type de problème",
        "Bon de commande",
        "Unités",
        "Frais financiers",
        "Devise",
        "Date de facturation",
        "Libellé",
    )
    rows = [
        (f"{n}", "Étiquetage non conforme à la réception", f"P{n}", "12", "1,50", "EUR", f"{13 + n}/05/2026", "Café crème brûlée")
        for n in range(9)
    ]
    table = only(text_file(header, *rows, separator=";").encode("cp1252"))

    assert values(table, "issue_type")[0] == "Étiquetage non conforme à la réception"


@settings(max_examples=min(30, settings().max_examples))
@given(
    st.permutations(range(len(SHORTAGE_HEADER))), st.booleans(), st.integers(0, 12), st.booleans(), st.sampled_from(["\n", "\r\n", "\r"])
)
def test_order_of_columns_titles_and_line_ends_change_nothing(
    order: list[int],
    trailing: bool,
    titles: int,
    quoted: bool,
    end: str,
) -> None:
    rows = [[row[place] for place in order] + [""] * trailing for row in (SHORTAGE_HEADER, *SHORTAGE_ROWS)]
    marked = end.join(",".join(f'"{cell}"' for cell in row) for row in rows) + end
    text = marked if quoted else text_file(*rows, end=end)
    lines = ["Shortage detail - generated 01/11/2026", ""] * titles
    table = only(end.join([*lines, text]))

    assert_frame_equal(table.frame.select(CANONICAL), plain_frame())
    assert table.header_row == 2 * titles + 1
    assert table.frame["_row"].to_list() == [2 * titles + 2, 2 * titles + 3]


def test_rows_count_as_in_the_file_with_blank_lines_and_line_breaks_in_cells() -> None:
    header = "PO,ASIN,Title,Quantity Requested\n"
    table = only(f'{header}\nP1,B0ABCDEF12,"two\nlines",12\n\nP2,B0ABCDEF34,"12"" pan",6\n')

    assert table.frame["_row"].to_list() == [3, 5]
    assert values(table, "title") == ["two\nlines", '12" pan']


def test_a_stray_quote_swallows_nothing() -> None:
    lines = ["PO,ASIN,Title,Quantity Requested", *(f"P{n},B0ABCDEF12,pan,{n}" for n in range(200))]
    lines[5] = 'P4,B0ABCDEF12,"pan 12,4'
    read = read_tables("\n".join(lines).encode(), "orders.csv")

    assert read.tables[0].rows == 200
    assert any("never closed" in problem for problem in read.problems)


def test_inches_in_cells_are_no_quotes() -> None:
    lines = ["PO,ASIN,Title,Quantity Requested", *(f'P{n},B0ABCDEF12,12" pan,{n}' for n in range(5))]

    assert values(only("\n".join(lines)), "title") == ['12" pan'] * 5


def test_a_separator_that_the_file_announces_is_taken() -> None:
    table = only("sep=|\nPO|ASIN|Quantity Requested\nP1|B0ABCDEF12|12\n")

    assert values(table, "quantity_requested") == [12]
    assert table.frame["_row"].to_list() == [3]


def test_unknown_columns_are_kept_under_their_printed_names() -> None:
    table = only(
        text_file((*SHORTAGE_HEADER, "Buyer's remark", "Buyer's remark", ""), *((*row, "one", "two", "three") for row in SHORTAGE_ROWS))
    )

    assert table.unknown_columns == ("Buyer's remark", "Buyer's remark (2)", "column 12")
    assert table.frame["x:Buyer's remark (2)"].to_list() == ["two", "two"]
    assert table.frame.columns == [*CANONICAL, "_sheet", "_row", "_review", *(f"x:{name}" for name in table.unknown_columns)]


def test_the_file_stands_before_the_sheet() -> None:
    frame = only(text_file(SHORTAGE_HEADER, *SHORTAGE_ROWS)).in_file("deductions/detail.csv").frame

    assert frame.columns[len(CANONICAL) : len(CANONICAL) + 4] == ["_file", "_sheet", "_row", "_review"]
    assert frame["_file"].unique().to_list() == ["deductions/detail.csv"]


@pytest.mark.parametrize("word", ["Total", "Grand Total:", "SUMME", "Totale", "合计", "Total EUR", "Sous-total", "Subtotals"])
def test_a_total_at_the_end_is_no_data(word: str) -> None:
    table = only(text_file(SHORTAGE_HEADER, *SHORTAGE_ROWS, (word, "", "", "", "1320", "1100", "220", "", "1917.00")))

    assert table.rows == 2
    assert table.problems == ()


def test_a_total_that_does_not_tie_is_said() -> None:
    table = only(text_file(SHORTAGE_HEADER, *SHORTAGE_ROWS, ("Total", "", "", "", "", "", "", "", "2000.00")))

    assert table.problems == (
        "shortage detail: column 'Amount': the total in row 4 is 2000.00, but the rows sum to 1917; rows may be missing",
    )


def test_a_customer_called_total_is_data() -> None:
    header = ("Transaction ID", "Date", "Customer", "Net Amount")
    table = only(text_file(header, ("T1", "2026-05-13", "Total", "5.00"), ("T2", "2026-05-14", "Other", "6.00")))

    assert table.rows == 2


def test_a_footer_is_no_data() -> None:
    table = only(text_file(SHORTAGE_HEADER, *SHORTAGE_ROWS, ("",) * 9, ("* amounts as of 1 November", *[""] * 8)))

    assert table.rows == 2


def test_a_row_without_its_number_is_for_review() -> None:
    table = only(text_file(SHORTAGE_HEADER, SHORTAGE_ROWS[0], ("A1SC", "", *SHORTAGE_ROWS[1][2:])))

    assert table.frame["_review"].to_list() == [False, True]
    assert table.problems == ("shortage detail: column 'Invoice Number': empty in 1 rows (3); look at them",)


def test_a_header_printed_again_on_each_page_is_no_data() -> None:
    table = only(text_file(SHORTAGE_HEADER, SHORTAGE_ROWS[0], SHORTAGE_HEADER, SHORTAGE_ROWS[1]))

    assert table.frame["_row"].to_list() == [2, 4]


def test_a_label_above_the_table_fills_a_column_it_lacks() -> None:
    rows = [(*row[:1], *row[2:]) for row in SHORTAGE_ROWS]
    text = "Invoice Number: A100\nCurrency,EUR\n\n" + text_file((*SHORTAGE_HEADER[:1], *SHORTAGE_HEADER[2:]), *rows)
    table = only(text)

    assert values(table, "invoice_number") == ["A100", "A100"]
    assert values(table, "currency") == ["EUR", "EUR"]
    assert table.problems == ()


def test_a_header_of_two_lines() -> None:
    text = "Claim,Invoice,,,Quantity,,,Unit,\nNumber,Number,PO,ASIN,Invoiced,Received,Short,Cost,Amount\n" + text_file(*SHORTAGE_ROWS)

    assert_frame_equal(only(text).frame.select(CANONICAL), plain_frame())


PAYMENTS = (
    ("3579155984", "25/05/2026", "EUR", "1.234,50", "Supplier GmbH", "Retailer", "EFT", "Standard", "Cleared", ""),
    ("7993994263", "15/06/2026", "EUR", "(415,34)", "Supplier GmbH", "Retailer", "EFT", "Standard", "Cleared", ""),
)
LINES = (
    ("3579155984", "RE100", "20/04/2026", "Invoice RE100", "1.300,00", "EUR", "0,00", "65,50", "1.234,50", "0,00"),
    ("7993994263", "RE100SC", "21/04/2026", "Shortage", "(415,34)", "EUR", "0,00", "0,00", "(415,34)", "0,00"),
)


def newer(line: tuple[str, ...]) -> tuple[str, ...]:
    return (line[1], line[0], line[2], "INVOICE", line[3], "", "", *line[4:])


@pytest.mark.parametrize("title", ["Invoices", "Rechnungen", "Factures", "发票"])
@pytest.mark.parametrize("generation", ["older", "newer"])
def test_a_remittance_of_two_stacked_sections(title: str, generation: str) -> None:
    header, lines = (LINE_HEADER, LINES) if generation == "older" else (NEWER_LINE_HEADER, tuple(map(newer, LINES)))
    warning = ("Payment Number", "Some items of these payments cannot be displayed: 7993994263, 8112233445")
    rows = [("Remittance payments",), (), PAYMENT_HEADER, *PAYMENTS, (), warning, (), (title,), header, *lines]
    read = read_tables(text_file(*rows, separator=";").encode(), "remittance.csv")
    payments, invoices = read.tables

    assert (payments.kind, invoices.kind) == (TableKind.PAYMENTS, TableKind.REMITTANCE_LINES)
    assert payments.hidden_payments == ("7993994263", "8112233445")
    assert values(payments, "amount") == [Decimal("1234.50"), Decimal("-415.34")]
    assert values(invoices, "amount_paid") == [Decimal("1234.50"), Decimal("-415.34")]
    assert values(invoices, "invoice_number") == ["RE100", "RE100SC"]
    assert (payments.frame["_row"].to_list(), invoices.frame["_row"].to_list()) == ([4, 5], [11, 12])
    assert read.problems == ()
    assert payments.problems == invoices.problems == ()


def test_a_warning_row_whose_numbers_fall_into_cells_of_their_own() -> None:
    rows = [PAYMENT_HEADER, *PAYMENTS, ("Payment Number", "7993994263", "8112233445"), ("Invoices",), LINE_HEADER, *LINES]
    payments, invoices = read_tables(text_file(*rows, separator="\t").encode(), "remittance.txt").tables

    assert payments.hidden_payments == ("7993994263", "8112233445")
    assert (payments.rows, invoices.rows) == (2, 2)


FLAT_HEADER = ("Check Number", "Check Date", "Invoice Number", "Invoice Date", "Gross Amount", "Discount", "Net Paid")
FLAT = (
    ("700100", "05/22/2026", "A100", "04/20/2026", "1,300.00", "65.50", "1,234.50"),
    ("700100", "05/22/2026", "A100SC", "04/21/2026", "(415.34)", "0.00", "(415.34)"),
    ("700101", "05/29/2026", "A101", "04/28/2026", "100.00", "0.00", "100.00"),
)


def test_payments_printed_on_every_line_are_a_table_of_their_own() -> None:
    payments, lines = read_tables(text_file(FLAT_HEADER, *FLAT).encode(), "remittance.csv").tables

    assert (payments.kind, lines.kind) == (TableKind.PAYMENTS, TableKind.REMITTANCE_LINES)
    assert values(payments, "payment_number") == ["700100", "700101"]
    assert values(payments, "payment_date") == [date(2026, 5, 22), date(2026, 5, 29)]
    assert values(payments, "amount") == [Decimal("819.16"), Decimal(100)]
    assert payments.frame["_row"].to_list() == [2, 4]
    assert payments.conventions["amount"] == "no payment amount is printed: summed from the lines"
    assert lines.rows == 3


@pytest.mark.parametrize(
    "above",
    [
        "Remittance advice\nPayment Number: 700100\nPayment Date: 22.05.2026\nPayment Amount: 819,16 EUR\n",
        "Zahlungsnummer;700100;Zahlungsdatum;22.05.2026\nZahlungsbetrag;819,16;Währung;EUR\n",
    ],
)
def test_a_payment_named_above_its_lines_is_a_table_of_its_own(above: str) -> None:
    lines = [(*row[1:3], row[4], row[6], row[8]) for row in LINES]
    header = ("Rechnungsnummer", "Rechnungsdatum", "Rechnungsbetrag", "Einbehalt", "Gezahlter Betrag")
    payments, invoices = read_tables((above + "\n" + text_file(header, *lines, separator=";")).encode(), "avis.csv").tables

    assert values(payments, "payment_number") == ["700100"]
    assert values(payments, "payment_date") == [date(2026, 5, 22)]
    assert values(payments, "amount") == [Decimal("819.16")]
    assert values(invoices, "payment_number") == ["700100", "700100"]
    assert values(invoices, "amount_paid") == [Decimal("1234.50"), Decimal("-415.34")]
    assert payments.problems == invoices.problems == ()


def test_a_second_section_far_below_is_found() -> None:
    many = [(f"{3579155984 + n}", "25/05/2026", "EUR", "1,50", *PAYMENTS[0][4:]) for n in range(3000)]
    rows = [PAYMENT_HEADER, *many, (), ("Invoices",), LINE_HEADER, *LINES]

    assert [table.rows for table in read_tables(text_file(*rows, separator=";").encode(), "r.csv").tables] == [3000, 2]


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\r\n \r\n", b"\xff\xfe", b",,,\n,,,\n"])
def test_an_empty_file_is_said_to_be_empty(content: bytes) -> None:
    error = read_tables(content, "a.csv").error

    assert error is not None
    assert error.code is ReadErrorCode.EMPTY


@given(st.binary(max_size=300))
def test_no_bytes_bring_the_reader_down(content: bytes) -> None:
    read_tables(content, "a.csv")


@settings(max_examples=min(30, settings().max_examples))
@given(st.integers(0, 10_000))
def test_no_damage_brings_the_reader_down(seed: int) -> None:
    chance = random.Random(seed)
    content = bytearray(text_file(PAYMENT_HEADER, *PAYMENTS, ("Invoices",), LINE_HEADER, *LINES, separator=chance.choice(",;\t")).encode())
    for _ in range(chance.randrange(1, 30)):
        content[chance.randrange(len(content))] = chance.choice(b'",;\n\t\0x9\xff\xc3(-%')
    read_tables(bytes(content), "a.csv")


def test_an_html_page_called_a_workbook_is_read() -> None:
    def line(cells: tuple[str, ...]) -> str:
        return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"

    lines = "".join(map(line, (("All shortages",), SHORTAGE_HEADER, *SHORTAGE_ROWS)))
    page = f"<html><body><h1>Shortages</h1><table>{lines}</table></body></html>"

    assert_frame_equal(only(page.encode(), "shortage.xls").frame.select(CANONICAL), plain_frame())
