"""Sentences that are a cited fact, word for word: a conclusion as the house says it in the letter's language, or what a paper says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cases.letters.arguments import argued
from cases.letters.brief import FactKind
from cases.letters.letter_words import MATCHERS_LANGUAGE, LetterLanguageError, LetterWords, words_of
from cases.letters.sentences import capitalised
from cases.letters.verifier.look import Look
from cases.letters.verifier.tokens import fold
from cases.wording import plain_ascii

_PLACE: Final = re.compile(r" ?\([^()]*\)\.?$")
_FEWEST: Final = 3
"""Words of a fact that can stand as a sentence."""


def is_conclusion(look: Look) -> bool:
    """True where the sentence says what a cited fact concludes, and nothing else: its words are then the fact's own.

    In the matchers' language their sentences are read like all others.
    """
    language = look.situation.language
    cited = [fact.value for fact in look.cited.facts if fact.name == "why"]
    return bool(cited) and language != MATCHERS_LANGUAGE and look.reading.text in {fold(said) for said in _said(cited, language)}


def is_statement(look: Look) -> bool:
    """True where the sentence is a cited fact in words, word for word, with nothing but its place in brackets behind it."""
    said = _PLACE.sub("", look.reading.text).rstrip(".").casefold()
    told = (fold(f.value).rstrip(".").casefold() for f in look.cited.facts if f.kind is FactKind.STATEMENT)
    return any(len(value.split()) >= _FEWEST and said == value for value in told)


def _said(conclusions: list[str], language: str) -> Iterator[str]:
    """Each conclusion as a sentence of the language, and all of them after each other, in its own letters and in plain ones."""
    for words in _ways_of_writing(language):
        told = [argued(conclusion, words) for conclusion in dict.fromkeys(conclusions)]
        sentences = [f"{capitalised(words.punctuated(text))}." for text in told if text]
        for sentence in (*sentences, " ".join(sentences)):
            yield from (sentence, plain_ascii(sentence))


def _ways_of_writing(language: str) -> Iterator[LetterWords]:
    try:
        yield from (words_of(language), words_of(language, plain=True))
    except LetterLanguageError:
        return
