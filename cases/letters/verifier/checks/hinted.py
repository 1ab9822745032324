"""What a figure or day is where no word beside it says so: the only thing it can be, the whole of a part, or what its clause is about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from cases.letters.brief import FactKind
from cases.letters.verifier.checks.changed import changed
from cases.letters.verifier.checks.figures import PLACES, items_of, matches, same_currency, same_unit
from cases.letters.verifier.grammar import Entailed
from cases.letters.verifier.look import Look
from cases.letters.verifier.phrases import spots
from cases.letters.verifier.pieces import Day, Figure
from cases.letters.verifier.support import Grounds

_PRICES: Final = frozenset({"cost", "per_unit"})
_ASKED: Final = frozenset({"sought", "asked"})
_REACH: Final = 10
"""Words within which a hint tells what a figure is."""
_OF: Final = 3
"""Words before a whole among which its `of` stands."""
_MOST_BETWEEN: Final = 8
"""Words between a part and its whole."""

Found = Sequence[tuple[Grounds, frozenset[str]]]


def is_plain(look: Look, spot: Figure | Day, found: Found) -> bool:
    """True where the cited facts have it for one thing alone, and the words around it leave nothing else that it could be."""
    if look.lexicon.grammar is None or not _for_one_thing(look, found):
        return False
    have = frozenset().union(*(roles for _, roles in found))
    if isinstance(spot, Figure) and (_is_whole(look, spot, have) or _is_step(look, spot) or spot.at in changed(look)):
        return True
    hints = [roles for roles in _nearest(look, spot) if roles]
    if hints:
        return any(roles & have for roles in hints)
    if isinstance(spot, Day):
        return False
    if _is_of_the_letter(look, spot, have):
        return True
    return bool(spot.unit) and not have & _PRICES and not any(_rivals(look, spot, have))


def _is_step(look: Look, figure: Figure) -> bool:
    """`15.91 per 100 kg`: by how much of a measure a rate goes."""
    grammar, before = look.lexicon.grammar, look.reading.small[max(0, figure.at - 1) : figure.at]
    return grammar is not None and figure.unit in grammar.containers and bool(grammar.little.steps.intersection(before))


def _is_of_the_letter(look: Look, figure: Figure, have: frozenset[str]) -> bool:
    """The only amount of a sentence is what the letter asks for, where nothing is denied and no word says that it is something else."""
    reading, lexicon = look.reading, look.lexicon
    amounts = [f for f in reading.figures if f.currencies]
    is_asked = look.situation.asked in figure.values and bool(have & _ASKED)
    others = {role for start, _, role in reading.role_spots if start not in reading.understood} - have
    denies = any(w in lexicon.negators for w in reading.small)
    return is_asked and len(amounts) == 1 and bool(figure.currencies) and not denies and not others


def _for_one_thing(look: Look, found: Found) -> bool:
    whole = {look.lexicon.grammar.whole} if look.lexicon.grammar else set()
    kinds: list[frozenset[str]] = []
    for roles in (roles - whole for _, roles in found):
        if roles and not any(roles & kind for kind in kinds):
            kinds.append(roles)
    return len(kinds) <= 1


def _nearest(look: Look, spot: Figure | Day) -> Iterator[frozenset[str]]:
    """The roles that the nearest words of its clause hint at, before it and behind it; what another figure has for its own says nothing."""
    grammar, reading = look.lexicon.grammar, look.reading
    if grammar is None:
        return
    clause = next((c for c in reading.clauses if spot.at in c), range(0))
    # `which is 20.00`, `namely 27 cartons`: what it is stands in the clause before
    plain = (
        grammar.money.keys()
        | look.lexicon.unit_index.keys()
        | grammar.is_words
        | grammar.relatives
        | grammar.articles
        | grammar.little.naming
    )
    if not any(reading.tokens[at].kind == "word" and reading.small[at] not in plain for at in clause if at != spot.at):
        # `part of it, 20.00, was granted`: the figure alone between commas
        clause = range(len(reading.tokens))
    index = grammar.day_hints if isinstance(spot, Day) else grammar.hints
    taken = {f.at for f in reading.figures if f.unit not in PLACES} | {d.at for d in reading.days}
    before: list[tuple[int, int, frozenset[str]]] = []
    behind: list[tuple[int, int, frozenset[str]]] = []
    for start, end, name in spots(reading.small, index):
        away = spot.at - end if end <= spot.at else start - spot.at
        if isinstance(spot, Figure) and spot.unit and name in grammar.money_hints:
            continue
        if start not in clause or start in reading.understood or not 0 <= away <= _REACH:
            continue
        between = range(end, spot.at) if end <= spot.at else range(spot.at + 1, start)
        crossed = sum(1 for at in between if at in taken)
        (before if end <= spot.at else behind).append((crossed, away, grammar.hinted[name]))
    for side in (before, behind):
        if side:
            yield min(side, key=lambda h: h[:2])[2]


def _is_whole(look: Look, figure: Figure, have: frozenset[str]) -> bool:
    """`24 of 96 units`: the whole is what the grammar has for such a part, and larger than the part."""
    grammar, reading = look.lexicon.grammar, look.reading
    if grammar is None:
        return False
    start = max(0, figure.at - _OF)
    nothing = any(w in look.lexicon.negators for w in reading.small[max(0, start - 1) : figure.at])
    if nothing and any(w in look.lexicon.of for w in reading.small[start : figure.at]) and have & _all(grammar.wholes):
        return True
    for part in reading.figures:
        between = reading.small[min(part.at, figure.at) : max(part.at, figure.at)]
        before = reading.small[max(0, figure.at - _OF) : figure.at]
        is_near = 0 < abs(figure.at - part.at) <= _MOST_BETWEEN and _measured_alike(part, figure)
        joins = figure.at > part.at and any(w in look.lexicon.of for w in between)
        joins = joins or (figure.at < part.at and any(w in look.lexicon.of for w in before))
        is_share = part.unit == "percent" and part.at < figure.at and figure.at - part.at <= _MOST_BETWEEN and grammar.whole in have
        if is_share and joins and have & grammar.wholes.get("share", frozenset()):
            return True
        if not is_near or not joins or not part.values or not figure.values or max(part.values) >= max(figure.values):
            continue
        of_part = part.roles | part.far or frozenset().union(*(f.roles for _, f in matches(look, part, values_alone=False)))
        if any(have & grammar.wholes.get(role, frozenset()) for role in of_part):
            return True
    return False


def _all(wholes: Entailed) -> frozenset[str]:
    return frozenset().union(*wholes.values())


def _measured_alike(one: Figure, other: Figure) -> bool:
    return (
        bool(one.currencies & other.currencies)
        if one.currencies or other.currencies
        else not one.unit or not other.unit or one.unit == other.unit
    )


def _rivals(look: Look, figure: Figure, have: frozenset[str]) -> Iterator[Figure]:
    """Figures of the brief, of the same kind, that are another thing and have another value."""
    whole = {look.lexicon.grammar.whole} if look.lexicon.grammar else set()
    items = items_of(look, figure)
    for grounds in look.known.grounds.values():
        if grounds.fact.kind is FactKind.STATEMENT or (items and grounds.fact.about and grounds.fact.about not in items):
            continue
        for other in grounds.figures:
            is_other = not other.roles - whole or not (other.roles & have) - whole
            alike = other.unit == figure.unit and same_unit(figure, other) and same_currency(figure, other)
            if alike and is_other and not other.values & figure.values:
                yield other
