"""What terms are said to set, a fact by the terms has; what a cost fell or rose by is a difference, and what it came to the cost after."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cases.letters.verifier.checks.changed import led_by
from cases.letters.verifier.checks.figures import figures_of, matches
from cases.letters.verifier.look import Look
from cases.letters.verifier.phrases import spots
from cases.letters.verifier.support import BY_TERMS
from cases.letters.verifier.verdict import Remark, Severity
from facts.finding import FindingType

_AGREED: Final = frozenset(
    {"agreed", "earned", "due", "payout", "cap", "threshold", "bound", "base", "limit", "approved", "authorised", "sold"}
)
"""Roles of what terms set."""
_COSTS: Final = frozenset({"old_cost", "new_cost", "order_cost", "invoice_cost", "approved_cost", "unit_cost"})
_BEFORE: Final = frozenset({"old_cost", "order_cost"})
_AFTER: Final = frozenset({"new_cost", "approved_cost"})
_TERMS: Final = frozenset({"agreement", "rate_card", "fee"})
_CARD: Final = "rate_card"
_AGREEMENT: Final = "agreement"
_DUE: Final = frozenset({"due", "earned", "payout"})
_SET: Final = frozenset({"agreed", "earned", "payout", "cap", "authorised", "threshold", "base"})
_NEAR: Final = 3


def set_by_terms(look: Look) -> Iterator[Remark]:
    """`The rate card sets 3.81 per unit`, which is what was charged: for a person."""
    words = look.lexicon.said_of
    if words is None:
        return
    terms = {end: name for _, end, name in spots(look.reading.small, words.things) if name in _TERMS}
    for figure in figures_of(look):
        at = led_by(look, figure)
        if at < 1 or look.reading.small[at] not in words.setting or at not in terms:
            continue
        found = matches(look, figure, values_alone=False)
        if found and not any(_AGREED & f.roles or g.fact.name in BY_TERMS for g, f in found):
            message = f"no cited fact has {figure.text} as what the terms set"
            yield look.remark("said_of", message, figure.text, severity=Severity.UNVERIFIABLE)


def by_the_card(look: Look) -> Iterator[Remark]:
    """`The fee is 3.81 by the rate card`, which is what was charged: the one figure of a clause that speaks of it. For a person."""
    words = look.lexicon.said_of
    cards = [start for start, _, name in spots(look.reading.small, words.things) if name == _CARD] if words is not None else []
    for figure in figures_of(look) if cards else ():
        clause = next((c for c in look.reading.clauses if figure.at in c), range(0))
        alone = all(f.at not in clause or f is figure for f in figures_of(look))
        found = matches(look, figure, values_alone=False)
        if not alone or figure.roles or figure.at in look.reading.asking or not found or not any(start in clause for start in cards):
            continue
        if not any(_AGREED & f.roles or g.fact.name in BY_TERMS for g, f in found):
            message = f"no cited fact has {figure.text} as what the rate card says"
            yield look.remark("said_of", message, figure.text, severity=Severity.UNVERIFIABLE)


def due_by_agreement(look: Look) -> Iterator[Remark]:
    """In languages without a grammar: `Selon l'accord, 96,00 sont dus`, of what was billed beyond what the agreement sets: for a person."""
    frames = look.lexicon.frames
    if look.lexicon.grammar is not None or frames is None or look.known.brief.claim is FindingType.REBATE_UNDERPAID:
        return
    small = look.reading.small
    named = [(start, end) for start, end, name in spots(small, look.lexicon.shown_index) if name == _AGREEMENT]
    # `recompute by the agreement and refund 96.00`
    asked = None if look.lexicon.requests.isdisjoint(small) else look.situation.asked
    for start, end in named:
        figure = next((f for f in figures_of(look) if f.at >= end), None)
        if figure is None or frames.according.isdisjoint(small[max(0, start - _NEAR) : start]) or not figure.roles & _DUE:
            continue
        found = matches(look, figure, values_alone=False) if asked is None or asked not in figure.values else []
        if found and not any(_SET & f.roles or g.fact.name in BY_TERMS for g, f in found):
            message = f"no cited fact has {figure.text} as what the agreement sets"
            yield look.remark("said_of", message, figure.text, severity=Severity.UNVERIFIABLE)


def moved(look: Look) -> Iterator[Remark]:
    """`The price fell by 8.32`, which is the price after; `fell to 15.23`, which is the one before: for a person."""
    words, little = look.lexicon.said_of, look.lexicon.little
    for figure in figures_of(look) if words is not None else ():
        at = led_by(look, figure)
        verbs = look.reading.small[max(0, at - _NEAR) : at] if at > 0 else ()
        if words is None or (little.falling | little.rising).isdisjoint(verbs):
            continue
        roles = frozenset().union(*(f.roles for _, f in matches(look, figure, values_alone=False)))
        by, to = look.reading.small[at] in words.moved_by, look.reading.small[at] in little.to
        if (by and roles & _COSTS) or (to and roles & _BEFORE and not roles & _AFTER):
            message = f"{figure.text} is not what it moved {'by' if by else 'to'}"
            yield look.remark("said_of", message, figure.text, severity=Severity.UNVERIFIABLE)
