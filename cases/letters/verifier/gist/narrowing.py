"""Where `only` stands to the figure that it makes less than another, or to the day before which nothing was."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence

from cases.letters.verifier.gist.text import Text
from cases.letters.verifier.gist.words import CLUE
from cases.letters.verifier.lexicon import Lexicon
from cases.letters.verifier.phrases import Index, spots
from cases.letters.verifier.pieces import Figure


def leads_by_a_phrase(text: Text, index: Index, at: int, end: int) -> bool:
    """`solo se ganaron 10.44`: between `only` and the figure stands nothing but one phrase that the figure is told by."""
    if any(text.tokens[i].kind == "mark" for i in range(at + 1, end)):
        return False
    here = [s for s in spots(text.small[at + 1 : end], index) if s[0] == 0]
    words = [i for i in range(at + 1, end) if text.tokens[i].kind == "word"]
    return any(s[1] >= len(words) and s[2].startswith(f"{CLUE}:") for s in here)


def right_before(text: Text, figures: Mapping[int, Figure], lexicon: Lexicon, at: int) -> Figure | None:
    """`mais 10 188,66 EUR seulement sont acquis`: the figure right before `only`, its unit and currency aside."""
    place = max((place for place in figures if place < at), default=-1)
    between: Sequence[int] = range(place + 1, at)
    is_near = place >= 0 and all(text.tokens[i].kind == "currency" or text.small[i] in lexicon.unit_index for i in between)
    return figures[place] if is_near else None


def behind_a_day(text: Text, days: Container[int], at: int) -> bool:
    """`直到2026年1月27日才送达`: no earlier than the day that stands before in the clause."""
    marks = (place for place in reversed(range(at)) if text.tokens[place].kind == "mark")
    return any(place in days for place in range(next(marks, 0), at))
