"""One thing held against another in the gist of a sentence: more, less, before, after, and by how much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from cases.letters.verifier.gist.cutting import Cut
from cases.letters.verifier.gist.pieces import UNIT, Piece, alike, is_kind, numbers
from cases.letters.verifier.gist.words import (
    BARE,
    CLUE,
    EARLIER,
    EARLIER_BEHIND,
    LATER,
    LATER_BEHIND,
    MORE,
    NOT_LESS,
    NOT_MORE,
    OFF,
    PLAIN,
    SAME,
    STATE,
    THAN,
    UNLIKE,
)
from cases.letters.verifier.pieces import Day, Figure

_UNDATED: Final = frozenset({"total", "received", "accepted", "signed_for"})
"""What days are told as, and cartons more often."""
_PERCENT: Final = "percent"
_PAIR: Final = 2
_BESIDE: Final = frozenset({UNIT, "currency", "literal", PLAIN, BARE})


class Comparison:
    """`24 units fewer than the 192 billed`, `exceeds the tariff of 20.00 by 5.00`: one thing held against another, by the figures.

    Where what tells more of a thing stands before it, so does what it is held against: `比开票的120件少24件`.
    """

    def __init__(self, cut: Cut, pieces: Sequence[Piece], at: int) -> None:
        self.look, self.words, self.pieces, self.at = cut.look, cut.words, pieces, at
        self.figures = cut.figures
        self.sign = 1 if pieces[at].compares in {MORE, LATER, LATER_BEHIND, NOT_LESS} else -1
        self.least = 0 if pieces[at].compares in {NOT_MORE, NOT_LESS} else 1
        self.of_days = pieces[at].compares in {EARLIER, LATER, EARLIER_BEHIND, LATER_BEHIND}

    def explains(self) -> frozenset[int] | None:
        """The figures that it explains; None where it does not hold, or cannot be told."""
        if self.pieces[self.at].compares == THAN:
            return self._awaits()
        if self.pieces[self.at].compares in {EARLIER_BEHIND, LATER_BEHIND}:
            return self._against_day_ahead()
        if self.pieces[self.at].compares == LATER and not self._tells_of_days():
            # `after the cartons noted missing are left out`: nothing has a day there
            return frozenset()
        if self.pieces[self.at].compares in {SAME, UNLIKE}:
            return self._alike()
        ahead = self._than()
        right, there = self._right() if ahead < 0 else (self.pieces[ahead], self.at)
        by_how_much = None if self.of_days else self._told_by() if self.words.modifiers_ahead else self._adjoining()
        rights = self._values(right, by_how_much)
        lefts = self._left(self.at if ahead < 0 else ahead, by_how_much, rights[1] if rights else None)
        if rights is None or lefts is None:
            return self._apart(by_how_much)
        pairs = [(left, r) for left in lefts[0] for r in rights[0]]
        if by_how_much is not None and by_how_much.unit == _PERCENT:
            # `5 % more` are of something
            return None
        if isinstance(by_how_much, Figure):
            holds = any(self.sign * (left - r) in by_how_much.values for left, r in pairs)
            return frozenset({id(by_how_much)}) if holds else None
        if not pairs or not all(self.sign * (left - r) > 0 or (left == r and not self.least) for left, r in pairs):
            return None
        by = self._by(there) if ahead < 0 else self._measure()
        if by is not None:
            return frozenset({id(by)}) if any(self.sign * (left - r) in by.values for left, r in pairs) else None
        return self._bare_day(right, rights[1], is_behind=ahead < 0)

    def _bare_day(self, right: Piece, day: Figure | Day | None, *, is_behind: bool) -> frozenset[int]:
        """`you paid on 12 July, after 4 July`, `you paid after 3 May`: a day that stands for nothing but itself."""
        if not self.of_days or any(c.kind == CLUE for c in right.clues):
            return frozenset()
        is_named = day is not None and any(day is s for s in right.spots)
        return frozenset({id(day)}) if is_named else frozenset(id(s) for s in right.spots[-1:] if is_behind)

    def _apart(self, by_how_much: Figure | Day | None) -> frozenset[int] | None:
        """`Gefordert wurden 90,00, zu stehen Ihnen 70,00, das sind 20,00 weniger`: of two figures ahead the second is so much less."""
        if self.words.modifiers_ahead or not isinstance(by_how_much, Figure) or self._has_right():
            return None
        ahead = [s for p in self.pieces[: self.at] for s in p.spots if s is not by_how_much and alike(s, by_how_much)]
        if len(ahead) != _PAIR:
            return None
        first, second = ahead
        holds = any(self.sign * (b - a) in by_how_much.values for a in numbers(first) for b in numbers(second))
        return frozenset({id(by_how_much)}) if holds else None

    def _has_right(self) -> bool:
        """Whether anything stands behind that it could be more or less than."""
        behind = self.pieces[self.at :]
        return any(p.spots or any(c.kind == CLUE for c in p.clues) for p in behind)

    def _awaits(self) -> frozenset[int] | None:
        """`比开票的120件` waits for by what it is more or less."""
        follows = self.pieces[self.at + 1] if self.at + 1 < len(self.pieces) else None
        return frozenset() if follows is not None and follows.compares and follows.compares != THAN else None

    def _alike(self) -> frozenset[int] | None:
        """`合计696件，与发票数量一致`: what stands right before is as much as what stands before that, or is not."""
        if not self.at or not self.pieces[self.at - 1].lead:
            return None
        right = self.pieces[self.at - 1]
        others = (*reversed(self.pieces[: self.at - 1]), *self.pieces[self.at :])
        kind = right.spots[-1] if right.spots else next((s for p in others for s in p.spots[-1:]), None)
        self.of_days = isinstance(kind, Day)
        rights, lefts = self._values(right, kind), self._left(self.at - 1, None, kind)
        if kind is None or rights is None or lefts is None:
            # `两次扣款的金额相同`
            told = self.pieces[self.at].compares == SAME and bool(self.look.cited.says(SAME, positive=True))
            return frozenset() if told else None
        same = [left == r for left in lefts[0] for r in rights[0]]
        holds = all(same) if self.pieces[self.at].compares == SAME else not any(same)
        return frozenset() if holds and (right.spots or any(c.kind == CLUE for c in right.clues)) else None

    def _against_day_ahead(self) -> frozenset[int] | None:
        """`在2025-12-31之后才提出`: the day right before, which is that of the words beside it, and what is told behind or before it."""
        before = self.pieces[self.at - 1] if self.at else Piece()
        day = next((s for s in before.spots[-1:] if isinstance(s, Day)), None)
        if day is None:
            return None
        have = frozenset().union(*(d.roles | {g.fact.name} for g in self.look.cited.grounds for d in g.days if d.days & day.days))
        named = frozenset().union(*(d.roles | {g.fact.name} for g in self.look.known.grounds.values() for d in g.days))
        if not all(c.tags & have for c in before.clues if c.kind == CLUE and c.tags & named):
            return None
        event = self._values(self.pieces[self.at], None) or self._left(self.at - 1, None, None)
        holds = event is not None and all(self.sign * (e - d) > 0 for e in event[0] for d in numbers(day))
        return frozenset({id(day)}) if holds else None

    def _told_by(self) -> Figure | None:
        """`多取了10.75，超出了约定的折扣`: by how much, right before what it is more than."""
        before = self.pieces[self.at - 1] if self.at else Piece()
        told = any(c.name == OFF for c in before.clues) and len(before.spots) == 1 and not any(b.kind == THAN for b in before.bits)
        return before.spots[0] if told and isinstance(before.spots[0], Figure) else None

    def _than(self) -> int:
        """The piece right before that says what something is held against; -1 where none does."""
        return self.at - 1 if self.at and self.pieces[self.at - 1].compares == THAN else -1

    def _measure(self) -> Figure | None:
        """`少24件`: the figure right behind the word that compares."""
        bits = [b for b in self.pieces[self.at].bits if b.kind not in {PLAIN, "currency"}]
        return self.figures.get(bits[0].start) if bits else None

    def _tells_of_days(self) -> bool:
        """Whether a day, or what could have one, stands in its clause or ahead of it."""
        dated = frozenset().union(*(d.roles | {g.fact.name} for g in self.look.known.grounds.values() for d in g.days)) - _UNDATED
        if any(c.kind == STATE for c in self.pieces[self.at].clues):
            # `after the price fell`
            return True
        return any(isinstance(s, Day) for p in self.pieces for s in p.spots) or any(
            c.tags & dated for p in self.pieces[: self.at + 2] for c in p.clues
        )

    def _is_told(self, spot: Figure | Day, kind: Figure | Day | None) -> bool:
        return isinstance(spot, Day) is self.of_days and (kind is None or alike(spot, kind))

    def _right(self) -> tuple[Piece, int]:
        for there in range(self.at, min(self.at + 3, len(self.pieces))):
            piece = self.pieces[there]
            if piece.spots or any(c.kind == CLUE for c in piece.clues):
                return piece, there
        return self.pieces[self.at], self.at

    def _adjoining(self) -> Figure | None:
        """The figure right before the word that compares, its unit and item aside."""
        for piece in reversed(self.pieces[: self.at]):
            for bit in reversed(piece.bits):
                if bit.start in self.figures:
                    return self.figures[bit.start]
                if bit.kind not in _BESIDE:
                    return None
            if piece.lead not in self.look.lexicon.of:
                return None
        return None

    def _by(self, there: int) -> Figure | None:
        """How much it is more or less."""
        follows = self.pieces[there + 1] if there + 1 < len(self.pieces) else None
        is_told = follows is not None and follows.lead in self.words.by and len(follows.spots) == 1
        found = follows.spots[0] if is_told and follows is not None else None
        return found if isinstance(found, Figure) else None

    def _left(self, end: int, by_how_much: Figure | None, kind: Figure | Day | None) -> tuple[list[Decimal], Figure | Day | None] | None:
        for piece in reversed(self.pieces[:end]):
            spots = [s for s in piece.spots if s is not by_how_much]
            clues = [c for c in piece.clues if c.kind == CLUE]
            if spots or clues:
                found = self._values(replace(piece, spots=spots, clues=clues), by_how_much or kind)
                if found is not None:
                    return found
            if piece.lead in self.words.stops:
                break
        if by_how_much is None:
            return None
        known = [f for g in self.look.cited.grounds for f in g.figures if is_kind(by_how_much, f)]
        return [v for f in known for v in f.values], by_how_much

    def _values(self, piece: Piece, kind: Figure | Day | None) -> tuple[list[Decimal], Figure | Day | None] | None:
        """What stands on a side: its figure, or all that the cited facts have for its words."""
        spots = [s for s in piece.spots if self._is_told(s, kind)]
        if spots:
            return numbers(spots[-1]), spots[-1]
        clues = [c for c in piece.clues if c.kind == CLUE]
        if not clues:
            return None
        found: list[Decimal] = []
        for g in self.look.cited.grounds:
            told: Sequence[Figure | Day] = (
                g.days if self.of_days else [f for f in g.figures if not isinstance(kind, Figure) or is_kind(kind, f)]
            )
            found += [v for f in told if all(c.tags & (f.roles | {g.fact.name}) for c in clues) for v in numbers(f)]
        return (found, kind) if found else None
