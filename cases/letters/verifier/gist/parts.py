"""A part and its whole in the gist of a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cases.letters.brief import FactKind
from cases.letters.verifier.gist.cutting import Cut
from cases.letters.verifier.gist.pieces import UNIT, Bit, Piece, alike
from cases.letters.verifier.gist.words import CLUE, PLAIN
from cases.letters.verifier.pieces import Figure

_PAUSES: Final = frozenset({","})
_ENDS: Final = frozenset({",", ";", ":", "und", "aber", "sondern", "."})


class Parts(Cut):
    """A sentence in which figures are parts of others."""

    def _is_part(self, pieces: Sequence[Piece], at: int, there: int) -> bool:
        """`72 of the 96 billed`, `开票的96件中72件`: the one is a part of the other, and less."""
        if not (0 <= at < len(pieces) and 0 <= there < len(pieces)) or there != self._place_of_whole(pieces, at):
            return False
        first, second = (pieces[at].spots[:1], pieces[there].spots[-1:]) if there < at else (pieces[at].spots[-1:], pieces[there].spots[:1])
        if not first or not second or not alike(first[0], second[0]):
            return False
        one, two = first[0], second[0]
        if not isinstance(one, Figure) or not isinstance(two, Figure):
            return False
        return max(one.values) < min(two.values) or (one.values == two.values and self._is_told_of_two(one))

    def _is_told_of_two(self, figure: Figure) -> bool:
        """`408 of 408`: the cited facts have as much for one thing and for another, and no fact has more of its kind."""
        if self.words.modifiers_ahead or figure.currencies or not figure.unit:
            return False
        counted = [g.fact.name for g in self.look.cited.grounds if g.fact.kind is FactKind.COUNT and g.fact.amount in figure.values]
        known = [f for g in self.look.known.grounds.values() for f in g.figures if f.unit == figure.unit]
        return len(set(counted)) > 1 and all(max(f.values) <= min(figure.values) for f in known)

    def _place_of_whole(self, pieces: Sequence[Piece], at: int) -> int:
        """Where the whole stands that a figure is a part of: behind it, or before it where what tells more goes ahead; or -1."""
        if self.words.modifiers_ahead:
            return self._place_ahead(pieces, at) if pieces[at].spots else -1
        if at + 1 >= len(pieces) or pieces[at + 1].lead not in self.lexicon.of or pieces[at].compares:
            return -1
        last = next((b for b in reversed(pieces[at].bits) if b.kind not in {UNIT, "currency", PLAIN, "literal"}), None)
        return at + 1 if last is not None and last.start in self.figures else -1

    def _place_ahead(self, pieces: Sequence[Piece], at: int) -> int:
        """`96件中，72件`, `短缺96件，其中72件`: the whole that stands right before what leads to a part, or anywhere before `其中`."""
        leads = at - 1 if at > 1 and pieces[at].lead in _PAUSES and not pieces[at - 1].bits else at
        if pieces[leads].lead not in self.words.parts:
            return -1
        spot = pieces[at].spots[0]
        before = [p for p in reversed(range(leads)) if any(alike(s, spot) for s in pieces[p].spots)]
        if not before or pieces[leads].lead in self.words.among:
            return before[0] if before else -1
        last = next((b for b in reversed(pieces[leads - 1].bits) if b.kind not in {UNIT, "currency", PLAIN, "literal"}), None)
        return leads - 1 if before[0] == leads - 1 and last is not None and last.start in self.figures else -1

    def _place_of_part(self, pieces: Sequence[Piece], at: int) -> int:
        """Where a part of a piece's figure is told; or -1."""
        places = range(at + 1, len(pieces)) if self.words.modifiers_ahead else range(max(0, at - 1), at)
        return next((p for p in places if self._is_part(pieces, p, at)), -1)

    def _behind_relative(self, pieces: Sequence[Piece], at: int) -> list[Bit]:
        """`die 432 Stück, die angeblich fehlen, wurden geliefert`: what the sentence says of a figure behind a clause about it."""
        places = [p for p in range(at + 1, len(pieces)) if pieces[p].lead in _PAUSES]
        last = places[1] if len(places) > 1 else len(pieces)
        about = pieces[places[0] + 1] if places and places[0] + 1 < len(pieces) else Piece()
        if about.lead not in self.lexicon.relatives or any(p.spots for p in pieces[at + 1 : last]):
            return []
        end = next((p for p in range(last + 1, len(pieces)) if pieces[p].lead in _ENDS), len(pieces))
        behind = pieces[last:end]
        return [] if any(p.spots for p in behind) else [c for p in behind for c in p.clues if c.kind == CLUE]
