"""What either side does, told by whose clause it stands in: `hatten wir 20,00 gefordert` is asked for, `forderten Sie` was taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from cases.letters.verifier.gist.pieces import SAID, Bit
from cases.letters.verifier.gist.text import Text
from cases.letters.verifier.gist.words import CLUE, PLAIN, GistWords
from cases.letters.verifier.lexicon import Lexicon

_START: Final = "start_date"
_MARKS: Final = frozenset(";:,().")


def by_side(bit: Bit, words: GistWords, small: Sequence[str]) -> Bit:
    """The phrase, told of what we do where it stands in a clause of ours alone."""
    tags = words.sided.get(tuple(small[bit.start : bit.end])) if bit.kind in {CLUE, SAID} else None
    if tags is None:
        return bit
    clause = {small[at] for at in _clause_of(bit.start, words, small)}
    is_ours = not words.ours.isdisjoint(clause) and words.yours.isdisjoint(clause)
    return replace(bit, kind=CLUE, tags=tags, name="") if is_ours else bit


def closing(bit: Bit, text: Text, lexicon: Lexicon) -> Bit:
    """The phrase; a particle at the end of its clause leads to no day: `zieht man den Rabatt ab, bleiben 13,08`."""
    word, ends = text.small[bit.start], bit.end >= len(text.tokens) or text.tokens[bit.end].kind == "mark"
    is_particle = bit.kind == CLUE and bit.end - bit.start == 1 and _START in bit.tags and word in lexicon.particles
    return Bit(bit.start, bit.end, PLAIN) if is_particle and ends else bit


def _clause_of(at: int, words: GistWords, small: Sequence[str]) -> range:
    """The words around one up to marks and words that part clauses."""
    start, end = at, at + 1
    while start > 0 and small[start - 1] not in words.ends | _MARKS:
        start -= 1
    while end < len(small) and small[end] not in words.ends | _MARKS:
        end += 1
    return range(start, end)
