"""A sentence whose clauses are all read as a whole, or hold on their own, needs no other reading: what is left of it is explained."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from cases.letters.brief import DraftKind
from cases.letters.verifier.checks.bearing import whose
from cases.letters.verifier.checks.compared import compares
from cases.letters.verifier.checks.figures import PLACES, items_of, matches
from cases.letters.verifier.checks.of_tiers import of_tiers
from cases.letters.verifier.composed import chunks as of
from cases.letters.verifier.composed.things import AmbiguousError, Need
from cases.letters.verifier.composed.whole import Build, build_of
from cases.letters.verifier.composed.words import ASKED, DONE
from cases.letters.verifier.look import Look, spotted
from cases.letters.verifier.pieces import Figure
from cases.letters.verifier.support import Grounds
from cases.letters.verifier.verdict import Remark, Severity
from facts.money import round_half_up

YIELDING: Final = frozenset({"roles", "framed", "wording", "loose", "fragments", "directions", "assertions", "negations"})
"""Checks that rest on single words, and yield where a sentence is understood as a whole."""
_DOUBTING: Final = frozenset({"shares", "parties"})
"""Checks that yield where they only leave it open."""
_OF_CLAIMS: Final = frozenset({"short", "on_hand", "authorised", "noted"})
"""Roles of what is counted where not all that was billed is claimed for."""
_WHOLE: Final = "whole"
_GIVEN_BACK: Final = "given_back"
_SENT_BACK: Final = "sent_back"
_TOTAL: Final = "total"
_REPEATED: Final = "repeated"
_TAKEN_BEFORE: Final = "taken_before"
_PACKED: Final = frozenset({"carton", "case", "pallet"})
"""Units of which facts count what they speak of."""
_SETTLING: Final = "settling"
_PART: Final = frozenset({"sought", "excess"})
_TAKEN: Final = "deducted"
_TERMS: Final = frozenset({"due", "earned", "agreed"})
_COUNTED: Final = frozenset({"line", "item"})
"""Units of what a letter counts for itself: the unit says what is counted."""
_HUNDRED: Final = Decimal(100)
_ALIKE: Final = tuple(
    (frozenset({a}), frozenset(b))
    for pair in ((("disputed",), ("worth", "sought")), (("short",), ("deducted",)), (("authorised",), ("authorised",)))
    for a, b in ((pair[0][0], pair[1]), *((money, pair[0]) for money in pair[1]))
)
"""Roles of units, and of the amounts that are theirs, both ways."""
_NOTHING: Final = frozenset({Decimal(0), Decimal(1)})
_CENTS: Final = 2
_TWO: Final = 2
_PERCENT: Final = "percent"
_EACH: Final = "per_unit"
_BY_ONE: Final = frozenset({"loose", "fragments"})
"""Checks that say what is told for each of something."""
_COMPARING: Final = frozenset({"more_than", "less_than"})

Alone = Callable[[Look, str], bool]


def less_explained(look: Look, said: list[Remark], alone: Alone) -> list[Remark]:
    """The remarks, less those that the sentence as a whole explains; `alone` says whether a part of it holds on its own."""
    if any(not _yields(look, r) or _is_one_sided(look, r) for r in said) or _is_unheld(look):
        return said
    build = build_of(look.reading, look.lexicon.language)
    if build is None or look.is_list_of_attachments:
        return said
    try:
        return [] if _Held(look, build, alone).holds() else said
    except AmbiguousError:
        return said


def _yields(look: Look, remark: Remark) -> bool:
    """What narrows a figure, and what a word beside it surely says of it, no build of the sentence makes true."""
    if remark.check == "roles" and remark.severity is Severity.OBJECTION:
        return False
    little, grammar = look.lexicon.little, look.lexicon.grammar
    narrowing = little.repeating | little.more_of | (grammar.only if grammar is not None else frozenset())
    if remark.found.casefold() in narrowing or (remark.check == "roles" and _is_named(look, remark.found)):
        return False
    if remark.check in _BY_ONE and not little.steps.isdisjoint(remark.found.casefold().split()):
        # `on each unit`, `per carton`
        return False
    return remark.check in YIELDING or (remark.check in _DOUBTING and remark.severity is Severity.UNVERIFIABLE)


def _is_named(look: Look, text: str) -> bool:
    """`the value of the invoice`, `you still hold`, `each`: a whole phrase says of the figure what no cited fact has it for."""
    for figure in (f for f in look.reading.figures if f.text == text):
        have = frozenset().union(*(f.roles for _, f in matches(look, figure, values_alone=False)))
        for start, end, role in look.reading.role_spots:
            told = figure.roles.intersection(role.split("|"))
            if told and told.isdisjoint(have) and (end - start > 1 or _EACH in told):
                return True
    return False


def _is_one_sided(look: Look, remark: Remark) -> bool:
    """`The invoice cost exceeds the approved cost of 33.68`: what it is held against is told, what exceeds it is not."""
    held = [a for a in look.reading.assertions if a.predicate in _COMPARING and a.text == remark.found]
    return remark.check == "assertions" and any(not compares(look, a) for a in held)


def _is_unheld(look: Look) -> bool:
    """`The invoice cost is above the approved cost of 33.68`, `we were above it`: nothing cited is held against the figure that is told."""
    alone = len([f for f in look.reading.figures if f.unit not in PLACES]) < _TWO
    return alone and any(a.predicate in _COMPARING and a.positive and not compares(look, a) for a in look.reading.assertions)


@dataclass(slots=True)
class _Held:
    """A sentence while its parts are held against the cited facts."""

    look: Look
    build: Build
    alone: Alone
    done: dict[int, bool] = field(default_factory=dict)

    def holds(self) -> bool:
        """True where all of it is explained."""
        if (
            not (self.build.figures or self.build.days)
            or not self._claims_hold()
            or not self._is_borne_out()
            or any(self._is_of_another(f) for f in self.build.figures.values())
        ):
            return False
        return self._goes_on(0)

    def _is_borne_out(self) -> bool:
        """Signatures and stamps are a fact's own, and what is no figure's unit is counted in one."""
        look = self.look
        if any(True for _ in of_tiers(look)):
            return False
        guarded = {name for name, predicate in look.lexicon.predicates.items() if predicate.guarded}
        asked = {at for c in self.build.chunks if c.kind == of.VERB and c.mood == ASKED for at in range(c.start, c.end)}
        claimed = [a for a in look.reading.assertions if a.predicate in guarded and not (a.predicate == _SENT_BACK and a.at in asked)]
        if not all(look.cited.says(a.predicate, positive=a.positive) for a in claimed):
            return False
        done = {at for c in self.build.chunks if c.kind == of.VERB and c.mood == DONE for at in range(c.start, c.end)}
        given = [a for a in look.reading.assertions if a.predicate == _GIVEN_BACK and a.positive and a.at in done]
        if given and not look.cited.says(_GIVEN_BACK, positive=True):
            return False
        units = {f.unit for g in look.cited.grounds for f in g.figures} | {f.unit for f in self.build.figures.values()}
        return all(name in units for _, _, name in spotted(look, "unit_index") if name in _PACKED)

    def _is_of_another(self, figure: Figure) -> bool:
        """Where lines differ, a figure is told with its item."""
        found = self._found(figure)
        return bool(found) and any(True for _ in whose(self.look, figure, found))

    def _claims_hold(self) -> bool:
        """What asides say: `in full` of all that was taken, `a second time` of what was taken before."""
        situation, claims = self.look.situation, self.build.claims
        if _WHOLE in claims and situation.asked != situation.deducted:
            return False
        if _TOTAL in claims and not all(_TOTAL in self._have(f) for f in self.build.figures.values() if f.currencies):
            return False
        return _REPEATED not in claims or bool(self.look.cited.says(_TAKEN_BEFORE, positive=True))

    def _from(self, at: int) -> bool:
        """The rest of the sentence from this chunk on."""
        if at not in self.done:
            self.done[at] = False
            self.done[at] = any(self._goes_on(end) for end in self._ends(at))
        return self.done[at]

    def _ends(self, at: int) -> Iterator[int]:
        """Where a part that begins here and holds may end."""
        seen: set[int] = set()
        for clause in self.build.clauses(at):
            if clause.end not in seen and self._closes(clause.end) and (clause.is_request or self._borne(at, clause.end, clause.needs)):
                seen.add(clause.end)
                yield clause.end
        for end in range(at + 2, len(self.build.chunks) + 1):
            whole = at == 0 and all(c.kind == of.STOP for c in self.build.chunks[end:])
            if (
                end not in seen
                and not whole
                and self._closes(end)
                and self._is_clause(at, end)
                and self.alone(self.look, self._text(at, end))
            ):
                yield end

    def _closes(self, end: int) -> bool:
        chunk = self.build.chunk(end)
        if chunk is None or chunk.kind in {of.STOP, of.COMMA, of.JOIN}:
            return True
        return chunk.word in self.build.words.whole["connecting"]

    def _goes_on(self, end: int) -> bool:
        """Over marks and connecting words to the next part, or to the end."""
        chunks, connecting = self.build.chunks, self.build.words.whole["connecting"]
        at = end
        while at < len(chunks) and (chunks[at].kind in {of.STOP, of.COMMA, of.JOIN} or chunks[at].word in connecting):
            at += 1
        if at > end and at + 1 < len(chunks) and chunks[at].kind == of.LEADS and chunks[at + 1].kind == of.RELATIVE:
            at += 2
        return at >= len(chunks) or self._from(at)

    def _is_clause(self, at: int, end: int) -> bool:
        part = self.build.chunks[at:end]
        tokens = range(part[0].start, part[-1].end)
        says = {*self.build.figures, *self.build.days}
        is_whole = any(c.kind in {of.VERB, of.BE} for c in part) and any(c.kind == of.THING for c in part)
        return is_whole and any(token in says for token in tokens)

    def _text(self, at: int, end: int) -> str:
        tokens, chunks = self.look.reading.tokens, self.build.chunks
        start = chunks[at - 1].end if at else 0
        text = self.look.reading.text[tokens[start].start : tokens[chunks[end - 1].end - 1].end]
        return f"{text[:1].upper()}{text[1:]}."

    def _borne(self, at: int, end: int, needs: Sequence[Need]) -> bool:
        """All figures and days of the part are told, and the cited facts have each for what is told of it."""
        if not needs or not all(self._is_met(n) or self._was_taken(n, needs) for n in needs):
            return False
        tokens = range(self.build.chunks[at].start, self.build.chunks[end - 1].end)
        told = {n.figure for n in needs if n.whole >= 0 or n.is_wrong or n.terms or (n.roles and not _is_vague(n.roles))}
        told |= {f for n in needs if n.other >= 0 for f in (n.figure, n.other)} | {n.figure for n in needs if n.against >= 0}
        if not all(
            self._is_other(n.figure, [m.roles for m in needs if m.figure == n.against and m.roles]) for n in needs if n.against >= 0
        ):
            return False
        figures = {f.at for f in self.build.figures.values() if f.unit not in PLACES} | self.build.days
        return all(at in told for at in figures if at in tokens)

    def _is_met(self, need: Need) -> bool:
        if need.figure in self.build.days:
            day = next(d for d in self.look.reading.days if d.at == need.figure)
            return any(d.days & day.days and d.roles & need.roles for g in self.look.cited.grounds for d in g.days)
        figure = self.build.figures[need.figure]
        have = self._have(figure)
        if need.against >= 0 or need.terms or need.above >= 0:
            above = need.above < 0 or max(figure.values) > max(self.build.figures[need.above].values)
            comes_out = not need.terms or self._comes_out(figure, need.terms)
            return bool(self._found(figure)) and above and comes_out
        if need.is_wrong:
            return bool(have & {"sought", "excess"}) or (self.look.situation.asked in figure.values and _TAKEN in have)
        if need.paper:
            return any(need.paper in g.papers for g in self.look.cited.grounds)
        return self._has_role(need, figure, have)

    def _has_role(self, need: Need, figure: Figure, have: frozenset[str]) -> bool:
        """The figure is what is told, or belongs to the other one."""
        if _SETTLING in need.roles:
            return self.look.known.brief.draft is DraftKind.SETTLEMENT and "sought" in have
        if {"short", _TAKEN} <= need.roles and "invoiced" in have and self.build.is_goods(figure.at):
            # what is claimed for is what was billed, where nothing else is counted
            return not any(f.roles & _OF_CLAIMS for g in self.look.known.grounds.values() for f in g.figures)
        if figure.unit in _COUNTED and not figure.currencies:
            return any(f.unit == figure.unit for _, f in self._found(figure))
        if need.whole >= 0:
            return self._is_whole(figure, have, self.build.figures[need.whole])
        if need.roles <= _TERMS | {"payout"} and "sought" in have:
            # what is due by the terms is not what is due to us
            have -= {"due"}
        return bool(need.roles & have) or (need.other >= 0 and self._belongs(figure, self.build.figures[need.other], is_rate=need.is_rate))

    def _is_other(self, figure: int, told: Sequence[frozenset[str]]) -> bool:
        """What stands against a figure is none of what is told of that."""
        have = self._have(self.build.figures[figure])
        return any(not _is_vague(roles) and roles.isdisjoint(have) for roles in told)

    def _was_taken(self, need: Need, needs: Sequence[Need]) -> bool:
        """What is asked back or too much, and told as that, was deducted."""
        if _TAKEN not in need.roles or need.figure in self.build.days:
            return False
        have = self._have(self.build.figures[need.figure])
        return any(n.figure == need.figure and n.roles & have & _PART for n in needs)

    def _found(self, figure: Figure) -> list[tuple[Grounds, Figure]]:
        items = items_of(self.look, figure)
        found = matches(self.look, figure, values_alone=False)
        # `23 of the 96 units`: what has no unit is counted in that of the others
        units = {f.unit for f in self.build.figures.values() if f.unit and self.build.is_goods(f.at)} - {""}
        bare = not figure.unit and not figure.currencies and "." not in figure.text and bool(units)
        return [
            (g, f)
            for g, f in found
            if (not items or not g.fact.about or g.fact.about in items) and (not bare or not f.unit or f.unit in units)
        ]

    def _have(self, figure: Figure) -> frozenset[str]:
        return frozenset().union(*(f.roles for _, f in self._found(figure)))

    def _is_whole(self, figure: Figure, have: frozenset[str], part: Figure) -> bool:
        """`24 of 96 units`: the whole is what there can be such a part of, and is not smaller."""
        grammar = self.build.grammar
        wholes = frozenset().union(*(grammar.wholes.get(role, frozenset()) for role in self._have(part)))
        return bool(have & wholes) and max(part.values) <= max(figure.values)

    def _belongs(self, one: Figure, other: Figure, *, is_rate: bool) -> bool:
        """One is worked out from the other by the facts, or is a share of it that the sentence tells; a rate belongs to what it is of."""
        mine, theirs = {g.fact.number for g, _ in self._found(one)}, {g.fact.number for g, _ in self._found(other)}
        steps = [({f.number}, set(f.rests_on)) for f in self.look.cited.facts if f.formula]
        if self._goes_with(one, other) or self._multiplies(one, other, is_rate=is_rate):
            return True
        if not (one.currencies and other.currencies):
            # one is made from the other, or both make the same: `196 units at 1.87`
            both = is_rate and any(of_it & mine and of_it & theirs for _, of_it in steps)
            return both or any((result & mine and of_it & theirs) or (result & theirs and of_it & mine) for result, of_it in steps)
        a, b = max(one.values), max(other.values)
        shares = [max(f.values) / _HUNDRED for f in self.build.figures.values() if f.unit == _PERCENT]
        return any(_comes_to(a, b * share) or _comes_to(b, a * share) for share in shares)

    def _multiplies(self, one: Figure, other: Figure, *, is_rate: bool) -> bool:
        """The sentence has what they make, or what one makes with the other: `At 3.44 each, 285 units cost 980.40`."""
        a, b = max(one.values), max(other.values)
        rest = [(f, max(f.values)) for f in self.build.figures.values() if f.at not in {one.at, other.at} and self._found(f)]
        for third, c in rest:
            if c not in _NOTHING and (
                (is_rate and _comes_to(c, a * b) and self._is_made_of(third, one, other))
                or (_comes_to(a, b * c) and self._is_made_of(one, other, third))
                or (_comes_to(b, a * c) and self._is_made_of(other, one, third))
            ):
                return True
        return False

    def _is_made_of(self, result: Figure, *terms: Figure) -> bool:
        """A cited fact works the result out from these, and does not only happen to be as much."""
        made = [set(g.fact.rests_on) for g, _ in self._found(result) if g.fact.formula]
        of_terms = [{g.fact.number for g, _ in self._found(term)} for term in terms]
        return any(all(of_it & numbers for numbers in of_terms) for of_it in made)

    def _goes_with(self, one: Figure, other: Figure) -> bool:
        """Units with what they are worth or what was taken for them, of the same line; lines with what is asked for in all."""
        for a, b in ((one, other), (other, one)):
            if a.unit in _COUNTED and any("sought" in f.roles and not g.fact.about for g, f in self._found(b)):
                return True
        return any(
            g.fact.about == h.fact.about and any(a <= f.roles and b & e.roles for a, b in _ALIKE)
            for g, f in self._found(one)
            for h, e in self._found(other)
        )

    def _comes_out(self, figure: Figure, terms: Sequence[int]) -> bool:
        """The figure is what two others make."""
        values = [max(f.values) / (_HUNDRED if f.unit == _PERCENT else 1) for f in (self.build.figures[at] for at in terms[:_TWO])]
        of_it = [self.build.figures[at] for at in terms[:_TWO]]
        if len(values) < _TWO or not self._is_made_of(figure, *of_it):
            return False
        one, other = values
        left = one - one * other if self.build.figures[terms[1]].unit == _PERCENT else abs(one - other)
        made = [one * other, one + other, left, *([one / other] if other else [])]
        return any(_comes_to(max(figure.values), result) for result in made)


def _is_vague(roles: frozenset[str]) -> bool:
    """`The fee`, `the discount`: what was taken or what is due, and the word does not tell which."""
    return _TAKEN in roles and not _TERMS.isdisjoint(roles)


def _comes_to(result: Decimal, exact: Decimal) -> bool:
    return result in {exact, round_half_up(exact, _CENTS)}
