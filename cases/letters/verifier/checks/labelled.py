"""In languages without a grammar: what stands before a computation is said of what it yields; the claims of a list have each its amount."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from cases.letters.brief import FactKind
from cases.letters.verifier.checks.sums import CENTS, Equation, equations
from cases.letters.verifier.look import Look
from cases.letters.verifier.phrases import each_meaning
from cases.letters.verifier.pieces import Figure, Reading
from cases.letters.verifier.support import Support
from facts.money import round_half_up


def with_labels(reading: Reading, cited: Support) -> Reading:
    """The reading, roles ahead of a sound computation moved from its first term, which the facts have for no such thing, to its result."""
    moved: dict[int, Figure] = {}
    for equation in equations(reading):
        for term in equation.terms if equation.holds else ():
            result = moved.get(equation.result.start, equation.result)
            ahead = {role for _, end, role in each_meaning(reading.role_spots) if end <= equation.terms[0].at}
            led = frozenset(role for role in (term.roles & ahead) - _have(cited, term) if role in _have(cited, result))
            if led:
                # roles of a term that the result has by the facts: `Due: 221 x 4.98 = 1100.58`
                moved[term.start] = replace(term, roles=term.roles & _have(cited, term))
                moved[result.start] = replace(result, roles=result.roles | led)
    return replace(reading, figures=tuple(moved.get(f.start, f) for f in reading.figures)) if moved else reading


def _have(cited: Support, figure: Figure) -> frozenset[str]:
    """What the cited facts have a value for."""
    return frozenset().union(*(f.roles for g in cited.grounds for f in g.figures if {abs(v) for v in f.values} & figure.values))


def worked_with(look: Look) -> frozenset[int]:
    """Where figures of sound computations stand whose terms and results are all cited facts' own, and what the result is rounded to."""
    found: set[int] = set()
    for equation in equations(look.reading):
        if equation.holds and all(_have_value(look, f) for f in (*equation.terms, equation.result)):
            found |= {f.start for f in (*equation.terms, equation.result)}
            found.update(_rounded(look, equation))
    return frozenset(found)


def _have_value(look: Look, figure: Figure) -> bool:
    return any({abs(v) for v in f.values} & figure.values for g in look.cited.grounds for f in g.figures)


def equates(look: Look, one: Figure, other: Figure) -> bool:
    """`claimed 632.35 = claimed too late 632.35`: what each side is said to be is held against the facts."""
    between = range(one.at + 1, other.at)
    return any(look.reading.tokens[at].text == "=" for at in between) and not any(f.at in between for f in look.reading.figures)


def _rounded(look: Look, equation: Equation) -> Iterator[int]:
    """`= USD 7695.6146, rounded USD 7695.61`: the next figure, where a cited fact has it and nothing is said of it."""
    follows = next((f for f in look.reading.figures if f.at > equation.result.at), None)
    if follows is not None and follows.currencies and not follows.roles and _have_value(look, follows):
        (value, *others), made = sorted(follows.values), max(equation.result.values)
        if not others and value != made and round_half_up(made, CENTS) == value:
            yield follows.start


def of_each_item(look: Look) -> frozenset[int]:
    """Where the amounts of a list stand that goes `INV1: 500, INV2: 300`: each has its claim beside it, and all the brief knows of that."""
    facts = {f.start: g.fact for f in look.reading.figures for g in look.cited.grounds for o in g.figures if f.values & o.values
             if g.fact.kind is FactKind.AMOUNT and g.fact.about in look.reading.literals}  # fmt: skip
    abouts = {f.about for f in look.known.brief.facts if f.about and f.kind is FactKind.AMOUNT}
    amounts = [(f.at, f) for f in look.reading.figures if f.start in facts and f.currencies]
    items = [(at, t.text) for at, t in enumerate(look.reading.tokens) if t.kind == "literal" and t.text in abouts]
    paired = list(zip(amounts, items, strict=False))
    ahead = [a < b for (a, _), (b, _) in paired]
    in_turn = len(amounts) == len(items) and (all(ahead) or not any(ahead))
    ordered = sorted([*(at for at, _ in amounts), *(at for at, _ in items)])
    places = {at for at, _ in amounts}
    in_turn &= all((one in places) != (other in places) for one, other in pairwise(ordered))
    alone = [f.about for f in look.known.brief.facts if f.kind is FactKind.AMOUNT]
    if not in_turn or not all(facts[f.start].about == item and alone.count(item) == 1 for (_, f), (_, item) in paired):
        return frozenset()
    return frozenset(f.start for _, f in amounts)
