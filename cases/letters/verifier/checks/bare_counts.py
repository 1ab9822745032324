"""A count without a unit beside it is one of what its sentence counts: `the units in dispute are 3` is not borne out by three pallets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cases.letters.brief import FactKind
from cases.letters.verifier.checks.figures import figures_of, matches
from cases.letters.verifier.look import Look
from cases.letters.verifier.phrases import spots
from cases.letters.verifier.verdict import Remark, Severity

_UNIT: Final = "unit"
_GOODS: Final = frozenset({_UNIT, "carton", "case", "pallet"})
"""What is counted of goods; of one that is not named it is units."""


def bare_counts(look: Look) -> Iterator[Remark]:
    """What a bare figure counts is what the words of its clause count, else units. For a person where the cited facts have another.

    A language with a grammar asks so of every figure (`units_borne`).
    """
    if look.lexicon.grammar is not None:
        return
    named = [(start, unit) for start, _, unit in spots(look.reading.small, look.lexicon.unit_index) if unit in _GOODS]
    for figure in figures_of(look):
        if figure.unit or figure.currencies or figure.start in look.computed:
            continue
        found = [f.unit for g, f in matches(look, figure, values_alone=True) if g.fact.kind is FactKind.COUNT]
        clause = next((c for c in look.reading.clauses if figure.at in c), range(0))
        told = {unit for start, unit in named if start in clause} or {unit for _, unit in named} or {_UNIT}
        if found and all(unit in _GOODS for unit in found) and told.isdisjoint(found):
            message = f"{figure.text} is given as a count of {' or '.join(sorted(told))}, the cited facts have it in {found[0]}"
            yield look.remark("units", message, figure.text, found[0], severity=Severity.UNVERIFIABLE)
