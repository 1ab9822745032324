"""Little words that the cited facts, the kind of letter or the request around them settle: `again`, `any`, `remaining`, `should`."""

from __future__ import annotations

from cases.letters.brief import DraftKind
from cases.letters.verifier.checks.figures import PLACES, matches
from cases.letters.verifier.grammar import Grammar
from cases.letters.verifier.look import Look
from cases.letters.verifier.pieces import Figure
from cases.letters.verifier.support import BY_TERMS, TAKEN

_TAKEN_BEFORE = "taken_before"
_WRONG = "wrong"
_BACK = "demanded_back"
_REACH = 4
"""Words between a word that says that something is a part and the figure of the part."""
_ASKED = "asked"
_WHY = "why"


def is_settled(look: Look, at: int) -> bool:
    """True for a word that would be for a person, had the facts or the sentence not settled what it says."""
    grammar, word = look.lexicon.grammar, look.reading.small[at]
    if grammar is None:
        return False
    little = grammar.little
    if word in little.modal:
        return at in look.reading.asking or is_argued(look, at)
    if word in little.whatever:
        return _is_denied_before(look, at) or at in look.reading.asking
    if word in little.repeating:
        return look.known.brief.draft is DraftKind.RE_DISPUTE or bool(look.cited.says(_TAKEN_BEFORE, positive=True))
    if word in little.so_far:
        # `was already over`: what is said behind it is what a cited fact says
        behind = [a for a in look.reading.assertions if at < a.at < at + _REACH]
        return any(a.positive and bool(look.cited.says(a.predicate, positive=True)) for a in behind[:1])
    if word in little.leftover:
        return _names_part(look, at)
    return word in little.more_of and (at in look.reading.asking or look.known.brief.draft is DraftKind.SETTLEMENT)


def is_argued(look: Look, at: int) -> bool:
    """True for a verb of what can or ought to be that is the letter's own argument: what who writes can do, what was wrong, is due back.

    `we can show`, `should not have been taken`, `must be repaid`, `can be shown`, `should have been 20.00`.
    """
    grammar, small = look.lexicon.grammar, look.reading.small
    if grammar is None:
        return False
    little, verb, denied = grammar.little, at + 1, small[at] in look.lexicon.negators
    while verb < len(small) and (small[verb] in look.lexicon.negators or small[verb] in grammar.meanwhile or small[verb] in little.been):
        denied |= small[verb] in look.lexicon.negators
        verb += 1
    follows = small[verb] if verb < len(small) else ""
    was = grammar.little.perfect.intersection(small[at + 1 : verb])
    passive = any(small[n] in little.been for n in range(at + 1, min(verb, len(small))))
    if _is_said_by_us(look, at, grammar) or (small[at - 1] in grammar.number_joins and _is_said_by_us(look, at, grammar, back=True)):
        return follows in little.stances
    if was and small[at] in grammar.little.doubting:
        # `may have been signed`
        return False
    if denied:
        return bool(look.cited.says(_WRONG, positive=True))
    if passive and (follows in little.giving_back or follows in little.shown):
        return follows in little.shown or bool(look.cited.says(_BACK, positive=True))
    if passive and look.reading.tokens[min(verb, len(small) - 1)].kind in {"number", "currency"}:
        return _is_by_terms(look, verb)
    return not was and any(f.name == _WHY for f in look.cited.facts)


def _is_by_terms(look: Look, at: int) -> bool:
    """`should have been 20.00 instead of 24.00`: what the terms give, and no more than one other figure, what was taken."""
    grammar = look.lexicon.grammar
    figures = [f for f in look.reading.figures if f.at >= at]
    names = [{g.fact.name for g, _ in matches(look, f, values_alone=False)} for f in figures[:2]]
    settles = look.known.brief.draft is DraftKind.SETTLEMENT and bool(names) and _ASKED in names[0]
    if grammar is None or not names or (names[0].isdisjoint(BY_TERMS) and not settles):
        return False
    between = look.reading.small[figures[0].at : figures[1].at] if figures[1:] else ()
    return grammar.little.contrasting.isdisjoint(between) or not names[1].isdisjoint(TAKEN)


def _is_said_by_us(look: Look, at: int, grammar: Grammar, *, back: bool = False) -> bool:
    """Who writes stands before the modal: `we can`, `our client would`; `back`: at the head of the sentence, `I write and would like`."""
    if back:
        return look.reading.small[0] in grammar.little.writing
    ahead = at - 1
    while ahead >= 0 and look.reading.small[ahead] in grammar.meanwhile:
        ahead -= 1
    return ahead >= 0 and look.reading.small[ahead] in grammar.little.writing


def _is_denied_before(look: Look, at: int) -> bool:
    """`without any exception`: a denial stands before it in its clause."""
    clause = next((c for c in look.reading.clauses if at in c), range(0))
    return any(look.reading.small[place] in look.lexicon.negators for place in range(clause.start, at))


def _names_part(look: Look, at: int) -> bool:
    """A figure beside it is smaller than another one of its kind in the brief: `the remaining 20.00`."""
    beside = [f for f in look.reading.figures if at - _REACH - 2 <= f.at <= at + _REACH + 1 and f.unit not in PLACES]
    return any(is_part(look, figure) for figure in beside)


def is_part(look: Look, figure: Figure) -> bool:
    """True where a fact of the brief is larger and counts or pays the same."""
    own = [f for _, f in matches(look, figure, values_alone=False)]
    kinds = {(f.unit, f.currencies) for f in own}
    larger = (f for g in look.known.grounds.values() for f in g.figures if (f.unit, f.currencies) in kinds)
    return any(max(f.values) > max(figure.values) for f in larger)
