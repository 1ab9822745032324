"""In a language that is checked closely: each figure and day is said for exactly what a cited fact has it for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from cases.letters.brief import FactKind
from cases.letters.verifier.checks.figures import comparable, figures_of, items_of, matches, same_currency, same_unit
from cases.letters.verifier.look import Look, said
from cases.letters.verifier.pieces import Day, Figure
from cases.letters.verifier.support import NO_MONEY, Grounds
from cases.letters.verifier.verdict import Remark, Severity

_MONEY: Final = "money"
ASKED: Final = "asked"
"""The role of what a request asks for."""
_OPEN: Final = Severity.UNVERIFIABLE


def bearing(look: Look) -> Iterator[Remark]:
    """A figure has the role that is said, by a cited fact: `signed for 25 cartons` is not what was invoiced, ordered or computed.

    One said for nothing in particular passes where the cited facts have it for one thing alone. What the grammar leaves open is for a
    person.
    """
    if look.lexicon.grammar is None:
        return
    for figure in figures_of(look):
        if figure.start in look.computed:
            continue
        found = [(g, f) for g, f in matches(look, figure, values_alone=False) if _of_item(look, figure, g)]
        if not found:
            yield from _of_another(look, figure)
            continue
        have = frozenset().union(*(f.roles for _, f in found))
        missing = figure.roles - have
        if missing:
            yield _missing_role(look, figure, missing)
        elif figure.far - have:
            yield _open(look, figure.text, f"whether {figure.text} is {_named(figure.far - have)} cannot be told", found)
        elif not figure.roles and not figure.far:
            asked = figure.at in look.reading.asking and any(ASKED in f.roles for _, f in found)
            if not asked:
                yield from _without_role(look, figure, [(g, f.roles) for g, f in found])
        yield from _unit_of(look, figure, found)


def day_bearing(look: Look) -> Iterator[Remark]:
    """The same for days."""
    if look.lexicon.grammar is None:
        return
    for day in look.reading.days:
        found = [(g, d) for g in look.cited.grounds for d in g.days if d.days & day.days]
        if not found:
            continue
        have = frozenset().union(*(d.roles for _, d in found))
        missing = (day.roles | day.far) - have
        if missing:
            against = next((g.fact for g in look.known.grounds.values() for d in g.days if day.roles & d.roles & missing), None)
            message = f"no cited fact gives {day.text} as {_named(missing)}"
            if against is not None and day.roles & missing:
                yield look.remark("days", f"{message}; {said(against)} does", day.text, against.value, [against.number])
            else:
                yield _open(look, day.text, message, found)
        elif not day.roles and not day.far:
            yield from _without_role(look, day, [(g, d.roles) for g, d in found])


def _of_item(look: Look, figure: Figure, grounds: Grounds) -> bool:
    items = items_of(look, figure)
    return not items or not grounds.fact.about or grounds.fact.about in items


def _of_another(look: Look, figure: Figure) -> Iterator[Remark]:
    """A figure that cited facts have for another item alone."""
    found = matches(look, figure, values_alone=False)
    if found:
        fact, items = found[0][0].fact, ", ".join(sorted(items_of(look, figure)))
        message = f"{figure.text} is given for {items}, but {said(fact)} is about {fact.about}"
        yield look.remark("roles", message, figure.text, fact.value, [fact.number])


def _missing_role(look: Look, figure: Figure, missing: frozenset[str]) -> Remark:
    """Refused where a fact has the role, with another figure or uncited; where none has it, it cannot be told."""
    cited = {g.fact.number for g in look.cited.grounds}
    owners = [
        (g, f)
        for g in look.known.grounds.values()
        for f in g.figures
        if missing & f.roles and same_unit(figure, f) and same_currency(figure, f) and comparable(figure, f) and _of_item(look, figure, g)
    ]
    owners.sort(key=lambda o: (o[0].fact.number not in cited, not o[1].values & figure.values))
    if not owners:
        return _open(look, figure.text, f"no cited fact gives {figure.text} as {_named(missing)}", ())
    fact = owners[0][0].fact
    if fact.number in cited:
        message = f"{figure.text} is given as {_named(missing & owners[0][1].roles)}, but {said(fact)} says otherwise"
    else:
        message = f"no cited fact gives {figure.text} as {_named(missing)}; {said(fact)} would speak to it"
    return look.remark("roles", message, figure.text, fact.value, [fact.number])


def _without_role(look: Look, spot: Figure | Day, found: Sequence[tuple[Grounds, frozenset[str]]]) -> Iterator[Remark]:
    """Several cited facts have it for different things, or the sentence has words of a role that belong to no figure."""
    kinds: list[frozenset[str]] = []
    whole = {look.lexicon.grammar.whole} if look.lexicon.grammar else set()
    for roles in (r - whole for _, r in found):
        if roles and not any(roles & kind for kind in kinds):
            kinds.append(roles)
    if len(kinds) > 1:
        told = " or ".join(_named(kind) for kind in kinds[:3])
        yield _open(look, spot.text, f"{spot.text} could be {told}: say which", found)
        return
    reading = look.reading
    clause = next((c for c in reading.clauses if spot.at in c), range(0))
    apart = look.lexicon.grammar.day_roles if look.lexicon.grammar and isinstance(spot, Figure) else frozenset()
    is_computation = any(reading.tokens[i].kind == "operator" for i in clause)
    stray = (
        []
        if is_computation
        else [
            name
            for start, end, name in reading.role_spots
            if start in clause and name not in apart and not set(range(start, end)) & reading.understood
        ]
    )
    if stray and not frozenset(stray) <= frozenset().union(*(roles for _, roles in found)):
        yield _open(look, spot.text, f"whether {spot.text} is {_named(stray)} cannot be told", found)


def _unit_of(look: Look, figure: Figure, found: Sequence[tuple[Grounds, Figure]]) -> Iterator[Remark]:
    """A unit or currency is borne out by a fact that has one; a fact in words that gives a bare figure leaves it open."""
    told = _MONEY if figure.currencies else figure.unit
    if not told and figure.noun:
        yield from _noun_of(look, figure, found)
        return
    if not told or any(f.unit or g.fact.kind is not FactKind.STATEMENT for g, f in found):
        return
    if any(_is_money(f) for _, f in found) and told == _MONEY:
        return
    typed = {
        _MONEY if g.fact.kind is FactKind.AMOUNT else f.unit for g, f in _everywhere(look, figure) if g.fact.kind is not FactKind.STATEMENT
    }
    typed |= {f.unit for _, f in _everywhere(look, figure) if f.unit}
    typed -= {""}
    if told in typed:
        return
    if typed:
        units = " or ".join(sorted(typed))
        yield look.remark("units", f"{figure.text} is given in {told}, but the facts have it in {units}", figure.text, units)
    else:
        yield _open(look, figure.text, f"whether {figure.text} is in {told} is not said by a fact", found)


def _is_money(figure: Figure) -> bool:
    """A figure of a statement with decimals is an amount."""
    return "." in figure.text and figure.currencies != NO_MONEY


def _everywhere(look: Look, figure: Figure) -> Iterator[tuple[Grounds, Figure]]:
    for grounds in look.known.grounds.values():
        for f in grounds.figures:
            if {abs(v) for v in f.values} & figure.values and (not figure.roles or figure.roles & f.roles):
                yield grounds, f


def _noun_of(look: Look, figure: Figure, found: Sequence[tuple[Grounds, Figure]]) -> Iterator[Remark]:
    """A number of things that are no unit (`3 deliveries`) counts what the fact counts."""
    noun = figure.noun
    forms = {noun, noun.removesuffix("s"), noun.removesuffix("es"), f"{noun.removesuffix('ies')}y"}
    if not any(forms & g.words or f.unit in forms for g, f in found):
        yield _open(look, figure.text, f"whether {figure.text} counts {noun} is not said by the cited facts", found)


def _open(look: Look, text: str, message: str, found: Iterable[tuple[Grounds, object]]) -> Remark:
    facts = tuple(dict.fromkeys(g.fact.number for g, _ in found))[:3]
    return look.remark("roles", message, text, facts=facts, severity=_OPEN)


def _named(roles: Iterable[str]) -> str:
    return " and ".join(sorted({r.replace("_", " ") for r in roles})) or "anything"
