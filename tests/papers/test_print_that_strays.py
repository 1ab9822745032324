"""Print that strays: a caption over the line of its box, a speck on a word, a label in larger print."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from extractors.page import Page, Ruling
from extractors.papers import read_pages
from extractors.papers.form_cells import cell_of
from extractors.papers.strips import lay_out
from facts.documents import DocumentKind
from facts.evidence import Box

BOXES = [(30.0, 208.0), (208.0, 387.0), (387.0, 565.0)]


def test_a_caption_that_runs_over_its_box_is_still_in_it(typed: Callable[..., Page]) -> None:
    level = [Ruling(Box(x0, y, x1, y), horizontal=True) for x0, x1 in BOXES for y in (680.0, 790.0)]
    upright = [Ruling(Box(x, 680.0, x, 790.0), horizontal=False) for x in (30.0, 208.0, 387.0, 565.0)]
    sheet = lay_out(replace(typed("CMR"), rulings=(*level, *upright)))
    assert cell_of(sheet, Box(224, 683, 380, 689)) == Box(208, 680, 387, 790)
    assert cell_of(sheet, Box(224, 683, 389.5, 689)) == Box(208, 680, 387, 790)


NOTE = """
Quillfeather Goods LLC                                DELIVERY NOTE

DELIVER TO                              BOL No.          06141413081935099
Amazon.com Services LLC  ABE8           Purchase Order   1XJJD3F4

ASIN            Item description              Qty (EA)     Pieces
B0ABCD1234      Night light                        180         15

Pieces: 15

DATE RECEIVED  05/16/2026            TIME IN  11:23
Remarks        None

Consignee signature


Signed by  A. Kowalczyk
"""


def test_a_speck_that_stretches_the_words_of_a_label_makes_no_title_of_it(typed: Callable[..., Page]) -> None:
    page = typed(NOTE, scanned=True)
    stretched = [
        replace(w, box=w.box._replace(top=w.box.top - 6, bottom=w.box.bottom + 2)) if w.text in {"Purchase", "Order"} else w
        for w in page.words
    ]
    (found,) = read_pages([replace(page, words=tuple(stretched))])
    assert found.kind is DocumentKind.PROOF_OF_DELIVERY
    assert found.texts("purchase_orders") == ["1XJJD3F4"]


APP = """
Status                        Zustellzeit
Zugestellt                    07:41

Zugestellt am                 Bestell-Nr.
04.03.2026                    6PH2X4X5

Frachtbriefnummer
04342799186394492

Lieferanschrift               Standort
Amazon Distribution GmbH      LEJ1

Paletten                      Packstücke
1                             16

Vorbehalte
-

Unterschrift


Empfangen von
G. Moretti
"""


def test_a_label_that_asks_for_the_number_of_a_waybill_is_no_title_in_print_of_any_size(typed: Callable[..., Page]) -> None:
    page = typed(APP, scanned=True)
    larger = [replace(w, box=w.box._replace(bottom=w.box.bottom + 4)) if w.text == "Frachtbriefnummer" else w for w in page.words]
    (found,) = read_pages([replace(page, words=tuple(larger))])
    assert found.kind is DocumentKind.PROOF_OF_DELIVERY
    assert found.value("bol_number") == "04342799186394492"
