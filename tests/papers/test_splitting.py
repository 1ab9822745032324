from __future__ import annotations

from collections.abc import Callable

from extractors.page import Page
from extractors.papers import read_pages
from extractors.told import Told, ToldPaper
from facts.documents import DocumentKind

RECEIPT = """
DELIVERY RECEIPT
Carrier: Cascade Motor Express (CMXP)     PRO: {pro}     BOL: {bol}
Deliver to: Amazon.com Services LLC ONT8
Delivered on: 07/12/2026 at 16:36
Purchase orders: {order}
Cartons: {cartons}
Received by: R. Singh
"""
COVER = """
FAX COVER SHEET
To: Deductions
From: POD desk
Pages including cover: 3
"""
INVOICE = """
Quillfeather Goods LLC                  INVOICE                                 Page {page} of 2
Invoice Number: QG-77120     Invoice Date: 06/23/2026     PO Number: 437RYKC4
ASIN           Description               Quantity     Unit Price       Amount
{lines}
"""
BACK = "TERMS AND CONDITIONS OF CARRIAGE\n" + "\n".join(
    f"Section {n}. The carrier shall not be liable for loss or delay that is caused by events beyond its control and by acts of the owner."
    for n in range(1, 20)
)


def receipt(number: int) -> str:
    return RECEIPT.format(pro=508170170 + number, bol=f"0614141141860446{number}", order=f"83RVJ96{number}", cartons=10 + number)


def test_two_receipts_in_one_scan_are_two_documents(typed: Callable[..., Page]) -> None:
    found = read_pages([typed(receipt(1), number=1), typed(receipt(2), number=2)])
    assert [(d.kind, d.pages) for d in found] == [(DocumentKind.PROOF_OF_DELIVERY, (1,)), (DocumentKind.PROOF_OF_DELIVERY, (2,))]
    assert [d.value("total_cartons") for d in found] == [11, 12]


def test_blank_pages_are_left_out_and_cover_sheets_stand_alone(typed: Callable[..., Page]) -> None:
    found = read_pages([typed(COVER, number=1), typed("", number=2), typed(receipt(1), number=3)])
    assert [(d.kind, d.pages) for d in found] == [(DocumentKind.OTHER, (1,)), (DocumentKind.PROOF_OF_DELIVERY, (3,))]


def test_pages_that_count_on_are_one_document_and_their_table_goes_on(typed: Callable[..., Page]) -> None:
    first = INVOICE.format(page=1, lines="B0RH6HKNT9     Stacking Crate                  10          20.00       200.00")
    items = ["B0PCFYN3L3     Colander                         5          10.00        50.00", "Total" + 62 * " " + "250.00"]
    second = INVOICE.format(page=2, lines="\n".join(items))
    (found,) = read_pages([typed(first, number=1), typed(second, number=2)])
    assert found.pages == (1, 2)
    assert [line["line_total"].value for line in found.lines] == ["200.00", "50.00"]
    assert found.value("grand_total") == "250.00"


def test_the_back_of_a_receipt_belongs_to_it(typed: Callable[..., Page]) -> None:
    found = read_pages([typed(receipt(1), number=1), typed(BACK, number=2), typed(receipt(2), number=3)])
    assert [d.pages for d in found] == [(1, 2), (3,)]


def test_no_pages_give_no_documents() -> None:
    assert read_pages([]) == ()


def test_what_a_person_told_goes_before_titles_and_page_numbers(typed: Callable[..., Page]) -> None:
    pages = [typed(receipt(1), number=1), typed(BACK, number=2), typed(receipt(2), number=3)]
    told = Told((ToldPaper((3, 2)), ToldPaper((1,), DocumentKind.PACKING_LIST), ToldPaper((9,))))
    found = read_pages(pages, told)
    assert [(d.pages, d.kind, d.kind_confidence == 1.0) for d in found] == [
        ((3, 2), DocumentKind.PROOF_OF_DELIVERY, False),
        ((1,), DocumentKind.PACKING_LIST, True),
    ]


def test_a_kind_is_told_of_the_paper_that_shares_most_pages(typed: Callable[..., Page]) -> None:
    pages = [typed(receipt(1), number=1), typed(BACK, number=2), typed(receipt(2), number=3)]
    found = read_pages(pages, Told(kinds=(ToldPaper((1, 2, 3), DocumentKind.INVOICE),)))
    assert [(d.pages, d.kind) for d in found] == [((1, 2), DocumentKind.INVOICE), ((3,), DocumentKind.PROOF_OF_DELIVERY)]
