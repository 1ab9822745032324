"""Sentences that are a cited conclusion of the matcher, word for word, as the house says it in the letter's language."""

from __future__ import annotations

from collections.abc import Iterator

from cases.letters.arguments import argued
from cases.letters.letter_words import MATCHERS_LANGUAGE, LetterLanguageError, LetterWords, words_of
from cases.letters.sentences import capitalised
from cases.letters.verifier.look import Look
from cases.letters.verifier.tokens import fold
from cases.wording import plain_ascii


def is_conclusion(look: Look) -> bool:
    """True where the sentence says what a cited fact concludes, and nothing else: its words are then the fact's own.

    In the matchers' language their sentences are read like all others.
    """
    language = look.situation.language
    cited = [fact.value for fact in look.cited.facts if fact.name == "why"]
    return bool(cited) and language != MATCHERS_LANGUAGE and look.reading.text in {fold(said) for said in _said(cited, language)}


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
