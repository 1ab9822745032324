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


DELIVERY_NOTE = """
Bergmann Gartentechnik GmbH                                        Lieferschein
Lieferanschrift                              Frachtbrief-Nr.: 04355686163334982
Amazon Logistik Dortmund GmbH                Ihrr Bvstrllvng: {order}
44145 Dortmund DTM2                          Sendungsnummer: 7068398255

Artikel-Nr.     Beschreibung              Stück      Kolli
B0BNW8YL9R      Kettleby LED Strip          150         25

Ablieferdatum: 04.12.2025
Empfangen von: F. Nowak
"""


def test_the_order_of_a_delivery_note_is_no_number_of_its_goods(typed: Callable[..., Page]) -> None:
    found = read_pages([typed(DELIVERY_NOTE.format(order="2EMV8Z3Q"), scanned=True)])[0]
    assert found.texts("purchase_orders") == ["2EMV8Z3Q"]
    assert found.fields["purchase_orders"].review
    bare = read_pages([typed(DELIVERY_NOTE.format(order=""), scanned=True)])[0]
    assert "purchase_orders" not in bare.fields
