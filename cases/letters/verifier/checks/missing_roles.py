"""A figure that is said to be what no cited fact has it for."""

from __future__ import annotations

from typing import Final

from cases.letters.verifier.checks.figures import comparable, figures_of, items_of, same_currency, same_unit
from cases.letters.verifier.checks.unsaid_roles import left_open, named
from cases.letters.verifier.look import Look, said
from cases.letters.verifier.pieces import Figure
from cases.letters.verifier.support import Grounds
from cases.letters.verifier.verdict import Remark, Severity

DIFFERENCE: Final = "difference"
EXCESS: Final = "excess"
_SIZES: Final = frozenset({"more_than", "less_than"})
_BEYOND: Final = frozenset({"above", "below", "beyond", "over", "under"})
_LED: Final = 2
"""Words before what something is said to be among which stands that it is measured off from that."""
_CLAIMED_BY_TERMS: Final = frozenset({"owed", "earned", "agreed", "cost", "due"})
"""Roles that a word gives which is also said of other things: `the protection owed`, `what the contract allows`."""
_NEAR: Final = 5
"""Words beside a figure among which a comparison says by how much."""
_OPEN: Final = Severity.UNVERIFIABLE


def missing_role(look: Look, figure: Figure, missing: frozenset[str], *, is_one: bool) -> Remark:
    """Refused where a cited fact has the role, with another figure; where none has it, it cannot be told.

    `is_one`: a word has it for what the facts have it for, so that the other word may be of another thing.
    """
    cited = {g.fact.number for g in look.cited.grounds}
    owners = [
        (g, f)
        for g in look.known.grounds.values()
        for f in g.figures
        if missing & f.roles and same_unit(figure, f) and same_currency(figure, f) and comparable(figure, f) and of_item(look, figure, g)
    ]
    owners.sort(key=lambda o: (o[0].fact.number not in cited, not o[1].values & figure.values))
    if not owners:
        return left_open(look, figure.text, f"no cited fact gives {figure.text} as {named(missing)}", ())
    fact = owners[0][0].fact
    if fact.number not in cited:
        return left_open(look, figure.text, f"no cited fact gives {figure.text} as {named(missing)}; {said(fact)} speaks to it", owners[:1])
    message = f"{figure.text} is given as {named(missing & owners[0][1].roles)}, but {said(fact)} says otherwise"
    # `20.00 for a price that …`: a word that only stands near may be that of another thing
    adjoins = any(_adjoins(look, figure, role) for role in missing & owners[0][1].roles)
    severity = Severity.OBJECTION if adjoins and not is_one and not _is_measured_off(look, figure) else _OPEN
    return look.remark("roles", message, figure.text, fact.value, [fact.number], severity)


def _is_measured_off(look: Look, figure: Figure) -> bool:
    """`booked 24 units fewer than`, `20.00 beyond the agreed`, `above the cost on the order is 0.01`: by how much, not what."""
    beside = range(figure.at - 2 * _NEAR, figure.at + _NEAR)
    others = [f.at for f in figures_of(look) if f.at != figure.at]
    sizes = [a.at for a in look.reading.assertions if a.predicate in _SIZES and a.at in beside]
    sizes += [at for at, _, role in look.reading.role_spots if role in {DIFFERENCE, EXCESS} and at in beside]
    sizes += [
        start
        for start, _, _ in look.reading.role_spots
        if start in beside and _BEYOND.intersection(look.reading.small[max(0, start - _LED) : start])
    ]
    return any(not any(min(at, figure.at) < other < max(at, figure.at) for other in others) for at in sizes)


def _adjoins(look: Look, figure: Figure, role: str) -> bool:
    """Nothing but signs of money, units, articles and forms of to be stands between the figure and what it is said to be."""
    grammar, tokens, small = look.lexicon.grammar, look.reading.tokens, look.reading.small
    plain = look.lexicon.unit_index.keys() | (
        grammar.articles | grammar.is_words | grammar.by_whom | grammar.money.keys() if grammar else set()
    )
    for start, end, name in look.reading.role_spots:
        between = range(end, figure.at) if end <= figure.at else range(figure.at + 1, start)
        if name == role and name not in _CLAIMED_BY_TERMS and all(tokens[i].kind == "currency" or small[i] in plain for i in between):
            return True
    return False


def of_item(look: Look, figure: Figure, grounds: Grounds) -> bool:
    """A fact is about the item that this part of the sentence is about, or about none in particular."""
    items = items_of(look, figure)
    return not items or not grounds.fact.about or grounds.fact.about in items
