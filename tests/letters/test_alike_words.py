"""Other words for the facts' own ones carry a figure as these do, from mark to mark; a word more, or one less, does not."""

from __future__ import annotations

import pytest

from cases.letters.brief import Brief
from cases.letters.brief_facts import brief_of
from cases.letters.sentences import Sentence
from cases.letters.verifier import Situation, verify_sentence
from cases.letters.verifier.lexicon import lexicon_of
from evals.cases_at_hand import TODAY
from evals.made_up.matters import made_up_matters

BEYOND = {
    "es": ("facturado por encima de la tarifa {}", "cobrado además del tarifario {}", "rappel facturado por encima de la tarifa {}"),
    "fr": ("facturé au-delà du barème {}", "facturé après le barème {}", "remise facturée au-delà du barème {}"),
    "it": ("fatturato oltre la tariffa {}", "fatturato dopo la tariffa {}", "sconto fatturato oltre la tariffa {}"),
}


def _brief() -> Brief:
    return next(brief for _, matter, _ in made_up_matters(31) for brief in [brief_of(matter)] if _labelled(brief))


def _labelled(brief: Brief) -> list[int]:
    return [f.number for f in brief.facts if f.label == "charged beyond the fee"]


def _stands(language: str, text: str) -> bool:
    brief = _brief()
    fact = next(f for f in brief.facts if f.number == _labelled(brief)[0])
    asked = brief.at("case/asked")
    assert asked is not None
    assert asked.amount is not None
    situation = Situation(language=language, today=TODAY, currency=brief.currency, asked=asked.amount, deducted=asked.amount)
    said = verify_sentence(Sentence(text.format(f"{brief.currency} {fact.value}"), (fact.number,)), brief, situation)
    return not said.objections and not said.unverifiable


@pytest.mark.parametrize("language", BEYOND)
def test_other_words_for_the_same_carry_a_figure_and_others_do_not(language: str) -> None:
    told, other, further = BEYOND[language]
    assert _stands(language, f"{told}.")
    assert not _stands(language, f"{other}.")
    assert not _stands(language, f"{further}.")


@pytest.mark.parametrize(
    "language, one, other", [("es", "facturado", "facturadas"), ("fr", "facturé", "facturées"), ("it", "fatturato", "fatturate")]
)
def test_a_stem_is_a_word_without_its_ending(language: str, one: str, other: str) -> None:
    lexicon = lexicon_of(language)
    assert lexicon is not None
    assert lexicon.stem(one.replace("é", "e")) == lexicon.stem(other.replace("é", "e"))
