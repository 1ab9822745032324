"""In languages without a grammar: assertions that cited facts bear out by what they are, or by the figure that is said beside them."""

from __future__ import annotations

from typing import Final

from cases.letters.verifier.checks.figures import figures_of, matches
from cases.letters.verifier.checks.shown_by import is_most
from cases.letters.verifier.look import Look
from cases.letters.verifier.pieces import Assertion

_REACH: Final = 3
"""Words behind an assertion among which its figure stands."""
_ASKED_REACH: Final = 6
"""Words between `vollständige` and the amount that is asked for."""
_SOUGHT: Final = frozenset({"asked", "sought"})
_AGREED: Final = frozenset({"cap", "threshold", "agreed"})
"""Roles of what stands in an agreement."""
_FROM: Final = "from"
_WHOLE: Final = "whole"
_WRONG: Final = "wrong"


def is_borne(look: Look, assertion: Assertion) -> bool:
    """Whether it is true by the kind of what is cited, though no cited fact says it in such words."""
    ways = (_is_forbidden, _is_bounded, _is_as_filed, _is_disputed, _is_one_item, _counts_all, _asks_all)
    return any(so(look, assertion) for so in ways)


def _counts_all(look: Look, assertion: Assertion) -> bool:
    """`alle 5 Forderungen`: as many as a cited fact counts in all."""
    figure = next((f for f in figures_of(look) if assertion.at < f.at <= assertion.at + _REACH), None)
    if figure is None or not figure.unit or assertion.predicate != _WHOLE or not assertion.positive:
        return False
    return any(g.fact.key.startswith("count/") or g.fact.name.startswith("total_") for g, _ in matches(look, figure, values_alone=False))


def _is_one_item(look: Look, assertion: Assertion) -> bool:
    """`für denselben Artikel`, where the brief has it so: a claim for the same goods as another one."""
    frames, behind = look.lexicon.frames, look.reading.small[assertion.at + 1 : assertion.at + 2]
    if frames is None or assertion.predicate != "same" or not assertion.positive:
        return False
    named = {name for word in behind for phrase, name in frames.kinds.get(word, ()) if len(phrase) == 1}
    return named == {"item"} and bool(look.known.all.says("same", positive=True))


def _asks_all(look: Look, assertion: Assertion) -> bool:
    """`um vollständige Erstattung von 500`, of the amount that is asked for, all of it.

    Where a word for what was taken stands between (`des gesamten Abzugs von 500`), the amount has to be all of that.
    """
    figure = next((f for f in figures_of(look) if assertion.at < f.at <= assertion.at + _ASKED_REACH), None)
    if assertion.predicate != _WHOLE or not assertion.positive or look.lexicon.requests.isdisjoint(look.reading.small):
        return False
    if figure is None or not figure.currencies:
        return False
    between = {role for start, _, role in look.reading.role_spots if assertion.at < start < figure.at}
    return look.situation.asked in figure.values and (not between or not between.isdisjoint(_SOUGHT))


def _is_bounded(look: Look, assertion: Assertion) -> bool:
    """`mehr als 500 sieht die Vereinbarung nicht vor`, of what a cited fact has for the most there is."""
    figure = next((f for f in figures_of(look) if assertion.at < f.at <= assertion.at + _REACH), None)
    if figure is None or assertion.predicate != "more_than" or assertion.denials != 1:
        return False
    return any(is_most(g) for g, _ in matches(look, figure, values_alone=False))


def _is_as_filed(look: Look, assertion: Assertion) -> bool:
    """What the kind of a cited fact says by itself, or in the words of a like one.

    A reason is that of a denial, a bound is agreed, a price that was approved is granted, the proof of all goods is of the whole.
    """
    if not assertion.positive:
        return False
    match assertion.predicate:
        case "wrong":
            # the whole of what was taken is what the letter asks for
            asked = look.situation.asked
            return asked == look.situation.deducted and any(asked in f.values for f in figures_of(look))
        case "deducted" | "invoiced":
            # "weniger, als berechnet wurde"
            charged = any(look.cited.says(name, positive=True) for name in ("charged", "over_sold"))
            return charged and not look.reading.figures
        case "in_force":
            # "die ab 1. Januar geltende Preisliste"
            days = (d for g in look.cited.grounds for d in g.days if _FROM in d.roles)
            return any(d.days & day.days for d in days for day in look.reading.days)
        case "denied":
            return any(f.name == "denial_reason" for f in look.cited.facts)
        case "agreed":
            return any(f.roles & _AGREED for figure in figures_of(look) for _, f in matches(look, figure, values_alone=False))
        case "granted":
            return bool(look.cited.says("approved", positive=True)) and not look.cited.says("denied", positive=True)
        case "whole":
            return bool(look.cited.says("full_delivery", positive=True))
        case _:
            return False


def _is_disputed(look: Look, assertion: Assertion) -> bool:
    """`Das Skonto von 500 wurde zu Unrecht gezogen`: the one amount of the sentence is what the letter asks back."""
    amounts = [f for f in look.reading.figures if f.currencies]
    asked = len(amounts) == 1 and look.situation.asked in amounts[0].values
    return assertion.predicate == _WRONG and assertion.positive and not assertion.denials and asked


def _is_forbidden(look: Look, assertion: Assertion) -> bool:
    """`darf nicht nochmals gekürzt werden`, of what a cited fact says was done and should not have been.

    What has a figure behind that says more.
    """
    clause = next((c for c in look.reading.clauses if assertion.at in c), range(0))
    first = next((at for at in clause if look.reading.small[at] in look.lexicon.forbidding), -1)
    if assertion.positive or first < 0 or any(first < f.at < clause.stop for f in look.reading.figures):
        return False
    done = look.cited.says(assertion.predicate, positive=True)
    return bool(done) and bool(look.cited.says("wrong", positive=True))
