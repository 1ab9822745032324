"""Figures that stand alone and were shown to no reader: page by page readers pass over a lone digit in a cell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from extractors.ocr.agreement import AGAINST, CONFIRMED, SURE, core
from extractors.ocr.reconcile import Eyes
from extractors.page import Word
from facts.evidence import Box

MOST_LOOKED_AT: Final = 60
"""A page with more pieces of unread ink is dirty: what is read there is as likely dirt."""
LONGEST: Final = 3
SLIM: Final = 0.3
"""By its height: no digit but a one is slimmer."""


def missed_figures(places: Sequence[Box], eyes: Eyes) -> tuple[Word, ...]:
    """The figures in places of unread ink that both readers, asked about each place alone, see alike.

    A one is never agreed: the end of a line looks like it.
    """
    if len(places) > MOST_LOOKED_AT:
        return ()
    found = []
    for place in places:
        seen = eyes.second_alone(place)
        text = core(seen.text)
        if not (text.isascii() and text.isdigit() and len(text) <= LONGEST and seen.least >= SURE):
            continue
        if "1" not in text and place.width < SLIM * place.height * len(text):
            continue
        if core(eyes.first_alone(place)) == text:
            sure = text.strip("1") != ""
            found.append(Word(text, place, CONFIRMED if sure else AGAINST, agreed=sure))
    return tuple(found)
