"""In languages without a grammar here: a figure or day that is said for something is for a person where no cited fact has it for that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations
from typing import Final

from cases.letters.brief import FactKind
from cases.letters.verifier.checks.figures import comparable, figures_of, is_wrongly_taken, items_of, matches, same_currency, same_unit
from cases.letters.verifier.checks.labelled import equates, of_each_item, worked_with
from cases.letters.verifier.checks.plain_enough import (
    are_told_alike,
    is_counted,
    is_plain,
    is_plain_beside,
    is_plain_day,
    nothing_told,
    told_of_claims,
)
from cases.letters.verifier.checks.relations import DAYS, holds
from cases.letters.verifier.checks.shown_by import SHOWN, is_contrary, roles_of, told_of
from cases.letters.verifier.checks.sums import equations
from cases.letters.verifier.checks.whose_day import OF_ANY_DAY, role_before, roles_had, roles_said_for
from cases.letters.verifier.checks.worked_out import is_product
from cases.letters.verifier.look import Look
from cases.letters.verifier.pieces import Figure
from cases.letters.verifier.support import Grounds
from cases.letters.verifier.tokens import fold
from cases.letters.verifier.verdict import Remark, Severity

_ASKED: Final = frozenset({"asked", "recoverable", "recoverable_amount", "value", "asked_of_line", "line_asked"})
"""Facts that can be what a request asks for."""
_TAKEN: Final = frozenset({"deducted"})
_UNITS: Final = frozenset({"units", "disputable", "disputed_units", "disputed"})
"""Facts that can be what a request wants booked."""
_WANTED: Final = frozenset({"received", "booked", "paid", "granted", "credited", "accepted", "difference", "excess"})
"""Roles that a request gives to what it wants done."""
_BOOKED: Final = frozenset({"received", "booked"})
_LISTED: Final = frozenset({"claim", "line", "row", "item"})
"""Units of what a letter lists, of which nothing else is said."""
_SOUGHT: Final = frozenset({"asked", "sought"})
_COUNTED: Final = {"units": "unit", "cartons": "carton", "pallets": "pallet"}
"""What a count is of, by the first word of its label."""
_WRONG: Final = frozenset({"deducted", "due", "earned"})
"""Roles of words beside an amount that is called wrong: the deduction, and that it was not due."""
_PACK: Final = frozenset({"case_pack"})
_LEFT: Final = frozenset({"open", "asked", "owed", "short"})
_CLASS: Final = "class:"
_NAMED_SO: Final = frozenset({"asked", "asked_before", "deducted", "disputed"})
"""Roles of words for a claim."""
_CLAIM: Final = "claim"
_OPEN: Final = "case/open"
_CASES: Final = "count/cases"
_PAIR: Final = 2
_CLASSES: Final = {"complete_evidence": "complete", "part_evidence": "waived", "weak_evidence": "weak", "missing_evidence": "missing"}
_EVIDENCE: Final = "_evidence"
"""What some of the claims of a settlement have, and how they are told."""
_RATES: Final = frozenset({"rate", "share", "agreed_discount"})
"""Rates that a letter gives without a word of their own."""
_WHOLES: Final = frozenset({"deducted", "claimed", "asked_before", "open", "recoverable"})
"""Facts of which an amount can be a part."""
_PAID: Final = frozenset({"paid", "received"})
"""What a remittance says of an amount below nothing (`gezahlt -20.00`), which was taken off."""
_OWED: Final = frozenset({"owed"})
_FILED: Final = "filed"
_ASKED_BEFORE: Final = "asked_before"
_DISPUTED: Final = frozenset({"disputed"})
_PER: Final = "per"
_ADJOINED: Final = frozenset({"base", "gross", "worth"})
"""What a word right before a figure says of it where no part of it is told (`calculé sur 64 300`)."""
_BEFORE_WHOLE: Final = 2
"""Words before a whole among which its `of` stands."""
_WEIGHT: Final = "weight"
_WEIGHTS: Final = frozenset({"kilogram", "pound"})

_PRICES: Final = frozenset({"unit_cost", "invoice_cost", "order_cost", "approved_cost", "adjusted_cost", "booked_cost", "cost", "paid"})
"""Facts that are prices of one unit."""


def said_for(look: Look) -> Iterator[Remark]:
    """What a figure or day is said to be is what a cited fact with this value is; else a person decides."""
    if look.lexicon.grammar is not None:
        return
    for figure in figures_of(look):
        requests = _is_in_request(look, figure)
        found = matches(look, figure, values_alone=False)
        told = told_of(look, figure) - OF_ANY_DAY - _not_said(look, figure, found, requests=requests)
        if _is_of_other_class(look, figure, [g for g, _ in found]):
            message = f"{figure.text} is that of some claims, and not said to be"
            yield look.remark("said_for", message, figure.text, severity=Severity.UNVERIFIABLE)
        if _is_more_than_wrong(look, figure, told) or _is_more_than_left(look, figure, told, [g for g, _ in found]):
            yield _unsaid(look, figure.text, frozenset({"asked"}))
        if requests and _is_to_be_booked(look, figure, told) and not any(g.fact.name in _UNITS for g, _ in found):
            yield _unsaid(look, figure.text, frozenset({"disputed"}))
        if figure.unit in _LISTED:
            continue
        counted = {_COUNTED.get(g.fact.label.partition(" ")[0], "") for g, _ in found}
        unit = figure.unit or _unit_beside(look, figure)
        is_made = not figure.unit and (_PACK & told or is_product(look, figure))
        if unit in _COUNTED.values() and counted and not counted & {"", unit} and not is_made:
            message = f"{figure.text} is counted in another unit"
            yield look.remark("said_for", message, figure.text, severity=Severity.UNVERIFIABLE)
        by_class = any(a.predicate.endswith(_EVIDENCE) for a in look.reading.assertions)
        if told and found and not by_class and all(g.fact.key.startswith(_CLASS) for g, _ in found):
            yield look.remark(
                "said_for", f"{figure.text} is that of some claims, and not said to be", figure.text, severity=Severity.UNVERIFIABLE
            )
        is_borne = figure.start in look.computed or any(
            told & roles_of(g, f) and not is_contrary(told, f.roles) for g, f in _bearing(told, found)
        )
        if told and found and not is_borne and not is_product(look, figure):
            yield _unsaid(look, figure.text, told)


def _is_in_request(look: Look, figure: Figure) -> bool:
    """A word that asks stands ahead of the figure, or in its clause; what is asked for behind a comma is another thing."""
    clause = next((c for c in look.reading.clauses if figure.at in c), range(0))
    return any(word in look.lexicon.requests and (at < figure.at or at in clause) for at, word in enumerate(look.reading.small))


def _not_said(look: Look, figure: Figure, found: Sequence[tuple[Grounds, Figure]], *, requests: bool) -> frozenset[str]:
    """Roles of words nearby that are not said of the figure: what is wanted, what was wrongly taken, what stands before a whole."""
    is_whole_claim = look.situation.asked == look.situation.deducted
    apart: frozenset[str] = _PAID if figure.at and look.reading.tokens[figure.at - 1].text == "-" else frozenset()
    if requests and any(g.fact.name in _ASKED | _UNITS for g, _ in found):
        apart |= _WANTED | SHOWN | (_TAKEN if is_whole_claim else frozenset())
    if is_wrongly_taken(look, figure):
        apart |= _WRONG
    if _is_of_class(look, found) and all(g.fact.key.startswith(_CLASS) for g, _ in found):
        # "1 Forderung über 500 ist teilweise belegt": a claim by its name
        apart |= _NAMED_SO
    if _is_whole(look, figure):
        apart |= _ADJOINED
    if is_whole_claim and look.situation.asked in figure.values:
        # what is asked for is all that was taken, which is what is owed
        asked = any(f.roles & _SOUGHT for _, f in found)
        apart |= _OWED | ((_TAKEN if asked else _TAKEN | _SOUGHT) if figure.currencies else frozenset())
    if any(g.fact.name == "claimed" for g, _ in found):
        apart |= told_of_claims(look, figure)
    if look.cited.says("unbought", positive=True) and not look.lexicon.negators.isdisjoint(look.reading.small):
        apart |= {"bought"}
    if any(g.fact.name == _PER for g, _ in found):
        # `12,73 par tranche de 100 kg`
        apart |= {_WEIGHT}
    if any(g.fact.name == _ASKED_BEFORE for g, _ in found) and any(role == _FILED for _, _, role in look.reading.role_spots):
        apart |= _DISPUTED
    return apart


def _bearing(told: frozenset[str], found: Sequence[tuple[Grounds, Figure]]) -> Sequence[tuple[Grounds, Figure]]:
    """What can bear out what is told: no statement that has the figure as well, where the step it comes from is the contrary of that."""
    steps = [(g, f) for g, f in found if g.fact.kind is not FactKind.STATEMENT]
    return steps if any(is_contrary(told, f.roles) for _, f in steps) else found


def _unit_beside(look: Look, figure: Figure) -> str:
    """`672 unités … et 28`: a bare count goes in the unit of the one before it."""
    before = [f.unit for f in look.reading.figures if f.at < figure.at and f.unit in _COUNTED.values()]
    return before[-1] if before and not figure.currencies else ""


def _unsaid(look: Look, text: str, roles: frozenset[str]) -> Remark:
    names = " or ".join(sorted(role.replace("_", " ") for role in roles))
    return look.remark("said_for", f"no cited fact gives {text} as {names}", text, severity=Severity.UNVERIFIABLE)


def twice(look: Look) -> Iterator[Remark]:
    """One value said twice is that of two facts, and said for each; else one of the two stands in the place of another."""
    if look.lexicon.grammar is not None:
        return
    worked = worked_with(look)
    figures = [f for f in figures_of(look) if f.start not in look.computed | worked]
    for one, other in combinations(figures, 2):
        alike = one.values == other.values and one.unit == other.unit and one.currencies == other.currencies
        names = {g.fact.name for g, _ in matches(look, one, values_alone=False)} if alike else set()
        items, others = items_of(look, one), items_of(look, other)
        of_two = bool(items and others) and items.isdisjoint(others)
        times = sum(1 for f in figures if f.values == one.values)
        is_open = len(names) < _PAIR or (told_of(look, one) == told_of(look, other) and len(names) < times)
        if alike and names and not of_two and not equates(look, one, other) and not _stands_twice(look, one) and is_open:
            yield look.remark("unclear", f"{one.text} is said twice", one.text, severity=Severity.UNVERIFIABLE)
    for first, second in combinations(look.reading.days, 2):
        facts = [g for g in look.cited.grounds if any(d.days & first.days for d in g.days)] if first.days == second.days else []
        if len(facts) == 1:
            yield look.remark("unclear", f"{first.text} is said twice", first.text, severity=Severity.UNVERIFIABLE)


def _stands_twice(look: Look, figure: Figure) -> bool:
    """`-663.78, paid -663.78`: one statement has the value for two things."""
    held = (sum(1 for f in g.figures if f.values & figure.values) for g in look.cited.grounds if g.fact.kind is FactKind.STATEMENT)
    return any(times >= _PAIR for times in held)


def unclear(look: Look) -> Iterator[Remark]:
    """A figure that is said for nothing in particular is plain where the cited facts have no other of its sort that goes unsaid."""
    if look.lexicon.grammar is not None:
        return
    yield from nothing_told(look)
    said = look.reading.figures
    asking = not look.lexicon.requests.isdisjoint(look.reading.small)
    in_sums = {t.start for e in equations(look.reading) for t in e.terms} | worked_with(look) | of_each_item(look)
    for figure in figures_of(look):
        found = matches(look, figure, values_alone=False)
        is_asked = asking and look.situation.asked in figure.values and any(g.fact.name in _ASKED for g, _ in found)
        is_asked |= asking and any(g.fact.name in _UNITS for g, _ in found)
        is_told = (
            bool(told_of(look, figure))
            or _is_weighed(figure, found)
            or is_wrongly_taken(look, figure)
            or is_asked
            or _is_of_class(look, found)
            or is_product(look, figure)
            or _is_whole(look, figure)
            or _is_at_its_place(look, found)
        )
        if is_told or figure.start in look.computed | in_sums or not found or is_plain(look, figure, found):
            continue
        others = [
            f
            for g in look.cited.grounds
            for f in g.figures
            if g.fact.kind in {FactKind.AMOUNT, FactKind.COUNT}
            and same_unit(figure, f)
            and same_currency(figure, f)
            and comparable(figure, f)
            and not any({abs(v) for v in f.values} & s.values for s in said)
        ]
        if all(g.fact.name in _PRICES for g, _ in found):
            yield look.remark(
                "unclear", f"{figure.text} is a price of one, and not said to be", figure.text, severity=Severity.UNVERIFIABLE
            )
        elif others:
            message = f"what {figure.text} is said for is left open; {others[0].text} is cited as well and not said"
            yield look.remark("unclear", message, figure.text, others[0].text, severity=Severity.UNVERIFIABLE)
        elif not _can_be_nothing_else(look, figure, found):
            message = f"what {figure.text} is said for is left open"
            yield look.remark("unclear", message, figure.text, severity=Severity.UNVERIFIABLE)
    set_apart = any(a.predicate in DAYS and holds(look, a) for a in look.reading.assertions)
    in_force = any(a.predicate == "in_force" and a.positive for a in look.reading.assertions) and look.cited.says("in_force", positive=True)
    for day in look.reading.days if not set_apart else ():
        dated = [d for g in look.cited.grounds for d in g.days if d.days & day.days]
        have = frozenset().union(*(d.roles for d in dated))
        if "filed" in have and any(
            a.predicate == "new" and a.positive and look.cited.says("new", positive=True) for a in look.reading.assertions
        ):
            # `der am 9. September noch nicht vorlag`
            continue
        if in_force and any(g.fact.kind is FactKind.AMOUNT for g in look.cited.grounds for d in g.days if d.days & day.days):
            # "der am 28. Juli geltende Preis"
            continue
        if dated and not day.roles - OF_ANY_DAY and not (day.roles | role_before(look, day)) & have and not is_plain_day(look, day):
            yield look.remark("unclear", f"what happened on {day.text} is left open", day.text, severity=Severity.UNVERIFIABLE)


def _is_of_other_class(look: Look, figure: Figure, found: Sequence[Grounds]) -> bool:
    """How many claims of a class there are, or what is open of them, where the sentence speaks of another class or of none."""
    told = _classes_told(look)
    in_all = [figure] == [f for f in look.reading.figures if f.currencies] and _OPEN in {g.fact.key for g in found}
    if told and found and (in_all or _is_alone(look, figure)):
        return not any(g.fact.key.startswith(f"{_CLASS}{name}/") for g in found for name in told)
    if not found or not all(g.fact.key.startswith(_CLASS) for g in found):
        return False
    is_counted = figure.unit == _CLAIM or bool(told)
    return is_counted and not any(g.fact.key.startswith(f"{_CLASS}{name}/") for g in found for name in told)


def _is_alone(look: Look, figure: Figure) -> bool:
    """The only count of claims, or the only amount, of the sentence."""
    amounts, claims = [f for f in look.reading.figures if f.currencies], [f for f in look.reading.figures if f.unit == _CLAIM]
    return [figure] in (amounts, claims) and bool(claims)


def _is_more_than_wrong(look: Look, figure: Figure, told: frozenset[str]) -> bool:
    """`der Abzug von 600 ist nicht berechtigt`, where only a part of it is disputed."""
    asked, amounts = look.situation.asked, [f for f in look.reading.figures if f.currencies]
    wrong = any(a.predicate == "wrong" if a.positive else a.predicate == "agreeing" for a in look.reading.assertions)
    return wrong and amounts == [figure] and bool(told & _TAKEN) and asked < look.situation.deducted and asked not in figure.values


def _is_more_than_left(look: Look, figure: Figure, told: frozenset[str], found: Sequence[Grounds]) -> bool:
    """`500 haben Sie anerkannt, 600 fehlen`: beside what was granted only what is still asked is left."""
    granted = any(g.fact.name == "granted" for g in look.cited.grounds) and bool(told) and told <= _LEFT
    former = any(g.fact.name == _ASKED_BEFORE for g in found)
    return granted and bool(figure.currencies) and not former and look.situation.asked not in figure.values


def _is_to_be_booked(look: Look, figure: Figure, told: frozenset[str]) -> bool:
    """`Bitte korrigieren Sie den Wareneingang um 72 Stück`: the only count of a request about what was received."""
    counts = [f for f in look.reading.figures if f.unit in _COUNTED.values()]
    return counts == [figure] and bool(told & _BOOKED)


def _classes_told(look: Look) -> set[str]:
    """The classes of evidence that the sentence speaks of."""
    return {_CLASSES[a.predicate] for a in look.reading.assertions if a.positive and a.predicate in _CLASSES}


def _is_of_class(look: Look, found: Sequence[tuple[Grounds, Figure]]) -> bool:
    """`2 Vorgänge über 8.082,55, alle Belege liegen vor`: what is open of the class of claims that the sentence speaks of, or of all."""
    told = _classes_told(look)
    if any(g.fact.key.startswith(f"{_CLASS}{name}/") for g, _ in found for name in told):
        return True
    counted = (g for f in look.reading.figures if f.unit == _CLAIM for g, _ in matches(look, f, values_alone=False))
    return not told and any(g.fact.key == _OPEN for g, _ in found) and any(g.fact.key == _CASES for g in counted)


def _is_whole(look: Look, figure: Figure) -> bool:
    """`von 276 Stück haben Sie 228 erfasst`: the whole of a smaller figure that is said for what a cited fact has it for."""
    words = [look.reading.small[n] for n in range(figure.at) if look.reading.tokens[n].kind != "currency"][-_BEFORE_WHOLE:]
    parts = [f for f in look.reading.figures if f.at != figure.at and f.unit in {"", figure.unit} and max(f.values) < max(figure.values)]
    led = not (look.lexicon.of | look.lexicon.adjoining).isdisjoint(words)
    led |= look.lexicon.unspaced != frozenset() and not look.lexicon.of.isdisjoint(look.reading.small[figure.at + 2 : figure.at + 3])
    is_whole = (
        bool(figure.unit)
        or (not figure.currencies and any(p.unit in _COUNTED.values() or is_counted(look, p) for p in parts))
        or (bool(figure.currencies) and any(g.fact.name in _WHOLES for g, _ in matches(look, figure, values_alone=False)))
    )
    return led and is_whole and any(told_of(look, part) & _roles_found(look, part) for part in parts)


def _is_at_its_place(look: Look, found: Sequence[tuple[Grounds, Figure]]) -> bool:
    """`El cargo es por 299 unidades (claims.csv, fila 2)`: a figure that is said for nothing but to stand where the sentence says."""
    named = {name for name in look.reading.literals if "." in name}
    counts = [g.fact for g, _ in found if g.fact.kind in {FactKind.COUNT, FactKind.STATEMENT}]
    return bool(named) and any(fold(place.name) in named for fact in counts for place in fact.places)


def _is_weighed(figure: Figure, found: Sequence[tuple[Grounds, Figure]]) -> bool:
    """`1.183 kg`: a weight is told by its unit."""
    return figure.unit in _WEIGHTS and any(_WEIGHT in f.roles or g.fact.name == _PER for g, f in found)


def _can_be_nothing_else(look: Look, figure: Figure, found: Sequence[tuple[Grounds, Figure]]) -> bool:
    """True for a rate, and for a count in a unit of which the whole brief has no other figure."""
    is_listed = figure.unit in _LISTED or any(g.fact.key.startswith("count/") or g.fact.key.endswith("/lines") for g, _ in found)
    if is_listed or all(_is_stated(look, figure, g) or g.fact.name in _RATES for g, _ in found):
        return True
    if figure.unit == "percent":
        return False
    others = (f for g in look.known.grounds.values() if g.fact.kind is FactKind.COUNT for f in g.figures if f.unit == figure.unit)
    return bool(figure.unit) and not figure.currencies and not any(not f.values & figure.values for f in others)


def _is_stated(look: Look, figure: Figure, grounds: Grounds) -> bool:
    """A figure of a statement; a percentage only beside another figure of it, such as what it is of."""
    if grounds.fact.kind is not FactKind.STATEMENT or figure.unit != "percent":
        return grounds.fact.kind is FactKind.STATEMENT
    beside = [f for f in look.reading.figures if f.at != figure.at]
    return any(f.values & own.values for f in beside for own in grounds.figures)


def exchanged(look: Look) -> Iterator[Remark]:
    """Of two figures or days of one kind one has to be said for what the other is not; else they may have changed places."""
    if look.lexicon.grammar is not None:
        return
    in_sums = {t.start for e in equations(look.reading) for t in e.terms} | worked_with(look) | of_each_item(look)
    asked = look.situation.asked if not look.lexicon.requests.isdisjoint(look.reading.small) else None
    plain = [f for f in figures_of(look) if f.start not in look.computed | in_sums and not _is_sought(f, asked) and not is_product(look, f)]
    for one, other in combinations(plain, 2):
        alike = _kinds_found(look, one) & _kinds_found(look, other) and same_unit(one, other) and same_currency(one, other)
        if not alike or one.values & other.values or one.items != other.items or are_told_alike(look, one, other):
            continue
        ours, theirs = _roles_found(look, one), _roles_found(look, other)
        if not (told_of(look, one) & ours - theirs or told_of(look, other) & theirs - ours or is_plain_beside(look, one, other)):
            message = f"which of {one.text} and {other.text} is which cannot be told from the wording"
            yield look.remark("exchanged", message, one.text, other.text, severity=Severity.UNVERIFIABLE)

    for first, second in combinations(look.reading.days, 2):
        apart = roles_said_for(look, first) - roles_had(look, second) or roles_said_for(look, second) - roles_had(look, first)
        if not first.days & second.days and not apart:
            message = f"which of {first.text} and {second.text} is which cannot be told from the wording"
            yield look.remark("exchanged", message, first.text, second.text, severity=Severity.UNVERIFIABLE)


def _is_sought(figure: Figure, asked: Decimal | None) -> bool:
    """The amount that is asked for, where no role is said that it has not."""
    return asked is not None and asked in figure.values and not figure.roles - _SOUGHT


def _kinds_found(look: Look, figure: Figure) -> frozenset[FactKind]:
    """Whether it is an amount or a count by the cited facts with its value."""
    return frozenset(g.fact.kind for g, _ in matches(look, figure, values_alone=False)) & {FactKind.AMOUNT, FactKind.COUNT}


def _roles_found(look: Look, figure: Figure) -> frozenset[str]:
    """What the cited facts with its value have it for."""
    return frozenset().union(*(f.roles for _, f in matches(look, figure, values_alone=False)))
