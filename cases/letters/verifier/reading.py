"""Takes a sentence apart: its figures with unit, currency and role, days, identifiers, quotes, what it asserts or denies, other words.

Facts are read in the same way, so that a sentence that says a fact word for word comes out as the fact does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from cases.letters.verifier.figures import days_in, number_values
from cases.letters.verifier.lexicon import CURRENCIES, Lexicon, Phrase
from cases.letters.verifier.tokens import Token, fold, tokens_of

NEAR: Final = 3
"""Words within which a figure and what it is said to be belong together."""
_BREAKS: Final = frozenset(";:,().!?")
_STOPS: Final = frozenset(";.!?")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with all it can mean, its unit (`unit`, `carton`, `percent`, `row` …), the currencies it can be in, and its roles.

    `items` are the identifiers of its part of the sentence (up to a semicolon).
    """

    text: str
    values: frozenset[Decimal]
    unit: str = ""
    currencies: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    items: frozenset[str] = frozenset()
    start: int = 0


@dataclass(frozen=True, slots=True)
class Day:
    """A day with all it can mean, and its roles."""

    text: str
    days: frozenset[date]
    roles: frozenset[str] = frozenset()
    items: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Assertion:
    """A predicate that is asserted, or denied where `positive` is False."""

    predicate: str
    positive: bool
    text: str


@dataclass(frozen=True, slots=True)
class Word:
    """A word that stands for none of these. `opens`: it begins a sentence or part of one, so its capital letter says nothing."""

    text: str
    opens: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """A sentence taken apart. `negations` are denials that deny nothing that can be checked, by the words around them."""

    text: str
    figures: tuple[Figure, ...] = ()
    days: tuple[Day, ...] = ()
    literals: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()
    assertions: tuple[Assertion, ...] = ()
    negations: tuple[str, ...] = ()
    words: tuple[Word, ...] = ()
    tokens: tuple[Token, ...] = ()


def read(text: str, lexicon: Lexicon, literals: re.Pattern[str] | None = None) -> Reading:
    """The sentence taken apart. `literals` finds the identifiers and names that are known."""
    said = fold(text)
    tokens = tokens_of(said, lexicon, literals)
    plain, taken = _phrases(tokens, [(p, "") for p in lexicon.neutral_phrases], frozenset())
    del plain
    roles, _ = _phrases(tokens, lexicon.roles, taken)
    units = _units(tokens, lexicon, roles)
    figures, days = _figures(said, tokens, lexicon, roles, units)
    assertions, negations = _assertions(tokens, lexicon, taken)
    return Reading(
        text=said,
        figures=figures,
        days=days,
        literals=tuple(t.text for t in tokens if t.kind == "literal"),
        codes=tuple(t.text for t in tokens if t.kind == "code"),
        quotes=tuple(t.text for t in tokens if t.kind == "quote"),
        assertions=assertions,
        negations=negations,
        words=tuple(_words(tokens, taken)),
        tokens=tokens,
    )


def _phrases(
    tokens: Sequence[Token], phrases: Sequence[tuple[Phrase, str]], taken: frozenset[int]
) -> tuple[list[tuple[int, int, str]], frozenset[int]]:
    """Where phrases stand, as (first token, one past the last, meaning); the longest first, none over another or over `taken`."""
    words = [_lower(t) for t in tokens]
    places: dict[str, list[int]] = {}
    for at, word in enumerate(words):
        places.setdefault(word, []).append(at)
    used = set(taken)
    found: list[tuple[int, int, str]] = []
    for phrase, meaning in phrases:
        for at in places.get(phrase[0], ()):
            span = range(at, at + len(phrase))
            if tuple(words[at : at + len(phrase)]) == phrase and used.isdisjoint(span):
                used.update(span)
                found.append((at, at + len(phrase), meaning))
    return sorted(found), frozenset(used)


def _lower(token: Token) -> str:
    if token.kind == "word":
        return token.text.casefold().removesuffix("'s")
    return token.text if token.kind == "mark" else "\0"


def _units(tokens: Sequence[Token], lexicon: Lexicon, roles: Sequence[tuple[int, int, str]]) -> dict[int, str]:
    """The unit of each number by its token: the word after it, or the one before it (`page 2`, `rows 3, 14 and 20`)."""
    in_roles = {i for start, end, _ in roles if end - start > 1 for i in range(start, end)}
    found, _ = _phrases(tokens, lexicon.units, frozenset(in_roles))
    after = {start: name for start, _, name in found if name not in lexicon.units_before}
    before = {end - 1: name for _, end, name in found if name in lexicon.units_before}
    units: dict[int, str] = {}
    for at in range(len(tokens)):
        if not _is_number(tokens, at, lexicon):
            continue
        if at + 1 in after:
            units[at] = after[at + 1]
        elif at - 1 in before:
            units[at] = before[at - 1]
        elif _continues(tokens, at, lexicon) and units.get(_number_before(tokens, at, lexicon), "") in lexicon.units_before:
            units[at] = units[_number_before(tokens, at, lexicon)]
    for at in sorted(units, reverse=True):
        # `216 of the 384 units`: the part is counted in what the whole is counted in
        part = next((n for n in (at - 2, at - 3) if n >= 0 and _is_number(tokens, n, lexicon)), None)
        if part is not None and part not in units and all(_lower(t) in lexicon.of for t in tokens[part + 1 : at]):
            units[part] = units[at]
    return units


def _is_number(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """A number in figures, or one in words; `one` counts only before a unit."""
    token = tokens[at]
    if token.kind == "number":
        return True
    value = lexicon.number_words.get(token.text.casefold()) if token.kind == "word" else None
    if value is None:
        return False
    return value != 1 or (at + 1 < len(tokens) and any(p[0] == _lower(tokens[at + 1]) for p, _ in lexicon.units))


def _continues(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """True where only a comma or a joining word stands between this number and the one before."""
    return at >= 2 and (tokens[at - 1].text == "," or tokens[at - 1].text.casefold() in lexicon.joins)


def _number_before(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> int:
    return at - 2 if _is_number(tokens, at - 2, lexicon) else -1


def _figures(
    said: str, tokens: Sequence[Token], lexicon: Lexicon, roles: Sequence[tuple[int, int, str]], units: dict[int, str]
) -> tuple[tuple[Figure, ...], tuple[Day, ...]]:
    bound = _bound_roles(tokens, lexicon, roles)
    items = _items(tokens)
    figures: list[Figure] = []
    days: list[Day] = []
    for at, token in enumerate(tokens):
        if token.kind == "day":
            ((_, _, meant),) = days_in(said[token.start : token.end].casefold(), lexicon.months)
            days.append(Day(token.text, meant, bound.get(at, frozenset()), items[at]))
        elif _is_number(tokens, at, lexicon):
            unit, roles_here = units.get(at, ""), bound.get(at, frozenset())
            money = _currencies(tokens, at)
            figures.append(Figure(token.text, _values(token, lexicon), unit, money, roles_here, items[at], token.start))
    return tuple(figures), tuple(days)


def _values(token: Token, lexicon: Lexicon) -> frozenset[Decimal]:
    if token.kind == "word":
        return frozenset({Decimal(lexicon.number_words[token.text.casefold()])})
    digits = re.match(r"[\d.,' \u00a0\u202f]+", token.text)
    return number_values(digits[0].rstrip(".,' ") if digits else token.text)


def _currencies(tokens: Sequence[Token], at: int) -> frozenset[str]:
    """The currencies that stand beside a number, a minus or bracket between them aside."""
    before = at - 1
    while before >= 0 and tokens[before].text in {"-", "("}:
        before -= 1
    for place in (before, at + 1):
        if 0 <= place < len(tokens) and tokens[place].kind == "currency":
            text = tokens[place].text
            return CURRENCIES.get(text, frozenset({text}))
    return frozenset()


def _bound_roles(tokens: Sequence[Token], lexicon: Lexicon, roles: Sequence[tuple[int, int, str]]) -> dict[int, frozenset[str]]:
    """For each figure or day the roles that are said nearest to it within its part of the sentence."""
    bound: dict[int, set[str]] = {}
    for part in _parts(tokens, lexicon):
        numbers = [i for i in part if tokens[i].kind == "day" or _is_number(tokens, i, lexicon)]
        for start, end, role in roles:
            if numbers and start in part:
                away, _, nearest = min((start - n if n < start else n - end + 1, n < start, n) for n in numbers)
                if away <= NEAR:
                    bound.setdefault(nearest, set()).add(role)
    return {at: frozenset(found) for at, found in bound.items()}


def _parts(tokens: Sequence[Token], lexicon: Lexicon) -> Iterator[range]:
    """The sentence cut at punctuation, operators of a computation and joining words."""
    start = 0
    for at, token in enumerate(tokens):
        if (
            (token.kind == "mark" and token.text in _BREAKS)
            or (token.kind == "operator" and _stands_between(tokens, at))
            or (token.kind == "word" and token.text.casefold() in lexicon.joins)
        ):
            yield range(start, at)
            start = at + 1
    yield range(start, len(tokens))


def _stands_between(tokens: Sequence[Token], at: int) -> bool:
    """An operator with space on both sides; a minus sign before its number is none."""
    if not 0 < at < len(tokens) - 1:
        return False
    token = tokens[at]
    return token.text != "-" or (tokens[at + 1].start > token.end and tokens[at - 1].end < token.start)


def _items(tokens: Sequence[Token]) -> list[frozenset[str]]:
    """For each token the identifiers in its part of the sentence up to a semicolon."""
    found: list[frozenset[str]] = []
    start = 0
    for at in range(len(tokens) + 1):
        if at == len(tokens) or (tokens[at].kind == "mark" and tokens[at].text in _STOPS):
            here = frozenset(t.text for t in tokens[start:at] if t.kind == "literal")
            found += [here] * (at - start + (at < len(tokens)))
            start = at + 1
    return found


def _assertions(tokens: Sequence[Token], lexicon: Lexicon, taken: frozenset[int]) -> tuple[tuple[Assertion, ...], tuple[str, ...]]:
    """What the sentence asserts and denies. A negation denies what comes after it in its clause, else what stands before it."""
    # the unit of a figure (`units short`) and its role are no assertions of their own only where the lexicon says so
    spots = [(p, f"+{name}") for p, name in lexicon.assertions] + [(p, f"-{name}") for p, name in lexicon.denials]
    spots.sort(key=lambda s: -len(s[0]))
    found, _ = _phrases(tokens, spots, taken)
    made: list[Assertion] = []
    loose: list[str] = []
    for clause in _clauses(tokens, lexicon):
        here = [(start, end, name) for start, end, name in found if start in clause]
        denied: set[int] = set()
        for at in clause:
            if at in taken or not _is_negator(tokens[at], lexicon):
                continue
            target = next((start for start, _, _ in here if start > at), None)
            target = target if target is not None else next((start for start, _, _ in reversed(here) if start < at), None)
            if target is None:
                loose.append(" ".join(t.text for t in tokens[at : min(at + 4, clause.stop)]))
            else:
                denied.add(target)
        for start, end, name in here:
            said = " ".join(t.text for t in tokens[start:end])
            made.append(Assertion(name[1:], (name[0] == "+") != (start in denied), said))
    return tuple(made), tuple(loose)


def _is_negator(token: Token, lexicon: Lexicon) -> bool:
    return token.kind == "word" and token.text.casefold() in lexicon.negators


def _clauses(tokens: Sequence[Token], lexicon: Lexicon) -> Iterator[range]:
    start = 0
    for at, token in enumerate(tokens):
        if (token.kind == "mark" and token.text in _BREAKS) or (token.kind == "word" and token.text.casefold() in lexicon.turns):
            yield range(start, at)
            start = at + 1
    yield range(start, len(tokens))


def _words(tokens: Sequence[Token], taken: frozenset[int]) -> Iterator[Word]:
    opens = True
    for at, token in enumerate(tokens):
        if token.kind == "word" and at not in taken:
            yield Word(token.text, opens)
        opens = token.kind == "mark" and token.text in ":.!?"


def with_currency(reading: Reading, currency: str) -> Reading:
    """The reading of a fact, its bare amounts taken to be in the fact's currency."""
    if not currency:
        return reading
    figures = tuple(f if f.unit or f.currencies else replace(f, currencies=frozenset({currency})) for f in reading.figures)
    return replace(reading, figures=figures)
