"""In languages without a grammar: figures whose sense follows from what is worked out of them in the sentence."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import permutations
from typing import Final

from cases.letters.verifier.checks.figures import matches
from cases.letters.verifier.checks.relations import CENTS, comes_out
from cases.letters.verifier.look import Look
from cases.letters.verifier.pieces import Figure
from facts.money import round_half_up

_ROLES: Final = ("units", "price", "worth")
_OF_PACKS: Final = ["carton", "unit", "unit"]
"""Units of `4 cartons of 12 units make 48 units`."""
_PERCENT: Final = "percent"
_PER_UNIT: Final = "per_unit"
_GOODS: Final = frozenset({"unit", "carton", "pallet"})
_PRICES: Final = frozenset({"per_unit", "unit_cost", "cost", "invoice_cost", "order_cost", "approved_cost"})
"""Roles that are said of the price of one."""
_LED: Final = 5
"""Words before what is left among which the word stands that says so."""
_LEFT: Final = frozenset({"open", "base", "worth"})
_OF_ALL: Final = frozenset({"total"})
_APART: Final = frozenset({"excess", "difference"})


def is_product(look: Look, figure: Figure) -> bool:
    """One of the figures of a reckoning, in the whole sentence or in a clause of it that has more than two."""
    terms = _terms(look)
    clause = next((c for c in look.reading.clauses if figure.at in c), range(0))
    here = [f for f in terms if f.at in clause]
    return _is_of_product(look, figure, terms) or (len(here) == len(_ROLES) < len(terms) and _is_of_product(look, figure, here))


def _is_of_product(look: Look, figure: Figure, terms: Sequence[Figure]) -> bool:
    """`16 Stück zum Preis von 15,72 ergeben 251,52`: one of three figures of which one is an amount for so many units at so much."""
    if (
        _is_share(look, figure, terms)
        or _is_priced(look, figure, terms)
        or _is_packed(look, figure, terms)
        or _is_third(look, figure, terms)
    ):
        return True
    if _is_filled(look, figure, terms) or _is_lowered(look, figure, terms) or _is_balance(look, figure, terms):
        return True
    said = not look.lexicon.yields.isdisjoint(look.reading.small)
    counts = [f for f in terms if f.unit not in {"", _PERCENT} and not f.currencies]
    packs = sorted(f.unit for f in counts) == _OF_PACKS
    return (
        said
        and len(terms) == len(_ROLES)
        and (len(counts) == 1 or packs)
        and figure in terms
        and comes_out(figure, terms)
        and _multiplies(terms)
        and not _is_worth_a_price(terms, counts)
    )


def _is_worth_a_price(terms: Sequence[Figure], counts: Sequence[Figure]) -> bool:
    """`806 Stück zu 2.337,40 je Stück ergeben 2,90`: what comes of it is told for what one costs."""
    amounts = [f for f in terms if f not in counts]
    pairs = [(c, p, w) for c in counts for p, w in permutations(amounts, 2)]
    return any(_value(c) * _value(p) == _value(w) and bool(w.roles & _PRICES) for c, p, w in pairs)


def _is_packed(look: Look, figure: Figure, terms: Sequence[Figure]) -> bool:
    """`je Karton 12 Stück, zusammen 168`: units of as many cartons as a fact has, each of as many as the sentence says."""
    counts = [f for f in terms if f.unit in {"", "unit"} and not f.currencies]
    if (
        len(terms) != len(counts)
        or len(counts) != len(_ROLES) - 1
        or figure != counts[1]
        or look.lexicon.yields.isdisjoint(look.reading.small)
    ):
        return False
    pack = _value(counts[0])
    cartons = {v for g in look.known.grounds.values() for f in g.figures if f.unit == "carton" for v in f.values}
    is_delivered = "case_pack" in _roles(look, counts[0]) and "delivered" in _roles(look, figure)
    return is_delivered and any(pack * n == _value(figure) for n in cartons)


def _is_filled(look: Look, figure: Figure, terms: Sequence[Figure]) -> bool:
    """`chaque carton contient 8 unités, soit 288 unités pour 36 cartons`: the result told before the last of its terms."""
    cartons, counts = [f for f in terms if f.unit == "carton"], [f for f in terms if f.unit in {"unit", ""} and not f.currencies]
    if len(terms) != len(_ROLES) or len(cartons) != 1 or len(counts) != len(_ROLES) - 1 or figure not in terms:
        return False
    pack, made = sorted(counts, key=_value)
    told = "case_pack" in pack.roles & _roles(look, pack) and "case_pack" not in made.roles and "delivered" in _roles(look, made)
    led = not (look.lexicon.yields | look.lexicon.namely).isdisjoint(look.reading.small[max(0, made.at - 3) : made.at])
    return told and led and _value(pack) * _value(cartons[0]) == _value(made)


def _is_lowered(look: Look, figure: Figure, terms: Sequence[Figure]) -> bool:
    """`passé de 63,37 à 6,74, soit 2 661,61 pour 47 unités`: by how much one costs less, taken as often as there are units."""
    counts, amounts = [f for f in terms if f.unit in _GOODS and not f.currencies], [f for f in terms if f.currencies]
    if len(counts) != 1 or len(amounts) != len(_ROLES) or len(terms) != len(_ROLES) + 1 or figure not in terms:
        return False
    old, new, worth = amounts
    told = "old_cost" in old.roles & _roles(look, old) and "new_cost" in new.roles & _roles(look, new)
    made = round_half_up((_value(old) - _value(new)) * _value(counts[0]), CENTS)
    return told and made == _value(worth) and _PER_UNIT not in _roles(look, worth)


def _is_balance(look: Look, figure: Figure, terms: Sequence[Figure]) -> bool:
    """`De las ventas de 412 se restan 5, quedan 407`, `admitieron 9 de 39, con lo que restan 30`: what is taken away, and what is left.

    One of the two parts is told for what it is by the facts, and what is left stands last, behind a word that says so.
    """
    amounts = [f for f in terms if f.currencies]
    if len(amounts) != len(_ROLES) or figure not in amounts or len({_value(f) for f in amounts}) != len(_ROLES):
        return False
    left, whole = amounts[-1], max(amounts, key=_value)
    part = next(f for f in amounts if f is not whole and f is not left) if whole is not left else left
    is_sum = whole is not left and _value(part) + _value(left) == _value(whole)
    leads = look.reading.small[max(0, left.at - _LED) : left.at]
    opens = {start for start, _, role in look.reading.role_spots if role in _LEFT and left.at - _LED <= start < left.at}
    told = bool(part.roles & _roles(look, part) - _OF_ALL) or bool(left.roles & _roles(look, left) - _OF_ALL)
    return is_sum and told and (bool(opens) or not look.lexicon.yields.isdisjoint(leads)) and all(_roles(look, f) for f in amounts)


def _is_third(look: Look, figure: Figure, terms: Sequence[Figure]) -> bool:
    """`zwischen dem Abzug von 55,44 und den genehmigten 40,70 liegen 14,74`: what two others make, of which it is told what they are."""
    others = [f for f in terms if f is not figure and f.unit == figure.unit and bool(f.currencies) == bool(figure.currencies)]
    if len(others) != len(_ROLES) - 1 or figure.roles - _APART or figure not in terms:
        return False
    one, other = others
    is_told = all(f.roles & _roles(look, f) for f in others) and one.roles != other.roles
    return is_told and _value(figure) in {_value(one) + _value(other), abs(_value(one) - _value(other))}


def _terms(look: Look) -> list[Figure]:
    return [f for f in look.reading.figures if f.unit not in look.lexicon.units_before and len(f.values) == 1]


def _multiplies(terms: Sequence[Figure]) -> bool:
    """The worth is the units times the price, and no sum of the two."""
    values = sorted(map(_value, terms))
    return values[0] + values[1] != values[2]


def _is_share(look: Look, figure: Figure, terms: Sequence[Figure]) -> bool:
    """`4 % de 126.700,00 son 5.068,00`: the rate, what it is of, and what comes of it; changed round it does not come out."""
    rates = [f for f in terms if f.unit == _PERCENT]
    amounts = [f for f in terms if f.currencies]
    if len(rates) != 1 or figure not in {*rates, *amounts}:
        return False
    (rate,) = rates
    pairs = [p for p in permutations(amounts, 2) if _share_of(rate, p[0]) == _value(p[1]) and _stands_so(look, rate, *p)]
    if len(pairs) != 1 or figure not in {rate, *pairs[0]}:
        return False
    return all(_roles(look, f) for f in pairs[0])


def _stands_so(look: Look, rate: Figure, base: Figure, part: Figure) -> bool:
    """The rate stands before what it is of (`4 % de la base`), also where the result came first, or behind it and before the result."""
    leads = look.reading.small[rate.at + 1 : rate.at + 3]
    if any(w in look.lexicon.of for w in leads) and rate.at < max(base.at, part.at):
        return base.at == min(f.at for f in look.reading.figures if f.at > rate.at)
    return base.at < part.at and rate.at < part.at


def _share_of(rate: Figure, base: Figure) -> Decimal:
    return round_half_up(_value(rate) * _value(base) / 100, CENTS)


def _is_priced(look: Look, figure: Figure, terms: Sequence[Figure]) -> bool:
    """`para 186 unidades a 0,61 la tarifa es de 113,46`: units, what one costs by the cited facts, and what comes of it."""
    counts, amounts = [f for f in terms if f.unit in _GOODS and not f.currencies], [f for f in terms if f.currencies]
    if len(counts) != 1 or len(amounts) != len(_ROLES) - 1 or len(terms) != len(_ROLES) or figure not in terms:
        return False
    (count,) = counts
    priced = [(p, w) for p, w in permutations(amounts) if round_half_up(_value(count) * _value(p), CENTS) == _value(w)]
    if len(priced) != 1:
        return False
    ((price, worth),) = priced
    behind = next((f for f in amounts if f.at > count.at), None)
    if worth.roles & _PRICES or not (price.roles & _PRICES or behind is price):
        return False
    return _PER_UNIT in _roles(look, price) and _PER_UNIT not in _roles(look, worth)


def _roles(look: Look, figure: Figure) -> frozenset[str]:
    return frozenset().union(*(f.roles for _, f in matches(look, figure, values_alone=False)))


def _value(figure: Figure) -> Decimal:
    return next(iter(figure.values))
