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
_ON_PURCHASES: Final = frozenset({"base", "baseline", "growth", "agreed_discount"})
_COMING: Final = frozenset({"paid", "answered", "notified"})
"""What comes on a day of its own, goods aside."""
_TIMED: Final = frozenset({"in_time", "after", "before", "outdated"})
_ABOVE: Final = "above_"
_DATES: Final = frozenset({"start_date", "end_date"})
_MEASURED: Final = frozenset({"growth", "base"})
_BEYOND: Final = frozenset({"excess", "difference"})
_TERMS: Final = frozenset({"due", "agreed", "authorised", "per_unit", "earned", "cap", "approved_cost", "order_cost", "excess", "payout"})
_FROM: Final = "from"
_WHOLE: Final = "whole"
_WRONG: Final = "wrong"


def is_borne(look: Look, assertion: Assertion) -> bool:
    """Whether it is true by the kind of what is cited, though no cited fact says it in such words."""
    ways = (
        _is_forbidden,
        _is_bounded,
        _is_as_filed,
        _is_disputed,
        _is_one_item,
        _counts_all,
        _asks_all,
        _is_of_its_case,
        _is_beyond,
        _is_none_beyond,
        _is_none_received,
    )
    return any(so(look, assertion) for so in ways)


def _is_of_its_case(look: Look, assertion: Assertion) -> bool:
    """What the kind of claim says: purchases, where a rebate is on these; that a payment or an answer came, whose day is checked."""
    if not assertion.positive:
        return False
    names = {f.name for f in look.cited.facts}
    match assertion.predicate:
        case "bought":
            return bool(names & _ON_PURCHASES)
        case "delivered":
            ahead = {role for start, _, role in look.reading.role_spots if start < assertion.at}
            goods = any(f.unit and not f.currencies for f in figures_of(look)) or "delivered" in ahead
            timed = bool(look.reading.days) or any(a.predicate in _TIMED for a in look.reading.assertions)
            return not goods and bool(ahead & _COMING) and timed
        case "whole_contested":
            return look.situation.asked == look.situation.deducted
        case "confirmed":
            return bool(look.cited.says("acknowledged", positive=True)) and any(r == "notified" for _, _, r in look.reading.role_spots)
        case "reached":
            return _is_reached(look)
        case "approved" | "accepted" | "agreed":
            told = {role for _, _, role in look.reading.role_spots}
            return "granted" in names and bool(told & {"disputed", "asked", "asked_before", "filed"})
        case "covered":
            return bool(names & _DATES) and bool(look.reading.days)
        case _:
            return False


def _is_reached(look: Look) -> bool:
    """The cited growth or base is as large as each cited threshold from which a tier begins."""
    have = [f.amount for f in look.cited.facts if f.name in _MEASURED and f.amount is not None]
    steps = [
        g.fact.amount
        for g in look.cited.grounds
        if g.fact.name not in _MEASURED and g.fact.amount is not None and any("threshold" in f.roles for f in g.figures)
    ]
    return len(have) == 1 and bool(steps) and all(step <= have[0] for step in steps)


def _is_none_beyond(look: Look, assertion: Assertion) -> bool:
    """`rien facturé au-delà du prix approuvé`, of what a cited fact counts none of."""
    if assertion.predicate not in {"more_than", "exceeds", "in_excess"} or assertion.denials != 1:
        return False
    return any(f.amount == 0 and f.name.startswith(_ABOVE) for f in look.cited.facts)


def _is_none_received(look: Look, assertion: Assertion) -> bool:
    """`Ninguna de las 48 unidades facturadas consta como recibida`: of which a cited fact has none received, and that many billed."""
    if assertion.predicate not in {"invoiced", "received", "booked"} or not any(
        f.name == "received" and f.amount == 0 for f in look.cited.facts
    ):
        return False
    counts = [f for f in figures_of(look) if f.unit and not f.currencies]
    denied = [word for word in look.reading.small if word in look.lexicon.negators - look.lexicon.paired]
    told = {role for _, _, role in look.reading.role_spots} | {a.predicate for a in look.reading.assertions}
    billed = len(counts) == 1 and any("invoiced" in f.roles for _, f in matches(look, counts[0], values_alone=False))
    return billed and len(denied) in {1, 2} and bool(told & {"received", "booked"}) and "invoiced" in told


def _is_beyond(look: Look, assertion: Assertion) -> bool:
    """`25,65, le fret facturé au-delà du tarif`, `37,10, la part qui dépasse le montant autorisé`: the one amount is what is too much."""
    if assertion.predicate not in {"more_than", "exceeds", "in_excess"} or not assertion.positive or assertion.denials:
        return False
    figures = [f for f in figures_of(look) if not f.unit or f.currencies]
    if len(figures) != 1 or figures[0].at > assertion.at or not figures[0].currencies:
        return False
    behind = {role for start, _, role in look.reading.role_spots if start >= assertion.at}
    by_terms = any(f.roles & _BEYOND for _, f in matches(look, figures[0], values_alone=False))
    return by_terms and (not behind or bool(behind & _TERMS))


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
    asked = look.situation.asked
    if assertion.positive or first < 0 or any(first < f.at < clause.stop and asked not in f.values for f in look.reading.figures):
        return False
    done = look.cited.says(assertion.predicate, positive=True)
    return bool(done) and bool(look.cited.says("wrong", positive=True))
