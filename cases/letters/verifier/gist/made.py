"""Figures that make one another in the gist of a sentence: which they are, and which words beside them are told of a neighbour."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import Final

from cases.letters.verifier.checks.bearing import whose
from cases.letters.verifier.gist.moved import is_any_noted
from cases.letters.verifier.gist.pieces import Bit, Piece
from cases.letters.verifier.gist.placing import Placed
from cases.letters.verifier.gist.reckoning import left_over, put_together, reckoned
from cases.letters.verifier.gist.words import GistWords
from cases.letters.verifier.look import Look
from cases.letters.verifier.pieces import Day, Figure
from cases.letters.verifier.verdict import Remark

_PERCENT: Final = "percent"
_DELIVERED: Final = "delivered"
_DISPUTED: Final = frozenset({"disputable", "disputed_units"})


class Made(Placed):
    """A sentence whose figures may come of one another; `left_over` are what is left of a whole, its part and the whole."""

    def __init__(self, look: Look, words: GistWords, said: Sequence[Remark]) -> None:
        super().__init__(look, words, said)
        self.worked = frozenset[int]()
        self.reckoned = frozenset[int]()
        self.results = frozenset[int]()
        self.left_over = frozenset[int]()

    def _reckoned(self, pieces: Sequence[Piece]) -> frozenset[int]:
        """Figures that make sense in no other place, each of which is a cited fact's and spoken of by none besides."""
        figures = [f for _, f in sorted(self.figures.items())]
        ends = {c.end for p in pieces for c in p.clues if self.text.said(c.start, c.end) in self.words.results}
        made = {id(f) for at, f in self.figures.items() if any(self._leads_to(end, at) for end in ends)}
        known, self.results = reckoned(figures, made)
        return self._unspoken(figures, known)

    def _put_together(self) -> frozenset[int]:
        """Figures that are reckoned in more steps, or are what is left of another; what is left is told what it is all the same."""
        if not self.words.between or not self.lexicon.negators.isdisjoint(self.text.small):
            return frozenset()
        figures = [f for _, f in sorted(self.figures.items())]
        known = put_together(figures, apart=not self.words.between.isdisjoint(self.text.small), packed=not is_any_noted(self))
        self.left_over = left_over(figures) - known - self.reckoned
        return self._unspoken(figures, known | self.left_over)

    def _unspoken(self, figures: Sequence[Figure], known: AbstractSet[int]) -> frozenset[int]:
        """Those of them of which it is not open whose they are, and that no fact which is not cited speaks of."""
        return frozenset(id(f) for f in figures if id(f) in known and not self._is_of_another_line(f) and not self._speaking(f))

    def _is_of_a_reckoning(self, spot: Figure | Day) -> bool:
        """Whether what nothing is told of can be what it is in a reckoning: so many at so much are worth that, and not what was claimed."""
        is_rate = isinstance(spot, Figure) and (spot.unit == _PERCENT or (bool(spot.currencies) and id(spot) not in self.results))
        if isinstance(spot, Day) or is_rate or id(spot) not in self.reckoned:
            return True
        place = "amount" if spot.currencies else "count" if id(spot) in self.results else "factor"
        return any(g.fact.name in self.words.reckoned[place] for g in self.look.cited.grounds if self._has(g, spot))

    def _is_of_neighbour(self, clue: Bit, spot: Figure | Day) -> bool:
        """`53 units at 18.65 make 988.45`: of figures that make one another, what stands between two is told of either."""
        if id(spot) in self.reckoned and self.text.said(clue.start, clue.end) in self.words.results:
            # what they make has been worked out
            return self._is_at_result(clue)
        if id(spot) not in self.reckoned or clue.tags & self._tags(spot):
            return False
        here = self.text.place(spot)
        places = [at for at, f in sorted(self.figures.items()) if id(f) in self.reckoned]
        others = [at for at in places if at >= clue.end] if clue.start > here else [at for at in reversed(places) if at < clue.start]
        between = [at for at in places if clue.end <= at < here or here < at < clue.start]
        return any(at != here and clue.tags & self._tags(self.figures[at]) for at in (*others[:1], *between))

    def _leads_to(self, end: int, at: int) -> bool:
        """Whether nothing but a currency stands between words and a figure."""
        return end <= at and all(self.text.tokens[i].kind == "currency" for i in range(end, at))

    def _is_at_result(self, clue: Bit) -> bool:
        """`53 units at 18.65 make 988.45`, `988.45 equals 53 units at 18.65`."""
        before = [f for at, f in sorted(self.figures.items()) if at < clue.start]
        after = next((f for at, f in sorted(self.figures.items()) if self._leads_to(clue.end, at)), None)
        return (after is not None and id(after) in self.results) or (len(before) == 1 and id(before[0]) in self.results)

    def _came(self, clue: Bit, spot: Figure | Day) -> bool:
        """Whether a word fits a figure; what is disputed of what is said to be missing was delivered."""
        have = self._tags(spot)
        return bool(clue.tags & have) or (_DELIVERED in clue.tags and not _DISPUTED.isdisjoint(have))

    def _tells_apart(self, clue: Bit, spot: Figure | Day) -> bool:
        """`die Differenz zwischen 15,07 und 14,88`: no figure behind it is the difference."""
        follows = self.text.small[clue.end - 1 : clue.end + 1]
        is_apart = not self.words.between.isdisjoint(follows) and id(spot) in self.worked
        return is_apart and clue.start < self.text.place(spot)

    def _is_of_another_line(self, spot: Figure | Day) -> bool:
        """Whether it is left open of which item or number it is told."""
        found = self._found(spot) if isinstance(spot, Figure) else []
        return isinstance(spot, Figure) and (not found or any(True for _ in whose(self.look, spot, found)))

    def _less_results(self, told: list[Bit], have: frozenset[str]) -> list[Bit]:
        """`einen Bonus von 20,00 ergibt`: what only leads to a result says nothing where other words say what it is."""
        others = [c for c in told if c.tags & have or self.text.said(c.start, c.end) not in self.words.results]
        return others if any(c.tags & have for c in others) else told
