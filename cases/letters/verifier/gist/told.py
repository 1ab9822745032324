"""The gist of a sentence: what its words can be told of, held against each figure that they stand by, and against all it could be instead.

A sentence that other checks leave open is settled where every word of it either claims nothing or is borne out; each figure stands among
words that are said of what the cited facts have it for, and of no other figure of the brief; and two figures in each other's places
would not fit the words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from cases.letters.brief import FactKind
from cases.letters.verifier.checks import grounding, loose, vouched
from cases.letters.verifier.checks.bearing import leading, on_another
from cases.letters.verifier.gist.comparison import Comparison
from cases.letters.verifier.gist.denials import denies_too
from cases.letters.verifier.gist.derived import derived_from
from cases.letters.verifier.gist.moved import all_of_all, asked_of_all, moved, moves_otherwise
from cases.letters.verifier.gist.pieces import SAID, UNIT, Bit, Piece, alike
from cases.letters.verifier.gist.placing import LEFT_OUT, OPENING, SHARED
from cases.letters.verifier.gist.shares import all_of, is_shared, part_asked, shared_out
from cases.letters.verifier.gist.stated import Stated
from cases.letters.verifier.gist.words import CLUE, OFF, STATE, GistWords, gist_words
from cases.letters.verifier.gist.worked_out import unshared, worked_out
from cases.letters.verifier.look import Look
from cases.letters.verifier.pieces import Day, Figure
from cases.letters.verifier.support import Grounds
from cases.letters.verifier.tokens import fold
from cases.letters.verifier.verdict import Remark, Severity

_SOURCES: Final = (
    grounding.containers,
    grounding.papers,
    grounding.topics,
    grounding.sources,
    grounding.hearsay,
    loose.sources,
    loose.hearsay,
    vouched.headed,
    vouched.spoken,
    vouched.vouched,
)
"""Checks of who says so, which no words about figures settle."""
YIELDING: Final = frozenset(
    {"roles", "purer", "wording", "framed", "loose", "fragments", "assertions", "negations", "said_of"}
) | frozenset({"said_for", "unclear", "exchanged", "order", "directions"})
"""Checks that rest on what single words mean."""
_NAMED: Final = frozenset({FactKind.NAME})
_COMPARING: Final = frozenset({"rounded", "days"})
"""Checks that a comparison answers which comes out."""
_EMPTY: Final = frozenset({"fragments", "wording"})
"""Checks that say of a whole clause that it says nothing."""
_WORDS: Final = "wording"
_PAIR: Final = 2
_CLAUSE: Final = 3
"""Words of one at least."""
_WORD_LENGTH: Final = 2
"""Characters of a word where no space parts words, mostly."""
_REFUSING: Final = "assertions"
"""A check whose objection may be to a word that is denied in the letter, and read as if another were."""
_ASSERTING: Final = frozenset({"assertions", "negations"})
_ASIDE: Final = frozenset({"loose", "fragments", "framed", "wording"})
_MARKS: Final = frozenset(";:,()")
_SOUGHT: Final = "sought"
_TAKEN: Final = "deducted"
_JUDGED: Final = "judged"
_MISSING: Final = "missing"
_TWICE: Final = "taken_twice"
_IN: Final = "in"
"""In English as in German."""


def less_told(look: Look, said: list[Remark]) -> list[Remark]:
    """The remarks, or none where all of them only leave open what the gist of the sentence tells."""
    words = gist_words(look.lexicon.language)
    if words is None or not said or look.is_list_of_attachments:
        return said
    if any(r.check not in YIELDING | _COMPARING or (r.severity is not Severity.UNVERIFIABLE and r.check != _REFUSING) for r in said):
        return said
    figures = {f.text for f in look.reading.figures} | {d.text for d in look.reading.days}
    if not figures or any(r.check in OPENING and r.found not in figures for r in said):
        # nothing that could be told; a word that says of something else what it is, or what is asked
        return said
    if any(True for check in _SOURCES for _ in check(look)) or not _NAMED.isdisjoint(_kinds_named(look)):
        return said
    return [] if Gist(look, words, said).holds() else said


def _kinds_named(look: Look) -> frozenset[FactKind]:
    """The kinds of the facts whose values are named: who a person is that does something is told elsewhere."""
    values = {fold(f.value): f.kind for f in look.known.brief.facts if f.kind is FactKind.NAME}
    return frozenset(values[text] for text in look.reading.literals if text in values)


class Gist(Stated):
    """A sentence while its gist is read."""

    def __init__(self, look: Look, words: GistWords, said: Sequence[Remark]) -> None:
        super().__init__(look, words, said)
        self.compared: set[str] = set()
        self.told_states: list[Bit] = []
        self.came_out = frozenset[int]()
        self.moved = frozenset[int]()

    def holds(self) -> bool:
        """Whether all of it is borne out."""
        bits = self.bits()
        if bits is None or self._counts_otherwise(bits):
            return False
        self.told_states = [b for b in bits if b.kind == STATE or (b.kind == CLUE and self._denies_itself(b))]
        self.alleges = any(b.kind == CLUE and _MISSING in b.tags for b in bits)
        pieces = list(self.pieces(bits))
        told = self._told(pieces)
        if wrong := [r.found for r in self.said if r.severity is not Severity.UNVERIFIABLE and not self._is_settled(bits, r.found)]:
            return self.fail(f"refused {wrong}")
        return told and self._borne(pieces) and self._says_something(bits) and self._compares_all()

    def _is_settled(self, bits: Sequence[Bit], text: str) -> bool:
        """Whether words stand in a clause whose denial has been read, or in a phrase that says of them what the facts are held against.

        `was granted only until 15 July`, `8 at 162.16 equal 20.27 each`, all of it worked out.
        """
        said = text.casefold()
        if any(said in clause for clause in self.denying) or any(said in self.text.said(b.start, b.end) for b in self.told_states):
            return True
        frames = self.lexicon.frames
        is_worked = bool(self.worked) and all(id(f) in self.worked for f in self.figures.values())
        if is_worked and frames is not None and said in frames.equalling:
            return True
        told = [b for b in bits if b.kind == CLUE and b.end - b.start > 1 and said in self.text.said(b.start, b.end)]
        return any(self.text.small[b.start] in self.lexicon.negators for b in told)

    def _compares_all(self) -> bool:
        """What other checks take for inexact, or for a day of something else, is compared with something, and rightly."""
        stated = {self.text.said(b.start, b.end) for b in self.told_states}
        settled = self.compared | stated | (self.words.twice if _TWICE in derived_from(self.look) else frozenset())
        told = [(r.found, self.text.plainly(r.found)) for r in self.said if r.check in _COMPARING]
        within = self.compared if self.lexicon.unspaced else stated
        open_ones = [found for found, text in told if text not in settled and not any(text in c for c in within)]
        return not open_ones or self.fail(f"not compared {open_ones}")

    def _counts_otherwise(self, bits: Sequence[Bit]) -> bool:
        """`432 units in points`: another unit than the figure has."""
        words = [self.text.small[b.start] for b in bits]
        return any(bit.kind == UNIT and before == _IN for before, bit in zip(words, bits[1:], strict=False))

    def _says_something(self, bits: Sequence[Bit]) -> bool:
        """No clause is only strung together from single words that claim nothing: `were found in your warehouse`."""
        telling = [
            b
            for b in bits
            if b.kind in {STATE, CLUE, "number", "day"} or b.start in self.figures or (b.end - b.start > 1 and self._is_own(b))
        ]
        words = {self.text.said(b.start, b.end) for b in telling}
        words |= {self.text.plainly(f.text) for f in self.figures.values()} | {self.text.plainly(d.text) for d in self.days.values()}
        for remark in self.said:
            text = self.text.plainly(remark.found)
            if "," in remark.found.strip(",") and remark.check == _WORDS:
                # single words, each of which has been read
                continue
            length = max(len(t.split()) for t in text.split(", ")) if self.text.joint else len(text) // _WORD_LENGTH
            if remark.check in _EMPTY and length >= _CLAUSE and not any(w in text or text in w for w in words):
                return self.fail(f"empty {text}")
        return True

    def _told(self, pieces: Sequence[Piece]) -> bool:
        """Each open figure is told what it is, and would not be told so of another."""
        explained = frozenset[int]()
        for at, piece in enumerate(pieces):
            told_by = Comparison(self, pieces, at).explains() if piece.compares else explained
            if told_by is None:
                return self.fail(f"compares {piece.lead}")
            explained |= told_by
            self.compared |= {piece.lead} if piece.compares else set()
        self.compared |= {self.text.plainly(s.text) for p in pieces for s in p.spots if id(s) in explained}
        self.reckoned, self.moved = self._reckoned(pieces), moved(self, pieces)
        self.came_out = worked_out(self, pieces)
        self.worked = self.came_out | self.reckoned | self._put_together() | self.moved | all_of_all(self, pieces)
        shared = shared_out(self)
        if unshared(self, pieces) or (is_shared(self) and not shared):
            return self.fail("no such share")
        self.worked |= all_of(self, pieces) | shared | part_asked(self, pieces)
        explained |= asked_of_all(self, self.told_states) | self._spans(pieces)
        if otherwise := moves_otherwise(self, pieces):
            return self.fail(f"moved otherwise {otherwise}")
        for at, piece in enumerate(pieces):
            if piece.spots and (lost := self._of_nothing(piece)):
                return self.fail(f"nothing is {lost}")
            if piece.has_two and any(id(s) not in explained | self.worked for s in piece.spots):
                return self.fail("two of a kind")
            if not all(self._is_told(pieces, at, spot) for spot in piece.spots if id(spot) not in explained):
                return False
        return self._in_place(pieces, explained | self.worked - self.left_over)

    def _of_nothing(self, piece: Piece) -> str:
        """A word beside a figure that is told of no fact of the brief, or says by how much and of no such figure: `20 units on order`."""
        for clue in (c for c in piece.clues if c.kind == CLUE):
            off = clue.name == OFF and len(piece.spots) == 1 and not self._can_be_of(clue, piece.spots[0])
            if off or not any(clue.tags & _told_as(g) for g in self.look.known.grounds.values()):
                return self.text.said(clue.start, clue.end)
        return ""

    def _is_told(self, pieces: Sequence[Piece], at: int, spot: Figure | Day) -> bool:
        """Whether the words by an open figure fit what the cited facts have it for, and no other fact."""
        if strange := [self.text.said(c.start, c.end) for c in self._behind_relative(pieces, at) if not self._came(c, spot)]:
            return self.fail(f"not said of {spot.text}: {strange}")
        if not any(r.found == spot.text for r in self.said if r.check in OPENING):
            if self._is_part(pieces, at, self._place_of_whole(pieces, at)) or self._place_of_part(pieces, at) >= 0:
                return True
            own, have = self._own_clues(pieces, at, spot), self._tags(spot)
            own = [c for c in own if c.name == OFF] or [c for c in own if not self._is_of_neighbour(c, spot)]
            own = _along(own if not own or self._telling(own) else self._clues_of(pieces, at, spot), have)
            is_whole = bool(have & SHARED) or not self._is_of_a_share(pieces, at, spot)
            is_borne = id(spot) in self.came_out or (is_whole and all(c.tags & have for c in self._less_results(own, have)))
            return is_borne or self.fail(f"of another {spot.text}")
        if self._is_of_another_line(spot):
            return self.fail(f"whose {spot.text}")
        found = self._found(spot) if isinstance(spot, Figure) else []
        if isinstance(spot, Figure) and on_another(self.look, spot, frozenset().union(*(f.roles for _, f in found))):
            return self.fail(f"on another paper {spot.text}")
        if isinstance(spot, Day) and not frozenset(leading(self.look, spot)) <= self._papers_of(spot):
            return self.fail(f"led by another {spot.text}")
        own = self._own_clues(pieces, at, spot)
        own = [c for c in own if not self._is_of_neighbour(c, spot) and not self._tells_apart(c, spot)]
        own = [c for c in own if id(spot) not in self.moved or c.start > self.text.place(spot)]
        is_made = id(spot) in self.worked - self.left_over
        told = (self._telling(own) or own) if is_made else self._of_whole(pieces, at, spot, self._clues_of(pieces, at, spot))
        if self._is_elsewhere(spot, told):
            return self.fail(f"elsewhere {spot.text}")
        if not told:
            stands = self._is_alone(spot) or self._is_most(pieces[at], spot) or self._is_all_there_is(pieces, at, spot)
            alone = stands and not self._is_told_otherwise(pieces, at, spot)
            made = id(spot) in self.worked - self.left_over and self._is_of_a_reckoning(spot)
            known = made or self._is_of_paper(pieces, at, spot) or self._is_told_by_state(pieces, at, spot)
            return alone or known or self._is_all_of_it(pieces, at, spot) or self.fail(f"no clue {spot.text}")
        have = self._tags(spot)
        told = self._less_results(_along(told, have), have)
        if wrong := [self.text.said(c.start, c.end) for c in told if not c.tags & have]:
            return self.fail(f"unfit {spot.text}: {wrong} not of {sorted(have)}")
        there = self._place_of_whole(pieces, at)
        whole = pieces[there].spots[-1 if there < at else 0] if self._is_part(pieces, at, there) else None
        rival = "" if id(spot) in self.worked else self._rival(spot, [*told, *self._following(pieces, at, spot)], whole)
        return self.fail(f"rival {spot.text}: {rival}") if rival else True

    def _following(self, pieces: Sequence[Piece], at: int, spot: Figure | Day) -> list[Bit]:
        """`the cost of 7.54 for item B0 was already approved`: what is said further on of the only figure of a clause, and fits it."""
        follows = pieces[at + 1] if at + 1 < len(pieces) else None
        if self.lexicon.unspaced or follows is None or follows.spots or follows.compares or follows.lead in self.words.ends | _MARKS:
            return []
        return [c for c in follows.clues if c.kind == CLUE and c.tags & self._tags(spot)]

    def _is_told_otherwise(self, pieces: Sequence[Piece], at: int, spot: Figure | Day) -> bool:
        """Whether words of its clause, which could be of no figure, are told of none that the cited facts have."""
        start, end, have = at, at + 1, self._tags(spot)
        while start > 0 and pieces[start].lead not in self.words.ends | _MARKS:
            start -= 1
        while end < len(pieces) and pieces[end].lead not in self.words.ends | _MARKS:
            end += 1
        clues = [c for piece in pieces[start:end] for c in piece.clues if c.kind == CLUE]
        strays = [c for c in clues if not c.tags & have and not self._is_of_a_figure(pieces, at, c)]
        return bool(strays) or any(c.kind == CLUE for c in pieces[at].clues)

    def _in_place(self, pieces: Sequence[Piece], explained: frozenset[int]) -> bool:
        """Two figures of a kind in each other's places would not fit their words."""
        placed = [(at, s) for at, piece in enumerate(pieces) for s in piece.spots]
        for place, (at, one) in enumerate(placed):
            for there, other in placed[place + 1 :]:
                values = (one.days, other.days) if isinstance(one, Day) and isinstance(other, Day) else None
                if {id(one), id(other)} & explained or self._is_part(pieces, at, there) or self._is_part(pieces, there, at):
                    continue
                if not alike(one, other) or (values and values[0] == values[1]):
                    continue
                if isinstance(one, Figure) and isinstance(other, Figure) and one.values == other.values:
                    if len({g.fact.name for g in self.look.cited.grounds if self._has(g, one)}) < _PAIR:
                        return self.fail(f"said twice {one.text}")
                    continue
                mine, theirs = self._clues_of(pieces, at, one), self._clues_of(pieces, there, other)
                fits = all(c.tags & self._tags(other) for c in mine) and all(c.tags & self._tags(one) for c in theirs)
                if fits:
                    return self.fail(f"in either place {one.text} {other.text}")
        return True

    def _borne(self, pieces: Sequence[Piece]) -> bool:
        """What is said besides is said by the cited facts; a word on which other checks stumble is that of a figure that it fits."""
        flagged = [self.text.plainly(r.found) for r in self.said if r.check in _ASSERTING]
        aside = [text for r in self.said if r.check in _ASIDE for text in re.split(", ?", self.text.plainly(r.found))]
        said_of = [self.text.plainly(r.found) for r in self.said if r.check == "said_of"]
        tags = frozenset().union(*(self._tags(s) for piece in pieces for s in piece.spots))
        if any(c.kind == CLUE and c.start in self.judging and not c.tags & tags for piece in pieces for c in piece.clues):
            return self.fail("nothing is denied")
        if contrary := self._contrary():
            return self.fail(f"contrary {contrary}")
        spots = [s for piece in pieces for s in piece.spots]
        for at, piece in enumerate(pieces):
            for clue in piece.clues:
                text = self.text.said(clue.start, clue.end)
                is_flagged, is_aside = (any(text in f or f in text for f in texts if f) for texts in (flagged, aside))
                if clue.kind == STATE or (clue.kind == SAID and is_flagged):
                    if not self._is_stated(clue) or (
                        not LEFT_OUT.isdisjoint(clue.name.split("|")) and not self._is_of_noted(pieces, at, clue)
                    ):
                        return self.fail(f"not borne: {text} {clue.name}")
                elif clue.kind == CLUE and self._is_of_none(clue, spots):
                    return self.fail(f"of no figure: {text}")
                elif any(text in f or f in text for f in said_of if f):
                    return self.fail(f"said of: {text}")
                elif clue.kind == CLUE and (is_flagged or is_aside) and not self._is_of_a_figure(pieces, at, clue):
                    return self.fail(f"not of a figure: {text}")
        if open_denials := [r.found for r in self.said if self._is_open(r, pieces)]:
            return self.fail(f"denied {open_denials}")
        stated = " ".join(self.text.said(c.start, c.end) for piece in pieces for c in piece.clues if c.kind == STATE)
        return all(f in stated for f in said_of) or self.fail("said of a thing")

    def _contrary(self) -> str:
        """A word for what the cited facts say did not happen: `accepted` of what was refused."""
        says = self.look.cited.says
        for a in (a for a in self.look.reading.assertions if a.positive and not says(a.predicate, positive=True)):
            at = self.text.places[a.at]
            # `should have been taken off the base` is a statement of its own, and held against the facts as such
            is_within = any(b.kind == STATE and b.start < at < b.end for b in self.told_states)
            if says(self.words.contrary.get(a.predicate, ""), positive=True) and not is_within and not self._is_asked_for(at):
                return a.text
        return ""

    def _is_asked_for(self, at: int) -> bool:
        """`bitte bestätigen Sie, dass 20,00 gutgeschrieben werden`: what is asked for has not been done."""
        words = self.text.small
        return words[at + 1 : at + 2] in (("werden",), ("wird",), ["werden"], ["wird"]) and not self.words.asking.isdisjoint(words[:1])

    def _is_of_none(self, clue: Bit, spots: Sequence[Figure | Day]) -> bool:
        """A word of a `joined` language that is told of none of the sentence's figures, or asserts what no cited fact is told as."""
        if not self.words.joined or self.text.said(clue.start, clue.end) in self.words.namely:
            return False
        told = frozenset().union(*(_told_as(g) for g in self.look.cited.grounds), *(self._tags(s) for s in spots))
        if clue.start in self._asserted() and not clue.tags & told:
            return True
        if _TAKEN in clue.tags and any(_JUDGED in self._tags(s) for s in spots):
            # all that is asked for was taken
            return False
        return bool(spots) and not any(clue.tags & self._tags(s) or not self._can_be_of(clue, s) for s in spots)

    def _asserted(self) -> frozenset[int]:
        """Where something is asserted that no cited fact says."""
        says = self.look.cited.says
        return frozenset(self.text.places[a.at] for a in self.look.reading.assertions if not says(a.predicate, positive=a.positive))

    def _is_open(self, remark: Remark, pieces: Sequence[Piece]) -> bool:
        """Whether words of a denial stand in no clause whose denial has been read, and do not say themselves what is denied."""
        if remark.check != "negations" or self.lexicon.unspaced:
            return False
        text = remark.found.casefold()
        # `no estamos conformes con el cargo INV1SC` names what was taken
        bits = (c for p in pieces for c in p.bits if c in p.clues or (c.kind == CLUE and _TAKEN in c.tags and c.end - c.start > 1))
        told = [self.text.said(c.start, c.end) for c in bits if c.kind in {STATE, CLUE}]
        is_read = any(text in clause or clause in text for clause in self.denying)
        phrases = [*self.told_states, *(c for piece in pieces for c in piece.clues if c.kind == CLUE)]
        is_once = " ".join(self.text.small).count(text.split()[0]) == 1
        is_within = is_once and any(f" {text} " in f" {self.text.said(b.start, b.end)} " for b in phrases)
        negators = self.lexicon.negators if self.words.joined else frozenset[str]()
        return (
            not is_read
            and not is_within
            and not any(words in text or denies_too(words, text, negators) for words in told)
            and not self.is_in_phrases(text)
        )

    def _is_of_a_figure(self, pieces: Sequence[Piece], at: int, clue: Bit) -> bool:
        """Whether a figure that it fits has it; what follows without a figure is said of the one before it."""
        before = next((p.spots[-1] for p in reversed(pieces[:at]) if p.spots), None)
        if not pieces[at].spots and before is not None and clue.tags & self._tags(before):
            return True
        if any(clue in self._behind_relative(pieces, there) and self._came(clue, s) for there, p in enumerate(pieces) for s in p.spots):
            return True
        if not self.lexicon.unspaced and any(clue.tags & self._tags(s) for s in pieces[at].spots):
            return True
        return any(
            clue in self._clues_of(pieces, there, spot) and clue.tags & self._tags(spot)
            for there, piece in enumerate(pieces)
            for spot in piece.spots
        ) or ((part := self._place_of_part(pieces, at)) >= 0 and any(clue.tags & self._tags(s) for s in pieces[part].spots))


def _told_as(grounds: Grounds) -> frozenset[str]:
    """All that a fact's figures are told as."""
    return frozenset({grounds.fact.name}).union(*(f.roles for f in grounds.figures), *(d.roles for d in grounds.days))


def _along(told: list[Bit], have: frozenset[str]) -> list[Bit]:
    """`release the 20.00 withheld`: what is asked back was taken, which is said along with it."""
    asked = any(_SOUGHT in c.tags and c.tags & have for c in told)
    return [c for c in told if c.tags & have or _TAKEN not in c.tags] if asked else told
