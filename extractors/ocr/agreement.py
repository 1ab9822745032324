"""Two readers, one word: when they agree, which to believe where they do not, and how sure that makes us."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
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
_EDGES: Final = re.compile(r"^[\W_]+|[\W_]+$")
_DASHES: Final = str.maketrans("‐‑‒–—−’‘`´“”：，（）", "------''''\"\":,()")
_STROKES: Final = str.maketrans("Il|", "lll")
_LOOK_ALIKE: Final = re.compile(r"[0OoQDI1lS5Z2B8G6]")


@dataclass(frozen=True, slots=True)
class Votes:
    """Further readings of a word that are asked for only where the first two differ."""

    second_alone: Callable[[], Reading]
    first_alone: Callable[[], str]


def core(text: str) -> str:
    """A word without the signs around it.

    >>> core("(B0F231),"), core("--")
    ('B0F231', '--')
    """
    plain = text.translate(_DASHES)
    return _EDGES.sub("", plain) or plain


def same_but_for_strokes(one: str, other: str) -> str | None:
    """The likelier of two words that differ only in upright strokes (I, l, |): a stroke after a small letter is an l.

    >>> same_but_for_strokes("S.a.r.I.", "S.a.r.l."), same_but_for_strokes("MIl", "MII"), same_but_for_strokes("ab", "ac")
    ('S.a.r.l.', 'MII', None)
    """
    if len(one) != len(other) or one.translate(_STROKES) != other.translate(_STROKES):
        return None
    chosen = []
    before = ""
    for a, b in zip(one, other, strict=True):
        letter = a if a == b else ("l" if before.islower() else "I" if before.isupper() else a)
        before = letter if letter.isalpha() else before
        chosen.append(letter)
    return "".join(chosen)


def doubtful_letters(reading: Reading) -> bool:
    """Whether a code of letters and figures has a look-alike (0 and O, 1 and I, …) that the second reader is not sure of."""
    text = reading.text
    if not (any(c.isdigit() for c in text) and any(c.isalpha() for c in text)) and not (text.isupper() and len(text) > 7):
        return False
    return any(_LOOK_ALIKE.match(c) and s < SURE for c, s in zip(text, reading.sure, strict=True))


def settled(word: Word, second: Reading, votes: Votes) -> Word:
    """The word after the second reading.

    Where the two differ each reads the word once more by itself; two different readers must agree before the word counts
    as agreed. What is not taken stays as `alternative`, so that a reader of papers can still find a key that fits better.
    """
    if core(second.text) == core(word.text):
        return _agreed(word, second)
    likelier = same_but_for_strokes(core(word.text), core(second.text))
    if likelier is not None and not any(c.isdigit() for c in likelier):
        return replace(word, text=word.text.replace(core(word.text), likelier), confidence=AGREED_FAINT, agreed=True)
    again = votes.second_alone()
    if " " in again.text:
        again = Reading("")
    if again.text and core(again.text) == core(word.text):
        return _agreed(word, again)
    alone = core(votes.first_alone())
    for reading in (second, again):
        if reading.text and core(reading.text) == alone:
            sure = not doubtful_letters(reading)
            return replace(word, text=reading.text, confidence=CONFIRMED if sure else AGAINST, agreed=sure, alternative=word.text)
    return _believed(word, second, again)


def doubted(word: Word) -> Word:
    """A code or figure beside which unread ink stands: both readers may have seen only a part of it."""
    if not any(c.isdigit() or c.isupper() for c in word.text):
        return word
    return replace(word, agreed=False, confidence=min(word.confidence, AGAINST))


def _agreed(word: Word, reading: Reading) -> Word:
    if doubtful_letters(reading):
        return replace(word, confidence=AGAINST)
    faint = reading.least < SURE and word.confidence < SURE
    text = reading.text if len(reading.text) < len(word.text) and core(reading.text) == core(word.text) else word.text
    return replace(word, text=text, confidence=AGREED_FAINT if faint else AGREED, agreed=True)


def _believed(word: Word, second: Reading, again: Reading) -> Word:
    """The better of two readings that nobody confirmed."""
    best = max((second, again), key=lambda r: r.least)
    steady = core(second.text) == core(again.text)
    if best.least >= SURE or (steady and best.least >= LIKELY):
        confidence = AGAINST if steady else DOUBTFUL
        return replace(word, text=best.text, confidence=confidence, alternative=word.text)
    if word.confidence >= FIRST_SURE and best.least < LIKELY:
        return replace(word, confidence=DOUBTFUL, alternative=best.text or None)
    if not best.text:
        return replace(word, confidence=min(word.confidence, DOUBTFUL))
    return replace(word, text=best.text, confidence=min(DOUBTFUL, best.mean), alternative=word.text)
