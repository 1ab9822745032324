"""In languages without a grammar: where lines differ, a figure of a line is told with its item, and one of all lines with none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import Final

from cases.letters.brief import Fact
from cases.letters.verifier.checks.figures import figures_of, matches
from cases.letters.verifier.look import Look
from cases.letters.verifier.pieces import Figure
from cases.letters.verifier.verdict import Remark, Severity

_CLAIM: Final = "claim"
_ALL_CLAIMS: Final = "count/cases"
_OPEN_OF_CLAIM: Final = "dispute_id"
_LINE: Final = "line:"
_SEVERAL: Final = 2
_LINE_ASKED: Final = "line_asked"
_ASKED: Final = "asked"
_LED: Final = 3
"""Words before a whole among which its preposition stands."""
_OF_ALL: Final = frozenset({"case/units", "case/asked", "case/deducted", "case/recoverable"})
"""Facts of all lines together."""


def of_items(look: Look) -> Iterator[Remark]:
    """`uns stehen 624,88 zu`, where that is one of two items; `318 Stück von B0…`, where that is all of them."""
    items = {g.fact.about for g in look.known.grounds.values() if g.fact.about}
    if look.lexicon.grammar is not None:
        return
    for figure in figures_of(look):
        facts = [g.fact for g, _ in matches(look, figure, values_alone=False)]
        named = figure.items & items
        of_a_line = bool(facts) and all(f.key.startswith(_LINE) and f.about for f in facts) and len(items) >= _SEVERAL
        if not named and (_is_asked_of_a_line(look, facts) or (of_a_line and _differs(look, facts))):
            message = f"{figure.text} is that of {facts[0].about or 'one item'} alone: say of which item"
            yield look.remark("said_for", message, figure.text, severity=Severity.UNVERIFIABLE)
        elif (
            facts
            and named
            and len(items) >= _SEVERAL
            and all(f.key in _OF_ALL for f in facts)
            and not (_names_all(look, named) or _is_whole_of(look, figure, named))
        ):
            message = f"{figure.text} is that of all items"
            yield look.remark("said_for", message, figure.text, severity=Severity.UNVERIFIABLE)


def _is_whole_of(look: Look, whole: Figure, named: AbstractSet[str]) -> bool:
    """`Sur les 12 167,64 que nous demandons, 1 494,36 se rapportent à B0…`: a part of it is told, which is of what is named."""
    led = not (look.lexicon.of | look.lexicon.adjoining).isdisjoint(look.reading.small[max(0, whole.at - _LED) : whole.at])
    parts = (f for f in figures_of(look) if f.at > whole.at and bool(f.currencies) is bool(whole.currencies))
    of_named = (
        f
        for f in parts
        if max(f.values) < max(whole.values) and any(g.fact.about in named for g, _ in matches(look, f, values_alone=False))
    )
    return led and any(True for _ in of_named)


def _names_all(look: Look, named: AbstractSet[str]) -> bool:
    """`zu 4 Forderungen, darunter INV1`: as many as there are in all are spoken of, or each is named."""
    claims = {g.fact.about for g in look.known.grounds.values() if g.fact.about and g.fact.name == _OPEN_OF_CLAIM}
    counted = (g.fact for f in figures_of(look) if f.unit == _CLAIM for g, _ in matches(look, f, values_alone=False))
    return any(fact.key == _ALL_CLAIMS for fact in counted) or (bool(claims) and named >= claims)


def _is_asked_of_a_line(look: Look, facts: Sequence[Fact]) -> bool:
    """What is asked for one item, where all that is asked is cited as well."""
    return bool(facts) and all(f.name == _LINE_ASKED for f in facts) and any(g.fact.name == _ASKED for g in look.cited.grounds)


def _differs(look: Look, facts: Sequence[Fact]) -> bool:
    """Another line has the same fact with another value."""
    fact = facts[0]
    rivals = (g.fact for g in look.known.grounds.values() if g.fact.name == fact.name and g.fact.key.startswith(_LINE))
    return any(r.about not in {"", fact.about} and r.value != fact.value for r in rivals)
