"""What a verb or state is said of: a late claim is no late ship notice, a wrong deduction no wrong rate; and the order of what happened."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import Final

from cases.letters.verifier.checks.figures import figures_of, matches
from cases.letters.verifier.look import Look, charge_named, spotted
from cases.letters.verifier.phrases import covered, spots
from cases.letters.verifier.pieces import Assertion
from cases.letters.verifier.subjects import subjects
from cases.letters.verifier.support import BY_TERMS
from cases.letters.verifier.things import Event, SaidOf
from cases.letters.verifier.tokens import fold
from cases.letters.verifier.verdict import Remark, Severity

_WHY: Final = "why"
_REASON: Final = "reason"
_FIGURED: Final = "figured"
_RIGHT: Final = "right"
_TAKING: Final = frozenset({"deducted", "charged", "kept"})
_BUT: Final = "but"
_WHOLE: Final = "whole"
_PROVEN: Final = "proven"
_UNNAMED: Final = "unnamed"
_BEFORE: Final = "before"
_AFTER: Final = "after"
_MEASURED: Final = frozenset({"number", "currency", "day"})
_MORE_THAN: Final = "more_than"
_OVER_TERMS: Final = "over_terms"
_COMPARED: Final = frozenset({_MORE_THAN, "less_than", _OVER_TERMS})
_RATES: Final = frozenset({"rate", "rates", "percentage"})
_RATE_BILLED: Final = "rate_billed"
_TAKEN: Final = frozenset({"deducted", "invoiced"})
_TAKEN_BEFORE: Final = "taken_before"
_NEW: Final = "new"
_SPANS: Final = frozenset({"year", "month", "quarter", "day", "week"})
"""`in the year before they were`: a time by itself."""
_UNTIL: Final = "until"
_AGREEMENT: Final = "agreement"
_END_DATE: Final = "end_date"
_ONCE: Final = frozenset({"once"})
_SINCE: Final = frozenset({"already", "before", "earlier", "previously", "only", "than"})
_ALL: Final = frozenset({"all", "every", "each", "any"})
_COUNTED: Final = ("count/lines", "count/sku", "count/cases")


def said_of(look: Look) -> Iterator[Remark]:
    """`The ship notice was late`, of a case in which a claim was late: for a person."""
    words = look.lexicon.said_of
    if words is None or look.is_list_of_attachments:
        return
    holds = _holds(look)
    charges = charge_named(look)
    for assertion in look.reading.assertions:
        name = assertion.predicate if assertion.positive else f"not {assertion.predicate}"
        allowed = words.allowed.get(name) or words.allowed.get(assertion.predicate)
        if allowed is None or (assertion.told and _FIGURED in holds) or assertion.at in look.reading.asking:
            continue
        if assertion.at in charges or _is_reason(look, assertion):
            continue
        able = frozenset().union(*(classes for when, classes in allowed.items() if when in holds))
        told = subjects(look.reading, assertion, words) or frozenset({_UNNAMED} if assertion.predicate in words.named else ())
        if assertion.predicate == _WHOLE and _in_their_books(look, assertion):
            told = frozenset({"other side's books"})
        if told - able:
            things = " or ".join(sorted(told - able)).replace("_", " ")
            message = f'whether "{assertion.text}" can be said of the {things} cannot be checked against the cited facts'
            yield look.remark("said_of", message, assertion.text, severity=Severity.UNVERIFIABLE)


def rightly_taken(look: Look) -> Iterator[Remark]:
    """`The deduction was rightly taken`: what is in dispute was not, unless it is what the terms allow. For a person."""
    for right, taken in pairwise(look.reading.assertions if look.lexicon.said_of is not None else ()):
        if right.predicate != _RIGHT or not right.positive or taken.predicate not in _TAKING or taken.at - right.at > 1:
            continue
        figures = [f for f in figures_of(look) if f.currencies]
        names = [{g.fact.name for g, _ in matches(look, f, values_alone=False)} for f in figures]
        if not any(BY_TERMS & told for told in names):
            message = f'no cited fact says that it was "{right.text} {taken.text}"'
            yield look.remark("said_of", message, right.text, severity=Severity.UNVERIFIABLE)


def contrasted(look: Look) -> Iterator[Remark]:
    """`The agreed rate is 5 %, but 5 % was billed`: what is set against a figure is another one, or a person looks at it."""
    small, negators = look.reading.small, look.lexicon.negators
    for one, other in pairwise(figures_of(look) if look.lexicon.said_of is not None else ()):
        between = small[one.at + 1 : other.at]
        is_alike = one.values == other.values and one.unit == other.unit and one.currencies == other.currencies
        if is_alike and _BUT in between and negators.isdisjoint(small):
            yield look.remark("said_of", f"{other.text} is set against itself", other.text, severity=Severity.UNVERIFIABLE)


def _in_their_books(look: Look, assertion: Assertion) -> bool:
    """`Your records show that the goods were received in full`."""
    theirs = spotted(look, "theirs") if look.lexicon.grammar is not None else ()
    clause = next((c for c in look.reading.clauses if assertion.at in c), range(0))
    return any(at in clause and at < assertion.at for at, _, _ in theirs) and not look.reading.figures


def shown(look: Look) -> Iterator[Remark]:
    """`The purchase order proves that 696 units were delivered`: a paper that cannot show that is for a person."""
    words = look.lexicon.said_of
    said = look.reading.assertions if words is not None else ()
    for assertion, follows in pairwise(said):
        if words is None or assertion.predicate != _PROVEN or not assertion.positive:
            continue
        for paper in subjects(look.reading, assertion, words):
            if follows.predicate in words.unshown.get(paper, frozenset()):
                message = f'no {paper.replace("_", " ")} shows what was "{follows.text}"'
                yield look.remark("said_of", message, follows.text, severity=Severity.UNVERIFIABLE)


def _holds(look: Look) -> frozenset[str]:
    """What of the conditions in the lexicon holds: always, with a figure or day, with such a fact or paper, where that is concluded."""
    told = {"any"} | {f.label for f in look.cited.facts if f.name == _WHY}
    if look.reading.figures or look.reading.days:
        told.add(_FIGURED)
    told.update(f"fact_{f.name}" for f in look.cited.facts)
    return frozenset(told.union(f"paper_{kind}" for g in look.cited.grounds for kind in g.papers))


def _is_reason(look: Look, assertion: Assertion) -> bool:
    """`Stated reason for the dispute: Wrong tier`: the reason is given in its own words."""
    said = look.reading.text.casefold()
    reasons = (fold(f.value).casefold() for f in look.cited.facts if f.name == _REASON)
    return any(reason in said and assertion.text.casefold().split()[-1] in reason.split() for reason in reasons)


def in_order(look: Look) -> Iterator[Remark]:
    """`The order was placed before the cost was approved`: refused where days or a conclusion say otherwise, else for a person."""
    for assertion in look.reading.assertions:
        told = came_first(look, assertion)
        if told is None or is_told_in_order(look, assertion) or _is_in_a_name(look, assertion):
            continue
        if _known(look, *told) is None:
            message = f'whether that was "{assertion.text}" cannot be checked against the cited facts'
            yield look.remark("said_of", message, assertion.text, severity=Severity.UNVERIFIABLE)
        else:
            yield look.remark("days", f'"{assertion.text}" is not the order of what happened by the cited facts', assertion.text)


def unordered(look: Look) -> Iterator[Remark]:
    """`The promotion covers sales after its end`, `on hand before the price fell`: nothing tells of what it is before or after."""
    for assertion in look.reading.assertions if look.lexicon.said_of is not None and not look.reading.days else ():
        if assertion.predicate not in {_BEFORE, _AFTER} or _is_in_a_name(look, assertion) or _is_reason(look, assertion):
            continue
        follows = assertion.at + len(assertion.text.split())
        ends = follows >= len(look.reading.tokens) or look.reading.tokens[follows].kind == "mark"
        ends |= look.reading.small[assertion.at - 1] in _SPANS
        both = {a.predicate for a in look.reading.assertions} >= {_BEFORE, _AFTER}
        if not ends and not both and not _measured(look, follows) and came_first(look, assertion) is None:
            message = f'of what it was "{assertion.text}" cannot be told from the wording'
            yield look.remark("order", message, assertion.text, severity=Severity.UNVERIFIABLE)


def compared_by_name(look: Look) -> Iterator[Remark]:
    """`The billed rate is above the agreed rate`, `the fee of the smaller tier`: two things without figures, for a person.

    That more was taken than is due is what a case concludes.
    """
    closely = look.lexicon.grammar is not None
    for assertion in look.reading.assertions if not look.reading.figures else ():
        if (
            assertion.predicate not in _COMPARED
            or not (closely or assertion.predicate == _MORE_THAN)
            or assertion.at in look.reading.asking
        ):
            continue
        before = {role for start, _, role in look.reading.role_spots if start < assertion.at}
        behind = {role for start, _, role in look.reading.role_spots if start > assertion.at}
        by_rate = _RATES.intersection(assertion.text.casefold().split()) and not any(
            f.name.startswith(_RATE_BILLED) for f in look.cited.facts
        )
        size = assertion.predicate != _OVER_TERMS
        if by_rate or (size and (assertion.predicate != _MORE_THAN or (behind and before and not before & _TAKEN))):
            message = f'"{assertion.text}" cannot be held against figures that are not told'
            yield look.remark("compared", message, assertion.text, severity=Severity.UNVERIFIABLE)


def taken_earlier(look: Look) -> Iterator[Remark]:
    """`RB-2 was claimed before RB-1`, where RB-1 was the earlier one: for a person."""
    named = [(at, token.text) for at, token in enumerate(look.reading.tokens) if token.kind in {"literal", "code"}]
    own = {f.value for f in look.known.brief.facts if f.name == "reference"}
    small = look.reading.small
    for word in _ONCE.intersection(small) if look.cited.says(_TAKEN_BEFORE, positive=True) and _SINCE.isdisjoint(small) else ():
        yield look.remark("order", f'"{word}": by the cited facts it was not the first time', word, severity=Severity.UNVERIFIABLE)
    for assertion in look.reading.assertions:
        end = assertion.at + len(assertion.text.split())
        first = next((text for at, text in reversed(named) if at < assertion.at), "")
        second = next((text for at, text in named if at == end), "")
        if assertion.predicate == _TAKEN_BEFORE and assertion.positive and first in own and second and second not in own:
            message = f"{first} is not the earlier one"
            yield look.remark("order", message, assertion.text, severity=Severity.UNVERIFIABLE)


def of_everything(look: Look) -> Iterator[Remark]:
    """`All our shipments were signed for`, `the price applies to all items`: one case tells nothing of all there are. For a person."""
    words = look.lexicon.said_of
    if words is None or any(look.known.brief.at(key) is not None for key in _COUNTED):
        return
    small = look.reading.small
    for start, end, _ in spots(small, words.several):
        lead = _past(small, start, words)
        if lead >= 0 and small[lead] in _ALL:
            text = " ".join(small[lead:end])
            yield look.remark("said_of", f'"{text}": the cited facts speak of one case', text, severity=Severity.UNVERIFIABLE)


def _past(small: Sequence[str], at: int, words: SaidOf) -> int:
    """Where the word stands before a noun and what belongs to it."""
    place = at - 1
    while place >= 0 and small[place] not in _ALL and small[place] in words.ahead:
        place -= 1
    return place


def ended_on(look: Look) -> Iterator[Remark]:
    """`The agreement ended on 18 February`, which is the last day for claims: what ends has a day of its own. For a person."""
    words = look.lexicon.said_of
    for day in look.reading.days if words is not None else ():
        names = {g.fact.name for g in look.cited.grounds for d in g.days if d.days & day.days}
        clause = next((c for c in look.reading.clauses if day.at in c), range(0))
        ends = [name for start, _, name in spots(look.reading.small, words.things) if start in clause and start < day.at] if words else []
        if _UNTIL in day.roles and ends and ends[0] == _AGREEMENT and names and _END_DATE not in names:
            has = look.known.brief.facts and any(f.name == _END_DATE for f in look.known.brief.facts)
            if has:
                message = f"{day.text} is not the day on which the agreement ends"
                yield look.remark("said_of", message, day.text, severity=Severity.UNVERIFIABLE)


def new_paper(look: Look) -> Iterator[Remark]:
    """`The packing list is new`, where another paper is: for a person."""
    grammar = look.lexicon.grammar
    for assertion in look.reading.assertions if grammar is not None else ():
        if assertion.predicate != _NEW or not assertion.positive:
            continue
        bearers = {g.fact.key.partition("/")[0] for g in look.cited.grounds if _NEW in g.asserted and g.fact.key.startswith("paper:")}
        kinds = frozenset().union(*(g.papers for g in look.known.grounds.values() if g.fact.key.partition("/")[0] in bearers))
        told = {kind for start, _, kind in spotted(look, "papers") if start < assertion.at}
        if told and kinds and told.isdisjoint(kinds):
            message = f'"{assertion.text}" is said of another paper by the cited facts'
            yield look.remark("said_of", message, assertion.text, severity=Severity.UNVERIFIABLE)


def _is_in_a_name(look: Look, assertion: Assertion) -> bool:
    """`earned before bounds`: so a cited fact is called."""
    said, word = look.reading.text.casefold(), assertion.text.casefold()
    names = (f.label.casefold() for f in look.cited.facts)
    return any(word in name.split() and name in said for name in names)


def is_told_in_order(look: Look, assertion: Assertion) -> bool:
    """True where two events are told in the order that the cited facts give them."""
    told = came_first(look, assertion)
    return told is not None and _known(look, *told) is assertion.positive


def came_first(look: Look, assertion: Assertion) -> tuple[str, str] | None:
    """The two events that a `before` or `after` without a day puts in order, the one said to be first ahead; None where it does not."""
    words = look.lexicon.said_of
    follows = assertion.at + len(assertion.text.split())
    if words is None or assertion.predicate not in {_BEFORE, _AFTER} or _measured(look, follows) or len(look.reading.days) > 1:
        return None
    ends = follows >= len(look.reading.tokens) or look.reading.tokens[follows].kind == "mark"
    if _is_reason(look, assertion) or ends:
        # `requested before, …`
        return None
    first, second = _events(look, assertion.at, follows, words)
    if not second or first == second:
        return None
    return (first, second) if assertion.predicate == _BEFORE else (second, first)


def _measured(look: Look, at: int) -> bool:
    """A figure or day stands right behind: the comparison of figures and days has checks of its own."""
    small, grammar = look.reading.small, look.lexicon.grammar
    while grammar is not None and at < len(small) and small[at] in grammar.articles | grammar.determiners:
        at += 1
    return at < len(small) and look.reading.tokens[at].kind in _MEASURED


def _events(look: Look, start: int, end: int, words: SaidOf) -> tuple[str, str]:
    """What is told before the comparison and what behind it; where nothing stands before it, the two behind it in turn."""
    told = sorted({(at, event) for at, event, _ in _told(look, words)})
    verbs = sorted({(at, event) for at, event, is_thing in _told(look, words) if not is_thing})
    ahead, behind = [e for e in told if e[0] < start], [e for e in told if e[0] >= end]
    ahead = [e for e in verbs if e[0] < start] or ahead
    clause = next((c for c in look.reading.clauses if start in c), range(0))
    own = [e for e in verbs if e[0] >= end and e[0] in clause]
    behind = own or behind
    if not ahead:
        rest = [e for e in verbs if behind and e[0] > behind[0][0] and e[0] not in clause]
        return (rest[0][1] if rest else "", behind[0][1] if behind else "")
    return ahead[-1][1], behind[0][1] if behind else ""


def _told(look: Look, words: SaidOf) -> Iterator[tuple[int, str, bool]]:
    """Where events are told, and whether by a noun."""
    things = spots(look.reading.small, words.things)
    happening = frozenset().union(*(event.things for event in words.events.values()))
    nouns = covered(s for s in things if s[1] - s[0] > 1 and s[2] in happening)
    for name, event in words.events.items():
        yield from ((a.at, name, False) for a in look.reading.assertions if a.predicate in event.says and a.at not in nouns)
        yield from ((at, name, False) for at, _, role in spotted(look, "role_index") if role in event.roles and at not in nouns)
        yield from ((at, name, True) for at, _, thing in things if thing in event.things)


def _known(look: Look, first: str, second: str) -> bool | None:
    """Whether the first came before the second, by a conclusion or by the days of the cited facts; None where they do not tell."""
    words = look.lexicon.said_of
    if words is None:
        return None
    for fact in look.cited.facts:
        told = words.orders.get(fact.label, frozenset()) if fact.name == _WHY else frozenset()
        if told & {(first, second), (second, first)}:
            return (first, second) in told
    one, other = (_days(look, words.events[name]) if name else set() for name in (first, second))
    if len(one) != 1 or len(other) != 1 or one == other:
        return None
    return min(one) < min(other)


def _days(look: Look, event: Event) -> set[date]:
    return {f.day for f in look.cited.facts if f.name in event.facts and f.day is not None}
