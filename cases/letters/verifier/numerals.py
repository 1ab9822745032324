"""Numbers in words that are made of several, and numbers with a word of size: `one hundred and twenty`, `half a dozen`, `2.5k`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from cases.letters.verifier.figures import number_values
from cases.letters.verifier.lexicon import Lexicon
from cases.letters.verifier.tokens import Token

_HUNDRED: Final = 100
_DOZEN: Final = 12
_SIZES: Final = frozenset({_HUNDRED, 1_000, 1_000_000, 1_000_000_000})
_SHORT_SIZES: Final[Mapping[str, int]] = {"k": 1_000, "m": 1_000_000, "mn": 1_000_000, "bn": 1_000_000_000}
_SHORT: Final = re.compile(r"(\d+(?:[.,]\d+)?)(k|m|mn|bn)", re.IGNORECASE)
_TENS: Final = range(20, _HUNDRED, 10)
_ONES: Final = range(1, 10)


def merged(said: str, tokens: Sequence[Token], lexicon: Lexicon) -> tuple[Token, ...]:
    """The tokens with every number that takes several words as one token with its value."""
    grammar = lexicon.grammar
    if grammar is None:
        return tuple(tokens)
    made: list[Token] = []
    at = 0
    while at < len(tokens):
        end, value = _longest(tokens, at, lexicon)
        if value is None:
            made.append(_short(tokens[at]))
            at += 1
            continue
        first, last = tokens[at], tokens[end - 1]
        made.append(Token("number", said[first.start : last.end], first.start, last.end, value))
        at = end
    return tuple(made)


def _short(token: Token) -> Token:
    """`2.5k` as the number it is."""
    m = _SHORT.fullmatch(token.text) if token.kind == "code" else None
    if m is None:
        return token
    (value, *_) = sorted(number_values(m[1]))
    return replace(token, kind="number", value=value * _SHORT_SIZES[m[2].casefold()])


def _longest(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> tuple[int, Decimal | None]:
    """Where the number that begins here ends, and its value; None where it is no number of several words."""
    parts: list[int] = []
    end = at
    grammar = lexicon.grammar
    if grammar is None:
        return at, None
    first = tokens[at]
    if first.kind == "number" and first.value is None:
        size = _word(tokens, at + 1, lexicon)
        if size is not None and size in _SIZES - {_HUNDRED}:
            (said_value, *_) = sorted(number_values(first.text)) or [Decimal(0)]
            return at + 2, said_value * size
        return at, None
    fraction = _fraction(tokens, at, lexicon)
    if fraction is not None:
        return fraction
    said = at
    while said < len(tokens) and said - at < 2 * len(_SIZES) + 12:
        numbers = _numbers(tokens[said], lexicon)
        if numbers:
            parts += numbers
            end = said + 1
        elif said > at and tokens[said].kind == "word" and tokens[said].text.casefold() in grammar.number_joins and parts:
            pass
        elif said == at and tokens[said].text.casefold() in grammar.articles and _word(tokens, said + 1, lexicon) in _SIZES | {_DOZEN}:
            parts.append(1)
        else:
            break
        said += 1
    composed = _composed(parts)
    words = end - at
    hyphened = words == 1 and "-" in first.text and len(parts) > 1
    return (end, Decimal(composed)) if composed is not None and (words > 1 or hyphened) else (at, None)


def _fraction(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> tuple[int, Decimal] | None:
    """`two thirds`, `a half`, `three quarters`, `half a dozen`."""
    grammar = lexicon.grammar
    word = tokens[at].text.casefold() if tokens[at].kind == "word" else ""
    if grammar is None or not word:
        return None
    if word in grammar.fractions and _folded(tokens, at + 1) in grammar.articles and _word(tokens, at + 2, lexicon) is not None:
        return at + 3, Decimal(_word(tokens, at + 2, lexicon) or 0) / grammar.fractions[word]
    top, _, bottom = word.partition("-")
    if bottom in grammar.fractions and top in lexicon.number_words:
        return at + 1, Decimal(lexicon.number_words[top]) / grammar.fractions[bottom]
    count = 1 if word in grammar.articles else lexicon.number_words.get(word)
    under = grammar.fractions.get(_folded(tokens, at + 1))
    if count is not None and under is not None:
        return at + 2, Decimal(count) / under
    if word in grammar.fractions and grammar.fractions[word] == 2:
        return at + 1, Decimal(1) / 2
    return None


def _folded(tokens: Sequence[Token], at: int) -> str:
    return tokens[at].text.casefold() if at < len(tokens) and tokens[at].kind == "word" else ""


def _word(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> int | None:
    return lexicon.number_words.get(_folded(tokens, at))


def _numbers(token: Token, lexicon: Lexicon) -> list[int]:
    """The numbers of a word: one, or two where a hyphen joins them (`twenty-three`)."""
    if token.kind != "word":
        return []
    parts = token.text.casefold().split("-")
    found = [lexicon.number_words[p] for p in parts if p in lexicon.number_words]
    return found if len(found) == len(parts) else []


def _composed(parts: Sequence[int]) -> int | None:
    """The value of number words in their order; None where they are no one number (`two three`)."""
    total, group, last = 0, 0, 0
    for number in parts:
        if number in _SIZES and number != _HUNDRED:
            total, group, last = total + max(group, 1) * number, 0, number
            continue
        if number == _HUNDRED or (number == _DOZEN and group and last in _ONES):
            group, last = max(group, 1) * number, number
            continue
        fits = group == 0 or last == _HUNDRED or (last in _TENS and number in _ONES)
        if not fits:
            return None
        group, last = group + number, number
    return total + group if parts else None


def behind_an_amount(tokens: Sequence[Token], at: int, units: Mapping[int, str]) -> bool:
    """`ab 60.000,00 EUR 2 %`, `78,56 EUR zweimal`: the currency is that of the number before it."""
    is_amount = at > 1 and tokens[at - 1].kind == "currency" and tokens[at - 2].kind == "number"
    return is_amount and (units.get(at) == "percent" or tokens[at].kind == "word")
