"""Where the clues of a figure stand, and which facts have it: what stands by it, on either side of it, and by what it is a part of."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise
from typing import Final

from cases.letters.brief import FactKind
from cases.letters.verifier.checks.figures import matches
from cases.letters.verifier.checks.missing_roles import of_item
from cases.letters.verifier.gist.parts import Parts
from cases.letters.verifier.gist.pieces import SAID, UNIT, Bit, Piece, alike, is_kind
from cases.letters.verifier.gist.words import CLUE, OFF, PLAIN, STATE
from cases.letters.verifier.phrases import spots
from cases.letters.verifier.pieces import Day, Figure
from cases.letters.verifier.support import NO_MONEY, Grounds

OPENING: Final = frozenset({"roles", "purer", "said_for", "unclear", "exchanged"})
"""Checks that say of which figure it is open what it is."""
_PERCENT: Final = "percent"
_ENDS: Final = frozenset({".", "(", ")"})
SHARED: Final = frozenset({"gross", "base", "sold", "bought", "baseline", "open", "to", "invoice_cost", "expected", "recoverable"})
"""What a share is one of."""
_DATED: Final = frozenset({"dated", "issue_date", "filed_on"})
_PAUSES: Final = frozenset({",", ";", ".", "(", ")"})
_OUT_OF: Final = frozenset({"out of", "of", "from", "von", "aus"})
_PIECE: Final = "unit"
_ASKED: Final = frozenset({"judged"})
"""What all that a letter asks for is, whichever of its facts is cited: wrongly taken."""
_TAKEN: Final = frozenset({"claimed", "deducted", "billed", "line_billed"})
_ALL_CASES: Final = "cases"
_NOT_MISSING: Final = frozenset({"short", "disputable"})
"""What is short, and proven delivered."""
_OF_ONE: Final = "per_unit"
_BESIDE: Final = 2
"""Pieces between a figure and what tells of it at most."""
_WHOLES: Final = frozenset({"invoiced", "quantity", "cartons", "total_cartons"})
LEFT_OUT: Final = frozenset({"left_out", "noted_left_out", "noted_left"})
_NOTED: Final = frozenset({"noted", "cartons_short"})
_START: Final = "start_date"
_END: Final = "end_date"
_ALL_CARTONS: Final = "total_cartons"
_PROOF: Final = "proof_of_delivery"
_SIGNED: Final = frozenset({"signed_for", "cartons"})


def _borne_by(grounds: Grounds) -> frozenset[str]:
    """All cartons on a proof of delivery are those that were signed for."""
    is_receipt = grounds.fact.name == _ALL_CARTONS and _PROOF in grounds.papers
    return _SIGNED if is_receipt else frozenset()


class Placed(Parts):
    """A sentence whose figures are held against what stands by them. `alleges`: what is missing is spoken of."""

    alleges = False

    def _clues_of(self, pieces: Sequence[Piece], at: int, spot: Figure | Day) -> list[Bit]:
        """The clues of a figure: those of its piece, or of those beside it that have no figure of its kind."""
        own = self._own_clues(pieces, at, spot)
        if telling := self._telling(own):
            return [c for c in own if c.name == OFF] or telling
        if own:
            # `the rebate, which comes to 20.00`: what a result is of goes ahead in its clause
            ahead = [] if pieces[at].lead in self.words.stops | _ENDS else self._clues_beside(pieces, at, spot, -1)
            return self._telling(ahead) or own
        if self._is_of_a_share(pieces, at, spot):
            place = self.text.place(spot)
            return [Bit(place, place, CLUE, SHARED)]
        there = self._place_of_whole(pieces, at)
        if self._is_part(pieces, at, there):
            # `475.00 of the 6,140.00 withheld was not yours to keep`
            return [c for c in pieces[there].clues if c.kind == CLUE and c.tags & self._tags(spot)]
        ways = [(-1, pieces[at].lead), (1, pieces[at + 1].lead if at + 1 < len(pieces) else "")]
        if not self.words.modifiers_ahead:
            ways.sort(key=lambda way: way[1] in self.words.ends | _PAUSES)
        return next((found for step, _ in ways if (found := self._clues_beside(pieces, at, spot, step))), [])

    def _own_clues(self, pieces: Sequence[Piece], at: int, spot: Figure | Day) -> list[Bit]:
        """Those of its piece that could be told of it; `soit` says what stands before, where the figure is that."""
        own = [c for c in pieces[at].clues if c.kind == CLUE and self._can_be_of(c, spot)]
        others = [c for c in own if self.text.said(c.start, c.end) not in self.words.namely]
        if len(others) == len(own):
            return own
        told = others or self._clues_beside(pieces, at, spot, -1)
        return others if told and all(c.tags & self._tags(spot) for c in told) else own

    def is_in_phrases(self, denied: str) -> bool:
        """Whether a negator of a `joined` language stands only within phrases of the gist, which have been told or claim nothing."""
        small, negator = self.text.small, denied.split(maxsplit=1)[0]
        found = [s for s in spots(self.masked, self.index) if s[1] - s[0] > 1] if self.words.joined else []
        told = [(start, end) for start, end, name in found if name.startswith(SAID) or self.masked[start:end] in self.own]
        return bool(told) and all(any(start <= at < end for start, end in told) for at, word in enumerate(small) if word == negator)

    def is_all_asked(self, clue: Bit) -> bool:
        """`the full 20.00`: all that the letter asks for."""
        follows = next((f for at, f in sorted(self.figures.items()) if at >= clue.end), None)
        if follows is None or any(t.kind == "word" for t in self.text.tokens[clue.end : self.text.place(follows)]):
            return False
        return bool(follows.currencies) and self.look.situation.asked in follows.values

    def _clues_beside(self, pieces: Sequence[Piece], at: int, spot: Figure | Day, step: int) -> list[Bit]:
        """The clues of the next piece on a side, up to one that has a figure of its kind."""
        near = at + step
        while 0 <= near < len(pieces) and not any(alike(s, spot) for s in pieces[near].spots):
            clues = [c for c in pieces[near].clues if c.kind == CLUE and self._can_be_of(c, spot)]
            if found := [c for c in clues if not self._is_of_another_unit(c, pieces[near], spot)]:
                return found
            near += step
        return []

    def _is_of_another_unit(self, clue: Bit, piece: Piece, spot: Figure | Day) -> bool:
        """`3 lines, with 318 units in dispute`: what fits a figure beside it, that counts something else, is told of that."""
        if self.words.modifiers_ahead or not isinstance(spot, Figure) or not spot.unit or clue.tags & self._tags(spot):
            return False
        others = [s for s in piece.spots if isinstance(s, Figure) and s.unit not in {"", spot.unit} and not s.currencies]
        return any(clue.tags & self._tags(s) for s in others)

    def _telling(self, clues: Sequence[Bit]) -> list[Bit]:
        """Those that say more than that something comes to so much."""
        return [c for c in clues if self.text.said(c.start, c.end) not in self.words.results]

    def _is_of_a_share(self, pieces: Sequence[Piece], at: int, spot: Figure | Day) -> bool:
        """`2 % of 1,075.50`: an amount right behind a share of it."""
        if isinstance(spot, Day) or not spot.currencies or not at or pieces[at].lead not in self.lexicon.of:
            return False
        last = next((b for b in reversed(pieces[at - 1].bits) if b.kind not in {UNIT, PLAIN}), None)
        share = self.figures.get(last.start) if last is not None else None
        first = next((b for b in pieces[at].bits if b.kind not in {"currency", PLAIN}), None)
        return share is not None and share.unit == _PERCENT and first is not None and first.start == self.text.place(spot)

    def _of_whole(self, pieces: Sequence[Piece], at: int, spot: Figure | Day, told: list[Bit]) -> list[Bit]:
        """`72 of the 96 billed were received`: what does not fit the whole is said of its part."""
        if self.words.modifiers_ahead or not at or not self._is_part(pieces, at - 1, at):
            return told
        have, part = self._tags(spot), self._tags(pieces[at - 1].spots[-1])
        return [c for c in told if c.tags & have or not c.tags & part]

    def _can_be_of(self, clue: Bit, spot: Figure | Day) -> bool:
        """Whether the brief has a figure of that kind that the clue could be told of."""
        of_one = self.words.modifiers_ahead and isinstance(spot, Figure) and spot.unit == _PIECE
        told = clue.tags - {_OF_ONE} if of_one else clue.tags
        return any(told & tags for _, tags in self._all(spot))

    def _denies_itself(self, bit: Bit) -> bool:
        """`never arrived`: a denial that words of the gist are told with."""
        return self._is_own(bit) and not self.lexicon.negators.isdisjoint(self.masked[bit.start : bit.end])

    def tags_of(self, spot: Figure | Day) -> frozenset[str]:
        """All that the cited facts have a figure or day for."""
        return self._tags(spot)

    def found_of(self, figure: Figure) -> list[tuple[Grounds, Figure]]:
        """The cited facts that have a figure."""
        return self._found(figure)

    def _tags(self, spot: Figure | Day) -> frozenset[str]:
        """All that the cited facts have a figure or day for."""
        if isinstance(spot, Day):
            found = [(g, d.roles) for g in self.look.cited.grounds for d in g.days if d.days & spot.days]
        else:
            found = [(g, f.roles | _borne_by(g)) for g, f in self._found(spot)]
        asked = _ASKED if found and self._is_asked(spot) else frozenset[str]()
        if asked and self.words.joined and self.look.situation.asked == self.look.situation.deducted:
            # all that was taken is asked back
            asked |= {"deducted"}
        names = {g.fact.name for g, _ in found}
        if self.words.joined and self.alleges and names >= _NOT_MISSING:
            # `the 24 units that you call missing were delivered`
            asked |= {"delivered"}
        return asked.union(*(roles | {g.fact.name} for g, roles in found))

    def _found(self, figure: Figure) -> list[tuple[Grounds, Figure]]:
        return [(g, f) for g, f in matches(self.look, figure, values_alone=False) if of_item(self.look, figure, g)]

    def _all(self, spot: Figure | Day) -> list[tuple[object, frozenset[str]]]:
        """Every figure of its kind that the brief has, and what it has it for."""
        found: list[tuple[object, frozenset[str]]] = []
        for g in self.look.known.grounds.values():
            if isinstance(spot, Day):
                found += [(d.days, d.roles | {g.fact.name}) for d in g.days]
            elif of_item(self.look, spot, g):
                found += [(f.values, f.roles | {g.fact.name}) for f in g.figures if is_kind(spot, f)]
        return found

    def _has(self, grounds: Grounds, spot: Figure | Day) -> bool:
        if isinstance(spot, Day):
            return any(d.days & spot.days for d in grounds.days)
        return any(f.values & spot.values and is_kind(spot, f) for f in grounds.figures)

    def _papers_of(self, day: Day) -> frozenset[str]:
        """The kinds of paper on which cited facts have a day."""
        return frozenset().union(*(g.papers for g in self.look.cited.grounds if self._has(g, day)))

    def _is_kin(self, grounds: Grounds, spot: Figure | Day, *, is_judged: bool) -> bool:
        """A cited fact of the same thing, or of which the same is told, has the figure as well: what is asked for is its value."""
        told = [g.fact for g in self.look.cited.grounds if self._has(g, spot)]
        if grounds.fact.kind is FactKind.STATEMENT and told:
            return True
        is_alike = any(grounds.fact.name in kin and f.name in kin for kin in self.words.kin for f in told)
        # what was taken and is asked back whole was taken wrongly
        return is_alike or (is_judged and self._is_asked(spot) and any(f.name in _TAKEN for f in told))

    def _is_asked(self, spot: Figure | Day) -> bool:
        """All that the letter asks for."""
        return isinstance(spot, Figure) and bool(spot.currencies) and self.look.situation.asked in spot.values

    def _is_most(self, piece: Piece, spot: Figure | Day) -> bool:
        """`of 59 cartons, 3 are marked missing`: the whole of its kind, of which a part follows."""
        if isinstance(spot, Day) or spot.currencies or not spot.unit or piece.lead not in {*self.lexicon.of, *_OUT_OF}:
            return False
        known = [f for g in self.look.known.grounds.values() if of_item(self.look, spot, g) for f in g.figures if f.unit == spot.unit]
        follows = [f for f in self.figures.values() if f.at > spot.at and f.unit in {spot.unit, ""} and not f.currencies]
        is_most = all(max(f.values) <= min(spot.values) for f in known)
        return is_most and any(max(f.values) < min(spot.values) for f in follows)

    def _is_all_there_is(self, pieces: Sequence[Piece], at: int, spot: Figure | Day) -> bool:
        """`77 of the 1,297 units were returned`: the whole of which a part is told, and no fact has more of its kind."""
        if isinstance(spot, Day) or spot.currencies or not spot.unit or self.words.modifiers_ahead or self._place_of_part(pieces, at) < 0:
            return False
        known = [f for g in self.look.known.grounds.values() if of_item(self.look, spot, g) for f in g.figures if f.unit == spot.unit]
        return all(max(f.values) <= min(spot.values) for f in known)

    def _is_alone(self, spot: Figure | Day) -> bool:
        """The brief has no other figure of its kind, so that it can be told of nothing else."""
        if isinstance(spot, Figure) and spot.currencies:
            typed = [g for g in self.look.known.grounds.values() if g.fact.kind is FactKind.AMOUNT]
            return not self._speaking(spot) and all(f.values & spot.values for g in typed for f in g.figures if any(f.values))
        if isinstance(spot, Day) or not spot.unit:
            return False
        if self.words.modifiers_ahead and _ALL_CASES in self._tags(spot):
            # claims of a class are told with that class
            return True
        others = [f for g in self.look.known.grounds.values() for f in g.figures if f.unit == spot.unit and not f.currencies - NO_MONEY]
        return all(f.values & spot.values for f in others)

    def _is_of_paper(self, pieces: Sequence[Piece], at: int, spot: Figure | Day) -> bool:
        """`invoice INV1 of 3 July`: the day of the paper that is named."""
        if not isinstance(spot, Day) or not at or pieces[at].lead not in self.lexicon.of:
            return False
        before, first = pieces[at - 1].bits[-1:], pieces[at].bits[0].start
        leads = first == self.text.place(spot) or self._is_weekday(first)
        return leads and bool(before) and before[0].kind == "literal" and not self._tags(spot).isdisjoint(_DATED)

    def _is_of_one(self, figure: Figure, spot: Figure) -> bool:
        """Where what tells more stands ahead, a price of one piece is told as such: `每件`, `单价`; a total is not taken for it."""
        total = bool(spot.currencies) and _OF_ONE not in self._tags(spot)
        return self.words.modifiers_ahead and total and _OF_ONE in figure.roles

    def _is_line_of(self, grounds: Grounds, names: AbstractSet[str], spot: Figure) -> bool:
        """The cartons of one item, where all of a delivery are told and no item is named."""
        return self.words.modifiers_ahead and grounds.fact.name == "cartons" and "total_cartons" in names and not spot.items

    def _is_told_by_state(self, pieces: Sequence[Piece], at: int, spot: Figure | Day) -> bool:
        """`120件货物，一件也没有入库`: the statement beside it tells what it is, if the facts bear that out, which is held elsewhere."""
        near = [c.name for piece in pieces[max(0, at - _BESIDE) : at + _BESIDE + 1] for c in piece.clues if c.kind == STATE]
        return any(self.words.stated.get(name, frozenset()) & self._tags(spot) for name in near)

    def _is_of_noted(self, pieces: Sequence[Piece], at: int, clue: Bit) -> bool:
        """`2箱注明缺失，对这部分我方不持异议`: what is left out, as told right before, is what the receipt notes as missing."""
        spots = [s for piece in pieces[: at + 1] for s in piece.spots if self.text.place(s) < clue.start]
        clues = [c for piece in pieces[: at + 1] for c in piece.clues if c.kind == CLUE and c.start < clue.start]
        if not self.words.modifiers_ahead and not spots:
            return True
        told = self._tags(spots[-1]) if spots else clues[-1].tags if clues else frozenset[str]()
        since = [c for c in clues if spots and c.start > self.text.place(spots[-1])]
        return not told.isdisjoint(_NOTED) or any(not c.tags.isdisjoint(_NOTED) for c in since)

    def _is_all_of_it(self, pieces: Sequence[Piece], at: int, spot: Figure | Day) -> bool:
        """`288件中已证明送达288件`: the whole of what is told next, which is as much, and which another cited fact has."""
        part = next((p for p in pieces[at + 1 : at + 1 + _BESIDE] if p.lead in self.words.parts and p.spots), None)
        if part is None or not isinstance(spot, Figure) or not isinstance(part.spots[0], Figure) or not alike(part.spots[0], spot):
            return False
        names = {g.fact.name for g in self.look.cited.grounds if g.fact.kind is FactKind.COUNT and self._has(g, spot)}
        return spot.values == part.spots[0].values and len(names) > 1 and not names.isdisjoint(_WHOLES)

    def _spans(self, pieces: Sequence[Piece]) -> frozenset[int]:
        """`有效期为2026年1月1日至2026年12月31日`: two days joined, of which the one begins and the other ends what is told."""
        found: set[int] = set()
        for before, piece in pairwise(pieces):
            first, last = before.spots[-1:], piece.spots[:1]
            if piece.lead not in self.words.spanning or not first or not last or not self.words.modifiers_ahead:
                continue
            names = [{g.fact.name for g in self.look.cited.grounds if isinstance(d, Day) and self._has(g, d)} for d in (first[0], last[0])]
            clues = [c for c in before.clues if c.kind == CLUE]
            if clues and all({_START, _END} <= c.tags for c in clues) and _START in names[0] and _END in names[1]:
                found |= {id(first[0]), id(last[0])}
        return frozenset(found)

    def _is_elsewhere(self, spot: Figure | Day, told: Sequence[Bit]) -> bool:
        """Another fact, which is not cited, has the figure for what it is said to be."""
        is_judged = bool(told) and all(not _ASKED.isdisjoint(c.tags) for c in told)
        return any(not self._is_kin(g, spot, is_judged=is_judged) for g in self._speaking(spot))

    def _speaking(self, spot: Figure | Day) -> list[Grounds]:
        """The facts that are not cited and have the figure for what it is said to be."""
        cited = {f.number for f in self.look.cited.facts}
        numbers = {n for r in self.said if r.check in OPENING and r.found == spot.text for n in r.facts} - cited
        others = [self.look.known.grounds[n] for n in sorted(numbers) if n in self.look.known.grounds]
        return [g for g in others if self._has(g, spot)]
