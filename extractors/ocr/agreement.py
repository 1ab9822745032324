"""Two readers, one word: when they agree, which to believe where they do not, and how sure that makes us."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from extractors.ocr.second_reader import Reading
from extractors.page import Word

SURE: Final = 0.9
"""From this certainty of its least sure letter the second reader is believed against the first: it was right in 70 of 73."""
LIKELY: Final = 0.75
FIRST_SURE: Final = 0.9
AGREED: Final = 0.98
AGREED_FAINT: Final = 0.93
CONFIRMED: Final = 0.95
AGAINST: Final = 0.85
DOUBTFUL: Final = 0.6
LOW: Final = 0.85
_CORE: Final = re.compile(r"^[\W_]+|[\W_]+$")
_CODE: Final = re.compile(r"[A-Z]{2,6}")


def worth_a_second_look(word: Word) -> bool:
    """Whether a word carries the case: it has a figure, is a short code in capitals, or was read with doubt."""
    return any(c.isdigit() for c in word.text) or word.confidence < LOW or bool(_CODE.fullmatch(core(word.text)))


def core(text: str) -> str:
    """A word without the signs around it.

    >>> core("(B0F231),"), core("--")
    ('B0F231', '--')
    """
    return _CORE.sub("", text) or text


def settled(word: Word, second: Reading, third: Callable[[], str]) -> Word:
    """The word after a second reading.

    Where the two differ, `third` is asked: the first reader's word on the enlarged crop alone. What is not taken stays as
    `alternative`, so that a reader of papers can still find a key that fits better.
    """
    if not second.text:
        return replace(word, confidence=min(word.confidence, DOUBTFUL))
    if core(second.text) == core(word.text):
        faint = second.least < SURE and word.confidence < SURE
        return replace(word, confidence=AGREED_FAINT if faint else AGREED, agreed=True)
    again = core(third())
    if again == core(second.text):
        return replace(word, text=second.text, confidence=CONFIRMED, agreed=True, alternative=word.text)
    if again == core(word.text) and second.least < SURE:
        return replace(word, confidence=min(AGAINST, max(word.confidence, DOUBTFUL)), alternative=second.text)
    if second.least >= SURE:
        return replace(word, text=second.text, confidence=AGAINST, alternative=word.text)
    if word.confidence >= FIRST_SURE and second.least < LIKELY:
        return replace(word, confidence=DOUBTFUL, alternative=second.text)
    return replace(word, text=second.text, confidence=min(DOUBTFUL, second.mean), alternative=word.text)
