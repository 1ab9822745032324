"""What an amount is the value of, what all of something came to, and what so many at so much make."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cases.letters.verifier.checks.figures import figures_of, matches
from cases.letters.verifier.look import Look, spotted
from cases.letters.verifier.pieces import Figure
from cases.letters.verifier.verdict import Remark, Severity
from facts.finding import FindingType
from facts.money import round_half_up

_UNITS: Final = "unit"
_OPEN: Final = Severity.UNVERIFIABLE
_WORTH: Final = "worth"
_OTHERS: Final = frozenset(
    {"received", "invoiced", "noted", "noted_short", "signed_for", "booked", "gross", "shipped", "on_board", "ordered"}
)
"""What goods are that are no longer, or not yet, in dispute."""
_PACKED: Final = frozenset({"carton", "case", "pallet"})
_PRICE: Final = frozenset({"per_unit", "cost", "unit_cost", "invoice_cost", "order_cost", "approved_cost"})
_CENTS: Final = 2
_CARTON: Final = "carton"
_CASE_PACK: Final = "case_pack"
_PAIR: Final = 2
_SIGNED: Final = frozenset({"signed_for", "on_board"})
_CAME: Final = frozenset({"delivered", "received"})
_NOTED: Final = "noted"
_WHOLE: Final = "whole"
_CONTESTED: Final = frozenset({"disputed", "wrong", "demanded_back", "sought"})
_PARTIES: Final = frozenset({"charged", "deducted", "taken_before", "kept"})
_SUPPLIER: Final = "supplier"
_RETAILER: Final = "retailer"
_TAKEN: Final = frozenset({"claimed", "deducted"})
_EARNING: Final = frozenset({"covered"})
_ALLOWING: Final = frozenset({"approved"})
"""What the supplier does with a return."""


def value_of(look: Look) -> Iterator[Remark]:
    """`The value of the units received`, `of the cartons`: an amount is the value of what its fact says, units in dispute. For a person."""
    amounts = [f for f in figures_of(look) if f.currencies]
    for figure in amounts if len(amounts) == 1 else ():
        own = frozenset().union(*(f.roles for _, f in matches(look, figure, values_alone=False)))
        if _WORTH not in figure.roles or not own:
            continue
        clause = next((c for c in look.reading.clauses if figure.at in c), range(0))
        told = {role for start, _, role in look.reading.role_spots if start in clause}
        told |= {a.predicate for a in look.reading.assertions if a.at in clause and not a.told}
        packed = [name for start, _, name in spotted(look, "unit_index") if start in clause and name in _PACKED]
        if (told & _OTHERS) - own or packed:
            message = f"{figure.text} is the value of something else by the cited facts"
            yield look.remark("valued", message, figure.text, severity=_OPEN)


def all_came(look: Look) -> Iterator[Remark]:
    """`All 16 cartons arrived`, where some of those that were signed for are noted missing: for a person."""
    if not any(_NOTED in f.roles and any(f.values) for g in look.known.grounds.values() for f in g.figures):
        return
    for figure in figures_of(look):
        own = frozenset().union(*(f.roles for _, f in matches(look, figure, values_alone=False)))
        if own & _SIGNED and figure.roles & _CAME and not figure.roles & _SIGNED:
            message = f"of the {figure.text} some are noted missing"
            yield look.remark("valued", message, figure.text, severity=_OPEN)


def noted_and_came(look: Look) -> Iterator[Remark]:
    """`The carton noted missing was delivered`: what is noted missing did not come. For a person."""
    for clause in look.reading.clauses:
        here = [a for a in look.reading.assertions if a.at in clause]
        counted = any(f.at in clause and f.unit for f in figures_of(look))
        noted = next((a for a in here if a.predicate == "noted_short" and a.positive), None)
        came = next((a for a in here if a.predicate in _CAME and a.positive and noted is not None and a.at > noted.at), None)
        if came is not None and not counted:
            yield look.remark("valued", f'"{came.text}" is said of what was noted missing', came.text, severity=_OPEN)


def whole_of_a_part(look: Look) -> Iterator[Remark]:
    """`We dispute the whole deduction`, `give the full deduction back`, where a part of it is in dispute: for a person."""
    situation = look.situation
    if situation.asked >= situation.deducted:
        return
    contested = bool(look.reading.asking) or any(a.predicate in _CONTESTED for a in look.reading.assertions)
    for start, end, name in spotted(look, "said_index"):
        if name != f"+{_WHOLE}" or not contested:
            continue
        if any(role == "deducted" and 0 <= s - end <= 1 for s, _, role in look.reading.role_spots):
            text = " ".join(look.reading.small[start:end])
            yield look.remark("valued", f'"{text}": a part of what was deducted is in dispute', text, severity=_OPEN)


def packs_come_out(look: Look) -> Iterator[Remark]:
    """`29箱货物每箱24件，合计432件`: cartons and what each holds, and as many units as they do not make. For a person."""
    figures = figures_of(look)
    if not look.lexicon.unspaced:
        return
    cartons = [f for f in figures if f.unit == _CARTON]
    packs = [f for f in figures if f.unit == _UNITS and _CASE_PACK in f.roles]
    made = [f for f in figures if f.unit == _UNITS and f not in packs and f.at and look.reading.small[f.at - 1] in look.lexicon.yields]
    if len(cartons) != 1 or len(packs) != 1 or len(made) != 1:
        return
    if not any(c * p in made[0].values for c in cartons[0].values for p in packs[0].values):
        message = f"{cartons[0].text} cartons of {packs[0].text} do not make {made[0].text}"
        yield look.remark("valued", message, made[0].text, severity=_OPEN)


def comes_out(look: Look) -> Iterator[Remark]:
    """`1,377 units earn 463.00 at 0.42`: a count, its price and one amount, which they do not make. For a person."""
    figures = figures_of(look)
    counts = [f for f in figures if f.unit == "unit" and not f.currencies]
    amounts = [f for f in figures if f.currencies]
    prices = [f for f in amounts if f.roles & _PRICE]
    if len(figures) != len(counts) + len(amounts) or len(counts) != 1 or len(prices) != 1 or len(amounts) != len(prices) + 1:
        return
    whole = next(f for f in amounts if f not in prices)
    if any(f.roles - _PRICE - {"total"} for f in (whole, *counts)):
        return
    if not any(_makes(counts[0], prices[0], whole)):
        yield look.remark("valued", f"{counts[0].text} at {prices[0].text} are not {whole.text}", whole.text, severity=_OPEN)


def of_cartons(look: Look) -> Iterator[Remark]:
    """`33 cartons of 6 units contain 6 units`: cartons do not hold what one of them does. For a person."""
    figures = look.reading.figures
    several = any(f.unit == _CARTON and min(f.values) > 1 for f in figures)
    units = [f for f in figures if f.unit in {"unit", ""} and not f.currencies]
    packed = {name for f in units for g, _ in matches(look, f, values_alone=True) if (name := g.fact.name) == _CASE_PACK}
    if several and len(units) == _PAIR and packed and units[0].values & units[1].values:
        yield look.remark("valued", f"the cartons hold more than {units[1].text}", units[1].text, severity=_OPEN)


def _makes(count: Figure, price: Figure, whole: Figure) -> Iterator[bool]:
    for so_many in count.values:
        for each in price.values:
            yield bool({so_many * each, round_half_up(so_many * each, _CENTS)} & whole.values)


def by_whom(look: Look) -> Iterator[Remark]:
    """`844.75 was charged by us`, of what the retailer took; `you earned`, of a rebate that is ours: for a person."""
    ours = look.known.brief.claim is FindingType.REBATE_UNDERPAID
    for assertion in look.reading.assertions if look.lexicon.grammar is not None else ():
        if not assertion.positive or assertion.at in look.reading.asking:
            continue
        clause = next((c for c in look.reading.clauses if assertion.at in c), range(0))
        names = {g.fact.name for f in figures_of(look) if f.at in clause for g, _ in matches(look, f, values_alone=False)}
        takes = assertion.doer == _SUPPLIER and assertion.predicate in _PARTIES and names & _TAKEN and not ours
        earns = ours and assertion.doer == _RETAILER and assertion.predicate in _EARNING
        authorises = assertion.doer == _RETAILER and assertion.predicate in _ALLOWING and look.known.brief.claim is FindingType.RETURN
        if takes or earns or authorises:
            message = f'"{assertion.text}" is said of the other party than the facts have it'
            yield look.remark("parties", message, assertion.text, severity=_OPEN)
