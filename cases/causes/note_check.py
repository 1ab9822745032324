"""Holds a note against its brief: sentence by sentence by the verifier of letters, without what only a letter must say."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

from cases.causes.note_text import note_words, said_as
from cases.letters.brief import Brief, FactKind
from cases.letters.sentences import Sentence
from cases.letters.verifier import Remark, Severity, Verification
from cases.letters.verifier.situation import Situation
from cases.letters.verifier.verify import verify_sentence
from rules.model import Rules

FORBIDDEN: Final = ("threat", "blame")
"""Kinds of words that no note says; what is the house's own it may speak of, for it goes to nobody else."""
VALUES: Final = frozenset({"citations", "numbers", "currencies", "days", "identifiers", "each_named", "quotations", "sums", "forbidden"})
"""Checks of values, which the house's own sentences pass as well."""
ALWAYS: Final = frozenset({"citations", "forbidden"})
"""Checks that also a sentence of a pack has to pass, which stands in the brief word for word as a statement."""


def situation_of_note(brief: Brief, language: str, rules: Rules, today: date) -> Situation:
    """What a note is checked against beside its brief."""
    deducted = brief.at("all/deducted")
    total = (deducted.amount if deducted else None) or Decimal(0)
    forbidden = {kind: words for kind, words in rules.forbidden.get(language, {}).items() if kind in FORBIDDEN}
    return Situation(language=language, today=today, currency=brief.currency, asked=total, deducted=total, forbidden=forbidden)


def check_note(sentences: Sequence[Sentence], brief: Brief, situation: Situation, house: Collection[Sentence] = ()) -> Verification:
    """All that speaks against a note, and all that only a person can judge.

    `house` are the sentences that the house itself writes from the brief: where one stands as it was written, its values are checked
    and its words are not, for nobody chose them.
    """
    own = {(s.text, s.facts) for s in house}
    said = [
        remark
        for number, sentence in enumerate(sentences)
        for remark in check_sentence(number, sentence, brief, situation)
        if remark.check in VALUES or (sentence.text, sentence.facts) not in own
    ]
    if not sentences:
        said.append(Remark("citations", Severity.OBJECTION, "the note says nothing"))
    return Verification(*(tuple(r for r in said if r.severity is severity) for severity in Severity))


def check_sentence(number: int, sentence: Sentence, brief: Brief, situation: Situation) -> Iterator[Remark]:
    """What is said of one sentence of a note, as the one of that number (from 0)."""
    verified = verify_sentence(sentence, brief, situation)
    word_for_word = _is_statement(sentence, brief)
    for remark in (*verified.objections, *verified.unverifiable, *verified.remarks):
        if word_for_word and remark.check not in ALWAYS:
            continue
        if remark.check == "wording" and _is_house_wording(remark, situation.language):
            continue
        yield replace(remark, sentence=number)


def _is_statement(sentence: Sentence, brief: Brief) -> bool:
    """Whether a sentence is a cited statement, word for word."""
    cited = (brief.fact(number) for number in sentence.facts)
    return any(fact is not None and fact.kind is FactKind.STATEMENT and said_as(sentence.text, fact) for fact in cited)


def _is_house_wording(remark: Remark, language: str) -> bool:
    """Whether the words that nobody checked are all of the house's own sentences."""
    spoken = note_words(language).spoken
    return bool(remark.found) and all(word.casefold() in spoken for word in remark.found.split(", "))
