"""Of several facts that what is said of a figure fits, the one that it fits best: the limit of a weight is not `the dimensional weight`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from cases.letters.brief import FactKind
from cases.letters.letter_words import MATCHERS_LANGUAGE, words_of
from cases.letters.told_facts import ways_told
from cases.letters.verifier.checks.figures import figures_of, items_of, matches, said_of_the_part, same_currency, same_unit
from cases.letters.verifier.checks.worked_out import is_product
from cases.letters.verifier.lexicon import lexicon_of
from cases.letters.verifier.look import Look, said
from cases.letters.verifier.pieces import Figure
from cases.letters.verifier.support import Grounds
from cases.letters.verifier.tokens import fold
from cases.letters.verifier.verdict import Remark, Severity
from facts.money import round_half_up

_VAGUE: Final = frozenset({"total", "deducted", "owed"})
"""What is said of parts as well: what is too much was deducted, too; a fee is owed, and what was charged beyond it."""
_PRICE: Final = frozenset({"cost", "per_unit"})
_GUESSED: Final = frozenset({"freight", "asked", "excess", "difference", "owed", "due", "missing"})
"""In a language that is not checked closely: what a word nearby makes of what is told by others as well."""
_ASKED: Final = "asked"
_PARTS: Final = ("class:", "settled:")
_NEAR: Final = 4
_EXCESS: Final = "excess"
_ALL: Final = frozenset({"total", "owed"})
_CENTS: Final = 2
_ROUND: Final = frozenset({"asked_before"})
_FILED: Final = "filed"
_BEYOND: Final = frozenset({"more_than", "in_excess", "too_high"})
_DONE: Final = frozenset({"approved"})
"""What can be said of a price by a verb, and is the role of one price alone."""


def purer(look: Look) -> Iterator[Remark]:
    """What is said of a figure is all that another fact of the brief is, and the figure's own is that and more, or not at all.

    What a conclusion says in words tells no roles of its own where typed facts have them. For a person.
    """
    for figure in figures_of(look):
        told = figure.roles - _VAGUE - (frozenset() if look.lexicon.grammar is not None else _GUESSED)
        own = [(g, f) for g, f in _valued(look, figure) if g.fact.kind is not FactKind.STATEMENT]
        if not told or not own or figure.start in look.computed or _is_denied(look, figure, own) or _is_told_plainly(look, figure, own):
            continue
        bearing = [f.roles for _, f in own if told <= f.roles]
        for grounds, other in rivals(look, figure, own):
            if _is_told_apart(look, figure, own, other):
                continue
            if told <= other.roles and all(other.roles < roles for roles in bearing):
                message = f"{figure.text} is said to be what {said(grounds.fact)} is"
                yield look.remark("purer", message, figure.text, grounds.fact.value, [grounds.fact.number], Severity.UNVERIFIABLE)
                break


def named(look: Look) -> Iterator[Remark]:
    """`The growth was 10 %`, the threshold of it: what another fact is by its name, and this one by its label alone. For a person."""
    own_lexicon = lexicon_of(MATCHERS_LANGUAGE)
    grammar = own_lexicon.grammar if own_lexicon is not None else None
    for figure in figures_of(look) if grammar is not None else ():
        told = figure.roles - _VAGUE - (frozenset() if look.lexicon.grammar is not None else _GUESSED)
        own = [(g, f) for g, f in _valued(look, figure) if g.fact.kind is not FactKind.STATEMENT]
        if grammar is None or not told - _PRICE or not own or figure.start in look.computed or _is_denied(look, figure, own):
            continue
        if _is_told_plainly(look, figure, own):
            continue
        if any(told & grammar.fact_roles.get(g.fact.name, frozenset()) for g, _ in own):
            continue
        for grounds, rival in rivals(look, figure, own):
            names = grammar.fact_roles.get(grounds.fact.name, frozenset())
            if told <= names and not _is_told_apart(look, figure, own, rival):
                message = f"{figure.text} is said to be what {said(grounds.fact)} is"
                yield look.remark("purer", message, figure.text, grounds.fact.value, [grounds.fact.number], Severity.UNVERIFIABLE)
                break


def _valued(look: Look, figure: Figure) -> list[tuple[Grounds, Figure]]:
    """The cited facts with this value; a measure has its unit in its label.

    What is open of a class is held against no whole, and a figure with its fact's own words behind it against nothing.
    """
    found = matches(look, figure, values_alone=True)
    if any(g.fact.key.startswith(_PARTS) for g, _ in found) or _is_from(look, figure) or _is_labelled(look, figure, found):
        return []
    return [(g, f) for g, f in found if same_currency(figure, f) and (same_unit(figure, f) or not f.unit)]


def _is_from(look: Look, figure: Figure) -> bool:
    """`grants 2 % from a growth of 8 %`: from where on something is paid."""
    return not look.lexicon.little.departing.isdisjoint(look.reading.small[max(0, figure.at - _NEAR) : figure.at])


def done_to(look: Look) -> Iterator[Remark]:
    """`The cost of 19.40 was approved`, where another cost of the brief is the approved one: for a person."""
    for assertion in look.reading.assertions if look.lexicon.grammar is not None else ():
        if assertion.predicate not in _DONE or not assertion.positive or assertion.at in look.reading.asking:
            continue
        clause = next((c for c in look.reading.clauses if assertion.at in c), range(0))
        for figure in (f for f in figures_of(look) if f.at in clause and f.roles and f.roles <= _PRICE):
            own = matches(look, figure, values_alone=False)
            if any(assertion.predicate in f.roles for _, f in own):
                continue
            if any(assertion.predicate in other.roles for _, other in rivals(look, figure, own)):
                message = f'"{assertion.text}" is said of {figure.text}, and is true of another price'
                yield look.remark("purer", message, assertion.text, severity=Severity.UNVERIFIABLE)


def rivals(look: Look, figure: Figure, own: list[tuple[Grounds, Figure]]) -> Iterator[tuple[Grounds, Figure]]:
    """Facts of the brief of the same kind, with another value, that the figure could be taken for."""
    items = items_of(look, figure)
    kinds, abouts = {g.fact.kind for g, _ in own}, {g.fact.about for g, _ in own} | items
    of_item = not items.isdisjoint(g.fact.about for g, _ in own)
    of_price, units = any(f.roles & _PRICE for _, f in own), {f.unit for _, f in own} | {figure.unit}
    for grounds in look.known.grounds.values():
        fact = grounds.fact
        if fact.kind not in kinds or fact.kind is FactKind.STATEMENT or (fact.about not in abouts if fact.about or of_item else False):
            continue
        for other in grounds.figures:
            alike = other.unit in units and (same_unit(figure, other) or not other.unit) and same_currency(figure, other)
            if alike and not _is_rounded(other, figure) and not (other.roles & _PRICE and not of_price):
                yield grounds, other


def _is_rounded(other: Figure, figure: Figure) -> bool:
    """The same value, or the one that it is rounded to: `6877.39`, of which a fact has 6877.3941."""
    return any(
        value in figure.values or (bool(figure.currencies) and round_half_up(value, _CENTS) in figure.values) for value in other.values
    )


def _is_labelled(look: Look, figure: Figure, found: Sequence[tuple[Grounds, Figure]]) -> bool:
    """`1200.00 earned in tier 1`, `第 1 档应得 1200.00`: it has all the words of its own fact beside it; or it is what is asked for."""
    behind = look.reading.text[figure.start + len(figure.text) :].lstrip().casefold()
    if any(" " in g.fact.label and behind.startswith(g.fact.label.casefold()) for g, _ in found):
        return True
    language = look.lexicon.language
    ways = (way for g, _ in found for plain in (False, True) for way in ways_told(g.fact, words_of(language, plain=plain)))
    is_asked = _ASKED in figure.roles and look.situation.asked in figure.values
    return look.lexicon.grammar is None and (is_asked or any(fold(way) in look.reading.text for way in ways))


def _is_told_apart(look: Look, figure: Figure, own: list[tuple[Grounds, Figure]], other: Figure) -> bool:
    """In a language that is not checked closely: `facturé au taux de 7 %`, of a rate that was billed, and the other was not."""
    ours = frozenset().union(*(f.roles for _, f in own))
    return look.lexicon.grammar is None and bool((figure.roles & ours) - other.roles - _ALL)


def _is_told_plainly(look: Look, figure: Figure, own: list[tuple[Grounds, Figure]]) -> bool:
    """In a language that is not checked closely: `28,32 ont été facturés en trop`, `déposé la contestation D-1 pour 500`."""
    if look.lexicon.grammar is not None:
        return False
    filed = any(role == _FILED for _, _, role in look.reading.role_spots) and any(f.roles & _ROUND for _, f in own)
    beyond = _EXCESS in figure.roles and any(_EXCESS in f.roles for _, f in own)
    return filed or beyond or is_product(look, figure) or said_of_the_part(look, figure) is not None


def _is_denied(look: Look, figure: Figure, own: list[tuple[Grounds, Figure]]) -> bool:
    """`was not granted`, `sold outside the dates`, `more than was authorised`: what it is not, it need not be."""
    clause = next((c for c in look.reading.clauses if figure.at in c), range(0))
    denied = any(not a.positive or a.predicate == "outside" for a in look.reading.assertions if a.at in clause)
    several = len(figures_of(look)) > 1 or any(_EXCESS in f.roles for _, f in own)
    beyond = several and any(a.predicate in _BEYOND for a in look.reading.assertions)
    return denied or beyond or any(look.reading.small[at] in look.lexicon.negators for at in clause)
