"""Which of several tiers a figure is said of: what tier two pays is not what tier one pays."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cases.letters.verifier.checks.figures import figures_of, matches
from cases.letters.verifier.look import Look
from cases.letters.verifier.verdict import Remark

_NUMBERED: Final = re.compile(r"_(\d+)$")
"""How the keys of facts of several of a kind end: `rate_1`, `part_2`."""

_IN_WORDS: Final = frozenset({"evidence", "why"})
"""Facts that say the same in words."""


def of_tiers(look: Look) -> Iterator[Remark]:
    """`The rate of tier 2 is 1.5 %`, which is that of tier 1: refused."""
    for clause in look.reading.clauses if look.lexicon.said_of is not None else ():
        told = _tiers(look, clause)
        if len(set(told.values())) != 1:
            continue
        own = next(iter(told.values()))
        for figure in figures_of(look):
            if figure.at not in clause or figure.at in told:
                continue
            found = [_NUMBERED.search(g.fact.key) for g, _ in matches(look, figure, values_alone=False) if g.fact.name not in _IN_WORDS]
            if found and all(m is not None and int(m[1]) != own for m in found):
                yield look.remark("said_of", f"{figure.text} is given as that of tier {own}, but the facts have it of another", figure.text)


def _tiers(look: Look, clause: range) -> dict[int, int]:
    """The tiers that a clause names, by the token of their number: `tier 2`, `tier two`, `the second tier`."""
    words, tokens, small = look.lexicon.said_of, look.reading.tokens, look.reading.small
    found: dict[int, int] = {}
    for at in clause if words is not None else ():
        if words is None or small[at] not in words.steps:
            continue
        follows = tokens[at + 1] if at + 1 < len(tokens) else None
        if follows is not None and follows.text.isdigit():
            found[at + 1] = int(follows.text)
        elif follows is not None and follows.text.casefold() in look.lexicon.number_words:
            found[at + 1] = look.lexicon.number_words[follows.text.casefold()]
        elif at and small[at - 1] in words.ordinals:
            found[at - 1] = words.ordinals[small[at - 1]]
    return found
