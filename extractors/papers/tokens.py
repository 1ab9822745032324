"""Text → canonical tokens for comparing labels: without case, accents and punctuation, all words for “number” as one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

NUMBER: Final = "#"
_NUMBER_WORDS: Final = frozenset(
    [
        "#",
        "no",
        "nr",
        "nº",
        "n°",
        "num",
        "numb",
        "number",
        "numbers",
        "numero",
        "numeros",
        "nummer",
        "nummern",
        "nro",
        "numéro",
        "núm",
        "№",
        "nos",
        "nrs",
        "no.",
        "nbr",
        "ref",
        "id",
        "code",
    ]
) - {"ref", "id", "code"}
_NUMBER_MISREAD: Final = re.compile(r"nu(?:m|rn|nn|n)[bh](?:[eco]r?|r)|nu(?:mm|rnm|rnrn)(?:[eco]r?|r)")
"""What recognisers make of the word for number, or leave of it before a value that touches it (“Numbe4KNUT96G”)."""
_SIGN_MISREAD: Final = re.compile(r"n\.[o?*]s?")
"""The raised o of “n.º”, which recognisers take for a letter, a question mark or a star."""
_COMPOUND: Final = re.compile(r"(?<=\w{4})(nummern?|nr)$|(?<=\w{2})(number)$")
_TOKEN: Final = re.compile(
    r"[#№]|n\.?\s?[º°]s?(?![^\W\d_])|(?<![\w.])n\.[o?*]s?(?![\w.])|(?<![\w.])n\.(?![\w.])|[\u3400-\u9fff]+|[^\W_\u3400-\u9fff]+"
)
_STEM: Final = re.compile(r"[a-z]{4,}(rechnung|gutschrift|frachtbrief|lieferschein|vereinbarung)$")
"""German compounds whose last word says what a paper is: “Handelsrechnung” is read as “rechnung” where it is no word of its own."""
_PLURAL: Final = re.compile(r"\((?:s|es|en|n|e)\)|/s\b(?=\W|$)")
GLUED: Final = re.compile(r"(?<=[a-zà-ÿ]{3})(?=[A-ZÀ-Þ][a-zà-ÿ]{3}|(?=[A-Z]*\d)[A-Z\d]{6,}\b)")
"""Where two words touch, as headings of narrow columns (“KartonPackstücke”) or a wide label and its value (“Number67YUELT7”) do."""


class Token(NamedTuple):
    """One canonical token and the characters it was made from."""

    text: str
    start: int
    end: int


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Lower case without accents and wide forms; every character stays at its offset."""
    return "".join(_fold_character(c) for c in text)


@lru_cache(maxsize=8192)
def _fold_character(character: str) -> str:
    if character in "№º°":
        return character
    plain = unicodedata.normalize("NFKD", character)[:1].casefold()
    return plain[:1] or character


@lru_cache(maxsize=65536)
def tokens(text: str) -> tuple[Token, ...]:
    """Canonical tokens. “Frachtbrief-Nr.” and “Frachtbriefnummer” both become `frachtbrief #`; Chinese stays in one run."""
    folded = _PLURAL.sub(lambda m: " " * len(m.group()), fold(text))
    found: list[Token] = []
    for word, start, end in _words(text, folded):
        if (
            word in _NUMBER_WORDS
            or _NUMBER_MISREAD.fullmatch(word)
            or word == "n."
            or _SIGN_MISREAD.fullmatch(word)
            or word[-1] in "º°"
            or word[-2:] in {"ºs", "°s"}
        ):
            found.append(Token(NUMBER, start, end))
            continue
        tail = _COMPOUND.search(word)
        if tail:
            found.append(Token(word[: tail.start()], start, start + tail.start()))
            found.append(Token(NUMBER, start + tail.start(), end))
        else:
            found.append(Token(word, start, end))
    return tuple(found)


def _words(text: str, folded: str) -> Iterator[Token]:
    """The words of a text; those that touch are parted."""
    for match in _TOKEN.finditer(folded):
        cuts = [c.start() for c in GLUED.finditer(text, *match.span())]
        edges = [match.start(), *cuts, match.end()]
        for start, end in pairwise(edges):
            yield Token(folded[start:end], start, end)


def stem(word: str) -> str:
    """The last word of a German compound that names a paper, or the word itself.

    >>> stem("handelsrechnung")
    'rechnung'
    """
    match = _STEM.fullmatch(word)
    return match[1] if match else word


def key(words: Iterable[str]) -> str:
    """Tokens as one dictionary key."""
    return " ".join(words)


@lru_cache(maxsize=16384)
def label_key(label: str) -> str:
    """The key under which a label of the lexicon is looked up."""
    return key(t.text for t in tokens(label))
