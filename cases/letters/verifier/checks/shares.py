"""A share is one of what it is a share of: `60 % of 20.00` holds where a fact is worked out so, and what it is said to make comes out."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from cases.letters.brief import FactKind
from cases.letters.verifier.checks.figures import figures_of
from cases.letters.verifier.look import Look
from cases.letters.verifier.pieces import Figure
from cases.letters.verifier.tokens import fold
from cases.letters.verifier.verdict import Remark, Severity
from facts.money import round_half_up

CENTS: Final = 2
_PERCENT: Final = "percent"
_LEAST: Final = Decimal(1)
"""Figures without a currency that can be amounts are no less."""
_REACH: Final = 8
"""Words between a share and what it is of."""


def shares(look: Look) -> Iterator[Remark]:
    """What a percentage is said to be of is what facts take it of; what follows as its result is refused where it does not come out."""
    grammar = look.lexicon.grammar
    if grammar is None:
        return
    figures = figures_of(look)
    for place, figure in enumerate(figures):
        base = _base(look, figures, place) if figure.unit == _PERCENT and len(figure.values) == 1 else None
        if base is None or _is_said_there(look, figure, base):
            continue
        results = {v for rate in figure.values for whole in base.values for v in _results(rate / 100, whole)}
        if not any(f.values & results for g in look.known.grounds.values() for f in g.figures) and not _taken_of(look, figure, base):
            message = f"no fact takes {figure.text} % of {base.text}"
            yield look.remark("shares", message, figure.text, base.text, severity=Severity.UNVERIFIABLE)
            continue
        told = _told(look, figures, max(figure.at, base.at))
        if told is not None and not told.values & results:
            yield look.remark("shares", f"{figure.text} % of {base.text} is not {told.text}", told.text)


def _is_said_there(look: Look, share: Figure, base: Figure) -> bool:
    """A cited fact says both in these words: `5 % from 500000.00` is a tier's rate and where the tier begins."""
    ends = sorted((share.at, base.at))
    told = look.reading.text[look.reading.tokens[ends[0]].start : look.reading.tokens[ends[1]].end].casefold()
    return any(f.kind is FactKind.STATEMENT and told in fold(f.value).casefold() for f in look.cited.facts)


def _base(look: Look, figures: tuple[Figure, ...], place: int) -> Figure | None:
    """The amount that a percentage is of: `5 % of 20.00`, `20.00 at 5 %`."""
    grammar, share = look.lexicon.grammar, figures[place]
    if grammar is None:
        return None
    if place + 1 < len(figures) and _joined(look, share, figures[place + 1], grammar.share_of):
        return figures[place + 1]
    if place and _joined(look, figures[place - 1], share, grammar.share_at):
        return figures[place - 1]
    return None


def _joined(look: Look, one: Figure, other: Figure, words: frozenset[str]) -> bool:
    """True where nothing but words stands between two figures, one of them a word that takes the share, and the amount is no count."""
    between = range(one.at + 1, other.at)
    amount = other if one.unit == _PERCENT else one
    is_amount = amount.unit == "" and (bool(amount.currencies) or any(v >= _LEAST for v in amount.values))
    tokens = look.reading.tokens
    plain = all(tokens[at].kind in {"word", "currency"} or tokens[at].text in {"%", "(", ")"} for at in between)
    near = sum(1 for at in between if tokens[at].kind == "word") <= _REACH
    is_words = look.lexicon.grammar.is_words if look.lexicon.grammar else frozenset()
    # `4 % of that is 20.00`: what it comes to, and not what it is of
    yields = any(look.reading.small[at] in is_words for at in between) and look.reading.small[one.at + 1 : other.at].count("%") == 0
    return is_amount and plain and near and not yields and any(look.reading.small[at] in words for at in between)


def _results(rate: Decimal, whole: Decimal) -> Iterator[Decimal]:
    """What a share of a whole can come to: the share, what is left without it, both exact and in cents."""
    for exact in (rate * whole, whole - rate * whole):
        yield exact
        yield round_half_up(exact, CENTS)


def _taken_of(look: Look, share: Figure, base: Figure) -> bool:
    """True where a fact rests on the rate and on the amount."""
    facts = [g.fact for g in look.known.grounds.values()]
    rates = {g.fact.number for g in look.known.grounds.values() for f in g.figures if f.unit == _PERCENT and f.values & share.values}
    wholes = {g.fact.number for g in look.known.grounds.values() for f in g.figures if f.unit != _PERCENT and f.values & base.values}
    return any(rates & set(f.rests_on) and wholes & set(f.rests_on) for f in facts if f.formula)


def _told(look: Look, figures: tuple[Figure, ...], at: int) -> Figure | None:
    """What a share is said to come to: the next amount behind a word that yields."""
    grammar = look.lexicon.grammar
    following = next((f for f in figures if f.at > at), None)
    if grammar is None or following is None or following.unit:
        return None
    between = look.reading.small[at + 1 : following.at]
    plain = frozenset({","}) | grammar.yields | grammar.relatives | grammar.articles
    words = [w for n, w in enumerate(between, start=at + 1) if look.reading.tokens[n].kind != "currency" and w not in grammar.money]
    return following if words and all(w in plain for w in words) and any(w in grammar.yields for w in words) else None
