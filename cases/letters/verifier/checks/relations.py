"""What a sentence does with its figures and days: compares them, makes them inexact, narrows them."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

from cases.letters.verifier.checks.compared import compared, compares, in_packs
from cases.letters.verifier.checks.figures import PLACES, matches, same_currency
from cases.letters.verifier.checks.settling import is_part
from cases.letters.verifier.look import Look, in_borne, spotted
from cases.letters.verifier.phrases import Index, covered, spots
from cases.letters.verifier.pieces import Assertion, Figure
from cases.letters.verifier.tokens import fold
from cases.letters.verifier.verdict import Remark, Severity
from facts.money import round_half_up

NUMBERS: Final[Mapping[str, Callable[[Decimal, Decimal], bool]]] = {
    "more_than": lambda a, b: a > b,
    "less_than": lambda a, b: a < b,
    "same": lambda a, b: a == b,
}
DAYS: Final[Mapping[str, Callable[[date, date], bool]]] = {"before": lambda a, b: a < b, "after": lambda a, b: a > b}
VERBS: Final = frozenset({"exceeds", "exceed", "exceeded", "surpasses"})
"""Comparisons that say nothing of how much."""
_FRONTED: Final = frozenset({"before", "after", "prior to", "ahead of", "subsequent to"})
"""Comparisons that can stand before both days: `after the discount ended on A, payment was made on B`."""
_REACHED: Final = "reached"
_OVER: Final = ("over_terms", "over_cap", "over_tariff", "over_card", "over_permit", "over_discount", "over_rate")
_COMPARED: Final = {"underpaid": "less_than", "cost_alike": "same"} | dict.fromkeys(_OVER, "more_than")
"""Conclusions that compare the figures beside them, where there are such."""
_IN_TIME: Final = frozenset({"in_time", "covered"})
_LATE: Final = "outdated"
_LAST_DAYS: Final = (("claims_until", "claimed_on"), ("discount_until", "paid_on"), ("delivered_on", "acknowledged_on"))
"""Facts until when something could be done, and when it was."""
_THRESHOLD: Final = "threshold"
_BASES: Final = frozenset({"base", "growth"})
"""Facts that are held against the threshold of a tier."""
_BEYOND: Final = frozenset({"excess", "difference"})
_BEYOND_TERMS: Final = frozenset({"asked", "value", "recoverable", "recoverable_amount"})
_MOST_FIGURES: Final = 8
CENTS: Final = 2
_PAIR: Final = 2
_REACH: Final = 6
_BREAKS: Final = frozenset(";.!?")
ROLES_OF_BOUNDS: Final = frozenset({"cap", "bound", "limit"})
"""Roles of what something comes to at most."""


def holds(look: Look, assertion: Assertion) -> bool | None:
    """Whether a comparison holds for the two figures or days it stands between; None where it compares none."""
    if look.lexicon.grammar is None and compares(look, assertion):
        told = compared(look, assertion)
        return None if told is None else told is assertion.positive
    if assertion.predicate in _COMPARED:
        return holds(look, replace(assertion, predicate=_COMPARED[assertion.predicate]))
    if assertion.predicate == _REACHED:
        return _is_reached(look, assertion)
    if assertion.predicate in _IN_TIME:
        return _is_in_time(look, assertion)
    if assertion.predicate == _LATE and look.lexicon.grammar is None:
        return _is_in_time(look, replace(assertion, positive=not assertion.positive))
    if assertion.predicate == "same" and assertion.positive and _is_shared(look, assertion):
        return True
    if assertion.predicate == "more_than" and assertion.positive and _is_so_much_more(look, assertion):
        return True
    if assertion.predicate in NUMBERS and _lone(look, assertion):
        return _of_cited(look, assertion)
    found = _numbers(look, assertion) if assertion.predicate in NUMBERS else _days(look, assertion) if assertion.predicate in DAYS else None
    return None if found is None else found is assertion.positive


def _numbers(look: Look, assertion: Assertion) -> bool | None:
    part = _part(look, assertion.at)
    before = [f for f in look.reading.figures if f.at in part and f.at < assertion.at and f.unit not in PLACES]
    behind = [f for f in look.reading.figures if f.at in part and f.at > assertion.at and f.unit not in PLACES]
    if not before and len(behind) == _PAIR and assertion.predicate == "more_than":
        return _exceeded_by(look, *behind)
    if not before or not behind:
        return None
    left, right = before[-1], behind[0]
    if any(t.kind == "operator" for t in look.reading.tokens[left.at : right.at]):
        return None
    if assertion.predicate == "same" and comes_out(right, look.reading.figures):
        return True
    if not _alike(left, right) or len(left.values) != 1 or len(right.values) != 1:
        return None
    (a,), (b,) = left.values, right.values
    if look.reading.small[assertion.at - 1 : assertion.at + 2] == ("been", "exceeded", "by"):
        return True if b > a else None
    if assertion.predicate != "same" and stands_beside(look, left, assertion):
        return _stands_off(look, left, right, assertion.predicate)
    if _is_bound(look, left, right, assertion) or (assertion.predicate == "same" and in_packs(look, a, b)):
        return None
    return NUMBERS[assertion.predicate](a, b)


def _is_bound(look: Look, left: Figure, right: Figure, assertion: Assertion) -> bool:
    """`but no more than 20.00 is paid`, where 20.00 is a bound; `1.50 lies beyond the 20.00 agreed`, where that is what lies beyond it."""
    bounds = any(ROLES_OF_BOUNDS & f.roles for _, f in matches(look, right, values_alone=False))
    beyond = any(_BEYOND & f.roles or g.fact.name in _BEYOND_TERMS for g, f in matches(look, left, values_alone=False))
    return (not assertion.positive and bounds) or (assertion.predicate == "more_than" and assertion.positive and beyond)


def _is_reached(look: Look, assertion: Assertion) -> bool | None:
    """`the threshold of 100,000 has been met`: the cited base is as large; None where not one of each is cited."""
    steps = {g.fact.amount for g in look.cited.grounds if g.fact.amount is not None and any(_THRESHOLD in f.roles for f in g.figures)}
    bases = {g.fact.amount for g in look.cited.grounds if g.fact.amount is not None and g.fact.name in _BASES}
    if len(steps) != 1 or len(bases) != 1 or _THRESHOLD not in look.reading.small[: assertion.at + _REACH]:
        return None
    return (min(bases) >= min(steps)) is assertion.positive


def _is_in_time(look: Look, assertion: Assertion) -> bool | None:
    """`came too late`, `was not earned`: by the two cited days, until when it could be and when it was; None where they are not cited."""
    days = {g.fact.name: g.fact.day for g in look.cited.grounds if g.fact.day is not None}
    for last, was in _LAST_DAYS:
        until, when = days.get(last), days.get(was)
        if until is not None and when is not None:
            return True if (when <= until) is assertion.positive else None
    return None


def _is_shared(look: Look, assertion: Assertion) -> bool:
    """`under the same BOL number 0251…`: the number behind it is one that two cited facts have."""
    near = [t.text for t in look.reading.tokens[assertion.at : assertion.at + _REACH + 1] if t.kind == "literal"]
    return any(sum(1 for f in look.cited.facts if fold(f.value) == text) > 1 for text in near[:1])


def _is_so_much_more(look: Look, assertion: Assertion) -> bool:
    """`25.65 more than the agreed tariff allows`: the figure before it is what was taken beyond that, and none stands behind it."""
    part = _part(look, assertion.at)
    before = [f for f in look.reading.figures if f.at in part and f.at < assertion.at and f.unit not in PLACES]
    behind = any(f.at in part and f.at > assertion.at for f in look.reading.figures)
    if not before or behind or not stands_beside(look, before[-1], assertion):
        return False
    return any(_BEYOND & f.roles for _, f in matches(look, before[-1], values_alone=False))


def _lone(look: Look, assertion: Assertion) -> bool:
    """True where at most one figure stands beside a comparison: the other side is a cited fact that is named in words."""
    part = _part(look, assertion.at)
    figures = [f for f in look.reading.figures if f.at in part and f.unit not in PLACES]
    return len(figures) <= 1 and not any(d.at in part for d in look.reading.days)


def _of_cited(look: Look, assertion: Assertion) -> bool | None:
    """`our price matches the approved cost`: whether two cited facts, one of them the figure that is said, compare so; None if unsure."""
    facts = [(g, f) for g in look.cited.grounds if g.fact.amount for f in g.figures[:1] if len(f.values) == 1]
    part = _part(look, assertion.at)
    told = [f for f in look.reading.figures if f.at in part and f.unit not in PLACES]
    kinds = {(f.unit, f.currencies) for _, f in facts}
    apart = {"difference"} if assertion.predicate == "more_than" and assertion.positive else set()
    if any(apart & f.roles and look.reading.small[: f.at].count("by") for f in told):
        return True
    if len(facts) != _PAIR or len(kinds) != 1 or facts[0][0].fact.name == facts[1][0].fact.name:
        return None
    if told and not any(told[0].values & f.values for _, f in facts):
        return None
    is_same = facts[0][1].values == facts[1][1].values
    if assertion.predicate == "same":
        return is_same is assertion.positive or None
    return True if is_same and not assertion.positive else None


def _exceeded_by(look: Look, base: Figure, by: Figure) -> bool | None:
    """`exceeds the 131.04 earned by 65.51`: true where a cited fact is as large as both together."""
    if "by" not in look.reading.small[base.at : by.at] or not _alike(base, by) or len(base.values) != 1 or len(by.values) != 1:
        return None
    (a,), (b,) = base.values, by.values
    worked_out = any(g.fact.rests_on and b in f.values for g in look.cited.grounds for f in g.figures)
    return True if worked_out or any(a + b in f.values for g in look.cited.grounds for f in g.figures) else None


def _days(look: Look, assertion: Assertion) -> bool | None:
    part = _part(look, assertion.at)
    days = [d for d in look.reading.days if d.at in part and len(d.days) == 1]
    before, behind = [d for d in days if d.at < assertion.at], [d for d in days if d.at > assertion.at]
    fronted = assertion.text.casefold() in _FRONTED
    if fronted and not before and len(behind) == _PAIR and ":" in look.reading.small[assertion.at : behind[0].at]:
        # `The notice came ahead of the goods: acknowledged A, delivered B`
        before, behind = behind[:1], behind[1:]
    if not behind or (not before and (len(behind) < _PAIR or not fronted)):
        return None
    left, right = (before[-1], behind[0]) if before else (behind[1], behind[0])
    (a,), (b,) = left.days, right.days
    return DAYS[assertion.predicate](a, b)


def comes_out(figure: Figure, figures: Sequence[Figure]) -> bool:
    """True where the figure and two others of the sentence are a product or a sum."""
    known = [_worth(f) for f in figures if len(f.values) == 1 and f.unit not in PLACES]
    own = _worth(figure) if len(figure.values) == 1 else None
    for places in itertools.permutations(range(min(len(known), _MOST_FIGURES)), 3):
        a, b, c = (known[at] for at in places)
        # what comes out stands before or after what it is made of, never between
        stands_apart = places[2] in {min(places), max(places)}
        if stands_apart and own in {a, b, c} and (a + b == c or round_half_up(a * b, CENTS) == c):
            return True
    return False


def _worth(figure: Figure) -> Decimal:
    (value,) = figure.values
    return value / 100 if figure.unit == "percent" else value


def _part(look: Look, at: int) -> range:
    """The tokens around a place, up to a semicolon or full stop."""
    small, start, stop = look.reading.small, at, at
    while start > 0 and small[start - 1] not in _BREAKS:
        start -= 1
    while stop < len(small) and small[stop] not in _BREAKS:
        stop += 1
    return range(start, stop)


def _alike(left: Figure, right: Figure) -> bool:
    if (left.unit and right.unit) or "percent" in {left.unit, right.unit}:
        return left.unit == right.unit
    if (left.unit and right.currencies) or (left.currencies and right.unit):
        return False
    return not (left.currencies and right.currencies) or bool(left.currencies & right.currencies)


def stands_beside(look: Look, left: Figure, assertion: Assertion) -> bool:
    """True for `24 units fewer than`, `0.19 above`: the figure is the difference itself."""
    if assertion.text.casefold() in VERBS:
        return False
    between = look.reading.tokens[left.at + 1 : assertion.at]
    known = look.lexicon.unit_index.keys() | (look.lexicon.grammar.money.keys() if look.lexicon.grammar else set())
    return all(t.kind == "currency" or look.reading.small[left.at + 1 + n] in known for n, t in enumerate(between))


def _stands_off(look: Look, difference: Figure, right: Figure, predicate: str) -> bool | None:
    """True where a cited fact stands that far above or below; None where none does."""
    (by,), (base,) = difference.values, right.values
    wanted = base + by if predicate == "more_than" else base - by
    has = any(wanted in f.values and same_currency(right, f) for g in look.cited.grounds for f in g.figures)
    return True if has else None


def narrowed(look: Look) -> Iterator[Remark]:
    """`only 72`: true where a cited fact of the same kind is larger, or where a fact says so in these words."""
    grammar = look.lexicon.grammar
    if grammar is None:
        return
    small, plain = look.reading.small, covered(spotted(look, "plain_index")) | in_borne(look)
    for at, word in enumerate(small):
        if word not in grammar.only or at in plain or any(word in g.words for g in look.cited.grounds):
            continue
        if _is_late(look, at):
            continue
        figure = next((f for f in look.reading.figures if at < f.at <= at + 3), None)
        figure = figure or next((f for f in reversed(look.reading.figures) if at - 3 <= f.at < at), None)
        apart = figure is not None and "," in small[min(figure.at, at) : max(figure.at, at)]
        apart |= figure is not None and figure.at < at < len(small) - 1 and look.reading.tokens[at + 1].kind == "word"
        if figure is None or apart or not is_part(look, figure):
            yield look.remark("wording", f'whether "{word}" holds cannot be checked', word, severity=Severity.UNVERIFIABLE)


def _is_late(look: Look, at: int) -> bool:
    """`only on 24 October`: a cited day lies before it."""
    day = next((d for d in look.reading.days if at < d.at <= at + 3), None)
    return day is not None and any(of.days and min(of.days) < min(day.days) for g in look.cited.grounds for of in g.days if day.days)


def summed(look: Look) -> Iterator[Remark]:
    """Listed figures that are said to make a sum or a difference make it."""
    grammar = look.lexicon.grammar
    if grammar is None:
        return
    for figure, sign in sums_said(look.reading.figures, look.reading.small, grammar.totals):
        listed = _listed(look.reading.figures, figure, look.reading.small)
        if len(listed) < 2 or figure.start in look.computed:
            continue
        if sign == "sum" and _is_sum(figure, listed) is False:
            message = f"{', '.join(f.text for f in listed)} do not make {figure.text}"
            yield look.remark("sums", message, figure.text, severity=Severity.UNVERIFIABLE)


def sums_said(figures: Sequence[Figure], small: Sequence[str], totals: Index) -> Iterator[tuple[Figure, str]]:
    """Figures that are said to be a sum (`together 180.08`) or a difference (`a difference of 24`)."""
    said = spots(small, totals)
    for start, end, meaning in said:
        if not start and any(later and other == meaning for later, _, other in said):
            # `Together, A and B add up to C`
            continue
        behind = [f for f in figures if f.at >= end]
        before = [f for f in figures if f.at < start]
        if meaning.endswith("_of"):
            if len(behind) > _PAIR - 1:
                yield behind[-1], meaning.removesuffix("_of")
        elif behind and behind[0].at - start <= _REACH:
            yield behind[0], meaning
        elif before and start - before[-1].at <= _PAIR + 1:
            yield before[-1], meaning


def worked_out(
    figures: Sequence[Figure], small: Sequence[str], totals: Mapping[str, Sequence[tuple[tuple[str, ...], str]]]
) -> frozenset[int]:
    """Where sums and differences in words stand that come out from the figures listed beside them."""
    found: set[int] = set()
    for figure, sign in sums_said(figures, small, totals):
        listed = _listed(figures, figure, small)
        if (sign == "sum" and _is_sum(figure, listed)) or (sign == "difference" and _is_difference(figure, listed)):
            found.add(figure.start)
    return frozenset(found)


def _listed(figures: Sequence[Figure], of: Figure, small: Sequence[str]) -> list[Figure]:
    return [
        f
        for f in figures
        if f.start != of.start
        and f.unit not in {*PLACES, "percent"}
        and _of_a_kind(f, of)
        and ";" not in small[min(f.at, of.at) : max(f.at, of.at)]
    ]


def _of_a_kind(figure: Figure, other: Figure) -> bool:
    """Both in one unit or one currency; bare figures are of a kind where they have decimals."""
    if figure.unit or other.unit or (figure.currencies and other.currencies):
        return figure.unit == other.unit and figure.currencies == other.currencies
    return all(f.currencies or "." in f.text for f in (figure, other))


def _is_sum(figure: Figure, listed: Sequence[Figure]) -> bool | None:
    if len(listed) < 2 or any(len(f.values) != 1 for f in (figure, *listed)):
        return None
    return sum((next(iter(f.values)) for f in listed), Decimal(0)) == next(iter(figure.values))


def _is_difference(figure: Figure, listed: Sequence[Figure]) -> bool:
    if len(listed) != 2 or any(len(f.values) != 1 for f in (figure, *listed)):
        return False
    (a,), (b,) = (f.values for f in listed)
    return abs(a - b) == next(iter(figure.values))
