"""What moved from one figure to another in the gist of a sentence: a price that fell from 15.23 to 8.32; and all of them: 120 of 120."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from cases.letters.verifier.gist.pieces import Bit, Piece, alike
from cases.letters.verifier.gist.placing import Placed
from cases.letters.verifier.gist.words import CLUE, STATE
from cases.letters.verifier.pieces import Figure

_WAYS: Final = {"went_down": (("cost_before", "cost_after"),), "went_up": (("baseline", "base"),)}
"""What a fact was and what it became, by which way it went."""
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
    states = [(at, c.name) for at, p in enumerate(pieces) for c in p.clues if c.kind == STATE and c.name in _WAYS]
    found: set[int] = set()
    for (at, one), (there, other) in _neighbours(pieces):
        if pieces[at].lead not in _FROM or pieces[there].lead not in _TO or not alike(one, other):
            continue
        ways = [pair for place, name in states if at - 1 <= place <= there for pair in _WAYS[name]]
        told = next((clues for p in reversed(pieces[:at]) if (clues := [c for c in p.clues if c.kind == CLUE])), [])
        fits = bool(told) and all(c.tags & cut.tags_of(one) and c.tags & cut.tags_of(other) for c in told)
        if fits and any(_is_named(cut, one, before) and _is_named(cut, other, after) for before, after in ways):
            found.update({id(one), id(other)})
    return frozenset(found)


def moves_otherwise(cut: Placed, pieces: Sequence[Piece]) -> str:
    """What is said to have gone from one figure to another, and by the cited facts did not."""
    states = [at for at, p in enumerate(pieces) if any(c.kind == STATE and c.name in _WAYS for c in p.clues)]
    known = moved(cut, pieces)
    for (at, one), (there, other) in _neighbours(pieces):
        is_said = pieces[at].lead in _FROM and pieces[there].lead in _TO and alike(one, other)
        if is_said and any(at - 1 <= place <= there for place in states) and id(one) not in known:
            return one.text
    return ""


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
    if not any(_PART_ASKED in s.name for s in states) or _WE.isdisjoint(cut.masked) or not _YOU.isdisjoint(cut.masked):
        return frozenset()
    asked, taken = cut.look.situation.asked, cut.look.situation.deducted
    amounts = [f for _, f in sorted(cut.figures.items()) if f.currencies]
    is_so = len(amounts) == _PAIR and asked < taken and taken in amounts[0].values and asked in amounts[1].values
    return frozenset(id(f) for f in amounts) if is_so else frozenset()


def is_any_noted(cut: Placed) -> bool:
    """Whether cartons are noted missing, so that not all that were packed came."""
    return any(g.fact.name == _NOTED for g in cut.look.known.grounds.values())
