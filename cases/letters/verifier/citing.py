"""Finds the facts that a sentence written by a person rests on, by what it says; what no fact has stays uncited and is objected to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cases.letters.brief import Brief, FactKind
from cases.letters.letter_words import MATCHERS_LANGUAGE
from cases.letters.verifier.checks.figures import same_currency, same_unit
from cases.letters.verifier.lexicon import Lexicon, lexicon_of
from cases.letters.verifier.pieces import Figure, Reading
from cases.letters.verifier.reading import read
from cases.letters.verifier.support import Grounds, Known
from cases.letters.verifier.tokens import fold


class Citer:
    """Looks for facts in one brief. `language` is that of the sentences."""

    def __init__(self, brief: Brief, language: str) -> None:
        own = lexicon_of(MATCHERS_LANGUAGE)
        self._lexicon = lexicon_of(language) or own
        sheets = own.sheets | self._lexicon.sheets if own and self._lexicon else frozenset()
        self._known = Known.of(brief, own, sorted(sheets)) if own else None

    def facts_of(self, text: str, before: Iterable[int] = ()) -> tuple[int, ...]:
        """The numbers of the facts that the text says. `before` are those of the sentence it was made from: they are taken first."""
        if self._known is None or self._lexicon is None:
            return ()
        reading = read(text, self._lexicon, self._known.literals)
        order = [*(n for n in before if n in self._known.grounds), *self._known.grounds]
        grounds = [self._known.grounds[n] for n in dict.fromkeys(order)]
        kept = {n for n in before if n in self._known.grounds and _still_said(self._known.grounds[n], reading)}
        found = {
            *kept,
            *_figures(reading, grounds, kept),
            *_named(reading, grounds, kept),
            *_asserted(reading, grounds, kept, self._lexicon),
        }
        return tuple(sorted(found))


def _still_said(grounds: Grounds, reading: Reading) -> bool:
    """True where a fact of the earlier sentence is still told; a statement counts while any figure, name or assertion of it is."""
    fact = grounds.fact
    if fact.kind is FactKind.QUOTE:
        return any(fold(fact.value).rstrip(". ") == q.rstrip(". ") for q in reading.quotes)
    if set(reading.literals) & grounds.literals or any(_fits(f, g) for f in reading.figures for g in grounds.figures):
        return True
    if any(d.days & g.days for d in reading.days for g in grounds.days):
        return True
    return any(a.predicate in grounds.asserted | grounds.denied for a in reading.assertions)


def _fits(figure: Figure, of_fact: Figure) -> bool:
    return bool({abs(v) for v in of_fact.values} & figure.values) and same_unit(figure, of_fact) and same_currency(figure, of_fact)


def _figures(reading: Reading, grounds: Sequence[Grounds], kept: set[int]) -> Iterable[int]:
    """For each figure and day the best fact: one that is cited already, else one with the same role and item, else the first."""
    for figure in reading.figures:
        able = [g for g in grounds if any(_fits(figure, f) for f in g.figures)]
        if able and not any(g.fact.number in kept for g in able):
            yield min(
                able, key=lambda g: (not _shares_role(figure, g), bool(figure.items) and g.fact.about not in figure.items)
            ).fact.number
    for day in reading.days:
        dated = [g for g in grounds if any(d.days & day.days for d in g.days)]
        if dated and not any(g.fact.number in kept for g in dated):
            yield min(dated, key=lambda g: not any(d.roles & day.roles for d in g.days)).fact.number


def _shares_role(figure: Figure, grounds: Grounds) -> bool:
    return any(figure.roles & f.roles for f in grounds.figures if _fits(figure, f))


def _named(reading: Reading, grounds: Sequence[Grounds], kept: set[int]) -> Iterable[int]:
    """For each identifier, name and quotation the fact that it is."""
    for literal in (*reading.literals, *reading.codes):
        owners = [g for g in grounds if literal in g.literals]
        if owners and not any(g.fact.number in kept for g in owners):
            own = [g for g in owners if fold(g.fact.value) == literal]
            yield (own or owners)[0].fact.number
    for quote in reading.quotes:
        yield from (
            g.fact.number for g in grounds if g.fact.kind is FactKind.QUOTE and fold(g.fact.value).rstrip(". ") == quote.rstrip(". ")
        )


def _asserted(reading: Reading, grounds: Sequence[Grounds], kept: set[int], lexicon: Lexicon) -> Iterable[int]:
    """For each assertion a fact that makes it; one that says the opposite where none does, so that the contradiction shows."""
    for assertion in reading.assertions:
        if assertion.predicate not in lexicon.predicates:
            continue
        same = [g for g in grounds if assertion.predicate in (g.asserted if assertion.positive else g.denied)]
        other = [g for g in grounds if assertion.predicate in (g.denied if assertion.positive else g.asserted)]
        chosen = same or other
        if chosen and not any(g.fact.number in kept for g in chosen):
            yield chosen[0].fact.number
