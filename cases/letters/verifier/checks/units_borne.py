"""In a language that is checked closely: units, currencies and nouns of figures are those that a cited fact has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from cases.letters.brief import FactKind
from cases.letters.verifier.checks.unsaid_roles import in_computation, left_open
from cases.letters.verifier.look import Look
from cases.letters.verifier.phrases import spots
from cases.letters.verifier.pieces import Figure
from cases.letters.verifier.support import NO_MONEY, Grounds
from cases.letters.verifier.verdict import Remark

_MONEY: Final = "money"


def unit_of(look: Look, figure: Figure, found: Sequence[tuple[Grounds, Figure]]) -> Iterator[Remark]:
    """A unit or currency is borne out by a fact that has one; a fact in words that gives a bare figure leaves it open."""
    told = _MONEY if figure.currencies else figure.unit
    if not told and _lacks_unit(look, found) and not in_computation(look, figure):
        yield left_open(look, figure.text, f"what {figure.text} counts is not said", found)
        return
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
        yield left_open(look, figure.text, f"whether {figure.text} is in {told} is not said by a fact", found)


def _lacks_unit(look: Look, found: Sequence[tuple[Grounds, Figure]]) -> bool:
    """Cartons and pallets are counted by name: a bare figure would be one of units."""
    grammar = look.lexicon.grammar
    said = {name for _, _, name in spots(look.reading.small, look.lexicon.unit_index)}
    return grammar is not None and all(f.unit in grammar.containers and f.unit not in said for _, f in found)


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
        yield left_open(look, figure.text, f"whether {figure.text} counts {noun} is not said by the cited facts", found)
