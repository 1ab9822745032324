"""What belongs together: a count and its worth, a part and its whole, a claim and its amount, a class and its figures, a tier and its rate.

In every language that has the words for it. What does not belong together is for a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Final

from cases.letters.verifier.checks.figures import figures_of, matches, same_currency
from cases.letters.verifier.checks.held_to import Masked, words_of_rules
from cases.letters.verifier.look import Look
from cases.letters.verifier.pieces import Figure
from cases.letters.verifier.verdict import Remark, Severity
from facts.money import round_half_up

_OPEN: Final = Severity.UNVERIFIABLE
_CENTS: Final = 2
_TWO: Final = 2
_THREE: Final = 3
_TAKEN: Final = frozenset({"deducted", "invoiced"})
_DUE: Final = frozenset({"due", "earned", "payout", "authorised"})
_LEFT: Final = frozenset({"excess", "difference", "recoverable"})
_OF_ONE: Final = frozenset({"per_unit", "unit_cost", "invoice_cost", "order_cost", "approved_cost", "cost"})
"""Roles of what one of something costs."""
_UNIT: Final = "unit"
_CLASSES: Final = {"complete_evidence": "complete", "part_evidence": "waived", "weak_evidence": "weak", "missing_evidence": "missing"}
_ASKED: Final = "asked"
_CLASS: Final = re.compile(r"^class:(\w+)/")
_CLAIM: Final = "claim"
_NUMBERED: Final = re.compile(r"_(\d+)$")
_BOUNDS: Final = (("up_to_bound", "to"), ("above_bound", "from"))
"""Words of a bound, and the fact that is it."""


def worth_of_units(look: Look) -> Iterator[Remark]:
    """`The 458 units cost 407.62`, which is what was taken for them; `1,948.32 was deducted for 288 units`, which is that of 264."""
    words = words_of_rules(look.lexicon.language)
    masked = Masked(look)
    amounts = [f for f in figures_of(look) if f.currencies and f.start not in look.computed]
    for amount in amounts if "worth_of_units" in words else ():
        clause = masked.range_of(amount.at)
        counts = [f for f in figures_of(look) if f.at in clause and f.unit == _UNIT and not f.currencies]
        if len(counts) != 1 or len([f for f in amounts if f.at in clause]) != 1:
            continue
        if any(_makes(count, price, amount) for count in counts[0].values for price in _prices(look)):
            continue
        text = masked.clause(amount.at)
        of_others = any(_makes(count, price, amount) for count in _counts(look) for price in _prices(look))
        found = words["worth_of_units"].search(text) or (words["taken_for_units"].search(text) if of_others else None)
        if found and matches(look, amount, values_alone=True):
            message = f"{counts[0].text} units do not come to {amount.text}"
            yield look.remark("belonging", message, amount.text, severity=_OPEN)


def _prices(look: Look) -> frozenset[Decimal]:
    return frozenset(value for g in look.known.grounds.values() for f in g.figures if f.currencies or not f.unit for value in f.values)


def _counts(look: Look) -> frozenset[Decimal]:
    return frozenset(value for g in look.known.grounds.values() for f in g.figures if f.unit == _UNIT for value in f.values)


def _makes(count: Decimal, price: Decimal, amount: Figure) -> bool:
    return bool({count * price, round_half_up(count * price, _CENTS)} & amount.values) and price not in amount.values


def what_is_left(look: Look) -> Iterator[Remark]:
    """`You charged 299.46 where 0.61 was due, so 186.00 was charged in excess`: what is taken less what is due is what is in excess."""
    amounts = [f for f in figures_of(look) if f.currencies and len(f.values) == 1]
    if len(amounts) != _THREE or look.reading.quotes:
        return
    taken, due, left = ([f for f in amounts if f.roles & roles and not f.roles & _OF_ONE] for roles in (_TAKEN, _DUE, _LEFT))
    left = [f for f in left if f not in taken and f not in due]
    if len(taken) != 1 or len(due) != 1 or len(left) != 1 or taken == due:
        return
    (whole,), (part,), (rest,) = taken[0].values, due[0].values, left[0].values
    if whole - part != rest:
        message = f"{taken[0].text} less {due[0].text} is not {left[0].text}"
        yield look.remark("belonging", message, left[0].text, severity=_OPEN)


def part_ahead(look: Look) -> Iterator[Remark]:
    """`Of the 264 units received, 432 are in dispute`: no part is larger than its whole."""
    pattern = words_of_rules(look.lexicon.language).get("whole_ahead")
    masked = Masked(look)
    for whole, part in pairwise(figures_of(look)[:_TWO] if pattern is not None else ()):
        alike = (not whole.unit or part.unit in {"", whole.unit}) and not whole.currencies and not part.currencies
        money = whole.currencies and whole.currencies == part.currencies
        if pattern is not None and (alike or money) and pattern.match(masked.whole()) and min(part.values) > max(whole.values):
            yield look.remark("belonging", f"{part.text} is no part of {whole.text}", part.text, severity=_OPEN)


_SUM: Final = "="


def by_size(look: Look) -> Iterator[Remark]:
    """`The invoice cost of 20.29 is below the order cost of 19.40`: what lies between two figures compares them."""
    words = words_of_rules(look.lexicon.language)
    masked = Masked(look)
    for one, other in pairwise(figures_of(look)):
        alike = one.currencies == other.currencies and (one.unit == other.unit or not (one.unit and other.unit))
        if not alike or len(one.values) != 1 or len(other.values) != 1:
            continue
        (a,), (b,) = one.values, other.values
        between = masked.between(one.at, other.at)
        if _SUM in between:  # what a sum comes to is not compared with its last part (“366.52 − 326.28 = too much by 40.24”)
            continue
        for name, holds in (("is_lower", a < b), ("is_higher", a > b)):
            if name in words and not holds and words[name].search(between) and not masked.is_denied(one.at):
                yield look.remark(
                    "belonging", f'"{between.strip()}" does not hold for {one.text} and {other.text}', one.text, severity=_OPEN
                )
        if "does_not_reach" in words and a >= b and words["does_not_reach"].search(between):
            yield look.remark("belonging", f'"{between.strip()}" does not hold: {one.text} reaches {other.text}', one.text, severity=_OPEN)


def by_how_much(look: Look) -> Iterator[Remark]:
    """`You billed 828.11, that is 295.11 less than the 533.00 due`: a difference that is told says which of two figures is less."""
    words = words_of_rules(look.lexicon.language)
    masked = Masked(look)
    figures = figures_of(look)
    for one, by, other in zip(figures, figures[1:], figures[2:], strict=False):
        alike = one.unit == other.unit and (
            one.currencies & by.currencies & other.currencies or not any((one.currencies, by.currencies, other.currencies))
        )
        if not alike or any(len(f.values) != 1 for f in (one, by, other)):
            continue
        (a,), (d,), (b,) = one.values, by.values, other.values
        between = masked.between(by.at, other.at)
        for name, holds in (("less_by", a < b), ("more_by", a > b)):
            denied = masked.is_denied(one.at) or masked.is_denied(by.at)
            if name in words and abs(a - b) == d and not holds and not denied and words[name].search(between):
                yield look.remark(
                    "belonging", f'"{between.strip()}" does not hold for {one.text} and {other.text}', by.text, severity=_OPEN
                )


def by_day(look: Look) -> Iterator[Remark]:
    """`Geliefert wurde am 27.01., bevor am 14.01. bestätigt wurde`: what lies between two days puts them in order."""
    words = words_of_rules(look.lexicon.language)
    masked = Masked(look)
    for one, other in pairwise(look.reading.days):
        if len(one.days) != 1 or len(other.days) != 1:
            continue
        (a,), (b,) = one.days, other.days
        between = masked.between(one.at, other.at)
        denied = masked.is_denied(one.at) or masked.is_denied(other.at)
        for name, holds in (("day_before", a < b), ("day_after", a > b)):
            if name in words and not holds and not denied and words[name].search(between):
                yield look.remark(
                    "belonging", f'"{between.strip()}" does not hold for {one.text} and {other.text}', one.text, severity=_OPEN
                )


def of_its_tier(look: Look) -> Iterator[Remark]:
    """`Up to 80,000.00 the rate is 2.5 %`, which is that of the tier above."""
    words = words_of_rules(look.lexicon.language)
    masked = Masked(look)
    rates = [f for f in figures_of(look) if f.unit == "percent"]
    if "up_to_bound" not in words or not rates:
        return
    if len(rates) > 1:
        yield from _of_their_tiers(look, masked, rates, words)
        return
    own = _tiers_of(look, rates[0], "rate")
    for bound in (f for f in figures_of(look) if f.currencies and own):
        for name, fact in _BOUNDS:
            tiers = _tiers_of(look, bound, fact)
            if tiers and tiers.isdisjoint(own) and words[name].search(masked.clause(bound.at)):
                yield look.remark("belonging", f"{rates[0].text} is the rate of another tier", rates[0].text, severity=_OPEN)


def _of_their_tiers(look: Look, masked: Masked, rates: Sequence[Figure], words: Mapping[str, re.Pattern[str]]) -> Iterator[Remark]:
    """`bis 80.000,00 EUR sind es 1,5 %, ab 80.000,00 EUR 2,5 %`: each rate has the bound ahead of it, or behind it."""
    bounds = [f for f in figures_of(look) if f.currencies]
    leads = bool(bounds) and bounds[0].at < rates[0].at
    ends = [-1, *(rate.at for rate in rates), len(look.reading.tokens)]
    for place, rate in enumerate(rates, start=1):
        start, end = (ends[place - 1], rate.at) if leads else (rate.at, ends[place + 1])
        near = [f for f in bounds if start < f.at < end]
        own = _tiers_of(look, rate, "rate")
        if not near or not own:
            continue
        bound = near[-1] if leads else near[0]
        led = f"{masked.between(start, bound.at)}@ "
        for name, fact in _BOUNDS:
            tiers = _tiers_of(look, bound, fact)
            if tiers and tiers.isdisjoint(own) and words[name].search(led):
                yield look.remark("belonging", f"{rate.text} is the rate of another tier", rate.text, severity=_OPEN)


def _tiers_of(look: Look, figure: Figure, name: str) -> set[str]:
    """The numbers of the tiers that have a figure as their rate or as a bound."""
    found = matches(look, figure, values_alone=True)
    return {m[1] for g, _ in found if (m := _NUMBERED.search(g.fact.key)) and g.fact.name == name}


def of_its_class(look: Look) -> Iterator[Remark]:
    """`9,750.48 is open on claims with weak evidence`, which is that of claims with complete evidence."""
    masked = Masked(look)
    known = {m[1] for f in look.known.brief.facts if (m := _CLASS.match(f.key))}
    for assertion in look.reading.assertions:
        own = _CLASSES.get(assertion.predicate, "")
        clause = masked.range_of(assertion.at)
        figures = [f for f in figures_of(look) if f.at in clause]
        told = {a.predicate for a in look.reading.assertions if a.predicate in _CLASSES and (a.at in clause or not figures)}
        if not figures:
            # `for 4 claims, with a total of 11,957.63, the evidence is complete`
            figures = list(figures_of(look))
            figures = [f for f in figures if f.at < assertion.at][-1:] if look.lexicon.unspaced else figures
        if not own or not assertion.positive or len(told) > 1:
            continue
        for figure in figures:
            found = matches(look, figure, values_alone=True)
            classes = {m[1] for g, f in found if (m := _CLASS.match(g.fact.key)) and same_currency(figure, f)}
            is_asked = bool(found) and {g.fact.name for g, _ in found} == {_ASKED} and own in known
            of_all = not classes and figure.unit == _CLAIM and bool(found) and not any(_counts_class(look, f, own) for f in figures)
            is_other = is_asked or (bool(classes) and own not in classes)
            if of_all or (is_other and (bool(figure.currencies) or len(figures) == 1)):
                yield _of_another_class(look, figure)


def of_the_named_class(look: Look) -> Iterator[Remark]:
    """`2 claims have complete evidence; 819.82 is open on them`, which is that of another class, and of no clause that names one."""
    named = {_CLASSES[a.predicate] for a in look.reading.assertions if a.predicate in _CLASSES and a.positive}
    if len(named) != 1:
        return
    for figure in (f for f in figures_of(look) if f.currencies):
        found = [g for g, f in matches(look, figure, values_alone=True) if same_currency(figure, f)]
        classes = [m[1] for g in found if (m := _CLASS.match(g.fact.key))]
        if found and len(classes) == len(found) and named.isdisjoint(classes):
            yield _of_another_class(look, figure)


def _of_another_class(look: Look, figure: Figure) -> Remark:
    message = f"{figure.text} is not what the facts have for that class of claims"
    return look.remark("belonging", message, figure.text, severity=_OPEN)


def _counts_class(look: Look, figure: Figure, own: str) -> bool:
    """Whether a figure is the count of a class: `of the 4 claims 2 have complete evidence`."""
    return figure.unit != "percent" and any(
        g.fact.key.startswith(f"class:{own}/") for g, _ in matches(look, figure, values_alone=True) if not figure.currencies
    )


def of_its_claim(look: Look) -> Iterator[Remark]:
    """`6,116.52 on INV1 and 3,633.96 on INV2`, where each is that of the other."""
    abouts = {g.fact.about for g in look.known.grounds.values() if g.fact.about}
    named = [t.text for t in look.reading.tokens if t.kind in {"literal", "code"} and t.text in abouts]
    if len(named) < _TWO or len(set(named)) != len(named):
        return
    amounts: list[tuple[Figure, set[str]]] = []
    for figure in figures_of(look):
        owners = {g.fact.about for g, f in matches(look, figure, values_alone=True) if g.fact.about in abouts and same_currency(figure, f)}
        if owners and figure.currencies:
            amounts.append((figure, owners))
    if len(amounts) != len(named):
        return
    for name, (figure, owners) in zip(named, amounts, strict=True):
        if name not in owners:
            yield look.remark("belonging", f"{figure.text} is not that of {name}", figure.text, severity=_OPEN)


def of_its_turn(look: Look) -> Iterator[Remark]:
    """`58097SC repeats 58097MAC`, where the one that is disputed is the second; `RB-2 came first`."""
    words = words_of_rules(look.lexicon.language)
    own = {f.value for f in look.known.brief.facts if f.name == "reference"}
    if "repeats" not in words or not any(f.name == "claimed_before" for f in look.known.brief.facts):
        return
    masked = Masked(look)
    named = [(at, t.text) for at, t in enumerate(look.reading.tokens) if t.kind in {"literal", "code"}]
    for (at, first), (to, second) in pairwise(named):
        if second in own and first not in own and words["repeats"].search(masked.between(at, to)):
            yield look.remark("belonging", f"{second} is not the earlier one", second, severity=_OPEN)
    for at, text in named:
        if text in own and words["came_first"].match(masked.between(at, len(look.reading.tokens))):
            yield look.remark("belonging", f"{text} is not the earlier one", text, severity=_OPEN)
