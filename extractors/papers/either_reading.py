"""Words of headings and labels that one of two recognisers spelt: “Certous”, which the other one read as “Cartons”."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import Final

from extractors.page import Page, Word
from extractors.papers.tokens import fold
from extractors.papers.vocabulary import lexicon, matcher
from facts.documents import Source

_TELLING: Final = 5
"""Letters of a word: a shorter one may be spelt by chance."""
_LETTERS: Final = re.compile(rf"[^\W\d_]{{{_TELLING},}}")
_EDGES: Final = re.compile(r"^[\W_]+|[\W_]+$")
_TERMS: Final = ("prepaid", "collect")


def spelt_by_either(page: Page) -> Page:
    """The page of a scan on which a word of the trade that only the second reading has stands in place of one that is none.

    What they saw stays not agreed: a value that is made of such a word is for a person.
    """
    if page.source is not Source.OCR:
        return page
    return replace(page, words=tuple(_spelt(word) for word in page.words))


def _spelt(word: Word) -> Word:
    if word.agreed or not word.alternative or _of_the_trade(word.text) or not _of_the_trade(word.alternative):
        return word
    return replace(word, text=word.alternative, alternative=word.text)


def _of_the_trade(text: str) -> bool:
    said = fold(_EDGES.sub("", text))
    return bool(_LETTERS.fullmatch(said)) and (said in _words() or any(matcher(term).fullmatch(said) for term in _TERMS))


@cache
def _words() -> frozenset[str]:
    """The single words that labels and headings are made of."""
    return frozenset(part for name in ("labels", "columns") for key in lexicon(name) for part in key.split() if _LETTERS.fullmatch(part))
