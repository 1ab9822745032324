"""Changes told with both their ends: `the cost went down from 35.69 to 32.12`, where the first was before and the way is the right one."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import Final

from cases.letters.verifier.checks.figures import figures_of, matches
from cases.letters.verifier.look import Look
from cases.letters.verifier.pieces import Figure

_BEFORE: Final = frozenset({"old_cost", "baseline"})
_AFTER: Final = frozenset({"new_cost"})
_BACK: Final = 5
"""Words before `from` among which the verb of the change stands."""


def changed(look: Look) -> frozenset[int]:
    """Where the figures of such changes stand, as far as the cited facts have the one before and the other after the change."""
    frames, little, small = look.lexicon.frames, look.lexicon.little, look.reading.small
    figures = figures_of(look)
    found: set[int] = set()
    for one, other in pairwise(figures):
        led, between = led_by(look, one), small[one.at + 1 : other.at]
        joins = {w for w in between if w != "\0" and w not in (look.lexicon.grammar.money if look.lexicon.grammar else ())}
        if frames is None or led < 0 or small[led] not in little.departing or not joins or not joins <= little.to:
            continue
        told = frozenset(small[max(0, led - _BACK) : led])
        is_way = _value(one) > _value(other) if told & little.falling else _value(one) < _value(other) if told & little.rising else True
        if told & frames.before_from and is_way and _roles(look, one) & _BEFORE and _roles(look, other) & _AFTER:
            found |= {one.at, other.at}
    return frozenset(found)


def led_by(look: Look, figure: Figure) -> int:
    """The token before a figure, signs of money aside."""
    at = figure.at - 1
    while at >= 0 and look.reading.tokens[at].kind == "currency":
        at -= 1
    return at


def _value(figure: Figure) -> Decimal:
    return max(figure.values)


def _roles(look: Look, figure: Figure) -> frozenset[str]:
    return frozenset().union(*(f.roles for _, f in matches(look, figure, values_alone=False)))
