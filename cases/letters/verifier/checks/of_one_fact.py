"""In languages without a grammar: what one fact says together, a count and its days, a price and its day, is told together."""

from __future__ import annotations

from collections.abc import Iterator

from cases.letters.brief import FactKind
from cases.letters.verifier.checks.figures import figures_of, matches
from cases.letters.verifier.look import Look
from cases.letters.verifier.verdict import Remark, Severity


def of_one_fact(look: Look) -> Iterator[Remark]:
    """`187 sold until 5 September`, where that is a day of another count; `6.75 from 1 January`, where it is one of another price."""
    days = look.reading.days if look.lexicon.grammar is None else ()
    for figure in figures_of(look) if days else ():
        found = [g for g, _ in matches(look, figure, values_alone=False)]
        if not found or not all(g.fact.kind is FactKind.STATEMENT and g.days for g in found):
            continue
        nearest = min(days, key=lambda d: abs(d.at - figure.at))
        if not any(own.days & nearest.days for g in found for own in g.days):
            message = f"no cited fact has {figure.text} and {nearest.text} together"
            yield look.remark("days", message, nearest.text, severity=Severity.UNVERIFIABLE)
    for day in days:
        dated = [g for g in look.cited.grounds if any(d.days & day.days for d in g.days)]
        amounts = {g.fact.number for g in dated if g.fact.kind is FactKind.AMOUNT}
        told = {g.fact.number for figure in figures_of(look) for g, _ in matches(look, figure, values_alone=False)}
        if dated and len(amounts) == len(dated) and figures_of(look) and amounts.isdisjoint(told):
            message = f"{day.text} is a day of {dated[0].fact.value}, which is not told"
            yield look.remark("days", message, day.text, dated[0].fact.value, severity=Severity.UNVERIFIABLE)
