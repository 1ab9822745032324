"""Denials that stand apart from what they deny: `none of the 48 invoiced units was received`, `bestand bei Artikel B06 nicht`.

A negator and what it denies make one phrase: a clue of what is not due, or a state that the facts have to bear out. A denial of anything
else, a second one in the same clause, and one that denies a part only (`not fully`) leave the sentence to a person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from cases.letters.verifier.gist.pieces import UNIT, Bit
from cases.letters.verifier.gist.words import BARE, CLUE, CUT, MAYBE, PLAIN, SOFT, GistWords
from cases.letters.verifier.look import Look
from cases.letters.verifier.phrases import Phrase, spots

_ENDS: Final = frozenset(";:,()")
_LEADING_ON: Final = frozenset({PLAIN, UNIT, BARE, CUT, SOFT, MAYBE, "currency", "literal"})
"""What may stand between `not` and what it denies."""
_OPEN_KINDS: Final = frozenset({"word", "operator"})


@dataclass(frozen=True, slots=True)
class Denial:
    """A negator at its token, and what it denies: the tokens of that, and what both together say.

    `about` are the tokens of its clause where all of that is told of no figure.
    """

    at: int
    start: int
    end: int
    meaning: str
    about: range
    clause: range


class Denials:
    """The denials of a sentence."""

    def __init__(
        self,
        look: Look,
        words: GistWords,
        small: Sequence[str],
        found: Mapping[int, Bit],
        taken: AbstractSet[int],
        own: Mapping[Phrase, str],
    ) -> None:
        self.look, self.words, self.small, self.found, self.taken, self.own = look, words, small, found, taken, own
        self.denied = spots(small, words.denied, taken)

    def all(self) -> list[Denial]:
        """Each negator of the lexicon with what it denies; none where a clause has two, or where it is not clear what is denied."""
        negators = self.look.lexicon.negators - self.look.lexicon.seconding
        found = [self._of(at) for at, word in enumerate(self.small) if word in negators and not self._is_within_phrase(at)]
        told = [d for d in found if d is not None]
        clauses = [self._clause(d.at) for d in told]
        return [d for d, own in zip(told, clauses, strict=True) if sum(other == own for other in clauses) == 1]

    def _is_within_phrase(self, at: int) -> bool:
        bit = self.found.get(at)
        return bit is not None and bit.end - bit.start > 1 and tuple(self.small[bit.start : bit.end]) in self.own

    def _clause(self, at: int) -> range:
        """The tokens around a negator up to what parts clauses."""
        tokens, start, end = self.look.reading.tokens, at, at + 1
        while start > 0 and not self._parts(start - 1):
            start -= 1
        while end < len(tokens) and not self._parts(end):
            end += 1
        return range(start, end)

    def _parts(self, at: int) -> bool:
        token = self.look.reading.tokens[at]
        if token.kind == "mark" and at not in self.taken:
            return token.text in _ENDS
        bit = self.found.get(at)
        return self.small[at] in self.words.ends and (bit is None or bit.end - bit.start == 1)

    def _of(self, at: int) -> Denial | None:
        clause = self._clause(at)
        here = [s for s in self.denied if s[0] in clause and s[1] <= clause.stop and not s[0] <= at < s[1]]
        behind = next((s for s in here if s[0] > at), None)
        ahead = next((s for s in reversed(here) if s[0] < at), None)
        if behind is not None and self._leads(at, at + 1, behind[0]):
            return self._denial(at, behind, clause)
        if ahead is not None and self.words.denies_behind and self._leads(at, ahead[1], at) and self._leads(at, at + 1, clause.stop):
            return self._denial(at, ahead, clause)
        return None

    def _denial(self, at: int, spot: tuple[int, int, str], clause: range) -> Denial | None:
        start, end, name = spot
        for needs, meaning in self.words.options[name]:
            if not needs or any(self.small[i : i + len(needs)] == needs for i in clause):
                is_of_figures = meaning.startswith(CLUE) or not self.taken.isdisjoint(clause)
                return Denial(at, start, end, meaning, range(0) if is_of_figures else clause, clause)
        return None

    def _leads(self, at: int, start: int, end: int) -> bool:
        """Nothing between two places that would be denied instead, or makes the denial one of a part."""
        is_of_things = self.small[at] in self.words.of_things
        for i in range(start, end):
            if i in self.taken or self.look.reading.tokens[i].kind not in _OPEN_KINDS:
                continue
            bit = self.found.get(i)
            is_phrase = bit is not None and bit.end - bit.start > 1
            if bit is None or (not is_phrase and self.small[i] in self.words.partial) or i in self.look.reading.hedging:
                return False
            if bit.kind not in _LEADING_ON and not (bit.kind == CLUE and is_of_things):
                return False
        return True


def denies_too(phrase: str, denied: str, negators: AbstractSet[str]) -> bool:
    """Whether a phrase has what is denied within, or ends with the negator that it begins with; without negators, no phrase."""
    told, words = phrase.split(), denied.split()
    if negators and f" {denied} " in f" {phrase} ":
        return True
    return any(told[-n:] == words[:n] and not negators.isdisjoint(words[:n]) for n in range(1, min(len(told), len(words)) + 1))
