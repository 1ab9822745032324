"""Print that strays: a caption over the line of its box, a speck on a word, a note in wide letters, a label in larger print."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from extractors.page import Page, Ruling, Word
from extractors.papers import read_pages
from extractors.papers.form_cells import cell_of
from extractors.papers.strips import lay_out
from facts.documents import DocumentKind
from facts.evidence import Box
from tests.papers.receipts import RECEIPT

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


def test_a_note_in_large_letters_goes_on_over_its_wide_blanks(typed: Callable[..., Page]) -> None:
    """The colon of the label was read as an apostrophe, so that the first word of the hand belongs to its strip."""
    page = typed(RECEIPT.format(note=""), scanned=True)
    (top,) = (w.box.top for w in page.words if w.text == "Exceptions:")
    printed = [w for w in page.words if w.text != "Exceptions:"]
    hand = [
        Word(text, Box(x0, top + above, x1, top + above + high), 0.95, agreed=True)
        for text, x0, x1, above, high in (
            *(("Delivery", 37, 76, 0, 9), ("notes'", 79, 110, 0, 7)),
            *(("SHORT", 120, 196, 0, 17), ("2", 214, 226, 2, 15), ("CTNS", 246, 305, 1, 16)),
        )
    ]
    (found,) = read_pages([replace(page, words=(*printed, *hand))])
    assert found.value("cartons_short") == 2


def boxed(page: Page) -> tuple[Page, Box]:
    """A page with the place for notes in a ruled box of its own, and the caption there."""
    (label,) = (w.box for w in page.words if w.text == "Exceptions:")
    top, bottom = label.top - 3, label.bottom + 26
    level = [Ruling(Box(label.x0 - 4, y, label.x0 + 260, y), horizontal=True) for y in (top, bottom)]
    upright = [Ruling(Box(x, top, x, bottom), horizontal=False) for x in (label.x0 - 4, label.x0 + 260)]
    kept = [w for w in page.words if not (top < w.box.top < bottom and w.text != "Exceptions:")]
    return replace(page, words=tuple(kept), rulings=(*level, *upright)), label


def test_what_is_left_of_a_note_in_the_box_for_notes_is_for_a_person(typed: Callable[..., Page]) -> None:
    """Of “short 2 ctns” nobody read the first word, and what was read stands right of the caption."""
    page, label = boxed(typed(RECEIPT.format(note=""), scanned=True))
    hand = [
        Word(text, Box(label.x1 + x, label.bottom + 4, label.x1 + x + 12 * len(text), label.bottom + 20), 0.95, agreed=True)
        for text, x in (("2", 30), ("ctns", 50))
    ]
    (found,) = read_pages([replace(page, words=(*page.words, *hand))])
    assert found.value("exceptions") == "2 ctns"
    assert found.fields["total_cartons"].review


def test_a_hand_in_the_box_for_notes_that_nobody_could_read_is_for_a_person(typed: Callable[..., Page], pen: Callable[..., Any]) -> None:
    empty, label = boxed(typed(RECEIPT.format(note=""), scanned=True))
    (clean,) = read_pages([empty])
    assert "exceptions" not in clean.fields
    scrawl = Box(label.x1 + 30, label.bottom + 4, label.x1 + 120, label.bottom + 20)
    (found,) = read_pages([replace(empty, ink=pen(written=[scrawl]))])
    assert found.fields["exceptions"].review
    assert found.fields["total_cartons"].review
