"""What one fact says together is told together: a figure and its day, a figure and what is asserted of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cases.letters.brief import FactKind
from cases.letters.verifier.checks.figures import comparable, figures_of, matches, same_currency, same_unit
from cases.letters.verifier.look import Look, said
from cases.letters.verifier.pieces import Assertion, Figure
from cases.letters.verifier.support import Grounds
from cases.letters.verifier.verdict import Remark, Severity

_OPEN: Final = Severity.UNVERIFIABLE
_WHY: Final = "why"
_REASON: Final = "reason"
_EVIDENCE: Final = "evidence"
_ALLEGED: Final = "alleged"
_OF_ONE: Final = frozenset({"outside", "noted_short", "exception", "wrong", "covered", "in_force"})
"""What a fact asserts of the very figure that it has."""


def with_its_day(look: Look) -> Iterator[Remark]:
    """`The fee from 1 January is 6.09`, where that is the day of another fee: for a person."""
    figures = [f for f in figures_of(look) if f.currencies or f.unit]
    for day in look.reading.days if figures else ():
        owners = [g for g in look.cited.grounds if any(d.days & day.days for d in g.days)]
        if not owners or any(g.fact.kind is FactKind.DATE or not g.figures for g in owners):
            continue
        if not any(_alike(figure, own) for figure in figures for g in owners for own in g.figures):
            message = f"{day.text} is a day of {said(owners[0].fact)}, which is not told"
            yield look.remark("together", message, day.text, facts=[owners[0].fact.number], severity=_OPEN)


def of_its_figure(look: Look) -> Iterator[Remark]:
    """`Units of 1,340.89 were sold after the promotion ended`, where a fact says that of another amount: for a person."""
    for assertion in look.reading.assertions:
        if assertion.predicate not in _OF_ONE or assertion.told or assertion.at in look.reading.asking:
            continue
        clause = next((c for c in look.reading.clauses if assertion.at in c), range(0))
        here = [f for f in figures_of(look) if f.at in clause and f.start not in look.computed and f.at not in look.reading.asking]
        bearing = [g for g in look.cited.grounds if assertion.predicate in (g.asserted if assertion.positive else g.denied)]
        if len(here) != 1 or not bearing:
            continue
        own = {g.fact.number for g, _ in matches(look, here[0], values_alone=False)}
        if own and own.isdisjoint(g.fact.number for g in bearing) and all(_has_another(g, here[0]) for g in bearing):
            message = f'"{assertion.text}" is said by {said(bearing[0].fact)}, and not of {here[0].text}'
            yield look.remark("together", message, assertion.text, facts=[bearing[0].fact.number], severity=_OPEN)


def against_conclusion(look: Look) -> Iterator[Remark]:
    """`The notice was late`, as the charge has it and the conclusion denies it: what is only alleged is said so, or left to a person."""
    alleges = any(a.predicate == _ALLEGED for a in look.reading.assertions)
    seen: set[tuple[str, bool]] = set()
    for assertion in look.reading.assertions:
        if alleges or assertion.told or _is_named(look, assertion, seen):
            continue
        bearing = [g.fact for g in look.cited.grounds if assertion.predicate in (g.asserted if assertion.positive else g.denied)]
        against = [g.fact for g in look.known.grounds.values() if assertion.predicate in (g.denied if assertion.positive else g.asserted)]
        concluded = [f for f in against if f.name in {_WHY, _REASON}]
        if concluded and bearing and all(f.name == _EVIDENCE for f in bearing):
            message = f'"{assertion.text}" is the opposite of what is concluded: {said(concluded[0])}'
            yield look.remark("together", message, assertion.text, facts=[concluded[0].number], severity=_OPEN)


def _is_named(look: Look, assertion: Assertion, seen: set[tuple[str, bool]]) -> bool:
    """The first time that it is said in a sentence it may be what the charge is called: `a charge for a late ship notice`."""
    key = (assertion.predicate, assertion.positive)
    is_first = key not in seen
    seen.add(key)
    before = look.reading.small[: assertion.at]
    return is_first and not look.lexicon.little.naming_charges.isdisjoint(before)


def _has_another(grounds: Grounds, figure: Figure) -> bool:
    return any(not (figure.values & f.values) and _comparable(figure, f) for f in grounds.figures) and not any(
        figure.values & f.values for f in grounds.figures
    )


def _comparable(figure: Figure, other: Figure) -> bool:
    return same_unit(figure, other) and same_currency(figure, other) and comparable(figure, other)


def _alike(figure: Figure, other: Figure) -> bool:
    return bool(figure.values & {abs(v) for v in other.values})
