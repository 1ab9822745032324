"""Months in letters that a recogniser misread between the figures of a day: “27 giugrio 2026”."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from rapidfuzz import fuzz

from extractors.page import Page
from extractors.papers.tokens import fold
from extractors.papers.values import MONTH
from facts.documents import Source

_OF_MONTH: Final = re.compile(r"\d{1,2}[.º°]?")
_YEAR: Final = re.compile(r"(?:19|20)\d\d[.,]?")
_TELLING: Final = 5
"""Letters of a month: shorter names differ from each other by one alone."""
_LIKE: Final = 75
_UNSURE: Final = 0.5
_MONTHS: Final = tuple(name for name in MONTH.split("|") if len(name) >= _TELLING)


def months_spelt(page: Page) -> Page:
    """The page of a scan with such months as the one that they are nearest to, never agreed, so that a person looks."""
    if page.source is not Source.OCR:
        return page
    words = list(page.words)
    for at, (before, behind) in enumerate(zip(words, words[2:], strict=False), start=1):
        said = fold(words[at].text)
        if len(said) < _TELLING or said in _MONTHS or not (_OF_MONTH.fullmatch(before.text) and _YEAR.fullmatch(behind.text)):
            continue
        near = {name for name in _MONTHS if fuzz.ratio(name, said) >= _LIKE}
        if len(near) == 1:
            sure = min(words[at].confidence, _UNSURE)
            words[at] = replace(words[at], text=near.pop(), agreed=False, confidence=sure, alternative=words[at].text)
    return replace(page, words=tuple(words))
