"""In languages without a grammar: what an amount is the price or total of, all there are, the only ones. For a person where it differs."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from cases.letters.brief import FactKind
from cases.letters.verifier.checks.figures import comparable, figures_of, matches, same_currency, same_unit
from cases.letters.verifier.doing import turn, turn_in
from cases.letters.verifier.gist.words import MORE, gist_words
from cases.letters.verifier.look import Look, spotted
from cases.letters.verifier.phrases import spots
from cases.letters.verifier.pieces import Figure
from cases.letters.verifier.support import BY_TERMS
from cases.letters.verifier.verdict import Remark, Severity
from facts.money import round_half_up

_OPEN: Final = Severity.UNVERIFIABLE
_PRICE: Final = frozenset({"cost", "per_unit", "unit_cost", "invoice_cost", "order_cost", "approved_cost"})
_PRICE_NAMES: Final = frozenset({"fee", "right_fee", "agreed_fee", "per_unit", "freight_rate"})
_TOTAL_NAMES: Final = frozenset({"gross", "grand_total", "net_total"})
_GROSS: Final = frozenset({"gross", "net"})
_COUNTED: Final = ("count/lines", "count/sku", "count/cases")
_NEAR: Final = 3
_CAME: Final = frozenset({"delivered", "received", "signed_for"})
_BILLED: Final = frozenset({"invoiced"})
_MISSING: Final = frozenset({"missing", "short"})
_TIERS: Final = frozenset({"wrong_size_tier", "wrong_tier"})
_TAKING: Final = frozenset({"charged", "deducted", "invoiced"})
_SMALLER: Final = frozenset({"smaller_tier", "less_than"})
_AGREED: Final = frozenset({"agreed", "earned", "due", "limit", "threshold", "cap", "bound"})
_RATES: Final = "rates"
_ASKED: Final = "asked"
_TAKEN_BEFORE: Final = "taken_before"
_CENTS: Final = 2
_AHEAD: Final = 16
"""Letters before `once` among which a word tells that it was so before."""
_OVER: Final = frozenset({"value", "difference", "recoverable_amount"})


def price_of_one(look: Look) -> Iterator[Remark]:
    """`zu je 407,62 EUR`, `ein Stück kostet 25.323,84 EUR`: an amount that no cited fact has as the price of one."""
    if look.lexicon.grammar is not None:
        return
    for figure in figures_of(look):
        if not figure.currencies and ((figure.unit and look.lexicon.unspaced) or not {".", ","} & set(figure.text)):
            continue
        first, last = _around(look, figure)
        end = figure.start + len(figure.text)
        each = turn(look, "each", end, min(last, end + 16)) or turn(look, "each", max(first, figure.start - 8), figure.start)
        one = turn(look, "one_costs", first, figure.start) if len(figures_of(look)) == 1 else None
        found = [(g, f) for g, f in matches(look, figure, values_alone=False) if f.unit != "percent"]
        priced = any(f.roles & _PRICE or g.fact.name in _PRICE_NAMES for g, f in found)
        if (each is not None or one is not None) and found and not priced and figure.start not in look.computed:
            yield look.remark("told", f"no cited fact has {figure.text} as the price of one", figure.text, severity=_OPEN)


def _around(look: Look, figure: Figure) -> tuple[int, int]:
    """Where in the text it is told what a figure is: anywhere, and between the marks beside it where no space parts words."""
    text = look.reading.text
    if not look.lexicon.unspaced:
        return 0, len(text)
    marks = [t.start for t in look.reading.tokens if t.kind == "mark"]
    first = max((at for at in marks if at < figure.start), default=0)
    return first, min((at for at in marks if at > figure.start), default=len(text))


def total_of_invoice(look: Look) -> Iterator[Remark]:
    """`La fattura ammonta a 500`: what was taken of an invoice is not what it comes to."""
    told = None
    if look.lexicon.grammar is None:
        without = [t for t in look.reading.tokens if t.kind in {"literal", "code"}]
        told = turn(look, "invoice_is")
        if told is not None and turn_in(look.lexicon.language, "invoice_is", look.sentence.text) is None:
            # `le fret facturé est de`, whose accent is gone in what is read
            return
        told = told or (_past_number(look) if without else None)
    figure = next((f for f in figures_of(look) if told is not None and f.currencies and f.start >= told.stop), None)
    if figure is None or told is None or figure.start - told.stop > _NEAR + len("EUR "):
        return
    found = matches(look, figure, values_alone=False)
    if found and not any(f.roles & _GROSS or g.fact.name in _TOTAL_NAMES or "invoice amount" in g.fact.label for g, f in found):
        yield look.remark("told", f"no cited fact has {figure.text} as what the invoice comes to", figure.text, severity=_OPEN)


def _past_number(look: Look) -> range | None:
    """The same with the number of the invoice between: `Die Rechnung 91223 beläuft sich auf`."""
    reading = look.reading
    for token in reading.tokens:
        if token.kind in {"literal", "code"}:
            bare = reading.text[: token.start].rstrip() + " " + reading.text[token.end :].lstrip()
            found = turn_in(look.lexicon.language, "invoice_is", bare)
            if found is not None:
                return range(token.end, found.stop + len(reading.text) - len(bare))
    return None


def all_there_are(look: Look) -> Iterator[Remark]:
    """`Alle unsere Lieferungen wurden quittiert`: one case tells nothing of all there are."""
    if look.lexicon.grammar is not None or any(look.known.brief.at(key) is not None for key in _COUNTED):
        return
    told = turn(look, "all_ours")
    if told is not None:
        word = look.reading.text[told.start : told.stop]
        yield look.remark("told", f'"{word}": the cited facts speak of one case', word, severity=_OPEN)


def the_only_ones(look: Look) -> Iterator[Remark]:
    """`Nur 29 Kartons wurden versandt`: there are more of them by some fact, or nothing is left out."""
    for figure in figures_of(look) if look.lexicon.grammar is None else ():
        before = turn(look, "only", max(0, figure.start - 12), figure.start)
        if before is None or look.reading.text[before.stop : figure.start].strip() or not figure.unit or figure.unit == "percent":
            continue
        if not any(_is_more(figure, f) for g in look.known.grounds.values() if g.fact.kind is FactKind.COUNT for f in g.figures):
            yield look.remark("told", f"there are no more than {figure.text} by the facts", figure.text, severity=_OPEN)


def _is_more(figure: Figure, other: Figure) -> bool:
    alike = same_unit(figure, other) and same_currency(figure, other) and comparable(figure, other) and other.unit in {"", figure.unit}
    return alike and max(other.values, default=max(figure.values)) > max(figure.values)


def missing_none(look: Look) -> Iterator[Remark]:
    """`Il manquait des unités : 696 facturées, 696 livrées`: as many came as were billed."""
    figures = [f for f in figures_of(look) if not f.currencies]
    same = [
        (a, b)
        for a in figures
        for b in figures
        if a is not b and a.items == b.items and a.values == b.values and a.roles & _BILLED and b.roles & _CAME and not b.roles & _BILLED
    ]
    told = next((a for a in look.reading.assertions if a.predicate in _MISSING and a.positive), None)
    first = next((start for start, _, role in look.reading.role_spots if role in _MISSING), -1)
    denied = any(word in look.lexicon.negators for word in look.reading.small)
    if same and (told is not None or first >= 0) and not denied and not any(a.predicate == "alleged" for a in look.reading.assertions):
        yield look.remark("told", "as many came as were billed, and none is missing", severity=_OPEN)


def smaller_tier(look: Look) -> Iterator[Remark]:
    """`Es wurde die Gebühr der kleineren Stufe berechnet`, where that of the larger one was."""
    labels = {f.label for f in look.known.brief.facts if f.name == "why"}
    told = {a.predicate for a in look.reading.assertions if a.positive} | {role for _, _, role in look.reading.role_spots}
    denied = any(word in look.lexicon.negators for word in look.reading.small)
    if labels & _TIERS and not look.reading.figures and told & _TAKING and told & _SMALLER and not denied:
        yield look.remark("told", "which fee was charged cannot be told from the wording", severity=_OPEN)


def by_the_rates(look: Look) -> Iterator[Remark]:
    """`Laut Gebührentabelle beträgt die Gebühr 3,81 EUR`, which is what was charged; what is asked for is no figure of the rates."""
    figures = figures_of(look)
    if (
        look.lexicon.grammar is not None
        or len(figures) != 1
        or not any(name == _RATES and not _is_exceeded(look, at) for at, _, name in spotted(look, "shown_index"))
    ):
        return
    found = matches(look, figures[0], values_alone=False) if _ASKED not in figures[0].roles else ()
    if any(g.fact.name in _OVER for g, _ in found) and _is_measured(look):
        # `232.56 above the rates`
        return
    if found and not any(f.roles & _AGREED or g.fact.name in BY_TERMS | _PRICE_NAMES for g, f in found):
        yield look.remark("told", f"no cited fact has {figures[0].text} by the rates", figures[0].text, severity=_OPEN)


def _is_exceeded(look: Look, at: int) -> bool:
    """`liegt um 25,39 EUR über dem Tarif`: what stands there is held against the rates, and not by them."""
    return not look.lexicon.sums.isdisjoint(look.reading.small[max(0, at - 2) : at + 1])


def _is_measured(look: Look) -> bool:
    """Whether something is said to be above something else."""
    words = gist_words(look.lexicon.language)
    return words is not None and words.joined and any(m in {MORE, f"maybe:{MORE}"} for _, _, m in spots(look.reading.small, words.index))


def multiplied(look: Look) -> Iterator[Remark]:
    """`以195.36乘以48，得4.07`: what two figures make when they are multiplied is what is said to come of it."""
    figures = [f for f in look.reading.figures if len(f.values) == 1]
    for first, second, third in zip(figures, figures[1:], figures[2:], strict=False):
        if turn(look, "times", first.start, second.start) is None or turn(look, "times", second.start, third.start) is not None:
            continue
        (a,), (b,), (c,) = first.values, second.values, third.values
        if "percent" not in {first.unit, second.unit, third.unit} and c not in {a * b, round_half_up(a * b, _CENTS)}:
            yield look.remark("told", f"{first.text} by {second.text} is not {third.text}", third.text, severity=_OPEN)


def earlier_by_number(look: Look) -> Iterator[Remark]:
    """`58097MAC wurde vor 58097SC abgezogen`, where that was the earlier one; `einmal`, where it was taken twice."""
    if look.lexicon.grammar is not None:
        return
    own = {f.value for f in look.known.brief.facts if f.name == "reference"}
    named = [(at, t.text) for at, t in enumerate(look.reading.tokens) if t.kind in {"literal", "code"}]
    for (at, first), (to, second) in pairwise(named):
        between = any(a.predicate in {"before", _TAKEN_BEFORE} and at < a.at < to for a in look.reading.assertions)
        if first in own and second not in own and between:
            yield look.remark("told", f"{first} is not the earlier one", first, severity=_OPEN)
    amounts = [f for f in figures_of(look) if f.currencies]
    once = turn(look, "once") if look.cited.says(_TAKEN_BEFORE, positive=True) and len(amounts) == 1 else None
    again = once is not None and turn(look, "once_before", max(0, once.start - _AHEAD), once.stop) is not None
    if once is not None and not again and not any(a.predicate in {_TAKEN_BEFORE, "before"} for a in look.reading.assertions):
        yield look.remark("told", "by the cited facts it was not the only time", severity=_OPEN)


def still_more(look: Look) -> Iterator[Remark]:
    """`und mehr haben wir doch berechnet`: more than what is told, and by nothing that is."""
    told = turn(look, "more") if look.lexicon.grammar is None else None
    negated = any(word in look.lexicon.negators for word in look.reading.small)
    if told is not None and not negated and turn(look, "than", told.stop) is None:
        yield look.remark("told", "what more there is no cited fact tells", severity=_OPEN)
