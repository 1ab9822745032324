"""The house's own letters on matters of every kind stand before the verifier, in every language that letters come in."""

import pytest

from cases.letters.drafting import write
from cases.letters.letter_words import languages
from cases.letters.verifier import verify
from evals.cases_at_hand import CaseAtHand, matters_at_hand
from rules.model import FieldLimit


@pytest.fixture(scope="module")
def cases() -> tuple[CaseAtHand, ...]:
    return matters_at_hand([62])


@pytest.mark.parametrize("language", languages())
def test_the_templates_letter_is_neither_refused_nor_in_doubt(cases: tuple[CaseAtHand, ...], language: str) -> None:
    for case in cases:
        letter = write(case.brief, FieldLimit(), language)
        found = verify(letter.sentences, case.brief, case.situation(language))
        said = [(letter.sentences[r.sentence].text, r.message) for r in (*found.objections, *found.unverifiable) if r.sentence is not None]
        assert said == [], case.name
