"""Stamps that say something of the goods: received, but not counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from extractors.page import Page, Word
from extractors.papers import read_pages
from facts.evidence import Box
from tests.papers.receipts import RECEIPT

STAMP = Box(300, 370, 470, 410)


def test_a_stamp_set_askew_is_read_on_over_the_lines(typed: Callable[..., Page]) -> None:
    page = typed(RECEIPT.format(note="none"))
    top, words = 370.0, []
    for index, text in enumerate(("SUBJECT", "TO", "COUNT")):
        words.append(Word(text, Box(300.0 + 46 * index, top + 9 * index, 344.0 + 46 * index, top + 9 * index + 14)))
    (found,) = read_pages([replace(page, words=(*page.words, *words))])
    assert found.value("subject_to_count") is True
    assert found.value("cartons_short") is None


def test_a_stamp_that_was_set_straight_is_heard_by_its_own_words(typed: Callable[..., Page], pen: Callable[..., Any]) -> None:
    """The page reads “Pendiente de recuer” there; the words that stand at the very place of the stamp are its own."""
    page = typed(RECEIPT.format(note="none"), scanned=True, pen=pen(stamped=STAMP))
    torn = [Word(text, Box(310.0 + 45 * n, 380.0 - n, 350.0 + 45 * n, 392.0 - n)) for n, text in enumerate(("Pendiente", "de", "recuer"))]
    (before,) = read_pages([replace(page, words=(*page.words, *torn))])
    assert not before.says("subject_to_count")
    said = [Word(text, STAMP, 0.9) for text in ("Pendiente", "de", "recuento")]
    (found,) = read_pages([replace(page, words=(*page.words, *torn, *said))])
    assert found.says("subject_to_count")
    assert found.fields["subject_to_count"].box == STAMP


def test_a_stamp_that_reserves_the_count_does_not_hide_that_of_whoever_received(
    typed: Callable[..., Page], pen: Callable[..., Any]
) -> None:
    dock = Box(300, 430, 470, 470)
    reserves, received = pen(stamped=STAMP), pen(stamped=dock)
    reserves.stamps = lambda: [*pen(stamped=STAMP).stamps(), *received.stamps()]
    page = typed(RECEIPT.format(note="none"), scanned=True, pen=reserves)
    words = [Word(text, STAMP, 0.9) for text in ("SUBJECT", "TO", "COUNT")] + [Word("RECEIVED", dock._replace(x1=380), 0.9)]
    (found,) = read_pages([replace(page, words=(*page.words, *words))])
    assert found.fields["stamped"].box == dock
    assert not found.fields["stamped"].review


def test_a_stamp_of_which_nobody_read_a_word_is_for_a_person(typed: Callable[..., Page], pen: Callable[..., Any]) -> None:
    page = typed(RECEIPT.format(note="none"), scanned=True, pen=pen(stamped=STAMP))
    (found,) = read_pages([page])
    assert found.fields["exceptions"].review
    assert found.fields["exceptions"].box == STAMP
    assert found.fields["total_cartons"].review
    (read,) = read_pages([replace(page, words=(*page.words, Word("RECEIVED", STAMP, 0.9)))])
    assert "exceptions" not in read.fields
