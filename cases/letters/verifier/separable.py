"""Verbs whose particle stands at the end of their clause (`trafen am 15. Februar 29 Kartons ein`), and what is left out ahead of a verb."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from cases.letters.verifier.lexicon import Lexicon
from cases.letters.verifier.phrases import Index, Spot
from cases.letters.verifier.tokens import Token

_PAIR: Final = 2


def parted(tokens: Sequence[Token], small: Sequence[str], index: Index, lexicon: Lexicon) -> Iterator[Spot]:
    """Where the verb of such a pair of words stands, with what the pair means; a pair that stands together is a phrase like any other."""
    for at, word in enumerate(small) if lexicon.particles else ():
        for phrase, meaning in index.get(word, ()):
            if (
                len(phrase) == _PAIR
                and word not in lexicon.negators
                and phrase[1] in lexicon.particles
                and phrase[1] in _closing(tokens, small, at, lexicon)
            ):
                yield at, at + 1, meaning


def _closing(tokens: Sequence[Token], small: Sequence[str], at: int, lexicon: Lexicon) -> Iterator[str]:
    """The words with which the clause of a verb can end: before a mark, or before a word that joins or turns."""
    for place in range(at + _PAIR, len(small)):
        if tokens[place].kind == "mark" and small[place] != ".":
            return
        follows = small[place + 1 : place + 2]
        if not follows or tokens[place + 1].kind == "mark" or follows[0] in lexicon.joins | lexicon.turns:
            yield small[place]


def leaves_out(small: Sequence[str], at: int, target: int | None, lexicon: Lexicon) -> bool:
    """`ohne die als fehlend vermerkten Kartons sind 360 Stück geliefert`: what is left out is denied nothing, nor is what follows."""
    frames = lexicon.frames
    if target is None or frames is None or small[at] not in frames.leaving_out:
        return False
    verb = next((place for place in range(at + 1, target) if small[place] in frames.auxiliary), -1)
    return verb > 0 and not frames.left_out.isdisjoint(small[at + 1 : verb])
