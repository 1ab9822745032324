"""Holds a letter against its brief and the situation: every check on every sentence, then those on the letter as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from cases.letters.brief import Brief
from cases.letters.letter_words import MATCHERS_LANGUAGE
from cases.letters.sentences import Sentence
from cases.letters.verifier.checks import days, figures, filing, identifiers, places, shape, sums, wording
from cases.letters.verifier.lexicon import Lexicon, lexicon_of
from cases.letters.verifier.look import Letter, LetterCheck, Look, SentenceCheck
from cases.letters.verifier.reading import read
from cases.letters.verifier.situation import Situation
from cases.letters.verifier.support import Known
from cases.letters.verifier.verdict import Remark, Severity, Verification

SENTENCE_CHECKS: Final[tuple[SentenceCheck, ...]] = (
    shape.citations,
    figures.numbers,
    figures.currencies,
    figures.units,
    figures.roles,
    figures.in_their_places,
    sums.sums,
    days.days,
    identifiers.identifiers,
    identifiers.each_named,
    identifiers.check_digits,
    identifiers.names,
    identifiers.quotations,
    places.places,
    wording.assertions,
    wording.negations,
    wording.wording,
    wording.forbidden,
    shape.attachment_list,
)
LETTER_CHECKS: Final[tuple[LetterCheck, ...]] = (
    shape.ask,
    shape.news,
    filing.window,
    filing.attempts,
    filing.within_the_claim,
    filing.attachments,
    filing.fields,
)


_OF_WORDS: Final[tuple[SentenceCheck, ...]] = (wording.assertions, wording.negations, wording.wording)
"""Checks that need the lexicon of the letter's language."""


class NoLexiconError(LookupError):
    """There is no lexicon of the matchers' own language: the installation is not whole."""


def verify(sentences: Sequence[Sentence], brief: Brief, situation: Situation) -> Verification:
    """All that speaks against the letter, and all that only a person can judge.

    In a language without a lexicon figures, days and identifiers are checked all the same, and every sentence is for a person.
    """
    own, lexicon = lexicon_of(MATCHERS_LANGUAGE), lexicon_of(situation.language)
    if own is None:
        raise NoLexiconError(MATCHERS_LANGUAGE)
    known = Known.of(brief, own, sorted(own.sheets | (lexicon.sheets if lexicon else frozenset())))
    spoken = lexicon or replace(own, names_are_capital=False)
    looks = tuple(look_at(i, s, known, spoken, situation) for i, s in enumerate(sentences))
    letter = Letter(looks, known, spoken, situation)
    checks = SENTENCE_CHECKS if lexicon else [c for c in SENTENCE_CHECKS if c not in _OF_WORDS]
    said = [remark for look in looks if not look.is_exempt for check in checks for remark in check(look)]
    said += [remark for check in LETTER_CHECKS for remark in check(letter)]
    if lexicon is None:
        said += [
            Remark("wording", Severity.UNVERIFIABLE, f"no wording is checked in the language {situation.language}", i)
            for i in range(len(looks))
        ]
    return Verification(*(tuple(r for r in said if r.severity is severity) for severity in Severity))


def look_at(index: int, sentence: Sentence, known: Known, lexicon: Lexicon, situation: Situation) -> Look:
    """One sentence taken apart, with what its facts allow."""
    reading = read(sentence.text, lexicon, known.literals)
    return Look(index, sentence, reading, known.cited(sentence.facts), known, lexicon, situation, sums.computed(reading))
