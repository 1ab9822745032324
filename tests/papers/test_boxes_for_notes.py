"""What stands in a box for notes: a part of a note, a hand that nobody could read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from extractors.page import Page, Ruling, Word
from extractors.papers import read_pages
from facts.evidence import Box
from tests.papers.receipts import RECEIPT


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
