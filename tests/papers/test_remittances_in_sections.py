"""Remittances that group what they settle, by place or by kind: with subtotals, amounts in brackets or behind a minus apart."""

from __future__ import annotations

from collections.abc import Callable

from extractors.page import Page
from extractors.papers import read_pages

Typed = Callable[..., Page]


def test_subtotals_of_places_do_not_end_the_table(typed: Typed) -> None:
    paper = read_pages(
        [
            typed(
                """
Fairmeadow Markets Inc.                         REMITTANCE ADVICE
EFT TRACE  0911000447          PAY DATE  03/28/25

TYP   REFERENCE    DOC DATE    P.O.         GROSS      DISC       NET
DC 02 READING PA
INV   70014217     03/03/25    3319-2087    1,000.00   20.00      980.00
CHG   550471       03/11/25    3319-2087    (50.00)    (1.00)     (49.00)
Subtotal DC 02                              950.00     19.00      931.00
DC 07 UTICA NY
INV   70014318     03/07/25    2207-5523    400.00     8.00       392.00
Subtotal DC 07                              400.00     8.00       392.00
TOTAL THIS REMITTANCE                       1,350.00   27.00      1,323.00
"""
            )
        ]
    )[0]
    assert paper.fields["payment_number"].value == "0911000447"
    assert (paper.fields["total_paid"].value, paper.fields["total_paid"].review) == ("1323.00", False)
    assert [(line["invoice_number"].value, line["amount_paid"].value) for line in paper.lines] == [
        ("70014217", "980.00"),
        ("550471", "-49.00"),
        ("70014318", "392.00"),
    ]


def test_the_total_is_what_all_lines_add_up_to_and_not_the_subtotal_of_the_invoices(typed: Typed) -> None:
    paper = read_pages(
        [
            typed(
                """
                          AVIS DE PAIEMENT
Avis n° VR-26-4471                     Date de valeur : 05/12/2025

N° de pièce      Date pièce      Libellé                   Montant TTC
Factures
F2511-0482       05/11/2025      Entrepôt Angers              800,00
Sous-total                                                    800,00
Déductions
PEN-1097         28/11/2025      Pénalité logistique         – 50,00
Sous-total                                                   – 50,00
NET VIRÉ EN VOTRE FAVEUR                                      750,00
"""
            )
        ]
    )[0]
    assert (paper.fields["total_paid"].value, paper.fields["total_paid"].review) == ("750.00", False)
    assert [line["amount_paid"].value for line in paper.lines] == ["800.00", "-50.00"]


def test_a_total_that_the_lines_do_not_add_up_to_is_for_a_person(typed: Typed) -> None:
    paper = read_pages(
        [
            typed(
                """
                    REMITTANCE ADVICE
Payment number  880017      Payment date  2026-03-28
Invoice number   Invoice date   Invoice amount   Amount paid
A-1001           2026-03-01         100.00          100.00
A-1002           2026-03-02         200.00          200.00
Total paid                                          250.00
"""
            )
        ]
    )[0]
    assert paper.fields["total_paid"].review
