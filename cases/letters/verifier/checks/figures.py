"""Every number, amount, unit, currency and percentage equals a cited fact, in the role that the sentence gives it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import Final

from cases.letters.brief import DraftKind, Fact, FactKind
from cases.letters.verifier.figures import NUMBER, number_values
from cases.letters.verifier.look import Look, quoted, said
from cases.letters.verifier.pieces import Figure
from cases.letters.verifier.support import NO_MONEY, Grounds
from cases.letters.verifier.tokens import fold
from cases.letters.verifier.verdict import Remark, Severity

PLACES = frozenset({"page", "row", "exhibit"})
"""Units of where something stands, which have a check of their own."""

_MONEY_DIGITS: Final = 2
_AMOUNTS: Final = frozenset({"prices", "amounts", "figures", "sums", "costs", "charges"})
"""What is counted where amounts are listed."""
_AMOUNT: Final = "amount"
_PRICES: Final = frozenset({"prices", "costs"})
_COST: Final = "per_unit"
_ORDINAL: Final = "ordinal"
_UNMEASURED: Final = frozenset({"", "claim", "time", "item"})
"""Units of what a letter counts for itself, not goods."""
_DEDUCTED: Final = "deducted"
_FEW: Final = 4
_GOODS: Final = frozenset({"unit", "carton", "case", "pallet", "percent"})
"""Units of which none is the other."""
_MEASURED: Final = _GOODS | {"kilogram", "pound", "day"}
"""Units of goods and their measures."""
_PACKS: Final = frozenset({"carton", "case"})
"""Units that a translator takes for each other (`caisse`)."""
_CALLED_ALIKE: Final = frozenset({"claim", "case"})
"""Units of which one word can mean the other."""


_CLAIM: Final = "claim"
_CLASS: Final = "class:"
_OPEN: Final = "open"
_PAIR: Final = Decimal(2)
_ONE: Final = Decimal(1)
_KILOGRAM: Final = "kilogram"
_PRICES_TOLD: Final = frozenset({"invoice_cost", "order_cost", "approved_cost"})
_TAKEN_BEFORE: Final = "taken_before"


def numbers(look: Look) -> Iterator[Remark]:
    """A number, amount or percentage that no cited fact has is refused, however it is written; the result of a sound computation passes."""
    own = quoted(look)
    for figure in figures_of(look):
        # `earned in tier 1` is a cited fact's own label
        if (
            figure.start not in look.computed
            and figure.at not in own
            and not matches(look, figure, values_alone=True)
            and not _counts_listed(look, figure)
            and not _is_the_pair(look, figure)
            and not _is_both(look, figure)
            and not _is_article(look, figure)
            and not _says_again(look, figure)
            and not _is_of_two_named(look, figure)
            and not _is_measure(look, figure)
        ):
            elsewhere = [g.fact for g in look.known.grounds.values() if any(f.values & figure.values for f in g.figures)]
            hint = f"; {said(elsewhere[0])} has it: cite it" if elsewhere else ""
            severity = Severity.UNVERIFIABLE if _is_idiom(look, figure) else Severity.OBJECTION
            message = f"{figure.text} is in none of the cited facts{hint}"
            yield look.remark("numbers", message, figure.text, facts=[f.number for f in elsewhere[:3]], severity=severity)


def _is_idiom(look: Look, figure: Figure) -> bool:
    """`les deux`, `2nd try`, `two claims for one period`: what a small number counts that is no measure is not always plain."""
    if figure.unit == _ORDINAL:
        return True
    in_words = not (figure.currencies or any(map(str.isdigit, figure.text)))
    if look.lexicon.grammar is None:
        return in_words and not figure.unit
    return in_words and figure.unit in _UNMEASURED and max(figure.values, default=_FEW) < _FEW


def _counts_listed(look: Look, figure: Figure) -> bool:
    """`the two prices are 4.17 on our invoice and 3.92 on your order`: as many amounts as are said stand in the sentence."""
    others = [f for f in look.reading.figures if f.start != figure.start]
    listed = [f for f in others if f.currencies and f.at > figure.at]
    if figure.noun in _PRICES and not all(any(_COST in f.roles for _, f in matches(look, one, values_alone=False)) for one in listed):
        return False
    return figure.noun in _AMOUNTS and bool(listed) and figure.values == {Decimal(len(listed))} and len(listed) == len(others)


def _is_the_pair(look: Look, figure: Figure) -> bool:
    """`the two claims match`: the one that took it, and the one that had taken it before."""
    in_words = not any(map(str.isdigit, figure.text))
    return in_words and figure.unit == _CLAIM and figure.values == {_PAIR} and bool(look.cited.says(_TAKEN_BEFORE, positive=True))


def _is_both(look: Look, figure: Figure) -> bool:
    """`tous deux de 15,07`: the one amount of the sentence is that of two cited facts."""
    in_words = not any(map(str.isdigit, figure.text))
    amounts = [f for f in look.reading.figures if f.currencies]
    if look.lexicon.grammar is not None or not in_words or figure.unit or figure.values != {_PAIR} or len(amounts) != 1:
        return False
    return len({g.fact.name for g, _ in matches(look, amounts[0], values_alone=False)} & _PRICES_TOLD) > 1


def _is_of_two_named(look: Look, figure: Figure) -> bool:
    """`toutes deux`, `les deux réclamations`: of a number that two cited facts have, or of what a cited fact calls the same."""
    frames = look.lexicon.frames
    in_words = figure.values == {_PAIR} and figure.unit in {"", _CLAIM} and not any(map(str.isdigit, figure.text))
    if frames is None or look.lexicon.grammar is not None or not in_words:
        return False
    shared = any(sum(1 for f in look.cited.facts if fold(f.value) == text) > 1 for text in look.reading.literals)
    alike = bool(look.cited.says("same", positive=True)) and (figure.unit == _CLAIM or look.reading.small[figure.at] in frames.both)
    named = {
        a.predicate for a in look.reading.assertions if a.at < figure.at and a.positive and look.cited.says(a.predicate, positive=True)
    }
    return look.reading.small[figure.at] in frames.both and (shared or alike or len(named) == int(_PAIR))


def _is_article(look: Look, figure: Figure) -> bool:
    """`fait double emploi avec une réclamation antérieure`: where a letter is about one deduction, the word for one counts none."""
    in_words = not any(map(str.isdigit, figure.text))
    counts = look.known.brief.draft is DraftKind.SETTLEMENT
    return look.lexicon.grammar is None and in_words and not counts and figure.unit == _CLAIM and figure.values == {_ONE}


def _says_again(look: Look, figure: Figure) -> bool:
    """`doppelt abgezogen`, `zweimal`: in a language without a grammar, of what a cited fact says was taken before."""
    again = [a.at for a in look.reading.assertions if a.predicate == _TAKEN_BEFORE and a.positive]
    return look.lexicon.grammar is None and figure.at in again and bool(look.cited.says(_TAKEN_BEFORE, positive=True))


def _is_measure(look: Look, figure: Figure) -> bool:
    """`5000 cm3 als ein kg`: the one unit that a cited fact counts as so many others."""
    unit = "a kg" if figure.unit == _KILOGRAM else ""
    return look.lexicon.grammar is None and figure.values == {_ONE} and bool(unit) and any(unit in f.label for f in look.cited.facts)


def _is_rate_in_money(look: Look, figure: Figure, grounds: Grounds) -> bool:
    """`EUR 0.40 per unit`: an amount for each of what is counted, in the money of the letter."""
    return grounds.fact.kind is FactKind.RATE and _AMOUNT in grounds.words and look.known.brief.currency in figure.currencies


def currencies(look: Look) -> Iterator[Remark]:
    """An amount stands in the currency of its fact; a count stands in none."""
    for figure in figures_of(look):
        found = matches(look, figure, values_alone=True)
        if figure.currencies and found and not any(same_currency(figure, f) or _is_rate_in_money(look, figure, g) for g, f in found):
            grounds, fact_figure = found[0]
            money = "no amount" if fact_figure.currencies == NO_MONEY else f"in {grounds.fact.currency}"
            yield look.remark(
                "currencies",
                f"{figure.text} is given in {' or '.join(sorted(figure.currencies))}, but {said(grounds.fact)} is {money}",
                figure.text,
                grounds.fact.value,
                [grounds.fact.number],
            )
        elif figure.currencies and (counted := _only_counted(look, figure)) is not None:
            message = f"{figure.text} is given as an amount, but {said(counted)} is none"
            yield look.remark("currencies", message, figure.text, counted.value, [counted.number], severity=Severity.UNVERIFIABLE)


def _only_counted(look: Look, figure: Figure) -> Fact | None:
    """A cited count of that value, where no fact of the brief has it for an amount: `432 EUR`, which are units."""
    typed = [g for g in look.known.grounds.values() if g.fact.amount is not None and g.fact.amount in figure.values]
    if any(g.fact.kind is FactKind.AMOUNT for g in typed):
        return None
    cited = {f.number for f in look.cited.facts}
    return next((g.fact for g in typed if g.fact.kind is FactKind.COUNT and g.fact.number in cited), None)


def digits(look: Look) -> Iterator[Remark]:
    """An amount with more decimals than its currency and its fact have may be another one: `EUR 1,033.500`."""
    for figure in figures_of(look):
        meant = figure.values
        if look.lexicon.unspaced:
            # a comma parts thousands there, and never decimals
            meant = frozenset(v for v in meant if any(v in f.values for _, f in matches(look, figure, values_alone=True))) or meant
        decimals = max((_decimals(v) for v in meant), default=0)
        found = [f for _, f in matches(look, figure, values_alone=True)] if figure.currencies and decimals > _MONEY_DIGITS else []
        if found and all(max((_decimals(v) for v in f.values), default=0) < decimals for f in found):
            message = f"{figure.text} is written with more digits than the facts have"
            yield look.remark("numbers", message, figure.text, severity=Severity.UNVERIFIABLE)


def _decimals(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def units(look: Look) -> Iterator[Remark]:
    """A count stands with the unit of its fact: 54 cartons are not 54 units, 2 % are not 2."""
    for figure in figures_of(look):
        found = [(g, f) for g, f in matches(look, figure, values_alone=True) if same_currency(figure, f)]
        if figure.unit and found and (not any(same_unit(figure, f) for _, f in found) or _is_counted_otherwise(look, figure, found)):
            grounds, fact_figure = next(((g, f) for g, f in found if f.unit and f.unit != figure.unit), found[0])
            yield look.remark(
                "units",
                f"{figure.text} is said in {figure.unit}s, but {said(grounds.fact)} counts {fact_figure.unit or 'no'}s",
                figure.text,
                fact_figure.unit,
                [grounds.fact.number],
                Severity.UNVERIFIABLE if _may_count_alike(look, figure.unit, fact_figure.unit) else Severity.OBJECTION,
            )


def _is_counted_otherwise(look: Look, figure: Figure, found: list[tuple[Grounds, Figure]]) -> bool:
    """In a language without a grammar: facts with this number count it, and none in this unit; a bare number of a statement is no unit."""
    units_told = {f.unit for _, f in found} - {""}
    return look.lexicon.grammar is None and figure.unit in _MEASURED and bool(units_told & _MEASURED) and figure.unit not in units_told


def _may_count_alike(look: Look, said: str, of_fact: str) -> bool:
    """One word can mean either unit; in a language without a grammar that is sure of goods and percentages alone (`pièces`)."""
    if look.lexicon.grammar is not None:
        return {said, of_fact} == _CALLED_ALIKE
    return {said, of_fact} == _PACKS or not {said, of_fact} <= _GOODS


def roles(look: Look) -> Iterator[Remark]:
    """A number is said for what it is: what was invoiced is not what was received, and one item's figure is not another's.

    What it is said for is guessed from the words nearby: refused are only two figures that are said for what the other one is, and any
    other is for a person. A language that is checked closely has a stricter check of its own.
    """
    if look.lexicon.grammar is not None:
        return
    for figure in figures_of(look):
        if figure.start in look.computed:
            continue
        found = matches(look, figure, values_alone=False)
        if not found:
            continue
        other = _other_role(look, figure, found)
        if other is not None and not is_wrongly_taken(look, figure):
            grounds, fact_figure = other
            names = " and ".join(sorted(r.replace("_", " ") for r in figure.roles & fact_figure.roles))
            yield look.remark(
                "roles",
                f"{figure.text} is given as {names}, but {said(grounds.fact)} says otherwise",
                figure.text,
                grounds.fact.value,
                [grounds.fact.number],
                Severity.OBJECTION if _change_places(look, figure, found, fact_figure) else Severity.UNVERIFIABLE,
            )
            continue
        items = items_of(look, figure)
        if items and not any(g.fact.about == "" or g.fact.about in items or _is_of_class(look, g, items) for g, _ in found):
            grounds = found[0][0]
            yield look.remark(
                "roles",
                f"{figure.text} is given for {', '.join(sorted(items))}, but {said(grounds.fact)} is about {grounds.fact.about}",
                figure.text,
                grounds.fact.value,
                [grounds.fact.number],
                Severity.UNVERIFIABLE,
            )


def _is_of_class(look: Look, grounds: Grounds, items: frozenset[str]) -> bool:
    """`2 Forderungen, 500 offen: INV1 und INV2`: as many as a class has, and what is open of them is what is open of the class."""
    if not grounds.fact.key.startswith(_CLASS):
        return False
    of_class = [g.fact for g in look.known.grounds.values() if g.fact.about == grounds.fact.about and g.fact.key.startswith(_CLASS)]
    claims = {f.amount for f in of_class if f.kind is FactKind.COUNT}
    open_ones = [f.amount for f in of_class if f.kind is FactKind.AMOUNT]
    of_items = [f.amount for f in look.known.brief.facts if f.about in items and f.name == _OPEN and f.amount is not None]
    return claims == {Decimal(len(items))} and len(of_items) == len(items) and open_ones == [sum(of_items)]


def is_wrongly_taken(look: Look, figure: Figure) -> bool:
    """In a language without a grammar: `der Abzug ist in Höhe von 500 nicht berechtigt`: what is asked is what was wrongly taken."""
    if look.lexicon.grammar is not None or look.situation.asked not in figure.values:
        return False
    if any(role == _DEDUCTED and _stands_beside(look, start, end, figure.at) for start, end, role in look.reading.role_spots):
        return False
    return any(a.predicate == "wrong" if a.positive else a.predicate == "agreeing" for a in look.reading.assertions)


def _stands_beside(look: Look, start: int, end: int, at: int) -> bool:
    """Nothing but signs of money stand between a word and the figure."""
    between = range(end, at) if end <= at else range(at + 1, start)
    return all(look.reading.tokens[i].kind == "currency" for i in between)


def in_their_places(look: Look) -> Iterator[Remark]:
    """Where a sentence says a cited fact in that fact's own words, the figures stand in the fact's own order."""
    frames: dict[re.Pattern[str], list[Grounds]] = {}
    for grounds in look.cited.grounds:
        if grounds.fact.kind is FactKind.STATEMENT and len(grounds.figures) + len(grounds.days) > 1:
            frames.setdefault(_frame(fold(grounds.fact.value).casefold()), []).append(grounds)
    for frame, owners in frames.items():
        allowed = [NUMBER.findall(fold(g.fact.value)) for g in owners]
        for found in frame.finditer(look.reading.text.casefold()):
            if not any(all(number_values(n) & number_values(r) for n, r in zip(found.groups(), right, strict=True)) for right in allowed):
                told = ", ".join(found.groups())
                message = f"the figures {told} do not stand as in {said(owners[0].fact)}"
                yield look.remark("in_their_places", message, told, ", ".join(allowed[0]), [g.fact.number for g in owners])


@lru_cache(maxsize=512)
def _frame(text: str) -> re.Pattern[str]:
    """A pattern for the same words with any figures in them."""
    parts, at = [], 0
    for number in NUMBER.finditer(text):
        parts += [re.escape(text[at : number.start()]), f"({NUMBER.pattern})"]
        at = number.end()
    return re.compile("".join([*parts, re.escape(text[at:])]))


def figures_of(look: Look) -> tuple[Figure, ...]:
    """The figures of a sentence; those that say where something stands, and the list of attachments, have their own check."""
    return () if look.is_list_of_attachments else tuple(f for f in look.reading.figures if f.unit not in PLACES)


def matches(look: Look, figure: Figure, *, values_alone: bool) -> list[tuple[Grounds, Figure]]:
    """The figures of cited facts that have this value, and, unless values alone count, its unit and currency."""
    return [
        (grounds, f)
        for grounds in look.cited.grounds
        for f in grounds.figures
        if f.unit not in PLACES
        and {abs(v) for v in f.values} & figure.values
        and (values_alone or (same_unit(figure, f) and same_currency(figure, f)))
    ]


def same_unit(figure: Figure, fact_figure: Figure) -> bool:
    """True where the unit that is said is the fact's own; one that is left out is, but a percentage is never."""
    if figure.unit == fact_figure.unit:
        return True
    if "percent" in {figure.unit, fact_figure.unit}:
        return False
    is_amount = bool(fact_figure.currencies) and "." in fact_figure.text
    return not figure.unit or (not fact_figure.unit and fact_figure.currencies != NO_MONEY and not is_amount)


def same_currency(figure: Figure, fact_figure: Figure) -> bool:
    """True where the currency that is said can be the fact's own, or none is said."""
    return not figure.currencies or bool(figure.currencies & fact_figure.currencies)


def _other_role(look: Look, figure: Figure, found: list[tuple[Grounds, Figure]]) -> tuple[Grounds, Figure] | None:
    """A cited figure that has the role which the sentence gives to this one, where none of those that have the value has it."""
    if not figure.roles or any(figure.roles & f.roles for _, f in found) or said_of_the_part(look, figure) is not None:
        return None
    for grounds in look.cited.grounds:
        for f in grounds.figures:
            if figure.roles & f.roles and same_unit(figure, f) and same_currency(figure, f) and comparable(figure, f):
                return grounds, f
    return None


def said_of_the_part(look: Look, whole: Figure) -> Figure | None:
    """`2 des 29 cartons manquent`: the part, where what stands by the whole is said of it by the facts, and not of the whole."""
    small, tokens = look.reading.small, look.reading.tokens
    part = next((f for f in reversed(look.reading.figures) if f.at < whole.at), None)
    if part is None or look.lexicon.grammar is not None or bool(part.currencies) != bool(whole.currencies):
        return None
    between = [small[i] for i in range(part.at + 1, whole.at) if tokens[i].kind != "currency" and small[i] not in look.lexicon.unit_index]
    if not between or not set(between) <= look.lexicon.of or max(part.values) >= max(whole.values):
        return None
    own, theirs = (frozenset().union(*(f.roles for _, f in matches(look, one, values_alone=False))) for one in (whole, part))
    return part if whole.roles & theirs - own and not whole.roles & own else None


def _change_places(look: Look, figure: Figure, found: list[tuple[Grounds, Figure]], other: Figure) -> bool:
    """The figure whose role was said of this one stands in the sentence too, and is said for what this one is.

    A word for what it is that stands in its own clause may be its own, and the other word that of another thing.
    """
    own = frozenset().union(*(f.roles for _, f in found))
    clause = next((c for c in look.reading.clauses if figure.at in c), range(0))
    if any(start in clause and role in own - other.roles for start, _, role in look.reading.role_spots):
        return False
    return any(f.values & other.values and f.roles & own - other.roles for f in figures_of(look))


def comparable(figure: Figure, fact_figure: Figure) -> bool:
    """Counts are held against counts and amounts against amounts; a bare number may be either."""
    is_amount = bool(fact_figure.currencies - NO_MONEY) and not fact_figure.unit
    has_cents = any(v != v.to_integral_value() for v in figure.values)
    return not (figure.unit and is_amount) and not (has_cents and not is_amount and fact_figure.currencies == NO_MONEY)


def items_of(look: Look, figure: Figure) -> frozenset[str]:
    """The items that this part of the sentence is about, where the brief speaks of several."""
    about = {g.fact.about for g in look.known.grounds.values() if g.fact.about}
    return frozenset(figure.items & about) if len(about) > 1 else frozenset()


def amounts_in(look: Look) -> frozenset[Decimal]:
    """All that the amounts of a sentence, those with a currency beside them, can mean."""
    return frozenset(value for figure in look.reading.figures if figure.currencies for value in figure.values)
