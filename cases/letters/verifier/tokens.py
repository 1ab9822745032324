"""Cuts a sentence into words, numbers, days, codes, quotes, and the identifiers and names that the brief knows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Final

from cases.letters.verifier.figures import NUMBER, days_in
from cases.letters.verifier.lexicon import CURRENCY_CODES, Lexicon
from cases.letters.verifier.unspaced import apart, cut
from cases.wording import plain_spelling

_QUOTE: Final = re.compile(r'"([^"]*)"')
_WORD: Final = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_CODE: Final = re.compile(r"[^\W_](?:[\w/#&.-]*[\w/#&])?")
_CURRENCY: Final = re.compile(r"(?<![A-Za-z])(?:[A-Z]{3})(?![A-Za-z])|(?:(?<![A-Za-z])(?:US ?|CA|AU|NZ|HK|MX|C|A|S))?\$")
_ORDINAL: Final = re.compile(r"\d+(?:st|nd|rd|th|er|e)", re.IGNORECASE)
_MEASURED: Final = re.compile(r"(\d+)(?:-|)(kg|lbs?|ct|pcs?|cm|mm|in)", re.IGNORECASE)
_NUMBER_SIGN: Final = re.compile(r"\b[Nn]\.?\s?[°º]\.?\s?")
"""`n° 1`, which is no denial."""
_OPERATORS: Final = frozenset("+-*/=x")
_MINUS: Final = frozenset("-\u2212")


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a sentence. `kind`: word, number, day, literal (an identifier or name that the brief knows), code, quote, mark.

    `value` is that of a number whose words were put together.
    """

    kind: str
    text: str
    start: int
    end: int
    value: Decimal | None = None


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """The spelling in which sentences and facts are compared: no accents, plain dashes and quotes, single spaces."""
    return re.sub(r"\s+", " ", plain_spelling(_NUMBER_SIGN.sub("nr ", apart(text)))).strip()


def literal_pattern(literals: Iterable[str]) -> re.Pattern[str] | None:
    """A pattern that finds any of these identifiers and names, whole: `INV1` is not found in `INV1SC` or `INV1-2`."""
    known = sorted({fold(text) for text in literals if fold(text)}, key=len, reverse=True)
    if not known:
        return None
    return re.compile(rf"(?<![\w])(?<![\w][-_/.])(?:{'|'.join(map(re.escape, known))})(?!\w)(?![-_/.]\w)")


@dataclass(slots=True)
class _Cover:
    """Which characters of a text are spoken for."""

    text: str
    tokens: list[Token] = field(default_factory=list)
    left: str = ""

    def __post_init__(self) -> None:
        self.left = self.text

    def take(self, kind: str, start: int, end: int, text: str | None = None) -> None:
        """Turns a stretch into a token."""
        self.tokens.append(Token(kind, self.text[start:end] if text is None else text, start, end))
        self.left = self.left[:start] + "\0" * (end - start) + self.left[end:]


def tokens_of(said: str, lexicon: Lexicon, literals: re.Pattern[str] | None) -> tuple[Token, ...]:
    """The pieces of a folded text in their order; what the brief knows by name is found whole."""
    cover = _Cover(said)
    for m in _QUOTE.finditer(said):
        cover.take("quote", m.start(), m.end(), m[1])
    for m in literals.finditer(cover.left) if literals else ():
        cover.take("literal", m.start(), m.end())
    for start, end, _ in days_in(cover.left.casefold(), lexicon.months, day_first=lexicon.day_first):
        cover.take("day", start, end)
    for m in _CURRENCY.finditer(cover.left):
        if m[0].endswith("$") or m[0] in CURRENCY_CODES:
            cover.take("currency", m.start(), m.end())
    for m in _CODE.finditer(cover.left):
        # a number with a decimal comma reaches beyond the run that it begins with
        if not m[0].isalpha() and m[0].casefold() in lexicon.unit_index:
            # `cm3` is `cm³` as it is folded
            cover.take("word", m.start(), m.end())
        elif cover.left[m.start()] != "\0":
            _code(cover, m)
    _words(cover, lexicon)
    for at, character in enumerate(cover.left):
        if character in _OPERATORS:
            cover.take("operator", at, at + 1)
        elif character not in " \0":
            cover.take("mark", at, at + 1)
    return tuple(sorted(cover.tokens, key=lambda t: t.start))


def _words(cover: _Cover, lexicon: Lexicon) -> None:
    """Words; those that stand together without a space are cut apart."""
    for m in _WORD.finditer(cover.left):
        for start, end, word in cut(m[0], lexicon.unspaced, lexicon.elided):
            cover.take("operator" if word == "x" else "word", m.start() + start, m.start() + end, word)


def _code(cover: _Cover, m: re.Match[str]) -> None:
    """A run of letters and digits: a number, a number with its unit, or a code that the brief does not know."""
    text, start = m[0], m.start()
    if not any(c.isdigit() for c in text):
        return
    if measured := _MEASURED.fullmatch(text):
        cover.take("number", start, start + len(measured[1]))
        cover.take("word", start + len(measured[1]), m.end(), measured[2])
        return
    times = re.fullmatch(r"(\d+(?:[.,]\d+)?)x(\d+(?:[.,]\d+)?)", text)
    if times:
        cover.take("number", start, start + len(times[1]))
        cover.take("operator", start + len(times[1]), start + len(times[1]) + 1)
        cover.take("number", start + len(times[1]) + 1, m.end())
        return
    number = NUMBER.match(cover.left, start)
    if number and (number.end() >= m.end() or _ORDINAL.fullmatch(text) or cover.left[number.end() : m.end()] in {".", ","}):
        cover.take("number", start, max(number.end(), m.end()) if _ORDINAL.fullmatch(text) else number.end())
        return
    cover.take("code", start, m.end())


def is_taken_off(tokens: Sequence[Token], at: int) -> bool:
    """`-20.00`: a minus right before the number."""
    return at > 0 and tokens[at - 1].text in _MINUS and tokens[at - 1].end == tokens[at].start
