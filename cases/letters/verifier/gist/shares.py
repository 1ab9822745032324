"""A whole of which all is told, and a share of it, in the gist of a sentence: `120 of 120 units delivered`, `half of what is open`."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Final

from cases.letters.verifier.gist.cutting import Cut
from cases.letters.verifier.gist.pieces import Piece, alike
from cases.letters.verifier.gist.words import CLUE, STATE
from cases.letters.verifier.pieces import Figure
from facts.money import round_half_up

_CAME: Final = frozenset({"proven", "delivered"})
_BILLED: Final = frozenset({"invoiced"})
_CENTS: Final = 2
_PART: Final = "part_asked"
_NEAR: Final = 2
"""Words that may stand between a part and its whole: the unit, `of`."""
_PAIR: Final = 2
_FRACTIONS: Final = {"half": Decimal("0.5"), "quarter": Decimal("0.25"), "three_quarters": Decimal("0.75")}


def all_of(cut: Cut, pieces: Sequence[Piece]) -> frozenset[int]:
    """The two figures of `120 of 120 units are proven delivered`, of which the cited facts have one as billed and one as delivered."""
    figures = [f for _, f in sorted(cut.figures.items())]
    told = [c for p in pieces for c in p.clues if c.kind == CLUE and c.tags & _CAME]
    if not told:
        return frozenset()
    for one, other in pairwise(figures):
        between = [w for at, w in enumerate(cut.text.small) if cut.text.place(one) < at < cut.text.place(other)]
        is_of = any(w in cut.words.out_of for w in between) and len(between) <= _NEAR
        if is_of and not one.currencies and alike(one, other) and one.values == other.values and _all_came(cut, one):
            return frozenset({id(one), id(other)})
    return frozenset()


def _all_came(cut: Cut, figure: Figure) -> bool:
    names = {g.fact.name for g in cut.look.cited.grounds if g.fact.amount is not None and g.fact.amount in figure.values}
    return bool(names & _CAME) and bool(names & _BILLED)


def is_shared(cut: Cut) -> bool:
    """Whether a share of something is spoken of."""
    said = f" {' '.join(cut.text.small)} "
    return any(f" {words} " in said for those in cut.words.fractions.values() for words in those)


def shared_out(cut: Cut) -> frozenset[int]:
    """The two amounts of `half of the 23,597.43 open are 11,798.72`."""
    figures = [f for _, f in sorted(cut.figures.items()) if f.currencies]
    said = f" {' '.join(cut.text.small)} "
    told = {name for name in _FRACTIONS for words in cut.words.fractions.get(name, ()) if f" {words} " in said}
    if len(told) != 1 or len(figures) != len(cut.figures) or len(figures) != _PAIR:
        return frozenset()
    share, (whole, part) = _FRACTIONS[next(iter(told))], figures
    has_both = all(any(g.fact.amount in f.values for g in cut.look.cited.grounds) for f in figures)
    comes_out = any(round_half_up(w * share, _CENTS) in part.values for w in whole.values)
    return frozenset({id(whole), id(part)}) if has_both and comes_out else frozenset()


def part_asked(cut: Cut, pieces: Sequence[Piece]) -> frozenset[int]:
    """The two amounts of `we do not claim all of the 770.70 withheld, but 37.10`: all that was taken, and all that is asked for."""
    situation = cut.look.situation
    begins = next((at for at, p in enumerate(pieces) if any(c.kind == STATE and c.name == _PART for c in p.clues)), len(pieces))
    amounts = [(p.lead, s) for p in pieces[begins:] for s in p.spots if isinstance(s, Figure) and s.currencies]
    if not cut.words.joined or situation.asked >= situation.deducted or len(amounts) != _PAIR:
        return frozenset()
    (_, whole), (lead, part) = amounts
    is_part = lead in cut.words.stops and situation.deducted in whole.values and situation.asked in part.values
    return frozenset({id(whole), id(part)}) if is_part else frozenset()
