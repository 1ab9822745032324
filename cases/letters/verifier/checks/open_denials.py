"""Where what a sentence says or denies may be said of another thing than the facts have it of: a person looks whether it is."""

from __future__ import annotations

from typing import Final

from cases.letters.verifier.checks.figures import figures_of, matches
from cases.letters.verifier.doing import turn
from cases.letters.verifier.look import Look
from cases.letters.verifier.pieces import Assertion, Figure
from cases.letters.verifier.tokens import fold

_MODAL_REACH: Final = 3
"""Words before a verb among which a modal stands."""
_AUXILIARIES: Final = 3
"""Words between a denial and the verb that it denies."""
_NO: Final = "no"
_CHARGES: Final = frozenset({"charge", "fee", "deduction"})
_SIZES: Final = frozenset({"more_than", "larger_tier", "smaller_tier", "less_than"})
_NOTED: Final = "noted_short"
_RECEIVER: Final = "receiver_name"
_GRANTABLE: Final = frozenset({"agreed", "earned", "authorised", "approved_cost", "sold", "cap"})
"""Roles of what a letter itself says is right."""
_IN_DISPUTE: Final = frozenset({"disputed", "sought", "asked", "recoverable"})
_TAKEN: Final = frozenset({"deducted", "short"})


def of_nothing(look: Look, assertion: Assertion) -> bool:
    """`Nothing invoiced above the order`: it is the thing that there is none of, not the verb that is denied."""
    grammar = look.lexicon.grammar
    before = look.reading.small[max(0, assertion.at - _MODAL_REACH) : assertion.at]
    return grammar is not None and not assertion.positive and not grammar.little.nothings.isdisjoint(before)


def is_loosely_denied(look: Look, assertion: Assertion) -> bool:
    """Whether a denial may be of something else: a person looks whether it is.

    `What was withheld was not yours to keep`, `it cannot be deducted twice`, `noted no exception`, `none of the 20.00 taken was right`,
    and what is said of a charge, not of what it is for: `the charge follows a larger tier`.
    """
    small, negators, grammar = look.reading.small, look.lexicon.negators, look.lexicon.grammar
    clause = next((c for c in look.reading.clauses if assertion.at in c), range(0))
    before = [n for n in range(clause.start, assertion.at) if small[n] in negators]
    if turn(look, "more") is not None:
        # "und mehr haben wir nicht berechnet"
        return True
    if before and any(f.unit and before[-1] < f.at < assertion.at and _is_of_them(look, f) for f in figures_of(look)):
        # `no receipt of the 48 units that we billed`, "keine der 48 berechneten Einheiten": goods are what there is none of
        return True
    if grammar is None:
        return look.lexicon.denies_ahead and not assertion.positive and _is_of_counted(look, assertion)
    little = grammar.little
    if any(small[n] in little.nothings for n in range(clause.start, assertion.at)):
        return True
    end = assertion.at + len(assertion.text.split())
    if assertion.positive:
        ahead = small[clause.start : assertion.at]
        charged = not (little.billed.isdisjoint(ahead) and _CHARGES.isdisjoint(ahead))
        return small[end : end + 1] == (_NO,) or (assertion.predicate in _SIZES and charged)
    return not before or any(small[n] in little.modal or small[max(0, n - 1)] in little.modal for n in before)


def _is_of_counted(look: Look, assertion: Assertion) -> bool:
    """`aucune des 48 unités facturées`: the participle says which units are counted, and what is denied stands elsewhere."""
    return any(
        0 < assertion.at - f.at <= _MODAL_REACH and assertion.at - f.at < _MODAL_REACH + bool(f.currencies) for f in figures_of(look)
    )


def _is_of_them(look: Look, figure: Figure) -> bool:
    """`none of the 48 units`: a word for of stands before the figure, an article between or not."""
    small, grammar = look.reading.small, look.lexicon.grammar
    articles = grammar.articles | grammar.determiners if grammar else frozenset[str]()
    at = figure.at - 1
    while at > 0 and small[at] in articles:
        at -= 1
    return at >= 0 and small[at] in look.lexicon.of


def names_a_thing(look: Look, assertion: Assertion) -> bool:
    """`had not been updated to the approved cost`, `the cartons noted missing`: the word is part of what a thing is called.

    What is called so by some fact of the brief is not said anew there, nor denied by a denial of what happens to it.
    """
    small, negators = look.reading.small, look.lexicon.negators
    names = {
        role
        for start, end, role in look.reading.role_spots
        if start <= assertion.at < end and end - start > 1 and negators.isdisjoint(small[max(0, start - _AUXILIARIES) : end])
    }
    return any(names & f.roles for g in look.known.grounds.values() for f in g.figures)


def of_another_matter(look: Look, against: tuple[int, ...]) -> bool:
    """`and the agreement does not allow that`: facts say the opposite of figures or days that the sentence does not name."""
    facts = [look.known.grounds[number] for number in against if number in look.known.grounds]
    values = frozenset().union(*(f.values for f in look.reading.figures))
    days = frozenset().union(*(d.days for d in look.reading.days))
    told = [bool(any(f.values & values for f in g.figures) or any(d.days & days for d in g.days)) for g in facts]
    measured = [bool(g.figures or g.days) for g in facts]
    return bool(facts) and all(measured) and not any(told)


def is_said_by_us(look: Look, assertion: Assertion) -> bool:
    """Of a guarded assertion that no fact makes, what a person may allow.

    `我方认可其中的5068`: what the letter itself grants, and does not dispute. `it was signed for by J. Smith`, where a cited fact has
    the name as that of who received. `there was no shortage`, where as much came as was billed.
    """
    if assertion.predicate == "granted":
        return grants_the_rest(look)
    if assertion.predicate == "signed":
        return any(f.name == _RECEIVER and fold(f.value) in look.reading.literals for f in look.cited.facts)
    return assertion.predicate in {"short", "missing"} and not assertion.positive and _all_came(look)


def _all_came(look: Look) -> bool:
    """Cited facts have as many units proven delivered as invoiced."""
    billed, came = (
        {v for g in look.cited.grounds for f in g.figures if role in f.roles and not f.currencies for v in f.values}
        for role in ("invoiced", "delivered")
    )
    return bool(billed & came)


def grants_the_rest(look: Look) -> bool:
    """`we accept 733.60 of the 770.70 and dispute the rest`: what is granted is not what the letter disputes, for a person to allow.

    A figure that cited facts have for what is right, or as noted short, stands in the sentence, or one in dispute that is a part.
    """
    found = [f for figure in figures_of(look) for _, f in matches(look, figure, values_alone=False)]
    noted = any(a.predicate == _NOTED for a in look.reading.assertions) and bool(look.cited.says(_NOTED, positive=True))
    parts = any(f.roles & _IN_DISPUTE and not f.roles & _TAKEN for f in found) and look.situation.asked < look.situation.deducted
    return noted or parts or any(f.roles & _GRANTABLE and not f.roles & _IN_DISPUTE for f in found)
