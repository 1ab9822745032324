"""How a model's sentences become a letter: in the house's order, in its paragraphs, with the house's own list of attachments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from agents.narrative.frame import Frame
from cases.letters.drafting import MOST_FACTS
from cases.letters.letter_facts import FEWEST_FACTS
from cases.letters.sentences import Sentence, SentenceKind

K = SentenceKind
_PARAGRAPHS: Final = {K.ASK: 1, K.REASON: 1, K.HISTORY: 1, K.NEWS: 2, K.WHY: 3, K.FACT: 4, K.COMPUTATION: 5, K.REQUEST: 6, K.ATTACHMENTS: 8}
FORM: Final = (K.ASK, K.REASON, K.HISTORY, K.NEWS, K.COMPUTATION, K.REQUEST)
"""What a letter has beside its facts, where the template's has it (domain: ask, facts, computation in a line, exact request)."""
_BEFORE, _AFTER = 0, 7
"""Where courtesies stand: a greeting before the ask, a close after the request."""


def arranged(frame: Frame, sentences: Iterable[Sentence]) -> tuple[Sentence, ...]:
    """The letter: each sentence where its kind stands, as many facts as a letter has, and the house's list of attachments."""
    told = [replace(s, text=frame.spelled(s.text)) for s in sentences if s.kind is not K.ATTACHMENTS]
    told = [s for s in told if s.text]
    facts = [s for s in told if s.kind is K.FACT][:MOST_FACTS]
    kept = [s for s in told if s.kind is not K.FACT or s in facts]
    placed = [replace(s, paragraph=_paragraph(kept, at)) for at, s in enumerate(kept)]
    placed += [replace(s, paragraph=_PARAGRAPHS[K.ATTACHMENTS]) for s in frame.house if s.kind is K.ATTACHMENTS]
    return _numbered(sorted(placed, key=lambda s: s.paragraph))


def lacking(frame: Frame, sentences: Sequence[Sentence]) -> tuple[SentenceKind, ...]:
    """Kinds of sentence that a letter of this form has and this one has not, by the template's; a fact where there are too few."""
    kinds = Counter(s.kind for s in sentences)
    house = Counter(s.kind for s in frame.house)
    reckons = kinds[K.COMPUTATION] or any("=" in s.text for s in sentences if s.kind is not K.ATTACHMENTS)
    wanted = [kind for kind in FORM if house[kind] and not kinds[kind] and not (kind is K.COMPUTATION and reckons)]
    return (*wanted, *((K.FACT,) if kinds[K.FACT] < min(FEWEST_FACTS, house[K.FACT]) else ()))


def facts_left_out(sentences: Iterable[Sentence]) -> int:
    """How many facts are told beyond those that a letter has room for."""
    return max(0, sum(s.kind is K.FACT for s in sentences) - MOST_FACTS)


def _paragraph(sentences: Sequence[Sentence], at: int) -> int:
    own = _PARAGRAPHS.get(sentences[at].kind)
    if own is not None:
        return own
    return _BEFORE if all(s.kind is K.OTHER for s in sentences[:at]) else _AFTER


def _numbered(sentences: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """Paragraphs counted from 0 without gaps."""
    numbers = {paragraph: n for n, paragraph in enumerate(dict.fromkeys(s.paragraph for s in sentences))}
    return tuple(replace(s, paragraph=numbers[s.paragraph]) for s in sentences)
