"""Sentences that are kept in English, in the reader's language: why a line is judged so, what a paper lacks, what holds a claim back.

What is kept stays as it is; pages say it anew. A sentence is told clause by clause, and as it stands where one clause is not known:
half of it in another language would be another sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final

from api.web.formulas import figure
from api.web.languages import Language
from api.web.sentence_forms import Forms
from api.web.sentences.against import OBJECTIONS
from api.web.sentences.charges import COMPLIANCE, COOP, PROMOTIONS
from api.web.sentences.findings import OF_FINDINGS
from api.web.sentences.happened import OF_STORIES
from api.web.sentences.matchers import OF_MATCHERS
from api.web.sentences.papers import OF_PAPERS
from api.web.sentences.rebates import OF_REBATES
from api.web.sentences.shown import OF_EVIDENCE
from cases.letters.arguments import FIGURES, clauses_in
from cases.letters.letter_words import words_of

SENTENCES: Final = (
    *OF_MATCHERS,
    *OF_FINDINGS,
    *COMPLIANCE,
    *COOP,
    *PROMOTIONS,
    *OF_PAPERS,
    *OF_REBATES,
    *OF_EVIDENCE,
    *OBJECTIONS,
    *OF_STORIES,
)
"""What pages say of clauses, beside what letters say of them (templates/letters/arguments.yaml)."""
_FORMS: Final = Forms(SENTENCES)
_BETWEEN: Final = re.compile(r"; |: |, |\. ")
_MARKS: Final[Mapping[str, Mapping[str, str]]] = {
    "zh": {"; ": "；", ", ": "，", ": ": "：", ". ": "。", ".": "。"},
    "fr": {"; ": " ; ", ": ": " : "},
}
"""How a language sets the marks between clauses, where it does not set them as English does."""


def told(english: str, say: Language) -> str:
    """The sentence in the reader's language; as it stands where that does not know all of it."""
    return _known(english, say) or english


def told_capital(english: str, say: Language) -> str:
    """The same with a capital."""
    said = told(english, say)
    return said[:1].upper() + said[1:]


def told_whole(english: str, say: Language) -> str:
    """The same as a sentence by itself: with a capital and a mark at its end."""
    said = told_capital(english, say)
    mark = "." if english[-1:] not in ".!?" else ""
    return said + (_mark(mark, say) if is_known(english, say) else mark)


def is_known(english: str, say: Language) -> bool:
    """Whether the reader's language knows all of the sentence."""
    return say.code == "en" or _known(english, say) is not None


@lru_cache(maxsize=8192)
def _known(english: str, say: Language) -> str | None:
    if say.code == "en":
        return None
    if (whole := _clause(english, say)) is not None:
        return whole
    for head, between, tail in _apart(english):
        said = _clause(head, say)
        rest = _known(tail, say) if said is not None else None
        if said is not None and rest is not None:
            return said + _mark(between, say) + rest
    return None


def _apart(english: str) -> Iterator[tuple[str, str, str]]:
    """Ways to part a sentence into a first clause and the rest, the longest clause first."""
    for mark in reversed(list(_BETWEEN.finditer(english))):
        yield english[: mark.start()], mark[0], english[mark.end() :]


def _clause(english: str, say: Language) -> str | None:
    """A clause in the words of the pages, else in those of letters."""
    if (said := _FORMS.said(english, say, _known)) is not None:
        return said
    words = words_of(say.code)
    for clause in clauses_in(english):
        if text := words.of("arguments", clause.name):
            values = {slot: _value(value, clause.kinds[slot], say) for slot, value in clause.values.items()}
            return words.punctuated(text).format(**values)
    return None


def _value(value: str, kind: str, say: Language) -> str:
    return figure(value, say) if kind in FIGURES else say.day(value) if kind == "day" else value


def _mark(mark: str, say: Language) -> str:
    return _MARKS.get(say.code, {}).get(mark, mark)
