"""A dock's receipt whose heading a fax left as dirt: what is missing is still seen, or put before a person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from extractors.page import Page
from extractors.papers import read_pages
from facts.documents import Document

RECEIPT = """
Amazon Distribution GmbH                             BOLLA DI RICEVIMENTO
Codice sito:      LEJ1                  Trasportatore:        Corriere Adriatico S.p.A.
ISA:              3554653099            Lettera di vettura n.: 02561611437735726
Data di consegna: 10/08/2025            Pallet:               1

{heading}
3THZ54QZ                       32             3
Totale                         32             3

Firma del destinatario:


In stampatello:  G. Moretti
"""
DIRT = "N. Torato    2                 CollI          Mancantl"
LOST = "Tor    2                       Cx             Mxnl"


@pytest.fixture
def faxed(typed: Callable[..., Page]) -> Callable[[str], Document]:
    def read(heading: str) -> Document:
        page = typed(RECEIPT.format(heading=heading), scanned=True, doubtful=heading.split())
        words = tuple(replace(w, confidence=0.16) if w.text == "2" else w for w in page.words)
        (found,) = read_pages([replace(page, words=words)])
        return found

    return read


def test_a_speck_in_a_grey_band_that_was_read_as_a_figure_hides_no_heading(faxed: Callable[[str], Document]) -> None:
    found = faxed(DIRT)
    assert (found.number("total_cartons"), found.number("cartons_short")) == (Decimal(32), Decimal(3))


def test_figures_beside_an_order_of_which_nothing_tells_what_they_count_are_for_a_person(faxed: Callable[[str], Document]) -> None:
    noted = faxed(LOST).fields["exceptions"]
    assert (noted.value, noted.review) == ("32 | 3: not known what is counted", True)


def test_one_figure_beside_an_order_is_no_note(typed: Callable[..., Page]) -> None:
    page = typed(RECEIPT.format(heading="").replace("             3\n", "\n"), scanned=True)
    (found,) = read_pages([page])
    assert "exceptions" not in found.fields


@pytest.mark.parametrize("mark", ["²", "①"])
def test_a_raised_or_circled_figure_beside_an_order_counts_nothing(typed: Callable[..., Page], mark: str) -> None:
    page = typed(RECEIPT.format(heading="").replace("             3\n", f"             {mark}\n"), scanned=True)
    (found,) = read_pages([page])
    assert "exceptions" not in found.fields
