"""What moved from one figure to another in the gist of a sentence: a price that fell from 15.23 to 8.32; and all of them: 120 of 120."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise
from typing import Final

from cases.letters.verifier.gist.pieces import Bit, Piece, alike
from cases.letters.verifier.gist.placing import Placed
from cases.letters.verifier.gist.words import CLUE, STATE
from cases.letters.verifier.pieces import Figure

_WAYS: Final = {
    "went_down": [("cost_before", "cost_after"), ("sold", "base")],
    "went_up": [("baseline", "base")],
    "put_right": [("received", "proven"), ("received", "delivered")],
}
"""What a fact was and what it became, or is to become, by which way it went."""
_ASKED_FOR: Final = "put_right"
_BASE: Final = "base"
_MARKS: Final = frozenset(";:,().")
_FROM: Final = frozenset({"von"})
_TO: Final = frozenset({"auf"})
_WHOLE: Final = frozenset({"invoiced", "ordered", "accepted", "confirmed"})
_PAIR: Final = 2
_NOTED: Final = "noted"
_PART_ASKED: Final = "part_asked"
_WE: Final = frozenset({"wir", "we"})
_YOU: Final = frozenset({"sie", "you"})
_CAME: Final = frozenset({"proven", "delivered"})


def moved(cut: Placed, pieces: Sequence[Piece]) -> frozenset[int]:
    """The figures that something went from and to, where cited facts have them so and what is said to have moved can be both."""
    found: set[int] = set()
    for (at, one), (there, other) in _neighbours(pieces):
        if not _leads(cut, one, _FROM) or not _leads(cut, other, _TO) or not alike(one, other):
            continue
        is_asked = _is_asked_for(cut)
        ways = [pair for name in _said_to_move(pieces, at, there) for pair in _WAYS[name]] + (_WAYS[_ASKED_FOR] if is_asked else [])
        told = next((clues for p in reversed(pieces[: at + 1]) if (clues := [c for c in p.clues if c.kind == CLUE])), [])
        # what is to be put right is so far told of what it is put right from; what became a base is told as one
        either = is_asked or any(_BASE in cut.tags_of(f) for f in (one, other))
        fits = bool(told) and all(c.tags & cut.tags_of(one) and c.tags & cut.tags_of(other) for c in told)
        fits |= either and bool(told) and all(c.tags & (cut.tags_of(one) | cut.tags_of(other)) for c in told)
        if fits and any(_is_named(cut, one, before) and _is_named(cut, other, after) for before, after in ways):
            found.update({id(one), id(other)})
    return frozenset(found)


def moves_otherwise(cut: Placed, pieces: Sequence[Piece]) -> str:
    """What is said to have gone from one figure to another, and by the cited facts did not."""
    known = moved(cut, pieces)
    for (at, one), (there, other) in _neighbours(pieces):
        is_said = _leads(cut, one, _FROM) and _leads(cut, other, _TO) and alike(one, other)
        if is_said and (_said_to_move(pieces, at, there) or _is_asked_for(cut)) and id(one) not in known:
            return one.text
    return ""


def _said_to_move(pieces: Sequence[Piece], at: int, there: int) -> list[str]:
    """The ways in which something is said to have moved, in the clause of two figures."""
    start, end = at, there
    while start > 0 and pieces[start].lead not in _MARKS:
        start -= 1
    while end + 1 < len(pieces) and pieces[end + 1].lead not in _MARKS:
        end += 1
    return [c.name for p in pieces[start : end + 1] for c in p.clues if c.kind == STATE and c.name in _WAYS]


def _is_asked_for(cut: Placed) -> bool:
    """`bitte berichtigen Sie Ihren Wareneingang von 96 auf 360`."""
    small = cut.text.small
    return not cut.words.righting.isdisjoint(small) and not cut.words.asking.isdisjoint(small)


def _leads(cut: Placed, figure: Figure, words: AbstractSet[str]) -> bool:
    """Whether one of some words stands right before a figure, its currency aside."""
    at = cut.text.place(figure) - 1
    while at > 0 and cut.text.tokens[at].kind == "currency":
        at -= 1
    return at >= 0 and cut.text.small[at] in words


def all_of_all(cut: Placed, pieces: Sequence[Piece]) -> frozenset[int]:
    """`nachgewiesen sind 120 von 120 Stück`: as many as were billed, by the cited facts."""
    found: set[int] = set()
    for (at, one), (there, other) in _neighbours(pieces):
        is_of = there == at + 1 and pieces[there].lead in cut.lexicon.of and one.values == other.values and not one.currencies
        names = {g.fact.name for g, _ in cut.found_of(one)}
        if is_of and alike(one, other) and names & _WHOLE and names & _CAME:
            found.add(id(other))
    return frozenset(found)


def _neighbours(pieces: Sequence[Piece]) -> Iterator[tuple[tuple[int, Figure], tuple[int, Figure]]]:
    """Figures that follow each other, with their pieces."""
    yield from pairwise((at, s) for at, p in enumerate(pieces) for s in p.spots if isinstance(s, Figure))


def _is_named(cut: Placed, figure: Figure, name: str) -> bool:
    return any(g.fact.name == name for g, _ in cut.found_of(figure))


def asked_of_all(cut: Placed, states: Sequence[Bit]) -> frozenset[int]:
    """`wir fordern nicht den ganzen Abzug von 464,82, sondern 213,36`: all that was taken, and what is asked back of it."""
    if _WE.isdisjoint(cut.masked) or not _YOU.isdisjoint(cut.masked):
        return frozenset()
    asked, taken = cut.look.situation.asked, cut.look.situation.deducted
    amounts = [f for _, f in sorted(cut.figures.items()) if f.currencies]
    first, last = (cut.text.place(f) for f in (amounts[0], amounts[-1])) if amounts else (0, 0)
    is_denied = any(_PART_ASKED in s.name.split("|") and s.start < first for s in states)
    if not is_denied or cut.words.rather.isdisjoint(cut.text.small[first:last]):
        return frozenset()
    is_so = len(amounts) == _PAIR and asked < taken and taken in amounts[0].values and asked in amounts[1].values
    return frozenset(id(f) for f in amounts) if is_so else frozenset()


def is_any_noted(cut: Placed) -> bool:
    """Whether cartons are noted missing, so that not all that were packed came."""
    return any(g.fact.name == _NOTED for g in cut.look.known.grounds.values())
