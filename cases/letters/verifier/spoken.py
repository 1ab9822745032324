"""Signs that are said in words: percent, currencies, times and equals, in languages that have no grammar of their own here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from cases.letters.verifier.lexicon import Lexicon
from cases.letters.verifier.phrases import Phrase
from cases.letters.verifier.tokens import Token
from cases.wording import plain_spelling

_SIGNS: Final = {"times": "x", "less": "-", "plus": "+"}
"""Signs by what the words that mean them are called."""
_BETWEEN: Final = frozenset("+-*/x")
_NEAR: Final = 5
"""Words that may stand between a figure and the word that says what is done with it: its unit, its item."""


def with_signs(tokens: Sequence[Token], lexicon: Lexicon) -> tuple[Token, ...]:
    """The tokens with signs for the words that mean them, where figures stand beside these."""
    told = lexicon.signs
    if not told:
        return tuple(tokens)
    made = list(_percents(list(_moneys(list(tokens), lexicon)), lexicon))
    signs: list[tuple[int, str]] = []
    computes = False
    for at, token in enumerate(made):
        if token.kind == "mark" and token.text in ";.:":
            signs, computes = [], False
        word = token.text.casefold()
        signed = word in told.get("signing", ()) or (bool(signs) and word in told.get("equals", ()))
        # "183,59 per la base e di 671,24": `e`, which is spelled like "è" but for its accent, leads to the figure right behind it
        reach = _NEAR if signed and len(word) > 1 else 0
        between_figures = _figure_before(made, at - _of_a_share(made, at, signs)) and _figure_follows(made, at, reach)
        if not between_figures or token.kind not in {"word", "operator"}:
            continue
        sign = next((_SIGNS[name] for name in _SIGNS if word in told.get(name, ())), "") if token.kind == "word" else ""
        if sign and at and plain_spelling(made[at - 1].text).casefold() in told.get("dividing", ()):
            sign = "/"
        if sign and not _ends_a_hedge(made, at, lexicon) and not _moves(made, at, lexicon):
            signs.append((at, sign))
        elif (signs or computes) and (word == "=" or word in told.get("equals", ())):
            for place, meant in signs:
                made[place] = replace(made[place], kind="operator", text=meant)
            made[at], signs = replace(token, kind="operator", text="="), []
        # `500 - 300 ergibt 200`
        computes |= token.kind == "operator" and token.text in _BETWEEN
    return tuple(made)


def _of_a_share(tokens: Sequence[Token], at: int, signs: Sequence[tuple[int, str]]) -> bool:
    """`75 % de 1000, soit EUR 750`: the comma right before what comes of a share of an amount."""
    leads = 0 < at < len(tokens) - 1 and tokens[at - 1].text == "," and tokens[at + 1].kind == "currency"
    return leads and len(signs) == 1 and tokens[signs[0][0] - 1].text == "%"


def _percents(tokens: list[Token], lexicon: Lexicon) -> Iterator[Token]:
    """`4 por ciento` and `百分之 4` as `4 %`."""
    behind = [phrase for phrase, unit in lexicon.units if unit == "percent" and len(phrase) > 1]
    before = lexicon.signs.get("percent_of", frozenset())
    at = 0
    while at < len(tokens):
        found = next((p for p in behind if at and tokens[at - 1].kind == "number" and _says(tokens, at, p)), None)
        if found is not None:
            yield Token("mark", "%", tokens[at].start, tokens[at + len(found) - 1].end)
            at += len(found)
        elif tokens[at].text in before and at + 1 < len(tokens) and tokens[at + 1].kind == "number":
            yield tokens[at + 1]
            yield Token("mark", "%", tokens[at].start, tokens[at].end)
            at += 2
        else:
            yield tokens[at]
            at += 1


def _says(tokens: Sequence[Token], at: int, phrase: Phrase) -> bool:
    return tuple(t.text.casefold() for t in tokens[at : at + len(phrase)]) == phrase


def _moneys(tokens: list[Token], lexicon: Lexicon) -> Iterator[Token]:
    """`500 euros` as `500 EUR`."""
    names = {word: code for code, words in lexicon.money.items() for word in words}
    for at, token in enumerate(tokens):
        code = names.get(token.text.casefold()) if token.kind == "word" else None
        beside = (at and tokens[at - 1].kind == "number") or (at + 1 < len(tokens) and tokens[at + 1].kind == "number")
        yield replace(token, kind="currency", text=code) if code and beside else token


def _figure_follows(tokens: Sequence[Token], at: int, reach: int = 0) -> bool:
    """A figure stands right behind, or behind words within reach, its currency before it or not."""
    while reach and at + 1 < len(tokens) and tokens[at + 1].kind == "word":
        at, reach = at + 1, reach - 1
    kinds = [t.kind for t in tokens[at + 1 : at + 3]]
    return kinds[:1] == ["number"] or kinds == ["currency", "number"]


def _ends_a_hedge(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """`de` in `moins de` multiplies nothing."""
    return at > 0 and f"{tokens[at - 1].text} {tokens[at].text}".casefold() in lexicon.hedges


def _moves(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """`la baisse de 62,47 USD à 9,61 USD`: from one amount to another, and no product of the two."""
    falling = lexicon.changes.get("falling", frozenset())
    towards = tokens[at].text.casefold() in lexicon.changes.get("towards", ())
    return towards and any(plain_spelling(t.text).casefold() in falling for t in tokens[max(0, at - _NEAR) : at])


def _figure_before(tokens: Sequence[Token], at: int) -> bool:
    """A figure stands shortly before, with nothing but its unit, currency and item between."""
    for token in reversed(tokens[max(0, at - _NEAR) : at]):
        if token.kind == "number":
            return True
        if token.kind == "mark" and token.text in ";.,:":
            return False
    return False
