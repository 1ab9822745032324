"""In languages without a grammar: whether a comparison holds for the figures or days of its sentence, wherever the verb stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from cases.letters.verifier.checks.figures import PLACES, matches, same_currency
from cases.letters.verifier.look import Look
from cases.letters.verifier.phrases import Spot
from cases.letters.verifier.pieces import Assertion, Day, Figure
from cases.letters.verifier.segments import STOPS
from cases.letters.verifier.verdict import Remark, Severity
from facts.money import round_half_up

_MORE: Final = "more_than"
_SAME: Final = "same"
_BEYOND: Final = frozenset({_MORE, "exceeds", "in_excess"})
"""What says that something is more than something else."""
_SIZES: Final = _BEYOND | {"less_than"}
_PERCENT: Final = "percent"
_ORDERED: Final = frozenset({"before", "after"})
_EVENTS: Final = frozenset({"delivered", "paid", "until", "filed", "shipped", "acknowledged"})
"""Roles of days that are called by what happened on them."""
_NAMED: Final = 4
"""Words behind a comparison among which the event stands that it names."""
_LATER: Final = frozenset({"after", _MORE})
_DAYS: Final = frozenset({"before", "after", _MORE})
"""A claim can be `after` the last day or `beyond` it."""
_APART: Final = frozenset({"difference", "excess", "owed", "recoverable"})
"""Roles of a figure that says by how much."""
_BY_HOW_MUCH: Final = frozenset({"difference"})
_TAKEN: Final = frozenset({"deducted", "invoiced", "invoice_cost"})
"""What can be more than it should be."""
_RIGHT: Final = frozenset({"due", "earned", "payout", "agreed", "cap", "order_cost", "approved_cost", "authorised", "threshold"})
"""What is exceeded by what should not be."""
_COSTS: Final = frozenset({"invoice_cost", "order_cost", "approved_cost"})
_WRONG: Final = "wrong"
_PAIR: Final = 2
_THAN: Final = 4
"""Words before a figure among which the one stands that holds something against it."""
_CENTS: Final = 2


def compares(look: Look, assertion: Assertion) -> bool:
    """Whether days or figures stand in the sentence that it can compare."""
    if assertion.predicate in _DAYS and (len(_days(look, assertion)) >= _PAIR or _of_event(look, assertion) is not None):
        return True
    if assertion.predicate == _SAME:
        return _is_share(look, assertion) or _is_one_price(look, assertion)
    figures = _figures(look)
    if assertion.predicate in _BEYOND - {_MORE}:
        return len(figures) >= _PAIR and look.reading.tokens[assertion.at].kind == "word"
    return assertion.predicate in _SIZES and (len(figures) >= _PAIR or (len(figures) == 1 and _is_apart(look, figures[0])))


def compared(look: Look, assertion: Assertion) -> bool | None:
    """Whether it compares so, leaving a denial aside; None where that cannot be told."""
    if assertion.predicate == _SAME:
        return True
    if assertion.predicate in _DAYS and len(days := _days(look, assertion)) >= _PAIR:
        return _of_days(assertion, *_sides(days, assertion))
    if assertion.predicate in _DAYS and (event := _of_event(look, assertion)) is not None:
        return _of_days(assertion, *event)
    if len(figures := _figures(look)) < _PAIR:
        # `多出 132,27`: how much more it is, and no less
        return assertion.predicate in _BEYOND
    return _of_figures(look, assertion, figures)


def one_amount(look: Look) -> Iterator[Remark]:
    """`Il costo fatturato corrisponde al costo approvato di 104,50`: a figure that is called the same as another has to be both."""
    frames, reading = look.lexicon.frames, look.reading
    if frames is None or look.lexicon.grammar is not None:
        return
    marks = [at for at, token in enumerate(reading.tokens) if token.kind == "mark"]
    for at in (at for at, word in enumerate(reading.small) if word in frames.equalling):
        yield from _unlike(look, at)
        start = max((mark for mark in marks if mark < at), default=-1)
        stop = min((mark for mark in marks if mark > at), default=len(reading.tokens))
        figures = [f for f in reading.figures if start < f.at < stop]
        if not figures or figures[0].at < at or not figures[0].currencies or figures[0].start in look.computed:
            continue
        have = frozenset().union(*(f.roles for _, f in matches(look, figures[0], values_alone=False)))
        for called in _called_before(look, start, at):
            if have and not called & have:
                names = " or ".join(sorted(role.replace("_", " ") for role in called))
                message = f"no cited fact has {figures[0].text} for {names} as well"
                yield look.remark("belonging", message, figures[0].text, severity=Severity.UNVERIFIABLE)


def _unlike(look: Look, at: int) -> Iterator[Remark]:
    """`Il costo usato, 19,41, corrisponde ai 18,65 che erano stati pagati`: two amounts that are called the same, and are not."""
    if not look.lexicon.negators.isdisjoint(look.reading.small[max(0, at - _PAIR) : at + _PAIR]):
        return
    before = next((f for f in reversed(look.reading.figures) if at - _THAN <= f.at < at), None)
    behind = next((f for f in look.reading.figures if at < f.at <= at + _THAN), None)
    if before is not None and behind is not None and before.currencies & behind.currencies and not before.values & behind.values:
        yield look.remark("said_for", f"{before.text} is not {behind.text}", before.text, severity=Severity.UNVERIFIABLE)


def _called_before(look: Look, start: int, stop: int) -> Iterator[frozenset[str]]:
    """What is said to be the same, thing by thing: roles that amounts of the brief have."""
    known = frozenset().union(*(f.roles for g in look.known.grounds.values() for f in g.figures if f.currencies))
    things: dict[tuple[int, int], set[str]] = defaultdict(set)
    for first, end, role in look.reading.role_spots:
        if start < first and end <= stop:
            things[first, end].add(role)
    yield from (frozenset(roles) & known for roles in things.values() if roles & known)


def _days(look: Look, assertion: Assertion) -> list[Day]:
    """The days of its part of the sentence, up to a semicolon."""
    stops = [at for at, word in enumerate(look.reading.small) if word in STOPS]
    start = max((at for at in stops if at < assertion.at), default=-1)
    stop = min((at for at in stops if at > assertion.at), default=len(look.reading.small))
    return [d for d in look.reading.days if len(d.days) == 1 and start < d.at < stop]


def _figures(look: Look) -> list[Figure]:
    """What is compared: amounts and counts, and rates where nothing else is said."""
    figures = [f for f in look.reading.figures if f.unit not in PLACES and len(f.values) == 1]
    return [f for f in figures if f.unit != _PERCENT] or figures


def _is_share(look: Look, assertion: Assertion) -> bool:
    """`das entspricht 60 % der offenen Summe`: what a cited fact says is so large a share."""
    behind = next((f for f in look.reading.figures if f.at > assertion.at), None)
    return behind is not None and behind.unit == "percent" and any("share" in f.roles for _, f in matches(look, behind, values_alone=False))


def _is_one_price(look: Look, assertion: Assertion) -> bool:
    """`aucun écart entre le prix facturé et le prix approuvé, 15,07`: two cited prices are the only amount that is said."""
    amounts = [f for f in look.reading.figures if f.currencies]
    if len(amounts) != 1 or not assertion.positive:
        return False
    told = {role for _, _, role in look.reading.role_spots if role in _COSTS}
    names = {g.fact.name for g, _ in matches(look, amounts[0], values_alone=False)} & _COSTS
    return len(names) > 1 and told <= names


def _sides(spots: Sequence[Day], assertion: Assertion) -> tuple[Day, Day]:
    """The two that it stands between, or, where it stands before or behind all, those nearest to it."""
    before, behind = [s for s in spots if s.at < assertion.at], [s for s in spots if s.at > assertion.at]
    if before and behind:
        return before[-1], behind[0]
    return (before[-2], before[-1]) if before else (behind[1], behind[0])


def _of_event(look: Look, assertion: Assertion) -> tuple[Day, Day] | None:
    """`confirmé le 1 décembre, donc avant la livraison`, `présentée après l'expiration du délai du 19 mars`: two days, one of them named.

    What happened is named by its role, and has one day by the cited facts.
    """
    if assertion.predicate not in _ORDERED or look.lexicon.grammar is not None:
        return None
    told, end = _days(look, assertion), assertion.at + len(assertion.text.split())
    marks = [at for at in range(end, len(look.reading.tokens)) if look.reading.tokens[at].kind != "word"]
    behind = _named(look, [s for s in look.reading.role_spots if assertion.at < s[0] < min([end + _NAMED, *marks])][:1])
    if len(told) == 1 and told[0].at < assertion.at:
        left, right = [told[0]], behind
    else:
        ahead = [s for s in look.reading.role_spots if s[1] <= assertion.at and s[2] in _EVENTS]
        left, right = _named(look, ahead[-1:]), told or behind
    if len(left) != 1 or len(right) != 1 or left[0].days == right[0].days:
        return None
    if look.lexicon.unspaced and len(told) == 1 and told[0].at + 1 == assertion.at:
        # "在1月23日之后才提出": what happened lies after the day before the word
        return right[0], left[0]
    return left[0], right[0]


def _named(look: Look, spots: Sequence[Spot]) -> list[Day]:
    """The days that cited facts have for what these words say happened."""
    first = {start for start, _, _ in spots}
    roles = frozenset(role for start, _, role in look.reading.role_spots if start in first) & _EVENTS
    found = {d.days: d for g in look.cited.grounds for d in g.days if d.roles & roles and len(d.days) == 1}
    return list(found.values())


def _of_days(assertion: Assertion, left: Day, right: Day) -> bool:
    (a,), (b,) = left.days, right.days
    return a > b if assertion.predicate in _LATER else a < b


def _of_figures(look: Look, assertion: Assertion, figures: Sequence[Figure]) -> bool | None:
    """`33,68 liegt über 32,41`, `übersteigt den Bonus von 500 um 20`: true or not to be told; two that stand the wrong way round: false."""
    more = assertion.predicate in _BEYOND
    if of_what_is_undue(look, assertion):
        return None
    by = next((f for f in reversed(figures) if _is_apart(look, f)), None)
    if by is None and any(f.roles & _BY_HOW_MUCH for f in figures):
        # it is said by how much, and no cited fact has that
        return None
    whole = [f for f in figures if f is not by]
    if by is not None:
        leads = len(whole) > 1 or any(f.at < assertion.at and not _is_held_against(look, f) for f in whole)
        return _stands_off(look, by, whole, more=more if leads else not more, leads=leads)
    before, behind = [f for f in whole if f.at < assertion.at], [f for f in whole if f.at > assertion.at]
    if before and behind:
        left, right = before[-1], behind[0]
    elif len(before) >= _PAIR:
        left, right = before[-2], before[-1]
    else:
        return None
    if not _alike(left, right):
        return None
    return _value(left) > _value(right) if more else _value(left) < _value(right)


def of_what_is_undue(look: Look, assertion: Assertion) -> bool:
    """`dépasse de 900,00 celle qui n'est pas due`: what is exceeded is what is right, and nothing else."""
    behind = (a for a in look.reading.assertions if a.predicate == _WRONG and a.at > assertion.at)
    return any(not look.lexicon.negators.isdisjoint(a.text.casefold().split()) for a in behind)


def _is_held_against(look: Look, figure: Figure) -> bool:
    """`比应付的500高出20`: the figure that is exceeded stands before the verb."""
    return not look.lexicon.than.isdisjoint(look.reading.small[max(0, figure.at - _THAN) : figure.at])


def _is_apart(look: Look, figure: Figure) -> bool:
    """A figure that is said to be a difference, and is one by the cited facts."""
    own = frozenset().union(*(f.roles for _, f in matches(look, figure, values_alone=False)))
    return bool(figure.roles & _APART & own)


def _stands_off(look: Look, by: Figure, whole: Sequence[Figure], *, more: bool, leads: bool) -> bool | None:
    """True where the first figure that is as it should be and what it is more or less than lie so far apart, the other told or cited.

    In `übersteigt die Auszahlung von 500 um 20` the first figure is the one that is exceeded, and is no more than is due.
    """
    if not whole:
        return None
    first, worth = whole[0], _value(by)
    wanted = _value(first) - worth if more else _value(first) + worth
    if len(whole) > 1 and _alike(first, whole[1]):
        if _value(whole[1]) == wanted:
            return True
        # "soit 295,11 de moins que les 533,00": by so much indeed, and the wrong way round; which one leads is told by the place alone
        turned = _value(first) + worth if more else _value(first) - worth
        return False if first.at < by.at < whole[1].at and _value(whole[1]) == turned else None
    if len(whole) > 1:
        return None
    if not leads and not more and not _RIGHT & frozenset().union(*(f.roles for _, f in matches(look, first, values_alone=False))):
        return None
    cited = any(wanted in f.values and same_currency(first, f) for g in look.cited.grounds for f in g.figures)
    is_taken = any(_TAKEN & f.roles for _, f in matches(look, first, values_alone=False))
    worked_out = is_taken and any(g.fact.rests_on and worth in f.values for g, f in matches(look, by, values_alone=False))
    return True if (cited or worked_out) and (not more or _value(first) >= worth) else None


def _alike(one: Figure, other: Figure) -> bool:
    if bool(one.currencies) != bool(other.currencies):
        return False
    return bool(one.currencies & other.currencies) if one.currencies else one.unit in {"", other.unit} or not other.unit


def _value(figure: Figure) -> Decimal:
    return next(iter(figure.values))


def in_packs(look: Look, a: Decimal, b: Decimal) -> bool:
    """`the case price of 162.16 equals 20.27 per each`: one is as many of the other as a cited fact counts."""
    packs = {value for g in look.known.grounds.values() for f in g.figures if not f.currencies for value in f.values if value > 1}
    return any(round_half_up(min(a, b) * pack, _CENTS) == max(a, b) for pack in packs)
