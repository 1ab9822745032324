"""Words that make a figure inexact: `about 120`, `over 500`, `up to 24`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cases.letters.verifier.checks.figures import figures_of, matches
from cases.letters.verifier.checks.relations import NUMBERS, ROLES_OF_BOUNDS, VERBS, holds, stands_beside
from cases.letters.verifier.look import Look
from cases.letters.verifier.pieces import Figure
from cases.letters.verifier.verdict import Remark, Severity

_BOUNDS: Final = frozenset({"above", "below", "beyond"})
"""Words that also say where something lies: `anything above 20.00 is not protected`."""
_HEDGES: Final = {
    "about": "inexact",
    "over": "more than it is",
    "under": "less than it is",
    "least": "a lower bound",
    "most": "an upper bound",
}


def hedges(look: Look) -> Iterator[Remark]:
    """`about 120`, `over 500`, `up to 24`: a fact is said as it stands. Nothing is more or less than itself."""
    for figure in figures_of(look):
        if not figure.hedge:
            continue
        if figure.start in look.computed and not any(f.hedge for _, f in matches(look, figure, values_alone=True)):
            message = f"{figure.text} is worked out, and then exactly that"
            yield look.remark("numbers", message, figure.text, severity=Severity.UNVERIFIABLE)
            continue
        found = matches(look, figure, values_alone=True)
        if not found or any(f.hedge == figure.hedge or _is_such(figure, f) for _, f in found) or _compares(look, figure):
            continue
        fact = found[0][0].fact
        loose = _BOUNDS.intersection(look.reading.small[i] for i in look.reading.hedging)
        refused = figure.hedge in {"over", "under"} and not loose and not _is_pointed_at(look, figure)
        severity = Severity.OBJECTION if refused else Severity.UNVERIFIABLE
        message = f"{figure.text} is given as {_HEDGES[figure.hedge]}, but fact {fact.number} is exactly that"
        yield look.remark("numbers", message, figure.text, fact.value, [fact.number], severity)


def _is_such(figure: Figure, of_fact: Figure) -> bool:
    """`at most 20.00`, where 20.00 is a bound itself."""
    return figure.hedge == "most" and bool(of_fact.roles & ROLES_OF_BOUNDS)


def _is_pointed_at(look: Look, figure: Figure) -> bool:
    """`more than the 806 confirmed`: something else is held against a figure that is spoken of as known."""
    at = figure.at - 1
    while at >= 0 and look.reading.tokens[at].kind == "currency":
        at -= 1
    return look.lexicon.grammar is not None and at >= 0 and look.reading.small[at] in look.lexicon.grammar.determiners


def _compares(look: Look, figure: Figure) -> bool:
    """True where the words before the figure hold it against another one, and rightly."""
    for assertion in look.reading.assertions:
        if not (assertion.predicate in NUMBERS and assertion.at < figure.at <= assertion.at + 6 and holds(look, assertion)):
            continue
        denied_there = any(look.reading.small[i] in look.lexicon.negators for i in look.reading.hedging)
        if assertion.at not in look.reading.hedging or not (assertion.positive or denied_there):
            continue
        left = max((f.at for f in look.reading.figures if f.at < assertion.at), default=0)
        first = min(i for i in look.reading.hedging if i <= assertion.at)
        if look.reading.small[first - 1] in look.lexicon.of:
            continue
        grammar, leads = look.lexicon.grammar, look.reading.small[first - 1]
        verbs = grammar.is_words | look.lexicon.negators if grammar else look.lexicon.negators
        differs = next((f for f in look.reading.figures if f.at == left and stands_beside(look, f, assertion)), None)
        if differs is not None and differs.start != figure.start:
            # `218.60 less than the 10,658.45 claimed`: it is recomputed by how much
            return True
        if "," not in look.reading.small[left : assertion.at] and (leads in verbs or assertion.text.casefold() in VERBS):
            return True
    return False
