"""In languages without a grammar: denials that the facts bear out though they deny nothing that the lexicon knows as an assertion."""

from __future__ import annotations

from typing import Final

from cases.letters.verifier.checks.figures import figures_of, matches
from cases.letters.verifier.look import Look, spotted
from cases.letters.verifier.pieces import Assertion, Figure
from cases.letters.verifier.support import BY_TERMS

_RIGHT: Final = frozenset({"due", "earned", "agreed", "authorised", "payout"})
"""What the retailer says of what it took, and the letter denies."""
_TAKEN: Final = frozenset({"deducted", "asked", "claimed_before", "excess"})
_REACH: Final = 5
"""Words behind a denial among which stands what is denied."""
_MISSING: Final = frozenset({"short", "missing"})
_WHOLE: Final = frozenset({"invoiced"})
_CAME: Final = frozenset({"delivered", "signed_for", "on_board"})
_REST: Final = frozenset({"disputed"})
_PART: Final = 1
_NEXT: Final = 2


def is_plain_denial(look: Look, words: str) -> bool:
    """Whether what is denied here is what the letter stands for, or what the figures beside it show."""
    at = _place(look, words)
    if at < 0:
        return False
    clause = next((c for c in look.reading.clauses if at in c), range(0))
    if sum(1 for n in clause if look.reading.small[n] in look.lexicon.negators - look.lexicon.paired) > _PART:
        return False
    if _is_not_owed(look, at):
        return True
    told = {role for start, _, role in spotted_roles(look) if at < start <= at + _REACH and start in clause}
    if _is_unequal(look, at):
        return True
    ways = (_is_not_due(look, clause, told), _is_whole(look, told), _is_the_rest(look, clause, told), _is_unpaid(look, at, told))
    return bool(told) and any(ways)


def _place(look: Look, words: str) -> int:
    first = words.casefold().split()[0]
    return next((n for n, word in enumerate(look.reading.small) if word == first), -1)


def _is_not_due(look: Look, clause: range, told: set[str]) -> bool:
    """`les 15 247,90 n'étaient pas acquis`, `la part de l'escompte qui n'était pas due`: of what the letter asks back, and nothing else."""
    every = [f for f in figures_of(look) if f.currencies]
    amounts = every if len(every) == 1 else [f for f in every if f.at in clause]
    to_us = look.lexicon.frames.to_us if look.lexicon.frames is not None else frozenset()
    is_ours = not to_us.isdisjoint(look.reading.small[clause.start : clause.stop])
    return bool(told & _RIGHT) and bool(amounts) and not is_ours and all(_is_asked_alone(look, f) for f in amounts)


def _is_not_owed(look: Look, at: int) -> bool:
    """`nous ne devons pas les 101,43 déduits`: who writes owes nothing of what is asked back."""
    owing = look.lexicon.frames.owing if look.lexicon.frames is not None else frozenset()
    amounts = [f for f in figures_of(look) if f.currencies]
    beside = look.reading.small[max(0, at - 1) : at + _NEXT]
    return not owing.isdisjoint(beside) and bool(amounts) and all(_is_asked_alone(look, f) for f in amounts)


def _is_asked_alone(look: Look, figure: Figure) -> bool:
    """The amount asked back, where no cited fact has as much for what the terms set: of twice what was due, half is either."""
    by_terms = any(g.fact.name in BY_TERMS for g, _ in matches(look, figure, values_alone=False))
    return look.situation.asked in figure.values and not by_terms


def _is_unequal(look: Look, at: int) -> bool:
    """`11,01 no coincide con los 10,48 que se habían pagado`: two amounts that cited facts have, and that are not alike."""
    equalling = look.lexicon.frames.equalling if look.lexicon.frames is not None else frozenset()
    amounts = [f for f in figures_of(look) if f.currencies]
    known = all(matches(look, f, values_alone=False) for f in amounts)
    one_each = len(amounts) == _NEXT and not amounts[0].values & amounts[1].values and amounts[0].at < at < amounts[1].at
    return known and one_each and not equalling.isdisjoint(look.reading.small[max(0, at - 1) : at + _NEXT])


def _is_unpaid(look: Look, at: int, told: set[str]) -> bool:
    """`siguen sin pagar 2.848,67`: an amount that cited facts have as still owed, and as paid by none."""
    amounts = [f for f in figures_of(look) if f.currencies and abs(f.at - at) <= _REACH]
    near = min(amounts, key=lambda f: abs(f.at - at), default=None)
    have = frozenset().union(*(f.roles for _, f in matches(look, near, values_alone=False))) if near is not None else frozenset()
    return "paid" in told and bool(have & {"open", "owed"}) and "paid" not in have


def _is_whole(look: Look, told: set[str]) -> bool:
    """`Il ne manquait aucune unité : 66 facturées, 66 livrées`: as many came as were billed, by what is said."""
    if not told & _MISSING:
        return False
    return came_whole(look)


def came_whole(look: Look) -> bool:
    """The sentence has two counts of one value, of which cited facts have one for what was billed and the other for what came."""
    counts = [f for f in figures_of(look) if not f.currencies]
    values = {min(f.values) for f in counts}
    roles = frozenset().union(*(f.roles for figure in counts for _, f in matches(look, figure, values_alone=False)))
    return len(values) == _PART and len(counts) > _PART and bool(roles & _WHOLE) and bool(roles & _CAME)


def _is_the_rest(look: Look, clause: range, told: set[str]) -> bool:
    """`nous contestons 84 et ne contestons pas les autres`: the rest is more than nothing, by what was taken or said to be missing."""
    if not told & _REST or any(f.at in clause and f.at > _first(look, clause) for f in figures_of(look)):
        return False
    rest = look.lexicon.frames.the_rest if look.lexicon.frames is not None else frozenset()
    if rest.isdisjoint(look.reading.small[clause.start : clause.stop]):
        return False
    of_part = [f for f in figures_of(look) if any(r.roles & _REST for _, r in matches(look, f, values_alone=False))]
    wholes = [f for f in figures_of(look) if f not in of_part]
    return any(max(w.values) > max(p.values) and bool(w.currencies) is bool(p.currencies) for p in of_part for w in wholes)


def _first(look: Look, clause: range) -> int:
    return next((at for at in clause if look.reading.small[at] in look.lexicon.negators), clause.start)


def is_borne_denial(look: Look, assertion: Assertion) -> bool:
    """The same for what the lexicon knows as an assertion: `aucun manquant`, `non contestiamo il resto`."""
    if assertion.positive or assertion.denials > _PART:
        return False
    clause = next((c for c in look.reading.clauses if assertion.at in c), range(0))
    if assertion.predicate in _MISSING:
        return came_whole(look)
    if assertion.predicate in _REST:
        return _is_the_rest(look, clause, set(_REST))
    roles = {role for start, end, role in spotted_roles(look) if start <= assertion.at < end}
    return assertion.predicate in {"paid", "agreed"} and _is_not_due(look, clause, roles)


def spotted_roles(look: Look) -> list[tuple[int, int, str]]:
    """Where words of roles stand, each with one meaning."""
    return [(s, e, one) for s, e, roles in spotted(look, "role_index") for one in roles.split("|")]
