"""In languages without a grammar: figures and days of which no word tells what they are, and which the rest of the sentence makes plain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from cases.letters.brief import FactKind
from cases.letters.verifier.checks.figures import figures_of, matches
from cases.letters.verifier.checks.purer import rivals
from cases.letters.verifier.checks.shown_by import told_of
from cases.letters.verifier.look import Look, quoted
from cases.letters.verifier.pieces import Day, Figure
from cases.letters.verifier.support import Grounds
from cases.letters.verifier.verdict import Remark, Severity

_SAID_OF_ALL: Final = frozenset({"proven", "wrong", "whole", "partly", "same", "more_than", "less_than", "before", "after", "new"})
"""What is asserted of many things at once, and tells none from another."""
_VAGUE: Final = frozenset({"total", "dated", "from", "share"})
"""Roles whose words stand before anything."""

_LED: Final = 3
"""Words before a whole among which its preposition stands."""

Found = Sequence[tuple[Grounds, Figure]]


def is_plain(look: Look, figure: Figure, found: Found) -> bool:
    """Whether the sentence leaves no doubt of what it is, though no word beside it says so."""
    steps = [(g, f) for g, f in found if g.fact.kind is not FactKind.STATEMENT]
    return bool(steps) and (
        _is_asserted(look, figure, steps) or _is_all_that_is_told(look, figure, steps) or _goes_with_another(look, figure, steps)
    )


def is_plain_beside(look: Look, one: Figure, other: Figure) -> bool:
    """One of the two says nothing, and the sentence makes it plain all the same."""
    return any(not told_of(look, f) and is_plain(look, f, matches(look, f, values_alone=False)) for f in (one, other))


def are_told_alike(look: Look, one: Figure, other: Figure) -> bool:
    """`270 units by packing list, 360 units by packing list`: what one is the other is as well, and nothing named is of one alone."""
    found = (matches(look, figure, values_alone=False) for figure in (one, other))
    ours, theirs = ({g.fact.name for g, _ in own if g.fact.kind is not FactKind.STATEMENT} for own in found)
    named = [f.name for f in look.cited.facts if f.kind is FactKind.IDENTIFIER and str(f.value) in look.reading.literals]
    return len(ours) == 1 and ours == theirs and len(named) == len(set(named)) and len(look.reading.days) <= 1


def nothing_told(look: Look) -> Iterator[Remark]:
    """`Les retours ont été déduits de l'assiette`: a verb of what figures are, without a figure, a day, a number or an assertion."""
    reading = look.reading
    is_checked = reading.figures or reading.days or reading.literals or reading.codes or reading.quotes or reading.assertions
    asks = not look.lexicon.requests.isdisjoint(reading.small)
    if reading.role_spots and not is_checked and not asks and not look.is_list_of_attachments and not quoted(look):
        start, end, _ = reading.role_spots[0]
        text = " ".join(reading.small[start:end])
        yield look.remark("unclear", f'whether "{text}" holds cannot be checked', text, severity=Severity.UNVERIFIABLE)


def is_plain_day(look: Look, day: Day) -> bool:
    """`les 95,07 que vous avez accordés le 16 septembre`: a word of its clause says what of all days of the brief this one alone is."""
    clause = _clause(look, day.at)
    if any(d.at in clause and d is not day for d in look.reading.days) or not look.lexicon.negators.isdisjoint(_small(look, clause)):
        return False
    have = frozenset().union(*(d.roles for g in look.cited.grounds for d in g.days if d.days & day.days)) - _VAGUE
    others = frozenset().union(*(d.roles for g in look.known.grounds.values() for d in g.days if not d.days & day.days))
    told = frozenset(role for start, _, role in look.reading.role_spots if start in clause)
    return bool(told & have - others)


def is_counted(look: Look, figure: Figure) -> bool:
    """A count by the facts, though no unit is said."""
    return not figure.currencies and any(g.fact.kind is FactKind.COUNT for g, _ in matches(look, figure, values_alone=False))


def told_of_claims(look: Look, figure: Figure) -> frozenset[str]:
    """`La ristourne de 11 981 a été réclamée deux fois`: what was claimed, by its name, which says of no rebate that it was earned."""
    clause = _clause(look, figure.at)
    taken = any(role == "deducted" and start in clause for start, _, role in look.reading.role_spots)
    again = bool(look.cited.says("taken_before", positive=True)) and any(a.predicate == "taken_before" for a in look.reading.assertions)
    is_rebate = look.known.brief.claim.value.startswith("rebate")
    return (frozenset({"earned"}) if taken and is_rebate else frozenset()) | (frozenset({"excess"}) if again else frozenset())


def _is_asserted(look: Look, figure: Figure, found: Found) -> bool:
    """`vous en avez enregistré 54`, `15,07 était en vigueur`: what its fact asserts, and none that it could be taken for."""
    clause = _clause(look, figure.at)
    if any(f is not figure and f.at in clause and _is_alike(f, figure) for f in figures_of(look)):
        return False
    if not look.lexicon.negators.isdisjoint(_small(look, clause)) or not _fits_clause(look, clause, found):
        return False
    others = frozenset().union(*(g.asserted for g, _ in rivals(look, figure, list(found))))
    own = frozenset().union(*(g.asserted for g, _ in found)) - others - _SAID_OF_ALL
    return any(a.predicate in own and a.positive and not a.denials for a in look.reading.assertions if a.at in clause)


def _is_all_that_is_told(look: Look, figure: Figure, found: Found) -> bool:
    """`Quantité livrée et quantité facturée coïncident, à savoir 66 unités`: the only one of its sort, and all that is said fits it."""
    if any(f is not figure and _is_alike(f, figure) for f in figures_of(look)) or not look.lexicon.negators.isdisjoint(look.reading.small):
        return False
    own = _roles(found)
    theirs = frozenset().union(
        *(f.roles for other in figures_of(look) if other is not figure for _, f in matches(look, other, values_alone=False)),
        *(d.roles for day in look.reading.days for g in look.cited.grounds for d in g.days if d.days & day.days),
    )
    told = list(_said(look, range(len(look.reading.small))))
    return any(t & own for t in told) and all(t & (own | theirs) for t in told)


def _goes_with_another(look: Look, figure: Figure, found: Found) -> bool:
    """`120 unités sont en cause, ce qui représente 1 998,00`: an amount of which one alone is what the count is told to be, or the like."""
    others = [f for f in figures_of(look) if f is not figure]
    if any(_is_alike(f, figure) and not _leads_as_whole(look, f, figure) for f in others) or not _fits_clause(
        look, _clause(look, figure.at), found
    ):
        return False
    told = frozenset().union(*(told_of(look, f) & _roles(matches(look, f, values_alone=False)) for f in others)) - _VAGUE
    shared = told & _roles(found)
    return bool(shared) and not any(shared & f.roles for _, f in rivals(look, figure, list(found)))


def _leads_as_whole(look: Look, whole: Figure, part: Figure) -> bool:
    """`De los 39.157,56 que solicitamos, 19.950,84 corresponden a B0…`: the larger one stands ahead, and the other is a part of it."""
    words = look.reading.small[max(0, whole.at - _LED) : whole.at]
    return whole.at < part.at and max(part.values) < max(whole.values) and not (look.lexicon.of | look.lexicon.adjoining).isdisjoint(words)


def _fits_clause(look: Look, clause: range, found: Found) -> bool:
    """No word of the clause says what neither the figure nor another one of it is."""
    beside = [f for f in figures_of(look) if f.at in clause]
    own = _roles(found).union(*(_roles(matches(look, f, values_alone=False)) for f in beside))
    own |= frozenset().union(*(d.roles for day in look.reading.days for g in look.cited.grounds for d in g.days if d.days & day.days))
    return all(told & own for told in _said(look, clause))


def _said(look: Look, part: range) -> Iterator[frozenset[str]]:
    """What each word or phrase of the part can say that a figure is."""
    spots: dict[tuple[int, int], set[str]] = {}
    for start, end, role in look.reading.role_spots:
        if start in part:
            spots.setdefault((start, end), set()).add(role)
    yield from (frozenset(roles) for roles in spots.values() if roles - _VAGUE)


def _roles(found: Found) -> frozenset[str]:
    return frozenset().union(*(f.roles for _, f in found)) - {"total"}


def _is_alike(one: Figure, other: Figure) -> bool:
    return bool(one.currencies) is bool(other.currencies) and (one.unit == "percent") is (other.unit == "percent")


def _clause(look: Look, at: int) -> range:
    return next((c for c in look.reading.clauses if at in c), range(0))


def _small(look: Look, clause: range) -> tuple[str, ...]:
    return look.reading.small[clause.start : clause.stop]
