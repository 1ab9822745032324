"""Sentences that are a cited fact, word for word: a conclusion as the house says it in the letter's language, or what a paper says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from cases.letters.arguments import argued
from cases.letters.brief import Brief, FactKind
from cases.letters.computation import computation
from cases.letters.letter_words import MATCHERS_LANGUAGE, LetterLanguageError, LetterWords, words_of
from cases.letters.sentences import capitalised, sentences_of
from cases.letters.verifier.look import Look
from cases.letters.verifier.tokens import fold
from cases.wording import plain_ascii

_PLACE: Final = re.compile(r" ?\([^()]*\) ?\.?$")
_HEADING: Final = 2
"""Words before a computation, its colon among them."""
_FEWEST: Final = 3
"""Words of a fact that can stand as a sentence."""


def is_conclusion(look: Look) -> bool:
    """True where the sentence says what a cited fact concludes, and nothing else: its words are then the fact's own.

    In the matchers' language their sentences are read like all others.
    """
    language = look.situation.language
    cited = [fact.value for fact in look.cited.facts if fact.name == "why"]
    if not cited or language == MATCHERS_LANGUAGE:
        return False
    return _closed(look.reading.text) in {_closed(said) for said in _said(cited, language)}


def is_statement(look: Look) -> bool:
    """True where the sentence is a cited fact in words, word for word, with nothing but its place in brackets behind it."""
    said = _PLACE.sub("", look.reading.text).rstrip(".").casefold()
    told = (fold(f.value).rstrip(".").casefold() for f in look.cited.facts if f.kind is FactKind.STATEMENT)
    return any(len(value.split()) >= _FEWEST and said == value for value in told)


def is_computation(look: Look) -> bool:
    """True where the sentence is the brief's computation as the house writes it in the letter's language, resting on the facts in it.

    In the matchers' language computations are read like all others.
    """
    language, text = look.situation.language, look.reading.text
    if language == MATCHERS_LANGUAGE or "=" not in text:
        return False
    for told, numbers in _computed(look.known.brief, language):
        heading = text.removesuffix(told) if told and text.endswith(told) else text
        if numbers <= set(look.sentence.facts) and len(heading.split()) <= _HEADING and heading.rstrip().endswith((":", "：")):
            return True
    return False


def is_listing(look: Look) -> bool:
    """True where the sentence lists cited steps in the house's words for each, in another language than the matchers', and their place."""
    language, text = look.situation.language, _listed(look.reading.text)
    if language == MATCHERS_LANGUAGE:
        return False
    steps = [f for f in look.cited.facts if "/step:" in f.key]
    for words in _ways_of_writing(language):
        told = [words.of("steps", f.name).format(words.bare_value(f)) for f in steps if words.of("steps", f.name)]
        for between in {", ", words.between("facts")}:
            said = between.join(told)
            if told and text in {_listed(way) for way in (said, plain_ascii(said), words.punctuated(said))}:
                return True
    return False


def _closed(said: str) -> str:
    """A sentence by itself, or as a clause that begins small and has no stop behind it."""
    return fold(said).rstrip(".").casefold()


def _listed(said: str) -> str:
    return _PLACE.sub("", fold(said)).rstrip(". ").casefold()


@lru_cache(maxsize=64)
def _computed(brief: Brief, language: str) -> tuple[tuple[str, frozenset[int]], ...]:
    """The computation of a brief in a language's own letters and in plain ones, with the facts that stand in it."""
    found = []
    for words in _ways_of_writing(language):
        rendered = sentences_of(f"@computation {computation(brief, words)}.")
        for text in (rendered[0].text, words.punctuated(rendered[0].text)) if rendered else ():
            found += [(fold(said), frozenset(rendered[0].facts)) for said in (text, plain_ascii(text))]
    return tuple(found)


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
