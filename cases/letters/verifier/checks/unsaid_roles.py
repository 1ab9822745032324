"""In a language that is checked closely: what a figure or day is that a sentence gives without saying for what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import Final

from cases.letters.brief import Fact, FactKind
from cases.letters.verifier.checks.figures import figures_of
from cases.letters.verifier.checks.hinted import is_plain
from cases.letters.verifier.checks.reckoned import reckoned
from cases.letters.verifier.checks.relations import comes_out
from cases.letters.verifier.look import Look
from cases.letters.verifier.pieces import Day, Figure
from cases.letters.verifier.support import Grounds
from cases.letters.verifier.verdict import Remark, Severity

_RATES: Final = frozenset({"rate", "share", "agreed_discount"})
"""Rates that a letter gives without a word of their own."""
_SHORT: Final = 3
_MOST: Final = 6
"""Figures of a sentence that are held against each other."""


def without_role(look: Look, spot: Figure | Day, found: Sequence[tuple[Grounds, frozenset[str]]]) -> Iterator[Remark]:
    """Said for nothing in particular, it has to be what a cited fact says in these words, or a rate, a term of a computation, a label."""
    if isinstance(spot, Figure) and (spot.at in reckoned(look.reading, look.lexicon.little) or _is_third(look, spot)):
        return
    if any(_says_so(look, spot, g) or _is_worked_out(look, spot, g) for g, _ in found) or _is_term(look, spot, found):
        kinds: list[frozenset[str]] = []
        whole = {look.lexicon.grammar.whole} if look.lexicon.grammar else set()
        for roles in (r - whole for _, r in found):
            if roles and not any(roles & kind for kind in kinds):
                kinds.append(roles)
        if len(kinds) > 1 and not _is_term(look, spot, found):
            told = " or ".join(named(kind) for kind in kinds[:3])
            yield left_open(look, spot.text, f"{spot.text} could be {told}: say which", found)
        return
    if not is_plain(look, spot, found):
        yield left_open(look, spot.text, f"what {spot.text} is cannot be told from the wording", found)


def _is_third(look: Look, figure: Figure) -> bool:
    """`deducting 20.00 from sales of 120.00, the base is 100.00`: two others make it, and what these are is told."""
    known = [(f, min(f.values)) for f in figures_of(look) if len(f.values) == 1 and f.at != figure.at][:_MOST]
    if len(figure.values) != 1:
        return False
    (own,) = figure.values
    for (one, a), (other, b) in combinations(known, 2):
        told = (one.roles, other.roles)
        if all(told) and own in {a + b, abs(a - b)}:
            return True
    return False


def _is_worked_out(look: Look, spot: Figure | Day, grounds: Grounds) -> bool:
    """True for a figure of a sum or product in words that comes out, where the facts are worked out from each other so."""
    if not isinstance(spot, Figure) or not comes_out(spot, look.reading.figures):
        return False
    cited = {f.number for f in look.cited.facts}
    of = grounds.fact
    return bool(of.formula and cited & set(of.rests_on)) or _is_rested_on(look, of)


def _is_rested_on(look: Look, fact: Fact) -> bool:
    return any(f.formula and fact.number in f.rests_on for f in look.cited.facts)


def in_computation(look: Look, spot: Figure | Day) -> bool:
    """A figure or day of a computation in signs."""
    return any(look.reading.tokens[i].kind == "operator" for c in look.reading.clauses if spot.at in c for i in c)


def _is_term(look: Look, spot: Figure | Day, found: Sequence[tuple[Grounds, frozenset[str]]]) -> bool:
    """A figure of a computation in signs; a count is one that a cited result rests on, where a cited fact is worked out at all."""
    if not in_computation(look, spot):
        return False
    is_count = isinstance(spot, Figure) and bool(spot.unit)
    worked_out = any(f.formula and f.rests_on for f in look.cited.facts)
    return not (is_count and worked_out) or any(_is_rested_on(look, g.fact) for g, _ in found)


def _says_so(look: Look, spot: Figure | Day, grounds: Grounds) -> bool:
    """True where the words around it are the fact's own: a statement's, or those of a label that the lexicon has no role for."""
    fact, reading = grounds.fact, look.reading
    if fact.kind is FactKind.STATEMENT:
        around = {w for w in reading.small[max(0, spot.at - 2) : spot.at + 3] if len(w) > 1} & grounds.words
        return bool(around) or fact.value.casefold() in reading.text.casefold()
    if fact.kind is FactKind.RATE and isinstance(spot, Figure):
        # growth, a surcharge or the rate that was billed is told in words of its own
        own = {w for w in fact.label.casefold().split() if len(w) > _SHORT} - {"rate"} if fact.name not in _RATES else set()
        return spot.unit == "percent" and (not own or bool(own & set(reading.small)))
    plain = look.lexicon.grammar.single if look.lexicon.grammar else frozenset()
    label = {w.removesuffix("s") for w in grounds.words if len(w) > 3 and w not in plain}
    roles = frozenset().union(*(f.roles for f in grounds.figures), *(d.roles for d in grounds.days))
    has_roles = bool(roles - {look.lexicon.grammar.whole if look.lexicon.grammar else ""})
    return not has_roles and bool(label) and label <= {w.removesuffix("s") for w in reading.small}


def left_open(look: Look, text: str, message: str, found: Iterable[tuple[Grounds, object]]) -> Remark:
    """A remark that leaves something to a person, with the facts it was held against."""
    facts = tuple(dict.fromkeys(g.fact.number for g, _ in found))[:3]
    return look.remark("roles", message, text, facts=facts, severity=Severity.UNVERIFIABLE)


def named(roles: Iterable[str]) -> str:
    """Roles in words."""
    return " and ".join(sorted({r.replace("_", " ") for r in roles})) or "anything"
