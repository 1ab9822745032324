from __future__ import annotations

from collections.abc import Callable

import pytest

from extractors.page import Page
from extractors.papers import read_pages
from facts.documents import DocumentKind

INVOICE = """
Quillfeather Goods LLC                                       INVOICE
12 Mill Rd, Dalton, GA 30721
Tax ID: 61-4857083

Sold to                                  Invoice Number: QG-21221
Amazon.com Services LLC                  Date: 06/23/2026
401 Independence Rd, Florence, NJ        Payment due: 08/22/2026
                                         PO Number: 437RYKC4

#   ASIN           Description                     Quantity   UOM     Unit Price       Amount
1   B0RH6HKNT9     Brightwell Stacking Crate            162   EA           20.09     3,254.58
2   B0PCFYN3L3     Brightwell Colander                   10   EA            4.50        45.00
                                                   Subtotal                          3,299.58
                                                   Sales tax                           100.00
                                                   Total                         3,399.58 USD
"""


def test_an_invoice_gives_number_dates_parties_totals_and_lines(typed: Callable[..., Page]) -> None:
    (found,) = read_pages([typed(INVOICE)])
    assert found.kind is DocumentKind.INVOICE
    assert {
        name: found.value(name)
        for name in (
            "invoice_number",
            "issue_date",
            "due_date",
            "purchase_order",
            "seller_name",
            "buyer_name",
            "seller_tax_id",
            "currency",
            "net_total",
            "tax_total",
            "grand_total",
        )
    } == {
        "invoice_number": "QG-21221",
        "issue_date": "2026-06-23",
        "due_date": "2026-08-22",
        "purchase_order": "437RYKC4",
        "seller_name": "Quillfeather Goods LLC",
        "buyer_name": "Amazon.com Services LLC",
        "seller_tax_id": "61-4857083",
        "currency": "USD",
        "net_total": "3299.58",
        "tax_total": "100.00",
        "grand_total": "3399.58",
    }
    assert [[line[n].value for n in ("line_number", "sku", "quantity", "unit", "unit_price", "line_total")] for line in found.lines] == [
        [1, "B0RH6HKNT9", 162, "EA", "20.09", "3254.58"],
        [2, "B0PCFYN3L3", 10, "EA", "4.50", "45.00"],
    ]


def test_quantity_times_price_confirms_a_line_that_one_reader_saw(typed: Callable[..., Page]) -> None:
    (found,) = read_pages([typed(INVOICE, scanned=True, agreed=False)])
    assert not any(line[n].review for line in found.lines for n in ("quantity", "unit_price", "line_total"))
    assert not any(found.fields[n].review for n in ("net_total", "tax_total", "grand_total"))
    assert found.fields["invoice_number"].review


def test_a_line_that_does_not_multiply_out_is_for_review(typed: Callable[..., Page]) -> None:
    (found,) = read_pages([typed(INVOICE.replace("4.50        45.00", "4.50        46.00"), scanned=True)])
    assert found.lines[1]["line_total"].review
    assert any("10 x 4.50 is not 46.00" in p for p in found.problems)


GERMAN = """
Bergmann Gartentechnik GmbH
Am Güterbahnhof 3, 44536 Lünen

Handelsrechnung (380) Nr. 471102 vom 05.06.2026

Rechnungsempfänger                       USt-IdNr.: DE776336067
Amazon EU S.à r.l.                       Zahlbar bis: 05.07.2026
38 avenue John F. Kennedy                Bestell-Nr.: 2YKNN6AM

Pos   Artikelnr.     Bezeichnung              Menge    Einzelpreis        Betrag
1     B0HSA5F3DH     Stock Pot, Sand             78           8,95        698,10
2     B0QDZ2D7WK     Shoe Rack                1.200           2,10      2.520,00
                     Nettobetrag                                        3.218,10
                     MwSt. 19%                                            611,44
                     Gesamtbetrag                                   3.829,54 EUR
"""


def test_a_german_invoice_with_its_number_and_date_in_the_title(typed: Callable[..., Page]) -> None:
    (found,) = read_pages([typed(GERMAN)])
    assert (found.value("invoice_number"), found.value("issue_date")) == ("471102", "2026-06-05")
    assert found.value("due_date") == "2026-07-05"
    assert found.value("purchase_order") == "2YKNN6AM"
    assert found.value("seller_tax_id") == "DE776336067"
    assert (found.value("net_total"), found.value("tax_total"), found.value("grand_total")) == ("3218.10", "611.44", "3829.54")
    assert [line["quantity"].value for line in found.lines] == [78, 1200]


def test_columns_are_named_by_what_their_figures_do(typed: Callable[..., Page]) -> None:
    odd = GERMAN.replace("Einzelpreis        Betrag", "   Wert A        Wert B")
    (found,) = read_pages([typed(odd)])
    assert [(line["unit_price"].value, line["line_total"].value) for line in found.lines] == [("8.95", "698.10"), ("2.10", "2520.00")]


@pytest.mark.parametrize("title", ["CREDIT NOTE", "AVOIR", "GUTSCHRIFT", "Nota de crédito"])
def test_a_credit_note_is_told_from_an_invoice(typed: Callable[..., Page], title: str) -> None:
    (found,) = read_pages([typed(INVOICE.replace("INVOICE", title).replace("Invoice Number", "Number"))])
    assert found.kind is DocumentKind.CREDIT_NOTE


def test_a_value_that_touches_its_label_is_read(typed: Callable[..., Page]) -> None:
    (found,) = read_pages(
        [
            typed("""
INVOICE  SI-04765

Quillfeather Goods LLC               Invoice Date 05/16/2026
Customer Order Number6PW8UBTR

Total due  USD 120.00
""")
        ]
    )
    assert found.value("purchase_order") == "6PW8UBTR"


def test_a_chinese_title_carries_its_number(typed: Callable[..., Page]) -> None:
    (found,) = read_pages([typed("销售发票  INV47908\n\n日期: 2026-08-08\n\n价税合计  9,066.17 CNY")])
    assert found.value("invoice_number") == "INV47908"


def test_an_item_whose_code_begins_like_a_legal_form_is_no_seller_and_no_line_number(typed: Callable[..., Page]) -> None:
    bill = """
    INVOICE
    Invoice number: 88213          Invoice date: 2026-03-12
    Bill to: Northgate Stores plc

    Item          Description              Qty      Unit price      Amount
    AB-1207       Oval dish 32 cm          40       6.25            250.00
    AB-1310       Casserole 24 cm          25       18.40           460.00

    Total                                                           710.00
    """
    (found,) = read_pages([typed(bill)])
    assert "seller_name" not in found.fields
    assert [(line["sku"].value, "line_number" in line) for line in found.lines] == [("AB-1207", False), ("AB-1310", False)]
