"""Orders whose labels were lost on a scan, or are in words that nobody knows."""

from __future__ import annotations

from collections.abc import Callable

from extractors.page import Page
from extractors.papers import read_pages

APP_PAGE = """
Ironbridge Motor Lines                              PROOF OF DELIVERY

Date delivered           {label}                PRO Number
01/13/2026               {order}                6459976587

BOL No                   Seal                   Cartons
04237423607007539        {seal}                 13
"""


def test_an_order_whose_label_was_not_read_is_the_one_number_left_over_and_for_a_person(typed: Callable[..., Page]) -> None:
    found = read_pages([typed(APP_PAGE.format(label="    ", order="7UYP6ZGY", seal="UL88213"))])[0]
    assert found.texts("purchase_orders") == ["7UYP6ZGY"]
    assert found.fields["purchase_orders"].review


def test_of_two_numbers_left_over_neither_is_taken_for_the_order(typed: Callable[..., Page]) -> None:
    text = APP_PAGE.format(label="    ", order="7UYP6ZGY", seal="UL88213") + "\n                                       4RX2P9QR\n"
    assert "purchase_orders" not in read_pages([typed(text)])[0].fields


def test_a_number_below_a_label_of_its_own_is_no_order(typed: Callable[..., Page]) -> None:
    found = read_pages([typed(APP_PAGE.format(label="SCAC", order="        ", seal="UL88213"))])[0]
    assert "purchase_orders" not in found.fields
