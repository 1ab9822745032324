"""How a letter in another language says each fact: by its label with its value, or what it states; and that saying it so is checked."""

from __future__ import annotations

from functools import cache

import pytest

from cases.letters.brief import Brief, Fact
from cases.letters.brief_facts import brief_of
from cases.letters.letter_facts import said_by_house
from cases.letters.letter_words import words_of
from cases.letters.sentences import Sentence
from cases.letters.told_facts import numbered_labels, told_by_label
from cases.letters.verifier import Situation, verify_sentence
from evals.cases_at_hand import TODAY
from evals.made_up.matters import made_up_matters

LANGUAGES = ("de", "es", "fr", "it", "zh")


@cache
def _matters() -> dict[str, Brief]:
    return {name: brief_of(matter) for name, matter, _ in made_up_matters(31)}


def _fact(matter: str, name: str) -> Fact:
    return next(f for f in _matters()[matter].facts if f.name == name)


@pytest.mark.parametrize(
    "language, said",
    [
        ("de", "über die Gebühr hinaus belastet {}"),
        ("es", "cobrado por encima de la tarifa {}"),
        ("fr", "facturé au-delà des frais {}"),
        ("it", "addebitato oltre la tariffa unitaria {}"),
        ("zh", "超出收费标准收取 {}"),
    ],
)
def test_a_figure_is_told_in_the_letters_language_with_all_words_of_its_label(language: str, said: str) -> None:
    fact = next(f for brief in _matters().values() for f in brief.facts if f.label == "charged beyond the fee")
    words = words_of(language)
    assert told_by_label(fact, words) == said.format(words.figure(fact.value))
    assert told_by_label(fact, words_of("en")) == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_and_day_has_words(language: str) -> None:
    words = words_of(language)
    facts = [f for brief in _matters().values() for f in brief.facts if f.kind.value in {"amount", "count", "rate", "date"}]
    assert {f.label for f in facts if not (told_by_label(f, words) or said_by_house(f, words))} == set()


def _remarks(text: str, name: str, *facts: Fact) -> list[str]:
    brief = _matters()[name]
    asked = brief.at("case/asked")
    assert asked is not None
    assert asked.amount is not None
    situation = Situation(language="zh", today=TODAY, currency=brief.currency, asked=asked.amount, deducted=asked.amount)
    said = verify_sentence(Sentence(text, tuple(f.number for f in facts)), brief, situation)
    return [r.message for r in (*said.objections, *said.unverifiable)]


def test_a_chinese_sentence_in_the_facts_own_words_stands_and_with_another_word_or_figure_does_not() -> None:
    value, claimed = _fact("fee", "value"), _fact("fee", "claimed")
    own = told_by_label(value, words_of("zh"))
    assert _remarks(f"{own}。", "fee", value, claimed) == []
    assert _remarks(f"{own.replace(value.value, claimed.value)}。", "fee", value, claimed)
    assert _remarks(f"贵方承认{own}。", "fee", value, claimed)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_paper_is_told_by_its_kind_and_the_number_of_a_tier_is_no_figure(language: str) -> None:
    words = words_of(language)
    paper = _fact("rebate_by_tiers", "paper")
    assert told_by_label(paper, words) == words.of("papers", "rebate_agreement")
    assert numbered_labels(_fact("rebate_by_tiers", "part"), words)
    assert not numbered_labels(_fact("fee", "value"), words)


def test_a_chinese_tier_is_named_by_its_number() -> None:
    part = _fact("rebate_by_tiers", "part")
    own = told_by_label(part, words_of("zh"))
    assert _remarks(f"{own}。", "rebate_by_tiers", part) == []
    assert _remarks(f"{own.replace('第 1 档', '第 7 档')}。", "rebate_by_tiers", part)
