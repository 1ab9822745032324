"""What the build of a sentence says of all its figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from cases.letters.verifier.composed.chunks import chunks_of
from cases.letters.verifier.composed.roles import Walk
from cases.letters.verifier.composed.words import Roles
from cases.letters.verifier.lexicon import lexicon_of
from cases.letters.verifier.pieces import Reading


@dataclass(frozen=True, slots=True)
class Composed:
    """What the figures of a sentence are told to be, by their tokens: of each of the roles one holds.

    `understood` are the tokens by which that is told, with the roles that they can be words of; None: any, for verbs.
    `words` are those of verbs and states among them.
    """

    told: Mapping[int, tuple[Roles, ...]]
    understood: Mapping[int, Roles | None]
    words: frozenset[int] = frozenset()

    def explains(self, at: int, role: str) -> bool:
        """True where the word of a role is a part of the build, and so says only what the build says."""
        if at not in self.understood:
            return False
        own = self.understood[at]
        return own is None or role in own


_NOTHING: Final = Composed({}, {})


def composed(reading: Reading, language: str) -> Composed:
    """What the build of a sentence says of its figures; nothing in a language of which no clauses are known."""
    return _composed(reading, language)


@lru_cache(maxsize=256)
def _composed(reading: Reading, language: str) -> Composed:
    lexicon = lexicon_of(language)
    if lexicon is None or lexicon.grammar is None or lexicon.clauses is None:
        return _NOTHING
    chunks = chunks_of(reading, lexicon, lexicon.clauses, lexicon.grammar)
    found: dict[int, tuple[Roles, ...]] = {}
    known: dict[int, Roles | None] = {}
    words: set[int] = set()
    for at, chunk in enumerate(chunks):
        if chunk.figure < 0:
            continue
        walk = Walk(reading, lexicon, lexicon.clauses, chunks, next(f for f in reading.figures if f.at == chunk.figure))
        walk.over(at)
        known |= walk.known
        words |= walk.said
        if walk.roles:
            found[chunk.figure] = tuple(walk.roles)
    return Composed(found, known, frozenset(words))
